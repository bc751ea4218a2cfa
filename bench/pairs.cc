// SPDX-License-Identifier: Apache-2.0
// Times commands in turn, so that a change of the machine's mood touches all alike.
// Use: pairs COUNT NAME COMMAND... ::: NAME COMMAND... [::: ...]; the first is compared with each other one.
// Out: median and quartiles in milliseconds, and the median of the ratios within each round.
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

namespace {

struct Contender {
  std::string name;
  std::vector<char*> argv;
  std::vector<double> milliseconds;
};

double run_once(const Contender& contender) {
  const auto start = std::chrono::steady_clock::now();
  pid_t pid = 0;
  int status = 0;
  if (::posix_spawnp(&pid, contender.argv[0], nullptr, nullptr, contender.argv.data(), environ) != 0 ||
      ::waitpid(pid, &status, 0) != pid || status != 0) {
    std::fprintf(stderr, "%s failed (%d)\n", contender.name.c_str(), status);
    std::exit(1);
  }
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

double quantile(std::vector<double> values, double part) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

std::vector<Contender> read_contenders(int argc, char** argv) {
  std::vector<Contender> contenders;
  for (int i = 2; i < argc; ++i) {
    Contender& contender = contenders.emplace_back();
    contender.name = argv[i];
    for (++i; i < argc && std::strcmp(argv[i], ":::") != 0; ++i) contender.argv.push_back(argv[i]);
    if (contender.argv.empty()) {
      std::fprintf(stderr, "%s: no command\n", contender.name.c_str());
      std::exit(2);
    }
    contender.argv.push_back(nullptr);
  }
  return contenders;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Contender> contenders = read_contenders(argc, argv);
  const int rounds = argc > 1 ? static_cast<int>(std::strtol(argv[1], nullptr, 10)) : 0;
  if (rounds < 1 || contenders.empty()) {
    std::fprintf(stderr, "use: pairs COUNT NAME COMMAND... [::: NAME COMMAND...]...\n");
    return 2;
  }
  for (Contender& contender : contenders) run_once(contender);  // not counted: caches
  for (int round = 0; round < rounds; ++round)
    for (Contender& contender : contenders) contender.milliseconds.push_back(run_once(contender));
  for (const Contender& contender : contenders) {
    std::printf("%-14s %8.3f ms  (%.3f to %.3f)", contender.name.c_str(), quantile(contender.milliseconds, 0.5),
                quantile(contender.milliseconds, 0.25), quantile(contender.milliseconds, 0.75));
    if (&contender != &contenders[0]) {
      std::vector<double> ratios;
      for (std::size_t i = 0; i < contender.milliseconds.size(); ++i)
        ratios.push_back(contenders[0].milliseconds[i] / contender.milliseconds[i]);
      std::printf("  %s / %s = %.3f", contenders[0].name.c_str(), contender.name.c_str(), quantile(ratios, 0.5));
    }
    std::printf("\n");
  }
  return 0;
}
