// SPDX-License-Identifier: Apache-2.0
/// The words of one program start as values, as far as they can be known.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string_view>
#include <vector>

#include "core/parse/command.h"

namespace vg::rules {

/// Keeps text alive while a command is judged.
class TextStore {
 public:
  std::string_view keep(std::string_view text);

 private:
  std::byte first_[2048];
  std::pmr::monotonic_buffer_resource memory_{first_, sizeof first_};
};

/// One argument after expansion.
struct Arg {
  std::string_view text;      ///< the value; where it is not known, its leading known part
  std::string_view rest;      ///< known text behind the first unknown part
  std::string_view variable;  ///< name of the first unknown variable; "$(" for a command's output
  bool known = true;
  bool glob = false;     ///< text holds unquoted pattern characters
  bool tilde = false;    ///< starts with an unquoted "~"
  bool guarded = false;  ///< unknown, but an empty value stops the shell: ${x:?}
  bool bare = true;      ///< nothing of it was quoted
  Span span;
  const Word* word = nullptr;
  const Node* source = nullptr;  ///< of the first unknown part: the inside of a substitution

  bool is(std::string_view value) const { return known && text == value; }
  bool is_option() const { return text.size() > 1 && text.front() == '-'; }
};

using Args = std::vector<Arg>;

/// A list such as "-f|--force". One that is written as a literal knows its members' letters and lengths before it is
/// asked, so that nearly every "no" costs no look at the text: a command is compared with hundreds of lists.
class NameList {
 public:
  constexpr NameList() : ends_(0), sizes_(0) {}
  consteval NameList(const char* text) : text_(text), ends_(0), sizes_(0) {  // NOLINT: lists are written as literals
    for (std::size_t begin = 0, at = 0; at <= text_.size(); ++at) {
      if (at < text_.size() && text_[at] != '|') continue;
      const std::string_view name = text_.substr(begin, at - begin);
      if (!name.empty()) ends_ |= ends_bit(name), sizes_ |= size_bit(name);
      begin = at + 1;
    }
  }
  constexpr NameList(std::string_view text) : text_(text) {}  // NOLINT: one that is put together while running

  /// What is known of its names without reading them.
  struct Masks {
    std::uint64_t ends = 0, sizes = 0;
  };
  constexpr NameList(std::string_view text, Masks masks) : text_(text), ends_(masks.ends), sizes_(masks.sizes) {}
  constexpr Masks masks() const { return {ends_, sizes_}; }

  constexpr std::string_view text() const { return text_; }
  constexpr operator std::string_view() const { return text_; }  // NOLINT: it is a text
  /// False where `name` is certainly not in it.
  constexpr bool may_hold(std::string_view name) const {
    return !name.empty() && (ends_ & ends_bit(name)) != 0 && (sizes_ & size_bit(name)) != 0;
  }

 private:
  static constexpr std::uint64_t bit(unsigned number) { return std::uint64_t{1} << (number % 64); }
  static constexpr std::uint64_t ends_bit(std::string_view name) {
    return bit(static_cast<unsigned char>(name.front()) * 5u + static_cast<unsigned char>(name.back()));
  }
  static constexpr std::uint64_t size_bit(std::string_view name) {
    return bit(static_cast<unsigned char>(name.front()) + 11u * static_cast<unsigned>(name.size()));
  }

  std::string_view text_;
  std::uint64_t ends_ = ~std::uint64_t{0};
  std::uint64_t sizes_ = ~std::uint64_t{0};
};

bool find_in_list(std::string_view list, std::string_view name);

/// `name` in a list.
inline bool in_list(const NameList& list, std::string_view name) {
  return list.may_hold(name) && find_in_list(list.text(), name);
}

/// Calls `visit` with each member of a list such as "install|add|ci" until it returns true.
template <typename Visit>
bool any_of_list(std::string_view list, Visit visit) {
  while (!list.empty()) {
    const std::size_t bar = list.find('|');
    if (visit(list.substr(0, bar))) return true;
    list = bar == std::string_view::npos ? std::string_view{} : list.substr(bar + 1);
  }
  return false;
}

/// How a tool writes its options.
enum class Style : unsigned char {
  clusters,  ///< -abc is -a -b -c; long options start with two dashes and may be abbreviated
  words,     ///< -name is one option: find, terraform, java
};

/// Whether `arg` is the option `name`: "-f" (also inside a cluster), "--force", "--force=x".
bool is_flag(std::string_view arg, std::string_view name, Style style = Style::clusters);

/// Whether any of args[from, to) before "--" is an option of `list`.
bool has_flag(const Args& args, std::string_view list, std::size_t from = 1, std::size_t to = ~std::size_t{0},
              Style style = Style::clusters);

/// The value given to one of the options in `list`: "-o x", "-ox", "--output x", "--output=x"; nullptr where there is
/// none. `value` receives the text behind "=" or glued to the letter.
struct OptionValue {
  bool found = false;
  Arg value;
};
OptionValue option_value(const Args& args, std::string_view list, std::size_t from = 1);

/// Indices of the arguments that are no options, options' values taken off. After "--" all are operands.
/// In: `valued` lists the options that take the next argument.
std::vector<std::size_t> operands(const Args& args, const NameList& valued, std::size_t from = 1,
                                  Style style = Style::clusters);

}  // namespace vg::rules
