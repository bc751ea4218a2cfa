// SPDX-License-Identifier: Apache-2.0
// git: which calls lose work, run programs, or change what others see.
#include <array>

#include "core/base/path.h"
#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr NameList global_valued =
    "-C|-c|--git-dir|--work-tree|--namespace|--exec-path|--config-env|--super-prefix|--attr-source|--list-cmds";

// Settings that make git start a program.
constexpr NameList program_settings =
    "core.pager|core.editor|core.sshcommand|core.fsmonitor|core.hookspath|core.gitproxy|core.askpass|sequence.editor|"
    "diff.external|credential.helper|gpg.program|gpg.ssh.program|gpg.x509.program|init.templatedir|core."
    "alternaterefscommand|"
    "uploadpack.packobjectshook|web.browser|browser|help.browser|protocol.ext.allow|include.path";

// The rest of git is a verb table. Operand-dependent verbs follow below it.
constexpr auto verbs = std::to_array<VerbRow>({
    {"credential fill", "CR002"},
    {"reset", "GT001", "--hard|--merge|--keep"},
    {"clean", "GT002", "-f|--force", "-n|--dry-run"},
    {"stash clear", "GT007"},
    {"stash drop", "GT006"},
    {"worktree remove|rm", "GT007", "-f|--force"},
    {"submodule deinit", "GT007", "--all|-f|--force"},
    {"filter-branch|filter-repo", "GT008"},
    {"reflog delete", "GT008"},
    {"update-ref", "GT008", "-d|--delete|--stdin"},
    {"read-tree", "GT008", "--empty|--reset"},
    {"prune", "GT008", "", "-n|--dry-run|--expire"},
    {"branch", "GT006", "-D|-f|--force|-M|-C"},
    {"rm", "GT006", "-r|-f|--force", "--cached|-n|--dry-run"},
    {"checkout-index", "GT003", "-f|--force"},
    {"replace|fast-import", "GT008"},
    {"clone", "GT011"},
    {"submodule add|update", "GT011"},
    {"submodule foreach", {}},
    {"subtree add|pull", "GT011"},
    {"lfs pull|fetch|clone", "GT011"},
    {"lfs prune", "GT006"},
    {"svn clone", "GT011"},
    {"daemon|instaweb|http-backend", "NW004"},
    {"send-email", "RM001"},
    {"push|ls-remote|fetch|pull|remote|request-pull", "HO001"},
});
constexpr ToolRow table{
    .name = "git", .verbs = verbs, .valued = "-m|-F|--message|--file|-b|-B|--author|--date|-s", .harmless = "-h"};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 32);
  return out;
}

bool starts_program(std::string_view key, std::string_view value) {
  const std::string name = lower(key);
  if (name.starts_with("alias.")) return value.starts_with('!');
  if (name.starts_with("pager.")) return !in_list("true|false|less|cat|more", value);
  if (name.starts_with("filter.") &&
      (name.ends_with(".clean") || name.ends_with(".smudge") || name.ends_with(".process")))
    return true;
  if (name.ends_with(".textconv") || name.ends_with(".driver") || name.ends_with(".cmd") || name.ends_with(".command"))
    return true;
  if (name.starts_with("credential.") && name.ends_with("helper")) return !value.empty();
  if (name.ends_with(".insteadof") || name.ends_with(".uploadpack") || name.ends_with(".receivepack") ||
      name.ends_with(".vcs"))
    return true;
  if (!in_list(program_settings, name)) return false;
  return !in_list("|cat|less|more|false|true|vim|vi|nano|cache|store|manager|osxkeychain|libsecret|never", value) ||
         value.empty();
}

/// "-c core.pager=x", also glued: what runs is judged, and that it runs is said.
void judge_setting(Judge& judge, const Start& start, std::string_view setting) {
  const std::size_t equals = setting.find('=');
  const std::string_view key = setting.substr(0, equals);
  const std::string_view value = equals == std::string_view::npos ? std::string_view{} : setting.substr(equals + 1);
  if (!starts_program(key, value)) return;
  judge.add("GT009", start);
  if (!value.empty()) judge.judge_line(value.starts_with('!') ? value.substr(1) : value, start);
}

/// Index of the subcommand; 0 where there is none.
std::size_t subcommand(Judge& judge, const Start& start) {
  const Args& args = start.args;
  for (std::size_t i = 1; i < args.size(); ++i) {
    const std::string_view text = args[i].text;
    if (!args[i].is_option()) return i;
    if (text == "-c" && i + 1 < args.size()) {
      judge_setting(judge, start, args[i + 1].text);
    } else if (text.starts_with("-c") && text.size() > 2 && text[1] == 'c') {
      judge_setting(judge, start, text.substr(2));
    } else if (text == "--config-env" || text.starts_with("--config-env=")) {
      const std::string_view setting = text == "--config-env" && i + 1 < args.size()
                                           ? args[i + 1].text
                                           : text.substr(std::min<std::size_t>(13, text.size()));
      const std::string_view key = setting.substr(0, setting.find('='));
      if (starts_program(key, "?")) judge.add("GT009", start);
    } else if (text.starts_with("--exec-path=")) {
      judge.add("GT009", start);
    }
    if (in_list(global_valued, text)) ++i;
  }
  return 0;
}

bool names_everything(const Arg& arg) {
  return arg.is(".") || arg.is("./") || arg.is(":/") || arg.is(":") || arg.is("..") || (arg.glob && arg.text == "*") ||
         arg.is("*") || arg.is(":/*") || arg.is("-A");
}

void judge_checkout(Judge& judge, const Start& start, const Args& args) {
  const bool makes_branch = args.size() > 1 && (args[1].text.starts_with("-b") || args[1].text.starts_with("-B"));
  if (has_flag(args, "-f|--force|--discard-changes", makes_branch ? 2 : 1)) return judge.add("GT003", start);
  const bool restore = args[0].is("restore");
  if (restore && has_flag(args, "-S|--staged") && !has_flag(args, "-W|--worktree")) return;
  if (args[0].is("switch")) return;
  if (!restore && (makes_branch || has_flag(args, "-b|-B|--orphan|--detach|-d"))) return;
  const std::string_view valued =
      restore ? "-s|--source|--pathspec-from-file" : "--conflict|--pathspec-from-file|--unified|--inter-hunk-context";
  if (has_flag(args, "-p|--patch")) return;
  std::size_t dashes = 0;
  for (std::size_t i = 1; i < args.size() && dashes == 0; ++i)
    if (args[i].is("--")) dashes = i;
  const std::vector<std::size_t> at = operands(args, valued);
  bool any_path = false;
  for (std::size_t k = 0; k < at.size(); ++k) {
    const Arg& arg = args[at[k]];
    const bool is_path = restore || (dashes != 0 && at[k] > dashes) || (k > 0 && dashes == 0);
    if (is_path && names_everything(arg)) return judge.add("GT003", start);
    if (!restore && dashes == 0 && k == 0 && at.size() == 1 && names_everything(arg)) return judge.add("GT003", start);
    any_path = any_path || is_path;
  }
  if (has_flag(args, "--pathspec-from-file|--ours|--theirs")) any_path = true;
  if (any_path) judge.add("GT004", start);
}

void judge_push(Judge& judge, const Start& start, const Args& args) {
  if (has_flag(args, "-n|--dry-run")) return;
  for (std::size_t i = 1; i < args.size(); ++i)
    if (args[i].text.starts_with("--receive-pack") || args[i].text.starts_with("--exec")) judge.add("GT009", start);
  bool with_lease = false, forced = false;
  for (std::size_t i = 1; i < args.size(); ++i) {
    const std::string_view text = args[i].text;
    if (text.starts_with("--force-with-lease") || text == "--force-if-includes") {
      with_lease = true;
    } else if (args[i].is_option() && any_of_list("-f|--force|--mirror|--prune|--delete|-d",
                                                  [&](std::string_view name) { return is_flag(text, name); })) {
      forced = true;
    }
  }
  const std::vector<std::size_t> at = operands(args, "-o|--push-option|--repo|--receive-pack|--exec");
  for (std::size_t k = 0; k < at.size(); ++k) {
    const std::string_view text = args[at[k]].text;
    if (text.starts_with('+') || (k > 0 && text.starts_with(':') && text.size() > 1)) forced = true;
    if (k == 0 && text.starts_with("ext::")) judge.add("GT009", start);
  }
  if (forced)
    judge.add("GT005", start);
  else if (with_lease)
    judge.add("GT013", start);
}

void judge_config(Judge& judge, const Start& start, const Args& args) {
  const bool wide = has_flag(args, "--global|--system");
  if (has_flag(args, "-e|--edit")) return wide ? judge.add("GT010", start) : void();
  if (has_flag(args, "--get|--get-all|--get-regexp|--get-urlmatch|-l|--list|--unset|--unset-all|--show-origin")) return;
  std::vector<std::size_t> at = operands(args, "-f|--file|--type|--default|--blob|--comment|--value");
  if (!at.empty() && in_list("set|get|list|unset|edit|rename-section|remove-section", args[at[0]].text)) {
    if (!args[at[0]].is("set")) return;
    at.erase(at.begin());
  }
  if (at.size() < 2) return;
  const std::string key = lower(args[at[0]].text);
  const std::string_view value = args[at[1]].text;
  const bool runs =
      starts_program(key, args[at[1]].known ? value : "?") || key.ends_with(".insteadof") || key == "credential.helper";
  const bool trust = key.ends_with(".gpgsign") || key == "user.signingkey" || key == "http.sslverify" ||
                     key == "safe.directory" || key == "http.proxy";
  if (runs && !wide) return judge.add(key == "core.hookspath" ? RuleId("PE004") : RuleId("GT009"), start);
  if (wide && (runs || trust)) judge.add("GT010", start);
}

/// Of `gc --prune=TIME` and its like: whether nothing is spared for being young. `git gc` itself says 2.weeks.ago.
bool spares_nothing(std::string_view time) {
  return time == "now" || time == "all" || time == "0";
}

void judge_maintenance(Judge& judge, const Start& start, const Args& args) {
  for (std::size_t i = 1; i < args.size(); ++i) {
    const std::string_view text = args[i].text;
    const std::size_t equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    const bool is_time = (args[0].is("gc") && name == "--prune") ||
                         (args[0].is("reflog") && (name == "--expire" || name == "--expire-unreachable")) ||
                         (args[0].is("prune") && name == "--expire");
    if (!is_time) continue;
    if (equals != std::string_view::npos
            ? spares_nothing(text.substr(equals + 1))
            : i + 1 < args.size() && (!args[i + 1].known || spares_nothing(args[i + 1].text)))
      judge.add("GT008", start);
  }
}

/// Options of other verbs that start a program.
void judge_programs(Judge& judge, const Start& start, const Args& args) {
  for (std::size_t i = 1; i < args.size(); ++i) {
    const std::string_view text = args[i].text;
    if (text == "--") return;
    const auto value_of = [&](std::string_view name) -> std::string_view {
      if (text == name) return i + 1 < args.size() ? args[i + 1].text : std::string_view();
      if (text.size() > name.size() && text.starts_with(name) && text[name.size()] == '=')
        return text.substr(name.size() + 1);
      return {};
    };
    if (args[0].is("bisect") && text == "run" && i + 1 < args.size()) {
      judge.judge_words(args, i + 1, start);
      return;
    }
    if ((args[0].is("rebase") || args[0].is("difftool") || args[0].is("mergetool"))) {
      for (const std::string_view name : {"--exec", "-x", "--extcmd"})
        if (const std::string_view line = value_of(name); !line.empty()) judge.judge_line(line, start);
    }
    if (args[0].is("submodule") && text == "foreach" && i + 1 < args.size()) {
      std::size_t from = i + 1;
      while (from < args.size() && args[from].is_option()) ++from;
      if (from + 1 == args.size())
        judge.judge_line(args[from].text, start);
      else
        judge.judge_words(args, from, start);
      return;
    }
    if (in_list("fetch|pull|clone|ls-remote|archive", args[0].text)) {
      if (text.starts_with("ext::") || !value_of("--upload-pack").empty() || !value_of("-u").empty())
        judge.add("GT009", start);
    }
    if (args[0].is("grep") && (text.starts_with("-O") || text.starts_with("--open-files-in-pager=")))
      judge.add("GT009", start);
    if (args[0].is("clone") && (text == "-c" || text.starts_with("--config")) && i + 1 < args.size())
      judge_setting(judge, start, text == "-c" || text == "--config" ? args[i + 1].text : text.substr(9));
    if (in_list("diff|show|log|format-patch|archive", args[0].text))
      if (const std::string_view file = value_of("--output"); !file.empty()) {
        Arg target = args[i];
        target.text = file;
        judge_written(judge, start, target, Writing::replace);
      }
  }
}

/// git -c alias.x='reset --hard' x
bool judge_alias_call(Judge& judge, const Start& start, const Args& args) {
  for (std::size_t i = 1; i + 1 < start.args.size(); ++i) {
    std::string_view text = start.args[i + 1].text;
    if (!start.args[i].is("-c") || !text.starts_with("alias.")) continue;
    text.remove_prefix(6);
    const std::size_t equals = text.find('=');
    if (equals == std::string_view::npos || text.substr(0, equals) != args[0].text || text[equals + 1] == '!') continue;
    judge.judge_line("git " + std::string(text.substr(equals + 1)) + " " + quoted_line(args, 1), start);
    return true;
  }
  return false;
}

/// git config alias.x '!COMMAND'; git x
bool judge_defined_alias(Judge& judge, const Start& start, const Args& args) {
  constexpr std::size_t most = 32;
  std::size_t looked_at = 0;
  for (const Start& other : judge.starts()) {
    if (&other == &start || ++looked_at > most) return false;
    if (other.name != "git" || other.args.size() < 4 || !other.args[1].is("config")) continue;
    for (std::size_t i = 2; i + 1 < other.args.size(); ++i) {
      if (!other.args[i].text.starts_with("alias.") || other.args[i].text.substr(6) != args[0].text) continue;
      const std::string_view value = other.args[i + 1].text;
      const std::string rest = quoted_line(args, 1);
      const bool is_shell_command = value.starts_with('!');
      judge.judge_line(
          (is_shell_command ? "" : "git ") + std::string(value.substr(is_shell_command ? 1 : 0)) + " " + rest, start);
      return true;
    }
  }
  return false;
}

}  // namespace

void judge_git(Judge& judge, const Start& start) {
  const std::size_t at = subcommand(judge, start);
  if (at == 0 || !start.args[at].known) return;
  const Args args(start.args.begin() + static_cast<std::ptrdiff_t>(at), start.args.end());
  if (judge_alias_call(judge, start, args) || judge_defined_alias(judge, start, args)) return;
  if (args[0].is("help") || (args.size() > 1 && args[1].is("--help"))) return;
  // find_verb() reads the operands behind args[0]; a name in front makes the subcommand the first of them.
  Args named;
  named.reserve(args.size() + 1);
  named.push_back(start.args[0]);
  named.insert(named.end(), args.begin(), args.end());
  if (const VerbRow* row = find_verb(table, named); row != nullptr && !row->rule.is_none()) judge.add(row->rule, start);
  if (args[0].is("checkout") || args[0].is("restore") || args[0].is("switch")) judge_checkout(judge, start, args);
  if (args[0].is("push")) judge_push(judge, start, args);
  if (args[0].is("config")) judge_config(judge, start, args);
  if (args[0].is("gc") || args[0].is("reflog") || args[0].is("prune")) judge_maintenance(judge, start, args);
  if (args[0].is("branch") && has_flag(args, "-d|--delete") && has_flag(args, "-f|--force")) judge.add("GT006", start);
  judge_programs(judge, start, args);
  if (!start.fed) return;
  // xargs adds words that are not in the line: where they can turn the verb into another, that is assumed.
  if (args[0].is("checkout") || args[0].is("restore")) judge.add("GT003", start);
  if (args[0].is("rm") && !has_flag(args, "--cached")) judge.add("FS014", start);
}

}  // namespace vg::rules
