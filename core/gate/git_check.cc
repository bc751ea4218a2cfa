// SPDX-License-Identifier: Apache-2.0
// git: verbs that pass in their plain form, and the options that make them more than that.
#include "core/gate/judge.h"

namespace vg::gate_parts {
namespace {

using gate_text::contains;
using gate_text::equal;
using gate_text::is_listed;

GateAnswer ask_or_refuse(const GateTool& tool, Words words) {
  return any_listed(tool.refused, words) ? GateAnswer::refuse_unless_asked : GateAnswer::ask;
}

constexpr const char* git_harmless =
    "status diff log show rev-parse ls-files ls-tree ls-remote describe cat-file rev-list merge-base name-rev blame "
    "shortlog "
    "for-each-ref version --version add commit diff-tree diff-index diff-files check-ignore check-attr hash-object "
    "write-tree "
    "var count-objects fetch pull push branch tag stash merge rebase cherry-pick revert remote grep "
    "fsck gc "
    "reflog notes bisect whatchanged show-ref symbolic-ref verify-commit am apply format-patch mv init reset restore "
    "worktree "
    "range-diff cherry show-branch help rm";
constexpr const char* git_candidates =
    "rm clean filter-branch filter-repo update-ref clone submodule subtree reset checkout restore switch push stash gc "
    "reflog worktree";

bool is_acting_long(const char* verb, const char* w) {
  if (is_listed("--format* --force-if-includes", w)) return false;
  if (is_listed("--for* --hard* --har --merge --keep --mirror* --mir* --output* --outp* --ext* --textc* --upload* "
                "--uplo* --recei* --exec* --open-files* --discard* --disc*",
                w))
    return true;
  if (is_listed("push branch", verb) && is_listed("--prune* --del* --pru*", w)) return true;
  if (is_listed("checkout restore reset", verb)) return is_listed("--pathspec* --our* --their* --worktree* --stdin", w);
  return is_listed("gc reflog prune", verb) && is_listed("--prune=* --exp* --all --stdin", w);
}

/// Options with which a verb does more than its plain form.
bool is_acting_git_word(const char* verb, const char* w) {
  if (w[0] != '-' || w[1] == '\0') return false;
  if (w[1] == '-') return is_acting_long(verb, w);
  if (is_listed("diff log show status blame shortlog rev-parse ls-files ls-tree cat-file rev-list merge-base describe "
                "commit add tag merge "
                "revert cherry-pick am apply format-patch stash notes init mv remote bisect show-ref reset",
                verb))
    return false;
  if (equal(verb, "push")) return is_listed("*f* *d*", w);
  if (equal(verb, "branch")) return is_listed("*D* *M* *C* *f*", w);
  if (is_listed("checkout switch", verb)) return w[1] != 'b' && w[1] != 'c' && contains(w, "f");
  if (equal(verb, "rm")) return is_listed("*r* *f*", w);
  return is_listed("*f* *O* *u* *x* *c* *d*", w);
}

GateAnswer judge_git_operands(const char* verb, Words words) {
  Size operands = 0;
  for (Words word = words; *word != nullptr; ++word) {
    const char* w = *word;
    if (equal(w, "--")) return pass_if(is_listed("log diff show add commit blame grep ls-files rev-list", verb));
    if (w[0] != '-') ++operands;
    if (equal(verb, "push") && (w[0] == '+' || contains(w, ":"))) return GateAnswer::refuse_unless_asked;
    if (contains(w, "ext::")) return GateAnswer::ask;
  }
  const char* first = words[0] != nullptr ? words[0] : "";
  if (equal(verb, "checkout") || equal(verb, "switch")) {
    // A branch, or a new one; never a path, and never everything.
    if (first[0] == '-' && (first[1] == 'b' || first[1] == 'c')) return pass_if(operands <= 2);
    if (equal(first, "--orphan") || equal(first, "--detach") || equal(first, "-d")) return pass_if(operands <= 1);
    if (equal(first, "-")) return pass_if(operands == 1);
    return pass_if(operands == 1 && first[0] != '-' && !contains(first, ".") && !contains(first, "*") &&
                   !contains(first, ":"));
  }
  if (equal(verb, "restore"))
    return pass_if((equal(first, "--staged") || equal(first, "-S")) && words[1] != nullptr && words[1][0] != '-');
  if (equal(verb, "reset"))
    return pass_if(first[0] == '\0' || equal(first, "--soft") || equal(first, "--mixed") || first[0] != '-');
  if (equal(verb, "stash")) return pass_if(first[0] == '\0' || is_listed("list show push save pop apply", first));
  if (equal(verb, "worktree")) return pass_if(is_listed("list add", first));
  if (equal(verb, "remote")) return pass_if(is_listed("-v show get-url add remove rename", first) || first[0] == '\0');
  if (equal(verb, "rm")) return pass_if(operands > 0);
  if (equal(verb, "reflog")) return pass_if(first[0] == '\0' || equal(first, "show"));
  if (equal(verb, "bisect")) return pass_if(is_listed("start good bad skip reset log", first));
  if (equal(verb, "symbolic-ref")) return pass_if(operands == 1);
  return GateAnswer::harmless;
}

}  // namespace

GateAnswer judge_git(Words words) {
  const GateTool candidates{GateCheck::verb, "", "", git_candidates};
  Size at = 1;
  while (words[at] != nullptr && (equal(words[at], "--no-pager") || equal(words[at], "--paginate"))) ++at;
  const char* verb = words[at];
  if (verb == nullptr) return GateAnswer::harmless;
  if (is_listed("--help -h -v", verb)) return GateAnswer::harmless;
  const char* next = words[at + 1] != nullptr ? words[at + 1] : "";
  if (equal(verb, "clean"))
    return pass_if(is_listed("-n -nd -nf -nfd -nxd --dry-run", next) && words[at + 2] == nullptr);
  if (equal(verb, "submodule")) return pass_if(is_listed("status summary", next));
  if (equal(verb, "lfs")) return pass_if(is_listed("ls-files status track version env", next));
  if (equal(verb, "config"))
    return pass_if(words[at + 1] != nullptr && is_listed("--get --list -l --get-all", words[at + 1]));
  if (!is_listed(git_harmless, verb)) return ask_or_refuse(candidates, words + 1);
  if (words[at + 1] != nullptr && equal(words[at + 1], "--help")) return GateAnswer::harmless;
  bool message = false;
  for (Words word = words + at + 1; *word != nullptr; ++word) {
    if (!message && equal(*word, "--")) break;
    if (!message && is_acting_git_word(verb, *word)) return ask_or_refuse(candidates, words + at);
    message = equal(*word, "-m") || equal(*word, "-am") || equal(*word, "--message") || equal(*word, "-S") ||
              equal(*word, "-G");
  }
  const GateAnswer answer = judge_git_operands(verb, words + at + 1);
  return answer == GateAnswer::harmless ? answer : ask_or_refuse(candidates, words + at);
}

}  // namespace vg::gate_parts
