// SPDX-License-Identifier: Apache-2.0
// Shells and the builtins that run text, and the word that names the program.
#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/base/path.h"
#include "core/classify/flows.h"
#include "core/classify/tool_tables.h"
#include "core/classify/word_lists.h"

namespace vg::rules {
namespace {

// What these print is meant for eval, and is made by an installed program.
constexpr NameList eval_printers =
    "ssh-agent|direnv|pyenv|rbenv|nodenv|goenv|jenv|brew|starship|zoxide|fzf|mise|rtx|asdf|fnm|opam|dircolors|keychain|"
    "luarocks|"
    "conda|mamba|micromamba|vg|register-python-argcomplete|thefuck|atuin|lesspipe|gpg-agent|minikube|docker-machine|"
    "tput|resize|"
    "locale|stack|ghcup|volta|rustup|helm|kubectl|gh|npm|pip|poetry|uv|carapace|mcfly|navi|vault|perl";

/// Text for a shell that is not in the line: where it comes from decides.
void judge_code_word(Judge& judge, const Start& start, const Arg& arg) {
  if (arg.known) return;
  if (arg.source != nullptr && judge_substituted_code(judge, start, arg)) return;
  if (!judge.is_watched_script()) judge.add("OB004", start, arg);
}

bool is_scratch_program(const Location& location) {
  return location.area == Area::temporary || location.area == Area::temporary_root;
}

/// A program or script by its path: places where only droppers keep theirs.
void judge_program_place(Judge& judge, const Start& start, const Arg& arg, RuleId in_scratch) {
  const Location location = judge.locate(start, arg);
  if (!is_scratch_program(location)) return;
  // `go test` and `go run` start there what they have built from the project just now.
  if (matches_pattern(location.path, "/tmp/go-build*/b0*/*")) return;
  const bool hidden = location.path.find("/.") != std::string::npos || location.path.starts_with("/dev/shm");
  judge.add(hidden ? RuleId("SE002") : in_scratch, start, arg);
}

}  // namespace

/// r$@m, r${x}m: what is not set leaves no trace.
void judge_split_words(Judge& judge, const Start& start) {
  constexpr NameList feared = "rm|dd|sh|bash|curl|wget|nc|cat|chmod|chown|shred|mkfs|find|python3|sudo|git";
  const Arg& program = start.args[0];
  if (program.text.empty() || program.rest.empty()) return;
  if (!in_list(feared, base_name(std::string(program.text) + std::string(program.rest)))) return;
  Args args = start.args;
  for (Arg& arg : args) {
    if (arg.known || arg.source != nullptr) continue;
    arg.text = judge.keep(std::string(arg.text) + std::string(arg.rest));
    arg.rest = {};
    arg.known = true;
  }
  judge.judge_words(args, 0, start);
}

void judge_program_word(Judge& judge, const Start& start) {
  const Arg& program = start.args[0];
  if (!program.known) {
    if (program.variable == "<(") return;
    // f() { "$@"; } runs nothing; what its calls run is judged where they stand.
    if (start.invocation->via == Via::function && in_list("@|*", program.variable)) return;
    const OpenFile* const file = judge.scope().file;
    if (file != nullptr && program.text.empty() && in_list("@|*", program.variable)) {
      file->runs_arguments = true;
      return;
    }
    if (!judge.is_watched_script()) judge.add("OB004", start, program);
    judge_split_words(judge, start);
    return;
  }
  if (program.glob) {
    // /???/r? may be any program; where it can be a dangerous one it is taken for it.
    constexpr auto feared = std::to_array<std::string_view>(
        {"/bin/rm", "/usr/bin/rm", "/bin/sh", "/bin/bash", "/usr/bin/dd", "/bin/dd", "/usr/bin/curl", "/usr/bin/wget",
         "/bin/nc", "/usr/bin/nc", "/usr/bin/python3", "/usr/bin/find", "/sbin/mkfs", "rm", "sh", "bash", "dd"});
    // [ab] is one character.
    std::string pattern(program.text);
    for (std::size_t at = pattern.find('['); at != std::string::npos; at = pattern.find('[', at + 1))
      if (const std::size_t close = pattern.find(']', at); close != std::string::npos)
        pattern.replace(at, close - at + 1, "?");
    for (const std::string_view path : feared) {
      if (!matches_pattern(path, pattern)) continue;
      Args args = start.args;
      args[0].text = path;
      args[0].glob = false;
      judge.judge_words(args, 0, start);
    }
    judge.add("OB003", start, program);
    return;
  }
  if (start.by_path) {
    judge_program_place(judge, start, program, "SE004");
    if (start.tool == nullptr) judge_script_file(judge, start, program);
    judge_installed_program(judge, start);
  }
  if (in_list("echo|printf|grep|egrep|fgrep|rg|git", start.name)) return;  // text about it
  for (const Arg& arg : start.args)
    // As an address, not in the middle of a text.
    if (arg.text.starts_with("stratum+") || arg.text.find("=stratum+") != std::string_view::npos ||
        arg.text.starts_with("--donate-level")) {
      judge.add("SE003", start, arg);
      break;
    }
}

void judge_shell(Judge& judge, const Start& start) {
  const Args& args = start.args;
  if (start.name == "pwsh" || start.name == "powershell") {
    for (const Arg& arg : args)
      if (in_list("-EncodedCommand|-encodedcommand|-enc|-Enc|-e|-ec|-EC", arg.text))
        return judge.add("OB001", start, arg);
    const auto any = [&args](std::string_view list) {
      return any_of_list(list, [&args](std::string_view mark) {
        for (const Arg& arg : args)
          if (arg.text.find(mark) != std::string_view::npos) return true;
        return false;
      });
    };
    if (any("iex|IEX|Invoke-Expression") &&
        any("iwr|irm|Invoke-WebRequest|Invoke-RestMethod|DownloadString|curl|wget|WebClient"))
      judge.add("PS001", start);
    if (any("FromBase64String") && any("iex|IEX|Invoke-Expression")) judge.add("OB002", start);
    return;
  }
  for (std::size_t i = 1; i < args.size(); ++i) {
    const std::string_view text = args[i].text;
    const bool option = text.size() > 1 && (text[0] == '-' || text[0] == '+');
    if (option && text[0] == '-' && text[1] != '-' && text.find('n') != std::string_view::npos &&
        text.find('c') == std::string_view::npos)
      return;
    if (option && text[1] != '-' && text.find('c', 1) != std::string_view::npos && text[0] == '-') {
      std::size_t at = i + 1;
      while (at < args.size() && args[at].text.starts_with('-')) ++at;
      if (at < args.size()) judge_code_word(judge, start, args[at]);
      return;
    }
    if (option || text == "-") {
      if (in_list(start.tool->valued, text)) ++i;
      continue;
    }
    // A script. What it holds is read elsewhere; its place says something already.
    if (!args[i].known && args[i].source != nullptr && judge_substituted_code(judge, start, args[i])) return;
    if (!args[i].known && args[i].rest.empty() && args[i].text.empty()) return judge.add("OB004", start, args[i]);
    judge_program_place(judge, start, args[i], "PS003");
    judge_script_file(judge, start, args[i]);
    judge_downloaded_program(judge, start, args[i]);
    return;
  }
  for (const Redirection& redirection : start.invocation->redirections) {
    const Arg source = judge.evaluator().value(redirection.target);
    if (redirection.kind == RedirectionKind::read) {
      if (!source.known && source.source != nullptr && judge_substituted_code(judge, start, source)) continue;
      if (source.is("/dev/tty")) continue;  // the person types
      judge.add("PS003", start, source);
      judge_downloaded_program(judge, start, source);
    }
    if (redirection.kind == RedirectionKind::here_string) judge_code_word(judge, start, source);
  }
}

void judge_source(Judge& judge, const Start& start) {
  if (start.args.size() < 2) return;
  const Arg& file = start.args[1];
  if (in_list("/dev/stdin|/dev/fd/0|/proc/self/fd/0", file.text)) {
    for (const Redirection& redirection : start.invocation->redirections) {
      const Arg from = judge.evaluator().value(redirection.target);
      if (redirection.kind == RedirectionKind::here_string) judge_code_word(judge, start, from);
      if (redirection.kind == RedirectionKind::read && from.source != nullptr)
        judge_substituted_code(judge, start, from);
    }
    if (!start.invocation->payload_listed) judge.add("OB004", start, file);
    return;
  }
  if (!file.known && file.source != nullptr && judge_substituted_code(judge, start, file)) return;
  if (!file.known && file.rest.empty() && file.text.empty()) return judge.add("OB004", start, file);
  judge_program_place(judge, start, file, "PS003");
  judge_script_file(judge, start, file);
  judge_downloaded_program(judge, start, file);
}

static bool is_name_char(char c) {
  return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

/// $x or "$x" where the line gives x nothing but literal values, whichever of them it has then: failcom='exit 1'. Out:
/// those values; none where another place, or the shell that reads the line, may have set it.
static std::vector<std::string> values_in_line(const Judge& judge, const Start& start, const Arg& arg) {
  const Command& command = judge.command();
  const Request& request = *command.request;
  std::string_view name = arg.variable;
  if (!arg.text.empty() || !arg.rest.empty()) return {};
  if (name.starts_with('$')) name.remove_prefix(1);
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_name_char) || request.environment.get(name)) return {};
  // A shell that reads the line itself has variables that are in no environment; a library knows of none.
  if (request.entry == EntryPoint::library || (request.entry == EntryPoint::hook && start.invocation->depth == 0))
    return {};
  std::vector<std::string> values;
  std::size_t assigned = 0;
  for (const Invocation& invocation : command.invocations) {
    const std::string program = invocation.program_name();
    if (in_list("source|.|read|mapfile|readarray|getopts|declare|typeset|local|export|readonly|printf|let", program))
      return {};
    for (const Assignment& assignment : invocation.assignments) {
      if (assignment.name != name) continue;
      ++assigned;
      const auto literal = assignment.value.literal();
      if (!literal || assignment.append || assignment.is_array || !assignment.subscript.parts.empty()) return {};
      values.push_back(*literal);
    }
  }
  // Every place that names it in another way than "$x" is an assignment seen above: no loop, no ${x:=…}.
  std::size_t named = 0;
  const std::string_view text = command.text;
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1))
    named += (at == 0 || !is_name_char(text[at - 1])) && text[at - (at > 0 ? 1 : 0)] != '$' &&
                     (at + name.size() == text.size() || !is_name_char(text[at + name.size()]))
                 ? 1
                 : 0;
  return named == assigned ? values : std::vector<std::string>{};
}

void judge_eval(Judge& judge, const Start& start) {
  for (std::size_t i = 1; i < start.args.size(); ++i) {
    const Arg& arg = start.args[i];
    if (arg.known) continue;
    if (const Start* printer = printer_of(judge, arg); printer != nullptr && in_list(eval_printers, printer->name))
      continue;
    const std::vector<std::string> values = values_in_line(judge, start, arg);
    for (const std::string& value : values) judge.judge_line(value, start);
    if (values.empty()) judge_code_word(judge, start, arg);
  }
}

void judge_alias(Judge& judge, const Start& start) {
  if (start.name == "trap") return;
  for (std::size_t i = 1; i < start.args.size(); ++i) {
    const std::string_view text = start.args[i].text;
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0) continue;
    judge.judge_line(text.substr(equals + 1), start);
    // alias ls='rm -rf': whoever types the one gets the other.
    const std::string_view behind = text.substr(equals + 1), name = behind.substr(0, behind.find(' '));
    if (is_local_program(text.substr(0, equals)) && in_list("rm|shred|dd|mkfs|wipefs|unlink", name))
      judge.add("EN001", start, start.args[i]);
  }
}

void judge_runner(Judge& judge, const Start& start) {
  // The parser took these off wherever it could see what they run. What is left here opens a shell or runs a list.
  const Args& args = start.args;
  if (is_root_wrapper(start.name)) {
    if (operands(args, start.tool->valued).empty()) {
      if (has_flag(args, "-V|--version|-h|--help|-k|-K")) return;
      if (has_flag(args, "-l|--list|-v|--validate")) return judge.add("PR001", start);
    }
    return judge.add("PR002", start);
  }
  if (start.name == "chroot") return judge.add("PR002", start);
  if (start.name == "script") {
    // Without a command it opens a shell in a terminal of its own.
    if (!has_flag(args, "-c|--command|--version|-V")) judge.add("SE001", start);
    return;
  }
  if (start.name == "xargs" || start.name == "parallel") {
    if (start.name == "parallel" && start.args.size() > 1) judge.add("PS003", start);
    return;
  }
  for (std::size_t i = 1; i < args.size(); ++i)
    if (!args[i].known) return judge.add("OB004", start, args[i]);
}

void judge_vg(Judge& judge, const Start& start) {
  // vg judges its own calls: who may loosen what is decided there, with more knowledge than the line holds. Only what
  // must not run anywhere is said here too.
  const Args& args = start.args;
  if (args.size() < 3 || !(args[1].is("exec") || args[1].is("sandbox") || args[1].is("wrap"))) return;
  std::size_t from = 2;
  while (from < args.size() && !args[from].is("--")) ++from;
  if (from + 1 >= args.size()) return;
  const std::string line = quoted_line(args, from + 1);
  if (judge.risk_of_text(line, start) >= Risk::high) judge.judge_line(line, start);
}

void judge_miner(Judge& judge, const Start& start) {
  judge.add("SE003", start);
}

}  // namespace vg::rules
