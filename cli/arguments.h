// SPDX-License-Identifier: Apache-2.0
/// The command line after it was read against the table of commands and options (cli/command_table.h).
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vg::cli {

struct CommandRow;

class Arguments {
 public:
  bool has(std::string_view option) const { return options_.contains(std::string(option)); }
  std::optional<std::string> value(std::string_view option) const {
    const auto found = options_.find(std::string(option));
    if (found == options_.end()) return std::nullopt;
    return found->second;
  }
  const std::vector<std::string>& positionals() const { return positionals_; }
  /// Whether the positionals stood behind "--".
  bool has_separator() const { return has_separator_; }

  void set(std::string option, std::string value) { options_[std::move(option)] = std::move(value); }
  void add_positional(std::string value) { positionals_.push_back(std::move(value)); }
  void set_separator() { has_separator_ = true; }

 private:
  std::map<std::string, std::string> options_;  ///< long name without dashes → value, empty for a flag
  std::vector<std::string> positionals_;
  bool has_separator_ = false;
};

}  // namespace vg::cli
