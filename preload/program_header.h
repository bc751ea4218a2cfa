// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "preload/open_file.h"
#include "preload/text.h"

namespace vg::preload {

/// The beginning of a program's file, as far as the kernel looks at it.
class ProgramHeader {
 public:
  explicit ProgramHeader(const OpenFile& file) {
    size_ = file.ok() ? file.read(bytes_, most) : -file.error();
    bytes_[size_ > 0 ? size_ : 0] = '\0';
  }

  bool is_readable() const { return size_ >= 0; }
  bool is_elf() const { return size_ >= 5 && same_bytes(bytes_, "\177ELF", 4); }
  bool is_script() const { return size_ >= 2 && bytes_[0] == '#' && bytes_[1] == '!'; }
  /// Whether it is made for the kind of process that this is: word size (EI_CLASS) and processor (e_machine, elf.h).
  bool is_elf_like_ours() const {
#if defined(__aarch64__)
    constexpr char machine[2] = {'\xb7', 0};  // EM_AARCH64
#else
    constexpr char machine[2] = {'\x3e', 0};  // EM_X86_64
#endif
    return size_ >= 20 && bytes_[4] == 2 && same_bytes(bytes_ + 18, machine, sizeof machine);
  }

  /// The interpreter in the first line of a script; cuts it out of the line.
  const char* cut_interpreter() {
    char* word = bytes_ + 2;
    while (*word == ' ' || *word == '\t') ++word;
    char* end = word;
    while (*end != '\0' && *end != '\n' && *end != ' ' && *end != '\t') ++end;
    *end = '\0';
    return word;
  }

 private:
  static constexpr Size most = 256;  ///< BINPRM_BUF_SIZE, linux/binfmts.h
  long size_;                        ///< -errno where it cannot be read
  char bytes_[most + 1];
};

}  // namespace vg::preload
