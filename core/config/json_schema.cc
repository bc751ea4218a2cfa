// SPDX-License-Identifier: Apache-2.0
#include "core/config/json_schema.h"

#include "core/base/json.h"
#include "core/base/rule_packs.h"
#include "core/config/rule_fields.h"
#include "core/config/schema.h"

namespace vg {
namespace {

using Style = JsonWriter::Style;

/// Editors are told the shape; what the loader says is exact.
constexpr std::string_view destination_pattern = "^(\\*\\.)?[A-Za-z0-9*_\\[:][A-Za-z0-9._:/\\[\\]-]*$";
constexpr std::string_view path_pattern = "^(/|~/)";

void write_number_or_pattern(JsonWriter& json, const KeyRow& row, std::string_view pattern) {
  json.key("anyOf").begin_array();
  json.begin_object().field("type", "integer");
  json.field("minimum", static_cast<std::int64_t>(row.min)).field("maximum", static_cast<std::int64_t>(row.max));
  json.end_object();
  json.begin_object().field("type", "string").field("pattern", pattern).end_object();
  json.end_array();
}

void write_texts(JsonWriter& json, std::string_view pattern) {
  json.field("type", "array").key("items").begin_object().field("type", "string");
  json.field("pattern", pattern).end_object();
}

void write_mounts(JsonWriter& json) {
  json.field("type", "array").key("items").begin_object().field("type", "object");
  json.key("properties").begin_object();
  json.key("host_path").begin_object().field("type", "string").field("pattern", path_pattern).end_object();
  json.key("container_path").begin_object().field("type", "string").field("pattern", "^/").end_object();
  json.key("read_only").begin_object().field("type", "boolean").field("default", BindMount{}.read_only).end_object();
  json.end_object();
  json.key("required").begin_array().value("host_path").value("container_path").end_array();
  json.field("additionalProperties", false).end_object();
}

void write_rule_text(JsonWriter& json, const RuleField& field) {
  json.field("type", "string").field("minLength", 1).field("maxLength", static_cast<std::int64_t>(field.longest));
  if (field.choices.empty()) return;
  json.key("enum").begin_array();
  for (const std::string_view choice : split_choices(field.choices)) json.value(choice);
  json.end_array();
}

void write_rule_field(JsonWriter& json, const RuleField& field) {
  json.key(field.name).begin_object().field("description", field.help);
  if (field.truth != nullptr) json.field("type", "boolean").field("default", false);
  if (field.text != nullptr) write_rule_text(json, field);
  if (field.list != nullptr) {
    // One text stands for a list of it.
    json.key("anyOf").begin_array().begin_object();
    write_rule_text(json, field);
    json.end_object().begin_object().field("type", "array").field("minItems", 1);
    json.field("maxItems", static_cast<std::int64_t>(most_texts)).key("items").begin_object();
    write_rule_text(json, field);
    json.end_object().end_object().end_array();
  }
  json.end_object();
}

void write_rules(JsonWriter& json) {
  json.field("type", "array").field("maxItems", static_cast<std::int64_t>(most_rules));
  json.key("items").begin_object().field("type", "object").key("properties").begin_object();
  for (const RuleField& field : rule_fields()) write_rule_field(json, field);
  json.end_object().key("required").begin_array();
  for (const RuleField& field : rule_fields())
    if (field.required) json.value(field.name);
  json.end_array().field("additionalProperties", false).end_object();
}

void write_packs(JsonWriter& json) {
  json.field("type", "object").key("properties").begin_object();
  for (const PackRow& pack : rule_packs) {
    json.key(pack.name).begin_object().field("description", pack.help).key("enum").begin_array().value("on");
    if (pack.needed_for.empty()) json.value("off");
    json.end_array().end_object();
  }
  json.end_object().field("additionalProperties", false);
}

void write_type(JsonWriter& json, const KeyRow& row) {
  switch (row.type) {
    case ValueType::boolean: json.field("type", "boolean"); break;
    case ValueType::choice:
      json.key("enum").begin_array();
      for (const std::string_view choice : split_choices(row.choices)) json.value(choice);
      json.end_array();
      break;
    case ValueType::duration:
      write_number_or_pattern(json, row,
                              row.none_is_allowed ? "^([0-9]+ ?[sSmMhHdD]?|none)$" : "^[0-9]+ ?[sSmMhHdD]?$");
      break;
    case ValueType::size: write_number_or_pattern(json, row, "^[0-9]+ ?([kKmMgGtT][iI]?)?[bB]?$"); break;
    case ValueType::decimal: json.field("type", "number").field("minimum", row.min).field("maximum", row.max); break;
    case ValueType::count:
      json.field("type", "integer");
      json.field("minimum", static_cast<std::int64_t>(row.min)).field("maximum", static_cast<std::int64_t>(row.max));
      break;
    case ValueType::image: json.field("type", "string").field("pattern", "^([A-Za-z0-9][A-Za-z0-9._/:@-]*)?$"); break;
    case ValueType::path: json.field("type", "string").field("pattern", "^(/.*|~/.*)?$"); break;
    case ValueType::patterns: write_texts(json, "[^ ]"); break;
    case ValueType::names: write_texts(json, "^[A-Za-z_][A-Za-z0-9_]*$"); break;
    case ValueType::paths: write_texts(json, path_pattern); break;
    case ValueType::destinations: write_texts(json, destination_pattern); break;
    case ValueType::bind_mounts: write_mounts(json); break;
    case ValueType::rules: write_rules(json); break;
    case ValueType::packs: write_packs(json); break;
  }
}

void write_default(JsonWriter& json, const KeyRow& row) {
  if (is_list(row.type))
    json.key("default").begin_array().end_array();
  else if (row.type == ValueType::packs)
    json.key("default").begin_object().end_object();
  else if (row.type == ValueType::boolean)
    json.field("default", row.default_text == "true");
  else if (row.type == ValueType::image || row.type == ValueType::path || !row.default_text.empty())
    json.field("default", row.default_text);
}

void write_section(JsonWriter& json, std::string_view section) {
  // An empty section reads as null.
  json.key(section).begin_object().key("type").begin_array().value("object").value("null").end_array();
  json.key("properties").begin_object();
  for (const KeyRow& row : config_keys()) {
    if (row.section() != section) continue;
    json.key(row.name()).begin_object().field("description", row.help);
    write_type(json, row);
    write_default(json, row);
    json.end_object();
  }
  json.end_object().field("additionalProperties", false).end_object();
}

}  // namespace

std::string config_json_schema() {
  JsonWriter json(Style::indented);
  json.begin_object();
  json.field("$schema", "http://json-schema.org/draft-07/schema#");
  json.field("title", "Vectra Guard configuration");
  json.field("type", "object");
  json.key("properties").begin_object();
  for (const std::string_view section : section_names()) write_section(json, section);
  json.end_object().field("additionalProperties", false).end_object();
  return json.text();
}

}  // namespace vg
