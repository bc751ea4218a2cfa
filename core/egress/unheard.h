// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>

#include <array>
#include <cstdint>

namespace vg {

/// Sockets on which a call was performed and whose caller did not hear of it, because a signal took the call back
/// (Linux before 5.19). It will ask again, and must not be told that what it asked for is done already.
class Unheard {
 public:
  void note(int socket) {
    numbers_[next_] = number_of(socket);
    next_ = (next_ + 1) % numbers_.size();
  }
  /// Whether the socket is one of them; then it is no longer.
  bool take(int socket) {
    const std::uint64_t number = number_of(socket);
    for (std::uint64_t& each : numbers_) {
      if (number == 0 || each != number) continue;
      each = 0;
      return true;
    }
    return false;
  }

 private:
  /// socket(7), SO_COOKIE: never given twice.
  static std::uint64_t number_of(int socket) {
    std::uint64_t number = 0;
    socklen_t length = sizeof number;
    return ::getsockopt(socket, SOL_SOCKET, SO_COOKIE, &number, &length) == 0 ? number : 0;
  }

  std::array<std::uint64_t, 128> numbers_{};
  std::size_t next_ = 0;
};

}  // namespace vg
