// SPDX-License-Identifier: Apache-2.0
/// What holds for any text given as JSON; shared by the fuzz target and the replay of its corpus.
#pragma once

#include <string>
#include <string_view>

#include "core/base/json.h"

namespace vg::test {

inline void write_json(const Json& value, JsonWriter& out) {
  if (value.is_object()) {
    out.begin_object();
    for (const std::string& key : value.keys()) {
      out.key(key);
      write_json(*value.get(key), out);
    }
    out.end_object();
  } else if (value.is_array()) {
    out.begin_array();
    for (const Json& item : value.items()) write_json(item, out);
    out.end_array();
  } else if (const auto text = value.string()) {
    out.value(*text);
  } else if (const auto truth = value.boolean()) {
    out.value(*truth);
  } else if (const auto integer = value.integer()) {
    out.value(*integer);
  } else if (const auto number = value.number()) {
    out.value(*number);
  } else {
    out.null();
  }
}

/// Empty where all holds, else what does not.
inline std::string broken_json_property(std::string_view text) {
  const auto value = Json::parse(text);
  if (!value) return value.error().what.empty() || value.error().where.empty() ? "an error without text or place" : "";
  JsonWriter first;
  write_json(*value, first);
  const auto again = Json::parse(first.text());
  if (!again) return "does not read back: " + first.text();
  JsonWriter second;
  write_json(*again, second);
  return first.text() == second.text() ? "" : "changes when written again: " + first.text();
}

}  // namespace vg::test
