// SPDX-License-Identifier: Apache-2.0
#include "cli/session.h"

#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdio>
#include <ctime>

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/base/text.h"
#include "core/decide/person.h"
#include "core/plan/workspace.h"

namespace vg::cli {
namespace {

/// Options that stand for a configuration key.
struct OverrideRow {
  std::string_view option;
  std::string_view key;
};
constexpr OverrideRow overrides[] = {
    {"runtime", "sandbox.runtime"}, {"level", "sandbox.security_level"}, {"network", "sandbox.network_mode"}};

/// getcwd(2) answers "(unreachable)…" for a directory outside the root; that, too, is no place.
std::string current_directory() {
  char buffer[PATH_MAX];
  if (::getcwd(buffer, sizeof buffer) == nullptr || buffer[0] != '/') return {};
  return buffer;
}

Requester identify(const std::vector<ProcessFacts>& ancestry) {
  Requester requester;
  requester.process = ancestry.empty() ? own_process_id() : ancestry.front().id;
  const PersonVerdict verdict = judge_person(ancestry);
  requester.is_person = verdict.is_person;
  requester.why_not = verdict.why_not;
  requester.agent = verdict.agent;
  if (ancestry.empty()) return requester;
  requester.has_terminal = ancestry.front().terminal != 0;
  // A leader that is gone still names the session; its number is not given out again while the session lives
  // (setsid(2), credentials(7)).
  requester.session.pid = ancestry.front().session;
  for (const ProcessFacts& process : ancestry)
    if (process.id.pid == ancestry.front().session) requester.session = process.id;
  return requester;
}

ConfigSources sources_for(const Arguments& arguments, const StatePaths& paths, const std::string& directory,
                          bool person) {
  ConfigSources sources;
  sources.system_file = paths.system_config;
  sources.user_file = paths.user_config;
  sources.person = person;
  sources.home = paths.home;
  sources.trust_directory = join_path(paths.state, "config-trust");
  sources.start_directory = directory;
  sources.preset = arguments.value("preset");
  sources.file = arguments.value("config");
  for (const OverrideRow& row : overrides)
    if (const auto value = arguments.value(row.option)) sources.overrides.emplace_back(row.key, *value);
  if (arguments.has("interactive")) sources.raise_guard_level = GuardLevel::high;
  return sources;
}

}  // namespace

Result<Session> Session::open(const Arguments& arguments) {
  Session session;
  session.paths_ = VG_TRY(find_state_paths());
  session.working_directory_ = current_directory();
  session.ancestry_ = ancestry_of(::getpid());
  session.requester_ = identify(session.ancestry_);
  const ConfigSources sources =
      sources_for(arguments, session.paths_, session.working_directory_, session.requester_.is_person);
  session.has_flags_ = sources.preset || sources.file || !sources.overrides.empty() || sources.raise_guard_level;
  session.loaded_ = VG_TRY(load_config(sources));
  const PolicyConfig& policies = session.loaded_.config.policies;
  session.rules_ = VG_TRY(compile_rules(policies.rules, policies.packs));
  session.files_ = std::make_shared<HostFileView>();
  session.environment_ = Environment::from_block(environ);
  const Workspace workspace =
      find_workspace(*session.files_, session.working_directory_, session.paths_.home, session.environment_);
  if (workspace.writable) session.workspace_ = workspace.root;
  return session;
}

int Session::failure_status(const Error& error) {
  return error.where == "/etc/passwd" ? guard_failed_status : usage_status;
}

std::vector<ProcessId> Session::ancestors() const {
  std::vector<ProcessId> ids;
  for (const ProcessFacts& process : ancestry_) ids.push_back(process.id);
  return ids;
}

std::string Session::trust_store_path() const {
  const std::string& configured = config().sandbox.trust_store_path;
  if (configured.empty()) return join_path(paths_.state, "trust.json");
  return normalize_path(expand_tilde(configured, paths_.home), "/");
}

Request Session::request(EntryPoint entry) const {
  Request request;
  request.entry = entry;
  request.working_directory = working_directory_;
  request.environment = environment_;
  request.home = paths_.home;
  request.workspace = workspace_;
  request.uid = paths_.uid;
  request.now = std::time(nullptr);
  request.requester = requester_;
  request.files = files_;
  return request;
}

void Session::place_in(Request& request, const std::string& directory) const {
  request.working_directory = directory.empty() ? std::string() : files_->resolve(directory).value_or("");
  const Workspace workspace = find_workspace(*files_, request.working_directory, paths_.home, environment_);
  request.workspace = workspace.writable ? workspace.root : std::string();
}

int report(const Error& error, int status) {
  const std::string message = error.message();
  // The lines of a message are ours (a hint stands on its own line); what is in them may be anybody's.
  std::string_view rest = message;
  const char* lead = "vg: ";
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::fprintf(stderr, "%s%s\n", lead, visible(rest.substr(0, end)).c_str());
    rest.remove_prefix(std::min(end + 1, rest.size()));
    lead = "   ";
  }
  return status;
}

std::unique_ptr<Session> open_or_report(const Arguments& arguments, int& status) {
  auto session = Session::open(arguments);
  if (!session) {
    status = report(session.error(), Session::failure_status(session.error()));
    return nullptr;
  }
  return std::make_unique<Session>(std::move(*session));
}

}  // namespace vg::cli
