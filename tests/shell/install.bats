#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# scripts/install-shell-wrapper.sh: what it adds works, and what it takes away leaves every file byte for byte as it was.

bats_require_minimum_version 1.5.0

setup() {
  script=$VG_SOURCE_ROOT/scripts/install-shell-wrapper.sh
  export HOME=$BATS_TEST_TMPDIR/home TMPDIR=$BATS_TEST_TMPDIR
  unset ZDOTDIR USER_ZDOTDIR XDG_CONFIG_HOME
  mkdir "$HOME" "$BATS_TEST_TMPDIR/bin"
  vg=$BATS_TEST_TMPDIR/bin/vg
  cp "$VG_STAND_IN" "$vg"
  rc=$HOME/.bashrc
}

install() { "$script" --vg "$vg" "$@"; }
uninstall() { "$script" --uninstall "$@"; }
listing() { (cd "$HOME" && find . -printf '%p %y %m %l\n' | sort && find . -type f -exec cksum {} + | sort); }

# Installs and removes; nothing may differ then, the files around included.
round_trip() {
  listing >"$BATS_TEST_TMPDIR/before"
  install "$@"
  run ! cmp -s <(listing) "$BATS_TEST_TMPDIR/before"
  uninstall "$@"
  diff "$BATS_TEST_TMPDIR/before" <(listing)
}

@test "every kind of file is the same after removal" {
  for content in 'a\n' 'a' '' '\n' '\n\n' 'a\r\nb\r\n' 'a\r\nb' 'a\0b\n' '\377\376 a' 'a\n\n\n' ' \t'; do
    printf "$content" >"$rc"
    round_trip --shell bash
  done
}

@test "files and directories that were missing are missing again" {
  round_trip --shell all
  [ ! -e "$HOME/.config" ]
  mkdir "$HOME/.config"
  round_trip --shell fish
  install --shell fish
  touch "$HOME/.config/fish/mine"
  uninstall --shell fish
  [ ! -e "$HOME/.config/fish/config.fish" ]
  [ -e "$HOME/.config/fish/mine" ]
}

@test "each shell that is installed loads the hook, and only where it is interactive" {
  install
  [ "$(bash -ic 'echo ${__vg_s[1]-none}' 2>/dev/null)" = loaded ]
  [ "$(bash -c '. ~/.bashrc; echo ${__vg_s[1]-none}')" = none ]
  [ "$(zsh -dic 'echo ${_vg_s[loaded]-none}' 2>/dev/null)" = 1 ]
  # Without it, fish reads every manual page in the background for minutes.
  mkdir -p "$HOME/.local/share/fish/generated_completions"
  [ "$(fish -ic 'echo $__vg_loaded[2]' 2>/dev/null)" = yes ]
  [ "$(fish -c 'echo $__vg_loaded[2]')" = '' ]
}

@test "a vg that has gone is said once, and the shell starts" {
  install
  rm "$vg"
  for shell in bash zsh fish; do
    run --separate-stderr $shell -ic 'echo started'
    [ "$output" = started ]
    [[ $stderr == *'vectra-guard: vg is missing, this shell is not guarded'* ]]
  done
  [ -z "$(bash -c '. ~/.bashrc' 2>&1)" ]
}

@test "installing twice changes nothing, another vg replaces the block" {
  printf 'a' >"$rc"
  install --shell bash
  cp "$rc" "$BATS_TEST_TMPDIR/once"
  run install --shell bash
  [[ $output == *'already there'* ]]
  cmp "$rc" "$BATS_TEST_TMPDIR/once"
  odd="$BATS_TEST_TMPDIR/it's \$here"
  mkdir "$odd"
  cp "$vg" "$odd/vg"
  "$script" --shell bash --vg "$odd/vg"
  [ "$(grep -c '>>> vectra-guard >>>' "$rc")" = 1 ]
  [ "$(bash -ic 'printf %s "$__vg_bin"' 2>/dev/null)" = "$odd/vg" ]
  uninstall --shell bash
  [ "$(od -c "$rc")" = "$(printf 'a' | od -c)" ]
}

@test "the backup holds the file before; it goes when it is no longer needed" {
  printf 'mine\n' >"$rc"
  chmod 640 "$rc"
  install --shell bash
  [ "$(cat "$rc.before-vectra-guard")" = mine ]
  [ "$(stat -c %a "$rc")" = 640 ]
  [ "$(stat -c %a "$rc.before-vectra-guard")" = 640 ]
  uninstall
  [ ! -e "$rc.before-vectra-guard" ]
  [ "$(stat -c %a "$rc")" = 640 ]
}

@test "what was written around the block stays" {
  printf 'before' >"$rc"
  install --shell bash
  printf 'after' >>"$rc"
  uninstall --shell bash
  [ "$(cat "$rc")" = "$(printf 'before\nafter')" ]
  rm "$rc"
  install --shell bash
  printf 'mine\n' >>"$rc"
  uninstall --shell bash
  [ "$(cat "$rc")" = mine ]
}

@test "a symlink stays one, its target is edited" {
  mkdir "$HOME/dotfiles"
  printf 'mine' >"$HOME/dotfiles/bashrc"
  ln -s dotfiles/bashrc "$rc"
  round_trip --shell bash
  install --shell bash
  [ -L "$rc" ]
  grep -q vectra-guard "$HOME/dotfiles/bashrc"
}

@test "refuses: read-only, dangling, directory, system file, unfinished line" {
  refused() {
    listing >"$BATS_TEST_TMPDIR/before"
    run install "$@"
    [ "$status" -eq 1 ]
    [[ $output == *'nothing was changed'* ]]
    diff "$BATS_TEST_TMPDIR/before" <(listing)
  }
  printf 'mine' >"$rc"
  chmod 444 "$rc"
  refused --shell bash
  refused
  rm -f "$rc"
  ln -s nowhere "$rc"
  refused --shell bash
  rm "$rc"
  mkdir "$rc"
  refused --shell bash
  rmdir "$rc"
  ln -s /etc/profile "$rc"
  refused --shell bash
  rm "$rc"
  printf 'a \\\n' >"$rc"
  refused --shell bash
}

@test "a block that somebody edited is left alone" {
  for edit in 's/init bash/init bash --no-preload/' '/sum/d' 's/# <<< .*//' 's/$/\r/' 's/^# Added/# added/' '$a # >>> vectra-guard >>>'; do
    printf 'mine\n' >"$rc"
    install --shell bash
    sed -i "$edit" "$rc"
    cp "$rc" "$BATS_TEST_TMPDIR/edited"
    run uninstall --shell bash
    [ "$status" -eq 1 ]
    [[ $output == *edited* ]]
    run install --shell bash
    [ "$status" -eq 1 ]
    cmp "$rc" "$BATS_TEST_TMPDIR/edited"
    rm "$rc"
  done
}

@test "all files or none: a failure half-way puts back what was done" {
  printf 'mine' >"$rc"
  mkdir -p "$HOME/.config/fish"
  printf 'yours' >"$HOME/.config/fish/config.fish"
  listing >"$BATS_TEST_TMPDIR/before"
  # A file that is a mount point can be written, but not replaced by rename.
  run unshare --mount --propagation private bash -c 'mount --bind "$1" "$1" && "$2" --vg "$3" --shell all' - \
    "$HOME/.config/fish/config.fish" "$script" "$vg"
  [ "$status" -eq 1 ]
  [[ $output == *'nothing was changed'* ]]
  rm -f "$rc.before-vectra-guard" "$HOME/.config/fish/config.fish.before-vectra-guard"
  diff "$BATS_TEST_TMPDIR/before" <(listing)
}

@test "a directory that cannot be written: nothing is changed" {
  printf 'mine' >"$rc"
  mkdir -p "$HOME/.config/fish"
  listing >"$BATS_TEST_TMPDIR/before"
  run unshare --mount --propagation private bash -c \
    'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && "$2" --vg "$3" --shell all' - \
    "$HOME/.config/fish" "$script" "$vg"
  [ "$status" -eq 1 ]
  [[ $output == *'nothing was changed'* ]]
  rm -f "$rc.before-vectra-guard"
  diff "$BATS_TEST_TMPDIR/before" <(listing)
}

@test "a dry run changes nothing and says what it would do" {
  printf 'mine' >"$rc"
  listing >"$BATS_TEST_TMPDIR/before"
  run install --dry-run --shell all
  [ "$status" -eq 0 ]
  [[ $output == *"$rc: adding the block"*'Nothing was changed'* ]]
  diff "$BATS_TEST_TMPDIR/before" <(listing)
  install --shell bash
  cp "$rc" "$BATS_TEST_TMPDIR/installed"
  uninstall --dry-run
  cmp "$rc" "$BATS_TEST_TMPDIR/installed"
}

@test "ZDOTDIR and XDG_CONFIG_HOME are honoured" {
  mkdir "$HOME/z" "$HOME/x"
  ZDOTDIR=$HOME/z XDG_CONFIG_HOME=$HOME/x install
  [ -e "$HOME/z/.zshrc" ]
  [ -e "$HOME/x/fish/config.fish" ]
  [ ! -e "$HOME/.zshrc" ]
  ZDOTDIR=$HOME/z XDG_CONFIG_HOME=$HOME/x uninstall
  [ ! -e "$HOME/z/.zshrc" ]
  echo "export ZDOTDIR=$HOME/z" >"$HOME/.zshenv"
  install --shell zsh
  [ -e "$HOME/z/.zshrc" ]
}

@test "wrong usage changes nothing" {
  for arguments in '--shell ksh' '--shell' '--vg' '--nonsense' 'bash'; do
    run "$script" $arguments
    [ "$status" -eq 2 ]
  done
  run "$script" --vg "$HOME/nothing"
  [ "$status" -eq 1 ]
  HOME=relative run "$script" --vg "$vg"
  [ "$status" -eq 1 ]
  [ -z "$(ls -A "$HOME")" ]
  "$script" --help | grep -q -- --uninstall
}

@test "runs under dash and bash, and leaves no temporary files" {
  for shell in dash bash; do
    $shell "$script" --vg "$vg" --shell all
    $shell "$script" --uninstall
  done
  [ -z "$(ls -A "$HOME")" ]
  [ -z "$(ls -d "$TMPDIR"/vectra-guard.* 2>/dev/null)" ]
}
