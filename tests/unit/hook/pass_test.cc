// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utime.h>

#include <cstring>
#include <filesystem>

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/process_tree.h"
#include "hook/protocol.h"
#include "hook/stale_files.h"
#include "preload/pass_format.h"
#include "preload/sha256.h"
#include "tests/unit/scratch_directory.h"

using namespace vg;
using vg::test::ScratchDirectory;

namespace {

preload::PassRecord record_at(const std::string& path) {
  const auto content = read_file(path, 4096, Ownership::user);
  REQUIRE(content);
  preload::PassRecord record;
  REQUIRE(content->size() == sizeof record);
  std::memcpy(&record, content->data(), sizeof record);
  return record;
}

std::string hex_of(const unsigned char (&bytes)[32]) {
  Sha256 digest;
  std::memcpy(digest.data(), bytes, sizeof bytes);
  return to_hex(digest);
}

/// A process number that nobody has.
pid_t dead_process() {
  const pid_t pid = ::fork();
  if (pid == 0) ::_exit(0);
  ::waitpid(pid, nullptr, 0);
  return pid;
}

void make_old(const std::string& path) {
  const utimbuf times{1000, 1000};
  REQUIRE(::utime(path.c_str(), &times) == 0);
}

}  // namespace

TEST_CASE("a pass names process, program and argv") {
  const ScratchDirectory scratch;
  const ProcessId self = own_process_id();
  const std::string program = scratch.write("program", "x");
  REQUIRE(hook::write_pass(scratch / "run", self, program, {"a", "", "b c"}));

  const std::string path = scratch / "run/pass/" + std::to_string(self.pid);
  const preload::PassRecord record = record_at(path);
  struct stat st {};
  REQUIRE(::stat(program.c_str(), &st) == 0);
  CHECK(record.pid == static_cast<unsigned long long>(self.pid));
  CHECK(record.start_time == self.start_time);
  CHECK(record.device == st.st_dev);
  CHECK(record.inode == st.st_ino);
  CHECK(hex_of(record.argv_digest) == to_hex(sha256(std::string_view("a\0\0b c\0", 7))));
  CHECK(hex_of(record.tail_digest) == to_hex(sha256(std::string_view("\0b c\0", 5))));

  REQUIRE(::stat(path.c_str(), &st) == 0);
  CHECK((st.st_mode & 07777) == 0600);
  REQUIRE(::stat((scratch / "run/pass").c_str(), &st) == 0);
  CHECK((st.st_mode & 07777) == 0700);
}

TEST_CASE("an empty argv is one empty word, as the kernel makes it") {
  const ScratchDirectory scratch;
  const ProcessId self = own_process_id();
  REQUIRE(hook::write_pass(scratch / "run", self, "/bin/true", {}));
  const std::string path = scratch / "run/pass/" + std::to_string(self.pid);
  const std::string empty = hex_of(record_at(path).argv_digest);
  REQUIRE(hook::write_pass(scratch / "run", self, "/bin/true", {""}));
  CHECK(hex_of(record_at(path).argv_digest) == empty);
  REQUIRE(hook::write_pass(scratch / "run", self, "/bin/true", {"", ""}));
  CHECK(hex_of(record_at(path).argv_digest) != empty);
}

TEST_CASE("passes are counted for one process") {
  const ScratchDirectory scratch;
  const ProcessId self = own_process_id();
  CHECK(hook::passes_written(scratch / "run", self) == 0);
  for (int i = 1; i <= 3; ++i) {
    REQUIRE(hook::write_pass(scratch / "run", self, "/bin/true", {"true"}));
    CHECK(hook::passes_written(scratch / "run", self) == i);
  }
  // A later process with the same number starts at none.
  CHECK(hook::passes_written(scratch / "run", {self.pid, self.start_time + 1}) == 0);

  const std::string pass = "run/pass/" + std::to_string(self.pid);
  preload::PassRecord record = record_at(scratch / pass);
  CHECK(record.earlier == 2);

  // One that libvg.so did not believe counts as well; whatever else stands in its place does not.
  std::filesystem::rename(scratch / pass, scratch / (pass + ".refused"));
  CHECK(hook::passes_written(scratch / "run", self) == 3);
  REQUIRE(hook::write_pass(scratch / "run", self, "/bin/true", {"true"}));
  CHECK(hook::passes_written(scratch / "run", self) == 4);
  std::filesystem::remove(scratch / pass);
  const auto counted = [&](std::string_view bytes) {
    scratch.write(pass + ".refused", std::string(bytes));
    REQUIRE(::chmod((scratch / (pass + ".refused")).c_str(), 0600) == 0);
    return hook::passes_written(scratch / "run", self);
  };
  const auto bytes_of = [](const preload::PassRecord& of) {
    return std::string(reinterpret_cast<const char*>(&of), sizeof of);
  };
  CHECK(counted(bytes_of(record)) == 3);
  CHECK(counted(bytes_of(record).substr(1)) == 0);
  CHECK(counted(bytes_of(record) + "x") == 0);
  CHECK(counted("") == 0);
  record.earlier = ~0u;
  CHECK(counted(bytes_of(record)) > 8);
  record.magic[0] = 'x';
  CHECK(counted(bytes_of(record)) == 0);
}

TEST_CASE("a pass that cannot be written is an error") {
  const ScratchDirectory scratch;
  const ProcessId self = own_process_id();
  CHECK_FALSE(hook::write_pass(scratch / "run", self, scratch / "missing", {"x"}));
  scratch.write("file", "");
  CHECK_FALSE(hook::write_pass(scratch / "file", self, "/bin/true", {"x"}));
  std::filesystem::create_directories(scratch / "run/pass/" + std::to_string(self.pid));
  CHECK_FALSE(hook::write_pass(scratch / "run", self, "/bin/true", {"x"}));
}

TEST_CASE("what dead processes left is removed, the rest stays") {
  const ScratchDirectory scratch;
  const std::string dead = std::to_string(dead_process());
  const std::string living = std::to_string(::getpid());
  for (const std::string& name :
       {dead, dead + ".refused", dead + ".new-abc", living, living + ".refused", std::string("note")})
    make_old(scratch.write(name, ""));
  const std::string fresh = std::to_string(dead_process());
  scratch.write(fresh, "");
  hook::remove_stale_files(scratch.path(), hook::StaleKind::pass);
  const auto has = [&](const std::string& name) { return std::filesystem::exists(scratch / name); };
  CHECK_FALSE(has(dead));
  CHECK_FALSE(has(dead + ".refused"));
  CHECK_FALSE(has(dead + ".new-abc"));
  CHECK(has(living));
  CHECK(has(living + ".refused"));
  CHECK(has("note"));
  CHECK(has(fresh));
  hook::remove_stale_files(scratch / "missing", hook::StaleKind::ticket);
}

TEST_CASE("a full directory is cleaned step by step") {
  const ScratchDirectory scratch;
  const std::string dead = std::to_string(dead_process());
  for (int i = 0; i < 200; ++i) make_old(scratch.write(dead + "." + std::to_string(i), ""));
  const auto left = [&] {
    return std::distance(std::filesystem::directory_iterator(scratch.path()), std::filesystem::directory_iterator());
  };
  hook::remove_stale_files(scratch.path(), hook::StaleKind::pass);
  CHECK(left() >= 136);
  CHECK(left() < 200);
  for (int i = 0; i < 4; ++i) hook::remove_stale_files(scratch.path(), hook::StaleKind::pass);
  CHECK(left() == 0);
}

TEST_CASE("the shim hashes as the core does") {
  std::string bytes;
  for (std::size_t size = 0; size < 200; ++size) {
    unsigned char digest[preload::Sha256::digest_size];
    preload::Sha256 hash;
    hash.add(bytes.data(), size / 2);
    hash.add(bytes.data() + size / 2, size - size / 2);
    hash.finish(digest);
    CHECK_MESSAGE(hex_of(digest) == to_hex(sha256(bytes)), size);
    bytes += static_cast<char>(size * 37);
  }
}
