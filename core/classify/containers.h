// SPDX-License-Identifier: Apache-2.0
/// What a container is given of the host, wherever that is written: options of run, a compose file.
#pragma once

#include "core/classify/judge.h"

namespace vg::rules {

struct RunTraits {
  bool host_root = false;   ///< "/" or a system tree inside the container
  bool open = false;        ///< privileged, host namespaces, the daemon's socket
  std::size_t payload = 0;  ///< first word behind the image
};

/// One bind mount, by its source on the host. In: `option` for its place in the line.
void judge_bind_source(Judge& judge, const Start& start, const Arg& option, std::string_view source, RunTraits& traits);
/// A capability that leaves no wall.
bool is_strong_capability(std::string_view name);
/// The findings for what was read.
void add_run_findings(Judge& judge, const Start& start, const RunTraits& traits, bool far_daemon);

/// The compose files that `args` (the words from "compose" or the program on) name or imply.
void judge_compose_files(Judge& judge, const Start& start, const Args& args);
/// The manifests that kubectl is to apply. In: `file`: the value of -f
void judge_manifest(Judge& judge, const Start& start, const Arg& file);

}  // namespace vg::rules
