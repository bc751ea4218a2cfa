// SPDX-License-Identifier: Apache-2.0
/// The gate asked about an argv, and the promise it has to keep: harmless only where the engine finds nothing above
/// low.
#pragma once

#include <string>
#include <vector>

#include "core/gate/gate.h"
#include "tests/unit/classify/judging.h"

namespace vg::asking {

inline constexpr const char* project = "/home/dev/project";

inline constexpr const char* home = "/home/dev";

inline GateAnswer answer(const std::vector<std::string>& argv, const char* directory = project) {
  std::vector<const char*> words;
  for (const std::string& word : argv) words.push_back(word.c_str());
  words.push_back(nullptr);
  return gate({.path = nullptr,
               .argv = words.data(),
               .execfn = nullptr,
               .envp = nullptr,
               .working_directory = directory,
               .home = home});
}

inline std::string shown(const std::vector<std::string>& argv) {
  std::string text;
  for (const std::string& word : argv) text += "[" + word + "] ";
  return text;
}

/// Whether "harmless" was said where the engine has something to say.
inline bool breaks_promise(const std::vector<std::string>& argv, const char* directory = project) {
  return answer(argv, directory) == GateAnswer::harmless &&
         !judging::is_plain(judging::findings_of_argv(argv, directory));
}

}  // namespace vg::asking
