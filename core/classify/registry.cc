// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <vector>

#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

/// All rows behind a hash of their names. Built once, at first use.
class Registry {
 public:
  Registry() {
    for (const std::span<const ToolRow> table :
         {language_package_tools(), system_package_tools(), toolchain_tools(), cloud_tools(), platform_tools(),
          cluster_tools(), data_tools(), secret_tools(), disk_tools(), system_tools(), file_tools(), network_tools(),
          program_tools(), service_tools()})
      rows_.insert(rows_.end(), table.begin(), table.end());
    std::sort(rows_.begin(), rows_.end(), [](const ToolRow& a, const ToolRow& b) { return a.name < b.name; });
    slots_.fill(empty);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      std::size_t slot = hash(rows_[i].name);
      while (slots_[slot] != empty) slot = (slot + 1) % slots_.size();
      slots_[slot] = static_cast<std::uint16_t>(i);
    }
  }

  const ToolRow* find(std::string_view name) const {
    for (std::size_t slot = hash(name); slots_[slot] != empty; slot = (slot + 1) % slots_.size())
      if (rows_[slots_[slot]].name == name) return &rows_[slots_[slot]];
    return nullptr;
  }

  std::span<const ToolRow> rows() const { return rows_; }

 private:
  static constexpr std::uint16_t empty = 0xffff;

  std::size_t hash(std::string_view name) const {
    std::uint32_t value = 2166136261u;  // FNV-1a
    for (const char c : name) value = (value ^ static_cast<unsigned char>(c)) * 16777619u;
    return (value ^ (value >> 15)) % slots_.size();
  }

  std::vector<ToolRow> rows_;
  std::array<std::uint16_t, 4096> slots_;  // several times the rows, so that a miss ends soon
};

const Registry& registry() {
  static const Registry instance;
  return instance;
}

}  // namespace

const ToolRow* find_tool(std::string_view name) {
  return registry().find(name);
}

std::span<const ToolRow> all_tools() {
  return registry().rows();
}

}  // namespace vg::rules
