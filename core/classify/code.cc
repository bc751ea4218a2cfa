// SPDX-License-Identifier: Apache-2.0
// Inline code of interpreters: not understood, but searched for what starts programs, deletes, fetches or decodes.
#include <algorithm>
#include <array>

#include "core/base/path.h"
#include "core/classify/code_literals.h"
#include "core/classify/code_scan.h"
#include "core/classify/code_tokens.h"
#include "core/classify/flows.h"
#include "core/classify/tool_tables.h"
#include "core/classify/url.h"
#include "core/parse/code_text.h"

namespace vg::rules {
namespace {

using namespace code_tokens;

struct CodeOptions {
  std::string_view names;
  std::string_view options;  ///< take the code as their value
  char letter;               ///< or end a cluster: perl -lane
};

// clang-format off
constexpr auto code_options = std::to_array<CodeOptions>({
    {"python|python2|python3|pypy|pypy3|ipython", "-c", 'c'},
    {"perl", "-e|-E", 'e'},
    {"ruby|pry|irb", "-e", 'e'},
    {"node|nodejs", "-e|--eval|-p|--print", 'e'},
    {"bun", "-e|--eval|-p|--print", 'e'},
    {"deno", "eval", '\0'},
    {"php", "-r|-B|-E|-R", '\0'},
    {"lua|luajit|julia|R|Rscript|elixir|iex|groovy|osascript", "-e|-E|--eval|-p", 'e'},
    {"erl", "-eval", '\0'},
    {"ghc", "-e", '\0'},
    {"swift", "-e", '\0'},
    {"expect", "-c", '\0'},
    {"rake", "-e|-p", '\0'},
});
// clang-format on

/// Whether a starter stands right in front of position `at`, list brackets and names of arguments between them allowed.
bool follows_starter(std::string_view code, std::size_t at) {
  std::string_view before = code.substr(at > 64 ? at - 64 : 0, std::min<std::size_t>(at, 64));
  while (!before.empty() && (before.back() == ' ' || before.back() == '[' || before.back() == '(' ||
                             before.back() == 'r' || before.back() == 'f' || before.back() == 'b')) {
    if (before.back() == '(') break;
    before.remove_suffix(1);
  }
  for (const std::string_view starter : starters) {
    std::string_view name = starter;
    if (name == "`") continue;
    while (name.ends_with(' ')) name.remove_suffix(1);
    if (before.ends_with(name)) return true;
    if (name == "subprocess." && before.rfind("subprocess.") != std::string_view::npos && before.ends_with('('))
      return true;
  }
  return false;
}

/// What a string only mentions does not start anything.
std::string without_literals(std::string_view code, const std::vector<Literal>& literals) {
  std::string bare;
  std::size_t from = 0;
  for (const Literal& literal : literals) {
    bare += code.substr(from, literal.begin - from);
    from = std::min(literal.end, code.size());
    if (literal.text == "child_process" || literal.text == "node:child_process") bare += literal.text;
    if (code[literal.begin] == '`') bare += '`';
  }
  bare += code.substr(from);
  return bare;
}

/// Code that starts programs under names of its own: what its texts make together, from the first to be feared.
void judge_pieces(Judge& judge, const Start& start, const std::vector<Literal>& literals) {
  constexpr NameList feared = "rm|dd|shred|mkfs|wipefs|chmod|chown|curl|wget|git|find|sh|bash|nc|sudo|kill|reboot|mv";
  std::string line;
  for (const Literal& literal : literals) {
    const std::string_view text = literal.text;
    if (line.empty() && !in_list(feared, base_name(text.substr(0, text.find(' '))))) continue;
    line += (line.empty() ? "" : " ") + literal.text;
  }
  if (!line.empty() && judge.risk_of_text(line, start) >= Risk::high) judge.judge_line(line, start);
}

void judge_started(Judge& judge, const Start& start, std::string_view code, std::uint32_t groups,
                   const std::vector<Literal>& literals) {
  bool any = false;
  for (std::size_t i = 0; i < literals.size(); ++i) {
    const Literal& literal = literals[i];
    // Groovy: "rm -rf x".execute().
    if (start.name == "groovy" && code.substr(std::min(literal.end, code.size())).starts_with(".execute()")) {
      judge.judge_line(literal.text, start);
      continue;
    }
    const bool is_shell_tag = code[literal.begin] == '`' && literal.begin > 0 && code[literal.begin - 1] == '$';
    const bool backticks =
        code[literal.begin] == '`' && (is_shell_tag || !in_list("node|nodejs|bun|deno|python|python3", start.name));
    if (!backticks && !follows_starter(code, literal.begin)) continue;
    any = true;
    // ['rm', '-rf', '/']: the words of one program.
    std::string line = literal.text;
    for (std::size_t k = i + 1; k < literals.size(); ++k) {
      const std::string_view between = code.substr(literals[k - 1].end, literals[k].begin - literals[k - 1].end);
      if (between.find_first_not_of(", \n[+.") != std::string_view::npos) break;
      // "rm -rf " + "/"
      if (between.find_first_of("+.") == std::string_view::npos) line += ' ';
      line += literals[k].text;
    }
    if (is_shell_path(literal.text) && line.ends_with(" -c ")) {
      judge.add("IN002", start);  // and what it runs is put together behind it
    } else if (is_shell_path(literal.text) && line.find(" -c") == std::string::npos) {
      judge.add("IN003", start);
    } else {
      judge.judge_line(line, start);
    }
  }
  if ((groups & (code_starts | code_is_loud | code_is_native)) == 0) return;
  if (!any) judge_pieces(judge, start, literals);
  const std::uint32_t bare = code_groups(without_literals(code, literals));
  const bool is_loud = (bare & code_is_loud) != 0;
  if ((groups & code_calls_decoder) != 0 && is_loud) judge.add("OB002", start);
  if (!any && (bare & code_is_native) != 0) judge.add("IN002", start);
  if (!any && (bare & code_starts) != 0 && is_loud) judge.add("IN002", start);
}

void judge_deletions(Judge& judge, const Start& start, std::string_view code, std::uint32_t groups,
                     const std::vector<Literal>& literals) {
  const bool julia = start.name == "julia" && code.find("rm(") != std::string_view::npos;
  if (!julia && (groups & code_deletes) == 0) return;
  const bool tree = (groups & code_deletes_trees) != 0;
  Arg target;
  target.span = start.span;
  bool any = false;
  if (tree && (groups & code_names_home) != 0) {
    target.text = judge.request().home;
    judge_deleted(judge, start, target, true);
    any = true;
  }
  if (code.find("glob") != std::string_view::npos) {
    judge.add("FS010", start);
    any = true;
  }
  // Where each call names what it deletes, other texts are about something else.
  const auto is_named = [&](const Literal& literal) { return follows_deleter(code.substr(0, literal.begin)); };
  const auto named = std::count_if(literals.begin(), literals.end(), is_named);
  const bool all_named = named > 0 && static_cast<std::size_t>(named) == count_deleters(code);
  for (const Literal& literal : literals) {
    const std::string_view text = literal.text;
    if (all_named && !is_named(literal)) continue;
    if (text.empty() || text.find(' ') != std::string_view::npos ||
        in_list("fs|os|node:fs|path|fs-extra|rimraf|shutil", text))
      continue;
    target.text = judge.keep(text);
    target.tilde = text.starts_with('~');
    target.glob = text.find('*') != std::string_view::npos;
    judge_deleted(judge, start, target, tree);
    any = true;
  }
  if (!any) judge.add("FS007", start);
}

void judge_paths(Judge& judge, const Start& start, std::string_view code, std::uint32_t groups,
                 const std::vector<Literal>& literals) {
  for (const Literal& literal : literals) {
    if (literal.text.size() < 4 || literal.text.find('/') == std::string::npos ||
        literal.text.find(' ') != std::string::npos) {
      if (literal.text != ".env") continue;
    }
    Arg arg;
    // perl's open(F, ">/etc/motd"), and process.env.HOME + "/.aws/credentials".
    std::string_view path = literal.text;
    const bool redirects = start.name == "perl" && path.starts_with('>');
    while (redirects && (path.starts_with('>') || path.starts_with(' '))) path.remove_prefix(1);
    const bool joined = path.starts_with("/.") && literal.begin > 0 && code[literal.begin - 1] != '(';
    arg.text = judge.keep(joined ? judge.request().home + std::string(path) : std::string(path));
    arg.tilde = arg.text.starts_with('~');
    const Location location = judge.locate(start, arg);
    const std::string_view after = code.substr(std::min(literal.end, code.size()), 8);
    const bool writes = redirects || after.find("'w") != std::string_view::npos ||
                        after.find("\"w") != std::string_view::npos || after.find("'a") != std::string_view::npos ||
                        after.find("\"a") != std::string_view::npos || (groups & code_writes_files) != 0;
    if (writes) {
      judge_written(judge, start, arg, Writing::append);
    } else if ((location.kinds & kind_public_secret) != 0 && (groups & code_posts) != 0) {
      judge.add("EX001", start);
    } else if ((location.kinds & (kind_secret | kind_process)) != 0) {
      if ((groups & code_opens_files) != 0)
        judge.add((groups & code_posts) != 0 ? RuleId("EX001") : RuleId("CR001"), start);
    }
  }
}

void judge_code_text(Judge& judge, const Start& start, std::string_view code);

/// The code once more, with what is constant in it worked out.
void judge_folded_code(Judge& judge, const Start& start, std::string_view code) {
  if (code.size() > max_folded || !judge.affords(fold_cost * code.size())) return;
  judge.spend(fold_cost * code.size());
  const std::string folded = folded_code(code);
  if (!folded.empty()) judge_code_text(judge, start, judge.keep(folded));
}

void judge_code_text(Judge& judge, const Start& start, std::string_view code) {
  constexpr std::size_t byte_cost = 3;  // unit: see Work
  code = judge.affordable(code, byte_cost);
  const std::uint32_t groups = code_groups(code);
  const auto has = [groups](std::uint32_t group) { return (groups & group) != 0; };
  if (has(code_evaluates) && has(code_decodes)) judge.add("OB002", start);
  const bool backticks = in_list("ruby|perl", start.name) && code.find('`') != std::string_view::npos;
  if (has(code_opens_sockets) && (backticks || has(code_opens_shells)) && !has(code_fetches)) judge.add("RS003", start);
  if (has(code_fetches) && has(code_evaluates | code_starts)) judge.add("PS001", start);
  if (has(code_installs)) judge.add("PI001", start);
  if (has(code_forks) && forks_forever(code)) judge.add("FB001", start);
  if (has(code_drops_data)) judge.add("DB001", start);
  if (has(code_spawns_shell)) judge.add("SE001", start);
  const std::vector<Literal> literals = literals_of(code);
  judge_started(judge, start, code, groups, literals);
  judge_deletions(judge, start, code, groups, literals);
  judge_paths(judge, start, code, groups, literals);
  if (has(code_dumps_environment)) judge.add("CR003", start);
}

/// perl -pi -e …: its operands are written.
bool edits_in_place(const Start& start) {
  if (start.name != "perl" && start.name != "ruby") return false;
  for (const Arg& arg : start.args) {
    const std::string_view text = arg.text;
    if (text.size() > 1 && text[0] == '-' && text[1] != '-' && text[1] != 'M' && text[1] != 'I' && text[1] != 'e' &&
        text.substr(0, 5).find('i') != std::string_view::npos)
      return true;
  }
  return false;
}

const CodeOptions* options_of(std::string_view name) {
  for (const CodeOptions& row : code_options)
    if (in_list(row.names, name)) return &row;
  return nullptr;
}

/// Code in a here-document or here-string.
void judge_code_input(Judge& judge, const Start& start) {
  for (const Redirection& redirection : start.invocation->redirections) {
    if (redirection.kind == RedirectionKind::here_document) judge_whole_code(judge, start, redirection.body);
    if (redirection.kind == RedirectionKind::here_string) {
      const std::string_view text = judge.evaluator().value(redirection.target).text;
      judge_whole_code(judge, start, text);
      if (start.name == "tclsh" && text.starts_with("exec ")) judge.judge_line(text.substr(5), start);
    }
  }
}

}  // namespace

/// As it stands, and folded.
void judge_whole_code(Judge& judge, const Start& start, std::string_view code) {
  judge_code_text(judge, start, code);
  judge_folded_code(judge, start, code);
  if (start.name != "expect") return;
  constexpr std::size_t most = 16;
  std::size_t at = code.find("spawn ");
  for (std::size_t count = 0; at != std::string_view::npos && count < most; ++count) {
    const std::string_view line = code.substr(at + 6, code.find_first_of(";\n", at) - at - 6);
    judge.judge_line(line, start);
    at = code.find("spawn ", at + 6);
  }
}

/// rails runner CODE, manage.py shell -c CODE, artisan tinker --execute=CODE, wp eval CODE.
void judge_framework_code(Judge& judge, const Start& start) {
  const OptionValue code = option_value(start.args, "-c|--command|--execute");
  const std::vector<std::size_t> at = operands(start.args, start.tool->valued);
  if (at.empty() || !in_list("runner|r|shell|shell_plus|tinker|eval|php:eval|ev|php-eval", start.args[at[0]].text))
    return;
  if (code.found) return judge_whole_code(judge, start, code.value.text);
  if (at.size() > 1) judge_whole_code(judge, start, start.args[at[1]].text);
}

void judge_code(Judge& judge, const Start& start) {
  const Args& args = start.args;
  const CodeOptions* row = options_of(start.name);
  bool any_code = false;
  std::size_t i = 1;
  for (; i < args.size(); ++i) {
    const std::string_view text = args[i].text;
    if (text == "--" || text == "-") break;
    if (row != nullptr && in_list(row->options, text) && i + 1 < args.size()) {
      const Arg& code = args[++i];
      any_code = true;
      if (!code.known && code.source != nullptr && judge_substituted_code(judge, start, code)) continue;
      if (!code.known && code.text.empty()) judge.add("OB004", start, code);
      judge_whole_code(judge, start, code.text);
      judge_whole_code(judge, start, code.rest);
      continue;
    }
    const bool cluster = row != nullptr && row->letter != '\0' && text.size() > 2 && text[0] == '-' && text[1] != '-' &&
                         text.back() == row->letter && text.find('=') == std::string_view::npos &&
                         text.find("::") == std::string_view::npos;
    if (cluster && i + 1 < args.size()) {
      any_code = true;
      judge_whole_code(judge, start, args[++i].text);
      continue;
    }
    if (text.starts_with("-e") && text.size() > 2 && start.name != "node" && !text.starts_with("-en")) {
      any_code = true;
      judge_whole_code(judge, start, text.substr(2));
      continue;
    }
    if (start.name == "php" && text == "-S" && i + 1 < args.size()) {
      if (!is_local_host(parse_url(args[i + 1].text).host)) judge.add("NW004", start);
      ++i;
      continue;
    }
    if (args[i].is_option() && args[i].known) {
      if (start.tool != nullptr && in_list(start.tool->valued, text)) ++i;
      continue;
    }
    break;
  }
  if (any_code) {
    for (; i < args.size() && edits_in_place(start); ++i)
      if (!args[i].is_option()) judge_written(judge, start, args[i], Writing::replace);
    return;
  }
  if (i < args.size() && !args[i].is("-")) {
    const Arg& script = args[i];
    if (!script.known && script.source != nullptr && judge_substituted_code(judge, start, script)) return;
    const Location location = judge.locate(start, script);
    if (script.known && location.area == Area::temporary)
      judge.add(location.path.find("/.") != std::string::npos || location.path.starts_with("/dev/shm")
                    ? RuleId("SE002")
                    : RuleId("PS003"),
                start, script);
    judge_downloaded_program(judge, start, script);
    return;
  }
  judge_code_input(judge, start);
}

}  // namespace vg::rules
