// SPDX-License-Identifier: Apache-2.0
#include "core/trust/store.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/trust/key.h"
#include "tests/unit/scratch_directory.h"
#include "tests/unit/trust/requests.h"

using namespace vg;
using namespace vg::test;

namespace {

TrustStore open_store(const std::string& path) {
  auto store = TrustStore::open(path);
  REQUIRE(store);
  return std::move(*store);
}

/// Adds the line to the store at `path`.
TrustEntry add(const std::string& path, World& world, const std::string& line, const TrustWish& wish = {}) {
  TrustStore store = open_store(path);
  const Command command = world.line(line);
  const auto entry = store.add(command, wish);
  REQUIRE_MESSAGE(entry, entry.error().message());
  return *entry;
}

bool holds(const std::string& path, World& world, const std::string& line) {
  const Command command = world.line(line);
  return open_store(path).find(command).has_value();
}

std::string why_not(const std::string& path, World& world, const std::string& line) {
  const Command command = world.line(line);
  return open_store(path).judge(command).why_not;
}

}  // namespace

TEST_CASE("a remembered command is found, as a line and as an argv, and no other") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "state/trust.json";
  World world;
  CHECK_FALSE(holds(path, world, "npm test"));
  CHECK(open_store(path).problem() == "");
  const TrustEntry entry = add(path, world, "npm test", {.note = "a\nnote", .who = "ann"});
  CHECK(entry.key.size() == 64);
  CHECK(holds(path, world, "npm test"));
  CHECK(holds(path, world, "npm  'test'"));
  const Command argv = world.argv({"npm", "test"});
  const auto match = open_store(path).find(argv);
  REQUIRE(match);
  CHECK(match->key == entry.key);
  CHECK(match->note == "a\\nnote");
  for (const char* other : {"npm test x", "npm 'test '", "npm", "npm test; npm test", "npm test &", "npm test > f"})
    CHECK_MESSAGE(!holds(path, world, other), other);

  struct stat st {};
  REQUIRE(::stat(path.c_str(), &st) == 0);
  CHECK((st.st_mode & 0777) == 0600);
  REQUIRE(::stat((scratch / "state").c_str(), &st) == 0);
  CHECK((st.st_mode & 0777) == 0700);
}

TEST_CASE("expiry and scope") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "trust.json";
  World world;
  add(path, world, "npm test", {.expires = test_time + 60});
  add(path, world, "mine", {.scope = "/home/ann/app"});
  CHECK(holds(path, world, "npm test"));
  CHECK(holds(path, world, "mine"));
  world.request.working_directory = "/home/ann/app/sub";
  CHECK(holds(path, world, "mine"));
  world.request.working_directory = "/home/ann/app2";
  CHECK_FALSE(holds(path, world, "mine"));
  CHECK(why_not(path, world, "mine") == "it is trusted only in /home/ann/app");
  CHECK(holds(path, world, "npm test"));
  world.request.now += 60;
  CHECK_FALSE(holds(path, world, "npm test"));
  CHECK(why_not(path, world, "npm test") == "its trust expired on 2026-07-25T12:01:00Z");
  CHECK(why_not(path, world, "npm other") == "");

  TrustStore store = open_store(path);
  const auto cleaned = store.clean(world.request.now);
  REQUIRE(cleaned);
  REQUIRE(cleaned->size() == 1);
  CHECK(cleaned->at(0).text == "npm test");
  CHECK(open_store(path).entries().size() == 1);
  CHECK(store.clean(world.request.now)->empty());
}

TEST_CASE("an entry holds only while its binding holds") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "trust.json";
  World world;
  add(path, world, "./build.sh");
  add(path, world, "npm test");
  CHECK(holds(path, world, "./build.sh"));
  world.files->files["/home/ann/app/build.sh"] = "rm -rf ~";
  CHECK_FALSE(holds(path, world, "./build.sh"));
  CHECK(why_not(path, world, "./build.sh") == "'/home/ann/app/build.sh' has changed since");
  add(path, world, "./build.sh");
  CHECK(holds(path, world, "./build.sh"));
  CHECK(open_store(path).entries().size() == 2);

  world.request.environment.set("NODE_OPTIONS", "--require=/tmp/x.js");
  CHECK_FALSE(holds(path, world, "npm test"));
  CHECK(why_not(path, world, "npm test") == "NODE_OPTIONS could make it run something else");
}

TEST_CASE("what cannot be bound cannot be remembered") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "trust.json";
  World world;
  TrustStore store = open_store(path);
  for (const char* line : {"$CMD x", "NODE_OPTIONS=x npm test", "cd $X && ./build.sh"}) {
    const Command command = world.line(line);
    const auto entry = store.add(command, {});
    CAPTURE(line);
    REQUIRE_FALSE(entry);
    CHECK(entry.error().what.starts_with("cannot be remembered: "));
  }
  const Command command = world.line("npm test");
  CHECK_FALSE(store.add(command, {.scope = "/home/\xff"}));
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("secrets are not written down, but the command with them is known again") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "trust.json";
  World world;
  const TrustEntry entry = add(path, world, "npm login --password hunter2");
  CHECK(entry.text == "npm login --password ***");
  CHECK(read_file(path, 1 << 20)->find("hunter2") == std::string::npos);
  CHECK(holds(path, world, "npm login --password hunter2"));
  CHECK_FALSE(holds(path, world, "npm login --password hunter3"));
}

TEST_CASE("removing by key, by the beginning of a key, by text") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "trust.json";
  World world;
  for (const char* line : {"npm a", "npm b", "npm c"}) add(path, world, line);
  TrustStore store = open_store(path);
  const std::string key = store.entries().at(0).key;
  CHECK(store.remove("npm x", test_time)->empty());
  CHECK(store.remove(key.substr(0, 5), test_time)->empty());
  CHECK(store.remove("", test_time)->empty());
  CHECK(store.remove(key.substr(0, 6), test_time)->size() == 1);
  CHECK(store.remove("npm b", test_time)->size() == 1);
  CHECK(open_store(path).entries().size() == 1);
  CHECK(holds(path, world, "npm c"));
  CHECK_FALSE(holds(path, world, "npm a"));
}

TEST_CASE("digits that begin several keys remove nothing") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "trust.json";
  World world;
  add(path, world, "npm a");
  std::string text = *read_file(path, 1 << 20);
  const std::size_t begin = text.find("{\"key\"");
  std::string second = text.substr(begin, text.rfind("\n]") - begin);
  second[second.find("\"key\":\"") + 7 + 63] = second[second.find("\"key\":\"") + 7 + 63] == '0' ? '1' : '0';
  text.insert(text.rfind("\n]"), ",\n" + second);
  REQUIRE(replace_file(path, text, 0600));
  TrustStore store = open_store(path);
  REQUIRE(store.entries().size() == 2);
  CHECK_FALSE(store.remove(store.entries()[0].key.substr(0, 10), test_time));
  CHECK(open_store(path).entries().size() == 2);
  CHECK(store.remove(store.entries()[0].key, test_time)->size() == 1);
}

TEST_CASE("uses are counted, and the last answer of a person counts") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "trust.json";
  World world;
  const TrustEntry entry = add(path, world, "npm test", {.scope = "/home/ann/app", .contained = true});
  TrustStore store = open_store(path);
  REQUIRE(store.note_use(entry.key, test_time + 5));
  REQUIRE(store.note_use(entry.key, test_time + 3));
  CHECK(open_store(path).entries().at(0).uses == 2);
  CHECK(open_store(path).entries().at(0).last_used == test_time + 5);
  const Command command = world.line("npm test");
  CHECK(open_store(path).find(command)->contained);
  add(path, world, "npm test");
  CHECK(open_store(path).entries().size() == 2);
  CHECK_FALSE(open_store(path).find(command)->contained);
}

TEST_CASE("every field survives writing and reading") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "trust.json";
  World world;
  const TrustEntry entry = add(path, world, "bash ./build.sh",
                               {.note = "n\"\\", .who = "w", .expires = test_time + 9, .scope = "/home/ann"});
  const TrustEntry back = open_store(path).entries().at(0);
  CHECK(back.key == entry.key);
  CHECK(back.text == "bash ./build.sh");
  CHECK(back.note == "n\"\\");
  CHECK(back.who == "w");
  CHECK(back.added == test_time);
  CHECK(back.expires == test_time + 9);
  CHECK(back.scope == "/home/ann");
  CHECK(back.binding == entry.binding);
}

TEST_CASE("a store that somebody else put into shape means the same, and goes on in lines") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "trust.json";
  World world;
  for (const char* line : {"npm a", "npm b", "npm c"}) add(path, world, line);
  const std::string lines = *read_file(path, 1 << 20);
  std::string spread;
  for (const char c : lines) spread += c == ',' ? ",\n  " : std::string(1, c);
  for (const std::string& text : {spread, "\n" + lines, lines + " "}) {
    REQUIRE(replace_file(path, text, 0600));
    CHECK(open_store(path).problem() == "");
    CHECK(open_store(path).entries().size() == 3);
  }
  TrustStore store = open_store(path);
  REQUIRE(store.remove("npm b", test_time)->size() == 1);
  add(path, world, "npm b");
  CHECK(open_store(path).entries().size() == 3);
  CHECK(std::count(lines.begin(), lines.end(), '\n') == 5);
  const std::string after = *read_file(path, 1 << 20);
  CHECK(std::count(after.begin(), after.end(), '\n') == 5);
}

TEST_CASE("a snapshot follows what others do to the file") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "trust.json";
  World world;
  for (const char* line : {"npm a", "npm b", "npm c", "npm d"}) add(path, world, line);
  TrustStore old = open_store(path);
  TrustStore other = open_store(path);
  REQUIRE(other.remove("npm a", test_time)->size() == 1);
  REQUIRE(other.remove("npm c", test_time)->size() == 1);
  REQUIRE(other.note_use(other.entries().at(1).key, test_time + 1));
  add(path, world, "npm e");
  REQUIRE(old.note_use(old.entries().at(1).key, test_time + 2));
  std::string texts;
  const TrustStore reopened = open_store(path);
  for (const TrustEntry& entry : reopened.entries()) texts += entry.text + ":" + std::to_string(entry.uses) + " ";
  CHECK(texts == "npm b:1 npm d:1 npm e:0 ");
}
