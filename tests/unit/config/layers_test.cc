// SPDX-License-Identifier: Apache-2.0
/// Which layer wins, who may set what, and what the messages say. What each key tightens is in tightening_test.cc.
#include "core/config/layers.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/config/level_defaults.h"
#include "core/config/presets.h"
#include "core/config/schema.h"
#include "core/plan/levels.h"
#include "tests/unit/config/scenario.h"

using namespace vg;
using namespace vg::test;

namespace {

/// The settings as a file, for comparing whole configurations.
std::string all_of(const LoadedConfig& loaded) {
  std::string text;
  for (const Setting& setting : loaded.settings) text += setting.key + ": " + setting.value + "\n";
  return text;
}

}  // namespace

TEST_CASE("layers: without any file the table's defaults hold, and they are Config's") {
  Scenario scenario;
  const LoadedConfig loaded = scenario.load();
  CHECK(loaded.settings.size() == key_count);
  for (const KeyRow& row : config_keys()) {
    const Setting& setting = setting_of(loaded, row.key);
    CHECK(setting.origin == Origin::builtin);
    CHECK(setting.place.empty());
    CHECK(setting.value == (is_list(row.type)                                             ? "[]"
                            : row.type == ValueType::packs                                ? "{}"
                            : row.type == ValueType::image || row.type == ValueType::path ? "\"\""
                                                                                          : row.default_text));
  }
  const Config standard;
  CHECK(loaded.config.sandbox.enabled == standard.sandbox.enabled);
  CHECK(loaded.config.sandbox.mode == standard.sandbox.mode);
  CHECK(loaded.config.sandbox.security_level == standard.sandbox.security_level);
  CHECK(loaded.config.sandbox.runtime == standard.sandbox.runtime);
  CHECK(loaded.config.sandbox.enable_cache == standard.sandbox.enable_cache);
  CHECK(loaded.config.sandbox.enable_metrics == standard.sandbox.enable_metrics);
  CHECK(loaded.config.sandbox.log_output == standard.sandbox.log_output);
  CHECK_FALSE(loaded.config.sandbox.network_mode);
  CHECK_FALSE(loaded.config.sandbox.timeout);
  CHECK_FALSE(loaded.config.sandbox.memory_limit);
  CHECK_FALSE(loaded.config.trust.default_expiry);
  CHECK(loaded.config.guard_level == standard.guard_level);
  CHECK(loaded.config.approval.unattended == standard.approval.unattended);
  CHECK(loaded.notices.empty());
  CHECK(loaded.project_file.empty());
}

TEST_CASE("layers: every key reaches its field") {
  Scenario scenario;
  scenario.user(R"(
sandbox:
  enabled: false
  mode: risky
  security_level: strict
  runtime: podman
  image: alpine:3
  timeout: 2m
  enable_cache: false
  cache_dirs: [~/.npm]
  network_mode: none
  seccomp_profile: /etc/p.json
  env_whitelist: [HOME, PATH]
  bind_mounts: [{host_path: /a, container_path: /b, read_only: false}, {host_path: ~/c, container_path: /d}]
  enable_metrics: false
  log_output: true
  trust_store_path: /srv/t.json
  memory_limit: 1GiB
  cpu_limit: 0.75
  pids_limit: 64
policies:
  allowlist: [npm test]
  denylist: [rm -rf]
guard_level: {level: medium}
approval: {unattended: host}
trust: {default_expiry: 30d}
production_indicators: {branches: [main], urls: [u], paths: [p], hosts: [h]}
)");
  const Config config = scenario.load().config;
  const SandboxConfig& sandbox = config.sandbox;
  CHECK_FALSE(sandbox.enabled);
  CHECK(sandbox.mode == Mode::risky);
  CHECK(sandbox.security_level == Level::strict);
  CHECK(sandbox.runtime == Runtime::podman);
  CHECK(sandbox.image == "alpine:3");
  CHECK(sandbox.timeout == std::chrono::seconds(120));
  CHECK_FALSE(sandbox.enable_cache);
  CHECK(sandbox.cache_dirs == std::vector<std::string>{"~/.npm"});
  CHECK(sandbox.network_mode == NetworkMode::none);
  CHECK(sandbox.seccomp_profile == "/etc/p.json");
  CHECK(sandbox.env_whitelist == std::vector<std::string>{"HOME", "PATH"});
  REQUIRE(sandbox.bind_mounts.size() == 2);
  CHECK(sandbox.bind_mounts[0] == BindMount{"/a", "/b", false});
  CHECK(sandbox.bind_mounts[1] == BindMount{"~/c", "/d", true});
  CHECK_FALSE(sandbox.enable_metrics);
  CHECK(sandbox.log_output);
  CHECK(sandbox.trust_store_path == "/srv/t.json");
  CHECK(sandbox.memory_limit == 1ULL << 30);
  CHECK(sandbox.cpu_limit == 0.75);
  CHECK(sandbox.pids_limit == 64);
  CHECK(config.policies.allowlist == std::vector<std::string>{"npm test"});
  CHECK(config.policies.denylist == std::vector<std::string>{"rm -rf"});
  CHECK(config.guard_level == GuardLevel::medium);
  CHECK(config.approval.unattended == Unattended::host);
  CHECK(config.trust.default_expiry == std::chrono::hours(24 * 30));
  CHECK(config.production_indicators.branches == std::vector<std::string>{"main"});
  CHECK(config.production_indicators.urls == std::vector<std::string>{"u"});
  CHECK(config.production_indicators.paths == std::vector<std::string>{"p"});
  CHECK(config.production_indicators.hosts == std::vector<std::string>{"h"});
}

TEST_CASE("layers: the stronger layer wins, lists are joined, a whitelist is replaced") {
  Scenario scenario;
  scenario.sources.person = true;
  scenario.system("sandbox: {timeout: 10, env_whitelist: [A]}\npolicies: {denylist: [s]}\n");
  CHECK(setting_of(scenario.load(), "sandbox.timeout").origin == Origin::system);
  scenario.user("sandbox: {timeout: 20, env_whitelist: [B]}\npolicies: {denylist: [u, s]}\n");
  LoadedConfig loaded = scenario.load();
  CHECK(value_of(loaded, "sandbox.timeout") == "20s");
  CHECK(value_of(loaded, "sandbox.env_whitelist") == "[B]");
  CHECK(value_of(loaded, "policies.denylist") == "[s, u]");
  CHECK(setting_of(loaded, "policies.denylist").place ==
        scenario.sources.system_file + ":2, " + scenario.sources.user_file + ":2");

  const std::string project = "sandbox: {timeout: 30, env_whitelist: [C]}\npolicies: {denylist: [p]}\n";
  scenario.project(project);
  scenario.trust(project);
  loaded = scenario.load();
  CHECK(loaded.project_is_trusted);
  CHECK(value_of(loaded, "sandbox.timeout") == "30s");
  CHECK(value_of(loaded, "sandbox.env_whitelist") == "[C]");
  CHECK(setting_of(loaded, "sandbox.timeout").origin == Origin::project);
  CHECK(value_of(loaded, "policies.denylist") == "[s, u, p]");

  scenario.sources.preset = "production";
  loaded = scenario.load();
  CHECK(setting_of(loaded, "sandbox.mode").origin == Origin::preset);
  CHECK(setting_of(loaded, "sandbox.mode").place.starts_with("preset production:"));
  scenario.sources.file = scenario.extra("sandbox: {timeout: 40, mode: risky}\n");
  loaded = scenario.load();
  CHECK(value_of(loaded, "sandbox.mode") == "risky");
  CHECK(setting_of(loaded, "sandbox.timeout").origin == Origin::file);
  scenario.sources.overrides = {{"sandbox.timeout", "50"}};
  loaded = scenario.load();
  CHECK(value_of(loaded, "sandbox.timeout") == "50s");
  CHECK(setting_of(loaded, "sandbox.timeout").origin == Origin::flag);
  CHECK(setting_of(loaded, "sandbox.timeout").place == "command line");
}

TEST_CASE("layers: what load_config settles reads back as one file to the same configuration") {
  Scenario scenario;
  scenario.user(
      "sandbox: {timeout: 90, cpu_limit: 0.1, image: 'a:1', bind_mounts: [{host_path: '/a b', container_path: /c}]}\n"
      "policies: {denylist: ['x: y', '- z', '# no', \"it's\", '\"q\"', 'null', '*']}\n");
  const LoadedConfig loaded = scenario.load();
  std::string text, section;
  for (const Setting& setting : loaded.settings) {
    if (setting.value.empty()) continue;
    const std::string own = setting.key.substr(0, setting.key.find('.'));
    if (own != section) text += own + ":\n";
    section = own;
    text += "  " + setting.key.substr(own.size() + 1) + ": " + setting.value + "\n";
  }
  Scenario again;
  again.user(text);
  CHECK(all_of(again.load()) == all_of(loaded));
}

TEST_CASE("layers: any broken file is an error, never half a policy") {
  Scenario scenario;
  const std::string bad = "sandbox: {mode: always}\nsandbx: 1\n";
  SUBCASE("system") {
    scenario.system(bad);
    CHECK(scenario.error() == scenario.sources.system_file + ":2:1: unknown key 'sandbx': did you mean 'sandbox'?");
  }
  SUBCASE("user") {
    scenario.user(bad);
    CHECK(scenario.error().starts_with(scenario.sources.user_file + ":2:1: "));
  }
  SUBCASE("project") {
    scenario.project(bad);
    CHECK(scenario.error().starts_with(scenario.project_file() + ":2:1: "));
  }
  SUBCASE("--config") {
    scenario.sources.person = true;
    scenario.sources.file = scenario.extra(bad);
    CHECK(scenario.error().starts_with(*scenario.sources.file + ":2:1: "));
  }
  SUBCASE("--config that does not exist") {
    scenario.sources.file = scenario.scratch / "none.yaml";
    CHECK(scenario.error() == *scenario.sources.file + ": cannot open: No such file or directory");
  }
  SUBCASE("unknown preset") {
    scenario.sources.preset = "develper";
    CHECK(scenario.error() == "unknown preset 'develper': did you mean 'developer'?");
  }
  SUBCASE("unknown key on the command line") {
    scenario.sources.overrides = {{"sandbox.moode", "auto"}};
    CHECK(scenario.error().starts_with("command line: unknown key 'sandbox.moode'"));
  }
  SUBCASE("wrong value on the command line") {
    scenario.sources.overrides = {{"sandbox.network_mode", "bridge"}};
    CHECK(scenario.error() ==
          "command line: 'sandbox.network_mode' must be one of full, restricted, none, not 'bridge'");
  }
}

TEST_CASE("layers: a project file nobody trusts gets one notice, a trusted one none") {
  Scenario scenario;
  const std::string text =
      "sandbox: {network_mode: full, image: x, enabled: true, timeout: 60}\npolicies: {allowlist: [a], denylist: [d]}\n"
      "approval: {unattended: host}\n";
  scenario.project(text);
  LoadedConfig loaded = scenario.load();
  CHECK_FALSE(loaded.project_is_trusted);
  CHECK(loaded.project_file == scenario.project_file());
  CHECK(loaded.project_text == text);
  REQUIRE(loaded.notices.size() == 1);
  CHECK(
      loaded.notices[0] ==
      "~/project/vectra-guard.yaml asks for sandbox.network_mode, sandbox.image, policies.allowlist and 1 more, which "
      "would loosen the policy: read it, then run `vg config trust`");
  REQUIRE(loaded.waiting.size() == 4);
  CHECK(loaded.waiting[0].value == "full");
  CHECK(loaded.waiting[0].place == scenario.project_file() + ":1");
  CHECK_FALSE(loaded.config.sandbox.network_mode);
  CHECK(loaded.config.policies.allowlist.empty());
  CHECK(loaded.config.policies.denylist == std::vector<std::string>{"d"});
  CHECK(loaded.config.sandbox.timeout == std::chrono::seconds(60));

  scenario.trust(text);
  loaded = scenario.load();
  CHECK(loaded.project_is_trusted);
  CHECK(loaded.notices.empty());
  CHECK(loaded.waiting.empty());
  CHECK(loaded.config.sandbox.network_mode == NetworkMode::full);
  CHECK(loaded.config.policies.allowlist == std::vector<std::string>{"a"});

  scenario.project(text + "# one byte more\n");
  loaded = scenario.load();
  CHECK_FALSE(loaded.project_is_trusted);
  CHECK_FALSE(loaded.config.sandbox.network_mode);

  Scenario strict;
  strict.project("sandbox: {mode: always, network_mode: none}\n");
  CHECK(strict.load().notices.empty());
}

TEST_CASE("layers: loosening from the command line is a person's") {
  Scenario scenario;
  scenario.sources.overrides = {{"sandbox.network_mode", "full"}};
  CHECK(scenario.error() ==
        "command line: 'sandbox.network_mode: full' would loosen the policy (in force: from the "
        "security level); only a person at a terminal may do that");
  scenario.sources.person = true;
  CHECK(scenario.load().config.sandbox.network_mode == NetworkMode::full);

  scenario.sources.person = false;
  scenario.sources.overrides = {{"sandbox.network_mode", "none"}, {"sandbox.security_level", "paranoid"}};
  CHECK(scenario.load().config.sandbox.network_mode == NetworkMode::none);

  scenario.sources.overrides.clear();
  scenario.sources.preset = "developer";
  CHECK(scenario.error().find("only a person") != std::string::npos);
  CHECK(scenario.error().find("preset developer:") != std::string::npos);
  scenario.sources.preset = "production";
  CHECK(scenario.load().config.sandbox.mode == Mode::always);

  scenario.sources.preset.reset();
  scenario.sources.file = scenario.extra("policies: {allowlist: [make]}\n");
  CHECK(scenario.error().find("only a person") != std::string::npos);
  scenario.sources.person = true;
  CHECK(scenario.load().config.policies.allowlist == std::vector<std::string>{"make"});
}

TEST_CASE("layers: a --config file of root's may loosen, unless root asks or it is a preset") {
  if (::geteuid() != 0) return;  // only root can make such a file
  Scenario scenario;
  scenario.sources.uid = 12345;
  scenario.sources.file = scenario.extra("sandbox: {network_mode: full}\n");
  CHECK(scenario.load().config.sandbox.network_mode == NetworkMode::full);
  REQUIRE(::chmod(scenario.sources.file->c_str(), 0664) == 0);
  CHECK(scenario.error().find("only a person") != std::string::npos);
  REQUIRE(::chmod(scenario.sources.file->c_str(), 0644) == 0);
  scenario.sources.uid = 0;
  CHECK(scenario.error().find("only a person") != std::string::npos);
  scenario.sources.uid = 12345;
  REQUIRE(::chown(scenario.sources.file->c_str(), 12345, 12345) == 0);
  CHECK(scenario.error().find("only a person") != std::string::npos);
  scenario.sources.file = scenario.scratch.write("developer.yaml", find_preset("developer")->text);
  CHECK(scenario.error().find("only a person") != std::string::npos);
}

TEST_CASE("layers: a project cannot prepare the ground for a person's flag") {
  Scenario scenario;
  scenario.sources.person = true;
  scenario.user("sandbox: {security_level: permissive}\n");
  // Stricter than what permissive gives, looser than what the flag below stands for.
  scenario.project(
      "sandbox: {network_mode: restricted, memory_limit: 1900MB, cpu_limit: 1.9, pids_limit: 9000, timeout: 1d}\n");
  LoadedConfig loaded = scenario.load();
  CHECK(value_of(loaded, "sandbox.network_mode") == "restricted");
  CHECK(value_of(loaded, "sandbox.timeout") == "1d");
  scenario.sources.overrides = {{"sandbox.security_level", "paranoid"}};
  loaded = scenario.load();
  for (const std::string_view key : {"network_mode", "memory_limit", "cpu_limit", "pids_limit", "timeout"})
    CHECK(value_of(loaded, "sandbox." + std::string(key)).empty());
  // What a person sets by flag stands against an untrusted project, other keys of the project still tighten.
  scenario.project("sandbox: {network_mode: none, mode: always}\npolicies: {denylist: [x]}\n");
  scenario.sources.overrides = {{"sandbox.network_mode", "full"}, {"policies.denylist", "y"}};
  loaded = scenario.load();
  CHECK(value_of(loaded, "sandbox.network_mode") == "full");
  CHECK(value_of(loaded, "sandbox.mode") == "always");
  CHECK(value_of(loaded, "policies.denylist") == "[y, x]");
}

TEST_CASE("layers: raise_guard_level is a floor") {
  struct Row {
    std::string_view user;
    GuardLevel raise, level, at_least;
  };
  const Row rows[] = {
      {"low", GuardLevel::high, GuardLevel::high, GuardLevel::off},
      {"paranoid", GuardLevel::high, GuardLevel::paranoid, GuardLevel::off},
      {"high", GuardLevel::high, GuardLevel::high, GuardLevel::off},
      {"off", GuardLevel::high, GuardLevel::high, GuardLevel::off},
      {"auto", GuardLevel::high, GuardLevel::automatic, GuardLevel::high},
      {"auto", GuardLevel::paranoid, GuardLevel::paranoid, GuardLevel::off},
  };
  for (const Row& row : rows) {
    Scenario scenario;
    scenario.user(one_key("guard_level.level", row.user));
    scenario.sources.raise_guard_level = row.raise;
    const Config config = scenario.load().config;
    CHECK(config.guard_level == row.level);
    CHECK(config.guard_level_at_least == row.at_least);
  }
}

TEST_CASE("layers: guard_off_by_user is the user's or the administrator's own doing") {
  struct Row {
    std::string_view text;
    bool off;
  };
  for (const Row& row :
       {Row{"guard_level: {level: off}\n", true}, Row{"sandbox: {mode: never}\n", true}, Row{"", false}}) {
    Scenario user;
    user.user(row.text);
    CHECK(user.load().config.guard_off_by_user == row.off);
    Scenario system;
    system.system(row.text);
    CHECK(system.load().config.guard_off_by_user == row.off);
    Scenario project;
    project.project(row.text);
    project.trust(row.text);
    CHECK_FALSE(project.load().config.guard_off_by_user);
    Scenario file;
    file.sources.person = true;
    file.sources.file = file.extra(row.text);
    CHECK_FALSE(file.load().config.guard_off_by_user);
  }
  Scenario raised;
  raised.user("guard_level: {level: off}\n");
  raised.project("guard_level: {level: high}\n");
  CHECK_FALSE(raised.load().config.guard_off_by_user);
}

TEST_CASE("layers: a repeated list key on the command line is one list") {
  Scenario scenario;
  scenario.sources.overrides = {
      {"policies.denylist", "a"}, {"policies.denylist", "b c"}, {"sandbox.timeout", "9"}, {"sandbox.timeout", "8"}};
  const LoadedConfig loaded = scenario.load();
  CHECK(loaded.config.policies.denylist == std::vector<std::string>{"a", "b c"});
  CHECK(value_of(loaded, "sandbox.timeout") == "8s");
}

TEST_CASE("layers: the levels' defaults are the planner's") {
  for (const auto& level : level_names) {
    const LevelRow& row = level_row(level.value);
    const LevelDefaults& defaults = defaults_of(level.value);
    CHECK(defaults.network_mode == name_in(network_mode_names, row.network));
    CHECK(defaults.memory_limit == static_cast<std::int64_t>(row.memory));
    CHECK(defaults.cpu_limit == row.cpus);
    CHECK(defaults.pids_limit.value_or(0) == static_cast<std::int64_t>(row.pids));
    CHECK(defaults.timeout.value_or(0) == row.timeout.count());
  }
}
