// SPDX-License-Identifier: Apache-2.0
/// What starting /bin/true costs bare, with an empty preloaded object, and with libvg.so.
///   exec_cost [--rounds N] [--count N] NAME=LIBRARY…      (an empty LIBRARY: none)
/// Each round runs every variant once, so that a busy machine disturbs all of them alike. A variant's own process is
/// preloaded too: the figure holds the hook in the parent and the constructor in the child.
/// Out: microseconds per start and wait: the least mean of a round, and the least single start.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

struct Figure {
  double least_mean = std::numeric_limits<double>::max();
  double least = std::numeric_limits<double>::max();

  void take(const Figure& other) {
    least_mean = std::min(least_mean, other.least_mean);
    least = std::min(least, other.least);
  }
};

struct Variant {
  std::string name;
  std::string library;
  Figure spawn;
  Figure fork;
};

bool start_and_wait(bool by_fork) {
  static char name[] = "true";
  static char* const argv[] = {name, nullptr};
  pid_t pid = -1;
  if (by_fork) {
    pid = ::fork();
    if (pid == 0) {
      ::execve("/bin/true", argv, environ);
      ::_exit(127);
    }
  } else if (::posix_spawn(&pid, "/bin/true", nullptr, nullptr, argv, environ) != 0) {
    return false;
  }
  int status = -1;
  return pid > 0 && ::waitpid(pid, &status, 0) == pid && status == 0;
}

Figure measure(int count, bool by_fork) {
  Figure figure;
  const auto begin = Clock::now();
  for (int i = 0; i < count; ++i) {
    const auto before = Clock::now();
    if (!start_and_wait(by_fork)) std::exit(1);
    figure.least = std::min(figure.least, std::chrono::duration<double, std::micro>(Clock::now() - before).count());
  }
  figure.least_mean = std::chrono::duration<double, std::micro>(Clock::now() - begin).count() / count;
  return figure;
}

/// In the variant's own process: both figures, as text.
int work(int count) {
  const Figure spawn = measure(count, false);
  const Figure fork = measure(count, true);
  std::printf("%f %f %f %f\n", spawn.least_mean, spawn.least, fork.least_mean, fork.least);
  return 0;
}

bool run_round(const char* self, int count, Variant& variant) {
  std::string command = "env -u LD_PRELOAD ";
  if (!variant.library.empty()) command += "LD_PRELOAD='" + variant.library + "' ";
  command += "'" + std::string(self) + "' --worker " + std::to_string(count);
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return false;
  Figure spawn;
  Figure fork;
  const int read = std::fscanf(pipe, "%lf %lf %lf %lf", &spawn.least_mean, &spawn.least, &fork.least_mean, &fork.least);
  if (::pclose(pipe) != 0 || read != 4) return false;
  variant.spawn.take(spawn);
  variant.fork.take(fork);
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  int rounds = 5;
  int count = 2000;
  std::vector<Variant> variants;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const std::size_t equals = word.find('=');
    if (word == "--worker" && i + 1 < argc) return work(std::atoi(argv[i + 1]));
    if (word == "--rounds" && i + 1 < argc)
      rounds = std::atoi(argv[++i]);
    else if (word == "--count" && i + 1 < argc)
      count = std::atoi(argv[++i]);
    else if (equals != std::string::npos)
      variants.push_back({word.substr(0, equals), word.substr(equals + 1), {}, {}});
  }
  if (variants.empty() || rounds <= 0 || count <= 0) {
    std::fprintf(stderr, "exec_cost [--rounds N] [--count N] NAME=LIBRARY...\n");
    return 2;
  }
  for (int round = 0; round < rounds; ++round)
    for (Variant& variant : variants)
      if (!run_round(argv[0], count, variant)) {
        std::fprintf(stderr, "exec_cost: %s: a start failed\n", variant.name.c_str());
        return 1;
      }
  std::printf("%-10s %18s %18s %18s %18s\n", "us/start", "spawn mean", "spawn least", "fork mean", "fork least");
  for (const Variant& v : variants)
    std::printf("%-10s %18.1f %18.1f %18.1f %18.1f\n", v.name.c_str(), v.spawn.least_mean, v.spawn.least,
                v.fork.least_mean, v.fork.least);
  return 0;
}
