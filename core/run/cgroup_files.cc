// SPDX-License-Identifier: Apache-2.0
#include "core/run/cgroup_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <memory>

#include "core/base/unique_fd.h"
#include "core/run/descendants.h"

namespace vg {

std::string read_group_file(const std::string& path) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  char text[8192];
  const ssize_t length = file ? ::read(file.get(), text, sizeof text) : -1;
  return length > 0 ? std::string(text, static_cast<std::size_t>(length)) : std::string();
}

bool write_group_file(const std::string& path, const std::string& value) {
  const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  return file && ::write(file.get(), value.data(), value.size()) == static_cast<ssize_t>(value.size());
}

bool has_word(std::string_view text, std::string_view word) {
  constexpr std::string_view blanks = " \n";
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const bool starts = at == 0 || blanks.find(text[at - 1]) != std::string_view::npos;
    const std::size_t end = at + word.size();
    if (starts && (end == text.size() || blanks.find(text[end]) != std::string_view::npos)) return true;
  }
  return false;
}

std::uint64_t counter_in(std::string_view text, std::string_view name) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (!line.starts_with(name) || line.size() <= name.size() || line[name.size()] != ' ') continue;
    std::uint64_t value = 0;
    std::from_chars(line.data() + name.size() + 1, line.data() + line.size(), value);
    return value;
  }
  return 0;
}

void remove_abandoned_groups(const std::string& directory) {
  const std::unique_ptr<DIR, int (*)(DIR*)> groups(::opendir(directory.c_str()), ::closedir);
  while (const dirent* entry = groups ? ::readdir(groups.get()) : nullptr) {
    const pid_t pid = leading_pid(entry->d_name);
    if (pid <= 0 || ::kill(pid, 0) == 0 || errno != ESRCH) continue;
    ::unlinkat(::dirfd(groups.get()), entry->d_name, AT_REMOVEDIR);
  }
}

std::string limit_note(Limit limit, const LimitPlan& limits) {
  std::string text(name_in(limit_keys, limit));
  char value[32] = "";
  if (limit == Limit::memory && limits.memory) {
    constexpr std::uint64_t mega = std::uint64_t{1} << 20;
    const bool is_whole = *limits.memory % mega == 0;
    std::snprintf(value, sizeof value, is_whole ? " (%llu MB)" : " (%llu bytes)",
                  static_cast<unsigned long long>(is_whole ? *limits.memory / mega : *limits.memory));
  } else if (limit == Limit::pids && limits.pids) {
    std::snprintf(value, sizeof value, " (%llu)", static_cast<unsigned long long>(*limits.pids));
  } else if (limit == Limit::cpus && limits.cpus) {
    std::snprintf(value, sizeof value, " (%g)", *limits.cpus);
  }
  return text + value;
}

}  // namespace vg
