// SPDX-License-Identifier: Apache-2.0
/// System calls that set mode, owner or times of a file, which Landlock does not know: done by the supervisor on the
/// payload's behalf, in the trees the payload may write.
#pragma once

#include <sys/syscall.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/base/unique_fd.h"

struct seccomp_notif;

namespace vg {

enum class AttributeValue : std::uint8_t { mode, owner, timespecs, timevals, seconds };

/// Which argument is what; -1 for none.
struct AttributeCall {
  long number;
  AttributeValue value;
  int directory;  ///< or the file itself, where there is no path
  int path;
  int value_argument;  ///< of two, the first
  int flags;
};

/// Calls of older architectures, which newer ones do not have; -1 is no call.
namespace older {
#if defined(SYS_chmod)
inline constexpr long chmod = SYS_chmod, chown = SYS_chown, lchown = SYS_lchown, utime = SYS_utime, utimes = SYS_utimes,
                      futimesat = SYS_futimesat;
#else
inline constexpr long chmod = -1, chown = -1, lchown = -1, utime = -1, utimes = -1, futimesat = -1;
#endif
}  // namespace older
inline constexpr long fchmodat2 = 452;  ///< younger than the headers; source: newer_syscalls.h

inline constexpr std::array attribute_calls{
    AttributeCall{SYS_fchmod, AttributeValue::mode, 0, -1, 1, -1},
    AttributeCall{SYS_fchmodat, AttributeValue::mode, 0, 1, 2, -1},
    AttributeCall{fchmodat2, AttributeValue::mode, 0, 1, 2, 3},
    AttributeCall{older::chmod, AttributeValue::mode, -1, 0, 1, -1},
    AttributeCall{SYS_fchown, AttributeValue::owner, 0, -1, 1, -1},
    AttributeCall{SYS_fchownat, AttributeValue::owner, 0, 1, 2, 4},
    AttributeCall{older::chown, AttributeValue::owner, -1, 0, 1, -1},
    AttributeCall{older::lchown, AttributeValue::owner, -1, 0, 1, -1},  // of a link itself
    AttributeCall{SYS_utimensat, AttributeValue::timespecs, 0, 1, 2, 3},
    AttributeCall{older::utime, AttributeValue::seconds, -1, 0, 1, -1},
    AttributeCall{older::utimes, AttributeValue::timevals, -1, 0, 1, -1},
    AttributeCall{older::futimesat, AttributeValue::timevals, 0, 1, 2, -1},
};

/// Answers the notified calls of one payload. What it is told is hostile: every path is read once, opened, and the
/// opened file held against the trees before anything is done with it.
class AttributeAgent {
 public:
  /// `trees`: absolute paths without symlinks. `listener`: of seccomp_unshared.h.
  AttributeAgent(UniqueFd listener, std::vector<std::string> trees)
      : listener_(std::move(listener)), trees_(std::move(trees)) {}

  int fd() const { return listener_.get(); }
  /// Takes and answers the call that is waiting. Out: false when nobody is left to call.
  bool answer() const;

 private:
  int act(const ::seccomp_notif& call) const;
  bool is_inside(int file) const;

  UniqueFd listener_;
  std::vector<std::string> trees_;
};

}  // namespace vg
