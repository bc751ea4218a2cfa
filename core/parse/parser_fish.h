// SPDX-License-Identifier: Apache-2.0
/// fish(1) text in, the same tree out as the other shells give. Internal to core/parse.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "core/parse/parser.h"

namespace vg {

class FishParser : private TextCursor {
 public:
  using TextCursor::TextCursor;

  /// The whole text as a list. What follows a syntax error is parsed as if it were a new line.
  Node* program();

 private:
  enum class Keyword : std::uint8_t {
    none,
    and_,
    begin,
    case_,
    else_,
    end,
    for_,
    function,
    if_,
    not_,
    or_,
    switch_,
    time,
    while_,
    open_brace,   ///< since fish 4.1 as `begin`
    close_brace,  ///< the end of such a block; an error elsewhere
  };
  struct KeywordRow;
  enum class Pipe : std::uint8_t { none, output, errors, both };

  bool starts(std::string_view token) const { return text_.substr(std::min(pos_, text_.size())).starts_with(token); }
  bool ends_word(std::size_t at) const;
  void skip_blanks();
  void skip_comment();
  void skip_newlines();
  void take(std::size_t count) { pos_ += count, token_end_ = pos_; }
  void unexpected();

  // parser_fish.cc: lists and jobs
  Keyword keyword(std::size_t* length = nullptr) const;
  bool is_help_ahead(std::size_t at) const;
  bool take(Keyword which);
  bool list_ends() const;
  Node* list();
  bool separator(Gather<const Node*>& children);
  const Node* joined(const Node* before, const Node* next, bool is_or);
  Node* conjunction();
  Node* pipeline();
  Pipe pipe_ahead(std::size_t* length) const;
  void pipe_errors(Node* node, std::size_t length);
  Node* statement();

  // parser_fish_simple.cc
  Node* simple();
  bool simple_element(Gather<Assignment>& assignments, Gather<Word>& words, Gather<Redirection>& redirections);
  bool redirection_ahead() const;
  bool redirection(Gather<Redirection>& redirections);

  // parser_fish_blocks.cc
  Node* block(Keyword which, std::size_t begin);
  void expect_end();
  const Node* condition();
  Node* if_command(std::size_t begin);
  Node* while_loop(std::size_t begin);
  Node* for_loop(std::size_t begin);
  Node* switch_command(std::size_t begin);
  Node* function(std::size_t begin);
  Node* group(std::size_t begin, Keyword close);
  const Node* with_names(const Node* body, std::span<const Word> header);
  void trailing_redirections(Node* node);
  void set_command(Node* node);
  Node* alias_command(Node* node);

  // parser_fish_word.cc
  bool word_ahead() const;
  bool words_into(Gather<Word>& words);
  Word word();
  void word_character(WordBuilder& builder, std::size_t begin);
  void bracket(WordBuilder& builder, char c, std::size_t begin);
  void brace_blank(WordBuilder& builder);
  void escaped(WordBuilder& builder);
  void single_quoted(WordBuilder& builder);
  void double_quoted(WordBuilder& builder);
  void dollar(WordBuilder& builder, bool quoted);
  void command_substitution(WordBuilder& builder, bool quoted, std::size_t open_length);
  const Node* without_psub(const Node* inside);
  const Node* indices(std::size_t begin, const Node* source, std::string_view& last, unsigned& count);
  std::string_view index(WordBuilder& inner);

  unsigned braces_ = 0;      ///< open { in the word being read
  bool in_bracket_ = false;  ///< behind a [ in the word being read
};

}  // namespace vg
