// SPDX-License-Identifier: Apache-2.0
/// The few string functions the gate needs, without a library.
#pragma once

namespace vg::gate_text {

using Size = decltype(sizeof 0);

constexpr Size length(const char* text) {
  Size n = 0;
  while (text[n] != '\0') ++n;
  return n;
}

/// Like strcmp(3), for bytes.
constexpr int compare(const char* a, const char* b) {
  while (*a != '\0' && *a == *b) ++a, ++b;
  return static_cast<int>(static_cast<unsigned char>(*a)) - static_cast<int>(static_cast<unsigned char>(*b));
}

constexpr bool equal(const char* a, const char* b) {
  return compare(a, b) == 0;
}

constexpr bool starts_with(const char* text, const char* prefix) {
  while (*prefix != '\0')
    if (*text++ != *prefix++) return false;
  return true;
}

constexpr bool contains(const char* text, const char* part) {
  for (; *text != '\0'; ++text)
    if (starts_with(text, part)) return true;
  return false;
}

constexpr const char* base_name(const char* path) {
  const char* name = path;
  for (; *path != '\0'; ++path)
    if (*path == '/' && path[1] != '\0') name = path + 1;
  return name;
}

/// Whether `text` matches `pattern`, which ends at a blank or at its end; "*" in it stands for anything.
constexpr bool matches(const char* text, const char* pattern) {
  const char* star = nullptr;
  const char* mark = nullptr;
  while (*text != '\0') {
    if (*pattern == '*') {
      star = ++pattern;
      mark = text;
    } else if (*pattern == *text && *pattern != ' ') {
      ++pattern, ++text;
    } else if (star != nullptr) {
      pattern = star;
      text = ++mark;
    } else {
      return false;
    }
  }
  while (*pattern == '*') ++pattern;
  return *pattern == '\0' || *pattern == ' ';
}

/// Whether `word` matches one of the patterns of `list`, which are separated by single blanks.
constexpr bool is_listed(const char* list, const char* word) {
  while (*list != '\0') {
    if (matches(word, list)) return true;
    while (*list != '\0' && *list != ' ') ++list;
    if (*list == ' ') ++list;
  }
  return false;
}

/// The same for a word that has to be the last one: "a$" in the list.
constexpr bool is_last_listed(const char* list, const char* word) {
  for (; *list != '\0'; ++list) {
    const char* at = word;
    while (*at != '\0' && *at == *list) ++at, ++list;
    if (*at == '\0' && *list == '$') return true;
    while (*list != '\0' && *list != ' ') ++list;
    if (*list == '\0') return false;
  }
  return false;
}

/// Two words that have to be the last ones: "a/b$".
constexpr bool is_last_pair_listed(const char* list, const char* first, const char* second) {
  for (; *list != '\0'; ++list) {
    const char* at = first;
    while (*at != '\0' && *at == *list) ++at, ++list;
    if (*at == '\0' && *list == '/') {
      ++list;
      at = second;
      while (*at != '\0' && *at == *list) ++at, ++list;
      if (*at == '\0' && *list == '$') return true;
    }
    while (*list != '\0' && *list != ' ') ++list;
    if (*list == '\0') return false;
  }
  return false;
}

/// The same for two words, which stand as "first/second" in the list.
constexpr bool is_pair_listed(const char* list, const char* first, const char* second) {
  while (*list != '\0') {
    const char* at = list;
    const char* name = first;
    while (*name != '\0' && *name == *at) ++name, ++at;
    if (*name == '\0' && *at == '/' && matches(second, at + 1)) return true;
    while (*list != '\0' && *list != ' ') ++list;
    if (*list == ' ') ++list;
  }
  return false;
}

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

}  // namespace vg::gate_text
