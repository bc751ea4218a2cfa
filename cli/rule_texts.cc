// SPDX-License-Identifier: Apache-2.0
#include "cli/rule_texts.h"

#include <algorithm>
#include <vector>

#include "cli/explanation.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/classify/rule.h"

namespace vg::cli {
namespace {

bool has(const rules::RuleRow& row, rules::RuleBits bit) {
  return (row.bits & bit) != 0;
}

std::string in_capitals(std::string_view id) {
  std::string out(id);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

/// `text`, a space, and as many more as fill the column.
std::string column(std::string_view text, std::size_t width) {
  return std::string(text) + std::string(1 + width - std::min(width, text.size()), ' ');
}

/// The widest of what `text_of` says about the rows.
template <typename TextOf>
std::size_t width_of(TextOf text_of) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < rules::rule_count; ++i) width = std::max(width, text_of(rules::rule_at(i)).size());
  return width;
}

void write_rule(JsonWriter& json, const rules::RuleRow& row) {
  json.field("id", row.id).field("level", name_in(risk_names, row.risk)).field("family", row.family);
  write_harms(json, row.harms);
  json.field("network_install", has(row, rules::net))
      .field("needs_host", has(row, rules::host))
      .field("rememberable", !has(row, rules::never))
      .field("tampering", has(row, rules::guard))
      .field("why", row.why)
      .field("instead", row.instead);
}

std::string yes_or_no(bool truth, std::string_view more) {
  return truth ? "yes: " + std::string(more) : "no";
}

}  // namespace

Result<const rules::RuleRow*> find_rule(std::string_view id) {
  const std::string wanted = in_capitals(id);
  std::vector<std::string_view> ids;
  for (std::size_t i = 0; i < rules::rule_count; ++i) {
    if (rules::rule_at(i).id == wanted) return &rules::rule_at(i);
    ids.push_back(rules::rule_at(i).id);
  }
  const std::string_view near = nearest_name(wanted, ids);
  const std::string what = "there is no rule '" + visible(shortened(id, 64)) + "'";
  return fail(what + (near.empty() ? "; see vg rules list" : ", did you mean '" + std::string(near) + "'?"));
}

std::string rule_list_text() {
  const std::size_t level = width_of([](const auto& row) { return name_in(risk_names, row.risk); });
  const std::size_t family = width_of([](const auto& row) { return row.family; });
  const std::size_t harms = width_of([](const auto& row) { return harm_names(row.harms); });
  std::string out;
  for (std::size_t i = 0; i < rules::rule_count; ++i) {
    const rules::RuleRow& row = rules::rule_at(i);
    out += column(row.id, 5) + " " + column(name_in(risk_names, row.risk), level) + " " + column(row.family, family) +
           " " + column(row.harms == harms_nothing ? "-" : harm_names(row.harms), harms) + " " + std::string(row.why) +
           "\n";
  }
  return out;
}

std::string rule_list_json() {
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_object().field("schema_version", 1).key("rules").begin_array();
  for (std::size_t i = 0; i < rules::rule_count; ++i) {
    json.begin_object();
    write_rule(json, rules::rule_at(i));
    json.end_object();
  }
  return json.end_array().end_object().text() + "\n";
}

std::string rule_text(const rules::RuleRow& row) {
  const std::string harms = harms_text(row.harms);
  std::string out = std::string(row.id) + " " + std::string(row.family) + ": " + std::string(row.why) + "\n";
  out += "  Level: " + std::string(name_in(risk_names, row.risk)) +
         " (the rule's own; what a command does with it may count more or less)\n";
  out += "  Harms: " + (harms.empty() ? "nothing" : harms) + "\n";
  out += "  Networked install: " + yes_or_no(has(row, rules::net), "it is contained whatever its level") + "\n";
  out += "  Needs the host: " + yes_or_no(has(row, rules::host), needs_host_text) + "\n";
  out += "  Rememberable: ";
  out += has(row, rules::never) ? "no: vg trust does not take it\n" : "yes: vg trust takes it\n";
  out += "  Aims at the guard: " + yes_or_no(has(row, rules::guard), "it is blocked whatever its level") + "\n";
  out += "  Instead: " +
         (row.instead.empty() ? std::string("nothing is known that does the same with less risk")
                              : std::string(row.instead)) +
         "\n";
  return out;
}

std::string rule_json(const rules::RuleRow& row) {
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_object().field("schema_version", 1);
  write_rule(json, row);
  return json.end_object().text() + "\n";
}

}  // namespace vg::cli
