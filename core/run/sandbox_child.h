// SPDX-License-Identifier: Apache-2.0
/// The child's side of a process sandbox: from the clone to the payload's first instruction.
#pragma once

#include <linux/filter.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/egress/address.h"
#include "core/plan/plan.h"
#include "core/run/cgroup.h"
#include "core/run/identity.h"
#include "core/run/mount_script.h"
#include "core/run/process_view.h"
#include "core/run/program.h"
#include "core/run/signals.h"
#include "core/run/standard_descriptors.h"

namespace vg {

/// What the supervisor finds out while the child sets up, sent when both are needed.
struct GoAhead {
  std::uint32_t held_limits = 0;  ///< LimitGroup::held()
  std::uint32_t processes = 0;    ///< RLIMIT_NPROC, 0 for none
  std::uint32_t cpus = 0;         ///< how many CPUs to keep to, 0 for all
  std::uint32_t filter_length = 0;
  std::array<sock_filter, 512> filter{};

  std::size_t size() const { return offsetof(GoAhead, filter) + filter_length * sizeof(sock_filter); }
};

/// Where the payload starts. A path longer than the kernel takes at once is walked in pieces.
struct StartDirectory {
  std::vector<std::string> pieces;
  bool is_gone = false;  ///< the caller stands in a deleted directory, and so will the payload
};

/// What the child needs where connections are filtered.
struct EgressScript {
  int channel = -1;  ///< to the broker; -1 where nothing is filtered
  std::uint64_t host_cookie = 0;
  std::vector<Endpoint> host_loopback;
  bool with_ipv6 = false;
  std::string resolver_text;  ///< resolv.conf(5) of the sandbox
  bool is_on() const { return channel >= 0; }
};

/// Everything the child needs, made by the parent. References outlive the child's set-up.
struct SandboxScript {
  const Plan& plan;
  const Program& program;
  const StandardDescriptors& descriptors;
  const SignalGate& gate;
  const LimitGroup& limits;
  IdentityMap identity;
  MountScript mounts;
  DeviceTree devices;
  RunTree run;
  ProcessView processes;
  StartDirectory start;
  const std::vector<sock_filter>& profile;  ///< the user's own filter, for the payload alone; empty for none
  bool has_own_network = true;
  EgressScript egress;
  bool wants_process_view = false;
  int report_socket = -1;      ///< the child's end
  int supervisor_socket = -1;  ///< the other end, closed first
};

/// Runs in the cloned child, PID 1 of its namespace; allocates nothing. Ends the process.
[[noreturn]] void run_sandbox_child(SandboxScript& script);

}  // namespace vg
