# SPDX-License-Identifier: Apache-2.0
# compare.sh runs this with errors on, in a directory of its own.
# shellcheck shell=bash disable=SC2164,SC2154,SC2016
# A session of tmux: a shell, vim, less and job control, seen as a person sees them.
prepare() { seq 500 > numbers; }
keys() { tmux -S socket send-keys -t s "$@" && sleep 0.7; }
# screen NAME [LINE]: what stands there, once that line does.
screen() {
  for _ in $(seq 100); do
    [ -n "${2-}" ] || break
    ! tmux -S socket capture-pane -p -t s | grep -qx "$2" || break
    sleep 0.1
  done
  sleep 0.3
  echo "-- $1"
  tmux -S socket capture-pane -p -t s
}
work() {
  tmux -S socket -f /dev/null new-session -d -s s -x 80 -y 24 'bash --norc --noprofile'
  sleep 1
  keys "PS1='> '" Enter; keys 'stty -a | head -n 1; echo $((6*7))' Enter; screen shell
  keys 'vim -u NONE -N --clean new.txt' Enter
  keys i 'hello from vim' Escape; screen vim
  keys ':r !echo from below' Enter; keys ':wq' Enter; screen written
  keys 'less numbers' Enter; keys '/250' Enter; screen less
  keys q; keys 'sleep 30' Enter; keys C-z; keys 'jobs; kill %1; wait; echo done' Enter; screen jobs 'done'
  keys "set +o history; exit" Enter
  ! tmux -S socket has-session -t s 2>/dev/null
}
# When bash speaks of the stopped job, before its next prompt or after, is a matter of timing, and so are the empty lines below.
clean() { sed -E -e 's/^bash: wait: warning: job 1\[[0-9]+\]/bash: job/' -e '/^\[1\][+-]? +Stopped/d' -e '/^$/d'; }
made() { cat new.txt; }
