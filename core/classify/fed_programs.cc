// SPDX-License-Identifier: Apache-2.0
// Programs that run, or delete, what comes in on their standard input.
#include <algorithm>

#include "core/classify/flows.h"

namespace vg::rules {

bool runs_input(const Start& start) {
  if (start.args.empty() || !is_interpreter(start.name) || start.name == "awk") {
    if (start.name == "source" || start.name == ".")
      // fish reads its input there where no file is named
      return start.args.size() < 2 || in_list("-|/dev/stdin|/dev/fd/0|/proc/self/fd/0", start.args[1].text);
    return in_list("at|batch", start.name) && !has_flag(start.args, "-l|-f|-c|-d|-r");
  }
  const NameList valued = start.tool != nullptr ? start.tool->valued : NameList();
  for (std::size_t i = 1; i < start.args.size(); ++i) {
    const std::string_view text = start.args[i].text;
    if (text == "-" || text == "/dev/stdin" || text == "/dev/fd/0") return true;
    if (text == "-s") return is_shell(start.name);
    if (in_list("-V|--version|-h|--help|-n|-v", text)) return false;
    if (in_list("-c|-e|-E|-r|-p|-m|--eval|--print|eval|-ne|-pe|-nle|-ple|-lane|-f|-lne|-an|-i", text)) return false;
    if (text.starts_with('-') || text.starts_with('+')) {
      if (text.size() > 2 && text[1] != '-' && text.find_first_of("ce") != std::string_view::npos &&
          !is_shell(start.name))
        return false;
      if (text.size() > 1 && text[1] != '-' && text.find('c') != std::string_view::npos && is_shell(start.name))
        return false;
      if (in_list(valued, text)) ++i;
      continue;
    }
    return false;
  }
  return true;
}

bool keeps_processes(const Start& start, bool before) {
  if (start.name == "ps") return !has_flag(start.args, "-p|-C|-q|--pid|--ppid");
  if (start.name == "pgrep" && start.args.size() == 2 && start.args[1].is(".")) return true;
  const bool selects = start.name == "awk" && std::any_of(start.args.begin(), start.args.end(), [](const Arg& arg) {
                         return arg.text.find_first_of("/=~") != std::string_view::npos;
                       });
  return before && !selects && in_list("awk|cut|tr|tail|sed|xargs|kill|sort|cat", start.name);
}

void judge_fed_deletion(Judge& judge, const Start& start, const Start* lister) {
  bool tree = has_flag(start.args, "-r|-R|--recursive") && start.name == "rm";
  // parallel sh -c 'rm -rf {}': its quotes are gone by the time a shell reads it, what was meant is not.
  if (!tree && start.name == "rm" && start.fed)
    for (const Arg& arg : feeder_words(judge, start))
      tree = tree || arg.text.starts_with("rm -r") || arg.text.starts_with("rm -fr") ||
             arg.text.find(" rm -r") != std::string_view::npos;
  if (lister != nullptr && lister->name == "git") return judge.add("FS014", start);
  if (lister != nullptr && (lister->name == "find" || lister->name == "gfind"))
    return judge_found_deletion(judge, start, *lister, tree);
  // ls -d /etc/* | xargs rm: the list is what the pattern stands for.
  if (lister != nullptr && lister->name == "ls") {
    const std::vector<std::size_t> at = operands(lister->args, "");
    bool all_named = !at.empty() && !tree;
    for (const std::size_t i : at) {
      const bool is_named = lister->args[i].known && (lister->args[i].glob || has_flag(lister->args, "-d"));
      all_named = all_named && is_named;
      if (is_named) judge_deleted(judge, start, lister->args[i], tree);
    }
    if (all_named) return;
  }
  judge.add("FS010", start, {tree ? Risk::high : Risk::medium, {}});
}

}  // namespace vg::rules
