// SPDX-License-Identifier: Apache-2.0
// `vg init SHELL`: the text of shell/SHELL/vg-hook.SHELL behind a guard and the paths of this vg and its shim.

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <string>
#include <string_view>

#include "cli/commands.h"
#include "core/base/result.h"
#include "shell/hook_text.h"

namespace vg::cli {
namespace {

constexpr std::string_view deleted_suffix = " (deleted)";

bool is_regular_file(const std::string& path) {
  struct stat found {};
  return ::stat(path.c_str(), &found) == 0 && S_ISREG(found.st_mode);
}

/// The absolute path of this program: what the hook will start for every line, whatever PATH says by then.
/// Source: proc(5), /proc/pid/exe: the name of a replaced file ends in " (deleted)".
Result<std::string> own_path() {
  std::array<char, PATH_MAX + 1> target{};
  const ssize_t size = ::readlink("/proc/self/exe", target.data(), target.size());
  if (size < 0) return fail_errno("cannot read '/proc/self/exe'");
  std::string path(target.data(), static_cast<std::size_t>(size));
  if (!is_regular_file(path) && path.ends_with(deleted_suffix)) path.resize(path.size() - deleted_suffix.size());
  if (!is_regular_file(path)) return fail("cannot find the file of this program: '" + path + "'");
  return path;
}

/// libvg.so beside the program (build tree) or in a library directory of its prefix; empty where there is none.
std::string shim_path(const std::string& program) {
  const std::string directory = program.substr(0, program.rfind('/'));
  const std::string prefix = directory.substr(0, directory.rfind('/'));
  const std::string configured = prefix + "/" + std::string(shell::library_directory) + "/vectra-guard/libvg.so";
  for (const std::string& candidate : {directory + "/libvg.so", configured, prefix + "/lib/vectra-guard/libvg.so"}) {
    if (is_regular_file(candidate)) return candidate;
  }
  return {};
}

/// In single quotes of bash and zsh, where only the quote itself is special.
std::string quote_for_sh(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

/// In single quotes of fish, where a backslash escapes the quote and itself.
std::string quote_for_fish(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

/// What is printed for one shell. {program}, {shim} and {hook} stand for the quoted paths and the text of the hook.
struct ShellRow {
  std::string_view name;
  std::string_view text;
  std::string_view hook;
  std::string (*quote)(std::string_view text);
  bool hook_is_quoted;
};

// In bash and zsh the hook is the string of an inner eval, read only after the guard held: so the user's aliases can be
// off while its functions are read. Nothing returns or exits: the text stands in the middle of a start-up file.
constexpr std::string_view bash_text = R"text(# Vectra Guard. In ~/.bashrc: eval "$(vg init bash)"
if [[ $- == *i* && ${__vg_s[1]-} != loaded ]]; then
\builtin unset -v __vg_s __vg_bin __vg_lib
__vg_s=([1]=loaded) __vg_bin={program} __vg_lib={shim}
\builtin eval {hook}
fi
)text";

constexpr std::string_view zsh_text = R"text(# Vectra Guard. In ~/.zshrc: eval "$(vg init zsh)"
if [[ -o interactive && ${(t)_vg_s-} != association* ]]; then
() {
\builtin emulate -L zsh -o no_aliases
\builtin unset _vg_s
\builtin typeset -gA _vg_s
_vg_s[loaded]=1 _vg_s[bin]={program} _vg_s[lib]={shim}
\builtin eval {hook}
}
fi
)text";

constexpr std::string_view fish_text = R"text(# Vectra Guard. In ~/.config/fish/config.fish: vg init fish | source
if status is-interactive; and not set -qg __vg_loaded[2]
set -gu __vg_bin {program}
set -gu __vg_lib {shim}
{hook}
end
)text";

constexpr std::array<ShellRow, 3> shells{{
    {"bash", bash_text, shell::bash_hook, quote_for_sh, true},
    {"zsh", zsh_text, shell::zsh_hook, quote_for_sh, true},
    {"fish", fish_text, shell::fish_hook, quote_for_fish, false},
}};

const ShellRow* find_shell(std::string_view name) {
  for (const ShellRow& row : shells) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

std::string hook_text(const ShellRow& shell, const std::string& program, const std::string& shim) {
  std::string text;
  std::string_view rest = shell.text;
  for (auto open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
    text += rest.substr(0, open);
    rest.remove_prefix(open);
    if (rest.starts_with("{program}")) {
      text += shell.quote(program);
    } else if (rest.starts_with("{shim}")) {
      text += shell.quote(shim);
    } else if (rest.starts_with("{hook}")) {
      text += shell.hook_is_quoted ? shell.quote(shell.hook) : std::string(shell.hook);
    } else {
      text += rest.front();
      rest.remove_prefix(1);
      continue;
    }
    rest.remove_prefix(rest.find('}') + 1);
  }
  return text.append(rest);
}

bool print(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
}

}  // namespace

int run_init(const Arguments& arguments) {
  const ShellRow* shell = arguments.positionals().empty() ? nullptr : find_shell(arguments.positionals().front());
  if (shell == nullptr) {
    std::fprintf(stderr, "vg: init: name the shell: bash, zsh or fish\n");
    return 2;
  }
  const Result<std::string> program = own_path();
  if (!program) {
    std::fprintf(stderr, "vg: init: %s\n", program.error().message().c_str());
    return 125;
  }
  std::string shim;
  if (!arguments.has("no-preload")) {
    shim = shim_path(*program);
    // ld.so(8): LD_PRELOAD is split at blanks and colons, and "$" begins a token of the loader.
    if (shim.find_first_of(" \t\n:$") != std::string::npos) {
      std::fprintf(stderr, "vg: init: '%s' cannot stand in LD_PRELOAD: only typed lines are judged\n", shim.c_str());
      shim.clear();
    } else if (shim.empty()) {
      std::fprintf(stderr, "vg: init: no libvg.so beside '%s': only typed lines are judged\n", program->c_str());
    }
  }
  if (!print(hook_text(*shell, *program, shim))) {
    std::fprintf(stderr, "vg: init: %s\n", fail_errno("cannot write").value().message().c_str());
    return 125;
  }
  return 0;
}

}  // namespace vg::cli
