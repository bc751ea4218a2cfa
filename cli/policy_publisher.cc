// SPDX-License-Identifier: Apache-2.0
// Session::publish_policy: from the configuration to the few bits the shim reads.
#include <algorithm>

#include "cli/session.h"
#include "core/base/path.h"
#include "hook/policy_file.h"

namespace vg::cli {
namespace {

/// Whether even a command that is low and unknown to every rule would not simply run on the host.
bool leaves_nothing_harmless(const Config& config) {
  const bool contains_low =
      config.sandbox.enabled && (config.sandbox.mode == Mode::always || config.guard_level == GuardLevel::paranoid);
  // A rule that makes a line medium, or an installation, does so for what the shim knows as harmless as well. One that
  // is only a note changes nothing.
  const auto& rules = config.policies.rules;
  const bool raises = std::any_of(rules.begin(), rules.end(), [](const RuleDefinition& rule) {
    return rule.level.text != "low" || rule.network_install;
  });
  return contains_low || raises || !config.policies.denylist.empty();
}

}  // namespace

Result<void> Session::publish_policy() const {
  // What flags say holds for one run; what the project says holds below its directory.
  ConfigSources lasting;
  lasting.system_file = paths_.system_config;
  lasting.user_file = paths_.user_config;
  lasting.home = paths_.home;
  const LoadedConfig everywhere = VG_TRY(load_config(lasting));
  hook::CompiledPolicy policy = hook::read_policy(paths_);
  policy.ask_everything = leaves_nothing_harmless(everywhere.config);
  policy.strict = everywhere.config.sandbox.security_level >= Level::strict;
  if (!loaded_.project_file.empty()) {
    const std::string directory(dir_name(loaded_.project_file));
    std::erase(policy.directories, directory);
    lasting.start_directory = directory;
    lasting.trust_directory = join_path(paths_.state, "config-trust");
    const LoadedConfig here = VG_TRY(load_config(lasting));
    if (leaves_nothing_harmless(here.config)) policy.directories.push_back(directory);
  }
  return hook::write_policy(paths_, policy);
}

}  // namespace vg::cli
