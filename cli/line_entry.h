// SPDX-License-Identifier: Apache-2.0
/// What a shell hook gets back for a line that may run: the ticket, and the line as it should be run.
#pragma once

#include <string>

#include "core/guard.h"
#include "hook/protocol.h"

namespace vg::cli {

struct JudgedLine {
  hook::Ticket ticket;
  std::string rewritten;  ///< empty: run it as it is
};

/// Which parts of the line must be handed over whole: units that are contained though none of their program starts
/// would be when it is executed on its own (`curl … | sh`, a redirection of a builtin), or every contained unit where
/// no shim will see the start. `judge` judges one argv as the shim would have it judged.
/// In: `vg` as the absolute path to put in front.
Result<JudgedLine> judged_line(const Judgement& judgement, const Guard& guard, const ProcessId& shell,
                               const std::string& vg, bool has_shim);

}  // namespace vg::cli
