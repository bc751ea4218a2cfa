// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstring>
#include <filesystem>

#include "core/base/file.h"
#include "hook/policy_file.h"
#include "preload/policy_reader.h"
#include "tests/unit/scratch_directory.h"

using namespace vg;
using hook::CompiledPolicy;
using vg::test::ScratchDirectory;

namespace {

/// What the shim makes of the bytes.
preload::Policy adopted(const std::string& bytes, bool expected = true) {
  preload::Policy policy;
  std::memcpy(policy.image(), bytes.data(), std::min<std::size_t>(bytes.size(), preload::policy_limit + 1));
  CHECK(policy.adopt(bytes.size()) == expected);
  return policy;
}

std::string bytes_of(const CompiledPolicy& policy) {
  const auto bytes = hook::policy_bytes(policy, 7);
  REQUIRE(bytes);
  return *bytes;
}

}  // namespace

TEST_CASE("the shim reads what the core writes") {
  CHECK_FALSE(adopted(bytes_of({})).asks_in("/x"));
  CHECK(adopted(bytes_of({.ask_everything = true})).asks_in("/x"));
  CHECK(adopted(bytes_of({.ask_everything = true})).asks_in(nullptr));
  CHECK_FALSE(adopted(bytes_of({})).is_strict());
  CHECK(adopted(bytes_of({.strict = true})).is_strict());
  CHECK_FALSE(adopted(bytes_of({.strict = true})).asks_in("/x"));

  const preload::Policy policy = adopted(bytes_of({.directories = {"/a/b", "/c"}}));
  for (const char* inside : {"/a/b", "/a/b/x", "/c", "/c/d/e"}) CHECK_MESSAGE(policy.asks_in(inside), inside);
  for (const char* outside : {"/", "/a", "/a/bc", "/cc", "/x/a/b"})
    CHECK_FALSE_MESSAGE(policy.asks_in(outside), outside);
  CHECK(policy.asks_in(nullptr));
  CHECK(adopted(bytes_of({.directories = {"/"}})).asks_in("/anything"));
}

TEST_CASE("bytes that are no policy are none") {
  const std::string good = bytes_of({.ask_everything = true, .strict = true, .directories = {"/a", "/b"}});
  adopted(good);
  for (std::size_t size = 0; size < good.size(); ++size) adopted(good.substr(0, size), false);
  adopted(good + "x", false);
  for (const std::size_t at : {0u, 7u, 8u, 12u, 27u, 28u}) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ 0x40);
    adopted(bad, false);
  }
  std::string unterminated = good;
  unterminated.back() = 'x';
  const preload::Policy policy = adopted(unterminated, false);
  CHECK_FALSE(policy.asks_in("/a"));
  CHECK_FALSE(policy.is_strict());
  adopted(std::string(preload::policy_limit + 1, 'x'), false);
}

TEST_CASE("more directories than fit become ask everything, and stay so") {
  CompiledPolicy policy;
  for (int i = 0; i < 400; ++i) policy.directories.push_back("/some/directory/" + std::to_string(1000 + i));
  const std::string bytes = bytes_of(policy);
  CHECK(bytes.size() <= preload::policy_limit);
  CHECK(adopted(bytes).asks_in("/elsewhere"));

  const ScratchDirectory scratch;
  const StatePaths paths = state_paths_below(scratch.path(), 0);
  REQUIRE(hook::write_policy(paths, policy));
  CompiledPolicy next = hook::read_policy(paths);
  CHECK(next.ask_everything);
  next.ask_everything = false;
  next.directories.push_back("/some/other/directory");
  REQUIRE(hook::write_policy(paths, next));
  CHECK(hook::read_policy(paths).ask_everything);
}

TEST_CASE("a policy is written where it differs only") {
  const ScratchDirectory scratch;
  const StatePaths paths = state_paths_below(scratch.path(), 0);
  CHECK(hook::policy_generation(paths) == 0);
  const CompiledPolicy policy{.strict = true, .directories = {"/b", "/a", "/b"}};
  REQUIRE(hook::write_policy(paths, policy));
  CHECK(hook::policy_generation(paths) == 1);
  REQUIRE(hook::write_policy(paths, {.strict = true, .directories = {"/a", "/b"}}));
  CHECK(hook::policy_generation(paths) == 1);
  REQUIRE(hook::write_policy(paths, {.ask_everything = true}));
  CHECK(hook::policy_generation(paths) == 2);
  struct stat st {};
  REQUIRE(::stat((paths.runtime + "/policy").c_str(), &st) == 0);
  CHECK((st.st_mode & 07777) == 0600);
  REQUIRE(hook::write_policy(paths, {}));
  CHECK_FALSE(std::filesystem::exists(paths.runtime + "/policy"));
  CHECK(hook::policy_generation(paths) == 0);
}

TEST_CASE("a policy survives the way through the file") {
  const ScratchDirectory scratch;
  const StatePaths paths = state_paths_below(scratch.path(), 0);
  REQUIRE(hook::write_policy(paths, {.strict = true, .directories = {"/b c", "/a"}}));
  const CompiledPolicy back = hook::read_policy(paths);
  CHECK(back.strict);
  CHECK_FALSE(back.ask_everything);
  CHECK(back.directories == std::vector<std::string>{"/a", "/b c"});
  REQUIRE(::chmod((paths.runtime + "/policy").c_str(), 0666) == 0);
  CHECK_FALSE(hook::read_policy(paths).strict);
}

TEST_CASE("directories that are none are refused") {
  for (const std::string& directory : {std::string(), std::string("relative"), std::string("/a\0b", 4)})
    CHECK_FALSE(hook::policy_bytes({.directories = {directory}}, 1));
}

TEST_CASE("a policy for other paths than the user's own stays out of shared memory") {
  const ScratchDirectory scratch;
  const StatePaths paths = state_paths_below(scratch.path(), ::geteuid());
  const std::string shared = "/dev/shm/vectra-guard-" + std::to_string(::geteuid()) + ".policy";
  const bool before = std::filesystem::exists(shared);
  REQUIRE(hook::write_policy(paths, {.ask_everything = true}));
  CHECK(std::filesystem::exists(shared) == before);
}
