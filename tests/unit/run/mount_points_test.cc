// SPDX-License-Identifier: Apache-2.0
#include "core/run/mount_points.h"

#include <doctest/doctest.h>

using namespace vg;

TEST_CASE("mount points are the fifth field, unescaped") {
  const auto points = mount_points_in(
      "22 27 0:21 / /proc rw - proc proc rw\n"
      "36 35 98:0 /mnt1 /mnt/with\\040blank\\011tab\\134back rw master:1 - ext3 /dev/root rw\n"
      "broken line\n"
      "27 1 254:0 / / rw - ext4 /dev/vda rw");
  REQUIRE(points.size() == 3);
  CHECK(points[0] == "/proc");
  CHECK(points[1] == "/mnt/with blank\ttab\\back");
  CHECK(points[2] == "/");
}

TEST_CASE("below means strictly below") {
  const std::vector<std::string> points{"/", "/home", "/var/lib/x"};
  CHECK_FALSE(has_mount_below(points, "/home"));
  CHECK_FALSE(has_mount_below(points, "/var/lib/x"));
  CHECK_FALSE(has_mount_below(points, "/va"));
  CHECK(has_mount_below(points, "/var"));
}

TEST_CASE("the running system has a root mount") {
  CHECK_FALSE(read_mount_points().empty());
}
