// SPDX-License-Identifier: Apache-2.0
/// What a trusted command may run: the files behind its program names, and the scripts it names. A trust entry holds
/// only while all of them are what they were when a person said yes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/enum_names.h"
#include "core/base/result.h"
#include "core/parse/command.h"

namespace vg {

enum class BoundBy : std::uint8_t {
  system,   ///< below directories only root can change: the path says enough
  content,  ///< at most script_limit bytes: SHA-256
  /// Larger: inode and time of last change, which no program can set back. (Device numbers are left out: those of
  /// btrfs, overlayfs and NFS are not the same after a reboot.)
  inode,
  missing,  ///< there was no such file (shell built-ins): none may have appeared
};
inline constexpr EnumNames<BoundBy, 4> bound_by_names{{{BoundBy::system, "system"},
                                                       {BoundBy::content, "content"},
                                                       {BoundBy::inode, "inode"},
                                                       {BoundBy::missing, "missing"}}};
static_assert(is_complete(bound_by_names));

inline constexpr std::size_t script_limit = 64UL * 1024;  ///< Unit: bytes

struct BoundFile {
  std::string path;  ///< absolute; the bare name of a program that was found nowhere
  BoundBy by = BoundBy::missing;
  std::string sha256;           ///< BoundBy::content
  std::uint64_t inode = 0;      ///< BoundBy::inode
  std::int64_t changed_ns = 0;  ///< BoundBy::inode. Unit: nanoseconds since the epoch
  friend bool operator==(const BoundFile&, const BoundFile&) = default;
};

/// In order of appearance, without repetition.
using Binding = std::vector<BoundFile>;

/// What the command would run now, seen through its request's FileView, PATH and working directory.
/// Errors: it cannot be known before it runs (a program or script name with an expansion, a directory that is only
/// known then, a path that cannot be resolved). Such commands cannot be remembered.
Result<Binding> bind_command(const Command& command);

/// What keeps `now` from being `remembered`, one sentence; empty where nothing does.
std::string binding_difference(const Binding& remembered, const Binding& now);

}  // namespace vg
