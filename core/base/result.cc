// SPDX-License-Identifier: Apache-2.0
#include "core/base/result.h"

#include <cerrno>

namespace vg {

std::string Error::message() const {
  std::string text;
  if (!where.empty()) text = where + ": ";
  text += what;
  if (errnum != 0) {
    text += ": ";
    text += std::strerror(errnum);
  }
  return text;
}

tl::unexpected<Error> fail_errno(std::string what, std::string where) {
  const int saved = errno;
  return fail(std::move(what), std::move(where), saved);
}

}  // namespace vg
