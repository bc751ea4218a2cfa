// SPDX-License-Identifier: Apache-2.0
#include "core/run/standard_descriptors.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>

namespace vg {
namespace {

constexpr const char* descriptor_names[] = {"standard input", "standard output", "standard error"};

/// Character devices of major 1 that hold nothing. Source: Linux Documentation/admin-guide/devices.txt:
/// null, zero, full, random, urandom.
constexpr unsigned harmless_memory_minors[] = {3, 5, 7, 8, 9};

bool is_harmless_device(int fd, dev_t device) {
  if (major(device) == 1) {
    for (const unsigned number : harmless_memory_minors)
      if (minor(device) == number) return true;
    return false;
  }
  return ::isatty(fd) == 1;
}

/// nullptr: may be given to a sandbox. Else what it is.
const char* refusal(int fd) {
  struct stat facts {};
  if (::fstat(fd, &facts) != 0) return nullptr;
  const int flags = ::fcntl(fd, F_GETFL);
  if (S_ISDIR(facts.st_mode)) return "a directory";
  if (flags >= 0 && (flags & O_PATH) != 0) return "a path descriptor (O_PATH)";
  if (S_ISBLK(facts.st_mode)) return "a block device";
  if (!S_ISCHR(facts.st_mode)) return nullptr;
  unsigned number = 0;
  if (::ioctl(fd, TIOCGPTN, &number) == 0) return "the master side of a terminal";
  return is_harmless_device(fd, facts.st_rdev) ? nullptr : "a device";
}

}  // namespace

Result<StandardDescriptors> StandardDescriptors::reserve() {
  StandardDescriptors descriptors;
  for (int fd = 0; fd < 3; ++fd) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    // open(2) takes the lowest free number, which is this one.
    if (::open("/dev/null", O_RDWR | O_CLOEXEC) < 0) return fail_errno("cannot open '/dev/null'");
    descriptors.reserved_[static_cast<std::size_t>(fd)] = true;
  }
  return descriptors;
}

StandardDescriptors::StandardDescriptors(StandardDescriptors&& other) noexcept : reserved_(other.reserved_) {
  other.reserved_ = {};
}

StandardDescriptors::~StandardDescriptors() {
  for (int fd = 0; fd < 3; ++fd)
    if (reserved_[static_cast<std::size_t>(fd)]) ::close(fd);
}

Result<void> StandardDescriptors::check_for_sandbox() const {
  for (int fd = 0; fd < 3; ++fd) {
    const char* what = refusal(fd);
    if (what == nullptr) continue;
    return fail(std::string("cannot contain the command: its ") + descriptor_names[fd] + " is " + what +
                "\nRedirect it to or from a file, a pipe or /dev/null. It was not run.");
  }
  return {};
}

int StandardDescriptors::keep_over_exec() const {
  for (int fd = 0; fd < 3; ++fd)
    if (reserved_[static_cast<std::size_t>(fd)] && ::fcntl(fd, F_SETFD, 0) != 0) return errno;
  return 0;
}

}  // namespace vg
