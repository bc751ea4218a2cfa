// SPDX-License-Identifier: Apache-2.0
#include "core/keep/written_tree.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "core/run/discarded.h"

using namespace vg;

namespace {

struct Place {
  Place() {
    char name[] = "/tmp/vg-written-XXXXXX";
    path = ::mkdtemp(name);
    ::mkdir((path + "/upper").c_str(), 0700);
    ::mkdir((path + "/host").c_str(), 0700);
  }
  ~Place() { remove_tree(path); }
  void directory(const std::string& name) const { ::mkdir((path + "/" + name).c_str(), 0700); }
  void file(const std::string& name) const { ::close(::open((path + "/" + name).c_str(), O_CREAT | O_WRONLY, 0600)); }
  bool has(const std::string& name) const { return ::access((path + "/" + name).c_str(), F_OK) == 0; }
  std::uint64_t count() const { return count_written(path + "/upper", path + "/host"); }
  std::uint64_t prune() const { return prune_tree(path + "/upper", path + "/host"); }
  std::string path;
};

}  // namespace

TEST_CASE("directories that were only passed through are no writes") {
  const Place place;
  place.directory("upper/a");
  place.directory("upper/a/b");
  place.directory("host/a");
  place.directory("host/a/b");
  CHECK(place.count() == 0);
  CHECK(place.has("upper/a/b"));
  CHECK(place.prune() == 0);
  CHECK_FALSE(place.has("upper"));
}

TEST_CASE("files, links and new directories are writes and stay") {
  const Place place;
  place.directory("upper/a");
  place.directory("host/a");
  place.file("upper/a/file");
  place.directory("upper/new");
  place.directory("upper/empty");
  place.directory("host/empty");
  REQUIRE(::symlink("/nowhere", (place.path + "/upper/link").c_str()) == 0);
  CHECK(place.count() == 3);
  CHECK(place.prune() == 3);
  CHECK(place.has("upper/a/file"));
  CHECK(place.has("upper/new"));
  CHECK_FALSE(place.has("upper/empty"));
}

TEST_CASE("removing follows no link and minds no mode") {
  const Place place;
  place.file("host/canary");
  place.directory("upper/a");
  REQUIRE(::symlink((place.path + "/host").c_str(), (place.path + "/upper/a/out").c_str()) == 0);
  ::chmod((place.path + "/upper/a").c_str(), 0);
  remove_tree(place.path + "/upper");
  CHECK_FALSE(place.has("upper"));
  CHECK(place.has("host/canary"));
}

TEST_CASE("one entry at a time is removed until nothing is left") {
  const Place place;
  place.directory("upper/a");
  place.directory("upper/a/b");
  place.file("upper/c");
  const DiscardedLayers discarded(place.path);
  discarded.take(place.path + "/upper");
  CHECK_FALSE(place.has("upper"));
  int steps = 0;
  while (discarded.remove_some()) ++steps;
  CHECK(steps == 4);
  CHECK(place.has("host"));
}
