// SPDX-License-Identifier: Apache-2.0
/// The private entry points of hook/protocol.h. In: the words behind `__exec` or `__hook`. Out: the exit status.
#pragma once

#include <string_view>
#include <vector>

namespace vg::cli {

int exec_entry(const std::vector<std::string_view>& words);
int hook_entry(const std::vector<std::string_view>& words);

}  // namespace vg::cli
