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
    if (function->children.empty() || function->children[0] == nullptr) continue;
    // What the body does with the arguments of its calls.
    const Span body = function->children[0]->span;
    const std::string& text = judge.command().text;
    if (body.end > text.size() || body.begin >= body.end) continue;
    for (const Start& start : judge.starts()) {
      if (start.name != function->name || start.args.size() < 2 || calls_itself) continue;
      Args call(3);
      call[0].text = "bash";
      call[1].text = "-c";
      call[2].text = std::string_view(text).substr(body.begin, body.end - body.begin);
      call.insert(call.end(), start.args.begin(), start.args.end());
      judge.judge_words(call, 0, start);
    }
  }
}

void judge_function_texts(Judge& judge, const Node& node, int depth) {
  if (depth > 32) return;
  if (node.kind == NodeKind::simple)
    for (const Word& word : node.words) {
      const std::optional<std::string> text = word.literal();
      if (!text || text->find("()") == std::string::npos || text->find('&') == std::string::npos) continue;
      std::string_view name = std::string_view(*text).substr(0, text->find("()"));
      while (name.ends_with(' ')) name.remove_suffix(1);
      name = name.substr(name.find_last_of(" ;\n") + 1);
      for (const Start& start : judge.starts())
        if (start.name == name && !name.empty() && start.invocation->via == Via::shell_string) {
          judge.judge_line(*text, start);
          break;
        }
    }
  for (const Node* child : node.children)
    if (child != nullptr) judge_function_texts(judge, *child, depth + 1);
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
    for (const Arg& arg : start.args)
      if (adds && !arg.is_option() && (judge.locate(start, arg).kinds & kind_secret) != 0) added = true;
    if (added && has(start, "push")) return judge.add("GT012", start);
  }
}

}  // namespace vg::rules
