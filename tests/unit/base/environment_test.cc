// SPDX-License-Identifier: Apache-2.0
#include "core/base/environment.h"

#include <doctest/doctest.h>

#include <cstring>

using vg::Environment;

TEST_CASE("environment: kept byte for byte") {
  const char* const raw[] = {"A=1", "NOEQUALS", "A=2", "=odd", "B=x=y", "", "C=", nullptr};
  const Environment environment = Environment::from_block(raw);
  CHECK(environment.entries().size() == 7);
  const auto block = environment.block();
  for (std::size_t i = 0; i < 7; ++i) CHECK(std::strcmp(block[i], raw[i]) == 0);
  CHECK(block[7] == nullptr);
  CHECK(Environment::from_block(nullptr).entries().empty());
  CHECK(Environment().block().size() == 1);
}

TEST_CASE("environment: get finds the first, as getenv does") {
  const Environment environment({"A=1", "A=2", "AB=3", "NOEQUALS", "B=x=y", "C="});
  CHECK(environment.get("A") == "1");
  CHECK(environment.get("AB") == "3");
  CHECK(environment.get("B") == "x=y");
  CHECK(environment.get("C") == "");
  CHECK_FALSE(environment.get("NOEQUALS"));
  CHECK_FALSE(environment.get("a"));
  CHECK_FALSE(environment.get("D"));
}

TEST_CASE("environment: set and remove reach every duplicate") {
  Environment environment({"A=1", "X=0", "A=2", "A"});
  environment.set("A", "new=value");
  CHECK(environment.entries() == std::vector<std::string>{"A=new=value", "X=0", "A"});
  environment.set("N", "");
  CHECK(environment.entries().back() == "N=");
  environment.set("A", "again");
  environment.remove("X");
  CHECK(environment.entries() == std::vector<std::string>{"A=again", "A", "N="});
  Environment twice({"LD_PRELOAD=a", "P=1", "LD_PRELOAD=b"});
  twice.remove("LD_PRELOAD");
  CHECK(twice.entries() == std::vector<std::string>{"P=1"});
  twice.remove("missing");
  CHECK(twice.entries().size() == 1);
}
