// SPDX-License-Identifier: Apache-2.0
// Processes, services, users, the kernel, schedules, network configuration.
#include <array>

#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr auto any_kernel = std::to_array<VerbRow>({{"*", "KR002"}});
constexpr auto kernel_even_bare = std::to_array<VerbRow>({{"", "KR002"}});
constexpr auto modprobe = std::to_array<VerbRow>({{"", {}, "-n|-c|-D|--show-depends|--showconfig"}, {"*", "KR002"}});
constexpr auto kexec = std::to_array<VerbRow>({{"", "KR002", "-l|-e|-p|--load|--exec|-u|-f"}});
constexpr auto efi =
    std::to_array<VerbRow>({{"", "KR002", "-B|-c|-b|-o|-n|-N|-A|-a|-O|-t|-D|--delete-bootnum|--create|--bootorder"}});
constexpr auto bpf = std::to_array<VerbRow>({{"", "KR002", "--unsafe"}});
constexpr auto dmesg = std::to_array<VerbRow>({{"", "PE005", "-C|--clear|-c|--read-clear"}});

constexpr auto power = std::to_array<VerbRow>({{"", "PC002", "", "-c|--show|-w|--wtmp-only"}});
constexpr auto init = std::to_array<VerbRow>({{"0|6|1|s|S", "PC002"}});
constexpr auto kill_all = std::to_array<VerbRow>({{"", "PC002"}});
constexpr auto fuser = std::to_array<VerbRow>({{"", "PC003", "-k|--kill"}});

constexpr auto users = std::to_array<VerbRow>({{"*", "PR004", "-o|--non-unique"}, {"*", "PR003"}});
constexpr auto users_even_bare = std::to_array<VerbRow>({{"", "PR003", "", "-c|--check|-S|--status"}});
constexpr auto chsh = std::to_array<VerbRow>({{"", "PE003", "-s|--shell"}});
constexpr auto machine = std::to_array<VerbRow>({
    {"shell|login", "PR002"},
    {"enable-linger", "PE003"},
    {"set-*|enable|disable|terminate*|kill*|lock*|activate|poweroff|reboot|remove|clone|login|shell|start", "SV002"},
});

constexpr auto at = std::to_array<VerbRow>({{"", {}, "-l|-c|-V"}, {"", "PE003"}});
constexpr auto launchctl = std::to_array<VerbRow>({
    {"load|bootstrap|enable|submit|start|kickstart", "PE003"},
    {"unload|bootout|remove|disable|stop|kill", "SV001"},
});
constexpr auto schtasks = std::to_array<VerbRow>({{"", "PE003"}});

constexpr auto iptables = std::to_array<VerbRow>({
    {"", "NW001", "-F|--flush|-X|--delete-chain|-P|--policy|-D|--delete|-Z|-A|--append|-I|--insert|-R|--replace|-N|-E"},
});
constexpr auto restore_rules = std::to_array<VerbRow>({{"", "NW001", "", "-t|--test"}});
constexpr auto nft = std::to_array<VerbRow>({
    {"flush|delete|destroy|reset|add|insert|replace|create", "NW001"},
    {"... flush|delete|destroy", "NW001"},
    {"", "NW001", "-f|--file", "-c|--check"},
});
constexpr auto ufw = std::to_array<VerbRow>({
    {"disable|reset|delete|allow|deny|reject|limit|default|insert|route|enable|reload|logging", "NW001"},
});
constexpr auto firewall_cmd = std::to_array<VerbRow>({
    {"", "NW001",
     "--panic-on|--remove-service|--remove-port|--add-port|--add-service|--reload|--complete-reload|--set-default-zone|"
     "--add-rich-rule|--remove-rich-rule|--permanent|--delete-zone|--add-masquerade"},
});
constexpr auto pfctl = std::to_array<VerbRow>({{"", "NW001", "-d|-F|-f|-e"}});
constexpr auto ip = std::to_array<VerbRow>({
    {"netns|vrf exec", {}},
    {"link|l|li set|s", "NW001", "", ""},
    {"link|l|addr|address|a|route|r|rule|ru|neigh|n|netns|tunnel|maddress|xfrm del|delete|d|flush|f", "NW001"},
    {"link|l|addr|address|a|route|r|rule|ru|neigh|n|netns|tunnel add|change|replace|append|set", "NW005"},
    {"-all|-force", "NW001"},
});
constexpr auto ifconfig = std::to_array<VerbRow>({{"* down|0|0.0.0.0", "NW001"}, {"* *", "NW005"}});
constexpr auto route = std::to_array<VerbRow>({{"del|delete|flush", "NW001"}, {"add", "NW005"}});
constexpr auto nmcli = std::to_array<VerbRow>({
    {"networking|n off", "NW001"},
    {"radio|r * off", "NW001"},
    {"connection|con|c down|delete", "NW001"},
    {"device|dev|d disconnect|delete", "NW001"},
    {"... up|add|modify|connect|reload|on", "NW005"},
});
constexpr auto ifdown = std::to_array<VerbRow>({{"*", "NW001"}});
constexpr auto ifup = std::to_array<VerbRow>({{"*", "NW005"}});
constexpr auto tc = std::to_array<VerbRow>({{"qdisc|filter|class add|del|delete|replace|change", "NW005"}});
constexpr auto resolvectl = std::to_array<VerbRow>({{"dns|domain|revert|llmnr|dnssec", "NW005"}});

constexpr auto ipset = std::to_array<VerbRow>({{"destroy|flush|del|swap|x|add|create|restore", "NW001"}});
constexpr auto flush_states = std::to_array<VerbRow>({{"", "NW001", "-F|-D|--flush|--delete"}});
constexpr auto wg_quick = std::to_array<VerbRow>({{"down", "NW001"}, {"up|save", "NW005"}});
constexpr auto wg =
    std::to_array<VerbRow>({{"showconf|genkey|genpsk", "CR002"}, {"set|setconf|addconf|syncconf", "NW005"}});
constexpr auto dhclient = std::to_array<VerbRow>({{"", "NW001", "-r|-x"}, {"", "NW005"}});
constexpr auto ethtool = std::to_array<VerbRow>({{"", "NW001", "-s|--change|-K|-G|-A|-E|-f|-C|-L|-N"}});
constexpr auto iwconfig = std::to_array<VerbRow>({{"* *", "NW001"}});
constexpr auto iw = std::to_array<VerbRow>({{"... set|del|disconnect", "NW001"}, {"... connect|add", "NW005"}});
constexpr auto rfkill = std::to_array<VerbRow>({{"block", "NW001"}, {"unblock|toggle", "NW005"}});
constexpr auto arp = std::to_array<VerbRow>({{"", "NW001", "-d|-s|-f|--delete|--set"}});
constexpr auto networkctl =
    std::to_array<VerbRow>({{"down|delete", "NW001"}, {"up|reload|reconfigure|renew", "NW005"}});
constexpr auto netplan = std::to_array<VerbRow>({{"apply|try|set|rebind", "NW005"}});
constexpr auto mokutil =
    std::to_array<VerbRow>({{"", "KR002", "--disable-validation|--enable-validation|--import|--delete|--reset|-i|-d"}});
constexpr auto dkms = std::to_array<VerbRow>({{"remove|install|uninstall|build|add|autoinstall", "KR002"}});
constexpr auto kmod = std::to_array<VerbRow>({{"load|unload|insert|remove", "KR002"}});

constexpr auto auditctl = std::to_array<VerbRow>({{"", "PE005", "-D|-e|-d|-W"}});
constexpr auto journalctl =
    std::to_array<VerbRow>({{"", "PE005", "--vacuum-time|--vacuum-size|--vacuum-files|--rotate"}});
constexpr auto history =
    std::to_array<VerbRow>({{"", "PE005", "-c|-d|-w"}, {"clear|clear-session|delete|wipe", "PE005"}});
constexpr auto logrotate = std::to_array<VerbRow>({{"", "PE005", "-f|--force"}});
constexpr auto fc = std::to_array<VerbRow>({{"", "OB004", "", "-l"}});

constexpr auto nginx = std::to_array<VerbRow>({{"", {}, "-t|-T|-v|-V"}, {"", "SV002", "-s"}});
constexpr auto apachectl = std::to_array<VerbRow>({
    {"configtest|status|fullstatus|-t|-v|-S"},
    {"stop|graceful-stop", "SV001"},
    {"start|restart|graceful", "SV002"},
});
constexpr auto haproxy = std::to_array<VerbRow>({{"", {}, "-c|-v|-vv"}, {"", "SV002"}});
constexpr auto getcap = std::to_array<VerbRow>({{"", "CR006", "-r"}});
constexpr auto setenforce = std::to_array<VerbRow>({{"*", "KR002"}});
constexpr auto aa = std::to_array<VerbRow>({{"*", "SV001"}});
constexpr auto timedatectl = std::to_array<VerbRow>({{"set-*", "SV002"}});

constexpr auto rows = std::to_array<ToolRow>({
    {"kill", {}, "-s|-n", judge_kill, {}, "-l|-L"},
    {"pkill", {}, "-u|-U|-t|-g|-P|-s|-G|-F", judge_pkill, "HO001"},
    {"killall", {}, "-u|-s|-o|-y|-n", judge_pkill, "HO001", "-l|--list|-V"},
    {"killall5", kill_all},
    {"skill", kill_all},
    {"fuser", fuser},
    {"xkill", kill_all},
    {"shutdown", power},
    {"reboot", power},
    {"halt", power},
    {"poweroff", power},
    {"init", init},
    {"telinit", init},
    {"systemctl", {}, "-H|-M|-t|--type|--state|-p|-n|-o|-s|--signal", judge_service},
    {"service", {}, "", judge_service},
    {"rc-service", {}, "", judge_service},
    {"rc-update", {}, "", judge_service},
    {"initctl", {}, "", judge_service},
    {"sv", {}, "", judge_service},
    {"supervisorctl", {}, "-c", judge_service},
    {"update-rc.d", {}, "", judge_service},
    {"chkconfig", {}, "", judge_service},
    {"insmod", any_kernel},
    {"rmmod", any_kernel},
    {"modprobe", modprobe, "-d|-C"},
    {"depmod", kernel_even_bare, "", nullptr, {}, "-n"},
    {"kexec", kexec},
    {"sysctl", {}, "", judge_sysctl},
    {"setenforce", setenforce},
    {"setsebool", any_kernel},
    {"grub-install", any_kernel},
    {"grub-mkconfig", kernel_even_bare},
    {"update-grub", kernel_even_bare},
    {"update-initramfs", kernel_even_bare},
    {"dracut", kernel_even_bare},
    {"mkinitcpio", kernel_even_bare},
    {"efibootmgr", efi, "", nullptr, {}, "-v"},
    {"bootctl", any_kernel},
    {"bpftrace", bpf},
    {"aa-disable", aa},
    {"aa-teardown", kernel_even_bare},
    {"aa-complain", aa},
    {"dmesg", dmesg},
    {"useradd", users, "", nullptr, {}, "-D"},
    {"adduser", users},
    {"usermod", users},
    {"userdel", users},
    {"deluser", users},
    {"groupadd", users},
    {"groupmod", users},
    {"groupdel", users},
    {"addgroup", users},
    {"delgroup", users},
    {"gpasswd", users},
    {"passwd", users_even_bare, "", nullptr, {}, "-S|--status"},
    {"chpasswd", users_even_bare},
    {"visudo", users_even_bare, "", nullptr, {}, "-c"},
    {"vipw", users_even_bare},
    {"vigr", users_even_bare},
    {"chage", users, "", nullptr, {}, "-l|--list"},
    {"newusers", users},
    {"chsh", chsh},
    {"chfn", users},
    {"loginctl", machine},
    {"hostnamectl", machine},
    {"machinectl", machine},
    {"timedatectl", timedatectl},
    {"crontab", {}, "-u", judge_crontab, {}, "-l"},
    {"at", at, "-f|-q|-t"},
    {"batch", at},
    {"atrm", at},
    {"launchctl", launchctl},
    {"schtasks", schtasks},
    {"iptables", iptables, "", nullptr, {}, "-L|-S|-C|--list|--list-rules|--check|-n"},
    {"ip6tables", iptables, "", nullptr, {}, "-L|-S|-C|--list|--list-rules|--check"},
    {"arptables", iptables, "", nullptr, {}, "-L"},
    {"ebtables", iptables, "", nullptr, {}, "-L"},
    {"iptables-restore", restore_rules},
    {"ip6tables-restore", restore_rules},
    {"nft", nft, "-I", nullptr, {}, "-c|--check"},
    {"ufw", ufw},
    {"firewall-cmd", firewall_cmd, "", nullptr, {}, "--state"},
    {"pfctl", pfctl, "", nullptr, {}, "-n"},
    {"ip", ip, "-n|-netns|-f|-family", nullptr, {}, "-V", Style::words},
    {"ifconfig", ifconfig},
    {"route", route},
    {"nmcli", nmcli, "-f|-g|-m|-t"},
    {"ifdown", ifdown},
    {"ifup", ifup},
    {"tc", tc},
    {"ipset", ipset},
    {"conntrack", flush_states},
    {"wg-quick", wg_quick},
    {"wg", wg},
    {"dhclient", dhclient},
    {"ethtool", ethtool},
    {"iwconfig", iwconfig},
    {"iw", iw},
    {"rfkill", rfkill},
    {"arp", arp},
    {"networkctl", networkctl},
    {"netplan", netplan},
    {"mokutil", mokutil},
    {"dkms", dkms},
    {"kmod", kmod},
    {"resolvectl", resolvectl},
    {"auditctl", auditctl, "", nullptr, {}, "-l|-s"},
    {"journalctl", journalctl},
    {"history", history},
    {"logrotate", logrotate, "", nullptr, {}, "-d|--debug"},
    {"fc", fc},
    {"nginx", nginx, "", judge_service},
    {"apachectl", apachectl},
    {"apache2ctl", apachectl},
    {"haproxy", haproxy},
    {"getcap", getcap},
    {"tmux", {}, "-L|-S|-f", judge_launcher},
    {"screen", {}, "-S|-c|-e|-s|-t|-T", judge_launcher},
    {"systemd-run",
     {},
     "-p|--property|-u|--unit|-M|-E|--setenv|--slice|--uid|--gid|--description",
     judge_launcher,
     "HO001"},
    {"emacsclient", {}, "-s|-f|-a|-e|--eval", judge_launcher},
    {"dbus-send", {}, "", judge_launcher},
    {"busctl", {}, "-H|-M", judge_escape_options},
    {"gdbus", {}, "", judge_launcher},
    {"xdg-open", {}, "", judge_launcher},
});

}  // namespace

const ToolTable& system_tools() {
  return Packed<rows>::table;
}

}  // namespace vg::rules
