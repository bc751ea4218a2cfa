// SPDX-License-Identifier: Apache-2.0
// docker and its kin: what a container is given, and what the daemon is told to do.
#include "core/classify/containers.h"

#include <array>

#include "core/base/path.h"
#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr NameList global_valued =
    "-H|--host|-c|--context|--config|-l|--log-level|--tlscacert|--namespace|-n|-a|--address";
constexpr NameList run_valued =
    "-v|--volume|-w|--workdir|-e|--env|--env-file|-p|--publish|--name|-u|--user|-m|--memory|--cpus|--network|--net|--"
    "mount|"
    "--entrypoint|-h|--hostname|-l|--label|--restart|--add-host|--device|--cap-add|--cap-drop|--security-opt|--pid|--"
    "ipc|"
    "--uts|--userns|--cgroupns|--runtime|--platform|--pull|--tmpfs|--ulimit|--dns|--gpus|--log-driver|--link|--expose|-"
    "a|"
    "--shm-size|--ip|--volumes-from|--cidfile|--stop-signal|--group-add|--sysctl|--cgroup-parent|--health-cmd|--pids-"
    "limit";

constexpr auto docker_verbs = std::to_array<VerbRow>({
    {"pull,image pull,images pull,plugin install", "CT006"},
    {"image|images|plugin pull|install", "CT006"},
    {"compose pull", "CT006"},
    {"push,image push,compose push,manifest push", "PU001"},
    {"image|compose|manifest push", "PU001"},
    {"compose down", "CT003", "-v|--volumes|--rmi"},
    {"compose rm", "CT003", "-v|--volumes"},
    {"compose rm|kill|exec|run", "CT004"},
    {"system|volume prune", "CT003", "-a|--all|--volumes"},
    {"volume prune|rm|remove", "CT003"},
    {"image|builder prune", "CT003", "-a|--all"},
    {"system reset", "CT003"},
    {"swarm leave", "CT003", "-f|--force"},
    {"stack|service|secret|node|context rm|remove|down", "CT003"},
    {"pod|container|image rm|rmi|prune", "CT003", "-a|--all"},
    {"rm|rmi|kill|stop", "CT003", "-a|--all"},
    {"buildx build|bake", "PU001", "--push"},
    {"delete", "CT003", "-f|--force"},
    {"delete", "CT004"},
    {"system|image|container|network|builder|buildx prune", "CT004"},
    {"network|container|image|config|plugin|pod|machine|buildx "
     "rm|remove|disconnect|demote",
     "CT004"},
    {"swarm|stack|service|node init|join|leave|deploy|create|update|scale|rollback|promote", "CT004"},
    {"rm|rmi|kill|commit|update|rename|pause,container kill", "CT004"},
    {"container kill|restart|stop|update|rename|pause", "CT004"},
    {"stop|restart|start|unpause|import|load,network connect,secret create", "CT004"},
    {"network|secret|config|context create|connect|use", "CT004"},
    {"login", "CR003", "-p|--password"},
    {"inspect", {}},
});
constexpr ToolRow table{.name = "docker", .verbs = docker_verbs, .valued = global_valued, .harmless = ""};
constexpr ToolRow compose_table{.name = "docker",
                                .verbs = docker_verbs,
                                .valued =
                                    "-H|--host|-c|--context|--config|-l|--log-level|-f|--file|-p|--project-name|"
                                    "--profile|--env-file|--project-directory",
                                .harmless = ""};

void judge_mount_option(Judge& judge, const Start& start, const Arg& option, std::string_view value,
                        RunTraits& traits) {
  while (!value.empty()) {
    const std::size_t comma = value.find(',');
    const std::string_view field = value.substr(0, comma);
    for (const std::string_view name : {"source=", "src="})
      if (field.starts_with(name)) judge_bind_source(judge, start, option, field.substr(name.size()), traits);
    value = comma == std::string_view::npos ? std::string_view{} : value.substr(comma + 1);
  }
}

RunTraits read_run(Judge& judge, const Start& start, const Args& args) {
  RunTraits traits;
  std::size_t i = 1;
  for (; i < args.size() && args[i].is_option(); ++i) {
    const Arg& option = args[i];
    const std::size_t equals = option.text.find('=');
    const std::string_view name = option.text.substr(0, equals);
    const bool valued = equals == std::string_view::npos && in_list(run_valued, name);
    std::string_view value = equals == std::string_view::npos ? std::string_view() : option.text.substr(equals + 1);
    if (valued && i + 1 < args.size()) value = args[++i].text;
    if (name == "--privileged" && value != "false") traits.open = true;
    if (in_list("--pid|--ipc|--uts|--userns|--cgroupns|--net|--network", name) && value == "host")
      traits.open = traits.open || name != "--uts";
    if (name == "--cap-add" && is_strong_capability(value)) traits.open = true;
    if (name == "--device" || (name == "--security-opt" && value.find("unconfined") != std::string_view::npos))
      traits.open = true;
    if (name == "-v" || name == "--volume")
      judge_bind_source(judge, start, option, value.substr(0, value.find(':')), traits);
    if (name == "--mount") judge_mount_option(judge, start, option, value, traits);
    if (name.starts_with("-v") && name.size() > 2 && name[1] == 'v')
      judge_bind_source(judge, start, option, option.text.substr(2, option.text.find(':') - 2), traits);
  }
  traits.payload = i + 1;
  return traits;
}

void judge_run(Judge& judge, const Start& start, const Args& args, bool far_daemon) {
  const RunTraits traits = read_run(judge, start, args);
  if (traits.host_root || traits.open)
    add_run_findings(judge, start, traits, far_daemon);
  else
    judge.add("CT004", start);
}

void judge_exec(Judge& judge, const Start& start, const Args& args) {
  std::size_t i = 1;
  bool interactive = false;
  for (; i < args.size() && args[i].is_option(); ++i) {
    if (args[i].is("--privileged")) judge.add("CT002", start);
    if (is_flag(args[i].text, "-t") || is_flag(args[i].text, "-i")) interactive = true;
    if (in_list("-e|--env|-u|--user|-w|--workdir|--env-file|--detach-keys", args[i].text)) ++i;
  }
  ++i;  // the container
  if (i >= args.size()) return;
  const Risk inner = judge.judge_words(args, i, start, true);
  if (inner > Risk::low || interactive || is_interpreter(base_name(args[i].text))) judge.add("CT004", start);
}

bool far_host(const Start& start, const Args& args, std::size_t verb) {
  for (std::size_t i = 1; i < verb; ++i)
    if (args[i].is("-H") || args[i].text.starts_with("--host") || args[i].text.starts_with("-H")) return true;
  for (const Assignment& assignment : start.invocation->assignments)
    if (assignment.name == "DOCKER_HOST") return true;
  return false;
}

}  // namespace

void judge_bind_source(Judge& judge, const Start& start, const Arg& option, std::string_view source,
                       RunTraits& traits) {
  if (source.empty() || (source[0] != '/' && source[0] != '~' && source[0] != '.' && source[0] != '$')) return;
  Arg arg = option;
  arg.text = source;
  arg.known = true;
  arg.tilde = source[0] == '~';
  if (source == "/var/run/docker.sock" || source == "/run/docker.sock" || base_name(source).ends_with(".sock")) {
    traits.open = true;
    return;
  }
  const Location location = judge.locate(start, arg);
  if (location.path == "/" || location.path == "/root" || location.area == Area::system || location.path == "/home")
    traits.host_root = true;
  if ((location.kinds & (kind_secret | kind_guard | kind_agent)) != 0 || location.area == Area::fatal)
    traits.open = true;
}

bool is_strong_capability(std::string_view name) {
  return in_list("ALL|SYS_ADMIN|CAP_SYS_ADMIN|SYS_PTRACE|SYS_MODULE|DAC_READ_SEARCH|NET_ADMIN|SYS_RAWIO", name);
}

void add_run_findings(Judge& judge, const Start& start, const RunTraits& traits, bool far_daemon) {
  if (traits.host_root || (far_daemon && traits.open))
    judge.add("CT001", start);
  else if (traits.open)
    judge.add("CT002", start);
}

void judge_docker(Judge& judge, const Start& start) {
  std::size_t verb = 1;
  const Args& args = start.args;
  while (verb < args.size() && args[verb].is_option()) verb += in_list(global_valued, args[verb].text) ? 2u : 1u;
  if (verb >= args.size()) return;
  Args rest(args.begin() + static_cast<std::ptrdiff_t>(verb), args.end());
  if (rest.size() > 1 && (rest[0].is("container") || rest[0].is("task") || rest[0].is("containers")) &&
      in_list("run|create|exec|start", rest[1].text))
    rest.erase(rest.begin());
  if (start.name == "ctr" && rest[0].is("images") && rest.size() > 1) rest.erase(rest.begin());
  if (rest.size() > 1 && (rest[1].is("--help") || rest[0].is("help"))) return;
  if (rest[0].is("run") || rest[0].is("create")) return judge_run(judge, start, rest, far_host(start, args, verb));
  if (rest[0].is("exec")) return judge_exec(judge, start, rest);
  if (rest[0].is("inspect"))
    for (const Arg& arg : rest)
      if (arg.text.find(".Env") != std::string_view::npos) judge.add("CR002", start, arg);
  if (rest[0].is("compose")) judge_compose_files(judge, start, rest);
  const VerbRow* row = find_verb(rest[0].is("compose") ? compose_table : table, args);
  if (row == nullptr || row->rule.is_none()) return;
  judge.add(row->rule, start);
  // rm -f $(docker ps -aq): all of them. The same for network rm and its kin.
  if (rest.size() > 1 && in_list("container|network|image|volume|pod|context", rest[0].text)) rest.erase(rest.begin());
  if (!rest[0].is("rm") && !rest[0].is("rmi") && !rest[0].is("kill") && !rest[0].is("stop")) return;
  for (std::size_t i = 1; i < rest.size(); ++i)
    if (!rest[i].known && rest[i].variable == "$(" && !rest[0].is("stop")) judge.add("CT003", start);
  if (start.fed && !rest[0].is("stop")) judge.add("CT003", start);
}

void judge_compose(Judge& judge, const Start& start) {
  if (start.as_root) judge.add("CT004", start);
  judge_compose_files(judge, start, start.args);
}

/// aws ssm send-command … --parameters 'commands=["rm -rf /"]': a shell over there runs them.
static void judge_sent_commands(Judge& judge, const Start& start) {
  for (const Arg& arg : start.args) {
    const std::size_t at = arg.text.find("commands");
    if (at == std::string_view::npos || (start.args.size() > 1 && !start.args[1].is("ssm"))) continue;
    std::string line;
    for (const char c : arg.text.substr(at + 8))
      line += std::string_view("[]\"'=:").find(c) == std::string_view::npos ? c : ' ';
    judge.judge_line(line, start, true);
  }
}

void judge_upload(Judge& judge, const Start& start) {
  judge_sent_commands(judge, start);
  // An object store is another host: keys do not go there.
  if (has_flag(start.args, "--dryrun|--dry-run|-n")) return;
  const std::vector<std::size_t> at = operands(start.args, start.tool->valued);
  for (std::size_t k = 0; k + 1 < at.size(); ++k) {
    const Arg& arg = start.args[at[k]];
    if (arg.text.find("://") != std::string_view::npos) continue;
    const bool to_far = start.args[at.back()].text.find(':') != std::string_view::npos;
    if (to_far && (judge.locate(start, arg).kinds & (kind_secret | kind_public_secret)) != 0 &&
        arg.text.find('/') != std::string_view::npos)
      judge.add("EX001", start, arg);
  }
}

}  // namespace vg::rules
