// SPDX-License-Identifier: Apache-2.0
/// What happens to a word before its variables: brace expansion and the tilde.
#pragma once

#include "core/parse/gather.h"
#include "core/parse/parser.h"

namespace vg {

/// Adds the words that `word` expands to; `{a,b}` and short ranges only. A product that is too large becomes one word
/// of unknown value. In: `source`: the word as written; `holds_copies`: whether a substitution in it has such words
/// already.
void expand_braces(ParseState& state, const Word& word, std::string_view source, Gather<Word>& words,
                   bool holds_copies);

/// The parts with an unquoted tilde prefix as a part of its own, marked.
std::span<const WordPart> mark_tilde(ParseState& state, std::span<WordPart> parts);

}  // namespace vg
