// SPDX-License-Identifier: Apache-2.0
/// Sources: the manual page of each program (util-linux, coreutils, sudo, doas, polkit, systemd, strace, openssh,
/// docker, kubernetes), bash(1) and zshbuiltins(1).
#include "core/parse/wrapper_table.h"

#include <algorithm>
#include <array>

namespace vg {
namespace {

using enum PayloadForm;

constexpr std::string_view sudo_values =
    "-C -D -g -h -p -R -r -T -t -U -u --chdir --chroot --close-from --command-timeout --group --host --other-user "
    "--prompt --role --type --user";
constexpr std::string_view container_values =
    "-c -e -H -l -u -w --config --context --detach-keys --env --env-file --host --index --log-level --project-name "
    "-f --file --user --workdir";
constexpr std::string_view kubectl_values =
    "-c --container -n --namespace --context --cluster --kubeconfig -s --server --user -f --filename "
    "--pod-running-timeout";
constexpr std::string_view shell_values = "--init-file --rcfile -o -O +o +O";
constexpr std::string_view uv_values =
    "--directory --env-file --extra --group --index --only-group --package --project --python -p --with "
    "--with-editable --with-requirements --extra-index-url --index-url -i";
constexpr std::string_view tmux_values = "-c -e -F -L -n -S -s -t -f -x -y -l";
constexpr std::string_view conda_values = "-n --name -p --prefix --cwd";

constexpr std::uint16_t tool = stays;
constexpr std::uint16_t remote = stays | elsewhere;

constexpr auto table = std::to_array<WrapperRow>({
    {"-", "", program, in_shell},
    {".", "", script, in_shell | stays},
    {"aa-exec", "", program, 0, 0, "-p --profile -n --namespace"},
    {"and", "", program, in_shell | only_fish},
    {"apptainer", "exec", program, elsewhere | stays, 1, "-B --bind --pwd --env -H --home"},
    {"asdf", "exec", program, tool},
    {"ash", "", shell, 0, 0, shell_values},
    {"at", "", input, tool},
    {"aws-vault", "exec", program, tool | needs_separator},
    {"bash", "", shell, 0, 0, shell_values},
    {"batch", "", input, tool},
    {"begin", "", program, in_shell | only_fish},
    {"builtin", "", program, in_shell},
    {"bundle", "exec", program, tool, 0, "--gemfile"},
    {"busybox", "", program, 0, 0, "", "", "--list --list-full --install --help"},
    {"bwrap", "", program, 0, 0,
     "--proc --dev --tmpfs --mqueue --dir --remount-ro --chdir --unsetenv --uid --gid --hostname --lock-file --seccomp "
     "--add-seccomp-fd --args --argv0 --cap-add --cap-drop --userns --userns2 --pidns --block-fd --userns-block-fd "
     "--info-fd --json-status-fd --sync-fd --exec-label --file-label --perms --size",
     "", "",
     "--bind --bind-try --dev-bind --dev-bind-try --ro-bind --ro-bind-try --symlink --setenv --file --bind-data "
     "--ro-bind-data --chmod"},
    {"caffeinate", "", program, 0, 0, "-t -w"},
    {"capsh", "", option, stays, 0, "", "-c"},
    {"catatonit", "", program},
    {"catchsegv", "", program},
    {"cgexec", "", program, 0, 0, "-g"},
    {"chamber", "exec", program, tool | needs_separator},
    {"choom", "", program, needs_separator, 0, "-n --adjust", "", "-p --pid"},
    {"chpst", "", program, 0, 0, "-u -U -e -/ -n -l -L -m -d -o -p -f -c"},
    {"chronic", "", program},
    {"chroot", "", program, elsewhere | shell_without, 1, "--userspec --groups"},
    {"chrt", "", program, 0, 1, "-T -P -D --sched-runtime --sched-period --sched-deadline", "", "-p --pid -m --max"},
    {"colima", "ssh", program, remote | needs_separator},
    {"command", "", program, in_shell, 0, "", "", "-v -V"},
    {"conda", "run", program, tool, 0, conda_values},
    {"cpulimit", "", program, 0, 0, "-l --limit -p --pid -e --exe"},
    {"cross-env", "", program, assigns},
    {"csh", "", shell},
    {"dash", "", shell, 0, 0, shell_values},
    {"dbus-run-session", "", program, 0, 0, "--config-file --dbus-daemon"},
    {"devbox", "run", program, tool},
    {"direnv", "exec", program, tool, 1},
    {"distrobox", "enter", program, tool | needs_separator},
    {"doas", "", program, shell_without, 0, "-C -u -a", "", "-L"},
    {"docker", "compose exec", program, remote, 1, container_values},
    {"docker", "exec", program, remote, 1, container_values},
    {"docker-compose", "exec", program, remote, 1, container_values},
    {"doppler", "run", program, tool | needs_separator},
    {"dotenv", "", program, 0, 0, "-e -f -c -p --file"},
    {"dotenvx", "run", program, tool | needs_separator},
    {"dumb-init", "", program, 0, 0, "-r --rewrite"},
    {"dzdo", "", program, assigns | shell_without, 0, sudo_values, "", "-e --edit -l --list -V --version"},
    {"eatmydata", "", program},
    {"entr", "", program},
    {"env", "", program, assigns | keeps_rest, 0, "-u -C --unset --chdir", "-S --split-string"},
    {"env-cmd", "", program, 0, 0, "-f --file -e --environments -r"},
    {"envchain", "", program, 0, 1},
    {"envdir", "", program, 0, 1},
    {"eval", "", joined, in_shell},
    {"exec", "", program, in_shell, 0, "-a"},
    {"fakeroot", "", program, 0, 0, "-l -s -i -b --lib --faked --fd-base"},
    {"faketime", "", program, 0, 1, "-p --exclude-monotonic"},
    {"fd", "", find, tool},
    {"fdfind", "", find, tool},
    {"find", "", find, tool},
    {"firejail", "", program},
    {"fish", "", shell, 0, 0, "-C --init-command -d --debug -o --debug-output -f --features", "--command"},
    {"flock", "", program, 0, 1, "-w -E --timeout --wait --conflict-exit-code", "-c --command"},
    {"foreman", "run", program, tool, 0, "-e --env -f --procfile"},
    {"gcloud", "compute ssh", option, remote, 0, "", "--command"},
    {"gdb", "", after_option, tool, 0, "", "--args -args"},
    {"gnome-terminal", "", program, tool | needs_separator},
    {"gosu", "", program, 0, 1},
    {"gum", "spin", program, needs_separator},
    {"hatch", "run", program, tool},
    {"heaptrack", "", program, 0, 0, "-o --output -p --pid"},
    {"honcho", "run", program, tool, 0, "-e --env -f --procfile -d"},
    {"i386", "", program},
    {"i686", "", program},
    {"incus", "exec", program, remote | needs_separator},
    {"infisical", "run", program, tool | needs_separator},
    {"ionice", "", program, 0, 0, "-c -n --class --classdata", "", "-p --pid -P --pgid -u --uid"},
    {"konsole", "", after_option, tool, 0, "", "-e"},
    {"ksh", "", shell, 0, 0, shell_values},
    {"ksh93", "", shell, 0, 0, shell_values},
    {"kubectl", "exec", program, remote | needs_separator, 0, kubectl_values},
    {"limactl", "shell", program, remote, 1, "--workdir --shell"},
    {"linux32", "", program},
    {"linux64", "", program},
    {"ltrace", "", program, 0, 0, "-a -A -D -e -F -l -n -o -p -s -u -w -x --output"},
    {"lxc", "exec", program, remote | needs_separator},
    {"mamba", "run", program, tool, 0, conda_values},
    {"micromamba", "run", program, tool, 0, conda_values},
    {"mise", "exec", program, tool | needs_separator},
    {"mise", "x", program, tool | needs_separator},
    {"mksh", "", shell, 0, 0, shell_values},
    {"mosh", "", program, remote | needs_separator},
    {"mpiexec", "", program, 0, 0, "-n -np -H -host --host -hostfile -x -wdir"},
    {"mpirun", "", program, 0, 0, "-n -np -H -host --host -hostfile --hostfile -x -wdir"},
    {"multipass", "exec", program, remote | needs_separator},
    {"nerdctl", "exec", program, remote, 1, container_values},
    {"nice", "", program, 0, 0, "-n --adjustment"},
    {"nix", "develop", after_option, tool, 0, "", "-c --command"},
    {"nix", "shell", after_option, tool, 0, "", "-c --command"},
    {"nix-shell", "", option, tool, 0, "", "--run --command"},
    {"nocorrect", "", program, in_shell},
    {"noglob", "", program, in_shell},
    {"nohup", "", program},
    {"not", "", program, in_shell | only_fish},
    {"npm", "exec", program, tool, 0, "-p --package -w --workspace", "-c --call"},
    {"nq", "", program, 0, 0},
    {"nsenter", "", program, elsewhere | shell_without, 0, "-t -S -G --target --setuid --setgid"},
    {"numactl", "", program, 0, 0, "-i -p -P -N -C -m --interleave --preferred --cpunodebind --physcpubind --membind"},
    {"oc", "exec", program, remote | needs_separator, 0, kubectl_values},
    {"onchange", "", program, needs_separator},
    {"op", "run", program, tool | needs_separator},
    {"or", "", program, in_shell | only_fish},
    {"parallel", "", joined, 0, 0,
     "-a -C -D -d -E -I -i -J -j -L -l -N -n -P -S -s -U --arg-file --basefile --colsep --delay --delimiter --env "
     "--jobs --joblog --load --max-args --max-procs --memfree --nice --profile --results --retries --return --rpl "
     "--sshlogin --timeout --tmpdir --wd --workdir"},
    {"pdm", "run", program, tool, 0, "-p --project"},
    {"perf", "record", program, 0, 0, "-e -o -F -p -t -C -m --event --output --call-graph --freq"},
    {"perf", "stat", program, 0, 0, "-e -o -p -t -C -r -x --event --output --repeat"},
    {"perf", "trace", program, 0, 0, "-e -o -p -t -C --event --output"},
    {"pipenv", "run", program, tool},
    {"pixi", "run", program, tool, 0, "-e --environment --manifest-path"},
    {"pkexec", "", program, 0, 0, "--user"},
    {"pnpm", "exec", program, tool, 0, "-C --dir --filter -F"},
    {"podman", "compose exec", program, remote, 1, container_values},
    {"podman", "exec", program, remote, 1, container_values},
    {"poetry", "run", program, tool, 0, "-C --directory -P --project"},
    {"prlimit", "", program, 0, 0, "-o --output", "", "-p --pid"},
    {"proot", "", program, elsewhere, 0, "-r -b -w -q -k -R -S --rootfs --bind --cwd --qemu --kernel-release"},
    {"proxychains", "", program, 0, 0, "-f"},
    {"proxychains4", "", program, 0, 0, "-f"},
    {"pueue", "add", joined, tool, 0, "-w -g -d -a --group --after --delay --label --working-directory"},
    {"pyenv", "exec", program, tool},
    {"rbash", "", shell, 0, 0, shell_values},
    {"rbenv", "exec", program, tool},
    {"reflex", "", program, needs_separator},
    {"repeat", "", program, in_shell | only_zsh, 1},
    {"rlwrap", "", program, 0, 0, "-a -b -C -D -f -g -H -l -m -M -O -p -P -q -s -S -t -z"},
    {"run0", "", program, 0, 0,
     "-u -g -D -M -p --user --group --nice --chdir --setenv --background --property --unit --slice --description "
     "--machine"},
    {"runuser", "", program, shell_without, 0,
     "-u --user -g -G --group --supp-group -s --shell -w --whitelist-environment", "-c --command"},
    {"rye", "run", program, tool},
    {"s6-setuidgid", "", program, 0, 1},
    {"screen", "", program, tool, 0, "-c -e -h -p -r -R -S -s -t -T -x -X -Q"},
    {"script", "", option, shell_without, 0, "-E -o -I -O -B -T -m", "-c --command"},
    {"setarch", "", program, names_machine},
    {"setpriv", "", program, 0, 0,
     "--reuid --regid --groups --inh-caps --ambient-caps --bounding-set --securebits --pdeathsig --selinux-label "
     "--apparmor-profile"},
    {"setsid", "", program},
    {"setuidgid", "", program, 0, 1},
    {"sg", "", option, shell_without, 0, "", "-c"},
    {"sh", "", shell, 0, 0, shell_values},
    {"singularity", "exec", program, elsewhere | stays, 1, "-B --bind --pwd --env -H --home"},
    {"softlimit", "", program, 0, 0, "-a -c -d -f -l -m -o -p -r -s -t"},
    {"source", "", script, in_shell | stays},
    {"srun", "", program, 0, 0, "-n -N -c -p -t -J -A -w --ntasks --nodes --partition --time"},
    {"ssh", "", joined, remote | late_options | shell_without, 1,
     "-B -b -c -D -E -e -F -I -i -J -L -l -m -O -o -P -p -Q -R -S -W -w"},
    {"sshpass", "", program, stays, 0, "-p -f -d -P"},
    {"stdbuf", "", program, 0, 0, "-i -o -e --input --output --error"},
    {"strace", "", program, 0, 0,
     "-a -b -e -E -I -o -O -p -P -s -S -u -U -X --trace --output --attach --string-limit --user --env --trace-path"},
    {"su", "", option, shell_without, 0, "-g -G -s -w --group --supp-group --shell --whitelist-environment",
     "-c --command --session-command"},
    {"su-exec", "", program, 0, 1},
    {"sudo", "", program, assigns | shell_without, 0, sudo_values, "", "-e --edit -l --list -V --version"},
    {"summon", "", program, 0, 0, "-f -p -e -D"},
    {"systemd-cat", "", program, 0, 0, "-t -p --identifier --priority"},
    {"systemd-inhibit", "", program, 0, 0, "--what --who --why --mode"},
    {"systemd-run", "", program, 0, 0,
     "-p -u -E -M -H --property --unit --description --slice --setenv --uid --gid --nice --working-directory --machine "
     "--host --on-active --on-boot --on-startup --on-unit-active --on-unit-inactive --on-calendar --path-property "
     "--socket-property --timer-property --service-type"},
    {"taskset", "", program, 0, 1, "", "", "-p --pid"},
    {"tcsh", "", shell},
    {"teller", "run", program, tool | needs_separator},
    {"time", "", program, 0, 0, "-f -o --format --output"},
    {"timeout", "", program, 0, 1, "-k -s --kill-after --signal"},
    {"tini", "", program, needs_separator},
    {"tmux", "new", joined, tool, 0, tmux_values},
    {"tmux", "new-session", joined, tool, 0, tmux_values},
    {"tmux", "new-window", joined, tool, 0, tmux_values},
    {"tmux", "neww", joined, tool, 0, tmux_values},
    {"tmux", "respawn-pane", joined, tool, 0, tmux_values},
    {"tmux", "run", joined, tool, 0, tmux_values},
    {"tmux", "run-shell", joined, tool, 0, tmux_values},
    {"tmux", "send", joined, tool, 0, tmux_values},
    {"tmux", "send-keys", joined, tool, 0, tmux_values},
    {"tmux", "split-window", joined, tool, 0, tmux_values},
    {"tmux", "splitw", joined, tool, 0, tmux_values},
    {"toolbox", "run", program, tool, 0, "-c --container -d -r"},
    {"torify", "", program},
    {"torsocks", "", program, 0, 0, "-u -p -a -P --user --pass --address --port"},
    {"toybox", "", program, 0, 0, "", "", "--long --help --version"},
    {"trap", "", handler, tool | in_shell},
    {"tsp", "", program, 0, 0, "-L -N -D -E -S -w"},
    {"unbuffer", "", program},
    {"unshare", "", program, shell_without, 0,
     "-S -G -R -w --setuid --setgid --root --wd --propagation --setgroups --map-user --map-group --map-users "
     "--map-groups --boottime --monotonic"},
    {"uv", "run", program, tool, 0, uv_values},
    {"vagrant", "ssh", option, remote, 0, "", "-c --command"},
    {"valgrind", "", program},
    {"volta", "run", program, tool, 0, "--node --npm --yarn"},
    {"watch", "", joined, 0, 0, "-n -q --interval --equexit"},
    {"watchexec", "", joined, 0, 0, "-w -e -f -i -d -s --watch --exts --filter --ignore --debounce --signal --shell"},
    {"winpty", "", program},
    {"wsl", "", program, elsewhere, 0, "-d --distribution -u --user --cd"},
    {"x86_64", "", program},
    {"xargs", "", program, 0, 0,
     "-a -d -E -I -L -n -P -s --arg-file --delimiter --eof --replace --max-lines --max-args --max-procs --max-chars"},
    {"xterm", "", after_option, tool, 0, "", "-e"},
    {"xvfb-run", "", program, 0, 0, "-e -f -n -p -s -w --auth-file --error-file --server-args --server-num --wait"},
    {"yarn", "exec", program, tool},
    {"yash", "", shell, 0, 0, shell_values},
    {"zsh", "", shell, 0, 0, shell_values},
});

constexpr bool is_sorted_by_name() {
  for (std::size_t i = 1; i < table.size(); ++i) {
    const int order = table[i - 1].name.compare(table[i].name);
    if (order > 0 || (order == 0 && table[i - 1].subcommand.compare(table[i].subcommand) >= 0)) return false;
  }
  return true;
}
static_assert(is_sorted_by_name());

constexpr bool rows_make_sense() {
  for (const WrapperRow& row : table) {
    const bool needs_option = row.form == option || row.form == after_option;
    if (needs_option && row.string_option.empty()) return false;
    if (row.form == find && (row.traits & stays) == 0) return false;
  }
  return true;
}
static_assert(rows_make_sense());

}  // namespace

std::span<const WrapperRow> wrapper_rows(std::string_view name) {
  const auto by_name = [](const WrapperRow& row, std::string_view wanted) { return row.name < wanted; };
  const auto first = std::lower_bound(table.begin(), table.end(), name, by_name);
  auto last = first;
  while (last != table.end() && last->name == name) ++last;
  return {first, last};
}

bool holds_option(std::string_view list, std::string_view option) {
  for (std::size_t at = list.find(option); at != std::string_view::npos; at = list.find(option, at + 1)) {
    const std::size_t end = at + option.size();
    if ((at == 0 || list[at - 1] == ' ') && (end == list.size() || list[end] == ' ')) return !option.empty();
  }
  return false;
}

}  // namespace vg
