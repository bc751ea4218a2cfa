// SPDX-License-Identifier: Apache-2.0
#include "core/trust/hijack.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "core/base/path.h"

namespace vg {
namespace {

/// Which values of a listed variable do no harm. An empty value never does.
enum class Accept : std::uint8_t {
  nothing,
  the_shim,     ///< exactly libvg.so
  flags,        ///< space-separated tokens, each (up to its '=') among `listed`
  programs,     ///< one of `listed` by name or in a system directory, followed by simple flags
  system_file,  ///< a file below /usr or /opt
};

struct Row {
  std::string_view name;  ///< a trailing '*' stands for any rest
  Accept accept = Accept::nothing;
  std::string_view listed = {};
  std::string_view tools = {};  ///< only these programs look at it; empty: any may, if only through a child
};

constexpr std::string_view editors =
    "vi vim nvim nano emacs emacsclient code cursor true false : cat less more most bat delta lesspipe lesspipe.sh";
constexpr std::string_view compilers = "cc gcc clang c++ g++ clang++ ccache sccache rustc ld ld.lld ar";

/// The first row that fits decides. Source: ld.so(8), bash(1), git(1), and the manuals of the interpreters and tools.
constexpr std::array rows{
    Row{"LD_PRELOAD", Accept::the_shim},
    Row{"LD_BIND_NOW", Accept::flags, "1"},
    Row{"LD_*"},
    Row{"GCONV_PATH"},
    Row{"BASH_ENV"},
    Row{"ENV"},
    Row{"ZDOTDIR"},
    Row{"PS4", Accept::flags, "+"},
    Row{"NODE_OPTIONS", Accept::flags,
        "--max-old-space-size --max-semi-space-size --no-warnings --no-deprecation --enable-source-maps "
        "--trace-warnings"},
    Row{"NODE_PATH"},
    Row{"NODE_REPL_EXTERNAL_MODULE"},
    Row{"npm_config_node_options"},
    Row{"npm_config_script_shell"},
    Row{"npm_config_git"},
    Row{"NPM_CONFIG_NODE_OPTIONS"},
    Row{"NPM_CONFIG_SCRIPT_SHELL"},
    Row{"NPM_CONFIG_GIT"},
    Row{"PYTHONPATH"},
    Row{"PYTHONHOME"},
    Row{"PYTHONSTARTUP"},
    Row{"PYTHONUSERBASE"},
    Row{"PYTHONBREAKPOINT", Accept::flags, "0"},
    Row{"PYTHONWARNINGS", Accept::flags, "ignore default error always once module"},
    Row{"PERL5OPT"},
    Row{"PERL5LIB"},
    Row{"PERL5DB"},
    Row{"PERLLIB"},
    Row{"RUBYOPT", Accept::flags, "-W0 -W1 -W2 -w --yjit"},
    Row{"RUBYLIB"},
    Row{"PHPRC"},
    Row{"PHP_INI_SCAN_DIR"},
    Row{"LUA_*"},
    Row{"CLASSPATH"},
    Row{"JAVA_TOOL_OPTIONS"},
    Row{"_JAVA_OPTIONS"},
    Row{"JDK_JAVA_OPTIONS"},
    Row{"GIT_SSH"},
    Row{"GIT_SSH_COMMAND"},
    Row{"GIT_EXEC_PATH"},
    Row{"GIT_PROXY_COMMAND"},
    Row{"GIT_EXTERNAL_DIFF"},
    Row{"GIT_TEMPLATE_DIR"},
    Row{"GIT_DIR"},
    Row{"GIT_CONFIG*"},
    Row{"GIT_ASKPASS", Accept::system_file, {}, "git gh ssh scp sftp rsync"},
    Row{"SSH_ASKPASS", Accept::system_file, {}, "git gh ssh scp sftp rsync"},
    Row{"GIT_EDITOR", Accept::programs, editors},
    Row{"GIT_SEQUENCE_EDITOR", Accept::programs, editors},
    Row{"GIT_PAGER", Accept::programs, editors},
    Row{"EDITOR", Accept::programs, editors},
    Row{"VISUAL", Accept::programs, editors},
    Row{"PAGER", Accept::programs, editors},
    Row{"MANPAGER", Accept::programs, editors},
    Row{"LESSOPEN", Accept::programs, editors},
    Row{"LESSCLOSE", Accept::programs, editors},
    Row{"MAKEFILES"},
    Row{"MAKEFLAGS"},
    Row{"CC", Accept::programs, compilers},
    Row{"CXX", Accept::programs, compilers},
    Row{"RUSTC", Accept::programs, compilers},
    Row{"RUSTC_WRAPPER", Accept::programs, compilers},
    Row{"RUSTFLAGS", Accept::flags, "-D -C warnings target-cpu opt-level debuginfo"},
    Row{"GOFLAGS", Accept::flags, "-mod -v -count -trimpath -buildvcs"},
    Row{"GOROOT", Accept::system_file},
    // Functions that distributions export; any other could stand in for a program of that name.
    Row{"BASH_FUNC_which%%", Accept::flags, {}, "which"},
    Row{"BASH_FUNC_module%%", Accept::flags, {}, "module"},
    Row{"BASH_FUNC_ml%%", Accept::flags, {}, "ml"},
    Row{"BASH_FUNC_scl%%", Accept::flags, {}, "scl"},
    Row{"BASH_FUNC_*"},
};

/// Harmless in an environment, where the lookup of programs takes it into account, but not in front of a command.
constexpr std::array<std::string_view, 5> never_in_front{"PATH", "IFS", "SHELLOPTS", "BASHOPTS", "HOME"};

bool is_listed(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

const Row* row_of(std::string_view name) {
  for (const Row& row : rows) {
    const bool any_rest = row.name.ends_with('*');
    if (any_rest ? name.starts_with(row.name.substr(0, row.name.size() - 1)) : name == row.name) return &row;
  }
  return nullptr;
}

/// Calls `test` for each space-separated token; true where it holds for all.
template <typename Test>
bool all_tokens(std::string_view text, Test test) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (end > 0 && !test(text.substr(0, end))) return false;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return true;
}

bool is_shim(std::string_view value, std::string_view shim) {
  while (!value.empty() && (value.back() == ':' || value.back() == ' ')) value.remove_suffix(1);
  if (!shim.empty()) return value == shim;
  return value.find_first_of(": ") == std::string_view::npos && value.starts_with('/') &&
         base_name(value) == "libvg.so";
}

bool is_known_program(std::string_view value, std::string_view listed) {
  while (!value.empty() && std::string_view("|- ").find(value.front()) != std::string_view::npos)
    value.remove_prefix(1);  // LESSOPEN="|-/usr/bin/lesspipe %s"
  const std::string_view program = value.substr(0, value.find(' '));
  const bool is_system = program.starts_with("/usr/bin/") || program.starts_with("/bin/");
  if (program.find('/') != std::string_view::npos && !is_system) return false;
  if (!is_listed(listed, base_name(program)) || program.find("..") != std::string_view::npos) return false;
  return all_tokens(value.substr(program.size()), [](std::string_view token) {
    return (token.front() == '-' || token == "%s") && std::all_of(token.begin(), token.end(), [](char c) {
             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '%';
           });
  });
}

bool is_accepted(const Row& row, std::string_view value, std::string_view shim) {
  if (value.empty()) return true;
  switch (row.accept) {
    case Accept::nothing: return false;
    case Accept::the_shim: return is_shim(value, shim);
    case Accept::flags:
      return all_tokens(
          value, [&](std::string_view token) { return is_listed(row.listed, token.substr(0, token.find('='))); });
    case Accept::programs: return is_known_program(value, row.listed);
    case Accept::system_file:
      return (value.starts_with("/usr/") || value.starts_with("/opt/")) && value.find("..") == std::string_view::npos;
  }
  return false;
}

bool concerns(const Row& row, const Command& command) {
  return row.tools.empty() ||
         std::any_of(command.invocations.begin(), command.invocations.end(),
                     [&](const Invocation& invocation) { return is_listed(row.tools, invocation.program_name()); });
}

bool is_refused_in_front(std::string_view name) {
  return std::find(never_in_front.begin(), never_in_front.end(), name) != never_in_front.end() ||
         row_of(name) != nullptr;
}

/// `export NAME=value`, which hands the variable to what follows in the line.
bool is_declaration(std::string_view program) {
  constexpr std::string_view declarations = "export declare typeset local readonly";
  return is_listed(declarations, program);
}

std::string in_front_of(const Command& command) {
  for (const Invocation& invocation : command.invocations) {
    for (const Assignment& assignment : invocation.assignments)
      if (is_refused_in_front(assignment.name)) return std::string(assignment.name);
    if (!is_declaration(invocation.program_name())) continue;
    for (const Word& word : invocation.words) {
      const std::string text = word.literal_prefix();
      std::string name = text.substr(0, text.find_first_of("+="));
      if (is_refused_in_front(name)) return name;
    }
  }
  return {};
}

}  // namespace

std::string hijacking_variable(const Command& command, std::string_view shim) {
  if (std::string name = in_front_of(command); !name.empty()) return name;
  for (const std::string& entry : command.request->environment.entries()) {
    const std::size_t sign = entry.find('=');
    if (sign == std::string::npos) continue;
    const std::string_view name = std::string_view(entry).substr(0, sign);
    const Row* row = row_of(name);
    if (row == nullptr || !concerns(*row, command)) continue;
    if (!is_accepted(*row, std::string_view(entry).substr(sign + 1), shim)) return std::string(name);
  }
  return {};
}

}  // namespace vg
