// SPDX-License-Identifier: Apache-2.0
/// Every command and option of `vg`, once: parser, --help, completions and the manual's drift test read these rows.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/arguments.h"
#include "core/base/result.h"

namespace vg::cli {

struct CommandRow {
  std::string_view name;      ///< "exec", "trust add"
  std::string_view operands;  ///< "LINE | -- ARGV...", empty for none
  std::string_view summary;   ///< one line
  int (&run)(const Arguments&);
  int min_operands;
  int max_operands;                       ///< -1: one line, or an argv of any length behind "--"
  std::string_view operand_choices = {};  ///< space-separated allowed operands, empty for any

  constexpr std::string_view first_word() const { return name.substr(0, name.find(' ')); }
  /// "add" of "trust add"; empty for a command of one word.
  constexpr std::string_view second_word() const {
    const std::size_t space = name.find(' ');
    return space == std::string_view::npos ? std::string_view{} : name.substr(space + 1);
  }
};

struct OptionRow {
  std::string_view command;  ///< the command it belongs to
  std::string_view name;     ///< long name without dashes
  std::string_view value;    ///< "SECONDS"; empty for a flag
  std::string_view choices;  ///< space-separated allowed values, empty for any
  std::string_view summary;
  bool hidden = false;  ///< read, but neither in --help nor in completions
};

std::span<const CommandRow> commands();
std::span<const OptionRow> options();
/// The rows of `command` as they stand in the table: next to each other.
std::span<const OptionRow> options_of(std::string_view command);

/// The row for the words at the start of the command line; `consumed` words belong to its name. nullptr for none.
const CommandRow* find_command(std::span<const std::string_view> words, std::size_t& consumed);

/// What to say where find_command() found nothing: "unknown command 'exce', did you mean 'exec'?", or the subcommands
/// of `vg trust`. In: at least one word.
Error unknown_command(std::span<const std::string_view> words);

/// Reads the words behind the command's name. Options may stand before or behind the operands; "--" ends them.
/// `--help` and `-h` in front of "--" set the option "help"; nothing else is checked then.
/// Errors: unknown option (with the nearest name), option given twice, missing or refused value, wrong number of
/// operands, nothing behind "--".
Result<Arguments> read_arguments(const CommandRow& command, std::span<const std::string_view> words);

/// The text of `vg --help` and `vg COMMAND --help`.
std::string help_text();
std::string help_text(const CommandRow& command);
/// The text of `vg trust --help`: the commands whose first word is `group`; empty where there are none.
std::string group_help_text(std::string_view group);

}  // namespace vg::cli
