// SPDX-License-Identifier: Apache-2.0
#include "cli/completions.h"

#include <cerrno>
#include <cstdio>

#include "cli/commands.h"
#include "core/base/result.h"

namespace vg::cli {

std::string CommandGroup::summary() const {
  return has_subcommands() ? "commands of " + std::string(word) : std::string(rows.front().summary);
}

std::vector<CommandGroup> command_groups() {
  std::vector<CommandGroup> groups;
  const auto rows = commands();
  for (std::size_t i = 0; i < rows.size();) {
    std::size_t end = i + 1;
    while (end < rows.size() && rows[end].first_word() == rows[i].first_word()) ++end;
    groups.push_back({rows[i].first_word(), rows.subspan(i, end - i)});
    i = end;
  }
  return groups;
}

int run_completions(const Arguments& arguments) {
  const std::string& shell = arguments.positionals().front();
  const std::string script = shell == "bash"  ? bash_completions()
                             : shell == "zsh" ? zsh_completions()
                                              : fish_completions();
  const bool written = std::fwrite(script.data(), 1, script.size(), stdout) == script.size();
  if (written && std::fflush(stdout) == 0) return 0;
  const Error error{"cannot write the completions", {}, errno};
  std::fprintf(stderr, "vg: %s\n", error.message().c_str());
  return 125;
}

}  // namespace vg::cli
