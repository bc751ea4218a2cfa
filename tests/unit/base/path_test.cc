// SPDX-License-Identifier: Apache-2.0
#include "core/base/path.h"

#include <doctest/doctest.h>

using namespace vg;

TEST_CASE("normalize_path") {
  struct Row {
    std::string_view path, base, out;
  };
  constexpr Row rows[] = {
      {"/a/b", "/x", "/a/b"},    {"b", "/x", "/x/b"},       {"", "/x", "/x"},
      {".", "/x", "/x"},         {"..", "/x/y", "/x"},      {"../../..", "/x/y", "/"},
      {"/", "/x", "/"},          {"//", "/x", "/"},         {"/a//b/./c/", "/", "/a/b/c"},
      {"/..", "/", "/"},         {"/a/../../b", "/", "/b"}, {"...", "/x", "/x/..."},
      {"a", "/", "/a"},          {"/a/..b", "/", "/a/..b"}, {"~/a", "/x", "/x/~/a"},
      {"/a\n/b", "/", "/a\n/b"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.path);
    CHECK(normalize_path(row.path, row.base) == row.out);
  }
}

TEST_CASE("base_name and dir_name") {
  struct Row {
    std::string_view path, base, directory;
  };
  constexpr Row rows[] = {{"/a/b", "b", "/a"}, {"/a", "a", "/"},  {"/", "/", "/"}, {"a", "a", "."},
                          {"a/b/", "b", "a"},  {"///", "/", "/"}, {"", "", "."},   {"/a//", "a", "/"}};
  for (const Row& row : rows) {
    CAPTURE(row.path);
    CHECK(base_name(row.path) == row.base);
    CHECK(dir_name(row.path) == row.directory);
  }
}

TEST_CASE("join_path") {
  CHECK(join_path("/a", "b") == "/a/b");
  CHECK(join_path("/", "b") == "/b");
  CHECK(join_path("/a/", "b") == "/a/b");
}

TEST_CASE("is_at_or_below goes by whole names") {
  CHECK(is_at_or_below("/a", "/a"));
  CHECK(is_at_or_below("/a/b", "/a"));
  CHECK_FALSE(is_at_or_below("/ab", "/a"));
  CHECK_FALSE(is_at_or_below("/a", "/a/b"));
  CHECK(is_at_or_below("/a", "/"));
  CHECK(is_at_or_below("/", "/"));
  CHECK_FALSE(is_at_or_below("", "/"));
}

TEST_CASE("the home directory in paths") {
  CHECK(display_path("/home/u/x", "/home/u") == "~/x");
  CHECK(display_path("/home/u", "/home/u") == "~");
  CHECK(display_path("/home/user2", "/home/u") == "/home/user2");
  CHECK(display_path("/etc", "/") == "/etc");
  CHECK(display_path("/etc", "") == "/etc");
  CHECK(expand_tilde("~", "/home/u") == "/home/u");
  CHECK(expand_tilde("~/x", "/home/u") == "/home/u/x");
  CHECK(expand_tilde("~other/x", "/home/u") == "~other/x");
  CHECK(expand_tilde("/a/~/x", "/home/u") == "/a/~/x");
}
