// SPDX-License-Identifier: Apache-2.0
/// Files that the line writes and reads again: echo TEXT > f; $(cat f), sh f, read x < f.
#include <algorithm>
#include <vector>

#include "core/base/path.h"
#include "core/parse/flatten.h"
#include "core/parse/printers.h"

namespace vg {
namespace {

bool writes(const Redirection& redirection) {
  const bool is_output = redirection.kind == RedirectionKind::write || redirection.kind == RedirectionKind::append;
  return is_output && (redirection.fd < 0 || redirection.fd == 1);
}

constexpr std::size_t file_cost = 150;  // unit: see Work

/// Programs that leave a file they name as it is.
constexpr std::string_view readers =
    ". [ bash cat chmod cut dash echo eval exec file grep head less ls mapfile more paste printf read readarray rm sh "
    "sort source stat sudo tac tail test wc xargs zsh ksh env python3 perl node awk";

}  // namespace

/// What a file holds that the line has written.
std::optional<std::string> Flattener::file_text(const Word& name) {
  if (!scope_.has_files()) return std::nullopt;
  const std::optional<std::string> path = name.literal();
  return path ? files_or_input({*path}, 0, scope_, std::nullopt) : std::nullopt;
}

/// What `node` would print if its output were not redirected.
std::optional<std::string> Flattener::written_text(const Node& node, std::span<const Node* const> upstream) {
  // cheap way out: nobody knows what this prints
  const auto is_plain = [](const Node& n) {
    return n.kind == NodeKind::simple && !n.words.empty() && n.words[0].parts.size() == 1 &&
           n.words[0].parts[0].kind == PartKind::literal;
  };
  if (is_plain(node) && state_.functions.empty()) {
    const std::string_view name = base_name(node.words[0].parts[0].text);
    if (find_printer(name) == nullptr && wrapper_rows(name).empty()) return std::nullopt;
  }
  Node bare = node;
  std::vector<Redirection> inputs;
  std::copy_if(node.redirections.begin(), node.redirections.end(), std::back_inserter(inputs),
               [](const Redirection& r) { return !writes(r); });
  bare.redirections = inputs;
  std::vector<const Node*> members(upstream.begin(), upstream.end());
  members.push_back(&bare);
  return static_output(members, state_, scope_, 0);
}

/// tee FILE, cp FILE COPY; anything else that names a file of the line may have changed it.
void Flattener::note_copies(std::span<const Word> words, std::span<const Node* const> upstream) {
  const std::optional<std::string> program = words.front().literal();
  if (!program) return;
  const std::string_view name = base_name(*program);
  if (name == "tee" && !upstream.empty()) {
    if (!state_.work.spend(file_cost * words.size())) return;
    const std::optional<std::string> text = static_output(upstream, state_, scope_, 0);
    for (const Word& word : words.subspan(1))
      if (const auto path = word.literal(); path && !path->starts_with('-'))
        scope_.set_file(*path, text ? std::optional(Value{.parts = literal_word(*text).parts}) : std::nullopt);
    return;
  }
  if (!scope_.has_files()) return;
  const bool copies = name == "cp" || name == "mv" || name == "ln" || name == "install";
  if (copies && words.size() >= 3) {
    const std::optional<std::string> from = words[words.size() - 2].literal(), to = words.back().literal();
    if (from && to) scope_.set_file(*to, scope_.file(*from));
    return;
  }
  if (holds_option(readers, name)) return;
  for (const Word& word : words.subspan(1))
    if (const auto path = word.literal(); path && state_.work.spend(scope_.cost()))
      scope_.forget_files(base_name(*path));
}

void Flattener::note_files(const Start& start, std::span<const Node* const> upstream) {
  const bool redirects = std::any_of(start.redirections.begin(), start.redirections.end(), writes);
  if (redirects) {
    const std::optional<std::string> text = written_text(*start.node, upstream);
    for (const Redirection& redirection : start.redirections) {
      const std::optional<std::string> path = writes(redirection) ? redirection.target.literal() : std::nullopt;
      if (!path || path->starts_with("/dev/") || !state_.work.spend(file_cost + scope_.cost() + path->size())) continue;
      std::string all = text.value_or("");
      if (redirection.kind == RedirectionKind::append) all = file_text(redirection.target).value_or("") + all;
      const bool is_known = text && all.size() <= max_output;
      scope_.set_file(*path, is_known ? std::optional(Value{.parts = literal_word(all).parts}) : std::nullopt);
    }
  }
  if (!start.words.empty()) note_copies(start.words, upstream);
}

}  // namespace vg
