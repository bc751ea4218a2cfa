// SPDX-License-Identifier: Apache-2.0
#include "core/decide/lists.h"

#include <doctest/doctest.h>

#include "core/parse/parse.h"

namespace {

using namespace vg;

struct Row {
  const char* entry;
  const char* line;
  bool matches;
};

template <typename F>
void for_each_row(std::initializer_list<Row> rows, F check) {
  for (const Row& row : rows) {
    Request request;
    request.line = row.line;
    request.working_directory = "/w";
    request.home = "/home/dev";
    const auto command = parse(request);
    REQUIRE(command);
    CHECK_MESSAGE(check(*command, row.entry) == row.matches, "entry '", row.entry, "' line '", row.line, "'");
  }
}

}  // namespace

TEST_CASE("allow entries match a whole simple command, word by word") {
  for_each_row(
      {
          {"git status", "git status", true},
          {"git status", "git  'status'", true},
          {"git status", "git status -s", false},
          {"git status *", "git status -s --long", true},
          {"git status *", "git status", true},
          {"git * -s", "git status -s", true},
          {"git * -s", "git status x -s", false},
          {"npm test", "npm test; rm -rf /", false},
          {"npm test", "npm test > /etc/passwd", false},
          {"npm test", "X=1 npm test", false},
          {"npm test *", "npm test $(rm x)", false},
          {"npm test *", "npm test $HIDDEN", false},
          {"npm test", "sudo npm test", false},
          {"npm test", "sh -c 'npm test'", false},
          {"npm test", "npm tes", false},
          {"*", "rm", true},
          {"npm test", "npm test | cat", false},
      },
      [](const Command& command, const char* entry) {
        for (std::uint32_t unit = 0; unit < command.units.size(); ++unit)
          if (!is_allowlisted(command, unit, {entry})) return false;
        return !command.units.empty();
      });
}

TEST_CASE("deny entries match any run of words after flags are normalised") {
  for_each_row(
      {
          {"rm -rf", "rm -rf build", true},
          {"rm -rf", "rm -fr build", true},
          {"rm -rf", "rm -r -f build", true},
          {"rm -rf", "rm  -rfv  build", true},
          {"rm -rf", "/bin/rm -rf build", true},
          {"rm -rf", "rm -r build", false},
          {"rm -rf", "echo 'rm -rf'", false},
          {"rm -rf", "cd x && sudo rm -rf y", true},
          {"rm -rf", "sh -c 'rm -rf y'", true},
          {"sudo", "sudo ls", true},
          {"git push", "git push origin main", true},
          {"git push", "git pull", false},
          {"curl * | sh", "curl https://x | sh", true},
          {"curl * | sh", "curl -s https://x | tee f | sh -x", true},
          {"curl * | sh", "curl https://x; sh", false},
          {"DROP DATABASE", "psql -c 'drop   database prod'", true},
          {"DROP DATABASE", "echo 'DROP DATABASE'", false},
          {"DROP DATABASE", "mysql -e 'SELECT 1; DROP DATABASE x'", true},
          {"npm install", "npm install express", true},
          {"npm install", "npm run install", false},
      },
      [](const Command& command, const char* entry) {
        for (std::uint32_t unit = 0; unit < command.units.size(); ++unit)
          if (!denylisted_by(command, unit, {entry}).empty()) return true;
        return false;
      });
}
