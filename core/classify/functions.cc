// SPDX-License-Identifier: Apache-2.0
// What only the line as a whole shows: functions that call themselves, a secret that is added and then pushed.
#include <algorithm>

#include "core/classify/flows.h"

namespace vg::rules {

void judge_functions(Judge& judge, const std::vector<const Node*>& functions) {
  for (const Node* function : functions) {
    bool calls_itself = false, spawns = false;
    const auto visit = [&](auto&& self, const Node& node, bool concurrent, int depth) -> void {
      if (depth > 32) return;
      const bool here = concurrent || node.background || (node.kind == NodeKind::pipeline && node.children.size() > 1);
      if (node.kind == NodeKind::simple && !node.words.empty() && node.words[0].literal() == function->name) {
        calls_itself = true;
        spawns = spawns || here;
      }
      for (const Node* child : node.children)
        if (child != nullptr) self(self, *child, here, depth + 1);
    };
    for (const Node* child : function->children)
      if (child != nullptr) visit(visit, *child, false, 0);
    if (calls_itself && spawns) judge.add("FB001", function->span, 0);
  }
}

/// git add of a secret, then a push: the remote has it from then on.
void judge_pushed_secrets(Judge& judge) {
  const auto has = [](const Start& start, std::string_view word) {
    return std::any_of(start.args.begin(), start.args.end(), [word](const Arg& arg) { return arg.text == word; });
  };
  bool added = false;
  for (const Start& start : judge.starts()) {
    if (start.name != "git") continue;
    const bool adds = has(start, "add") || has(start, "commit");
    // A message may name a secret.
    for (const std::size_t i : operands(start.args, "-C|-c|-m|--message|-F|--file|-t|--template|--author|--date"))
      if (adds && (judge.locate(start, start.args[i]).kinds & kind_secret) != 0) added = true;
    if (added && has(start, "push")) return judge.add("GT012", start);
  }
}

}  // namespace vg::rules
