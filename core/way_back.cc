// SPDX-License-Identifier: Apache-2.0
#include "core/way_back.h"

#include <algorithm>
#include <array>

#include "core/base/masking.h"
#include "core/base/path.h"
#include "core/base/text.h"
#include "core/plan/git_directories.h"

namespace vg {
namespace {

constexpr std::size_t most_roots = 4;
constexpr std::size_t command_limit = 4096;

/// Rules whose commands unlink files. All others may overwrite what is in them, git's objects included.
constexpr std::array<std::string_view, 10> unlinking_rules{"FS005", "FS007", "FS010", "FS014", "GT001",
                                                           "GT002", "GT003", "GT006", "GT007", "GT008"};
static_assert(std::is_sorted(unlinking_rules.begin(), unlinking_rules.end()));

/// Programs that may stand beside them without being able to write into a file.
constexpr std::array<std::string_view, 11> mild_programs{"[",  "cd",    "echo", "git",  "ls",   "mkdir",
                                                         "rm", "rmdir", "test", "true", "xargs"};
static_assert(std::is_sorted(mild_programs.begin(), mild_programs.end()));

bool only_unlinks(const Command& command, const Findings& findings) {
  const bool has_others = std::any_of(findings.items.begin(), findings.items.end(), [](const Finding& finding) {
    return finding.risk >= Risk::medium &&
           !std::binary_search(unlinking_rules.begin(), unlinking_rules.end(), finding.rule);
  });
  return !has_others &&
         std::all_of(command.invocations.begin(), command.invocations.end(), [](const Invocation& invocation) {
           return std::binary_search(mild_programs.begin(), mild_programs.end(), invocation.program_name());
         });
}

/// A word that may lead git to another repository than the one around its working directory.
bool leads_elsewhere(const std::string& text, std::string_view directory, const std::string& workspace) {
  const std::size_t equals = text.starts_with("--") ? text.find('=') : std::string::npos;
  const std::string path = equals == std::string::npos ? text : text.substr(equals + 1);
  const bool climbs =
      path == ".." || path.starts_with("../") || path.ends_with("/..") || path.find("/../") != std::string::npos;
  if (!path.starts_with('/') && !climbs && !path.starts_with('~')) return false;
  return path.starts_with('~') || !is_at_or_below(normalize_path(path, directory), workspace);
}

std::string git_problem(const Invocation& invocation, const std::string& workspace) {
  for (const Word& word : invocation.words.subspan(1)) {
    const auto text = word.literal();
    if (!text || leads_elsewhere(*text, invocation.directory, workspace))
      return "git may work on another repository than this project's";
  }
  for (const Assignment& assignment : invocation.assignments)
    if (assignment.name.starts_with("GIT_")) return "GIT_ variables lead git elsewhere";
  return {};
}

/// On the host nothing keeps a command to the workspace but its working directory and its words.
std::string host_problem(const Command& command, const Decision& decision) {
  const Request& request = *command.request;
  for (const Invocation& invocation : command.invocations) {
    if (invocation.unit < decision.units.size() && decision.units[invocation.unit].risk < Risk::high) continue;
    if (invocation.directory.empty() || !is_at_or_below(invocation.directory, request.workspace))
      return "it works outside the project's directory";
    if (invocation.program_name() != "git") continue;
    if (auto problem = git_problem(invocation, request.workspace); !problem.empty()) return problem;
    for (const std::string_view name : {"GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY"})
      if (request.environment.get(name)) return std::string(name) + " leads git elsewhere";
  }
  return {};
}

void add_root(std::vector<std::string>& roots, const std::string& path) {
  const auto holds = [&](const std::string& root) { return is_at_or_below(path, root); };
  if (!path.empty() && std::none_of(roots.begin(), roots.end(), holds)) roots.push_back(path);
}

}  // namespace

WayBackPlan plan_way_back(const Command& command, const Findings& findings, const Decision& decision,
                          const Config& config) {
  const Request& request = *command.request;
  WayBackPlan plan;
  plan.command = shown_command(command.text, command_limit);
  if (request.workspace.empty()) {
    plan.problem = "this is no project directory";
    return plan;
  }
  plan.roots.push_back(request.workspace);
  plan.may_link_objects = only_unlinks(command, findings);
  const OutsideGit git = find_outside_git(*request.files, request.workspace);
  add_root(plan.roots, git.submodule);
  add_root(plan.roots, git.common);
  if (decision.place == Place::host) {
    plan.problem = host_problem(command, decision);
    if (plan.problem.empty() && git.is_named && git.submodule.empty() && git.common.empty())
      plan.problem = "the project's .git leads to a repository that does not know it";
  }
  for (const std::string& text : config.sandbox.workspaces)
    if (const auto path = request.files->resolve(normalize_path(expand_tilde(text, request.home), request.home)))
      add_root(plan.roots, *path);
  if (plan.roots.size() > most_roots) plan.problem = "there are more directories than a snapshot may hold";
  return plan;
}

}  // namespace vg
