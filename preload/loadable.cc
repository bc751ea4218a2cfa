// SPDX-License-Identifier: Apache-2.0
#include "preload/loadable.h"

#include <elf.h>

#include "preload/program_header.h"

namespace vg::preload {
namespace {

constexpr int exists = 0;             ///< F_OK, unistd.h
constexpr int most_interpreters = 5;  ///< that the kernel follows. Source: fs/exec.c, exec_binprm()
constexpr Size most_segments = 64;
constexpr Size most_entries = 128;

constexpr const char* distribution_places[] = {"/usr/", "/bin/", "/sbin/", "/lib"};

/// Where distributions put programs: none of those is built with a sanitizer.
bool is_distribution_place(const char* path) {
  if (after_prefix(path, "/usr/local/") != nullptr) return false;
  for (const char* prefix : distribution_places)
    if (after_prefix(path, prefix) != nullptr) return true;
  return false;
}

bool is_sanitizer(const char* library) {
  return after_prefix(library, "libasan.") != nullptr || after_prefix(library, "libclang_rt.asan") != nullptr;
}

struct Tables {
  Elf64_Ehdr header;
  Elf64_Phdr segments[most_segments];
  Elf64_Dyn entries[most_entries];
  char library[32];
};

template <typename Value>
Size read_table(int fd, Value* values, Size most, Size count, unsigned long offset) {
  const Size wanted = count < most ? count : most;
  const long n = sys_pread(fd, values, wanted * sizeof(Value), offset);
  return n > 0 ? static_cast<Size>(n) / sizeof(Value) : 0;
}

/// Where an address of the program stands in its file; 0 for nowhere.
unsigned long offset_of(const Tables& tables, Size segment_count, unsigned long address) {
  for (Size i = 0; i < segment_count; ++i) {
    const Elf64_Phdr& segment = tables.segments[i];
    if (segment.p_type == PT_LOAD && address >= segment.p_vaddr && address - segment.p_vaddr < segment.p_filesz)
      return segment.p_offset + (address - segment.p_vaddr);
  }
  return 0;
}

/// Whether a 64-bit program needs a library that must be the first of all.
[[gnu::noinline]] bool needs_sanitizer(int fd) {
  const Mapping room(sizeof(Tables));
  if (!room) return false;
  auto& tables = *reinterpret_cast<Tables*>(room.start());
  if (read_table(fd, &tables.header, 1, 1, 0) != 1 || tables.header.e_phentsize != sizeof(Elf64_Phdr)) return false;
  const Size segment_count =
      read_table(fd, tables.segments, most_segments, tables.header.e_phnum, tables.header.e_phoff);
  Size entry_count = 0;
  for (Size i = 0; i < segment_count; ++i)
    if (tables.segments[i].p_type == PT_DYNAMIC)
      entry_count = read_table(fd, tables.entries, most_entries, tables.segments[i].p_filesz / sizeof(Elf64_Dyn),
                               tables.segments[i].p_offset);
  unsigned long names = 0;
  for (Size i = 0; i < entry_count; ++i)
    if (tables.entries[i].d_tag == DT_STRTAB) names = offset_of(tables, segment_count, tables.entries[i].d_un.d_ptr);
  if (names == 0) return false;
  for (Size i = 0; i < entry_count && tables.entries[i].d_tag != DT_NULL; ++i) {
    if (tables.entries[i].d_tag != DT_NEEDED) continue;
    const long n = sys_pread(fd, tables.library, sizeof tables.library - 1, names + tables.entries[i].d_un.d_val);
    if (n <= 0) return false;
    tables.library[n] = '\0';
    if (is_sanitizer(tables.library)) return true;
  }
  return false;
}

}  // namespace

[[gnu::noinline]] bool can_load_shim(int directory, const char* path, const char* library) {
  if (library != nullptr && sys_faccessat(AT_FDCWD, library, exists) != 0) return false;
  char interpreter[256];
  for (int i = 0; i <= most_interpreters; ++i) {
    const OpenFile file(directory, path);
    ProgramHeader header(file);
    if (header.is_elf())
      return header.is_elf_like_ours() && (is_distribution_place(path) || !needs_sanitizer(file.fd()));
    if (!header.is_script() || !TextWriter(interpreter, sizeof interpreter).add(header.cut_interpreter()).ok())
      return true;
    path = interpreter;
    directory = AT_FDCWD;
  }
  return true;
}

}  // namespace vg::preload
