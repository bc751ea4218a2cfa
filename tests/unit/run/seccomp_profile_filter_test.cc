// SPDX-License-Identifier: Apache-2.0
#include "core/run/seccomp_profile_filter.h"

#include <doctest/doctest.h>
#include <linux/audit.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <sstream>

#include "core/base/outcome.h"
#include "core/run/filter_reach.h"
#include "core/run/seccomp.h"

namespace {

using namespace vg;

#if defined(__x86_64__)
constexpr std::uint32_t native_architecture = AUDIT_ARCH_X86_64;
#else
constexpr std::uint32_t native_architecture = AUDIT_ARCH_AARCH64;
#endif

/// errno of getpriority(2) with `which` under the profile, in a child; 0 where it works, -1 where the child was ended.
int priority_error(const SeccompProfile& profile, unsigned long which = 0) {
  const auto built = build_profile_filter(profile, "", "p");
  REQUIRE(built);
  const auto* filter = &built->program;
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    if (install_seccomp_filter(filter->data(), static_cast<std::uint16_t>(filter->size())) != 0) ::_exit(200);
    ::_exit(::syscall(SYS_getpriority, which, 0) < 0 ? errno : 0);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

Result<ProfileFilter> built(const std::string& text) {
  const auto profile = parse_seccomp_profile(text, "p.json", conditions_here(0));
  REQUIRE_MESSAGE(profile, profile.error().message());
  return build_profile_filter(*profile, text, "p.json");
}

SeccompProfile with(SyscallAction action, std::vector<ArgumentRule> arguments = {},
                    std::optional<unsigned> error = std::nullopt) {
  SeccompProfile profile;
  profile.rules.push_back({{"getpriority"}, action, error, std::move(arguments)});
  return profile;
}

}  // namespace

TEST_CASE("every action acts") {
  CHECK(priority_error({}) == 0);
  CHECK(priority_error(with(SyscallAction::allow)) == 0);
  CHECK(priority_error(with(SyscallAction::log)) == 0);
  CHECK(priority_error(with(SyscallAction::errno_)) == EPERM);
  CHECK(priority_error(with(SyscallAction::errno_, {}, 95)) == 95);
  CHECK(priority_error(with(SyscallAction::trace)) == ENOSYS);
  CHECK(priority_error(with(SyscallAction::notify)) == ENOSYS);
  for (const SyscallAction action :
       {SyscallAction::kill, SyscallAction::kill_process, SyscallAction::kill_thread, SyscallAction::trap})
    CHECK(priority_error(with(action)) == -1);
}

TEST_CASE("arguments are compared") {
  const struct {
    Comparison op;
    std::uint64_t value;
    std::uint64_t second;
    bool refuses_zero;
    bool refuses_two;
  } cases[] = {{Comparison::equal, 2, 0, false, true},       {Comparison::not_equal, 2, 0, true, false},
               {Comparison::less, 1, 0, true, false},        {Comparison::less_equal, 0, 0, true, false},
               {Comparison::greater, 1, 0, false, true},     {Comparison::greater_equal, 2, 0, false, true},
               {Comparison::masked_equal, 2, 2, false, true}};
  for (const auto& one : cases) {
    const SeccompProfile profile = with(SyscallAction::errno_, {{0, one.op, one.value, one.second}}, 95);
    CHECK((priority_error(profile, 0) == 95) == one.refuses_zero);
    CHECK((priority_error(profile, 2) == 95) == one.refuses_two);
  }
  // Two conditions on one argument are alternatives.
  const SeccompProfile either =
      with(SyscallAction::errno_, {{0, Comparison::equal, 0, 0}, {0, Comparison::equal, 1, 0}}, 95);
  CHECK(priority_error(either, 0) == 95);
  CHECK(priority_error(either, 1) == 95);
  CHECK(priority_error(either, 2) != 95);
}

TEST_CASE("the preset is a profile that builds") {
  std::ifstream file(std::string(std::getenv("VG_SOURCE_ROOT")) + "/presets/seccomp-profile.json");
  std::stringstream text;
  text << file.rdbuf();
  const auto profile = parse_seccomp_profile(text.str(), "preset", conditions_here(0));
  REQUIRE_MESSAGE(profile, profile.error().message());
  const auto filter = build_profile_filter(*profile, text.str(), "preset");
  REQUIRE_MESSAGE(filter, filter.error().message());
  CHECK(filter->warnings.empty());
  CHECK(filter->withheld.empty());
}

TEST_CASE("names of system calls: what nobody knows is no rule") {
  const auto text = [](const char* fallback, const char* action, const char* name) {
    return std::string("{\"defaultAction\": \"") + fallback +
           "\", \"syscalls\": [\n{\"names\": [\"execve\", \"exit\"], \"action\": \"SCMP_ACT_ALLOW\"},\n{\"action\": "
           "\"" +
           action + "\",\n \"names\": [\"read\",  \"" + name + "\"]}]}";
  };
  const struct {
    const char* fallback;
    const char* action;
    const char* name;
    const char* error;    // what a message must begin with; "" for none
    const char* warning;  // the same
  } cases[] = {
      // Stricter than the default: the rule cannot hold.
      {"SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "ptrac",
       "p.json:4:21: 'ptrac' is no system call that is known here: did you mean 'ptrace'?", ""},
      {"SCMP_ACT_LOG", "SCMP_ACT_KILL", "zzzzzzzzzzzz",
       "p.json:4:21: 'zzzzzzzzzzzz' is no system call that is known here", ""},
      {"SCMP_ACT_ERRNO", "SCMP_ACT_KILL_PROCESS", "ptrac", "p.json:4:21: 'ptrac'", ""},
      // Not stricter: the call gets the default, which withholds as much.
      {"SCMP_ACT_ERRNO", "SCMP_ACT_ALLOW", "opneat", "",
       "p.json:4:21: 'opneat' is no system call that is known here: did you mean 'openat'?"},
      {"SCMP_ACT_ERRNO", "SCMP_ACT_ALLOW", "zzzzzzzzzzzz", "", "p.json:4:21: 'zzzzzzzzzzzz' is no"},
      {"SCMP_ACT_KILL", "SCMP_ACT_ERRNO", "opneat", "", "p.json:4:21: 'opneat' is no"},
      {"SCMP_ACT_ALLOW", "SCMP_ACT_ALLOW", "opneat", "", "p.json:4:21: 'opneat' is no"},
      // Of other architectures, of kernels younger than libseccomp.
      {"SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "s390_runtime_instr", "", ""},
      {"SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "arm_fadvise64_64", "", ""},
      {"SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "riscv_hwprobe", "", ""},
      {"SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "fchmodat2", "", ""},
      {"SCMP_ACT_ALLOW", "SCMP_ACT_KILL", "listns", "", ""},
  };
  for (const auto& one : cases) {
    const auto filter = built(text(one.fallback, one.action, one.name));
    CAPTURE(std::string(one.name));
    CHECK_MESSAGE(filter.has_value() == (one.error[0] == 0), (filter ? "" : filter.error().message()));
    if (!filter) {
      CHECK_MESSAGE(filter.error().message().starts_with(one.error), filter.error().message());
      continue;
    }
    REQUIRE(filter->warnings.size() == (one.warning[0] == '\0' ? 0 : 1));
    if (!filter->warnings.empty()) CHECK_MESSAGE(filter->warnings[0].starts_with(one.warning), filter->warnings[0]);
  }
  // "name", of older profiles, stands before the list.
  const auto single = built(
      "{\"defaultAction\": \"SCMP_ACT_ALLOW\", \"syscalls\": [{\"name\":\n\"x_y\", \"names\": [\n\"z_z\"], \"action\": "
      "\"SCMP_ACT_KILL\"}]}");
  REQUIRE_FALSE(single);
  CHECK(single.error().message().starts_with("p.json:2:1: 'x_y'"));
}

TEST_CASE("system calls younger than libseccomp are refused by their number") {
  const auto filter = built(
      R"({"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["fchmodat2"], "action": "SCMP_ACT_KILL"}]})");
  REQUIRE(filter);
  constexpr int fchmodat2 = 452;
  CHECK_FALSE(may_pass(filter->program, native_architecture, fchmodat2));
  CHECK(may_pass(filter->program, native_architecture, fchmodat2 - 1));
}

TEST_CASE("a profile under which nothing could run is refused before anything runs") {
  const auto allowing = [](const char* names) {
    return std::string(R"({"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": [)") + names +
           R"(], "action": "SCMP_ACT_ALLOW"}]})";
  };
  const char* no_start = "p.json: the seccomp profile refuses execve: no command could start";
  const char* no_end = "p.json: the seccomp profile refuses exit and exit_group: no command could end";
  for (const char* action : {"SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_TRAP", "SCMP_ACT_NOTIFY", "SCMP_ACT_TRACE"})
    CHECK(built("{\"defaultAction\": \"" + std::string(action) + "\"}").error().message() == no_start);
  CHECK(built(allowing("\"read\", \"exit\"")).error().message() == no_start);
  CHECK(built(allowing("\"execve\", \"read\"")).error().message() == no_end);
  const auto bare = built(allowing("\"execve\", \"exit\""));
  REQUIRE(bare);
  CHECK(bare->withheld == "arch_prctl, brk, close, exit_group, mmap, mprotect, openat, read");
  // Allowed for some arguments is allowed.
  const auto some = built(R"({"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["execve", "exit"],
    "action": "SCMP_ACT_ALLOW", "args": [{"index": 0, "op": "SCMP_CMP_GT", "value": 4096}]}]})");
  CHECK_MESSAGE(some, some.error().message());
}

TEST_CASE("what is said of a command that ended under a profile") {
  SandboxPlan plan;
  plan.seccomp_profile = "/p.json";
  ProfileFilter filter;
  const auto note = [&](Ending ending, int code) {
    Outcome outcome;
    outcome.ending = ending;
    outcome.code = code;
    return profile_note(filter, plan, outcome);
  };
  CHECK(note(Ending::signaled, SIGSYS).empty());  // no profile
  filter.program.resize(1);
  CHECK(note(Ending::signaled, SIGSYS) ==
        "a system call was refused by a signal: look into the seccomp profile /p.json");
  CHECK(note(Ending::signaled, SIGSEGV).empty());
  filter.withheld = "brk";
  CHECK(note(Ending::signaled, SIGSEGV) == "the seccomp profile /p.json refuses what programs need to start: brk");
  CHECK_FALSE(note(Ending::exited, 127).empty());
  CHECK(note(Ending::exited, 1).empty());
  CHECK(note(Ending::signaled, SIGTERM).empty());
}
