// SPDX-License-Identifier: Apache-2.0
#include "core/record/audit_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

namespace vg {
namespace {

constexpr std::uint64_t first_look = 4096;        ///< Unit: bytes; nearly every last line is shorter
constexpr std::uint64_t longest_look = 16 << 20;  ///< Unit: bytes

/// Looks for the last good record in `text`, the end of the log. `is_whole`: nothing stands before it.
bool find_last_record(std::string_view text, bool is_whole, AuditEnd& end) {
  std::size_t line_end = text.size();
  bool terminated = false;
  while (line_end > 0) {
    const std::size_t feed = text.substr(0, line_end).rfind('\n');
    const std::size_t begin = feed == std::string_view::npos ? 0 : feed + 1;
    if (begin == 0 && feed == std::string_view::npos && !is_whole) return false;  // may be part of a line
    const std::string_view line = text.substr(begin, line_end - begin);
    if (const auto record = read_audit_line(line)) {
      end.link = {record->seq, std::string(record->hash)};
      end.torn = std::string(text.substr(std::min(line_end + (terminated ? 1 : 0), text.size())));
      return true;
    }
    if (feed == std::string_view::npos) return false;
    line_end = feed;
    terminated = true;
  }
  return false;
}

}  // namespace

Result<AuditFile> open_audit_file(const std::string& path, bool to_write) {
  const int flags = to_write ? O_RDWR | O_APPEND | O_CREAT : O_RDONLY;
  AuditFile file;
  file.fd.reset(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0600));
  if (!file.fd) return fail_errno("cannot open", path);
  struct stat st {};
  if (::fstat(file.fd.get(), &st) != 0) return fail_errno("cannot stat", path);
  if (!S_ISREG(st.st_mode)) return fail("is not a regular file", path, EINVAL);
  if (st.st_uid != ::geteuid() && st.st_uid != 0) return fail("belongs to another user", path, EPERM);
  if ((st.st_mode & 022) != 0) return fail("is writable by others", path, EPERM);
  file.size = static_cast<std::uint64_t>(st.st_size);
  return file;
}

Result<std::string> read_end(const AuditFile& file, std::uint64_t count) {
  count = std::min(count, file.size);
  std::string text(count, '\0');
  std::uint64_t done = 0;
  while (done < count) {
    const ssize_t n =
        ::pread(file.fd.get(), text.data() + done, count - done, static_cast<off_t>(file.size - count + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno("cannot read the audit log");
    if (n == 0) return fail("the audit log became shorter while it was read");
    done += static_cast<std::uint64_t>(n);
  }
  return text;
}

Result<AuditEnd> find_audit_end(const AuditFile& file) {
  AuditEnd end;
  if (file.size == 0) return end;
  for (std::uint64_t look = first_look;; look *= 4) {
    const std::string text = VG_TRY(read_end(file, look));
    const bool is_whole = look >= file.size;
    end.needs_line_feed = text.back() != '\n';
    if (find_last_record(text, is_whole, end)) return end;
    if (is_whole) {
      end.torn = text;
      return end;
    }
    if (look >= longest_look) return fail("the end of the audit log holds no record; move the file away");
  }
}

}  // namespace vg
