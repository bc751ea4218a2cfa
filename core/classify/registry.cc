// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <vector>

#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

using Tables = std::array<std::span<const ToolRow>, 17>;

Tables tables() {
  return {language_package_tools(),
          system_package_tools(),
          toolchain_tools(),
          cloud_tools(),
          platform_tools(),
          cluster_tools(),
          data_tools(),
          secret_tools(),
          disk_tools(),
          system_tools(),
          file_tools(),
          network_tools(),
          program_tools(),
          framework_tools(),
          client_tools(),
          string_tools(),
          service_tools()};
}

/// The rows behind a hash of their names. Built once, at first use: the start of every guarded command waits for it.
class Registry {
 public:
  Registry() {
    for (const std::span<const ToolRow> table : tables())
      for (const ToolRow& row : table) {
        std::size_t slot = hash(row.name);
        while (slots_[slot] != nullptr) slot = (slot + 1) % slots_.size();
        slots_[slot] = &row;
      }
  }

  const ToolRow* find(std::string_view name) const {
    for (std::size_t slot = hash(name); slots_[slot] != nullptr; slot = (slot + 1) % slots_.size())
      if (slots_[slot]->name == name) return slots_[slot];
    return nullptr;
  }

 private:
  std::size_t hash(std::string_view name) const {
    std::uint32_t value = 2166136261u;  // FNV-1a
    for (const char c : name) value = (value ^ static_cast<unsigned char>(c)) * 16777619u;
    return (value ^ (value >> 15)) % slots_.size();
  }

  std::array<const ToolRow*, 4096> slots_{};  // several times the rows, so that a miss ends soon
};

}  // namespace

const ToolRow* find_tool(std::string_view name) {
  static const Registry registry;
  return registry.find(name);
}

std::vector<ToolRow> all_tools() {
  std::vector<ToolRow> rows;
  for (const std::span<const ToolRow> table : tables()) rows.insert(rows.end(), table.begin(), table.end());
  std::sort(rows.begin(), rows.end(), [](const ToolRow& a, const ToolRow& b) { return a.name < b.name; });
  return rows;
}

}  // namespace vg::rules
