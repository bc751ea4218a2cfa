# SPDX-License-Identifier: Apache-2.0
# Vectra Guard: judges a line of an interactive zsh (5.3 or newer) before zsh runs any of it.
#
# `vg init zsh` prints this inside an anonymous function with zsh's own options, behind a guard (interactive, not loaded
# yet) and the association _vg_s with: loaded, bin (absolute path of vg), lib (path of libvg.so, or empty).
#
# Layer 1: the widgets that accept a line are wrapped. They see the whole construct, continuation lines included.
# Layer 2: preexec judges what did not come through layer 1 (other widgets, no ZLE). A return value there cannot cancel;
#          an expansion error can: zsh drops the whole line before any redirection or command of it, whatever the traps.
#
# An approved line is never changed. In place of a refused one _vg_denied runs, so that prompt hooks, terminal
# integrations and $? see a command that failed with 126. History keeps what was typed.
# Not seen here, only by libvg.so at exec: lines run by `fc` and `r`.
#
# The rest of _vg_s: approved, the text that layer 1 let through · typed · note, what vg said · text, the line to run
# instead · verdict · replacement, the line put in place of the typed one · next, the line that the next prompt runs ·
# kept, set where history has the typed line already.

builtin autoload -Uz add-zsh-hook add-zle-hook-widget

# The shim for children: appended to a list of the user's, once, also when the list was changed meanwhile.
_vg_preload() {
  builtin emulate -L zsh -o no_xtrace
  [[ -n $_vg_s[lib] && -f $_vg_s[lib] ]] || return 0
  case :${LD_PRELOAD-}: in
    *[:\ ]"$_vg_s[lib]"[:\ ]*) builtin export LD_PRELOAD ;;
    *) builtin export LD_PRELOAD="${LD_PRELOAD:+$LD_PRELOAD:}$_vg_s[lib]" ;;
  esac
}

# Asks vg about the line $1. Out: verdict 0 (run it), 3 (run text instead), 4 (not complete) or 126; note is what vg said.
# One substitution carries it all: stderr, the line on stdout, the length of that line, the status. It must not end by
# `exit`: that would append the history of this shell to its file.
_vg_judge() {
  # Without aliases: zsh reads what is inside $( ) again when it runs.
  builtin emulate -L zsh -o no_aliases -o no_xtrace -o no_err_exit -o no_monitor -o no_notify
  local all size
  _vg_s[note]= _vg_s[text]= _vg_s[verdict]=127
  # zsh would run an empty file as an empty script; one argument is limited to 128 KiB (execve(2)).
  if ! _vg_fits "$1"; then
    _vg_s[note]='vg: the line is too long to be judged; put it into a file'
  elif [[ -x $_vg_s[bin] && -s $_vg_s[bin] ]]; then
    all=$({
      text=$("$_vg_s[bin]" __hook 1 line --shell zsh --pid $$ -- "$1" 2>&3 3>&-)
      builtin printf '\n%s\n%s\n%s' "$text" "$#text" $?
    } 3>&1)
    _vg_s[verdict]=${all##*$'\n'} all=${all%$'\n'*}
    size=${all##*$'\n'} all=${all%$'\n'*}
    [[ $size$_vg_s[verdict] == <-> ]] || { size=0; _vg_s[verdict]=125 }
    (( size )) && _vg_s[text]=$all[-size,-1]
    all=$all[1,$#all-size]
    while [[ $all == *$'\n' ]]; do all=${all%$'\n'}; done
    _vg_s[note]=$all
  fi
  case $_vg_s[verdict] in
    (0|4|126) return 0 ;;
    (130) _vg_s[verdict]=126 _vg_s[note]='vg: interrupted'; return 0 ;;
    (3) [[ -n $_vg_s[text] ]] && return 0 ;;
  esac
  _vg_without_answer "$1"
}

_vg_fits() {
  (( $#1 < 32000 )) && return 0
  builtin setopt local_options no_multibyte
  (( $#1 < 131072 ))
}

# vg could not answer: built-in commands and plainly harmless programs run, anything else does not.
_vg_without_answer() {
  local word directory
  local -a builtins programs
  _vg_s[verdict]=126
  # Within double quotes zsh takes $'…' for text.
  [[ -n $_vg_s[note] ]] && _vg_s[note]+=$'\n'
  _vg_s[note]+="vg: no verdict from $_vg_s[bin]: only built-in and harmless commands run"
  [[ $1 == *[^A-Za-z0-9_./,:=@%+\ $'\t'-]* ]] && return 0
  word=${${(z)1}[1]}
  builtins=(: '[' alias bg cd declare dirs disown echo exit export false fg float help history integer jobs let local
    logout popd print printf pushd pwd read readonly return set setopt suspend test times true type typeset ulimit umask
    unalias unset unsetopt wait whence)
  programs=(basename cat clear df dirname du free head id ls ps readlink realpath sleep stat tail tty uname uptime wc
    which whoami)
  if (( $builtins[(Ie)$word] )); then
    _vg_s[verdict]=0 _vg_s[note]=
  elif (( $programs[(Ie)$word] )); then
    for directory in $path; do
      [[ -x $directory/$word ]] || continue
      [[ $directory == (/bin|/usr/bin|/usr/local/bin) ]] && { _vg_s[verdict]=0 _vg_s[note]= }
      return 0
    done
  fi
}

# Out: $reply, the text to judge for the line $1, whose form after alias expansion is $2; $3: comments are recognised.
_vg_text() {
  builtin emulate -L zsh -o no_xtrace
  local word separator text=$1
  reply=$1
  for word in ${(z)text}; do
    if (( $+aliases[$word] || $+galiases[$word] || $+saliases[${word##*.}] )); then
      reply=${2#$'\t'}
      return 0
    fi
  done
  # Without INTERACTIVE_COMMENTS a "#" that begins a word is an ordinary character: what follows it runs.
  [[ $3 == on || -z ${(M)${(z)text}:#\#*} ]] && return 0
  [[ $text == '#'* ]] && text="\\$text"
  for separator in ' ' $'\t' $'\n' ';' '&' '|' '('; do text=${text//"$separator#"/"$separator\\#"}; done
  reply=$text
}

# Whether history expansion could change the line $1.
_vg_has_event() {
  builtin emulate -L zsh -o no_xtrace
  [[ $1 == *["${histchars[1,2]}"]* ]]
}

# In place of every widget that accepts a line. It runs with the user's options, to parse with them: assigning to
# functions[] reads the text as zsh would and gives it back with aliases expanded, or leaves nothing where it is
# incomplete or wrong. $1: the wrapped widget ($WIDGET would name the one that a key is bound to, which may call this).
_vg_widget() {
  local _vg_typed _vg_parsed _vg_comments=off
  # Called by what it wraps: somebody wrapped it in turn under a name that was in use.
  if [[ -n "${_vg_s[busy]}" ]]; then
    zle ".$1"
    return
  fi
  _vg_preload
  _vg_s[approved]='' _vg_s[replacement]=''
  if [[ $CONTEXT == vared || $CONTEXT == select ]]; then
    zle "_vg_orig_$1"
    return
  fi
  if [[ -o bang_hist && ! -o hist_verify && $CONTEXT == start ]] && _vg_has_event "$BUFFER"; then
    zle .expand-history || :
  fi
  _vg_typed=$PREBUFFER$BUFFER
  [[ -o interactive_comments ]] && _vg_comments=on
  builtin unset 'functions[_vg_parsed]'
  { functions[_vg_parsed]=$_vg_typed } 2>/dev/null
  _vg_parsed=${functions[_vg_parsed]-}
  builtin unset 'functions[_vg_parsed]'
  case $_vg_typed in
    *'<<<'*) ;;
    *'<<'*|*\\) _vg_parsed= ;; # the text of a here-document or the next line may be missing: layer 2
  esac
  case $_vg_parsed in
    *[![:space:]]*) _vg_check "$_vg_typed" "$_vg_parsed" $_vg_comments ;;
  esac
  _vg_s[busy]=1
  _vg_finish "$1"
  _vg_s[busy]=''
}

# Accepts what is in the buffer with the widget $1 as it was, or the replacement. With the user's options, like that.
_vg_finish() {
  if [[ -z "${_vg_s[replacement]}" ]]; then
    zle "_vg_orig_$1"
  elif [[ -n "$PREBUFFER" ]]; then # the lines before are read already: leave the construct, the next prompt runs it
    _vg_s[next]=${_vg_s[replacement]}
    zle .send-break
  else # never held in the editor as accept-and-hold would
    BUFFER=${_vg_s[replacement]}
    _vg_s[approved]=$BUFFER
    zle _vg_orig_accept-line
  fi
}

# Judges the line $1; see _vg_text for $2 and $3. Out: approved or replacement.
_vg_check() {
  builtin emulate -L zsh -o no_xtrace
  local reply
  _vg_s[replacement]= _vg_s[kept]= _vg_s[typed]=$1
  _vg_text "$1" "$2" "$3"
  _vg_judge "$reply"
  case $_vg_s[verdict] in
    (0) _vg_s[approved]=$1 ;;
    (4) ;; # zsh thinks it is complete: layer 2 decides
    (3) _vg_s[replacement]=" $_vg_s[text]" ;;
    (*) _vg_s[replacement]=' _vg_denied' ;;
  esac
}

_vg_denied() {
  { builtin emulate -L zsh -o no_xtrace } 2>/dev/null
  [[ -n $_vg_s[note] ]] && builtin print -ru2 -- "$_vg_s[note]"
  return 126
}

# History keeps what was typed, never the replacement.
_vg_zshaddhistory() {
  { builtin emulate -L zsh -o no_xtrace } 2>/dev/null
  [[ -n $_vg_s[replacement] && $1 == "$_vg_s[replacement]"$'\n' ]] || return 0
  _vg_s[replacement]=
  [[ -n $_vg_s[kept] ]] && return 1
  [[ $_vg_s[typed] == ' '* && -o hist_ignore_space ]] && return 1
  [[ -n ${HISTORY_IGNORE-} && $_vg_s[typed] == ${~HISTORY_IGNORE} ]] && return 1
  builtin print -sr -- "$_vg_s[typed]"
  return 1
}

# $1: the line as in history, $3: what is about to run, aliases expanded.
_vg_preexec() {
  { builtin emulate -L zsh -o no_xtrace -o no_err_exit } 2>/dev/null
  local approved=$_vg_s[approved]
  _vg_s[approved]=
  # Layer 1 let it through, and nothing but history expansion could have changed it since.
  if [[ -n $approved && ( $approved != *["${histchars[1,2]}"]* || -z $1 || $approved == "$1" ) ]]; then
    [[ -n $_vg_s[note] && $_vg_s[verdict] != 126 ]] && builtin print -ru2 -- "$_vg_s[note]"
    return 0
  fi
  _vg_preload
  _vg_judge "${3:-$1}"
  (( _vg_s[verdict] == 4 )) && _vg_without_answer "${3:-$1}"
  [[ -n $_vg_s[note] ]] && builtin print -ru2 -- "$_vg_s[note]"
  _vg_s[note]=
  (( _vg_s[verdict] == 0 )) && return 0
  if [[ ${(t)options} == association* && $options[zle] == on ]]; then
    _vg_s[kept]=1 _vg_s[next]=' _vg_denied'
    (( _vg_s[verdict] == 3 )) && _vg_s[next]=" $_vg_s[text]"
    _vg_s[replacement]=$_vg_s[next]
  elif (( _vg_s[verdict] == 3 )); then
    builtin print -ru2 -- 'vg: not run: it has to run contained, and without a line editor it cannot be replaced'
  fi
  { : ${_vg_nothing:?} } 2>/dev/null
}

_vg_line_init() {
  builtin emulate -L zsh -o no_xtrace
  _vg_s[approved]= _vg_s[busy]=
  [[ -n $_vg_s[next] && $CONTEXT == start ]] || return 0
  BUFFER=$_vg_s[next]
  _vg_s[next]= _vg_s[approved]=$BUFFER
  zle .accept-line
}

# At the first prompt: after the plugins of the start-up file have wrapped theirs.
_vg_wrap() {
  builtin emulate -L zsh -o no_xtrace
  local widget
  for widget in accept-line accept-and-hold accept-line-and-down-history accept-and-infer-next-history; do
    (( $+widgets[$widget] )) || continue
    zle -A $widget _vg_orig_$widget
    functions[_vg_widget_$widget]="_vg_widget $widget"
    zle -N $widget _vg_widget_$widget
  done
  add-zle-hook-widget line-init _vg_line_init
  add-zsh-hook -d precmd _vg_wrap
}

_vg_s[approved]= _vg_s[replacement]= _vg_s[next]= _vg_s[kept]= _vg_s[busy]= _vg_s[note]=
_vg_preload
builtin unset _vg_nothing
add-zsh-hook zshaddhistory _vg_zshaddhistory
add-zsh-hook preexec _vg_preexec
add-zsh-hook precmd _vg_wrap
