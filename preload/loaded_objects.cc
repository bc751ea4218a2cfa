// SPDX-License-Identifier: Apache-2.0
#include "preload/loaded_objects.h"

#include <elf.h>

namespace vg::preload {
namespace {

constexpr unsigned hidden_version = 0x8000;  ///< set on versions that only old programs ask for

struct Symbols {
  const ElfW(Sym) * table = nullptr;
  const char* names = nullptr;
  const unsigned* gnu_hash = nullptr;
  const ElfW(Half) * versions = nullptr;
  const ElfW(Verneed) * needed_versions = nullptr;

  bool are_usable() const { return table != nullptr && names != nullptr && gnu_hash != nullptr; }
  const char* name(unsigned index) const { return names + table[index].st_name; }
};

/// glibc has relocated these addresses already, musl has not.
unsigned long relocated(const link_map* object, unsigned long value) {
  return value < object->l_addr ? value + object->l_addr : value;
}

Symbols symbols_of(const link_map* object) {
  Symbols symbols;
  for (const ElfW(Dyn)* entry = object->l_ld; entry->d_tag != DT_NULL; ++entry) {
    const unsigned long value = relocated(object, entry->d_un.d_ptr);
    switch (entry->d_tag) {
      case DT_SYMTAB: symbols.table = reinterpret_cast<const ElfW(Sym)*>(value); break;
      case DT_STRTAB: symbols.names = reinterpret_cast<const char*>(value); break;
      case DT_GNU_HASH: symbols.gnu_hash = reinterpret_cast<const unsigned*>(value); break;
      case DT_VERSYM: symbols.versions = reinterpret_cast<const ElfW(Half)*>(value); break;
      case DT_VERNEED: symbols.needed_versions = reinterpret_cast<const ElfW(Verneed)*>(value); break;
      default: break;
    }
  }
  return symbols;
}

unsigned gnu_hash_of(const char* name) {
  unsigned hash = 5381;
  for (; *name != '\0'; ++name) hash = hash * 33 + static_cast<unsigned char>(*name);
  return hash;
}

/// Looks `name` up in one object. Layout: bucket count, first symbol, bloom words, bloom shift; bloom; buckets; chains.
void* find_in(const link_map* object, const char* name, unsigned hash, SymbolVersion version) {
  const Symbols symbols = symbols_of(object);
  if (!symbols.are_usable()) return nullptr;
  const unsigned* header = symbols.gnu_hash;
  const unsigned bucket_count = header[0], first = header[1], bloom_count = header[2], bloom_shift = header[3];
  if (bucket_count == 0 || bloom_count == 0) return nullptr;
  const auto* bloom = reinterpret_cast<const unsigned long*>(header + 4);
  const unsigned long word = bloom[(hash / 64) % bloom_count];
  if ((word >> (hash % 64) & word >> ((hash >> bloom_shift) % 64) & 1) == 0) return nullptr;

  const unsigned* buckets = header + 4 + 2 * static_cast<Size>(bloom_count);
  const unsigned* chains = buckets + bucket_count;
  unsigned index = buckets[hash % bucket_count];
  if (index < first) return nullptr;
  for (;; ++index) {
    const unsigned chain = chains[index - first];
    const bool is_hidden = symbols.versions != nullptr && (symbols.versions[index] & hidden_version) != 0;
    if ((chain | 1) == (hash | 1) && symbols.table[index].st_shndx != SHN_UNDEF && equal(symbols.name(index), name) &&
        is_hidden == (version == SymbolVersion::old))
      return reinterpret_cast<void*>(object->l_addr + symbols.table[index].st_value);
    if ((chain & 1) != 0) return nullptr;
  }
}

/// The loader's list, from the DT_DEBUG entry of the program. Source: r_debug in link.h.
const link_map* first_object(const StartImage& image) {
  const auto* headers = static_cast<const ElfW(Phdr)*>(image.program_headers);
  if (headers == nullptr) return nullptr;
  unsigned long base = 0;
  const ElfW(Phdr)* dynamic = nullptr;
  for (Size i = 0; i < image.program_header_count; ++i) {
    if (headers[i].p_type == PT_PHDR) base = reinterpret_cast<unsigned long>(headers) - headers[i].p_vaddr;
    if (headers[i].p_type == PT_DYNAMIC) dynamic = &headers[i];
  }
  if (dynamic == nullptr) return nullptr;
  for (auto* entry = reinterpret_cast<const ElfW(Dyn)*>(base + dynamic->p_vaddr); entry->d_tag != DT_NULL; ++entry)
    if (entry->d_tag == DT_DEBUG && entry->d_un.d_ptr != 0)
      return reinterpret_cast<const r_debug*>(entry->d_un.d_ptr)->r_map;
  return nullptr;
}

/// The object with the highest start that is not above the code.
const link_map* find_holder(const link_map* own, const void* code) {
  const link_map* holder = nullptr;
  const link_map* object = own;
  while (object->l_prev != nullptr) object = object->l_prev;
  for (; object != nullptr; object = object->l_next)
    if (object->l_addr <= reinterpret_cast<unsigned long>(code) &&
        (holder == nullptr || object->l_addr >= holder->l_addr))
      holder = object;
  return holder;
}

/// The name behind a version number of imported symbols, or nullptr.
const char* imported_version(const Symbols& symbols, unsigned number) {
  const auto* file = symbols.needed_versions;
  while (file != nullptr) {
    const auto* entry = reinterpret_cast<const ElfW(Vernaux)*>(reinterpret_cast<const char*>(file) + file->vn_aux);
    for (unsigned i = 0; i < file->vn_cnt; ++i) {
      if ((entry->vna_other & ~hidden_version) == number) return symbols.names + entry->vna_name;
      entry = reinterpret_cast<const ElfW(Vernaux)*>(reinterpret_cast<const char*>(entry) + entry->vna_next);
    }
    if (file->vn_next == 0) break;
    file = reinterpret_cast<const ElfW(Verneed)*>(reinterpret_cast<const char*>(file) + file->vn_next);
  }
  return nullptr;
}

}  // namespace

const link_map* find_own_object(const StartImage& image) {
  const link_map* object = first_object(image);
  while (object != nullptr && object->l_ld != _DYNAMIC) object = object->l_next;
  return object;
}

[[gnu::noinline]] void* find_next(const link_map* own, const char* name, SymbolVersion version) {
  if (own == nullptr) return nullptr;
  const unsigned hash = gnu_hash_of(name);
  for (const link_map* object = own->l_next; object != nullptr; object = object->l_next)
    if (void* found = find_in(object, name, hash, version)) return found;
  return nullptr;
}

[[gnu::noinline]] bool asks_for_version(const link_map* own, const void* caller, const char* name,
                                        const char* version) {
  const link_map* object = own != nullptr ? find_holder(own, caller) : nullptr;
  if (object == nullptr) return false;
  const Symbols symbols = symbols_of(object);
  if (!symbols.are_usable() || symbols.versions == nullptr) return false;
  // Nothing says how many symbols there are; linkers put their names right behind them.
  const auto* end = reinterpret_cast<const ElfW(Sym)*>(symbols.names);
  for (unsigned index = 1; symbols.table + index + 1 <= end; ++index) {
    if (symbols.table[index].st_shndx != SHN_UNDEF || !equal(symbols.name(index), name)) continue;
    const char* wanted = imported_version(symbols, symbols.versions[index] & ~hidden_version);
    return wanted != nullptr && equal(wanted, version);
  }
  return false;
}

}  // namespace vg::preload
