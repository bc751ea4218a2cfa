// SPDX-License-Identifier: Apache-2.0
#include "core/base/text.h"

#include <doctest/doctest.h>
#include <sys/wait.h>

#include <cstdio>

using namespace vg;

TEST_CASE("visible: nothing that acts on a terminal or hides gets through") {
  struct Row {
    std::string text;
    std::string_view shown;
  };
  const Row rows[] = {
      {"", ""},
      {"plain text, ünïcode 📦 語", "plain text, ünïcode 📦 語"},
      {"a\nb\tc\rd", "a\\nb\\tc\\rd"},
      {"\x1b[31mred\x1b[0m", "\\e[31mred\\e[0m"},
      {std::string("a\0b", 3), "a\\x00b"},
      {"\x7f\x08", "\\x7f\\x08"},
      {"\xc2\x9b"
       "31m",
       "\\u009b31m"},                                // C1 control sequence introducer
      {"\xff\xfe", "\\xff\\xfe"},                    // no UTF-8
      {"\xc0\xaf", "\\xc0\\xaf"},                    // overlong
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},           // surrogate
      {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},  // beyond U+10FFFF
      {"\xe2\x82", "\\xe2\\x82"},                    // cut short
      {"a\xe2\x80\xae"
       "b",
       "a\\u202eb"},  // right-to-left override
      {"a\xe2\x80\x8b"
       "b",
       "a\\u200bb"},                // zero width space
      {"\xe2\x80\xa8", "\\u2028"},  // line separator
      {"\xef\xbb\xbf", "\\ufeff"},
      {"\xf3\xa0\x81\xa1", "\\U000e0061"},  // tag letter
  };
  for (const Row& row : rows) {
    CAPTURE(row.shown);
    CHECK(visible(row.text) == row.shown);
  }
}

TEST_CASE("shell_quoted: a shell reads the same words") {
  CHECK(shell_quoted({}) == "");
  CHECK(shell_quoted({"ls", "-la", "/tmp/a_b-c.d"}) == "ls -la /tmp/a_b-c.d");
  CHECK(shell_quoted({"echo", "", "a b", "it's", "$HOME", "*"}) == R"(echo '' 'a b' 'it'\''s' '$HOME' '*')");
  CHECK(shell_quoted({"~"}) == "'~'");
  CHECK(shell_quoted({"#x", "a=b", "!x", "{a,b}"}) == "'#x' a=b '!x' '{a,b}'");
  const std::vector<std::string> hostile = {"a\nb", "$(id)", "`id`", ";", "\\", "\"", "''", "\x01\xff", "-n"};
  std::FILE* pipe = ::popen(("printf '%s|' " + shell_quoted(hostile)).c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string out;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) out += static_cast<char>(c);
  CHECK(::pclose(pipe) == 0);
  std::string wanted;
  for (const std::string& word : hostile) wanted += word + "|";
  CHECK(out == wanted);
}

TEST_CASE("edit_distance and nearest_name") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("always", "alway") == 1);
  const std::vector<std::string_view> names = {"mode", "image", "timeout"};
  CHECK(nearest_name("mod", names) == "mode");
  CHECK(nearest_name("timout", names) == "timeout");
  CHECK(nearest_name("zzzzzzz", names).empty());
  CHECK(nearest_name("", names).empty());
  CHECK(nearest_name(std::string(100000, 'm'), names).empty());
  CHECK(nearest_name("mode", {}).empty());
}

TEST_CASE("shortened: at most so many bytes, never half a character") {
  CHECK(shortened("short", 5) == "short");
  CHECK(shortened("longer", 5) == "longe…");
  CHECK(shortened("aé", 2) == "a…");
  CHECK(shortened("📦📦", 5) == "📦…");
  CHECK(shortened("📦", 1) == "…");
  CHECK(shortened("abc", 0) == "…");
  CHECK(shortened("\x80\x80\x80", 2) == "…");
}

TEST_CASE("UTF-8: found and repaired") {
  CHECK(first_invalid_utf8("") == 0);
  CHECK(first_invalid_utf8("aé📦") == 7);
  CHECK(first_invalid_utf8("a\xff") == 1);
  CHECK(first_invalid_utf8("aé\xe2\x82") == 3);
  CHECK(repaired_utf8("aé📦") == "aé📦");
  CHECK(repaired_utf8("a\xff"
                      "b\xe2\x82") ==
        "a\xef\xbf\xbd"
        "b\xef\xbf\xbd\xef\xbf\xbd");
  CHECK(repaired_utf8(std::string("\0\n", 2)) == std::string("\0\n", 2));
}
