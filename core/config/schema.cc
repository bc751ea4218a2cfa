// SPDX-License-Identifier: Apache-2.0
#include "core/config/schema.h"

#include <algorithm>
#include <array>

#include "core/base/text.h"

namespace vg {
namespace {

/// Writes a value into its field; an unset value leaves an optional field empty.
template <auto Section, auto Member>
void set(Config& config, const Value& value) {
  auto& field = (config.*Section).*Member;
  using Field = std::remove_reference_t<decltype(field)>;
  if constexpr (std::is_same_v<Field, std::optional<std::chrono::seconds>>) {
    field.reset();
    if (const auto* seconds = std::get_if<std::int64_t>(&value)) field = std::chrono::seconds(*seconds);
  } else if constexpr (std::is_same_v<Field, std::optional<std::uint64_t>>) {
    field.reset();
    if (const auto* number = std::get_if<std::int64_t>(&value)) field = static_cast<std::uint64_t>(*number);
  } else if constexpr (std::is_same_v<Field, std::optional<double>>) {
    field.reset();
    if (const auto* number = std::get_if<double>(&value)) field = *number;
  } else {
    field = std::get<Field>(value);
  }
}

template <auto Section, auto Member, const auto& Names>
void choose(Config& config, const Value& value) {
  auto& field = (config.*Section).*Member;
  using Field = std::remove_reference_t<decltype(field)>;
  const auto* text = std::get_if<std::string>(&value);
  field = text != nullptr ? *value_in(Names, *text) : Field{};
}

void set_guard_level(Config& config, const Value& value) {
  config.guard_level = *value_in(guard_level_names, std::get<std::string>(value));
}

constexpr auto sandbox = &Config::sandbox;
constexpr auto network = &Config::network;
constexpr auto policies = &Config::policies;
constexpr auto approval = &Config::approval;
constexpr auto trust = &Config::trust;
constexpr auto indicators = &Config::production_indicators;
constexpr auto env_protection = &Config::env_protection;
using S = SandboxConfig;
using P = ProductionIndicators;
using E = EnvProtectionConfig;
using T = ValueType;
using enum Tightening;
using enum Layering;

constexpr double second = 1;
constexpr double day = 86400;
constexpr double megabyte = 1e6;

constexpr std::string_view level_decides = "from the security level";

constexpr std::array<KeyRow, key_count> rows{{
    {"sandbox.enabled", T::boolean, "true", "", to_true, replaces, 0, 0, false, "", "false",
     "Whether commands are contained at all; off, everything that is not blocked runs on the host.",
     set<sandbox, &S::enabled>},
    {"sandbox.mode", T::choice, "auto", "never risky auto always", later_choice, replaces, 0, 0, false, "", "risky",
     "Which commands are contained: none, those of high risk, those of medium risk and networked installs, or all.",
     choose<sandbox, &S::mode, mode_names>},
    {"sandbox.security_level", T::choice, "balanced", "permissive balanced strict paranoid", later_choice, replaces, 0,
     0, false, "", "strict", "How tight the walls are; it gives network, limits and capabilities their defaults.",
     choose<sandbox, &S::security_level, level_names>},
    {"sandbox.runtime", T::choice, "auto", "auto process podman docker", never, replaces, 0, 0, false, "", "process",
     "What builds the walls; auto takes the first that works, in the order process, podman, docker.",
     choose<sandbox, &S::runtime, runtime_names>},
    {"sandbox.image", T::image, "", "", never, replaces, 0, 255, false, "", "ubuntu:22.04",
     "The image that container runtimes start.", set<sandbox, &S::image>},
    {"sandbox.timeout", T::duration, "", "", smaller, replaces, second, 30 * day, false, level_decides, "300",
     "How long a contained command may run before it is ended.", set<sandbox, &S::timeout>},
    {"sandbox.enable_cache", T::boolean, "true", "", to_false, replaces, 0, 0, false, "", "false",
     "Whether package managers find their caches inside the sandbox.", set<sandbox, &S::enable_cache>},
    {"sandbox.cache_dirs", T::paths, "", "", never, adds, 0, 0, false, "", "[~/.npm, ~/.cargo]",
     "Cache directories to share besides the ones that package managers are known to use.",
     set<sandbox, &S::cache_dirs>},
    {"sandbox.network_mode", T::choice, "", "full restricted none", later_choice, replaces, 0, 0, false, level_decides,
     "none", "What a contained command reaches: the host's network, filtered outbound connections, or nothing.",
     choose<sandbox, &S::network_mode, network_mode_names>},
    {"sandbox.seccomp_profile", T::path, "", "", never, replaces, 0, 4095, false, "",
     "/etc/vectra-guard/seccomp-custom.json", "A system call profile of your own, in the format of container engines.",
     set<sandbox, &S::seccomp_profile>},
    {"sandbox.env_whitelist", T::names, "", "", fewer_entries, replaces, 0, 0, false, "", "[HOME, USER, PATH]",
     "If not empty, the only environment variables that pass, besides those toolchains need.",
     set<sandbox, &S::env_whitelist>},
    {"sandbox.bind_mounts", T::bind_mounts, "", "", never, adds, 0, 0, false, "",
     "[{host_path: /srv/data, container_path: /data, read_only: true}]",
     "Host files and directories that contained commands see as well.", set<sandbox, &S::bind_mounts>},
    {"sandbox.workspaces", T::paths, "", "", never, adds, 0, 0, false, "", "[~/src/shared]",
     "Directories that contained commands may write besides the project they run in.", set<sandbox, &S::workspaces>},
    {"sandbox.memory_limit", T::size, "", "", smaller, replaces, 16 * megabyte, 1e15, false, level_decides, "2GB",
     "How much memory a contained command may use.", set<sandbox, &S::memory_limit>},
    {"sandbox.cpu_limit", T::decimal, "", "", smaller, replaces, 0.01, 4096, false, level_decides, "1.5",
     "How many CPUs a contained command may keep busy.", set<sandbox, &S::cpu_limit>},
    // Source of the upper bound: proc(5), PID_MAX_LIMIT.
    {"sandbox.pids_limit", T::count, "", "", smaller, replaces, 1, 4194304, false, level_decides, "200",
     "How many processes and threads a contained command may have.", set<sandbox, &S::pids_limit>},
    {"sandbox.enable_metrics", T::boolean, "true", "", to_true, replaces, 0, 0, false, "", "false",
     "Whether runs are counted for `vg metrics`.", set<sandbox, &S::enable_metrics>},
    {"sandbox.log_output", T::boolean, "false", "", never, replaces, 0, 0, false, "", "true",
     "Whether what contained commands print is kept.", set<sandbox, &S::log_output>},
    {"sandbox.trust_store_path", T::path, "", "", never, replaces, 0, 4095, false, "", "~/.vectra-guard/trust.json",
     "Where approved commands are remembered; empty stands for ~/.vectra-guard/trust.json.",
     set<sandbox, &S::trust_store_path>},
    {"network.allow", T::destinations, "", "", never, adds, 0, 0, false, "", "['*.example.com', '10.1.2.0/24:5432']",
     "With network mode restricted, the only destinations that are reached: hosts, `*.host`, addresses, networks, each "
     "with or without `:port`.",
     set<network, &NetworkConfig::allow>},
    {"network.deny", T::destinations, "", "", more_entries, adds, 0, 0, false, "", "[telemetry.example.com]",
     "Destinations that are never reached with network mode restricted, whatever is allowed.",
     set<network, &NetworkConfig::deny>},
    {"policies.allowlist", T::patterns, "", "", never, adds, 0, 0, false, "", "[npm test, git status]",
     "Commands that run on the host, word by word; `*` stands for one word, at the end for the rest.",
     set<policies, &PolicyConfig::allowlist>},
    {"policies.denylist", T::patterns, "", "", more_entries, adds, 0, 0, false, "", "[rm -rf, curl * | sh]",
     "Commands that are always contained, whatever was trusted or allowed.", set<policies, &PolicyConfig::denylist>},
    {"policies.rules", T::rules, "", "", more_entries, adds, 0, 0, false, "",
     "[{id: prod-apply, level: high, message: it changes production, programs: kubectl, verbs: apply, "
     "flags: '--context=prod*', match: kubectl apply -f x --context prod-1, not_match: kubectl apply -f x}]",
     "Rules of your own, besides the built-in ones: they can only raise what is found.",
     set<policies, &PolicyConfig::rules>},
    {"policies.packs", T::packs, "", "", switched_on, adds, 0, 0, false, "", "{git: off}",
     "Packs of built-in rules to switch off; what they find is then low, unless it is critical.",
     set<policies, &PolicyConfig::packs>},
    {"guard_level.level", T::choice, "auto", "off low medium auto high paranoid", Tightening::guard_level, replaces, 0,
     0, false, "", "high", "How much needs a person's approval; auto is medium, and more in CI and in production.",
     set_guard_level},
    {"approval.unattended", T::choice, "block", "host block", later_choice, replaces, 0, 0, false, "", "host",
     "What becomes of a command of medium risk that walls cannot hold when nobody is there to ask.",
     choose<approval, &ApprovalConfig::unattended, unattended_names>},
    {"trust.default_expiry", T::duration, "none", "", smaller, replaces, second, 3650 * day, true,
     "entries do not expire", "30d", "How long an approval is remembered.", set<trust, &TrustConfig::default_expiry>},
    {"production_indicators.branches", T::patterns, "", "", more_entries, adds, 0, 0, false, "", "[main, 'release/*']",
     "Git branches on which guard level auto is strictest; `*` stands for any text.", set<indicators, &P::branches>},
    {"production_indicators.urls", T::patterns, "", "", more_entries, adds, 0, 0, false, "", "['*.example.com*']",
     "Addresses that make guard level auto strictest when a command names them.", set<indicators, &P::urls>},
    {"production_indicators.paths", T::patterns, "", "", more_entries, adds, 0, 0, false, "", "['/srv/live/*']",
     "Directories and files that make guard level auto strictest.", set<indicators, &P::paths>},
    {"production_indicators.hosts", T::patterns, "", "", more_entries, adds, 0, 0, false, "", "['*.prod.example.com']",
     "Host names, this machine's or named by a command, that make guard level auto strictest.",
     set<indicators, &P::hosts>},
    {"env_protection.enabled", T::boolean, "true", "", to_true, replaces, 0, 0, false, "", "false",
     "Whether contained commands are kept from variables that hold secrets, and from .env files.",
     set<env_protection, &E::enabled>},
    {"env_protection.masking_mode", T::choice, "full", "partial hash fake full", later_choice, replaces, 0, 0, false,
     "", "fake",
     "What they see of such a variable: its ends, a digest, a made-up value of the same shape, or nothing at all.",
     choose<env_protection, &E::masking_mode, masking_mode_names>},
    {"env_protection.protected_vars", T::names, "", "", more_entries, adds, 0, 0, false, "", "[DEPLOY_TARGET]",
     "Variables to protect besides those whose names look like secrets.", set<env_protection, &E::protected_vars>},
    {"env_protection.allow_read_vars", T::names, "", "", never, adds, 0, 0, false, "", "[NPM_TOKEN]",
     "Variables that pass although their names look like secrets.", set<env_protection, &E::allow_read_vars>},
    {"env_protection.block_dotenv_read", T::boolean, "true", "", to_true, replaces, 0, 0, false, "", "false",
     "Whether .env files of the project are empty for contained commands.", set<env_protection, &E::block_dotenv_read>},
}};

template <typename E, std::size_t N>
constexpr bool offers_all(std::string_view key, const EnumNames<E, N>& names) {
  for (const KeyRow& row : rows) {
    if (row.key != key) continue;
    std::size_t words = 0;
    for (std::string_view rest = row.choices; !rest.empty(); ++words) {
      const std::string_view word = rest.substr(0, rest.find(' '));
      if (!value_in(names, word)) return false;
      rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    }
    return words == N;
  }
  return false;
}
static_assert(offers_all("sandbox.mode", mode_names));
static_assert(offers_all("sandbox.security_level", level_names));
static_assert(offers_all("sandbox.runtime", runtime_names));
static_assert(offers_all("sandbox.network_mode", network_mode_names));
static_assert(offers_all("guard_level.level", guard_level_names));
static_assert(offers_all("approval.unattended", unattended_names));
static_assert(offers_all("env_protection.masking_mode", masking_mode_names));

constexpr bool is_well_formed() {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const KeyRow& row = rows[i];
    if (row.key.find('.') == std::string_view::npos || row.help.empty() || row.help.back() != '.') return false;
    if ((row.type == T::choice) == row.choices.empty() || row.example.empty()) return false;
    if (row.layering == adds && !has_entries(row.type)) return false;
    if (row.tightening == smaller && row.when_unset.empty()) return false;
    for (std::size_t j = 0; j < i; ++j) {
      if (rows[j].key == row.key) return false;
      // Sections stand together, so that printing needs no sorting.
      if (rows[j].section() == row.section() && rows[i - 1].section() != row.section()) return false;
    }
  }
  return true;
}
static_assert(is_well_formed());

/// Keys of the reference that a later version brings: saying so is more use than "unknown".
constexpr std::array<std::string_view, 3> not_yet{"logging", "sandbox.project_code", "sandbox.credentials"};

}  // namespace

std::span<const KeyRow, key_count> config_keys() {
  return rows;
}

const KeyRow* find_key(std::string_view key) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const KeyRow& row) { return row.key == key; });
  return found == rows.end() ? nullptr : &*found;
}

std::size_t index_of(const KeyRow& row) {
  return static_cast<std::size_t>(&row - rows.data());
}

std::vector<std::string_view> section_names() {
  std::vector<std::string_view> names;
  for (const KeyRow& row : rows)
    if (names.empty() || names.back() != row.section()) names.push_back(row.section());
  return names;
}

bool is_section(std::string_view name) {
  return std::any_of(rows.begin(), rows.end(), [&](const KeyRow& row) { return row.section() == name; });
}

std::vector<std::string_view> names_in(std::string_view section) {
  std::vector<std::string_view> names;
  for (const KeyRow& row : rows)
    if (row.section() == section) names.push_back(row.name());
  return names;
}

std::string unknown_key(std::string_view section, std::string_view name) {
  const std::string full = section.empty() ? std::string(name) : std::string(section) + "." + std::string(name);
  std::string text = "unknown key '" + visible(shortened(full, 80)) + "'";
  if (std::find(not_yet.begin(), not_yet.end(), full) != not_yet.end())
    return text + ": this version does not have it yet";
  if (name == "<<") return text + ": merge keys are not supported";
  // A key at the wrong place is more frequent than a misspelt one.
  for (const KeyRow& row : rows)
    if (row.name() == name || row.key == name) return text + ": did you mean '" + std::string(row.key) + "'?";
  if (is_section(name)) return text + ": '" + std::string(name) + "' belongs at the start of a line";
  const std::string_view nearest = nearest_name(name, section.empty() ? section_names() : names_in(section));
  if (nearest.empty()) return text;
  return text + ": did you mean '" + (section.empty() ? "" : std::string(section) + ".") + std::string(nearest) + "'?";
}

std::vector<std::string_view> split_choices(std::string_view choices) {
  std::vector<std::string_view> words;
  while (!choices.empty()) {
    words.push_back(choices.substr(0, choices.find(' ')));
    choices.remove_prefix(std::min(words.back().size() + 1, choices.size()));
  }
  return words;
}

}  // namespace vg
