// SPDX-License-Identifier: Apache-2.0
/// Prints the manual page vg-rules(7): text from its template, rules from the tables that judge.
#include "core/base/rule_packs.h"
#include "core/classify/rule.h"
#include "docs/page_template.h"

namespace vg {
namespace {

std::string harms_text(std::uint8_t harms) {
  std::string text;
  const auto add = [&](Harm bit, std::string_view name) {
    if ((harms & bit) != 0) text.append(text.empty() ? "" : ", ").append(name);
  };
  add(harms_outside, "outside");
  add(harms_workspace, "workspace");
  add(harms_remote, "remote");
  return text.empty() ? "nothing" : text;
}

std::string rule_text(const rules::RuleRow& row) {
  std::string out = "*" + std::string(row.id) + "*: " + escaped(row.family) + ", pack " +
                    escaped(pack_of_family(row.family)->name) + ", " + std::string(name_in(risk_names, row.risk)) +
                    ", harms " + harms_text(row.harms);
  if ((row.bits & rules::net) != 0) out += ", networked install";
  if ((row.bits & rules::host) != 0) out += ", needs the host";
  if ((row.bits & rules::never) != 0) out += ", never remembered";
  if ((row.bits & rules::guard) != 0) out += ", aims at the guard";
  out += "\n\tWhy: " + escaped(row.why) + ".";
  if (!row.instead.empty()) out += " Instead: " + escaped(row.instead) + ".";
  return out + "\n\n";
}

std::string rules_text() {
  std::string out;
  for (std::size_t i = 0; i < rules::rule_count; ++i) out += rule_text(rules::rule_at(i));
  return out;
}

std::string packs_text() {
  std::string out;
  for (const PackRow& pack : rule_packs) {
    out += "*" + escaped(pack.name) + "*\n\t" + escaped(pack.help) + ".";
    if (!pack.needed_for.empty()) out += " Cannot be switched off: " + escaped(pack.needed_for) + ".";
    out += "\n\n";
  }
  return out;
}

}  // namespace
}  // namespace vg

int main(int argc, char** argv) {
  return argc == 2 ? vg::print_page(argv[1], {{"@PACKS@", vg::packs_text}, {"@RULES@", vg::rules_text}}) : 2;
}
