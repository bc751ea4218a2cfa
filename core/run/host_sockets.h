// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vg {

/// The paths of bound sockets in `text`, which is /proc/net/unix; relative ones, of which only their makers know where
/// they are, are left out. Source: proc(5).
std::vector<std::string> socket_paths_in(std::string_view text);

/// Sockets of the host that a sandbox would see: those in the directories it has of its own are not. A read-only mount
/// does not keep anybody from connecting: unix(7), connect(2) asks for write permission on the inode alone.
std::vector<std::string> visible_host_sockets();

}  // namespace vg
