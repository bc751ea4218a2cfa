// SPDX-License-Identifier: Apache-2.0
// What a line may cost is bounded: what was found until then stays, what was not looked at is a finding, never low.
#include <doctest/doctest.h>

#include <string>

#include "tests/unit/classify/judging.h"

namespace vg {
namespace {

using namespace judging;

std::string repeated(std::string_view part, std::size_t size) {
  std::string text;
  while (text.size() + part.size() <= size) text += part;
  return text;
}

bool has_rule(const Findings& findings, std::string_view rule) {
  for (const Finding& finding : findings.items)
    if (finding.rule == rule) return true;
  return false;
}

TEST_CASE("danger in front of a line that is too long to follow is found, and the rest is not called low") {
  struct Row {
    const char* name;
    std::string filler;
  };
  const Row rows[] = {
      {"commands", repeated("id;", 60000)},
      {"pipes", "id" + repeated("|id", 60000)},
      {"operands", "cat " + repeated("a/b ", 60000)},
      {"substitutions", "echo " + repeated("$(id)", 60000)},
      {"a shell's text", "sh <<E\n" + repeated("id\n", 60000) + "E\n"},
      {"assignments", repeated("x=$x$y;", 60000)},
      {"loops", "for i in 1 2 3 4 5 6 7 8; do " + repeated("echo $i;", 60000) + "done"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Findings front = findings_of("rm -rf ~; " + row.filler);
    CHECK(front.risk() == Risk::critical);
    CHECK(has_rule(front, "OB006"));
    const Findings behind = findings_of(row.filler + "\nrm -rf ~");
    CHECK(behind.risk() >= Risk::medium);
    const Findings filler = findings_of(row.filler);
    CHECK(filler.risk() == Risk::medium);
  }
}

TEST_CASE("work that people do in one line is not too much") {
  const std::string rows[] = {
      "eslint " + repeated("src/components/button.tsx ", 30000),
      "cat <<'E' > notes.md\n" + repeated("rm -rf / is what you must not type\n", 60000) + "E\n",
      "git commit -m '" + repeated("a message with $(danger) ; rm -rf / in it ", 60000) + "'",
      "python3 - <<'E'\n" + repeated("total = total + 1\n", 40000) + "E\n",
      repeated("echo one && ", 2000) + "true",
      repeated("mkdir -p out; ", 2000) + "true",
      "rm -f" + repeated(" build/module.o", 4000),
  };
  for (const std::string& line : rows) {
    CAPTURE(line.substr(0, 40));
    CHECK(findings_of(line).risk() == Risk::low);
  }
}

}  // namespace
}  // namespace vg
