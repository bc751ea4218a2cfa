// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <csignal>

#include "core/egress/agent.h"

namespace vg {

/// What the sandbox's PID 1 does while the payload runs: reaps, relays signals that come from outside, reports stops.
/// It is not dumpable, lives under a filter and holds no capability (with an agent one, which means nothing outside the
/// sandbox), so that nothing can be gained by attacking it. When the payload has ended it reports how and ends itself;
/// the kernel then ends every process that is left, background children included (they do not outlive the command in
/// this version). `agent`: answers the payload's socket calls; nullptr where nobody asks.
[[noreturn]] void run_init(pid_t payload, int report_socket, EgressAgent* agent);

/// Signals that came before there was a payload to take them: passed on by `forward_early_signals` once there is one.
sigset_t take_early_signals();
void forward_early_signals(const sigset_t& early, pid_t payload);

}  // namespace vg
