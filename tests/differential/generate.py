# SPDX-License-Identifier: Apache-2.0
"""Shell lines made from the grammar: the same for the same seed, small, and most of them valid. Broken ones are made of
valid ones."""

import random

PLAIN = ("a", "rm", "-rf", "/", "x.c", "src/*.c", "../y", "--opt=v", "a:b", "é", "1", "-", "@", "50%", "a,b", "a=b", "~", "~/z",
         "[a-c]x", "?", "\\$x", "a\\ b", "\\\\", "\\;", "{}", "{a,b}c", "{1..3}", "+", "^", "]", "}x", "a#b", "a{b", ":")
QUOTED = ("'a b'", "''", "'$(x)'", "'it'\\''s'", '""', '"a b"', '"a\\"b"', '"\\$x \\\\ \\a"', "$'a\\tb'", "$'\\x41\\u00e9'", "$'it\\'s'",
          '$"text"', "'\n'", '"a\nb"', "'#'", "'a'\"b\"c")
VARIABLES = ("$x", '"$x"', "${x}", "${x:-d}", '"${x:-a b}"', "${#x}", "${x%.c}", "${x##*/}", "${x/a/b}", "$1", "$@", '"$@"', "$?", "$$",
             "${x[0]}", '"${x[@]}"', "${!x}", "${x:1:2}", "${x^^}", "$x$y", "a${x}b", "${x:-'}'}", "${x:-$y}", "$")
ARITHMETIC = ("$((1 + 2))", "$((x << 1))", '"$((x ? (y) : 2))"', "$(( (1) ))")
NAMES = ("x", "y", "_v1", "PATH", "a1")
COMMANDS = ("a", "echo", "rm", "git", "x.sh", "./run", "/bin/ls", "[", "test", "cat", "printf", "if_", "done_", "export", "declare", "local")
REDIRECTIONS = (">f", "> f", ">>f", "<f", "2>f", "2>&1", ">&2", "&>f", "&>>f", "<>f", ">|f", "<&-", "3<f", "<<<w", '<<<"$x"',
                "{fd}>f", "2>/dev/null", ">'a b'")
STRAY = ("(", ")", "{", "}", ";", ";;", "&", "&&", "|", "||", "<", ">", "'", '"', "`", "$(", "if", "then", "fi", "do", "done", "esac", "case",
         "for", "in", "while", "function", "[[", "]]", "((", "))", "!", "time", "#", "\\", "\n", "<<E", "${", "coproc", "x=(", "<(", "|&", "&>")


class Lines:
    """In: `portable`: only what zsh and sh read the same way as bash."""

    def __init__(self, seed, portable=False):
        self.random = random.Random(seed)
        self.budget = 0
        self.portable = portable

    def line(self):
        """One line, or several."""
        self.budget = self.random.choice((4, 8, 14, 24))
        return self.items(0)

    def broken(self):
        """A line with a token put in, left out, or cut off: seldom valid, never far from it."""
        text = self.line()
        at = self.random.randrange(len(text) + 1)
        kind = self.random.randrange(4)
        if kind == 0:
            return text[:at] + self.random.choice(STRAY) + text[at:]
        if kind == 1:
            words = text.split(" ")
            del words[self.random.randrange(len(words))]
            return " ".join(words)
        if kind == 2:
            return text[:at]
        return text[:at] + " " + self.random.choice(STRAY) + " " + text[at:]

    def chance(self, percent):
        return self.random.randrange(100) < percent

    def spent(self, cost=1):
        self.budget -= cost
        return self.budget <= 0

    def items(self, depth):
        """A list: its elements end in ; & or a newline."""
        parts = []
        for _ in range(self.random.choice((1, 1, 1, 2, 2, 3))):
            item = self.chain(depth)
            if "<<E" in item and self.has_open_document(item):
                item = self.with_documents(item)
                end = ""
            else:
                # zsh takes no assignment in the background.
                ends = (";", ";", "\n", " ;") if self.portable else (";", ";", "\n", " &", " ;", " # rm 'x\n")
                end = self.random.choice(ends)
            parts.append(item + end)
            if self.spent():
                break
        text = " ".join(parts)
        return text[:-1] if text.endswith(";") and depth == 0 else text

    @staticmethod
    def has_open_document(item):
        return "<<E0" in item or "<<'E0'" in item

    def with_documents(self, item):
        """The bodies of all here-documents a line opens, behind it."""
        item = item.replace("<<E0", "<<E").replace("<<'E0'", "<<'E'")
        body = self.random.choice(("body\n", "$(rm x) `a`\n", "", "a\\\nb\n", "'\n", "$x ${y:-$(z)}\n", " E\n", "#\n"))
        return item + "\n" + body + "E\n"

    def chain(self, depth):
        more = self.random.choice((0, 0, 0, 1, 2))
        text = self.pipeline(depth, more == 0)
        for _ in range(more):
            if self.spent() or "<<" in text:
                break
            text += self.random.choice((" && ", " || ", "&&", " &&\n")) + self.pipeline(depth, False)
        return text

    def pipeline(self, depth, is_alone):
        text = ""
        if not self.portable and self.chance(20):
            # bash 5.2 takes no `time { …; }` between $( and ).
            text = self.random.choice(("! ", "time ", "time -p ") if depth == 0 else ("! ",))
        more = self.random.choice((0, 0, 0, 1, 2))
        # shfmt takes a whole chain for the body of a function.
        text += self.command(depth, can_define=is_alone and more == 0 and not text)
        for _ in range(more):
            if self.spent() or "<<" in text:
                break
            text += self.random.choice((" | ", "|", " |& ", " |\n") if not self.portable else (" | ", "|"))
            text += self.command(depth, can_define=False)
        return text

    def command(self, depth, can_define):
        if depth > 4 or self.budget < 4 or self.chance(60):
            return self.simple(depth)
        self.spent(2)
        kinds = (self.if_, self.loop, self.for_, self.case, self.group, self.subshell, self.test, self.arithmetic)
        kind = self.random.choice(kinds + (self.function,) if can_define else kinds)
        text = kind(depth + 1)
        if self.chance(20):
            text += " " + self.redirection(depth)
        return text

    def body(self, depth):
        """A list that ends where a keyword may follow."""
        text = self.items(depth).rstrip(" ")
        return text if text.endswith(("\n", "&", ";")) else text + ";"

    def if_(self, depth):
        text = f"if {self.body(depth)} then {self.body(depth)}"
        if self.chance(30):
            text += f" elif {self.body(depth)} then {self.body(depth)}"
        if self.chance(40):
            text += f" else {self.body(depth)}"
        return text + " fi"

    def loop(self, depth):
        return f"{self.random.choice(('while', 'until'))} {self.body(depth)} do {self.body(depth)} done"

    def for_(self, depth):
        if self.chance(20) and not self.portable:
            return f"for ((i = 0; i < $(a); i++)); do {self.body(depth)} done"
        name = self.random.choice(NAMES)
        if self.chance(15):
            return f"for {name}; do {self.body(depth)} done"
        word = "select" if self.chance(10) and not self.portable else "for"
        return f"{word} {name} in {' '.join(self.words(depth, 3))}{self.random.choice(('; ', chr(10)))}do {self.body(depth)} done"

    def case(self, depth):
        text = f"case {self.word(depth)} in "
        for _ in range(self.random.choice((1, 1, 2))):
            pattern = self.random.choice(("a", "a|b", "*.c", "'x y'", "\"$x\"", "[0-9]*", "(a", "a | b"))
            end = self.random.choice((";; ", ";;\n") if self.portable else (";; ", ";;\n", ";& ", ";;& "))
            text += f"{pattern}) {self.items(depth).rstrip(' ;') } {end}" if self.chance(80) else f"{pattern}) {end}"
        return text + "esac"

    def group(self, depth):
        return f"{{ {self.body(depth)} }}"

    def subshell(self, depth):
        return f"( {self.items(depth).rstrip(' ')} )"

    def function(self, depth):
        head = self.random.choice(("f() ", "f () ") if self.portable else ("f() ", "f () ", "function f ", "function f() "))
        return head + self.random.choice((self.group, self.subshell))(depth)

    def test(self, depth):
        if self.portable:
            return f"[ {self.word(depth)} = {self.word(depth)} ]"
        operand = self.random.choice(("-f $x", "$x == a*", '"$(a b)" != \'c\'', "! -z $x", "a < b", "$x =~ ^a(b|c)+$", "( a && $b ) || c"))
        return f"[[ {operand} ]]"

    def arithmetic(self, depth):
        return self.random.choice(("((x = 1))", "(( x++, y << 2 ))", "((x > $(a)))")) if not self.portable else self.simple(depth)

    def simple(self, depth):
        self.spent()
        parts = []
        for _ in range(self.random.choice((0, 0, 0, 0, 1, 2))):
            parts.append(self.assignment(depth))
        # shfmt takes no array in front of a command.
        if not any("=(" in part for part in parts) and (not parts or self.chance(80)):
            parts.append(self.random.choice(COMMANDS))
            parts += self.words(depth, 4)
        for _ in range(self.random.choice((0, 0, 0, 1, 1, 2))):
            parts.append(self.redirection(depth))
        if depth == 0 and self.chance(6):
            parts.append(self.random.choice(("<<E0", "<<'E0'", "3<<E0")))
        return self.random.choice((" ", " ", "  ", " \\\n")).join(parts)

    def assignment(self, depth):
        name = self.random.choice(NAMES)
        # bash 5.2 misreads quotes in an array between $( and ).
        if self.chance(15) and not self.portable and depth == 0:
            return f"{name}=({' '.join(self.words(depth, 3))})"
        return f"{name}{self.random.choice(('=', '=', '=', '+='))}{self.word(depth) if self.chance(80) else ''}"

    def redirection(self, depth):
        if self.chance(10) and self.budget > 3:
            return f"> {self.word(depth)}"
        return self.random.choice([r for r in REDIRECTIONS if not self.portable or (r[0] not in "&{" and "<<<" not in r)])

    def words(self, depth, most):
        return [self.word(depth) for _ in range(self.random.randrange(most + 1))]

    def word(self, depth):
        self.spent(0)
        kind = self.random.randrange(100)
        if kind < 45:
            choices = PLAIN
        elif kind < 65:
            choices = QUOTED
        elif kind < 82:
            choices = VARIABLES
        elif kind < 86:
            choices = ARITHMETIC
        elif depth > 3 or self.budget < 3:
            choices = PLAIN
        else:
            return self.substitution(depth + 1)
        if self.portable:
            choices = [c for c in choices if not any(x in c for x in ("é", "{", "}", "[", "?", "$'", "^", "~", "=", '$"', "#", "\n", "*"))] or ("w",)
        return self.random.choice(choices)

    def substitution(self, depth):
        kind = self.random.randrange(10)
        inside = self.items(depth).rstrip(" ;")
        if inside.endswith("&"):
            inside += " "
        if kind < 5 or "<<" in inside:
            return f"$( {inside} )"
        if kind < 7:
            return f'"x$( {inside} )y"'
        if kind == 7 and not self.portable:
            return f"<( {inside} )"
        if any(c in inside for c in "`\\\"#'${"):
            return f"$( {inside} )"
        return f"`{inside}`"
