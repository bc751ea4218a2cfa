// SPDX-License-Identifier: Apache-2.0
// What it means that an interpreter runs what comes from somewhere.
#include <algorithm>
#include <optional>
#include <string>

#include "core/base/path.h"
#include "core/classify/flows.h"

namespace vg::rules {

void judge_sources(Judge& judge, const Start& start, const Source& source, bool runs_file) {
  if (source.download && source.vendor && !source.decoded)
    judge.add("PS004", start);
  else if (source.download)
    judge.add("PS001", start);
  else if (source.connection)
    judge.add("RS002", start);
  else if (source.decoded)
    judge.add("OB001", start);
  else if (source.history)
    judge.add("PS003", start, {Risk::high, {}});
  else if (runs_file)
    judge.add("PS003", start);
}

void judge_decoded_words(Judge& judge, const Node& node, int depth, std::size_t& looked_at,
                         std::vector<std::string_view>& decoded) {
  constexpr std::size_t most = 256, most_names = 16;
  if (depth > 32 || looked_at > most) return;
  if (node.kind == NodeKind::simple) {
    for (const Assignment& assignment : node.assignments)
      for (const WordPart& part : assignment.value.parts) {
        if (part.node == nullptr || part.kind != PartKind::command || decoded.size() > most_names) continue;
        if (++looked_at > most) return judge.add("OB006", assignment.span, 0);
        if (source_of_node(judge, *part.node).decoded) decoded.push_back(assignment.name);
      }
  }
  if (node.kind == NodeKind::simple && !node.words.empty()) {
    const std::optional<std::string> name = node.words[0].literal();
    const bool runs = name && (in_list("eval|source|.", *name) || is_interpreter(base_name(*name)));
    for (const Word& word : node.words)
      for (const WordPart& part : word.parts) {
        if (part.kind == PartKind::variable && &word == &node.words[0] && word.parts.size() == 1 &&
            std::find(decoded.begin(), decoded.end(), part.text) != decoded.end())
          judge.add("OB001", word.span, 0);
        const bool inside = part.node != nullptr && (part.kind == PartKind::command || part.kind == PartKind::process);
        if (!inside || (!runs && &word != &node.words[0])) continue;
        if (++looked_at > most) return judge.add("OB006", word.span, 0);
        const Source source = source_of_node(judge, *part.node);
        if (source.decoded && !source.download) judge.add("OB001", word.span, 0);
      }
  }
  for (const Node* child : node.children)
    if (child != nullptr) judge_decoded_words(judge, *child, depth + 1, looked_at, decoded);
}

}  // namespace vg::rules
