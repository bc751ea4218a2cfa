// SPDX-License-Identifier: Apache-2.0
/// The small text files of control groups, and what is said about limits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/run/cgroup.h"

namespace vg {

/// Up to 8 KiB of the file, empty where it cannot be read.
std::string read_group_file(const std::string& path);

bool write_group_file(const std::string& path, const std::string& value);

/// Whether `word` stands between blanks in `text`.
bool has_word(std::string_view text, std::string_view word);

/// The number behind "NAME " at the start of a line; 0 where there is none.
std::uint64_t counter_in(std::string_view text, std::string_view name);

/// Removes groups named PID-… in `directory` whose PID is gone. One that still has processes stays.
void remove_abandoned_groups(const std::string& directory);

/// "sandbox.memory_limit (512 MB)".
std::string limit_note(Limit limit, const LimitPlan& limits);

}  // namespace vg
