#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Shells, languages and tools start programs, each in its own way: a harmless program runs as without the shim, and a
# candidate reaches vg, whatever the launcher has done to the environment.
# bats file_tags=launchers
bats_require_minimum_version 1.5.0

load installation

setup_file() {
  cd "$BATS_FILE_TMPDIR"
  cp "$VG_SOURCE_ROOT"/tests/preload/programs/{Launch.java,launch.go,launch.rs} .
  local jobs=()
  must_have javac && { javac Launch.java & jobs+=($!); }
  must_have go && { GO111MODULE=off GOFLAGS='' CGO_ENABLED=0 GOCACHE=$PWD/go-cache go build -o launch-go launch.go & jobs+=($!); }
  must_have rustc && { rustc -o launch-rust launch.rs & jobs+=($!); }
  local job
  for job in "${jobs[@]}"; do wait "$job"; done
}

setup() {
  install_shim fake_vg
  make_targets
  export BUILT=$BATS_FILE_TMPDIR
}

# launches NAME CODE: CODE, a line for bash, starts "$TARGET one" and shows its output. A candidate is asked about once.
launches() {
  local name=$1 code=$2
  export TARGET=$PWD/show
  # fish hands the environment on in an order of its own, by hash.
  same_run bash -c "{ $code; } 2>&1 </dev/null | LC_ALL=C sort; exit \${PIPESTATUS[0]}" || { echo "$name: differs"; return 1; }
  not_asked || return
  [[ $with == *"<one>"* ]] || { echo "$name: did not run: $with"; return 1; }
  export TARGET=$PWD/candidate
  rm -f "$LOG"
  with=$(guarded bash -c "$code" 2>&1 </dev/null) || true
  [[ $with != *show:* ]] || { echo "$name: it ran: $with"; return 1; }
  [ "$(grep -cx '<__exec>' "$LOG")" = 1 ] && grep -qx "<$TARGET>" "$LOG" && grep -qx "<one>" "$LOG" ||
    { echo "$name: asked:"; cat "$LOG"; return 1; }
  rm -f "$LOG"
}

# table: lines "NAME  CODE" from stdin, all of them.
table() {
  local name code failed=0
  while read -r name code; do
    [ -z "$name" ] || launches "$name" "$code" || failed=1
  done
  return $failed
}

# bats test_tags=case:52,case:53,case:54
@test "shells" {
  must_have bash dash zsh fish ksh tcsh
  table <<'T'
bash          "$TARGET" one; :
bash-exec     exec "$TARGET" one
bash-name     exec -a other "$TARGET" one
bash-login    exec -l "$TARGET" one
bash-clear    exec -c "$TARGET" one
bash-unset    unset LD_PRELOAD; "$TARGET" one; :
bash-empty    LD_PRELOAD= "$TARGET" one; :
bash-command  bash -c 'command "$TARGET" one; :'
bash-pipe     echo x | "$TARGET" one | cat
bash-subst    echo "$("$TARGET" one)"
dash          dash -c '"$TARGET" one; :'
dash-unset    dash -c 'unset LD_PRELOAD; "$TARGET" one; :'
dash-exec     dash -c 'exec "$TARGET" one'
zsh           zsh -fc '$TARGET one; :'
zsh-unset     zsh -fc 'unset LD_PRELOAD; $TARGET one; :'
zsh-exec      zsh -fc 'exec -a other $TARGET one'
fish          fish --no-config -c '$TARGET one; :'
fish-unset    fish --no-config -c 'set -e LD_PRELOAD; $TARGET one; :'
fish-exec     fish --no-config -c 'exec $TARGET one'
ksh           ksh -c '"$TARGET" one; :'
ksh-unset     ksh -c 'unset LD_PRELOAD; "$TARGET" one; :'
tcsh          tcsh -fc '$TARGET one; true'
tcsh-unset    tcsh -fc 'unsetenv LD_PRELOAD; $TARGET one; true'
env-i         env -i "$TARGET" one
env-u         env -u LD_PRELOAD "$TARGET" one
env-i-sh      t=$TARGET; env -i bash -c '"$0" one; :' "$t"
T
}

# bats test_tags=case:55
@test "languages" {
  must_have python3 node perl ruby lua5.4 gawk
  table <<'T'
python          python3 -c 'import subprocess,os; subprocess.run([os.environ["TARGET"],"one"])'
python-clear    python3 -c 'import subprocess,os; subprocess.run([os.environ["TARGET"],"one"],env={})'
python-shell    python3 -c 'import subprocess; subprocess.run("$TARGET one; :",shell=True)'
python-capture  python3 -c 'import subprocess,os; print(subprocess.run([os.environ["TARGET"],"one"],capture_output=True,close_fds=False).stdout)'
python-directory python3 -c 'import subprocess,os; subprocess.run([os.environ["TARGET"],"one"],cwd="/")'
python-session  python3 -c 'import subprocess,os; subprocess.run([os.environ["TARGET"],"one"],start_new_session=True)'
python-system   python3 -c 'import os; os.system("$TARGET one; :")'
python-deleted  python3 -c 'import os; os.environ.pop("LD_PRELOAD",""); os.system("$TARGET one; :")'
python-popen    python3 -c 'import os; print(os.popen("$TARGET one; :").read())'
python-spawn    python3 -c 'import os; t=os.environ["TARGET"]; os.waitpid(os.posix_spawn(t,[t,"one"],{}),0)'
python-spawnp   python3 -c 'import os; t=os.environ["TARGET"]; os.waitpid(os.posix_spawnp(t,[t,"one"],os.environ),0)'
python-execvp   python3 -c 'import os; os.execvp(os.environ["TARGET"],["zero","one"])'
python-execve   python3 -c 'import os; os.execve(os.environ["TARGET"],["zero","one"],{})'
python-fd       python3 -c 'import os; os.execve(os.open(os.environ["TARGET"],os.O_RDONLY),["zero","one"],{})'
python-path     PATH=/nowhere:${TARGET%/*}:$PATH python3 -c 'import subprocess,os; subprocess.run([os.path.basename(os.environ["TARGET"]),"one"])'
node            node -e 'require("child_process").spawnSync(process.env.TARGET,["one"],{stdio:"inherit"})'
node-clear      node -e 'require("child_process").spawnSync(process.env.TARGET,["one"],{stdio:"inherit",env:{}})'
node-shell      node -e 'console.log(String(require("child_process").spawnSync(process.env.TARGET+" one; :",{shell:true}).stdout))'
node-async      node -e 'require("child_process").spawn(process.env.TARGET,["one"],{stdio:"inherit",cwd:"/"})'
perl            perl -e 'system($ENV{TARGET},"one")'
perl-shell      perl -e 'print `$ENV{TARGET} one; :`'
perl-clear      perl -e '$t=$ENV{TARGET}; %ENV=(); exec($t,"one")'
ruby            ruby -e 'system(ENV["TARGET"],"one")'
ruby-clear      ruby -e 'Process.wait(spawn({},ENV["TARGET"],"one",unsetenv_others: true))'
ruby-shell      ruby -e 'print `$TARGET one; :`'
lua             lua5.4 -e 'os.execute("$TARGET one; :")'
lua-popen       lua5.4 -e 'io.write(io.popen("$TARGET one; :"):read("a"))'
awk             gawk 'BEGIN { system("$TARGET one; :") }'
awk-pipe        gawk 'BEGIN { while (("$TARGET one; :" | getline line) > 0) print line }'
T
}

# bats test_tags=case:55,case:66
@test "compiled languages" {
  must_have java go rustc
  table <<'T'
java            java -XX:TieredStopAtLevel=1 -cp $BUILT Launch keep "$TARGET" one
java-clear      java -XX:TieredStopAtLevel=1 -cp $BUILT Launch clear "$TARGET" one
java-fork       java -XX:TieredStopAtLevel=1 -Djdk.lang.Process.launchMechanism=FORK -cp $BUILT Launch clear "$TARGET" one
java-vfork      java -XX:TieredStopAtLevel=1 -Djdk.lang.Process.launchMechanism=VFORK -cp $BUILT Launch clear "$TARGET" one
java-spawn      java -XX:TieredStopAtLevel=1 -Djdk.lang.Process.launchMechanism=POSIX_SPAWN -cp $BUILT Launch keep "$TARGET" one
rust            $BUILT/launch-rust keep "$TARGET" one
rust-clear      $BUILT/launch-rust clear "$TARGET" one
rust-directory  $BUILT/launch-rust directory "$TARGET" one
go-static       $BUILT/launch-go "$TARGET" one
T
}

@test "tools" {
  must_have make ninja git find xargs script expect
  printf 'all:\n\t@"$(TARGET)" one\n' > Makefile
  printf 'rule run\n  command = $$TARGET one\n  pool = console\nbuild all: run\n' > build.ninja
  table <<'T'
make            make -s
make-parallel   make -s -j4
ninja           ninja --quiet; rm -f .ninja_log
git-alias       git -c alias.run='!$TARGET one; :' run
git-pager       git init -q repository; git -C repository -c core.pager='$TARGET one; cat' -p config --list --local >/dev/null; "$TARGET" one
find            find . -maxdepth 1 -name Makefile -exec "$TARGET" one ';'
xargs           echo one | xargs "$TARGET"
nohup           nohup "$TARGET" one 2>/dev/null
nice            nice -n 5 "$TARGET" one
timeout         timeout 20 "$TARGET" one
setsid          setsid -w "$TARGET" one
stdbuf          stdbuf -oL "$TARGET" one | grep -v ^env
time            command time -f '' "$TARGET" one
sed             echo | sed "1e $TARGET one"
tar             tar -cf x.tar Makefile; tar -xf x.tar --to-command="$TARGET one" 2>/dev/null | grep -v ^env; rm -f x.tar
script          script -qec '$TARGET one' /dev/null
expect          expect -c 'spawn -noecho $env(TARGET) one; expect eof'
T
}
