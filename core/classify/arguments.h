// SPDX-License-Identifier: Apache-2.0
/// The words of one program start as values, as far as they can be known.
#pragma once

#include <cstddef>
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

/// `name` in a list such as "-f|--force".
bool in_list(std::string_view list, std::string_view name);

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
std::vector<std::size_t> operands(const Args& args, std::string_view valued, std::size_t from = 1,
                                  Style style = Style::clusters);

}  // namespace vg::rules
