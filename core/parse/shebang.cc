// SPDX-License-Identifier: Apache-2.0
#include "core/parse/shebang.h"

#include <algorithm>

#include "core/base/path.h"

namespace vg {
namespace {

struct ShellRow {
  std::string_view name;
  Dialect dialect;
};
// Shells without a dialect of their own are read as the one they are nearest to.
constexpr ShellRow shells[] = {{"bash", Dialect::bash}, {"rbash", Dialect::bash}, {"ksh", Dialect::bash},
                               {"mksh", Dialect::bash}, {"sh", Dialect::sh},      {"dash", Dialect::sh},
                               {"ash", Dialect::sh},    {"posh", Dialect::sh},    {"yash", Dialect::sh},
                               {"zsh", Dialect::zsh},   {"fish", Dialect::fish}};

/// The next blank-separated word of `line`, taken from it.
std::string_view take_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t\r"), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(" \t\r"));
  line.remove_prefix(word.size());
  return word;
}

}  // namespace

std::string_view shebang_program(std::string_view text) {
  if (!text.starts_with("#!")) return {};
  std::string_view line = text.substr(2, text.find('\n') - 2);
  std::string_view name = base_name(take_word(line));
  if (name == "env") {
    std::string_view word = take_word(line);
    while (word.starts_with('-') || word.find('=') != std::string_view::npos) word = take_word(line);
    name = base_name(word);
  }
  return name == "busybox" || name == "toybox" ? take_word(line) : name;
}

std::optional<Dialect> shell_dialect(std::string_view name) {
  const std::string_view plain = name.substr(0, name.find_last_not_of("0123456789.-") + 1);
  for (const ShellRow& row : shells)
    if (row.name == plain) return row.dialect;
  return std::nullopt;
}

}  // namespace vg
