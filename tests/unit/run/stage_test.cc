// SPDX-License-Identifier: Apache-2.0
#include "core/run/stage.h"

#include <doctest/doctest.h>

#include <cerrno>

using namespace vg;

TEST_CASE("a failing stage reads as one line and a hint") {
  const std::string text = stage_error(Stage::mounts, ENOENT, "/home/u/p").message();
  CHECK(text.starts_with("cannot contain the command: mount '/home/u/p': No such file or directory\n"));
  CHECK(stage_error(Stage::namespaces, ENOSPC).message().find("user.max_user_namespaces") != std::string::npos);
  CHECK(stage_error(Stage::loopback, EPERM).message().find("AppArmor") != std::string::npos);
}

TEST_CASE("every stage has a hint and says that nothing was run") {
  for (const auto& row : stage_names)
    for (const int errnum : {EPERM, ENOENT, ENOSYS, 0}) {
      const std::string text = stage_error(row.value, errnum).message();
      CAPTURE(text);
      CHECK(text.find('\n') != std::string::npos);
      CHECK(text.find("not run") != std::string::npos);
    }
}
