// SPDX-License-Identifier: Apache-2.0
/// What a piece of shell prints when all it gets is literal: how commands hide in plain sight. Pipelines, functions and
/// loops of the line are followed; nothing is run.
#include <algorithm>

#include "core/base/byte_set.h"
#include "core/base/path.h"
#include "core/parse/assign.h"
#include "core/parse/expand.h"
#include "core/parse/payload.h"
#include "core/parse/printers.h"

namespace vg {
namespace {

constexpr ByteSet expanding("$`\\");
constexpr int max_depth = 6;
constexpr std::size_t max_rounds = 64;
constexpr std::string_view declarers = "local declare typeset export readonly";

/// One walk over what prints. The scope is copied before the first command that changes it.
class Reader {
 public:
  Reader(ParseState& state, const Scope& scope, int depth) : state_(state), scope_(&scope), depth_(depth) {}

  Output node(const Node& node, const Output& input);
  Output members(std::span<const Node* const> members, Output input);

 private:
  Output simple(const Node& node, const Output& input);
  Output list(const Node& node, const Output& input);
  Output loop(const Node& node, const Output& input);
  Output chain(const Node& node, const Output& input);
  Output call(const Node& function, std::span<const Word> words, const Output& input);
  Output redirected(const Node& node, bool& understood);
  bool changes_variables(const Node& node);
  bool is_silent(const Node& node);
  const Node* function_of(const Word& word) const;
  Scope& own_scope();
  std::optional<std::string> input_text(const Redirection& redirection);

  ParseState& state_;
  const Scope* scope_;
  std::optional<Scope> own_;
  int depth_;
};

Scope& Reader::own_scope() {
  if (!own_) {
    state_.work.spend(scope_->cost());
    own_ = *scope_;
    scope_ = &*own_;
  }
  return *own_;
}

const Node* Reader::function_of(const Word& word) const {
  if (state_.functions.empty()) return nullptr;
  const std::optional<std::string> name = word.literal();
  for (auto function = state_.functions.rbegin(); name && function != state_.functions.rend(); ++function)
    if ((*function)->name == *name) return *function;
  return nullptr;
}

/// The text that one redirection of standard input gives; nullopt where it is not literal.
std::optional<std::string> Reader::input_text(const Redirection& redirection) {
  if (redirection.kind == RedirectionKind::here_string) {
    std::optional<std::string> text = Expander(state_, *scope_, depth_).value(redirection.target).literal();
    if (text) *text += '\n';
    return text;
  }
  if (redirection.kind == RedirectionKind::here_document)
    return redirection.body_is_literal || !expanding.is_in(redirection.body)
               ? std::optional(std::string(redirection.body))
               : std::nullopt;
  if (redirection.kind != RedirectionKind::read) return std::nullopt;
  const std::span<const WordPart> parts = redirection.target.parts;
  if (parts.size() == 1 && parts[0].kind == PartKind::process)
    return static_output(*parts[0].node, state_, *scope_, depth_ + 1);
  const std::optional<std::string> name = Expander(state_, *scope_, depth_).value(redirection.target).literal();
  return name ? files_or_input({*name}, 0, *scope_, std::nullopt) : std::nullopt;
}

/// What is redirected into standard input. Out: `understood` is false where standard output goes elsewhere.
Output Reader::redirected(const Node& node, bool& understood) {
  Output input;
  for (const Redirection& redirection : node.redirections) {
    const bool is_input = redirection.fd <= 0 && redirection.kind != RedirectionKind::write &&
                          redirection.kind != RedirectionKind::append;
    if (is_input) {
      input = input_text(redirection);
      if (!input) understood = false;
    } else if (redirection.fd != 2) {
      understood = false;
    }
  }
  return input;
}

/// The words behind env, nice, command and the like.
std::span<const Word> without_wrappers(std::span<const Word> words, ParseState& state) {
  constexpr int most = 4;
  for (int i = 0; i < most && words.size() > 1; ++i) {
    const std::optional<std::string> name = words.front().literal();
    if (!name || find_printer(base_name(*name)) != nullptr) break;
    const Payloads payloads = find_payloads(words, base_name(*name), state.dialect, state.arena);
    if (payloads.items.size() != 1 || payloads.items[0].kind != Payload::Kind::program) break;
    if ((payloads.row->traits & (elsewhere | stays)) != 0) break;
    words = payloads.items[0].words;
  }
  return words;
}

Output Reader::simple(const Node& node, const Output& upstream) {
  bool understood = true;
  // $(<file)
  if (node.words.empty() && node.assignments.empty() && node.redirections.size() == 1)
    return redirected(node, understood);
  if (!node.assignments.empty() || node.words.empty()) return std::nullopt;
  const Word& first = node.words.front();
  if (first.parts.size() == 1 && first.parts[0].kind == PartKind::literal) {
    // cheap way out before anything is expanded
    const std::string_view name = base_name(first.parts[0].text);
    if (find_printer(name) == nullptr && wrapper_rows(name).empty() && function_of(first) == nullptr)
      return std::nullopt;
  }
  const std::span<const Word> expanded = Expander(state_, *scope_, depth_).words(node.words);
  if (expanded.empty()) return std::nullopt;
  Output input = redirected(node, understood);
  if (!understood) return std::nullopt;
  if (!input) input = upstream;
  if (const Node* const function = function_of(expanded.front())) return call(*function, expanded, input);
  Arguments words;
  for (const Word& word : without_wrappers(expanded, state_)) {
    Output text = word.literal();
    if (!text) return std::nullopt;
    words.push_back(std::move(*text));
  }
  const PrinterRow* const row = find_printer(base_name(words.front()));
  if (row == nullptr || !state_.work.spend(word_cost + (input ? input->size() : 0))) return std::nullopt;
  Output out = row->print(words, *scope_, input);
  return out && out->size() <= max_output ? out : std::nullopt;
}

/// A function of the line, called with these words.
Output Reader::call(const Node& function, std::span<const Word> words, const Output& input) {
  if (depth_ >= max_depth || function.children.empty()) return std::nullopt;
  Reader inner(state_, *scope_, depth_ + 1);
  inner.own_scope().set_positional(words.subspan(1));
  inner.own_scope().trust();
  return inner.node(*function.children.front(), input);
}

/// x=1, local x=1, shift: done here. Out: whether it was one of them.
bool Reader::changes_variables(const Node& node) {
  if (node.kind != NodeKind::simple || !node.redirections.empty()) return false;
  Expander expander(state_, *scope_, depth_);
  if (node.words.empty()) {
    if (node.assignments.empty()) return false;
    for (const Assignment& assignment : expander.assignments(node.assignments)) {
      assign(assignment, state_, own_scope());
    }
    return true;
  }
  const std::optional<std::string> name = node.words.front().literal();
  if (!name || !node.assignments.empty()) return false;
  if (*name == "shift" && node.words.size() == 1) {
    const std::optional<Value> all = scope_->find("@");
    if (!all || all->list.empty()) return false;
    own_scope().set_positional(all->list.subspan(1));
    return true;
  }
  if (!holds_option(declarers, *name)) return false;
  for (const Word& word : expander.words(node.words).subspan(1)) {
    const std::optional<Assignment> assignment = as_assignment(word, state_.arena);
    if (assignment) assign(*assignment, state_, own_scope());
    if (!assignment && word.literal_prefix().starts_with('-')) return false;
  }
  return true;
}

/// Prints nothing and changes nothing that is followed here.
bool Reader::is_silent(const Node& node) {
  if (node.kind == NodeKind::function) return true;
  if (node.kind != NodeKind::simple || node.words.empty()) return false;
  const std::optional<std::string> name = node.words.front().literal();
  return name && holds_option(": true return set shopt trap", *name);
}

Output Reader::list(const Node& node, const Output& input) {
  std::string all;
  for (const Node* child : node.children) {
    if (is_silent(*child) || changes_variables(*child)) continue;
    const Output part = this->node(*child, input);
    if (!part || all.size() + part->size() > max_output) return std::nullopt;
    all += *part;
  }
  return node.children.empty() ? std::nullopt : Output(all);
}

/// a && b prints both, a || b the first: printers succeed.
Output Reader::chain(const Node& node, const Output& input) {
  std::string all;
  for (const Node* child : node.children) {
    if (child->after_or) continue;
    if (is_silent(*child) || changes_variables(*child)) continue;
    const Output part = this->node(*child, input);
    if (!part || all.size() + part->size() > max_output) return std::nullopt;
    all += *part;
  }
  return all;
}

/// for x in WORDS: what the body prints for each.
Output Reader::loop(const Node& node, const Output& input) {
  if (node.name.empty() || node.children.empty()) return std::nullopt;
  std::span<const Word> values = Expander(state_, *scope_, depth_).words(node.words);
  if (node.words.empty()) {
    const std::optional<Value> all = scope_->find("@");
    if (!all) return std::nullopt;
    values = all->list;
  }
  if (values.size() > max_rounds) return std::nullopt;
  std::string all;
  for (const Word& value : values) {
    if (!state_.work.spend(node_cost)) return std::nullopt;
    own_scope().set(node.name, {.parts = value.parts});
    const Output part = this->node(*node.children.front(), input);
    if (!part || all.size() + part->size() > max_output) return std::nullopt;
    all += *part;
  }
  return all;
}

Output Reader::members(std::span<const Node* const> members, Output input) {
  for (const Node* member : members) {
    input = Reader(state_, *scope_, depth_ + 1).node(*member, input);
    if (!input) return std::nullopt;
  }
  return input;
}

Output Reader::node(const Node& node, const Output& input) {
  if (depth_ > max_depth || node.background || node.negated || !state_.work.spend(node_cost)) return std::nullopt;
  if (node.kind == NodeKind::simple) return simple(node, input);
  if (node.kind == NodeKind::pipeline) return members(node.children, input);
  bool understood = true;
  const Output own = redirected(node, understood);
  if (!understood) return std::nullopt;
  const Output& from = own ? own : input;
  switch (node.kind) {
    case NodeKind::list:
    case NodeKind::group: return list(node, from);
    case NodeKind::subshell: return Reader(state_, *scope_, depth_ + 1).list(node, from);
    case NodeKind::and_or: return chain(node, from);
    case NodeKind::loop: return loop(node, from);
    default: return std::nullopt;
  }
}

}  // namespace

std::optional<std::string> static_output(std::span<const Node* const> members, ParseState& state, const Scope& scope,
                                         int depth) {
  if (depth > max_depth || members.empty()) return std::nullopt;
  return Reader(state, scope, depth).members(members, std::nullopt);
}

std::optional<std::string> static_output(const Node& node, ParseState& state, const Scope& scope, int depth) {
  return Reader(state, scope, depth).node(node, std::nullopt);
}

}  // namespace vg
