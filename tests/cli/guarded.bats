#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2030,SC2031,SC2154
# What a contained command writes where programs outside would obey it: git configuration and hooks, settings of editors
# and agents, at every depth, where they exist and where they do not. VG is the built program.

bats_require_minimum_version 1.5.0

setup() {
  home=$BATS_TEST_TMPDIR/home
  mkdir -p "$home/.config/vectra-guard"
  printf 'sandbox: {network_mode: none}\n' >"$home/.config/vectra-guard/config.yaml"
  user=${VG_TEST_USER:-$(id -un)}
  outside=$(mktemp -d /srv/vgguarded.XXXXXX)
  work=$outside/work
  mkdir "$work"
  chown -R "$user:" "$outside"
  clean=(env -i "PATH=/usr/local/bin:/usr/bin:/bin" LC_ALL=C.UTF-8)
  git_as_user init -q "$work"
  git_as_user -C "$work" config user.name n
  git_as_user -C "$work" config user.email e@x
  git_as_user -C "$work" commit -q --allow-empty -m first
  cd "$work" || return
}

teardown() {
  cd /
  rm -rf "$outside"
}

in_home() { "${clean[@]}" ${VG_TEST_USER:+VG_TEST_USER="$VG_TEST_USER"} BATS_TEST_TMPDIR="$BATS_TEST_TMPDIR" \
  BATS_RUN_TMPDIR="${BATS_RUN_TMPDIR:-}" BATS_FILE_TMPDIR="${BATS_FILE_TMPDIR:-}" \
  "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$@"; }

git_as_user() { in_home git "$@"; }

# inside SCRIPT: by sh, in a sandbox; through a program whose arguments say nothing about it, as an installer would.
inside() {
  printf '%s\n' "$1" >"$outside/script"
  in_home "$VG" exec --sandbox -- python3 -c 'import subprocess, sys; sys.exit(subprocess.call(["sh", sys.argv[1]]))' \
    "$outside/script" </dev/null
}

# What is where git or an editor would find it, as NAME lines.
found() { find . -name .git -prune -o \( "$@" \) -print | sort; }

held() { find "$home/.vectra-guard/layers" -path "*/upper$work/$1" | grep -q .; }

@test "git's configuration: remotes and branches are taken over, what runs programs is held and named" {
  git_as_user init -q --bare "$work/origin.git"
  run -0 inside 'git remote add origin ./origin.git && git push -q -u origin HEAD && git checkout -q -b next --track origin/master &&
    git config core.fsmonitor ./evil && git config --unset user.email && git config alias.st "!evil"'
  [[ $output == *"not taken over into $work/.git/config: alias.st, core.fsmonitor"* ]]
  run -0 git_as_user config --list --local
  [[ $output == *"remote.origin.url=./origin.git"* && $output == *"branch.master.merge=refs/heads/master"* ]]
  [[ $output == *"branch.next.remote=origin"* && $output == *"user.name=n"* && $output != *evil* ]]
  [ "$(git_as_user symbolic-ref HEAD)" = refs/heads/next ]
  [ "$(stat -c %F .git/config)" = "regular file" ]
}

@test "git's configuration on the host does not change while the command runs" {
  before=$(cat .git/config)
  inside 'git config core.fsmonitor ./evil; git config remote.x.url /x; echo >ready; sleep 2' &
  for _ in $(seq 100); do [ ! -e ready ] || break; sleep 0.05; done
  [ -e ready ]
  [ "$(cat .git/config)" = "$before" ]
  wait
  [[ $(cat .git/config) == *'[remote "x"]'* && $(cat .git/config) != *evil* ]]
}

@test "configuration, hooks and the git directory cannot be moved aside" {
  inside 'rm -f .git/config; mv .git/hooks .git/h; mv .git g; mv .git/config .git/c; ln -f .git/HEAD .git/config
    rm -rf .git/hooks; : >.git/config; echo "[core]
    pager = evil" >.git/config' || true
  [ -d .git/hooks ]
  [[ $(cat .git/config) == *"bare = false"* && $(cat .git/config) != *evil* ]]
}

@test "hooks are held, those that exist and those that do not" {
  run -0 inside 'echo evil >.git/hooks/pre-commit; chmod 755 .git/hooks/pre-commit; .git/hooks/pre-commit; test -e .git/hooks/pre-commit'
  [[ $output == *"not kept, because programs"*"$work/.git/hooks: vg apply "* ]]
  [ ! -e .git/hooks/pre-commit ]
  rm -r .git/hooks
  run -0 inside 'mkdir -p .git/hooks; echo evil >.git/hooks/post-checkout'
  [[ $output == *"held back"*"$work/.git/hooks/post-checkout"* ]]
  [ ! -e .git/hooks/post-checkout ]
  held .git/hooks/post-checkout
}

@test "hooks under a name of the project's own choice are held" {
  git_as_user config core.hooksPath tools/hooks
  mkdir -p tools/hooks
  chown -R "$user:" tools
  run -0 inside 'echo evil >tools/hooks/pre-push; mkdir tools2; echo fine >tools2/file'
  [ ! -e tools/hooks/pre-push ]
  [ -e tools2/file ]
}

@test "what leads git to other configuration is held" {
  run -0 inside 'cp .git/config x; echo x >.git/commondir; echo "[core]
    fsmonitor = evil" >.git/config.worktree; mkdir -p .git/info; echo "* filter=evil" >.git/info/attributes'
  [ ! -e .git/commondir ]
  [ ! -e .git/info/attributes ]
  [[ $(cat .git/config.worktree) != *evil* ]]
  held .git/commondir
  git_as_user status --short >/dev/null
}

@test "settings of editors and agents are held at every depth, those that exist as well" {
  mkdir .vscode deep
  echo '{}' >.vscode/settings.json
  echo old >.envrc
  chown -R "$user:" .
  run -0 inside 'echo evil >.vscode/tasks.json; echo evil >.vscode/settings.json
    for name in .idea .cursor .claude .codex .gemini .husky; do mkdir -p "deep/er/$name"; echo evil >"deep/er/$name/file"; done
    echo evil >deep/.mcp.json; echo evil >vectra-guard.yaml; echo evil >deep/.envrc; echo evil >.envrc || true
    ln -s /etc .idea; cat .vscode/tasks.json; cat deep/er/.cursor/file'
  [[ $output == *"evil"*"evil"* ]]
  [ "$(cat .vscode/settings.json)" = '{}' ]
  [ ! -e .vscode/tasks.json ]
  [ "$(cat .envrc)" = old ]
  run -0 found -name .idea -o -name .cursor -o -name .claude -o -name .codex -o -name .gemini -o -name .husky -o \
    -name .mcp.json -o -name 'vectra-guard.yaml' -o -name '.vg-held*' -o -name '*.held-by-vg'
  [ -z "$output" ]
  held deep/er/.claude/file
}

@test "a link under such a name, and what it leads to, stay" {
  mkdir settings
  echo fine >settings/tasks.json
  ln -s settings .vscode
  chown -R -h "$user:" .
  inside 'rm .vscode; mkdir .vscode; echo evil >.vscode/x; echo evil >settings/tasks.json; mv settings s; ln -sfn /etc .vscode' || true
  [ "$(readlink .vscode)" = settings ]
  [ "$(cat .vscode/tasks.json)" = fine ]
}

@test "a repository that is made inside keeps what it needs and nothing that runs" {
  run -0 inside 'git init -q new; cd new; git config user.name a; git config user.email b; git config core.pager evil
    git config core.sshCommand evil; echo evil >.git/hooks/post-commit; echo x >f; git add f; git commit -q -m one'
  run -0 git_as_user -C new log --format=%s
  [ "$output" = one ]
  run -0 git_as_user -C new config --list --local
  [[ $output == *"user.name=a"* && $output != *evil* ]]
  [ ! -e new/.git/hooks/post-commit ]
}

@test "git directories under other names are found by what is in them" {
  run -0 inside 'git init -q --bare a/b/thing; git -C a/b/thing config core.fsmonitor evil; echo evil >a/b/thing/hooks/update
    mkdir -p pointed; printf "gitdir: ../elsewhere\n" >pointed/.git; git init -q out; mv out/.git elsewhere; rmdir out
    git -C elsewhere config --bool core.bare false; printf "[core]\n\tpager = evil\n" >>elsewhere/config'
  [[ $(cat a/b/thing/config) != *evil* && $(cat elsewhere/config) != *evil* ]]
  [ ! -e a/b/thing/hooks/update ]
}

@test "a .git file, a commondir and a .git link lead nowhere that was not looked at" {
  run -0 inside 'mkdir one two fake three; printf "gitdir: /etc\n" >one/.git; ln -s /tmp two/.git
    mkdir -p fake/worktrees/e; printf "[core]\n\tfsmonitor = evil\n" >fake/config; echo ../.. >fake/worktrees/e/commondir
    cp .git/HEAD fake/worktrees/e/HEAD; printf "gitdir: ../fake/worktrees/e\n" >three/.git'
  [ ! -e one/.git ]
  [ ! -L two/.git ]
  [ ! -e fake/worktrees/e/commondir ]
}

@test "nested repositories and their parents: nothing under the old name counts as old" {
  git_as_user init -q nested/deep/repo
  run -0 inside 'git -C nested/deep/repo config core.editor evil; mv nested aside; mkdir -p nested/deep/repo/.git/hooks
    cp aside/deep/repo/.git/HEAD nested/deep/repo/.git/; mkdir nested/deep/repo/.git/objects nested/deep/repo/.git/refs
    printf "[core]\n\tpager = evil\n" >nested/deep/repo/.git/config; echo evil >nested/deep/repo/.git/hooks/pre-commit'
  run ! grep -r evil nested aside
  [ -d aside/deep/repo/.git ]
}

@test "worktrees and submodules are made and used" {
  git_as_user init -q "$outside/part"
  git_as_user -C "$outside/part" -c user.name=n -c user.email=e@x commit -q --allow-empty -m part
  run -0 inside "git worktree add -q tree; git -C tree -c user.name=n -c user.email=e@x commit -q --allow-empty -m there
    git -c protocol.file.allow=always submodule --quiet add $outside/part part; git commit -q -m sub
    git -C part config core.pager evil; echo evil >.git/modules/part/hooks/pre-push"
  [ "$(git_as_user -C tree log -1 --format=%s)" = there ]
  [ "$(git_as_user -C part log -1 --format=%s)" = part ]
  [[ $(git_as_user config --list --local) == *"submodule.part.url"* ]]
  [[ $(cat .git/modules/part/config) != *evil* && ! -e .git/modules/part/hooks/pre-push ]]
  # Again, now that they exist.
  run -0 inside 'git -C part config core.pager evil2; git -C tree config core.editor evil2; echo evil2 >.git/modules/part/hooks/x'
  run ! grep -rl evil2 .git tree part
}

@test "in a linked worktree another one can be added" {
  git_as_user worktree add -q "$outside/tree"
  cd "$outside/tree"
  run -0 inside 'git worktree add -q inner; git config remote.r.url /x; git config core.pager evil
    mkdir -p "$(git rev-parse --git-common-dir)/worktrees/x"; git -C inner rev-parse HEAD'
  git_as_user -C inner status --short
  [[ $(cat "$work/.git/config") == *'[remote "r"]'* && $(cat "$work/.git/config") != *evil* ]]
}

@test "what a killed guard leaves is dealt with by the next one" {
  printf 'mkdir .vscode; echo evil >.vscode/tasks.json; git init -q born; git -C born config core.pager evil; echo >ready; sleep 30\n' >"$outside/script"
  # The pid of the guard itself: what stands before it executes it.
  in_home sh -c 'echo $$ >"$1"; shift; exec "$@"' sh "$outside/pid" "$VG" exec --sandbox -- python3 -c \
    'import subprocess, sys; sys.exit(subprocess.call(["sh", sys.argv[1]]))' "$outside/script" </dev/null 3>&- &
  for _ in $(seq 100); do [ ! -e ready ] || break; sleep 0.05; done
  [ -e .vscode/tasks.json ]
  kill -9 "$(cat "$outside/pid")"
  wait || true
  cd "$outside"
  mkdir other
  chown "$user:" other
  cd other
  run -0 inside true
  [[ $output == *"after a run that was killed"* ]]
  [ ! -e "$work/.vscode" ]
  [[ $(cat "$work/born/.git/config") != *evil* ]]
  [ -z "$(ls -A "$home/.vectra-guard/aftercare")" ]
}

@test "nothing is left behind where nothing was written" {
  before=$(find "$work" | sort)
  run -0 inside true
  [ "$(find "$work" | sort)" = "$before" ]
  [ -z "$(ls -A "$home/.vectra-guard/aftercare")" ]
  [[ $output != *"vg:"* ]]
}

@test "a state directory that is a link works, and cannot be seen" {
  mkdir -p "$outside/state"
  chown "$user:" "$outside/state"
  chmod 700 "$outside/state"
  ln -s "$outside/state" "$home/.vectra-guard"
  run -0 inside "ls -A ~/.vectra-guard $outside/state; echo done; touch made"
  [[ $output == *"done"* && $output != *audit* ]]
  [ -e made ]
}

@test ".env files are empty inside, unless the user says otherwise" {
  echo SECRET=1 >.env
  mkdir app
  echo SECRET=2 >app/.env.local
  echo SECRET=3 >.env.example
  chown -R "$user:" .
  run -0 inside 'cat .env app/.env.local .env.example'
  [[ $output != *SECRET=1* && $output != *SECRET=2* && $output == *SECRET=3* ]]
  printf 'sandbox: {network_mode: none}\nenv_protection: {block_dotenv_read: false}\n' >"$home/.config/vectra-guard/config.yaml"
  run -0 inside 'cat .env app/.env.local'
  [[ $output == *SECRET=1* && $output == *SECRET=2* ]]
}

@test "variables that hold secrets are masked as the user chooses" {
  show() { clean+=(API_TOKEN=tok_live_abcdefgh1234 PLAIN=plain OTHER=other-value-99); inside 'env | grep -E "^(API_TOKEN|PLAIN|OTHER)=" | sort' 2>/dev/null; }
  config() { printf 'sandbox: {network_mode: none}\nenv_protection: %s\n' "$1" >"$home/.config/vectra-guard/config.yaml"; }
  [ "$(show)" = $'OTHER=other-value-99\nPLAIN=plain' ]
  config '{masking_mode: partial}'
  [[ $(show) == 'API_TOKEN=to****34'* ]]
  config '{masking_mode: hash}'
  [[ $(show) =~ ^API_TOKEN=[0-9a-f]{8}[[:space:]] ]]
  config '{masking_mode: fake, protected_vars: [OTHER]}'
  [[ $(show) =~ ^API_TOKEN=tok_live_[a-z]{8}[0-9]{4}[[:space:]]OTHER=[a-z]{5}-[a-z]{5}-[0-9]{2}[[:space:]] && $(show) != *abcdefgh1234* ]]
  config '{allow_read_vars: [API_TOKEN]}'
  [[ $(show) == *"API_TOKEN=tok_live_abcdefgh1234"* ]]
  config '{enabled: false}'
  [[ $(show) == *"API_TOKEN=tok_live_abcdefgh1234"* ]]
}

@test "only listed variables pass where there is a list" {
  printf 'sandbox: {network_mode: none, env_whitelist: [KEPT]}\n' >"$home/.config/vectra-guard/config.yaml"
  clean+=(KEPT=1 DROPPED=2)
  run -0 inside 'echo "$KEPT-$DROPPED-${PATH:+path}"'
  [[ $output == *1--path* ]]
}

@test "more workspaces and bind mounts are there, the timeout ends, and the output is kept" {
  mkdir "$outside/more" "$outside/data"
  echo data >"$outside/data/file"
  chown -R "$user:" "$outside"
  printf 'sandbox:\n  network_mode: none\n  workspaces: [%s]\n  bind_mounts: [{host_path: %s, container_path: %s, read_only: true}]\n  log_output: true\n  timeout: 2\n' \
    "$outside/more" "$outside/data" "$outside/data" >"$home/.config/vectra-guard/config.yaml"
  run -0 --separate-stderr inside "echo x >$outside/more/made; mkdir $outside/more/.vscode; cat $outside/data/file; echo x >$outside/data/new || echo refused; echo to-stderr >&2"
  [ "$output" = $'data\nrefused' ]
  [[ $stderr == *to-stderr* && $stderr == *"kept in"* ]]
  [ -e "$outside/more/made" ]
  [ ! -e "$outside/more/.vscode" ]
  [ ! -e "$outside/data/new" ]
  [[ $(cat "$home"/.vectra-guard/output/*.log) == *data*to-stderr* ]]
  run -124 inside 'sleep 20'
}

@test "a profile of the user's own is enforced, and a mistake in it is named by its line" {
  cat >"$outside/profile.json" <<'JSON'
{
  "defaultAction": "SCMP_ACT_ALLOW",
  "syscalls": [
    {"names": ["mkdir", "mkdirat"], "action": "SCMP_ACT_ERRNO", "errnoRet": 95}
  ]
}
JSON
  printf 'sandbox: {network_mode: none, seccomp_profile: %s}\n' "$outside/profile.json" >"$home/.config/vectra-guard/config.yaml"
  run inside 'mkdir d; touch made'
  [[ $output == *"Operation not supported"* ]]
  [ ! -e d ]
  [ -e made ]
  sed -i 's/SCMP_ACT_ERRNO/SCMP_ACT_ERNO/' "$outside/profile.json"
  run -125 inside 'touch not-run'
  [[ $output == *"profile.json:4"*"did you mean 'SCMP_ACT_ERRNO'"* ]]
  [ ! -e not-run ]
}

@test "a profile that names what is no system call, or lets nothing run" {
  profile() {
    printf '%s' "$1" >"$outside/profile.json"
    printf 'sandbox: {network_mode: none, seccomp_profile: %s}\n' "$outside/profile.json" >"$home/.config/vectra-guard/config.yaml"
  }
  profile '{"defaultAction": "SCMP_ACT_ALLOW",
  "syscalls": [{"names": ["fchmodat2", "s390_sthyi", "mkdri"], "action": "SCMP_ACT_ERRNO"}]}'
  run -125 inside 'touch not-run'
  [[ $output == *"profile.json:2:54: 'mkdri' is no system call that is known here: did you mean 'mkdir'?"* ]]
  profile '{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["mkdri"], "action": "SCMP_ACT_ALLOW"}]}'
  run -0 inside 'touch made'
  [[ $output == *"profile.json:1:61: 'mkdri' is no system call"* ]]
  [ -e made ]
  for action in ERRNO KILL KILL_PROCESS TRAP LOG; do
    profile "{\"defaultAction\": \"SCMP_ACT_$action\"}"
    run inside 'touch "$1"' "not-run"
    [ "$action" != LOG ] || continue
    [ "$status" = 125 ]
    [[ $output == *"profile.json: the seccomp profile refuses execve: no command could start"* ]]
  done
  profile '{"defaultAction": "SCMP_ACT_KILL", "syscalls": [{"names": ["execve", "exit_group", "brk"], "action": "SCMP_ACT_ALLOW"}]}'
  run inside 'touch not-run'
  [ "$status" = 159 ]
  [[ $output == *"look into the seccomp profile $outside/profile.json"* ]]
  profile '{"defaultAction": "SCMP_ACT_ERRNO", "syscalls": [{"names": ["execve", "exit_group", "brk"], "action": "SCMP_ACT_ALLOW"}]}'
  run inside 'touch not-run'
  [[ $output == *"refuses what programs need to start: arch_prctl, close, mmap"* ]]
  [ ! -e not-run ]
}

@test "a writable bind mount under another name is as protected as the workspace" {
  git_as_user init -q "$outside/shared"
  mkdir "$outside/shared/.vscode" "$outside/seen"
  echo old >"$outside/shared/.envrc"
  chown -R "$user:" "$outside/shared" "$outside/seen"
  printf 'sandbox: {network_mode: none, bind_mounts: [{host_path: %s/shared, container_path: %s/seen, read_only: false}]}\n' \
    "$outside" "$outside" >"$home/.config/vectra-guard/config.yaml"
  before=$(cat "$outside/shared/.git/config")
  run inside "cd $outside/seen; echo fine >file; git config core.fsmonitor evil; echo evil >.git/hooks/post-checkout; mv .git g
    echo evil >.envrc; echo evil >.vscode/tasks.json; mkdir deep; echo evil >deep/.envrc; echo evil >.mcp.json; git add file; echo evil >.git/commondir"
  cd "$outside/shared"
  [ "$(cat file)" = fine ]
  [ "$(cat .git/config)" = "$before" ]
  [ "$(cat .envrc)" = old ]
  [ ! -e .git/hooks/post-checkout ]
  [ ! -e .git/commondir ]
  [ ! -e .vscode/tasks.json ]
  [ ! -e deep/.envrc ]
  [ ! -e .mcp.json ]
  [ "$(git_as_user ls-files)" = file ]
}
