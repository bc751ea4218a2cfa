// SPDX-License-Identifier: Apache-2.0
/// Code as a list of tokens, for core/parse/code_text.cc.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vg::code {

enum class Kind : unsigned char { text, name, number, mark, end };

struct Token {
  Kind kind = Kind::mark;
  std::string value;     ///< of a text: what it stands for, quotes gone
  bool spaced = false;   ///< blanks in front
  char quote = '\0';     ///< of a text
  bool expands = false;  ///< a text in which names stand for their values
};
using Tokens = std::vector<Token>;

/// Out: empty where there are too many. A newline is the mark ";".
Tokens tokens_of(std::string_view code);
std::string text_of(const Tokens& tokens);

}  // namespace vg::code
