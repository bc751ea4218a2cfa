// SPDX-License-Identifier: Apache-2.0
#include "core/base/environment.h"

#include <algorithm>

namespace vg {
namespace {

bool has_name(const std::string& entry, std::string_view name) {
  return entry.size() > name.size() && entry[name.size()] == '=' && entry.starts_with(name);
}

}  // namespace

Environment Environment::from_block(const char* const* block) {
  std::vector<std::string> entries;
  for (; block != nullptr && *block != nullptr; ++block) entries.emplace_back(*block);
  return Environment(std::move(entries));
}

std::optional<std::string_view> Environment::get(std::string_view name) const {
  for (const std::string& entry : entries_)
    if (has_name(entry, name)) return std::string_view(entry).substr(name.size() + 1);
  return std::nullopt;
}

void Environment::set(std::string_view name, std::string_view value) {
  std::string entry(name);
  entry += '=';
  entry += value;
  const auto first = std::find_if(entries_.begin(), entries_.end(), [&](const auto& e) { return has_name(e, name); });
  if (first == entries_.end()) {
    entries_.push_back(std::move(entry));
    return;
  }
  *first = std::move(entry);
  entries_.erase(std::remove_if(first + 1, entries_.end(), [&](const auto& e) { return has_name(e, name); }),
                 entries_.end());
}

void Environment::remove(std::string_view name) {
  entries_.erase(std::remove_if(entries_.begin(), entries_.end(), [&](const auto& e) { return has_name(e, name); }),
                 entries_.end());
}

std::vector<char*> Environment::block() const {
  std::vector<char*> pointers;
  pointers.reserve(entries_.size() + 1);
  // execve(2) takes char* const[] for historical reasons and does not write through it.
  for (const std::string& entry : entries_) pointers.push_back(const_cast<char*>(entry.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace vg
