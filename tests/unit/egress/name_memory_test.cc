// SPDX-License-Identifier: Apache-2.0
#include "core/egress/name_memory.h"

#include <doctest/doctest.h>

namespace vg {
namespace {

using std::chrono::seconds;

const NameMemory::Time start{seconds(1000)};
const Address address = Address::v4(0x01010101);

TEST_CASE("a name holds between floor and ceiling") {
  NameMemory memory;
  memory.learn("short.example", address, 0, start);
  memory.learn("long.example", address, 0xffffffff, start);
  CHECK(memory.names_of(address, start + seconds(599)).size() == 2);
  CHECK(memory.names_of(address, start + seconds(600)) == std::vector<std::string>{"long.example"});
  CHECK(memory.names_of(address, start + seconds(86400)).empty());
  CHECK(memory.names_of(Address::v4(2), start).empty());
}

TEST_CASE("a name from the host's file holds for good, a second answer prolongs") {
  NameMemory memory;
  memory.learn_for_good("host.example", address);
  memory.learn("a.example", address, 0, start);
  memory.learn("a.example", address, 0, start + seconds(500));
  CHECK(memory.names_of(address, start + seconds(1000)).size() == 2);
  CHECK(memory.names_of(address, start + seconds(1'000'000)) == std::vector<std::string>{"host.example"});
}

TEST_CASE("it is bounded, and what is new has room") {
  NameMemory memory;
  for (std::uint32_t i = 0; i < 50'000; ++i)
    memory.learn("n" + std::to_string(i), Address::v4(i), 3600 + i, start + seconds(i / 100));
  CHECK(memory.names_of(Address::v4(49'999), start + seconds(500)).size() == 1);
  CHECK(memory.names_of(Address::v4(1), start + seconds(500)).empty());
  for (int i = 0; i < 100; ++i) memory.learn("m" + std::to_string(i), address, 10'000, start);
  CHECK(memory.names_of(address, start).size() <= NameMemory::most_names);
}

}  // namespace
}  // namespace vg
