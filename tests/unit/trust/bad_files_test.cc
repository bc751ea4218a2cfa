// SPDX-License-Identifier: Apache-2.0
// What stands in the place of trust.json and pending.json may be anything: then nothing is trusted, nothing is allowed.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "core/base/file.h"
#include "core/trust/codes.h"
#include "core/trust/key.h"
#include "core/trust/store.h"
#include "tests/unit/scratch_directory.h"
#include "tests/unit/trust/requests.h"

using namespace vg;
using namespace vg::test;

namespace {

std::vector<std::string> kept_aside_in(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory))
    if (entry.path().filename().string().find(".bad-") != std::string::npos) names.push_back(entry.path());
  return names;
}

const Refusal refusal{std::string(64, 'a'), "sudo rm x", "/home/ann", {7, 9}, "high", "why"};

struct InItsPlace {
  const char* name;
  void (*put)(const std::string& path);
};
const InItsPlace no_files[] = {
    {"directory", [](const std::string& path) { std::filesystem::create_directory(path); }},
    {"FIFO", [](const std::string& path) { REQUIRE(::mkfifo(path.c_str(), 0600) == 0); }},
    {"symlink", [](const std::string& path) { std::filesystem::create_symlink("/etc/hostname", path); }},
};

}  // namespace

TEST_CASE("trust.json truncated at every byte trusts nothing, says so, and is kept") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "trust.json";
  World world;
  const Command command = world.line("npm test");
  REQUIRE(TrustStore::open(path)->add(command, {}));
  const Command other = world.line("npm other");
  const std::string good = *read_file(path, 1 << 20);
  for (std::size_t end = 0; end < good.size() - 1; ++end) {
    scratch.write("trust.json", good.substr(0, end));
    CAPTURE(end);
    auto store = TrustStore::open(path);
    REQUIRE(store);
    CHECK_FALSE(store->problem().empty());
    CHECK(store->entries().empty());
    CHECK(store->remove("npm test", test_time)->empty());  // nothing to write: nothing moves
    CHECK(kept_aside_in(scratch.path()).empty());
    REQUIRE(store->add(other, {}));
    const auto kept = kept_aside_in(scratch.path());
    REQUIRE(kept.size() == 1);
    CHECK(store->kept_aside() == kept.front());
    CHECK(*read_file(kept.front(), 1 << 20) == good.substr(0, end));
    std::filesystem::remove(kept.front());
    CHECK(TrustStore::open(path)->problem().empty());
    CHECK(TrustStore::open(path)->entries().size() == 1);
  }
}

TEST_CASE("trust.json with one wrong entry is believed in nothing") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "trust.json";
  World world;
  const Command command = world.line("./build.sh");
  REQUIRE(TrustStore::open(path)->add(command, {}));
  const std::string good = *read_file(path, 1 << 20);
  struct Row {
    const char* from;
    const char* to;
  };
  for (const Row& row : {Row{"\"uses\":0", "\"uses\":-1"}, Row{"\"uses\":0", "\"uses\":\"0\""},
                         Row{"\"note\":\"\",", ""}, Row{"\"scope\":\"\"", "\"scope\":\"app\""},
                         Row{"\"by\":\"content\"", "\"by\":\"faith\""}, Row{"\"sha256\":\"", "\"sha256\":\"x"},
                         Row{"\"key\":\"", "\"key\":\"Z"}, Row{"\"schema_version\":1", "\"schema_version\":0"},
                         Row{"\"entries\"", "\"entrys\""}, Row{"\"binding\":[", "\"binding\":[7,"}}) {
    std::string text = good;
    REQUIRE(text.find(row.from) != std::string::npos);
    text.replace(text.find(row.from), std::string(row.from).size(), row.to);
    scratch.write("trust.json", text);
    CAPTURE(row.to);
    CHECK_FALSE(TrustStore::open(path)->problem().empty());
    CHECK_FALSE(TrustStore::open(path)->find(command));
  }
  scratch.write("trust.json", good);
  CHECK(TrustStore::open(path)->find(command));
}

TEST_CASE("a store of a newer version is neither believed nor replaced") {
  const ScratchDirectory scratch;
  const std::string text = "{\"schema_version\":2,\"entries\":[]}";
  const std::string path = scratch.write("trust.json", text);
  World world;
  const Command command = world.line("npm test");
  auto store = TrustStore::open(path);
  CHECK(store->problem().find("newer version") != std::string::npos);
  CHECK_FALSE(store->add(command, {}));
  CHECK(*read_file(path, 100) == text);
}

TEST_CASE("what is no regular file trusts and allows nothing, and stays") {
  World world;
  for (const InItsPlace& place : no_files) {
    const ScratchDirectory scratch;
    const std::string trust = scratch / "trust.json";
    const std::string pending = scratch / "pending.json";
    place.put(trust);
    place.put(pending);
    CAPTURE(place.name);
    const Command command = world.line("npm test");
    auto store = TrustStore::open(trust);
    REQUIRE(store);
    CHECK(store->problem().find("trust.json") != std::string::npos);
    CHECK_FALSE(store->find(command));
    const auto added = store->add(command, {});
    REQUIRE_FALSE(added);
    CHECK(added.error().message().find("trust.json") != std::string::npos);
    CHECK_FALSE(store->clean(test_time));

    PendingRefusals refusals(pending);
    CHECK_FALSE(refusals.list(test_time));
    CHECK_FALSE(refusals.register_refusal(refusal, test_time));
    CHECK_FALSE(refusals.arm("abcd", test_time));
    CHECK_FALSE(*refusals.take(refusal.key, refusal.working_directory, refusal.session, test_time));
    CHECK_FALSE(std::filesystem::is_regular_file(std::filesystem::symlink_status(trust)));
    CHECK_FALSE(std::filesystem::is_regular_file(std::filesystem::symlink_status(pending)));
  }
}

TEST_CASE("another user's file, or one that others may write, trusts and allows nothing") {
  REQUIRE_MESSAGE(::geteuid() == 0, "needs root");
  World world;
  for (const bool foreign : {true, false}) {
    const ScratchDirectory scratch;
    const std::string trust = scratch / "trust.json";
    const std::string pending = scratch / "pending.json";
    const Command command = world.line("npm test");
    REQUIRE(TrustStore::open(trust)->add(command, {}));
    PendingRefusals refusals(pending);
    REQUIRE(refusals.arm(*refusals.register_refusal(refusal, test_time), test_time));
    for (const std::string& path : {trust, pending})
      REQUIRE((foreign ? ::chown(path.c_str(), 12345, 12345) : ::chmod(path.c_str(), 0622)) == 0);
    auto store = TrustStore::open(trust);
    CHECK_FALSE(store->problem().empty());
    CHECK_FALSE(store->find(command));
    CHECK_FALSE(*refusals.take(refusal.key, refusal.working_directory, refusal.session, test_time));
    CHECK_FALSE(refusals.list(test_time));
    REQUIRE(store->add(command, {}));
    REQUIRE(refusals.register_refusal(refusal, test_time));
    CHECK(kept_aside_in(scratch.path()).size() == 2);
    CHECK(TrustStore::open(trust)->find(command));
  }
}

TEST_CASE("pending.json truncated at every byte allows nothing and is kept") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "pending.json";
  PendingRefusals refusals(path);
  const std::string code = *refusals.register_refusal(refusal, test_time);
  REQUIRE(refusals.arm(code, test_time));
  const std::string good = *read_file(path, 1 << 20);
  for (std::size_t end = 0; end < good.size() - 1; ++end) {
    scratch.write("pending.json", good.substr(0, end));
    CAPTURE(end);
    CHECK_FALSE(refusals.list(test_time));
    CHECK_FALSE(*refusals.take(refusal.key, refusal.working_directory, refusal.session, test_time));
    CHECK_FALSE(refusals.arm(code, test_time));
    CHECK(kept_aside_in(scratch.path()).empty());
    REQUIRE(refusals.register_refusal(refusal, test_time));
    const auto kept = kept_aside_in(scratch.path());
    REQUIRE(kept.size() == 1);
    std::filesystem::remove(kept.front());
    CHECK(refusals.list(test_time)->size() == 1);
  }
}
