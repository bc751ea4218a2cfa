// SPDX-License-Identifier: Apache-2.0
// What echo, printf and the usual decoders print, computed without running them.
#include <algorithm>
#include <optional>

#include "core/base/path.h"
#include "core/classify/evaluator.h"

namespace vg::rules {
namespace {

constexpr std::size_t max_output = 16UL * 1024;

int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 32);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
}

/// One backslash escape at text[i] == '\\'; leaves `i` on its last character.
void append_escape(std::string_view text, std::size_t& i, std::string& out) {
  if (i + 1 >= text.size()) {
    out += '\\';
    return;
  }
  const char c = text[++i];
  const auto number = [&](int base, std::size_t most) {
    int value = 0;
    std::size_t used = 0;
    while (used < most && i + 1 < text.size() && digit_value(text[i + 1]) < base) {
      value = value * base + digit_value(text[++i]);
      ++used;
    }
    return value;
  };
  constexpr std::string_view names = "abefnrtv\\'\"";
  constexpr std::string_view values = "\a\b\033\f\n\r\t\v\\'\"";
  if (c == 'x') {
    out += static_cast<char>(number(16, 2));
  } else if (c >= '0' && c <= '7') {
    --i;
    out += static_cast<char>(number(8, c == '0' ? 4 : 3));
  } else if (const std::size_t at = names.find(c); at != std::string_view::npos) {
    out += values[at];
  } else {
    out += '\\';
    out += c;
  }
}

std::string with_escapes(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\')
      append_escape(text, i, out);
    else
      out += text[i];
  }
  return out;
}

std::optional<std::string> echo_output(const Args& args) {
  std::string out;
  bool escapes = false, newline = true;
  std::size_t i = 1;
  for (; i < args.size(); ++i) {
    const std::string_view text = args[i].text;
    if (text.size() < 2 || text[0] != '-' || text.find_first_not_of("neE", 1) != std::string_view::npos) break;
    if (text.find('e') != std::string_view::npos) escapes = true;
    if (text.find('n') != std::string_view::npos) newline = false;
  }
  for (bool first = true; i < args.size(); ++i, first = false) {
    if (!args[i].known) return std::nullopt;
    if (!first) out += ' ';
    out += escapes ? with_escapes(args[i].text) : std::string(args[i].text);
  }
  if (newline) out += '\n';
  return out;
}

std::optional<std::string> printf_output(const Args& args) {
  std::size_t next = 1;
  if (next < args.size() && args[next].is("--")) ++next;
  if (next >= args.size()) return std::nullopt;
  for (const Arg& arg : args)
    if (!arg.known) return std::nullopt;
  const std::string_view format = args[next++].text;
  std::string out;
  do {
    for (std::size_t i = 0; i < format.size(); ++i) {
      if (format[i] == '\\') {
        append_escape(format, i, out);
      } else if (format[i] == '%' && i + 1 < format.size()) {
        while (i + 1 < format.size() &&
               std::string_view("-+ #0123456789.").find(format[i + 1]) != std::string_view::npos)
          ++i;
        const char kind = i + 1 < format.size() ? format[++i] : '%';
        if (kind == '%') out += '%';
        if (kind == 's' && next < args.size()) out += args[next++].text;
        if (kind == 'b' && next < args.size()) out += with_escapes(args[next++].text);
        if (std::string_view("s%b").find(kind) == std::string_view::npos) return std::nullopt;
      } else {
        out += format[i];
      }
    }
  } while (next < args.size() && format.find('%') != std::string_view::npos && out.size() < max_output);
  return out;
}

std::optional<std::string> base64_decoded(std::string_view text) {
  std::string out;
  unsigned bits = 0;
  int held = 0;
  for (const char c : text) {
    int value = -1;
    if (c >= 'A' && c <= 'Z') value = c - 'A';
    if (c >= 'a' && c <= 'z') value = c - 'a' + 26;
    if (c >= '0' && c <= '9') value = c - '0' + 52;
    if (c == '+' || c == '-') value = 62;
    if (c == '/' || c == '_') value = 63;
    if (c == '=' || c == '\n' || c == ' ') continue;
    if (value < 0) return std::nullopt;
    bits = (bits << 6) | static_cast<unsigned>(value);
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += static_cast<char>((bits >> held) & 0xffu);
    }
  }
  return out;
}

std::string hex_decoded(std::string_view text) {
  std::string out;
  int high = -1;
  for (const char c : text) {
    const int value = digit_value(c);
    if (value > 15) continue;
    if (high < 0) {
      high = value;
    } else {
      out += static_cast<char>(high * 16 + value);
      high = -1;
    }
  }
  return out;
}

std::string expanded_set(std::string_view set) {
  const std::string plain = with_escapes(set);
  std::string out;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    const unsigned first = static_cast<unsigned char>(plain[i]);
    const unsigned last = i + 2 < plain.size() ? static_cast<unsigned char>(plain[i + 2]) : 0;
    if (i + 2 < plain.size() && plain[i + 1] == '-' && last >= first) {
      for (unsigned c = first; c <= last; ++c) out += static_cast<char>(c);
      i += 2;
    } else {
      out += plain[i];
    }
  }
  return out;
}

std::optional<std::string> translated(const Args& args, std::string text) {
  if (args.size() < 3 || !args[1].known || !args[2].known) return std::nullopt;
  if (args[1].is("-d")) {
    const std::string set = expanded_set(args[2].text);
    std::erase_if(text, [&](char c) { return set.find(c) != std::string::npos; });
    return text;
  }
  if (args[1].is_option()) return std::nullopt;
  const std::string from = expanded_set(args[1].text), to = expanded_set(args[2].text);
  if (to.empty()) return std::nullopt;
  for (char& c : text)
    if (const std::size_t at = from.find(c); at != std::string::npos) c = to[std::min(at, to.size() - 1)];
  return text;
}

std::string reversed_lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string line(text.substr(0, end));
    std::reverse(line.begin(), line.end());
    out += line;
    out += '\n';
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
  }
  return out;
}

}  // namespace

StaticText Evaluator::output_of(const Args& args, const StaticText& input) const {
  if (args.empty() || !args[0].known) return {};
  const std::string_view name = base_name(args[0].text);
  const auto as = [](std::optional<std::string> text, bool decoded) {
    StaticText result{text.has_value(), decoded, {}};
    if (text) result.text = std::move(*text);
    if (result.text.size() > max_output) result.text.resize(max_output);
    return result;
  };
  const auto known_input = [&]() { return input.known ? std::optional(input.text) : std::nullopt; };
  if (name == "echo") return as(echo_output(args), false);
  if (name == "printf") {
    const bool hidden = args.size() > 1 && (args[1].text.find("\\x") != std::string_view::npos ||
                                            args[1].text.find("\\1") != std::string_view::npos);
    return as(printf_output(args), hidden);
  }
  const bool decodes = has_flag(args, "-d|-D|--decode|--decompress");
  if (name == "base64" && decodes) return as(input.known ? base64_decoded(input.text) : std::nullopt, true);
  if (name == "openssl" && decodes && (args.size() > 1 && (args[1].is("base64") || args[1].is("enc"))))
    return as(input.known ? base64_decoded(input.text) : std::nullopt, true);
  if (name == "xxd" && has_flag(args, "-r"))
    return as(input.known ? std::optional(hex_decoded(input.text)) : std::nullopt, true);
  if ((name == "base32" || name == "gzip" || name == "xz" || name == "bzip2" || name == "zstd") && decodes)
    return as(std::nullopt, true);
  if (in_list("gunzip|zcat|bzcat|xzcat|uudecode|bunzip2|unxz", name)) return as(std::nullopt, true);
  if (name == "rev") return as(input.known ? std::optional(reversed_lines(input.text)) : std::nullopt, true);
  if (name == "tr") return as(input.known ? translated(args, input.text) : std::nullopt, true);
  if ((name == "cat" && args.size() == 1) || name == "tee") return as(known_input(), input.decoded);
  if (name == "cat" || name == "head" || name == "tail" || name == "grep" || name == "sed" || name == "awk")
    return {false, input.decoded, {}};
  return {};
}

}  // namespace vg::rules
