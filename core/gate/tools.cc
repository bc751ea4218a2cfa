// SPDX-License-Identifier: Apache-2.0
// Names are kept as hashes and lists as offsets: a pointer would cost every program that is started a relocation. Two
// names with one hash make the gate ask where it need not, never the other way round.
#include "core/gate/tools.h"

#include "core/gate/names.h"
#include "core/gate/rows.h"
#include "core/gate/text.h"

namespace vg {
namespace {

using gate_text::Size;

/// FNV-1a. Source: http://www.isthe.com/chongo/tech/comp/fnv/
constexpr unsigned hash_of(const char* text, Size size) {
  unsigned value = 2166136261u;
  for (Size i = 0; i < size; ++i) value = (value ^ static_cast<unsigned char>(text[i])) * 16777619u;
  return value;
}

template <typename T, Size n>
struct Table {
  T items[n];
  static constexpr Size size = n;
};

template <typename T, Size n>
constexpr void sort(Table<T, n>& table) {
  // Shell sort: few lines, and quick enough for the compiler.
  for (Size gap = n / 2; gap > 0; gap /= 2)
    for (Size i = gap; i < n; ++i) {
      const T item = table.items[i];
      Size at = i;
      for (; at >= gap && item < table.items[at - gap]; at -= gap) table.items[at] = table.items[at - gap];
      table.items[at] = item;
    }
}

template <Size n>
consteval Table<unsigned, n> hashes_of(const char* const (&names)[n]) {
  Table<unsigned, n> table{};
  for (Size i = 0; i < n; ++i) table.items[i] = hash_of(names[i], gate_text::length(names[i]));
  sort(table);
  return table;
}

constexpr auto asked = hashes_of(gate_names::asked);
constexpr auto refused = hashes_of(gate_names::refused);
constexpr auto carried = hashes_of(gate_names::carried);
constexpr auto telling = hashes_of(gate_names::telling);
constexpr auto unheeding = hashes_of(gate_names::unheeding);

constexpr Size row_count = sizeof gate_names::rows / sizeof gate_names::rows[0];

/// One name of a row.
struct Entry {
  unsigned hash;
  unsigned char row;
  constexpr bool operator<(const Entry& other) const { return hash < other.hash; }
};

/// One row: its lists as offsets into `text`.
struct Lists {
  GateCheck check;
  unsigned short harmless, asked, refused;
};

consteval Size count_names() {
  Size count = 0;
  for (const gate_names::Row& row : gate_names::rows) {
    ++count;
    for (const char* at = row.names; *at != '\0'; ++at) count += *at == ' ' ? 1 : 0;
  }
  return count;
}

consteval Table<Entry, count_names()> make_entries() {
  Table<Entry, count_names()> table{};
  Size count = 0;
  for (Size row = 0; row < row_count; ++row) {
    const char* at = gate_names::rows[row].names;
    while (*at != '\0') {
      Size size = 0;
      while (at[size] != '\0' && at[size] != ' ') ++size;
      table.items[count++] = {hash_of(at, size), static_cast<unsigned char>(row)};
      at += size + (at[size] == ' ' ? 1 : 0);
    }
  }
  sort(table);
  return table;
}

consteval Size text_size() {
  Size size = 1;  // offset 0 is the empty list
  for (const gate_names::Row& row : gate_names::rows)
    size += gate_text::length(row.harmless) + gate_text::length(row.asked) + gate_text::length(row.refused) + 3;
  return size;
}

struct Packed {
  Lists lists[row_count];
  char text[text_size()];
};

consteval Packed pack() {
  Packed packed{};
  Size used = 1;
  const auto add = [&packed, &used](const char* list) {
    if (*list == '\0') return static_cast<unsigned short>(0);
    const Size start = used;
    for (; *list != '\0'; ++list) packed.text[used++] = *list;
    ++used;
    return static_cast<unsigned short>(start);
  };
  for (Size i = 0; i < row_count; ++i) {
    const gate_names::Row& row = gate_names::rows[i];
    packed.lists[i] = {row.check, add(row.harmless), add(row.asked), add(row.refused)};
  }
  return packed;
}

constexpr auto entries = make_entries();
constexpr Packed packed = pack();
static_assert(text_size() < 65536 && row_count < 256);

constexpr unsigned key(unsigned item) {
  return item;
}
constexpr unsigned key(const Entry& item) {
  return item.hash;
}

template <typename T, Size n>
const T* find_in(const Table<T, n>& table, unsigned hash) {
  Size low = 0;
  Size high = n;
  while (low < high) {
    const Size middle = low + (high - low) / 2;
    if (key(table.items[middle]) == hash) return &table.items[middle];
    if (key(table.items[middle]) < hash)
      low = middle + 1;
    else
      high = middle;
  }
  return nullptr;
}

bool find_exactly(const char* name, Size size, GateTool& tool) {
  const unsigned hash = hash_of(name, size);
  if (const Entry* entry = find_in(entries, hash)) {
    const Lists& lists = packed.lists[entry->row];
    tool = {lists.check, packed.text + lists.harmless, packed.text + lists.asked, packed.text + lists.refused};
    return true;
  }
  if (find_in(refused, hash) != nullptr) return tool = {GateCheck::refuse}, true;
  if (find_in(asked, hash) != nullptr) return tool = {GateCheck::ask}, true;
  return false;
}

}  // namespace

bool find_gate_tool(const char* name, GateTool& tool) noexcept {
  Size size = gate_text::length(name);
  if (size == 0) return false;
  if (gate_text::starts_with(name, "mkfs.")) return tool = {GateCheck::refuse}, true;
  if (size > 4 && gate_text::equal(name + size - 4, ".exe")) size -= 4;
  if (find_exactly(name, size, tool)) return true;
  // Versions: python3.11, ruby3.1, gcc-12, node20.
  while (size > 1 &&
         ((name[size - 1] >= '0' && name[size - 1] <= '9') || name[size - 1] == '.' || name[size - 1] == '-')) {
    --size;
    if (find_exactly(name, size, tool)) return true;
  }
  return false;
}

/// One part of "db:drop", "DeleteInstance": whether it is among the verbs.
static bool has_telling_part(const char* word) {
  for (const char* at = word; *at != '\0'; ++at)  // else it is a text, or a file
    if (!gate_text::is_letter(*at) && !gate_text::is_digit(*at) && *at != '-' && *at != '_' && *at != ':') return false;
  unsigned value = 2166136261u;
  Size size = 0;
  for (const char* at = word;; ++at) {
    const char c = *at;
    const bool upper = c >= 'A' && c <= 'Z';
    const bool ends = !gate_text::is_letter(c) || (upper && at != word && at[-1] >= 'a' && at[-1] <= 'z');
    if (ends && size > 0) {
      if (find_in(telling, value) != nullptr) return true;
      value = 2166136261u;
      size = 0;
    }
    if (c == '\0') return false;
    if (!gate_text::is_letter(c)) continue;
    value = (value ^ static_cast<unsigned char>(c | 32)) * 16777619u;
    ++size;
  }
}

/// "DROP TABLE x": a text whose first word changes a database.
static bool begins_statement(const char* text) {
  constexpr Size longest = 9;
  char first[longest + 1];
  Size size = 0;
  while (*text == ' ') ++text;
  while (gate_text::is_letter(text[size]) && size < longest) {
    first[size] = static_cast<char>(text[size] | 32);
    ++size;
  }
  first[size] = '\0';
  return text[size] == ' ' && gate_text::is_listed("drop truncate remove alter create delete insert match", first);
}

bool tells_what_it_does(const char* program, const char* const* words) noexcept {
  constexpr Size first_words = 8;
  for (Size i = 1; i <= first_words && words[0] != nullptr && words[i] != nullptr; ++i) {
    const char* word = words[i];
    if (word[0] == '-') continue;
    const char* name = gate_text::base_name(word);
    if (has_telling_part(word) || begins_statement(word) ||
        (words[i + 1] != nullptr && find_in(carried, hash_of(name, gate_text::length(name))) != nullptr))
      return find_in(unheeding, hash_of(program, gate_text::length(program))) == nullptr;
  }
  return false;
}

}  // namespace vg
