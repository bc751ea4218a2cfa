// SPDX-License-Identifier: Apache-2.0
#include "core/egress/hosts_file.h"

#include <doctest/doctest.h>

namespace vg {
namespace {

TEST_CASE("hosts(5)") {
  const auto entries = read_hosts_file(
      "127.0.0.1 localhost\n# 1.2.3.4 comment\n\t10.0.0.5\tGit.Corp. git # mine\nnonsense here\n::1 ip6-localhost\n"
      "1.2.3.4\n1.2.3.4 bad..name ok.example\r\n");
  REQUIRE(entries.size() == 5);
  CHECK(entries[1].second == "git.corp");
  CHECK(entries[2].second == "git");
  CHECK(address_text(entries[2].first) == "10.0.0.5");
  CHECK(entries[4].second == "ok.example");
}

TEST_CASE("resolv.conf(5)") {
  const ResolverConfig config = read_resolver_config(
      "; note\nnameserver 10.0.0.53\nnameserver bad\nnameserver fe80::1%lo\nsearch corp.example\noptions ndots:2 # x\n"
      "nameserver 8.8.8.8\nnameserver 8.8.4.4\n");
  REQUIRE(config.servers.size() == 3);
  CHECK(address_text(config.servers[0].address) == "10.0.0.53");
  CHECK(config.scopes[0] == 0);
  CHECK(config.scopes[1] == 1);
  CHECK(address_text(config.servers[2].address) == "8.8.8.8");
  CHECK(config.kept_lines == "search corp.example\noptions ndots:2 \n");
  CHECK(address_text(read_resolver_config("").servers.at(0).address) == "127.0.0.1");
}

}  // namespace
}  // namespace vg
