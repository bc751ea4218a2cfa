// SPDX-License-Identifier: Apache-2.0
#include "core/egress/replacement.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "core/base/unique_fd.h"

namespace vg {
namespace {

/// More numbers than this are not searched: a program with so many does not copy sockets that it has not connected.
constexpr std::size_t most_searched = 4096;
constexpr std::size_t most_found = 64;

struct DirectoryEntry {  // getdents64(2)
  std::uint64_t inode;
  std::int64_t offset;
  std::uint16_t length;
  unsigned char type;
  char name[1];
};

struct Found {
  std::array<int, most_found> copies{};  ///< numbers of the same socket besides the one named
  std::array<int, most_found> watchers{};
  std::size_t copy_count = 0;
  std::size_t watcher_count = 0;
};

bool read_own_link(int descriptor, char (&text)[64]) {
  char path[40];
  std::snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
  const ssize_t length = ::readlink(path, text, sizeof text - 1);
  text[length < 0 ? 0 : length] = '\0';
  return length > 0;
}

int add(std::array<int, most_found>& numbers, std::size_t& count, int number) {
  if (count == numbers.size()) return EMFILE;
  numbers[count++] = number;
  return 0;
}

/// Which numbers of the caller's table matter. Out: 0 or errno.
int search(const Caller& caller, Found& found) {
  char wanted[64];
  if (!read_own_link(caller.socket, wanted)) return EACCES;
  const UniqueFd directory(open_process_path(caller.thread, "fd", O_RDONLY | O_DIRECTORY));
  // Of a process that may not be looked into (PR_SET_DUMPABLE, prctl(2)) only the number it named is known.
  if (!directory) return 0;
  alignas(8) char buffer[4096];
  std::size_t seen = 0;
  while (true) {
    const long bytes = ::syscall(SYS_getdents64, directory.get(), buffer, sizeof buffer);
    if (bytes < 0) return EACCES;
    if (bytes == 0) return 0;
    for (long place = 0; place < bytes;) {
      const auto* entry = reinterpret_cast<const DirectoryEntry*>(buffer + place);
      place += entry->length;
      if (entry->name[0] == '.') continue;
      if (++seen > most_searched) return 0;
      char link[64];
      const ssize_t length = ::readlinkat(directory.get(), entry->name, link, sizeof link - 1);
      if (length <= 0) continue;
      link[length] = '\0';
      const int number = std::atoi(entry->name);
      int error = 0;
      if (number != caller.number && std::strcmp(link, wanted) == 0)
        error = add(found.copies, found.copy_count, number);
      else if (std::strcmp(link, "anon_inode:[eventpoll]") == 0)
        error = add(found.watchers, found.watcher_count, number);
      if (error != 0) return error;
    }
  }
}

/// proc(5): fdinfo begins with "pos:", then "flags:\t" in octal.
bool closes_on_exec(const Caller& caller, int number) {
  char name[32];
  char text[256];
  std::snprintf(name, sizeof name, "fdinfo/%d", number);
  if (read_process_file(caller.thread, name, text, sizeof text) < 0) return true;
  const char* flags = std::strstr(text, "flags:");
  return flags != nullptr && (std::strtoul(flags + 6, nullptr, 8) & O_CLOEXEC) != 0;
}

/// One watch of an epoll instance that has to move to the new socket.
struct Watch {
  int watcher = -1;  ///< our copy of the epoll descriptor
  int socket = -1;
  int number = -1;
  epoll_event event{};
  int error = 0;
};

/// An epoll instance knows what it watches by file and number, so the new socket must be added under the caller's own
/// number. This runs in a process that shares our memory and has a copy of our descriptors, where any number is free.
int add_watch(void* argument) {
  Watch& watch = *static_cast<Watch*>(argument);
  int watcher = watch.watcher;
  int socket = watch.socket;
  if (watcher == watch.number) watcher = ::fcntl(watcher, F_DUPFD, watch.number + 1);
  if (socket != watch.number) socket = ::dup2(socket, watch.number);
  if (watcher < 0 || socket < 0)
    watch.error = errno;
  else if (::epoll_ctl(watcher, EPOLL_CTL_ADD, watch.number, &watch.event) != 0 && errno != EEXIST)
    watch.error = errno;
  ::_exit(0);
}

int run_add_watch(Watch& watch) {
  alignas(16) static char stack[16 << 10];
  const pid_t helper = ::clone(add_watch, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, &watch);
  if (helper < 0) return errno;
  while (::waitpid(helper, nullptr, 0) < 0 && errno == EINTR) continue;
  return watch.error;
}

/// Copies what the epoll instance `watcher` watches under `number` to the new socket.
int move_watches(const Caller& caller, int watcher, int number, int socket) {
  static char text[1 << 20];  // about ten thousand watches; pages that are not used cost nothing
  char name[32];
  std::snprintf(name, sizeof name, "fdinfo/%d", watcher);
  if (read_process_file(caller.thread, name, text, sizeof text) < 0) return EACCES;
  for (const char* line = text; (line = std::strstr(line, "tfd:")) != nullptr; line += 4) {
    Watch watch;
    unsigned events = 0;
    unsigned long long data = 0;
    if (std::sscanf(line, "tfd: %d events: %x data: %llx", &watch.number, &events, &data) != 3) continue;
    if (watch.number != number) continue;
    watch.event.events = events;
    watch.event.data.u64 = data;
    const UniqueFd copy(copy_descriptor(caller.thread, watcher));
    if (!copy) return EACCES;
    watch.watcher = copy.get();
    watch.socket = socket;
    if (const int error = run_add_watch(watch)) return error;
  }
  return 0;
}

}  // namespace

int replace_socket(const NotifyListener& listener, const Caller& caller, int socket) {
  Found found;
  if (const int error = search(caller, found)) return error;
  if (!listener.is_waiting(caller.id)) return EINTR;
  if (const int error = add(found.copies, found.copy_count, caller.number)) return error;
  for (std::size_t i = 0; i < found.copy_count; ++i) {
    const int number = found.copies[i];
    if (const int error = listener.replace(caller.id, socket, number, closes_on_exec(caller, number))) return error;
    for (std::size_t j = 0; j < found.watcher_count; ++j)
      if (const int error = move_watches(caller, found.watchers[j], number, socket)) return error;
  }
  return 0;
}

}  // namespace vg
