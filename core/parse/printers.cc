// SPDX-License-Identifier: Apache-2.0
/// Sources: the manual page of each program (coreutils, xxd, openssl), bash(1).
#include "core/parse/printers.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/path.h"
#include "core/parse/code_text.h"
#include "core/parse/decoders.h"
#include "core/parse/escapes.h"
#include "core/parse/wrapper_table.h"

namespace vg {
namespace {

Output echo(const Arguments& words, const Scope&, const Output&) {
  std::size_t first = 1;
  bool has_newline = true;
  bool has_escapes = false;
  for (; first < words.size(); ++first) {
    const std::string& word = words[first];
    if (word.size() < 2 || word[0] != '-' || word.find_first_not_of("neE", 1) != std::string::npos) break;
    for (const char c : word.substr(1)) {
      if (c == 'n')
        has_newline = false;
      else
        has_escapes = c == 'e';
    }
  }
  std::string out;
  for (std::size_t i = first; i < words.size(); ++i) {
    if (i > first) out += ' ';
    const std::string_view text = words[i];
    for (std::size_t at = 0; at < text.size();) {
      if (!has_escapes || text[at] != '\\')
        out += text[at++];
      else if (!read_escape(text, at, EscapeStyle::echo, out))
        return out;
    }
  }
  if (has_newline) out += '\n';
  return out;
}

/// %o and %x: $(printf '\\%o' 114) is a way to spell a letter.
bool convert_number(std::string_view argument, char how, std::string& out) {
  unsigned number = 0;
  const auto [end, error] = std::from_chars(argument.data(), argument.data() + argument.size(), number);
  if (error != std::errc() || end != argument.data() + argument.size()) return false;
  char digits[16];
  const auto done = std::to_chars(digits, digits + sizeof digits, number, how == 'o' ? 8 : 16);
  out.append(digits, done.ptr);
  return true;
}

/// One conversion of printf at format[at] (behind the '%'). Out: false where it is not one that can be followed.
bool convert(std::string_view format, std::size_t& at, const Arguments& words, std::size_t& next, std::string& out) {
  const char c = at < format.size() ? format[at++] : '\0';
  if (c == '%') return out += '%', true;
  const std::string_view argument = next < words.size() ? std::string_view(words[next++]) : std::string_view{};
  if (c == 's' || c == 'd' || c == 'i' || c == 'u') return out += argument, true;
  if (c == 'o' || c == 'x' || c == 'X') return convert_number(argument, c, out);
  if (c == 'c') return out += argument.substr(0, 1), true;
  if (c != 'b') return false;
  for (std::size_t i = 0; i < argument.size();) {
    if (argument[i] != '\\')
      out += argument[i++];
    else if (!read_escape(argument, i, EscapeStyle::echo, out))
      return true;
  }
  return true;
}

Output print_format(const Arguments& words, const Scope&, const Output&) {
  const std::size_t first = words.size() > 1 && words[1] == "--" ? 2 : 1;
  if (first >= words.size() || words[first].starts_with('-')) return std::nullopt;
  return formatted(words, first);
}

Output decode_base64(const Arguments& words, const Scope&, const Output& input) {
  const auto is_decode = [](const std::string& w) { return w == "-d" || w == "-D" || w == "--decode" || w == "-di"; };
  if (!input || !std::all_of(words.begin() + 1, words.end(), is_decode) || words.size() < 2) return std::nullopt;
  return base64_text(*input);
}

Output decode_hex(const Arguments& words, const Scope&, const Output& input) {
  const bool is_plain = (words.size() == 3 && words[1] == "-r" && words[2] == "-p") ||
                        (words.size() == 2 && (words[1] == "-rp" || words[1] == "-pr"));
  if (!input || !is_plain) return std::nullopt;
  return hex_text(*input);
}

Output decode_base32(const Arguments& words, const Scope&, const Output& input) {
  if (!input || words.size() != 2 || (words[1] != "-d" && words[1] != "--decode")) return std::nullopt;
  return base32_text(*input);
}

/// python3 -c CODE, perl -e CODE and their kin.
Output print_code(const Arguments& words, const Scope&, const Output&) {
  constexpr std::string_view options = "-c -e -E -r -p -pe --eval --print -le -lne";
  if (words.size() != 3 || !holds_option(options, words[1])) return std::nullopt;
  if (words[1] == "-p" || words[1] == "--print") return code_output("print(" + words[2] + ")");
  return code_output(words[2]);
}

Output reverse(const Arguments& words, const Scope&, const Output& input) {
  if (!input || words.size() != 1) return std::nullopt;
  std::string out = *input;
  for (auto begin = out.begin(); begin != out.end();) {
    const auto end = std::find(begin, out.end(), '\n');
    std::reverse(begin, end);
    begin = end == out.end() ? end : end + 1;
  }
  return out;
}

/// cat and its kin: what the files hold, one after the other.
Output copy(const Arguments& words, const Scope& scope, const Output& input) {
  return files_or_input(words, 1, scope, input);
}

Output print_directory(const Arguments& words, const Scope& scope, const Output&) {
  if (words.size() != 1 || scope.directory().empty()) return std::nullopt;
  return std::string(scope.directory()) + "\n";
}

/// openssl base64 -d, openssl enc -base64 -d
Output decode_with_openssl(const Arguments& words, const Scope& scope, const Output& input) {
  bool is_base64 = false;
  bool decodes = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "base64" || words[i] == "-base64" || words[i] == "-a")
      is_base64 = true;
    else if (words[i] == "-d")
      decodes = true;
    else if (words[i] != "enc" && words[i] != "-A")
      return std::nullopt;
  }
  return is_base64 && decodes ? decode_base64({"base64", "-d"}, scope, input) : std::nullopt;
}

Output pass_input(const Arguments&, const Scope&, const Output& input) {
  return input;
}

/// `which rm`, `command -v rm`: some path of rm, which is judged like its name.
Output find_program(const Arguments& words, const Scope&, const Output&) {
  const bool is_which = words[0] == "which" && words.size() == 2;
  const bool is_lookup = words.size() == 3 && (words[1] == "-v" || words[1] == "-P" || words[1] == "-p");
  if (!(is_which || is_lookup) || words.back().starts_with('-')) return std::nullopt;
  return words.back() + "\n";
}

/// A name of the kind mktemp makes, so that what is done with the file later can be told.
Output name_temporary(const Arguments& words, const Scope& scope, const Output&) {
  const std::optional<Value> own = scope.find("TMPDIR");
  const std::string directory = own && !own->parts.empty() ? std::string(own->parts.front().text) : "/tmp";
  std::string name;
  bool below = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "-d" || words[i] == "-q" || words[i] == "-u" || words[i] == "--directory") continue;
    if (words[i] == "-t")
      below = true;
    else if (words[i].empty() || words[i].front() == '-' || !name.empty())
      return std::nullopt;
    else
      name = words[i];
  }
  if (name.empty()) return directory + "/tmp.XXXXXXXXXX\n";
  return (below ? directory + "/" + name : name) + "\n";
}

/// s/OLD/NEW/ for what needs no pattern matching, and for the whole line: ".*", "^", "$".
Output substitute(const Arguments& words, const Scope&, const Output& input) {
  if (!input || words.size() != 2 || words[1].size() < 4 || words[1][0] != 's') return std::nullopt;
  const char mark = words[1][1];
  const std::size_t middle = words[1].find(mark, 2);
  const std::size_t end = middle == std::string::npos ? middle : words[1].find(mark, middle + 1);
  if (end == std::string::npos) return std::nullopt;
  const std::string old = words[1].substr(2, middle - 2), fresh = words[1].substr(middle + 1, end - middle - 1);
  const std::string flags = words[1].substr(end + 1);
  const bool is_line = old == ".*" || old == "^.*$";
  const bool is_edge = old == "^" || old == "$";
  if ((!flags.empty() && flags != "g") || old.empty() || fresh.find('\\') != std::string::npos) return std::nullopt;
  if (!is_line && !is_edge && old.find_first_of(".[]*^$\\") != std::string::npos) return std::nullopt;
  std::string out;
  for (std::size_t begin = 0; begin < input->size() && out.size() < max_output;) {
    const std::size_t stop = std::min(input->find('\n', begin), input->size());
    std::string line = input->substr(begin, stop - begin);
    begin = stop + 1;
    const std::string seen = is_line ? line : is_edge ? "" : old;
    std::string filled;
    for (const char c : fresh) filled += c == '&' ? seen : std::string(1, c);
    if (is_line) {
      line = filled;
    } else if (is_edge) {
      line = old == "^" ? filled + line : line + filled;
    } else {
      for (std::size_t at = line.find(old); at != std::string::npos; at = line.find(old, at + filled.size())) {
        line.replace(at, old.size(), filled);
        if (flags.empty() || line.size() > max_output) break;
      }
    }
    out += line;
    if (stop < input->size()) out += '\n';
  }
  return out;
}

Output name_part(const Arguments& words, const Scope&, const Output&) {
  const bool is_directory = words[0].ends_with("dirname");
  if (words.size() < 2 || words.size() > (is_directory ? 2U : 3U) || words[1].starts_with('-') || words[1].empty())
    return std::nullopt;
  std::string name(is_directory ? dir_name(words[1]) : base_name(words[1]));
  if (words.size() == 3 && name.size() > words[2].size() && name.ends_with(words[2]))
    name.resize(name.size() - words[2].size());
  return name + "\n";
}

/// date +TEXT without a conversion.
Output print_plain_date(const Arguments& words, const Scope&, const Output&) {
  if (words.size() != 2 || !words[1].starts_with('+') || words[1].find('%') != std::string::npos) return std::nullopt;
  return words[1].substr(1) + "\n";
}

constexpr auto printers = std::to_array<PrinterRow>({
    {"base32", decode_base32},  {"base64", decode_base64},  {"basename", name_part},  {"cat", copy},
    {"command", find_program},  {"date", print_plain_date}, {"dirname", name_part},   {"echo", echo},
    {"mktemp", name_temporary}, {"lua", print_code},        {"node", print_code},     {"openssl", decode_with_openssl},
    {"perl", print_code},       {"php", print_code},        {"printf", print_format}, {"pv", pass_input},
    {"pwd", print_directory},   {"python", print_code},     {"python3", print_code},  {"rev", reverse},
    {"ruby", print_code},       {"sed", substitute},        {"tee", pass_input},      {"type", find_program},
    {"which", find_program},    {"xxd", decode_hex},
});

}  // namespace

Output formatted(const Arguments& words, std::size_t at_format) {
  std::size_t next = at_format;
  const std::string_view format = words[next++];
  std::string out;
  for (;;) {
    const std::size_t before = next;
    for (std::size_t at = 0; at < format.size();) {
      if (format[at] == '\\') {
        if (!read_escape(format, at, EscapeStyle::format, out)) return out;
      } else if (format[at] != '%') {
        out += format[at++];
      } else if (++at; !convert(format, at, words, next, out)) {
        return std::nullopt;
      }
    }
    // the format is used again while there are arguments
    if (next >= words.size() || next == before || out.size() > max_output) return out;
  }
}

Output files_or_input(const Arguments& words, std::size_t first, const Scope& scope, const Output& input) {
  if (words.size() <= first) return input;
  std::string all;
  for (std::size_t i = first; i < words.size(); ++i) {
    if (words[i] == "--") continue;
    if (words[i] == "-" || words[i] == "/dev/stdin") {
      if (!input) return std::nullopt;
      all += *input;
      continue;
    }
    const std::optional<Value> file = scope.file(words[i]);
    if (!file) return std::nullopt;
    for (const WordPart& part : file->parts) {
      if (part.kind != PartKind::literal) return std::nullopt;
      all += part.text;
    }
    if (all.size() > max_output) return std::nullopt;
  }
  return all;
}

const PrinterRow* find_printer(std::string_view name) {
  for (const std::span<const PrinterRow> rows : {std::span<const PrinterRow>(printers), text_printers()})
    for (const PrinterRow& row : rows)
      if (row.name == name) return &row;
  return nullptr;
}

}  // namespace vg
