// SPDX-License-Identifier: Apache-2.0
/// Words as values, and the text that a few printers would print. Variables of the line are already replaced by the
/// parser; here come the few that the surroundings decide. Nothing is executed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/classify/arguments.h"

namespace vg::rules {

/// Text that a command would print, where that can be told from the text.
struct StaticText {
  bool known = false;
  bool decoded = false;  ///< a decoder produced it, or would
  std::string text;
};

class Evaluator {
 public:
  Evaluator(const Request& request, TextStore& texts) : request_(request), texts_(texts) {}

  /// Appends what `word` stands for.
  void expand(const Word& word, Args& out) const;
  Arg value(const Word& word) const;
  /// What the words of a simple command would print, given its input.
  StaticText output_of(const Args& args, const StaticText& input) const;

 private:
  bool lookup(std::string_view expression, std::string_view& value) const;
  /// Text that has grown beyond one part: copied into the store once, when it is whole.
  struct Joined {
    std::string text, rest;
  };
  void append_part(const WordPart& part, Arg& arg, Joined& joined) const;

  const Request& request_;
  TextStore& texts_;
};

}  // namespace vg::rules
