// SPDX-License-Identifier: Apache-2.0
// The tables themselves.
#include <doctest/doctest.h>

#include <set>
#include <string>

#include "core/classify/rule.h"
#include "core/classify/tool.h"

namespace vg {
namespace {

TEST_CASE("every rule has an id of its own and a sentence") {
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < rules::rule_count; ++i) {
    const rules::RuleRow& row = rules::rule_at(i);
    CAPTURE(row.id);
    CHECK(ids.insert(row.id).second);
    CHECK(row.id.size() == 5);
    CHECK_FALSE(row.family.empty());
    CHECK_FALSE(row.why.empty());
    // What cannot be taken back is never offered to be remembered.
    if (row.risk == Risk::critical) CHECK((row.bits & rules::never) != 0);
  }
}

TEST_CASE("every tool stands in the tables once") {
  std::set<std::string_view> names;
  for (const rules::Tool& tool : rules::all_tools()) {
    CAPTURE(tool.name);
    CHECK(names.insert(tool.name).second);
    CHECK(rules::find_tool(tool.name));
  }
  CHECK_FALSE(rules::find_tool("no-such-tool"));
  CHECK_FALSE(rules::find_tool(""));
}

TEST_CASE("verbs are written in their grammar") {
  for (const rules::Tool& tool : rules::all_tools())
    for (const rules::VerbRow& row : tool.verbs) {
      CAPTURE(tool.name);
      CAPTURE(row.verb);
      CHECK(row.verb.find("  ") == std::string_view::npos);
      CHECK(row.verb.find(", ") == std::string_view::npos);
      CHECK(row.verb.find("||") == std::string_view::npos);
      for (const std::string_view list : {row.with, row.without})
        for (std::size_t at = 0; at < list.size();
             at = list.find('|', at) == std::string_view::npos ? list.size() : list.find('|', at) + 1)
          CHECK(list[at] == '-');
    }
}

}  // namespace
}  // namespace vg
