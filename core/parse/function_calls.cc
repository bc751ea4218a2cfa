// SPDX-License-Identifier: Apache-2.0
/// Functions of the line, and commands that are walked once more with what may be known by then.
#include <algorithm>

#include "core/parse/flatten.h"

namespace vg {
namespace {

constexpr int max_calls = 32;

/// The name that ${…} is about.
std::string_view name_in(std::string_view expression) {
  if (expression.starts_with('!')) expression.remove_prefix(1);
  std::size_t end = 0;
  while (end < expression.size() && chars::is_name(expression[end])) ++end;
  return expression.substr(0, std::max<std::size_t>(end, 1));
}

}  // namespace

/// The body is judged where it is defined; what it assigns is not known from here on, for a call may come at any time.
std::uint32_t Flattener::walk_function(const Node& node, Frame frame) {
  const Scope outer = scope_;
  frame.via = Via::function;
  scope_.set_positional(std::nullopt);
  const std::uint32_t last = walk_children(node, frame);
  Scope after = outer;
  after.distrust(scope_);
  scope_ = after;
  state_.functions.push_back(&node);
  return last;
}

/// The body once more, with the words of the call as its $1 $2 …
void Flattener::call_function(const Start& start, Frame frame) {
  if (start.words.empty() || (state_.functions.empty() && calling_.empty()) || frame.nesting >= parse_max_depth) return;
  state_.work.spend(state_.functions.size());
  const std::optional<std::string> name = start.words.front().literal();
  const auto is_called = [&](const Node* function) { return name && function->name == *name; };
  const auto function = std::find_if(state_.functions.rbegin(), state_.functions.rend(), is_called);
  if (function == state_.functions.rend()) {
    if (name && std::find(calling_.begin(), calling_.end(), *name) != calling_.end()) scope_.forget_all();
    return;
  }
  if (++calls_ > max_calls) return scope_.forget_all();
  const Node& body = **function;
  // Not called again by itself: what recursion adds is for the classifier to say.
  std::vector<const Node*> others;
  std::copy_if(state_.functions.begin(), state_.functions.end(), std::back_inserter(others),
               [&](const Node* other) { return other->name != body.name; });
  std::swap(state_.functions, others);
  const Scope outer = scope_;
  frame.via = Via::function;
  ++frame.nesting;
  scope_.set_positional(start.words.subspan(1));
  // Now is when it runs: what it assigns is known until it returns.
  scope_.trust();
  calling_.push_back(body.name);
  walk_children(body, frame);
  calling_.pop_back();
  Scope after = outer;
  after.distrust(scope_);
  scope_ = after;
  std::swap(state_.functions, others);
}

/// A variable that a part of a chain may have set: judged as unknown, and once more with that value.
void Flattener::walk_again_with_possible(const Node& node, const Frame& frame) {
  if (!scope_.has_possible()) return;
  const auto uses_possible = [&](const Word& word) {
    return std::any_of(word.parts.begin(), word.parts.end(), [&](const WordPart& part) {
      return part.kind == PartKind::variable && scope_.is_possible(name_in(part.text));
    });
  };
  if (std::none_of(node.words.begin(), node.words.end(), uses_possible)) return;
  const Scope outer = scope_;
  scope_.assume_possible();
  Expander expander(state_, scope_);
  Start begin{.node = &node};
  begin.words = begin.started = expander.words(node.words);
  begin.redirections = expander.redirections(node.redirections);
  start(begin, frame);
  scope_ = outer;
}

}  // namespace vg
