// SPDX-License-Identifier: Apache-2.0
/// For every key, in both directions: what a project file that nobody trusts changes, and what waits.
#include <doctest/doctest.h>

#include <set>

#include "core/config/schema.h"
#include "tests/unit/config/scenario.h"

using namespace vg;
using namespace vg::test;

namespace {

struct Row {
  std::string_view key;
  std::string_view user;  ///< empty: not set
  std::string_view project;
  std::string_view in_force;  ///< as value_text gives it
  bool waits;
};

constexpr Row rows[] = {
    {"sandbox.enabled", "false", "true", "true", false},
    {"sandbox.enabled", "true", "false", "true", true},
    {"sandbox.enabled", "true", "true", "true", false},
    {"sandbox.mode", "never", "risky", "risky", false},
    {"sandbox.mode", "risky", "auto", "auto", false},
    {"sandbox.mode", "auto", "always", "always", false},
    {"sandbox.mode", "always", "auto", "always", true},
    {"sandbox.mode", "auto", "risky", "auto", true},
    {"sandbox.mode", "risky", "never", "risky", true},
    {"sandbox.mode", "", "never", "auto", true},
    {"sandbox.security_level", "permissive", "balanced", "balanced", false},
    {"sandbox.security_level", "", "strict", "strict", false},
    {"sandbox.security_level", "strict", "paranoid", "paranoid", false},
    {"sandbox.security_level", "paranoid", "strict", "paranoid", true},
    {"sandbox.security_level", "", "permissive", "balanced", true},
    {"sandbox.runtime", "", "docker", "auto", true},
    {"sandbox.runtime", "docker", "process", "docker", true},
    {"sandbox.runtime", "docker", "docker", "docker", false},
    {"sandbox.image", "", "evil", "\"\"", true},
    {"sandbox.image", "a", "''", "a", true},
    {"sandbox.image", "a", "a", "a", false},
    {"sandbox.timeout", "", "300", "5m", false},
    {"sandbox.timeout", "300", "60", "1m", false},
    {"sandbox.timeout", "300", "301", "5m", true},
    {"sandbox.enable_cache", "true", "false", "false", false},
    {"sandbox.enable_cache", "false", "true", "false", true},
    {"sandbox.cache_dirs", "", "[~/.x]", "[]", true},
    {"sandbox.cache_dirs", "[~/.x, ~/.y]", "[~/.y]", "[~/.x, ~/.y]", false},
    {"sandbox.cache_dirs", "[~/.x]", "[]", "[~/.x]", false},
    {"sandbox.network_mode", "full", "restricted", "restricted", false},
    {"sandbox.network_mode", "full", "none", "none", false},
    {"sandbox.network_mode", "", "none", "none", false},
    {"sandbox.network_mode", "", "restricted", "", false},
    {"sandbox.network_mode", "", "full", "", true},
    {"sandbox.network_mode", "none", "restricted", "none", true},
    {"sandbox.network_mode", "restricted", "full", "restricted", true},
    {"sandbox.seccomp_profile", "", "/p", "\"\"", true},
    {"sandbox.seccomp_profile", "/p", "''", "/p", true},
    {"sandbox.env_whitelist", "", "[HOME]", "[]", true},
    {"sandbox.env_whitelist", "[HOME, PATH]", "[PATH]", "[PATH]", false},
    {"sandbox.env_whitelist", "[HOME, PATH]", "[PATH, AWS_SECRET]", "[PATH]", true},
    {"sandbox.env_whitelist", "[HOME]", "[AWS_SECRET]", "[HOME]", true},
    {"sandbox.env_whitelist", "[HOME]", "[]", "[HOME]", true},
    {"sandbox.env_whitelist", "[HOME]", "[HOME]", "[HOME]", false},
    {"sandbox.bind_mounts", "", "[{host_path: /a, container_path: /a}]", "[]", true},
    {"sandbox.bind_mounts", "[{host_path: /a, container_path: /a}]",
     "[{host_path: /a, container_path: /a, read_only: false}]",
     "[{host_path: /a, container_path: /a, read_only: true}]", true},
    {"sandbox.bind_mounts", "[{host_path: /a, container_path: /a}]", "[{host_path: /a, container_path: /a}]",
     "[{host_path: /a, container_path: /a, read_only: true}]", false},
    {"sandbox.workspaces", "", "[/a]", "[]", true},
    {"sandbox.workspaces", "[/a]", "[/a]", "[/a]", false},
    {"env_protection.enabled", "false", "true", "true", false},
    {"env_protection.enabled", "true", "false", "true", true},
    {"env_protection.masking_mode", "fake", "full", "full", false},
    {"env_protection.masking_mode", "full", "partial", "full", true},
    {"env_protection.protected_vars", "[A]", "[B]", "[A, B]", false},
    {"env_protection.allow_read_vars", "", "[NPM_TOKEN]", "[]", true},
    {"env_protection.block_dotenv_read", "true", "false", "true", true},
    {"sandbox.enable_metrics", "false", "true", "true", false},
    {"sandbox.enable_metrics", "true", "false", "true", true},
    {"sandbox.log_output", "false", "true", "false", true},
    {"sandbox.log_output", "true", "false", "true", true},
    {"sandbox.trust_store_path", "", "/tmp/t.json", "\"\"", true},
    {"sandbox.memory_limit", "", "512MB", "512MB", false},
    {"sandbox.memory_limit", "", "1GiB", "", false},
    {"sandbox.memory_limit", "", "2GB", "", true},
    {"sandbox.memory_limit", "8GB", "4GB", "4GB", false},
    {"sandbox.memory_limit", "4GB", "8GB", "4GB", true},
    {"sandbox.cpu_limit", "", "0.5", "0.5", false},
    {"sandbox.cpu_limit", "", "1.5", "", true},
    {"sandbox.cpu_limit", "4", "3.5", "3.5", false},
    {"sandbox.cpu_limit", "4", "4.5", "4", true},
    {"sandbox.pids_limit", "", "100", "100", false},
    {"sandbox.pids_limit", "100", "99", "99", false},
    {"sandbox.pids_limit", "100", "101", "100", true},
    {"network.allow", "", "[a.example]", "[]", true},
    {"network.allow", "[a.example]", "[a.example]", "[a.example]", false},
    {"network.allow", "[a.example]", "[b.example]", "[a.example]", true},
    {"network.deny", "", "[a.example]", "[a.example]", false},
    {"network.deny", "[a.example]", "[]", "[a.example]", false},
    {"policies.allowlist", "", "['rm *']", "[]", true},
    {"policies.allowlist", "[a, b]", "[b]", "[a, b]", false},
    {"policies.allowlist", "[a]", "[a, b]", "[a]", true},
    {"policies.denylist", "", "[rm]", "[rm]", false},
    {"policies.denylist", "[a]", "[b]", "[a, b]", false},
    {"policies.denylist", "[a]", "[]", "[a]", false},
    {"policies.rules", "", "[{id: ab, level: low, message: m, programs: [x], match: [x], not_match: [z]}]",
     "[{id: ab, level: low, message: m, programs: [x], match: [x], not_match: [z]}]", false},
    {"policies.rules", "", "[{id: ab, level: low, message: m, needs_host: true, programs: x, match: x, not_match: z}]",
     "[{id: ab, level: low, message: m, programs: [x], match: [x], not_match: [z]}]", true},
    {"policies.rules", "[{id: ab, level: low, message: m, needs_host: true, programs: x, match: x, not_match: z}]",
     "[{id: ab, level: low, message: m, needs_host: true, programs: x, match: x, not_match: z}]",
     "[{id: ab, level: low, message: m, needs_host: true, programs: [x], match: [x], not_match: [z]}]", false},
    {"policies.packs", "", "{git: off}", "{}", true},
    {"policies.packs", "", "{git: on}", "{}", false},
    {"policies.packs", "{git: off}", "{git: on}", "{git: on}", false},
    {"policies.packs", "{git: off}", "{git: off}", "{git: off}", false},
    {"policies.packs", "{git: off}", "{git: on, cloud: off}", "{git: on}", true},
    {"guard_level.level", "off", "low", "low", false},
    {"guard_level.level", "low", "off", "low", true},
    {"guard_level.level", "low", "medium", "medium", false},
    {"guard_level.level", "high", "medium", "high", true},
    {"guard_level.level", "high", "paranoid", "paranoid", false},
    {"guard_level.level", "paranoid", "high", "paranoid", true},
    {"guard_level.level", "low", "auto", "auto", false},
    {"guard_level.level", "high", "auto", "auto", false},
    {"guard_level.level", "paranoid", "auto", "paranoid", false},
    {"guard_level.level", "auto", "paranoid", "paranoid", false},
    {"guard_level.level", "auto", "high", "auto", false},
    {"guard_level.level", "auto", "medium", "auto", true},
    {"guard_level.level", "auto", "low", "auto", true},
    {"guard_level.level", "auto", "off", "auto", true},
    {"approval.unattended", "host", "block", "block", false},
    {"approval.unattended", "block", "host", "block", true},
    {"trust.default_expiry", "", "30d", "30d", false},
    {"trust.default_expiry", "30d", "7d", "7d", false},
    {"trust.default_expiry", "7d", "30d", "7d", true},
    {"trust.default_expiry", "7d", "none", "7d", true},
    {"production_indicators.branches", "[main]", "[live]", "[main, live]", false},
    {"production_indicators.urls", "[a]", "[]", "[a]", false},
    {"production_indicators.paths", "", "[/x]", "[/x]", false},
    {"production_indicators.hosts", "[a]", "[b]", "[a, b]", false},
};

}  // namespace

TEST_CASE("tightening: an untrusted project file, key by key") {
  std::set<std::string_view> covered;
  for (const Row& row : rows) {
    CAPTURE(row.key);
    CAPTURE(row.user);
    CAPTURE(row.project);
    covered.insert(row.key);
    Scenario scenario;
    if (!row.user.empty()) scenario.user(one_key(row.key, row.user));
    scenario.project(one_key(row.key, row.project));
    const LoadedConfig loaded = scenario.load();
    CHECK(value_of(loaded, row.key) == row.in_force);
    CHECK(loaded.waiting.size() == (row.waits ? 1 : 0));
    CHECK(loaded.notices.size() == (row.waits ? 1 : 0));
  }
  CHECK(covered.size() == key_count);
}

TEST_CASE("tightening: the same rows hold for flags of nobody in particular, and what waits is refused") {
  for (const Row& row : rows) {
    CAPTURE(row.key);
    CAPTURE(row.user);
    CAPTURE(row.project);
    Scenario scenario;
    if (!row.user.empty()) scenario.user(one_key(row.key, row.user));
    scenario.sources.file = scenario.extra(one_key(row.key, row.project));
    if (row.waits)
      CHECK(scenario.error().find("only a person at a terminal") != std::string::npos);
    else
      CHECK(value_of(scenario.load(), row.key) == row.in_force);
    scenario.sources.person = true;
    CHECK(scenario.load().waiting.empty());
  }
}

TEST_CASE("tightening: trust gives the project what it asks for") {
  for (const Row& row : rows) {
    CAPTURE(row.key);
    CAPTURE(row.project);
    const KeyRow& key = *find_key(row.key);
    if (key.layering == Layering::adds || row.project == "[]") continue;
    Scenario scenario;
    if (!row.user.empty()) scenario.user(one_key(row.key, row.user));
    scenario.project(one_key(row.key, row.project));
    scenario.trust(one_key(row.key, row.project));
    Scenario plain;
    plain.user(one_key(row.key, row.project));
    CHECK(value_of(scenario.load(), row.key) == value_of(plain.load(), row.key));
  }
}

TEST_CASE("tightening: guard level auto keeps what it may not fall below") {
  struct Floor {
    std::string_view user, project;
    GuardLevel at_least;
    std::string_view note;
  };
  for (const Floor& row :
       {Floor{"auto", "high", GuardLevel::high, "at least high"},
        Floor{"high", "auto", GuardLevel::high, "at least high"}, Floor{"low", "auto", GuardLevel::low, "at least low"},
        Floor{"auto", "paranoid", GuardLevel::off, ""}}) {
    Scenario scenario;
    scenario.user(one_key("guard_level.level", row.user));
    scenario.project(one_key("guard_level.level", row.project));
    const LoadedConfig loaded = scenario.load();
    CHECK(loaded.config.guard_level_at_least == row.at_least);
    CHECK(setting_of(loaded, "guard_level.level").note == row.note);
  }
}

TEST_CASE("tightening: an unset value is what the user's level gives") {
  struct LevelCase {
    std::string_view level, key, project, in_force;
    bool waits;
  };
  constexpr LevelCase cases[] = {
      {"permissive", "sandbox.network_mode", "full", "", false},
      {"permissive", "sandbox.network_mode", "restricted", "restricted", false},
      {"paranoid", "sandbox.network_mode", "restricted", "", true},
      {"paranoid", "sandbox.network_mode", "none", "", false},
      {"strict", "sandbox.timeout", "300", "", false},
      {"strict", "sandbox.timeout", "299", "299s", false},
      {"strict", "sandbox.timeout", "301", "", true},
      {"strict", "sandbox.pids_limit", "101", "", true},
      {"paranoid", "sandbox.cpu_limit", "0.3", "", true},
      {"permissive", "sandbox.memory_limit", "2GB", "2GB", false},
      {"permissive", "sandbox.memory_limit", "2GiB", "", false},
      {"permissive", "sandbox.memory_limit", "2049MiB", "", true},
  };
  for (const LevelCase& row : cases) {
    CAPTURE(row.level);
    CAPTURE(row.key);
    CAPTURE(row.project);
    Scenario scenario;
    scenario.user(one_key("sandbox.security_level", row.level));
    scenario.project(one_key(row.key, row.project));
    const LoadedConfig loaded = scenario.load();
    CHECK(value_of(loaded, row.key) == row.in_force);
    CHECK(loaded.waiting.size() == (row.waits ? 1 : 0));
  }
}

TEST_CASE("tightening: a stricter level in the same file is no cover for a looser key") {
  Scenario scenario;
  scenario.user("sandbox: {security_level: permissive}\n");
  scenario.project("sandbox: {security_level: strict, network_mode: full, memory_limit: 3GiB, timeout: 600}\n");
  const LoadedConfig loaded = scenario.load();
  CHECK(value_of(loaded, "sandbox.security_level") == "strict");
  CHECK(value_of(loaded, "sandbox.network_mode").empty());
  CHECK(value_of(loaded, "sandbox.memory_limit").empty());
  CHECK(value_of(loaded, "sandbox.timeout") == "10m");  // stricter than none, which the user's level gives
  CHECK(loaded.waiting.size() == 1);
}
