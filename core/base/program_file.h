// SPDX-License-Identifier: Apache-2.0
/// What kind of program a file is, read from its bytes: ELF, or a script.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vg {

enum class ProgramKind {
  unknown,        ///< no program that the kernel knows by itself
  script,         ///< `loader` is its interpreter
  static_image,   ///< no loader: nothing is preloaded
  dynamic_image,  ///< `loader` is its program interpreter
};

struct ProgramFile {
  ProgramKind kind = ProgramKind::unknown;
  int bits = 0;
  bool is_native = false;           ///< 64-bit, of the processor this program was built for
  std::string loader;               ///< "/lib64/ld-linux-x86-64.so.2", "/usr/bin/env node"
  std::vector<std::string> needed;  ///< DT_NEEDED, in order
  bool is_go = false;               ///< built by the Go toolchain: makes its system calls itself
  bool names_preload = false;       ///< "LD_PRELOAD" stands in it
};

/// Total: what is cut off or contradicts itself gives what could be read.
ProgramFile parse_program_file(std::string_view bytes);

}  // namespace vg
