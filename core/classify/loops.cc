// SPDX-License-Identifier: Apache-2.0
// Loops that start processes without end.
#include "core/classify/flows.h"

namespace vg::rules {
namespace {

/// $0 &: the script or shell starts itself again.
bool runs_itself(const Node& node, std::string_view text) {
  std::string_view own = text.substr(node.span.begin, node.span.end - node.span.begin);
  while (own.starts_with('"') || own.starts_with('(') || own.starts_with(' ')) own.remove_prefix(1);
  return own.starts_with("$0") || own.starts_with("${0}");
}

/// What the body of an endless loop leaves running. Out: whether there is any.
bool judge_spawned(Judge& judge, const Node& body, int depth) {
  constexpr int deepest = 4;
  for (const Node* child : body.children) {
    if (child == nullptr) continue;
    if (child->background) {
      judge.add(runs_itself(*child, judge.command().text) ? RuleId("FB001") : RuleId("FB002"), child->span, 0);
      return true;
    }
    const bool holds =
        child->kind == NodeKind::subshell || child->kind == NodeKind::group || child->kind == NodeKind::list;
    if (holds && depth < deepest && judge_spawned(judge, *child, depth + 1)) return true;
  }
  return false;
}

/// for ((;;)): nothing between the semicolons says when to stop.
bool is_endless_for(const Node& node) {
  if (node.kind != NodeKind::loop || !node.name.empty() || node.words.empty() || node.children.empty() ||
      node.children[0] == nullptr)
    return false;
  const Word& word = node.words.front();
  if (word.parts.size() != 1 || word.parts.front().kind != PartKind::arithmetic) return false;
  std::string_view text = word.parts.front().text;
  const std::size_t first = text.find(';');
  if (first == std::string_view::npos) return false;
  text = text.substr(first + 1);
  const std::string_view condition = text.substr(0, text.find(';'));
  return condition.find_first_not_of(" 1") == std::string_view::npos;
}

}  // namespace

void judge_loops(Judge& judge, const Node& node, int depth, std::size_t& looked_at) {
  if (depth > 32) return;
  if (node.kind == NodeKind::conditional && (node.name == "while" || node.name == "until") &&
      node.children.size() >= 2 && node.children[0] != nullptr && node.children[1] != nullptr) {
    const Node* condition = node.children[0];
    while (condition->kind == NodeKind::list && condition->children.size() == 1 && condition->children[0] != nullptr)
      condition = condition->children[0];
    const bool one_word = condition->kind == NodeKind::simple && condition->words.size() == 1;
    const std::optional<std::string> word = one_word ? condition->words[0].literal() : std::nullopt;
    const bool endless = word && in_list("true|:|false", *word);
    if (endless && judge_spawned(judge, *node.children[1], 0)) return;
  }
  if (is_endless_for(node) && judge_spawned(judge, *node.children[0], 0)) return;
  judge_loop_input(judge, node, looked_at);
  for (const Node* child : node.children)
    if (child != nullptr) judge_loops(judge, *child, depth + 1, looked_at);
}

}  // namespace vg::rules
