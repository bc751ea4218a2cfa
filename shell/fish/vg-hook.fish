# SPDX-License-Identifier: Apache-2.0
# Vectra Guard: judges a line of an interactive fish (3.6 or newer) before fish runs any of it.
#
# `vg init fish` prints this inside a guard (interactive, not loaded yet) behind two assignments: __vg_bin, the absolute
# path of vg, and __vg_lib, the path of libvg.so or nothing.
#
# fish_preexec cannot cancel, by no status and by no signal, so the keys that execute are bound to a check and then to
# what they did before. The check may replace the buffer. fish itself executes: parsing, history and job control are its own.
# An approved line is never changed. In place of a refused one __vg_denied runs, so that prompts, terminal integrations
# and $status see a command that failed with 126. History keeps what was typed.
# Not seen here, only by libvg.so at exec: keys that are bound to execute while Enter keeps its binding.

# A list of two: no environment can carry it in.
set -g __vg_loaded yes yes
set -g __vg_note
set -g __vg_text
set -g __vg_typed
set -g __vg_verdict 0

# The shim for children: appended to a list of the user's, once, also when the list was changed meanwhile.
function __vg_preload
    test -n "$__vg_lib" -a -f "$__vg_lib"; or return 0
    contains -- $__vg_lib (string split -n ' ' -- (string replace -a : ' ' -- "$LD_PRELOAD"))
    and set -qx LD_PRELOAD
    and return 0
    set -l others (string split -n ' ' -- (string replace -a : ' ' -- "$LD_PRELOAD"))
    contains -- $__vg_lib $others; or set -a others $__vg_lib
    set -gx LD_PRELOAD (string join : -- $others)
end

# Asks vg about the line $argv[1]. Out: __vg_verdict 0 (run it), 3 (run __vg_text instead) or 126; __vg_note is what vg
# said.
function __vg_judge
    set -g __vg_note ''
    set -g __vg_text ''
    set -g __vg_verdict 127
    # One argument is limited to 128 KiB (execve(2)).
    if test (string length -- $argv[1]) -ge 32000
        and test (printf '%s' $argv[1] | command wc -c) -ge 131072
        set __vg_note 'vg: the line is too long to be judged; put it into a file'
    else if test -x $__vg_bin -a -s $__vg_bin -a ! -d $__vg_bin
        set __vg_text (begin
                $__vg_bin __hook 1 line --shell fish --pid $fish_pid -- $argv[1] 2>| read -z -g __vg_note
                set -g __vg_verdict $pipestatus[1]
            end | string collect)
        set __vg_note (string trim --right --chars=\n -- $__vg_note | string collect)
    end
    switch $__vg_verdict
        case 0 126
            return 0
        case 130
            set __vg_verdict 126
            set __vg_note 'vg: interrupted'
            return 0
        case 3
            test -n "$__vg_text"; and return 0
    end
    __vg_without_answer $argv[1]
end

# vg could not answer: built-in commands and plainly harmless programs run, anything else does not.
function __vg_without_answer
    set -l saying "vg: no verdict from $__vg_bin: only built-in and harmless commands run"
    set -g __vg_verdict 126
    test -n "$__vg_note"; and set saying $__vg_note\n$saying
    set -g __vg_note $saying
    string match -qr -- '[^A-Za-z0-9_./,:=@%+ \t-]' $argv[1]; and return 0
    set -l word (string split -n ' ' -- (string replace -a \t ' ' -- $argv[1]))[1]
    if contains -- $word : '[' abbr bg bind cd cdh contains count dirh dirs disown echo exit false fg help \
            history jobs math nextd popd prevd printf prompt_pwd pushd pwd random read set set_color status string test true \
            type ulimit umask wait
        set __vg_verdict 0
    else if contains -- $word basename cat clear df dirname du free head id ls ps readlink realpath sleep stat tail \
            tty uname uptime wc which whoami
        contains -- (command -s $word) {/bin,/usr/bin,/usr/local/bin}/$word; and set __vg_verdict 0
    end
    test $__vg_verdict = 0; and set __vg_note ''
    return 0
end

# `execute` expands an abbreviation at the cursor, after any check. So it is expanded here, in the buffer.
function __vg_expand
    set -l token (commandline --current-token | string collect)
    test -n "$token"; or return 0
    set -l expansion (__vg_abbreviation $token | string collect)
    test -n "$expansion"; or return 0
    commandline --current-token -- $expansion
    # fish expands once; a blank keeps it from doing so again with the last word.
    set token (commandline --current-token | string collect)
    test -n "$token"; and test -n "$(__vg_abbreviation $token | string collect)"; and commandline --insert ' '
    return 0
end

# Prints what the abbreviation for the token $argv[1] stands for, nothing where there is none.
function __vg_abbreviation
    set -l escaped (string escape --style=regex -- (string escape -- $argv[1]))
    for row in (abbr --show | string match -r -- "^.*(?: --regex | -- $escaped(?: |\$)).*\$")
        set -l words
        eval "set words $row"
        set -l name $words[(math (contains -i -- -- $words) + 1)]
        set -l expansion $words[(math (contains -i -- -- $words) + 2)..]
        set -l options $words[..(contains -i -- -- $words)]
        if set -l at (contains -i -- --regex $options)
            set -l pattern $options[(math $at + 1)]
            string match -qr -- "^(?:$pattern)\$" $argv[1]; or continue
        else if test "$name" != $argv[1]
            continue
        end
        contains -- anywhere $options
        or test -z "$(commandline --current-process --tokenize --cut-at-cursor)"
        or continue
        if set -l at (contains -i -- --function $options)
            set -l maker $options[(math $at + 1)]
            set expansion ($maker $argv[1] | string collect); or continue
        end
        if set -l marker (string match -r -- '^--set-cursor=(.*)$' $options)[2]
            set expansion (string replace -- $marker '' $expansion | string collect)
        end
        printf '%s' $expansion
        return 0
    end
end

# Before a key executes the buffer.
function __vg_line
    __vg_preload
    commandline --paging-mode; and return 0
    commandline --search-mode; and return 0
    set -g __vg_note ''
    __vg_expand
    set -l line (commandline | string collect)
    test -n "$(string trim -- $line | string collect)"; or return 0
    string match -qr -- '^\s*#[^\n]*$' $line; and return 0
    commandline --is-valid; or return 0 # incomplete: a line is added; invalid: an error is shown. Nothing runs.
    __vg_judge $line
    switch $__vg_verdict
        case 0
            return 0
        case 3
            commandline --replace -- " $__vg_text" # a leading blank keeps it out of history
        case '*'
            commandline --replace -- ' __vg_denied'
    end
    __vg_remember $line
    return 0
end

# Puts the typed text into history without running it. fish 3 has no command for that, only its file.
function __vg_remember
    set -q fish_private_mode; and return 0
    string match -qr '^\s' -- $argv[1]; and return 0
    if string match -qr '^([4-9]|\d\d)' -- $version
        builtin history append -- $argv[1]
        return 0
    end
    set -l session fish
    set -q fish_history; and set session $fish_history
    test "$session" = default; and set session fish
    set -l directory ~/.local/share
    test -n "$XDG_DATA_HOME"; and set directory $XDG_DATA_HOME
    test -n "$session" -a -d $directory/fish; or return 0
    set -l text (string replace -a '\\' '\\\\' -- (string split \n -- $argv[1]) | string join '\n')
    printf '%s cmd: %s\n  when: %s\n' - $text (command date +%s) >>$directory/fish/"$session"_history
    builtin history merge
end

function __vg_denied
    test -n "$__vg_note"; and printf '%s\n' $__vg_note >&2
    return 126
end

function __vg_notice --on-event fish_preexec
    test -n "$__vg_note" -a "$__vg_verdict" != 126; and printf '%s\n' $__vg_note >&2
    return 0
end

# fish's own function changes the buffer and executes it at once; here the check comes between.
function __vg_toggle_comment
    set -l lines (commandline --current-buffer)
    test -n "$lines"; or set lines (history search --prefix '#' --max=1)
    commandline --replace -- (string replace -r '^##' '' -- '#'$lines)
    string match -q '#*' -- (commandline --current-buffer)[1]; or return 0
    __vg_line
    commandline -f execute
end

# Whether a binding to these words executes the line.
function __vg_executes
    set -l calls 'commandline\s+(-f|--function)\b.*\bexecute\b'
    contains -- execute $argv; and return 0
    string match -qr -- $calls "$argv"; and return 0
    functions -q -- $argv[1]; and functions -- $argv[1] | string match -qr -- $calls
end

# Puts the check in front of every binding that executes the line, in every mode.
function __vg_bind
    set -l input_functions (bind --function-names)
    for row in (bind --all 2>/dev/null; or bind)
        string match -qr -- '__vg_(line|toggle)' $row; and continue
        set -l words
        eval "set words $row"
        set -l options
        set -e words[1]
        while string match -qr -- '^-' $words[1]
            switch $words[1]
                case --preset --user
                case -k --key
                    set -a options $words[1]
                case '*'
                    set -a options $words[1..2]
                    set -e words[1]
            end
            set -e words[1]
        end
        __vg_executes $words[2..]; or continue
        if test "$words[2]" = __fish_toggle_comment_commandline
            bind $options -- $words[1] __vg_toggle_comment
            continue
        end
        # Names of input functions and commands cannot be mixed in one binding.
        if contains -- $words[2] $input_functions
            bind $options -- $words[1] "__vg_line; commandline -f $words[2..]"
        else
            bind $options -- $words[1] "__vg_line; $words[2..]"
        end
    end
end

# At each prompt, where something has bound Enter anew: first after config.fish and fish_user_key_bindings.
function __vg_prompt --on-event fish_prompt
    string match -q -- '*__vg_line*' (bind -M $fish_bind_mode \r 2>/dev/null; bind -M $fish_bind_mode enter 2>/dev/null)
    or __vg_bind
end

__vg_preload
# Loading it is no failure, whatever came last.
true
