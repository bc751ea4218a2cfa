// SPDX-License-Identifier: Apache-2.0
#include "cli/completions.h"

namespace vg::cli {
namespace {

std::string first_words() {
  std::string words = "help";
  for (const CommandGroup& group : command_groups()) words.append(" ").append(group.word);
  return words;
}

std::string subcommand_cases() {
  std::string cases;
  for (const CommandGroup& group : command_groups()) {
    if (!group.has_subcommands()) continue;
    cases.append("    ").append(group.word).append(") echo \"");
    for (const CommandRow& row : group.rows) cases.append(row.second_word()).append(" ");
    cases += "\" ;;\n";
  }
  return cases;
}

std::string option_cases() {
  std::string cases;
  for (const CommandRow& row : commands()) {
    cases.append("    '").append(row.name).append("') echo \"");
    for (const OptionRow& option : options_of(row.name))
      if (!option.hidden) cases.append("--").append(option.name).append(" ");
    cases.append("--help\" ;;\n");
  }
  return cases;
}

/// What may stand behind an option with a value, and as an operand. "@file" stands for file names, "@any" for what
/// cannot be offered.
std::string value_cases() {
  std::string cases;
  for (const OptionRow& row : options()) {
    if (row.value.empty() || row.hidden) continue;
    cases.append("    '").append(row.command).append(" --").append(row.name).append("') echo \"");
    cases.append(!row.choices.empty() ? row.choices : row.value == "FILE" ? "@file" : "@any").append("\" ;;\n");
  }
  for (const CommandRow& row : commands())
    if (!row.operand_choices.empty())
      cases.append("    '").append(row.name).append(" ') echo \"").append(row.operand_choices).append("\" ;;\n");
  return cases;
}

std::string argv_commands() {
  std::string names;
  for (const CommandRow& row : commands())
    if (row.max_operands == -1) names.append(names.empty() ? "'" : "|'").append(row.name).append("'");
  return names;
}

// COMP_WORDBREAKS splits at '=': "--level=strict" arrives as three words.
constexpr std::string_view body = R"sh(
_vg() {
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} first=${COMP_WORDS[1]} command=${COMP_WORDS[1]}
  local from=2 i offered
  COMPREPLY=()
  if [[ $prev == '=' ]]; then prev=${COMP_WORDS[COMP_CWORD-2]}; fi
  if [[ $cur == '=' ]]; then cur=; fi
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W "$(_vg_first_words) --help --version" -- "$cur")
    return
  fi
  if [[ $first == help ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_vg_first_words)" -- "$cur")
    return
  fi
  offered=$(_vg_subcommands "$first")
  if [[ -n $offered ]]; then
    if ((COMP_CWORD == 2)); then
      mapfile -t COMPREPLY < <(compgen -W "$offered" -- "$cur")
      return
    fi
    command="$first ${COMP_WORDS[2]}" from=3
  fi
  if _vg_takes_argv "$command"; then
    for ((i = from; i < COMP_CWORD; i++)); do
      if [[ ${COMP_WORDS[i]} == -- ]]; then
        if declare -F _command_offset >/dev/null; then
          _command_offset $((i + 1))
        elif ((i + 1 == COMP_CWORD)); then
          mapfile -t COMPREPLY < <(compgen -c -- "$cur")
        else
          compopt -o filenames 2>/dev/null
          mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        fi
        return
      fi
    done
  fi
  offered=$(_vg_values "$command" "$prev")
  case $offered in
    @any) return ;;
    @file)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
      return
      ;;
  esac
  if [[ -z $offered ]]; then
    if [[ $cur == -* ]]; then offered=$(_vg_options "$command"); else offered=$(_vg_values "$command" ''); fi
  fi
  mapfile -t COMPREPLY < <(compgen -W "$offered" -- "$cur")
}
complete -F _vg vg
)sh";

std::string function(std::string_view name, std::string_view subject, const std::string& cases) {
  std::string text = "\n" + std::string(name) + "() {\n  case ";
  return text.append(subject).append(" in\n").append(cases).append("  esac\n}\n");
}

}  // namespace

std::string bash_completions() {
  std::string script = "# bash completions of vg, printed by `vg completions bash`.\n";
  script.append("\n_vg_first_words() { echo \"").append(first_words()).append("\"; }\n");
  script += function("_vg_subcommands", "$1", subcommand_cases());
  script += function("_vg_options", "$1", option_cases());
  script += function("_vg_values", "\"$1 $2\"", value_cases());
  script += function("_vg_takes_argv", "$1", "    " + argv_commands() + ") return 0 ;;\n    *) return 1 ;;\n");
  return script.append(body);
}

}  // namespace vg::cli
