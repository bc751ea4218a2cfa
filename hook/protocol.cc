// SPDX-License-Identifier: Apache-2.0
#include "hook/protocol.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/unique_fd.h"
#include "hook/stale_files.h"
#include "preload/pass_format.h"

namespace vg::hook {
namespace {

/// A pass that nobody used stays; one start in so many looks for such. Each look takes more than that many away.
constexpr pid_t starts_per_cleaning = 16;
constexpr unsigned most_counted = 1000;

std::string pass_directory(const std::string& runtime_directory) {
  return join_path(runtime_directory, "pass");
}

std::string pass_path(const std::string& runtime_directory, pid_t pid) {
  return join_path(pass_directory(runtime_directory), std::to_string(pid));
}

/// Passes of this process that came to nothing, this one included, as a record says; 0 where it is another's.
int unused_passes(const std::string& path, const ProcessId& self) {
  const auto content = read_file(path, sizeof(preload::PassRecord), Ownership::user);
  preload::PassRecord record{};
  if (!content || content->size() != sizeof record) return 0;
  std::memcpy(&record, content->data(), sizeof record);
  if (std::memcmp(record.magic, preload::pass_magic, sizeof record.magic) != 0 || record.abi != preload::pass_abi ||
      record.pid != static_cast<unsigned long long>(self.pid) || record.start_time != self.start_time)
    return 0;
  return static_cast<int>(std::min(record.earlier, most_counted)) + 1;
}

/// Nobody reads it before this process has become the program, so it is written where it is to stand.
/// What libvg.so would not believe is an error here: it would ask again for ever.
Result<void> write_anew(const std::string& path, std::string_view bytes) {
  VG_CHECK(remove_file(path));
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd) return fail_errno("cannot create", path);
  struct stat st {};
  if (::fchmod(fd.get(), 0600) != 0 || ::fstat(fd.get(), &st) != 0) return fail_errno("cannot set mode", path);
  if (st.st_uid != ::geteuid() || (st.st_mode & 022) != 0)
    return fail("the file system keeps no owner and mode", path, ENOTSUP);
  return write_all(fd.get(), bytes);
}

/// Words from `first` on, each followed by NUL (preload/pass_format.h).
std::string words_from(const std::vector<std::string>& argv, std::size_t first) {
  std::string words;
  for (std::size_t i = first; i < argv.size(); ++i) {
    words += argv[i];
    words += '\0';
  }
  return words;
}

}  // namespace

Result<void> write_pass(const std::string& runtime_directory, const ProcessId& self, const std::string& program,
                        const std::vector<std::string>& argv) {
  struct stat st {};
  if (::stat(program.c_str(), &st) != 0) return fail_errno("cannot stat", program);

  preload::PassRecord record{};
  std::memcpy(record.magic, preload::pass_magic, sizeof record.magic);
  record.abi = preload::pass_abi;
  record.pid = static_cast<unsigned long long>(self.pid);
  record.start_time = self.start_time;
  record.device = st.st_dev;
  record.inode = st.st_ino;
  const Sha256 all = sha256(argv.empty() ? std::string(1, '\0') : words_from(argv, 0));
  const Sha256 tail = sha256(words_from(argv, 1));
  static_assert(sizeof record.argv_digest == std::tuple_size_v<Sha256>);
  std::memcpy(record.argv_digest, all.data(), all.size());
  std::memcpy(record.tail_digest, tail.data(), tail.size());

  const std::string directory = pass_directory(runtime_directory);
  VG_CHECK(make_private_directory(directory));
  if (self.pid % starts_per_cleaning == 0) remove_stale_files(directory, StaleKind::pass);
  record.earlier = static_cast<unsigned>(passes_written(runtime_directory, self));
  const std::string_view bytes(reinterpret_cast<const char*>(&record), sizeof record);
  return write_anew(pass_path(runtime_directory, self.pid), bytes);
}

int passes_written(const std::string& runtime_directory, const ProcessId& self) {
  // The last one, where no libvg.so has looked at it, and the one before that it did not believe.
  const std::string path = pass_path(runtime_directory, self.pid);
  return std::max(unused_passes(path, self), unused_passes(path + ".refused", self));
}

}  // namespace vg::hook
