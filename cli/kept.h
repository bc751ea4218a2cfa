// SPDX-License-Identifier: Apache-2.0
/// What the commands over kept runs and snapshots share.
#pragma once

#include <string>
#include <string_view>

#include "cli/session.h"
#include "core/base/json.h"
#include "core/keep/kept_runs.h"

namespace vg::cli {

inline constexpr int refused_status = 126;

KeptRuns kept_runs(const StatePaths& paths);

/// "2026-01-31 12:00:00"
std::string local_time(std::int64_t nanoseconds);
/// "12 KB"
std::string size_text(std::uint64_t bytes);
/// "1 file", "2 files"
std::string counted(std::uint64_t count, std::string_view thing);

/// Paths of operands from `first` on, absolute and normal.
std::vector<std::string> paths_from(const Arguments& arguments, std::size_t first, const std::string& directory);

/// `path` as people and as programs can read it: where it is no UTF-8, its bytes stand beside it in hexadecimal.
void write_path(JsonWriter& json, std::string_view name, const std::string& path);

/// Prints why this is a person's act; the exit status.
int refuse_nobody(const Requester& requester, std::string_view act);

}  // namespace vg::cli
