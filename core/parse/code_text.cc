// SPDX-License-Identifier: Apache-2.0
#include "core/parse/code_text.h"

#include "core/parse/code_folder.h"
#include "core/parse/wrapper_table.h"

namespace vg {
namespace {

using code::Folder;
using code::Kind;
using code::Tokens;

}  // namespace

std::string folded_code(std::string_view code) {
  if (code.size() > max_folded) return {};
  Folder folder(code::tokens_of(code));
  folder.run();
  std::string evaluated = folder.evaluated();
  if (!folder.has_changed() && evaluated.empty()) return {};
  std::string out = code::text_of(folder.tokens()) + evaluated;
  if (evaluated.empty()) return out;
  Folder inner(code::tokens_of(evaluated));
  inner.run();
  return out + "\n" + code::text_of(inner.tokens()) + inner.evaluated();
}

std::optional<std::string> code_output(std::string_view code) {
  if (code.size() > max_folded) return std::nullopt;
  Folder folder(code::tokens_of(code));
  folder.run();
  const Tokens& tokens = folder.tokens();
  constexpr std::string_view printers = "print puts echo say write log printf p";
  std::string out;
  bool any = false;
  std::size_t at = 0;
  const auto is = [&](std::size_t i, std::string_view mark) {
    return i < tokens.size() && tokens[i].kind != Kind::text && tokens[i].value == mark;
  };
  while (at < tokens.size()) {
    std::size_t end = at;
    while (end < tokens.size() && !is(end, ";")) ++end;
    std::size_t i = at;
    while (i + 2 < end && (is(i + 1, "."))) i += 2;  // sys.stdout.write, console.log
    const bool prints = i < end && tokens[i].kind == Kind::name && holds_option(printers, tokens[i].value);
    const bool assigns = at + 1 < end && (is(at + 1, "=") || is(at + 2, "=")) && tokens[at].kind == Kind::name;
    const bool imports =
        at < end && tokens[at].kind == Kind::name && holds_option("import use require from my", tokens[at].value);
    if (prints) {
      const bool adds_newline = holds_option("puts say log p print", tokens[i].value);
      for (++i; i < end; ++i) {
        if (tokens[i].kind == Kind::text) {
          out += (any && is(i - 1, ",") ? " " : "") + tokens[i].value;
          any = true;
        } else if (!is(i, "(") && !is(i, ")") && !is(i, ",")) {
          return std::nullopt;
        }
      }
      if (adds_newline) out += '\n';
    } else if (at < end && !assigns && !imports) {
      return std::nullopt;
    }
    at = end + 1;
  }
  return any ? std::optional(out) : std::nullopt;
}

}  // namespace vg
