// SPDX-License-Identifier: Apache-2.0
#include "core/base/json_place.h"

#include <algorithm>

namespace vg {
namespace {

class Walker {
 public:
  explicit Walker(std::string_view text) : text_(text) {}

  void step_to(const std::variant<std::string, std::size_t>& step) {
    const std::size_t start = at_;
    blanks();
    const char open = peek();
    if (open != '{' && open != '[') return;
    ++at_;
    for (std::size_t number = 0;; ++number) {
      blanks();
      if (peek() == '}' || peek() == ']' || peek() == '\0') break;
      std::string_view name;
      if (open == '{') {
        name = string();
        blanks();
        ++at_;  // the colon
        blanks();
      }
      const auto* wanted = std::get_if<std::string>(&step);
      if (wanted != nullptr ? open == '{' && name == *wanted : open == '[' && number == std::get<std::size_t>(step))
        return;
      value();
      blanks();
      if (peek() == ',') ++at_;
    }
    at_ = start;
  }

  std::size_t line() {
    blanks();
    return 1 +
           static_cast<std::size_t>(std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n'));
  }

  std::size_t column() {
    blanks();
    const std::size_t end_of_line = at_ == 0 ? std::string_view::npos : text_.rfind('\n', at_ - 1);
    return end_of_line == std::string_view::npos ? at_ + 1 : at_ - end_of_line;
  }

 private:
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
  }
  std::string_view string() {
    const std::size_t begin = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    at_ = std::min(at_, text_.size());
    return text_.substr(begin, at_++ - begin);
  }
  /// Skips one value. Brackets are balanced: the text was parsed.
  void value() {
    std::size_t depth = 0;
    do {
      blanks();
      const char c = peek();
      if (c == '"') {
        string();
      } else if (c == '{' || c == '[') {
        ++depth, ++at_;
      } else if (c == '}' || c == ']') {
        --depth, ++at_;
      } else if (c == ',' || c == ':') {
        ++at_;
      } else {
        at_ = std::min(text_.find_first_of(",:{}[]\" \t\r\n", at_), text_.size());
      }
    } while (depth != 0 && at_ < text_.size());
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::size_t json_line(std::string_view text, const JsonSteps& steps) {
  Walker walker(text);
  for (const auto& step : steps) walker.step_to(step);
  return walker.line();
}

std::string json_line_and_column(std::string_view text, const JsonSteps& steps) {
  Walker walker(text);
  for (const auto& step : steps) walker.step_to(step);
  return std::to_string(walker.line()) + ":" + std::to_string(walker.column());
}

}  // namespace vg
