// SPDX-License-Identifier: Apache-2.0
#include "core/parse/assign.h"

#include <algorithm>
#include <vector>

#include "core/parse/expand.h"

namespace vg {
namespace {

/// In: `subscript`: "[key]", with or without brackets and what follows them.
void set_element(Scope& scope, Arena& arena, std::string_view name, std::string_view subscript,
                 std::span<const WordPart> value) {
  if (subscript.starts_with('[')) subscript = subscript.substr(1, subscript.find(']') - 1);
  const bool is_plain = chars::is_name(subscript) || chars::is_number(subscript);
  const std::string element = std::string(name) + "[" + std::string(subscript) + "]";
  if (is_plain) scope.set(arena.copy(element), {.parts = value});
}

/// ([0]=a [1]=b …): the elements; nullopt where a number is left out or is none.
std::optional<std::vector<Word>> in_order(std::span<const Word> list) {
  std::vector<Word> all;
  for (const Word& word : list) {
    const std::string key = "[" + std::to_string(all.size()) + "]";
    if (word.parts.empty() || word.parts.front().kind != PartKind::glob || !word.parts.front().text.starts_with(key))
      return std::nullopt;
    all.push_back({word.span, word.parts.subspan(1)});
  }
  return all;
}

/// What name+= adds to. A name the line has not set is taken for unset, which need not be so.
struct Before {
  std::optional<Value> value;
  bool is_certain = true;

  void set(Scope& scope, std::string_view name, const Value& after) const {
    if (is_certain)
      scope.set(name, after);
    else
      scope.set_possible(name, after);
  }
};

Before value_before(const Scope& scope, std::string_view name) {
  if (const std::optional<Value> known = scope.find(name)) return {known};
  if (!scope.has_set(name)) return {Value{}, false};
  return {scope.possible(name), false};
}

}  // namespace

void assign(const Assignment& assignment, ParseState& state, Scope& scope) {
  state.work.spend(word_cost + scope.cost());
  if (!assignment.subscript.parts.empty()) {
    scope.forget(assignment.name);
    return set_element(scope, state.arena, assignment.name, assignment.subscript.parts.front().text,
                       assignment.value.parts);
  }
  if (assignment.is_array) {
    const std::span<const Word> list = Expander(state, scope).words(assignment.elements);
    const bool has_keys = std::any_of(list.begin(), list.end(), [](const Word& word) {
      return !word.parts.empty() && word.parts.front().kind == PartKind::glob &&
             word.parts.front().text.starts_with('[');
    });
    if (has_keys) {
      if (const std::optional<std::vector<Word>> all = in_order(list))
        scope.set(assignment.name, {.is_list = true, .list = state.arena.copy(all->data(), all->size())});
      else
        scope.forget(assignment.name);
      for (const Word& word : list)
        if (!word.parts.empty() && word.parts.front().kind == PartKind::glob)
          set_element(scope, state.arena, assignment.name, word.parts.front().text, word.parts.subspan(1));
      return;
    }
    if (assignment.append) {
      const Before before = value_before(scope, assignment.name);
      constexpr std::size_t most = 64;  // each step copies
      if (!before.value || (!before.value->is_list && !before.value->parts.empty()) || before.value->list.size() > most)
        return scope.forget(assignment.name);
      std::vector<Word> all(before.value->list.begin(), before.value->list.end());
      all.insert(all.end(), list.begin(), list.end());
      return before.set(scope, assignment.name, {.is_list = true, .list = state.arena.copy(all.data(), all.size())});
    }
    return scope.set(assignment.name, {.is_list = true, .list = list});
  }
  std::vector<WordPart> parts;
  Before before;
  if (assignment.append) {
    before = value_before(scope, assignment.name);
    constexpr std::size_t most_parts = 128;  // each step copies
    if (!before.value || before.value->is_list || before.value->parts.size() > most_parts)
      return scope.forget(assignment.name);
    state.work.spend(3 * before.value->parts.size());
    parts.assign(before.value->parts.begin(), before.value->parts.end());
  }
  for (WordPart part : assignment.value.parts) {
    // an assigned value is no pattern until it is used as one
    if (part.kind == PartKind::glob && part.node == nullptr) part.kind = PartKind::literal;
    part.is_tilde = false;
    parts.push_back(part);
  }
  before.set(scope, assignment.name, {.parts = state.arena.copy(parts.data(), parts.size())});
}

}  // namespace vg
