// SPDX-License-Identifier: Apache-2.0
#include "core/plan/caches.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/base/path.h"
#include "core/base/text.h"

namespace vg {
namespace {

/// One package manager. `whole` may hold extracted or built parts: it is a layer that is dropped after the run.
/// `shared` are its download and content-addressed parts, which stay. Paths are relative to HOME.
/// Sources: npm-cache, yarn, pnpm store, pip cache, go help modules, cargo home layout, gem environment, uv cache,
/// poetry, maven, gradle, composer and bun documentation.
struct CacheRow {
  std::string_view tool;
  std::array<std::string_view, 4> programs;
  std::string_view whole;
  std::array<std::string_view, 4> shared;
};

constexpr std::array<CacheRow, 14> rows{{
    {"npm", {"npm", "npx", "npm-cli.js"}, ".npm", {".npm/_cacache"}},
    {"yarn", {"yarn", "yarnpkg"}, ".cache/yarn", {".yarn/berry/cache"}},
    {"pnpm", {"pnpm", "pnpx"}, ".cache/pnpm", {".local/share/pnpm/store", ".pnpm-store"}},
    {"pip", {"pip", "pip3", "python", "python3"}, ".cache/pip", {".cache/pip/http", ".cache/pip/http-v2"}},
    {"go", {"go"}, "go/pkg", {"go/pkg/mod/cache/download"}},
    {"go build", {"go"}, ".cache/go-build", {}},
    {"cargo", {"cargo", "rustup"}, ".cargo", {".cargo/registry/cache", ".cargo/registry/index", ".cargo/git/db"}},
    {"gem", {"gem", "bundle", "bundler"}, ".gem", {".gem/specs", ".cache/gem"}},
    {"uv", {"uv", "uvx"}, ".cache/uv", {}},
    {"poetry", {"poetry"}, "", {".cache/pypoetry/cache", ".cache/pypoetry/artifacts"}},
    {"maven", {"mvn"}, "", {".m2/repository"}},
    {"gradle", {"gradle", "gradlew"}, "", {".gradle/caches/modules-2/files-2.1"}},
    {"composer", {"composer"}, "", {".cache/composer/files"}},
    {"bun", {"bun", "bunx"}, ".bun/install/cache", {}},
}};

/// Files beside a cache that hold tokens.
constexpr std::array<std::string_view, 3> tokens{".cargo/credentials", ".cargo/credentials.toml", ".gem/credentials"};

std::set<std::string> programs_of(const Command& command) {
  std::set<std::string> names;
  for (const Invocation& invocation : command.invocations) names.insert(invocation.program_name());
  return names;
}

bool is_used(const CacheRow& row, const std::set<std::string>& programs) {
  return std::any_of(row.programs.begin(), row.programs.end(),
                     [&](std::string_view name) { return !name.empty() && programs.contains(std::string(name)); });
}

class CacheMounts {
 public:
  CacheMounts(const FileView& files, const std::string& home, bool writable)
      : files_(files), home_(home), writable_(writable) {}

  void add(const CacheRow& row, bool used) {
    const std::string whole = row.whole.empty() ? std::string() : join_path(home_, row.whole);
    // Only a tool that is about to run gets directories made for it.
    if (!row.whole.empty() && (used || exists(whole)))
      plan_.mounts.push_back({.kind = MountKind::dropped_layer,
                              .target = whole,
                              .optional = true,
                              .create_source = used && writable_,
                              .mode = 0755,
                              .label = label(row)});
    for (const std::string_view name : row.shared) {
      if (name.empty()) continue;
      const std::string path = join_path(home_, name);
      if (!used && !exists(path)) continue;
      if (used) plan_.held_content |= !files_.list(path).empty();
      plan_.mounts.push_back({.kind = MountKind::bind,
                              .source = path,
                              .target = path,
                              .read_only = !writable_,
                              .optional = true,
                              .create_source = used && writable_,
                              .mode = 0755,
                              .label = label(row)});
    }
    if (used && row.shared[0].empty()) plan_.held_content |= !files_.list(whole).empty();
  }

  void hide_tokens() {
    for (const std::string_view name : tokens)
      if (const std::string path = join_path(home_, name); exists(path))
        plan_.mounts.push_back({.kind = MountKind::empty_file, .target = path, .optional = true, .label = "secrets"});
  }

  CachePlan take() { return std::move(plan_); }

 private:
  static std::string label(const CacheRow& row) { return "cache " + std::string(row.tool); }
  bool exists(const std::string& path) const { return files_.facts(path).has_value(); }

  const FileView& files_;
  const std::string& home_;
  bool writable_;
  CachePlan plan_;
};

/// The rows that a configured directory stands for: one of their directories, or one above or below.
bool covers(const CacheRow& row, const std::string& home, const std::string& directory) {
  const auto touches = [&](std::string_view name) {
    if (name.empty()) return false;
    const std::string path = join_path(home, name);
    return is_at_or_below(path, directory) || is_at_or_below(directory, path);
  };
  return touches(row.whole) || std::any_of(row.shared.begin(), row.shared.end(), touches) ||
         directory == join_path(home, "." + std::string(row.tool));
}

}  // namespace

Result<CachePlan> plan_caches(const Command& command, const std::vector<std::string>& extra, bool writable) {
  const Request& request = *command.request;
  const std::set<std::string> programs = programs_of(command);
  std::array<bool, rows.size()> configured{};
  for (const std::string& text : extra) {
    const std::string directory = normalize_path(expand_tilde(text, request.home), request.home);
    bool known = directory != request.home && is_at_or_below(directory, request.home);
    bool any = false;
    for (std::size_t i = 0; known && i < rows.size(); ++i)
      if (covers(rows[i], request.home, directory)) any = configured[i] = true;
    if (!any) return fail("'" + visible(text) + "' is not a package cache this version knows", "sandbox.cache_dirs");
  }
  CacheMounts mounts(*request.files, request.home, writable);
  for (std::size_t i = 0; i < rows.size(); ++i) mounts.add(rows[i], configured[i] || is_used(rows[i], programs));
  mounts.hide_tokens();
  return mounts.take();
}

}  // namespace vg
