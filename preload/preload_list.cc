// SPDX-License-Identifier: Apache-2.0
#include "preload/preload_list.h"

namespace vg::preload {
namespace {

constexpr char variable[] = "LD_PRELOAD=";
constexpr Size variable_length = sizeof variable - 1;

bool is_separator(char c) {
  return c == ':' || c == ' ';
}

struct Token {
  const char* start;
  Size size;
};

/// The next token at or behind `list`; size 0 at the end.
Token next_token(const char* list) {
  while (is_separator(*list)) ++list;
  Size size = 0;
  while (list[size] != '\0' && !is_separator(list[size])) ++size;
  return {list, size};
}

bool is_token(const Token& token, const char* text) {
  return text != nullptr && length(text) == token.size && same_bytes(token.start, text, token.size);
}

bool has_slash(const Token& token) {
  for (Size i = 0; i < token.size; ++i)
    if (token.start[i] == '/') return true;
  return false;
}

/// Whether a token that is not the opened path itself may have led to it: a bare name, or one that the loader expands
/// ($LIB, ${ORIGIN} …), ending in the same file name.
bool may_lead_to(const Token& token, const char* own_name) {
  bool expands = false;
  for (Size i = 0; i < token.size; ++i) expands = expands || token.start[i] == '$';
  if (has_slash(token) && !expands) return false;
  const char* name = last_component(own_name);
  const Size size = length(name);
  if (size == 0 || token.size < size || !same_bytes(token.start + token.size - size, name, size)) return false;
  return token.size == size || token.start[token.size - size - 1] == '/';
}

}  // namespace

bool names_shim(const char* list, const char* own_path, const char* own_token) {
  for (Token token = next_token(list); token.size != 0; token = next_token(token.start + token.size))
    if (is_token(token, own_path) || is_token(token, own_token)) return true;
  return false;
}

void PreloadMemory::remember(const char* own_name, Words envp) {
  if (own_name == nullptr || own_name[0] == '\0') return;
  if (own_name[0] == '/') own_path_ = own_name;

  const char* list = nullptr;
  for (Words entry = envp; *entry != nullptr; ++entry)
    if (const char* value = after_prefix(*entry, variable)) list = value;  // glibc takes the last one

  Token own{nullptr, 0};
  if (list != nullptr)
    for (Token token = next_token(list); token.size != 0; token = next_token(token.start + token.size))
      if (is_token(token, own_name) || may_lead_to(token, own_name)) {
        own = token;
        break;
      }
  if (own.size != 0 && !is_token(own, own_path_)) TextWriter(own_token_, sizeof own_token_).add(own.start, own.size);

  // The whole list, so that libraries the user preloads beside ours come back too. Our own token is replaced by the
  // path it led to: a bare name may depend on LD_LIBRARY_PATH, a relative one on the directory.
  TextWriter whole(entry_, sizeof entry_);
  whole.add(variable);
  if (own.size != 0) {
    whole.add(list, static_cast<Size>(own.start - list));
    whole.add(own_path_ != nullptr ? own_path_ : own_token_);
    whole.add(own.start + own.size);
  } else if (own_path_ != nullptr) {
    whole.add(own_path_);
  }
  if (whole.ok() && whole.used() > variable_length) return;
  TextWriter alone(entry_, sizeof entry_);
  if (own_path_ == nullptr || !alone.add(variable).add(own_path_).ok()) entry_[0] = '\0';
}

RepairedEnvironment::RepairedEnvironment(Words envp, const PreloadMemory& memory)
    : memory_(memory), original_(envp), block_(envp) {
  if (memory_.restored_entry() != nullptr && needs_repair()) rewrite();
}

bool RepairedEnvironment::needs_repair() const {
  bool present = false;
  if (original_ != nullptr)
    for (Words entry = original_; *entry != nullptr; ++entry)
      if (const char* list = after_prefix(*entry, variable)) {
        // Of several, glibc takes the last and musl the first: all must name us.
        if (!names_shim(list, memory_.own_path(), memory_.own_token())) return true;
        present = true;
      }
  return !present;
}

void RepairedEnvironment::rewrite() {
  const char* restored = memory_.restored_entry();
  const char* added = memory_.own_path() != nullptr ? memory_.own_path() : memory_.own_token();
  if (added == nullptr) return;
  const Size count = count_words(original_);
  const Size added_length = length(added);
  Size text_size = 0;
  bool present = false;
  for (Size i = 0; i < count; ++i)
    if (const char* list = after_prefix(original_[i], variable)) {
      present = true;
      if (next_token(list).size != 0 && !names_shim(list, memory_.own_path(), memory_.own_token()))
        text_size += length(original_[i]) + 1 + added_length + 1;
    }
  const char** entries = entries_.reserve(count + 2);
  if (entries == nullptr || (text_size != 0 && !texts_.reset(text_size))) return;

  char* text = texts_.start();
  Size used = 0;
  for (Size i = 0; i < count; ++i) {
    const char* entry = original_[i];
    const char* list = after_prefix(entry, variable);
    if (list != nullptr && next_token(list).size == 0) {
      entry = restored;
    } else if (list != nullptr && !names_shim(list, memory_.own_path(), memory_.own_token())) {
      // A list the program set for itself keeps its order; ours comes last.
      const char* joined = text + used;
      TextWriter writer(text + used, text_size - used);
      writer.add(entry).add(":").add(added, added_length);
      used += writer.used() + 1;
      entry = joined;
    }
    entries[i] = entry;
  }
  Size end = count;
  if (!present) entries[end++] = restored;
  entries[end] = nullptr;
  block_ = entries;
}

}  // namespace vg::preload
