// SPDX-License-Identifier: Apache-2.0
/// The sandbox's own /dev and /run, and the empty things that mask others. Everything here but prepare functions runs
/// in the child and allocates nothing.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "core/plan/plan.h"
#include "core/run/stage.h"

namespace vg {

/// The device nodes of the host that a sandbox has.
inline constexpr std::array<const char*, 6> device_names{"null", "zero", "full", "random", "urandom", "tty"};

/// /dev: the nodes above, pts, shm, and the usual links. A terminal on descriptors 0 to 2 is found as /dev/console,
/// because its own name would belong to the host's /dev/pts.
class DeviceTree {
 public:
  /// `terminal`: descriptor of a terminal, or -1.
  explicit DeviceTree(int terminal);
  /// While the host's /dev is still there. Out: 0 or errno.
  int open_sources();
  /// Out: 0 or errno.
  int attach(int root);

 private:
  int fill(int tree) const;

  std::string terminal_path_;
  int terminal_ = -1;
  int terminal_mount_ = -1;
  std::array<int, device_names.size()> nodes_{};
};

/// /run: empty but for what programs cannot do without: the user's runtime directory, and with a network the file that
/// /etc/resolv.conf stands for. Host sockets (docker, D-Bus, ssh-agent, X11 …) so are out of reach.
class RunTree {
 public:
  RunTree(uid_t uid, bool keep_resolver);
  int open_sources();
  int attach(int root);

 private:
  int fill(int tree) const;

  std::string user_directory_;
  std::vector<std::pair<std::string, std::string>> links_;  ///< name, target
  std::string resolver_;                                    ///< below /run, without "/run/"; empty for none
  int resolver_mount_ = -1;
  bool exists_ = false;
  bool var_run_is_directory_ = false;
};

/// An empty read-only file and directory to put over others.
class BlankTree {
 public:
  /// Parks its file system below the sandbox's /dev, which then covers it. Out: 0 or errno.
  int make(int root);
  /// Adds a symlink to be had by link(number). Out: 0 or errno.
  int add_link(std::size_t number, const char* text) const;
  /// Adds a file to be had by text(). Out: 0 or errno.
  int add_text(const char* content, std::size_t length) const;
  /// From here on nothing in it changes. Out: 0 or errno.
  int seal() const;
  /// A detached mount of the empty directory or file. Out: a descriptor, or -errno.
  int directory() const;
  int file() const;
  int link(std::size_t number) const;
  int text() const;

 private:
  int copy(const char* name, unsigned flags) const;
  int tree_ = -1;
};

}  // namespace vg
