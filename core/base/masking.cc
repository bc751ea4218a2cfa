// SPDX-License-Identifier: Apache-2.0
#include "core/base/masking.h"

#include <algorithm>
#include <vector>

#include "core/base/masking_tables.h"
#include "core/base/path.h"
#include "core/base/text.h"

namespace vg {
namespace {

using namespace masking;

bool is_in(Alphabet alphabet, char c) {
  switch (alphabet) {
    case Alphabet::alnum: return is_alnum(c);
    case Alphabet::upper_digit: return is_upper(c) || is_digit(c);
    case Alphabet::word: return is_alnum(c) || c == '_';
    case Alphabet::slug: return is_name_char(c);
    case Alphabet::base64: return is_name_char(c) || c == '.' || c == '+' || c == '/' || c == '=';
  }
  return false;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

/// Whether `word` is one of the space-separated `words`.
bool is_listed(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

struct Range {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// One pass per kind of secret, each adding the ranges to hide; overlaps are merged at the end.
class Masker {
 public:
  explicit Masker(std::string_view text) : text_(text) {}

  std::string masked() {
    find_token_shapes();
    find_private_keys();
    find_urls();
    find_named_values();
    find_in_words({0, text_.size()}, 0);
    return rewritten();
  }

 private:
  char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  std::string_view slice(Range range) const { return text_.substr(range.begin, range.end - range.begin); }

  void hide(Range range) {
    if (range.begin < range.end && !is_reference(range)) hidden_.push_back(range);
  }

  /// `$NAME`, `${…}`, `$(…)`, `…` in backquotes: the secret itself is not in the text.
  bool is_reference(Range range) const {
    std::string_view value = slice(range);
    while (!value.empty() && (is_quote(value.front()) || value.front() == '\\')) value.remove_prefix(1);
    while (!value.empty() && is_quote(value.back())) value.remove_suffix(1);
    if (value.starts_with("$(") || value.starts_with("`")) return true;
    if (value.starts_with("${")) return value.find('}') + 1 >= value.size();
    if (!value.starts_with('$') || value.size() < 2) return false;
    return std::all_of(value.begin() + 1, value.end(), [](char c) { return is_alnum(c) || c == '_'; });
  }

  std::size_t end_of(Alphabet alphabet, std::size_t from) const {
    while (from < text_.size() && is_in(alphabet, text_[from])) ++from;
    return from;
  }

  void find_token_shapes() {
    for (std::size_t i = 0; i < text_.size(); ++i) {
      if (i > 0 && is_name_char(text_[i - 1]) && text_[i - 1] != '-') continue;
      for (const TokenShape& shape : token_shapes) {
        if (text_[i] != shape.prefix.front() || text_.substr(i, shape.prefix.size()) != shape.prefix) continue;
        const std::size_t end = end_of(shape.alphabet, i + shape.prefix.size());
        const std::string_view token = slice({i, end});
        if (token.size() < shape.prefix.size() + shape.least) continue;
        if (shape.needs_digit && std::none_of(token.begin(), token.end(), is_digit)) continue;
        hide({i, end});
        i = end - 1;
        break;
      }
    }
  }

  void find_private_keys() {
    constexpr std::string_view head = "PRIVATE KEY-----";
    for (std::size_t i = text_.find(head); i != std::string_view::npos; i = text_.find(head, i)) {
      i += head.size();
      const std::size_t end = std::min(text_.find("-----END", i), text_.size());
      hide({i, end});
      i = std::min(text_.find(head, end), text_.size() - head.size()) + head.size();
    }
  }

  void find_urls() {
    for (std::size_t i = text_.find("://"); i != std::string_view::npos; i = text_.find("://", i)) {
      const bool is_web = i >= 4 && (slice({i - 4, i}) == "http" || (i >= 5 && slice({i - 5, i}) == "https"));
      i += 3;
      std::size_t end = i;
      while (end < text_.size() && !is_space(text_[end]) && !is_quote(text_[end]) &&
             std::string_view("/?#|;<>()").find(text_[end]) == std::string_view::npos)
        ++end;
      const std::size_t user = slice({i, end}).rfind('@');
      if (user == std::string_view::npos) continue;
      const std::size_t colon = text_.substr(i, user).find(':');
      if (colon != std::string_view::npos)
        hide({i + colon + 1, i + user});
      else if (is_web && user >= 20)
        hide({i, i + user});  // a token in the place of the user
    }
  }

  static bool ends_value(char c) {
    return is_space(c) || std::string_view("&;|,<>(){}").find(c) != std::string_view::npos;
  }

  /// The value that begins at `from`, which lies inside `enclosing` quotes ('\0': none): up to the quote that ends it,
  /// or to where a shell ends the word.
  Range value_at(std::size_t from, char enclosing) const {
    if (at(from) == '$' && is_quote(at(from + 1))) ++from;  // $'…' and $"…"
    if (at(from) == '$' && at(from + 1) == '(') return {from, from + 2};
    std::size_t begin = from;
    while (at(begin) == '\\') ++begin;
    if (is_quote(at(begin)) && (begin > from || (enclosing != '\0' && at(begin) != enclosing))) {
      const std::size_t end = std::min(text_.find(text_[begin], begin + 1), text_.size());
      return {begin + 1, begin > from && end > begin + 1 && text_[end - 1] == '\\' ? end - 1 : end};
    }
    char quote = enclosing;
    bool is_enclosed = enclosing != '\0';
    std::size_t end = from;
    for (; end < text_.size(); ++end) {
      const char c = text_[end];
      if (quote == '\0' && is_quote(c))
        quote = c;
      else if (quote != '\0' && c == quote) {
        if (is_enclosed && end > from && (end + 1 == text_.size() || ends_value(text_[end + 1]))) break;
        quote = '\0';
        is_enclosed = false;
      } else if (c == '\\' && quote != '\'' && end + 1 < text_.size()) {
        ++end;
      } else if (c == '$' && at(end + 1) == '{') {
        if (const std::size_t brace = text_.find('}', end); brace != std::string_view::npos) end = brace;
      } else if (ends_value(c) && (quote == '\0' || is_enclosed)) {
        break;
      }
    }
    return unquoted({from, std::min(end, text_.size())});
  }

  /// NAME=value and "name": value, wherever they stand.
  void find_named_values() {
    char enclosing = '\0';
    for (std::size_t i = 0; i < text_.size(); ++i) {
      const char c = text_[i];
      if (c == '\\' && enclosing != '\'') {
        ++i;
      } else if (is_quote(c) && (enclosing == '\0' || enclosing == c)) {
        enclosing = enclosing == '\0' ? c : '\0';
      } else if (is_name_char(c)) {
        const std::size_t begin = i;
        while (i < text_.size() && is_name_char(text_[i])) ++i;
        i = std::max(i, after_named_value({begin, i}, enclosing)) - 1;
      }
    }
  }

  /// Hides the value of this name where it has one that must not be seen. Out: the end of what was hidden, or 0.
  std::size_t after_named_value(Range name, char enclosing) {
    const bool escaped = at(name.end) == '\\';
    const bool is_quoted = name.begin > 0 && is_quote(text_[name.begin - 1]) && (is_quote(at(name.end)) || escaped);
    const std::size_t sign = name.end + (is_quoted ? (escaped ? 2 : 1) : 0);
    if (at(sign) == '=' && !is_quoted && is_secret_name(slice(name)))
      return hide_value(is_whole_word(name, enclosing) ? Range{sign + 1, closing_quote(sign + 1, enclosing)}
                                                       : value_at(sign + 1, enclosing));
    if (at(sign) != ':') return 0;
    if (is_quoted && at(name.end) == enclosing) enclosing = '\0';
    std::size_t from = sign + 1;
    while (is_space(at(from))) ++from;
    const std::string spelled = lowered(slice(name));
    if (holds(secret_headers, spelled) && !is_quoted) return hide_header(from);
    if (!is_secret_name(slice(name)) || at(from) == '/') return 0;
    const Range value = value_at(from, enclosing);
    const std::string_view content = slice(value);
    looked_at_ += content.size();
    // "fix token: handle expiry" is prose; a value with a digit, or under a name that only machines write, is not.
    // Neither is a text made to be looked at again and again.
    const bool is_convincing = is_quoted || looked_at_ > 4 * text_.size() || spelled.find('-') != std::string::npos ||
                               (content.size() >= 8 && std::any_of(content.begin(), content.end(), is_digit));
    return is_convincing ? hide_value(value) : 0;
  }

  /// Whether 'NAME=value …' in quotes is one word given to a program, and no string for a shell.
  bool is_whole_word(Range name, char enclosing) const {
    if (enclosing == '\0' || text_[name.begin - 1] != enclosing || at(name.end + 1) == enclosing) return false;
    std::string_view before = text_.substr(0, name.begin - 1);
    while (!before.empty() && is_space(before.back())) before.remove_suffix(1);
    const std::string_view flag = before.substr(before.find_last_of(" \t\n") + 1);
    return !(flag.starts_with('-') && flag.ends_with('c')) && flag != "eval";
  }

  std::size_t closing_quote(std::size_t from, char quote) const {
    while (from < text_.size() && text_[from] != quote) from += text_[from] == '\\' && quote == '"' ? 2 : 1;
    return std::min(from, text_.size());
  }

  std::size_t hide_value(Range value) {
    const std::size_t before = hidden_.size();
    hide(value);
    return hidden_.size() > before ? value.end : 0;
  }

  std::size_t hide_header(std::size_t from) {
    std::size_t end = from;
    while (end < text_.size() && !is_quote(text_[end]) && text_[end] != '\n') ++end;
    const std::size_t space = slice({from, end}).find(' ');
    if (space != std::string_view::npos && holds(auth_schemes, lowered(text_.substr(from, space)))) from += space + 1;
    return hide_value({from, end});
  }

  /// The shell words in `range`, quotes kept; an operator is a word of its own.
  std::vector<Range> split(Range range) const {
    std::vector<Range> words;
    std::size_t i = range.begin;
    while (i < range.end) {
      if (text_[i] != '\n' && is_space(text_[i])) {
        ++i;
        continue;
      }
      const std::size_t begin = i;
      while (i < range.end && !is_space(text_[i]) && !is_operator(text_[i])) i = after_piece(i, range.end);
      if (i == begin) ++i;
      words.push_back({begin, i});
    }
    return words;
  }

  static bool is_operator(char c) { return std::string_view("|&;()<>`\n").find(c) != std::string_view::npos; }

  std::size_t after_piece(std::size_t i, std::size_t end) const {
    if (text_[i] == '\\') return std::min(i + 2, end);
    if (!is_quote(text_[i])) return i + 1;
    const char quote = text_[i++];
    while (i < end && text_[i] != quote) i += text_[i] == '\\' && quote == '"' ? 2 : 1;
    return std::min(i + 1, end);
  }

  Range unquoted(Range word) const {
    const bool is_one_quote =
        word.end - word.begin >= 2 && is_quote(text_[word.begin]) && text_[word.end - 1] == text_[word.begin];
    return is_one_quote ? Range{word.begin + 1, word.end - 1} : word;
  }

  /// Options whose value is a secret: by their name, or by the program they belong to.
  void find_in_words(Range range, int depth) {
    const std::vector<Range> words = split(range);
    std::string_view tool;
    std::string_view subcommand;
    for (std::size_t n = 0; n < words.size(); ++n) {
      const Range inside = unquoted(words[n]);
      const std::string_view word = slice(inside);
      if (word.size() == 1 && is_operator(word.front())) {
        tool = subcommand = {};
        continue;
      }
      if (inside.begin != words[n].begin && depth < 3 && word.find(' ') != std::string_view::npos)
        find_in_words(inside, depth + 1);
      if (is_tool(base_name(word)) || holds(tools_without_secrets, base_name(word))) tool = base_name(word);
      if (word == "login") subcommand = word;
      const bool has_next = n + 1 < words.size() && !is_operator(text_[words[n + 1].begin]);
      const Range next = has_next ? unquoted(words[n + 1]) : Range{};
      find_option(inside, next, tool, subcommand);
      if (word == "set" && has_next && n + 2 < words.size() && is_secret_name(slice(next)))
        hide(unquoted(words[n + 2]));  // `aws configure set NAME VALUE`, `npm config set NAME VALUE`
    }
  }

  static bool is_tool(std::string_view name) {
    return std::any_of(tool_options.begin(), tool_options.end(),
                       [&](const ToolOption& row) { return is_listed(row.tools, name); });
  }

  void find_option(Range word, Range next, std::string_view tool, std::string_view subcommand) {
    const std::string_view text = slice(word);
    const bool next_is_value = next.begin < next.end && text_[next.begin] != '-';
    if (next_is_value && text.size() > 3 && text.front() == '-' && text.find('=') == std::string_view::npos &&
        is_secret_name(text))
      hide(next);
    if (tool.empty()) return;
    for (const ToolOption& row : tool_options) {
      if (!text.starts_with(row.option) || !is_listed(row.tools, tool)) continue;
      if (!row.subcommand.empty() && row.subcommand != subcommand) continue;
      if (text.size() > row.option.size() && row.form != OptionForm::next_word)
        hide_part({word.begin + row.option.size(), word.end}, row.part);
      else if (text.size() == row.option.size() && row.form != OptionForm::attached)
        hide_part(next, row.part);
    }
  }

  void hide_part(Range value, SecretPart part) {
    constexpr char signs[] = {'\0', ':', '%', ','};
    if (part != SecretPart::whole) {
      const std::size_t sign = slice(value).find(signs[static_cast<std::size_t>(part)]);
      if (sign == std::string_view::npos) return;
      value.begin += sign + 1;
    }
    hide(value);
  }

  std::string rewritten() {
    std::sort(hidden_.begin(), hidden_.end(), [](const Range& a, const Range& b) { return a.begin < b.begin; });
    std::string out;
    std::size_t done = 0;
    for (const Range& range : hidden_) {
      if (range.end <= done) continue;
      if (range.begin >= done) {
        out += text_.substr(done, range.begin - done);
        out += "***";
      }
      done = range.end;
    }
    out += text_.substr(done);
    return out;
  }

  std::string_view text_;
  std::vector<Range> hidden_;
  std::size_t looked_at_ = 0;  ///< bytes of values that were read and not hidden
};

}  // namespace

std::string mask_secrets(std::string_view text) {
  return Masker(text).masked();
}

std::string shown_command(std::string_view text, std::size_t limit) {
  // A secret that begins before the limit must still be seen whole to be known as one.
  return shortened(visible(mask_secrets(text.substr(0, limit + 8192))), limit);
}

}  // namespace vg
