// SPDX-License-Identifier: Apache-2.0
/// Filters of lines: tr, cut, head, tail, sort, tac, paste, xargs, awk '{print $2}'.
/// Sources: coreutils manual; POSIX, awk.
#include <algorithm>
#include <array>
#include <charconv>

#include "core/parse/characters.h"
#include "core/parse/escapes.h"
#include "core/parse/printers.h"

namespace vg {
namespace {

std::optional<std::size_t> number_in(std::string_view text) {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || text.size() > 6 || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string joined_lines(const std::vector<std::string_view>& lines) {
  std::string out;
  for (const std::string_view line : lines) out.append(line).push_back('\n');
  return out;
}

/// The characters of a set of tr: escapes, ranges, [:upper:] [:lower:] [:digit:] [:space:].
std::string characters_of(std::string_view set) {
  std::string plain;
  for (std::size_t at = 0; at < set.size();)
    if (set[at] != '\\')
      plain += set[at++];
    else if (!read_escape(set, at, EscapeStyle::format, plain))
      break;
  constexpr std::array<std::pair<std::string_view, std::string_view>, 4> classes{
      {{"[:upper:]", "A-Z"}, {"[:lower:]", "a-z"}, {"[:digit:]", "0-9"}, {"[:space:]", " \t\n"}}};
  for (const auto& [name, range] : classes)
    for (std::size_t at = plain.find(name); at != std::string::npos; at = plain.find(name, at + range.size()))
      plain.replace(at, name.size(), range);
  std::string out;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const unsigned first = static_cast<unsigned char>(plain[i]);
    const unsigned last =
        i + 2 < plain.size() && plain[i + 1] == '-' ? static_cast<unsigned char>(plain[i + 2]) : first;
    for (unsigned c = first; c <= std::max(first, last); ++c) out += static_cast<char>(c);
    if (last > first) i += 2;
  }
  return out;
}

Output translate(const Arguments& words, const Scope&, const Output& input) {
  bool deletes = false, squeezes = false, inverts = false;
  std::size_t at = 1;
  for (; at < words.size() && words[at].size() > 1 && words[at][0] == '-'; ++at)
    for (const char c : words[at].substr(1)) {
      deletes |= c == 'd';
      squeezes |= c == 's';
      inverts |= c == 'c' || c == 'C';
      if (std::string_view("dscC").find(c) == std::string_view::npos) return std::nullopt;
    }
  const std::size_t sets = words.size() - at;
  if (!input || sets == 0 || sets > 2 || (sets == 1 && !deletes && !squeezes) || (deletes && sets > 1))
    return std::nullopt;
  const std::string from = characters_of(words[at]), to = sets > 1 ? characters_of(words[at + 1]) : std::string();
  if (sets > 1 && to.empty()) return std::nullopt;
  std::string out;
  for (char c : *input) {
    const std::size_t place = from.find(c);
    const bool is_in = (place != std::string::npos) != inverts;
    if (is_in && deletes) continue;
    if (is_in && sets > 1) c = inverts ? to.back() : to[std::min(place, to.size() - 1)];
    if (is_in && squeezes && !out.empty() && out.back() == c) continue;
    out += c;
  }
  return out;
}

/// A list of cut: "2", "2-4", "-3", "5-", with commas. Out: whether `number` (from 1) is in it; nullopt for no list.
std::optional<bool> in_ranges(std::string_view list, std::size_t number) {
  bool found = false;
  while (!list.empty()) {
    const std::string_view range = list.substr(0, list.find(','));
    list.remove_prefix(std::min(range.size() + 1, list.size()));
    const std::size_t dash = range.find('-');
    const std::string_view begin = range.substr(0, dash), end = dash == range.npos ? begin : range.substr(dash + 1);
    const std::optional<std::size_t> first = begin.empty() ? 1 : number_in(begin);
    const std::optional<std::size_t> last = end.empty() ? number : number_in(end);
    if (!first || !last) return std::nullopt;
    found |= number >= *first && number <= *last;
  }
  return found;
}

Output cut(const Arguments& words, const Scope& scope, const Output& input) {
  std::string list, separator = "\t";
  char how = '\0';
  std::size_t at = 1;
  for (; at < words.size() && words[at].size() > 1 && words[at][0] == '-'; ++at) {
    const char option = words[at][1];
    if (option == 's' && words[at].size() == 2) continue;
    if (std::string_view("bcfd").find(option) == std::string_view::npos) return std::nullopt;
    std::string value = words[at].substr(2);
    if (value.empty() && at + 1 < words.size()) value = words[++at];
    (option == 'd' ? separator : list) = value;
    if (option != 'd') how = option;
  }
  const Output text = files_or_input(words, at, scope, input);
  if (!text || how == '\0' || separator.size() != 1) return std::nullopt;
  std::string out;
  for (const std::string_view line : lines_of(*text)) {
    const bool has_fields = how == 'f' && line.find(separator) != line.npos;
    if (how == 'f' && !has_fields) out += line;
    std::size_t number = 1;
    bool is_first = true;
    for (std::size_t begin = 0; begin <= line.size() && (how != 'f' || has_fields); ++number) {
      const std::size_t end = how == 'f' ? std::min(line.find(separator, begin), line.size()) : begin + 1;
      if (how != 'f' && begin >= line.size()) break;
      const std::optional<bool> wanted = in_ranges(list, number);
      if (!wanted) return std::nullopt;
      if (*wanted) {
        if (how == 'f' && !is_first) out += separator;
        out += line.substr(begin, end - begin);
        is_first = false;
      }
      begin = how == 'f' ? end + 1 : end;
    }
    out += '\n';
  }
  return out;
}

/// head and tail: -n N, -N, -c N; tail -n +N.
Output ends_of(const Arguments& words, const Scope& scope, const Output& input) {
  const bool is_head = words[0].ends_with("head");
  bool bytes = false;
  std::string count = "10";
  std::size_t at = 1;
  for (; at < words.size() && words[at].size() > 1 && (words[at][0] == '-' || words[at][0] == '+'); ++at) {
    const std::string& word = words[at];
    if (word == "-q") continue;
    if (word[0] == '+' || chars::is_digit(word[1])) {
      count = word[0] == '+' ? word : word.substr(1);
    } else if (word[1] == 'n' || word[1] == 'c') {
      bytes = word[1] == 'c';
      count = word.substr(2);
      if (count.empty() && at + 1 < words.size()) count = words[++at];
    } else {
      return std::nullopt;
    }
  }
  const Output text = files_or_input(words, at, scope, input);
  const char sign = count.empty() ? '\0' : count[0];
  const std::optional<std::size_t> number = number_in(sign == '+' || sign == '-' ? count.substr(1) : count);
  if (!text || !number) return std::nullopt;
  const std::vector<std::string_view> lines = lines_of(*text);
  const std::size_t all = bytes ? text->size() : lines.size();
  std::size_t begin = 0, end = all;
  if (is_head)
    end = sign == '-' ? all - std::min(all, *number) : std::min(all, *number);
  else
    begin = sign == '+' ? std::min(all, *number - std::min<std::size_t>(*number, 1)) : all - std::min(all, *number);
  if (bytes) return text->substr(begin, end - begin);
  return joined_lines(
      {lines.begin() + static_cast<std::ptrdiff_t>(begin), lines.begin() + static_cast<std::ptrdiff_t>(end)});
}

Output sort_lines(const Arguments& words, const Scope& scope, const Output& input) {
  bool reverse = false, numeric = false, unique = false;
  std::size_t at = 1;
  for (; at < words.size() && words[at].size() > 1 && words[at][0] == '-'; ++at)
    for (const char c : words[at].substr(1)) {
      reverse |= c == 'r';
      numeric |= c == 'n';
      unique |= c == 'u';
      if (std::string_view("rnu").find(c) == std::string_view::npos) return std::nullopt;
    }
  const Output text = files_or_input(words, at, scope, input);
  if (!text) return std::nullopt;
  std::vector<std::string_view> lines = lines_of(*text);
  const auto leading = [](std::string_view line) {
    return number_in(line.substr(0, line.find_first_not_of("0123456789"))).value_or(0);
  };
  std::stable_sort(lines.begin(), lines.end(), [&](std::string_view a, std::string_view b) {
    if (numeric && leading(a) != leading(b)) return leading(a) < leading(b);
    return a < b;
  });
  if (reverse) std::reverse(lines.begin(), lines.end());
  if (unique) lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  return joined_lines(lines);
}

Output reverse_lines(const Arguments& words, const Scope& scope, const Output& input) {
  const Output text = files_or_input(words, 1, scope, input);
  if (!text) return std::nullopt;
  std::vector<std::string_view> lines = lines_of(*text);
  std::reverse(lines.begin(), lines.end());
  return joined_lines(lines);
}

/// paste -s [-d SEPARATOR]
Output paste(const Arguments& words, const Scope& scope, const Output& input) {
  bool serial = false;
  std::string separator = "\t";
  std::size_t at = 1;
  for (; at < words.size() && words[at].size() > 1 && words[at][0] == '-'; ++at) {
    std::string_view letters = std::string_view(words[at]).substr(1);
    serial |= letters.starts_with('s');
    if (letters.starts_with('s')) letters.remove_prefix(1);
    if (letters.empty()) continue;
    if (letters[0] != 'd') return std::nullopt;
    separator = letters.substr(1);
    if (letters.size() == 1 && at + 1 < words.size()) separator = words[++at];
  }
  const Output text = files_or_input(words, at, scope, input);
  if (!text || !serial || separator.size() > 1) return std::nullopt;
  std::string out;
  for (const std::string_view line : lines_of(*text)) out += (out.empty() ? "" : separator) + std::string(line);
  return out + "\n";
}

/// xargs alone, or in front of echo: one line.
Output join_words(const Arguments& words, const Scope&, const Output& input) {
  if (!input || (words.size() > 1 && words[1] != "echo") || words.size() > 3) return std::nullopt;
  const bool ends = words.size() < 3;
  if (!ends && words[2] != "-n") return std::nullopt;
  std::string out;
  for (std::size_t at = 0; at < input->size();) {
    const std::size_t begin = input->find_first_not_of(" \t\n", at);
    if (begin == std::string::npos) break;
    const std::size_t end = std::min(input->find_first_of(" \t\n", begin), input->size());
    out += (out.empty() ? "" : " ") + input->substr(begin, end - begin);
    at = end;
  }
  return ends ? out + "\n" : out;
}

/// One operand of awk's print at code[at]: "text" or $N. Out: false for anything else.
bool awk_operand(std::string_view code, std::size_t& at, std::string_view line, std::string& out) {
  if (code[at] == '"') {
    for (++at; at < code.size() && code[at] != '"';)
      if (code[at] != '\\')
        out += code[at++];
      else if (!read_escape(code, at, EscapeStyle::format, out))
        return false;
    return at++ < code.size();
  }
  if (chars::is_digit(code[at])) {
    while (at < code.size() && chars::is_digit(code[at])) out += code[at++];
    return true;
  }
  if (code[at] != '$') return false;
  std::size_t end = ++at;
  while (end < code.size() && chars::is_digit(code[end])) ++end;
  const std::optional<std::size_t> number = number_in(code.substr(at, end - at));
  at = end;
  if (!number) return false;
  if (*number == 0) return out += line, true;
  std::size_t begin = 0;
  for (std::size_t i = 1;; ++i) {
    begin = line.find_first_not_of(" \t", begin);
    if (begin == line.npos) return true;
    const std::size_t stop = std::min(line.find_first_of(" \t", begin), line.size());
    if (i == *number) return out += line.substr(begin, stop - begin), true;
    begin = stop;
  }
}

/// print OPERAND… or printf FORMAT, OPERAND… over one line.
Output awk_statement(std::string_view code, std::string_view line) {
  while (!code.empty() && std::string_view(" ;}").find(code.back()) != std::string_view::npos) code.remove_suffix(1);
  const bool is_format = code.starts_with("printf");
  if (!code.starts_with("print")) return std::nullopt;
  code.remove_prefix(is_format ? 6 : 5);
  if (code.find_first_of("(>|") != code.npos && code.starts_with('(') && code.ends_with(')'))
    code = code.substr(1, code.size() - 2);
  Arguments values(1);
  bool any = false;
  for (std::size_t at = 0; at < code.size();) {
    if (code[at] == ' ') {
      ++at;
    } else if (code[at] == ',') {
      values.emplace_back();
      ++at;
    } else if (!awk_operand(code, at, line, values.back())) {
      return std::nullopt;
    } else {
      any = true;
    }
  }
  if (!is_format && !any) values.front() = line;
  if (is_format) {
    // a number is the character of that number there
    std::size_t next = 1;
    for (std::size_t i = values[0].find('%'); i != std::string::npos && i + 1 < values[0].size();
         i = values[0].find('%', i + 2), ++next)
      if (const auto code_point =
              next < values.size() && values[0][i + 1] == 'c' ? number_in(values[next]) : std::nullopt)
        values[next] = static_cast<char>(*code_point);
    return formatted(values, 0);
  }
  std::string out;
  for (const std::string& value : values) out += (&value == &values.front() ? "" : " ") + value;
  return out + "\n";
}

Output awk(const Arguments& words, const Scope& scope, const Output& input) {
  if (words.size() < 2 || words[1].starts_with('-')) return std::nullopt;
  std::string_view code = words[1];
  while (code.starts_with(' ')) code.remove_prefix(1);
  const bool is_begin = code.starts_with("BEGIN");
  const bool is_end = code.starts_with("END");
  if (is_begin || is_end) code.remove_prefix(is_begin ? 5 : 3);
  while (code.starts_with(' ')) code.remove_prefix(1);
  if (!code.starts_with('{') || code.find('{', 1) != code.npos || code.find('}') + 1 != code.size())
    return std::nullopt;
  code.remove_prefix(1);
  while (code.starts_with(' ')) code.remove_prefix(1);
  if (is_begin) return awk_statement(code, "");
  const Output text = files_or_input(words, 2, scope, input);
  if (!text) return std::nullopt;
  const std::vector<std::string_view> lines = lines_of(*text);
  if (is_end) return lines.empty() ? awk_statement(code, "") : awk_statement(code, lines.back());
  std::string out;
  for (const std::string_view line : lines) {
    const Output part = awk_statement(code, line);
    if (!part || out.size() > max_output) return std::nullopt;
    out += *part;
  }
  return out;
}

constexpr auto printers = std::to_array<PrinterRow>({
    {"awk", awk},
    {"cut", cut},
    {"gawk", awk},
    {"head", ends_of},
    {"mawk", awk},
    {"paste", paste},
    {"sort", sort_lines},
    {"tac", reverse_lines},
    {"tail", ends_of},
    {"tr", translate},
    {"xargs", join_words},
});

}  // namespace

std::span<const PrinterRow> text_printers() {
  return printers;
}

}  // namespace vg
