// SPDX-License-Identifier: Apache-2.0
/// Where configuration files are looked for, and which are believed.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/config/source_file.h"
#include "tests/unit/config/scenario.h"

using namespace vg;
using namespace vg::test;

TEST_CASE("source file: what is believed and what is not") {
  const ScratchDirectory scratch;
  const uid_t uid = ::geteuid();
  const std::string path = scratch.write("config.yaml", "text");
  const auto read = [&](WrittenBy writer) { return read_source_file(path, writer, uid); };
  CHECK((*read(WrittenBy::user_or_root))->text == "text");
  for (const mode_t mode : {0600U, 0644U, 0664U}) {
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    CHECK(read(WrittenBy::user_or_root));
  }
  for (const mode_t mode : {0666U, 0602U}) {
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    CHECK(read(WrittenBy::user_or_root).error().message() ==
          path + ": can be written by everybody: run chmod o-w on it");
    CHECK(read(WrittenBy::anybody));
  }
  if (uid != 0) return;
  REQUIRE(::chmod(path.c_str(), 0644) == 0);
  REQUIRE(::chown(path.c_str(), 12345, 12345) == 0);
  CHECK(read(WrittenBy::user_or_root).error().message() ==
        path + ": belongs to another user: this configuration is not read");
  CHECK(read(WrittenBy::anybody));
  CHECK(read_source_file(path, WrittenBy::user_or_root, 12345));
}

TEST_CASE("source file: missing is none, everything else that is no file is an error and no hang") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "config.yaml";
  const auto read = [&] { return read_source_file(path, WrittenBy::user_or_root, ::geteuid()); };
  SUBCASE("missing") {
    REQUIRE(read());
    CHECK_FALSE(read()->has_value());
    CHECK_FALSE(read_source_file(scratch.write("f", "") + "/config.yaml", WrittenBy::anybody, 0)->has_value());
  }
  SUBCASE("directory") {
    REQUIRE(::mkdir(path.c_str(), 0700) == 0);
    CHECK(read().error().errnum == EISDIR);
  }
  SUBCASE("FIFO") {
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    ::alarm(5);
    CHECK(read().error().errnum == EINVAL);
    ::alarm(0);
  }
  SUBCASE("device") {
    CHECK_FALSE(read_source_file("/dev/zero", WrittenBy::anybody, 0));
  }
  SUBCASE("symbolic link to a file") {
    scratch.write("target", "x");
    REQUIRE(::symlink("target", path.c_str()) == 0);
    CHECK((*read())->text == "x");
  }
  SUBCASE("link to a file that everybody can write") {
    REQUIRE(::chmod(scratch.write("target", "x").c_str(), 0666) == 0);
    REQUIRE(::symlink("target", path.c_str()) == 0);
    CHECK_FALSE(read());
  }
  SUBCASE("dangling link: the user meant a file to be there") {
    REQUIRE(::symlink("nowhere", path.c_str()) == 0);
    CHECK(read().error().message() == path + ": is a symbolic link to a file that does not exist");
  }
  SUBCASE("link to itself") {
    REQUIRE(::symlink("config.yaml", path.c_str()) == 0);
    CHECK(read().error().errnum == ELOOP);
  }
  SUBCASE("too large") {
    scratch.write("config.yaml", std::string(config_file_limit + 1, '#'));
    CHECK(read().error().message().find("larger than 262144 bytes") != std::string::npos);
    scratch.write("config.yaml", std::string(config_file_limit, '#'));
    CHECK(read());
  }
}

TEST_CASE("source file: root's word counts only where nobody else can give it") {
  CHECK_FALSE((*read_source_file("/etc/passwd", WrittenBy::anybody, 0))->is_root_owned);
  CHECK((*read_source_file("/etc/passwd", WrittenBy::anybody, 12345))->is_root_owned);
  // proc(5) shows the command line of a process that is not dumpable as root's; its text is the process's own.
  CHECK_FALSE((*read_source_file("/proc/1/cmdline", WrittenBy::anybody, 12345))->is_root_owned);
}

TEST_CASE("project file: the nearest one upward") {
  const ScratchDirectory scratch;
  std::filesystem::create_directories(scratch / "a/b/c");
  CHECK(*find_project_file("") == "");
  CHECK(*find_project_file(scratch / "a/b/c") == "");
  const std::string outer = scratch.write("a/vectra-guard.yaml", "");
  CHECK(*find_project_file(scratch / "a/b/c") == outer);
  CHECK(*find_project_file(scratch / "a") == outer);
  CHECK(*find_project_file(scratch.path()) == "");
  const std::string inner = scratch.write("a/b/vectra-guard.yaml", "");
  CHECK(*find_project_file(scratch / "a/b/c") == inner);
  CHECK(*find_project_file(scratch / "a/b/c/gone/../../") == inner);
  CHECK(*find_project_file("/") == "");
}

TEST_CASE("project file: what is in its place is not passed by") {
  Scenario scenario;
  const std::string path = scenario.project_file();
  SUBCASE("directory") {
    REQUIRE(::mkdir(path.c_str(), 0700) == 0);
  }
  SUBCASE("FIFO") {
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  }
  SUBCASE("dangling link") {
    REQUIRE(::symlink("nowhere", path.c_str()) == 0);
  }
  SUBCASE("too large") {
    scenario.project(std::string(1 << 20, '#'));
  }
  ::alarm(5);
  CHECK(scenario.error().starts_with(path + ": "));
  ::alarm(0);
}

TEST_CASE("project file: of any owner and mode, because it only tightens") {
  Scenario scenario;
  scenario.project("sandbox: {mode: always}\n");
  REQUIRE(::chmod(scenario.project_file().c_str(), 0666) == 0);
  if (::geteuid() == 0) REQUIRE(::chown(scenario.project_file().c_str(), 12345, 12345) == 0);
  CHECK(scenario.load().config.sandbox.mode == Mode::always);
}

TEST_CASE("project trust: by path and content, revocable, and only the last content") {
  const ScratchDirectory scratch;
  const ProjectTrust store(scratch / "state/config-trust");
  CHECK_FALSE(store.is_trusted("/p/a", "one"));
  CHECK_FALSE(*store.revoke("/p/a"));
  REQUIRE(store.trust("/p/a", "one"));
  CHECK(store.is_trusted("/p/a", "one"));
  CHECK_FALSE(store.is_trusted("/p/a", "two"));
  CHECK_FALSE(store.is_trusted("/p/b", "one"));
  CHECK_FALSE(store.is_trusted("/p/", "aone"));
  // Path and content together read the same; the records must not.
  REQUIRE(store.trust("/p/ao", "ne"));
  CHECK(store.is_trusted("/p/a", "one"));
  REQUIRE(store.trust("/p/b", "one"));
  REQUIRE(store.trust("/p/a", "two"));
  CHECK(store.is_trusted("/p/a", "two"));
  CHECK_FALSE(store.is_trusted("/p/a", "one"));
  CHECK(*store.revoke("/p/a"));
  CHECK_FALSE(store.is_trusted("/p/a", "two"));
  CHECK(store.is_trusted("/p/b", "one"));
}

TEST_CASE("project trust: anything odd in the store counts as not trusted") {
  const ScratchDirectory scratch;
  const ProjectTrust store(scratch / "s");
  REQUIRE(store.trust("/p", "text"));
  std::string record;
  for (const auto& entry : std::filesystem::directory_iterator(scratch / "s")) record = entry.path();
  struct stat st {};
  REQUIRE(::stat(record.c_str(), &st) == 0);
  CHECK((st.st_mode & 07777) == 0600);
  REQUIRE(::stat((scratch / "s").c_str(), &st) == 0);
  CHECK((st.st_mode & 07777) == 0700);

  SUBCASE("written by others") {
    REQUIRE(::chmod(record.c_str(), 0666) == 0);
  }
  SUBCASE("empty") {
    std::ofstream(record).close();
  }
  SUBCASE("of another path") {
    std::ofstream(record) << "/q\n";
  }
  SUBCASE("huge") {
    std::ofstream(record) << std::string(100000, 'x');
  }
  SUBCASE("symbolic link") {
    std::filesystem::rename(record, scratch / "elsewhere");
    REQUIRE(::symlink((scratch / "elsewhere").c_str(), record.c_str()) == 0);
  }
  SUBCASE("FIFO") {
    std::filesystem::remove(record);
    REQUIRE(::mkfifo(record.c_str(), 0600) == 0);
  }
  SUBCASE("directory") {
    std::filesystem::remove(record);
    REQUIRE(::mkdir(record.c_str(), 0700) == 0);
  }
  CHECK_FALSE(store.is_trusted("/p", "text"));
}

TEST_CASE("project trust: a store that cannot be made says so") {
  const ScratchDirectory scratch;
  scratch.write("file", "");
  CHECK_FALSE(ProjectTrust(scratch / "file").trust("/p", "x"));
  CHECK_FALSE(ProjectTrust(scratch / "file/below").trust("/p", "x"));
}
