// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/parse/command.h"

namespace vg {

/// The files a program start reads its code from, as its words name them.
struct NamedScripts {
  std::vector<std::string> files;
  bool reads_input = false;    ///< no script: the code comes from standard input
  bool searches_path = false;  ///< a name without a slash may also be found on PATH (sh, source)
};

/// Out: nothing for programs that are no interpreters and for code given on the command line itself.
/// Errors: the name of the script is only known when the command runs.
Result<NamedScripts> named_scripts(const Invocation& invocation);

}  // namespace vg
