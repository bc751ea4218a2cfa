// SPDX-License-Identifier: Apache-2.0
#include "core/run/memory_watch.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "core/run/kernel_calls.h"

namespace vg {
namespace {

/// Out: length read into `text`, which is terminated; 0 where the process is gone or may not be read.
std::size_t read_process_file(int processes, const char* pid, const char* name, char (&text)[2048]) {
  const std::string path = std::string(pid) + "/" + name;
  // Nothing but the process file itself: the payload may have mounted over its own /proc, never over this one.
  const UniqueFd file(open_resolved(processes, path.c_str(), O_RDONLY, RESOLVE_BENEATH | RESOLVE_NO_XDEV));
  const ssize_t length = file ? ::read(file.get(), text, sizeof text - 1) : -1;
  const std::size_t size = length > 0 ? static_cast<std::size_t>(length) : 0;
  text[size] = '\0';
  return size;
}

/// Unit: bytes.
std::uint64_t resident_memory(int processes, const char* pid) {
  char text[2048];
  if (read_process_file(processes, pid, "statm", text) == 0) return 0;
  // proc(5): the pages of the program, then those in memory.
  char* behind_total = nullptr;
  std::strtoull(text, &behind_total, 10);
  const std::uint64_t resident_pages = std::strtoull(behind_total, nullptr, 10);
  static const auto page_size = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  return resident_pages * page_size;
}

std::uint64_t proportional_memory(int processes, const char* pid) {
  char text[2048];
  if (read_process_file(processes, pid, "smaps_rollup", text) == 0) return resident_memory(processes, pid);
  const char* line = std::strstr(text, "\nPss:");
  return line == nullptr ? 0 : std::strtoull(line + 5, nullptr, 10) * 1024;
}

}  // namespace

std::uint64_t MemoryWatch::total(bool proportional) const {
  const int copy = ::openat(processes_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(copy < 0 ? nullptr : ::fdopendir(copy), ::closedir);
  std::uint64_t sum = 0;
  while (const dirent* entry = directory ? ::readdir(directory.get()) : nullptr) {
    if (entry->d_name[0] < '1' || entry->d_name[0] > '9') continue;
    sum += proportional ? proportional_memory(processes_.get(), entry->d_name)
                        : resident_memory(processes_.get(), entry->d_name);
  }
  return sum;
}

bool MemoryWatch::is_exceeded() const {
  return total(false) > limit_ && total(true) > limit_;
}

}  // namespace vg
