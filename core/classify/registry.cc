// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <vector>

#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr std::array tables = {language_package_tools,
                               system_package_tools,
                               toolchain_tools,
                               cloud_tools,
                               platform_tools,
                               cluster_tools,
                               data_tools,
                               secret_tools,
                               disk_tools,
                               system_tools,
                               file_tools,
                               network_tools,
                               program_tools,
                               framework_tools,
                               client_tools,
                               string_tools,
                               service_tools};

}  // namespace

VerbRow VerbTable::operator[](std::size_t index) const {
  const PackedVerb& packed = table_->verbs[first_ + index];
  return {table_->text_of(packed.verb), packed.rule, table_->text_of(packed.with), table_->text_of(packed.without),
          packed.payload};
}

Tool ToolTable::tool(std::size_t index) const {
  const PackedTool& packed = tools[index];
  return {.name = text_of(packed.name),
          .verbs = {*this, packed.verbs, packed.verb_count},
          .valued = {text_of(packed.valued), packed.valued_masks},
          .judge = judges[index],
          .always = packed.always,
          .harmless = {text_of(packed.harmless), packed.harmless_masks},
          .style = packed.style};
}

std::optional<Tool> ToolTable::find(std::string_view name, std::uint32_t hash) const {
  // At least half of the slots are free.
  for (std::size_t slot = hash % slots.size(); slots[slot] != 0; slot = (slot + 1) % slots.size())
    if (text_of(tools[slots[slot] - 1].name) == name) return tool(slots[slot] - 1);
  return std::nullopt;
}

std::optional<Tool> find_tool(std::string_view name) {
  const std::uint32_t hash = tool_hash(name);
  for (const auto table : tables)
    if (std::optional<Tool> tool = table().find(name, hash)) return tool;
  return std::nullopt;
}

std::vector<Tool> all_tools() {
  std::vector<Tool> tools;
  for (const auto table : tables)
    for (std::size_t i = 0; i < table().tools.size(); ++i) tools.push_back(table().tool(i));
  std::sort(tools.begin(), tools.end(), [](const Tool& a, const Tool& b) { return a.name < b.name; });
  return tools;
}

}  // namespace vg::rules
