// SPDX-License-Identifier: Apache-2.0
/// Prints the manual page vg-config(5): text from its template, keys from the table that the loader reads too.
#include <sstream>
#include <string>

#include "core/config/level_defaults.h"
#include "core/config/rule_fields.h"
#include "core/config/schema.h"
#include "core/config/value.h"
#include "docs/page_template.h"

namespace vg {
namespace {

/// What an untrusted project file may do with the key.
std::string_view project_text(Tightening tightening) {
  switch (tightening) {
    case Tightening::never: return "A project's file sets it only once a person trusts that file.";
    case Tightening::more_entries: return "An untrusted project file may only add entries.";
    case Tightening::switched_on: return "An untrusted project file may only switch packs on.";
    case Tightening::fewer_entries: return "An untrusted project file may only take entries away.";
    case Tightening::smaller: return "An untrusted project file may only make it smaller.";
    case Tightening::to_true: return "An untrusted project file may only set it to true.";
    case Tightening::to_false: return "An untrusted project file may only set it to false.";
    case Tightening::later_choice:
    case Tightening::guard_level: return "An untrusted project file may only choose a stricter value.";
  }
  return "";
}

std::string key_text(const KeyRow& row) {
  std::string out = "*" + std::string(row.key) + "*: " + escaped(expectation(row)) + "\n";
  out += "\t" + escaped(row.help) + "\n";
  std::string standard = "Default: " + escaped(row.default_text);
  if (row.default_text.empty())
    standard = row.when_unset.empty() ? "Default: empty" : "Unset: " + escaped(row.when_unset);
  else if (!row.when_unset.empty())
    standard += ", that is, " + escaped(row.when_unset);
  out += "\t" + standard + ". Example: " + escaped(row.example) + "++\n";
  return out + "\t" + std::string(project_text(row.tightening)) + "\n\n";
}

std::string megabytes(std::int64_t bytes) {
  return std::to_string(bytes >> 20) + " MB";
}

/// "0.25" from 0.25: no more digits than the value has.
std::string number(double value) {
  std::ostringstream text;
  text << value;
  return text.str();
}

std::string levels_table() {
  std::string out = "[[ *level*\n:[ *network*\n:[ *memory*\n:[ *CPUs*\n:[ *processes*\n:[ *timeout*\n";
  for (const auto& level : level_names) {
    const LevelDefaults& row = defaults_of(level.value);
    out += "|  " + std::string(level.name) + "\n:  " + std::string(row.network_mode) +
           "\n:  " + megabytes(row.memory_limit) + "\n:  " + number(row.cpu_limit) +
           "\n:  " + (row.pids_limit ? std::to_string(*row.pids_limit) : "unlimited") +
           "\n:  " + (row.timeout ? std::to_string(*row.timeout) + " s" : "none") + "\n";
  }
  return out;
}

std::string fields_text() {
  std::string out;
  for (const RuleField& field : rule_fields()) {
    out += "*" + escaped(field.name) + "*";
    if (field.required) out += " (required)";
    if (field.truth != nullptr) out += ": true or false";
    if (field.list != nullptr) out += ": a text or a list of texts";
    if (!field.choices.empty()) out += field.list != nullptr ? ", each of" : ": one of";
    for (const std::string_view choice : split_choices(field.choices)) out += " " + std::string(choice);
    out += "\n\t" + escaped(field.help) + "\n\n";
  }
  return out;
}

std::string keys_text() {
  std::string out;
  for (const KeyRow& row : config_keys()) out += key_text(row);
  return out;
}

}  // namespace
}  // namespace vg

int main(int argc, char** argv) {
  return argc == 2
             ? vg::print_page(
                   argv[1],
                   {{"@KEYS@", vg::keys_text}, {"@RULE_FIELDS@", vg::fields_text}, {"@LEVELS@", vg::levels_table}})
             : 2;
}
