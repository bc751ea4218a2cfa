// SPDX-License-Identifier: Apache-2.0
/// Reads a command line against the rows of cli/command_table.h.
#include <algorithm>
#include <vector>

#include "cli/command_table.h"
#include "core/base/text.h"
#include "core/config/schema.h"

namespace vg::cli {
namespace {

bool is_among(std::string_view word, std::string_view choices) {
  const auto words = split_choices(choices);
  return std::find(words.begin(), words.end(), word) != words.end();
}

std::string listed(std::string_view choices) {
  std::string text;
  for (const std::string_view word : split_choices(choices)) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

std::string quoted(std::string_view word) {
  return "'" + visible(word) + "'";
}

tl::unexpected<Error> refused_choice(std::string what, std::string_view word, std::string_view choices,
                                     std::string where) {
  what += " does not take " + quoted(word);
  const std::string_view near = nearest_name(word, split_choices(choices));
  if (!near.empty()) what += ", did you mean '" + std::string(near) + "'?";
  return fail(what + " (one of: " + listed(choices) + ")", std::move(where));
}

class Reader {
 public:
  Reader(const CommandRow& command, std::span<const std::string_view> words) : command_(command), words_(words) {}

  Result<Arguments> read() {
    for (next_ = 0; next_ < words_.size(); ++next_) {
      const std::string_view word = words_[next_];
      if (word == "--") {
        VG_CHECK(read_behind_separator());
        break;
      }
      if (word == "--help" || word == "-h") {
        arguments_.set("help", "");
        return arguments_;
      }
      if (word.starts_with('-') && word.size() > 1) {
        VG_CHECK(read_option(word));
      } else {
        if (arguments_.positionals().empty()) first_operand_ = next_;
        arguments_.add_positional(std::string(word));
      }
    }
    VG_CHECK(check_operands());
    return std::move(arguments_);
  }

 private:
  bool takes_argv() const { return command_.max_operands == -1; }

  Result<void> read_behind_separator() {
    if (next_ + 1 == words_.size()) return fail("nothing stands behind '--'", place());
    if (takes_argv() && !arguments_.positionals().empty())
      return fail("a line and '--' were both given; an argv stands whole behind '--': " + right_forms(), place());
    arguments_.set_separator();
    for (++next_; next_ < words_.size(); ++next_) arguments_.add_positional(std::string(words_[next_]));
    return {};
  }

  Result<void> read_option(std::string_view word) {
    const std::size_t equals = word.find('=');
    const std::string_view name = word.starts_with("--") ? word.substr(2, equals - 2) : std::string_view{};
    const OptionRow* row = find_option(name);
    if (row == nullptr) return fail(unknown_option(word.substr(0, equals), name), place());
    const std::string dashed = "'--" + std::string(name) + "'";
    if (arguments_.has(name)) return fail("option " + dashed + " is given twice", place());
    if (row->value.empty()) {
      if (equals != std::string_view::npos) return fail("option " + dashed + " takes no value", place());
      arguments_.set(std::string(name), "");
      return {};
    }
    std::string_view value;
    if (equals != std::string_view::npos) {
      value = word.substr(equals + 1);
    } else {
      // A value that looks like an option is a forgotten value far more often; "--name=--value" says it is meant.
      if (next_ + 1 == words_.size() || words_[next_ + 1].starts_with("--"))
        return fail("option " + dashed + " needs a value: --" + std::string(name) + "=" + std::string(row->value),
                    place());
      value = words_[++next_];
    }
    if (value.empty()) return fail("option " + dashed + " needs a value that is not empty", place());
    if (!row->choices.empty() && !is_among(value, row->choices))
      return refused_choice("option " + dashed, value, row->choices, place());
    arguments_.set(std::string(name), std::string(value));
    return {};
  }

  const OptionRow* find_option(std::string_view name) const {
    for (const OptionRow& row : options_of(command_.name))
      if (row.name == name) return &row;
    return nullptr;
  }

  std::string unknown_option(std::string_view word, std::string_view name) const {
    std::string what = "unknown option " + quoted(word);
    std::vector<std::string_view> names{"help"};
    for (const OptionRow& row : options_of(command_.name))
      if (!row.hidden) names.push_back(row.name);
    const std::string_view near = nearest_name(name, names);
    if (!near.empty()) return what + ", did you mean '--" + std::string(near) + "'?";
    if (takes_argv() && !arguments_.positionals().empty())
      return what + "; a command with options of its own is one quoted line or stands behind '--': " + right_forms();
    return what;
  }

  Result<void> check_operands() const {
    const auto count = static_cast<int>(arguments_.positionals().size());
    if (count < command_.min_operands) return fail("missing operand: " + std::string(command_.operands), place());
    if (takes_argv()) {
      if (count > 1 && !arguments_.has_separator())
        return fail("several words were given; quote the line or put them behind '--': " + right_forms(), place());
      return {};
    }
    if (count > command_.max_operands) {
      const std::string& first_extra = arguments_.positionals()[static_cast<std::size_t>(command_.max_operands)];
      return fail("unexpected operand " + quoted(first_extra), place());
    }
    if (command_.operand_choices.empty()) return {};
    for (const std::string& operand : arguments_.positionals())
      if (!is_among(operand, command_.operand_choices))
        return refused_choice("'vg " + place() + "'", operand, command_.operand_choices, {});
    return {};
  }

  std::string place() const { return std::string(command_.name); }

  /// The two right ways to write the words from the first operand on; the first only where no word needs quoting.
  std::string right_forms() const {
    std::vector<std::string> meant;
    std::string joined;
    for (std::size_t i = first_operand_; i < words_.size(); ++i) {
      if (words_[i] == "--") continue;
      meant.emplace_back(words_[i]);
      joined.append(joined.empty() ? "" : " ").append(words_[i]);
    }
    const std::string line = shell_quoted(meant);
    const std::string shown = visible(shortened(line, 200));
    const std::string command = "vg " + std::string(command_.name);
    const std::string argv_form = command + " -- " + shown;
    return line == joined ? command + " \"" + shown + "\" or " + argv_form : argv_form;
  }

  const CommandRow& command_;
  std::span<const std::string_view> words_;
  std::size_t next_ = 0;
  std::size_t first_operand_ = 0;  ///< index in words_
  Arguments arguments_;
};

}  // namespace

Result<Arguments> read_arguments(const CommandRow& command, std::span<const std::string_view> words) {
  return Reader(command, words).read();
}

}  // namespace vg::cli
