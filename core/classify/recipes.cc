// SPDX-License-Identifier: Apache-2.0
// Recipes that stand in the line itself: a makefile on standard input.
#include <algorithm>
#include <string>

#include "core/classify/flows.h"
#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr std::size_t most_lines = 64;

/// $(NAME) is a variable of make's, nobody knows which value it has; $(shell COMMAND) is what it says.
std::size_t add_make_variable(std::string_view recipe, std::size_t at, std::string& line) {
  int depth = 0;
  std::size_t end = at + 1;
  for (; end < recipe.size(); ++end) {
    depth += recipe[end] == '(' ? 1 : recipe[end] == ')' ? -1 : 0;
    if (depth == 0) break;
  }
  const std::string_view inside = recipe.substr(std::min(at + 2, end), end - std::min(at + 2, end));
  line += inside.starts_with("shell ") ? "$(" + std::string(inside.substr(6)) + ")" : std::string("${MAKE_VARIABLE}");
  return end;
}

/// $$x is the shell's $x; a leading @, - or + is make's.
std::string shell_line(std::string_view recipe) {
  while (!recipe.empty() && std::string_view("@-+ \t").find(recipe.front()) != std::string_view::npos)
    recipe.remove_prefix(1);
  std::string line;
  for (std::size_t i = 0; i < recipe.size(); ++i) {
    const char next = i + 1 < recipe.size() ? recipe[i + 1] : '\0';
    if (recipe[i] == '$' && next == '(') {
      i = add_make_variable(recipe, i, line);
      continue;
    }
    if (recipe[i] == '$' && next == '$') ++i;
    if (i < recipe.size()) line += recipe[i];
  }
  return line;
}

}  // namespace

void judge_makefile_text(Judge& judge, const Start& start, std::string_view text) {
  std::string pending;
  for (std::size_t count = 0; !text.empty() && count < most_lines; ++count) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    const bool is_recipe = line.starts_with('\t');
    const std::size_t semicolon = line.find(';');
    // all: ; rm -rf x
    if (!is_recipe && line.find(':') < semicolon && semicolon != std::string_view::npos)
      line.remove_prefix(semicolon + 1);
    else if (!is_recipe)
      continue;
    if (line.ends_with('\\')) {
      pending += shell_line(line.substr(0, line.size() - 1));
      continue;
    }
    pending += shell_line(line);
    judge.judge_line(pending, start);
    pending.clear();
  }
}

void judge_make(Judge& judge, const Start& start) {
  judge_escape_options(judge, start);
  if (const OptionValue text = option_value(start.args, "--eval|-E"); text.found) {
    judge_makefile_text(judge, start, text.value.text);
  }
  const OptionValue file = option_value(start.args, "-f|--file|--makefile");
  if (!file.found || !in_list("-|/dev/stdin|/dev/fd/0|/proc/self/fd/0", file.value.text)) return;
  for (const Redirection& redirection : start.invocation->redirections) {
    if (redirection.kind == RedirectionKind::here_document) judge_makefile_text(judge, start, redirection.body);
    if (redirection.kind == RedirectionKind::here_string)
      judge_makefile_text(judge, start, judge.evaluator().value(redirection.target).text);
  }
}

}  // namespace vg::rules
