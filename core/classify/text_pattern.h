// SPDX-License-Identifier: Apache-2.0
/// Patterns that users write: a text with "*" and "?", or an RE2 expression.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"

namespace vg::rules {

/// How much comparing one command may cost. Patterns and words come from whoever writes configuration and commands, so
/// their product needs a bound; ordinary rules stay a thousand times below it.
class Work {
 public:
  /// Whether `steps` more may be taken. Once refused, all are.
  bool take(std::size_t steps) {
    if (steps > left_) is_spent_ = true;
    if (!is_spent_) left_ -= steps;
    return !is_spent_;
  }
  bool is_spent() const { return is_spent_; }

 private:
  static constexpr std::size_t most = 48u << 20;  ///< about a tenth of a second at worst
  std::size_t left_ = most;
  bool is_spent_ = false;
};

class TextPattern {
 public:
  /// "re:…" is an expression, found anywhere; anything else must fit the whole text.
  /// Errors: what RE2 says about it, or that it is too large.
  static Result<TextPattern> compile(std::string_view text);

  bool matches(std::string_view text, Work& work) const;
  bool is_plain() const { return kind_ == Kind::plain; }
  const std::string& text() const { return text_; }
  /// Size of the compiled expression; 0 for other kinds. Unit: instructions.
  std::size_t program_size() const { return program_size_; }

 private:
  struct Expression;
  enum class Kind : unsigned char { plain, glob, expression };

  std::string text_;
  Kind kind_ = Kind::plain;
  std::size_t program_size_ = 0;
  std::shared_ptr<const Expression> expression_;
};

}  // namespace vg::rules
