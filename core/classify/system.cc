// SPDX-License-Identifier: Apache-2.0
// Processes, services, schedules, mounts, and launchers that start work outside the tree.
#include "core/base/path.h"
#include "core/classify/flows.h"
#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr NameList vital_services =
    "ssh|sshd|docker|containerd|firewalld|ufw|iptables|nftables|auditd|rsyslog|syslog|systemd-journald|NetworkManager|"
    "networking|"
    "network|systemd-networkd|systemd-resolved|dbus|cron|crond|apparmor|selinux|fail2ban|clamav|postgresql|mysql|"
    "mysqld|mariadb|"
    "mongod|redis|redis-server|nginx|apache2|httpd|haproxy|kubelet|etcd|systemd-logind|chronyd|ntpd|ntp|polkit|podman|"
    "libvirtd|"
    "systemd-timesyncd|unattended-upgrades|crowdstrike|falcon-sensor|osqueryd|wazuh-agent|syslog-ng|lightdm|gdm";
constexpr NameList stopping = "stop|disable|mask|kill|isolate|off|remove|del|delete";
constexpr NameList starting =
    "start|restart|reload|enable|try-restart|reload-or-restart|condrestart|force-reload|reenable|preset|revert|set-"
    "property|"
    "set-environment|unset-environment|import-environment|daemon-reload|daemon-reexec|link|edit|unmask|reset-failed|on|"
    "add|"
    "defaults|set-default|update|freeze|thaw|clean|reread";
constexpr NameList powering =
    "poweroff|reboot|halt|shutdown|suspend|hibernate|kexec|rescue|emergency|hybrid-sleep|exit|soft-reboot";

bool is_number(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

bool is_forceful(const Args& args) {
  for (std::size_t i = 1; i < args.size(); ++i) {
    const std::string_view text = args[i].text;
    if (in_list("-9|-KILL|-SIGKILL|-kill|-sigkill", text)) return true;
    if ((text == "-s" || text == "-n" || text == "--signal") && i + 1 < args.size() &&
        in_list("9|KILL|SIGKILL", args[i + 1].text))
      return true;
    if (in_list("--signal=9|--signal=KILL|--signal=SIGKILL", text)) return true;
  }
  return false;
}

/// pgrep -u USER without a name, ps, lsof -t of nothing in particular.
bool lists_everything(const Start& lister) {
  if (lister.name == "pgrep")
    return operands(lister.args, "-u|-U|-g|-G|-P|-s|-t|-d|--euid|--uid|--user|--parent|--session|--terminal").empty();
  if (lister.name == "ps") return true;
  if (lister.name != "pidof") return false;
  return lister.args.size() < 2;
}

bool is_guard_process(std::string_view name) {
  return name == "vg" || name == "vectra-guard" || name == "libvg";
}

}  // namespace

void judge_kill(Judge& judge, const Start& start) {
  const Args& args = start.args;
  if (has_flag(args, "-l|-L|--list|--table", 1, ~std::size_t{0}, Style::words)) return;
  const bool forceful = is_forceful(args);
  bool signal_seen = false, nothing = false;
  judge.add("HO001", start);
  for (std::size_t i = 1; i < args.size(); ++i) {
    const Arg& arg = args[i];
    if (arg.is("-s") || arg.is("-n") || arg.is("--signal")) {
      nothing = nothing || (i + 1 < args.size() && args[i + 1].is("0"));
      ++i;
      signal_seen = true;
      continue;
    }
    if (arg.is("--")) {
      signal_seen = true;
      continue;
    }
    if (arg.text.starts_with('-') && !signal_seen && !(arg.is("-1") && i + 1 == args.size() && i > 1)) {
      nothing = nothing || arg.is("-0");
      // "kill -1" alone is a signal without anybody to get it.
      signal_seen = true;
      continue;
    }
    if (nothing) continue;
    if (arg.is("-1") || arg.is("1") || arg.is("0"))
      judge.add(arg.is("0") ? RuleId("PC003") : RuleId("PC001"), start, arg);
    if (!arg.known && forceful && arg.source != nullptr) {
      // Everything `ps` lists, or the few that pgrep finds.
      const std::string_view text = judge.command().text;
      const std::string_view inside =
          text.substr(std::min<std::size_t>(arg.span.begin, text.size()), arg.span.end - arg.span.begin);
      bool all = inside.find("ps ") != std::string_view::npos && inside.find("grep") == std::string_view::npos;
      if (const Start* lister = printer_of(judge, arg); lister != nullptr) all = all || lists_everything(*lister);
      judge.add(all ? RuleId("PC002") : RuleId("PC003"), start, arg);
    }
  }
  if (forceful && !nothing) judge.add("PC003", start);
}

void judge_pkill(Judge& judge, const Start& start) {
  const Args& args = start.args;
  const OptionValue user = option_value(args, "-u|-U|--euid|--uid|--user");
  const std::vector<std::size_t> at = operands(args, start.tool->valued);
  if (user.found && (at.empty() || !is_number(user.value.text))) {
    judge.add(at.empty() ? RuleId("PC002") : RuleId("PC003"), start);
    return;
  }
  for (const std::size_t i : at) {
    const std::string_view name = args[i].text;
    if (is_guard_process(name)) judge.add("TG001", start, args[i]);
    if (in_list(".|.*|*|^|$|[a-z]|bash|sh|systemd|init", name)) return judge.add("PC002", start, args[i]);
  }
  if (!at.empty() || start.fed) judge.add("PC003", start);
}

void judge_service(Judge& judge, const Start& start) {
  const Args& args = start.args;
  if (start.name == "nginx") {
    const OptionValue signal = option_value(args, "-s");
    if (signal.found && (signal.value.is("stop") || signal.value.is("quit"))) judge.add("SV001", start);
    return;
  }
  std::vector<std::size_t> at = operands(args, start.tool->valued);
  if (at.empty()) return;
  // service NAME VERB, but systemctl VERB NAME…
  const bool name_first =
      start.name == "service" || start.name == "rc-service" || start.name == "update-rc.d" || start.name == "chkconfig";
  std::string_view verb = args[at[0]].text;
  std::vector<std::size_t> names(at.begin() + 1, at.end());
  if (name_first) {
    if (at.size() < 2) return;
    verb = args[at[1]].text;
    names = {at[0]};
  }
  if (in_list(powering, verb)) return judge.add("PC002", start);
  const bool stops = in_list(stopping, verb), starts = in_list(starting, verb);
  if (!stops && !starts) return judge.add("HO001", start);
  // Everything that does not belong to the target is stopped.
  if (verb == "isolate") return judge.add("SV001", start);
  if (verb == "mask") return judge.add("SV001", start);
  for (const std::size_t i : names) {
    std::string_view name = args[i].text;
    if (name.ends_with(".service") || name.ends_with(".socket")) name = name.substr(0, name.rfind('.'));
    if (stops && in_list(vital_services, name)) return judge.add("SV001", start);
    if (args[i].text.find('/') != std::string_view::npos && starts) judge.add("PE003", start, args[i]);
  }
  judge.add("SV002", start);
}

void judge_crontab(Judge& judge, const Start& start) {
  if (has_flag(start.args, "-l|-T") && !has_flag(start.args, "-r|-e")) return;
  judge.add("PE003", start);
}

void judge_mount(Judge& judge, const Start& start) {
  const Args& args = start.args;
  if (has_flag(args, "-a|--all") && start.name != "losetup") return judge.add("DK005", start);
  if (!operands(args, start.tool->valued).empty() || has_flag(args, "-d|-D|-f|--find")) judge.add("DK005", start);
}

void judge_sysctl(Judge& judge, const Start& start) {
  const Args& args = start.args;
  if (has_flag(args, "-w|--write|-p|--load|--system")) return judge.add("KR002", start);
  for (const std::size_t i : operands(args, ""))
    if (args[i].text.find('=') != std::string_view::npos) return judge.add("KR002", start);
}

void judge_launcher(Judge& judge, const Start& start) {
  const Args& args = start.args;
  const std::vector<std::size_t> at = operands(args, start.tool->valued);
  if (start.name == "tmux") {
    // The parser reads what is started; what it could not read is worth a warning.
    const bool starts = !at.empty() && in_list(
                                           "new|new-session|new-window|neww|respawn-pane|respawnp|run|run-shell|send|"
                                           "send-keys|split-window|splitw|source|source-file|pipe-pane|if-shell",
                                           args[at[0]].text);
    bool unknown = false;
    for (std::size_t i = 1; i < args.size(); ++i) unknown = unknown || !args[i].known;
    if (starts && unknown) judge.add("SE005", start);
    if (!at.empty() && in_list("kill-server|kill-session", args[at[0]].text)) judge.add("PC003", start);
    return;
  }
  if (start.name == "screen") {
    for (std::size_t i = 1; i < args.size(); ++i)
      if (!args[i].known || args[i].is("stuff")) judge.add("SE005", start);
    return;
  }
  if (start.name == "systemd-run") {
    if (!is_harmless_call(*start.tool, args)) judge.add("SE005", start);
    return;
  }
  if (start.name == "emacsclient") {
    if (has_flag(args, "-e|--eval")) judge.add("SE005", start);
    return;
  }
  if (start.name == "dbus-send" || start.name == "gdbus") {
    for (const Arg& arg : args)
      if (arg.text.find("systemd1") != std::string_view::npos ||
          arg.text.find("StartTransientUnit") != std::string_view::npos)
        return judge.add("SE005", start);
  }
}

}  // namespace vg::rules
