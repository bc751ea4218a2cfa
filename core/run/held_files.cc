// SPDX-License-Identifier: Apache-2.0
#include "core/run/held_files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <memory>
#include <string_view>

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/unique_fd.h"
#include "core/keep/written_tree.h"
#include "core/run/kernel_calls.h"

namespace vg {
namespace {

constexpr int deepest = 64;
/// More than editors' settings ever hold: what is larger stays where it is, under another name.
constexpr off_t most_bytes = off_t{16} << 20;

bool copy_file(int from, int to) {
  char buffer[65536];
  off_t left = most_bytes;
  for (;;) {
    const ssize_t length = ::read(from, buffer, sizeof buffer);
    if (length == 0) return true;
    if (length < 0 || (left -= length) < 0) return false;
    if (!write_all(to, std::string_view(buffer, static_cast<std::size_t>(length)))) return false;
  }
}

bool copy_entry(int from, const char* name, int to, const char* new_name, int depth);

bool copy_directory(int from, const char* name, int to, const char* new_name, mode_t mode, int depth) {
  const UniqueFd source(::openat(from, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!source || depth == deepest || ::mkdirat(to, new_name, 0700) != 0) return false;
  const UniqueFd target(::openat(to, new_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  const int copy = ::fcntl(source.get(), F_DUPFD_CLOEXEC, 0);
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(copy < 0 ? nullptr : ::fdopendir(copy), ::closedir);
  if (!target || !entries) return false;
  while (const dirent* entry = ::readdir(entries.get())) {
    const std::string_view entry_name = entry->d_name;
    if (entry_name == "." || entry_name == "..") continue;
    if (!copy_entry(source.get(), entry->d_name, target.get(), entry->d_name, depth + 1)) return false;
  }
  return ::fchmod(target.get(), mode & 0777) == 0;
}

/// Sockets, pipes and devices are no loss.
bool copy_entry(int from, const char* name, int to, const char* new_name, int depth) {
  struct stat facts {};
  if (::fstatat(from, name, &facts, AT_SYMLINK_NOFOLLOW) != 0) return false;
  if (S_ISDIR(facts.st_mode)) return copy_directory(from, name, to, new_name, facts.st_mode, depth);
  if (S_ISLNK(facts.st_mode)) {
    char target[PATH_MAX];
    const ssize_t length = ::readlinkat(from, name, target, sizeof target - 1);
    if (length < 0) return false;
    target[length] = '\0';
    return ::symlinkat(target, to, new_name) == 0;
  }
  if (!S_ISREG(facts.st_mode)) return true;
  const UniqueFd source(::openat(from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  const UniqueFd target(::openat(to, new_name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  return source && target && copy_file(source.get(), target.get()) && ::fchmod(target.get(), facts.st_mode & 0777) == 0;
}

UniqueFd open_directory(const std::string& path) {
  return UniqueFd(open_resolved(AT_FDCWD, path.c_str(), O_RDONLY | O_DIRECTORY, RESOLVE_NO_SYMLINKS));
}

}  // namespace

void HeldFiles::take(const std::string& path) {
  const std::string name(base_name(path));
  const UniqueFd parent = open_directory(std::string(dir_name(path)));
  const std::string aside = ".vg-held-" + random_code(10);
  if (!parent || ::renameat(parent.get(), name.c_str(), parent.get(), aside.c_str()) != 0) return;
  paths_.push_back(path);
  const std::string place = directory_ + std::string(dir_name(path));
  const bool has_place = make_directories(place, 0700).has_value();
  const UniqueFd target = has_place ? open_directory(place) : UniqueFd();
  const std::string source = "/proc/self/fd/" + std::to_string(parent.get()) + "/" + aside;
  if (target) {
    if (::renameat(parent.get(), aside.c_str(), target.get(), name.c_str()) == 0) return;
    if (copy_entry(parent.get(), aside.c_str(), target.get(), name.c_str(), 0)) {
      if (::unlinkat(parent.get(), aside.c_str(), 0) != 0) remove_tree(source);
      return;
    }
    remove_tree(place + "/" + name);
    ::unlinkat(target.get(), name.c_str(), 0);
  }
  ::renameat(parent.get(), aside.c_str(), parent.get(), (name + ".held-by-vg").c_str());
}

void HeldFiles::keep_text(const std::string& path, const std::string& text) {
  if (!make_directories(directory_ + std::string(dir_name(path)), 0700)) return;
  if (replace_file(directory_ + path, text, 0600)) paths_.push_back(path);
}

Result<void> replace_in_directory(int directory_fd, const std::string& name, const std::string& text) {
  // The name git takes for the same purpose: two writers exclude each other.
  const std::string lock = name + ".lock";
  {
    const UniqueFd file(
        ::openat(directory_fd, lock.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644));
    if (!file) return fail_errno("cannot write '" + lock + "'");
    struct stat facts {};
    if (::fstatat(directory_fd, name.c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(facts.st_mode))
      ::fchmod(file.get(), facts.st_mode & 0777);
    if (auto written = write_all(file.get(), text); !written) {
      ::unlinkat(directory_fd, lock.c_str(), 0);
      return written;
    }
  }
  if (::renameat(directory_fd, lock.c_str(), directory_fd, name.c_str()) == 0) return {};
  ::unlinkat(directory_fd, lock.c_str(), 0);
  return fail_errno("cannot write '" + name + "'");
}

}  // namespace vg
