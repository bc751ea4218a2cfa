// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/base/request.h"
#include "core/parse/parse.h"

namespace vg::test {

inline constexpr std::int64_t test_time = 1'784'980'800;  ///< 2026-07-25T12:00:00Z

/// A request in /home/ann/app over a small file system; change `files` and the request between uses.
struct World {
  std::shared_ptr<FakeFileView> files = std::make_shared<FakeFileView>();
  Request request;

  World() {
    files->files = {{"/usr/bin/npm", "npm"},
                    {"/usr/bin/bash", "bash"},
                    {"/usr/bin/python3", "python"},
                    {"/usr/bin/node", "node"},
                    {"/usr/bin/nice", "nice"},
                    {"/home/ann/app/build.sh", "echo built"},
                    {"/home/ann/app/sub/build.sh", "echo sub"},
                    {"/home/ann/tools/bin/mine", "mine"}};
    request.working_directory = "/home/ann/app";
    request.workspace = "/home/ann/app";
    request.home = "/home/ann";
    request.environment.set("PATH", "/home/ann/tools/bin:/usr/bin:/bin");
    request.now = test_time;
    request.files = files;
  }

  /// Valid until the next call.
  Command line(std::string text) {
    request.line = std::move(text);
    request.argv.clear();
    return parsed();
  }
  Command argv(std::vector<std::string> words) {
    request.line.clear();
    request.argv = std::move(words);
    return parsed();
  }

 private:
  Command parsed() {
    auto command = parse(request);
    REQUIRE_MESSAGE(command, command.error().message());
    return std::move(*command);
  }
};

}  // namespace vg::test
