// SPDX-License-Identifier: Apache-2.0
#include "core/run/program.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "core/base/text.h"

namespace vg {
namespace {

/// Source: confstr(3) _CS_PATH of glibc, which execvpe(3) falls back to.
constexpr std::string_view default_search_path = "/bin:/usr/bin";
constexpr std::size_t longest_name = 255;  // Source: limits.h NAME_MAX
char shell_path[] = "/bin/sh";

std::vector<std::string> places(const Plan& plan) {
  if (plan.program.empty()) return {};
  if (plan.program.find('/') != std::string::npos) return {plan.program};
  if (plan.program.size() > longest_name) return {};
  std::vector<std::string> found;
  std::string_view path = plan.environment.get("PATH").value_or(default_search_path);
  while (true) {
    const std::size_t colon = path.find(':');
    std::string candidate(path.substr(0, colon));  // an empty element is the working directory
    if (!candidate.empty()) candidate += '/';
    found.push_back(candidate + plan.program);
    if (colon == std::string_view::npos) return found;
    path.remove_prefix(colon + 1);
  }
}

bool goes_on_searching(int errnum) {
  return errnum == ENOENT || errnum == ENOTDIR || errnum == ESTALE || errnum == ENODEV || errnum == ETIMEDOUT;
}

}  // namespace

Program::Program(const Plan& plan) : candidates_(places(plan)), environment_(plan.environment.block()) {
  for (const std::string& word : plan.argv) argv_.push_back(const_cast<char*>(word.c_str()));
  argv_.push_back(nullptr);
  shell_argv_ = {shell_path, nullptr};
  if (argv_.size() > 1) shell_argv_.insert(shell_argv_.end(), argv_.begin() + 1, argv_.end());
  if (shell_argv_.back() != nullptr) shell_argv_.push_back(nullptr);
}

int Program::execute_one(const char* path) const {
  ::execve(path, argv_.data(), environment_.data());
  if (errno != ENOEXEC) return errno;
  shell_argv_[1] = const_cast<char*>(path);
  ::execve(shell_path, shell_argv_.data(), environment_.data());
  return errno;
}

int Program::execute() const {
  int denied = 0;
  int last = ENOENT;
  for (const std::string& candidate : candidates_) {
    last = execute_one(candidate.c_str());
    if (last == EACCES)
      denied = EACCES;
    else if (!goes_on_searching(last))
      return last;
  }
  return denied != 0 ? denied : last;
}

Outcome Program::failure(const Plan& plan, int errnum) {
  Outcome outcome;
  outcome.code = errnum;
  const std::string name = "'" + shortened(visible(plan.program), 200) + "'";
  if (errnum == ENOENT || errnum == ENOTDIR) {
    outcome.ending = Ending::not_found;
    const bool has_slash = plan.program.find('/') != std::string::npos;
    outcome.problem = name + (has_slash ? ": No such file or directory" : ": command not found");
    if (plan.argv.size() == 1 && plan.program.find_first_of(" ;|&") != std::string::npos)
      outcome.problem += " (a line for the shell stands without '--': vg exec " + shell_quoted(plan.argv) + ")";
  } else {
    outcome.ending = Ending::not_runnable;
    outcome.problem = "cannot run " + name + ": " + std::strerror(errnum);
  }
  return outcome;
}

}  // namespace vg
