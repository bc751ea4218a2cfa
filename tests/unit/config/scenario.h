// SPDX-License-Identifier: Apache-2.0
/// Configuration files in a directory of their own, for the tests of layers.
#pragma once

#include "core/base/path.h"
#include "core/config/layers.h"
#include "core/config/project_trust.h"
#include "tests/unit/scratch_directory.h"

namespace vg::test {

class Scenario {
 public:
  Scenario() {
    sources.system_file = scratch / "etc/config.yaml";
    sources.user_file = scratch / "home/config.yaml";
    sources.start_directory = scratch / "home/project/deep";
    sources.home = scratch / "home";
    sources.trust_directory = scratch / "home/state/config-trust";
    std::filesystem::create_directories(sources.start_directory);
  }

  void system(std::string_view text) const { scratch.write("etc/config.yaml", text); }
  void user(std::string_view text) const { scratch.write("home/config.yaml", text); }
  void project(std::string_view text) const { scratch.write("home/project/vectra-guard.yaml", text); }
  std::string project_file() const { return scratch / "home/project/vectra-guard.yaml"; }
  void trust(std::string_view text) const {
    REQUIRE(ProjectTrust(sources.trust_directory).trust(project_file(), text));
  }
  std::string extra(std::string_view text) const { return scratch.write("extra.yaml", text); }

  LoadedConfig load() const {
    auto loaded = load_config(sources);
    if (!loaded) FAIL_CHECK(loaded.error().message());
    REQUIRE(loaded);
    return std::move(*loaded);
  }
  std::string error() const {
    const auto loaded = load_config(sources);
    return loaded ? "no error" : loaded.error().message();
  }

  ScratchDirectory scratch;
  ConfigSources sources;
};

inline const Setting& setting_of(const LoadedConfig& loaded, std::string_view key) {
  for (const Setting& setting : loaded.settings)
    if (setting.key == key) return setting;
  FAIL("no such setting: " << key);
  return loaded.settings.front();
}

inline std::string value_of(const LoadedConfig& loaded, std::string_view key) {
  return setting_of(loaded, key).value;
}

/// A file that sets one key.
inline std::string one_key(std::string_view key, std::string_view value) {
  const std::size_t dot = key.find('.');
  return std::string(key.substr(0, dot)) + ":\n  " + std::string(key.substr(dot + 1)) + ": " + std::string(value) +
         "\n";
}

}  // namespace vg::test
