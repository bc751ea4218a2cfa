// SPDX-License-Identifier: Apache-2.0
#include "core/plan/seccomp_profile.h"

#include <doctest/doctest.h>

#include "core/base/json_place.h"

namespace {

using namespace vg;

Result<SeccompProfile> parsed(const std::string& text, ProfileConditions here = {}) {
  if (here.architecture.empty()) here.architecture = "amd64";
  return parse_seccomp_profile(text, "p", here);
}

/// A profile with one rule around `members`.
std::string with_rule(const std::string& members) {
  return "{\"defaultAction\": \"SCMP_ACT_ALLOW\",\n\"syscalls\": [\n{\"names\": [\"a\"], \"action\": "
         "\"SCMP_ACT_ERRNO\",\n" +
         members + "}]}";
}

}  // namespace

TEST_CASE("a profile with everything in it is read") {
  const auto profile = parsed(
      R"({"defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "architectures": ["SCMP_ARCH_X86_64"],
      "archMap": [{"architecture": "SCMP_ARCH_X86_64", "subArchitectures": ["SCMP_ARCH_X86"]}],
      "flags": ["SECCOMP_FILTER_FLAG_LOG"], "listenerPath": "/x", "listenerMetadata": "",
      "syscalls": [{"names": ["read", "write"], "action": "SCMP_ACT_ALLOW", "args": null, "comment": "c"},
      {"name": "ptrace", "action": "SCMP_ACT_TRACE", "errnoRet": 7,
       "args": [{"index": 1, "value": 4, "valueTwo": 5, "op": "SCMP_CMP_MASKED_EQ"}]}]})");
  REQUIRE(profile);
  CHECK(profile->default_action == SyscallAction::errno_);
  CHECK(profile->default_error == 38);
  REQUIRE(profile->rules.size() == 2);
  CHECK(profile->rules[0].names == std::vector<std::string>{"read", "write"});
  CHECK(profile->rules[1].action == SyscallAction::trace);
  CHECK(profile->rules[1].error == 7);
  REQUIRE(profile->rules[1].arguments.size() == 1);
  CHECK(profile->rules[1].arguments[0].op == Comparison::masked_equal);
  CHECK(profile->rules[1].arguments[0].second == 5);
}

TEST_CASE("every action and comparison has its name") {
  for (const auto& row : syscall_action_names)
    CHECK(parsed("{\"defaultAction\": \"" + std::string(row.name) + "\"}")->default_action == row.value);
  for (const auto& row : comparison_names) {
    const auto profile = parsed(with_rule("\"args\": [{\"index\": 0, \"op\": \"" + std::string(row.name) + "\"}]"));
    CHECK(profile->rules.at(0).arguments.at(0).op == row.value);
  }
}

TEST_CASE("rules hold where includes and excludes say so") {
  const struct {
    const char* members;
    bool holds;
  } cases[] = {{R"("includes": {})", true},
               {R"("includes": {"arches": ["amd64", "x32"]})", true},
               {R"("includes": {"arches": ["arm64"]})", false},
               {R"("excludes": {"arches": ["amd64"]})", false},
               {R"("includes": {"caps": ["CAP_CHOWN"]})", true},
               {R"("includes": {"caps": ["CAP_CHOWN", "CAP_SYS_ADMIN"]})", false},
               {R"("excludes": {"caps": ["CAP_SYS_ADMIN"]})", true},
               {R"("excludes": {"caps": ["CAP_SYS_ADMIN", "CAP_CHOWN"]})", false},
               {R"("includes": {"minKernel": "4.8"})", true},
               {R"("includes": {"minKernel": "6.2"})", false},
               {R"("excludes": {"minKernel": "6.1"})", false},
               {R"("includes": {"arches": null, "caps": []})", true}};
  for (const auto& one : cases) {
    const auto profile = parsed(with_rule(one.members), {1, "amd64", 6, 1});
    REQUIRE_MESSAGE(profile, one.members);
    CHECK_MESSAGE(profile->rules.size() == (one.holds ? 1 : 0), one.members);
  }
}

TEST_CASE("mistakes are named with their line") {
  const struct {
    std::string text;
    const char* message;
  } cases[] = {
      {"", "p:1"},
      {"[]", "p:1: expected an object"},
      {"{}", "p:1: a profile needs 'defaultAction'"},
      {"{\n\"defaultAction\": 1}", "p:2: expected a text"},
      {"{\n\"defaultAction\":\n\"SCMP_ACT_ALOW\"}",
       "p:3: 'SCMP_ACT_ALOW' is no action: did you mean 'SCMP_ACT_ALLOW'?"},
      {"{\"defaultAction\": \"SCMP_ACT_ALLOW\",\n\"syscals\": []}",
       "p:2: unknown key 'syscals': did you mean 'syscalls'?"},
      {"{\"defaultAction\": \"SCMP_ACT_ALLOW\",\n\"architectures\": [\"SCMP_ARCH_X86\",\n\"SCMP_ARCH_Z80\"]}",
       "p:3: 'SCMP_ARCH_Z80' is no architecture"},
      {"{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"flags\": [\n\"X\"]}", "p:2: 'X' is no flag"},
      {"{\"defaultAction\": \"SCMP_ACT_ALLOW\",\n\"syscalls\": {}}", "p:2: expected a list"},
      {"{\"defaultAction\": \"SCMP_ACT_ALLOW\",\n\"syscalls\": [\n{\"names\": [\"a\"]}]}",
       "p:3: a rule needs 'action'"},
      {"{\"defaultAction\": \"SCMP_ACT_ALLOW\",\n\"syscalls\": [\n{\"action\": \"SCMP_ACT_KILL\"}]}",
       "p:3: a rule needs 'names'"},
      {"{\"defaultAction\": \"SCMP_ACT_ALLOW\",\n\"syscalls\": [{\"names\": [\"a\",\n\"B "
       "C\"],\"action\":\"SCMP_ACT_KILL\"}]}",
       "p:3: 'B C' is no system call"},
      {with_rule("\"arg\": []"), "p:4: unknown key 'arg': did you mean 'args'?"},
      {with_rule("\"errnoRet\": 5000"), "p:4: expected a number from 0 to 4095"},
      {with_rule("\"errnoRet\": -1"), "p:4: expected a number from 0 to 4095"},
      {with_rule("\"args\": [{\"index\": 6, \"op\": \"SCMP_CMP_EQ\"}]"), "p:4: expected a number from 0 to 5"},
      {with_rule("\"args\": [{\"index\": 1}]"), "p:4: an argument needs 'index' and 'op'"},
      {with_rule("\"args\": [{\"index\": 1,\n\"op\": \"EQ\"}]"), "p:5: 'EQ' is no comparison"},
      {with_rule("\"includes\": {\"caps\": [\"CAP_X\"]}"), "p:4: 'CAP_X' is no capability"},
      {with_rule("\"includes\": {\"minKernel\": \"six\"}"), "p:4: 'six' is no kernel version like 4.8"},
      {with_rule("\"includes\": {\"kernel\": \"6.1\"}"), "p:4: unknown key 'kernel'"},
  };
  for (const auto& one : cases) {
    const auto profile = parsed(one.text);
    REQUIRE_FALSE_MESSAGE(profile, one.text);
    CHECK_MESSAGE(profile.error().message().starts_with(one.message), profile.error().message());
  }
}

TEST_CASE("lines of values in a JSON text") {
  const std::string text = "{\n \"a\": [1, {\"b\\\"}\": 2},\n  [3,\n   4]],\n \"c\": \"x,]\"\n}";
  CHECK(json_line(text, {}) == 1);
  CHECK(json_line(text, {std::string("a")}) == 2);
  CHECK(json_line(text, {std::string("a"), std::size_t{2}}) == 3);
  CHECK(json_line(text, {std::string("a"), std::size_t{2}, std::size_t{1}}) == 4);
  CHECK(json_line(text, {std::string("c")}) == 5);
  CHECK(json_line(text, {std::string("a"), std::size_t{9}}) == 2);
  CHECK(json_line("", {std::string("a")}) == 1);
  CHECK(json_line_and_column(text, {}) == "1:1");
  CHECK(json_line_and_column(text, {std::string("a")}) == "2:7");
  CHECK(json_line_and_column(text, {std::string("a"), std::size_t{2}, std::size_t{1}}) == "4:4");
  CHECK(json_line_and_column("", {std::string("a")}) == "1:1");
}
