// SPDX-License-Identifier: Apache-2.0
// Which files are known for what. One row per path; the first column says from where the pattern counts.
#include <array>
#include <cstdint>
#include <span>

#include "core/base/path.h"
#include "core/classify/location.h"

namespace vg::rules {
namespace {

enum class From : std::uint8_t {
  root,      ///< absolute
  home,      ///< below any home directory
  name,      ///< the last component, anywhere
  any_name,  ///< the same, for a pattern that starts with "*"
  part,      ///< any two or more components, anywhere: ".git/hooks"
};

struct KindRow {
  From from;
  std::string_view pattern;  ///< "*" and "?" as in a shell, "*" crossing slashes; "x/" means x and all below it
  std::uint32_t kinds;
};

constexpr auto rows = std::to_array<KindRow>({
    {From::root, "/etc/passwd", kind_account | kind_public_secret},
    {From::root, "/etc/passwd-", kind_account | kind_public_secret},
    {From::root, "/etc/shadow", kind_account | kind_secret},
    {From::root, "/etc/shadow-", kind_account | kind_secret},
    {From::root, "/etc/gshadow", kind_account | kind_secret},
    {From::root, "/etc/group", kind_account},
    {From::root, "/etc/sudoers", kind_account | kind_secret | kind_sudoers},
    {From::root, "/etc/sudoers.d/", kind_account | kind_secret | kind_sudoers},
    {From::root, "/etc/fstab", kind_account},
    {From::root, "/etc/crypttab", kind_account},
    {From::root, "/etc/pam.d/", kind_account},
    {From::root, "/etc/ld.so.preload", kind_account | kind_library_preload},
    {From::root, "/etc/ssh/ssh_host_*_key", kind_secret},
    {From::root, "/etc/ssl/private/", kind_secret},
    {From::root, "/etc/krb5.keytab", kind_secret},
    {From::root, "/run/secrets/", kind_secret},
    {From::root, "/var/run/secrets/", kind_secret},
    {From::root, "/etc/kubernetes/admin.conf", kind_secret},
    {From::root, "/etc/rancher/k3s/k3s.yaml", kind_secret},
    {From::root, "/etc/letsencrypt/live/", kind_secret},
    {From::root, "/etc/wireguard/", kind_secret},
    {From::root, "/etc/cron*", kind_schedule},
    {From::root, "/var/spool/cron*", kind_schedule},
    {From::root, "/etc/systemd/system/", kind_schedule},
    {From::root, "/usr/lib/systemd/system/", kind_schedule},
    {From::root, "/etc/init.d/", kind_schedule},
    {From::root, "/etc/rc.local", kind_schedule},
    {From::root, "/etc/xdg/autostart/", kind_schedule},
    {From::root, "/etc/profile", kind_startup},
    {From::root, "/etc/profile.d/", kind_startup},
    {From::root, "/etc/bash.bashrc", kind_startup},
    {From::root, "/etc/zsh/", kind_startup},
    {From::root, "/etc/environment", kind_startup},
    {From::root, "/etc/hosts", kind_resolver},
    {From::root, "/etc/resolv.conf", kind_resolver},
    {From::root, "/etc/nsswitch.conf", kind_resolver},
    {From::root, "/etc/apt/sources.list*", kind_package_source},
    {From::root, "/etc/apt/trusted.gpg*", kind_package_source},
    {From::root, "/etc/yum.repos.d/", kind_package_source},
    {From::root, "/etc/pip.conf", kind_package_source},
    {From::root, "/etc/vectra-guard/", kind_guard},
    {From::root, "/run/user/*/vectra-guard*", kind_guard},
    {From::root, "/var/log/", kind_trace},
    {From::root, "/proc/sysrq-trigger", kind_kernel_trigger},
    {From::root, "/proc/sys/kernel/core_pattern", kind_escape},
    {From::root, "/sys/fs/cgroup*release_agent", kind_escape},
    {From::root, "/sys/kernel/uevent_helper", kind_escape},
    {From::root, "/proc/sys/", kind_kernel},
    {From::root, "/sys/", kind_kernel},
    {From::root, "/proc/self/status", kind_none},
    {From::root, "/proc/*/environ", kind_process},
    {From::root, "/proc/*/mem", kind_process},
    {From::root, "/proc/kcore", kind_process},
    {From::root, "/dev/mem", kind_process},
    {From::root, "/dev/kmem", kind_process},
    {From::root, "/dev/sd?*", kind_block_device},
    {From::root, "/dev/hd?*", kind_block_device},
    {From::root, "/dev/vd?*", kind_block_device},
    {From::root, "/dev/xvd?*", kind_block_device},
    {From::root, "/dev/nvme*", kind_block_device},
    {From::root, "/dev/mmcblk*", kind_block_device},
    {From::root, "/dev/dm-*", kind_block_device},
    {From::root, "/dev/mapper/*", kind_block_device},
    {From::root, "/dev/disk/*", kind_block_device},
    {From::root, "/dev/md*", kind_block_device},
    {From::root, "/dev/loop?*", kind_block_device},
    {From::root, "/dev/rdisk*", kind_block_device},
    {From::root, "/dev/disk?*", kind_block_device},

    {From::home, ".vectra-guard/", kind_guard},
    {From::home, ".config/vectra-guard/", kind_guard},
    {From::home, ".claude/settings*.json", kind_agent},
    {From::home, ".claude/hooks/", kind_agent},
    {From::home, ".claude.json", kind_agent},
    {From::home, ".claude", kind_agent},
    {From::home, ".cursor/hooks.json", kind_agent},
    {From::home, ".cursor/mcp.json", kind_agent},
    {From::home, ".cursor/hooks/", kind_agent},
    {From::home, ".cursor", kind_agent},
    {From::home, ".codex/config.toml", kind_agent},
    {From::home, ".codex/hooks*", kind_agent},
    {From::home, ".codex/rules/", kind_agent},
    {From::home, ".codex", kind_agent},
    {From::home, ".gemini/settings.json", kind_agent},
    {From::home, ".gemini/policies/", kind_agent},
    {From::home, ".gemini", kind_agent},
    {From::home, ".copilot/config.json", kind_agent},
    {From::home, ".copilot/mcp-config.json", kind_agent},
    {From::home, ".bashrc", kind_startup},
    {From::home, ".bash_profile", kind_startup},
    {From::home, ".bash_login", kind_startup},
    {From::home, ".bash_logout", kind_startup},
    {From::home, ".bash_aliases", kind_startup},
    {From::home, ".profile", kind_startup},
    {From::home, ".zshrc", kind_startup},
    {From::home, ".zshenv", kind_startup},
    {From::home, ".zprofile", kind_startup},
    {From::home, ".zlogin", kind_startup},
    {From::home, ".kshrc", kind_startup},
    {From::home, ".cshrc", kind_startup},
    {From::home, ".xinitrc", kind_startup},
    {From::home, ".xprofile", kind_startup},
    {From::home, ".xsessionrc", kind_startup},
    {From::home, ".pam_environment", kind_startup},
    {From::home, ".config/fish/", kind_startup},
    {From::home, ".config/environment.d/", kind_startup},
    {From::home, ".config/autostart/", kind_startup | kind_schedule},
    {From::home, ".config/systemd/user/", kind_startup | kind_schedule},
    {From::home, ".local/share/systemd/user/", kind_startup | kind_schedule},
    {From::home, "Library/LaunchAgents/", kind_startup | kind_schedule},
    {From::home, ".gitconfig", kind_startup},
    {From::home, ".config/git/", kind_startup},
    {From::home, ".vimrc", kind_startup},
    {From::home, ".config/nvim/", kind_startup},
    {From::home, ".ssh/config", kind_startup},
    {From::home, ".ssh/rc", kind_startup},
    {From::home, ".ssh/authorized_keys*", kind_authorized_keys},
    {From::home, ".ssh", kind_ssh | kind_secret},
    {From::home, ".ssh/*.pub", kind_ssh},
    {From::home, ".ssh/known_hosts*", kind_ssh},
    {From::home, ".ssh/id_*", kind_secret | kind_ssh},
    {From::home, ".ssh/*", kind_ssh},
    {From::home, ".aws", kind_secret},
    {From::home, ".aws/credentials", kind_secret},
    {From::home, ".aws/sso/", kind_secret},
    {From::home, ".azure/", kind_secret},
    {From::home, ".config/gcloud/", kind_secret},
    {From::home, ".gnupg/", kind_secret},
    {From::home, ".kube/config", kind_secret},
    {From::home, ".kube", kind_secret},
    {From::home, ".docker/config.json", kind_secret},
    {From::home, ".netrc", kind_secret},
    {From::home, ".git-credentials", kind_secret},
    {From::home, ".npmrc", kind_secret | kind_package_source},
    {From::home, ".pypirc", kind_secret},
    {From::home, ".pgpass", kind_secret},
    {From::home, ".my.cnf", kind_secret},
    {From::home, ".vault-token", kind_secret},
    {From::home, ".cargo/credentials*", kind_secret},
    {From::home, ".gem/credentials", kind_secret},
    {From::home, ".terraform.d/credentials*", kind_secret},
    {From::home, ".config/gh/hosts.yml", kind_secret},
    {From::home, ".config/op/", kind_secret},
    {From::home, ".password-store/", kind_secret},
    {From::home, ".local/share/keyrings/", kind_secret},
    {From::home, ".mozilla/firefox/*logins*", kind_secret},
    {From::home, ".mozilla/firefox/*key4.db", kind_secret},
    {From::home, ".mozilla/firefox/*cookies*", kind_secret},
    {From::home, ".config/google-chrome/*Login Data*", kind_secret},
    {From::home, ".config/google-chrome/*Cookies*", kind_secret},
    {From::home, ".config/rclone/", kind_secret},
    {From::home, ".rclone.conf", kind_secret},
    {From::home, ".boto", kind_secret},
    {From::home, ".s3cfg", kind_secret},
    {From::home, ".passwd-s3fs", kind_secret},
    {From::home, ".m2/settings*.xml", kind_secret},
    {From::home, ".gradle/gradle.properties", kind_secret},
    {From::home, ".config/doctl/", kind_secret},
    {From::home, ".config/hcloud/", kind_secret},
    {From::home, ".config/scw/", kind_secret},
    {From::home, ".oci/", kind_secret},
    {From::home, ".config/sops/", kind_secret},
    {From::home, ".config/age/", kind_secret},
    {From::home, ".config/glab-cli/", kind_secret},
    {From::home, ".config/hub", kind_secret},
    {From::home, ".config/heroku/", kind_secret},
    {From::home, ".config/configstore/", kind_secret},
    {From::home, ".wrangler/config/", kind_secret},
    {From::home, ".fly/config.yml", kind_secret},
    {From::home, ".composer/auth.json", kind_secret},
    {From::home, ".config/composer/auth.json", kind_secret},
    {From::home, ".nuget/NuGet/NuGet.Config", kind_secret},
    {From::home, ".databrickscfg", kind_secret},
    {From::home, ".snowsql/config", kind_secret},
    {From::home, ".dbt/profiles.yml", kind_secret},
    {From::home, ".kaggle/kaggle.json", kind_secret},
    {From::home, ".cache/huggingface/token", kind_secret},
    {From::home, ".huggingface/token", kind_secret},
    {From::home, ".ansible/vault*", kind_secret},
    {From::home, ".vault_pass*", kind_secret},
    {From::home, ".mozilla/firefox/*cert9.db", kind_secret},
    {From::home, ".config/chromium/*Login Data*", kind_secret},
    {From::home, ".config/chromium/*Cookies*", kind_secret},
    {From::home, ".config/BraveSoftware/*Login Data*", kind_secret},
    {From::home, ".config/Bitwarden*", kind_secret},
    {From::home, ".config/1Password/", kind_secret},
    {From::home, ".local/share/kwalletd/", kind_secret},
    {From::home, ".ethereum/keystore/", kind_secret},
    {From::home, ".bitcoin/wallet*", kind_secret},
    {From::home, ".config/solana/*.json", kind_secret},
    {From::home, ".electrum/wallets/", kind_secret},
    {From::home, ".pip/pip.conf", kind_package_source},
    {From::home, ".config/pip/pip.conf", kind_package_source},
    {From::home, ".bash_history", kind_trace},
    {From::home, ".zsh_history", kind_trace},
    {From::home, ".python_history", kind_trace},
    {From::home, ".mysql_history", kind_trace},
    {From::home, ".psql_history", kind_trace},
    {From::home, ".local/share/fish/fish_history", kind_trace},
    {From::home, "Documents", kind_personal},
    {From::home, "Desktop", kind_personal},
    {From::home, "Pictures", kind_personal},
    {From::home, "Downloads", kind_personal},
    {From::home, "Music", kind_personal},
    {From::home, "Videos", kind_personal},

    {From::name, ".env", kind_secret},
    {From::name, ".env.*", kind_secret},
    {From::any_name, "*.env", kind_secret},
    {From::name, "id_rsa", kind_secret},
    {From::name, "terraform.tfstate", kind_secret},
    {From::name, "usercustomize.py", kind_startup},
    {From::name, "sitecustomize.py", kind_startup},
    {From::name, "id_dsa", kind_secret},
    {From::name, "id_ecdsa", kind_secret},
    {From::name, "id_ed25519", kind_secret},
    {From::any_name, "*.p12", kind_secret},
    {From::any_name, "*.pfx", kind_secret},
    {From::any_name, "*.kdbx", kind_secret},
    {From::any_name, "*private*.pem", kind_secret},
    {From::any_name, "*private*.key", kind_secret},
    {From::name, "libvg.so*", kind_guard},
    {From::part, ".git/hooks/", kind_git_hook},
    {From::part, ".husky/", kind_git_hook},
    {From::part, ".git/", kind_git_file},
});

/// The rows by the letters that tell them apart, so that a path is compared with a few of them only. Within one group
/// they keep their order.
class Index {
 public:
  consteval Index() {
    std::array<std::uint16_t, groups + 1> next{};
    for (const KindRow& row : rows) ++begins_[group_of(row.from, row.pattern) + 1];
    for (std::size_t i = 0; i < groups; ++i) begins_[i + 1] = static_cast<std::uint16_t>(begins_[i + 1] + begins_[i]);
    next = begins_;
    for (const KindRow& row : rows) sorted_[next[group_of(row.from, row.pattern)]++] = row;
  }

  std::span<const KindRow> rows_for(From from, std::string_view path) const {
    const std::size_t group = group_of(from, path);
    return std::span(sorted_).subspan(begins_[group], begins_[group + 1] - begins_[group]);
  }

 private:
  static constexpr std::size_t letters = 64;
  static constexpr std::size_t groups = 5 * letters;

  /// root: "/e" of "/etc"; home and name: the letter behind the dot, or the first one; "*" and parts are not told
  /// apart.
  static constexpr std::size_t group_of(From from, std::string_view path) {
    char letter = '\0';
    if (from != From::part && from != From::any_name && !path.empty()) {
      const bool second = path.size() > 1 && (path[0] == '/' || path[0] == '.');
      letter = path[second ? 1 : 0];
    }
    return static_cast<std::size_t>(from) * letters + (static_cast<unsigned char>(letter) % letters);
  }

  std::array<KindRow, rows.size()> sorted_{};
  std::array<std::uint16_t, groups + 1> begins_{};
};

constexpr Index index;

constexpr NameList public_environment_files =
    ".env.example|.env.sample|.env.template|.env.dist|.env.test|.env.defaults|.env.schema|example.env|sample.env";

bool matches(std::string_view path, std::string_view pattern) {
  if (pattern.ends_with('/')) return is_at_or_below(path, pattern.substr(0, pattern.size() - 1));
  const std::size_t wild = pattern.find_first_of("*?");
  if (wild == std::string_view::npos) return path == pattern;
  if (path.substr(0, wild) != pattern.substr(0, wild)) return false;
  return matches_pattern(path.substr(wild), pattern.substr(wild));
}

bool has_part(std::string_view path, std::string_view part) {  // part ends with a slash
  const std::string_view directory = part.substr(0, part.size() - 1);
  for (std::size_t at = path.find(directory); at != std::string_view::npos; at = path.find(directory, at + 1)) {
    const bool starts = at > 0 && path[at - 1] == '/';
    const std::size_t end = at + directory.size();
    if (starts && end < path.size() && path[end] == '/') return true;
  }
  return false;
}

/// What follows the home directory in `path`; a home of another user counts as well.
std::string_view below_home(std::string_view path, std::string_view home) {
  if (!home.empty() && is_at_or_below(path, home)) return path.size() > home.size() ? path.substr(home.size() + 1) : "";
  if (path.starts_with("/root/")) return path.substr(6);
  if (path.starts_with("/home/")) {
    const std::size_t slash = path.find('/', 6);
    if (slash != std::string_view::npos) return path.substr(slash + 1);
  }
  return {};
}

}  // namespace

std::uint32_t kinds_of(std::string_view path, std::string_view home) {
  std::uint32_t kinds = kind_none;
  for (const KindRow& row : index.rows_for(From::root, path))
    if (matches(path, row.pattern)) kinds |= row.kinds;
  const std::string_view in_home = below_home(path, home);
  for (const KindRow& row : index.rows_for(From::home, in_home))
    if (matches(in_home, row.pattern)) {
      kinds |= row.kinds;
      break;  // rows go from the particular to the general
    }
  const std::string_view name = base_name(path);
  for (const From from : {From::name, From::any_name})
    for (const KindRow& row : index.rows_for(from, name))
      if (matches(name, row.pattern) && !in_list(public_environment_files, name)) kinds |= row.kinds;
  if (path.find("/.") != std::string_view::npos)
    for (const KindRow& row : index.rows_for(From::part, {}))
      if (has_part(path, row.pattern)) kinds |= row.kinds;
  if (in_home.starts_with('.') && kinds == kind_none &&
      (in_home.find('/') == std::string_view::npos || in_home.starts_with(".config/")))
    kinds |= kind_dotfile;
  if (in_home.starts_with('.') && in_home.find('/') == std::string_view::npos) kinds |= kind_dotfile;
  return kinds;
}

}  // namespace vg::rules
