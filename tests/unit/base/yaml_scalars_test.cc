// SPDX-License-Identifier: Apache-2.0
#include "core/base/yaml_scalars.h"

#include <doctest/doctest.h>

#include <string>

namespace vg {
namespace {

std::string visited(std::string_view text) {
  std::string out;
  const Result<void> read = visit_yaml(text, [&](const YamlScalar& scalar) {
    out += std::string(scalar.parent) + "/" + std::string(scalar.key) + "=" + std::string(scalar.value) + " ";
  });
  return read ? out : "error: " + read.error().what;
}

TEST_CASE("every scalar comes with the keys that lead to it") {
  CHECK(visited("a: 1") == "/a=1 ");
  CHECK(visited("a: {b: 1, c: [x, y]}\nd: z") == "a/b=1 a/c=x a/c=y /d=z ");
  CHECK(visited("a:\n  - b: 1\n    c: 2\n  - d") == "a/b=1 a/c=2 /a=d ");
  CHECK(visited(R"({"a": {"b": [{"c": "1"}]}})") == "b/c=1 ");
  CHECK(visited("a: &x {b: 1}\nc: *x\n---\nd: ~") == "a/b=1 /c= /d= ");
  CHECK(visited("just text") == "/=just text ");
  CHECK(visited("") == "");
}

TEST_CASE("what is no YAML is an error, and nothing takes long") {
  CHECK(visited("a: [").starts_with("error: line "));
  CHECK(visited("a: b: c").starts_with("error: line 1"));
  CHECK(visited(std::string(60000, '[')) == "error: nested too deeply");
  std::string dashes;
  for (int i = 0; i < 20000; ++i) dashes += "- ";
  CHECK(visited(dashes + "x").starts_with("error"));
  CHECK(visited("\xff\xfe\x00").size() < 200);
}

}  // namespace
}  // namespace vg
