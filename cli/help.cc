// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "cli/command_table.h"

namespace vg::cli {
namespace {

/// A line of two columns; the second starts at `column`, or on a line of its own where the first is too long.
void append_row(std::string& out, std::string_view left, std::string_view right, std::size_t column) {
  out.append("  ").append(left);
  if (left.size() + 4 > column)
    out.append("\n").append(column, ' ');
  else
    out.append(column - left.size() - 2, ' ');
  out.append(right).append("\n");
}

std::string option_text(const OptionRow& row) {
  std::string text = "--" + std::string(row.name);
  if (row.value.empty()) return text;
  text += ' ';
  if (row.choices.empty()) return text.append(row.value);
  std::string choices(row.choices);
  std::replace(choices.begin(), choices.end(), ' ', '|');
  return text + choices;
}

constexpr std::string_view about =
    "Vectra Guard judges shell commands before they run: harmless ones run untouched, risky ones\n"
    "inside a sandbox, catastrophic ones not at all.\n";

}  // namespace

std::string help_text() {
  std::string out = "usage: vg COMMAND [OPTIONS] [OPERANDS]\n\n";
  out.append(about).append("\nCommands:\n");
  for (const CommandRow& row : commands()) append_row(out, row.name, row.summary, 18);
  append_row(out, "help [COMMAND]", "show this text, or that of a command", 18);
  out +=
      "\nOptions:\n"
      "  --help          show this text; behind a command, that of the command\n"
      "  --version       print the version\n"
      "\nExit status: that of the command; otherwise 2 usage or configuration, 124 timeout,\n"
      "125 the guard could not do its work, 126 refused, 127 not found.\n"
      "\nManual: vg(1), vg-config(5)\n";
  return out;
}

std::string group_help_text(std::string_view group) {
  std::string rows;
  for (const CommandRow& row : commands())
    if (row.first_word() == group && !row.second_word().empty()) append_row(rows, row.name, row.summary, 18);
  if (rows.empty()) return {};
  std::string out = "usage: vg " + std::string(group) + " COMMAND [OPTIONS] [OPERANDS]\n\nCommands:\n" + rows;
  out += "\nOptions:\n  --help          show this text; behind a command, that of the command\n";
  return out;
}

std::string help_text(const CommandRow& command) {
  std::string out = "usage: vg " + std::string(command.name);
  const auto rows = options_of(command.name);
  if (std::any_of(rows.begin(), rows.end(), [](const OptionRow& row) { return !row.hidden; })) out += " [OPTIONS]";
  if (!command.operands.empty()) out.append(" ").append(command.operands);
  out.append("\n\n").append(command.summary).append("\n");
  if (command.max_operands == -1) {
    out.append("\nLINE is one quoted shell line, read as bash does; ARGV... is a program and its arguments, taken\n");
    out.append("as they are. Options stand in front of the line or behind it.\n");
  }
  out += "\nOptions:\n";
  for (const OptionRow& row : rows)
    if (!row.hidden) append_row(out, option_text(row), row.summary, 28);
  append_row(out, "--help", "show this text", 28);
  return out;
}

}  // namespace vg::cli
