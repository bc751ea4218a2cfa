// SPDX-License-Identifier: Apache-2.0
/// Manual pages that take a part of their text from a table of the program.
#pragma once

#include <cstdio>
#include <fstream>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace vg {

/// `text` with the characters escaped that scdoc would take for markup.
inline std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '*' || c == '_' || c == '\\' || c == '`' || c == '<' || c == '#') out += '\\';
    out += c;
  }
  return out;
}

/// A line of a template that stands for text, such as "@KEYS@", and what makes that text.
using PageParts = std::map<std::string, std::function<std::string()>>;

/// Prints the template with its parts filled in. Out: the exit status; a part that is nowhere is an error.
inline int print_page(const char* path, PageParts parts) {
  std::ifstream page(path);
  if (!page) return std::fprintf(stderr, "cannot read %s\n", path), 1;
  for (std::string line; std::getline(page, line);) {
    const auto part = parts.find(line);
    std::fputs((part == parts.end() ? line + "\n" : part->second()).c_str(), stdout);
    if (part != parts.end()) parts.erase(part);
  }
  for (const auto& [name, make] : parts) std::fprintf(stderr, "%s: no line %s\n", path, name.c_str());
  return parts.empty() && std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace vg
