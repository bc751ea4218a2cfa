// SPDX-License-Identifier: Apache-2.0
#include "core/trust/codes.h"

#include <doctest/doctest.h>

#include "core/base/file.h"
#include "tests/unit/scratch_directory.h"
#include "tests/unit/trust/requests.h"

using namespace vg;
using namespace vg::test;

namespace {

Refusal refusal_of(char key, std::string directory = "/home/ann", ProcessId session = {7, 9}) {
  return {std::string(64, key), "sudo --password x rm\n", std::move(directory), session, "high", "why\n"};
}

bool take(PendingRefusals& refusals, const Refusal& refusal, std::int64_t now) {
  const auto taken = refusals.take(refusal.key, refusal.working_directory, refusal.session, now);
  REQUIRE(taken);
  return taken->has_value();
}

}  // namespace

TEST_CASE("a refusal is lifted once, for the same command, directory and session, after a person armed it") {
  const ScratchDirectory scratch;
  PendingRefusals refusals(scratch / "pending.json");
  const Refusal refusal = refusal_of('a');
  const std::string code = *refusals.register_refusal(refusal, test_time);
  CHECK(code.size() == 8);
  CHECK_FALSE(take(refusals, refusal, test_time));
  std::string typed = code;
  for (char& c : typed)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  const auto armed = refusals.arm(typed, test_time + 1);
  REQUIRE(armed);
  CHECK(armed->refusal.text == "sudo --password *** rm\\n");
  CHECK(armed->refusal.why == "why\\n");
  CHECK_FALSE(take(refusals, refusal_of('b'), test_time + 2));
  CHECK_FALSE(take(refusals, refusal_of('a', "/home"), test_time + 2));
  CHECK_FALSE(take(refusals, refusal_of('a', "/home/ann", {7, 10}), test_time + 2));
  CHECK(take(refusals, refusal, test_time + 2));
  CHECK_FALSE(take(refusals, refusal, test_time + 2));
  CHECK_FALSE(refusals.arm(code, test_time + 3));
}

TEST_CASE("an armed code is good for ten minutes, also when the clock is set back") {
  const ScratchDirectory scratch;
  PendingRefusals refusals(scratch / "pending.json");
  const Refusal refusal = refusal_of('a');
  REQUIRE(refusals.arm(*refusals.register_refusal(refusal, test_time), test_time));
  CHECK_FALSE(take(refusals, refusal, test_time + code_armed_seconds));
  CHECK_FALSE(take(refusals, refusal, test_time - 1));
  CHECK(take(refusals, refusal, test_time + code_armed_seconds - 1));
}

TEST_CASE("the same refusal keeps its code for ten minutes") {
  const ScratchDirectory scratch;
  PendingRefusals refusals(scratch / "pending.json");
  const std::string code = *refusals.register_refusal(refusal_of('a'), test_time);
  CHECK(*refusals.register_refusal(refusal_of('a'), test_time + code_same_seconds - 1) == code);
  CHECK(*refusals.register_refusal(refusal_of('a', "/x"), test_time) != code);
  CHECK(*refusals.register_refusal(refusal_of('a', "/home/ann", {8, 9}), test_time) != code);
  CHECK(*refusals.register_refusal(refusal_of('b'), test_time) != code);
  CHECK(*refusals.register_refusal(refusal_of('a'), test_time + code_same_seconds) != code);
  CHECK(refusals.list(test_time)->size() == 5);
  CHECK(refusals.list(test_time)->front().code == code);
}

TEST_CASE("refusals are forgotten after an hour, and a flood pushes out no permission") {
  const ScratchDirectory scratch;
  PendingRefusals refusals(scratch / "pending.json");
  const Refusal first = refusal_of('a');
  REQUIRE(refusals.arm(*refusals.register_refusal(first, test_time), test_time));
  for (std::size_t i = 0; i < most_pending + 50; ++i)
    REQUIRE(refusals.register_refusal(refusal_of('b', "/" + std::to_string(i)), test_time + 1));
  CHECK(refusals.list(test_time + 1)->size() == most_pending);
  CHECK(take(refusals, first, test_time + 2));
  CHECK(refusals.list(test_time + 1 + code_kept_seconds - 1)->size() == most_pending - 1);
  CHECK(refusals.list(test_time + 1 + code_kept_seconds)->empty());
}

TEST_CASE("a directory whose name is not UTF-8 is known again") {
  const ScratchDirectory scratch;
  PendingRefusals refusals(scratch / "pending.json");
  const Refusal refusal = refusal_of('a', "/home/\xff");
  REQUIRE(refusals.arm(*refusals.register_refusal(refusal, test_time), test_time));
  CHECK_FALSE(take(refusals, refusal_of('a', "/home/\xfe"), test_time));
  CHECK(take(refusals, refusal, test_time));
}
