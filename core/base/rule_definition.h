// SPDX-License-Identifier: Apache-2.0
/// A rule that a user wrote, as it stands in a configuration file. Configuration reads it, classification compiles it;
/// what its fields mean stands in config/rule_fields.h.
#pragma once

#include <string>
#include <vector>

#include "core/base/text.h"

namespace vg {

/// A text of a configuration file and where it stands there.
struct PlacedText {
  std::string text;
  int line = 0;
  int column = 0;
  /// What is said counts, not where.
  friend bool operator==(const PlacedText& a, const PlacedText& b) { return a.text == b.text; }
};

using PlacedTexts = std::vector<PlacedText>;

struct RuleDefinition {
  std::string file;
  PlacedText id;
  PlacedText level;  ///< name of a Risk
  PlacedText message;
  PlacedText instead;
  PlacedTexts harms;  ///< names of Harm; empty stands for outside
  bool needs_host = false;
  bool network_install = false;
  // A command is found where all of these hold that are not empty; a list holds where one of its entries does.
  PlacedTexts programs;
  PlacedTexts verbs;
  PlacedTexts flags;
  PlacedTexts without_flags;  ///< holds where none of its entries does
  PlacedTexts operands;
  PlacedTexts paths;
  PlacedTexts match;      ///< lines that the rule must find
  PlacedTexts not_match;  ///< and lines that it must not

  /// "FILE:LINE:COLUMN" of one of its texts.
  std::string place_of(const PlacedText& part) const {
    return visible(file) + ":" + std::to_string(part.line) + ":" + std::to_string(part.column);
  }
  std::string place() const { return visible(file) + ":" + std::to_string(id.line); }

  friend bool operator==(const RuleDefinition& a, const RuleDefinition& b) {
    return a.id == b.id && a.level == b.level && a.message == b.message && a.instead == b.instead &&
           a.harms == b.harms && a.needs_host == b.needs_host && a.network_install == b.network_install &&
           a.programs == b.programs && a.verbs == b.verbs && a.flags == b.flags && a.without_flags == b.without_flags &&
           a.operands == b.operands && a.paths == b.paths && a.match == b.match && a.not_match == b.not_match;
  }
};

/// A pack of built-in rules that a configuration switches.
struct PackSwitch {
  std::string name;
  bool on = true;
  friend bool operator==(const PackSwitch&, const PackSwitch&) = default;
};

}  // namespace vg
