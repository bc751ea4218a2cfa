// SPDX-License-Identifier: Apache-2.0
/// Replays what the fuzz target has been fed with, in every build.
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>

#include "core/base/file.h"
#include "tests/fuzz/report_property.h"

namespace {

using vg::Report;

bool plausible(Report::Kind kind, std::int32_t value, std::int32_t detail = -1, vg::Stage stage = vg::Stage::start) {
  return vg::is_plausible({kind, stage, value, detail});
}

}  // namespace

TEST_CASE("corpus: messages to a supervisor") {
  const char* root = std::getenv("VG_SOURCE_ROOT");
  REQUIRE(root != nullptr);
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(root) + "/tests/fuzz/corpus/report")) {
    const auto text = vg::read_file(entry.path(), 1 << 20);
    REQUIRE(text);
    CAPTURE(entry.path().string());
    CHECK(vg::test::broken_report_property(*text) == "");
    ++count;
  }
  CHECK(count >= 30);
}

TEST_CASE("what a sandbox's init says") {
  using Kind = Report::Kind;
  CHECK(plausible(Kind::ended, 0));
  CHECK(plausible(Kind::ended, 7 << 8));
  CHECK(plausible(Kind::ended, SIGKILL));
  CHECK(plausible(Kind::ended, SIGSEGV | 0x80));
  CHECK_FALSE(plausible(Kind::ended, SIGSTOP << 8 | 0x7f));
  CHECK_FALSE(plausible(Kind::ended, -1));
  CHECK_FALSE(plausible(Kind::ended, 0x10000));
  for (const int signal : {SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU}) CHECK(plausible(Kind::stopped, signal));
  for (const int signal : {0, SIGKILL, SIGTERM, SIGCONT, -1, 999}) CHECK_FALSE(plausible(Kind::stopped, signal));
  CHECK(plausible(Kind::stage_failed, EPERM, 5));
  CHECK_FALSE(plausible(Kind::stage_failed, 0));
  CHECK_FALSE(plausible(Kind::stage_failed, EPERM, -2));
  CHECK_FALSE(plausible(Kind::stage_failed, EPERM, -1, static_cast<vg::Stage>(99)));
  CHECK_FALSE(plausible(static_cast<Kind>(99), 0));
}
