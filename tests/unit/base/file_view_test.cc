// SPDX-License-Identifier: Apache-2.0
#include "core/base/file_view.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "tests/unit/scratch_directory.h"

using namespace vg;
using vg::test::ScratchDirectory;

TEST_CASE("host view: resolve follows every link and keeps what does not exist") {
  const ScratchDirectory scratch;
  const HostFileView files;
  scratch.write("real/file", "x");
  REQUIRE(::symlink("real", (scratch / "link").c_str()) == 0);
  REQUIRE(::symlink("../outside/deep", (scratch / "real/dangling").c_str()) == 0);
  REQUIRE(::symlink("loop", (scratch / "loop").c_str()) == 0);
  REQUIRE(::symlink("loop2b", (scratch / "loop2a").c_str()) == 0);
  REQUIRE(::symlink("loop2a", (scratch / "loop2b").c_str()) == 0);
  CHECK(files.resolve(scratch / "link/file") == scratch / "real/file");
  CHECK(files.resolve(scratch / "link/new/er") == scratch / "real/new/er");
  CHECK(files.resolve(scratch / "link/dangling") == scratch / "outside/deep");
  CHECK(files.resolve("/") == "/");
  CHECK_FALSE(files.resolve(scratch / "loop"));
  CHECK_FALSE(files.resolve(scratch / "loop/below"));
  CHECK_FALSE(files.resolve(scratch / "loop2a"));
  CHECK_FALSE(files.resolve(""));
  CHECK_FALSE(files.resolve(scratch / "real/file/below"));
}

TEST_CASE("host view: a chain of dangling links ends where a write would land") {
  const ScratchDirectory scratch;
  const HostFileView files;
  REQUIRE(::symlink("second", (scratch / "first").c_str()) == 0);
  REQUIRE(::symlink("/nonexistent/place", (scratch / "second").c_str()) == 0);
  CHECK(files.resolve(scratch / "first") == "/nonexistent/place");
}

TEST_CASE("host view: '..' leaves the directory a link leads to, as in the kernel") {
  const ScratchDirectory scratch;
  const HostFileView files;
  scratch.write("outside/deep/file", "x");
  scratch.write("work/file", "x");
  REQUIRE(::symlink("../outside/deep", (scratch / "work/link").c_str()) == 0);
  REQUIRE(::symlink("link/../new", (scratch / "work/dangling").c_str()) == 0);
  REQUIRE(::symlink("missing/../link", (scratch / "work/detour").c_str()) == 0);
  CHECK(files.resolve(scratch / "work/link/../new") == scratch / "outside/new");
  CHECK(files.resolve(scratch / "work/link/../../work/file") == scratch / "work/file");
  CHECK(files.resolve(scratch / "work/dangling") == scratch / "outside/new");
  CHECK(files.resolve(scratch / "work/./x") == scratch / "work/x");
  // Once somebody makes the directory that is missing, a write lands behind the link.
  CHECK(files.resolve(scratch / "work/missing/../x") == scratch / "work/x");
  CHECK(files.resolve(scratch / "work/missing/../link/x") == scratch / "outside/deep/x");
  CHECK(files.resolve(scratch / "work/detour") == scratch / "outside/deep");
}

TEST_CASE("host view: paths and chains without an end come to one") {
  const ScratchDirectory scratch;
  const HostFileView files;
  REQUIRE(::symlink("b/../a", (scratch / "a").c_str()) == 0);
  CHECK_FALSE(files.resolve(scratch / "a"));
  REQUIRE(::symlink("grow/x", (scratch / "grow").c_str()) == 0);
  CHECK_FALSE(files.resolve(scratch / "grow"));
  std::string deep = scratch.path();
  for (int i = 0; i < 60; ++i) deep += "/d";
  CHECK(files.resolve(deep) == deep);
  REQUIRE(::symlink(".", (scratch / "here").c_str()) == 0);
  CHECK(files.resolve((scratch / "here") + deep.substr(scratch.path().size())) == deep);
  std::string endless = scratch.path();
  for (int i = 0; i < 2000; ++i) endless += "/d";
  CHECK_FALSE(files.resolve(endless));
}

TEST_CASE("host view: facts") {
  const ScratchDirectory scratch;
  const HostFileView files;
  const std::string path = scratch.write("file", "x");
  REQUIRE(::symlink("file", (scratch / "link").c_str()) == 0);
  CHECK_FALSE(files.facts(scratch / "missing"));
  CHECK(files.facts(path)->is_regular);
  CHECK_FALSE(files.facts(path)->is_executable);
  REQUIRE(::chmod(path.c_str(), 0755) == 0);
  CHECK(files.facts(scratch / "link")->is_executable);
  CHECK(files.facts(scratch.path())->is_directory);
  REQUIRE(::mkfifo((scratch / "fifo").c_str(), 0600) == 0);
  CHECK_FALSE(files.facts(scratch / "fifo")->is_regular);
  CHECK_FALSE(files.facts(scratch / "fifo")->is_directory);
}

TEST_CASE("host view: system-owned means root's, all the way up") {
  const HostFileView files;
  CHECK(files.is_system_owned("/bin/sh"));
  CHECK(files.is_system_owned("/etc/passwd"));
  const ScratchDirectory scratch;
  const std::string path = scratch.write("dir/tool", "x");
  if (::geteuid() != 0) {
    CHECK_FALSE(files.is_system_owned(path));
    return;
  }
  REQUIRE(::chmod(scratch.path().c_str(), 0755) == 0);
  CHECK(files.is_system_owned(path));  // below the sticky /tmp, but in a directory only root may change
  REQUIRE(::chmod(path.c_str(), 0766) == 0);
  CHECK_FALSE(files.is_system_owned(path));
  REQUIRE(::chmod(path.c_str(), 0755) == 0);
  REQUIRE(::chmod((scratch / "dir").c_str(), 0777) == 0);
  CHECK_FALSE(files.is_system_owned(path));
  REQUIRE(::chmod((scratch / "dir").c_str(), 0755) == 0);
  REQUIRE(::chown((scratch / "dir").c_str(), 12345, 12345) == 0);
  CHECK_FALSE(files.is_system_owned(path));
}

TEST_CASE("host view: read and list") {
  const ScratchDirectory scratch;
  const HostFileView files;
  scratch.write("b", "12345");
  scratch.write("a", "");
  scratch.write(".hidden", "");
  CHECK(*files.read(scratch / "b", 5) == "12345");
  CHECK(files.read(scratch / "b", 4).error().errnum == EFBIG);
  CHECK(files.read(scratch / "c", 4).error().errnum == ENOENT);
  CHECK(files.list(scratch.path()) == std::vector<std::string>{".hidden", "a", "b"});
  CHECK(files.list(scratch / "b").empty());
  CHECK(files.list(scratch / "missing").empty());
}

TEST_CASE("fake view: says what the host view would") {
  FakeFileView files;
  files.files = {{"/usr/bin/ls", "ELF"}, {"/home/u/p/run.sh", "echo"}, {"/home/u/bin/tool", ""}};
  files.links = {{"/bin", "/usr/bin"}, {"/home/u/p/out", "/etc"}, {"/loop", "/loop"}};
  CHECK(files.resolve("/bin/ls") == "/usr/bin/ls");
  CHECK(files.resolve("/home/u/p/out/passwd") == "/etc/passwd");
  CHECK(files.resolve("/nowhere") == "/nowhere");
  CHECK(files.resolve("/home/u/p/out/../x") == "/x");
  CHECK(files.resolve("/home/u/p/./a//b/") == "/home/u/p/a/b");
  CHECK_FALSE(files.resolve("/loop/x"));
  CHECK(files.is_system_owned("/bin/ls"));
  CHECK(files.facts("/home/u/bin/tool")->is_executable);
  CHECK_FALSE(files.facts("/home/u/p/run.sh")->is_executable);
  CHECK(files.facts("/home/u")->is_directory);
  CHECK_FALSE(files.facts("/home/v"));
  CHECK(*files.read("/bin/ls", 10) == "ELF");
  CHECK(files.read("/bin/ls", 2).error().errnum == EFBIG);
  CHECK(files.read("/bin/cat", 2).error().errnum == ENOENT);
  CHECK(files.list("/home/u") == std::vector<std::string>{"bin", "p"});
  CHECK(files.list("/") == std::vector<std::string>{"bin", "home", "loop", "usr"});
}
