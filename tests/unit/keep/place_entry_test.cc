// SPDX-License-Identifier: Apache-2.0
#include "core/keep/place_entry.h"

#include <doctest/doctest.h>
#include <fcntl.h>

#include "core/base/unique_fd.h"
#include "tests/unit/scratch_directory.h"

using namespace vg;

namespace {

struct Place : test::ScratchDirectory {
  UniqueFd fd{::open(path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  std::string read(const std::string& name) const {
    std::ifstream file(*this / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  bool has(const std::string& name) const { return state_at(fd.get(), name).exists(); }
};

}  // namespace

TEST_CASE("an entry takes the place of what was expected") {
  Place place;
  place.write("new", "new");
  place.write("name", "old");
  const auto placed = put_in_place(place.fd.get(), "new", "name", state_at(place.fd.get(), "name"));
  REQUIRE(placed);
  CHECK(*placed);
  CHECK(place.read("name") == "new");
  CHECK_FALSE(place.has("new"));
}

TEST_CASE("what came meanwhile comes back") {
  Place place;
  const FileState nothing;
  place.write("name", "old");
  const FileState expected = state_at(place.fd.get(), "name");
  std::filesystem::remove(place / "name");
  place.write("name", "somebody's");
  place.write("new", "new");
  auto placed = put_in_place(place.fd.get(), "new", "name", expected);
  REQUIRE(placed);
  CHECK_FALSE(*placed);
  CHECK(place.read("name") == "somebody's");
  CHECK_FALSE(place.has("new"));

  place.write("new", "new");
  placed = put_in_place(place.fd.get(), "new", "name", nothing);
  REQUIRE(placed);
  CHECK_FALSE(*placed);
  CHECK(place.read("name") == "somebody's");

  std::filesystem::remove(place / "name");
  place.write("new", "new");
  placed = put_in_place(place.fd.get(), "new", "name", expected);
  REQUIRE(placed);
  CHECK_FALSE(*placed);
  CHECK_FALSE(place.has("name"));
}

TEST_CASE("a directory gives way to a file") {
  Place place;
  place.write("name/below/file", "x");
  place.write("new", "new");
  const auto placed = put_in_place(place.fd.get(), "new", "name", state_at(place.fd.get(), "name"));
  REQUIRE(placed);
  CHECK(*placed);
  CHECK(place.read("name") == "new");
  CHECK_FALSE(place.has("new"));
}

TEST_CASE("what is taken away is what was expected") {
  Place place;
  place.write("name", "old");
  const FileState expected = state_at(place.fd.get(), "name");
  place.write("name", "longer than before");
  auto taken = take_away(place.fd.get(), "aside", "name", expected);
  REQUIRE(taken);
  CHECK_FALSE(*taken);
  CHECK(place.read("name") == "longer than before");
  taken = take_away(place.fd.get(), "aside", "name", state_at(place.fd.get(), "name"));
  REQUIRE(taken);
  CHECK(*taken);
  CHECK_FALSE(place.has("name"));
  CHECK_FALSE(place.has("aside"));
}
