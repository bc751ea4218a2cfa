// SPDX-License-Identifier: Apache-2.0
/// Every wrapper of the table gives up what it starts.
#include "tests/unit/parse/rendering.h"

using namespace vg::rendering;

TEST_CASE("wrappers") {
  check({
      {"sudo rm -rf /", "w[sudo] rm -rf /"},
      {"sudo -u bob -n -- rm x", "w[sudo] rm x"},
      {"sudo -ubob rm x", "w[sudo] rm x"},
      {"sudo --user bob --preserve-env=A,B rm x", "w[sudo] rm x"},
      {"sudo --user=bob FOO=1 BAR=\"$x\" rm y", "w[sudo] FOO=1 BAR=$x rm y"},
      {"sudo -nu bob rm", "w[sudo] rm"},
      {"sudo -l", "sudo -l"},
      {"sudo -e /etc/passwd", "sudo -e /etc/passwd"},
      {"sudo -i", "sudo -i"},
      {"sudo", "sudo"},
      {"sudo $x rm", "w[sudo] $x rm"},
      {"\"sudo\" rm; \\sudo rm; s'u'do rm; /usr/bin/sudo rm", "w[sudo] rm ; w[sudo] rm ; w[sudo] rm ; w[sudo] rm"},
      {"doas -u root rm", "w[doas] rm"},
      {"pkexec --user bob rm", "w[pkexec] rm"},
      {"run0 --user=bob rm", "w[run0] rm"},
      {"env rm; env -i A=1 B=2 rm; env -u X -C /d -- rm; env - rm; env",
       "w[env] rm ; w[env] A=1 B=2 rm ; w[env] rm ; w[env] rm ; env"},
      {"env -S 'rm -rf /' x", "t[env] rm -rf / x"},
      {"env --split-string='rm -rf /'", "t[env] rm -rf /"},
      {"env -vS 'A=1 rm'", "t[env] A=1 rm"},
      {"command rm; command -p rm; command -v rm; builtin cd /; exec rm; exec -a x -l rm; exec >f",
       "w[command] rm ; w[command] rm ; command -v rm ; w[builtin] cd / ; w[exec] rm ; w[exec] rm ; exec >f"},
      {"noglob rm; nocorrect rm; nohup rm &", "w[noglob] rm ; w[nocorrect] rm ; w[nohup] rm"},
      {"setsid -w rm; nice rm; nice -n 5 rm; nice -10 rm; nice --adjustment=3 rm",
       "w[setsid] rm ; w[nice] rm ; w[nice] rm ; w[nice] rm ; w[nice] rm"},
      {"ionice -c3 rm; ionice -c 3 -n 7 rm; ionice -p 12; chrt -f 10 rm; chrt -p 12; taskset 0x1 rm; taskset -c 0-3 "
       "rm; taskset -p 12",
       "w[ionice] rm ; w[ionice] rm ; ionice -p 12 ; w[chrt] rm ; chrt -p 12 ; w[taskset] rm ; w[taskset] rm ; taskset "
       "-p 12"},
      {"stdbuf -oL rm; stdbuf -o L rm; unbuffer -p rm; time -f x rm; \\time -v rm",
       "w[stdbuf] rm ; w[stdbuf] rm ; w[unbuffer] rm ; w[time] rm ; w[time] rm"},
      {"timeout 5 rm; timeout -k 3 -s KILL 5s rm; timeout --foreground 5 rm",
       "w[timeout] rm ; w[timeout] rm ; w[timeout] rm"},
      {"watch rm x; watch -n 1 -d 'rm x; ls'", "t[watch] rm x ; t[watch] rm x ; t[watch] ls"},
      {"flock /tmp/l rm x; flock -n 9; flock -w 3 l -c 'rm x'", "w[flock] rm x ; flock -n 9 ; t[flock] rm x"},
      {"xargs rm -f; xargs -0 -n 1 -I{} rm {}; xargs; xargs -I % sh -c 'rm %'; xargs --max-args=3 rm; xargs -d '\\n' "
       "rm",
       "w[xargs] rm -f ; w[xargs] rm {} ; xargs ; t[xargs sh] rm % ; w[xargs] rm ; w[xargs] rm"},
      {"parallel rm ::: a b; parallel -j 4 'rm {}' ::: a", "t[parallel] rm ; t[parallel] rm {}"},
      {"busybox rm x; busybox sh -c 'rm x'; busybox --list; toybox rm",
       "w[busybox] rm x ; t[busybox sh] rm x ; busybox --list ; w[toybox] rm"},
      {"strace -f -e trace=file -o f rm x; ltrace -c rm; torify rm; torsocks rm; proxychains4 -q -f c rm; fakeroot -- "
       "rm",
       "w[strace] rm x ; w[ltrace] rm ; w[torify] rm ; w[torsocks] rm ; w[proxychains4] rm ; w[fakeroot] rm"},
      {"unshare -r -m rm; unshare -S 0 rm; unshare; nsenter -t 1 -m -u rm; chroot /mnt rm; chroot --userspec=a:b /mnt "
       "rm; chroot /mnt",
       "w[unshare] rm ; w[unshare] rm ; unshare ; w[nsenter] rm ; w[chroot] rm ; w[chroot] rm ; chroot /mnt"},
      {"systemd-run --user -p A=b --unit x rm; systemd-run -t rm", "w[systemd-run] rm ; w[systemd-run] rm"},
      {"bwrap --ro-bind / / --dev /dev --unshare-all rm x; firejail --net=none rm", "w[bwrap] rm x ; w[firejail] rm"},
      {"setpriv --reuid 0 rm; runuser -u bob -- rm; runuser -c 'rm x' bob; su -c 'rm x'; su - bob -c 'rm x'; su bob; "
       "sg g -c 'rm'; gosu bob rm",
       "w[setpriv] rm ; w[runuser] rm ; t[runuser] rm x ; t[su] rm x ; t[su] rm x ; su bob ; t[sg] rm ; w[gosu] rm"},
      {"script -c 'rm x' /dev/null; script -qec 'rm x'; script f", "t[script] rm x ; t[script] rm x ; script f"},
      {"find . -name x -exec rm {} \\; -print -exec ls {} +",
       "find . -name x -exec rm {} ; -print -exec ls {} + ! ; w[find] rm {} ; w[find] ls {}"},
      {"find . -ok rm {} ';' -execdir sh -c 'rm \"$1\"' _ {} \\;",
       "find . -ok rm {} ; -execdir sh -c 'rm \"$1\"' _ {} ; ! ; w[find] rm {} ; t[find sh] rm {}"},
      {"find . -delete; find . -exec", "find . -delete ; find . -exec"},
      {"fd x -x rm {}; fd -X rm", "fd x -x rm {} ! ; w[fd] rm {} ; fd -X rm ! ; w[fd] rm"},
      {"sudo env A=1 nice -n 3 timeout 5 xargs -r command nohup rm -rf /",
       "w[sudo env nice timeout xargs command nohup] A=1 rm -rf /"},
      {"sudo sudo sudo rm", "w[sudo sudo sudo] rm"},
      {"ssh host rm x; ssh -p 22 -o A=b u@h 'rm x; ls'; ssh host; ssh host -t rm; ssh -N host",
       "ssh host rm x ! ; t[ssh] rm x ; ssh -p 22 -o A=b u@h 'rm x; ls' ! ; t[ssh] rm x ; t[ssh] ls ; ssh host ; ssh "
       "host -t rm ! ; t[ssh] rm ; ssh -N host"},
      {"docker exec -it web rm x; docker exec -e A=b --user root web sh -c 'rm x'; docker run alpine rm x; docker "
       "--context c exec w rm; podman exec c rm; docker compose -f x exec web rm; docker compose up web",
       "docker exec -it web rm x ! ; w[docker] rm x ; docker exec -e A=b --user root web sh -c 'rm x' ! ; t[docker sh] "
       "rm x ; docker run alpine rm x ; docker --context c exec w rm ! ; w[docker] rm ; podman exec c rm ! ; w[podman] "
       "rm ; docker compose -f x exec web rm ! ; w[docker] rm ; docker compose up web"},
      {"kubectl exec -it pod -n ns -- rm x; kubectl exec pod rm; kubectl -n ns exec pod -- sh -c 'rm x'; kubectl get "
       "pods",
       "kubectl exec -it pod -n ns -- rm x ! ; w[kubectl] rm x ; kubectl exec pod rm ; kubectl -n ns exec pod -- sh -c "
       "'rm x' ! ; t[kubectl sh] rm x ; kubectl get pods"},
      {"poetry run rm x; uv run --with a rm; bundle exec rm; pipenv run rm; npm exec -c 'rm x'; pnpm exec rm; uv sync; "
       "poetry install",
       "poetry run rm x ! ; w[poetry] rm x ; uv run --with a rm ! ; w[uv] rm ; bundle exec rm ! ; w[bundle] rm ; "
       "pipenv run rm ! ; w[pipenv] rm ; npm exec -c 'rm x' ! ; t[npm] rm x ; pnpm exec rm ! ; w[pnpm] rm ; uv sync ; "
       "poetry install"},
      {"tmux new-session -d -s x 'rm x'; tmux new -d rm x; tmux send-keys -t x 'rm x' Enter; tmux ls; screen -dmS x rm "
       "y; xterm -e rm x; gnome-terminal -- rm x",
       "tmux new-session -d -s x 'rm x' ! ; t[tmux] rm x ; tmux new -d rm x ! ; t[tmux] rm x ; tmux send-keys -t x 'rm "
       "x' Enter ! ; t[tmux] rm x Enter ; tmux ls ; screen -dmS x rm y ! ; w[screen] rm y ; xterm -e rm x ! ; w[xterm] "
       "rm x ; gnome-terminal -- rm x ! ; w[gnome-terminal] rm x"},
      {"nix-shell -p a --run 'rm x'; nix develop .#a -c rm x; gdb --args rm x; perf record -g rm; valgrind --x=y rm",
       "nix-shell -p a --run 'rm x' ! ; t[nix-shell] rm x ; nix develop .#a -c rm x ! ; w[nix] rm x ; gdb --args rm x "
       "! ; w[gdb] rm x ; w[perf] rm ; w[valgrind] rm"},
      {"trap 'rm x' EXIT; trap - INT; trap; trap -- 'rm x' INT; trap '' INT",
       "trap 'rm x' EXIT ! ; t[trap] rm x ; trap - INT ; trap ; trap -- 'rm x' INT ! ; t[trap] rm x ; trap '' INT"},
      {"at now + 1 hour <<< 'rm x'; echo 'rm x' | at now",
       "at now + 1 hour <<<'rm x' ! ; t[at] rm x ; echo 'rm x' | at now ! ; t[at] rm x"},
      {"not rm; and rm; repeat 3 rm", "not rm ; and rm ; repeat 3 rm"},
      {"-bash -c 'rm x'", "t[bash] rm x"},
      {"a | sudo tee f | xargs -0 rm", "a | w[sudo] tee f | w[xargs] rm"},
  });
}
