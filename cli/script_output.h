// SPDX-License-Identifier: Apache-2.0
/// What `vg validate` prints.
#pragma once

#include <string>

#include "cli/script.h"

namespace vg::cli {

struct JudgedScript {
  std::string name;  ///< the path as it was given; "-" for standard input
  Dialect dialect = Dialect::bash;
  std::string text;
  ScriptReport report;
};

std::string script_text(const JudgedScript& script);
std::string script_json(const JudgedScript& script);
/// Source: SARIF 2.1.0 (OASIS), sections 3.13 and following.
std::string script_sarif(const JudgedScript& script);

/// A path as a URI reference: relative as it is, absolute with "file://"; "stdin" for "-".
std::string uri_of(const std::string& path);

}  // namespace vg::cli
