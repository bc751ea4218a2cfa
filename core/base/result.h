// SPDX-License-Identifier: Apache-2.0
/// Errors as values: what went wrong, where, and the errno that said so.
#pragma once

#include <cstring>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace vg {

struct Error {
  std::string what;   ///< "cannot mount '/proc'"
  std::string where;  ///< file:line:column, stage, or empty
  int errnum = 0;     ///< errno, 0 when no system call failed

  /// "where: what: strerror", leaving out the parts that are empty.
  std::string message() const;
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(std::string what, std::string where = {}, int errnum = 0) {
  return tl::unexpected<Error>(Error{std::move(what), std::move(where), errnum});
}

/// fail() with the errno of the system call that has just failed.
tl::unexpected<Error> fail_errno(std::string what, std::string where = {});

}  // namespace vg

/// Evaluates to the value of a Result, or returns its error from the calling function.
#define VG_TRY(expression)                                                              \
  __extension__({                                                                       \
    auto vg_result = (expression);                                                      \
    if (!vg_result) return ::tl::unexpected<::vg::Error>(std::move(vg_result.error())); \
    std::move(*vg_result);                                                              \
  })

/// The same for Result<void>.
#define VG_CHECK(expression)                                                            \
  do {                                                                                  \
    auto vg_result = (expression);                                                      \
    if (!vg_result) return ::tl::unexpected<::vg::Error>(std::move(vg_result.error())); \
  } while (false)
