// SPDX-License-Identifier: Apache-2.0
// Runs a plan built by hand, for end-to-end tests of the runners: no judging, no configuration.
// Use: driver [OPTION...] -- PROGRAM [ARG...]
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <string>

#include "core/run/runner.h"

namespace vg {
namespace {

struct Options {
  Plan plan;
  std::string report;  ///< file that gets the outcome, one "name value" per line
};

using Setter = std::function<void(Options&, const std::string&)>;

MountStep& add(Options& options, MountKind kind, const std::string& target) {
  MountStep& step = options.plan.sandbox.mounts.emplace_back();
  step.kind = kind;
  step.target = target;
  return step;
}

/// "SOURCE=TARGET" or one path for both.
MountStep& add_bind(Options& options, const std::string& value) {
  const std::size_t split = value.find('=');
  MountStep& step = add(options, MountKind::bind, split == std::string::npos ? value : value.substr(split + 1));
  step.source = value.substr(0, split);
  return step;
}

const std::map<std::string, Setter>& setters() {
  static const std::map<std::string, Setter> table{
      {"--host", [](Options& o, const std::string&) { o.plan.place = Place::host; }},
      {"--replace", [](Options& o, const std::string&) { o.plan.replace_process = true; }},
      {"--bind=", [](Options& o, const std::string& v) { add_bind(o, v); }},
      {"--ro-bind=", [](Options& o, const std::string& v) { add_bind(o, v).read_only = true; }},
      {"--owned=", [](Options& o, const std::string& v) { add_bind(o, v).owned = true; }},
      {"--cache=",
       [](Options& o, const std::string& v) {
         MountStep& step = add_bind(o, v);
         step.create_source = step.optional = true;
       }},
      {"--layer-over=", [](Options& o, const std::string& v) { add(o, MountKind::layer, v); }},
      {"--dropped-over=", [](Options& o, const std::string& v) { add(o, MountKind::dropped_layer, v); }},
      {"--hide-dir=", [](Options& o, const std::string& v) { add(o, MountKind::empty_directory, v); }},
      {"--hide-file=", [](Options& o, const std::string& v) { add(o, MountKind::empty_file, v); }},
      {"--hide-optional=", [](Options& o, const std::string& v) { add(o, MountKind::empty_file, v).optional = true; }},
      {"--scratch=",
       [](Options& o, const std::string& v) {
         MountStep& step = add(o, MountKind::scratch, v);
         step.mode = 0755;
         step.size_limit = 1 << 20;
       }},
      {"--layer=",
       [](Options& o, const std::string& v) {
         o.plan.sandbox.layer.enabled = true;
         o.plan.sandbox.layer.directory = v;
         o.plan.sandbox.layer.run_id = "test-run";
       }},
      {"--layers-in=", [](Options& o, const std::string& v) { o.plan.sandbox.layer.directory = v; }},
      {"--network=",
       [](Options& o, const std::string& v) {
         o.plan.sandbox.network = value_in(network_mode_names, v).value();
         if (v == "full") o.plan.sandbox.allow_host_network(HostNetworkBecause::network_mode_full);
       }},
      {"--allow=",
       [](Options& o, const std::string& v) { o.plan.sandbox.egress.allow.push_back(*parse_egress_rule(v)); }},
      {"--deny=",
       [](Options& o, const std::string& v) { o.plan.sandbox.egress.deny.push_back(*parse_egress_rule(v)); }},
      {"--known=",
       [](Options& o, const std::string& v) { o.plan.sandbox.egress.known.push_back(*parse_egress_rule(v)); }},
      {"--runtime=",
       [](Options& o, const std::string& v) { o.plan.sandbox.runtime = value_in(runtime_names, v).value(); }},
      {"--deny-nested", [](Options& o, const std::string&) { o.plan.sandbox.deny_nested_user_namespaces = true; }},
      {"--strict", [](Options& o, const std::string&) { o.plan.sandbox.seccomp = SeccompBaseline::strict; }},
      {"--caps=",
       [](Options& o, const std::string& v) { o.plan.sandbox.kept_capabilities = std::stoull(v, nullptr, 0); }},
      {"--memory=", [](Options& o, const std::string& v) { o.plan.sandbox.limits.memory = std::stoull(v); }},
      {"--pids=", [](Options& o, const std::string& v) { o.plan.sandbox.limits.pids = std::stoull(v); }},
      {"--cpus=", [](Options& o, const std::string& v) { o.plan.sandbox.limits.cpus = std::stod(v); }},
      {"--must-hold", [](Options& o, const std::string&) { o.plan.sandbox.limits.must_hold = true; }},
      {"--timeout=", [](Options& o, const std::string& v) { o.plan.timeout = std::chrono::seconds(std::stoi(v)); }},
      {"--chdir=", [](Options& o, const std::string& v) { o.plan.working_directory = v; }},
      {"--program=", [](Options& o, const std::string& v) { o.plan.program = v; }},
      {"--report=", [](Options& o, const std::string& v) { o.report = v; }},
  };
  return table;
}

void set(Options& options, const std::string& word) {
  const std::size_t equals = word.find('=');
  const std::string name = equals == std::string::npos ? word : word.substr(0, equals + 1);
  const auto found = setters().find(name);
  if (found == setters().end()) {
    std::fprintf(stderr, "driver: unknown option %s\n", word.c_str());
    std::exit(2);
  }
  found->second(options, equals == std::string::npos ? "" : word.substr(equals + 1));
}

void write_report(const std::string& path, const Outcome& outcome) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  if (file == nullptr) return;
  std::fprintf(file, "ending %s\ncode %d\nrun_id %s\nmilliseconds %lld\n",
               std::string(name_in(ending_names, outcome.ending)).c_str(), outcome.code, outcome.run_id.c_str(),
               static_cast<long long>(outcome.duration.count() / 1000000));
  for (const std::string& note : outcome.notes) std::fprintf(file, "note %s\n", note.c_str());
  std::fclose(file);
}

int finish(const Outcome& outcome) {
  if (!outcome.problem.empty()) std::fprintf(stderr, "vg: %s\n", outcome.problem.c_str());
  if (outcome.ending == Ending::signaled) {
    std::signal(outcome.code, SIG_DFL);
    ::raise(outcome.code);
  }
  return exit_status(outcome);
}

int run(int argc, char** argv) {
  Options options;
  options.plan.place = Place::sandbox;
  options.plan.environment = Environment::from_block(environ);
  int i = 1;
  for (; i < argc && std::strcmp(argv[i], "--") != 0; ++i) set(options, argv[i]);
  for (++i; i < argc; ++i) options.plan.argv.emplace_back(argv[i]);
  if (options.plan.program.empty() && !options.plan.argv.empty()) options.plan.program = options.plan.argv[0];
  auto runner = runner_for(options.plan);
  if (!runner) {
    std::fprintf(stderr, "vg: %s\n", runner.error().message().c_str());
    return 125;
  }
  const auto outcome = (*runner)->run(options.plan);
  if (!outcome) {
    std::fprintf(stderr, "vg: %s\n", outcome.error().message().c_str());
    return 125;
  }
  if (!options.report.empty()) write_report(options.report, *outcome);
  return finish(*outcome);
}

}  // namespace
}  // namespace vg

int main(int argc, char** argv) {
  return vg::run(argc, argv);
}
