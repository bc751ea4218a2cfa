// SPDX-License-Identifier: Apache-2.0
#include "preload/start_image.h"

#include <elf.h>

#include "preload/libc_imports.h"

namespace vg::preload {
namespace {

constexpr long word_limit = 1 << 24;

/// glibc passes what the kernel passed; anything else fails this without being followed.
bool are_from_loader(long argc, Words argv, Words envp) {
  return argc >= 0 && argc < word_limit && argv != nullptr && envp == argv + argc + 1 && argv[argc] == nullptr;
}

/// musl sets `environ` before constructors run: it points behind argv and its NULL, and argc stands before argv.
bool walk_down(Words envp, StartImage& image) {
  if (envp == nullptr || envp[-1] != nullptr) return false;
  Words word = envp - 2;
  for (long count = 0; count < word_limit; ++count, --word) {
    if (reinterpret_cast<long>(*word) != count) continue;
    image.argc = static_cast<Size>(count);
    image.argv = word + 1;
    image.envp = envp;
    return true;
  }
  return false;
}

void read_auxiliary_vector(StartImage& image) {
  Words end = image.envp;
  while (*end != nullptr) ++end;
  for (const auto* entry = reinterpret_cast<const Elf64_auxv_t*>(end + 1); entry->a_type != AT_NULL; ++entry) {
    const unsigned long value = entry->a_un.a_val;
    switch (entry->a_type) {
      case AT_EXECFN: image.execfn = reinterpret_cast<const char*>(value); break;
      case AT_PHDR: image.program_headers = reinterpret_cast<const void*>(value); break;
      case AT_PHNUM: image.program_header_count = value; break;
      case AT_UID: image.real_uid = static_cast<unsigned>(value); break;
      case AT_EUID: image.uid = static_cast<unsigned>(value); break;
      case AT_SECURE: image.secure = value != 0; break;
      default: break;
    }
  }
}

}  // namespace

bool find_start_image(long argc, Words argv, Words envp, StartImage& image) {
  if (are_from_loader(argc, argv, envp)) {
    image.argc = static_cast<Size>(argc);
    image.argv = argv;
    image.envp = envp;
  } else if (!walk_down(process_environment(), image)) {
    return false;
  }
  read_auxiliary_vector(image);
  return true;
}

}  // namespace vg::preload
