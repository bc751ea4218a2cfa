// SPDX-License-Identifier: Apache-2.0
#include "core/config/loader.h"

#include <doctest/doctest.h>

using vg::read_yaml;
using vg::YamlNode;

TEST_CASE("yaml: what is refused, and where") {
  struct Row {
    std::string text;
    std::string_view where;  ///< behind "f:"
    std::string_view part;   ///< of the message
  };
  const Row rows[] = {
      {"\xef\xbb\xbfsandbox:\n", "1:1", "byte order mark"},
      {"\xff\xfes\0a\0", "1:1", "not UTF-8"},
      {std::string("a: 1\n\0b", 7), "2:1", "control character"},
      {"\x7f"
       "ELF\x02",
       "1:1", "control character"},
      {"a:\r  b: 1\n", "1:3", "control character"},
      {"a: \"\x1b[2J\"\n", "1:5", "control character"},
      {"a: \xe9\n", "1:4", "not UTF-8"},
      {"# \xc3\xa9\na: \xc3", "2:4", "not UTF-8"},
      {"a:\n\tb: 1\n", "2:1", "tab"},
      {"a:\n  \tb: 1\n", "2:3", "tab"},
      {"a: 1\n---\nb: 2\n", "2:1", "second document"},
      {"a: 1\n...\n---\n", "3:1", "second document"},
      {"a: &x 1\n", "1:4", "anchors"},
      {"a: &x [1]\nb: *x\n", "1:4", "anchors"},
      {"a: *x\n", "1:4", "anchor"},
      {"&x a: 1\n", "1:1", "anchors"},
      {"a: &a [*a]\n", "1:4", "anchors"},
      {"a: !!str b\n", "1:4", "tags"},
      {"a: !evil {b: c}\n", "1:4", "tags"},
      {"a: 1\nb: 2\na: 3\n", "3:1", "duplicate key 'a'"},
      {"a: {b: 1, \"b\": 2}\n", "1:11", "duplicate key 'b'"},
      {"- {x: 1, x: 2}\n", "1:10", "duplicate key 'x'"},
      {"? [a]\n: b\n", "1:3", "key must be a word"},
      {"~: b\n", "1:1", "key must be a word"},
      {": b\n", "1:1", "key must be a word"},
      {"a: [1, 2\n", "2:1", "not closed"},
      {"a: {b: 1", "1:9", "not closed"},
      {"a: \"x\nb: 2\n", "3:1", "not closed"},
      {"a:\n  - \"x\nb:\n  c: d\n", "5:1", "not closed"},
      {"a: 'x", "1:6", "not closed"},
      {"a: {b: 1}}\n", "1:10", "not YAML"},
      {"a: b: c\n", "1:5", "a text with ': ' in it stands in quotes"},
      {"a: *.sh\n", "1:4", "a text that begins with '*' stands in quotes"},
      {"a:\n  b: 1\n c: 2\n", "3:2", "not YAML"},
      {"a: @b\n", "1:4", "not YAML"},
      {"a: \"\\q\"\n", "1:7", "not YAML"},
      {"%YAML 9.9\n---\na: 1\n", "1:1", "not YAML"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto result = read_yaml(row.text, "f");
    REQUIRE_FALSE(result);
    CHECK(result.error().where == "f:" + std::string(row.where));
    CHECK(result.error().what.find(row.part) != std::string::npos);
  }
}

TEST_CASE("yaml: nesting ends early, however it is written") {
  const auto repeated = [](std::string_view part, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += part;
    return text;
  };
  std::string indented;
  for (std::size_t i = 0; i < 400; ++i) indented += std::string(i, ' ') + "a:\n";
  for (const std::string& text :
       {repeated("[", 200000), repeated("{a: ", 60000), repeated("- ", 100000), repeated("? ", 100000), indented,
        repeated("[", 17) + repeated("]", 17), repeated("a: [", 5000), "[" + repeated("'['", 100) + "]"}) {
    CAPTURE(text.size());
    CHECK_FALSE(read_yaml(text, "f"));
  }
  CHECK(read_yaml(repeated("[", 16) + repeated("]", 16), "f"));
  CHECK_FALSE(read_yaml("a: [" + repeated("b,", 30000) + "b]", "f"));
}

TEST_CASE("yaml: what counts as empty") {
  for (const std::string_view text : {"", "\n", "# only a comment\n", "---\n", "...\n", "---\n...\n", "~", "null\n"}) {
    CAPTURE(text);
    const auto result = read_yaml(text, "f");
    REQUIRE(result);
    CHECK(result->kind == YamlNode::Kind::null);
  }
}

TEST_CASE("yaml: values, comments, quotes, line ends") {
  struct Row {
    std::string_view text;
    std::string_view value;
    bool quoted;
  };
  const Row rows[] = {
      {"a: auto # comment", "auto", false},
      {"a: auto#not", "auto#not", false},
      {"a: auto\t# comment", "auto", false},
      {"a:     auto   ", "auto", false},
      {"a: auto\r\nb: c\r\n", "auto", false},
      {"a: \"auto # text\" # comment", "auto # text", true},
      {"a: 'it''s'", "it's", true},
      {"a: \"\\u00e9\\t\"", "é\t", true},
      {"a: true", "true", false},
      {"a: \"true\"", "true", true},
      {"a: >-\n  one\n  two\n", "one two", true},
      {"a: one\n  two\n", "one two", false},
      {"{a: b}", "b", false},
      {"? a\n: b\n", "b", false},
      {"%YAML 1.2\n---\na: b\n...\n", "b", false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto result = read_yaml(row.text, "f");
    REQUIRE(result);
    REQUIRE(result->children.size() >= 2);
    CHECK(result->children[0].text == "a");
    CHECK(result->children[1].text == row.value);
    CHECK(result->children[1].quoted == row.quoted);
  }
}

TEST_CASE("yaml: places are counted from 1, in bytes") {
  const auto result = read_yaml("# é\na:\n  'é': x\n", "f");
  REQUIRE(result);
  const YamlNode& inner = result->children[1];
  CHECK(inner.children[0].line == 3);
  CHECK(inner.children[0].column == 3);
  CHECK(inner.children[1].column == 9);
  CHECK(vg::yaml_place("a\nb", 3, 4) == "a\\nb:3:4");
}
