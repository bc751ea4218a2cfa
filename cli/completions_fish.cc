// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "cli/completions.h"

namespace vg::cli {
namespace {

/// `text` in single quotes as fish reads them: only \ and ' are escaped inside.
std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string row_start(std::string_view condition) {
  return "complete -c vg -n " + quoted(condition);
}

std::string command_rows() {
  std::string text;
  for (const CommandGroup& group : command_groups()) {
    for (const std::string_view place : {"__vg_at ''", "__vg_at help"})
      text.append(row_start(place) + " -a " + quoted(group.word) + " -d " + quoted(group.summary()) + "\n");
    if (!group.has_subcommands()) continue;
    for (const CommandRow& row : group.rows)
      text.append(row_start("__vg_at " + std::string(group.word)) + " -a " + quoted(row.second_word()) + " -d " +
                  quoted(row.summary) + "\n");
  }
  return text;
}

std::string option_rows() {
  std::string text;
  for (const CommandRow& row : commands()) {
    const std::string condition = "__vg_at " + quoted(row.name);
    for (const OptionRow& option : options_of(row.name)) {
      if (option.hidden) continue;
      text.append(row_start(condition)).append(" -l ").append(option.name);
      if (!option.choices.empty())
        text.append(" -x -a ").append(quoted(option.choices));
      else if (option.value == "FILE")
        text.append(" -r -F");
      else if (!option.value.empty())
        text.append(" -x");
      text.append(" -d ").append(quoted(option.summary)).append("\n");
    }
    if (!row.operand_choices.empty())
      text.append(row_start(condition)).append(" -f -a ").append(quoted(row.operand_choices)).append("\n");
    if (row.max_operands == -1)
      text.append(row_start("__vg_behind_separator " + quoted(row.name)) +
                  " -x -a '(__fish_complete_subcommand --commandline (__vg_argv))'\n");
  }
  return text;
}

constexpr std::string_view functions = R"fish(
# The command and subcommand that stand in front of the cursor, options left out.
function __vg_command
    set -l words (commandline -opc)
    set -e words[1]
    set -l named
    for word in $words
        test "$word" = --; and break
        string match -q -- '-*' $word; and continue
        set -a named $word
        contains -- "$named" $__vg_groups; or break
    end
    echo "$named"
end

function __vg_at
    contains -- -- (commandline -opc); and return 1
    test "$(__vg_command)" = "$argv[1]"
end

function __vg_behind_separator
    contains -- -- (commandline -opc); and test "$(__vg_command)" = "$argv[1]"
end

# The words behind "--", the unfinished one included.
function __vg_argv
    set -l words (commandline -opc) (commandline -ct)
    set -l at (contains -i -- -- $words); or return
    string join \n -- $words[(math $at + 1)..-1]
end

complete -c vg -f
complete -c vg -n "__vg_at ''" -l version -d 'print the version'
complete -c vg -n 'not contains -- -- (commandline -opc)' -l help -d 'show help'
complete -c vg -n "__vg_at ''" -a help -d 'show help'
)fish";

std::string groups() {
  std::string names;
  for (const CommandGroup& group : command_groups())
    if (group.has_subcommands()) names.append(" ").append(group.word);
  return names;
}

}  // namespace

std::string fish_completions() {
  std::string script = "# fish completions of vg, printed by `vg completions fish`.\n";
  script.append("set -g __vg_groups").append(groups()).append("\n").append(functions);
  return script.append(command_rows()).append(option_rows());
}

}  // namespace vg::cli
