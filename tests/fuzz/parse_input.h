// SPDX-License-Identifier: Apache-2.0
/// What must hold of the parser for any bytes whatsoever. Shared by the fuzz target and the replay test.
#pragma once

#include <string>
#include <string_view>

#include "core/parse/parse.h"

namespace vg::fuzz {

inline bool lies_in(Span span, const std::string& text) {
  return span.begin <= span.end && span.end <= text.size();
}

/// In: a line, its first byte choosing dialect and form: line, argv split at 0x1f, or `sh -c` of the rest.
inline Request request_of(std::string_view input) {
  Request request;
  if (input.empty()) return request;
  const unsigned choice = static_cast<unsigned char>(input.front());
  input.remove_prefix(1);
  request.home = "/home/dev";
  request.working_directory = "/home/dev/app";
  request.dialect = static_cast<Dialect>(choice % 4);
  request.entry = static_cast<EntryPoint>(choice / 4 % 4);
  if (choice % 16 == 15) {
    request.argv.emplace_back();
    for (const char c : input) {
      if (c == '\x1f')
        request.argv.emplace_back();
      else
        request.argv.back() += c;
    }
  } else if (choice % 16 == 14) {
    request.argv = {"sh", "-c", std::string(input)};
  } else {
    request.line = input;
  }
  return request;
}

/// Out: what does not hold, or empty.
inline std::string check_parse(std::string_view input) {
  const Request request = request_of(input);
  const Result<Command> command = parse(request);
  if (!command) return {};
  if (command->root == nullptr) return "no tree";
  if (command->canonical().empty()) return "no canonical encoding";
  for (const ParseProblem& problem : command->problems)
    if (!lies_in(problem.span, command->text)) return "a problem outside the text";
  for (const Unit& unit : command->units)
    if (!lies_in(unit.span, command->text)) return "a unit outside the text";
  std::size_t bytes = 0;
  for (const Invocation& invocation : command->invocations) {
    if (invocation.unit >= command->units.size()) return "an invocation of no unit";
    if (!lies_in(invocation.span, command->text)) return "an invocation outside the text";
    for (const Word& word : invocation.words) {
      if (!lies_in(word.span, command->text)) return "a word outside the text";
      bytes += word.literal_prefix().size();
    }
    bytes += Command::canonical(invocation).value_or(std::string()).size();
  }
  return bytes > (std::size_t{1} << 30) ? "too much of everything" : "";
}

}  // namespace vg::fuzz
