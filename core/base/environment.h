// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vg {

/// An environment block as execve(2) takes it: every entry kept byte for byte, in order, duplicates and
/// entries without '=' included.
class Environment {
 public:
  Environment() = default;
  explicit Environment(std::vector<std::string> entries) : entries_(std::move(entries)) {}
  /// In: a NULL-terminated array, or nullptr for none.
  static Environment from_block(const char* const* block);

  /// The value of the first entry of that name, as getenv(3) finds it.
  std::optional<std::string_view> get(std::string_view name) const;
  /// Replaces the first entry of that name and drops its duplicates; appends where there is none.
  void set(std::string_view name, std::string_view value);
  void remove(std::string_view name);

  const std::vector<std::string>& entries() const { return entries_; }
  /// NULL-terminated pointers into this object; valid until it changes.
  std::vector<char*> block() const;

 private:
  std::vector<std::string> entries_;
};

}  // namespace vg
