// SPDX-License-Identifier: Apache-2.0
#include "core/run/descendants.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory>
#include <string>
#include <unordered_map>

#include "core/base/unique_fd.h"

namespace vg {
namespace {

/// 0 where it cannot be told. The name in field 2 may hold anything, so the fields count from the last ')'.
pid_t parent_of(pid_t pid) {
  const UniqueFd file(::open(("/proc/" + std::to_string(pid) + "/stat").c_str(), O_RDONLY | O_CLOEXEC));
  char text[512];
  const ssize_t length = file ? ::read(file.get(), text, sizeof text - 1) : -1;
  if (length <= 0) return 0;
  text[length] = '\0';
  const char* behind_name = std::strrchr(text, ')');
  if (behind_name == nullptr || std::strlen(behind_name) < 5) return 0;
  return leading_pid(behind_name + 4);
}

}  // namespace

pid_t leading_pid(const char* text) {
  pid_t pid = 0;
  const auto [end, error] = std::from_chars(text, text + std::strlen(text), pid);
  return error == std::errc() && pid > 0 ? pid : 0;
}

std::vector<pid_t> descendants_of(pid_t root) {
  std::unordered_multimap<pid_t, pid_t> children;
  const std::unique_ptr<DIR, int (*)(DIR*)> processes(::opendir("/proc"), ::closedir);
  while (const dirent* entry = processes ? ::readdir(processes.get()) : nullptr) {
    const pid_t pid = leading_pid(entry->d_name);
    if (pid > 0) children.emplace(parent_of(pid), pid);
  }
  std::vector<pid_t> found{root};
  for (std::size_t i = 0; i < found.size(); ++i) {
    const auto [first, last] = children.equal_range(found[i]);
    for (auto child = first; child != last; ++child)
      if (std::find(found.begin(), found.end(), child->second) == found.end()) found.push_back(child->second);
  }
  found.erase(found.begin());
  return found;
}

OrphanCollector::OrphanCollector(bool wanted) : wanted_(wanted) {
  if (!wanted_) return;
  known_ = descendants_of(::getpid());
  ::prctl(PR_GET_CHILD_SUBREAPER, &before_);
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

OrphanCollector::~OrphanCollector() {
  if (wanted_ && before_ == 0) ::prctl(PR_SET_CHILD_SUBREAPER, 0);
}

std::vector<pid_t> OrphanCollector::newcomers() const {
  std::vector<pid_t> found = descendants_of(::getpid());
  std::erase_if(found, [&](pid_t pid) { return std::find(known_.begin(), known_.end(), pid) != known_.end(); });
  return found;
}

}  // namespace vg
