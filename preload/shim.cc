// SPDX-License-Identifier: Apache-2.0
#include "preload/shim.h"

#include <errno.h>

#include "preload/home_directory.h"
#include "preload/memory.h"
#include "preload/system_calls.h"

namespace vg::preload {
namespace {

const char* const no_words[] = {nullptr};
constexpr Size shown_limit = 160;
constexpr Size path_limit = 4096;  ///< PATH_MAX, limits.h

}  // namespace

constinit Shim shim;

CurrentDirectory::CurrentDirectory() {
  char* path = room_.reserve(small);
  long size = sys_getcwd(path, small);
  if (size == -ERANGE) {
    path = room_.reserve(path_limit);
    size = path != nullptr ? sys_getcwd(path, path_limit) : -ENOMEM;
  }
  // The kernel has written it; clang-tidy does not see through the assembler.
  // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult)
  if (size > 0 && path[0] == '/') path_ = path;
}

GateAnswer judge(const GateInput& input) {
  GateAnswer answer = gate(input);
  if (answer == GateAnswer::ask && gate_needs_home(input)) {
    const HomeDirectory home(shim.uid);
    GateInput more = input;
    more.home = home.path();
    if (more.home != nullptr) answer = gate(more);
  }
  return answer == GateAnswer::harmless && shim.policy.asks_in(input.working_directory) ? GateAnswer::ask : answer;
}

[[gnu::noinline]] GateAnswer judge_start(const char* path, Words argv, Words envp, bool here) {
  const CurrentDirectory directory;
  return judge({path, argv != nullptr ? argv : no_words, nullptr, envp != nullptr ? envp : no_words,
                here ? directory.path() : nullptr});
}

void report_refusal(const char* program, const char* why) {
  char shown[shown_limit + 1];
  Size n = 0;
  for (; program[n] != '\0' && n < shown_limit; ++n) {
    const char c = program[n];
    shown[n] = c < ' ' || c == '\177' ? '?' : c;  // a terminal must not obey a file name
  }
  shown[n] = '\0';
  char line[448];
  TextWriter writer(line, sizeof line);
  writer.add("vg: refused: ").add(shown, n).add(" cannot be judged: ").add(why).add("\n");
  sys_write(2, line, writer.used());  // one call, so that lines of several processes do not mix
}

}  // namespace vg::preload
