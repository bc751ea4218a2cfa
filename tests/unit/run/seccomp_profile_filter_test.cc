// SPDX-License-Identifier: Apache-2.0
#include "core/run/seccomp_profile_filter.h"

#include <doctest/doctest.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>

#include "core/run/seccomp.h"

namespace {

using namespace vg;

/// errno of getpriority(2) with `which` under the profile, in a child; 0 where it works, -1 where the child was ended.
int priority_error(const SeccompProfile& profile, unsigned long which = 0) {
  const auto filter = build_profile_filter(profile);
  REQUIRE(filter);
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

SeccompProfile with(SyscallAction action, std::vector<ArgumentRule> arguments = {},
                    std::optional<unsigned> error = std::nullopt) {
  SeccompProfile profile;
  profile.rules.push_back({{"getpriority", "not_a_system_call"}, action, error, std::move(arguments)});
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
  CHECK(build_profile_filter(*profile));
}
