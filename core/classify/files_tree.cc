// SPDX-License-Identifier: Apache-2.0
// Whole trees: permissions, archives, rsync, file systems made on devices.
#include "core/base/path.h"
#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

bool sets_id(std::string_view mode) {
  if (mode.size() == 4 && mode[0] >= '2' && mode[0] <= '7')
    return mode[0] != '1' && mode.find_first_not_of("01234567") == std::string_view::npos;
  if (mode.size() == 5 && mode[0] == '0' && mode[1] >= '2')
    return mode.find_first_not_of("01234567") == std::string_view::npos;
  const std::size_t sign = mode.find_first_of("+=");
  return sign != std::string_view::npos && mode.find('s', sign) != std::string_view::npos &&
         mode.find_first_not_of("ugoa+=,rwxst-X") == std::string_view::npos;
}

/// Whether others may write, or may read what only its owner should.
bool opens_up(std::string_view mode, bool secret) {
  if (!mode.empty() && mode.find_first_not_of("01234567") == std::string_view::npos) {
    const int others = mode.back() - '0';
    if ((others & 2) != 0) return true;
    return secret && others != 0;
  }
  const bool everybody = mode.starts_with('o') || mode.starts_with('a') || mode.starts_with('+') ||
                         mode.starts_with("go") || mode.starts_with("ugo");
  if (!everybody || mode.find('+') == std::string_view::npos) return false;
  return mode.find('w') != std::string_view::npos || (secret && mode.find('r') != std::string_view::npos);
}

}  // namespace

void judge_mode(Judge& judge, const Start& start) {
  const bool tree = has_flag(start.args, "-R|--recursive");
  std::vector<std::size_t> at = operands(start.args, start.tool->valued);
  // "-x" is a mode, "-R" an option: what is left when the options are gone.
  std::string_view mode;
  if (start.name != "setfacl" && !has_flag(start.args, "--reference")) {
    for (std::size_t i = 1; i < start.args.size() && mode.empty(); ++i)
      if (!start.args[i].text.starts_with('-') ||
          start.args[i].text.find_first_not_of("-rwxXst,") == std::string_view::npos)
        mode = start.args[i].text;
    if (!at.empty() && start.args[at[0]].text == mode) at.erase(at.begin());
  }
  if (start.name == "chmod" && sets_id(mode)) judge.add("FP002", start);
  for (const std::size_t i : at) {
    const Arg& target = start.args[i];
    const Location location = judge.locate(start, target);
    const bool guarded = (location.kinds & (kind_guard | kind_agent)) != 0;
    if (guarded && start.name == "chmod") judge.add("TG001", start, target);
    const bool secret = (location.kinds & (kind_secret | kind_ssh | kind_account)) != 0;
    const bool opens = start.name == "chmod" ? opens_up(mode, (location.kinds & kind_secret) != 0) : false;
    const bool wide = location.area == Area::fatal || (location.area == Area::system && !location.pattern);
    if (wide && (tree || location.contents)) {
      judge.add("FP001", start, target);
    } else if ((location.kinds & kind_account) != 0 && (opens || start.name != "chmod")) {
      judge.add("FP001", start, target);
    } else if (opens && (secret || wide || location.area == Area::system || location.area == Area::system_data)) {
      judge.add("FP003", start, target);
    } else if (tree && location.area > Area::workspace_root) {
      judge.add("FP003", start, target);
    } else if (location.area == Area::system) {
      judge.add("FP003", start, target);
    } else if (tree && location.area != Area::temporary && location.area != Area::regenerable) {
      judge.add("FP004", start, target);
    }
  }
  if (at.empty() && start.fed) judge.add(start.name == "chmod" ? RuleId("FP004") : RuleId("FP003"), start);
}

void judge_archive(Judge& judge, const Start& start) {
  judge_escape_options(judge, start);
  const Args& args = start.args;
  const bool tar = start.name == "tar" || start.name == "gtar" || start.name == "bsdtar";
  // The old style of tar has its letters without a dash.
  const std::string_view letters = tar && args.size() > 1 && !args[1].is_option() ? args[1].text : std::string_view();
  bool extracts = false;
  if (tar) extracts = has_flag(args, "-x|--extract|--get") || letters.find('x') != std::string_view::npos;
  if (start.name == "cpio") extracts = has_flag(args, "-i|--extract");
  if (start.name == "unzip") extracts = !has_flag(args, "-l|-t|-p|-v|-Z");
  if (start.name == "7z") extracts = args.size() > 1 && (args[1].is("x") || args[1].is("e"));
  if (tar && !extracts && has_flag(args, "--remove-files"))
    for (const std::size_t i : operands(args, start.tool->valued)) judge_deleted(judge, start, args[i], true);
  if (!extracts) {
    const OptionValue file = option_value(args, "-f|--file");
    if (tar && file.found && !file.value.is("-") && !has_flag(args, "-t|--list") &&
        letters.find('t') == std::string_view::npos) {
      if (file.value.text.find(':') == std::string_view::npos)
        judge_written(judge, start, file.value, Writing::replace);
    }
    return;
  }
  if (has_flag(args, "-P|--absolute-names|--absolute-paths") && start.name != "unzip") judge.add("FO007", start);
  const OptionValue target = option_value(args, start.name == "unzip" ? "-d" : "-C|--directory|-D");
  if (!target.found) return;
  const Location location = judge.locate(start, target.value);
  if (location.area == Area::fatal || location.area == Area::system || location.area == Area::system_data)
    judge.add("FO007", start, target.value);
  else
    judge_written(judge, start, target.value, Writing::place);
}

void judge_rsync(Judge& judge, const Start& start) {
  judge_escape_options(judge, start);
  const Args& args = start.args;
  if (has_flag(args, "-n|--dry-run|--list-only|--help|--version")) return;
  std::vector<std::size_t> at = operands(args, start.tool->valued);
  bool deletes = false;
  for (const Arg& arg : args)
    if (arg.text.starts_with("--delete") || arg.text.starts_with("--del")) deletes = true;
  if (at.size() < 2) return;
  const Arg& target = args[at.back()];
  const auto is_remote = [](const Arg& arg) {
    const std::size_t colon = arg.text.find(':');
    return colon != std::string_view::npos && arg.text.substr(0, colon).find('/') == std::string_view::npos;
  };
  bool remote = is_remote(target);
  for (const std::size_t i : at) {
    if (i == at.back()) continue;
    if (is_remote(args[i])) judge.add("RM001", start, args[i]);
    if (remote && (judge.locate(start, args[i]).kinds & kind_secret) != 0) judge.add("EX001", start, args[i]);
  }
  if (remote) {
    judge.add("RM001", start, target);
    if (deletes) judge.add("RM002", start, target);
    return judge_scp(judge, start);
  }
  const Location location = judge.locate(start, target);
  if (deletes) {
    if (location.area == Area::fatal || location.area == Area::system) {
      judge.add("FS012", start, target);
    } else if (location.area == Area::workspace_root || location.area == Area::empties ||
               location.area == Area::system_data) {
      judge.add("FS012", start, target, {Risk::high, {}});
    } else if (location.area != Area::temporary) {
      judge.add("RM003", start, target);
    }
    return;
  }
  // Copying a tree elsewhere adds to it; only what is sensitive there is judged.
  if (location.area == Area::outside || location.area == Area::home_cache) {
    if (location.kinds == kind_none) return;
  }
  if (location.area == Area::fatal && location.path != "/") return;
  judge_written(judge, start, target, Writing::place);
}

void judge_device_argument(Judge& judge, const Start& start) {
  if (has_flag(start.args, "-n|-V|--help|--version") && start.name != "mkfs.vfat" && start.name != "mkfs.fat") return;
  for (std::size_t i = 1; i < start.args.size(); ++i) {
    if (!start.args[i].known || start.args[i].text.starts_with("/dev/")) {
      if (start.args[i].known && !start.args[i].text.starts_with("/dev/")) continue;
      judge.add("DK002", start, start.args[i]);
      return;
    }
  }
}

}  // namespace vg::rules
