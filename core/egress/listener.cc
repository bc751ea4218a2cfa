// SPDX-License-Identifier: Apache-2.0
#include "core/egress/listener.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace vg {
namespace {

/// The headers of older distributions end before it: SECCOMP_IOCTL_NOTIF_SET_FLAGS, SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP.
constexpr unsigned long set_flags = _IOW('!', 4, std::uint64_t);
constexpr unsigned long synchronous_wake_up = 1;

}  // namespace

int NotifyListener::prepare() {
  if (::syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &sizes_) != 0) return errno;
  if (sizes_.seccomp_notif > sizeof received_ || sizes_.seccomp_notif_resp > sizeof response_) return E2BIG;
  return 0;
}

void NotifyListener::open(int descriptor) {
  fd_ = descriptor;
  // Only faster; before Linux 6.6 there is none.
  ::ioctl(fd_, set_flags, synchronous_wake_up);
}

const seccomp_notif* NotifyListener::receive() {
  std::memset(received_, 0, sizes_.seccomp_notif);
  auto* notification = reinterpret_cast<seccomp_notif*>(received_);
  return ::ioctl(fd_, SECCOMP_IOCTL_NOTIF_RECV, notification) == 0 ? notification : nullptr;
}

bool NotifyListener::is_waiting(std::uint64_t id) const {
  return ::ioctl(fd_, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;
}

bool NotifyListener::answer(std::uint64_t id, int error) {
  std::memset(response_, 0, sizes_.seccomp_notif_resp);
  auto* response = reinterpret_cast<seccomp_notif_resp*>(response_);
  response->id = id;
  response->error = -error;
  return ::ioctl(fd_, SECCOMP_IOCTL_NOTIF_SEND, response) == 0;
}

int NotifyListener::replace(std::uint64_t id, int descriptor, int number, bool close_on_exec) const {
  seccomp_notif_addfd place{};
  place.id = id;
  place.flags = SECCOMP_ADDFD_FLAG_SETFD;
  place.srcfd = static_cast<std::uint32_t>(descriptor);
  place.newfd = static_cast<std::uint32_t>(number);
  place.newfd_flags = close_on_exec ? O_CLOEXEC : 0;
  return ::ioctl(fd_, SECCOMP_IOCTL_NOTIF_ADDFD, &place) >= 0 ? 0 : errno;
}

}  // namespace vg
