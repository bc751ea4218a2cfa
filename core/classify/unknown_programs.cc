// SPDX-License-Identifier: Apache-2.0
// Programs no table knows. Two things still say what they do: words behind them that are another command, and the
// verbs nearly every client of a service shares.
#include <algorithm>
#include <array>

#include "core/base/path.h"
#include "core/classify/flows.h"
#include "core/classify/tool_tables.h"
#include "core/classify/word_lists.h"

namespace vg::rules {
namespace {

constexpr std::size_t first_words = 8;

/// What the words of an unknown program say about themselves.
struct Wording {
  bool final = false;   ///< destroy, purge: nobody says so of little things
  bool strong = false;  ///< those, delete, drop
  bool weak = false;    ///< remove, reset
  bool thing = false;   ///< cluster, database
  bool large = false;   ///< of those what holds much: not a key, not a member
  bool deploys = false;
  bool force = false;  ///< --yes, --all
  std::size_t operands = 0;
};

/// Calls `visit` with each part of "db:drop", "delete-topic", "DeleteInstance", in lower case.
template <typename Visit>
void each_part(std::string_view word, Visit visit) {
  constexpr std::size_t longest = 24;
  std::array<char, longest> part{};
  std::size_t size = 0;
  const auto flush = [&] {
    if (size > 0) visit(std::string_view(part.data(), size));
    size = 0;
  };
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char c = word[i];
    const bool upper = c >= 'A' && c <= 'Z';
    const bool letter = upper || (c >= 'a' && c <= 'z');
    if (!letter || (upper && i > 0 && word[i - 1] >= 'a' && word[i - 1] <= 'z')) flush();
    if (letter && size < longest) part[size++] = static_cast<char>(c | 32);
  }
  flush();
}

bool is_thing(std::string_view part) {
  if (is_service_noun(part)) return true;
  return part.size() > 3 && part.ends_with('s') && is_service_noun(part.substr(0, part.size() - 1));
}

bool is_large(std::string_view part) {
  if (part.size() > 3 && part.ends_with('s')) part.remove_suffix(1);
  return in_list(
      "cluster|database|db|instance|server|volume|bucket|project|app|application|environment|stack|vm|machine|org|"
      "organization|account|tenant|workspace|namespace|droplet|table|topic|queue|keyspace|realm|site|datasource|zone|"
      "domain|storage|backup|snapshot|dataset|schema|vault|disk|registry|datastore",
      part);
}

bool is_plain_word(std::string_view text) {
  return !text.empty() && text.size() <= 40 &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:.") ==
             std::string_view::npos;
}

/// Which of the parts of a word its verb is: the first or the last. "no-drop-table" has none.
void read_word(std::string_view text, std::size_t position, Wording& wording) {
  if (!is_plain_word(text)) return;
  // A file called delete.txt is no verb.
  if (text.find('.') != std::string_view::npos) return;
  constexpr std::size_t last_verb = 3;
  std::size_t count = 0, verb = 0;  // of the parts; which one is a verb, from 1
  bool strong = false, weak = false, thing = false, final = false, large = false, deploys = false;
  each_part(text, [&](std::string_view part) {
    ++count;
    thing = thing || is_thing(part);
    large = large || (thing && is_large(part));
    deploys = deploys || in_list("deploy|redeploy|rollback|promote|failover", part);
    const bool destroys = is_destroying_verb(part), removes = is_removing_verb(part);
    if (!destroys && !removes) return;
    verb = count;
    strong = strong || destroys;
    weak = weak || removes;
    final = final ||
            in_list("destroy|purge|terminate|nuke|obliterate|deprovision|decommission|teardown|flushall|dropdb", part);
  });
  wording.large = wording.large || large;
  wording.deploys = wording.deploys || (deploys && count == 1 && position == 0);
  if (verb == 0 || position >= last_verb || (verb != 1 && verb != count)) {
    wording.thing = wording.thing || thing;
    return;
  }
  wording.strong = wording.strong || strong;
  wording.final = wording.final || final;
  // remove-topic and topic:remove, but also "remove" alone.
  wording.weak = wording.weak || weak;
  // db:drop, delete-topic: a verb made for one kind of thing.
  wording.thing = wording.thing || thing || (strong && count == 2);
}

Wording read_words(const Args& args) {
  Wording wording;
  bool is_value = false;  // of the option in front
  for (std::size_t i = 1; i < args.size() && i <= first_words; ++i) {
    const std::string_view text = args[i].text;
    if (text == "--") break;
    if (text.size() > 1 && text[0] == '-') {
      const bool forces = in_list(forcing_options, text.substr(0, text.find('=')));
      wording.force = wording.force || forces;
      is_value = !forces && text.find('=') == std::string_view::npos;
      continue;
    }
    // What follows an option may be its value, and then it is a name.
    if (args[i].known && !is_value) read_word(text, wording.operands, wording);
    if (!is_value) ++wording.operands;
    is_value = false;
  }
  return wording;
}

/// Where in the words of `args` another command begins; 0 where none does.
std::size_t carried_command(const Args& args) {
  for (std::size_t i = 1; i + 1 < args.size() && i <= first_words; ++i) {
    if (!args[i].known || args[i].is_option()) continue;
    if (is_carried_program(base_name(args[i].text))) return i;
  }
  return 0;
}

}  // namespace

void judge_unknown_program(Judge& judge, const Start& start) {
  if (start.args.size() < 2 || is_local_program(start.name) || is_interpreter(start.name)) return;
  // python3 -m NAME: the project's own.
  if (start.args.size() != start.invocation->words.size()) return;
  // What is carried may be a word of the program's own: client node delete x.
  if (const std::size_t from = carried_command(start.args); from != 0) {
    constexpr std::size_t most_starts = 128;  // each is read once more
    if (judge.starts().size() > most_starts) return judge.add("OB006", start);
    if (judge.judge_words(start.args, from, start) >= Risk::medium) return;
  }
  if (start.by_path || is_task_runner(start.name)) return;
  judge_unknown_statement(judge, start);
  if (has_flag(start.args, "--help|-h|--dry-run|--dryrun|--version|--what-if|--noop|--check|--plan")) return;
  const Wording wording = read_words(start.args);
  if (wording.final || (wording.strong && (wording.thing || wording.force))) return judge.add("UP001", start);
  if (wording.weak && (wording.large || (wording.thing && wording.force))) return judge.add("UP001", start);
  if ((wording.strong && wording.operands > 1) || (wording.weak && wording.thing) || wording.deploys)
    judge.add("UP002", start);
}

void judge_known_client(Judge& judge, const Start& start) {
  constexpr NameList looking =
      "get|list|ls|show|describe|search|logs|log|view|status|diff|explain|help|version|info|find|query|inspect|login|"
      "logout|whoami|config|init|open|docs|completion|validate|check|lint|watch|tail|top|events|history|auth";
  if (start.tool->verbs.empty() || start.args.size() < 2) return;
  if (start.tool->judge != nullptr && start.tool->judge != judge_upload && start.tool->judge != judge_api_call) return;
  const std::vector<std::size_t> at = operands(start.args, start.tool->valued, 1, start.tool->style);
  if (at.empty() || in_list(looking, start.args[at[0]].text) || is_harmless_call(*start.tool, start.args)) return;
  if (at.size() > 1 && in_list(looking, start.args[at[1]].text)) return;
  Wording wording;
  constexpr std::size_t first_verbs = 2;
  for (std::size_t k = 0; k < at.size() && k < first_verbs; ++k)
    if (start.args[at[k]].known) read_word(start.args[at[k]].text, 0, wording);
  wording.force = has_flag(start.args, "--force|--yes|--all|--recursive|--replace|-f|-y");
  if (wording.strong) return judge.add("CL005", start);
  if (wording.weak) judge.add(wording.force ? RuleId("CL005") : RuleId("CL006"), start);
}

void judge_carried_command(Judge& judge, const Start& start) {
  constexpr NameList elsewhere =
      "heroku|fly|flyctl|incus|multipass|limactl|colima|minikube|railway|lxc|distrobox|toolbox|machinectl|gcloud";
  constexpr NameList passes_arguments =
      "cargo|go|dotnet|npm|yarn|pnpm|bun|swift|stack|cabal|gradle|bazel|make|git|docker|podman|kubectl|oc|k|nerdctl";
  const Args& args = start.args;
  std::size_t from = 1;
  while (from < args.size() && !args[from].is("--")) ++from;
  if (from + 1 >= args.size() || !args[from + 1].known || !is_carried_program(base_name(args[from + 1].text))) return;
  if (in_list(passes_arguments, start.name)) return;
  for (std::size_t i = 1; i < from; ++i)
    if (in_list("exec|run|shell|ssh|enter|spawn|console|x|run:detached|run-command", args[i].text)) {
      judge.judge_words(args, from + 1, start, in_list(elsewhere, start.name));
      return;
    }
}

}  // namespace vg::rules
