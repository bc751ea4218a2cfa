// SPDX-License-Identifier: Apache-2.0
#include "cli/rule_texts.h"

#include <algorithm>
#include <vector>

#include "cli/explanation.h"
#include "core/base/json.h"
#include "core/base/rule_packs.h"
#include "core/base/text.h"
#include "core/classify/rule.h"
#include "core/config/rule_fields.h"

namespace vg::cli {
namespace {

/// In the place of family and pack of rules that users wrote.
using rules::own_family;

bool has(const rules::RuleRow& row, rules::RuleBits bit) {
  return (row.bits & bit) != 0;
}

std::string in_capitals(std::string_view id) {
  std::string out(id);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::span<const rules::UserRule> rules_of(const RuleSet* own) {
  return own == nullptr ? std::span<const rules::UserRule>() : own->rules();
}

std::string_view pack_name(const rules::RuleRow& row) {
  const PackRow* pack = pack_of_family(row.family);
  return pack == nullptr ? std::string_view{} : pack->name;
}

bool is_off(const RuleSet* own, std::string_view pack) {
  return own != nullptr && own->is_off(pack);
}

using Line = std::vector<std::string>;

/// Columns as wide as their widest cell, two blanks between them.
std::string in_columns(const std::vector<Line>& lines) {
  std::vector<std::size_t> widths;
  for (const Line& line : lines) {
    widths.resize(std::max(widths.size(), line.size()));
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  std::string out;
  for (const Line& line : lines) {
    for (std::size_t i = 0; i + 1 < line.size(); ++i) out += line[i] + std::string(2 + widths[i] - line[i].size(), ' ');
    out += line.back() + "\n";
  }
  return out;
}

std::string harms_cell(std::uint8_t harms) {
  return harms == harms_nothing ? "-" : harm_names(harms);
}

/// The members that every rule has, ours or a user's.
struct RuleFacts {
  std::string_view id, family, pack, why, instead;
  Risk risk;
  std::uint8_t harms;
  bool network_install, needs_host, rememberable, tampering;
};

RuleFacts facts_of(const rules::RuleRow& row) {
  return {row.id,
          row.family,
          pack_name(row),
          row.why,
          row.instead,
          row.risk,
          row.harms,
          has(row, rules::net),
          has(row, rules::host),
          !has(row, rules::never),
          has(row, rules::guard)};
}

RuleFacts facts_of(const rules::UserRule& rule) {
  const RuleDefinition& definition = *rule.definition;
  return {definition.id.text,
          own_family,
          own_family,
          definition.message.text,
          definition.instead.text,
          rule.risk,
          rule.harms,
          definition.network_install,
          definition.needs_host,
          rule.risk != Risk::critical,
          false};
}

Line line_of(const RuleFacts& rule, bool is_off) {
  return {std::string(rule.id),
          std::string(name_in(risk_names, rule.risk)),
          std::string(rule.pack) + (is_off ? " (off)" : ""),
          std::string(rule.family),
          harms_cell(rule.harms),
          std::string(rule.why)};
}

void write_facts(JsonWriter& json, const RuleFacts& rule, bool is_off) {
  json.field("id", rule.id).field("level", name_in(risk_names, rule.risk)).field("family", rule.family);
  json.field("pack", rule.pack).field("pack_is_on", !is_off);
  write_harms(json, rule.harms);
  json.field("network_install", rule.network_install)
      .field("needs_host", rule.needs_host)
      .field("rememberable", rule.rememberable)
      .field("tampering", rule.tampering)
      .field("why", rule.why)
      .field("instead", rule.instead);
}

/// What a user's rule says besides: where it stands, and its conditions and examples.
void write_own(JsonWriter& json, const rules::UserRule& rule) {
  json.field("place", rule.definition->place());
  for (const RuleField& field : rule_fields()) {
    if (field.list == nullptr || field.name == "harms") continue;
    json.key(field.name).begin_array();
    for (const PlacedText& item : rule.definition->*(field.list)) json.value(item.text);
    json.end_array();
  }
}

std::string yes_or_no(bool truth, std::string_view more) {
  return truth ? "yes: " + std::string(more) : "no";
}

std::string facts_text(const RuleFacts& rule) {
  const std::string harms = harms_text(rule.harms);
  std::string out = "  Harms: " + (harms.empty() ? "nothing" : harms) + "\n";
  out += "  Networked install: " + yes_or_no(rule.network_install, "it is contained whatever its level") + "\n";
  out += "  Needs the host: " + yes_or_no(rule.needs_host, needs_host_text) + "\n";
  out += "  Rememberable: ";
  out += rule.rememberable ? "yes: vg trust takes it\n" : "no: vg trust does not take it\n";
  out += "  Aims at the guard: " + yes_or_no(rule.tampering, "it is blocked whatever its level") + "\n";
  out += "  Instead: " +
         (rule.instead.empty() ? std::string("nothing is known that does the same with less risk")
                               : std::string(rule.instead)) +
         "\n";
  return out;
}

std::string pack_text(std::string_view name, const RuleSet* own) {
  const PackRow* pack = find_pack(name);
  std::string out = "  Pack: " + std::string(name);
  if (is_off(own, name)) return out + ", off: what it finds is low, unless it is critical\n";
  if (pack != nullptr && !pack->needed_for.empty())
    return out + ", cannot be switched off: " + std::string(pack->needed_for) + "\n";
  return out + "\n";
}

std::string first_line(const RuleFacts& rule) {
  return std::string(rule.id) + " " + std::string(rule.family) + ": " + std::string(rule.why) +
         "\n  Level: " + std::string(name_in(risk_names, rule.risk));
}

}  // namespace

const rules::RuleRow* find_rule(std::string_view id) {
  const std::string wanted = in_capitals(id);
  for (std::size_t i = 0; i < rules::rule_count; ++i)
    if (rules::rule_at(i).id == wanted) return &rules::rule_at(i);
  return nullptr;
}

const rules::UserRule* find_own_rule(const RuleSet* own, std::string_view id) {
  const std::string wanted = in_capitals(id);
  for (const rules::UserRule& rule : rules_of(own))
    if (in_capitals(rule.definition->id.text) == wanted) return &rule;
  return nullptr;
}

Error no_such_rule(const RuleSet* own, std::string_view id) {
  std::vector<std::string_view> ids;
  for (std::size_t i = 0; i < rules::rule_count; ++i) ids.push_back(rules::rule_at(i).id);
  for (const rules::UserRule& rule : rules_of(own)) ids.push_back(rule.definition->id.text);
  std::string_view near = nearest_name(id, ids);
  if (near.empty()) near = nearest_name(in_capitals(id), ids);
  const std::string what = "there is no rule '" + visible(shortened(id, 64)) + "'";
  return {what + (near.empty() ? "; see vg rules list" : ", did you mean '" + std::string(near) + "'?"), "", 0};
}

std::string rule_list_text(const RuleSet* own) {
  std::vector<Line> lines;
  for (std::size_t i = 0; i < rules::rule_count; ++i)
    lines.push_back(line_of(facts_of(rules::rule_at(i)), is_off(own, pack_name(rules::rule_at(i)))));
  for (const rules::UserRule& rule : rules_of(own)) lines.push_back(line_of(facts_of(rule), false));
  return in_columns(lines);
}

std::string rule_list_json(const RuleSet* own) {
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_object().field("schema_version", 1).key("rules").begin_array();
  for (std::size_t i = 0; i < rules::rule_count; ++i) {
    json.begin_object();
    write_facts(json, facts_of(rules::rule_at(i)), is_off(own, pack_name(rules::rule_at(i))));
    json.end_object();
  }
  for (const rules::UserRule& rule : rules_of(own)) {
    json.begin_object();
    write_facts(json, facts_of(rule), false);
    write_own(json, rule);
    json.end_object();
  }
  return json.end_array().end_object().text() + "\n";
}

std::string rule_text(const rules::RuleRow& row, const RuleSet* own) {
  return first_line(facts_of(row)) + " (the rule's own; what a command does with it may count more or less)\n" +
         pack_text(pack_name(row), own) + facts_text(facts_of(row));
}

std::string rule_json(const rules::RuleRow& row, const RuleSet* own) {
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_object().field("schema_version", 1);
  write_facts(json, facts_of(row), is_off(own, pack_name(row)));
  return json.end_object().text() + "\n";
}

std::string rule_text(const rules::UserRule& rule) {
  std::string out = first_line(facts_of(rule)) + "\n  From: " + rule.definition->place() + "\n";
  out += facts_text(facts_of(rule));
  for (const RuleField& field : rule_fields()) {
    if (field.list == nullptr || field.name == "harms") continue;
    const std::string text = field_text(*rule.definition, field);
    if (!text.empty()) out += "  " + std::string(field.name) + ": " + text + "\n";
  }
  return out;
}

std::string rule_json(const rules::UserRule& rule) {
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_object().field("schema_version", 1);
  write_facts(json, facts_of(rule), false);
  write_own(json, rule);
  return json.end_object().text() + "\n";
}

}  // namespace vg::cli
