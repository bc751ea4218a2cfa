// SPDX-License-Identifier: Apache-2.0
/// Calls whose value is known: methods of texts, decoders, reflection.
#include <algorithm>
#include <charconv>
#include <optional>

#include "core/parse/code_folder.h"
#include "core/parse/decoders.h"

namespace vg::code {

std::string with_replaced(std::string text, const std::string& old, const std::string& fresh) {
  if (old.empty()) return text;
  for (std::size_t i = text.find(old); i != std::string::npos; i = text.find(old, i + fresh.size())) {
    text.replace(i, old.size(), fresh);
    if (text.size() > max_text) break;
  }
  return text;
}

/// {} {0} or %s with the values they stand for. In: `mark`: what such a place begins with.
std::string with_values(std::string_view text, const std::vector<std::string>& values, std::string_view mark) {
  std::string out;
  std::size_t next = 0;
  for (std::size_t i = 0; i < text.size() && out.size() < max_text; ++i) {
    const bool is_place = text.substr(i, 1) == mark && (mark == "{" || text.substr(i + 1, 1) == "s");
    if (!is_place || next >= values.size()) {
      out += text[i];
      continue;
    }
    out += values[next++];
    i = mark == "{" ? std::min(text.find('}', i), text.size()) : i + 1;
  }
  return out;
}

/// "%s -f" % "rm", "%s %s" % ("rm", "-f")
bool Folder::fold_format(std::size_t at) {
  if (!is(at + 1, "%")) return false;
  if (is_text(at + 2)) return put_text(at, 3, with_values(tokens_[at].value, {value(at + 2)}, "%"));
  std::size_t close = at + 3;
  const std::vector<std::string> given = is(at + 2, "(") ? texts_until(close, ")") : std::vector<std::string>{};
  return !given.empty() && put_text(at, close + 1 - at, with_values(tokens_[at].value, given, "%"));
}

/// "a".method(…)
bool Folder::fold_method(std::size_t at) {
  if (!is(at + 1, ".") || !is_name(at + 2)) return false;
  const std::string method = value(at + 2);
  const std::string text = tokens_[at].value;
  std::size_t close = at + 4;
  const bool has_call = is(at + 3, "(");
  const std::vector<std::string> given = has_call ? texts_until(close, ")") : std::vector<std::string>{};
  // join takes the list, in brackets or not
  if (method == "join" && has_call && is(at + 4, "[")) {
    std::size_t end = at + 5;
    const std::vector<std::string> pieces = texts_until(end, "]");
    std::string all;
    for (const std::string& piece : pieces) all += (&piece == &pieces.front() ? "" : text) + piece;
    return !pieces.empty() && is(end + 1, ")") && put_text(at, end + 2 - at, all);
  }
  // JavaScript's way to turn a text round
  if (method == "split" && is(close + 1, ".") && value(close + 2) == "reverse")
    return put_text(at, std::min(close + 10, tokens_.size()) - at, {text.rbegin(), text.rend()});
  std::size_t end = has_call ? close + 1 : at + 3;
  if (has_call && !is(close, ")")) return false;
  if (method == "reverse") return put_text(at, end - at, {text.rbegin(), text.rend()});
  if (holds_option("replace sub gsub replaceAll tr", method) && given.size() == 2)
    return put_text(at, end - at, with_replaced(text, given[0], given[1]));
  if (method == "format" && !given.empty()) return put_text(at, end - at, with_values(text, given, "{"));
  if (method == "concat") {
    std::string all = text;
    for (const std::string& piece : given) all += piece;
    return put_text(at, end - at, all);
  }
  std::string changed = text;
  const bool lowers = holds_option("lower downcase toLowerCase swapcase", method);
  const bool raises = holds_option("upper upcase toUpperCase", method);
  for (char& c : changed) {
    if (lowers && c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    if (raises && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  if (lowers || raises) return put_text(at, end - at, changed);
  if (holds_option("decode encode toString strip trim chomp to_s to_sym freeze valueOf", method))
    return put_text(at, end - at, text);
  return false;
}

/// ["a", "b"].join("")
bool Folder::fold_list(std::size_t at) {
  if (!is(at, "[")) return false;
  std::size_t end = at + 1;
  const std::vector<std::string> pieces = texts_until(end, "]");
  if (pieces.empty()) return false;
  const bool reverses = is(end + 1, ".") && value(end + 2) == "reverse";
  if (reverses) end += is(end + 3, "(") ? 4 : 2;
  if (!is(end + 1, ".")) return false;
  const std::string method = value(end + 2);
  std::string separator;
  std::size_t behind = end + 3;
  if (is(behind, "(")) {
    if (is_text(behind + 1)) separator = value(behind + 1);
    behind += is_text(behind + 1) ? 3 : 2;
  }
  if (method == "pack") return put_text(at, behind - at, hex_text(pieces.front()));
  if (method != "join") return false;
  std::string all;
  const auto add = [&](const std::string& piece) { all += (all.empty() ? "" : separator) + piece; };
  if (reverses)
    std::for_each(pieces.rbegin(), pieces.rend(), add);
  else
    std::for_each(pieces.begin(), pieces.end(), add);
  return put_text(at, behind - at, all);
}

/// chr(114), String.fromCharCode(114, 109), [114, 109].pack("c*"), bytes([114, 109])
bool Folder::fold_characters(std::size_t at) {
  if (!is_one_of(at, "chr char fromCharCode bytes bytearray fromCodePoint")) return false;
  std::size_t begin = at, i = at + 1;
  const bool bare = !is(i, "(") && i < tokens_.size() && tokens_[i].kind == Kind::number;  // perl's chr 114
  if (!bare && !is(i++, "(")) return false;
  if (is(i, "[")) ++i;
  std::string text;
  for (; i < tokens_.size() && tokens_[i].kind == Kind::number; ++i) {
    const std::string& digits = tokens_[i].value;
    const bool is_hex = digits.starts_with("0x");
    unsigned number = 0;
    const char* const first = digits.data() + (is_hex ? 2 : 0);
    const auto [end, error] = std::from_chars(first, digits.data() + digits.size(), number, is_hex ? 16 : 10);
    if (error != std::errc() || end != digits.data() + digits.size() || number > 0x7f) return false;
    text += static_cast<char>(number);
    if (bare) {
      ++i;
      break;
    }
    if (is(i + 1, ",")) ++i;
  }
  if (is(i, "]")) ++i;
  if (text.empty() || (!bare && !is(i++, ")"))) return false;
  while (begin >= 2 && is(begin - 1, ".") && is_name(begin - 2)) begin -= 2;
  return put_text(begin, i - begin, text);
}

/// b64decode("…"), Buffer.from("…", "hex"), pack("H*", "…"), strrev("…"), join("", "a", "b")
bool Folder::fold_decoder(std::size_t at) {
  if (!is_name(at)) return false;
  const std::string name = tokens_[at].value;
  std::size_t i = at + 1;
  if (!is(i, "(") && !is_text(i)) return false;
  if (is(i, "(")) ++i;
  if (is(i, "[")) ++i;
  const std::size_t first = i;
  while (is_text(i)) i += is(i + 1, ",") ? 2 : 1;
  if (i == first) return false;
  std::vector<std::string> given;
  for (std::size_t k = first; k < i; k += 2) given.push_back(value(k));
  const std::string& text = given.front();
  std::optional<std::string> plain;
  if (holds_option("b64decode urlsafe_b64decode decode64 strict_decode64 base64_decode atob decode_base64", name))
    plain = base64_text(text);
  else if (name == "b32decode")
    plain = base32_text(text);
  else if (holds_option("fromhex unhexlify hex2bin a2b_hex", name))
    plain = hex_text(text);
  else if (name == "str_rot13" || (name == "decode" && given.size() == 2 && given[1].starts_with("rot")))
    plain = rot13_text(text);
  else if (name == "strrev" || name == "reverse")
    plain = std::string(text.rbegin(), text.rend());
  else if (name == "from" && given.size() == 2)
    plain = given[1] == "hex" ? hex_text(text) : base64_text(text);
  else if (name == "pack" && given.size() == 2 && given[0].starts_with("H"))
    plain = hex_text(given[1]);
  if ((name == "join" || name == "implode") && given.size() > 1 && !(at > 0 && is(at - 1, "."))) {
    plain = std::string();
    for (std::size_t k = 1; k < given.size(); ++k) *plain += (k > 1 ? text : "") + given[k];
  }
  if (!plain) return false;
  if (is(i, "]")) ++i;
  if (is(i, ")")) ++i;
  std::size_t begin = at;
  while (begin >= 2 && (is(begin - 1, ".") || is(begin - 1, "->")) && (is_name(begin - 2) || is(begin - 2, ")")))
    if (is(begin - 2, ")"))
      break;
    else
      begin -= 2;
  return put_text(begin, i - begin, *plain);
}

/// getattr(os, "system"), __import__("os"), send(:system, …), method(:system).call(…)
bool Folder::fold_reflection(std::size_t at) {
  if (!is_name(at) || !is(at + 1, "(")) return false;
  const std::string name = tokens_[at].value;
  if (holds_option("__import__ import_module", name) && is_text(at + 2) && is(at + 3, ")")) {
    std::size_t begin = at;
    while (begin >= 2 && is(begin - 1, ".") && is_name(begin - 2)) begin -= 2;
    return put_name(begin, at + 4 - begin, value(at + 2));
  }
  if (name == "vars" || name == "dir") {
    const std::size_t end = end_of_path(at + 2);
    if (end > at + 2 && is(end, ")")) {
      Tokens path(tokens_.begin() + static_cast<std::ptrdiff_t>(at) + 2,
                  tokens_.begin() + static_cast<std::ptrdiff_t>(end));
      return replace(at, end + 1 - at, path);
    }
  }
  if (name == "getattr") {
    const std::size_t end = end_of_path(at + 2);
    if (end == at + 2 || !is(end, ",") || !is_text(end + 1) || !is(end + 2, ")")) return false;
    Tokens path(tokens_.begin() + static_cast<std::ptrdiff_t>(at) + 2,
                tokens_.begin() + static_cast<std::ptrdiff_t>(end));
    path.push_back({.value = "."});
    path.push_back({.kind = Kind::name, .value = value(end + 1)});
    return replace(at, end + 3 - at, path);
  }
  // array_map("system", ["…"])
  if (holds_option("array_map array_walk call_user_func call_user_func_array map forEach filter", name)) {
    const std::size_t end = is_text(at + 2) ? at + 3 : end_of_path(at + 2);
    if (end == at + 2 || !is(end, ",") || !(is(end + 1, "[") || is_text(end + 1))) return false;
    Tokens called(tokens_.begin() + static_cast<std::ptrdiff_t>(at) + 2,
                  tokens_.begin() + static_cast<std::ptrdiff_t>(end));
    called.front().kind = Kind::name;
    called.push_back({.value = "("});
    return replace(at, end + (is(end + 1, "[") ? 2 : 1) - at, called);
  }
  if (!holds_option("send __send__ public_send method instance_method", name)) return false;
  const bool is_symbol = is(at + 2, ":") && is_name(at + 3);
  if (!is_symbol && !is_text(at + 2)) return false;
  const std::string called = value(at + (is_symbol ? 3 : 2));
  const std::size_t behind = at + (is_symbol ? 4 : 3);
  if (name == "method" && is(behind, ")") && is(behind + 1, ".") && value(behind + 2) == "call")
    return put_name(at, behind + 3 - at, called);
  if (!is(behind, ",")) return false;
  return replace(at, behind + 1 - at, {{.kind = Kind::name, .value = called}, {.value = "("}});
}

}  // namespace vg::code
