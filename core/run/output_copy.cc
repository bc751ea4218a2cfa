// SPDX-License-Identifier: Apache-2.0
#include "core/run/output_copy.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <utility>
#include <vector>

#include "core/base/file.h"
#include "core/base/file_view.h"
#include "core/base/path.h"

namespace vg {
namespace {

struct Stream {
  UniqueFd pipe;
  UniqueFd target;
};

/// Oldest first by name of the run is as good as any order: files of one directory are alike, and few.
void remove_oldest(const std::string& directory) {
  const HostFileView files;
  std::vector<std::pair<std::int64_t, std::string>> found;
  for (const std::string& name : files.list(directory)) {
    const std::string path = join_path(directory, name);
    if (const auto facts = files.facts(path)) found.emplace_back(facts->changed_ns, path);
  }
  std::sort(found.begin(), found.end());
  for (std::size_t i = 0; i + OutputCopy::most_files <= found.size(); ++i) ::unlink(found[i].second.c_str());
}

/// A target that nobody reads any more ends the stream, so that its writer gets SIGPIPE as without a copy.
void pass_on(Stream& stream, int log, std::size_t& left) {
  char buffer[65536];
  const ssize_t length = ::read(stream.pipe.get(), buffer, sizeof buffer);
  if (length < 0 && errno == EINTR) return;
  const std::string_view bytes(buffer, length > 0 ? static_cast<std::size_t>(length) : 0);
  if (length <= 0 || !write_all(stream.target.get(), bytes)) {
    stream.pipe.reset();
    return;
  }
  const std::size_t kept = std::min(left, bytes.size());
  left -= kept;
  (void)write_all(log, bytes.substr(0, kept));
}

[[noreturn]] void help(std::array<Stream, 2>& streams, int log) {
  // Ends when the last writer has gone, not by a Ctrl-C that is meant for the command.
  sigset_t all;
  ::sigfillset(&all);
  ::sigprocmask(SIG_SETMASK, &all, nullptr);
  std::size_t left = OutputCopy::most_bytes;
  while (streams[0].pipe || streams[1].pipe) {
    pollfd sources[2] = {{streams[0].pipe.get(), POLLIN, 0}, {streams[1].pipe.get(), POLLIN, 0}};
    if (::poll(sources, 2, -1) < 0 && errno != EINTR) break;
    for (std::size_t i = 0; i < 2; ++i)
      if (streams[i].pipe && sources[i].revents != 0) pass_on(streams[i], log, left);
  }
  ::_exit(0);
}

}  // namespace

Result<OutputCopy> OutputCopy::begin(const std::string& path) {
  VG_CHECK(make_directories(std::string(dir_name(path)), 0700));
  remove_oldest(std::string(dir_name(path)));
  const UniqueFd log(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!log) return fail_errno("cannot write '" + path + "'");
  OutputCopy copy;
  std::array<Stream, 2> streams;
  for (int fd = 1; fd <= 2; ++fd) {
    Stream& stream = streams[static_cast<std::size_t>(fd - 1)];
    int ends[2];
    if (::fcntl(fd, F_GETFD) < 0 || ::isatty(fd) == 1) continue;
    if (::pipe2(ends, O_CLOEXEC) != 0) return fail_errno("cannot make a pipe");
    stream.pipe.reset(ends[0]);
    const UniqueFd writer(ends[1]);
    UniqueFd& original = copy.originals_[static_cast<std::size_t>(fd - 1)];
    original.reset(::fcntl(fd, F_DUPFD_CLOEXEC, 3));
    stream.target.reset(::fcntl(fd, F_DUPFD_CLOEXEC, 3));
    if (!original || !stream.target || ::dup2(writer.get(), fd) < 0) return fail_errno("cannot redirect the output");
  }
  if (!streams[0].pipe && !streams[1].pipe) return copy;
  copy.helper_ = ::fork();
  if (copy.helper_ < 0) return fail_errno("cannot start a process");
  if (copy.helper_ == 0) {
    for (std::size_t i = 0; i < 2; ++i)
      if (streams[i].pipe) ::close(static_cast<int>(i) + 1);  // else the pipe never ends
    for (UniqueFd& original : copy.originals_) original.reset();
    help(streams, log.get());
  }
  return copy;
}

OutputCopy::OutputCopy(OutputCopy&& other) noexcept
    : originals_(std::move(other.originals_)), helper_(std::exchange(other.helper_, 0)) {}

OutputCopy::~OutputCopy() {
  for (int fd = 1; fd <= 2; ++fd)
    if (const UniqueFd& original = originals_[static_cast<std::size_t>(fd - 1)]) ::dup2(original.get(), fd);
  while (helper_ > 0 && ::waitpid(helper_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

}  // namespace vg
