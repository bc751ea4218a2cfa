// SPDX-License-Identifier: Apache-2.0
#include "core/decide/context.h"

#include <algorithm>
#include <array>

#include "core/base/path.h"

namespace vg {
namespace {

/// Set by the common CI services. Source: their documentation; `CI` is shared by nearly all of them.
constexpr std::array<std::string_view, 6> ci_variables{"CI",        "GITHUB_ACTIONS", "GITLAB_CI",
                                                       "BUILDKITE", "JENKINS_URL",    "TF_BUILD"};

constexpr std::size_t head_limit = 4096;

bool runs_in_ci(const Environment& environment) {
  return std::any_of(ci_variables.begin(), ci_variables.end(), [&](std::string_view name) {
    const auto value = environment.get(name);
    return value && !value->empty() && *value != "false" && *value != "0";
  });
}

bool any_matches(const std::vector<std::string>& patterns, std::string_view text) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches_pattern(pattern, text); });
}

/// The branch that HEAD of the workspace names, or empty.
std::string current_branch(const Request& request) {
  if (!request.files || request.workspace.empty()) return {};
  const auto head = request.files->read(join_path(request.workspace, ".git/HEAD"), head_limit);
  constexpr std::string_view prefix = "ref: refs/heads/";
  if (!head || !head->starts_with(prefix)) return {};
  return head->substr(prefix.size(), head->find('\n') - prefix.size());
}

bool names_any(const Command& command, const std::vector<std::string>& patterns) {
  for (const Invocation& invocation : command.invocations)
    for (const Word& word : invocation.words)
      if (const auto text = word.literal(); text && any_matches(patterns, *text)) return true;
  return false;
}

bool in_production(const ProductionIndicators& indicators, const Command& command) {
  const Request& request = *command.request;
  if (!indicators.branches.empty() && any_matches(indicators.branches, current_branch(request))) return true;
  if (!indicators.paths.empty() &&
      (any_matches(indicators.paths, request.working_directory) || names_any(command, indicators.paths)))
    return true;
  if (!indicators.urls.empty() && names_any(command, indicators.urls)) return true;
  if (indicators.hosts.empty()) return false;
  if (names_any(command, indicators.hosts)) return true;
  if (!request.files) return false;
  auto host = request.files->read("/proc/sys/kernel/hostname", head_limit);
  if (!host) return false;
  while (!host->empty() && host->back() == '\n') host->pop_back();
  return any_matches(indicators.hosts, *host);
}

}  // namespace

bool matches_pattern(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

GuardLevel resolve_guard_level(const Config& config, const Command& command) {
  if (config.guard_level != GuardLevel::automatic) return config.guard_level;
  if (in_production(config.production_indicators, command)) return GuardLevel::paranoid;
  const GuardLevel level = runs_in_ci(command.request->environment) ? GuardLevel::high : GuardLevel::medium;
  return std::max(level, config.guard_level_at_least);
}

}  // namespace vg
