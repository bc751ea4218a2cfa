// SPDX-License-Identifier: Apache-2.0
/// The parser proper: text in, tree out. Internal to core/parse.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/request.h"
#include "core/parse/arena.h"
#include "core/parse/characters.h"
#include "core/parse/command.h"
#include "core/parse/gather.h"
#include "core/parse/parse.h"
#include "core/parse/work.h"

namespace vg {

/// A redirection whose here-document may not have been read yet.
struct PendingRedirection {
  Redirection value;
  int here = -1;  ///< index into the parser's here-documents
};

/// What the parts of a tree and its expansion are reckoned to cost, in units of Work.
inline constexpr std::uint32_t node_cost = 60;
inline constexpr std::uint32_t word_cost = 30;
inline constexpr std::uint32_t part_cost = 25;

/// What all parsers of one command share: memory, bounds, and the stacks for lists that are still growing.
struct ParseState {
  ParseState(Arena& arena_in, std::vector<ParseProblem>& problems_in, Dialect dialect_in, std::uint32_t most_work)
      : arena(arena_in), problems(problems_in), dialect(dialect_in), work(most_work) {}

  Arena& arena;
  std::vector<ParseProblem>& problems;
  Dialect dialect;
  bool has_comments = true;
  Work work;
  std::size_t words_left = parse_max_words;
  std::vector<const Node*> functions;            ///< defined so far
  std::size_t bytes_left = 4 * parse_max_bytes;  ///< of all texts together: strings within strings end somewhere
  unsigned brace_copies = 0;                     ///< words so far of which braces made several that run something

  std::vector<WordPart> parts;
  std::vector<Word> words;
  std::vector<Assignment> assignments;
  std::vector<PendingRedirection> redirections;
  std::vector<const Node*> nodes;
  std::string chars;

  /// Takes one word from the budget. Out: false once it is used up.
  bool count_word() {
    if (words_left > 0) --words_left;
    return work.spend(word_cost) && words_left > 0;
  }
  /// Records a problem; past a few of them a line is simply not understood.
  void problem(Span span, std::string_view what);
  /// The substitutions in these parts as a list of their lists; nullptr where there are none.
  const Node* collect(std::span<const WordPart> from, Span span);
};

/// Collects the parts of one word. Text that stands in the source without a gap stays a view of it.
class WordBuilder {
 public:
  explicit WordBuilder(ParseState& state) : state_(state), parts_(state.parts), mark_(state.chars.size()) {}
  ~WordBuilder() { state_.chars.resize(mark_); }
  WordBuilder(const WordBuilder&) = delete;
  WordBuilder& operator=(const WordBuilder&) = delete;

  /// In: text that outlives the tree.
  void add(std::string_view piece, bool quoted);
  void add(char c, bool quoted);
  void add_part(PartKind kind, bool quoted, std::string_view text, const Node* node = nullptr);
  /// A part as it is.
  void add_raw(const WordPart& part) { flush(), parts_.push(part); }
  void flush();
  std::span<WordPart> take() { return flush(), parts_.take(state_.arena); }
  /// The nodes of all parts as one list; nullptr where there are none.
  const Node* substitutions(Span span);
  /// Forgets literal text that is no part yet.
  void restart_text() { state_.chars.resize(mark_), open_ = spilled_ = false; }
  /// Forgets what take() has handed out.
  void restart() { parts_.clear(); }

 private:
  void spill();

  ParseState& state_;
  Gather<WordPart> parts_;
  std::size_t mark_;
  std::string_view run_;
  bool open_ = false;  ///< there is literal text that is no part yet
  bool quoted_ = false;
  bool spilled_ = false;  ///< that text is in state_.chars from mark_ on, not in run_
};

enum class Keyword : std::uint8_t {
  none,
  bang,
  double_bracket,
  open_brace,
  close_brace,
  case_,
  coproc,
  do_,
  done,
  elif,
  else_,
  esac,
  fi,
  for_,
  function,
  if_,
  select,
  then,
  time,
  until,
  while_,
};

enum class WordContext : std::uint8_t {
  argument,  ///< braces expand
  value,     ///< of an assignment, a redirection, case
  pattern,   ///< of case: ends at | and )
  test,      ///< inside [[ ]]
  regex,     ///< behind =~ : ( | ) belong to it
  element,   ///< inside name=( )
};

/// What the parsers of all shells share: a cursor on the text, and how they fail.
class TextCursor {
 public:
  /// In: `text` lives in the arena. `origin`: the span every node gets, where text is not the command's own; else
  /// `shift`: where in the command's own it begins.
  TextCursor(ParseState& state, std::string_view text, std::optional<Span> origin, unsigned depth, std::size_t shift)
      : state_(state), text_(text), origin_(origin), depth_(depth), shift_(shift) {}
  TextCursor(const TextCursor&) = delete;
  TextCursor& operator=(const TextCursor&) = delete;

 protected:
  ~TextCursor() = default;

  bool at_end() const { return pos_ >= text_.size(); }
  char raw(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  Span span(std::size_t begin, std::size_t end) const;
  Span span_from(std::size_t begin) const { return span(begin, token_end_ > begin ? token_end_ : begin); }
  Node* make(NodeKind kind, std::size_t begin) const;
  void give_up(std::size_t begin, std::string_view what);
  /// Takes `units` from the budget, and gives up where that or the words are used up. Out: whether to go on.
  bool spend(std::size_t units);
  void syntax_error(std::string_view what);
  /// One level deeper. Out: false where that is too deep.
  bool enter(std::size_t begin);

  ParseState& state_;
  std::string_view text_;
  std::optional<Span> origin_;
  unsigned depth_;
  std::size_t shift_;
  std::size_t pos_ = 0;
  std::size_t token_end_ = 0;
  bool broken_ = false;     ///< a syntax error: unwind to program()
  bool saw_brace_ = false;  ///< the word just read holds an unquoted {
};

class Parser : private TextCursor {
 public:
  Parser(ParseState& state, std::string_view text, std::optional<Span> origin, unsigned depth, std::size_t shift = 0)
      : TextCursor(state, text, origin, depth, shift), has_continuation_(text.find("\\\n") != std::string_view::npos) {}

  /// The whole text as a list. What follows a syntax error is parsed as if it were a new line.
  Node* program();
  /// The substitutions in a text that expands like the inside of double quotes; nullptr where there are none.
  const Node* expansions();

 private:
  struct HereDocument {
    std::string_view delimiter;
    bool quoted = false;
    bool strip_tabs = false;
    bool done = false;
    Span span;
    std::string_view body;
    std::uint32_t body_begin = 0;
    const Node* commands = nullptr;
    Redirection* owner = nullptr;  ///< once that is in the arena
  };

  // Escaped newlines between any two characters do not exist for the shell; at() and advance() skip them.
  char at(std::size_t n) const { return has_continuation_ ? text_or_nul(skip(pos_, n)) : raw(pos_ + n); }
  void advance(std::size_t n) { pos_ = has_continuation_ ? skip(pos_, n) : pos_ + n, token_end_ = pos_; }
  char text_or_nul(std::size_t i) const { return raw(i); }
  std::size_t skip(std::size_t from, std::size_t n) const;
  bool starts(std::string_view token) const;
  /// Whether a word starts here: <( and >( do start one.
  bool word_ahead() const;
  void skip_blanks();
  void skip_comment();
  void skip_newlines();
  void newline();
  void unexpected();

  // parser_list.cc
  Keyword keyword(std::size_t* length = nullptr) const;
  bool take(Keyword which);
  bool expect(Keyword which, std::string_view what);
  bool list_ends() const;
  std::size_t stray_keyword() const;
  Node* list(bool required);
  bool separator(Node* before);
  Node* and_or();
  Node* pipeline();
  void pipe_errors(Node* node);
  bool take_time();

  // parser_compound.cc
  Node* command();
  Node* compound(Keyword which);
  Node* group(std::size_t begin);
  Node* subshell(std::size_t begin);
  Node* if_command(std::size_t begin);
  Node* while_loop(std::size_t begin, std::string_view name);
  Node* for_loop(std::size_t begin, bool is_select);
  bool loop_values(Node* node);
  const Node* loop_body();
  Node* case_command(std::size_t begin);
  bool case_item(Gather<Word>& words, Gather<const Node*>& bodies);
  bool case_body(Gather<const Node*>& bodies);
  Node* function(std::size_t begin, std::string_view name);
  Node* function_keyword(std::size_t begin);
  Node* coproc(std::size_t begin);
  void trailing_redirections(Node* node);

  // parser_zsh.cc
  bool is_zsh() const { return state_.dialect == Dialect::zsh; }
  /// A } ends a command wherever no { of the same word is open.
  bool zsh_closes() const { return is_zsh() && at(0) == '}'; }
  bool take_word(std::string_view text);
  const Node* zsh_body();
  bool zsh_branch(Gather<const Node*>& children);
  Node* repeat_loop(std::size_t begin);
  bool zsh_loop_values(Node* node, std::vector<Word>& names);
  Node* zsh_for(std::size_t begin, bool is_select, bool has_end);
  const Node* with_unknown(std::span<const Word> names, const Node* body);
  Node* anonymous_function(std::size_t begin);
  const Node* qualifier_code(std::string_view group, std::size_t begin);
  std::size_t number_range() const;
  Word equals_expanded(const Word& word, bool is_program);

  // parser_test.cc
  Node* test_command(std::size_t begin);
  bool test_token(Gather<Word>& words, bool& in_regex);
  Node* arithmetic_command(std::size_t begin);
  bool is_arithmetic(std::size_t inside) const;
  std::optional<Word> arithmetic_word(std::size_t begin);
  /// In: the cursor behind the opening. Reads to the closing bracket, which it leaves. Out: the part, or an empty one
  /// after an error.
  std::optional<WordPart> arithmetic(std::size_t begin, char open, char close);
  std::size_t skip_matched(std::size_t from, char open, char close, int depth) const;
  std::size_t skip_quoted(std::size_t from, char quote, int depth) const;

  // parser_simple.cc
  Node* simple();
  bool simple_element(std::size_t begin, Gather<Assignment>& assignments, Gather<Word>& words,
                      Gather<PendingRedirection>& redirections);
  std::size_t assignment_length() const;
  bool assignment(Gather<Assignment>& assignments);
  void array_elements(Assignment& assignment);
  bool array_subscript(Gather<Word>& elements);
  bool array_argument(Gather<Word>& words);

  // parser_redirection.cc
  bool redirection_ahead() const;
  bool redirection(Gather<PendingRedirection>& redirections);
  std::string_view redirection_operator(RedirectionKind& kind);
  void here_delimiter(HereDocument& here);
  void read_here_documents();
  void read_here_document(HereDocument& here);
  std::span<Redirection> finish(const Gather<PendingRedirection>& redirections);

  // parser_word.cc
  bool words_into(Gather<Word>& words, WordContext context);
  Word word(WordContext context);
  bool word_operator(WordBuilder& builder, WordContext context, std::size_t begin);
  void word_special(WordBuilder& builder, WordContext context);
  void bracket_group(WordBuilder& builder, bool is_regex);
  const Node* group_substitutions(std::size_t begin, bool is_regex);
  void single_quoted(WordBuilder& builder);
  void double_quoted(WordBuilder& builder);
  void ansi_quoted(WordBuilder& builder);
  void escaped(WordBuilder& builder);
  void bracket_pattern(WordBuilder& builder);

  // parser_expansion.cc
  void dollar(WordBuilder& builder, bool quoted);
  void variable(WordBuilder& builder, bool quoted);
  void parameter(WordBuilder& builder, bool quoted);
  const Node* parameter_substitutions(std::size_t begin, bool quoted);
  bool parameter_character(WordBuilder& inner, bool quoted, bool has_quotes);
  void arithmetic_expansion(WordBuilder& builder, bool quoted, std::size_t skip_count, char open, char close);
  void command_substitution(WordBuilder& builder, bool quoted, PartKind kind, std::size_t open_length, char close);
  void backtick(WordBuilder& builder, bool quoted);

  bool has_continuation_;
  unsigned substitutions_ = 0;  ///< how many $( and <( are open
  std::vector<HereDocument> here_documents_;
  std::size_t here_begin_ = 0;  ///< the first that the next newline may read
};

/// The whole text as a list, read as the dialect of `state` reads it. In: as Parser.
const Node* read_program(ParseState& state, std::string_view text, std::optional<Span> origin, unsigned depth,
                         std::size_t shift = 0);

}  // namespace vg
