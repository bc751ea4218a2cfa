// SPDX-License-Identifier: Apache-2.0
// Real processes at the guard's files: many writers at once lose nothing, and killing writers at any moment leaves
// valid files with exact counts.
//
//   stress [WRITERS UPDATES TRUST_UPDATES KILLS]
//
// Prints its figures; exits 1 at the first thing that is not as it should be.
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "core/base/file.h"
#include "core/parse/parse.h"
#include "core/record/audit.h"
#include "core/record/metrics.h"
#include "core/record/recorder.h"
#include "core/trust/codes.h"
#include "core/trust/store.h"
#include "tests/unit/record/events.h"

using namespace vg;
using namespace vg::test;

namespace {

constexpr int killed_writers = 8;  ///< at work at once while some are killed
constexpr std::size_t most_lives = 8192;

struct Sizes {
  int writers = 64;
  int updates = 200;
  int trust_updates = 12;
  int kills = 500;
};

/// What one process says about itself before and after each update, in memory that outlives it.
struct Life {
  std::atomic<std::uint64_t> started;
  std::atomic<std::uint64_t> done;
};

class Lives {
 public:
  Lives() {
    void* memory =
        ::mmap(nullptr, sizeof(Life) * most_lives, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) std::abort();
    lives_ = static_cast<Life*>(memory);
  }
  ~Lives() { ::munmap(lives_, sizeof(Life) * most_lives); }
  Lives(const Lives&) = delete;
  Lives& operator=(const Lives&) = delete;
  Life& operator[](std::size_t index) const { return lives_[index]; }

 private:
  Life* lives_;
};

[[noreturn]] void stop(const std::string& what) {
  std::printf("FAILED: %s\n", what.c_str());
  std::exit(1);
}

void expect(bool truth, const std::string& what) {
  if (!truth) stop(what);
}

template <typename T>
T value_of(Result<T> result) {
  if (!result) stop(result.error().message());
  return std::move(*result);
}

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// `echo LIFE NUMBER` as a command of its own.
struct EchoCommand {
  Request request;
  EchoCommand(std::size_t life, std::uint64_t number) {
    auto files = std::make_shared<FakeFileView>();
    files->files["/usr/bin/echo"] = "";
    request.argv = {"echo", std::to_string(life), std::to_string(number)};
    request.working_directory = "/home/ann";
    request.environment.set("PATH", "/usr/bin");
    request.now = test_time;
    request.files = files;
  }
  Command command() const { return value_of(parse(request)); }
};

using Update = std::function<void(const std::string& directory, std::size_t life, std::uint64_t number)>;

void update_metrics(const std::string& directory, std::size_t, std::uint64_t) {
  expect(value_of(count_event(metrics_path(directory), contained_event())).empty(), "metrics had to begin anew");
}

void update_audit(const std::string& directory, std::size_t, std::uint64_t) {
  const auto appended = append_audit(audit_path(directory), contained_event());
  if (!appended) stop(appended.error().message());
}

void add_trust(const std::string& directory, std::size_t life, std::uint64_t number) {
  const EchoCommand echo(life, number);
  TrustStore store = value_of(TrustStore::open(directory + "/trust.json"));
  value_of(store.add(echo.command(), {}));
  expect(store.kept_aside().empty(), "the trust store was found damaged");
}

/// Even numbers add an entry, odd ones remove it.
void add_and_remove_trust(const std::string& directory, std::size_t life, std::uint64_t number) {
  if (number % 2 == 0) return add_trust(directory, life, number / 2);
  TrustStore store = value_of(TrustStore::open(directory + "/trust.json"));
  const std::string text = "echo " + std::to_string(life) + " " + std::to_string(number / 2);
  expect(value_of(store.remove(text, test_time)).size() == 1, "an entry that was added is not there: " + text);
}

pid_t start(const std::function<void()>& work) {
  const pid_t pid = ::fork();
  if (pid < 0) stop("cannot fork");
  if (pid > 0) return pid;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  work();
  std::fflush(stdout);
  ::_exit(0);
}

void wait_for(pid_t pid) {
  int status = 0;
  expect(::waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0, "a writer failed");
}

/// Microseconds per update.
double run_writers(const std::string& directory, int writers, int updates, const Update& update) {
  const auto begin = std::chrono::steady_clock::now();
  std::vector<pid_t> pids;
  for (int writer = 0; writer < writers; ++writer)
    pids.push_back(start([&] {
      for (int i = 0; i < updates; ++i)
        update(directory, static_cast<std::size_t>(writer), static_cast<std::uint64_t>(i));
    }));
  for (const pid_t pid : pids) wait_for(pid);
  const double seconds = seconds_since(begin);
  std::printf("  %d processes x %d updates in %.2f s, %.0f us each\n", writers, updates, seconds,
              seconds * 1e6 / (static_cast<double>(writers) * updates));
  return seconds;
}

struct KillTotals {
  std::size_t lives = 0;
  std::uint64_t done = 0;
  std::uint64_t started = 0;
};

/// Keeps `killed_writers` writing, kills one of them at a random moment, `kills` times; `check` after each.
KillTotals kill_writers(const std::string& directory, int kills, const Lives& lives, const Update& update,
                        const std::function<void(int)>& check) {
  std::mt19937 random(static_cast<unsigned>(::getpid()));
  std::size_t next_life = 0;
  const auto begin_life = [&] {
    const std::size_t life = next_life++;
    expect(life < most_lives, "too many lives");
    return start([&, life] {
      for (std::uint64_t number = 0;; ++number) {
        lives[life].started = number + 1;
        update(directory, life, number);
        lives[life].done = number + 1;
        ::usleep(150);  // leaves time to those that check
      }
    });
  };
  const auto end_life = [](pid_t pid) {
    int status = 0;
    ::kill(pid, SIGKILL);
    expect(::waitpid(pid, &status, 0) == pid, "a writer is gone");
    expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, "a writer stopped by itself");
  };
  std::array<pid_t, killed_writers> pids{};
  for (pid_t& pid : pids) pid = begin_life();
  for (int kill = 1; kill <= kills; ++kill) {
    ::usleep(static_cast<useconds_t>(200 + random() % 3000));
    pid_t& victim = pids[random() % pids.size()];
    end_life(victim);
    check(kill);
    victim = begin_life();
  }
  for (const pid_t pid : pids) end_life(pid);
  KillTotals totals{next_life, 0, 0};
  for (std::size_t life = 0; life < next_life; ++life) {
    totals.done += lives[life].done;
    totals.started += lives[life].started;
  }
  expect(totals.started - totals.done <= static_cast<std::uint64_t>(kills + killed_writers), "more than one in flight");
  return totals;
}

void expect_between(std::uint64_t count, const KillTotals& totals, const std::string& what) {
  std::printf("  %zu writers killed; finished updates %llu, counted %llu, begun %llu\n", totals.lives,
              static_cast<unsigned long long>(totals.done), static_cast<unsigned long long>(count),
              static_cast<unsigned long long>(totals.started));
  expect(totals.done <= count && count <= totals.started, what + " are not exact up to the killed ones");
}

std::size_t count_leftovers(const std::string& directory) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    const std::string name = entry.path().filename();
    expect(name.find(".bad-") == std::string::npos, "a file was found damaged: " + name);
    if (name.find(".new-") != std::string::npos) ++count;
  }
  return count;
}

void test_metrics(const std::string& directory, const Sizes& sizes) {
  std::puts("metrics");
  run_writers(directory, sizes.writers, sizes.updates, update_metrics);
  const auto expected = static_cast<std::uint64_t>(sizes.writers) * static_cast<std::uint64_t>(sizes.updates);
  const Metrics before = value_of(read_metrics(metrics_path(directory)));
  expect(before.totals.total == expected && before.totals.sandbox == expected, "metrics were lost");
  const Lives lives;
  const KillTotals totals = kill_writers(directory, sizes.kills, lives, update_metrics, [&](int) {
    expect(value_of(read_metrics(metrics_path(directory))).history.size() <= metrics_history_length,
           "history too long");
  });
  expect_between(value_of(read_metrics(metrics_path(directory))).totals.total - expected, totals, "metrics");
}

void test_audit(const std::string& directory, const Sizes& sizes) {
  std::puts("audit log");
  run_writers(directory, sizes.writers, sizes.updates, update_audit);
  const auto expected = static_cast<std::uint64_t>(sizes.writers) * static_cast<std::uint64_t>(sizes.updates);
  const VerifyReport before = value_of(verify_audit(audit_path(directory)));
  expect(before.is_intact() && before.lines == expected && before.torn == 0, "records were lost");
  const auto check = [&] {
    VerifyReport report = value_of(verify_audit(audit_path(directory)));
    expect(report.is_intact(), "line " + std::to_string(report.first_bad_line) + " " + report.problem);
    return report;
  };
  const Lives lives;
  const KillTotals totals = kill_writers(directory, sizes.kills, lives, update_audit, [&](int kill) {
    expect(value_of(recent_decisions(audit_path(directory), 1)).size() == 1, "the last record is not found");
    if (kill % 100 == 0) check();
  });
  const VerifyReport after = check();
  expect_between(after.lines - expected - after.torn, totals, "audit records");
}

void test_trust(const std::string& directory, const Sizes& sizes) {
  std::puts("trust store");
  const std::string path = directory + "/trust.json";
  run_writers(directory, sizes.writers, sizes.trust_updates, add_trust);
  TrustStore store = value_of(TrustStore::open(path));
  const auto expected = static_cast<std::size_t>(sizes.writers) * static_cast<std::size_t>(sizes.trust_updates);
  expect(store.problem().empty() && store.entries().size() == expected, "trust entries were lost");
  std::filesystem::remove(path);

  const Lives lives;
  const KillTotals totals = kill_writers(directory, sizes.kills, lives, add_and_remove_trust, [&](int) {
    const TrustStore now = value_of(TrustStore::open(path));
    expect(now.problem().empty(), now.problem());
  });
  std::set<std::string> present;
  const TrustStore after = value_of(TrustStore::open(path));
  for (const TrustEntry& entry : after.entries()) expect(present.insert(entry.text).second, "an entry is there twice");
  std::size_t explained = 0;
  for (std::size_t life = 0; life < totals.lives; ++life) {
    const std::uint64_t done = lives[life].done;
    const bool in_flight = lives[life].started != done;
    // After an even number of updates the last entry was removed again; the next update, if it began, adds one more.
    const bool is_there = present.contains("echo " + std::to_string(life) + " " + std::to_string(done / 2));
    expect(is_there == (done % 2 == 1) || in_flight, "an entry was lost, or a removed one is back");
    if (is_there) ++explained;
  }
  expect(explained == present.size(), "entries that nobody should have left");
  std::printf("  %zu writers killed; %llu updates, all entries accounted for\n", totals.lives,
              static_cast<unsigned long long>(totals.done));
}

/// Of many that try at once, exactly one gets what a person allowed once.
void test_codes(const std::string& directory, const Sizes& sizes) {
  std::puts("codes");
  constexpr int rounds = 20;
  const Refusal refusal{std::string(64, 'a'), "sudo x", "/home/ann", {7, 9}, "high", "why"};
  for (int round = 0; round < rounds; ++round) {
    PendingRefusals refusals(directory + "/pending.json");
    value_of(refusals.arm(value_of(refusals.register_refusal(refusal, test_time)), test_time));
    const Lives lives;
    std::vector<pid_t> pids;
    for (int i = 0; i < sizes.writers / 4; ++i)
      pids.push_back(start([&] {
        PendingRefusals mine(directory + "/pending.json");
        if (value_of(mine.take(refusal.key, refusal.working_directory, refusal.session, test_time))) ++lives[0].done;
      }));
    for (const pid_t pid : pids) wait_for(pid);
    expect(lives[0].done == 1, "taken " + std::to_string(lives[0].done) + " times");
  }
  std::printf("  %d rounds of %d processes: one each\n", rounds, sizes.writers / 4);
}

}  // namespace

int main(int argc, char** argv) {
  Sizes sizes;
  int* const fields[] = {&sizes.writers, &sizes.updates, &sizes.trust_updates, &sizes.kills};
  for (int i = 1; i < argc && i <= 4; ++i) *fields[i - 1] = std::atoi(argv[i]);
  char directory[] = "/tmp/vg-stress-XXXXXX";
  if (::mkdtemp(directory) == nullptr) stop("cannot make a directory");
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const auto begin = std::chrono::steady_clock::now();
  test_metrics(directory, sizes);
  test_audit(directory, sizes);
  test_trust(directory, sizes);
  test_codes(directory, sizes);
  const std::size_t leftovers = count_leftovers(directory);
  expect(leftovers <= 4, std::to_string(leftovers) + " leftovers of killed writers");
  std::printf("all in %.1f s\n", seconds_since(begin));
  std::filesystem::remove_all(directory);
  return 0;
}
