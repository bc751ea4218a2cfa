// SPDX-License-Identifier: Apache-2.0
#include "core/base/state_paths.h"

#include <doctest/doctest.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "tests/unit/scratch_directory.h"

using namespace vg;
using vg::test::ScratchDirectory;

TEST_CASE("state paths: found by user id, whatever the environment says") {
  const passwd* entry = ::getpwuid(::geteuid());
  REQUIRE(entry != nullptr);
  const std::string home = entry->pw_dir;
  const std::string saved = ::getenv("HOME") != nullptr ? ::getenv("HOME") : "";
  ::setenv("HOME", "/elsewhere", 1);
  ::setenv("XDG_CONFIG_HOME", "/elsewhere", 1);
  ::setenv("XDG_RUNTIME_DIR", "/elsewhere", 1);
  ::setenv("XDG_STATE_HOME", "/elsewhere", 1);
  const auto paths = find_state_paths();
  ::setenv("HOME", saved.c_str(), 1);
  REQUIRE(paths);
  CHECK(paths->home == home);
  CHECK(paths->state == home + "/.vectra-guard");
  CHECK(paths->user_config == home + "/.config/vectra-guard/config.yaml");
  CHECK(paths->system_config == "/etc/vectra-guard/config.yaml");
  CHECK(paths->uid == ::geteuid());
  CHECK(paths->runtime.find("/elsewhere") == std::string::npos);
}

TEST_CASE("state paths: directories are private, and made so") {
  const ScratchDirectory scratch;
  const StatePaths paths = state_paths_below(scratch.path(), ::geteuid());
  const auto mode_of = [](const std::string& path) {
    struct stat st {};
    REQUIRE(::stat(path.c_str(), &st) == 0);
    return st.st_mode & 07777;
  };
  REQUIRE(create_state_directories(paths));
  CHECK(mode_of(paths.state) == 0700);
  CHECK(mode_of(paths.runtime) == 0700);
  REQUIRE(::chmod(paths.state.c_str(), 0777) == 0);
  REQUIRE(create_state_directories(paths));
  CHECK(mode_of(paths.state) == 0700);
}

TEST_CASE("state paths: what stands in the way is an error") {
  const ScratchDirectory scratch;
  const StatePaths paths = state_paths_below(scratch.path(), ::geteuid());
  SUBCASE("a file") {
    scratch.write(".vectra-guard", "");
  }
  SUBCASE("a symbolic link to a directory") {
    REQUIRE(::mkdir((scratch / "target").c_str(), 0700) == 0);
    REQUIRE(::symlink("target", paths.state.c_str()) == 0);
  }
  SUBCASE("a dangling link") {
    REQUIRE(::symlink("nowhere", paths.state.c_str()) == 0);
  }
  SUBCASE("another user's directory") {
    if (::geteuid() != 0) return;
    REQUIRE(::mkdir(paths.state.c_str(), 0700) == 0);
    REQUIRE(::chown(paths.state.c_str(), 12345, 12345) == 0);
  }
  const auto created = create_state_directories(paths);
  REQUIRE_FALSE(created);
  CHECK(created.error().where == paths.state);
}
