// SPDX-License-Identifier: Apache-2.0
#include "cli/deadline.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <string>

namespace vg::cli {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds limit{100};
constexpr milliseconds unreached{10'000};  ///< for what must come first, on a machine that has other things to do
constexpr milliseconds reachable{500};     ///< the same where it is waited for

struct Ended {
  int status = 0;
  std::string said;
  milliseconds after{};
};

/// Runs `work` in a process of its own, whose stderr is kept.
template <typename Work>
Ended run_alone(Work work) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const auto begin = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child == 0) {
    ::dup2(ends[1], STDERR_FILENO);
    ::close(ends[0]);
    ::close(ends[1]);
    ::alarm(20);
    work();
    ::_exit(0);
  }
  ::close(ends[1]);
  Ended ended;
  ::waitpid(child, &ended.status, 0);
  ended.after = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
  char buffer[4096];
  for (ssize_t n = 0; (n = ::read(ends[0], buffer, sizeof buffer)) > 0;)
    ended.said.append(buffer, static_cast<std::size_t>(n));
  ::close(ends[0]);
  return ended;
}

void hang() {
  for (;;) ::pause();
}

void block(int signal) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
}

TEST_CASE("deadline: what hangs is refused, in one line") {
  const Ended ended = run_alone([] {
    const DecisionDeadline deadline("rm\033 -r", limit);
    hang();
  });
  CHECK(WIFEXITED(ended.status));
  CHECK(WEXITSTATUS(ended.status) == 125);
  CHECK(ended.said.starts_with("vg: refused: rm"));
  CHECK(ended.said.ends_with(" cannot be judged: no decision within 0 s\n"));
  CHECK(ended.said.find('\033') == std::string::npos);
  CHECK(ended.after >= limit);
}

TEST_CASE("deadline: whatever the caller did with the signal") {
  for (const auto before : {SIG_IGN, SIG_DFL}) {
    const Ended ended = run_alone([before] {
      std::signal(SIGRTMAX, before);
      block(SIGRTMAX);
      const DecisionDeadline deadline("x", limit);
      hang();
    });
    CHECK(WEXITSTATUS(ended.status) == 125);
    const Ended kept = run_alone([before] {
      std::signal(SIGRTMAX, before);
      block(SIGRTMAX);
      { const DecisionDeadline deadline("x", unreached); }
      sigset_t mask;
      ::sigprocmask(SIG_BLOCK, nullptr, &mask);
      ::_exit(std::signal(SIGRTMAX, SIG_DFL) == before && sigismember(&mask, SIGRTMAX) == 1 ? 0 : 1);
    });
    CHECK(kept.status == 0);
  }
}

TEST_CASE("deadline: a decision ends it, a pause stops it") {
  CHECK(run_alone([] {
          const DecisionDeadline deadline("x", reachable);
          DecisionDeadline::decided();
          ::usleep(700'000);
        }).status == 0);
  const Ended ended = run_alone([] {
    const DecisionDeadline deadline("x", reachable);
    {
      const DeadlinePause pause;
      ::usleep(700'000);
    }
    hang();
  });
  CHECK(WEXITSTATUS(ended.status) == 125);
  CHECK(ended.after >= milliseconds(1200));
}

TEST_CASE("deadline: what no handler can end is killed") {
  const Ended ended = run_alone([] {
    const DecisionDeadline deadline("x", reachable);
    block(SIGRTMAX);
    hang();
  });
  CHECK(WIFSIGNALED(ended.status));
  CHECK(WTERMSIG(ended.status) == SIGKILL);
}

TEST_CASE("deadline: the command's own alarm is left alone, and a foreign signal does what it did") {
  const Ended alarmed = run_alone([] {
    ::ualarm(50'000, 0);
    const DecisionDeadline deadline("x", unreached);
    hang();
  });
  CHECK(WTERMSIG(alarmed.status) == SIGALRM);
  const Ended signaled = run_alone([] {
    const DecisionDeadline deadline("x", unreached);
    ::raise(SIGRTMAX);
    hang();
  });
  CHECK(WTERMSIG(signaled.status) == SIGRTMAX);
}

}  // namespace
}  // namespace vg::cli
