// SPDX-License-Identifier: Apache-2.0
#include "core/classify/tool.h"

#include "core/classify/location.h"

namespace vg::rules {
namespace {

constexpr NameList harmless_everywhere =
    "--help|--version|--dry-run|--dryrun|--dry-run=client|--dry-run=server|--what-if|--noop|--just-print|--simulate";

/// "-nfd", but not "-pname" where -p takes a value.
bool is_letter_cluster(const Tool& tool, std::string_view arg) {
  constexpr std::size_t longest = 6;
  if (arg.size() > longest || arg[1] == '-') return false;
  for (const char c : arg.substr(1)) {
    const char option[] = {'-', c};
    if (((c | 32) < 'a' || (c | 32) > 'z') || in_list(tool.valued, {option, 2})) return false;
  }
  return true;
}

bool is_version(std::string_view text) {
  if (text.starts_with('v') || text.starts_with('=') || text.starts_with('^') || text.starts_with('~'))
    text.remove_prefix(1);
  return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

/// Alternatives of one word of a verb, "*" and a trailing "*" included.
bool word_fits(std::string_view alternatives, const Arg& arg) {
  if (alternatives == "*") return true;
  if (!arg.known) return false;
  return any_of_list(alternatives, [&](std::string_view name) {
    if (name.find('*') == std::string_view::npos) return arg.text == name;
    return matches_pattern(arg.text, name);
  });
}

/// Number of operands up to the end of the match; 0 where it does not fit.
std::size_t fit(std::string_view verb, const Args& args, const std::vector<std::size_t>& at, std::size_t from) {
  constexpr std::size_t deepest = 7;
  const std::size_t space = verb.find(' ');
  const std::string_view word = verb.substr(0, space);
  const std::string_view rest = space == std::string_view::npos ? std::string_view{} : verb.substr(space + 1);
  if (word == "...") {
    for (std::size_t i = from; i < at.size() && i < deepest; ++i)
      if (const std::size_t end = fit(rest, args, at, i)) return end;
    return 0;
  }
  if (from >= at.size() || !word_fits(word, args[at[from]])) return 0;
  return rest.empty() ? from + 1 : fit(rest, args, at, from + 1);
}

}  // namespace

bool is_harmless_call(const Tool& tool, const Args& args, std::size_t to) {
  for (std::size_t i = 1; i < args.size() && i < to; ++i) {
    const std::string_view arg = args[i].text;
    if (arg == "--") return false;
    if (arg.size() < 2 || arg[0] != '-' || !args[i].known) continue;
    // --version 1.2.3 names one; --version alone asks for it.
    const bool names_one = arg == "--version" && i + 1 < args.size() && i > 1 && is_version(args[i + 1].text);
    if (in_list(harmless_everywhere, arg) && !names_one) return true;
    if (any_of_list(tool.harmless, [&](std::string_view name) {
          // Only the option itself, or a cluster of letters for "-n": "-nfd".
          return arg == name || (name.size() == 2 && tool.style == Style::clusters && is_letter_cluster(tool, arg) &&
                                 is_flag(arg, name, tool.style));
        }))
      return true;
  }
  return false;
}

std::optional<VerbRow> find_verb(const Tool& tool, const Args& args) {
  const std::vector<std::size_t> at = operands(args, tool.valued, 1, tool.style);
  for (const VerbRow& row : tool.verbs) {
    std::size_t used = 0;
    if (row.verb == "()") {
      if (!at.empty()) continue;
    } else if (!row.verb.empty()) {
      for (std::string_view verbs = row.verb; used == 0 && !verbs.empty();) {
        const std::size_t comma = verbs.find(',');
        used = fit(verbs.substr(0, comma), args, at, 0);
        verbs = comma == std::string_view::npos ? std::string_view{} : verbs.substr(comma + 1);
      }
      if (used == 0) continue;
    }
    const std::size_t to = row.payload && used < at.size() ? at[used] : ~std::size_t{0};
    if (!row.with.empty() && !has_flag(args, row.with, 1, to, tool.style)) continue;
    if (!row.without.empty() && has_flag(args, row.without, 1, to, tool.style)) continue;
    if (is_harmless_call(tool, args, to)) continue;
    return row;
  }
  return std::nullopt;
}

}  // namespace vg::rules
