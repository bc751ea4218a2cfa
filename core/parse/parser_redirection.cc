// SPDX-License-Identifier: Apache-2.0
/// Redirections and here-documents. Source: bash(1), REDIRECTION
#include <algorithm>
#include <array>

#include "core/base/byte_set.h"
#include "core/parse/parser.h"

namespace vg {
namespace {

constexpr ByteSet expanding("$`");

struct OperatorRow {
  std::string_view text;
  RedirectionKind kind;
  bool only_zsh = false;  ///< the | or ! at the end overwrites, as >| does
};

/// Longest first among those with a common start.
constexpr std::array<OperatorRow, 21> operators{{
    {"<<<", RedirectionKind::here_string},   {"<<-", RedirectionKind::here_document},
    {"<<", RedirectionKind::here_document},  {"<>", RedirectionKind::read_write},
    {"<&", RedirectionKind::duplicate},      {"<", RedirectionKind::read},
    {"&>>|", RedirectionKind::append, true}, {"&>>!", RedirectionKind::append, true},
    {"&>|", RedirectionKind::write, true},   {"&>!", RedirectionKind::write, true},
    {">>|", RedirectionKind::append, true},  {">>!", RedirectionKind::append, true},
    {">&|", RedirectionKind::write, true},   {">&!", RedirectionKind::write, true},
    {"&>>", RedirectionKind::append},        {"&>", RedirectionKind::write},
    {">>", RedirectionKind::append},         {">|", RedirectionKind::write},
    {">&", RedirectionKind::duplicate},      {">!", RedirectionKind::write, true},
    {">", RedirectionKind::write},
}};

/// Whether the word behind >& names a descriptor (or closes one) and no file.
bool is_descriptor(const Word& target) {
  std::string text = target.literal().value_or("x");
  if (text == "-") return true;
  if (!text.empty() && text.back() == '-') text.pop_back();
  return chars::is_number(text);
}

}  // namespace

bool Parser::redirection_ahead() const {
  std::size_t n = 0;
  const char first = at(0);
  if (first == '&') return at(1) == '>';
  if (number_range() > 0) return false;
  if (first == '{') {
    for (n = 1; chars::is_name(at(n));) ++n;
    if (n == 1 || at(n) != '}') return false;
    ++n;
  } else {
    while (chars::is_digit(at(n))) ++n;
  }
  const char c = at(n);
  return (c == '<' || c == '>') && at(n + 1) != '(';
}

std::string_view Parser::redirection_operator(RedirectionKind& kind) {
  for (const OperatorRow& row : operators) {
    if (!starts(row.text)) continue;
    if (row.only_zsh && !is_zsh()) continue;
    advance(row.text.size());
    kind = row.kind;
    return row.text;
  }
  return {};
}

bool Parser::redirection(Gather<PendingRedirection>& redirections) {
  const std::size_t begin = pos_;
  PendingRedirection pending;
  Redirection& result = pending.value;
  if (at(0) == '{') {
    const std::size_t close = text_.find('}', pos_);
    result.fd_name = text_.substr(pos_ + 1, close - pos_ - 1);
    pos_ = close + 1;
  }
  for (int digits = 0; chars::is_digit(at(0)); advance(1))
    if (digits++ < 6) result.fd = std::max(result.fd, 0) * 10 + (at(0) - '0');
  result.op = redirection_operator(result.kind);
  skip_blanks();
  const bool is_comment = at(0) == '#' && state_.has_comments;
  if ((!word_ahead() && !(is_zsh() && at(0) == '(')) || is_comment || redirection_ahead()) return unexpected(), false;
  if (result.kind == RedirectionKind::here_document) {
    HereDocument here;
    here.strip_tabs = result.op == "<<-";
    here_delimiter(here);
    here.span = span_from(begin);
    const WordPart part{.kind = PartKind::literal, .quoted = here.quoted, .text = here.delimiter};
    result.target = {here.span, state_.arena.copy(&part, 1)};
    result.body_is_literal = here.quoted;
    pending.here = static_cast<int>(here_documents_.size());
    here_documents_.push_back(here);
  } else {
    result.target = word(WordContext::value);
    if (result.op == ">&" && !is_descriptor(result.target) && (result.fd == -1 || result.fd == 1))
      result.kind = RedirectionKind::write;
  }
  result.span = span_from(begin);
  redirections.push(pending);
  state_.count_word();
  return spend(node_cost) && !broken_;
}

/// The word behind <<: quotes are removed, nothing expands.
void Parser::here_delimiter(HereDocument& here) {
  std::string value;
  while (!at_end()) {
    const char c = raw(pos_);
    if (c == '\\' && raw(pos_ + 1) == '\n') {
      pos_ += 2;
    } else if (c == '\\' && pos_ + 1 < text_.size()) {
      here.quoted = true;
      value += text_[pos_ + 1];
      pos_ += 2;
    } else if (c == '\'' || c == '"') {
      here.quoted = true;
      const std::size_t close = text_.find(c, pos_ + 1);
      if (close == std::string_view::npos) return give_up(pos_, "unterminated quote");
      if (!value.empty() && value.back() == '$') value.pop_back();
      value += text_.substr(pos_ + 1, close - pos_ - 1);
      pos_ = close + 1;
    } else if (chars::ends_word(c)) {
      break;
    } else if (c == '$' && (raw(pos_ + 1) == '(' || raw(pos_ + 1) == '{')) {
      const char open = raw(pos_ + 1);
      const std::size_t close = skip_matched(pos_ + 2, open, open == '(' ? ')' : '}', 0);
      if (close == std::string_view::npos) return give_up(pos_, "unterminated here-document delimiter");
      value += text_.substr(pos_, close + 1 - pos_);
      pos_ = close + 1;
    } else {
      value += c;
      ++pos_;
    }
  }
  token_end_ = pos_;
  here.delimiter = state_.arena.copy(value);
}

void Parser::read_here_documents() {
  for (std::size_t i = here_begin_; i < here_documents_.size(); ++i)
    if (!here_documents_[i].done) read_here_document(here_documents_[i]);
  here_begin_ = here_documents_.size();
}

/// Reads from the start of a line to the line that is exactly the delimiter, or to the end of the text.
void Parser::read_here_document(HereDocument& here) {
  const std::size_t begin = std::min(pos_, text_.size());
  std::size_t end = text_.size();
  std::string stripped;
  bool joined = false;  // the previous line ended in a backslash: this one only continues it
  for (std::size_t line = begin; line < text_.size();) {
    const std::size_t newline_at = std::min(text_.find('\n', line), text_.size());
    std::size_t start = line;
    if (here.strip_tabs && !joined)
      while (start < newline_at && text_[start] == '\t') ++start;
    const std::string_view content = text_.substr(start, newline_at - start);
    const bool closes_here = !joined && content == here.delimiter;
    // Inside $( ) bash also takes "EOF)" for the end, and goes on behind the delimiter.
    const bool closes_early = !joined && substitutions_ > 0 && content.starts_with(here.delimiter) &&
                              content.find(')', here.delimiter.size()) != std::string_view::npos;
    if (closes_here || closes_early) {
      end = line;
      pos_ = closes_here ? std::min(newline_at + 1, text_.size()) : start + here.delimiter.size();
      break;
    }
    if (here.strip_tabs) stripped.append(text_.substr(start, newline_at + 1 - start));
    std::size_t backslashes = 0;
    while (backslashes < content.size() && content[content.size() - 1 - backslashes] == '\\') ++backslashes;
    joined = !here.quoted && backslashes % 2 == 1;
    line = newline_at + 1;
  }
  if (end == text_.size()) pos_ = end;
  here.done = true;
  here.body = here.strip_tabs ? state_.arena.copy(stripped) : text_.substr(begin, end - begin);
  const bool in_place = !origin_ && !here.strip_tabs;
  if (in_place) here.body_begin = static_cast<std::uint32_t>(shift_ + begin);
  if (!here.quoted && expanding.is_in(here.body)) {
    const std::optional<Span> word = in_place ? std::nullopt : std::optional<Span>(origin_.value_or(here.span));
    Parser inside(state_, here.body, word, depth_, here.body_begin);
    here.commands = inside.expansions();
  }
  if (here.owner == nullptr) return;
  here.owner->body = here.body;
  here.owner->body_begin = here.body_begin;
  here.owner->body_commands = here.commands;
}

std::span<Redirection> Parser::finish(const Gather<PendingRedirection>& redirections) {
  if (redirections.empty()) return {};
  std::vector<Redirection> values;
  for (std::size_t i = 0; i < redirections.size(); ++i) values.push_back(redirections[i].value);
  const std::span<Redirection> result = state_.arena.copy(values.data(), values.size());
  for (std::size_t i = 0; i < redirections.size(); ++i) {
    if (redirections[i].here < 0) continue;
    HereDocument& here = here_documents_[static_cast<std::size_t>(redirections[i].here)];
    here.owner = &result[i];
    if (!here.done) continue;
    result[i].body = here.body;
    result[i].body_begin = here.body_begin;
    result[i].body_commands = here.commands;
  }
  return result;
}

}  // namespace vg
