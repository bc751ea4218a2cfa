// SPDX-License-Identifier: Apache-2.0
// `vg __exec`: a program start that libvg.so did not let pass by itself.
#include <cstdio>

#include "cli/deadline.h"
#include "cli/entry_points.h"
#include "cli/guarded_run.h"
#include "hook/protocol.h"

namespace vg::cli {
namespace {

struct ShimCall {
  std::string program;
  std::vector<std::string> argv;
};

/// Words as hook/protocol.h lists them. Anything else did not come from this version's shim.
Result<ShimCall> read_call(const std::vector<std::string_view>& words) {
  ShimCall call;
  if (words.empty() || words[0] != hook::protocol)
    return fail("libvg.so speaks another protocol: restart the shell after an update");
  std::size_t i = 1;
  bool empty_argv = false;
  for (; i < words.size() && words[i] != "--"; ++i) {
    const bool has_value = i + 1 < words.size();
    if (words[i] == "--argc0")
      empty_argv = true;
    else if (words[i] == "--exe" && has_value)
      call.program = words[++i];
    else if ((words[i] == "--via" || words[i] == "--execfn" || words[i] == "--entry") && has_value)
      ++i;
    else
      return fail("unknown word from libvg.so: '" + std::string(words[i]) + "'");
  }
  if (i == words.size() || call.program.empty()) return fail("incomplete call from libvg.so");
  call.argv.assign(words.begin() + static_cast<std::ptrdiff_t>(i) + 1, words.end());
  // argc 0 is legal for execve(2); the judge needs a name, and a program given one cannot be harmed by it.
  if (call.argv.empty() || empty_argv) call.argv = {call.program};
  return call;
}

}  // namespace

int exec_entry(const std::vector<std::string_view>& words) {
  auto call = read_call(words);
  if (!call) return report(call.error(), guard_failed_status);
  const DecisionDeadline deadline(call->program);
  int status = 0;
  const auto session = open_or_report(Arguments{}, status);
  if (!session) return status;
  Request request = session->request(EntryPoint::shim);
  request.program = std::move(call->program);
  request.argv = std::move(call->argv);
  return run_guarded(*session, request, {.replace_process = true});
}

}  // namespace vg::cli
