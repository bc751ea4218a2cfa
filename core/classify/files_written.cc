// SPDX-License-Identifier: Apache-2.0
// What writes: redirections and the programs whose operands are replaced, by where they point.
#include <array>

#include "core/classify/flows.h"
#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

struct KindRule {
  std::uint32_t kinds;
  RuleId rule;
};

// The first row whose kind the target has decides.
constexpr auto by_kind = std::to_array<KindRule>({
    {kind_kernel_trigger, "KR001"},
    {kind_escape, "CT005"},
    {kind_sudoers, "FO001"},
    {kind_library_preload, "PE002"},
    {kind_account, "FO001"},
    {kind_block_device, "DK004"},
    {kind_authorized_keys, "PE002"},
    {kind_startup | kind_schedule, "PE001"},
    {kind_git_hook, "PE004"},
    {kind_package_source, "PI005"},
    {kind_resolver, "NW001"},
    {kind_kernel, "KR002"},
    {kind_trace, "PE005"},
    {kind_git_file, "FO003"},
    {kind_process, "PR004"},
});

bool in_workspace(Area area) {
  return area == Area::workspace || area == Area::regenerable || area == Area::workspace_root;
}

}  // namespace

void judge_written(Judge& judge, const Start& start, const Arg& target, Writing how) {
  const Location location = judge.locate(start, target);
  if (location.area == Area::device_sink) return;
  if ((location.kinds & (kind_guard | kind_agent)) != 0) judge.add("TG001", start, target);
  const bool in_project = in_workspace(location.area);
  for (const KindRule& row : by_kind) {
    if ((location.kinds & row.kinds) == 0) continue;
    // A directory of that kind is only meant where something is put into it.
    if ((row.kinds & kind_git_file) != 0 && (!in_project || how == Writing::append)) continue;
    if ((row.kinds & kind_trace) != 0 && in_project) continue;
    return judge.add(row.rule, start, target);
  }
  if ((location.kinds & kind_dotfile) != 0 && how == Writing::replace && !in_project)
    return judge.add("FO003", start, target);
  switch (location.area) {
    case Area::device_sink:
    case Area::temporary:
    case Area::temporary_root:
    case Area::regenerable:
    case Area::workspace:
    case Area::workspace_root: return;
    case Area::unknown:
      // "$out" in a script of the project: nothing says that it leaves it.
      return;
    case Area::empties:
      // cat > "$scratch/name": a script knows where that is.
      if (judge.scope().file != nullptr) return;
      [[fallthrough]];
    case Area::home_cache:
    case Area::outside: return judge.add("FO010", start, target);
    case Area::system_data:
    case Area::system:
      if (location.path.starts_with("/dev/") || location.path.starts_with("/srv/"))
        return judge.add("FO010", start, target);
      return judge.add("FO002", start, target);
    case Area::fatal:
      if (location.path == "/" || location.path == "/home" || location.path == "/root")
        return judge.add("FO002", start, target);
      return judge.add("FO010", start, target);
  }
}

void judge_tee(Judge& judge, const Start& start) {
  const bool append = start.name != "tee" || has_flag(start.args, "-a|--append");
  const bool makes = in_list("mkdir|touch|mkfifo|mknod", start.name);
  for (const std::size_t i : operands(start.args, start.tool->valued)) {
    const Arg& target = start.args[i];
    if (makes) {
      const Location location = judge.locate(start, target);
      // A new name does no harm by itself; only in system directories and the guard's own.
      if (location.area != Area::system && (location.kinds & (kind_guard | kind_agent)) == 0) continue;
      if (location.area == Area::system && location.path.starts_with("/dev/")) continue;
      if (start.name == "mknod" && i != 1) continue;
    }
    judge_written(judge, start, target, append ? Writing::append : Writing::replace);
  }
}

void judge_copy(Judge& judge, const Start& start) {
  const Args& args = start.args;
  std::vector<std::size_t> at = operands(args, start.tool->valued);
  const OptionValue directory = option_value(args, "-t|--target-directory");
  const bool makes_directories = start.name == "install" && has_flag(args, "-d|--directory");
  if (start.name == "install") {
    const OptionValue mode = option_value(args, "-m|--mode");
    const std::string_view text = mode.value.text;
    if (mode.found &&
        ((text.size() == 4 && text[0] >= '2' && text[0] <= '7') || text.find('s') != std::string_view::npos))
      judge.add("FP002", start);
  }
  if (directory.found) {
    judge_written(judge, start, directory.value, Writing::place);
  } else if (makes_directories) {
    for (const std::size_t i : at) judge_written(judge, start, args[i], Writing::place);
    at.clear();
  } else if (at.size() >= 2 || (start.fed && !at.empty())) {
    const bool single = at.size() == 2;
    judge_written(judge, start, args[at.back()], single ? Writing::replace : Writing::place);
    at.pop_back();
  }
  if (start.name != "mv") return;
  for (const std::size_t i : at) {
    const Location source = judge.locate(start, args[i], Follow::parents);
    if ((source.kinds & (kind_guard | kind_agent)) != 0) judge.add("TG001", start, args[i]);
    if (source.area == Area::fatal || (source.area == Area::system && !source.pattern))
      judge.add("FO005", start, args[i]);
    else if ((source.kinds & (kind_personal | kind_ssh | kind_secret)) != 0 && !in_workspace(source.area))
      judge.add("FO006", start, args[i]);
    else if (source.area == Area::workspace_root)
      judge.add("FO006", start, args[i], {{}, harms_workspace});
    else if (source.area == Area::outside || source.area == Area::system_data)
      judge.add("FO010", start, args[i]);
  }
}

void judge_link(Judge& judge, const Start& start) {
  const std::vector<std::size_t> at = operands(start.args, start.tool->valued);
  if (at.empty()) return;
  const OptionValue directory = option_value(start.args, "-t|--target-directory");
  const Location source = judge.locate(start, start.args[at[0]]);
  if ((source.kinds & (kind_account | kind_public_secret | kind_secret)) != 0 && source.area != Area::workspace)
    judge.add("FO008", start, start.args[at[0]]);
  if (directory.found) return judge_written(judge, start, directory.value, Writing::place);
  if (at.size() >= 2) judge_written(judge, start, start.args[at.back()], Writing::replace);
}

void judge_dd(Judge& judge, const Start& start) {
  for (std::size_t i = 1; i < start.args.size(); ++i) {
    Arg arg = start.args[i];
    const bool input = arg.text.starts_with("if="), output = arg.text.starts_with("of=");
    if (!input && !output) continue;
    arg.text.remove_prefix(3);
    arg.tilde = arg.text.starts_with('~');
    const Location location = judge.locate(start, arg);
    if (input) {
      if ((location.kinds & (kind_block_device | kind_process)) != 0) judge.add("DK006", start, arg);
      if ((location.kinds & kind_secret) != 0) judge.add("CR001", start, arg);
      continue;
    }
    if ((location.kinds & kind_block_device) != 0)
      judge.add("DK001", start, arg);
    else
      judge_written(judge, start, arg, Writing::replace);
  }
}

void judge_in_place(Judge& judge, const Start& start) {
  const OptionValue size = option_value(start.args, "-s|--size");
  const bool empties =
      size.found && (size.value.is("0") || size.value.text.starts_with('-') || size.value.text.starts_with('<'));
  for (const std::size_t i : operands(start.args, start.tool->valued)) {
    const Location location = judge.locate(start, start.args[i]);
    judge_written(judge, start, start.args[i], Writing::replace);
    if (empties && start.name == "truncate" && location.area != Area::temporary && location.area != Area::regenerable)
      judge.add("FO004", start, start.args[i]);
  }
}

void judge_output_option(Judge& judge, const Start& start) {
  const OptionValue output = option_value(start.args, start.name == "ssh-keygen" ? "-f" : "-o|--output");
  if (!output.found) return;
  const Location location = judge.locate(start, output.value);
  if (start.name == "ssh-keygen" && (location.kinds & kind_ssh) != 0) return;  // its normal place
  if (location.area == Area::system || (location.kinds & kind_account) != 0) judge.add("FO009", start, output.value);
  judge_written(judge, start, output.value, Writing::replace);
}

void judge_redirections(Judge& judge, const Start& start) {
  for (const Redirection& redirection : start.invocation->redirections) {
    if (redirection.kind == RedirectionKind::duplicate || redirection.kind == RedirectionKind::here_document ||
        redirection.kind == RedirectionKind::here_string)
      continue;
    const Arg target = judge.evaluator().value(redirection.target);
    if (target.text.starts_with("/dev/tcp/") || target.text.starts_with("/dev/udp/")) {
      judge.add("RS001", start, target);
      continue;
    }
    if (redirection.kind == RedirectionKind::read) {
      const Location location = judge.locate(start, target);
      if ((location.kinds & kind_secret) != 0 && !is_harmless_reader(start.name)) judge.add("CR001", start, target);
      if ((location.kinds & kind_process) != 0) judge.add("CR004", start, target);
      continue;
    }
    judge_written(judge, start, target,
                  redirection.kind == RedirectionKind::append ? Writing::append : Writing::replace);
    // for f in *.csv; do : > "$f"; done
    if (target.glob && redirection.kind == RedirectionKind::write && prints_nothing(start))
      judge.add("FO004", start, target);
  }
}

}  // namespace vg::rules
