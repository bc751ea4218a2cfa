// SPDX-License-Identifier: Apache-2.0
/// What works on this machine, found out by doing it.
#pragma once

#include <string>
#include <vector>

#include "core/run/limit_means.h"

namespace vg {

struct Probe {
  bool process_runtime = false;  ///< a sandbox was made and a program start was tried in it
  std::string process_problem;   ///< why not, first line; the hint behind a newline
  bool second_tier = false;      ///< Landlock and seccomp hold what they can, because namespaces are refused
  bool writable_layer = false;
  std::string layer_problem;
  bool nested_denied = false;  ///< walls of strict and above
  LimitMeansKind memory = LimitMeansKind::nothing;
  LimitMeansKind pids = LimitMeansKind::nothing;
  LimitMeansKind cpus = LimitMeansKind::nothing;
  bool filtered_network = false;  ///< network mode restricted
  std::string network_problem;
  bool abstract_sockets_scoped = false;
  std::string podman;  ///< path, empty where it is not installed
  std::string docker;
};

/// `layers`: existing private directory of the caller for a throw-away layer; empty: not tried.
/// `search_path`: PATH, for the container engines.
Probe probe_runtimes(const std::string& layers, const std::string& search_path);

}  // namespace vg
