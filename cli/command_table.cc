// SPDX-License-Identifier: Apache-2.0
#include "cli/command_table.h"

#include <algorithm>
#include <array>
#include <vector>

#include "cli/commands.h"
#include "core/base/text.h"
#include "core/config/config.h"

namespace vg::cli {
namespace {

constexpr int most_paths = 100'000;

// The order is that of --help.
constexpr std::array command_rows = {
    CommandRow{"exec", "LINE | -- ARGV...", "judge a command and run it where that is safe", run_exec, 1, -1},
    CommandRow{"explain", "LINE | -- ARGV...", "show findings, decision and plan; run nothing", run_explain, 1, -1},
    CommandRow{"classify", "", "judge commands given as JSON lines; run nothing", run_classify, 0, 0},
    CommandRow{"rules list", "", "list the rules", run_rules_list, 0, 0},
    CommandRow{"rules show", "ID", "show all about one rule", run_rules_show, 1, 1},
    CommandRow{"rules test", "LINE | -- ARGV...", "show what the rules find in a line", run_rules_test, 1, -1},
    CommandRow{"validate", "SCRIPT", "judge a script file, '-' for standard input; run nothing", run_validate, 1, 1},
    CommandRow{"why", "[N]", "show the last N decisions and their reasons", run_why, 0, 1},
    CommandRow{"runs", "", "list runs that wrote outside their project", run_runs, 0, 0},
    CommandRow{"diff", "RUN [PATH...]", "show what a run wrote outside its project", run_diff, 1, most_paths},
    CommandRow{"apply", "RUN [PATH...]", "take over what a run wrote outside its project", run_apply, 1, most_paths},
    CommandRow{"discard", "RUN", "drop what a run wrote outside its project", run_discard, 1, 1},
    CommandRow{"undo", "[ID [PATH...]]", "take back what a command did to the project", run_undo, 0, most_paths},
    CommandRow{"snapshots", "", "list what can be undone", run_snapshots, 0, 0},
    CommandRow{"gc", "", "free what kept runs and snapshots no longer need", run_gc, 0, 0},
    CommandRow{"trust list", "", "list remembered approvals", run_trust_list, 0, 0},
    CommandRow{"trust add", "LINE | -- ARGV...", "remember a command: it runs on the host", run_trust_add, 1, -1},
    CommandRow{"trust remove", "KEY|LINE", "forget a remembered command", run_trust_remove, 1, 1},
    CommandRow{"trust clean", "", "drop expired entries", run_trust_clean, 0, 0},
    CommandRow{"metrics show", "", "show how much ran where", run_metrics_show, 0, 0},
    CommandRow{"metrics reset", "", "set all counters to zero", run_metrics_reset, 0, 0},
    CommandRow{"logs verify", "", "check the hash chain of the audit log", run_logs_verify, 0, 0},
    CommandRow{"config show", "", "show the configuration in force here", run_config_show, 0, 0},
    CommandRow{"config schema", "", "print the JSON Schema of the configuration", run_config_schema, 0, 0},
    CommandRow{"config trust", "", "let this project's vectra-guard.yaml loosen the policy", run_config_trust, 0, 0},
    CommandRow{"allow-once", "CODE", "arm one run of a refused command", run_allow_once, 1, 1},
    CommandRow{"approve", "", "answer requests that wait for a person", run_approve, 0, 0},
    CommandRow{"doctor", "", "check what will work on this machine", run_doctor, 0, 0},
    CommandRow{"init", "bash|zsh|fish", "print the hook to evaluate in a shell's start-up file", run_init, 1, 1,
               "bash zsh fish"},
    CommandRow{"completions", "bash|zsh|fish", "print the completion script of a shell", run_completions, 1, 1,
               "bash zsh fish"},
};

constexpr std::string_view runtime_choices = "auto process podman docker";
constexpr std::string_view level_choices = "permissive balanced strict paranoid";
constexpr std::string_view network_choices = "none restricted full";
constexpr std::string_view preset_choices = "developer ci-cd production";

constexpr std::string_view json_summary = "print JSON";
constexpr std::string_view level_summary = "security level of the sandbox";
constexpr std::string_view network_summary = "network of the sandbox";
constexpr std::string_view sandbox_summary = "contain the command whatever its risk";
constexpr std::string_view preset_summary = "use a built-in preset";
constexpr std::string_view config_summary = "read this configuration file as well";

constexpr std::array option_rows = {
    OptionRow{"exec", "interactive", "", "", "ask now where a person must agree; needs a terminal"},
    OptionRow{"exec", "sandbox", "", "", sandbox_summary},
    OptionRow{"exec", "runtime", "RUNTIME", runtime_choices, "what builds the sandbox"},
    OptionRow{"exec", "level", "LEVEL", level_choices, level_summary},
    OptionRow{"exec", "network", "MODE", network_choices, network_summary},
    OptionRow{"exec", "timeout", "SECONDS", "", "end the command after that time"},
    OptionRow{"exec", "preset", "PRESET", preset_choices, preset_summary},
    OptionRow{"exec", "config", "FILE", "", config_summary},
    OptionRow{"exec", "explain", "", "", "decide and print the plan, run nothing"},
    OptionRow{"exec", "json", "", "", "with --explain: print JSON"},
    OptionRow{"exec", "line", "", "", "run a line a shell hook has judged", true},

    OptionRow{"explain", "json", "", "", json_summary},
    OptionRow{"explain", "preset", "PRESET", preset_choices, preset_summary},
    OptionRow{"explain", "config", "FILE", "", config_summary},
    OptionRow{"explain", "level", "LEVEL", level_choices, level_summary},
    OptionRow{"explain", "network", "MODE", network_choices, network_summary},
    OptionRow{"explain", "sandbox", "", "", sandbox_summary},

    OptionRow{"classify", "jsonl", "", "", "read JSON lines on standard input, answer each with one"},

    OptionRow{"rules list", "json", "", "", json_summary},
    OptionRow{"rules show", "json", "", "", json_summary},

    OptionRow{"validate", "format", "FORMAT", "text json sarif", "how to print what was found"},
    OptionRow{"validate", "shell", "SHELL", "bash sh zsh fish", "who would read it, whatever its first line says"},

    OptionRow{"why", "json", "", "", json_summary},

    OptionRow{"runs", "json", "", "", json_summary},
    OptionRow{"diff", "stat", "", "", "one line for each file"},
    OptionRow{"diff", "json", "", "", json_summary},
    OptionRow{"apply", "overwrite", "", "", "also where the host's file has changed since"},

    OptionRow{"snapshots", "json", "", "", json_summary},

    OptionRow{"trust list", "json", "", "", json_summary},
    OptionRow{"trust add", "note", "TEXT", "", "why it is trusted"},
    OptionRow{"trust add", "expires", "DURATION", "", "forget it after that time: 12h, 30d"},
    OptionRow{"trust add", "here", "", "", "only in this workspace"},

    OptionRow{"metrics show", "json", "", "", json_summary},
    OptionRow{"logs verify", "json", "", "", json_summary},

    OptionRow{"config show", "origin", "", "", "name the layer each value comes from"},
    OptionRow{"config show", "json", "", "", json_summary},
    OptionRow{"config trust", "revoke", "", "", "take the permission back"},

    OptionRow{"doctor", "agent", "PROGRAM", "", "say how far libvg.so goes with this program"},
    OptionRow{"doctor", "json", "", "", json_summary},
    OptionRow{"init", "no-preload", "", "", "judge typed lines only, do not preload libvg.so"},
};

/// Whether `choices` names exactly the rows of an enum's table, in its order.
template <typename E, std::size_t N>
constexpr bool names_all(std::string_view choices, const EnumNames<E, N>& table) {
  for (std::size_t i = 0; i < N; ++i) {
    if (!choices.starts_with(table[i].name)) return false;
    choices.remove_prefix(table[i].name.size());
    if (i + 1 < N) {
      if (!choices.starts_with(' ')) return false;
      choices.remove_prefix(1);
    }
  }
  return choices.empty();
}
static_assert(names_all(runtime_choices, runtime_names));
static_assert(names_all(level_choices, level_names));
static_assert(names_all(network_choices, network_mode_names));

constexpr bool is_command(std::string_view name) {
  return std::any_of(command_rows.begin(), command_rows.end(), [&](const CommandRow& row) { return row.name == name; });
}

/// Every option belongs to a command, rows of a command stand together, no name occurs twice, choices have a value.
constexpr bool options_are_sound() {
  for (std::size_t i = 0; i < option_rows.size(); ++i) {
    const OptionRow& row = option_rows[i];
    if (!is_command(row.command) || row.name.empty() || row.summary.empty()) return false;
    if (!row.choices.empty() && row.value.empty()) return false;
    if (row.name == "help") return false;
    bool left = false;
    for (std::size_t j = i + 1; j < option_rows.size(); ++j) {
      const bool same_command = option_rows[j].command == row.command;
      if (same_command && (left || option_rows[j].name == row.name)) return false;
      left = left || !same_command;
    }
  }
  return true;
}
static_assert(options_are_sound());

/// Names are unique, those with the same first word stand together, numbers and texts agree.
constexpr bool commands_are_sound() {
  for (std::size_t i = 0; i < command_rows.size(); ++i) {
    const CommandRow& row = command_rows[i];
    if (row.name.empty() || row.summary.empty() || row.min_operands < 0) return false;
    if (row.max_operands != -1 && row.max_operands < row.min_operands) return false;
    if (row.operands.empty() != (row.max_operands == 0)) return false;
    bool left = false;
    for (std::size_t j = i + 1; j < command_rows.size(); ++j) {
      const bool same_word = command_rows[j].first_word() == row.first_word();
      if (command_rows[j].name == row.name || (same_word && left)) return false;
      left = left || !same_word;
    }
  }
  return true;
}
static_assert(commands_are_sound());

/// The second words of the rows below `group`: list, add, remove, clean for "trust". Empty where there is no such
/// group.
std::vector<std::string_view> subcommands_of(std::string_view group) {
  std::vector<std::string_view> names;
  for (const CommandRow& row : command_rows)
    if (row.first_word() == group && !row.second_word().empty()) names.push_back(row.second_word());
  return names;
}

std::string did_you_mean(std::string_view near) {
  return ", did you mean '" + std::string(near) + "'?";
}

}  // namespace

std::span<const CommandRow> commands() {
  return command_rows;
}
std::span<const OptionRow> options() {
  return option_rows;
}

std::span<const OptionRow> options_of(std::string_view command) {
  const auto is_own = [&](const OptionRow& row) { return row.command == command; };
  const auto first = std::find_if(option_rows.begin(), option_rows.end(), is_own);
  return {first, std::find_if_not(first, option_rows.end(), is_own)};
}

const CommandRow* find_command(std::span<const std::string_view> words, std::size_t& consumed) {
  consumed = 0;
  for (const CommandRow& row : command_rows) {
    const std::string_view second = row.second_word();
    const std::size_t count = second.empty() ? 1 : 2;
    if (words.size() < count || words[0] != row.first_word() || (count == 2 && words[1] != second)) continue;
    consumed = count;
    return &row;
  }
  return nullptr;
}

Error unknown_command(std::span<const std::string_view> words) {
  const std::string first = visible(words[0]);
  if (const auto names = subcommands_of(words[0]); !names.empty()) {
    std::string list;
    for (const std::string_view name : names) list.append(list.empty() ? "" : ", ").append(name);
    if (words.size() == 1 || words[1].starts_with('-')) return {"'vg " + first + "' needs one of: " + list, "", 0};
    const std::string_view near = nearest_name(words[1], names);
    const std::string hint = near.empty() ? "; there are: " + list : did_you_mean(near);
    return {"unknown command '" + first + " " + visible(words[1]) + "'" + hint, "", 0};
  }
  const bool is_option = words[0].starts_with('-');
  std::vector<std::string_view> names;
  if (is_option)
    names = {"--help", "--version"};
  else
    names = {"help"};
  if (!is_option)
    for (const CommandRow& row : command_rows) names.push_back(row.first_word());
  const std::string_view near = nearest_name(words[0], names);
  const std::string what = (is_option ? "unknown option '" : "unknown command '") + first + "'";
  return {what + (near.empty() ? "; see vg --help" : did_you_mean(near)), "", 0};
}

}  // namespace vg::cli
