// SPDX-License-Identifier: Apache-2.0
/// Where an operand points, and what stands there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/request.h"
#include "core/classify/arguments.h"

namespace vg::rules {

/// From harmless to fatal, for a verb that deletes or writes.
enum class Area : std::uint8_t {
  device_sink,     ///< /dev/null and its kin
  temporary,       ///< below /tmp, /var/tmp or TMPDIR
  regenerable,     ///< build output, dependency trees, caches inside the workspace
  workspace,       ///< another path inside the workspace
  unknown,         ///< nothing of it is known: "$x"
  temporary_root,  ///< /tmp itself or all it holds
  home_cache,      ///< below ~/.cache
  workspace_root,  ///< the workspace itself, the working directory or all they hold, .git
  empties,         ///< "$x/": the root if x is empty
  outside,         ///< anywhere else, below HOME included
  system_data,     ///< /opt, /srv, /var/lib …: software's, not the user's
  system,          ///< /etc, /usr, /boot …
  fatal,           ///< the root, a home directory, all homes
};

/// What a path is known for. A set.
enum PathKind : std::uint32_t {
  kind_none = 0,
  kind_account = 1u << 0,        ///< account and boot files: /etc/passwd
  kind_block_device = 1u << 1,   ///< /dev/sda
  kind_startup = 1u << 2,        ///< run at login or shell start
  kind_schedule = 1u << 3,       ///< cron tables, units, autostart
  kind_secret = 1u << 4,         ///< keys, tokens, password stores
  kind_public_secret = 1u << 5,  ///< not secret to local programs, yet not for other hosts: /etc/passwd
  kind_guard = 1u << 6,          ///< the guard's state, configuration or program
  kind_agent = 1u << 7,          ///< an agent's configuration and hooks
  kind_git_hook = 1u << 8,
  kind_git_file = 1u << 9,
  kind_package_source = 1u << 10,  ///< .npmrc, pip.conf, apt sources
  kind_trace = 1u << 11,           ///< logs and shell history
  kind_kernel = 1u << 12,          ///< /proc/sys, /sys
  kind_kernel_trigger = 1u << 13,  ///< sysrq-trigger
  kind_process = 1u << 14,         ///< /proc/PID/environ, mem
  kind_ssh = 1u << 15,             ///< ~/.ssh and what is in it
  kind_resolver = 1u << 16,        ///< /etc/hosts, resolv.conf
  kind_personal = 1u << 17,        ///< ~/Documents and the like
  kind_dotfile = 1u << 18,         ///< a dot file directly in HOME or below ~/.config
  kind_authorized_keys = 1u << 19,
  kind_library_preload = 1u << 20,  ///< /etc/ld.so.preload
  kind_sudoers = 1u << 21,
  kind_escape = 1u << 22,  ///< core_pattern, release_agent: what the kernel starts outside a container
};

struct Location {
  Area area = Area::unknown;
  std::uint32_t kinds = kind_none;
  std::string path;       ///< absolute, normalised, resolved; up to the first pattern; empty where unknown
  bool contents = false;  ///< all that is in `path`: "dir/*"
  bool pattern = false;   ///< some of what is in `path`: "dir/*.c"
};

/// Whether the last component itself is followed when it is a symlink: writing does, deleting does not.
enum class Follow : std::uint8_t { last, parents };

class Locator {
 public:
  /// In: `directory` is the working directory at that point of the line, empty where it is not known.
  Locator(const Request& request, std::string_view directory) : request_(request), directory_(directory) {}

  Location locate(const Arg& arg, Follow follow = Follow::last) const;
  /// The same for a path written as text.
  Location locate_text(std::string_view text, bool tilde, Follow follow = Follow::last) const;

 private:
  Location locate_known(std::string_view path, bool contents, bool pattern, Follow follow) const;
  Location locate_partial(const Arg& arg, Follow follow) const;
  Area area_of(std::string_view path, bool contents) const;
  bool is_temporary(std::string_view path, bool* root) const;

  const Request& request_;
  std::string_view directory_;
};

/// Kinds of an absolute path, by the tables. In: `home` without a trailing slash.
std::uint32_t kinds_of(std::string_view path, std::string_view home);
/// The kinds of a secret that the absolute pattern `pattern` may stand for.
std::uint32_t kinds_of_pattern(std::string_view pattern, std::string_view home);

/// node_modules, build, *.pyc: comes back by itself.
bool is_regenerable_name(std::string_view name);

/// Whether `text` matches a pattern of "*" and "?".
bool matches_pattern(std::string_view text, std::string_view pattern);

}  // namespace vg::rules
