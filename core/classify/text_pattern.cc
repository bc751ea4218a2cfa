// SPDX-License-Identifier: Apache-2.0
// The only place that knows RE2. Nothing of it is built before a configuration holds an expression.
#include "core/classify/text_pattern.h"

#include <re2/re2.h>

#include "core/base/text.h"
#include "core/classify/location.h"

namespace vg::rules {
namespace {

constexpr std::string_view expression_lead = "re:";

RE2::Options options() {
  RE2::Options options;
  // A bound for the compiled expression and its automata; past it RE2 refuses, or falls back to what needs less.
  options.set_max_mem(128 << 10);
  options.set_log_errors(false);
  // By bytes: words of a command need not be UTF-8, and a stray byte must not hide the rest from an expression.
  options.set_encoding(RE2::Options::EncodingLatin1);
  options.set_dot_nl(true);
  return options;
}

}  // namespace

struct TextPattern::Expression {
  explicit Expression(std::string_view text) : re2(re2::StringPiece(text.data(), text.size()), options()) {}
  RE2 re2;
};

Result<TextPattern> TextPattern::compile(std::string_view text) {
  TextPattern pattern;
  pattern.text_ = text;
  if (text.starts_with(expression_lead)) {
    pattern.kind_ = Kind::expression;
    const auto expression = std::make_shared<const Expression>(text.substr(expression_lead.size()));
    if (!expression->re2.ok())
      return fail("'" + visible(shortened(text, 64)) + "' is no RE2 expression: " + visible(expression->re2.error()));
    pattern.program_size_ = static_cast<std::size_t>(expression->re2.ProgramSize());
    pattern.expression_ = expression;
  } else if (text.find_first_of("*?") != std::string_view::npos) {
    pattern.kind_ = Kind::glob;
  }
  return pattern;
}

bool TextPattern::matches(std::string_view text, Work& work) const {
  switch (kind_) {
    case Kind::plain: return text == text_;
    case Kind::glob: return work.spend((text.size() + 1) * text_.size()) && matches_pattern(text, text_);
    case Kind::expression:
      return work.spend((text.size() + 16) * program_size_) &&
             RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), expression_->re2);
  }
  return false;
}

}  // namespace vg::rules
