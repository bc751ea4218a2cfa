// SPDX-License-Identifier: Apache-2.0
// An interactive shell behind a program that only serves to start another: how confined users get out. Source:
// GTFOBins.
#include <algorithm>

#include "core/base/path.h"
#include "core/classify/flows.h"

namespace vg::rules {
namespace {

// Nobody who wants a shell goes through these. exec, nohup, ssh, docker exec, poetry run and their kin are missing:
// people do open shells through them.
constexpr NameList unlikely =
    "nice|ionice|chrt|taskset|stdbuf|timeout|time|env|flock|setarch|linux32|linux64|strace|ltrace|valgrind|rlwrap|"
    "cpulimit|watch|perf|torify|torsocks|aa-exec|busybox|toybox|script|entr|parallel|xvfb-run|prlimit|"
    "catchsegv|numactl|choom|unshare|find|fd|fdfind|xargs|gdb|unbuffer|chronic|eatmydata|proot|bundle";
// What is not read by the parser but starts its last words all the same.
constexpr NameList starters =
    "multitime|logsave|pexec|setlock|daemonize|softlimit|start-stop-daemon|sshpass|choom|hyperfine|setarch|linux32|"
    "linux64|cpulimit|genie|run-parts|tmux|xdotool|dmsetup|csvtool|ionice|systemd-inhibit|firejail|apptainer|runcon|"
    "chpst|tsp|daemon|msgfilter|wsl|unshare|ip|yarn|npm|pnpm|torify";

// These take "!COMMAND" on their standard input.
constexpr NameList bang_readers = "ed|red|ex|ftp|sftp|lftp|ginsh|tasksh|mail|mailx|gdb|telnet|bc|dc|smbclient";

/// What the line itself types into `start`: "!sh".
void judge_typed_escape(Judge& judge, const Start& start) {
  if (!in_list(bang_readers, start.name)) return;
  for (const Redirection& redirection : start.invocation->redirections) {
    std::string_view text = redirection.body;
    if (redirection.kind == RedirectionKind::here_string)
      text = judge.evaluator().value(redirection.target).text;
    else if (redirection.kind != RedirectionKind::here_document)
      continue;
    for (const std::string_view mark : {"!", "~!"}) {
      if (!text.starts_with(mark)) continue;
      const std::string_view line = text.substr(mark.size(), text.find('\n') - mark.size());
      if (is_shell(base_name(line.substr(0, line.find(' ')))))
        judge.add("SE001", start);
      else
        judge.judge_line(line, start);
    }
  }
}

bool is_shell_by_path(std::string_view text) {
  return (text.starts_with("/bin/") || text.starts_with("/usr/bin/")) && is_shell(base_name(text));
}

bool is_interactive(const Start& start) {
  for (std::size_t i = 1; i < start.args.size(); ++i)
    if (!in_list("-i|-p|-l|--login|--norc|--noprofile", start.args[i].text)) return false;
  return true;
}

/// sh 0<&2 1>&2: the terminal is given back to a shell whose input or output was taken.
bool reclaims_terminal(const Start& start) {
  int count = 0;
  for (const Redirection& redirection : start.invocation->redirections) {
    if (redirection.kind != RedirectionKind::duplicate) return false;
    const std::optional<std::string> target = redirection.target.literal();
    if (!target || target->size() != 1 || (*target)[0] > '2') return false;
    const int from = redirection.fd >= 0 ? redirection.fd : redirection.op.starts_with('<') ? 0 : 1;
    if (from == 2 && *target == "1") continue;  // 2>&1 is everybody's
    ++count;
  }
  return count > 0;
}

bool takes_input(const Start& start) {
  if (start.invocation->position > 0) return true;
  return std::any_of(
      start.invocation->redirections.begin(), start.invocation->redirections.end(),
      [](const Redirection& r) { return r.kind != RedirectionKind::duplicate && r.target.literal() != "/dev/tty"; });
}

}  // namespace

void judge_opened_shell(Judge& judge, const Start& start) {
  if (is_shell(start.name) && is_interactive(start) && !takes_input(start)) {
    if (reclaims_terminal(start)) return judge.add("SE001", start);
    for (const std::string_view wrapper : start.invocation->wrappers)
      if (in_list(unlikely, wrapper)) return judge.add("SE001", start);
  }
  judge_typed_escape(judge, start);
  if (!in_list(starters, start.name)) return;
  for (std::size_t i = 1; i < start.args.size(); ++i) {
    const std::string_view text = start.args[i].text;
    if (is_shell_by_path(text.substr(0, text.find_first_of(" ;")))) return judge.add("SE001", start, start.args[i]);
  }
}

}  // namespace vg::rules
