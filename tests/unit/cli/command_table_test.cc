// SPDX-License-Identifier: Apache-2.0
#include "cli/command_table.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <vector>

namespace vg::cli {
namespace {

std::string source_text(const std::string& path) {
  const char* root = std::getenv("VG_SOURCE_ROOT");
  std::ifstream file(std::string(root == nullptr ? "." : root) + "/" + path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The manual page a command is described in.
std::string page_of(const CommandRow& row) {
  std::string word(row.first_word());
  if (word == "diff" || word == "apply" || word == "discard") word = "runs";
  if (word == "snapshots" || word == "gc") word = "undo";
  const std::string own = "docs/man/vg-" + word + ".1.scd";
  return source_text(own).empty() ? "docs/man/vg.1.scd" : own;
}

TEST_CASE("a command is found by its words, and by nothing less") {
  struct Row {
    std::vector<std::string_view> words;
    std::string_view name;
    std::size_t consumed;
  };
  const Row rows[] = {
      {{"exec", "ls"}, "exec", 1},
      {{"trust", "add", "ls"}, "trust add", 2},
      {{"config", "trust"}, "config trust", 2},
      {{"allow-once"}, "allow-once", 1},
      {{"trust"}, "", 0},
      {{"trust", "ad"}, "", 0},
      {{"trust add"}, "", 0},
      {{"exe"}, "", 0},
      {{""}, "", 0},
      {{}, "", 0},
  };
  for (const Row& row : rows) {
    std::size_t consumed = 9;
    const CommandRow* found = find_command(row.words, consumed);
    CAPTURE(row.name);
    CHECK((found == nullptr ? "" : found->name) == row.name);
    CHECK(consumed == row.consumed);
  }
}

TEST_CASE("an unknown command is answered with the nearest name") {
  struct Row {
    std::vector<std::string_view> words;
    std::string_view message;
  };
  const Row rows[] = {
      {{"exce"}, "unknown command 'exce', did you mean 'exec'?"},
      {{"hlep"}, "unknown command 'hlep', did you mean 'help'?"},
      {{"zzzzzzzzz"}, "unknown command 'zzzzzzzzz'; see vg --help"},
      {{"--vresion"}, "unknown option '--vresion', did you mean '--version'?"},
      {{"trust"}, "'vg trust' needs one of: list, add, remove, clean"},
      {{"trust", "--json"}, "'vg trust' needs one of: list, add, remove, clean"},
      {{"trust", "lits"}, "unknown command 'trust lits', did you mean 'list'?"},
      {{"metrics", "qqqqqqqq"}, "unknown command 'metrics qqqqqqqq'; there are: show, reset"},
      {{"\x1b[2J"}, "unknown command '\\e[2J'; see vg --help"},
  };
  for (const Row& row : rows) CHECK(unknown_command(row.words).message() == row.message);
}

TEST_CASE("every command has a help text that names its operands and options and fits a terminal") {
  for (const CommandRow& row : commands()) {
    const std::string text = help_text(row);
    CAPTURE(text);
    CHECK(text.starts_with("usage: vg " + std::string(row.name)));
    CHECK(text.find(row.operands) != std::string::npos);
    CHECK(help_text().find("\n  " + std::string(row.name) + " ") != std::string::npos);
    for (const OptionRow& option : options_of(row.name))
      CHECK((text.find("--" + std::string(option.name)) == std::string::npos) == option.hidden);
    std::istringstream lines(text + help_text());
    for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 100);
  }
}

TEST_CASE("a group has a help text that names its commands and fits a terminal") {
  for (const CommandRow& row : commands()) {
    const std::string text = group_help_text(row.first_word());
    CAPTURE(row.name);
    CHECK(text.empty() == row.second_word().empty());
    CHECK((text.find("\n  " + std::string(row.name) + " ") != std::string::npos) == !row.second_word().empty());
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 100);
  }
  CHECK(group_help_text("nothing").empty());
  CHECK(group_help_text("").empty());
}

TEST_CASE("options_of gives exactly the rows of a command") {
  std::size_t total = 0;
  for (const CommandRow& row : commands()) {
    for (const OptionRow& option : options_of(row.name)) CHECK(option.command == row.name);
    total += options_of(row.name).size();
  }
  CHECK(total == options().size());
  CHECK(options_of("approve").empty());
}

TEST_CASE("the manual describes every command and every option, and no option that does not exist") {
  for (const CommandRow& row : commands()) {
    const std::string path = page_of(row);
    const std::string page = source_text(path);
    CAPTURE(path);
    CAPTURE(row.name);
    // scdoc: the command stands as "*vg trust add*", options as "*--note*".
    CHECK(page.find("*vg " + std::string(row.name) + "*") != std::string::npos);
    for (const OptionRow& option : options_of(row.name)) {
      CAPTURE(option.name);
      CHECK((page.find("*--" + std::string(option.name) + "*") == std::string::npos) == option.hidden);
    }
  }
  for (const CommandRow& row : commands()) {
    const std::string path = page_of(row);
    const std::string page = source_text(path);
    for (std::size_t at = page.find("*--"); at != std::string::npos; at = page.find("*--", at + 1)) {
      const std::string name = page.substr(at + 3, page.find('*', at + 3) - at - 3);
      bool exists = name.empty() || name == "help" || name == "version";
      for (const CommandRow& other : commands())
        if (page_of(other) == path)
          for (const OptionRow& option : options_of(other.name)) exists = exists || option.name == name;
      CAPTURE(path);
      CAPTURE(name);
      CHECK(exists);
    }
  }
}

}  // namespace
}  // namespace vg::cli
