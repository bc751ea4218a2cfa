// SPDX-License-Identifier: Apache-2.0
/// What a program start starts in turn, read from its words by the wrapper table.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/request.h"
#include "core/parse/arena.h"
#include "core/parse/command.h"
#include "core/parse/wrapper_table.h"

namespace vg {

struct Payload {
  enum class Kind : std::uint8_t {
    program,  ///< `words` are a program start
    text,     ///< `words`, joined by blanks, are text for a shell
    input,    ///< the text is on standard input
    file,     ///< the text is in the file words[0]
  };
  Kind kind = Kind::program;
  std::span<const Word> words;
  std::span<const Word> arguments;          ///< text: $0 $1 … of the shell
  std::span<const Word> more;               ///< text: words behind it that belong to the command (env -S)
  std::span<const Assignment> assignments;  ///< given in front of the payload
};

struct Payloads {
  const WrapperRow* row = nullptr;  ///< nullptr: no wrapper
  std::vector<Payload> items;       ///< empty: none was found
};

/// NAME=value as `env` and `export` take it; nullopt where the word is none.
std::optional<Assignment> as_assignment(const Word& word, Arena& arena);

/// From the first of the words to the last.
Span span_of(std::span<const Word> words);

/// In: words after expansion; `name`: the program's base name.
Payloads find_payloads(std::span<const Word> words, std::string_view name, Dialect dialect, Arena& arena);

}  // namespace vg
