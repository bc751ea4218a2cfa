// SPDX-License-Identifier: Apache-2.0
#include "core/parse/payload.h"

#include <algorithm>
#include <optional>
#include <string>

#include "core/parse/characters.h"

namespace vg {
namespace {

/// Walks over the options of one wrapper.
class OptionReader {
 public:
  OptionReader(const WrapperRow& row, std::span<const Word> words, std::size_t first)
      : row_(row), words_(words), at_(first) {}

  std::size_t at() const { return at_; }
  bool at_end() const { return at_ >= words_.size(); }
  void skip(std::size_t count) { at_ = std::min(at_ + count, words_.size()); }
  bool refuses() const { return refuses_; }
  /// The word with the value of the string option; text_skip() bytes of it belong to the option itself.
  const Word* text() const { return text_; }
  std::size_t text_skip() const { return text_skip_; }

  /// Moves behind options; stops at the first word that is none, behind "--", or behind the string option.
  void skip_options();
  bool saw_separator() const { return saw_separator_; }

 private:
  void long_option(const std::string& word);
  void short_options(const std::string& word);

  const WrapperRow& row_;
  std::span<const Word> words_;
  std::size_t at_;
  const Word* text_ = nullptr;
  std::size_t text_skip_ = 0;
  bool refuses_ = false;
  bool saw_separator_ = false;
};

/// getopt_long takes any unambiguous beginning of a long option.
bool holds_beginning(std::string_view list, std::string_view option) {
  if (option.size() < 4) return false;
  for (std::size_t at = list.find(option); at != std::string_view::npos; at = list.find(option, at + 1))
    if (at == 0 || list[at - 1] == ' ') return true;
  return false;
}

void OptionReader::long_option(const std::string& word) {
  const std::size_t equals = word.find('=');
  const std::string_view name = std::string_view(word).substr(0, equals);
  const bool has_value = equals != std::string::npos;
  refuses_ |= holds_option(row_.refusals, name);
  ++at_;
  if (holds_option(row_.pairs, name)) {
    skip(2);
  } else if (holds_option(row_.string_option, name)) {
    if (has_value)
      text_ = &words_[at_ - 1], text_skip_ = equals + 1;
    else if (!at_end())
      text_ = &words_[at_++];
  } else if (!has_value && (holds_option(row_.values, name) || holds_beginning(row_.values, name))) {
    skip(1);
  }
}

void OptionReader::short_options(const std::string& word) {
  ++at_;
  // some programs have long options with one dash (proot -rootfs, gdb -args)
  if (word.size() > 2 && holds_option(row_.string_option, word)) {
    if (!at_end()) text_ = &words_[at_++];
    return;
  }
  const bool is_whole = words_[at_ - 1].literal().has_value();
  for (std::size_t i = 1; i < word.size(); ++i) {
    const std::string option{'-', word[i]};
    refuses_ |= holds_option(row_.refusals, option);
    const bool is_text = holds_option(row_.string_option, option);
    if (!is_text && !holds_option(row_.values, option)) continue;
    const bool is_attached = i + 1 < word.size() || !is_whole;
    if (is_text && is_attached)
      text_ = &words_[at_ - 1], text_skip_ = i + 1;
    else if (is_text && !at_end())
      text_ = &words_[at_++];
    else if (!is_attached)
      skip(1);
    return;
  }
}

void OptionReader::skip_options() {
  while (!at_end() && text_ == nullptr) {
    const std::string prefix = words_[at_].literal_prefix();
    if (!prefix.starts_with('-')) return;
    if (prefix == "--") {
      ++at_;
      saw_separator_ = true;
      return;
    }
    if (prefix.starts_with("--"))
      long_option(prefix);
    else
      short_options(prefix);
  }
}

/// A word without its first `count` bytes of literal text.
Word without_prefix(const Word& word, std::size_t count, Arena& arena) {
  std::vector<WordPart> parts(word.parts.begin(), word.parts.end());
  while (count > 0 && !parts.empty()) {
    const std::size_t here = std::min(count, parts.front().text.size());
    parts.front().text.remove_prefix(here);
    count -= here;
    if (parts.front().text.empty() && parts.size() > 1)
      parts.erase(parts.begin());
    else
      break;
  }
  return {word.span, arena.copy(parts.data(), parts.size())};
}

std::span<const Word> one_word(const Word& word, std::size_t skip, Arena& arena) {
  if (skip == 0) return {&word, 1};
  const Word rest = without_prefix(word, skip, arena);
  return arena.copy(&rest, 1);
}

/// Word::literal() makes a string of each; find's words are looked at again at each level of -exec.
bool reads(const Word& word, std::string_view text) {
  if (word.parts.size() == 1) return word.parts[0].kind == PartKind::literal && word.parts[0].text == text;
  return word.literal() == text;
}

bool is_action(const Word& word) {
  constexpr std::string_view actions = "-exec -execdir -ok -okdir -x -X --exec --exec-batch";
  if (word.parts.empty() || word.parts[0].kind != PartKind::literal) return false;
  if (!word.parts[0].text.empty() && word.parts[0].text[0] != '-') return false;
  const std::optional<std::string> text = word.literal();
  return text && holds_option(actions, *text);
}

void find_actions(std::span<const Word> words, std::vector<Payload>& items) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (!is_action(words[i])) continue;
    std::size_t end = i + 1;
    while (end < words.size() && !reads(words[end], ";") && !(reads(words[end], "+") && reads(words[end - 1], "{}")))
      ++end;
    if (end > i + 1) items.push_back({.words = words.subspan(i + 1, end - i - 1)});
    i = end;
  }
}

/// -c among the clusters: the first operand is the text. Otherwise a script, or commands on standard input.
void shell_payload(const WrapperRow& row, std::span<const Word> words, std::vector<Payload>& items) {
  bool has_text = false;
  bool reads_input = false;
  std::size_t at = 1;
  while (at < words.size()) {
    const std::string word = words[at].literal_prefix();
    if (word.size() < 2 || (word[0] != '-' && word[0] != '+')) break;
    ++at;
    if (word == "--") break;
    if (word.starts_with("--")) {
      if (holds_option(row.string_option, word))
        has_text = true;
      else if (holds_option(row.values, word))
        ++at;
      continue;
    }
    for (const char c : word.substr(1)) {
      if (c == 'c' && word[0] == '-') has_text = true;
      if (c == 's' && word[0] == '-') reads_input = true;
      if (holds_option(row.values, std::string{word[0], c})) ++at;
    }
  }
  if (at < words.size() && words[at].literal() == "-" && !has_text) ++at;
  const std::span<const Word> rest = words.subspan(std::min(at, words.size()));
  if (has_text) {
    if (!rest.empty())
      items.push_back({.kind = Payload::Kind::text, .words = rest.first(1), .arguments = rest.subspan(1)});
  } else if (reads_input || rest.empty()) {
    items.push_back({.kind = Payload::Kind::input});
  } else {
    items.push_back({.kind = Payload::Kind::file, .words = rest.first(1)});
  }
}

void handler_payload(std::span<const Word> words, std::vector<Payload>& items) {
  std::size_t at = 1;
  if (at < words.size() && words[at].literal() == "--") ++at;
  if (at + 1 >= words.size()) return;
  const std::string text = words[at].literal_prefix();
  if (text.empty() || text.starts_with('-')) return;
  items.push_back({.kind = Payload::Kind::text, .words = words.subspan(at, 1)});
}

/// Whether the words of `row.subcommand` follow, behind options. Out: the index behind them in `first`.
bool has_subcommand(const WrapperRow& row, std::span<const Word> words, std::size_t& first) {
  first = 1;
  if (row.subcommand.empty()) return true;
  std::string_view rest = row.subcommand;
  while (!rest.empty()) {
    OptionReader options(row, words, first);
    options.skip_options();
    const std::string_view wanted = rest.substr(0, rest.find(' '));
    if (options.at_end() || words[options.at()].literal() != wanted) return false;
    first = options.at() + 1;
    rest.remove_prefix(std::min(wanted.size() + 1, rest.size()));
  }
  return true;
}

void string_payload(const WrapperRow& row, std::span<const Word> words, std::size_t first, Arena& arena,
                    std::vector<Payload>& items) {
  OptionReader options(row, words, first);
  for (;; options.skip(1)) {
    options.skip_options();
    if (options.text() != nullptr) {
      items.push_back({.kind = Payload::Kind::text, .words = one_word(*options.text(), options.text_skip(), arena)});
      return;
    }
    if (!options.at_end()) continue;
    if ((row.traits & shell_without) != 0) items.push_back({.kind = Payload::Kind::input});
    return;
  }
}

void program_payload(const WrapperRow& row, std::span<const Word> words, std::size_t first, Arena& arena,
                     std::vector<Payload>& items) {
  OptionReader options(row, words, first);
  std::vector<Assignment> assignments;
  const auto take_assignments = [&] {
    for (; (row.traits & assigns) != 0 && !options.at_end(); options.skip(1)) {
      const std::optional<Assignment> assignment = as_assignment(words[options.at()], arena);
      if (!assignment) return;
      assignments.push_back(*assignment);
    }
  };
  options.skip_options();
  take_assignments();
  if (options.text() == nullptr && row.operands > 0) {
    options.skip(row.operands);
    if ((row.traits & late_options) != 0) options.skip_options();
    // flock FILE -c STRING
    if (!row.string_option.empty()) options.skip_options();
  }
  if ((row.traits & needs_separator) != 0)
    while (!options.at_end() && !options.saw_separator())
      options.skip_options(), options.skip(options.saw_separator() ? 0 : 1);
  if ((row.traits & names_machine) != 0 && !options.at_end() && !words[options.at()].literal()) {
    options.skip(1);
    options.skip_options();
  }
  if (options.refuses()) return;
  Payload payload;
  payload.assignments = arena.copy(assignments.data(), assignments.size());
  payload.words = words.subspan(options.at());
  if (options.text() != nullptr) {
    payload.kind = Payload::Kind::text;
    if ((row.traits & keeps_rest) != 0) payload.more = payload.words;
    payload.words = one_word(*options.text(), options.text_skip(), arena);
  } else if (row.form == PayloadForm::joined) {
    payload.kind = Payload::Kind::text;
    // parallel: what follows are its arguments, not the command
    const auto is_colons = [](const Word& w) { return w.literal_prefix().starts_with(":::"); };
    const auto end = std::find_if(payload.words.begin(), payload.words.end(), is_colons);
    payload.words = payload.words.first(static_cast<std::size_t>(end - payload.words.begin()));
  }
  if (!payload.words.empty())
    items.push_back(payload);
  else if ((row.traits & shell_without) != 0)
    items.push_back({.kind = Payload::Kind::input});
}

void after_option_payload(const WrapperRow& row, std::span<const Word> words, std::vector<Payload>& items) {
  for (std::size_t i = 1; i + 1 < words.size(); ++i)
    if (const auto word = words[i].literal(); word && holds_option(row.string_option, *word)) {
      items.push_back({.words = words.subspan(i + 1)});
      return;
    }
}

}  // namespace

std::optional<Assignment> as_assignment(const Word& word, Arena& arena) {
  const std::string prefix = word.literal_prefix();
  const std::size_t equals = prefix.find('=');
  if (equals == std::string::npos || equals == 0 || !chars::is_name(std::string_view(prefix).substr(0, equals)))
    return std::nullopt;
  Assignment result;
  result.span = word.span;
  result.name = arena.copy(std::string_view(prefix).substr(0, equals));
  const WordPart& last = word.parts.back();
  if (last.kind == PartKind::variable && last.node != nullptr && !last.node->assignments.empty() &&
      equals + 1 == prefix.size())
    return last.node->assignments.front();
  result.value = without_prefix(word, equals + 1, arena);
  return result;
}

Payloads find_payloads(std::span<const Word> words, std::string_view name, Dialect dialect, Arena& arena) {
  Payloads result;
  if (name.starts_with('-') && name.size() > 1) name.remove_prefix(1);  // a login shell: "-bash"
  for (const WrapperRow& row : wrapper_rows(name)) {
    std::size_t first = 1;
    if ((row.traits & only_fish) != 0 && dialect != Dialect::fish) continue;
    if ((row.traits & only_zsh) != 0 && dialect != Dialect::zsh) continue;
    if (!has_subcommand(row, words, first)) continue;
    result.row = &row;
    switch (row.form) {
      case PayloadForm::find: find_actions(words, result.items); break;
      case PayloadForm::shell: shell_payload(row, words, result.items); break;
      case PayloadForm::handler: handler_payload(words, result.items); break;
      case PayloadForm::after_option: after_option_payload(row, words, result.items); break;
      case PayloadForm::option: string_payload(row, words, first, arena, result.items); break;
      case PayloadForm::input: result.items.push_back({.kind = Payload::Kind::input}); break;
      case PayloadForm::script:
        if (words.size() > 1 && !(dialect == Dialect::fish && words[1].literal() == "-"))
          result.items.push_back({.kind = Payload::Kind::file, .words = words.subspan(1, 1)});
        else if (dialect == Dialect::fish)
          result.items.push_back({.kind = Payload::Kind::input});
        break;
      case PayloadForm::program:
      case PayloadForm::joined: program_payload(row, words, first, arena, result.items); break;
    }
    break;
  }
  return result;
}

}  // namespace vg
