# SPDX-License-Identifier: Apache-2.0
"""Lines in the dialects, and where we differ on purpose."""

import re

# In: the line, whether the shell accepts it, our problems. Out: whether that is a known difference.
RULES = {
    "bash": (
        # What stands between backquotes is read when it runs; we read it with the line.
        lambda line, accepted, problems: accepted and "`" in line,
        # [[ ]] is of interest for its substitutions: which operator has which operands does not matter.
        lambda line, accepted, problems: not accepted and not problems and "[[" in line,
        # The same holds for (( )): how many parts it has, and what is in it.
        lambda line, accepted, problems: not accepted and not problems and "((" in line,
        # Where `((` opens no arithmetic after all, bash looks again for two subshells; some of the unbalanced ones are
        # a problem here.
        lambda line, accepted, problems: accepted and "((" in line,
        # A here-document without an end inside $( ): the rest of the text is its body.
        lambda line, accepted, problems: not accepted and not problems and re.search(r"\$\(.*<<", line, re.DOTALL),
        # The body of one without an end is not read by bash -n.
        lambda line, accepted, problems: accepted and "<<E" in line,
        # ${ list; } is a substitution for us already; bash runs it from 5.3 on.
        lambda line, accepted, problems: accepted and "${ " in line,
    ),
}

# Lines that shfmt reads differently from bash.
NOT_FOR_SHFMT = (
    r"\\$",  # a backslash at the end
    r"\}#",  # it begins a comment in the middle of a word
    r"(?:^|[\s;])#[^\n]*\\\n",  # it continues a comment behind a backslash
    r"\btime +-(?!p\b)",  # we take time with options for the program of that name
)

# Single lines of those lists, with the reason.
DIFFERENT = {
    "zsh": {
        # zsh -n looks for the builtin, the file, the subscript; and ends with 1 behind a !.
        "builtin a": 1,
        "echo $(<f)": 1,
        "echo $x[a b]": 1,
        "! a": 1,
        "! a | b": 1,
        # Not finished: zsh -n says nothing, and nothing runs.
        "a &&": 1,
        "repeat 3": 1,
        "for x": 1,
        "function": 1,
        "function f": 1,
        "function f a": 1,
        "f(": 1,
        # More than zsh takes.
        "a | ! b": 1,
        "nocorrect": 1,
        "x=a &": 1,
        "if [[ a ]] { b } | c": 1,
    },
    "fish": {
        # Without operands they print how they are used, or fail; nothing runs.
        "not": 1,
        "! ": 1,
        "if": 1,
        "function": 1,
        # Which variable the loop sets is not known.
        "for $x in a; end": 1,
        # It fails when it runs.
        "exec (a)": 1,
        "command (a)": 1,
    },
}

FISH = [
    "echo {a b}", "echo {a, b}", "echo }", "echo a&b", "echo a& b", "'if' true; end", "if true; end", "begin; end", "for x in a b; end",
    "while true; end", "echo a | ", "a | b &| c", "a 2>| b", "a >? f", "a &> f", "a >&2", "echo (a)[1]", "echo a[1", "$x a", "(echo a) b",
    "a=b", "a=b c", "and a", "a; and b; or c", "if a; and b; c; else if d; e; else; f; end | g > h",
    "switch a; case b c; d; case '*'; end", "function f -a x y --description 'z'; end", "echo $$x", "echo \"$(a)\"", "not a", "! a",
    "time a", "begin; a; end > b", "a &", "a &&\nb", "a |\nb", "a && ! b", "a || b && c", "echo \\x41 \\u0041", "command a", "exec a",
    "if a\nb\nend", "end", "a <b >c", "a >>?b", "a <?b", "return 3", "case x", "for x in; end", "for x; end", "echo a#b #c",
    "echo 'a\\'b'", "switch x; a; end", "begin a; end", "if a b; end", "not not a", "echo (a | psub)", "a 3>&1 1>&2", "a >&- b",
    "a > b c", "a<b", "a >|b", "& a", ";", "; a", "a ;; b", "a & & b", "a && && b", "a | | b", "a=1 b=2 c", "a=(b) c", "a[1]=2 b",
    "begin; and a; end", "function; end", "function (a); end", "function f; end &", "a; end", "else", "while a; or b; c; end", "if; end",
    "time not a", "not time a", "and and a", "not and a", "a | and b", "a | not b", "a | time b", "a | if b; end", "if a | b; end",
    "if begin; a; end; b; end", "%self", "echo ~", "\\if a", "\"begin\"; end", "be'gin'; end", "begin --help", "if -h", "echo $",
    "echo $(", "echo \"$x[1]\"", "echo $x[(a)]", "echo $x[1..2]", "x >(a)", "x <(a)", "a <<b", "a &&& b", "a | b ;| c", "echo $1",
    "echo $?", "echo ${x}", "echo $@", "exec >f", "echo 'a", "echo \"a", "find . -exec rm {} \\;", "echo {}", "echo {a", "echo {a,b",
    "echo (a", "echo a)", "echo [a]", "[ -f x ]", "test a = b; and begin; rm x; end", "for i in (seq 3); echo $i; end", "echo \"a(b)c\"",
    "echo a\\ b", "echo a^b", "a 2>&1 | b", "a &| b", "if test -f x\n  rm x\nelse if test -f y\n  rm y\nelse\n  rm z\nend",
    "set -gx PATH /a $PATH", "set x (a | b)", "set -l x", "while read -l line; echo $line; end < f",
    "cat f | while read -l l; rm $l; end", "function f; if a; b; end; end; f", "begin; a; b; end | c", "a; b &; c", "a & b", "echo a;b",
    "echo *.c **/x ?", "string match -r '^a$' b", "eval (a)", "source f; . g", "alias l='ls -l'", "echo \"$x$(b)c\"", "echo a{b,c}d{e,f}",
    "echo {1..3}", "not begin; a; end", "a and b", "and", "not", "! ", "time", "if", "function", "a &&", "a ||", "&& a", "| a", "> f",
    "2> f", "a > ", "a 2>", "echo a > b > c", "a < b | c", "begin\nend", "begin; end; end", "switch $x\ncase a\n b\ncase b c\n d\nend",
    "for a b in c; end", "for $x in a; end", "for x in a b\nend", "switch a b; end", "switch a; end", "a \\\n b", "a\\\nb c", "#comment",
    "a #comment\nb", "a;#c", "a# b", "a|b", "a||b", "a&&b", "a&&&b", "a;;b", "a;;;b", "a & ; b", "echo \\(a\\)", "echo '('",
    "echo (echo ')')", "echo (echo \")\")", "echo \"(\"", "echo $x[1][2]", "echo $x[", "echo $x[1", "echo $x[a b]", "x[1] a",
    "echo a[1 2]", "a (b", "(b) | c", "begin; (a); end", "a | (b)", "exec (a)", "command (a)", "not (a)", "if (a); end", "a $b[1]; end",
    "echo @x", "echo %1", "echo a:b", "echo a=b", "echo =b", "a == b", "a= b", "a=b=c d", "a='b c' d", "a=$x d", "_a=1 b", "1a=1 b",
    "a-b=1 c", "if not a; b; end", "if a & b; end", "while a & b; end", "if a &\nb; end", "begin | a; end", "case a; b", "else if a; end",
    "if a; else if b; end", "if a; else; else; end", "if a; else a; end", "if a; else if; end", "function a b c; end",
    "function a; end; function b; end", "function -a x; end", "function 'a b'; end", "function a/b; end", "a 3>|b", "a 2>|b", "a >| b",
    "a &>| b", "a <& 0", "a <&0", "a >&x", "a >&1x", "a >&$x", "echo a>b", "echo 2>b", "echo 2a>b", "echo a2>b", "a &>>b", "a &>?b",
    "a &>b c",
]
ZSH = [
    "ls *(.)", "ls *(om[1,3])", "ls **/*(e:'rm x':)", "ls *(+f)", "ls (a|b)*", "ls a(b|c)d", "=ls -l", "cat =ls", "echo <->",
    "echo a<1-20>b", "ls <1-9>.txt", "cat <f", "> f", "<f", "a >a >b", "a >>(b)", "a > >(b)", "diff =(a) =(b)", "a >&! f", "a >! f",
    "a >>! f", "a >>| f", "a >&| f", "a &>! f", "a &>| f", "a &>>! f", "repeat 3 a", "repeat 3 do a; done", "repeat 3; do a; done",
    "repeat 3 { a; b }", "for x (a b) c", "for x (a b) { c }", "for x (a b); do c; done", "for x in a b; { c }", "for x in a b; c",
    "for x y in a b c d; do e; done", "for x { c }", "for ((i=0;i<3;i++)) a", "for ((i=0;i<3;i++)) { a }", "foreach x (a b) c; end",
    "foreach x (a b); c; end", "while a; do b; done", "while [[ a ]] { b }", "while (( x )) a", "while a { b }", "until [[ a ]] { b }",
    "if [[ a ]] { b }", "if [[ a ]] { b } else { c }", "if [[ a ]] { b } elif [[ c ]] { d } else { e }", "if (( a )) b", "if [[ a ]] b",
    "if (a) { b }", "if { a } { b }", "if a { b }", "if a; then b; fi", "case x { a) b;; }", "case x { (a) b;; (b|c) d }",
    "case x in (a|b)) c;; esac", "case x in a) b;| c) d;; esac", "case x in (a b) c;; esac", "select x (a b) { c }",
    "select x in a b; do c; done", "{ a } always { b }", "{ a; } always { b; } ", "{ rm x }", "{ a; b }", "{a}", "{ a }; b", "() { a }",
    "() { a } b c", "function { a }", "function { a } b", "function f { a }", "function f g { a }", "f() { a }", "f () a", "f g () { a }",
    "f() g", "f() { a } >x", "a &!", "a &|", "a &! b", "- a", "noglob a *", "nocorrect a", "exec a", "command a", "builtin a", "a; } ",
    "echo }", "echo {", "echo a}", "echo {a}", "echo {a,b}", "{ echo a} }", "${(e)x}",
    "echo ${(e)x} ${(s:,:)x} ${(%):-%n} ${x:t} ${x:h:t} ${#x} ${+x} ${^x} ${=x} ${~x} ${x[1]} ${x[(r)a]} ${x[1,2]} ${${x}%a} ${(j:,:)${(f)\"$(a)\"}}",
    "echo $x[1] $x[1,2] $+x $#x $^x $=x $~x $x:t", "echo $=x", "echo \"$x[1]\"", "echo $x[a b]", "echo ${x:-(}", "a=(b c)", "a=( b c ) d",
    "a[1]=b", "a+=(b)", "typeset -A a=(b c)", "typeset a=(b c) d", "local -a x=(a b)", "a=b c", "coproc a", "time a", "! a", "! a | b",
    "a | ! b", "a |& b", "a && b || c", "[[ a == (b|c) ]]", "[[ -f a && b =~ c ]]", "[[ a = b* ]]", "(( a + b ))", "((a))", "let a=1",
    "print -z a", "echo a#b", "echo a #b", "# c", "setopt extendedglob", "echo ^a", "echo a~b", "echo a^b", "echo (#i)a", "echo *(#q.)",
    "echo *~b", "a 2>&1", "a >&2", "a <&-", "a {x}>f", "a <<E\nb\nE\n", "a <<'E'\nb\nE\n", "a <<<b", "a <<< b", "echo $(a)", "echo `a`",
    "echo $((1+2))", "echo $[1+2]", "echo $'a\\tb'", "echo \"a $(b) c\"", "echo $(<f)", "if", "fi", "a; fi", "do a; done", "case", "a |",
    "a &&", "| a", "& a", ";", "; a", ";;", "a ;; b", "()", "( )", "{ }", "{}", "(a) b", "{ a } b", "{ a } | b", "{ a } && b",
    "a () { b } c", "if a; then; fi", "while a; do; done", "a > ", "a >", "x=", "x= a", "echo \"", "echo '", "echo $(", "echo ${",
    "echo `", "a <f >g | b", "echo ?", "echo [ab]", "echo [", "[ a ]", "test a", "echo a\\ b", "echo \\", "alias a=b", "alias -g a=b",
    "a(b)", "a(b) c", "a (b)", "a ()b", "echo a(b c)", "echo (a b)", "echo a (b)", "echo $x(.)", "echo ~a ~/b ~", "echo a:b", "in", "]]",
    "then", "echo then", "end", "foreach", "always", "echo always", "nocorrect", "repeat", "repeat 3", "for", "for x", "select",
    "function", "function f", "f()", "f(", "f(a)", "x=(", "x=(a", "x=a b=c", "x=a &", "a & b", "a & & b", "a\nb", "a\n\nb", "{\na\n}",
    "(\na\n)", "if a\nthen b\nfi", "for x in a\ndo b\ndone", "for x\ndo b\ndone", "case x in\na)\nb\n;;\nesac", "for x in a b c\n{ d }",
    "if [[ a ]] {\nb\n} else {\nc\n}", "if [[ a ]]\nthen b; fi", "while [[ a ]]\ndo b; done", "repeat 2 { a } | b",
    "if [[ a ]] { b } | c", "if [[ a ]] { b }; c", "for x (a b) { c } | d", "for x (a) for y (b) c", "if [[ a ]] if [[ b ]] { c }",
    "for x ( a b ) c", "for x (a\nb) c", "for 1 (a) b", "for x in; do b; done", "for x () b", "try { a } always { b }",
    "a && { b } always { c }", "function f() { a }", "function f () a", "function f a", "function \"f\" { a }", "'f'() { a }",
    "f-g() { a }", "f.g () { a }", "3() { a }", "$x() { a }", "if() { a }", "[[ a ]] { b }", "noglob if a; then b; fi", "{ a } 2>&1",
    "{ a } >x always { b }", "a;b", "a;;", "a&;b", "a ;& b", "a;|b",
]
