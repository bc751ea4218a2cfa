// SPDX-License-Identifier: Apache-2.0
#include "core/plan/known_destinations.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace vg {
namespace {

std::vector<std::string> texts(std::string_view content) {
  std::vector<std::string> out;
  for (const EgressRule& rule : destinations_in(content)) out.push_back(rule.text);
  return out;
}

TEST_CASE("hosts of URLs, with their ports") {
  using Texts = std::vector<std::string>;
  CHECK(texts("registry=https://npm.corp.example/\n") == Texts{"npm.corp.example:443"});
  CHECK(texts("registry=https://npm.corp.example:8443/x\nproxy=http://10.0.0.3:3128") ==
        Texts{"npm.corp.example:8443", "10.0.0.3:3128"});
  CHECK(texts("index-url = https://user:p@ss@pip.corp.example/simple") == Texts{"pip.corp.example:443"});
  CHECK(texts("GOPROXY=https://a.example,https://b.example|direct") == Texts{"a.example:443", "b.example:443"});
  CHECK(texts("<url>http://maven.corp.example/repo</url>") == Texts{"maven.corp.example:80"});
  CHECK(texts("registry = \"sparse+https://cargo.corp.example/index/\"") == Texts{"cargo.corp.example:443"});
  CHECK(texts("http://[fd00::1]:8080/") == Texts{"[fd00::1]:8080"});
  CHECK(texts("http://[fd00::1]/") == Texts{"[fd00::1]:80"});
  CHECK(texts("# https://a.example/\n ; https://b.example/\n").empty());
  CHECK(texts("https://*/ https:// https://a..b/ http://0x7f000001/ https://10.0.0.0/8").size() == 1);
  CHECK(texts(std::string(100'000, 'h') + "ttps://").empty());
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "https://h" + std::to_string(i) + ".example/\n";
  CHECK(texts(many).size() == 200);
}

TEST_CASE("only files of the user and the system are asked") {
  FakeFileView files;
  files.files["/home/u/.npmrc"] = "registry=https://npm.corp.example/\n";
  files.files["/etc/pip.conf"] = "[global]\nindex-url = https://pip.corp.example/simple\n";
  files.files["/home/u/project/.npmrc"] = "registry=https://evil.example/\n";
  const auto known = known_destinations(files, "/home/u");
  const auto origin_of = [&](std::string_view text) -> std::string {
    for (const KnownDestination& destination : known)
      if (destination.rule.text == text) return destination.origin;
    return {};
  };
  CHECK(origin_of("npm.corp.example:443") == "/home/u/.npmrc");
  CHECK(origin_of("pip.corp.example:443") == "/etc/pip.conf");
  CHECK(origin_of("registry.npmjs.org:443") == "ecosystem");
  CHECK(origin_of("evil.example:443").empty());
}

}  // namespace
}  // namespace vg
