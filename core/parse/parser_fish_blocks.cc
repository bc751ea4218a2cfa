// SPDX-License-Identifier: Apache-2.0
/// Blocks of fish, and the two builtins that are assignments and functions elsewhere. Source: the manual pages of
/// fish(1) for each of them
#include <array>

#include "core/parse/parser_fish.h"

namespace vg {
namespace {

bool is_option(const Word& word) {
  const std::string text = word.literal_prefix();
  return text.size() > 1 && text[0] == '-';
}

/// The text behind `prefix` in the literal start of a word.
Word behind(const Word& word, std::size_t prefix, Arena& arena) {
  std::vector<WordPart> parts(word.parts.begin(), word.parts.end());
  std::size_t first = 0;
  while (first < parts.size() && prefix >= parts[first].text.size()) prefix -= parts[first++].text.size();
  if (first < parts.size()) parts[first].text.remove_prefix(prefix);
  return {word.span, arena.copy(parts.data() + first, parts.size() - first)};
}

constexpr std::array<std::string_view, 10> list_positions{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"};

}  // namespace

Node* FishParser::block(Keyword which, std::size_t begin) {
  switch (which) {
    case Keyword::if_: return if_command(begin);
    case Keyword::while_: return while_loop(begin);
    case Keyword::for_: return for_loop(begin);
    case Keyword::switch_: return switch_command(begin);
    case Keyword::function: return function(begin);
    case Keyword::open_brace: return group(begin, Keyword::close_brace);
    default: return group(begin, Keyword::end);
  }
}

void FishParser::expect_end() {
  if (broken_ || take(Keyword::end)) return;
  if (at_end()) return syntax_error("missing 'end'");
  unexpected();
}

void FishParser::trailing_redirections(Node* node) {
  std::vector<Redirection> list;
  Gather<Redirection> redirections(list);
  std::size_t length = 0;
  for (skip_blanks(); !broken_ && pipe_ahead(&length) == Pipe::none && redirection_ahead(); skip_blanks())
    redirection(redirections);
  node->redirections = redirections.take(state_.arena);
}

Node* FishParser::group(std::size_t begin, Keyword close) {
  const Node* const body = list();
  if (close == Keyword::end)
    expect_end();
  else if (!broken_ && !take(close))
    syntax_error("missing '}'");
  Node* const node = make(NodeKind::group, begin);
  node->children = state_.arena.copy(&body, 1);
  return node;
}

/// The first job, and those that `and` and `or` join to it.
const Node* FishParser::condition() {
  Gather<const Node*> children(state_.nodes);
  const std::size_t begin = pos_;
  children.push(conjunction());
  while (!broken_ && separator(children)) {
    if (children.back()->background) syntax_error("a background job as condition");
    skip_newlines();
    while (raw(pos_) == ';') take(1), skip_newlines();
    std::size_t length = 0;
    const Keyword which = keyword(&length);
    if (which != Keyword::and_ && which != Keyword::or_) break;
    take(length);
    children.back() = joined(children.back(), conjunction(), which == Keyword::or_);
  }
  Node* const node = make(NodeKind::list, begin);
  node->children = children.take(state_.arena);
  return node;
}

Node* FishParser::if_command(std::size_t begin) {
  Gather<const Node*> children(state_.nodes);
  bool has_condition = true;
  while (!broken_) {
    if (has_condition) children.push(condition());
    if (broken_) break;
    children.push(list());
    if (broken_ || !has_condition || !take(Keyword::else_)) {
      expect_end();
      break;
    }
    skip_blanks();
    has_condition = take(Keyword::if_);
    skip_comment();
    if (!has_condition && !at_end() && raw(pos_) != ';' && raw(pos_) != '\n') unexpected();
  }
  Node* const node = make(NodeKind::conditional, begin);
  node->name = "if";
  node->children = children.take(state_.arena);
  return node;
}

Node* FishParser::while_loop(std::size_t begin) {
  Gather<const Node*> children(state_.nodes);
  children.push(condition());
  if (!broken_) children.push(list());
  expect_end();
  Node* const node = make(NodeKind::conditional, begin);
  node->name = "while";
  node->children = children.take(state_.arena);
  return node;
}

Node* FishParser::for_loop(std::size_t begin) {
  Node* const node = make(NodeKind::loop, begin);
  skip_blanks();
  if (!word_ahead()) return unexpected(), node;
  const Word name = word();
  const std::optional<std::string> text = name.literal();
  if (!text || !chars::is_name(*text)) return syntax_error("no name of a variable"), node;
  node->name = state_.arena.copy(*text);
  skip_blanks();
  if (!starts("in") || !ends_word(pos_ + 2)) return syntax_error("missing 'in'"), node;
  take(2);
  {
    Gather<Word> words(state_.words);
    for (skip_blanks(); !broken_ && word_ahead() && raw(pos_) != '#'; skip_blanks()) words_into(words);
    node->words = words.take(state_.arena);
  }
  skip_comment();
  if (!broken_ && raw(pos_) != ';' && raw(pos_) != '\n') unexpected();
  if (broken_) return node;
  const Node* const body = list();
  node->children = state_.arena.copy(&body, 1);
  expect_end();
  return node;
}

Node* FishParser::switch_command(std::size_t begin) {
  Gather<Word> words(state_.words);
  Gather<const Node*> bodies(state_.nodes);
  skip_blanks();
  if (word_ahead())
    words.push(word());
  else
    unexpected();
  skip_blanks();
  skip_comment();
  if (!broken_ && raw(pos_) != ';' && raw(pos_) != '\n') unexpected();
  while (!broken_) {
    for (skip_newlines(); raw(pos_) == ';'; skip_newlines()) take(1);
    if (!take(Keyword::case_)) break;
    for (skip_blanks(); !broken_ && word_ahead() && raw(pos_) != '#'; skip_blanks()) words_into(words);
    skip_comment();
    if (!broken_ && raw(pos_) != ';' && raw(pos_) != '\n') unexpected();
    if (!broken_) bodies.push(list());
  }
  expect_end();
  Node* const node = make(NodeKind::conditional, begin);
  node->name = "case";
  node->words = words.take(state_.arena);
  node->children = bodies.take(state_.arena);
  return node;
}

Node* FishParser::function(std::size_t begin) {
  Node* const node = make(NodeKind::function, begin);
  {
    Gather<Word> words(state_.words);
    for (skip_blanks(); !broken_ && word_ahead() && raw(pos_) != '#'; skip_blanks()) words_into(words);
    node->words = words.take(state_.arena);
  }
  if (node->words.empty()) unexpected();
  skip_comment();
  if (broken_) return node;
  if (raw(pos_) != ';' && raw(pos_) != '\n') return unexpected(), node;
  node->name = state_.arena.copy(node->words[0].literal().value_or(std::string()));
  const Node* const body = with_names(list(), node->words.subspan(1));
  node->children = state_.arena.copy(&body, 1);
  expect_end();
  return node;
}

/// `--argument-names a b`: the body begins with a=$1 b=$2.
const Node* FishParser::with_names(const Node* body, std::span<const Word> header) {
  std::vector<Assignment> assignments;
  bool names_follow = false;
  for (const Word& word : header) {
    const std::string text = word.literal().value_or("");
    if (text.starts_with('-'))
      names_follow = text == "-a" || text == "--argument-names";
    else if (names_follow && chars::is_name(text) && assignments.size() < list_positions.size()) {
      const WordPart part{.kind = PartKind::variable, .quoted = true, .text = list_positions[assignments.size()]};
      assignments.push_back(
          {.span = word.span, .name = state_.arena.copy(text), .value = {word.span, state_.arena.copy(&part, 1)}});
    }
  }
  if (assignments.empty()) return body;
  Node* const first = state_.arena.create<Node>({.kind = NodeKind::simple, .span = assignments.front().span});
  first->assignments = state_.arena.copy(assignments.data(), assignments.size());
  Gather<const Node*> children(state_.nodes);
  children.push(first);
  for (const Node* child : body->children) children.push(child);
  return state_.arena.create<Node>(
      {.kind = NodeKind::list, .span = body->span, .children = children.take(state_.arena)});
}

/// `set -gx NAME value…` assigns; the options become the name of the node. Other forms of `set` stay commands.
void FishParser::set_command(Node* node) {
  const std::span<const Word> words = node->words;
  if (words.front().literal() != "set" || !node->assignments.empty()) return;
  std::size_t at = 1;
  Assignment result;
  for (; at < words.size() && is_option(words[at]); ++at) {
    const std::string option = words[at].literal().value_or("?");
    if (option == "--") {
      ++at;
      break;
    }
    const bool is_long = option.starts_with("--");
    const bool assigns = is_long ? option != "--erase" && option != "--query" && option != "--names" &&
                                       option != "--show" && option != "--help"
                                 : option.find_first_of("eqnSh?") == std::string::npos;
    if (!assigns) return;
    result.append |=
        option == "--append" || option == "--prepend" || (!is_long && option.find_first_of("ap") != std::string::npos);
  }
  if (at == words.size()) return;
  const std::optional<std::string> name = words[at].literal();
  const std::string_view plain = name ? std::string_view(*name).substr(0, name->find('[')) : std::string_view{};
  // `set x` alone empties x: that is an assignment too.
  if (!chars::is_name(plain)) return;
  result.name = state_.arena.copy(plain);
  result.span = {words[at].span.begin, words.back().span.end};
  if (plain.size() < name->size()) result.subscript = words[at];
  const std::span<const Word> values = words.subspan(at + 1);
  if (values.size() == 1 && !result.append) {
    result.value = values.front();
  } else {
    result.is_array = true;
    result.elements = values;
  }
  if (at > 1) {
    std::string options;
    for (const Word& word : words.subspan(1, at - 1)) options += word.literal().value_or("?") + " ";
    node->name = state_.arena.copy(options);
  }
  node->assignments = state_.arena.copy(&result, 1);
  node->words = {};
}

/// `alias NAME=TEXT` and `alias NAME TEXT` define a function at once.
Node* FishParser::alias_command(Node* node) {
  const std::span<const Word> words = node->words;
  if (words.empty() || words.front().literal() != "alias") return node;
  std::size_t at = 1;
  while (at < words.size() && is_option(words[at])) ++at;
  if (at == words.size()) return node;
  const std::string first = words[at].literal().value_or("");
  const std::size_t equals = first.find('=');
  std::string name = first.substr(0, equals);
  std::optional<std::string> text;
  if (equals != std::string::npos && at + 1 == words.size())
    text = behind(words[at], equals + 1, state_.arena).literal();
  else if (equals == std::string::npos && at + 2 == words.size())
    text = words[at + 1].literal();
  if (!text || name.empty() || text->size() > state_.bytes_left || depth_ >= parse_max_depth) return node;
  state_.bytes_left -= text->size();
  const std::string body = *text + " $argv";
  FishParser inside(state_, state_.arena.copy(body), words.back().span, depth_ + 1, 0);
  const Node* const tree = inside.program();
  Node* const function = state_.arena.create<Node>({.kind = NodeKind::function, .span = node->span});
  function->name = state_.arena.copy(name);
  function->children = state_.arena.copy(&tree, 1);
  const std::array<const Node*, 2> both{node, function};
  return state_.arena.create<Node>(
      {.kind = NodeKind::list, .span = node->span, .children = state_.arena.copy(both.data(), both.size())});
}

}  // namespace vg
