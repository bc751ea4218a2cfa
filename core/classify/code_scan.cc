// SPDX-License-Identifier: Apache-2.0
#include "core/classify/code_scan.h"

#include <array>
#include <cstddef>
#include <span>
#include <string>

#include "core/classify/code_tokens.h"

namespace vg::rules {
namespace {

using namespace code_tokens;

struct Group {
  std::uint32_t group;
  std::span<const std::string_view> tokens;
};

constexpr auto groups = std::to_array<Group>({
    {code_starts, starters},
    {code_deletes, deleters},
    {code_decodes, decoders},
    {code_evaluates, evaluators},
    {code_opens_sockets, sockets},
    {code_opens_shells, shells_spawned},
    {code_fetches, fetchers},
    {code_calls_decoder, decoder_calls},
    {code_posts, posters},
    {code_installs, installers},
    {code_is_native, native},
    {code_is_loud, loud},
    {code_drops_data, droppers},
    {code_spawns_shell, spawned_shells},
    {code_dumps_environment, environment_dumps},
    {code_names_home, home_names},
    {code_deletes_trees, tree_deleters},
    {code_writes_files, file_writers},
    {code_opens_files, file_openers},
    {code_forks, forks},
});

constexpr std::size_t token_count() {
  std::size_t count = 0;
  for (const Group& group : groups) count += group.tokens.size();
  return count;
}

/// The tokens by a hash of their first two bytes: at most places of a text there is none to compare with.
class TokenIndex {
 public:
  consteval TokenIndex() {
    std::array<std::uint16_t, buckets + 1> sizes{};
    for (const Group& group : groups)
      for (const std::string_view token : group.tokens) ++sizes[bucket(token[0], token.size() > 1 ? token[1] : '\0')];
    for (std::size_t i = 0; i < buckets; ++i) begins_[i + 1] = static_cast<std::uint16_t>(begins_[i] + sizes[i]);
    std::array<std::uint16_t, buckets + 1> next = begins_;
    for (const Group& group : groups)
      for (const std::string_view token : group.tokens) {
        const std::size_t at = bucket(token[0], token.size() > 1 ? token[1] : '\0');
        tokens_[next[at]++] = {token, group.group};
        groups_[at] |= group.group;
      }
  }

  std::uint32_t scan(std::string_view code) const {
    std::uint32_t found = code.find('`') == std::string_view::npos ? 0u : std::uint32_t{code_starts};
    for (std::size_t i = 0; i + 1 < code.size(); ++i) {
      const std::size_t at = bucket(code[i], code[i + 1]);
      if ((groups_[at] & ~found) == 0) continue;
      for (std::size_t k = begins_[at]; k < begins_[at + 1]; ++k)
        if ((found & tokens_[k].group) == 0 && ends_like(code.substr(i), tokens_[k].text) &&
            code.substr(i).starts_with(tokens_[k].text))
          found |= tokens_[k].group;
    }
    return found;
  }

 private:
  static constexpr std::size_t buckets = 2048;
  static constexpr std::size_t bucket(char first, char second) {
    return (static_cast<unsigned char>(first) * 37u + static_cast<unsigned char>(second)) % buckets;
  }

  /// The last byte tells most tokens apart that begin alike.
  static constexpr bool ends_like(std::string_view code, std::string_view token) {
    return code.size() >= token.size() && code[token.size() - 1] == token.back();
  }

  struct Token {
    std::string_view text;
    std::uint32_t group = 0;
  };
  std::array<Token, token_count()> tokens_{};
  std::array<std::uint16_t, buckets + 1> begins_{};
  std::array<std::uint32_t, buckets> groups_{};  ///< of all tokens in a bucket
};

constexpr TokenIndex index;

template <std::size_t N>
bool holds_any(std::string_view code, const std::array<std::string_view, N>& tokens) {
  for (const std::string_view token : tokens)
    if (code.find(token) != std::string_view::npos) return true;
  return false;
}

}  // namespace

bool forks_forever(std::string_view code) {
  std::string dense;
  for (const char c : code)
    if (c != ' ' && c != '\n' && c != '\t') dense += c;
  constexpr auto loops = std::to_array<std::string_view>(
      {"while(1)", "while(true)", "for(;;)", "whileTrue:", "while1:", "loop{", "whiletruedo", "loopdo"});
  constexpr auto calls = std::to_array<std::string_view>({"fork(", "fork}", "os.fork", "fork;"});
  constexpr auto endings = std::to_array<std::string_view>({"forkwhile", "fork()while", "loop{fork"});
  return holds_any(dense, endings) || (holds_any(dense, loops) && holds_any(dense, calls));
}

std::size_t count_deleters(std::string_view code) {
  std::size_t count = 0;
  for (const std::string_view token : deleters)
    for (std::size_t at = code.find(token); at != std::string_view::npos; at = code.find(token, at + token.size()))
      ++count;
  return count;
}

bool follows_deleter(std::string_view before) {
  if (before.ends_with('r') || before.ends_with('f')) before.remove_suffix(1);
  const bool called = before.ends_with('(');
  for (std::string_view token : deleters) {
    if (before.ends_with(token)) return true;
    if (called && before.substr(0, before.size() - 1).ends_with(token)) return true;
  }
  return false;
}

std::uint32_t code_groups(std::string_view code) {
  return index.scan(code);
}

}  // namespace vg::rules
