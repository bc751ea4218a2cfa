// SPDX-License-Identifier: Apache-2.0
#include "core/keep/file_state.h"

#include <charconv>
#include <ctime>

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/resolved_open.h"
#include "core/base/unique_fd.h"

namespace vg {
namespace {

constexpr std::int64_t second = 1'000'000'000;

std::int64_t nanoseconds(const timespec& time) {
  return static_cast<std::int64_t>(time.tv_sec) * second + time.tv_nsec;
}

}  // namespace

FileState state_from(const struct stat& status) {
  return {status.st_mode,
          status.st_uid,
          status.st_gid,
          status.st_dev,
          status.st_ino,
          static_cast<std::uint64_t>(status.st_size),
          nanoseconds(status.st_mtim),
          nanoseconds(status.st_ctim)};
}

FileState state_at(int directory, const std::string& name) {
  struct stat status {};
  if (::fstatat(directory, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return {};
  return state_from(status);
}

std::int64_t file_clock_now() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return nanoseconds(now);
}

std::string state_text(const FileState& facts) {
  std::string out;
  const auto add = [&](std::uint64_t number) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number, 16).ptr;
    if (!out.empty()) out += ' ';
    out.append(digits, end);
  };
  for (const std::uint64_t number :
       {std::uint64_t{facts.mode}, std::uint64_t{facts.uid}, std::uint64_t{facts.gid}, facts.device, facts.inode,
        facts.size, static_cast<std::uint64_t>(facts.modified), static_cast<std::uint64_t>(facts.changed)})
    add(number);
  return out;
}

Result<FileState> read_state(std::string_view text) {
  std::uint64_t numbers[8] = {};
  const char* at = text.data();
  const char* end = at + text.size();
  for (std::uint64_t& number : numbers) {
    if (&number != numbers && (at == end || *at++ != ' ')) return fail("these are no eight numbers");
    const auto [rest, error] = std::from_chars(at, end, number, 16);
    if (error != std::errc{}) return fail("these are no eight numbers");
    at = rest;
  }
  if (at != end) return fail("there is more than eight numbers");
  for (int i = 0; i < 3; ++i)
    if (numbers[i] > UINT32_MAX) return fail("a number is too large");
  return FileState{static_cast<std::uint32_t>(numbers[0]),
                   static_cast<std::uint32_t>(numbers[1]),
                   static_cast<std::uint32_t>(numbers[2]),
                   numbers[3],
                   numbers[4],
                   numbers[5],
                   static_cast<std::int64_t>(numbers[6]),
                   static_cast<std::int64_t>(numbers[7])};
}

std::string digest_at(int directory, const std::string& path, std::uint64_t limit) {
  const UniqueFd file(open_resolved(directory, path.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW, RESOLVE_NO_SYMLINKS));
  struct stat before {};
  struct stat after {};
  if (!file || ::fstat(file.get(), &before) != 0 || !S_ISREG(before.st_mode)) return {};
  if (static_cast<std::uint64_t>(before.st_size) > limit) return {};
  const auto text = read_open_file(file.get(), path, limit);
  if (!text || ::fstat(file.get(), &after) != 0 || state_from(before) != state_from(after)) return {};
  return to_hex(sha256(*text));
}

}  // namespace vg
