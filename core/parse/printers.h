// SPDX-License-Identifier: Apache-2.0
/// What echo, printf, the usual filters and decoders print when all they get is known. Nothing is run.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/parse/scope.h"

namespace vg {

using Output = std::optional<std::string>;
using Arguments = std::vector<std::string>;

inline constexpr std::size_t max_output = 16UL * 1024;

struct PrinterRow {
  std::string_view name;
  /// In: `words`: the program and its arguments; `input`: what it reads where no file is named. Out: nullopt where it
  /// is not known.
  Output (*print)(const Arguments& words, const Scope& scope, const Output& input);
};

/// nullptr for a program whose output cannot be told.
const PrinterRow* find_printer(std::string_view name);

/// Filters of text: a part of the table.
std::span<const PrinterRow> text_printers();

/// printf FORMAT ARGUMENT…
Output formatted(const Arguments& words, std::size_t format);

/// What the files named from `first` on hold, where the line has written them; `input` where none is named.
Output files_or_input(const Arguments& words, std::size_t first, const Scope& scope, const Output& input);

}  // namespace vg
