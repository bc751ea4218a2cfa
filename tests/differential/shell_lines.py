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
    r"(?:^|[\s;])#[^\n]*\\\n",  # it continues a comment behind a backslash
    r"\btime +-(?!p\b)",  # we take time with options for the program of that name
)

# Single lines of those lists, with the reason.
DIFFERENT = {
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
ZSH = []
