// SPDX-License-Identifier: Apache-2.0
/// The library in one page: judges a shell line, says what it found, and runs it where the decision puts it.
///
///   c++ -std=c++20 decide_and_run.cc $(pkg-config --cflags --libs --static vectra-guard) -o decide_and_run
///   ./decide_and_run "npm install express"
///
/// A Guard has three seams. Here nobody is asked (Approver), runners are those of the library (runner_for), and events
/// are printed instead of kept (Recorder).
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>

#include "core/base/file_view.h"
#include "core/base/process_tree.h"
#include "core/base/state_paths.h"
#include "core/config/layers.h"
#include "core/decide/reasons.h"
#include "core/guard.h"
#include "core/plan/workspace.h"
#include "core/trust/store.h"

namespace {

/// Nobody is there: what would need a person is refused.
class NobodyThere final : public vg::Approver {
 public:
  vg::Result<vg::Decision> ask(const vg::Command&, const vg::Findings&, vg::Decision decision) override {
    decision.verdict = vg::Verdict::refuse;
    return decision;
  }
};

class Printer final : public vg::Announcer, public vg::Recorder {
 public:
  void about_to_run(const vg::Decision& decision, const vg::Plan& plan) override {
    const std::string_view place = vg::name_in(vg::place_names, plan.place);
    std::fprintf(stderr, "[%.*s: %s]\n", static_cast<int>(place.size()), place.data(),
                 vg::reason_text(decision).c_str());
  }
  void refused(const vg::Decision& decision) override {
    std::fprintf(stderr, "[refused: %s]\n", vg::reason_text(decision).c_str());
  }
  vg::Result<void> record(const vg::Event& event) override {
    const std::string_view ending = vg::name_in(vg::ending_names, event.outcome.ending);
    std::fprintf(stderr, "[%.*s, %zu rules matched]\n", static_cast<int>(ending.size()), ending.data(),
                 event.rules.size());
    return {};
  }
};

/// Everything the judging stages may know of the world comes with the request; they look at nothing else.
vg::Request request_for(const std::string& line, const vg::StatePaths& paths) {
  vg::Request request;
  request.entry = vg::EntryPoint::library;
  request.line = line;  // or request.argv: a program and its arguments
  request.working_directory = std::filesystem::current_path().string();
  request.environment = vg::Environment::from_block(environ);
  request.home = paths.home;
  request.uid = paths.uid;
  request.now = std::time(nullptr);
  request.requester.process = vg::own_process_id();
  request.files = std::make_shared<vg::HostFileView>();
  const vg::Workspace workspace =
      vg::find_workspace(*request.files, request.working_directory, request.home, request.environment);
  if (workspace.writable) request.workspace = workspace.root;
  return request;
}

vg::Result<int> judge_and_run(const std::string& line) {
  const vg::StatePaths paths = VG_TRY(vg::find_state_paths());
  const vg::Request request = request_for(line, paths);

  // The same files that `vg` reads: machine, user, project.
  vg::ConfigSources sources;
  sources.system_file = paths.system_config;
  sources.user_file = paths.user_config;
  sources.start_directory = request.working_directory;
  sources.home = paths.home;
  sources.trust_directory = paths.state + "/config-trust";
  const vg::LoadedConfig loaded = VG_TRY(vg::load_config(sources));

  const vg::TrustStore trust = VG_TRY(vg::TrustStore::open(paths.state + "/trust.json"));
  vg::Surroundings surroundings;
  surroundings.state_directory = paths.state;

  NobodyThere approver;
  Printer printer;
  vg::Guard guard(loaded.config, trust, surroundings, approver, printer, vg::runner_for, printer);

  // judge() alone tells what would happen, without asking, running or recording.
  const vg::Judgement judgement = VG_TRY(guard.judge(request));
  for (const vg::Finding& finding : judgement.findings.items)
    std::fprintf(stderr, "[%s: %s]\n", finding.rule.c_str(), finding.why.c_str());

  const vg::Outcome outcome = VG_TRY(guard.run(request));
  if (!outcome.problem.empty()) std::fprintf(stderr, "[%s]\n", outcome.problem.c_str());
  return vg::exit_status(outcome);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s LINE\n", argv[0]);
    return 2;
  }
  const auto status = judge_and_run(argv[1]);
  if (status) return *status;
  std::fprintf(stderr, "%s\n", status.error().message().c_str());
  return 125;
}
