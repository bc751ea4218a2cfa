// SPDX-License-Identifier: Apache-2.0
#include "core/base/file.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>

#include "tests/unit/scratch_directory.h"

using namespace vg;
using vg::test::ScratchDirectory;

namespace {

mode_t mode_of(const std::string& path) {
  struct stat st {};
  REQUIRE(::lstat(path.c_str(), &st) == 0);
  return st.st_mode;
}

std::string content_of(const std::string& path) {
  const auto content = read_file(path, 1 << 20);
  REQUIRE(content);
  return *content;
}

std::size_t entries_in(const std::string& directory) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) count += entry.exists() ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("read_file: what is no plain file is an error, never a hang") {
  const ScratchDirectory scratch;
  const std::string target = scratch.write("target", "content");
  const std::string path = scratch / "thing";
  int wanted = 0;
  SUBCASE("missing") {
    wanted = ENOENT;
  }
  SUBCASE("FIFO without a writer") {
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    wanted = EINVAL;
  }
  SUBCASE("directory") {
    REQUIRE(::mkdir(path.c_str(), 0700) == 0);
    wanted = EISDIR;
  }
  SUBCASE("symbolic link to a file") {
    REQUIRE(::symlink(target.c_str(), path.c_str()) == 0);
    wanted = ELOOP;
  }
  SUBCASE("dangling link") {
    REQUIRE(::symlink("nowhere", path.c_str()) == 0);
    wanted = ELOOP;
  }
  SUBCASE("socket") {
    const UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    REQUIRE(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    wanted = ENXIO;
  }
  ::alarm(5);
  const auto result = read_file(path, 100);
  ::alarm(0);
  REQUIRE_FALSE(result);
  CHECK(result.error().errnum == wanted);
  CHECK(result.error().where == path);
}

TEST_CASE("read_file: devices are refused") {
  CHECK(read_file("/dev/zero", 100).error().errnum == EINVAL);
  CHECK(read_file_following("/dev/stdin", 100).has_value() == false);
}

TEST_CASE("read_file: the limit is the largest size that is read") {
  const ScratchDirectory scratch;
  const std::string path = scratch.write("f", std::string(70000, 'x'));
  CHECK(read_file(path, 70000)->size() == 70000);
  CHECK(read_file(path, 69999).error().errnum == EFBIG);
  CHECK(read_file(scratch.write("empty", ""), 0)->empty());
  CHECK(read_file("/proc/self/status", 1 << 20)->size() > 0);  // a size of 0 in stat(2) proves nothing
}

TEST_CASE("read_file: ownership") {
  const ScratchDirectory scratch;
  const std::string path = scratch.write("f", "x");
  for (const mode_t mode : {0600U, 0644U, 0400U}) {
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    CHECK(read_file(path, 10, Ownership::user));
  }
  for (const mode_t mode : {0622U, 0660U, 0606U, 0666U}) {
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    CHECK(read_file(path, 10, Ownership::user).error().errnum == EPERM);
    CHECK(read_file(path, 10));
  }
  if (::geteuid() != 0) return;
  REQUIRE(::chmod(path.c_str(), 0600) == 0);
  REQUIRE(::chown(path.c_str(), 12345, 12345) == 0);
  CHECK(read_file(path, 10, Ownership::user).error().errnum == EPERM);
}

TEST_CASE("read_file_following: links to files only") {
  const ScratchDirectory scratch;
  scratch.write("target", "content");
  REQUIRE(::symlink("target", (scratch / "link").c_str()) == 0);
  CHECK(*read_file_following(scratch / "link", 100) == "content");
  REQUIRE(::symlink(".", (scratch / "dir").c_str()) == 0);
  CHECK(read_file_following(scratch / "dir", 100).error().errnum == EISDIR);
  REQUIRE(::symlink("loop", (scratch / "loop").c_str()) == 0);
  CHECK(read_file_following(scratch / "loop", 100).error().errnum == ELOOP);
}

TEST_CASE("replace_file: new content, exact mode, nothing left beside it") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "f";
  const mode_t old_mask = ::umask(077);
  REQUIRE(replace_file(path, "one", 0644));
  CHECK((mode_of(path) & 07777) == 0644);  // whatever the umask
  ::umask(0);
  REQUIRE(replace_file(path, "two", 0600));
  ::umask(old_mask);
  CHECK(content_of(path) == "two");
  CHECK((mode_of(path) & 07777) == 0600);
  CHECK(entries_in(scratch.path()) == 1);
}

TEST_CASE("replace_file: a symbolic link is replaced, its target kept") {
  const ScratchDirectory scratch;
  const std::string target = scratch.write("target", "kept");
  REQUIRE(::symlink("target", (scratch / "link").c_str()) == 0);
  REQUIRE(replace_file(scratch / "link", "new", 0600));
  CHECK(content_of(target) == "kept");
  CHECK(S_ISREG(mode_of(scratch / "link")));
}

TEST_CASE("replace_file: what it must not replace") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "thing";
  SUBCASE("directory") {
    REQUIRE(::mkdir(path.c_str(), 0700) == 0);
  }
  SUBCASE("FIFO") {
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  }
  const auto result = replace_file(path, "x", 0600);
  REQUIRE_FALSE(result);
  CHECK(result.error().errnum == EEXIST);
  CHECK(entries_in(scratch.path()) == 1);
}

TEST_CASE("replace_file: a missing directory and a full disk") {
  const ScratchDirectory scratch;
  CHECK(replace_file(scratch / "no/such", "x", 0600).error().errnum == ENOENT);
  // RLIMIT_FSIZE stands for the full disk; in a child, because it holds for the whole process.
  const std::string path = scratch.write("f", "old");
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{10, 10};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    ::_exit(replace_file(path, std::string(1000, 'x'), 0600) ? 1 : 0);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(content_of(path) == "old");
  CHECK(entries_in(scratch.path()) == 1);
}

TEST_CASE("replace_file: readers see the old or the new content, never a mixture") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "f";
  REQUIRE(replace_file(path, std::string(50000, 'a'), 0600));
  const pid_t child = ::fork();
  if (child == 0)
    for (char c = 'a';; c = c == 'z' ? 'a' : static_cast<char>(c + 1))
      if (!replace_file(path, std::string(50000, c), 0600)) ::_exit(1);
  int torn = 0;
  for (int i = 0; i < 300; ++i) {
    const std::string content = content_of(path);
    if (content.size() != 50000 || content.find_first_not_of(content[0]) != std::string::npos) ++torn;
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  CHECK(torn == 0);
}

TEST_CASE("make_directories and make_private_directory") {
  const ScratchDirectory scratch;
  CHECK(make_directories(scratch / "a/b/c", 0755));
  CHECK(make_directories(scratch / "a/b/c", 0755));
  CHECK(S_ISDIR(mode_of(scratch / "a/b/c")));
  scratch.write("file", "");
  CHECK_FALSE(make_directories(scratch / "file/x", 0755));
  CHECK_FALSE(make_private_directory(scratch / "file"));
  REQUIRE(::chmod((scratch / "a").c_str(), 0777) == 0);
  CHECK(make_private_directory(scratch / "a"));
  CHECK((mode_of(scratch / "a") & 07777) == 0700);
  REQUIRE(::symlink("a", (scratch / "link").c_str()) == 0);
  CHECK_FALSE(make_private_directory(scratch / "link"));
}

TEST_CASE("remove_file: gone or never there is the same") {
  const ScratchDirectory scratch;
  const std::string path = scratch.write("f", "");
  CHECK(remove_file(path));
  CHECK(remove_file(path));
  CHECK_FALSE(remove_file(scratch.path()));
}

TEST_CASE("FileLock: exclusive, released when its holder dies") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "lock";
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = FileLock::acquire(path);
    if (!lock || ::write(ready[1], "x", 1) != 1) ::_exit(1);
    ::pause();
    ::_exit(0);
  }
  char byte = 0;
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  const UniqueFd probe(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  CHECK(::flock(probe.get(), LOCK_EX | LOCK_NB) != 0);
  // A holder that is stopped does not stop others for ever.
  ::kill(child, SIGSTOP);
  const auto before = std::chrono::steady_clock::now();
  const auto refused = FileLock::acquire(path, std::chrono::milliseconds(50));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().errnum == ETIMEDOUT);
  CHECK(std::chrono::steady_clock::now() - before >= std::chrono::milliseconds(50));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  CHECK(FileLock::acquire(path));
  CHECK((mode_of(path) & 07777) == 0600);
  REQUIRE(::symlink("lock", (scratch / "link").c_str()) == 0);
  CHECK_FALSE(FileLock::acquire(scratch / "link"));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_CASE("write_all: all of it, and an error where nobody reads") {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const std::string bytes(300000, 'x');  // more than a pipe holds: short writes
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(ends[0]);
    ::_exit(write_all(ends[1], bytes) ? 0 : 1);
  }
  ::close(ends[1]);
  std::size_t total = 0;
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;) total += static_cast<std::size_t>(n);
  int status = 1;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(total == bytes.size());
  ::close(ends[0]);
  CHECK(write_all(-1, "x").error().errnum == EBADF);
}
