// SPDX-License-Identifier: Apache-2.0
#include "core/base/message.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace vg {

int send_message(int channel, const void* data, std::size_t size, int first, int second) {
  iovec part{const_cast<void*>(data), size};
  alignas(cmsghdr) char control[CMSG_SPACE(2 * sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (first >= 0) {
    const int descriptors[2] = {first, second};
    const std::size_t bytes = (second >= 0 ? 2 : 1) * sizeof(int);
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(bytes);
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(bytes);
    std::memcpy(CMSG_DATA(header), descriptors, bytes);
  }
  ssize_t sent = 0;
  do sent = ::sendmsg(channel, &message, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  if (sent < 0) return errno;
  return static_cast<std::size_t>(sent) == size ? 0 : EMSGSIZE;
}

ssize_t receive_message(int channel, void* data, std::size_t room, int (&descriptors)[2], int flags) {
  descriptors[0] = descriptors[1] = -1;
  iovec part{data, room};
  alignas(cmsghdr) char control[CMSG_SPACE(2 * sizeof(int))] = {};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  ssize_t length = 0;
  do length = ::recvmsg(channel, &message, flags | MSG_CMSG_CLOEXEC);
  while (length < 0 && errno == EINTR);
  if (length < 0) return -errno;
  for (cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr; header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const std::size_t count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int descriptor = -1;
      std::memcpy(&descriptor, CMSG_DATA(header) + i * sizeof(int), sizeof descriptor);
      if (descriptors[0] < 0)
        descriptors[0] = descriptor;
      else if (descriptors[1] < 0)
        descriptors[1] = descriptor;
      else
        ::close(descriptor);
    }
  }
  if ((message.msg_flags & MSG_TRUNC) != 0) return -EMSGSIZE;
  return length;
}

}  // namespace vg
