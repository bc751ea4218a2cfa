// SPDX-License-Identifier: Apache-2.0
/// What holds for any bytes given as the record of a run; shared by the fuzz target and the replay of its corpus.
#pragma once

#include <string>
#include <string_view>

#include "core/keep/run_record.h"

namespace vg::test {

/// Empty where all holds, else what does not.
inline std::string broken_record_property(std::string_view bytes) {
  (void)read_record_header(bytes);
  const auto record = read_record(bytes);
  if (!record) return record.error().what.empty() ? "an error without a text" : "";
  for (const auto& [path, lower] : record->lower)
    if (!path.starts_with('/') || path.find("/../") != std::string::npos) return "a path that leads elsewhere: " + path;
  const std::string text = record_text(*record);
  const auto again = read_record(text);
  if (!again) return "does not read back";
  return record_text(*again) == text ? "" : "changes when written again";
}

}  // namespace vg::test
