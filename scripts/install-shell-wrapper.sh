#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Puts the shell hook of Vectra Guard into the start-up files of the user who runs it, and takes it out again.
#
# What is added is one block between two marker lines, at the end of the file. A line in it says what else was done (file
# or directories made, a missing last newline added) and holds a checksum of the block, so that removal gives back the
# file byte for byte, and refuses where somebody has edited the block. Several files change together or not at all.
set -eu
LC_ALL=C
export LC_ALL
umask 077

opening='# >>> vectra-guard >>>'
closing='# <<< vectra-guard <<<'

usage() {
  cat <<'EOF'
Usage: install-shell-wrapper.sh [--shell bash|zsh|fish|all] [--vg PATH] [--dry-run]
       install-shell-wrapper.sh --uninstall [--shell bash|zsh|fish|all] [--dry-run]

Adds the shell hook (vg init SHELL) to ~/.bashrc, $ZDOTDIR/.zshrc or ~/.zshrc, and ~/.config/fish/config.fish of the
user who runs it. Without --shell: every one of the three shells that is installed; with --uninstall: all.

  --vg PATH    the vg to use; default: beside this script's tree (build/vg), else the one on PATH
  --uninstall  remove the block again; the file is then what it was before
  --dry-run    say what would change, change nothing
EOF
}

die() {
  printf 'install-shell-wrapper: %s\n' "$1" >&2
  exit "${2:-1}"
}

say() { printf '%s\n' "$1"; }

# --- what to do -------------------------------------------------------------------------------------------------------

shells='' vg='' uninstall=no dry_run=no
while [ $# -gt 0 ]; do
  case $1 in
    --shell | --vg)
      [ $# -ge 2 ] || die "$1 needs a value" 2
      if [ "$1" = --vg ]; then vg=$2; else shells=$2; fi
      shift
      ;;
    --shell=*) shells=${1#--shell=} ;;
    --vg=*) vg=${1#--vg=} ;;
    --uninstall) uninstall=yes ;;
    --dry-run) dry_run=yes ;;
    -h | --help)
      usage
      exit 0
      ;;
    *) die "unknown argument '$1' (see --help)" 2 ;;
  esac
  shift
done

case $shells in
  bash | zsh | fish) ;;
  all) shells='bash zsh fish' ;;
  '')
    for shell in bash zsh fish; do
      if [ "$uninstall" = yes ] || command -v "$shell" >/dev/null; then shells="$shells $shell"; fi
    done
    [ -n "$shells" ] || die 'found neither bash nor zsh nor fish'
    ;;
  *) die "--shell takes bash, zsh, fish or all, not '$shells'" 2 ;;
esac

find_vg() {
  if [ -z "$vg" ]; then
    vg=$(dirname -- "$0")/../build/vg
    [ -x "$vg" ] || vg=$(command -v vg) || die 'found no vg: build it, or name it with --vg PATH'
  fi
  if [ ! -f "$vg" ] || [ ! -x "$vg" ]; then die "'$vg' is not a program"; fi
  vg=$(cd -- "$(dirname -- "$vg")" && pwd -P)/$(basename -- "$vg")
  case $vg in
    *'
'*) die 'the path of vg holds a line break' ;;
  esac
}

if [ -z "${HOME-}" ] || [ ! -d "$HOME" ]; then die 'HOME is not set to a directory'; fi
case $HOME in
  /*) ;;
  *) die 'HOME is not an absolute path' ;;
esac

# The start-up file of shell $1.
startup_file() {
  case $1 in
    bash) printf '%s' "$HOME/.bashrc" ;;
    fish) printf '%s' "${XDG_CONFIG_HOME:-$HOME/.config}/fish/config.fish" ;;
    zsh)
      # The terminal of VS Code points ZDOTDIR at files of its own and keeps the user's here.
      directory=${USER_ZDOTDIR:-${ZDOTDIR:-}}
      # ~/.zshenv usually sets it, so a zsh knows better than this environment.
      # shellcheck disable=SC2016
      [ -n "$directory" ] || directory=$(zsh -c 'printf %s "${ZDOTDIR-}"' </dev/null 2>/dev/null) || directory=''
      printf '%s' "${directory:-$HOME}/.zshrc"
      ;;
  esac
}

# --- the block --------------------------------------------------------------------------------------------------------

quote() {
  if [ "$1" = fish ]; then
    printf "'%s'" "$(printf '%s' "$2" | sed "s/[\\\\']/\\\\&/g")"
  else
    printf "'%s'" "$(printf '%s' "$2" | sed "s/'/'\\\\''/g")"
  fi
}

# The commands for shell $1: nothing in shells that are not interactive, one line of warning where vg has gone.
commands_for() {
  program=$(quote "$1" "$vg")
  gone='vectra-guard: vg is missing, this shell is not guarded'
  if [ "$1" = fish ]; then
    cat <<EOF
if status is-interactive
    if test -x $program
        $program init fish | source
    else
        echo '$gone' >&2
    end
end
EOF
  else
    cat <<EOF
case \$- in
  *i*) if [ -x $program ]; then eval "\$($program init $1)"; else echo '$gone' >&2; fi ;;
esac
EOF
  fi
}

# The block for shell $1; $2: what else was done to the file, as words.
block_for() {
  commands=$(commands_for "$1")
  note="# Added by install-shell-wrapper.sh, which removes it with --uninstall.$2"
  sum=$(printf '%s\n%s\n' "$note" "$commands" | cksum | tr ' ' -)
  printf '%s\n%s\n%s\n# sum %s\n%s\n' "$opening" "$note" "$commands" "$sum" "$closing"
}

# Finds the block in $1. Out: first and last line in $first and $last, its note in $note; $first is 0 without a block.
# A block that is not as it was written ends the script.
find_block() {
  first=$(grep -a -n -x -F -e "$opening" -- "$1" | cut -d: -f1)
  last=$(grep -a -n -x -F -e "$closing" -- "$1" | cut -d: -f1)
  note=''
  if [ -z "$first$last" ] && ! grep -a -q -F -e "$opening" -e "$closing" -- "$1"; then
    first=0
    return
  fi
  edited="the block between the vectra-guard markers in '$1' was edited: remove it by hand"
  case "$first/$last" in
    /* | */ | *[!0-9/]*) die "$edited" ;;
  esac
  [ "$last" -gt $((first + 3)) ] || die "$edited"
  note=$(sed -n "$((first + 1))p" "$1")
  sum=$(sed -n "$((first + 1)),$((last - 2))p" "$1" | cksum | tr ' ' -)
  [ "$(sed -n "$((last - 1))p" "$1")" = "# sum $sum" ] || die "$edited"
}

# --- plan: nothing is changed ----------------------------------------------------------------------------------------

work=$(mktemp -d "${TMPDIR:-/tmp}/vectra-guard.XXXXXX")
trap 'rm -rf -- "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
: >"$work/plan"

ends_with_newline() { [ ! -s "$1" ] || [ "$(tail -c 1 -- "$1" | od -An -tx1 | tr -d ' ')" = 0a ]; }

# Ends the script where file $1 (symlinks followed already) is none that this script may replace.
check_target() {
  case $1 in
    /etc/* | /bin/* | /sbin/* | /usr/* | /lib*/*) die "'$1' belongs to the system: nothing was changed" ;;
  esac
  [ -f "$1" ] || die "'$1' is not a regular file: nothing was changed"
  # Not test -w: for root every file is writable, yet who made it read-only had a reason.
  # shellcheck disable=SC2012
  case $(ls -ldn -- "$1" | cut -c3) in
    w) ;;
    *) die "'$1' is read-only: nothing was changed" ;;
  esac
}

# How many directories above $1 are missing.
missing_directories() {
  count=0
  above=$(dirname -- "$1")
  while [ ! -d "$above" ]; do
    count=$((count + 1))
    above=$(dirname -- "$above")
  done
  printf '%s' "$count"
}

# Writes the file with the block of shell $1 to $work/$1. In: the file $2 as it is now, its block in $first and $last.
with_block() {
  done_too=''
  if [ "$first" -gt 0 ]; then
    done_too=${note#*--uninstall.}
    head -n "$((first - 1))" -- "$2"
    block_for "$1" "$done_too"
    tail -n "+$((last + 1))" -- "$2"
    return
  fi
  if [ ! -e "$2" ]; then
    done_too=" File made, directories made: $(missing_directories "$2")."
  elif ! ends_with_newline "$2"; then
    done_too=' The last line had no end.'
  fi
  [ ! -e "$2" ] || cat -- "$2"
  case $done_too in *'no end.') echo ;; esac
  block_for "$1" "$done_too"
}

# Writes the file $2 without its block to standard output.
without_block() {
  if [ "$last" -lt "$(wc -l <"$2")" ] || ! ends_with_newline "$2"; then
    head -n "$((first - 1))" -- "$2"
    tail -n "+$((last + 1))" -- "$2"
    return
  fi
  case $note in
    *'no end.') head -n "$((first - 1))" -- "$2" | head -c -1 ;;
    *) head -n "$((first - 1))" -- "$2" ;;
  esac
}

# A login shell reads the first of these instead of ~/.bashrc.
say_if_login_shells_miss_it() {
  for profile in "$HOME/.bash_profile" "$HOME/.bash_login" "$HOME/.profile"; do
    [ -f "$profile" ] || continue
    grep -q bashrc -- "$profile" || say "Note: login shells read '$profile', which does not read ~/.bashrc."
    return 0
  done
}

# Plans for shell $1. Appends to the plan: shell, action, file.
plan_for() {
  file=$(startup_file "$1")
  if [ -L "$file" ] || [ -e "$file" ]; then
    target=$(readlink -f -- "$file") || die "'$file' leads nowhere: nothing was changed"
    [ -e "$target" ] || die "'$file' leads nowhere: nothing was changed"
    check_target "$target"
    find_block "$target"
  else
    target=$file first=0
  fi
  case $target in
    *'
'*) die 'a start-up file has a line break in its path' ;;
  esac
  if [ "$uninstall" = yes ]; then
    if [ "$first" = 0 ]; then
      say "$file: no block of vectra-guard"
      return
    fi
    without_block "$1" "$target" >"$work/$1"
    action="write"
    case $note in *'File made'*) [ -s "$work/$1" ] || action="remove" ;; esac
    say "$file: removing the block"
  else
    if [ "$first" = 0 ] && [ -s "$target" ] && [ "$(grep -a -c '' -- "$target")" -gt 0 ] &&
      tail -n 1 -- "$target" | grep -a -q '\\$'; then
      die "'$file' ends in the middle of a line (backslash): nothing was changed"
    fi
    with_block "$1" "$target" >"$work/$1"
    if [ -e "$target" ] && cmp -s -- "$work/$1" "$target"; then
      say "$file: already there"
      return
    fi
    action="write"
    [ -e "$target" ] || action="make"
    say "$file: adding the block"
    [ "$1" != bash ] || say_if_login_shells_miss_it
  fi
  made=0
  case $note in *'directories made: '*) made=${note##*directories made: } made=${made%.} ;; esac
  [ "$action" != make ] || made=$(missing_directories "$target")
  printf '%s\n%s\n%s\n%s\n' "$1" "$action" "$made" "$target" >>"$work/plan"
}

# --- carry out -------------------------------------------------------------------------------------------------------

# The new file lies complete beside the old one, with its owner and mode, before the first is replaced.
stage() {
  backup=$target.before-vectra-guard
  staged=$target.vectra-guard-new
  if [ "$action" = make ]; then
    mkdir -p -- "$(dirname -- "$target")" && cp -- "$work/$shell" "$staged" && chmod 644 -- "$staged"
    return
  fi
  cp -p -- "$target" "$work/$shell.old" || return 1
  [ "$action" = write ] || return 0
  if [ "$uninstall" = no ]; then cp -p -- "$target" "$backup" || return 1; fi
  cp -p -- "$target" "$staged" && cat -- "$work/$shell" >"$staged"
}

replace() {
  case $action in
    remove) rm -f -- "$target" ;;
    *) mv -f -T -- "$target.vectra-guard-new" "$target" ;;
  esac
}

# The directories that were made for the file, where nothing else has come into them.
remove_made_directories() {
  above=$(dirname -- "$target")
  while [ "$made" -gt 0 ] && rmdir -- "$above" 2>/dev/null; do
    above=$(dirname -- "$above")
    made=$((made - 1))
  done
}

# What is left beside the file: after removal no backup that is the same.
tidy() {
  if [ "$uninstall" = yes ]; then
    if [ "$action" = write ] && cmp -s -- "$target" "$target.before-vectra-guard"; then
      rm -f -- "$target.before-vectra-guard"
    fi
    remove_made_directories
  elif [ "$action" = write ]; then
    say "The file before is in '$target.before-vectra-guard'."
  fi
}

# Runs $1 for every step of the plan, with shell, action, made and target set.
each() {
  while IFS= read -r shell && IFS= read -r action && IFS= read -r made && IFS= read -r target; do
    "$1" || return 1
    case $1 in replace) printf '%s\n%s\n%s\n%s\n' "$shell" "$action" "$made" "$target" >>"$work/replaced" ;; esac
  done <"$2"
}

unstage() {
  rm -f -- "$target.vectra-guard-new"
  [ "$action" != make ] || remove_made_directories
}

put_back() {
  case $action in
    make) rm -f -- "$target" ;;
    *) cp -p -- "$work/$shell.old" "$target.vectra-guard-new" && mv -f -T -- "$target.vectra-guard-new" "$target" ;;
  esac
}

[ "$uninstall" = yes ] || find_vg
for shell in $shells; do
  note=''
  plan_for "$shell"
done
[ -s "$work/plan" ] || exit 0
if [ "$dry_run" = yes ]; then
  say 'Nothing was changed (--dry-run).'
  exit 0
fi
: >"$work/replaced"
if ! each stage "$work/plan"; then
  each unstage "$work/plan"
  die 'could not write beside a start-up file: nothing was changed'
fi
if ! each replace "$work/plan"; then
  each put_back "$work/replaced" || die "could not put back a start-up file: see the copies beside it"
  each unstage "$work/plan"
  die 'could not replace a start-up file: nothing was changed'
fi
each tidy "$work/plan"
[ "$uninstall" = yes ] || say 'New shells are guarded; the ones that are open are not.'
