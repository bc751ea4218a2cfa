// SPDX-License-Identifier: Apache-2.0
/// Programs that start another program, or hand a string to a shell, and where in their words that stands.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace vg {

enum class PayloadForm : std::uint8_t {
  program,       ///< the words behind options and operands
  joined,        ///< the same words, joined by blanks and given to a shell
  after_option,  ///< the words behind `string_option`
  option,        ///< only the string of `string_option`, which may stand anywhere
  find,          ///< -exec WORD… ;  as often as it likes
  shell,         ///< a shell: -c STRING, a script, or standard input
  script,        ///< source FILE
  handler,       ///< trap STRING SIGNAL…
  input,         ///< commands on standard input
};

enum WrapperTrait : std::uint16_t {
  assigns = 1,          ///< takes NAME=value in front of the payload
  stays = 2,            ///< does more than start its payload: stays in the list of invocations
  elsewhere = 4,        ///< on another host or in another root: home and directory are not ours
  needs_separator = 8,  ///< the payload stands behind "--", nowhere else
  late_options = 16,    ///< options may also follow the operands
  in_shell = 32,        ///< a builtin that runs its payload in this very shell
  only_fish = 64,
  only_zsh = 128,
  keeps_rest = 256,      ///< the words behind the string follow those in it (env -S)
  names_machine = 1024,  ///< a word that is not known may stand in front: setarch $(arch) PROGRAM
  shell_without = 512,   ///< without a payload it starts a shell, which reads standard input
};

struct WrapperRow {
  std::string_view name;
  std::string_view subcommand;  ///< the words that must follow (behind options); empty for none
  PayloadForm form = PayloadForm::program;
  std::uint16_t traits = 0;
  std::uint8_t operands = 0;       ///< words between the options and the payload
  std::string_view values;         ///< options that take the next word, separated by blanks
  std::string_view string_option;  ///< options whose value is text for a shell
  std::string_view refusals;       ///< options with which nothing is started
  std::string_view pairs;          ///< options that take the next two words
};

/// All rows of that name, sorted by name; empty for a program that is no wrapper.
std::span<const WrapperRow> wrapper_rows(std::string_view name);

/// Whether `option` is one of `list`, blanks in between.
bool holds_option(std::string_view list, std::string_view option);

}  // namespace vg
