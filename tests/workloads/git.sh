# SPDX-License-Identifier: Apache-2.0
# compare.sh runs this with errors on, in a directory of its own.
# shellcheck shell=bash disable=SC2164,SC2154,SC2016
# A rebase with hooks, commands between the commits, and an editor.
prepare() {
  export GIT_CONFIG_GLOBAL=/dev/null
  git init -q -b main repository
  cd repository
  git config user.name A
  git config user.email a@example.com
  for hook in pre-commit commit-msg post-commit pre-rebase post-rewrite post-checkout prepare-commit-msg; do
    printf '#!/bin/sh\necho "%s $# $(git rev-parse --short HEAD)" >> "$(git rev-parse --git-dir)/hooks.log"\n' $hook > .git/hooks/$hook
    chmod +x .git/hooks/$hook
  done
}
work() {
  export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_DATE='2001-01-01T00:00:00Z' GIT_COMMITTER_DATE='2001-01-01T00:00:00Z'
  export GIT_EDITOR='vim -Nu NONE --clean -es -c s/change/edited/ -c wq' GIT_SEQUENCE_EDITOR='vim -Nu NONE --clean -es -c 2s/pick/reword/ -c wq'
  cd repository
  for i in 1 2 3 4; do echo $i > file$i; git add file$i; git commit -q -m "change $i"; done
  git checkout -q -b topic main~2
  for i in 5 6 7; do echo $i > file$i; git add file$i; git commit -q -m "change $i"; done
  git rebase -i -x 'git log -1 --format=%s; cat file5' main
  git log --format='%H %an %s'
  git gc -q
  git status --short
}
clean() { tr '\r' '\n'; }
made() { (cd repository && cat .git/hooks.log && git fsck --full 2>/dev/null); }
