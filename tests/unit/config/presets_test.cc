// SPDX-License-Identifier: Apache-2.0
/// The presets are what their documentation says, and what lies in presets/.
#include "core/config/presets.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "core/base/file.h"
#include "tests/unit/config/scenario.h"

using namespace vg;
using namespace vg::test;

namespace {

Config with_preset(std::string_view name) {
  Scenario scenario;
  scenario.sources.person = true;
  scenario.sources.preset = std::string(name);
  return scenario.load().config;
}

}  // namespace

TEST_CASE("presets: compiled in byte for byte") {
  const char* root = std::getenv("VG_SOURCE_ROOT");
  REQUIRE(root != nullptr);
  CHECK(presets().size() == 3);
  for (const Preset& preset : presets()) {
    const auto file = read_file(std::string(root) + "/presets/" + std::string(preset.name) + ".yaml", 1 << 16);
    REQUIRE(file);
    CHECK(preset.text == *file);
  }
  CHECK(find_preset("developer") != nullptr);
  CHECK(find_preset("Developer") == nullptr);
  CHECK(find_preset("") == nullptr);
}

TEST_CASE("presets: developer") {
  const Config config = with_preset("developer");
  CHECK(config.guard_level == GuardLevel::low);
  CHECK(config.sandbox.enabled);
  CHECK(config.sandbox.mode == Mode::automatic);
  CHECK(config.sandbox.security_level == Level::permissive);
  CHECK(config.sandbox.network_mode == NetworkMode::full);
  CHECK(config.sandbox.enable_cache);
  CHECK(config.approval.unattended == Unattended::block);
}

TEST_CASE("presets: ci-cd") {
  const Config config = with_preset("ci-cd");
  CHECK(config.guard_level == GuardLevel::high);
  CHECK(config.sandbox.enabled);
  CHECK(config.sandbox.mode == Mode::risky);
  CHECK(config.sandbox.security_level == Level::balanced);
  CHECK(config.sandbox.network_mode == NetworkMode::restricted);
  CHECK(config.sandbox.enable_cache);
  CHECK(config.approval.unattended == Unattended::host);
}

TEST_CASE("presets: production") {
  const Config config = with_preset("production");
  CHECK(config.guard_level == GuardLevel::paranoid);
  CHECK(config.sandbox.enabled);
  CHECK(config.sandbox.mode == Mode::always);
  CHECK(config.sandbox.security_level == Level::paranoid);
  CHECK(config.sandbox.network_mode == NetworkMode::none);
  CHECK_FALSE(config.sandbox.enable_cache);
  CHECK(config.approval.unattended == Unattended::block);
}

TEST_CASE("presets: production tightens for anybody and as an untrusted project file; the others loosen") {
  for (const Preset& preset : presets()) {
    CAPTURE(preset.name);
    Scenario scenario;
    scenario.project(preset.text);
    CHECK(scenario.load().waiting.empty() == (preset.name == "production"));
    scenario.trust(preset.text);
    CHECK(scenario.load().waiting.empty());
  }
}

TEST_CASE("presets: as user file they need no trust") {
  for (const Preset& preset : presets()) {
    Scenario scenario;
    scenario.user(preset.text);
    CHECK(setting_of(scenario.load(), "guard_level.level").origin == Origin::user);
  }
}
