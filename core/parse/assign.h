// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/parse/parser.h"
#include "core/parse/scope.h"

namespace vg {

/// name=value, name+=value, name=(…) and name[n]=value, with what is known in `scope`.
void assign(const Assignment& assignment, ParseState& state, Scope& scope);

}  // namespace vg
