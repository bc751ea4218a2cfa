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
  // What this session has loaded need not be read again.
  const bool is_everywhere = !has_flags_ && loaded_.project_file.empty();
  const Config everywhere = is_everywhere ? config() : VG_TRY(load_config(lasting)).config;
  hook::CompiledPolicy policy = hook::read_policy(paths_);
  policy.ask_everything = leaves_nothing_harmless(everywhere);
  policy.strict = everywhere.sandbox.security_level >= Level::strict;
  if (!loaded_.project_file.empty()) {
    const std::string directory(dir_name(loaded_.project_file));
    std::erase(policy.directories, directory);
    lasting.start_directory = directory;
    lasting.trust_directory = join_path(paths_.state, "config-trust");
    const Config here = has_flags_ ? VG_TRY(load_config(lasting)).config : config();
    if (leaves_nothing_harmless(here)) policy.directories.push_back(directory);
  }
  return hook::write_policy(paths_, policy);
}

}  // namespace vg::cli
