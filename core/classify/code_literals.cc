// SPDX-License-Identifier: Apache-2.0
// Texts in code, and awk, whose code starts programs in ways of its own.
#include "core/classify/code_literals.h"

#include <algorithm>

#include "core/base/path.h"
#include "core/classify/flows.h"
#include "core/classify/tool_tables.h"
#include "core/parse/code_text.h"

namespace vg::rules {

std::vector<Literal> literals_of(std::string_view code) {
  constexpr std::size_t most = 64;
  std::vector<Literal> result;
  for (std::size_t i = 0; i < code.size() && result.size() < most; ++i) {
    const char quote = code[i];
    // perl's qw(rm -rf /) and ruby's %w[rm -rf /]: words
    const bool is_words = (quote == 'q' || quote == '%') && code.substr(i + 1, 1) == "w" && i + 2 < code.size();
    if (const std::size_t pair = is_words ? std::string_view("([{</").find(code[i + 2]) : std::string_view::npos;
        pair != std::string_view::npos) {
      const std::size_t close = std::min(code.find(")]}>/"[pair], i + 3), code.size());
      result.push_back({std::string(code.substr(i + 3, close - i - 3)), i, close + 1});
      i = close;
      continue;
    }
    if (quote != '\'' && quote != '"' && quote != '`') continue;
    Literal literal;
    literal.begin = i;
    std::size_t at = i + 1;
    for (; at < code.size() && code[at] != quote; ++at) {
      if (code[at] == '\\' && at + 1 < code.size()) ++at;
      literal.text += code[at];
    }
    literal.end = at + 1;
    i = at;
    result.push_back(std::move(literal));
  }
  return result;
}

bool is_shell_path(std::string_view text) {
  return is_shell(base_name(text.substr(0, text.find(' '))));
}

void judge_awk(Judge& judge, const Start& start) {
  const Args& args = start.args;
  if (option_value(args, "-f|--file").found) return;
  const std::vector<std::size_t> at = operands(args, start.tool->valued);
  if (at.empty()) return;
  std::string_view code = args[at[0]].text;
  if (code.size() <= max_folded && judge.affords(fold_cost * code.size())) {
    judge.spend(fold_cost * code.size());
    if (const std::string folded = folded_code(code); !folded.empty()) code = judge.keep(folded);
  }
  if (code.find("/inet/tcp") != std::string_view::npos || code.find("/inet/udp") != std::string_view::npos)
    return judge.add("RS003", start);
  const bool pipes = code.find("| getline") != std::string_view::npos ||
                     code.find("|getline") != std::string_view::npos || code.find("| \"") != std::string_view::npos ||
                     code.find("|\"") != std::string_view::npos;
  if (code.find("system(") == std::string_view::npos && !pipes) return;
  bool any = false;
  for (const Literal& literal : literals_of(code)) {
    const std::string_view before = code.substr(0, literal.begin);
    const bool called = before.ends_with("system(") || before.ends_with("| ") || before.ends_with("|");
    const std::string_view after = code.substr(std::min(literal.end, code.size()));
    const bool read =
        after.starts_with(" | getline") || after.starts_with("|getline") || after.starts_with("| getline");
    if (!called && !read) continue;
    any = true;
    if (is_shell_path(literal.text) && literal.text.find("-c") == std::string::npos)
      judge.add("SE001", start);
    else
      judge.judge_line(literal.text, start);
  }
  if (!any && code.find("system(") != std::string_view::npos) judge.add("IN002", start);
}

}  // namespace vg::rules
