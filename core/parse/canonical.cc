// SPDX-License-Identifier: Apache-2.0
/// The encoding trust keys and tickets are made of. Every field is preceded by its length or is of fixed size, so no
/// two different commands share one.
#include <algorithm>

#include "core/parse/command.h"

namespace vg {
namespace {

constexpr char version = 1;

class Encoder {
 public:
  Encoder(char form, std::string_view text) : text_(text) { out_ = {version, form}; }

  void byte(unsigned value) { out_ += static_cast<char>(static_cast<unsigned char>(value)); }
  void number(std::uint64_t value) {
    for (int shift = 0; shift < 32; shift += 8) byte((value >> shift) & 0xff);
  }
  void field(std::string_view value) {
    number(value.size());
    out_ += value;
  }
  void source(Span span) { field(text_.substr(span.begin, span.end - span.begin)); }
  void word(const Word& word);
  void words(std::span<const Word> words);
  void assignment(const Assignment& assignment);
  void redirection(const Redirection& redirection);
  void node(const Node& node);
  std::string take() { return std::move(out_); }

 private:
  std::string_view text_;
  std::string out_;
};

/// Neighbouring literals are one, however they were quoted.
void Encoder::word(const Word& word) {
  std::string literal;
  const auto flush = [&] {
    if (literal.empty()) return;
    byte('l');
    field(literal);
    literal.clear();
  };
  for (const WordPart& part : word.parts) {
    if (part.kind == PartKind::literal && !part.is_tilde) {
      literal += part.text;
      continue;
    }
    flush();
    byte(part.is_tilde ? '~' : 'a' + static_cast<unsigned>(part.kind));
    byte(part.quoted ? 1 : 0);
    field(part.text);
    const bool has_tree = (part.kind == PartKind::command || part.kind == PartKind::process) && part.node != nullptr;
    byte(has_tree ? 1 : 0);
    if (has_tree) node(*part.node);
  }
  flush();
  byte('.');
}

void Encoder::words(std::span<const Word> words) {
  number(words.size());
  for (const Word& each : words) word(each);
}

void Encoder::assignment(const Assignment& assignment) {
  field(assignment.name);
  byte((assignment.append ? 1U : 0U) | (assignment.is_array ? 2U : 0U));
  word(assignment.subscript);
  word(assignment.value);
  words(assignment.elements);
}

void Encoder::redirection(const Redirection& redirection) {
  byte(static_cast<unsigned>(redirection.kind));
  number(static_cast<std::uint64_t>(redirection.fd) + 1);
  field(redirection.op);
  field(redirection.fd_name);
  word(redirection.target);
  byte(redirection.body_is_literal ? 1 : 0);
  field(redirection.body);
}

void Encoder::node(const Node& node) {
  byte(static_cast<unsigned>(node.kind));
  byte((node.negated ? 1U : 0U) | (node.background ? 2U : 0U) | (node.after_or ? 4U : 0U) | (node.is_select ? 8U : 0U));
  field(node.name);
  // The tree does not keep which pattern belongs to which list, nor what a test or a c-style for is made of.
  const bool keeps_source =
      node.kind == NodeKind::test || node.name == "case" || (node.kind == NodeKind::loop && node.name.empty());
  if (keeps_source) source(node.span);
  number(node.assignments.size());
  for (const Assignment& each : node.assignments) assignment(each);
  words(node.words);
  number(node.redirections.size());
  for (const Redirection& each : node.redirections) redirection(each);
  number(node.children.size());
  for (const Node* child : node.children) this->node(*child);
}

/// nullopt where a word is not literal; an unexpanded tilde is not.
std::optional<std::string> encode_argv(std::span<const Word> words) {
  Encoder encoder('A', {});
  encoder.number(words.size());
  for (const Word& word : words) {
    const std::optional<std::string> value = word.literal();
    if (!value || (word.is_tilde() && word.parts.front().text.starts_with('~'))) return std::nullopt;
    encoder.field(*value);
  }
  return encoder.take();
}

/// Builtins in front that have the shell itself start what follows.
std::span<const Word> without_builtins(std::span<const Word> words) {
  while (words.size() > 1) {
    const std::optional<std::string> name = words[0].literal();
    const bool is_prefix =
        name == "command" || name == "builtin" || name == "exec" || name == "noglob" || name == "nocorrect";
    if (!is_prefix || words[1].literal_prefix().starts_with('-')) break;
    words = words.subspan(1);
  }
  return words;
}

}  // namespace

std::string Command::canonical() const {
  if (request->is_argv()) {
    Encoder encoder('A', {});
    encoder.number(request->argv.size());
    for (const std::string& argument : request->argv) encoder.field(argument);
    return encoder.take();
  }
  // What was not understood stands for itself.
  if (root == nullptr || !problems.empty()) {
    Encoder encoder('S', {});
    encoder.byte(static_cast<unsigned>(request->dialect));
    encoder.field(text);
    return encoder.take();
  }
  if (root->children.size() == 1) {
    const Node& only = *root->children.front();
    const bool is_plain = only.kind == NodeKind::simple && !only.background && only.assignments.empty() &&
                          only.redirections.empty() && units.size() == 1;
    if (is_plain)
      if (std::optional<std::string> argv = encode_argv(units.front().words)) return *argv;
  }
  Encoder encoder('T', text);
  encoder.byte(request->dialect == Dialect::sh ? static_cast<unsigned>(Dialect::bash)
                                               : static_cast<unsigned>(request->dialect));
  encoder.node(*root);
  return encoder.take();
}

std::optional<std::string> Command::canonical(const Invocation& invocation) {
  if (invocation.started.empty() || invocation.node == nullptr || !invocation.node->assignments.empty())
    return std::nullopt;
  const bool only_duplicates = std::all_of(invocation.node->redirections.begin(), invocation.node->redirections.end(),
                                           [](const Redirection& r) { return r.kind == RedirectionKind::duplicate; });
  if (!only_duplicates) return std::nullopt;
  return encode_argv(without_builtins(invocation.started));
}

}  // namespace vg
