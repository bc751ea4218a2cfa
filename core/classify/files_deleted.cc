// SPDX-License-Identifier: Apache-2.0
// What deletes: rm and its kin, by where the operand points.
#include <array>

#include "core/classify/flows.h"
#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

struct AreaRow {
  Area area;
  RuleId tree;  ///< a directory with all that is in it
  RuleId file;  ///< one file, or a pattern of files
  std::optional<Risk> risk;
  std::uint8_t harms;
};

constexpr auto areas = std::to_array<AreaRow>({
    {Area::device_sink, {}, {}, {}, harms_nothing},
    {Area::temporary, {}, {}, {}, harms_nothing},
    {Area::regenerable, {}, {}, {}, harms_nothing},
    {Area::workspace, "FS007", {}, {}, harms_workspace},
    {Area::unknown, "FS007", {}, {}, harms_workspace},
    {Area::temporary_root, "FS007", {}, {}, harms_outside},
    {Area::home_cache, "FS013", {}, {}, harms_outside},
    {Area::workspace_root, "FS005", {}, {}, harms_workspace},
    {Area::empties, "FS006", "FS006", {}, harms_outside},
    {Area::outside, "FS004", "FS013", {}, harms_outside},
    {Area::system_data, "FS004", "FS013", {}, harms_outside},
    {Area::system, "FS002", "FS004", {}, harms_outside},
    {Area::fatal, "FS001", "FS013", {}, harms_outside},
});

constexpr bool in_order() {
  for (std::size_t i = 0; i < areas.size(); ++i)
    if (static_cast<std::size_t>(areas[i].area) != i) return false;
  return true;
}
static_assert(in_order() && areas.size() == static_cast<std::size_t>(Area::fatal) + 1);

/// Whether a tree that is about to be deleted is not there: configure cleans up what it did not need to make. Only
/// where the program starts at once; in a line something may come into being before.
bool is_absent(const Judge& judge, const Start& start, const Location& location) {
  const Request& request = *judge.command().request;
  if (request.entry != EntryPoint::shim || start.invocation->depth != 0 || start.fed || !request.files) return false;
  return location.area == Area::workspace && !location.path.empty() && !request.files->facts(location.path);
}

}  // namespace

void judge_deleted(Judge& judge, const Start& start, const Arg& target, bool tree) {
  // tmp=$(mktemp -d); rm -rf "$tmp"
  if (!target.known && target.text.empty() && target.rest.find("..") == std::string_view::npos)
    if (const Start* printer = printer_of(judge, target); printer != nullptr && printer->name == "mktemp") return;
  if (!target.known && judge.is_watched_script()) return;
  Location location = judge.locate(start, target, Follow::parents);
  // rm "$dir/name": with the variable empty it is a file of that name.
  const bool has_pattern = target.word != nullptr && target.word->has(PartKind::glob);
  if (location.area == Area::empties && !tree && !has_pattern && !target.rest.empty()) {
    Arg rest = target;
    rest.text = target.rest;
    rest.known = true;
    location = judge.locate(start, rest, Follow::parents);
    if (location.area < Area::system && location.kinds == kind_none) return;
    if (location.area == Area::system) location.area = Area::empties;
  }
  const std::uint32_t kinds = location.kinds;
  if ((kinds & (kind_guard | kind_agent)) != 0) judge.add("TG001", start, target);
  if ((kinds & kind_block_device) != 0) return judge.add("DK004", start, target);
  if ((kinds & kind_account) != 0) return judge.add("FO001", start, target);
  if ((kinds & kind_trace) != 0 && location.area != Area::workspace && location.area != Area::regenerable)
    judge.add("PE005", start, target);
  if ((kinds & kind_git_file) != 0 && location.area == Area::workspace_root) return judge.add("FS005", start, target);
  if (start.remote && location.area <= Area::unknown) {
    // Nobody here can bring back what goes over there.
    if (tree || location.contents) judge.add("RM002", start, target);
    return;
  }
  if (tree && is_absent(judge, start, location)) return;
  const AreaRow& row = areas[static_cast<std::size_t>(location.area)];
  // All that a directory holds is as bad as the directory, even without -r for the files in it.
  const bool whole = tree || (location.contents && location.area >= Area::workspace_root);
  RuleId rule = whole ? row.tree : row.file;
  if (tree && location.pattern && location.area == Area::fatal) rule = "FS001";
  if (tree && location.pattern && location.area == Area::workspace && !location.contents) rule = "FS007";
  if (!tree && location.area == Area::workspace_root && (kinds & kind_git_file) == 0 && !location.contents)
    rule = RuleId();
  if (rule.is_none()) return;
  judge.add(rule, start, target, {row.risk, row.harms});
}

void judge_rm(Judge& judge, const Start& start) {
  const bool tree = has_flag(start.args, "-r|-R|--recursive");
  if (has_flag(start.args, "--help|--version")) return;
  if (tree && has_flag(start.args, "--no-preserve-root")) judge.add("FS003", start);
  const std::vector<std::size_t> at = operands(start.args, "");
  for (const std::size_t i : at) {
    const Arg& arg = start.args[i];
    // xargs -I{} and find -exec put names from elsewhere in here; the list decides.
    if (arg.text.find("{}") != std::string_view::npos && start.fed) continue;
    judge_deleted(judge, start, arg, tree);
  }
}

/// rimraf and del-cli delete trees whatever their options.
void judge_rimraf(Judge& judge, const Start& start) {
  for (const std::size_t i : operands(start.args, "")) judge_deleted(judge, start, start.args[i], true);
}

void judge_unlink(Judge& judge, const Start& start) {
  for (const std::size_t i : operands(start.args, "")) judge_deleted(judge, start, start.args[i], false);
}

void judge_shred(Judge& judge, const Start& start) {
  const std::vector<std::size_t> at = operands(start.args, start.tool->valued);
  if (at.empty() && !start.fed) return;
  for (const std::size_t i : at) {
    const Location location = judge.locate(start, start.args[i]);
    if ((location.kinds & kind_block_device) != 0) return judge.add("DK003", start, start.args[i]);
    if ((location.kinds & kind_account) != 0 || location.area == Area::fatal)
      return judge.add("FO001", start, start.args[i]);
  }
  judge.add("FS011", start);
}

}  // namespace vg::rules
