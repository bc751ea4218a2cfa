# SPDX-License-Identifier: Apache-2.0
"""Trees of shfmt --to-json and of dump_tree in one form: nested lists of statements, words and redirections.

Text is bytes as code points (latin-1), so that offsets are indices."""

import json
import re
import subprocess

MARK = ":__mark"
CHUNK = 400
OPERATORS = ("<<<", "<<-", "<<", "<>", "<&", "<", "&>>", "&>", ">>", ">|", ">&", ">")
CHAIN, OR, PIPE, PIPE_ALL = 10, 11, 12, 13  # BinCmdOperator


def latin(text):
    return text.encode("utf-8", "surrogateescape").decode("latin-1")


def read(lines):
    """The statements of each of `lines`, all at once; None for all where shfmt does not take them."""
    text = "".join(f"{line}\n{MARK}\n" for line in lines).encode("utf-8", "surrogateescape")
    result = subprocess.run(["shfmt", "--to-json", "-ln", "bash"], input=text, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    if result.returncode != 0:
        return None
    source = text.decode("latin-1")
    found = [[]]
    for statement in json.loads(result.stdout)["Stmts"] or []:
        begin = statement["Pos"]["Offset"]
        if source.startswith(MARK + "\n", begin):
            found.append([])
        else:
            found[-1].append(statement)
    if len(found) != len(lines) + 1 or found[-1]:
        return None
    return [Theirs(source).statements(statements) for statements in found[:-1]]


def trees(lines):
    """One tree for each line, None where shfmt reads none. Many lines are read at once, fewer where that fails."""
    result = []
    for first in range(0, len(lines), CHUNK):
        result += halves(lines[first:first + CHUNK])
    return result


def halves(lines):
    found = read(lines)
    if found is not None:
        return found
    if len(lines) == 1:
        return [None]
    middle = len(lines) // 2
    return halves(lines[:middle]) + halves(lines[middle:])


def merged(parts):
    """Neighbouring literal text is one."""
    result = []
    for part in parts:
        if isinstance(part, str) and result and isinstance(result[-1], str):
            result[-1] += part
        elif part != "":
            result.append(part)
    return result


ANSI = re.compile(r"\\(x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[0-7]{1,3}|c.|.)", re.DOTALL)
LETTERS = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", "'": "'",
           '"': '"', "?": "?"}


def ansi(text):
    def value(match):
        code = match.group(1)
        if code[0] == "c":
            return chr(ord(code[1]) & 31)
        if code[0] in "uU" and len(code) > 1:
            return latin(chr(int(code[1:], 16)))
        if code[0] == "x" and len(code) > 1:
            return chr(int(code[1:], 16))
        if code[0] in "01234567":
            return chr(int(code, 8) & 255)
        return LETTERS.get(code, "\\" + code)

    return ANSI.sub(value, text).split("\0")[0]


class Theirs:
    def __init__(self, source):
        self.source = source

    def slice(self, begin, end):
        return self.source[begin["Offset"]:end["Offset"]]

    def statements(self, statements):
        return [self.statement(each) for each in statements or []]

    def statement(self, stmt):
        command = stmt.get("Cmd")
        redirections = [self.redirection(each) for each in stmt.get("Redirs") or []]
        node = self.command(command) if command else ["simple", [], [], []]
        if redirections:
            node[-1] = node[-1] + redirections
        if stmt.get("Negated"):
            node = negate(node)
        return ["background", node] if stmt.get("Background") else node

    def command(self, c):
        kind = c["Type"]
        if kind == "CallExpr":
            return ["simple", [self.assignment(a) for a in c.get("Assigns") or []], [self.word(w) for w in c.get("Args") or []], []]
        if kind == "DeclClause":
            return ["simple", [], [self.named(c["Variant"])] + [self.argument(a) for a in c.get("Args") or []], []]
        if kind == "LetClause":
            return ["let", []]
        if kind == "BinaryCmd":
            return self.binary(c)
        if kind == "TimeClause":
            return timed(self.statement(c["Stmt"]) if c.get("Stmt") else ["pipeline", 0, 0, [], []])
        if kind in ("Block", "Subshell"):
            return ["group" if kind == "Block" else "subshell", [self.statements(c.get("Stmts"))], []]
        if kind == "IfClause":
            return ["if", self.branches(c), []]
        if kind == "WhileClause":
            return ["until" if c.get("Until") else "while", [self.statements(c.get("Cond")), self.statements(c.get("Do"))], []]
        if kind == "ForClause":
            return self.loop(c)
        if kind == "CaseClause":
            items = c.get("Items") or []
            words = [c["Word"]] + [p for item in items for p in item["Patterns"]]
            return ["case", [self.word(w) for w in words], [self.statements(item.get("Stmts")) for item in items], []]
        if kind == "FuncDecl":
            return ["function", latin(c["Name"]["Value"]), self.statement(c["Body"]), []]
        if kind in ("TestClause", "ArithmCmd"):
            return ["test", self.inside(c), []]
        if kind == "CoprocClause":
            return ["coproc", self.statement(c["Stmt"]), []]
        raise ValueError(kind)

    def branches(self, clause):
        lists = []
        while clause:
            if clause.get("Cond"):
                lists.append(self.statements(clause["Cond"]))
            lists.append(self.statements(clause.get("Then")))
            clause = clause.get("Else")
        return lists

    def loop(self, c):
        body = self.statements(c.get("Do"))
        loop = c["Loop"]
        if loop["Type"] == "CStyleLoop":
            return ["loop", "", [[["arith", self.inside(loop)]]], [body], []]
        return ["loop", latin(loop["Name"]["Value"]), [self.word(w) for w in loop.get("Items") or []], [body], []]

    def binary(self, c):
        left, right = self.statement(c["X"]), self.statement(c["Y"])
        if c["Op"] in (CHAIN, OR):
            items = left[1] if left[0] == "chain" else [["", left]]
            return ["chain", items + [["||" if c["Op"] == OR else "&&", right]], []]
        # What is at the left of the last | is a pipeline of its own there.
        members = left[3] if left[0] == "pipeline" and not left[1] and not left[2] and not left[4] else [left]
        if c["Op"] == PIPE_ALL:
            members[-1][-1] = members[-1][-1] + [[2, ">&", ["1"]]]
        flat = right[3] if right[0] == "pipeline" and not right[1] and not right[2] else [right]
        return ["pipeline", 0, 0, members + flat, []]

    def named(self, literal):
        return {"word": [latin(literal["Value"])], "source": ""}

    def assignment(self, a):
        result = {"name": latin(a["Name"]["Value"]), "append": int(a.get("Append", False))}
        if a.get("Index"):
            result["subscript"] = 1
        if a.get("Array"):
            result["array"] = [self.element(e) for e in a["Array"].get("Elems") or []]
        else:
            result["value"] = self.word(a["Value"])["word"] if a.get("Value") else []
        return result

    def element(self, e):
        word = self.word(e["Value"]) if e.get("Value") else {"word": [], "source": ""}
        if e.get("Index"):
            # The position shfmt gives is behind the bracket, except in front of a quoted index.
            begin, end = e["Pos"]["Offset"], (e["Value"]["Pos"] if e.get("Value") else e["End"])["Offset"]
            begin -= self.source[begin] != "[" and self.source[begin - 1] == "["
            word["word"] = merged([self.source[begin:end]] + word["word"])
        return word

    def argument(self, a):
        """An argument of `declare` and its like: a word, or an assignment that is one."""
        value = self.word(a["Value"])["word"] if a.get("Value") else []
        if a.get("Naked"):
            return {"word": value or ([latin(a["Name"]["Value"])] if a.get("Name") else []), "source": self.slice(a["Pos"], a["End"])}
        if a.get("Array"):
            begin = a["Array"]["Lparen"]
            array = self.source[begin["Offset"]:a["Array"]["Rparen"]["Offset"] + 1]
            return {"word": [self.slice(a["Pos"], begin), ["var", array, self.inside(a["Array"])]], "source": ""}
        end = a["Value"]["Pos"] if a.get("Value") else a["End"]
        return {"word": merged([self.slice(a["Pos"], end).replace("\\\n", "")] + value), "source": self.slice(a["Pos"], a["End"])}

    def redirection(self, r):
        begin = r["OpPos"]["Offset"]
        op = next(op for op in OPERATORS if self.source.startswith(op, begin))
        fd = latin(r["N"]["Value"]) if r.get("N") else -1
        if isinstance(fd, str):
            fd = int(fd) if fd.isdigit() else fd.strip("{}")
        if not op.startswith("<<") or op == "<<<":
            return [fd, op, self.word(r["Word"])["word"]]
        # It reaches up to the end of the delimiter.
        body = self.slice(r["Hdoc"]["Pos"], r["Hdoc"]["End"]) if r.get("Hdoc") else ""
        body = body[:body.rfind("\n") + 1]
        if op == "<<-":
            body = re.sub(r"(?m)^\t+", "", body)
        delimiter = self.slice(r["Word"]["Pos"], r["Word"]["End"])
        literal = int(any(c in delimiter for c in "'\"\\"))
        return [fd, op, body, literal, [] if literal else self.inside(r.get("Hdoc"))]

    def word(self, w):
        parts = [p for part in w.get("Parts") or [] for p in self.part(part, False)]
        return {"word": merged(parts), "source": self.slice(w["Pos"], w["End"])}

    def part(self, p, quoted):
        kind = p["Type"]
        if kind == "Lit":
            escape = r'\\([$`"\\]|\n)' if quoted else r"\\(.|\n)"
            return [re.sub(escape, lambda m: "" if m.group(1) == "\n" else m.group(1), latin(p["Value"]), flags=re.DOTALL)]
        if kind == "SglQuoted":
            value = latin(p.get("Value", ""))
            return [ansi(value) if p.get("Dollar") else value]
        if kind == "DblQuoted":
            return [x for part in p.get("Parts") or [] for x in self.part(part, True)]
        if kind == "ParamExp":
            return [["var", self.parameter(p), self.inside({k: v for k, v in p.items() if k != "Type"})]]
        if kind == "CmdSubst":
            return [["cmd", self.statements(p.get("Stmts"))]]
        if kind == "ProcSubst":
            return [["proc", self.source[p["Pos"]["Offset"]], self.statements(p.get("Stmts"))]]
        if kind == "ArithmExp":
            return [["arith", self.inside(p.get("X"))]]
        if kind == "ExtGlob":
            return [self.slice(p["Pos"], p["End"])]
        raise ValueError(kind)

    def parameter(self, p):
        if p.get("Short"):
            return latin(p["Param"]["Value"])
        begin = p["Dollar"]["Offset"] + 2
        return self.source[begin:p["Rbrace"]["Offset"]]

    def inside(self, tree):
        """The outermost substitutions in any part of a tree, in order."""
        if isinstance(tree, list):
            return [found for each in tree for found in self.inside(each)]
        if not isinstance(tree, dict):
            return []
        if tree.get("Type") in ("CmdSubst", "ProcSubst"):
            return [self.statements(tree.get("Stmts"))]
        places = [v for v in tree.values() if isinstance(v, (dict, list))]
        return [found for each in sorted(places, key=place) for found in self.inside(each)]


def place(tree):
    while isinstance(tree, list):
        if not tree:
            return 0
        tree = tree[0]
    if not isinstance(tree, dict):
        return 0
    return tree["Pos"]["Offset"] if "Pos" in tree else min((place(v) for v in tree.values() if isinstance(v, (dict, list))), default=0)


def negate(node):
    if node[0] != "pipeline":
        return ["pipeline", 1, 0, [node], []]
    return ["pipeline", 1 - node[1]] + node[2:]


def timed(node):
    if node[0] != "pipeline":
        return ["pipeline", 0, 1, [node], []]
    return node[:2] + [1] + node[3:]


# Ours

def ours(tree):
    return [statement(child) for child in tree.get("children", [])]


def statement(n):
    node = plain(n)
    return ["background", node] if n.get("background") else node


def lists(n):
    return [ours(child) for child in n.get("children", [])]


def plain(n):
    kind = n["kind"]
    redirections = [redirection(r) for r in n.get("redirections", [])]
    words = [word(w) for w in n.get("words", [])]
    if kind == "simple":
        if words and words[0] == ["let"]:
            return ["let", redirections]
        return ["simple", [assignment(a) for a in n.get("assignments", [])], words, redirections]
    if kind == "pipeline":
        return ["pipeline", n.get("negated", 0), int(n.get("name") == "time"), [statement(c) for c in n.get("children", [])], redirections]
    if kind == "and_or":
        items = [["||" if c.get("or") else "&&", statement(c)] for c in n["children"]]
        items[0][0] = ""
        return ["chain", items, redirections]
    if kind == "list":
        child = dict(n["children"][0])
        child.pop("background", None)
        return ["coproc", statement(child), redirections]
    if kind in ("subshell", "group"):
        return [kind, lists(n), redirections]
    if kind == "if":
        return ["case", words, lists(n), redirections] if n["name"] == "case" else [n["name"], lists(n), redirections]
    if kind == "loop":
        return ["loop", n.get("name", ""), words, lists(n), redirections]
    if kind == "function":
        return ["function", n["name"], statement(n["children"][0]), redirections]
    return ["test", [found for w in words for found in inside(w)], redirections]


def inside(parts):
    found = []
    for part in parts:
        if isinstance(part, list):
            found += [part[-1]] if part[0] in ("cmd", "proc") else part[-1]
    return found


def word(w):
    return w if isinstance(w, dict) else merged([part(p) for p in w])


def part(p):
    if isinstance(p, str):
        return p
    if p[0] in ("cmd", "proc"):
        return p[:-1] + [ours(p[-1]) if p[-1] else []]
    return p[:-1] + [[ours(each) for each in p[-1]]]


def assignment(a):
    result = {"name": a["name"], "append": a["append"]}
    if "subscript" in a:
        result["subscript"] = 1
    if "array" in a:
        result["array"] = [word(w) for w in a["array"]]
    else:
        result["value"] = word(a["value"])
    return result


def redirection(r):
    if "body" not in r:
        return [r["fd"], r["op"], word(r["target"])]
    return [r["fd"], r["op"], r["body"], r["literal"], [ours(each) for each in r["inside"]]]


def same(mine, theirs):
    """Whether the trees agree. A word that braces expand to several is compared as it was written."""
    if isinstance(theirs, dict) and "word" in theirs:
        return theirs["source"] == mine["braces"] if isinstance(mine, dict) else same(mine, theirs["word"])
    if isinstance(mine, dict) and isinstance(theirs, dict):
        return mine.keys() == theirs.keys() and all(same(mine[key], theirs[key]) for key in mine)
    if isinstance(mine, list) and isinstance(theirs, list):
        return len(mine) == len(theirs) and all(same(a, b) for a, b in zip(mine, theirs))
    return mine == theirs


def difference(mine, theirs):
    """The innermost place where they differ."""
    if isinstance(mine, list) and isinstance(theirs, dict) and "word" in theirs:
        theirs = theirs["word"]
    if isinstance(mine, list) and isinstance(theirs, list) and len(mine) == len(theirs):
        for a, b in zip(mine, theirs):
            if not same(a, b):
                return difference(a, b)
    return f"{json.dumps(mine)[:400]}", f"{json.dumps(theirs)[:400]}"
