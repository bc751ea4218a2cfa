// SPDX-License-Identifier: Apache-2.0
/// Prints the manual page vg-config(5): text from its template, keys from the table that the loader reads too.
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "core/config/level_defaults.h"
#include "core/config/schema.h"
#include "core/config/value.h"

namespace vg {
namespace {

/// `text` with the characters escaped that scdoc would take for markup.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '*' || c == '_' || c == '\\' || c == '`' || c == '<' || c == '#') out += '\\';
    out += c;
  }
  return out;
}

/// What an untrusted project file may do with the key.
std::string_view project_text(Tightening tightening) {
  switch (tightening) {
    case Tightening::never: return "A project's file sets it only once a person trusts that file.";
    case Tightening::more_entries: return "An untrusted project file may only add entries.";
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

int print_page(const char* path) {
  std::ifstream page(path);
  if (!page) return std::fprintf(stderr, "cannot read %s\n", path), 1;
  for (std::string line; std::getline(page, line);) {
    std::string text = line + "\n";
    if (line == "@KEYS@") {
      text.clear();
      for (const KeyRow& row : config_keys()) text += key_text(row);
    } else if (line == "@LEVELS@") {
      text = levels_table();
    }
    std::fputs(text.c_str(), stdout);
  }
  return std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace
}  // namespace vg

int main(int argc, char** argv) {
  return argc == 2 ? vg::print_page(argv[1]) : 2;
}
