// SPDX-License-Identifier: Apache-2.0
// The checks of the table: what a tool's words say.
#include "core/gate/judge.h"

namespace vg::gate_parts {
namespace {

using gate_text::contains;
using gate_text::equal;
using gate_text::is_digit;
using gate_text::is_last_listed;
using gate_text::is_last_pair_listed;
using gate_text::is_letter;
using gate_text::is_listed;
using gate_text::is_pair_listed;
using gate_text::starts_with;

Place inside(const Place& place) {
  Place deeper = place;
  ++deeper.nesting;
  return deeper;
}

/// What does not pass: a candidate where a refused verb stands anywhere, for an option in front may hide it.
GateAnswer ask_or_refuse(const GateTool& tool, Words words) {
  if (equal(tool.refused, "*")) return GateAnswer::refuse_unless_asked;
  return any_listed(tool.refused, words) ? GateAnswer::refuse_unless_asked : GateAnswer::ask;
}

GateAnswer judge_verb(const GateTool& tool, Words words) {
  const char* verb = words[1];
  if (verb == nullptr) {
    if (is_listed(tool.refused, "()")) return GateAnswer::refuse_unless_asked;
    return pass_if(is_listed(tool.harmless, "()"));
  }
  const char* second = words[2];
  bool passes = is_listed(tool.harmless, verb) &&
                (verb[0] != '-' || verb[1] == '\0' || second == nullptr || !is_letter(second[0]) || verb[1] != '-');
  if (second == nullptr) {
    passes = passes || is_last_listed(tool.harmless, verb);
  } else {
    passes = passes || is_pair_listed(tool.harmless, verb, second) ||
             (words[3] == nullptr && is_last_pair_listed(tool.harmless, verb, second));
  }
  if (!passes) return ask_or_refuse(tool, words + 1);
  return pass_if(!any_listed(tool.asked, words + 2));
}

/// Tools of services: what is asked for stands anywhere among the first words.
GateAnswer judge_reads(const GateTool& tool, Words words) {
  constexpr Size first_words = 5;
  if (any_listed(tool.refused, words + 1)) return GateAnswer::refuse_unless_asked;
  if (words[1] == nullptr || words[1][0] == '-' || any_listed(tool.asked, words + 1)) return GateAnswer::ask;
  for (Size i = 1; words[i] != nullptr && i <= first_words && words[i][0] != '-'; ++i)
    if (is_listed(tool.harmless, words[i])) return GateAnswer::harmless;
  return GateAnswer::ask;
}

/// poetry run X, pyenv exec X: X counts.
GateAnswer judge_run(const GateTool& tool, Words words, const Place& place) {
  const bool runs = words[1] != nullptr && (equal(words[1], "run") || equal(words[1], "exec"));
  if (!runs) return judge_verb(tool, words);
  if (words[2] == nullptr || words[2][0] == '-') return GateAnswer::ask;
  return judge_start(words[2], words + 2, inside(place));
}

/// `node /usr/bin/npm install` is npm; a script that is no known tool is the project's own.
GateAnswer judge_interpreter(const GateTool& tool, Words words, const Place& place) {
  Size at = 1;
  while (words[at] != nullptr && words[at][0] == '-' && is_listed(tool.harmless, words[at])) ++at;
  const char* script = words[at];
  if (script == nullptr) return GateAnswer::harmless;
  const bool module = equal(tool.refused, "py") && equal(script, "-m");
  if (module) script = words[++at];
  if (script != nullptr && is_listed("-c -e", script) && words[at + 1] != nullptr && words[at + 2] == nullptr)
    return pass_if(is_plain_code(words[at + 1], tool.refused[0] != '\0'));
  if (script == nullptr || script[0] == '-') return GateAnswer::ask;
  if (!module && is_odd_place(script, place)) return GateAnswer::ask;
  // A bare name is looked up in the directory, which may be one where droppers live.
  if (!module && place.directory != nullptr && is_odd_place(place.directory, place)) return GateAnswer::ask;
  const char* base = gate_text::base_name(script);
  GateTool known;
  if (is_listed("http.server SimpleHTTPServer smtpd pyftpdlib ftplib twine console please wp-cli.phar", base))
    return GateAnswer::ask;
  // Their scripts end in -cli.js, .cjs or nothing.
  if (is_listed("npm-* npm.*", base)) base = "npm";
  if (is_listed("yarn-* yarn.*", base)) base = "yarn";
  if (is_listed("pnpm-* pnpm.*", base)) base = "pnpm";
  if (is_listed("npx-* npx.* pnpx.*", base)) base = "npx";
  if (find_gate_tool(base, known)) return judge_tool(known, words + at, inside(place));
  return GateAnswer::harmless;
}

/// Plain signals to processes named by number; neither init nor everybody.
GateAnswer judge_kill(Words words) {
  if (words[1] == nullptr) return GateAnswer::ask;
  for (Words word = words + 1; *word != nullptr; ++word) {
    const char* w = *word;
    if (is_listed("-0 -15 -TERM -SIGTERM -2 -INT -SIGINT -HUP -SIGHUP -USR1 -USR2 -CONT -l -L", w)) continue;
    if (w[0] == '%' && is_digit(w[1])) continue;
    if (equal(w, "0") || equal(w, "1") || !is_digit(w[0]) || w[0] == '0') return GateAnswer::ask;
    for (const char* digit = w; *digit != '\0'; ++digit)
      if (!is_digit(*digit)) return GateAnswer::ask;
  }
  return GateAnswer::harmless;
}

GateAnswer judge_makes(Words words, const Place& place) {
  if (place.directory == nullptr) return GateAnswer::ask;
  for (Words word = words + 1; *word != nullptr; ++word) {
    const bool option = is_listed("-p -v --parents -c -a -m", *word);
    const bool down =
        word[0][0] != '/' && word[0][0] != '-' && word[0][0] != '.' && !contains(*word, "..") && !contains(*word, "/.");
    if (!option && !down) return GateAnswer::ask;
  }
  return GateAnswer::harmless;
}

/// Variables that change how a program talks, not what it loads.
bool is_plain_assignment(const char* word) {
  return is_listed(
      "NODE_ENV=* CI=* DEBUG=* FORCE_COLOR=* NO_COLOR=* RUST_LOG=* RUST_BACKTRACE=* CGO_ENABLED=* LANG=* LC_ALL=* TZ=* "
      "PORT=* "
      "FOO=* GOOS=* GOARCH=* TERM=* COLUMNS=* VERBOSE=* PYTHONUNBUFFERED=* PYTHONDONTWRITEBYTECODE=* "
      "CARGO_TERM_COLOR=* "
      "NODE_NO_WARNINGS=* BABEL_ENV=* APP_ENV=* RAILS_ENV=* RACK_ENV=* DJANGO_SETTINGS_MODULE=* HOSTNAME=* VITE_*=* "
      "NEXT_PUBLIC_*=*",
      word);
}

GateAnswer judge_wrapper(const GateTool& tool, Words words, const Place& place) {
  const char* kind = tool.refused;
  Size at = 1;
  if (equal(kind, "env")) {
    while (words[at] != nullptr && is_plain_assignment(words[at])) ++at;
  } else if (equal(kind, "nice")) {
    if (words[at] != nullptr && equal(words[at], "-n"))
      at += words[at + 1] != nullptr ? 2 : 1;
    else if (words[at] != nullptr && words[at][0] == '-' && is_digit(words[at][1]))
      ++at;
  } else if (equal(kind, "timeout")) {
    while (words[at] != nullptr &&
           is_listed("--foreground --preserve-status -v --verbose --signal=* --kill-after=*", words[at]))
      ++at;
    while (words[at] != nullptr && (equal(words[at], "-k") || equal(words[at], "-s")))
      at += words[at + 1] != nullptr ? 2 : 1;
    if (words[at] == nullptr || !is_digit(words[at][0])) return GateAnswer::ask;
    ++at;
  } else if (equal(kind, "valgrind")) {
    while (words[at] != nullptr &&
           is_listed("--tool=* --leak-check=* --show-leak-kinds=* --track-origins=* -q --quiet --error-exitcode=*",
                     words[at]))
      ++at;
  } else if (equal(kind, "stdbuf")) {
    while (words[at] != nullptr && is_listed("-i* -o* -e*", words[at]) && words[at][2] != '\0') ++at;
  } else if (equal(kind, "xargs")) {
    while (words[at] != nullptr &&
           is_listed("-0 -r -t -n* -P* -L* -I* -d* --null --no-run-if-empty -0r -r0", words[at]))
      at += words[at][2] == '\0' && is_listed("-n -P -L -I -d", words[at]) && words[at + 1] != nullptr ? 2 : 1;
    if (words[at] == nullptr || !is_filter(words[at])) return GateAnswer::ask;
  }
  if (words[at] == nullptr || words[at][0] == '-' || contains(words[at], "=")) return GateAnswer::ask;
  return judge_start(words[at], words + at, inside(place));
}

GateAnswer judge_shell(Words words, const Place& place) {
  if (words[1] == nullptr) return GateAnswer::ask;
  // A script: what it holds is read by whoever is asked.
  if (words[1][0] != '-') return GateAnswer::ask;
  if (equal(words[1], "-n") && words[2] != nullptr) return GateAnswer::harmless;
  const bool line = is_listed("-c -ec -euc -lc", words[1]) && words[2] != nullptr && words[3] == nullptr;
  if (!line)
    return words[2] != nullptr && names_candidate(words[2]) ? GateAnswer::refuse_unless_asked : GateAnswer::ask;
  const GateAnswer answer = judge_line(words[2], place);
  return answer == GateAnswer::ask && names_candidate(words[2]) ? GateAnswer::refuse_unless_asked : answer;
}

}  // namespace

bool is_filter(const char* name) {
  // By bare name only: a path may lead to anything.
  return is_listed(
      "grep egrep fgrep ls wc head tail cat sort uniq cut tr echo printf file stat basename dirname md5sum sha256sum "
      "sha1sum "
      "column nl tac rev fold expand paste comm diff cmp du realpath readlink test true false date",
      name);
}

GateAnswer judge_tool(const GateTool& tool, Words words, const Place& place) {
  switch (tool.check) {
    case GateCheck::ask: return GateAnswer::ask;
    case GateCheck::refuse: return GateAnswer::refuse_unless_asked;
    case GateCheck::verb: return judge_verb(tool, words);
    case GateCheck::run: return judge_run(tool, words, place);
    case GateCheck::reads: return judge_reads(tool, words);
    case GateCheck::flags: return pass_if(!any_listed(tool.asked, words + 1));
    case GateCheck::git: return judge_git(words);
    case GateCheck::wrapper: return judge_wrapper(tool, words, place);
    case GateCheck::shell: return judge_shell(words, place);
    case GateCheck::interpreter: return judge_interpreter(tool, words, place);
    case GateCheck::find: return judge_find(words);
    case GateCheck::sed: return judge_sed(words);
    case GateCheck::awk: return judge_awk(words);
    case GateCheck::tar: return judge_archive(words, true);
    case GateCheck::unzip: return judge_archive(words, false);
    case GateCheck::curl: return judge_curl(words);
    case GateCheck::remove: return judge_remove(words, place);
    case GateCheck::kill: return judge_kill(words);
    case GateCheck::makes: return judge_makes(words, place);
  }
  return GateAnswer::ask;
}

}  // namespace vg::gate_parts
