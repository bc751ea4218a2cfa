// SPDX-License-Identifier: Apache-2.0
/// Completion scripts, generated from the rows of cli/command_table.h so that they cannot lag behind.
#pragma once

#include <string>
#include <vector>

#include "cli/command_table.h"

namespace vg::cli {

std::string bash_completions();
std::string zsh_completions();
std::string fish_completions();

/// What stands behind one first word: the rows of "trust add", "trust list" …, or the one row of "exec".
struct CommandGroup {
  std::string_view word;
  std::span<const CommandRow> rows;

  bool has_subcommands() const { return !rows.front().second_word().empty(); }
  std::string summary() const;
};
std::vector<CommandGroup> command_groups();

}  // namespace vg::cli
