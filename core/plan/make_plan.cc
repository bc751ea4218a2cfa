// SPDX-License-Identifier: Apache-2.0
#include "core/plan/make_plan.h"

#include <algorithm>

#include "core/base/digest.h"
#include "core/base/path.h"
#include "core/base/text.h"
#include "core/plan/caches.h"
#include "core/plan/environment_filter.h"
#include "core/plan/git_directories.h"
#include "core/plan/home_view.h"
#include "core/plan/known_destinations.h"
#include "core/plan/levels.h"
#include "core/plan/protection.h"
#include "core/plan/seccomp_profile.h"
#include "core/plan/workspace.h"

namespace vg {
namespace {

void add(std::vector<MountStep>& steps, std::vector<MountStep> more) {
  std::move(more.begin(), more.end(), std::back_inserter(steps));
}

/// What to start: an argv as it is, a line by the shell that would have read it.
void plan_start(Plan& plan, const Request& request) {
  if (request.is_argv()) {
    plan.argv = request.argv;
    plan.program = request.program.empty() ? request.argv.front() : request.program;
    return;
  }
  plan.program = name_in(dialect_names, request.dialect);
  plan.argv = {plan.program, "-c", request.line};
}

/// Read and checked here, so that a mistake in it is found before anything is prepared.
Result<void> plan_profile(SandboxPlan& sandbox, const Request& request, const std::string& path) {
  if (path.empty()) return {};
  constexpr std::size_t profile_limit = 1 << 20;
  sandbox.seccomp_profile = expand_tilde(path, request.home);
  auto text = request.files->read(sandbox.seccomp_profile, profile_limit);
  if (!text) return fail(text.error().message(), "sandbox.seccomp_profile");
  sandbox.seccomp_profile_text = std::move(*text);
  const ProfileConditions here = conditions_here(sandbox.kept_capabilities);
  VG_TRY(parse_seccomp_profile(sandbox.seccomp_profile_text, visible(sandbox.seccomp_profile), here));
  return {};
}

LimitPlan plan_limits(const LevelRow& row, const SandboxConfig& config) {
  LimitPlan limits;
  limits.memory = config.memory_limit.value_or(row.memory);
  limits.cpus = config.cpu_limit.value_or(row.cpus);
  if (config.pids_limit)
    limits.pids = *config.pids_limit;
  else if (row.pids != 0)
    limits.pids = row.pids;
  limits.must_hold = row.level >= Level::strict;
  return limits;
}

/// /tmp is private per workspace and lasts between runs, so that one command finds what the one before left there.
void plan_temporary(std::vector<MountStep>& steps, const Request& request, const Surroundings& surroundings) {
  const std::string& owner = request.workspace.empty() ? request.working_directory : request.workspace;
  const std::string name = to_hex(sha256(owner)).substr(0, 16);
  steps.push_back({.kind = MountKind::bind,
                   .source = join_path(surroundings.state_directory, "tmp/" + name),
                   .target = "/tmp",
                   .owned = true,
                   .create_source = true,
                   .mode = 01777,
                   .label = "private /tmp"});
  steps.push_back({.kind = MountKind::scratch, .target = "/var/tmp", .optional = true, .label = "private /var/tmp"});
}

/// Files and directories under /tmp that the line names literally and the caller owns are there too (PRODUCT 4.3).
void plan_named_temporaries(std::vector<MountStep>& steps, const Command& command) {
  const Request& request = *command.request;
  std::vector<std::string> paths;
  const auto consider = [&](const Word& word) {
    const auto text = word.literal();
    if (!text || text->empty()) return;
    const std::string path = normalize_path(*text, request.working_directory);
    // A name that climbs ("..") stands for a neighbour or parent of the project rather than for a thing in /tmp.
    const bool climbs = text->front() != '/' && !is_at_or_below(path, request.working_directory);
    if (!path.starts_with("/tmp/") || climbs || is_at_or_below(request.workspace, path)) return;
    if (request.files->resolve(path) != path) return;
    const auto facts = request.files->facts(path);
    if (facts && facts->owner == request.uid && (facts->is_directory || facts->is_regular)) paths.push_back(path);
  };
  for (const Invocation& invocation : command.invocations) {
    for (const Word& word : invocation.words) consider(word);
    for (const Redirection& redirection : invocation.redirections) consider(redirection.target);
  }
  std::sort(paths.begin(), paths.end());
  paths.erase(std::unique(paths.begin(), paths.end()), paths.end());
  for (const std::string& path : paths)
    steps.push_back({.kind = MountKind::bind, .source = path, .target = path, .optional = true, .label = "named"});
}

bool hides_dotenv(const Config& config) {
  return config.env_protection.enabled && config.env_protection.block_dotenv_read;
}

/// Directories of the user's configuration that are writable besides; each as protected as the workspace.
Result<void> plan_more_workspaces(SandboxPlan& sandbox, const Request& request, const Config& config) {
  for (const std::string& text : config.sandbox.workspaces) {
    const auto path = request.files->resolve(normalize_path(expand_tilde(text, request.home), request.home));
    const auto facts = path ? request.files->facts(*path) : std::nullopt;
    if (!facts || !facts->is_directory) return fail("'" + visible(text) + "' is no directory", "sandbox.workspaces");
    const std::string why = why_not_a_workspace(*path, request.home, request.environment);
    if (!why.empty()) return fail("'" + visible(text) + "' cannot be a workspace: " + why, "sandbox.workspaces");
    if (!sandbox.workspace.empty() && !sandbox.workspace_is_read_only && is_at_or_below(*path, sandbox.workspace))
      continue;
    sandbox.mounts.push_back({.kind = MountKind::bind, .source = *path, .target = *path, .label = "workspaces"});
    Protection(*request.files, sandbox, hides_dotenv(config)).cover_tree(*path);
  }
  return {};
}

/// The user's active environments, so that an installation into one works where the level keeps writes anyway.
void plan_virtual_environments(SandboxPlan& sandbox, const Request& request, const Config& config) {
  if (!sandbox.layer.enabled) return;
  for (const std::string_view name : {"VIRTUAL_ENV", "CONDA_PREFIX"}) {
    const auto value = request.environment.get(name);
    const auto path = value && value->starts_with('/') ? request.files->resolve(std::string(*value)) : std::nullopt;
    if (!path || *path == request.home || !is_at_or_below(*path, request.home)) continue;
    const auto facts = request.files->facts(*path);
    const bool is_one = request.files->facts(join_path(*path, "pyvenv.cfg")).has_value() ||
                        request.files->facts(join_path(*path, "conda-meta")).has_value();
    if (!facts || facts->owner != request.uid || !is_one || is_at_or_below(request.workspace, *path) ||
        (!request.workspace.empty() && is_at_or_below(*path, request.workspace)))
      continue;
    sandbox.mounts.push_back(
        {.kind = MountKind::bind, .source = *path, .target = *path, .optional = true, .label = "virtual environment"});
    Protection(*request.files, sandbox, hides_dotenv(config)).cover_tree(*path);
  }
}

void plan_workspace(SandboxPlan& sandbox, const Request& request, const Config& config) {
  const Workspace workspace =
      find_workspace(*request.files, request.working_directory, request.home, request.environment);
  sandbox.workspace = workspace.root;
  sandbox.workspace_is_read_only = !workspace.writable;
  if (workspace.root.empty()) return;
  if (!workspace.writable) {
    // A HOME that is emptied and a private /tmp must not take the working directory away.
    return;
  }
  sandbox.mounts.push_back(
      {.kind = MountKind::bind, .source = workspace.root, .target = workspace.root, .label = "workspace"});
  Protection protection(*request.files, sandbox, hides_dotenv(config));
  protection.cover_tree(workspace.root);
  open_git_directory(*request.files, workspace.root, sandbox, protection);
}

/// The steps from `first_step` on cover entries of `source`, which the sandbox sees as `target`. A layer or a copy
/// reads what lies under its target on the host, which is another file here: what would be one is read-only.
void move_cover(SandboxPlan& sandbox, std::size_t first_step, std::size_t first_config, const std::string& source,
                const std::string& target) {
  for (std::size_t i = first_step; i < sandbox.mounts.size(); ++i) {
    MountStep& step = sandbox.mounts[i];
    if (step.kind == MountKind::layer || step.kind == MountKind::link) {
      step.kind = MountKind::bind;
      step.source = step.target;
      step.read_only = true;
    }
    step.target = join_path(target, step.target.substr(source == "/" ? 1 : source.size() + 1));
  }
  sandbox.aftercare.configs.resize(first_config);
}

Result<void> plan_bind_mounts(SandboxPlan& sandbox, const Request& request, const Config& config) {
  for (const BindMount& bind : config.sandbox.bind_mounts) {
    const std::string source = normalize_path(expand_tilde(bind.host_path, request.home), "/");
    if (!request.files->facts(source)) return fail("'" + visible(source) + "' does not exist", "sandbox.bind_mounts");
    const std::string target = normalize_path(bind.container_path, "/");
    if (!request.files->facts(target))
      return fail("the process runtime can mount only over what exists: create '" + visible(target) + "' first",
                  "sandbox.bind_mounts");
    sandbox.mounts.push_back({.kind = MountKind::bind,
                              .source = source,
                              .target = target,
                              .read_only = bind.read_only,
                              .label = "bind_mounts"});
    if (bind.read_only) continue;
    const std::size_t first_step = sandbox.mounts.size();
    const std::size_t first_config = sandbox.aftercare.configs.size();
    Protection(*request.files, sandbox, hides_dotenv(config)).cover_tree(source);
    if (source != target) move_cover(sandbox, first_step, first_config, source, target);
  }
  return {};
}

/// Scratch in its place, so that a guard inside the sandbox has somewhere to keep its own.
void hide_state(std::vector<MountStep>& steps, const std::string& state) {
  std::vector<std::string> places;
  for (const MountStep& step : steps)
    if (step.kind == MountKind::bind && step.source != step.target && is_at_or_below(state, step.source))
      places.push_back(step.target + state.substr(step.source == "/" ? 0 : step.source.size()));
  steps.push_back({.kind = MountKind::scratch, .target = state, .optional = true, .label = "private"});
  for (std::string& place : places)
    steps.push_back(
        {.kind = MountKind::empty_directory, .target = std::move(place), .optional = true, .label = "private"});
}

Result<void> plan_files(SandboxPlan& sandbox, const Command& command, const Config& config, const LevelRow& row,
                        const Surroundings& surroundings) {
  const Request& request = *command.request;
  std::vector<MountStep>& steps = sandbox.mounts;
  add(steps, hide_system_secrets(*request.files));
  if (row.home_visible)
    add(steps, hide_private_dot_entries(*request.files, request.home));
  else
    steps.push_back({.kind = MountKind::scratch, .target = request.home, .optional = true, .label = "empty home"});
  plan_temporary(steps, request, surroundings);
  plan_named_temporaries(steps, command);
  if (config.sandbox.enable_cache) {
    CachePlan caches = VG_TRY(plan_caches(command, config.sandbox.cache_dirs, row.caches_writable));
    add(steps, std::move(caches.mounts));
    sandbox.cached = caches.held_content;
  }
  plan_virtual_environments(sandbox, request, config);
  plan_workspace(sandbox, request, config);
  VG_CHECK(plan_more_workspaces(sandbox, request, config));
  VG_CHECK(plan_bind_mounts(sandbox, request, config));
  attach_shadows(sandbox);
  // Last, because a workspace or a bind mount may hold the guard's own state.
  hide_state(steps, surroundings.state_directory);
  return {};
}

Result<void> plan_sandbox(Plan& plan, const Command& command, const Config& config, const Surroundings& surroundings) {
  const LevelRow& row = level_row(config.sandbox.security_level);
  SandboxPlan& sandbox = plan.sandbox;
  sandbox.level = row.level;
  sandbox.runtime = config.sandbox.runtime == Runtime::automatic ? Runtime::process : config.sandbox.runtime;
  sandbox.network = config.sandbox.network_mode.value_or(row.network);
  if (sandbox.network == NetworkMode::full) sandbox.allow_host_network(HostNetworkBecause::network_mode_full);
  if (sandbox.network == NetworkMode::restricted)
    sandbox.egress = VG_TRY(egress_policy(config.network, *command.request->files, command.request->home));
  sandbox.layer.enabled = row.writable_layer;
  sandbox.layer.run_id = surroundings.run_id;
  sandbox.layer.directory = join_path(surroundings.state_directory, "layers/" + surroundings.run_id);
  sandbox.aftercare.directory = join_path(surroundings.state_directory, "aftercare/" + surroundings.run_id);
  sandbox.limits = plan_limits(row, config.sandbox);
  sandbox.kept_capabilities = row.capabilities;
  sandbox.seccomp = row.level >= Level::strict ? SeccompBaseline::strict : SeccompBaseline::standard;
  sandbox.deny_nested_user_namespaces = row.level >= Level::strict;
  VG_CHECK(plan_profile(sandbox, *command.request, config.sandbox.seccomp_profile));
  plan.environment = filter_environment(command.request->environment, row.whole_environment,
                                        config.sandbox.env_whitelist, config.env_protection);
  if (config.sandbox.log_output)
    plan.output_log = join_path(surroundings.state_directory, "output/" + surroundings.run_id + ".log");
  plan.timeout = surroundings.timeout;
  if (!plan.timeout && config.sandbox.timeout) plan.timeout = config.sandbox.timeout;
  if (!plan.timeout && row.timeout.count() > 0) plan.timeout = row.timeout;
  return plan_files(sandbox, command, config, row, surroundings);
}

}  // namespace

Result<Plan> make_plan(const Command& command, const Decision& decision, const Config& config,
                       const Surroundings& surroundings) {
  Plan plan;
  plan.place = decision.place;
  plan.working_directory = command.request->working_directory;
  plan_start(plan, *command.request);
  if (plan.place == Place::host) {
    plan.environment = command.request->environment;
    plan.timeout = surroundings.timeout;
    plan.replace_process = surroundings.replace_process && !plan.timeout;
    return plan;
  }
  VG_CHECK(plan_sandbox(plan, command, config, surroundings));
  return plan;
}

}  // namespace vg
