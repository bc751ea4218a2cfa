// SPDX-License-Identifier: Apache-2.0
/// A pass: the permission, for one process and once, to start one program with one argv. `vg` writes it to
/// RUNTIME/pass/PID, the constructor of libvg.so reads and removes it. One that is not for the program it finds is put
/// aside as RUNTIME/pass/PID.refused, where `vg` sees that it is asked in a circle.
///
/// Freestanding: this header is compiled into libvg.so and into `vg`.
#pragma once

namespace vg::preload {

inline constexpr unsigned pass_abi = 1;
inline constexpr char pass_magic[8] = {'v', 'g', '-', 'p', 'a', 's', 's', '\n'};

struct PassRecord {
  char magic[8];
  unsigned abi;
  unsigned earlier;  ///< how many passes of this process have come to nothing before this one
  unsigned long long pid;
  unsigned long long start_time;  ///< Unit: clock ticks since boot. Source: proc(5), /proc/PID/stat field 22
  unsigned long long device;      ///< of the program's file; of the script where it is one. Source: stat(2)
  unsigned long long inode;
  /// SHA-256 over every word of argv, each followed by a NUL byte, as /proc/PID/cmdline shows them. An empty argv
  /// counts as one empty word: the kernel makes it so (execve(2)).
  unsigned char argv_digest[32];
  /// The same without argv[0], which the kernel drops when it starts the interpreter of a script.
  unsigned char tail_digest[32];
};
static_assert(sizeof(PassRecord) == 112, "the layout is read by libvg.so of the same installation");

}  // namespace vg::preload
