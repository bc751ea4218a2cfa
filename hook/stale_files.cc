// SPDX-License-Identifier: Apache-2.0
#include "hook/stale_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <ctime>
#include <memory>

namespace vg::hook {
namespace {

/// A file is left alone until it is this old. Unit: seconds. A process of another PID namespace that shares the home
/// looks dead from here; a pass lives for milliseconds, a ticket as long as the line it was written for.
struct MinimumAge {
  StaleKind kind;
  std::time_t seconds;
};
constexpr std::array<MinimumAge, 2> minimum_ages{{{StaleKind::pass, 60}, {StaleKind::ticket, 24L * 3600}}};
static_assert(minimum_ages[0].kind == StaleKind::pass && minimum_ages[1].kind == StaleKind::ticket);

constexpr int entry_limit = 64;

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};

/// The process a file belongs to, or 0 for a name that is not ours.
pid_t owner_of(const char* name) {
  pid_t pid = 0;
  const char* end = name + std::strlen(name);
  const auto [rest, error] = std::from_chars(name, end, pid);
  if (error != std::errc{} || pid <= 0) return 0;
  return rest == end || *rest == '.' ? pid : 0;
}

}  // namespace

void remove_stale_files(const std::string& path, StaleKind kind) noexcept {
  const std::unique_ptr<DIR, CloseDirectory> directory(::opendir(path.c_str()));
  if (!directory) return;
  const std::time_t now = ::time(nullptr);
  const std::time_t minimum = minimum_ages[static_cast<std::size_t>(kind)].seconds;
  const int fd = ::dirfd(directory.get());
  for (int i = 0; i < entry_limit; ++i) {
    const dirent* entry = ::readdir(directory.get());
    if (entry == nullptr) return;
    const pid_t pid = owner_of(entry->d_name);
    if (pid == 0) continue;
    struct stat st {};
    if (::fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (st.st_mtime > now - minimum) continue;
    if (::kill(pid, 0) == 0 || errno != ESRCH) continue;
    ::unlinkat(fd, entry->d_name, 0);
  }
}

}  // namespace vg::hook
