// SPDX-License-Identifier: Apache-2.0
/// Lists, and-or chains, pipelines, reserved words. Source: bash(1), SHELL GRAMMAR
#include <array>

#include "core/parse/parser.h"

namespace vg {
namespace {

struct KeywordRow {
  Keyword keyword;
  std::string_view text;
};

constexpr std::array<KeywordRow, 21> keywords{{
    {Keyword::bang, "!"},     {Keyword::double_bracket, "[["}, {Keyword::open_brace, "{"}, {Keyword::close_brace, "}"},
    {Keyword::case_, "case"}, {Keyword::coproc, "coproc"},     {Keyword::do_, "do"},       {Keyword::done, "done"},
    {Keyword::elif, "elif"},  {Keyword::else_, "else"},        {Keyword::esac, "esac"},    {Keyword::fi, "fi"},
    {Keyword::for_, "for"},   {Keyword::function, "function"}, {Keyword::if_, "if"},       {Keyword::select, "select"},
    {Keyword::then, "then"},  {Keyword::time, "time"},         {Keyword::until, "until"},  {Keyword::while_, "while"},
    {Keyword::none, ""},
}};

constexpr bool can_start_keyword(char c) {
  for (const KeywordRow& row : keywords)
    if (!row.text.empty() && row.text.front() == c) return true;
  return false;
}

constexpr std::size_t max_recoveries = 16;

/// What is left of a command that was a syntax error from its first character on.
bool is_empty(const Node& node) {
  return node.kind == NodeKind::simple && node.words.empty() && node.assignments.empty() && node.redirections.empty();
}

}  // namespace

Keyword Parser::keyword(std::size_t* length) const {
  const char first = at(0);
  if (!can_start_keyword(first)) return Keyword::none;
  for (const KeywordRow& row : keywords) {
    if (row.text.empty() || row.text.front() != first) continue;
    if (!starts(row.text) || !chars::ends_word(at(row.text.size()))) continue;
    if (length != nullptr) *length = row.text.size();
    return row.keyword;
  }
  return Keyword::none;
}

/// Length of a reserved word that is none of ours to take: it stands where a command would begin.
std::size_t Parser::stray_keyword() const {
  if (at(0) != 'i' && at(0) != ']') return 0;
  const bool is_stray =
      (starts("in") && state_.dialect != Dialect::zsh) || (starts("]]") && state_.dialect == Dialect::bash);
  return is_stray && chars::ends_word(at(2)) ? 2 : 0;
}

bool Parser::take(Keyword which) {
  std::size_t length = 0;
  if (keyword(&length) != which) return false;
  advance(length);
  return true;
}

bool Parser::expect(Keyword which, std::string_view what) {
  if (broken_) return false;
  skip_newlines();
  if (take(which)) return true;
  syntax_error(what);
  return false;
}

void Parser::unexpected() {
  if (at_end()) return syntax_error("unexpected end");
  std::size_t length = 0;
  const char c = at(0);
  std::string what = "unexpected '";
  if (keyword(&length) != Keyword::none || (length = stray_keyword()) > 0) {
    for (std::size_t i = 0; i < length; ++i) what += at(i);
  } else if (c == '\n') {
    return syntax_error("unexpected newline");
  } else {
    what += c;
  }
  syntax_error(what + "'");
}

Node* Parser::program() {
  Gather<const Node*> children(state_.nodes);
  for (std::size_t recoveries = 0;;) {
    {
      const Node* const part = list(false);
      for (const Node* child : part->children) children.push(child);
    }
    if (at_end()) break;
    if (!broken_) unexpected();
    broken_ = false;
    if (++recoveries > max_recoveries) break;
    // What cannot begin a command is skipped; anything else is read as the next one.
    std::size_t length = 1;
    const bool is_keyword = keyword(&length) != Keyword::none;
    if (at(0) == '\n')
      newline();
    else if (const std::size_t stray = stray_keyword(); stray > 0)
      advance(stray);
    else if (chars::is(at(0), chars::operator_) || (is_keyword && list_ends()))
      advance(length);
  }
  if (here_begin_ < here_documents_.size()) pos_ = text_.size(), read_here_documents();
  Node* const root = make(NodeKind::list, 0);
  root->span = span(0, text_.size());
  root->children = children.take(state_.arena);
  return root;
}

bool Parser::list_ends() const {
  if (at_end()) return true;
  const char c = at(0);
  if (c == ')') return true;
  if (c == ';') return at(1) == ';' || at(1) == '&' || (is_zsh() && at(1) == '|');
  if (is_zsh() && starts("end") && chars::ends_word(at(3))) return true;
  switch (keyword()) {
    case Keyword::then:
    case Keyword::else_:
    case Keyword::elif:
    case Keyword::fi:
    case Keyword::do_:
    case Keyword::done:
    case Keyword::esac:
    case Keyword::close_brace: return true;
    default: return false;
  }
}

Node* Parser::list(bool required) {
  skip_newlines();
  const std::size_t begin = pos_;
  Gather<const Node*> children(state_.nodes);
  while (!broken_) {
    skip_newlines();
    if (list_ends()) break;
    if (is_zsh() && at(0) == ';') {
      advance(1);
      continue;
    }
    Node* const child = and_or();
    if (!is_empty(*child)) children.push(child);
    if (!spend(node_cost)) break;
    if (broken_ || !separator(child)) break;
  }
  if (required && children.empty() && !is_zsh()) unexpected();
  Node* const node = make(NodeKind::list, begin);
  node->children = children.take(state_.arena);
  return node;
}

/// Takes what ends one element of a list. Out: whether another element may follow.
bool Parser::separator(Node* before) {
  skip_blanks();
  skip_comment();
  const char c = at(0);
  if (c == '\n') {
    newline();
    return true;
  }
  if (c == '&' && at(1) != '&') {
    advance(1);
    // zsh: "&!" and "&|" start a job that is disowned at once
    if (state_.dialect == Dialect::zsh && (at(0) == '!' || at(0) == '|')) advance(1);
    before->background = true;
    return true;
  }
  if (c == ';' && at(1) != ';' && at(1) != '&' && !(is_zsh() && at(1) == '|')) {
    advance(1);
    return true;
  }
  return false;
}

Node* Parser::and_or() {
  skip_blanks();
  const std::size_t begin = pos_;
  Node* const first = pipeline();
  skip_blanks();
  if (broken_ || !(starts("&&") || starts("||"))) return first;
  Gather<const Node*> children(state_.nodes);
  children.push(first);
  while (!broken_ && (starts("&&") || starts("||"))) {
    const bool is_or = at(0) == '|';
    advance(2);
    skip_newlines();
    if (!spend(node_cost)) break;
    Node* const next = pipeline();
    next->after_or = is_or;
    children.push(next);
    skip_blanks();
  }
  Node* const node = make(NodeKind::and_or, begin);
  node->children = children.take(state_.arena);
  return node;
}

/// "time" is a word of the grammar only where no option of the program of that name follows.
bool Parser::take_time() {
  if (keyword() != Keyword::time) return false;
  const std::size_t start = pos_;
  advance(4);
  skip_blanks();
  if (starts("-p") && chars::ends_word(at(2))) {
    advance(2);
    skip_blanks();
  }
  if (starts("--") && chars::ends_word(at(2))) {
    advance(2);
    skip_blanks();
  }
  if (at(0) != '-') return true;
  pos_ = start;
  return false;
}

Node* Parser::pipeline() {
  skip_blanks();
  const std::size_t begin = pos_;
  bool negated = false;
  bool timed = false;
  for (;; skip_blanks()) {
    if (take(Keyword::bang))
      negated = !negated;
    else if (take_time())
      timed = true;
    else
      break;
  }
  Gather<const Node*> children(state_.nodes);
  Node* child = nullptr;
  skip_comment();
  const char c = at(0);
  const bool ends =
      at_end() || c == '\n' || (c == ';' && at(1) != ';' && at(1) != '&') || (c == ')' && timed && substitutions_ > 0);
  const bool has_none = (negated || timed || pos_ != begin) && ends;
  if (!has_none) {
    for (;;) {
      child = command();
      children.push(child);
      if (!spend(node_cost)) break;
      skip_blanks();
      if (broken_ || at(0) != '|' || at(1) == '|') break;
      if (at(1) == '&') pipe_errors(child);
      advance(at(1) == '&' ? 2 : 1);
      skip_newlines();
    }
    if (children.size() == 1 && !negated && !timed) return child;
  }
  Node* const node = make(NodeKind::pipeline, begin);
  node->negated = negated;
  if (timed) node->name = "time";
  node->children = children.take(state_.arena);
  return node;
}

/// `a |& b` is `a 2>&1 | b`.
void Parser::pipe_errors(Node* node) {
  const WordPart one{.kind = PartKind::literal, .text = "1"};
  Gather<PendingRedirection> redirections(state_.redirections);
  for (const Redirection& redirection : node->redirections) redirections.push({redirection});
  Redirection both;
  both.kind = RedirectionKind::duplicate;
  both.fd = 2;
  both.op = ">&";
  both.span = span(pos_, pos_ + 2);
  both.target = {both.span, state_.arena.copy(&one, 1)};
  redirections.push({both});
  const std::span<Redirection> all = finish(redirections);
  for (HereDocument& here : here_documents_)
    for (std::size_t i = 0; i < node->redirections.size(); ++i)
      if (here.owner == &node->redirections[i]) here.owner = &all[i];
  node->redirections = all;
}

}  // namespace vg
