// SPDX-License-Identifier: Apache-2.0
/// The built-in rules in packs, which a configuration switches by name.
#pragma once

#include <array>
#include <string_view>

namespace vg {

struct PackRow {
  std::string_view name;
  std::string_view families;    ///< space-separated; every family of rules is in one pack
  std::string_view needed_for;  ///< why it cannot be switched off; empty where it can
  std::string_view help;
};

// What hides or carries code stays on: with it off, a command could be written so that no other pack sees it.
inline constexpr auto rule_packs = std::to_array<PackRow>({
    {"guard", "guard host", "it protects the guard itself", "the guard's own state and hooks"},
    {"files", "fs_delete fs_overwrite fs_perm", "it protects the system and home directories",
     "deleting, overwriting and opening files"},
    {"disks", "disk", "it protects disks", "disks, partitions and file systems"},
    {"hidden-code", "obfuscation unicode parse interp exec shell_escape env_hijack pipe_shell revshell",
     "the other packs see only what it uncovers", "code that is hidden, fetched or carried by other programs"},
    {"git", "git", "", "version control: work and history that would be lost"},
    {"packages", "pkg_install pkg_remove", "", "installing and removing packages"},
    {"publishing", "pkg_publish", "", "publishing packages"},
    {"databases", "database", "", "database clients"},
    {"containers", "container", "", "containers, images and volumes"},
    {"kubernetes", "k8s", "", "clusters"},
    {"cloud", "cloud", "", "accounts and resources of cloud providers"},
    {"infrastructure", "iac", "", "infrastructure as code and configuration management"},
    {"platforms", "platform backup messaging", "", "hosting platforms, backups and message brokers"},
    {"secret-stores", "secrets", "", "vaults and secret managers"},
    {"credentials", "credentials exfil", "", "reading keys and sending files away"},
    {"network", "network remote", "", "firewalls, open ports and other hosts"},
    {"system", "kernel services process privesc persistence forkbomb", "",
     "root, services, processes, the kernel and what runs at login"},
});

constexpr const PackRow* find_pack(std::string_view name) {
  for (const PackRow& row : rule_packs)
    if (row.name == name) return &row;
  return nullptr;
}

/// Index in rule_packs of the pack of a family of rules; their number for no such family.
constexpr std::size_t pack_index_of(std::string_view family) {
  for (std::size_t i = 0; i < rule_packs.size(); ++i) {
    for (std::string_view rest = rule_packs[i].families; !rest.empty();) {
      const std::size_t space = rest.find(' ');
      if (rest.substr(0, space) == family) return i;
      rest = space == std::string_view::npos ? std::string_view{} : rest.substr(space + 1);
    }
  }
  return rule_packs.size();
}

/// The pack of a family of rules; nullptr for no such family.
constexpr const PackRow* pack_of_family(std::string_view family) {
  const std::size_t index = pack_index_of(family);
  return index < rule_packs.size() ? &rule_packs[index] : nullptr;
}

}  // namespace vg
