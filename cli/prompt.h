// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/base/result.h"
#include "core/decide/decision.h"

namespace vg::cli {

enum class Answer { once, contained, remember, no };

struct Question {
  std::string command;  ///< shown with control characters visible
  std::string risk;
  std::string why;
  std::string place;  ///< where `y` runs it
  bool offer_contained = false;
  bool offer_remember = false;
  bool utf8 = false;
};

/// Asks on the controlling terminal. Typed-ahead input is thrown away and nothing counts for the first 300 ms, so that
/// no key meant for something else answers; after 60 s without an answer, or at end of input, the answer is no.
/// Errors: there is no terminal to ask on.
Result<Answer> ask_person(const Question& question);

}  // namespace vg::cli
