// SPDX-License-Identifier: Apache-2.0
/// Who reads a script, by its first line.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/request.h"

namespace vg {

/// "bash5.2" of a text that begins "#!/usr/bin/env -S A=b bash5.2 -e"; empty where it does not begin with "#!".
std::string_view shebang_program(std::string_view text);

/// The dialect of a shell's name ("bash5.2" is bash); nullopt for a program that is no shell of that family.
std::optional<Dialect> shell_dialect(std::string_view name);

}  // namespace vg
