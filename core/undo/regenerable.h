// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vg {

/// Whether a directory of this name is made anew by the tools it belongs to, going by what lies in it and beside it, so
/// that a snapshot leaves it out. In: the sorted names beside it, and the descriptor of the directory they lie in.
bool is_regenerable(std::string_view name, const std::vector<std::string>& beside, int parent);

/// Whether `index`, the bytes of a git index, may list a file below a directory called `name`. True where that cannot
/// be told. Source: gitformat-index(5): versions 2 and 3 hold whole paths.
bool may_be_tracked(std::string_view index, std::string_view name);

}  // namespace vg
