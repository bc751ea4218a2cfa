// SPDX-License-Identifier: Apache-2.0
#include "core/plan/levels.h"

#include <linux/capability.h>

#include <array>

namespace vg {
namespace {

constexpr std::uint64_t mebibyte = 1ULL << 20;

constexpr std::uint64_t cap(int number) {
  return 1ULL << number;
}

/// What docker and podman leave a container by default. Source: moby profiles, containers.conf(5).
constexpr std::uint64_t container_default = cap(CAP_CHOWN) | cap(CAP_DAC_OVERRIDE) | cap(CAP_FSETID) | cap(CAP_FOWNER) |
                                            cap(CAP_MKNOD) | cap(CAP_NET_RAW) | cap(CAP_SETGID) | cap(CAP_SETUID) |
                                            cap(CAP_SETFCAP) | cap(CAP_SETPCAP) | cap(CAP_NET_BIND_SERVICE) |
                                            cap(CAP_SYS_CHROOT) | cap(CAP_KILL) | cap(CAP_AUDIT_WRITE);
constexpr std::uint64_t package_managers =
    cap(CAP_CHOWN) | cap(CAP_DAC_OVERRIDE) | cap(CAP_FOWNER) | cap(CAP_SETGID) | cap(CAP_SETUID);

constexpr std::array<LevelRow, 4> levels{{
    {Level::permissive, NetworkMode::full, true, 2048 * mebibyte, 2.0, 0, container_default, std::chrono::seconds(0),
     true, true, true},
    {Level::balanced, NetworkMode::restricted, true, 1024 * mebibyte, 1.0, 0, package_managers, std::chrono::seconds(0),
     true, true, true},
    {Level::strict, NetworkMode::restricted, false, 512 * mebibyte, 0.5, 100, 0, std::chrono::seconds(300), false,
     false, true},
    {Level::paranoid, NetworkMode::none, false, 256 * mebibyte, 0.25, 50, 0, std::chrono::seconds(300), false, false,
     false},
}};

/// "A higher level never allows more."
constexpr bool narrows() {
  for (std::size_t i = 0; i < levels.size(); ++i) {
    if (static_cast<std::size_t>(levels[i].level) != i) return false;
    if (i == 0) continue;
    const LevelRow& looser = levels[i - 1];
    const LevelRow& row = levels[i];
    if (row.network > looser.network || row.writable_layer > looser.writable_layer || row.memory > looser.memory ||
        row.cpus > looser.cpus || (row.capabilities & ~looser.capabilities) != 0 ||
        row.whole_environment > looser.whole_environment || row.home_visible > looser.home_visible ||
        row.caches_writable > looser.caches_writable)
      return false;
    if (looser.pids != 0 && (row.pids == 0 || row.pids > looser.pids)) return false;
  }
  return true;
}
static_assert(narrows());

}  // namespace

const LevelRow& level_row(Level level) {
  return levels[static_cast<std::size_t>(level)];
}

}  // namespace vg
