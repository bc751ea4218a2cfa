// SPDX-License-Identifier: Apache-2.0
#include "preload/loaded_objects.h"

#include <elf.h>
#include <link.h>

namespace vg::preload {
namespace {

constexpr unsigned hidden_version =
    0x8000;  ///< symbol versions that only old binaries ask for. Source: "ELF symbol versioning"

struct Symbols {
  const ElfW(Sym) * table = nullptr;
  const char* names = nullptr;
  const unsigned* gnu_hash = nullptr;
  const ElfW(Half) * versions = nullptr;
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
      default: break;
    }
  }
  return symbols;
}

constexpr unsigned gnu_hash_of(const char* name) {
  unsigned hash = 5381;
  for (; *name != '\0'; ++name) hash = hash * 33 + static_cast<unsigned char>(*name);
  return hash;
}

/// Looks `name` up in one object. Layout: bucket count, first symbol, bloom words, bloom shift; bloom; buckets; chains.
void* find_in(const link_map* object, const Symbols& symbols, const char* name, unsigned hash) {
  if (symbols.table == nullptr || symbols.names == nullptr || symbols.gnu_hash == nullptr) return nullptr;
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
    const ElfW(Sym)& symbol = symbols.table[index];
    if ((chain | 1) == (hash | 1) && symbol.st_shndx != SHN_UNDEF && equal(symbols.names + symbol.st_name, name) &&
        (symbols.versions == nullptr || (symbols.versions[index] & hidden_version) == 0))
      return reinterpret_cast<void*>(object->l_addr + symbol.st_value);
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

}  // namespace

LoadedObjects find_loaded_objects(const StartImage& image) {
  constexpr unsigned spawn_hash = gnu_hash_of("posix_spawn");
  constexpr unsigned spawnp_hash = gnu_hash_of("posix_spawnp");
  LoadedObjects objects;
  const link_map* object = first_object(image);
  while (object != nullptr && object->l_ld != _DYNAMIC) object = object->l_next;
  if (object == nullptr) return objects;
  objects.own_name = object->l_name;
  for (object = object->l_next; object != nullptr; object = object->l_next) {
    const Symbols symbols = symbols_of(object);
    if (objects.posix_spawn == nullptr) objects.posix_spawn = find_in(object, symbols, "posix_spawn", spawn_hash);
    if (objects.posix_spawnp == nullptr) objects.posix_spawnp = find_in(object, symbols, "posix_spawnp", spawnp_hash);
    if (objects.posix_spawn != nullptr && objects.posix_spawnp != nullptr) break;
  }
  return objects;
}

}  // namespace vg::preload
