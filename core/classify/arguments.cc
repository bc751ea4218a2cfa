// SPDX-License-Identifier: Apache-2.0
#include "core/classify/arguments.h"

#include <cstdint>
#include <cstring>

namespace vg::rules {

std::string_view TextStore::keep(std::string_view text) {
  if (text.empty()) return {};
  char* copy = static_cast<char*>(memory_.allocate(text.size(), 1));
  std::memcpy(copy, text.data(), text.size());
  return {copy, text.size()};
}

namespace {

using Block = std::uint8_t __attribute__((vector_size(16)));

Block load(const char* from) {
  Block block;
  std::memcpy(&block, from, sizeof block);
  return block;
}

bool is_member_at(std::string_view list, std::size_t at, std::string_view name) {
  const std::size_t end = at + name.size();
  if (end > list.size() || (end < list.size() && list[end] != '|')) return false;
  return (at == 0 || list[at - 1] == '|') && std::memcmp(list.data() + at, name.data(), name.size()) == 0;
}

}  // namespace

/// Half of the time of a judgement was spent here while the members were walked one by one: now only places where a bar
/// and the name's first letter meet are looked at, sixteen at a time.
bool find_in_list(std::string_view list, std::string_view name) {
  if (name.empty() || name.size() > list.size()) return false;
  bool found = is_member_at(list, 0, name);
  const auto first = static_cast<std::uint8_t>(name.front());
  std::size_t at = 1;
  for (; !found && at + sizeof(Block) <= list.size(); at += sizeof(Block)) {
    const Block starts = (load(list.data() + at - 1) == std::uint8_t{'|'}) & (load(list.data() + at) == first);
    std::uint64_t halves[2];
    std::memcpy(halves, &starts, sizeof halves);
    if ((halves[0] | halves[1]) == 0) continue;
    for (std::size_t i = 0; !found && i < sizeof(Block); ++i)
      found = starts[i] != 0 && is_member_at(list, at + i, name);
  }
  for (; !found && at + name.size() <= list.size(); ++at) found = is_member_at(list, at, name);
  // A name that holds a bar itself is no member, whatever it looks like.
  return found && name.find('|') == std::string_view::npos;
}

namespace {

constexpr std::size_t shortest_abbreviation = 5;  // "--har" of "--hard"

/// Whether option `arg` has its value in the next word: "-o", "--output", and "-xzf" where -f takes one.
bool takes_next_word(std::string_view arg, const NameList& valued, Style style) {
  if (in_list(valued, arg)) return true;
  if (style == Style::words || arg.size() < 3 || arg[1] == '-') return false;
  for (std::size_t i = 1; i < arg.size(); ++i) {
    const char letter[] = {'-', arg[i]};
    if (in_list(valued, {letter, 2})) return i + 1 == arg.size();  // else the rest of the word is the value
  }
  return false;
}

bool is_long(std::string_view name) {
  return name.size() > 2 && name[0] == '-' && name[1] == '-';
}

}  // namespace

bool is_flag(std::string_view arg, std::string_view name, Style style) {
  if (arg == name) return true;
  if (arg.size() < 2 || arg[0] != '-') return false;
  if (is_long(name) || style == Style::words) {
    const std::size_t equals = arg.find('=');
    const std::string_view bare = arg.substr(0, equals);
    if (bare == name) return equals == std::string_view::npos || arg.substr(equals + 1) != "false";
    return style == Style::clusters && bare.size() >= shortest_abbreviation && name.starts_with(bare);
  }
  if (name.size() != 2 || arg[1] == '-') return false;
  const std::string_view letters = arg.substr(1, arg.find('=') - 1);
  return letters.find(name[1]) != std::string_view::npos;
}

bool has_flag(const Args& args, std::string_view list, std::size_t from, std::size_t to, Style style) {
  for (std::size_t i = from; i < args.size() && i < to; ++i) {
    const std::string_view arg = args[i].text;
    if (arg == "--") return false;
    if (arg.size() < 2 || arg[0] != '-') continue;
    if (any_of_list(list, [&](std::string_view name) { return is_flag(arg, name, style); })) return true;
  }
  return false;
}

OptionValue option_value(const Args& args, std::string_view list, std::size_t from) {
  OptionValue result;
  for (std::size_t i = from; i < args.size(); ++i) {
    const std::string_view arg = args[i].text;
    if (arg == "--") break;
    if (arg.size() < 2 || arg[0] != '-') continue;
    const bool hit = any_of_list(list, [&](std::string_view name) {
      if (arg == name) {
        if (i + 1 >= args.size()) return false;
        result.value = args[i + 1];
        return true;
      }
      std::size_t skip = 0;
      if (arg.starts_with(name) && arg.size() > name.size() && arg[name.size()] == '=') skip = name.size() + 1;
      if (skip == 0 && name.size() == 2 && arg.size() > 2 && arg[1] == name[1]) skip = 2;
      if (skip == 0) return false;
      result.value = args[i];
      result.value.text = arg.substr(skip);
      result.value.tilde = result.value.text.starts_with('~');
      return true;
    });
    if (hit) {
      result.found = true;
      break;
    }
  }
  return result;
}

std::vector<std::size_t> operands(const Args& args, const NameList& valued, std::size_t from, Style style) {
  std::vector<std::size_t> result;
  result.reserve(args.size());
  bool only_operands = false;
  for (std::size_t i = from; i < args.size(); ++i) {
    const Arg& arg = args[i];
    if (only_operands || !arg.is_option()) {
      result.push_back(i);
      continue;
    }
    if (arg.text == "--") {
      only_operands = true;
      continue;
    }
    if (takes_next_word(arg.text, valued, style)) ++i;
  }
  return result;
}

}  // namespace vg::rules
