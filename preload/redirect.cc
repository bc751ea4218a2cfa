// SPDX-License-Identifier: Apache-2.0
#include "preload/redirect.h"

#include <errno.h>

namespace vg::preload {

VgArguments::VgArguments(const VgProgram& vg, const Redirection& redirection) {
  const Size count = count_words(redirection.argv);
  const char** words = room_.reserve(own_words + count + 1);
  if (words == nullptr) return;
  Size n = 0;
  words[n++] = vg.path();
  words[n++] = "__exec";
  words[n++] = "1";
  words[n++] = "--exe";
  words[n++] = redirection.program;
  words[n++] = "--via";
  words[n++] = redirection.via;
  if (redirection.execfn != nullptr) {
    words[n++] = "--execfn";
    words[n++] = redirection.execfn;
  }
  if (count == 0) words[n++] = "--argc0";
  words[n++] = "--";
  for (Size i = 0; i < count; ++i) words[n++] = redirection.argv[i];
  words[n] = nullptr;
  words_ = words;
}

long exec_redirected(const VgProgram& vg, const Redirection& redirection, Words envp) {
  const VgArguments arguments(vg, redirection);
  if (arguments.words() == nullptr) return -ENOMEM;
  return sys_execve(vg.path(), arguments.words(), envp);
}

}  // namespace vg::preload
