// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <vector>

#include "cli/command_table.h"

namespace vg::cli {
namespace {

Result<Arguments> read(std::vector<std::string_view> words) {
  std::size_t consumed = 0;
  const CommandRow* row = find_command(words, consumed);
  REQUIRE(row != nullptr);
  return read_arguments(*row, std::span<const std::string_view>(words).subspan(consumed));
}

/// Everything that was read, as one text: "name=value … | operand … | --".
std::string shown(const Arguments& arguments) {
  std::string text;
  for (const OptionRow& row : options())
    if (arguments.has(row.name) && text.find(" " + std::string(row.name) + "=") == std::string::npos)
      text += " " + std::string(row.name) + "=" + *arguments.value(row.name);
  text += " |";
  for (const std::string& operand : arguments.positionals()) text += " <" + operand + ">";
  return text + (arguments.has_separator() ? " --" : "");
}

TEST_CASE("options stand before or behind the line, argv stands untouched behind --") {
  struct Row {
    std::vector<std::string_view> words;
    std::string_view shown;
  };
  const Row rows[] = {
      {{"exec", "npm install"}, " | <npm install>"},
      {{"exec", "rm -rf x", "--interactive"}, " interactive= | <rm -rf x>"},
      {{"exec", "--interactive", "rm -rf x"}, " interactive= | <rm -rf x>"},
      {{"exec", "--level", "strict", "a"}, " level=strict | <a>"},
      {{"exec", "--level=strict", "a", "--timeout", "-5"}, " level=strict timeout=-5 | <a>"},
      {{"exec", "--config=--odd", "a"}, " config=--odd | <a>"},
      {{"exec", "--config", "-", "a"}, " config=- | <a>"},
      {{"exec", "a", "--config=x=y"}, " config=x=y | <a>"},
      {{"exec", "--", "a", "", "-x", "--json", "--", "b c"}, " | <a> <> <-x> <--json> <--> <b c> --"},
      {{"exec", "--sandbox", "--", "--help"}, " sandbox= | <--help> --"},
      {{"exec", ""}, " | <>"},
      {{"exec", "-"}, " | <->"},
      {{"exec", "--line", "t1"}, " line= | <t1>"},
      {{"why"}, " |"},
      {{"why", "3", "--json"}, " json= | <3>"},
      {{"trust", "add", "npm test", "--note", "ours", "--here"}, " note=ours here= | <npm test>"},
      {{"trust", "add", "--expires=30d", "--", "npm", "test"}, " expires=30d | <npm> <test> --"},
      {{"trust", "remove", "--", "--odd"}, " | <--odd> --"},
      {{"init", "fish", "--no-preload"}, " no-preload= | <fish>"},
  };
  for (const Row& row : rows) {
    const auto arguments = read(row.words);
    CAPTURE(row.shown);
    REQUIRE_MESSAGE(arguments, arguments.error().message());
    CHECK(shown(*arguments) == row.shown);
  }
}

TEST_CASE("help is given whatever else is wrong in front of --") {
  CHECK(read({"exec", "--help"})->has("help"));
  CHECK(read({"exec", "a", "b", "-h", "--nonsense"})->has("help"));
  CHECK_FALSE(read({"exec", "--", "ls", "--help"})->has("help"));
}

TEST_CASE("a wrong command line is refused with the right form") {
  struct Row {
    std::vector<std::string_view> words;
    std::string_view message;
  };
  const Row rows[] = {
      {{"exec"}, "exec: missing operand: LINE | -- ARGV..."},
      {{"exec", "npm", "install"},
       "exec: several words were given; quote the line or put them behind '--': vg exec \"npm install\" or vg exec -- "
       "npm install"},
      {{"exec", "--config", "npm", "npm", "install"},
       "exec: several words were given; quote the line or put them behind '--': vg exec \"npm install\" or vg exec -- "
       "npm install"},
      {{"exec", "echo", "$HOME"},
       "exec: several words were given; quote the line or put them behind '--': vg exec -- echo '$HOME'"},
      {{"exec", "npm", "--save-dev"},
       "exec: unknown option '--save-dev'; a command with options of its own is one quoted line or stands behind '--': "
       "vg exec \"npm --save-dev\" or vg exec -- npm --save-dev"},
      {{"exec", "a", "--"}, "exec: nothing stands behind '--'"},
      {{"exec", "--"}, "exec: nothing stands behind '--'"},
      {{"trust", "list", "--"}, "trust list: nothing stands behind '--'"},
      {{"exec", "a", "--", "b"},
       "exec: a line and '--' were both given; an argv stands whole behind '--': vg exec \"a b\" or vg exec -- a b"},
      {{"exec", "--intractive", "a"}, "exec: unknown option '--intractive', did you mean '--interactive'?"},
      {{"exec", "--levle=strict", "a"}, "exec: unknown option '--levle', did you mean '--level'?"},
      {{"exec", "-x", "a"}, "exec: unknown option '-x'"},
      {{"exec", "---", "a"}, "exec: unknown option '---'"},
      {{"exec", "--=x", "a"}, "exec: unknown option '--'"},
      {{"exec", "--json", "a", "--json"}, "exec: option '--json' is given twice"},
      {{"exec", "--level", "strict", "--level=strict", "a"}, "exec: option '--level' is given twice"},
      {{"exec", "a", "--level"}, "exec: option '--level' needs a value: --level=LEVEL"},
      {{"exec", "--config", "--json", "a"}, "exec: option '--config' needs a value: --config=FILE"},
      {{"exec", "--config=", "a"}, "exec: option '--config' needs a value that is not empty"},
      {{"exec", "--json=yes", "a"}, "exec: option '--json' takes no value"},
      {{"exec", "--level", "stict", "a"},
       "exec: option '--level' does not take 'stict', did you mean 'strict'? (one of: permissive, balanced, strict, "
       "paranoid)"},
      {{"exec", "--level", "permissive balanced", "a"},
       "exec: option '--level' does not take 'permissive balanced' (one of: permissive, balanced, strict, paranoid)"},
      {{"why", "1", "2"}, "why: unexpected operand '2'"},
      {{"trust", "list", "\x1b[31mx"}, "trust list: unexpected operand '\\e[31mx'"},
      {{"trust", "remove"}, "trust remove: missing operand: KEY|LINE"},
      {{"trust", "add", "npm", "test"},
       "trust add: several words were given; quote the line or put them behind '--': vg trust add \"npm test\" or vg "
       "trust add -- npm test"},
      {{"init", "bahs"}, "'vg init' does not take 'bahs', did you mean 'bash'? (one of: bash, zsh, fish)"},
      {{"explain", "--runtime", "podman", "a"}, "explain: unknown option '--runtime'"},
  };
  for (const Row& row : rows) {
    const auto arguments = read(row.words);
    CAPTURE(row.message);
    REQUIRE_FALSE(arguments);
    CHECK(arguments.error().message() == row.message);
  }
}

TEST_CASE("a hundred thousand arguments behind -- are kept") {
  std::vector<std::string_view> words{"exec", "--"};
  words.insert(words.end(), 100'000, "x");
  const auto arguments = read(words);
  REQUIRE(arguments);
  CHECK(arguments->positionals().size() == 100'000);
}

}  // namespace
}  // namespace vg::cli
