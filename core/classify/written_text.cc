// SPDX-License-Identifier: Apache-2.0
// Text that is written where it will be run or believed later: start-up files, schedules, hooks, accounts.
#include <algorithm>

#include "core/classify/flows.h"

namespace vg::rules {
namespace {

void judge_startup_text(Judge& judge, const Start& start, std::string_view text) {
  // Lines of a crontab have five or six fields in front of the command.
  std::string_view line = text;
  if (line.starts_with("*") ||
      (line.size() > 1 && line[0] >= '0' && line[0] <= '9' && line.find(" * ") != std::string_view::npos)) {
    for (int field = 0; field < 5; ++field)
      line.remove_prefix(
          std::min(line.find(' ') == std::string_view::npos ? line.size() : line.find(' ') + 1, line.size()));
    if (line.starts_with("root ")) line.remove_prefix(5);
  }
  if (line.starts_with('@')) line.remove_prefix(std::min(line.find(' '), line.size() - 1) + 1);
  const bool reveals =
      text.find("/dev/tcp/") != std::string_view::npos || text.find("/dev/shm") != std::string_view::npos;
  if (reveals || judge.risk_of_text(line, start) >= Risk::high) judge.add("PE002", start);
}

/// Exec=COMMAND of a desktop entry, ExecStart=COMMAND of a unit.
void judge_entries(Judge& judge, const Start& start, std::string_view text) {
  constexpr std::size_t most_lines = 64;
  for (std::size_t count = 0; !text.empty() && count < most_lines; ++count) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || !line.starts_with("Exec")) continue;
    line.remove_prefix(equals + 1);
    while (!line.empty() && std::string_view("-@+!:").find(line.front()) != std::string_view::npos)
      line.remove_prefix(1);
    if (judge.risk_of_text(line, start) >= Risk::high) judge.add("PE002", start);
  }
}

void judge_account_text(Judge& judge, const Start& start, std::string_view text) {
  if (text.find("NOPASSWD") != std::string_view::npos || text.find("ALL=(ALL") != std::string_view::npos ||
      text.find(":0:0:") != std::string_view::npos)
    judge.add("PR004", start);
}

}  // namespace

void judge_written_text(Judge& judge, const Start& start, const Source& source, std::string_view text,
                        std::uint32_t kinds) {
  if ((kinds & (kind_startup | kind_schedule)) != 0) {
    if (source.download) judge.add("PE002", start);
    judge_startup_text(judge, start, text);
    judge_entries(judge, start, text);
  }
  if ((kinds & kind_git_hook) != 0) judge_startup_text(judge, start, text);
  if ((kinds & kind_account) != 0) judge_account_text(judge, start, text);
}

}  // namespace vg::rules
