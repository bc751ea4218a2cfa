// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace vg::rules {

/// One string literal of the usual languages; `end` is the index behind it.
struct Literal {
  std::string text;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The first few of them.
std::vector<Literal> literals_of(std::string_view code);

/// Whether a text begins with the name of a shell.
bool is_shell_path(std::string_view text);

}  // namespace vg::rules
