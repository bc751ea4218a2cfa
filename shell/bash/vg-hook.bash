# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# shellcheck disable=SC2016  # prompt variables are expanded by bash at the prompt
# shellcheck disable=SC2154  # __vg_bin and __vg_lib come from vg init
# shellcheck disable=SC2194  # the tables of words are constant
# Vectra Guard: judges a line of an interactive bash (4.4 or newer) before bash runs any of it.
#
# `vg init bash` prints this behind a guard (interactive, not loaded yet) and two assignments: __vg_bin, the absolute
# path of vg, and __vg_lib, the path of libvg.so or nothing.
#
# Layer 1: Enter is a readline macro of history expansion, a check (bind -x may rewrite the line) and accept-line. bash
#          itself accepts, so parsing, continuation lines, here-documents, history and job control are its own.
#          `bind -x` on Enter alone would never accept the line.
# Layer 2: PS0, expanded after a command was read and before any redirection or part of it: a command substitution that
#          interrupts the shell makes bash drop the whole command. It judges what layer 1 did not approve: continuation
#          lines, other keys that accept, shells without a line editor. $? is 130 then.
# No DEBUG trap: it comes after the redirections of { } and loops, and belongs to debuggers and terminal integrations.
# No `local -`: bash 4.4 switches more back on than it switched off. Instead every call stands left of && or ||, where
# errexit rests, and its trace goes to /dev/null.
#
# An approved line is never changed. Of a refused one, __vg_denied runs in its place, so that prompt hooks, terminal
# integrations and $? see a command that failed with 126. History keeps what was typed.
# Not seen here, only by libvg.so at exec: lines run by `fc`, aliases behind the first word, lines of a shell that has
# neither line editor nor history, and everything once the user unsets PS0 and binds Enter anew.
#
# All state that matters is in the array __vg_s, which no environment can carry in:
#   1 loaded · 2 layer 2 has to judge (2: unless the line is still the approved one) · 3 the next line is a new command
#   4 commands the approval still covers · 5 continuation prompts and 6 checked lines since the prompt
#   7 the prompt has been seen since the last command · 8 a notice waits · 9 aliases were on while loading
#   10 the note on ble.sh was given · 11 history number of the approved line · 12 histverify is set
#   13 keys are bound · 14 there is no layer 2, so every line is judged by itself

# While the functions below are read no alias of the user may rewrite them. bash reads what is inside $( ) again when it
# runs: the words there are quoted.
\builtin shopt -q expand_aliases && __vg_s[9]=1
\builtin shopt -u expand_aliases
builtin unset -v __vg_line __vg_note __vg_text __vg_verdict __vg_go __vg_nothing
__vg_line='' __vg_note='' __vg_text='' __vg_verdict=0
__vg_go=([1]=go [2]=go) __vg_nothing='${__vg_s[99]-}'
__vg_s[2]=1 __vg_s[3]=1 __vg_s[4]=0 __vg_s[5]=0 __vg_s[6]=0 __vg_s[7]=0 __vg_s[8]=0 __vg_s[11]=0 __vg_s[12]=0
__vg_s[14]=0

# The shim for children: appended to a list of the user's, once, also when the list was changed meanwhile.
__vg_preload() {
  [[ -n $__vg_lib && -f $__vg_lib ]] || return 0
  case :${LD_PRELOAD-}: in
    *[:\ ]"$__vg_lib"[:\ ]*) ;;
    *) LD_PRELOAD=${LD_PRELOAD:+$LD_PRELOAD:}$__vg_lib ;;
  esac
  builtin export LD_PRELOAD
}

# Whether $1 can be one argument: below 128 KiB (execve(2)). Bytes are counted only where characters leave a doubt.
__vg_fits() {
  ((${#1} < 32000)) && return 0
  local LC_ALL=C
  ((${#1} < 131072))
}

# Asks vg about the line $1. Out: __vg_verdict 0 (run it), 3 (run __vg_text instead), 126, 4 (not complete) or 130
# (interrupted by a person); __vg_note is what vg said.
# One substitution carries both streams: stderr, the line on stdout, the length of that line.
__vg_judge() {
  local all size
  __vg_note='' __vg_text='' __vg_verdict=127
  # bash would run an empty file as an empty script.
  if ! __vg_fits "$1"; then
    __vg_note='vg: the line is too long to be judged; put it into a file'
  elif [[ -x $__vg_bin && -s $__vg_bin ]]; then
    all=$({
      text=$("$__vg_bin" __hook 1 line --shell bash --pid "$$" -- "$1" 2>&3 3>&-)
      status=$?
      \builtin printf '\n%s\n%s' "$text" "${#text}"
      \builtin exit "$status"
    } 3>&1)
    __vg_verdict=$?
    ((__vg_verdict == 130)) && return 0
    size=${all##*$'\n'} all=${all%$'\n'*}
    [[ $size == *[!0-9]* || -z $size ]] && size=0 __vg_verdict=125
    ((size)) && __vg_text=${all: -size}
    __vg_note=${all:0:${#all}-size}
    while [[ $__vg_note == *$'\n' ]]; do __vg_note=${__vg_note%$'\n'}; done
  fi
  case $__vg_verdict in
    0 | 4 | 126) return 0 ;;
    3) [[ -n $__vg_text ]] && return 0 ;;
  esac
  __vg_without_answer "$1"
}

# vg could not answer: built-in commands and plainly harmless programs run, anything else does not.
__vg_without_answer() {
  local word directory rest=$PATH:
  __vg_verdict=126
  __vg_note="${__vg_note:+$__vg_note$'\n'}vg: no verdict from $__vg_bin: only built-in and harmless commands run"
  case $1 in *[!A-Za-z0-9_./,:=@%+\ $'\t'-]*) return 0 ;; esac
  builtin read -r word directory <<<"$1"
  case " : [ alias bg cd declare dirs disown echo exit export false fg help history jobs let local logout popd printf
 pushd pwd read readonly return set shopt suspend test times true type typeset ulimit umask unalias unset wait " in
    *[[:space:]]"$word"[[:space:]]*) __vg_verdict=0 __vg_note='' ;;
  esac
  case " basename cat clear df dirname du free head id ls ps readlink realpath sleep stat tail tty uname uptime wc
 which whoami " in
    *[[:space:]]"$word"[[:space:]]*) ;;
    *) return 0 ;;
  esac
  while [[ -n $rest ]]; do
    directory=${rest%%:*} rest=${rest#*:}
    [[ -x $directory/$word ]] || continue
    case $directory in /bin | /usr/bin | /usr/local/bin) __vg_verdict=0 __vg_note='' ;; esac
    return 0
  done
}

# Out: __vg_text, the line $1 with an alias at its start replaced as bash will do. Only the first characters are looked
# at: bash takes quadratic time to match patterns in long text.
__vg_expand() {
  local lead word rest tail=${1:1024} head=${1:0:1024} seen=' '
  __vg_text=$1
  builtin shopt -q expand_aliases || return 0
  while :; do
    lead=${head%%[![:space:]]*}
    rest=${head#"$lead"}
    word=${rest%%[!A-Za-z0-9_.:%+,!^-]*}
    rest=${rest#"$word"}
    [[ -n $word && $seen != *" $word "* && $rest != [!$' \t\n;&|<>()']* && -n ${BASH_ALIASES[$word]+set} ]] || return 0
    seen+="$word "
    head=$lead${BASH_ALIASES[$word]}$rest
    __vg_text=$head$tail
  done
}

# Layer 1. bind -x runs it in the shell itself. In: "$_", which stays what it was by being the last argument.
__vg_accept() {
  local IFS=$' \t\n' start=${READLINE_LINE:0:1024} mark=${histchars-!}
  start=${start#"${start%%[![:space:]]*}"}
  __vg_s[2]=1 __vg_s[4]=0 __vg_s[11]=$HISTCMD mark=${mark:0:1}
  __vg_preload
  ((__vg_s[14])) && __vg_s[3]=1
  case $start in
    '') ((__vg_s[3] && ${#READLINE_LINE} < 1024)) && return 0 ;;
    '#'*) [[ $READLINE_LINE != *$'\n'* ]] && builtin shopt -q interactive_comments && return 0 ;;
  esac
  # With histverify the expanded line comes back for another Enter.
  ((__vg_s[12])) && [[ -o histexpand && $READLINE_LINE == *["${histchars-!^}"]* ]] && return 0
  __vg_s[6]=$((__vg_s[6] + 1))
  # A continuation line is a fragment: layer 2 judges the command when it is complete.
  ((__vg_s[3])) || { __vg_line+=$'\n'$READLINE_LINE; return 0; }
  __vg_line=$READLINE_LINE __vg_s[3]=0
  # Layer 2 as well where the rest is sure to come: a trailing backslash, a here-document whose text is not there yet.
  case $READLINE_LINE in
    *$'\n'* | *'<<<'*) ;;
    *'<<'* | *\\) return 0 ;;
  esac
  __vg_expand "$__vg_line"
  __vg_judge "$__vg_text"
  case $__vg_verdict in
    0)
      __vg_s[2]=0 __vg_s[4]=1
      [[ $__vg_line == *$'\n'* ]] && __vg_s[4]=${#__vg_line} # more than there can be commands
      [[ -o histexpand && $__vg_line == *"$mark"* ]] && __vg_s[2]=2
      ;;
    4) ;; # bash asks for the rest; if not, layer 2 judges
    130) __vg_s[3]=1 __vg_s[6]=0 ;; # interrupted: the line is still there, and not approved
    3)
      # One line runs as if it had been typed. Several would each enter history, and "!" would be expanded again.
      READLINE_LINE=" \\__vg_typed \"\$_\"; $__vg_text" __vg_s[2]=0 __vg_s[4]=1
      [[ $__vg_text == *[$'\n'"$mark"]* ]] && READLINE_LINE=' \__vg_typed "$_"; builtin eval "$__vg_text"'
      ;;
    *) READLINE_LINE=' \__vg_denied' __vg_s[2]=0 __vg_s[4]=1 ;;
  esac
  ((__vg_verdict == 126 || __vg_verdict == 4)) || [[ -z $__vg_note ]] || __vg_s[8]=1
  READLINE_POINT=${#READLINE_LINE}
  return 0
}

# Puts what was typed in the place of the entry that bash made for its replacement; HISTCONTROL and HISTIGNORE hold.
__vg_typed() {
  local status=$?
  [[ ! -o history ]] || builtin history -s -- "$__vg_line"
  return "$status"
}

__vg_denied() {
  { __vg_typed || :; } 2>/dev/null
  builtin printf '%s\n' "${__vg_note:-vg: refused}" >&2
  return 126
}

# Layer 2, in a command substitution of the shell that is about to run the command.
__vg_ps0() {
  { set +eux; } 2>/dev/null
  local IFS=$' \t\n' line=''
  # Layer 1 approved it, yet history expansion could still have changed it. What is not kept was not changed by it.
  ((__vg_s[2] == 2 && HISTCMD == __vg_s[11])) && return 0
  if ((__vg_s[2] == 1 && __vg_s[7] && __vg_s[6] && __vg_s[6] == __vg_s[5] + 1)); then
    line=$__vg_line # every line of the command came through layer 1
  elif [[ -o history ]]; then
    line=$(HISTTIMEFORMAT='' \builtin history 1)
    line=${line#*[0-9][* ] }
  fi
  ((__vg_s[2] == 2)) && [[ $line == "$__vg_line" ]] && return 0
  [[ $line == *[![:space:]]* ]] || return 0 # nothing keeps the line where it could be read
  __vg_expand "$line"
  __vg_judge "$__vg_text"
  ((__vg_verdict == 4)) && __vg_without_answer "$line" # bash is about to run it: it is complete
  [[ -z $__vg_note ]] || builtin printf '%s\n' "$__vg_note" >&2
  case $__vg_verdict in
    0) return 0 ;;
    3) builtin printf '%s\n' 'vg: not run: recall it as one line (arrow up) and press Enter: it runs contained' >&2 ;;
  esac
  builtin kill -INT "$$"
  # Where SIGINT is trapped the command would go on: there this text, an error in the subscript, makes bash drop it.
  [[ -z $(\builtin trap -p INT) ]] || builtin printf ' refused by vg'
}

__vg_prompt() {
  local status=$?
  __vg_s[2]=1 __vg_s[3]=1 __vg_s[4]=0 __vg_s[5]=0 __vg_s[6]=0 __vg_s[7]=1 __vg_s[8]=0
  __vg_histverify
  if [[ -n ${BLE_ATTACHED-} && -z ${__vg_s[10]-} ]]; then
    __vg_s[10]=1
    builtin printf 'vg: ble.sh reads the lines of this shell: they are not judged before they run\n' >&2
  fi
  return "$status"
}

# History is expanded before the check; but with histverify bash itself brings the expanded line back for another Enter.
__vg_histverify() {
  local keymap verify=0 expand='"\C-x\C-_V0\a": history-expand-line'
  builtin shopt -q histverify && verify=1
  [[ $verify != "${__vg_s[12]}" && ${__vg_s[13]-} ]] || return 0
  __vg_s[12]=$verify
  for keymap in emacs vi-insert vi-command; do
    if [[ $verify == 1 ]]; then
      builtin bind -m "$keymap" -x "${expand/history-expand-line/:}"
    else
      builtin bind -m "$keymap" "$expand"
    fi
  done
}

# Edits the line in the user's editor and gives it back; bash's own command would run it unseen.
__vg_edit() {
  local file="${TMPDIR:-/tmp}/vg-edit.$$.$SECONDS.${#READLINE_LINE}" tty
  (set -C && umask 077 && builtin printf '%s\n' "$READLINE_LINE" >"$file") 2>/dev/null || return 0
  tty=$(\builtin command -p stty -g 2>/dev/null)
  builtin command -p stty sane 2>/dev/null
  builtin eval "${VISUAL:-${EDITOR:-vi}} \"\$file\""
  [[ -z $tty ]] || builtin command -p stty "$tty"
  READLINE_LINE=$(<"$file")
  READLINE_POINT=${#READLINE_LINE}
  builtin command -p rm -f -- "$file"
}

# Gives the keys that accept a line, as they are bound now, to the macro; a user's own binding of Enter stays.
__vg_bind() {
  local rows row keymap action check='\C-x\C-_V0\a\C-x\C-_V1\a'
  # One substitution for all: each row is keymap, action and what `bind -q` says, in any language, with quoted keys.
  rows=$(
    for keymap in emacs vi-insert vi-command; do
      for action in accept-line operate-and-get-next edit-and-execute-command vi-edit-and-execute-command; do
        \builtin printf '\n%s %s ' "$keymap" "$action"
        \builtin bind -m "$keymap" -q "$action"
      done
    done 2>/dev/null
  )$'\n'
  # Before 5.2 the action of "v" had no name.
  ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 502)) || rows+=$'vi-command vi-edit "v"\n'
  while [[ -n $rows ]]; do
    row=${rows%%$'\n'*} rows=${rows#*$'\n'}
    keymap=${row%% *} row=${row#* }
    action=${row%% *} row=${row#* }
    while [[ $row == *\"*\"* ]]; do
      row=${row#*\"}
      case $action in
        accept-line) builtin bind -m "$keymap" "\"${row%%\"*}\": \"$check\\C-x\\C-_V2\\a\"" ;;
        operate*) builtin bind -m "$keymap" "\"${row%%\"*}\": \"$check\\C-x\\C-_V3\\a\"" ;;
        *) builtin bind -m "$keymap" -x "\"${row%%\"*}\": \\__vg_edit" ;;
      esac
      row=${row#*\"}
    done
  done
  for keymap in emacs vi-insert vi-command; do
    builtin bind -m "$keymap" '"\C-x\C-_V0\a": history-expand-line'
    builtin bind -m "$keymap" -x '"\C-x\C-_V1\a": { \__vg_accept "$_" || :; } 2>/dev/null'
    builtin bind -m "$keymap" '"\C-x\C-_V2\a": accept-line'
    builtin bind -m "$keymap" '"\C-x\C-_V3\a": operate-and-get-next'
  done
}

# The three prompt variables; whatever they hold stays behind what is put in front.
__vg_arm() {
  local hook='{ \__vg_prompt && :; } 2>/dev/null'
  local reset='__vg_s[4]=__vg_s[4]>0?__vg_s[4]-1:0,__vg_s[2]=__vg_s[4]<=0,__vg_s[3]=1,__vg_s[7]=0,__vg_s[8]=0'
  local ps0='${__vg_go[__vg_s[2]]:+${__vg_nothing@P}${__vg_s[99+0$(\__vg_ps0)]-}}'
  ps0+='${__vg_go[__vg_s[8]]:+$__vg_note'$'\n''}'
  local ps2='${__vg_s[1]:+${__vg_s[99+0*(__vg_s[5]+=1,__vg_s[4]=0,__vg_s[3]=0,__vg_s[2]=1)]-}}'
  ps0='${__vg_s[1]:+'$ps0'${__vg_s[99+0*('$reset')]-}}'
  if builtin shopt -q promptvars && [[ ${PS0+${PS0@a}}${PS2+${PS2@a}} != *r* ]]; then
    PS0=${PS0-} PS2=${PS2-}
    PS0=$ps0${PS0#"$ps0"} PS2=$ps2${PS2#"$ps2"}
  else
    __vg_s[14]=1
    builtin printf 'vg: promptvars is off, or PS0 or PS2 read-only: continuation lines are not judged\n' >&2
  fi
  # Assigning to the name sets the scalar or element 0 of an array: both keep their kind. Exported ones bring ours back.
  [[ ${PROMPT_COMMAND+${PROMPT_COMMAND@a}} == *r* ]] ||
    PROMPT_COMMAND=$hook${PROMPT_COMMAND:+$'\n'${PROMPT_COMMAND#"$hook"$'\n'}}
}

if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] < 404)); then
  builtin printf 'vg: bash %s is too old to be hooked, 4.4 is needed\n' "$BASH_VERSION" >&2
else
  __vg_preload
  if [[ -o emacs || -o vi ]]; then
    __vg_bind || :
    __vg_s[13]=1
  fi
  __vg_arm
fi
[[ -z ${__vg_s[9]-} ]] || builtin shopt -s expand_aliases
