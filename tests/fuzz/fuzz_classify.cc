// SPDX-License-Identifier: Apache-2.0
// Any bytes through parser and classifier: what is found lies in the text, and twice the same.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "core/classify/classify.h"
#include "tests/fuzz/parse_input.h"

namespace {

std::string check(const vg::Command& command) {
  const vg::Findings findings = vg::classify(command);
  for (const vg::Finding& finding : findings.items)
    if (!vg::fuzz::lies_in(finding.span, command.text)) return "a finding outside the text: " + finding.rule;
  if (!command.problems.empty() && findings.risk() == vg::Risk::low) return "what was not understood is low";
  return {};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const vg::Request request = vg::fuzz::request_of({reinterpret_cast<const char*>(bytes), size});
  const vg::Result<vg::Command> command = vg::parse(request);
  if (!command) return 0;
  const std::string failure = check(*command);
  if (!failure.empty()) {
    std::fprintf(stderr, "%s\n", failure.c_str());
    std::abort();
  }
  return 0;
}
