// SPDX-License-Identifier: Apache-2.0
/// Builtins that give a variable a value the line holds: printf -v NAME FORMAT …, read NAME <<< TEXT.
#include <string>

#include "core/parse/flatten.h"

namespace vg {
namespace {

bool is_one_name(std::span<const Word> words, std::size_t& at) {
  while (at < words.size() && (words[at].literal() == "-r" || words[at].literal() == "-e")) ++at;
  return at + 1 == words.size();
}

}  // namespace

/// Out: whether the value is known now.
bool Flattener::set_read_value(std::span<const Word> words, std::span<const Redirection> redirections) {
  const std::optional<std::string> program = words.front().literal();
  std::optional<std::string> name, text;
  if (program == "printf" && words.size() > 3 && words[1].literal() == "-v" && redirections.empty()) {
    name = words[2].literal();
    std::vector<Word> printed(words.begin() + 2, words.end());
    printed.front() = words.front();
    Node node;
    node.kind = NodeKind::simple;
    node.words = state_.arena.copy(printed.data(), printed.size());
    text = static_output(node, state_, scope_, 0);
  } else if (program == "read" && redirections.size() == 1) {
    std::size_t at = 1;
    const Redirection& from = redirections.front();
    if (!is_one_name(words, at) || from.fd > 0) return false;
    name = words[at].literal();
    if (from.kind == RedirectionKind::here_string)
      text = from.target.literal();
    else if (from.kind == RedirectionKind::read && from.target.parts.size() == 1 &&
             from.target.parts[0].kind == PartKind::process)
      text = static_output(*from.target.parts[0].node, state_, scope_, 0);
    if (text) *text = text->substr(0, text->find('\n'));
  }
  if (!name || !text || !chars::is_name(*name)) return false;
  WordPart part;
  part.text = state_.arena.copy(*text);
  scope_.set(state_.arena.copy(*name), {.parts = state_.arena.copy(&part, 1)});
  return true;
}

}  // namespace vg
