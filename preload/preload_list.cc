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

ChildEnvironment::ChildEnvironment(Words envp, const PreloadMemory& memory, bool loads_shim)
    : memory_(memory), original_(envp), block_(envp) {
  if (memory_.restored_entry() != nullptr && !is_right(loads_shim)) rewrite(loads_shim);
}

bool ChildEnvironment::names_shim(const char* list) const {
  return preload::names_shim(list, memory_.own_path(), memory_.own_token());
}

bool ChildEnvironment::is_right(bool loads_shim) const {
  bool present = false;
  if (original_ != nullptr)
    for (Words entry = original_; *entry != nullptr; ++entry)
      if (const char* list = after_prefix(*entry, variable)) {
        // Of several, glibc takes the last and musl the first: all must be alike.
        if (names_shim(list) != loads_shim) return false;
        present = true;
      }
  return present || !loads_shim;
}

const char* ChildEnvironment::with_shim(const char* entry, TextWriter& writer) const {
  const char* list = after_prefix(entry, variable);
  if (list == nullptr || names_shim(list)) return entry;
  if (next_token(list).size == 0) return memory_.restored_entry();
  // A list the program set for itself keeps its order; ours comes last.
  const char* text = writer.end();
  const char* own = memory_.own_path() != nullptr ? memory_.own_path() : memory_.own_token();
  writer.add(entry).add(":").add(own).end_text();
  return text;
}

const char* ChildEnvironment::without_shim(const char* entry, TextWriter& writer) const {
  const char* list = after_prefix(entry, variable);
  if (list == nullptr || !names_shim(list)) return entry;
  const char* text = writer.end();
  writer.add(variable);
  bool is_empty = true;
  for (Token token = next_token(list); token.size != 0; token = next_token(token.start + token.size)) {
    if (is_token(token, memory_.own_path()) || is_token(token, memory_.own_token())) continue;
    if (!is_empty) writer.add(":");
    writer.add(token.start, token.size);
    is_empty = false;
  }
  writer.end_text();
  return is_empty ? nullptr : text;
}

void ChildEnvironment::rewrite(bool loads_shim) {
  const Size count = count_words(original_);
  Size text_size = 1;
  bool present = false;
  for (Size i = 0; i < count; ++i)
    if (after_prefix(original_[i], variable) != nullptr) {
      present = true;
      text_size += length(original_[i]) + length(memory_.restored_entry()) + 2;
    }
  const char** entries = entries_.reserve(count + 2);
  if (entries == nullptr || (present && !texts_.reset(text_size))) return;

  TextWriter writer(texts_.start(), texts_.size());
  Size used = 0;
  for (Size i = 0; i < count; ++i) {
    const char* entry = loads_shim ? with_shim(original_[i], writer) : without_shim(original_[i], writer);
    if (entry != nullptr) entries[used++] = entry;
  }
  if (loads_shim && !present) entries[used++] = memory_.restored_entry();
  entries[used] = nullptr;
  block_ = entries;
}

char** ChildEnvironment::keep() {
  const Size size = (count_words(block_) + 1) * sizeof(char*);
  Mapping whole(size);
  if (!whole) return nullptr;
  auto** block = reinterpret_cast<char**>(whole.start());
  for (Size i = 0; block_[i] != nullptr; ++i) block[i] = const_cast<char*>(block_[i]);
  whole.keep();
  texts_.keep();
  return block;
}

}  // namespace vg::preload
