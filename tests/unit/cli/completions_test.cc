// SPDX-License-Identifier: Apache-2.0
/// The scripts against the rows they come from. tests/cli/completions.bats asks the shells themselves.
#include "cli/completions.h"

#include <doctest/doctest.h>

#include "cli/command_table.h"

namespace vg::cli {
namespace {

bool holds(const std::string& script, const std::string& text) {
  return script.find(text) != std::string::npos;
}

TEST_CASE("every command and every visible option is in each script") {
  const std::string bash = bash_completions();
  const std::string zsh = zsh_completions();
  const std::string fish = fish_completions();
  for (const CommandRow& row : commands()) {
    CAPTURE(row.name);
    const std::string word(row.second_word().empty() ? row.first_word() : row.second_word());
    CHECK(holds(bash, "'" + std::string(row.name) + "') echo"));
    CHECK(holds(zsh, "    '" + word + ":"));
    CHECK(holds(fish, "-a '" + word + "' -d"));
    for (const OptionRow& option : options_of(row.name)) {
      CAPTURE(option.name);
      const std::string name(option.name);
      CHECK(holds(bash, "--" + name + " ") != option.hidden);
      CHECK((holds(zsh, "--" + name + "[") || holds(zsh, "--" + name + "=[")) != option.hidden);
      CHECK(holds(fish, " -l " + name + " ") != option.hidden);
      if (option.choices.empty()) continue;
      CHECK(
          holds(bash, "'" + std::string(row.name) + " --" + name + "') echo \"" + std::string(option.choices) + "\""));
      CHECK(holds(zsh, "(" + std::string(option.choices) + ")"));
      CHECK(holds(fish, "-l " + name + " -x -a '" + std::string(option.choices) + "'"));
    }
  }
}

TEST_CASE("groups hold every command once, in the table's order") {
  std::size_t total = 0;
  for (const CommandGroup& group : command_groups()) {
    for (const CommandRow& row : group.rows) {
      CHECK(row.first_word() == group.word);
      CHECK(row.name == commands()[total].name);
      ++total;
    }
  }
  CHECK(total == commands().size());
}

}  // namespace
}  // namespace vg::cli
