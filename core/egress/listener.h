// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/seccomp.h>

#include <cstdint>

namespace vg {

/// The receiving end of notified system calls. Allocates nothing. Source: seccomp_unotify(2).
class NotifyListener {
 public:
  /// Out: 0 or errno.
  int prepare();
  void open(int descriptor);
  int fd() const { return fd_; }

  /// The next call, or nullptr where its caller has gone meanwhile.
  const seccomp_notif* receive();
  /// Whether the call still waits: what was read of its thread before is then that thread's.
  bool is_waiting(std::uint64_t id) const;
  /// `error`: errno, 0 for success. Out: whether the caller was still there to hear it. Never
  /// SECCOMP_USER_NOTIF_FLAG_CONTINUE: what was checked may have changed by then.
  bool answer(std::uint64_t id, int error);
  /// Puts a copy of `descriptor` in the caller's table in the place of `number`. Out: 0 or errno.
  int replace(std::uint64_t id, int descriptor, int number, bool close_on_exec) const;

 private:
  int fd_ = -1;
  seccomp_notif_sizes sizes_{};
  alignas(8) unsigned char received_[512]{};
  alignas(8) unsigned char response_[256]{};
};

}  // namespace vg
