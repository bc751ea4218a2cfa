// SPDX-License-Identifier: Apache-2.0
/// Tool tables as they lie in the program. They are written as rows (tool.h) and packed by the compiler: offsets in
/// place of pointers. `vg` is position independent, so each pointer in a table would be relocated at every start, and
/// the page it stands in copied, for tables of which a command needs one row.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "core/classify/tool.h"

namespace vg::rules {

/// A text in the pool of its table.
struct PackedText {
  std::uint16_t at = 0;
  std::uint16_t size = 0;
};

struct PackedVerb {
  PackedText verb, with, without;
  RuleId rule;
  bool payload = false;
};

struct PackedTool {
  NameList::Masks valued_masks, harmless_masks;
  PackedText name, valued, harmless;
  std::uint16_t verbs = 0, verb_count = 0;
  RuleId always;
  Style style = Style::clusters;
};

constexpr std::uint32_t tool_hash(std::string_view name) {
  std::uint32_t value = 2166136261u;  // FNV-1a
  for (const char c : name) value = (value ^ static_cast<unsigned char>(c)) * 16777619u;
  return value ^ (value >> 15);
}

/// What a table needs while the compiler packs it.
class ToolPacker {
 public:
  template <std::size_t count>
  constexpr explicit ToolPacker(const std::array<ToolRow, count>& rows) {
    for (const ToolRow& row : rows) {
      PackedTool tool;
      tool.name = add(row.name);
      tool.valued = add(row.valued.text()), tool.valued_masks = row.valued.masks();
      tool.harmless = add(row.harmless.text()), tool.harmless_masks = row.harmless.masks();
      tool.verbs = add(row.verbs), tool.verb_count = narrow(row.verbs.size());
      tool.always = row.always;
      tool.style = row.style;
      tools.push_back(tool);
    }
    // Not resize(): clang 14 has none at compile time with the library of g++ 12.
    while (slots.size() < std::bit_ceil(2 * count)) slots.push_back(0);
    for (std::size_t i = 0; i < count; ++i) {
      std::size_t slot = tool_hash(rows[i].name) % slots.size();
      while (slots[slot] != 0) slot = (slot + 1) % slots.size();
      slots[slot] = narrow(i + 1);
    }
  }

  std::vector<char> text;
  std::vector<PackedTool> tools;
  std::vector<PackedVerb> verbs;
  std::vector<std::uint16_t> slots;  ///< by hash: the place of a tool, counted from 1; 0 is free

 private:
  static void table_too_large();
  static constexpr std::uint16_t narrow(std::size_t value) {
    if (value > 0xffff) table_too_large();  // not constexpr: reaching it is a compile error
    return static_cast<std::uint16_t>(value);
  }

  constexpr PackedText add(std::string_view added) {
    if (added.empty()) return {};
    // Long ones are often the same from row to row; the short ones are not worth the compiler's time.
    if (added.size() > 12) {
      for (const PackedText& old : long_texts_)
        if (old.size == added.size() && std::string_view(text.data() + old.at, old.size) == added) return old;
    }
    const PackedText packed{narrow(text.size()), narrow(added.size())};
    for (const char c : added) text.push_back(c);
    if (added.size() > 12) long_texts_.push_back(packed);
    return packed;
  }

  constexpr std::uint16_t add(std::span<const VerbRow> rows) {
    if (rows.empty()) return 0;
    for (const Known& known : known_)
      if (known.rows == rows.data()) return known.at;
    known_.push_back({rows.data(), narrow(verbs.size())});
    for (const VerbRow& row : rows)
      verbs.push_back({add(row.verb), add(row.with), add(row.without), row.rule, row.payload});
    return known_.back().at;
  }

  struct Known {
    const VerbRow* rows;
    std::uint16_t at;
  };
  std::vector<PackedText> long_texts_;
  std::vector<Known> known_;
};

/// A packed table, whatever its size.
struct ToolTable {
  const char* text;
  std::span<const PackedTool> tools;
  const PackedVerb* verbs;
  const ToolJudge* judges;
  std::span<const std::uint16_t> slots;

  std::string_view text_of(PackedText packed) const { return {text + packed.at, packed.size}; }
  Tool tool(std::size_t index) const;
  /// The tool of that name; `hash` is tool_hash(name).
  std::optional<Tool> find(std::string_view name, std::uint32_t hash) const;
};

/// `rows`, an array of ToolRow, packed. Judges stand apart: what has no pointers needs no page of its own at run time.
template <const auto& rows>
class Packed {
  static constexpr auto sizes_ = [] {
    const ToolPacker packer(rows);
    return std::array{packer.text.size(), packer.verbs.size(), packer.slots.size()};
  }();

  struct Data {
    std::array<PackedTool, rows.size()> tools;
    std::array<PackedVerb, sizes_[1]> verbs;
    std::array<std::uint16_t, sizes_[2]> slots;
    std::array<char, sizes_[0]> text;
  };
  static constexpr Data data_ = [] {
    const ToolPacker packer(rows);
    Data data{};
    std::copy(packer.tools.begin(), packer.tools.end(), data.tools.begin());
    std::copy(packer.verbs.begin(), packer.verbs.end(), data.verbs.begin());
    std::copy(packer.slots.begin(), packer.slots.end(), data.slots.begin());
    std::copy(packer.text.begin(), packer.text.end(), data.text.begin());
    return data;
  }();
  // One per tool, not one per judge: g++ cannot compare functions at compile time under -fsanitize=undefined.
  static constexpr std::array<ToolJudge, rows.size()> judges_ = [] {
    std::array<ToolJudge, rows.size()> judges{};
    for (std::size_t i = 0; i < rows.size(); ++i) judges[i] = rows[i].judge;
    return judges;
  }();

 public:
  static constexpr ToolTable table = {data_.text.data(), data_.tools, data_.verbs.data(), judges_.data(), data_.slots};
};

}  // namespace vg::rules
