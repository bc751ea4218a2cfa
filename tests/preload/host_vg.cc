// SPDX-License-Identifier: Apache-2.0
/// Stands in for a vg that lets everything run on the host: reads the private entry point, leaves a pass and becomes
/// the program. A file beside it makes it wrong: "other-argv", "other-program".
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "core/base/process_tree.h"
#include "core/base/state_paths.h"
#include "hook/policy_file.h"
#include "hook/protocol.h"

namespace {

constexpr int loop_limit = 8;

struct Start {
  std::string program;
  std::string via;
  std::vector<std::string> argv;
};

Start read_start(int argc, char** argv) {
  Start start;
  int i = 3;
  for (; i < argc && std::string(argv[i]) != "--"; ++i) {
    if (std::string(argv[i]) == "--exe") start.program = argv[++i];
    if (std::string(argv[i]) == "--via") start.via = argv[++i];
  }
  for (++i; i < argc; ++i) start.argv.emplace_back(argv[i]);
  return start;
}

std::string directory_of_self() {
  const auto facts = vg::read_process(::getpid());
  return facts ? facts->executable.substr(0, facts->executable.rfind('/') + 1) : std::string();
}

int fail_with(const std::string& text) {
  std::fprintf(stderr, "host_vg: %s\n", text.c_str());
  return 125;
}

/// host_vg policy [ask] [strict] [DIRECTORY…]: writes the compiled policy.
int write_policy(int argc, char** argv, const vg::StatePaths& paths) {
  vg::hook::CompiledPolicy policy;
  for (int i = 2; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "ask")
      policy.ask_everything = true;
    else if (word == "strict")
      policy.strict = true;
    else
      policy.directories.push_back(word);
  }
  const auto written = vg::hook::write_policy(paths, policy);
  return written ? 0 : fail_with(written.error().message());
}

/// host_vg pass-for PID PROGRAM WORD…: leaves a pass for another process.
int leave_pass_for(int argc, char** argv, const vg::StatePaths& paths) {
  const auto process = vg::read_process(static_cast<pid_t>(std::atoi(argv[2])));
  if (!process) return fail_with("no such process");
  const auto left = vg::hook::write_pass(paths.runtime, process->id, argv[3], {argv + 4, argv + argc});
  return left ? 0 : fail_with(left.error().message());
}

/// Leaves the pass, a wrong one where a file beside this program says so.
vg::Result<void> leave_pass(const vg::StatePaths& paths, const std::string& beside, const vg::ProcessId& self,
                            Start start) {
  const auto is_set = [&](const char* name) { return ::access((beside + name).c_str(), F_OK) == 0; };
  if (is_set("other-argv")) start.argv.emplace_back("more");
  if (is_set("other-program")) start.program = "/bin/true";
  return vg::hook::write_pass(paths.runtime, self, start.program, start.argv);
}

}  // namespace

int main(int argc, char** argv) {
  const auto paths = vg::find_state_paths();
  if (!paths) return fail_with(paths.error().message());
  if (argc > 1 && std::string(argv[1]) == "policy") return write_policy(argc, argv, *paths);

  if (argc > 4 && std::string(argv[1]) == "pass-for") return leave_pass_for(argc, argv, *paths);

  Start start = read_start(argc, argv);
  const std::string beside = directory_of_self();
  if (std::FILE* log = std::fopen((beside + "log").c_str(), "a")) {
    std::fprintf(log, "%s %s\n", start.via.c_str(), start.program.c_str());
    std::fclose(log);
  }
  const vg::ProcessId self = vg::own_process_id();
  if (vg::hook::passes_written(paths->runtime, self) >= loop_limit) return fail_with("this start loops");
  const auto left = leave_pass(*paths, beside, self, start);
  if (!left) return fail_with(left.error().message());

  std::vector<char*> words;
  for (std::string& word : start.argv) words.push_back(word.data());
  words.push_back(nullptr);
  ::execve(start.program.c_str(), words.data(), environ);
  return fail_with("cannot start " + start.program);
}
