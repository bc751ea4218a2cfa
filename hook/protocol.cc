// SPDX-License-Identifier: Apache-2.0
#include "hook/protocol.h"

#include <sys/stat.h>

#include <charconv>
#include <cstring>

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/path.h"
#include "hook/stale_files.h"
#include "preload/pass_format.h"

namespace vg::hook {
namespace {

constexpr std::size_t count_limit = 64;

std::string pass_directory(const std::string& runtime_directory) {
  return join_path(runtime_directory, "pass");
}

std::string pass_path(const std::string& runtime_directory, pid_t pid) {
  return join_path(pass_directory(runtime_directory), std::to_string(pid));
}

std::string count_path(const std::string& runtime_directory, pid_t pid) {
  return pass_path(runtime_directory, pid) + ".count";
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

template <typename Number>
bool read_number(std::string_view& text, Number& value) {
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  return true;
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

  VG_CHECK(make_private_directory(runtime_directory));
  const std::string directory = pass_directory(runtime_directory);
  VG_CHECK(make_private_directory(directory));
  remove_stale_files(directory, StaleKind::pass);

  // The count first: a pass that was written but not counted would hide a loop.
  const int count = passes_written(runtime_directory, self) + 1;
  VG_CHECK(replace_file(count_path(runtime_directory, self.pid),
                        std::to_string(self.start_time) + " " + std::to_string(count) + "\n", 0600));
  const std::string_view bytes(reinterpret_cast<const char*>(&record), sizeof record);
  return replace_file(pass_path(runtime_directory, self.pid), bytes, 0600);
}

int passes_written(const std::string& runtime_directory, const ProcessId& self) {
  const auto content = read_file(count_path(runtime_directory, self.pid), count_limit, Ownership::user);
  if (!content) return 0;
  std::string_view text = *content;
  std::uint64_t start_time = 0;
  int count = 0;
  if (!read_number(text, start_time) || !text.starts_with(' ')) return 0;
  text.remove_prefix(1);
  if (!read_number(text, count) || text != "\n" || count < 0) return 0;
  return start_time == self.start_time ? count : 0;
}

}  // namespace vg::hook
