// SPDX-License-Identifier: Apache-2.0
#include "core/classify/evaluator.h"

#include "core/base/environment.h"

namespace vg::rules {
namespace {

bool is_name_char(char c) {
  return c == '_' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

}  // namespace

/// Variables that the line did not set but whose value is known all the same.
/// In: `$x`, `${x…}` or the expression alone; `~` where the environment names another home than the user database: it
/// is judged as the user's, whichever of the two the shell will take.
bool Evaluator::lookup(std::string_view expression, std::string_view& value) const {
  if (expression == "~") expression = "HOME";
  if (expression.starts_with("${") && expression.ends_with('}'))
    expression = expression.substr(2, expression.size() - 3);
  if (expression.starts_with('$')) expression.remove_prefix(1);
  std::size_t end = 0;
  while (end < expression.size() && is_name_char(expression[end])) ++end;
  const std::string_view name = expression.substr(0, end);
  const std::string_view operation = expression.substr(end);
  const bool colon = operation.starts_with(':');
  const char what = operation.size() > (colon ? 1U : 0U) ? operation[colon ? 1 : 0] : '\0';
  const std::string_view word = operation.substr(std::min<std::size_t>(colon ? 2 : 1, operation.size()));
  if (what == '+' && (name == "0" || in_list("HOME|PATH|PWD|SHELL|USER|BASH|PPID|UID|EUID|RANDOM", name))) {
    value = word;
    return !value.empty() && value.find_first_of("$`\"'\\") == std::string_view::npos;
  }
  if (!operation.empty() && what != '-' && what != '=' && !(colon && what == '?')) return false;
  if (name == "TMPDIR") {
    value = request_.environment.get(name).value_or("/tmp");
  } else if (name == "HOME") {
    value = request_.home;
  } else if (name == "USER" || name == "LOGNAME") {
    value = request_.environment.get("USER").value_or(std::string_view());
  } else if (name == "SHELL") {
    value = "/bin/sh";
  } else if (what == '-' || what == '=') {
    // An unset variable is the case that matters: its default is what runs.
    value = word;
    if (value.find_first_of("$`\"'\\") != std::string_view::npos) return false;
  }
  return !value.empty();
}

void Evaluator::append_part(const WordPart& part, Arg& arg, Joined& joined) const {
  std::string_view text = part.text;
  bool known = part.kind == PartKind::literal || part.kind == PartKind::glob;
  if (part.kind == PartKind::variable) {
    text = {};
    known = lookup(part.text, text);
  }
  if (part.kind == PartKind::arithmetic) {
    text = "0";
    known = true;
  }
  if (part.quoted) arg.bare = false;
  if (part.kind == PartKind::glob && arg.known) arg.glob = true;
  if (!known) {
    if (!arg.known) return;
    arg.known = false;
    arg.variable = part.kind == PartKind::command   ? std::string_view("$(")
                   : part.kind == PartKind::process ? "<("
                                                    : part.text;
    arg.guarded = part.kind == PartKind::variable && part.text.find('?') != std::string_view::npos;
    arg.source = part.node;
    return;
  }
  std::string_view& target = arg.known ? arg.text : arg.rest;
  std::string& grown = arg.known ? joined.text : joined.rest;
  if (target.empty()) {
    target = text;
  } else if (!text.empty()) {
    if (grown.empty()) grown = target;
    grown += text;
  }
}

Arg Evaluator::value(const Word& word) const {
  Arg arg;
  arg.span = word.span;
  arg.word = &word;
  arg.tilde = word.is_tilde();
  Joined joined;
  for (const WordPart& part : word.parts) append_part(part, arg, joined);
  if (!joined.text.empty()) arg.text = texts_.keep(joined.text);
  if (!joined.rest.empty()) arg.rest = texts_.keep(joined.rest);
  return arg;
}

void Evaluator::expand(const Word& word, Args& out) const {
  out.push_back(value(word));
}

}  // namespace vg::rules
