// SPDX-License-Identifier: Apache-2.0
#include "core/classify/location.h"

#include <array>

#include "core/base/byte_set.h"
#include "core/base/path.h"

namespace vg::rules {
namespace {

constexpr NameList sink_devices = "/dev/null|/dev/stdout|/dev/stderr|/dev/stdin|/dev/tty|/dev/zero|/dev/full";

// Below these everything is the operating system's.
constexpr std::array system_trees =
    std::to_array<std::string_view>({"/etc", "/usr", "/bin", "/sbin", "/boot", "/lib", "/lib32", "/lib64", "/libx32"});
// These themselves, and what they hold, but not each thing below them.
constexpr std::array system_tops = std::to_array<std::string_view>({"/dev", "/sys", "/proc", "/var", "/opt", "/run"});
constexpr std::array system_data = std::to_array<std::string_view>({"/var", "/opt", "/srv", "/run", "/sys", "/proc"});

constexpr NameList regenerable_names =
    "node_modules|build|dist|target|out|.venv|venv|__pycache__|.pytest_cache|.mypy_cache|.ruff_cache|coverage|."
    "coverage|"
    ".next|.nuxt|.cache|.tox|.nox|.gradle|.parcel-cache|.turbo|.svelte-kit|.eggs|.nyc_output|htmlcov|cmake-build-debug|"
    "cmake-build-release|bower_components|tmp|temp|.tmp|obj|bazel-out|CMakeFiles|DerivedData|_build|.angular|"
    ".terraform|.serverless|.sass-cache|.eslintcache|.DS_Store|Debug|Release|builddir|logs|.output|.vite|"
    ".tst|a.out|b.out|a.exe|confdefs.h";
constexpr std::array regenerable_patterns = std::to_array<std::string_view>(
    {"*.o",    "*.pyc", "*.pyo", "*.obj", "*.class", "*.egg-info", "*.log",  "*.tmp",  "*.swp",  "*~", "core.*",
     "*.orig", "*.rej", "*.a",   "*.so",  "build-*", "conftest*",  "*.dSYM", "*.gcda", "*.gcno", "*.d"});

// One of these is in every one of those patterns but conftest*.
constexpr ByteSet pattern_marks(".~-");

bool is_below(std::string_view path, std::string_view directory) {
  return path != directory && is_at_or_below(path, directory);
}

bool holds_everything(std::string_view component) {
  return component == "*" || component == "**" || component == ".*" || component == ".??*" || component == "*.*" ||
         component == ".[!.]*" || component == "?*" || component == ".[^.]*" || component.starts_with("!(");
}

std::size_t first_pattern_char(std::string_view text) {
  return std::min(text.find_first_of("*?["), text.find("!("));
}

}  // namespace

bool matches_pattern(std::string_view text, std::string_view pattern) {
  std::size_t t = 0, p = 0, star = std::string_view::npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && (pattern[p] == '?' || (pattern[p] == text[t] && pattern[p] != '*'))) {
      ++t;
      ++p;
    } else if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool is_regenerable_name(std::string_view name) {
  if (in_list(regenerable_names, name)) return true;
  if (!pattern_marks.is_in(name) && !name.starts_with("conftest")) return false;
  for (const std::string_view pattern : regenerable_patterns)
    if (name == pattern || matches_pattern(name, pattern)) return true;
  return false;
}

bool Locator::is_temporary(std::string_view path, bool* root) const {
  const auto below = [&](std::string_view directory) {
    if (!is_at_or_below(path, directory)) return false;
    *root = path == directory;
    return true;
  };
  if (below("/tmp") || below("/var/tmp") || below("/dev/shm")) return true;
  const auto own = request_.environment.get("TMPDIR");
  // A TMPDIR that holds the home or the system is no place for scratch files.
  if (!own || own->size() < 4 || own->front() != '/') return false;
  const std::string directory = normalize_path(*own, "/");
  if (is_at_or_below(request_.home, directory) || is_at_or_below(request_.workspace, directory)) return false;
  for (const std::string_view tree : system_trees)
    if (is_at_or_below(directory, tree)) return false;
  return below(directory);
}

Area Locator::area_of(std::string_view path, bool contents) const {
  if (path == "/" || path == "/home" || path == "/root" || path == request_.home) return Area::fatal;
  if (path.starts_with("/home/") && path.find('/', 6) == std::string_view::npos) return Area::fatal;
  if (in_list(sink_devices, path) || path.starts_with("/dev/fd/")) return Area::device_sink;
  bool root = false;
  if (is_temporary(path, &root) && (request_.workspace.empty() || !is_at_or_below(path, request_.workspace)))
    return root ? Area::temporary_root : Area::temporary;
  for (const std::string_view tree : system_trees)
    if (is_at_or_below(path, tree)) return Area::system;
  for (const std::string_view top : system_tops)
    if (path == top) return Area::system;
  const std::string& workspace = request_.workspace;
  if (!workspace.empty() && is_at_or_below(path, workspace)) {
    if (path == workspace || (contents && path == directory_)) return Area::workspace_root;
    if (path == directory_) return Area::workspace_root;
    const std::string_view below = path.substr(workspace == "/" ? 1 : workspace.size() + 1);
    if (below == ".git" || below.starts_with(".git/") || base_name(below) == ".git") return Area::workspace_root;
    for (std::size_t start = 0; start <= below.size();) {
      const std::size_t slash = std::min(below.find('/', start), below.size());
      if (is_regenerable_name(below.substr(start, slash - start))) return Area::regenerable;
      start = slash + 1;
    }
    return Area::workspace;
  }
  const std::string cache = join_path(request_.home, ".cache");
  if (!request_.home.empty() && is_below(path, cache)) return Area::home_cache;
  for (const std::string_view tree : system_data)
    if (is_at_or_below(path, tree)) return Area::system_data;
  return Area::outside;
}

Location Locator::locate_known(std::string_view path, bool contents, bool pattern, Follow follow) const {
  Location result;
  result.contents = contents;
  result.pattern = pattern;
  if (path.empty() || path.front() != '/') {
    if (directory_.empty()) {
      // Relative to a directory that is not known: only the name can be judged.
      result.area = Area::unknown;
      result.kinds = kinds_of("/?/" + std::string(path), request_.home);
      return result;
    }
  }
  std::string written = normalize_path(path, directory_.empty() ? std::string_view("/") : directory_);
  result.kinds = kinds_of(written, request_.home);
  result.area = area_of(written, contents);
  result.path = written;
  if (!request_.files || result.area == Area::fatal || result.area == Area::device_sink) return result;
  std::optional<std::string> real;
  if (follow == Follow::last || contents || pattern || path.ends_with('/')) {
    real = request_.files->resolve(written);
  } else {
    real = request_.files->resolve(std::string(dir_name(written)));
    if (real) real = join_path(*real, base_name(written));
  }
  if (!real) {
    result.area = std::max(result.area, Area::outside);
    return result;
  }
  if (*real == written) return result;
  result.kinds |= kinds_of(*real, request_.home);
  const Area behind = area_of(*real, contents);
  // /bin → /usr/bin and the like: the written name may already be worse.
  if (result.area != Area::system || behind == Area::fatal) result.area = behind;
  result.path = *real;
  return result;
}

Location Locator::locate_partial(const Arg& arg, Follow follow) const {
  const std::string_view prefix = arg.text;
  Location result;
  const std::string_view name = arg.variable.substr(0, arg.variable.find(':'));
  const bool scratch =
      in_list("TMP|TEMP|tmp|temp|tmpdir|TMP_DIR|tmp_dir|TEMPDIR|tempdir|workdir|WORKDIR|temp_dir", name);
  if (prefix.empty()) {
    if (scratch && !arg.rest.starts_with("/..")) {
      result.area = Area::temporary;
      return result;
    }
    if (!arg.guarded && arg.rest.starts_with('/')) {
      result.area = Area::empties;
      result.kinds = kinds_of(normalize_path(arg.rest, "/"), request_.home);
      return result;
    }
    // $x/../.. and ${name}.env still have a telling end.
    result.kinds = arg.rest.empty() ? std::uint32_t{kind_none} : kinds_of("/?/" + std::string(arg.rest), request_.home);
    return result;
  }
  if (prefix == "/" || prefix == "~/") {
    result.area = Area::empties;
    return result;
  }
  // "/tmp/$x": the directory it starts in decides, unless the known end climbs out again.
  const std::size_t slash = prefix.rfind('/');
  const std::string_view directory =
      slash == std::string_view::npos ? std::string_view(".") : prefix.substr(0, slash + 1);
  std::string expanded(directory);
  if (arg.tilde) expanded = expand_tilde(directory, request_.home);
  result = locate_known(expanded, false, true, follow);
  if (result.area == Area::workspace_root || result.area == Area::regenerable) result.area = Area::workspace;
  if (result.area == Area::temporary_root) result.area = Area::temporary;
  if (arg.rest.find("/..") != std::string_view::npos) result.area = std::max(result.area, Area::outside);
  return result;
}

Location Locator::locate_text(std::string_view text, bool tilde, Follow follow) const {
  std::string expanded;
  if (tilde && text.starts_with('~')) {
    expanded = expand_tilde(text, request_.home);
    if (expanded.starts_with("~")) {  // ~user
      const std::string user = expanded.substr(1);
      expanded = user.starts_with("root") && (user.size() == 4 || user[4] == '/') ? "/" + user : "/home/" + user;
      if (user.starts_with('+')) expanded = std::string(directory_) + user.substr(1);
    }
    text = expanded;
  }
  return locate_known(text, false, false, follow);
}

Location Locator::locate(const Arg& arg, Follow follow) const {
  if (!arg.known) return locate_partial(arg, follow);
  if (!arg.glob) return locate_text(arg.text, arg.tilde, follow);
  const std::size_t at = first_pattern_char(arg.text);
  if (at == std::string_view::npos) return locate_text(arg.text, arg.tilde, follow);
  const std::size_t slash = arg.text.rfind('/', at);
  const std::size_t next = arg.text.find('/', at);
  const std::size_t begin = slash == std::string_view::npos ? 0 : slash + 1;
  const std::string_view component = arg.text.substr(begin, next == std::string_view::npos ? next : next - begin);
  std::string directory(slash == std::string_view::npos ? std::string_view(".") : arg.text.substr(0, slash + 1));
  if (arg.tilde) directory = expand_tilde(directory, request_.home);
  const bool all = holds_everything(component) && (next == std::string_view::npos || next + 1 == arg.text.size());
  Location result = locate_known(directory, all, !all, follow);
  if (all || result.path.empty()) return result;
  // "src/*.c" is some of a directory: as bad as one of its members.
  const std::string member = join_path(result.path, component);
  std::uint32_t kinds = kinds_of(member, request_.home) | (result.kinds & kind_secret);
  const bool in_project = result.area == Area::workspace || result.area == Area::workspace_root ||
                          result.area == Area::regenerable || result.area == Area::temporary;
  if (!in_project || component.starts_with('.'))
    kinds |= kinds_of_pattern(join_path(result.path, arg.text.substr(begin)), request_.home);
  if (result.area == Area::workspace_root)
    result.area = is_regenerable_name(component) ? Area::regenerable : Area::workspace;
  if (result.area == Area::temporary_root) result.area = Area::temporary;
  if (result.area == Area::fatal && (result.path == request_.home || result.path.starts_with("/home/")))
    result.area = Area::outside;
  result.kinds = kinds;
  return result;
}

}  // namespace vg::rules
