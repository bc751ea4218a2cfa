// SPDX-License-Identifier: Apache-2.0
#include "core/keep/line_diff.h"

#include <doctest/doctest.h>

#include <string>

using namespace vg;

TEST_CASE("differences as hunks") {
  const struct {
    const char* what;
    std::string before;
    std::string after;
    std::string hunks;
  } rows[] = {
      {"same", "a\nb\n", "a\nb\n", ""},
      {"both empty", "", "", ""},
      {"new", "", "a\nb\n", "@@ -0,0 +1,2 @@\n+a\n+b\n"},
      {"gone", "a\n", "", "@@ -1 +0,0 @@\n-a\n"},
      {"one line", "a\nb\nc\n", "a\nB\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"},
      {"three around", "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nx\n6\n7\n8\n9\n",
       "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n"},
      {"no newline at the end", "a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n"},
      {"control characters", "", "\x1b[2J\tx\n", "@@ -0,0 +1 @@\n+\\e[2J\tx\n"},
      {"far apart: two hunks", "a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
       "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n"},
      {"near: one hunk", "a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
       "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n"},
      {"moved", "a\nb\nc\n", "b\nc\na\n", "@@ -1,3 +1,3 @@\n-a\n b\n c\n+a\n"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(diff_lines(row.before, row.after).hunks == row.hunks);
  }
}

TEST_CASE("texts that have nothing in common take bounded time") {
  std::string before;
  std::string after;
  for (int i = 0; i < 100'000; ++i) {
    before += "a" + std::to_string(i) + "\n";
    after += "b" + std::to_string(i) + "\n";
  }
  const LineDiff diff = diff_lines(before, after);
  CHECK(diff.count.added == 100'000);
  CHECK(diff.count.removed == 100'000);
}

TEST_CASE("what is text") {
  CHECK(is_text(""));
  CHECK(is_text("grün\n"));
  CHECK_FALSE(is_text(std::string_view("a\0b", 3)));
  CHECK_FALSE(is_text("\xff\xfe"));
}
