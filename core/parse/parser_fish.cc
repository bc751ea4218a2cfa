// SPDX-License-Identifier: Apache-2.0
/// Lists and jobs of fish. Source: fish-language(1) and what fish 3.6 accepts
#include "core/parse/parser_fish.h"

#include <algorithm>
#include <array>

namespace vg {

struct FishParser::KeywordRow {
  std::string_view text;
  Keyword keyword;
};

namespace {

constexpr std::size_t max_recoveries = 16;
constexpr std::size_t longest_keyword = 8;

/// What is left of a command that was a syntax error from its first character on.
bool is_empty(const Node& node) {
  return node.kind == NodeKind::simple && node.words.empty() && node.assignments.empty() && node.redirections.empty();
}

/// Letters that a backslash in front turns into something else.
constexpr bool is_escape_letter(char c) {
  return std::string_view("abcefnrtvxXuU").find(c) != std::string_view::npos;
}

}  // namespace

bool FishParser::ends_word(std::size_t at) const {
  if (at >= text_.size()) return true;
  const char c = text_[at];
  // A & in the middle of a word is a character like any other.
  if (c == '&') return at + 1 >= text_.size() || raw(at + 1) == '&' || ends_word(at + 1);
  return std::string_view(" \t\r\n;|<>)").find(c) != std::string_view::npos;
}

void FishParser::skip_blanks() {
  for (;;) {
    const char c = raw(pos_);
    if (c == ' ' || c == '\t' || c == '\r')
      ++pos_;
    else if (c == '\\' && raw(pos_ + 1) == '\n')
      pos_ += 2;
    else
      return;
  }
}

void FishParser::skip_comment() {
  if (raw(pos_) == '#') pos_ = std::min(text_.find('\n', pos_), text_.size());
}

void FishParser::skip_newlines() {
  for (;;) {
    skip_blanks();
    skip_comment();
    if (raw(pos_) != '\n') return;
    ++pos_;
  }
}

void FishParser::unexpected() {
  if (at_end()) return syntax_error("unexpected end");
  if (raw(pos_) == '\n') return syntax_error("unexpected newline");
  std::size_t length = 1;
  keyword(&length);
  syntax_error("unexpected '" + std::string(text_.substr(pos_, length)) + "'");
}

/// Keywords are words of the grammar quoted or not: 'if' true; "end"
FishParser::Keyword FishParser::keyword(std::size_t* length) const {
  static constexpr std::array<KeywordRow, 16> rows{{{"!", Keyword::not_},
                                                    {"and", Keyword::and_},
                                                    {"begin", Keyword::begin},
                                                    {"case", Keyword::case_},
                                                    {"else", Keyword::else_},
                                                    {"end", Keyword::end},
                                                    {"for", Keyword::for_},
                                                    {"function", Keyword::function},
                                                    {"if", Keyword::if_},
                                                    {"not", Keyword::not_},
                                                    {"or", Keyword::or_},
                                                    {"switch", Keyword::switch_},
                                                    {"time", Keyword::time},
                                                    {"while", Keyword::while_},
                                                    {"{", Keyword::open_brace},
                                                    {"}", Keyword::close_brace}}};
  std::array<char, longest_keyword> name{};
  std::size_t size = 0;
  std::size_t at = pos_;
  for (; !ends_word(at); ++at) {
    char c = raw(at);
    if (c == '\'' || c == '"') continue;
    if (c == '\\' && !is_escape_letter(raw(at + 1))) c = raw(++at);
    if (size == name.size() || c < '!' || c > '}') return Keyword::none;
    name[size++] = c;
  }
  const std::string_view text(name.data(), size);
  for (const KeywordRow& row : rows) {
    if (row.text != text) continue;
    const bool is_letter = text.front() >= 'a' && text.front() <= 'z';
    if (!is_letter && at - pos_ != text.size()) return Keyword::none;
    if (is_letter && is_help_ahead(at)) return Keyword::none;
    if (length != nullptr) *length = at - pos_;
    return row.keyword;
  }
  return Keyword::none;
}

/// `if --help` is a command that prints how `if` is used.
bool FishParser::is_help_ahead(std::size_t at) const {
  while (raw(at) == ' ' || raw(at) == '\t') ++at;
  const std::string_view rest = text_.substr(std::min(at, text_.size()));
  for (const std::string_view option : {"-h", "--help"})
    if (rest.starts_with(option) && ends_word(at + option.size())) return true;
  return false;
}

bool FishParser::take(Keyword which) {
  std::size_t length = 0;
  if (keyword(&length) != which) return false;
  take(length);
  return true;
}

bool FishParser::list_ends() const {
  if (at_end() || raw(pos_) == ')') return true;
  const Keyword which = keyword();
  return which == Keyword::end || which == Keyword::else_ || which == Keyword::case_ || which == Keyword::close_brace;
}

Node* FishParser::program() {
  Gather<const Node*> children(state_.nodes);
  for (std::size_t recoveries = 0;;) {
    const Node* const part = list();
    for (const Node* child : part->children) children.push(child);
    if (at_end()) break;
    if (!broken_) unexpected();
    broken_ = false;
    if (++recoveries > max_recoveries) break;
    // What cannot begin a command is skipped; anything else is read as the next one.
    std::size_t length = 1;
    const bool is_stray = keyword(&length) != Keyword::none && list_ends();
    if (is_stray || ends_word(pos_)) pos_ += length;
  }
  Node* const root = make(NodeKind::list, 0);
  root->span = span(0, text_.size());
  root->children = children.take(state_.arena);
  return root;
}

Node* FishParser::list() {
  const std::size_t begin = pos_;
  Gather<const Node*> children(state_.nodes);
  while (!broken_ && spend(node_cost)) {
    skip_newlines();
    if (raw(pos_) == ';') {
      take(1);
      continue;
    }
    if (list_ends()) break;
    std::size_t length = 0;
    const Keyword which = keyword(&length);
    const bool joins = which == Keyword::and_ || which == Keyword::or_;
    if (joins) take(length);
    const Node* const child = conjunction();
    if (joins && !children.empty())
      children.back() = joined(children.back(), child, which == Keyword::or_);
    else if (!is_empty(*child))
      children.push(child);
    if (broken_ || !separator(children)) break;
  }
  Node* const node = make(NodeKind::list, begin);
  node->children = children.take(state_.arena);
  return node;
}

/// Takes what ends one element of a list. Out: whether another element may follow.
bool FishParser::separator(Gather<const Node*>& children) {
  skip_blanks();
  skip_comment();
  const char c = raw(pos_);
  if (c == '\n' || c == ';') {
    take(1);
    return true;
  }
  if (c != '&' || raw(pos_ + 1) == '&' || children.empty()) return false;
  take(1);
  Node* const node = state_.arena.create<Node>(*children.back());
  node->background = true;
  children.back() = node;
  return true;
}

/// `before; and next` is `before && next`.
const Node* FishParser::joined(const Node* before, const Node* next, bool is_or) {
  Node* const last = state_.arena.create<Node>(*next);
  last->after_or = is_or;
  Gather<const Node*> children(state_.nodes);
  if (before->kind == NodeKind::and_or && !before->background)
    for (const Node* child : before->children) children.push(child);
  else
    children.push(before);
  if (next->kind == NodeKind::and_or) {
    bool is_first = true;
    for (const Node* child : next->children) {
      Node* const each = state_.arena.create<Node>(*child);
      if (is_first) each->after_or = is_or;
      is_first = false;
      children.push(each);
    }
  } else {
    children.push(last);
  }
  Node* const node = state_.arena.create<Node>({.kind = NodeKind::and_or, .span = before->span});
  node->span.end = std::max(node->span.end, next->span.end);
  node->children = children.take(state_.arena);
  return node;
}

Node* FishParser::conjunction() {
  skip_blanks();
  const std::size_t begin = pos_;
  // `and and a`: those that join nothing
  while (take(Keyword::and_) || take(Keyword::or_)) skip_blanks();
  Gather<const Node*> children(state_.nodes);
  children.push(pipeline());
  skip_blanks();
  while (!broken_ && (starts("&&") || starts("||"))) {
    const bool is_or = raw(pos_) == '|';
    take(2);
    skip_newlines();
    Node* const next = pipeline();
    next->after_or = is_or;
    children.push(next);
    skip_blanks();
  }
  if (children.size() == 1) return state_.arena.create<Node>(*children[0]);
  Node* const node = make(NodeKind::and_or, begin);
  node->children = children.take(state_.arena);
  return node;
}

Node* FishParser::pipeline() {
  skip_blanks();
  const std::size_t begin = pos_;
  if (!enter(begin)) return make(NodeKind::simple, begin);
  bool negated = false;
  bool timed = false;
  for (;; skip_blanks()) {
    if (take(Keyword::not_))
      negated = !negated;
    else if (pos_ != begin && (take(Keyword::and_) || take(Keyword::or_)))
      continue;
    else if (take(Keyword::time))
      timed = true;
    else
      break;
  }
  Gather<const Node*> children(state_.nodes);
  for (;;) {
    spend(node_cost);
    Node* const child = statement();
    skip_blanks();
    std::size_t length = 0;
    const Pipe pipe = broken_ ? Pipe::none : pipe_ahead(&length);
    if (pipe == Pipe::errors || pipe == Pipe::both) pipe_errors(child, length);
    children.push(child);
    if (pipe == Pipe::none) break;
    take(length);
    skip_newlines();
    while (take(Keyword::not_)) skip_blanks();
  }
  --depth_;
  if (children.size() == 1 && !negated && !timed) return state_.arena.create<Node>(*children[0]);
  Node* const node = make(NodeKind::pipeline, begin);
  node->negated = negated;
  if (timed) node->name = "time";
  node->children = children.take(state_.arena);
  return node;
}

/// `|`, `&|`, and `2>|`, which pipes the descriptor in front of it.
FishParser::Pipe FishParser::pipe_ahead(std::size_t* length) const {
  std::size_t at = pos_;
  if (raw(at) == '|' && raw(at + 1) != '|') return *length = 1, Pipe::output;
  if (raw(at) == '&' && raw(at + 1) == '|') return *length = 2, Pipe::both;
  while (chars::is_digit(raw(at))) ++at;
  if (raw(at) != '>' || raw(at + 1) != '|') return Pipe::none;
  *length = at + 2 - pos_;
  const std::string_view fd = text_.substr(pos_, at - pos_);
  return fd.empty() || fd == "1" ? Pipe::output : Pipe::errors;
}

void FishParser::pipe_errors(Node* node, std::size_t length) {
  const WordPart one{.kind = PartKind::literal, .text = "1"};
  std::vector<Redirection> all(node->redirections.begin(), node->redirections.end());
  Redirection both;
  both.kind = RedirectionKind::duplicate;
  both.fd = 2;
  both.op = text_.substr(pos_, length);
  both.span = span(pos_, pos_ + length);
  both.target = {both.span, state_.arena.copy(&one, 1)};
  all.push_back(both);
  node->redirections = state_.arena.copy(all.data(), all.size());
}

Node* FishParser::statement() {
  skip_blanks();
  const std::size_t begin = pos_;
  std::size_t length = 0;
  const Keyword which = keyword(&length);
  switch (which) {
    case Keyword::none: return simple();
    case Keyword::begin:
    case Keyword::for_:
    case Keyword::function:
    case Keyword::if_:
    case Keyword::open_brace:
    case Keyword::switch_:
    case Keyword::while_: break;
    default: return unexpected(), make(NodeKind::simple, begin);
  }
  if (!enter(begin)) return make(NodeKind::simple, begin);
  take(length);
  Node* const node = block(which, begin);
  --depth_;
  trailing_redirections(node);
  node->span = span_from(begin);
  return node;
}

}  // namespace vg
