// SPDX-License-Identifier: Apache-2.0
#include "core/run/host_sockets.h"

#include <doctest/doctest.h>

using namespace vg;

TEST_CASE("paths of sockets, as the kernel lists them") {
  CHECK(socket_paths_in("Num       RefCount Protocol Flags    Type St Inode Path\n"
                        "0000000000000000: 00000002 00000000 00010000 0001 01 17018 /opt/a b/sock\n"
                        "0000000000000000: 00000002 00000000 00000000 0002 01 17019 @abstract\n"
                        "0000000000000000: 00000002 00000000 00000000 0002 01 17020 relative/sock\n"
                        "0000000000000000: 00000003 00000000 00000000 0001 03 17021\n"
                        "0000000000000000: 00000002 00000000 00010000 0001 01 1 /opt/a b/sock\n"
                        "0000000000000000: 00000002 00000000 00010000 0005 01 2 /x/../y\n") ==
        std::vector<std::string>{"/opt/a b/sock", "/y"});
  CHECK(socket_paths_in("").empty());
  CHECK(socket_paths_in("garbage\n\n   \n1 2 3").empty());
}
