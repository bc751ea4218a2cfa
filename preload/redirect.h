// SPDX-License-Identifier: Apache-2.0
/// A program start turned into `vg __exec` (hook/protocol.h).
#pragma once

#include "preload/memory.h"
#include "preload/vg_program.h"

namespace vg::preload {

struct Redirection {
  const char* program;           ///< what is to be started
  Words argv;                    ///< what it is to see; nullptr counts as empty
  const char* via;               ///< "hook" or "ctor"
  const char* execfn = nullptr;  ///< AT_EXECFN, constructor only
};

/// The argv of `vg` for a redirection; refers to its strings.
class VgArguments {
 public:
  /// Out: words() is nullptr where there is no memory.
  VgArguments(const VgProgram& vg, const Redirection& redirection);
  Words words() const { return words_; }

 private:
  static constexpr Size own_words = 11;
  Words words_ = nullptr;
  Room<const char*, 56> room_;
};

/// Becomes `vg`. Returns only on failure: -errno.
long exec_redirected(const VgProgram& vg, const Redirection& redirection, Words envp);

}  // namespace vg::preload
