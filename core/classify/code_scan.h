// SPDX-License-Identifier: Apache-2.0
/// Which groups of tokens (code_tokens.h) a piece of code holds, found in one pass over it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vg::rules {

/// A set.
enum CodeGroup : std::uint32_t {
  code_starts = 1u << 0,
  code_deletes = 1u << 1,
  code_decodes = 1u << 2,
  code_evaluates = 1u << 3,
  code_opens_sockets = 1u << 4,
  code_opens_shells = 1u << 5,
  code_fetches = 1u << 6,
  code_calls_decoder = 1u << 7,
  code_posts = 1u << 8,
  code_installs = 1u << 9,
  code_is_native = 1u << 10,
  code_is_loud = 1u << 11,
  code_drops_data = 1u << 12,
  code_spawns_shell = 1u << 13,
  code_dumps_environment = 1u << 14,
  code_names_home = 1u << 15,
  code_deletes_trees = 1u << 16,
  code_writes_files = 1u << 17,
  code_opens_files = 1u << 18,
  code_forks = 1u << 19,
};

/// Out: a set of CodeGroup.
std::uint32_t code_groups(std::string_view code);

/// while (1) fork(), in any spacing.
bool forks_forever(std::string_view code);

/// How often something that deletes is named.
std::size_t count_deleters(std::string_view code);
/// Whether `before` ends with the beginning of such a call.
bool follows_deleter(std::string_view before);

}  // namespace vg::rules
