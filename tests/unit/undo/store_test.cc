// SPDX-License-Identifier: Apache-2.0
#include "core/undo/store.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "core/undo/collect.h"
#include "core/undo/restore.h"
#include "tests/unit/scratch_directory.h"

using namespace vg;

namespace {

struct Project : test::ScratchDirectory {
  SnapshotStore store{*this / "undo"};

  std::string take(SnapshotWish wish = {}) const {
    wish.roots = {*this / "work"};
    const auto name = store.take(wish);
    CHECK_MESSAGE(name.has_value(), (name ? "" : name.error().message()));
    return name.value_or("");
  }
  void undo(const std::string& name, const std::vector<std::string>& paths = {}) const {
    const auto kept = store.find(name, *this / "work");
    REQUIRE(kept);
    const auto restored = restore(*kept, paths);
    REQUIRE(restored);
    for (const Error& error : restored->failed) FAIL_CHECK(error.message());
  }
  std::string read(const std::string& name) const {
    std::ifstream file(*this / ("work/" + name), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  bool has(const std::string& name) const { return ::access((*this / ("work/" + name)).c_str(), F_OK) == 0; }
  void remove(const std::string& name) const { std::filesystem::remove_all(*this / ("work/" + name)); }
};

/// Until the clock of files has moved on, so that nothing counts as changed in the moment of a snapshot.
void next_tick() {
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

}  // namespace

TEST_CASE("contents of every size come back") {
  Project project;
  const std::size_t sizes[] = {0, 1, 31, 4095, 4096, 4097, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, (3 << 20) + 17};
  for (const std::size_t size : sizes) {
    std::string text(size, '\0');
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 31 + size);
    project.write("work/" + std::to_string(size), text);
  }
  const std::string name = project.take();
  for (const std::size_t size : sizes) project.remove(std::to_string(size));
  project.undo(name);
  for (const std::size_t size : sizes) {
    CAPTURE(size);
    const std::string text = project.read(std::to_string(size));
    REQUIRE(text.size() == size);
    bool same = true;
    for (std::size_t i = 0; i < size; ++i) same = same && text[i] == static_cast<char>(i * 31 + size);
    CHECK(same);
  }
}

TEST_CASE("git's objects keep a second name, or are copied") {
  for (const bool linked : {true, false}) {
    CAPTURE(linked);
    Project project;
    project.write("work/.git/HEAD", "ref");
    project.write("work/.git/refs/heads/main", "1");
    project.write("work/.git/objects/aa/object", "content");
    SnapshotWish wish;
    wish.may_link_objects = linked;
    const std::string name = project.take(wish);
    struct stat status {};
    REQUIRE(::stat((project / "work/.git/objects/aa/object").c_str(), &status) == 0);
    CHECK(status.st_nlink == (linked ? 2 : 1));
    next_tick();
    CHECK(project.take(wish) == name);
    project.remove(".git");
    project.undo(name);
    CHECK(project.read(".git/objects/aa/object") == "content");
    // Objects that came since stay.
    project.write("work/.git/objects/bb/later", "later");
    project.undo(name);
    CHECK(project.has(".git/objects/bb/later"));
  }
}

TEST_CASE("a damaged content is told, and the rest comes back") {
  Project project;
  project.write("work/a", "aaaa");
  project.write("work/b", "bbbb");
  const std::string name = project.take();
  const auto kept = project.store.find(name, "");
  REQUIRE(kept);
  {
    std::fstream pack(kept->directory + "/" + name + ".pack", std::ios::in | std::ios::out | std::ios::binary);
    pack.seekp(0);
    pack.put('X');
  }
  project.remove("a");
  project.remove("b");
  const auto restored = restore(*kept, {});
  REQUIRE(restored);
  CHECK(restored->failed.size() == 1);
  CHECK(project.has("a") != project.has("b"));
}

TEST_CASE("what does not fit makes no snapshot and leaves nothing") {
  Project project;
  project.write("work/file", std::string(100'000, 'x'));
  SnapshotWish wish;
  wish.roots = {project / "work"};
  wish.most_bytes = 1000;
  CHECK_FALSE(project.store.take(wish).has_value());
  CHECK(project.store.list().empty());
  CHECK(project.store.size() == 0);
}

TEST_CASE("old snapshots go, and what only they named") {
  Project project;
  std::vector<std::string> names;
  for (int i = 0; i < 5; ++i) {
    project.write("work/changes", std::string(50'000, static_cast<char>('a' + i)));
    project.write("work/same", std::string(50'000, 's'));
    next_tick();
    names.push_back(project.take());
    next_tick();
  }
  const std::uint64_t before = project.store.size();
  SnapshotBounds bounds;
  bounds.snapshots = 2;
  const auto gone = project.store.prune(bounds);
  REQUIRE(gone);
  CHECK(gone->size() == 3);
  CHECK(project.store.list().size() == 2);
  CHECK(project.store.size() < before);
  project.remove("changes");
  project.undo(names[3]);
  CHECK(project.read("changes") == std::string(50'000, 'd'));
  bounds.bytes = 1;
  REQUIRE(project.store.prune(bounds));
  REQUIRE(project.store.list().size() == 1);
  project.undo(names[4]);
  CHECK(project.read("changes") == std::string(50'000, 'e'));
  CHECK(project.read("same") == std::string(50'000, 's'));
}

TEST_CASE("snapshots that undo makes go before all others but the newest") {
  Project project;
  std::vector<std::string> names;
  for (const char* command : {"git reset --hard", "vg undo x", "vg undo y", "vg undo z"}) {
    SnapshotWish wish;
    wish.command = command;
    project.write("work/changes", command);
    next_tick();
    names.push_back(project.take(wish));
    next_tick();
  }
  SnapshotBounds bounds;
  bounds.snapshots = 2;
  REQUIRE(project.store.prune(bounds));
  CHECK(project.store.list().size() == 2);
  CHECK(project.store.find(names[0], "").has_value());
  CHECK(project.store.find(names[3], "").has_value());
}

TEST_CASE("a large object that git has replaced counts, and goes with its snapshot") {
  Project project;
  project.write("work/.git/HEAD", "ref");
  project.write("work/.git/refs/heads/main", "1");
  project.write("work/.git/objects/pack/old.pack", std::string(2 << 20, 'p'));
  SnapshotWish wish;
  wish.may_link_objects = true;
  project.take(wish);
  CHECK(project.store.size() < (1 << 20));
  project.remove(".git/objects/pack/old.pack");
  CHECK(project.store.size() > (2 << 20));
  next_tick();
  const std::string last = project.take(wish);
  SnapshotBounds bounds;
  bounds.bytes = 1 << 20;
  const auto gone = project.store.prune(bounds);
  REQUIRE(gone);
  CHECK(gone->size() == 1);
  CHECK(project.store.size() < (1 << 20));
  CHECK(project.store.find(last, "").has_value());
}

TEST_CASE("names of snapshots") {
  Project project;
  project.write("work/file", "x");
  const std::string name = project.take();
  CHECK(project.store.find(name.substr(0, 3), "").has_value());
  CHECK(project.store.find("", project / "work").has_value());
  CHECK_FALSE(project.store.find("", "/elsewhere").has_value());
  CHECK_FALSE(project.store.find("x", "").has_value());
  CHECK_FALSE(project.store.find("../" + name, "").has_value());
}
