// SPDX-License-Identifier: Apache-2.0
#include "core/trust/interpreters.h"

#include <algorithm>
#include <array>

namespace vg {
namespace {

struct Interpreter {
  std::string_view names;           ///< without a version at the end; separated by spaces
  std::string_view with_text;       ///< options whose value is the next word
  std::string_view with_file;       ///< the same, and where the value is a file its code may run too
  std::string_view inline_flags;    ///< letters: in a cluster of short options they say that code or a module follows
  std::string_view inline_options;  ///< long options that say so
  std::string_view script_options;  ///< options whose value is the script: without one of these there is none
  bool searches_path = false;
  bool reads_input = true;
};

/// Source: the manual pages of the programs.
constexpr std::array interpreters{
    Interpreter{"sh bash dash ash ksh mksh zsh", "-o +o -O +O", "--rcfile --init-file", "cs", "", "", true},
    Interpreter{"fish", "-d --debug -o -C --init-command", "", "c", "--command", ""},
    Interpreter{". source", "", "", "", "", "", true, false},
    Interpreter{"python pypy", "-W -X --check-hash-based-pycs", "", "cm", "", ""},
    Interpreter{"node nodejs", "-C --conditions", "-r --require --import --loader --experimental-loader --env-file",
                "ep", "--eval --print --test", ""},
    Interpreter{"bun deno tsx ts-node", "", "-r --preload --config -c --import-map", "e", "--eval", ""},
    Interpreter{"ruby", "-I -E -C", "-r", "e", "", ""},
    Interpreter{"perl", "-I", "", "eE", "", ""},
    Interpreter{"php", "-d", "-c -z -f", "r", "--run", ""},
    Interpreter{"lua luajit", "", "-l", "e", "", ""},
    Interpreter{"tclsh wish expect Rscript", "", "-f", "ce", "", ""},
    Interpreter{"awk gawk mawk nawk", "", "", "", "", "-f --file", false, false},
    Interpreter{"sed gsed", "", "", "", "", "-f --file", false, false},
    Interpreter{"make gmake", "", "", "", "", "-f --file --makefile", false, false},
    Interpreter{"java", "", "", "", "", "-jar", false, false},
};

bool is_listed(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

const Interpreter* interpreter_of(std::string name) {
  while (name.size() > 1 && (name.back() == '.' || (name.back() >= '0' && name.back() <= '9'))) name.pop_back();
  for (const Interpreter& row : interpreters)
    if (is_listed(row.names, name)) return &row;
  return nullptr;
}

bool is_inline(const Interpreter& row, std::string_view option) {
  if (option.starts_with("--")) return is_listed(row.inline_options, option.substr(0, option.find('=')));
  return option.substr(1).find_first_of(row.inline_flags) != std::string_view::npos && !row.inline_flags.empty() &&
         !is_listed(row.with_text, option) && !is_listed(row.with_file, option);
}

/// The value written in the same word: `--file=x`, `-fx`; empty where there is none.
std::string attached_value(std::string_view options, std::string_view word) {
  const std::size_t sign = word.find('=');
  if (sign != std::string_view::npos && is_listed(options, word.substr(0, sign)))
    return std::string(word.substr(sign + 1));
  if (word.size() > 2 && word[1] != '-' && is_listed(options, word.substr(0, 2))) return std::string(word.substr(2));
  return {};
}

tl::unexpected<Error> unknown_script() {
  return fail("it runs a script whose name is only known when it runs");
}

/// awk, sed, make, java: only an option names the script.
Result<NamedScripts> scripts_by_option(const Interpreter& row, std::span<const Word> words) {
  NamedScripts found;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string option = words[i].literal_prefix();
    if (is_listed(row.script_options, option)) {
      if (++i == words.size()) break;
      const auto value = words[i].literal();
      if (!value) return unknown_script();
      found.files.push_back(*value);
    } else if (std::string value = attached_value(row.script_options, option); !value.empty()) {
      if (!words[i].literal()) return unknown_script();
      found.files.push_back(std::move(value));
    }
  }
  return found;
}

}  // namespace

Result<NamedScripts> named_scripts(const Invocation& invocation) {
  const Interpreter* row = interpreter_of(invocation.program_name());
  if (row == nullptr) return NamedScripts{};
  const std::span<const Word> words = invocation.words;
  if (!row->script_options.empty()) return scripts_by_option(*row, words);
  NamedScripts found;
  found.searches_path = row->searches_path;
  bool options_ended = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const auto word = words[i].literal();
    if (!word) return unknown_script();
    if (!options_ended && *word == "--") {
      options_ended = true;
    } else if (!options_ended && is_listed(row->with_text, *word)) {
      ++i;
    } else if (!options_ended && is_listed(row->with_file, *word)) {
      if (++i == words.size()) break;
      const auto value = words[i].literal();
      if (!value) return unknown_script();
      found.files.push_back(*value);
    } else if (!options_ended && word->size() > 1 && (word->front() == '-' || word->front() == '+')) {
      if (is_inline(*row, *word)) return found;
      if (std::string value = attached_value(row->with_file, *word); !value.empty())
        found.files.push_back(std::move(value));
    } else if (*word == "run" && row->names.starts_with("bun")) {
      continue;
    } else {
      if (*word != "-")
        found.files.push_back(*word);
      else
        found.reads_input = row->reads_input;
      return found;
    }
  }
  found.reads_input = row->reads_input;
  return found;
}

}  // namespace vg
