// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/parse/command.h"

namespace vg {

/// Bounds past which a line is a ParseProblem instead of a tree.
inline constexpr std::size_t parse_max_bytes = 64UL * 1024;
inline constexpr std::size_t parse_max_depth = 32;
inline constexpr std::size_t parse_max_words = 4096;
inline constexpr std::uint32_t parse_max_work = 220'000;  ///< see Work for the unit

/// Reads a line as the request's dialect would, or takes an argv as the one simple command it is.
/// Total over hostile text: what does not parse is in Command::problems. Pure.
/// Errors: the request has neither line nor argv, or both; the line holds a NUL byte (no shell could have been given
/// it).
/// In: `most_work` bounds what may be spent, three fifths of it on the tree; past it the rest of the line is a
/// ParseProblem. Without it: parse_max_work, as often as the request has patience, which multiplies parse_max_words as
/// well.
Result<Command> parse(const Request& request, std::uint32_t most_work);
Result<Command> parse(const Request& request);

}  // namespace vg
