// SPDX-License-Identifier: Apache-2.0
#include "core/config/json_schema.h"

#include <doctest/doctest.h>

#include "core/base/json.h"
#include "core/config/schema.h"

using namespace vg;

TEST_CASE("json schema: every key, nothing else, and closed") {
  const auto schema = Json::parse(config_json_schema());
  REQUIRE(schema);
  CHECK(schema->get("$schema")->string() == "http://json-schema.org/draft-07/schema#");
  CHECK(schema->get("additionalProperties")->boolean() == false);
  const Json sections = *schema->get("properties");
  CHECK(sections.keys().size() == section_names().size());
  std::size_t keys = 0;
  for (const std::string& name : sections.keys()) {
    const Json section = *sections.get(name);
    CHECK(section.get("additionalProperties")->boolean() == false);
    for (const std::string& key : section.get("properties")->keys()) {
      CAPTURE(key);
      const KeyRow* row = find_key(name + "." + key);
      REQUIRE(row != nullptr);
      const Json property = *section.get("properties")->get(key);
      CHECK(property.get("description")->string() == row->help);
      CHECK((property.get("type") || property.get("enum") || property.get("anyOf")));
      if (row->type == ValueType::choice)
        CHECK(property.get("enum")->items().size() == split_choices(row->choices).size());
      if (row->type == ValueType::choice && !row->default_text.empty())
        CHECK(property.get("default")->string() == row->default_text);
      if (is_list(row->type)) CHECK(property.get("items"));
      ++keys;
    }
  }
  CHECK(keys == key_count);
}
