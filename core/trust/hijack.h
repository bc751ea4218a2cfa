// SPDX-License-Identifier: Apache-2.0
/// Variables that make a program load or start something the command line does not show.
#pragma once

#include <string>
#include <string_view>

#include "core/parse/command.h"

namespace vg {

/// The first variable, in front of the command or in its environment, through which somebody else's code would run with
/// it; empty where there is none. `shim` is the genuine libvg.so; any single file of that name is taken where it is
/// empty.
std::string hijacking_variable(const Command& command, std::string_view shim);

}  // namespace vg
