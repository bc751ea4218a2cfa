// SPDX-License-Identifier: Apache-2.0
// Shells, interpreters, builtins, launchers, git, and the guard itself.
#include <array>

#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr auto root_shell = std::to_array<VerbRow>({{"", "PR002"}});
constexpr auto unshare = std::to_array<VerbRow>({{"", "PR002", "-m|--mount|-r|--map-root-user|-U|--user"}});
constexpr auto capsh = std::to_array<VerbRow>({{"", {}, "--print|--decode"}, {"", "PR002"}});
constexpr auto environment = std::to_array<VerbRow>({{"()", "CR003"}});
constexpr auto steal = std::to_array<VerbRow>({{"", "CR004"}});
constexpr auto attach = std::to_array<VerbRow>({{"", "CR004", "-p|--pid"}});

constexpr NameList sudo_valued = "-u|--user|-g|--group|-h|--host|-p|--prompt|-C|-D|-R|-T|-U|-r|-t";

constexpr auto rows = std::to_array<ToolRow>({
    {"git",
     {},
     "-C|-c|--git-dir|--work-tree|--namespace|--exec-path|--config-env|--super-prefix|--attr-source",
     judge_git},
    {"sh", {}, "-o|-O|--rcfile|--init-file", judge_shell, {}, "-n"},
    {"bash", {}, "-o|-O|--rcfile|--init-file", judge_shell, {}, "-n"},
    {"dash", {}, "-o", judge_shell, {}, "-n"},
    {"zsh", {}, "-o", judge_shell, {}, "-n"},
    {"ksh", {}, "-o", judge_shell, {}, "-n"},
    {"mksh", {}, "-o", judge_shell, {}, "-n"},
    {"ash", {}, "-o", judge_shell, {}, "-n"},
    {"fish", {}, "-c|-C|-d|-o", judge_shell, {}, "-n"},
    {"csh", {}, "", judge_shell, {}, "-n"},
    {"tcsh", {}, "", judge_shell, {}, "-n"},
    {"rbash", {}, "-o|-O", judge_shell, {}, "-n"},
    {"pwsh", {}, "", judge_shell},
    {"powershell", {}, "", judge_shell},
    {"source", {}, "", judge_source},
    {".", {}, "", judge_source},
    {"eval", {}, "", judge_eval},
    {"alias", {}, "", judge_alias},
    {"trap", {}, "", judge_alias},
    {"export", {}, "", judge_exports},
    {"declare", {}, "", judge_exports},
    {"typeset", {}, "", judge_exports},
    {"readonly", {}, "", judge_exports},
    {"local", {}, "", judge_exports},
    {"set", {}, "-o", judge_exports},
    {"unset", {}, "", judge_unset},
    {"enable", {}, "", judge_exports},
    {"hash", {}, "", judge_exports},
    {"complete", {}, "", judge_exports},
    {"bind", {}, "", judge_exports},
    {"zmodload", {}, "", judge_exports},
    {"ztcp", {}, "", judge_exports},
    {"env", environment, "-u|-C|-S", nullptr},
    {"printenv", environment},
    {"python", {}, "-W|-X|-Q", judge_code, {}, "-V|-h"},
    {"python2", {}, "-W|-X|-Q", judge_code, {}, "-V|-h"},
    {"python3", {}, "-W|-X|-Q", judge_code, {}, "-V|-h"},
    {"pypy", {}, "-W|-X|-Q", judge_code, {}, "-V|-h"},
    {"pypy3", {}, "-W|-X|-Q", judge_code, {}, "-V|-h"},
    {"ipython", {}, "", judge_code},
    {"perl", {}, "-C|-F|-I|-M", judge_code, {}, "-v|-h"},
    {"ruby", {}, "-C|-E|-F|-I|-r", judge_code, {}, "-v|-h"},
    {"pry", {}, "-I|-r", judge_code},
    {"irb", {}, "-I|-r", judge_code},
    {"node", {}, "-r|--require|--import|--loader", judge_code, {}, "-v|-h"},
    {"nodejs", {}, "-r|--require", judge_code, {}, "-v|-h"},
    {"php", {}, "-c|-d|-S|-t", judge_code, {}, "-v|-h|-i"},
    {"lua", {}, "-l", judge_code, {}, "-v"},
    {"luajit", {}, "-l", judge_code, {}, "-v"},
    {"julia", {}, "-L|-p|-t", judge_code, {}, "-v|-h"},
    {"R", {}, "-f|--file", judge_code},
    {"Rscript", {}, "", judge_code},
    {"tclsh", {}, "", judge_code},
    {"expect", {}, "-f", judge_code},
    {"osascript", {}, "-l", judge_code},
    {"groovy", {}, "", judge_code},
    {"elixir", {}, "", judge_code},
    {"erl", {}, "", judge_code},
    {"ghc", {}, "", judge_code},
    {"iex", {}, "", judge_code},
    {"awk", {}, "-F|-v|-f|--file|--field-separator|--assign", judge_awk},
    {"gawk", {}, "-F|-v|-f|--file", judge_awk},
    {"mawk", {}, "-F|-v|-f", judge_awk},
    {"nawk", {}, "-F|-v|-f", judge_awk},
    {"jq", {}, "-f|--arg|--argjson", nullptr},
    {"make", {}, "-C|-f|-I|-j|-l|-o|-W", judge_make, {}, "-n"},
    {"gmake", {}, "-C|-f|-I|-j|-l|-o|-W", judge_make, {}, "-n"},
    {"ninja", {}, "-C|-f|-j|-k|-l|-d|-t", nullptr},
    {"cmake", {}, "", judge_code},
    {"gdb", {}, "-ex|-x|-p|-iex|-ix", judge_escape_options},
    {"lldb", {}, "-o|-p|-s", judge_escape_options},
    {"gcc", {}, "-o|-I|-L|-x|-wrapper", judge_escape_options},
    {"g++", {}, "-o|-I|-L|-x|-wrapper", judge_escape_options},
    {"cc", {}, "-o|-I|-L|-x|-wrapper", judge_escape_options},
    {"latex", {}, "", judge_escape_options},
    {"pdflatex", {}, "", judge_escape_options},
    {"xelatex", {}, "", judge_escape_options},
    {"tex", {}, "", judge_escape_options},
    {"openvpn", {}, "", judge_escape_options},
    {"certbot", {}, "", judge_escape_options},
    {"yt-dlp", {}, "", judge_escape_options},
    {"strace", attach, "-e|-o|-p|-s", nullptr},
    {"ltrace", attach, "-e|-o|-p", nullptr},
    {"gcore", steal},
    {"sudo", {}, sudo_valued, judge_runner, "HO001"},
    {"sudoedit", root_shell},
    {"doas", {}, "-u|-C", judge_runner, "HO001"},
    {"pkexec", {}, "--user", judge_runner, "HO001"},
    {"run0", {}, "--user", judge_runner, "HO001"},
    {"su", {}, "-s|-c|-g|-G|-w", judge_runner, "HO001"},
    {"capsh", capsh},
    {"nsenter", root_shell, "", nullptr, {}, "-h|-V"},
    {"unshare", unshare},
    {"chroot", {}, "", judge_runner},
    {"newgrp", root_shell},
    {"xargs", {}, "-I|-n|-P|-L|-d|-a|-s|-E", judge_runner},
    {"parallel", {}, "-j|-a|-S|--jobs|-I|-N", judge_runner},
    {"watch", {}, "-n|-d", judge_runner},
    {"script", {}, "-c|-t|-O|-I", judge_runner},
    {"xmrig", {}, "", judge_miner},
    {"minerd", {}, "", judge_miner},
    {"cpuminer", {}, "", judge_miner},
    {"ethminer", {}, "", judge_miner},
    {"vg", {}, "", judge_vg},
    {"pyrasite", steal},
    {"mimikatz", steal},
    {"busybox", {}, "", judge_runner},
});

}  // namespace

std::span<const ToolRow> program_tools() {
  return rows;
}

}  // namespace vg::rules
