// SPDX-License-Identifier: Apache-2.0
// Inline code of interpreters that only prints and computes.
#include "core/gate/judge.h"

namespace vg::gate_parts {
namespace {

using gate_text::is_digit;
using gate_text::is_letter;
using gate_text::is_listed;

constexpr Size longest_name = 32;
constexpr const char* calls =
    "print len str int float bool range sorted reversed list dict set tuple sum min max abs round repr zip map filter "
    "enumerate any all "
    "json.load json.loads json.dumps sys.stdin.read sys.stdin.readline console.log JSON.stringify JSON.parse "
    "Math.floor Math.round "
    "Math.max Math.min puts join split upper lower strip format items keys values .join .split .upper .lower .strip "
    ".format .items .keys "
    ".values .get .map .filter .length";
constexpr const char* modules = "json sys re math platform time datetime collections itertools string textwrap";

bool is_name_char(char c) {
  return is_letter(c) || is_digit(c) || c == '_' || c == '.';
}

/// The name that ends at `end`; empty where none does.
void copy_name(const char* code, const char* end, char (&name)[longest_name]) {
  const char* begin = end;
  while (begin > code && is_name_char(begin[-1])) --begin;
  Size size = 0;
  for (; begin < end && size + 1 < longest_name; ++begin) name[size++] = *begin;
  name[begin < end ? 0 : size] = '\0';
}

bool is_plain_call(const char* code, const char* open) {
  if (open == code) return true;
  const char before = open[-1];
  // f(x)(y), a[0](x): what is called cannot be seen.
  if (before == ')' || before == ']' || before == '"' || before == '\'') return false;
  if (!is_name_char(before)) return true;
  char name[longest_name];
  copy_name(code, open, name);
  if (is_listed(calls, name)) return true;
  // A method: only its own name counts, and only where it is in the list as one.
  Size dot = 0;
  for (Size i = 0; name[i] != '\0'; ++i)
    if (name[i] == '.') dot = i;
  return dot > 0 && is_listed(calls, name + dot);
}

/// Whether the words behind each "import" are harmless modules.
bool has_plain_imports(const char* code) {
  for (const char* at = code; *at != '\0'; ++at) {
    if (!gate_text::starts_with(at, "import")) continue;
    at += 6;
    for (;;) {
      while (*at == ' ' || *at == ',') ++at;
      char name[longest_name];
      Size size = 0;
      while (is_name_char(*at) && size + 1 < longest_name) name[size++] = *at++;
      name[size] = '\0';
      if (size == 0 || !is_listed(modules, name)) return false;
      if (*at != ',') break;
    }
    if (*at == '\0') break;
  }
  return true;
}

/// print 'text', puts NAME: one value, and nothing behind it.
bool prints_one_value(const char* code) {
  if (gate_text::starts_with(code, "print "))
    code += 6;
  else if (gate_text::starts_with(code, "puts "))
    code += 5;
  else
    return false;
  const char quote = *code == '\'' || *code == '"' ? *code : '\0';
  if (quote != '\0') ++code;
  for (; *code != '\0' && *code != quote; ++code) {
    const bool plain =
        is_name_char(*code) || (quote == '\0' ? *code == '$' || *code == '[' || *code == ']'
                                              : *code != '#' && *code != '$' && *code != '@' && *code != '\\');
    if (!plain) return false;
  }
  return quote == '\0' || code[1] == '\0';
}

}  // namespace

bool is_plain_code(const char* code, bool needs_brackets) {
  constexpr Size longest = 512;
  if (gate_text::length(code) > longest) return false;
  if (!needs_brackets) return prints_one_value(code);
  if (!has_plain_imports(code) ||
      is_listed("*__* *from* *exec* *eval* *system* *spawn* *open* *env* *require* *Function*", code))
    return false;
  for (const char* at = code; *at != '\0'; ++at) {
    const char c = *at;
    if (c == '`' || c == '|' || c == '\\' || c == '@') return false;
    if (c == '(' && !is_plain_call(code, at)) return false;
  }
  return true;
}

}  // namespace vg::gate_parts
