// SPDX-License-Identifier: Apache-2.0
/// The approval seam of `vg`: the ticket of a judged line, an armed code, a person at the terminal, or a new code.
#pragma once

#include "cli/session.h"
#include "core/guard.h"
#include "core/trust/store.h"

namespace vg::cli {

class TerminalApprover final : public Approver {
 public:
  TerminalApprover(const Session& session, TrustStore& store, bool utf8)
      : session_(session), store_(store), utf8_(utf8) {}

  Result<Decision> ask(const Command& command, const Findings& findings, Decision decision) override;

 private:
  bool settle_by_ticket(const Command& command, Decision& decision) const;
  Result<bool> settle_by_code(const Command& command, Decision& decision) const;
  Result<void> ask_at_terminal(const Command& command, Decision& decision);
  Result<void> remember(const Command& command, bool contained, Decision& decision);
  Result<void> leave_ticket(const Command& command, const Decision& decision) const;
  Result<void> keep_answer(const Command& command, const Decision& decision) const;
  void give_code(const Command& command, Decision& decision) const;

  const Session& session_;
  TrustStore& store_;
  bool utf8_;
};

}  // namespace vg::cli
