// SPDX-License-Identifier: Apache-2.0
/// Cursor, words under construction, and how the parser fails.
#include "core/parse/parser.h"

#include <algorithm>

#include "core/parse/parser_fish.h"

namespace vg {

namespace {
constexpr std::size_t max_problems = 16;
}

void ParseState::problem(Span span, std::string_view what) {
  if (problems.size() < max_problems) problems.push_back({span, std::string(what)});
}

void WordBuilder::spill() {
  state_.chars.append(run_);
  spilled_ = true;
}

void WordBuilder::add(std::string_view piece, bool quoted) {
  if (open_ && quoted != quoted_) flush();
  if (!open_) {
    run_ = piece;
    open_ = true;
    quoted_ = quoted;
  } else if (!spilled_ && (run_.empty() || run_.data() + run_.size() == piece.data())) {
    run_ = {run_.empty() ? piece.data() : run_.data(), run_.size() + piece.size()};
  } else if (!piece.empty()) {
    if (!spilled_) spill();
    state_.chars.append(piece);
  }
}

void WordBuilder::add(char c, bool quoted) {
  if (open_ && quoted != quoted_) flush();
  if (!open_) run_ = {}, open_ = true, quoted_ = quoted;
  if (!spilled_) spill();
  state_.chars += c;
}

void WordBuilder::add_part(PartKind kind, bool quoted, std::string_view text, const Node* node) {
  flush();
  parts_.push({.kind = kind, .quoted = quoted, .text = text, .node = node});
}

void WordBuilder::flush() {
  if (!open_) return;
  const std::string_view value = spilled_ ? state_.arena.copy(std::string_view(state_.chars).substr(mark_)) : run_;
  state_.chars.resize(mark_);
  open_ = spilled_ = false;
  parts_.push({.kind = PartKind::literal, .quoted = quoted_, .text = value});
}

const Node* WordBuilder::substitutions(Span span) {
  flush();
  return state_.collect(parts_.take(state_.arena), span);
}

const Node* ParseState::collect(std::span<const WordPart> from, Span span) {
  Gather<const Node*> found(nodes);
  for (const WordPart& part : from) {
    if (part.node == nullptr) continue;
    if (part.kind == PartKind::command || part.kind == PartKind::process)
      found.push(part.node);
    else
      for (const Node* child : part.node->children) found.push(child);
  }
  if (found.empty()) return nullptr;
  return arena.create<Node>({.kind = NodeKind::list, .span = span, .children = found.take(arena)});
}

std::size_t Parser::skip(std::size_t from, std::size_t n) const {
  for (;;) {
    while (raw(from) == '\\' && raw(from + 1) == '\n') from += 2;
    if (n-- == 0) return from;
    ++from;
  }
}

bool Parser::starts(std::string_view token) const {
  for (std::size_t i = 0; i < token.size(); ++i)
    if (at(i) != token[i]) return false;
  return true;
}

bool Parser::word_ahead() const {
  const char c = at(0);
  if (zsh_closes()) return false;
  return !chars::ends_word(c) || ((c == '<' || c == '>') && at(1) == '(') || number_range() > 0;
}

void Parser::skip_blanks() {
  for (;;) {
    if (chars::is_blank(raw(pos_)))
      ++pos_;
    else if (has_continuation_ && raw(pos_) == '\\' && raw(pos_ + 1) == '\n')
      pos_ += 2;
    else
      return;
  }
}

/// A comment starts where a word could; an escaped newline does not continue it.
void Parser::skip_comment() {
  if (raw(pos_) != '#' || !state_.has_comments) return;
  const std::size_t end = text_.find('\n', pos_);
  pos_ = end == std::string_view::npos ? text_.size() : end;
}

void Parser::skip_newlines() {
  for (;;) {
    skip_blanks();
    skip_comment();
    if (raw(pos_) != '\n') return;
    newline();
  }
}

void Parser::newline() {
  ++pos_;
  token_end_ = pos_;
  if (here_begin_ < here_documents_.size()) read_here_documents();
}

Span TextCursor::span(std::size_t begin, std::size_t end) const {
  if (origin_) return *origin_;
  return {static_cast<std::uint32_t>(shift_ + begin), static_cast<std::uint32_t>(shift_ + end)};
}

Node* TextCursor::make(NodeKind kind, std::size_t begin) const {
  return state_.arena.create<Node>({.kind = kind, .span = span_from(begin)});
}

/// For what cannot be closed any more: nothing behind it can be told from its inside.
void TextCursor::give_up(std::size_t begin, std::string_view what) {
  if (!broken_) state_.problem(span(begin, text_.size()), what);
  broken_ = true;
  pos_ = token_end_ = text_.size();
}

bool TextCursor::spend(std::size_t units) {
  if (state_.work.spend(units) && state_.words_left > 0) return true;
  give_up(pos_, state_.words_left == 0 ? "too many words" : "too much to read");
  return false;
}

void TextCursor::syntax_error(std::string_view what) {
  const std::size_t at = std::min(pos_, text_.size());
  if (!broken_) state_.problem(span(at, at_end() ? at : at + 1), what);
  broken_ = true;
}

bool TextCursor::enter(std::size_t begin) {
  if (depth_ < parse_max_depth) {
    ++depth_;
    return true;
  }
  if (!broken_) state_.problem(span(begin, begin + 1), "nested too deeply");
  broken_ = true;
  return false;
}

const Node* read_program(ParseState& state, std::string_view text, std::optional<Span> origin, unsigned depth,
                         std::size_t shift) {
  if (state.dialect == Dialect::fish) return FishParser(state, text, origin, depth, shift).program();
  return Parser(state, text, origin, depth, shift).program();
}

const Node* Parser::expansions() {
  WordBuilder inner(state_);
  while (!at_end() && !broken_) {
    const char c = raw(pos_);
    if (c == '\\')
      pos_ += 2;
    else if (c == '$')
      dollar(inner, true);
    else if (c == '`')
      backtick(inner, true);
    else
      ++pos_;
  }
  return inner.substitutions(span(0, text_.size()));
}

}  // namespace vg
