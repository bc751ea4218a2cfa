// SPDX-License-Identifier: Apache-2.0
/// Patterns that users write: a text with "*" and "?", or an RE2 expression.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.h"
#include "core/parse/work.h"

namespace vg::rules {

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
