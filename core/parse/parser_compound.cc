// SPDX-License-Identifier: Apache-2.0
/// Compound commands and functions. Each returns what it understood, complete or not.
#include "core/parse/parser.h"

namespace vg {

Node* Parser::command() {
  skip_blanks();
  const std::size_t begin = pos_;
  std::size_t length = 0;
  const Keyword which = keyword(&length);
  Node* node = nullptr;
  if (is_zsh() && at(0) == '(' && at(1) == ')') {
    if (!enter(begin)) return make(NodeKind::simple, begin);
    advance(2);
    node = anonymous_function(begin), --depth_;
  } else if (at(0) == '(') {
    node = at(1) == '(' && is_arithmetic(skip(pos_, 2)) ? arithmetic_command(begin) : subshell(begin);
  } else if (which == Keyword::none || (which == Keyword::time && !take_time())) {
    const bool repeats = is_zsh() && take_word("repeat");
    if (repeats || (is_zsh() && take_word("foreach"))) {
      if (!enter(begin)) return make(NodeKind::simple, begin);
      node = repeats ? repeat_loop(begin) : zsh_for(begin, false, true), --depth_;
    } else if (stray_keyword() == 0) {
      return simple();
    } else {
      unexpected();
    }
  } else if (which == Keyword::time || which == Keyword::bang) {
    pos_ = begin;
    return enter(begin) ? (node = pipeline(), --depth_, node) : make(NodeKind::simple, begin);
  } else {
    if (!enter(begin)) return make(NodeKind::simple, begin);
    if (which != Keyword::coproc && list_ends())
      unexpected();
    else
      advance(length), node = compound(which);
    --depth_;
  }
  if (node == nullptr) return make(NodeKind::simple, begin);
  trailing_redirections(node);
  node->span = span_from(begin);
  return node;
}

Node* Parser::compound(Keyword which) {
  const std::size_t begin = pos_;
  switch (which) {
    case Keyword::if_: return if_command(begin);
    case Keyword::while_: return while_loop(begin, "while");
    case Keyword::until: return while_loop(begin, "until");
    case Keyword::for_: return for_loop(begin, false);
    case Keyword::select: return for_loop(begin, true);
    case Keyword::case_: return case_command(begin);
    case Keyword::open_brace: return group(begin);
    case Keyword::double_bracket: return test_command(begin);
    case Keyword::function: return function_keyword(begin);
    case Keyword::coproc: return coproc(begin);
    default: return nullptr;
  }
}

void Parser::trailing_redirections(Node* node) {
  if (broken_ || !node->redirections.empty()) return;
  Gather<PendingRedirection> redirections(state_.redirections);
  for (skip_blanks(); !broken_ && redirection_ahead(); skip_blanks()) redirection(redirections);
  if (redirections.empty()) return;
  node->redirections = finish(redirections);
  // `( a ) >f fi`: behind a redirection no reserved word follows without a separator
  if (!broken_ && state_.dialect != Dialect::zsh && keyword() != Keyword::none && list_ends()) unexpected();
}

Node* Parser::group(std::size_t begin) {
  Node* const node = make(NodeKind::group, begin);
  Gather<const Node*> bodies(state_.nodes);
  bodies.push(list(true));
  expect(Keyword::close_brace, "missing '}'");
  skip_blanks();
  if (!broken_ && is_zsh() && take_word("always") && expect(Keyword::open_brace, "missing '{'")) {
    bodies.push(list(true));
    expect(Keyword::close_brace, "missing '}'");
  }
  node->children = bodies.take(state_.arena);
  return node;
}

Node* Parser::subshell(std::size_t begin) {
  Node* const node = make(NodeKind::subshell, begin);
  if (!enter(begin)) return node;
  advance(1);
  const Node* const body = list(true);
  --depth_;
  node->children = state_.arena.copy(&body, 1);
  if (broken_) return node;
  if (at(0) == ')')
    advance(1);
  else
    syntax_error("missing ')'");
  return node;
}

Node* Parser::if_command(std::size_t begin) {
  Gather<const Node*> children(state_.nodes);
  bool has_condition = true;
  while (!broken_) {
    if (has_condition) {
      children.push(list(true));
      skip_newlines();
      if (is_zsh() && keyword() != Keyword::then) {
        if (broken_ || !zsh_branch(children)) break;
        continue;
      }
      if (!expect(Keyword::then, "missing 'then'")) break;
    }
    children.push(list(true));
    if (has_condition && take(Keyword::elif)) continue;
    if (has_condition && take(Keyword::else_)) {
      has_condition = false;
      continue;
    }
    expect(Keyword::fi, "missing 'fi'");
    break;
  }
  Node* const node = make(NodeKind::conditional, begin);
  node->name = "if";
  node->children = children.take(state_.arena);
  return node;
}

const Node* Parser::loop_body() {
  if (is_zsh()) return zsh_body();
  skip_newlines();
  const bool braces = take(Keyword::open_brace);
  if (!braces && !expect(Keyword::do_, "missing 'do'")) return nullptr;
  const Node* const body = list(true);
  if (braces)
    expect(Keyword::close_brace, "missing '}'");
  else
    expect(Keyword::done, "missing 'done'");
  return body;
}

Node* Parser::while_loop(std::size_t begin, std::string_view name) {
  Gather<const Node*> children(state_.nodes);
  children.push(list(true));
  if (is_zsh()) {
    if (!broken_) children.push(zsh_body());
  } else if (expect(Keyword::do_, "missing 'do'")) {
    children.push(list(true));
    expect(Keyword::done, "missing 'done'");
  }
  Node* const node = make(NodeKind::conditional, begin);
  node->name = name;
  node->children = children.take(state_.arena);
  return node;
}

/// The part between `for` and the body. Out: whether it was understood.
bool Parser::loop_values(Node* node) {
  skip_blanks();
  if (starts("((")) {
    const std::size_t begin = pos_;
    advance(2);
    const std::optional<Word> whole = arithmetic_word(begin);
    if (!whole || broken_) return false;
    node->words = state_.arena.copy(&*whole, 1);
    skip_blanks();
    if (at(0) == ';') advance(1);
    return true;
  }
  const Word name = word(WordContext::value);
  const std::optional<std::string> text = name.literal();
  if (broken_ || !text || text->empty()) return unexpected(), false;
  node->name = name.parts.size() == 1 ? name.parts.front().text : state_.arena.copy(*text);
  skip_newlines();
  Gather<Word> words(state_.words);
  if (starts("in") && chars::ends_word(at(2))) {
    advance(2);
    for (skip_blanks(); !broken_ && word_ahead(); skip_blanks()) {
      if (at(0) == '#' && state_.has_comments) break;
      words_into(words, WordContext::argument);
    }
    node->words = words.take(state_.arena);
    skip_comment();
    if (broken_) return false;
    if (at(0) == ';')
      advance(1);
    else if (at(0) != '\n')
      return unexpected(), false;
  } else if (at(0) == ';') {
    advance(1);
  }
  return true;
}

Node* Parser::for_loop(std::size_t begin, bool is_select) {
  if (is_zsh()) return zsh_for(begin, is_select, false);
  Node* const node = make(NodeKind::loop, begin);
  node->is_select = is_select;
  if (!loop_values(node)) return node;
  if (is_select && node->name.empty()) unexpected();
  if (const Node* const body = loop_body()) node->children = state_.arena.copy(&body, 1);
  return node;
}

Node* Parser::case_command(std::size_t begin) {
  Gather<Word> words(state_.words);
  Gather<const Node*> bodies(state_.nodes);
  skip_blanks();
  if (!word_ahead())
    unexpected();
  else
    words.push(word(WordContext::value));
  if (!broken_) skip_newlines();
  const bool has_brace = !broken_ && is_zsh() && take(Keyword::open_brace);
  if (has_brace || (!broken_ && take_word("in"))) {
    while (!broken_) {
      skip_newlines();
      if (take(has_brace ? Keyword::close_brace : Keyword::esac)) break;
      if (at_end())
        syntax_error("missing 'esac'");
      else if (!case_item(words, bodies))
        break;
    }
  } else {
    syntax_error("missing 'in'");
  }
  Node* const node = make(NodeKind::conditional, begin);
  node->name = "case";
  node->words = words.take(state_.arena);
  node->children = bodies.take(state_.arena);
  return node;
}

/// One `pattern | pattern ) list ;;`. Out: whether another may follow; the last needs no `;;` and ends the command.
bool Parser::case_item(Gather<Word>& words, Gather<const Node*>& bodies) {
  if (is_zsh() && at(0) == '(') {
    // the pattern between brackets, or a group that begins one
    WordBuilder builder(state_);
    const std::size_t begin = pos_;
    bracket_group(builder, true);
    if (broken_) return false;
    words.push({span(begin, pos_), builder.take()});
    skip_blanks();
    if (at(0) == ')') advance(1);
    return case_body(bodies);
  }
  if (at(0) == '(') advance(1);
  for (;;) {
    skip_blanks();
    if (at(0) == ')' || at(0) == '|' || chars::ends_word(at(0))) return unexpected(), false;
    words.push(word(WordContext::pattern));
    if (broken_) return false;
    skip_blanks();
    if (at(0) != '|') break;
    advance(1);
  }
  if (at(0) != ')') return syntax_error("missing ')'"), false;
  advance(1);
  return case_body(bodies);
}

bool Parser::case_body(Gather<const Node*>& bodies) {
  bodies.push(list(false));
  if (broken_) return false;
  if (starts(";;&")) return advance(3), true;
  if (starts(";;") || starts(";&") || (is_zsh() && starts(";|"))) return advance(2), true;
  if (is_zsh() && take(Keyword::close_brace)) return false;
  expect(Keyword::esac, "missing 'esac'");
  return false;
}

Node* Parser::function(std::size_t begin, std::string_view name) {
  Node* const node = make(NodeKind::function, begin);
  node->name = name;
  if (!enter(begin)) return node;
  skip_newlines();
  const Keyword which = keyword();
  if (at(0) != '(' && ((which == Keyword::none && !is_zsh()) || list_ends())) {
    unexpected();
  } else {
    const Node* const body = command();
    node->children = state_.arena.copy(&body, 1);
  }
  --depth_;
  node->span = span_from(begin);
  return node;
}

Node* Parser::function_keyword(std::size_t begin) {
  skip_blanks();
  if (is_zsh() && keyword() == Keyword::open_brace) return anonymous_function(begin);
  if (chars::ends_word(at(0))) return unexpected(), make(NodeKind::function, begin);
  const Word name = word(WordContext::value);
  skip_blanks();
  while (is_zsh() && !broken_ && word_ahead() && keyword() == Keyword::none) word(WordContext::value), skip_blanks();
  if (at(0) == '(') {
    const std::size_t open = pos_;
    advance(1);
    skip_blanks();
    if (at(0) == ')')
      advance(1);
    else
      pos_ = open;
  }
  return function(begin, state_.arena.copy(name.literal().value_or(std::string())));
}

/// `coproc command` or `coproc NAME compound`; runs in the background.
Node* Parser::coproc(std::size_t begin) {
  skip_blanks();
  const std::size_t start = pos_;
  if (chars::is_name_start(at(0)) && keyword() == Keyword::none) {
    while (chars::is_name(at(0))) advance(1);
    skip_blanks();
    if (at(0) != '(' && keyword() == Keyword::none) pos_ = start;
  }
  const Node* const body = command();
  Node* const inner = state_.arena.create<Node>(*body);
  inner->background = true;
  const Node* const child = inner;
  Node* const node = make(NodeKind::list, begin);
  node->children = state_.arena.copy(&child, 1);
  return node;
}

}  // namespace vg
