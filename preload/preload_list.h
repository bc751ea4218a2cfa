// SPDX-License-Identifier: Apache-2.0
/// LD_PRELOAD as a list of tokens, and an environment in which libvg.so stands in it. Source: ld.so(8).
#pragma once

#include "preload/memory.h"

namespace vg::preload {

/// Whether the list names libvg.so: as `own_path`, or as `own_token`, the way it stood in the list at start-up
/// ("libvg.so",
/// "/usr/$LIB/vg/libvg.so"). Both may be nullptr. Tokens are separated by colons and blanks.
bool names_shim(const char* list, const char* own_path, const char* own_token);

/// How the shim is brought back: written once by the constructor.
class PreloadMemory {
 public:
  /// In: the path of libvg.so as the loader opened it, and the environment at start-up.
  void remember(const char* own_name, Words envp);

  const char* own_path() const { return own_path_; }
  const char* own_token() const { return own_token_[0] == '\0' ? nullptr : own_token_; }
  /// "LD_PRELOAD=" and the list at start-up, libvg.so in it; nullptr where that is not known.
  const char* restored_entry() const { return entry_[0] == '\0' ? nullptr : entry_; }

 private:
  const char* own_path_ = nullptr;  ///< absolute; the loader's string, valid for the life of the process
  char own_token_[256] = {};
  char entry_[1024] = {};
};

/// `envp` with libvg.so in LD_PRELOAD, or without it for a program that cannot load it: `envp` itself where it is so
/// already.
class ChildEnvironment {
 public:
  ChildEnvironment(Words envp, const PreloadMemory& memory, bool loads_shim);
  Words block() const { return block_; }
  bool is_changed() const { return block_ != original_; }
  /// The block as one that stays for the life of the process; nullptr where there is no memory.
  char** keep();

 private:
  bool names_shim(const char* list) const;
  bool is_right(bool loads_shim) const;
  /// What stands in the place of an entry; nullptr for nothing. A new text is appended to `writer`.
  const char* with_shim(const char* entry, TextWriter& writer) const;
  const char* without_shim(const char* entry, TextWriter& writer) const;
  void rewrite(bool loads_shim);

  const PreloadMemory& memory_;
  Words original_;
  Words block_;
  Room<const char*, 96> entries_;
  Mapping texts_;
};

}  // namespace vg::preload
