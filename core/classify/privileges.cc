// SPDX-License-Identifier: Apache-2.0
// sudo and its kin, and other wrappers that leave the caller's confines.
#include <array>

#include "core/base/path.h"
#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

// Programs of the distribution that are harmless as root as long as their own rules find nothing.
constexpr NameList distribution =
    "ls|cat|head|tail|less|more|grep|egrep|find|stat|file|wc|du|df|free|ps|top|htop|id|whoami|groups|uptime|date|"
    "hostname|uname|"
    "lsblk|blkid|lscpu|lspci|lsusb|lsmod|lsof|ss|netstat|ip|ifconfig|dmesg|journalctl|systemctl|service|mkdir|touch|cp|"
    "mv|ln|rm|"
    "rmdir|chmod|chown|chgrp|tee|dd|mount|umount|apt|apt-get|aptitude|apt-cache|dpkg|dnf|yum|zypper|apk|pacman|rpm|"
    "snap|flatpak|"
    "docker|podman|docker-compose|nerdctl|git|kill|killall|pkill|nginx|apachectl|ufw|iptables|nft|firewall-cmd|crontab|"
    "tcpdump|nmap|"
    "fdisk|parted|sfdisk|gdisk|smartctl|hdparm|lvs|vgs|pvs|lvdisplay|vgdisplay|pvdisplay|mkfs|mkfs.ext4|mkfs.xfs|"
    "mkswap|swapon|swapoff|"
    "useradd|usermod|userdel|groupadd|passwd|chage|visudo|sysctl|modprobe|insmod|rmmod|update-ca-certificates|update-"
    "grub|locale-gen|"
    "timedatectl|hostnamectl|loginctl|nmcli|ping|traceroute|dig|nslookup|curl|wget|tar|unzip|gzip|zcat|diff|md5sum|"
    "sha256sum|which|"
    "readlink|realpath|basename|dirname|echo|printf|true|test|sync|sleep|tree|iotop|iftop|vmstat|iostat|strace|lshw|"
    "dmidecode|ethtool|"
    "brctl|iw|rfkill|getent|getfacl|setfacl|getcap|setcap|lsattr|chattr|truncate|install|sed|sort|uniq|cut|shutdown|"
    "reboot|halt|poweroff|"
    "logrotate|fuser|killall5|arp|route|resolvectl|ldconfig|depmod|update-alternatives|add-apt-repository|apt-key|"
    "debconf|dpkg-reconfigure|"
    "certbot|fail2ban-client|auditctl|wipefs|sgdisk|cryptsetup|lvcreate|lvremove|vgcreate|pvcreate|mdadm|losetup|"
    "blockdev|rsync|scp|ssh|"
    "chsh|su|nsenter|chroot|xxd|hexdump|od|strings|env|nice|time|timeout|stdbuf|blkdiscard|nvme|zpool|zfs|btrfs|grub-"
    "install|insserv|"
    "update-initramfs|setenforce|getenforce|aa-status|sestatus|semanage|cd|export|history|alias";

// Programs whose installers run other people's code; as root that is high whatever is installed.
constexpr NameList language_installers =
    "pip|pip3|npm|npx|yarn|pnpm|bun|gem|cargo|go|bundle|composer|pipx|uv|poetry|conda|easy_install|cpan|cpanm|luarocks|"
    "pecl";

bool is_install(std::string_view name) {
  return in_list(language_installers, name);
}

/// What only looks: it starts none of the scripts that make an installer dangerous as root.
bool is_listing(const Start& start) {
  const std::vector<std::size_t> at = operands(start.args, start.tool ? start.tool->valued : "");
  return !at.empty() &&
         in_list(
             "ls|list|ll|la|outdated|show|freeze|info|view|search|check|why|root|prefix|bin|env|help|"
             "version|index|tree|audit|config|docs|licenses|inspect|fund|doctor|whoami|ping|query|"
             "contents|specification|which|sources|cache|debug",
             start.args[at[0]].text) &&
         !(at.size() > 1 && in_list("set|delete|edit|clean|purge|remove|rm|fix|add", start.args[at[1]].text));
}

bool is_literal_call(const Start& start) {
  for (const Arg& arg : start.args)
    if (!arg.known) return false;
  return true;
}

bool is_system_program(const Judge& judge, const Start& start) {
  if (!start.by_path) return true;
  const Location location = judge.locate(start, start.args[0]);
  return location.path.starts_with("/usr/") || location.path.starts_with("/bin/") ||
         location.path.starts_with("/sbin/");
}

}  // namespace

void judge_privileges(Judge& judge, const Start& start, Risk inner) {
  if (start.args.empty()) return judge.add("PR001", start);
  const std::string_view name = start.name;
  if (is_shell(name)) return judge.add("PR002", start);
  if (!start.by_path && start.args.size() == 2 && in_list("--version|--help", start.args[1].text))
    return judge.add("PR001", start);
  if (is_install(name)) {
    const auto row = start.tool ? find_verb(*start.tool, start.args) : std::nullopt;
    const bool installs = row && !row->rule.is_none() && (row->rule.row().bits & net) != 0;
    if (!installs && inner == Risk::low && is_listing(start)) return judge.add("PR001", start);
    return judge.add(installs ? RuleId("PI004") : RuleId("PR005"), start);
  }
  if (is_interpreter(name) ||
      in_list("make|gmake|ninja|cmake|ant|mvn|gradle|rake|vi|vim|nvim|nano|emacs|ed|ex|gdb|man|expect|screen|tmux",
              name))
    return judge.add("PR005", start);
  if (!is_system_program(judge, start) || !in_list(distribution, name)) return judge.add("PR005", start);
  if (name == "dpkg" || name == "rpm" || name == "curl" || name == "wget") judge.add("PR001", start);
  judge.add("PR001", start);
  const auto row = start.tool ? find_verb(*start.tool, start.args) : std::nullopt;
  const bool install_only = row && row->rule == RuleId("PI009");
  if (!is_literal_call(start) && inner < Risk::high && !in_list("ls|cat|kill|chown|chmod|mkdir|docker|systemctl", name))
    return judge.add("PR005", start);
  if (inner == Risk::medium && !install_only) judge.add("PR006", start);
}

/// Wrappers the parser took off that do more than start something.
void judge_wrappers(Judge& judge, const Start& start) {
  const auto& wrappers = start.invocation->wrappers;
  // Only a shell behind sudo is root's: not the one of sh -c 'sudo id'. A start may also be root's without one.
  bool root = start.as_root && std::none_of(wrappers.begin(), wrappers.end(), is_root_wrapper);
  for (const std::string_view wrapper : wrappers) {
    root = root || (start.as_root && is_root_wrapper(wrapper));
    if (wrapper == "nsenter" || (root && is_shell(wrapper))) judge.add("PR002", start);
    if (wrapper == "systemd-run")
      judge.add(start.args.empty() || is_shell(start.name) ? RuleId("PR002") : RuleId("HO001"), start);
    if (wrapper == "systemd-run")
      for (const Word& word : start.invocation->started)
        if (const auto text = word.literal(); text && (text->starts_with("--on-") || text->starts_with("--timer-")))
          judge.add("PE003", start);
    if (wrapper == "chroot" && is_shell(start.name)) judge.add("PR002", start);
    if (wrapper == "unshare" && start.name == "mount") judge.add("PR002", start);
    if (wrapper == "pkexec" && is_shell(start.name)) judge.add("PR002", start);
    if (in_list("find|fd|xargs", wrapper) && is_shell(start.name) && start.args.size() == 1) judge.add("SE001", start);
    if (in_list("ssh|docker|podman|kubectl", wrapper) && start.as_root) judge.add("RM002", start);
  }
}

}  // namespace vg::rules
