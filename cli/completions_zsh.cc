// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "cli/completions.h"
#include "core/base/text.h"

namespace vg::cli {
namespace {

/// `text` with the characters that end a part of an _arguments or _describe specification escaped.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == ':' || c == '[' || c == ']' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

std::string quoted(const std::string& word) {
  return shell_quoted({word});
}

/// The specification of one option for _arguments.
std::string option_specification(const OptionRow& row) {
  std::string text = "--" + std::string(row.name) + (row.value.empty() ? "" : "=") + "[" + escaped(row.summary) + "]";
  if (row.value.empty()) return text;
  text.append(":").append(row.value).append(":");
  if (!row.choices.empty())
    text.append("(").append(row.choices).append(")");
  else if (row.value == "FILE")
    text.append("_files");
  return text;
}

std::string arguments_call(const CommandRow& row) {
  std::string text = "_arguments -s -S";
  for (const OptionRow& option : options_of(row.name))
    if (!option.hidden) text.append(" \\\n        ").append(quoted(option_specification(option)));
  text.append(" \\\n        ").append(quoted("--help[show the help of this command]"));
  if (!row.operand_choices.empty())
    text.append(" \\\n        ")
        .append(quoted(":" + escaped(row.operands) + ":(" + std::string(row.operand_choices) + ")"));
  else if (!row.operands.empty())
    text.append(" \\\n        ").append(quoted(":" + escaped(row.operands) + ":"));
  return text;
}

/// A function that offers `rows`, each "name:summary", with _describe.
std::string offering_function(std::string_view name, std::string_view what, const std::string& rows) {
  std::string text = "\n_vg_" + std::string(name) + "() {\n  local -a rows\n  rows=(\n" + rows;
  return text + "  )\n  _describe -t commands '" + std::string(what) + "' rows\n}\n";
}

std::string described(std::string_view name, std::string_view summary) {
  return "    " + quoted(std::string(name) + ":" + escaped(summary)) + "\n";
}

std::string offering_functions() {
  std::string text;
  std::string first_words;
  for (const CommandGroup& group : command_groups()) {
    first_words += described(group.word, group.summary());
    if (!group.has_subcommands()) continue;
    std::string rows;
    for (const CommandRow& row : group.rows) rows += described(row.second_word(), row.summary);
    text += offering_function("below_" + std::string(group.word), "vg " + std::string(group.word) + " command", rows);
  }
  return offering_function("commands", "vg command", first_words + described("help", "show help")) + text;
}

std::string cases() {
  std::string text;
  for (const CommandRow& row : commands()) {
    text.append("    ").append(quoted(std::string(row.name))).append(")\n      ");
    if (row.max_operands == -1) text.append("_vg_behind_separator && return\n      ");
    text.append(arguments_call(row)).append("\n      ;;\n");
  }
  return text;
}

constexpr std::string_view behind_separator = R"zsh(
# Behind "--" stands a command of its own.
_vg_behind_separator() {
  local -i at=${words[(i)--]}
  (( at < CURRENT )) || return 1
  words=("${(@)words[at+1,-1]}")
  (( CURRENT -= at ))
  _normal
  return 0
}
)zsh";

constexpr std::string_view ending = R"zsh(  esac
}

if [[ ${funcstack[1]} == _vg ]]; then _vg "$@"; else compdef _vg vg; fi
)zsh";

}  // namespace

std::string zsh_completions() {
  std::string script = "#compdef vg\n# zsh completions of vg, printed by `vg completions zsh`.\n";
  script += offering_functions();
  script += behind_separator;
  script += "\n_vg() {\n  local command=${words[2]}\n";
  script += "  if (( CURRENT == 2 )) || [[ $command == help ]]; then _vg_commands; return; fi\n";
  script += "  if (( ${+functions[_vg_below_$command]} )); then\n";
  script += "    if (( CURRENT == 3 )); then _vg_below_$command; return; fi\n";
  script += "    command=\"$command ${words[3]}\"\n    shift words; (( CURRENT-- ))\n  fi\n";
  script += "  shift words; (( CURRENT-- ))\n  case $command in\n";
  return script.append(cases()).append(ending);
}

}  // namespace vg::cli
