// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <cstdlib>

#include "cli/agent_check.h"
#include "cli/commands.h"
#include "cli/guarded_run.h"
#include "cli/kept.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/state_paths.h"
#include "core/run/probe.h"
#include "core/undo/store.h"
#include "hook/policy_file.h"

namespace vg::cli {
namespace {

constexpr const char* not_yet = "not in this version";

/// Where layers will lie; empty where the guard's state has no place.
std::string layer_directory(std::string& problem) {
  const auto paths = find_state_paths();
  const auto created = paths ? create_state_directories(*paths) : Result<void>(tl::unexpected<Error>(paths.error()));
  if (!created) {
    problem = created.error().message();
    return {};
  }
  std::string directory = paths->state + "/layers";
  if (const auto made = make_private_directory(directory); !made) {
    problem = made.error().message();
    return {};
  }
  return directory;
}

std::string text_of(LimitMeansKind kind) {
  return std::string(name_in(limit_means_names, kind));
}

/// The first line of a problem, and its hint indented below.
void print_problem(const std::string& problem) {
  std::string text = problem;
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 3))
    text.replace(at, 1, "\n    ");
  std::printf("    %s\n", text.c_str());
}

void print_check(const char* name, bool works, const std::string& problem) {
  std::printf("  %-22s %s\n", name, works ? "works" : "does not work");
  if (!works && !problem.empty()) print_problem(problem);
}

/// What libvg.so knows of the configuration.
std::string compiled_policy() {
  const auto paths = find_state_paths();
  if (!paths) return "none";
  const std::string problem = hook::policy_problem(*paths);
  if (!problem.empty()) return "ignored: " + problem;
  const auto generation = hook::policy_generation(*paths);
  return generation == 0 ? "none needed" : "generation " + std::to_string(generation);
}

/// What the state of this user holds for `vg apply` and `vg undo`.
struct KeptSizes {
  std::uint64_t runs = 0;
  std::uint64_t run_bytes = 0;
  std::uint64_t snapshots = 0;
  std::uint64_t snapshot_bytes = 0;
};

KeptSizes measure_kept() {
  const auto paths = find_state_paths();
  if (!paths) return {};
  const KeptRuns runs = kept_runs(*paths);
  const SnapshotStore store(paths->state + "/undo");
  return {runs.list().size(), runs.size(), store.list().size(), store.size()};
}

void print_kept() {
  const KeptSizes sizes = measure_kept();
  std::printf("Kept for a way back\n  %-22s %s, %s\n  %-22s %s, %s\n", "vg apply", counted(sizes.runs, "run").c_str(),
              size_text(sizes.run_bytes).c_str(), "vg undo", counted(sizes.snapshots, "snapshot").c_str(),
              size_text(sizes.snapshot_bytes).c_str());
}

/// What the configuration of this directory makes of it all.
struct ConfigurationCheck {
  std::string unread;       ///< why it cannot be read; empty where it can
  std::string containment;  ///< why no command can be contained as it wants; empty where one can
  int status = 0;
};

ConfigurationCheck check_configuration(const Arguments& arguments) {
  const auto session = Session::open(arguments);
  if (!session) return {session.error().message(), {}, Session::failure_status(session.error())};
  std::string problem = containment_problem(*session);
  const int status = problem.empty() ? 0 : guard_failed_status;
  return {{}, std::move(problem), status};
}

void print_configuration(const ConfigurationCheck& check) {
  std::printf("Configuration in this directory\n");
  std::printf("  %-22s %s\n", "files", check.unread.empty() ? "can be read" : "cannot be read");
  if (!check.unread.empty()) return print_problem(check.unread);
  print_check("containing a command", check.containment.empty(), check.containment);
}

const char* conclusion(const Probe& probe, const ConfigurationCheck& check) {
  if (!check.unread.empty()) return "No contained command runs until the configuration is mended.";
  if (probe.process_runtime && check.containment.empty()) return "Contained commands run in the process runtime.";
  return "Contained commands are refused: they never run without walls.";
}

void print_text(const Probe& probe, const ConfigurationCheck& check) {
  std::printf("Process runtime (sandbox.runtime: auto, process)\n");
  print_check("walls", probe.process_runtime, probe.process_problem);
  if (probe.process_runtime) {
    print_check("walls at strict", probe.nested_denied, {});
    print_check("writable layer", probe.writable_layer, probe.layer_problem);
    std::printf("  %-22s %s\n", "host's abstract sockets",
                probe.abstract_sockets_scoped ? "out of reach in every network mode"
                                              : "in reach with network mode full (needs Linux 6.12)");
  }
  std::printf("Limits\n");
  std::printf("  %-22s %s\n", "sandbox.memory_limit", text_of(probe.memory).c_str());
  std::printf("  %-22s %s\n", "sandbox.pids_limit", text_of(probe.pids).c_str());
  std::printf("  %-22s %s\n", "sandbox.cpu_limit", text_of(probe.cpus).c_str());
  if (probe.cpus != LimitMeansKind::control_group)
    std::printf(
        "    From strict on a limit must hold: without a control group you may write, commands are refused there.\n");
  std::printf("Network modes\n  %-22s %s\n  %-22s %s\n  %-22s %s\n", "none", "works", "full", "works", "restricted",
              not_yet);
  std::printf("libvg.so\n  %-22s %s\n", "compiled policy", compiled_policy().c_str());
  print_kept();
  std::printf("Container runtimes\n");
  std::printf("  %-22s %s%s\n", "podman", probe.podman.empty() ? "" : (probe.podman + ": ").c_str(), not_yet);
  std::printf("  %-22s %s%s\n", "docker", probe.docker.empty() ? "" : (probe.docker + ": ").c_str(), not_yet);
  print_configuration(check);
  std::printf("%s\n", conclusion(probe, check));
}

void print_json(const Probe& probe, const ConfigurationCheck& check) {
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_object();
  json.key("process").begin_object().field("works", probe.process_runtime);
  json.field("problem", probe.process_problem).field("strict", probe.nested_denied);
  json.field("writable_layer", probe.writable_layer).field("layer_problem", probe.layer_problem);
  json.field("abstract_sockets_scoped", probe.abstract_sockets_scoped).end_object();
  json.key("limits").begin_object();
  json.field("sandbox.memory_limit", text_of(probe.memory)).field("sandbox.pids_limit", text_of(probe.pids));
  json.field("sandbox.cpu_limit", text_of(probe.cpus)).end_object();
  json.key("network_modes").begin_object();
  json.field("none", probe.process_runtime)
      .field("full", probe.process_runtime)
      .field("restricted", false)
      .end_object();
  json.field("compiled_policy", compiled_policy());
  const KeptSizes sizes = measure_kept();
  json.key("kept").begin_object().field("runs", sizes.runs).field("run_bytes", sizes.run_bytes);
  json.field("snapshots", sizes.snapshots).field("snapshot_bytes", sizes.snapshot_bytes).end_object();
  json.key("engines").begin_object().field("podman", probe.podman).field("docker", probe.docker);
  json.field("supported", false).end_object();
  json.key("configuration").begin_object().field("readable", check.unread.empty());
  json.field("problem", check.unread.empty() ? check.containment : check.unread).end_object();
  json.end_object();
  std::printf("%s\n", json.text().c_str());
}

}  // namespace

int run_doctor(const Arguments& arguments) {
  if (const auto agent = arguments.value("agent")) return doctor_agent(*agent, arguments.has("json"));
  std::string problem;
  const std::string layers = layer_directory(problem);
  const char* path = std::getenv("PATH");
  Probe probe = probe_runtimes(layers, path == nullptr ? "" : path);
  if (layers.empty()) probe.layer_problem = problem;
  const ConfigurationCheck check = check_configuration(arguments);
  if (arguments.has("json"))
    print_json(probe, check);
  else
    print_text(probe, check);
  if (check.status != 0) return check.status;
  return probe.process_runtime ? 0 : guard_failed_status;
}

}  // namespace vg::cli
