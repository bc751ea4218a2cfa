// SPDX-License-Identifier: Apache-2.0
// What must hold for every line: spelling and wrapping change nothing, data is no command.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "tests/unit/classify/judging.h"

namespace vg {
namespace {

using namespace judging;

std::vector<std::string> corpus_lines() {
  const char* root = std::getenv("VG_SOURCE_ROOT");
  std::ifstream file(std::string(root == nullptr ? "." : root) + "/tests/data/corpus/dev.jsonl");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);)
    if (const Result<Json> row = Json::parse(line)) lines.push_back(row->get("cmd")->string().value_or(""));
  REQUIRE(lines.size() > 1700);
  return lines;
}

std::string single_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

bool has_any(std::string_view text, std::string_view characters) {
  return text.find_first_of(characters) != std::string_view::npos;
}

/// One program with plain words.
bool is_bare_command(std::string_view line) {
  if (line.empty() || has_any(line, "'\"\\`$;&|<>(){}[]*?#!~\n\t=") || line.front() == ' ') return false;
  return std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < 127; });
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at < line.size();) {
    const std::size_t end = std::min(line.find(' ', at), line.size());
    if (end > at) words.emplace_back(line.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

/// Words that mean something to the shell itself: no program of that name would be started by a wrapper.
bool is_for_the_shell(std::string_view word) {
  constexpr std::string_view builtins[] = {
      ".",      "alias", "builtin", "cd",      "command", "coproc",   "dirs",  "enable", "eval", "exec",   "exit",
      "export", "fc",    "for",     "history", "if",      "popd",     "pushd", "read",   "set",  "shopt",  "source",
      "time",   "trap",  "ulimit",  "umask",   "unalias", "unset",    "until", "while",  "wait", "disown", "bg",
      "fg",     "jobs",  "declare", "typeset", "local",   "function", "case",  "select", "hash"};
  return std::find(std::begin(builtins), std::end(builtins), word) != std::end(builtins);
}

struct Wrapping {
  const char* name;
  const char* before;
  const char* after;
};

void check_not_lower(const std::vector<std::string>& lines, const Wrapping& row) {
  for (const std::string& line : lines) {
    const std::string wrapped = row.before + line + row.after;
    const Risk bare = findings_of(line).risk();
    CAPTURE(row.name);
    CAPTURE(wrapped);
    CHECK(findings_of(wrapped).risk() >= bare);
  }
}

TEST_CASE("a shell's own brackets never lower a line") {
  const std::vector<std::string> lines = corpus_lines();
  for (const Wrapping& row :
       {Wrapping{"subshell", "(\n", "\n)"}, Wrapping{"group", "{\n", "\n}"}, Wrapping{"if", "if true; then\n", "\nfi"},
        Wrapping{"while", "while true; do\n", "\nbreak\ndone"}, Wrapping{"else", "if false; then :; else\n", "\nfi"},
        Wrapping{"case", "case x in x)\n", "\n;; esac"}, Wrapping{"function", "work() {\n", "\n}; work"},
        Wrapping{"substitution", "echo $(\n", "\n)"}, Wrapping{"quoted substitution", "echo \"$(\n", "\n)\""},
        Wrapping{"process", "cat <(\n", "\n)"}})
    check_not_lower(lines, row);
}

TEST_CASE("a shell in front never lowers a line") {
  for (const std::string& line : corpus_lines()) {
    const Risk bare = findings_of(line).risk();
    for (const std::string shell : {"bash -c ", "bash -xc ", "eval ", "/bin/bash --norc -c ", "nohup bash -c "}) {
      const std::string wrapped = shell + single_quoted(line);
      CAPTURE(wrapped);
      CHECK(findings_of(wrapped).risk() >= bare);
    }
  }
}

TEST_CASE("a program in front never lowers a command") {
  for (const std::string& line : corpus_lines()) {
    if (!is_bare_command(line) || is_for_the_shell(words_of(line).front())) continue;
    const Risk bare = findings_of(line).risk();
    for (const char* wrapper : {"sudo ",
                                "sudo -E ",
                                "doas ",
                                "env ",
                                "env -i ",
                                "env A=1 ",
                                "nice ",
                                "nice -n 5 ",
                                "nohup ",
                                "timeout 5 ",
                                "timeout -k 1 5s ",
                                "stdbuf -oL ",
                                "setsid ",
                                "ionice -c 3 ",
                                "command ",
                                "exec ",
                                "time ",
                                "xargs ",
                                "strace -f ",
                                "builtin command ",
                                "busybox env ",
                                "chrt -b 0 ",
                                "taskset -c 0 ",
                                "unbuffer ",
                                "faketime -f yesterday "}) {
      const std::string wrapped = wrapper + line;
      CAPTURE(wrapped);
      CHECK(findings_of(wrapped).risk() >= bare);
    }
  }
}

TEST_CASE("how a word is quoted changes nothing") {
  for (const std::string& line : corpus_lines()) {
    if (!is_bare_command(line) || is_for_the_shell(words_of(line).front())) continue;
    const std::vector<std::string> words = words_of(line);
    const Findings bare = findings_of(line);
    std::string single, twice, escaped, split, ansi;
    for (const std::string& word : words) {
      const std::string blank = single.empty() ? "" : " ";
      single += blank + "'" + word + "'";
      twice += blank + "\"" + word + "\"";
      escaped += blank + "\\" + word;
      split += blank + word.substr(0, 1) + "''" + word.substr(1);
      ansi += blank + "$'" + word + "'";
    }
    for (const std::string& spelled : {single, twice, escaped, split, ansi}) {
      CAPTURE(spelled);
      const Findings findings = findings_of(spelled);
      CHECK(findings.risk() == bare.risk());
      CHECK(findings.has_network_install() == bare.has_network_install());
    }
  }
}

TEST_CASE("a harmless neighbour changes nothing") {
  for (const std::string& line : corpus_lines()) {
    const Findings bare = findings_of(line);
    for (const std::string& beside : {"true\n" + line, "echo start; " + line, line + "\necho done"}) {
      CAPTURE(beside);
      const Findings findings = findings_of(beside);
      CHECK(findings.risk() == bare.risk());
      CHECK(findings.has_network_install() == bare.has_network_install());
    }
    // Behind && it may not run, and what it assigns is not certain any more: never lower.
    if (line.starts_with('#')) continue;
    const std::string chained = "ls -la && " + line;
    CAPTURE(chained);
    CHECK(findings_of(chained).risk() >= bare.risk());
  }
}

TEST_CASE("danger in the place of data never raises a line") {
  for (const std::string& line : corpus_lines()) {
    if (line.find('\n') != std::string::npos) continue;
    const bool printable = std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < 127; });
    if (!printable) continue;
    const std::string quoted = single_quoted(line);
    for (const std::string& text :
         {"echo " + quoted, "printf '%s\\n' " + quoted, "git commit -m " + quoted, "grep -rn " + quoted + " src",
          "true # " + line, "cat <<'END_OF_TEXT'\n" + line + "\nEND_OF_TEXT", "rg -F " + quoted,
          "gh issue create --title " + quoted + " --body " + quoted, "git log --grep=" + quoted,
          "jq -n --arg text " + quoted + " '$text'", "test x = " + quoted, "[ -z " + quoted + " ]", "note=" + quoted}) {
      CAPTURE(text);
      CHECK(findings_of(text).risk() <= (text.starts_with("gh ") ? Risk::medium : Risk::low));
    }
  }
}

}  // namespace
}  // namespace vg
