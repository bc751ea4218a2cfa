// SPDX-License-Identifier: Apache-2.0
/// The lines `vg` says about a run, all on stderr (PRODUCT 3.6).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/guard.h"

namespace vg::cli {

/// Whether the locale of `environment` prints UTF-8. Source: locale(7): LC_ALL, then LC_CTYPE, then LANG.
bool speaks_utf8(const Environment& environment);

class Notices final : public Announcer {
 public:
  /// `once`: what is to be said beside the first notice, such as a project configuration that waits for trust.
  explicit Notices(bool utf8, std::vector<std::string> once = {}) : utf8_(utf8), once_(std::move(once)) {}

  void about_to_run(const Decision& decision, const Plan& plan) override;
  void refused(const Decision& decision) override;
  /// The snapshot that was made, or that none could be.
  void way_back(const Decision& decision);
  /// What is left to say afterwards: timeout, limits, what was not kept, no such program.
  void ended(const Outcome& outcome);

  /// `symbol` where the terminal can show it, else `plain`.
  std::string mark(std::string_view symbol, std::string_view plain) const;

 private:
  void say_once();

  bool utf8_;
  std::vector<std::string> once_;
};

}  // namespace vg::cli
