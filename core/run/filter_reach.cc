// SPDX-License-Identifier: Apache-2.0
#include "core/run/filter_reach.h"

#include <linux/bpf_common.h>
#include <linux/seccomp.h>

#include <cstddef>
#include <optional>
#include <vector>

namespace vg {
namespace {

/// What is known when an instruction is reached.
struct Known {
  bool is_reached = false;
  std::optional<std::uint32_t> accumulator;  ///< empty: depends on arguments
};

class Walk {
 public:
  Walk(std::span<const sock_filter> program, std::uint32_t architecture, int syscall)
      : program_(program), architecture_(architecture), syscall_(syscall), known_(program.size()) {}

  bool passes() {
    if (program_.empty()) return true;
    known_[0].is_reached = true;
    known_[0].accumulator = 0;
    // Every jump goes forward, so that one pass sees all that leads to an instruction before it.
    for (std::size_t at = 0; at < program_.size(); ++at)
      if (known_[at].is_reached && step(at)) return true;
    return false;
  }

 private:
  void reach(std::size_t at, std::optional<std::uint32_t> accumulator) {
    if (at >= known_.size()) return;
    Known& there = known_[at];
    if (there.is_reached && there.accumulator != accumulator) accumulator.reset();
    there = {true, accumulator};
  }

  std::optional<std::uint32_t> loaded(std::uint32_t offset) const {
    if (offset == offsetof(seccomp_data, nr)) return static_cast<std::uint32_t>(syscall_);
    if (offset == offsetof(seccomp_data, arch)) return architecture_;
    return std::nullopt;
  }

  void jump(std::size_t at, const sock_filter& instruction, std::optional<std::uint32_t> value) {
    const std::uint32_t k = instruction.k;
    const bool compares_constant = BPF_SRC(instruction.code) == BPF_K;
    std::optional<bool> holds;
    if (value && compares_constant) {
      switch (BPF_OP(instruction.code)) {
        case BPF_JEQ: holds = *value == k; break;
        case BPF_JGT: holds = *value > k; break;
        case BPF_JGE: holds = *value >= k; break;
        case BPF_JSET: holds = (*value & k) != 0; break;
        default: break;
      }
    }
    if (!holds || *holds) reach(at + 1 + instruction.jt, value);
    if (!holds || !*holds) reach(at + 1 + instruction.jf, value);
  }

  /// Out: whether this instruction lets the call pass.
  bool step(std::size_t at) {
    const sock_filter& instruction = program_[at];
    const std::optional<std::uint32_t> value = known_[at].accumulator;
    switch (BPF_CLASS(instruction.code)) {
      case BPF_RET: {
        const std::uint32_t action = instruction.k & SECCOMP_RET_ACTION_FULL;
        return BPF_RVAL(instruction.code) != BPF_K || action == SECCOMP_RET_ALLOW || action == SECCOMP_RET_LOG;
      }
      case BPF_JMP:
        if (BPF_OP(instruction.code) == BPF_JA)
          reach(at + 1 + instruction.k, value);
        else
          jump(at, instruction, value);
        return false;
      case BPF_LD:
        reach(at + 1, BPF_MODE(instruction.code) == BPF_ABS ? loaded(instruction.k) : std::nullopt);
        return false;
      case BPF_ST:
      case BPF_STX:
      case BPF_LDX: reach(at + 1, value); return false;
      default: reach(at + 1, std::nullopt); return false;
    }
  }

  std::span<const sock_filter> program_;
  std::uint32_t architecture_;
  int syscall_;
  std::vector<Known> known_;
};

}  // namespace

bool may_pass(std::span<const sock_filter> program, std::uint32_t architecture, int syscall) {
  return Walk(program, architecture, syscall).passes();
}

}  // namespace vg
