// SPDX-License-Identifier: Apache-2.0
/// Other shells are read with the same grammar; what differs is a problem, never silence.
#include "tests/unit/parse/rendering.h"

using namespace vg::rendering;

namespace {

void check_as(vg::Dialect dialect, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.line);
    CHECK_EQ(starts(line_request(row.line, dialect)), row.expected);
  }
}

}  // namespace

TEST_CASE("fish") {
  check_as(vg::Dialect::fish, {
                                  {"echo 'it\\'s'; rm -rf /", "echo it's ; rm -rf /"},
                                  {"echo 'a\\\\'; rm x", "echo a\\ ; rm x"},
                                  {"not rm x; and ls; or ls", "w[not] rm x ; w[and] ls ; w[or] ls"},
                                  {"echo \\x72m", "echo x72m ! fish reads this escape as another character"},
                                  {"if test -f x; rm y; end", "test -f x ; rm y ; end ! missing 'then'"},
                                  {"for x in a b; rm $x; end", "rm $x ; end ! missing 'do'"},
                                  {"cat <<E", "cat ; E ! fish has no here-documents"},
                                  {"echo (rm x)", "echo ; rm x ! unexpected 'r'"},
                                  {"begin; rm x; end", "begin ; rm x ; end"},
                              });
}

TEST_CASE("zsh") {
  check_as(vg::Dialect::zsh, {
                                 {"ls &!", "ls"},
                                 {"a &| b", "a ; b"},
                                 {"a >! f", "a >!f"},
                                 {"=ls -l", "=ls -l ! zsh replaces =name by the path of a program"},
                                 {"ls *(.)", "ls <*><(.)>"},
                                 {"repeat 3 rm x", "w[repeat] rm x"},
                                 {"{ rm x }", "rm x } ! missing '}'"},
                                 {"for x (a b) rm $x", "a b ; rm $x ! missing 'do'"},
                                 {"- rm x", "w[-] rm x"},
                             });
}

TEST_CASE("interactive zsh has no comments") {
  vg::Request request = line_request("echo a # ; rm x", vg::Dialect::zsh);
  CHECK_EQ(starts(request), "echo a");
  request.entry = vg::EntryPoint::hook;
  CHECK_EQ(starts(request), "echo a # ; rm x");
}
