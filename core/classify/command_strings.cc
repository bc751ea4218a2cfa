// SPDX-License-Identifier: Apache-2.0
// Programs that hand strings among their words to shells, here or on other hosts.
#include <array>

#include "core/classify/tool_tables.h"
#include "core/classify/word_lists.h"

namespace vg::rules {
namespace {

bool is_text(const Arg& arg) {
  return arg.known && arg.text.find(' ') != std::string_view::npos;
}

constexpr auto any_call = std::to_array<VerbRow>({{""}});

}  // namespace

/// hyperfine 'A' 'B', concurrently "A" "B", nodemon --exec "A".
void judge_command_strings(Judge& judge, const Start& start) {
  constexpr NameList options =
      "-x|--exec|-c|--command|--prepare|--setup|--cleanup|--conclude|-p|-s|--shell-command|--on-change|--run|-r|--wrap";
  constexpr NameList with_words = "nodemon|chokidar|sem|sbatch";
  for (std::size_t i = 1; i < start.args.size(); ++i) {
    const Arg& arg = start.args[i];
    if (arg.is_option()) {
      const std::size_t equals = arg.text.find('=');
      if (equals != std::string_view::npos && in_list(options, arg.text.substr(0, equals)))
        judge.judge_line(arg.text.substr(equals + 1), start);
      else if (in_list(options, arg.text) && i + 1 < start.args.size() && start.args[i + 1].known)
        judge.judge_line(start.args[++i].text, start);
      continue;
    }
    if (is_text(arg) && !in_list(with_words, start.name)) judge.judge_line(arg.text, start);
  }
}

/// pdsh -w HOSTS COMMAND…, salt TARGET cmd.run 'COMMAND', ansible -a 'COMMAND': on every one of them.
void judge_host_commands(Judge& judge, const Start& start) {
  for (std::size_t i = 1; i < start.args.size(); ++i) {
    const Arg& arg = start.args[i];
    if (!arg.known) continue;
    if (is_text(arg)) {
      judge.judge_line(arg.text, start, true);
    } else if (i + 1 < start.args.size() && is_carried_program(arg.text)) {
      judge.judge_words(start.args, i, start, true);
      return;
    }
  }
}

namespace {

constexpr auto rows = std::to_array<ToolRow>({
    {"hyperfine", any_call, "", judge_command_strings, {}, "-h|-V"},
    {"concurrently", any_call, "", judge_command_strings, {}, "-h|-v"},
    {"nodemon", any_call, "", judge_command_strings, {}, "-h|-v"},
    {"chokidar", any_call, "", judge_command_strings, {}, "-h"},
    {"cross-env-shell", any_call, "", judge_command_strings},
    {"run-p", any_call, "", judge_command_strings},
    {"sem", any_call, "", judge_command_strings},
    {"sbatch", any_call, "", judge_command_strings},
    {"start-server-and-test", any_call, "", judge_command_strings},
    {"when-changed", any_call, "", judge_command_strings},
    {"mprocs", any_call, "", judge_command_strings},
    {"poll", any_call, "", judge_command_strings},
});

}  // namespace

const ToolTable& string_tools() {
  return Packed<rows>::table;
}

}  // namespace vg::rules
