// SPDX-License-Identifier: Apache-2.0
// Variables that make programs load or run something, and secrets written into the line.
#include <array>

#include "core/base/path.h"
#include "core/classify/flows.h"
#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

// Whatever their value, as long as there is one. Clearing a variable is no finding.
constexpr NameList loaders =
    "LD_PRELOAD|LD_AUDIT|DYLD_INSERT_LIBRARIES|DYLD_LIBRARY_PATH|DYLD_FRAMEWORK_PATH|BASH_ENV|PROMPT_COMMAND|"
    "PYTHONSTARTUP|"
    "PERL5OPT|PERL5DB|PERL5LIB|RUBYOPT|RUBYLIB|GIT_SSH_COMMAND|GIT_SSH|GIT_EXTERNAL_DIFF|GIT_PROXY_COMMAND|GIT_ASKPASS|"
    "SSH_ASKPASS|GIT_CONFIG_GLOBAL|GIT_CONFIG_SYSTEM|GIT_CONFIG_PARAMETERS|GIT_EXEC_PATH|GIT_TEMPLATE_DIR|GCONV_PATH|"
    "LUA_INIT|R_PROFILE|JULIA_LOAD_PATH|GLIBC_TUNABLES|LD_DEBUG_OUTPUT|PYTHONHOME|BASHOPTS|SHELLOPTS|ZDOTDIR";
// Programs by name; dangerous where the value is more than a name.
constexpr NameList programs =
    "EDITOR|VISUAL|PAGER|MANPAGER|BROWSER|GIT_PAGER|GIT_EDITOR|GIT_SEQUENCE_EDITOR|LESSOPEN|LESSCLOSE|SUDO_EDITOR|"
    "FCEDIT|TERMINAL|SYSTEMD_PAGER|SYSTEMD_EDITOR|PSQL_PAGER|KUBE_EDITOR";
constexpr NameList module_paths = "PYTHONPATH|NODE_PATH|LD_LIBRARY_PATH|CLASSPATH";
constexpr NameList token_starts =
    "ghp_|gho_|ghu_|ghs_|github_pat_|glpat-|sk-|sk_live_|rk_live_|xoxb-|xoxp-|AKIA|ASIA|npm_|AIza|hf_|eyJ|dop_v1_|"
    "shpat_|SG.|pypi-";

/// A trap for whoever runs a program later: something other than a plain program and its flags.
bool holds_commands(std::string_view value) {
  if (value.find_first_of(";|&`$<>()\n") != std::string_view::npos) return true;
  const std::string_view first = base_name(value.substr(0, value.find(' ')));
  return is_interpreter(first) || value.starts_with("/tmp/") || value.starts_with("/dev/shm/") ||
         value.starts_with("/var/tmp/");
}

bool is_unsafe_directory(std::string_view path) {
  return path == "." || path.starts_with("/tmp") || path.starts_with("/var/tmp") || path.starts_with("/dev/shm");
}

template <typename Test>
bool any_component(std::string_view list, Test test) {
  while (!list.empty()) {
    const std::size_t colon = list.find(':');
    if (test(list.substr(0, colon))) return true;
    if (colon == std::string_view::npos) break;
    list.remove_prefix(colon + 1);
  }
  return false;
}

void judge_module_path(Judge& judge, const Start& start, std::string_view name, std::string_view value) {
  const bool unsafe = any_component(value, is_unsafe_directory);
  if (unsafe && name == "LD_LIBRARY_PATH") return judge.add("EN001", start);
  const bool outside = any_component(value, [&](std::string_view directory) {
    if (directory.empty() || directory[0] == '$') return false;
    Arg arg;
    arg.text = directory;
    const Location location = judge.locate(start, arg);
    return location.area > Area::workspace_root && location.area != Area::system && location.area != Area::system_data;
  });
  if (unsafe && !value.starts_with('.')) return judge.add("EN003", start);
  if (outside) judge.add("EN003", start);
}

bool is_token(std::string_view name, std::string_view value) {
  if (value.size() < 12) return false;
  if (any_of_list(token_starts, [&](std::string_view start) { return value.starts_with(start); })) return true;
  const bool named = name.find("TOKEN") != std::string_view::npos || name.find("SECRET") != std::string_view::npos ||
                     name.find("PASSWORD") != std::string_view::npos || name.find("API_KEY") != std::string_view::npos;
  return named && value.size() >= 20 && value.find_first_of(" /.$") == std::string_view::npos;
}

/// PYTHONHOME="${_OLD_VIRTUAL_PYTHONHOME:-}": back to what it was.
bool restores(const Arg& value, std::string_view name) {
  if (value.known || !value.text.empty() || !value.rest.empty()) return false;
  const std::string_view saved = value.variable.substr(0, value.variable.find(':'));
  return saved != name && saved.ends_with(name);
}

/// A value that is a command: what it would do counts where that is bad.
void judge_value(Judge& judge, const Start& start, std::string_view text) {
  if (!text.empty() && judge.risk_of_text(text, start) >= Risk::high) judge.judge_line(text, start);
}

/// In: `value` as far as it is known. Bare assignments, prefixes and export alike.
void judge_variable(Judge& judge, const Start& start, std::string_view name, const Arg& value) {
  const std::string_view text = value.text;
  const bool empty = value.known && text.empty();
  if (name == "HISTFILE" && (empty || text == "/dev/null")) return judge.add("PE005", start);
  if ((name == "HISTSIZE" || name == "HISTFILESIZE") && text == "0") return judge.add("PE005", start);
  if (empty) return;
  if (in_list(loaders, name)) {
    // The guard's own library is no hijack.
    if (name == "LD_PRELOAD" && value.known && base_name(text).starts_with("libvg.so")) return;
    if (text == "/dev/null" || restores(value, name)) return;
    if (in_list("PROMPT_COMMAND|GIT_SSH_COMMAND|GIT_PROXY_COMMAND|GIT_EXTERNAL_DIFF", name))
      judge_value(judge, start, text);
    // BASH_ENV=<(…): what is printed there is run.
    if (in_list("BASH_ENV|ENV", name))
      if (const Start* printer = printer_of(judge, value))
        judge_value(judge, start, judge.keep(judge.evaluator().output_of(printer->args, {}).text));
    return judge.add("EN001", start);
  }
  if (name.starts_with("GIT_CONFIG_") || name.starts_with("BASH_FUNC_")) return judge.add("EN001", start);
  if (in_list(programs, name) && holds_commands(text)) {
    judge_value(judge, start, text.substr(text.starts_with('|') ? 1 : 0));
    return judge.add("EN001", start);
  }
  // ENV names a file that a POSIX shell reads at its start; as a plain word it is everybody's own variable.
  if (name == "ENV" && text.find('/') != std::string_view::npos) return judge.add("EN001", start);
  if (name == "PATH" && any_component(text, is_unsafe_directory)) return judge.add("EN001", start);
  if (name == "PS4" && text.find("$(") != std::string_view::npos) return judge.add("EN001", start);
  if (name == "NODE_OPTIONS" &&
      (text.find("--require") != std::string_view::npos || text.find("-r ") != std::string_view::npos ||
       text.find("--import") != std::string_view::npos || text.find("--loader") != std::string_view::npos ||
       text.find("--experimental-loader") != std::string_view::npos))
    return judge.add("EN001", start);
  if (in_list("JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|MAVEN_OPTS|GRADLE_OPTS", name) &&
      text.find("-javaagent") != std::string_view::npos)
    return judge.add("EN001", start);
  if (in_list("RUSTC_WRAPPER|RUSTC|CC|CXX|GOFLAGS|CARGO_BUILD_RUSTC_WRAPPER", name) && is_unsafe_directory(text))
    return judge.add("EN001", start);
  if (in_list(module_paths, name)) return judge_module_path(judge, start, name, text);
  if (is_token(name, text)) judge.add("CR003", start);
}

void judge_dump(Judge& judge, const Start& start, bool any_operand) {
  if (any_operand) return;
  const Args& args = start.args;
  if (start.name == "set" ? args.size() == 1 : has_flag(args, "-p|-x") || args.size() == 1) judge.add("CR003", start);
}

}  // namespace

void judge_assignments(Judge& judge, const Start& start) {
  for (const Assignment& assignment : start.invocation->assignments) {
    if (!assignment.is_array) judge_variable(judge, start, assignment.name, judge.evaluator().value(assignment.value));
    // a list of fish is exported as a whole
    for (const Word& element : assignment.elements)
      judge_variable(judge, start, assignment.name, judge.evaluator().value(element));
  }
}

void judge_exports(Judge& judge, const Start& start) {
  const Args& args = start.args;
  if (start.name == "enable") return has_flag(args, "-f") ? judge.add("EN001", start) : void();
  if (start.name == "bind") {
    if (!has_flag(args, "-x")) return;
    // bind -x '"KEY": COMMAND'
    const std::string_view text = args.back().text;
    if (const std::size_t colon = text.find("\":"); colon != std::string_view::npos)
      judge_value(judge, start, text.substr(colon + 2));
    return judge.add("EN001", start);
  }
  // hash -p /bin/rm ls: whoever types the one gets the other.
  if (start.name == "hash") {
    const OptionValue path = option_value(args, "-p");
    if (path.found && base_name(path.value.text) != args.back().text) judge.add("EN001", start);
    return;
  }
  if (start.name == "complete") return judge_value(judge, start, option_value(args, "-C").value.text);
  if (start.name == "ztcp") return judge.add("RS001", start);
  if (start.name == "zmodload") {
    for (const Arg& arg : args)
      if (arg.text.find("net/") != std::string_view::npos) judge.add("RS001", start, arg);
    return;
  }
  bool any_operand = false;
  for (std::size_t i = 1; i < args.size(); ++i) {
    if (start.name == "set" && (args[i].is("+o") || args[i].is("-o")) && i + 1 < args.size() &&
        args[i + 1].is("history"))
      judge.add("PE005", start);
    if (args[i].is_option()) continue;
    any_operand = true;
    const std::string_view text = args[i].text;
    const std::size_t equals = text.find('=');
    if (start.name == "set" || equals == std::string_view::npos) continue;
    Arg value = args[i];
    value.text = text.substr(equals + 1);
    judge_variable(judge, start, text.substr(0, equals), value);
  }
  if (start.name != "readonly") judge_dump(judge, start, any_operand);
}

void judge_unset(Judge& judge, const Start& start) {
  for (const Arg& arg : start.args)
    if (in_list("HISTFILE|HISTSIZE", arg.text)) judge.add("PE005", start, arg);
}

}  // namespace vg::rules
