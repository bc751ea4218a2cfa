// SPDX-License-Identifier: Apache-2.0
#include "core/undo/snapshot.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/fuzz/snapshot_property.h"

using namespace vg;

namespace {

Snapshot example() {
  Snapshot snapshot;
  snapshot.begun = 1'700'000'000'000'000'000;
  snapshot.command = "git reset --hard";
  snapshot.roots = {"/srv/project", "/srv/main/.git"};
  snapshot.packs = {"abc.pack"};
  snapshot.files = 2;
  snapshot.bytes = 12;
  SnapshotEntry root;
  root.state.mode = 040755;
  SnapshotEntry file;
  file.path = "a\nb\xff";
  file.state = {0100644, 1, 2, 3, 4, 12, -5, 6};
  file.stored = Stored::packed;
  file.offset = 4096;
  file.sum = 77;
  SnapshotEntry link;
  link.path = "link";
  link.state.mode = 0120777;
  link.target = "../elsewhere";
  SnapshotEntry object;
  object.root = 1;
  object.path = "objects/aa/bb";
  object.state.mode = 0100444;
  object.stored = Stored::linked;
  object.target = "1-2-3-4";
  snapshot.entries = {root, file, link, object};
  return snapshot;
}

}  // namespace

TEST_CASE("a snapshot reads back as it was written") {
  const std::string text = snapshot_text(example());
  const auto read = read_snapshot(text);
  REQUIRE(read);
  CHECK(snapshot_text(*read) == text);
  CHECK(read->entries[1].path == "a\nb\xff");
  CHECK(read->entries[1].state.modified == -5);
  CHECK(read->entries[3].target == "1-2-3-4");
  const auto header = read_snapshot_header(std::string_view(text).substr(0, 150));
  REQUIRE(header);
  CHECK(header->workspace() == "/srv/project");
}

TEST_CASE("a snapshot that is cut off or has one byte changed is none") {
  const std::string text = snapshot_text(example());
  for (std::size_t i = 0; i < text.size(); ++i) {
    CAPTURE(i);
    CHECK_FALSE(read_snapshot(std::string_view(text).substr(0, i)).has_value());
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK_FALSE(read_snapshot(changed).has_value());
  }
}

TEST_CASE("entries that lead elsewhere") {
  const auto refused = [](auto change) {
    Snapshot snapshot = example();
    change(snapshot);
    return !read_snapshot(snapshot_text(snapshot)).has_value();
  };
  for (const char* path : {"/etc/passwd", "..", "a/../b", "a//b", "./a", "a/", "a/."}) {
    CAPTURE(path);
    CHECK(refused([&](Snapshot& s) { s.entries[1].path = path; }));
  }
  CHECK(refused([](Snapshot& s) { s.entries[1].path = std::string("a\0b", 3); }));
  CHECK(refused([](Snapshot& s) { s.entries[1].root = 2; }));
  CHECK(refused([](Snapshot& s) { s.entries[1].pack = 1; }));
  CHECK(refused([](Snapshot& s) { s.entries[1].offset = UINT64_MAX; }));
  CHECK(refused([](Snapshot& s) { s.entries[1].path = ""; }));
  CHECK(refused([](Snapshot& s) { s.entries[2].stored = Stored::packed; }));
  CHECK(refused([](Snapshot& s) { s.entries[3].target = "../../x"; }));
  CHECK(refused([](Snapshot& s) { s.entries[3].target = ""; }));
  CHECK(refused([](Snapshot& s) { s.packs[0] = "../x"; }));
  CHECK(refused([](Snapshot& s) { s.roots[0] = "relative"; }));
  CHECK(refused([](Snapshot& s) { s.roots[0] = "/"; }));
  CHECK(refused([](Snapshot& s) { s.roots[0] = "/a/../b"; }));
  CHECK(refused([](Snapshot& s) { s.roots.clear(); }));
}

TEST_CASE("the sum of a content") {
  CHECK(content_sum("") != 0);
  CHECK(content_sum("a") != content_sum("b"));
  CHECK(content_sum(std::string(64, '\0')) != content_sum(std::string(63, '\0')));
  std::string text(200, 'x');
  const std::uint64_t before = content_sum(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    text[i] = 'y';
    CHECK(content_sum(text) != before);
    text[i] = 'x';
  }
}

TEST_CASE("what fuzzing found, replayed") {
  const char* root = std::getenv("VG_SOURCE_ROOT");
  REQUIRE(root != nullptr);
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(root) + "/tests/fuzz/corpus/snapshot")) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    CAPTURE(entry.path().string());
    CHECK(test::broken_snapshot_property(bytes) == "");
    ++files;
  }
  CHECK(files >= 1);
}
