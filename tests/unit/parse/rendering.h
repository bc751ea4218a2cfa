// SPDX-License-Identifier: Apache-2.0
/// Requests and one-line pictures of what was parsed, so that tests are tables.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "core/parse/parse.h"

namespace vg::rendering {

inline Request line_request(std::string line, Dialect dialect = Dialect::bash) {
  Request request;
  request.line = std::move(line);
  request.dialect = dialect;
  request.home = "/home/dev";
  request.working_directory = "/home/dev/app";
  return request;
}

inline Request argv_request(std::vector<std::string> argv) {
  Request request = line_request({});
  request.argv = std::move(argv);
  return request;
}

/// Literal text as it is (in '…' where blanks or emptiness would not show), <*> a pattern, $x a variable, $(…) a
/// substitution.
inline std::string picture(const Word& word) {
  std::string text;
  for (const WordPart& part : word.parts) {
    switch (part.kind) {
      case PartKind::literal: text += part.text; break;
      case PartKind::glob: text += "<" + std::string(part.text) + ">"; break;
      case PartKind::variable: text += "$" + std::string(part.text); break;
      case PartKind::command: text += "$(..)"; break;
      case PartKind::arithmetic: text += "$((" + std::string(part.text) + "))"; break;
      case PartKind::process: text += std::string(part.text) + "(..)"; break;
    }
  }
  const bool needs_quotes = text.empty() || text.find_first_of(" \t\n") != std::string::npos;
  return needs_quotes ? "'" + text + "'" : text;
}

inline std::string picture(const Redirection& redirection) {
  std::string text;
  if (!redirection.fd_name.empty()) text += "{" + std::string(redirection.fd_name) + "}";
  if (redirection.fd >= 0) text += std::to_string(redirection.fd);
  text += std::string(redirection.op) + picture(redirection.target);
  if (redirection.kind == RedirectionKind::here_document) {
    text += redirection.body_is_literal ? "=='" : "=\"";
    for (const char c : redirection.body) text += c == '\n' ? std::string("\\n") : std::string(1, c);
    text += redirection.body_is_literal ? "'" : "\"";
  }
  return text;
}

/// "w[sudo] rm -rf /": how it came to be (nothing for direct), wrappers, assignments, words, redirections; "!" where
/// the payload is listed.
inline std::string picture(const Invocation& invocation) {
  std::string text;
  const auto add = [&text](const std::string& piece) {
    if (!text.empty()) text += ' ';
    text += piece;
  };
  constexpr std::string_view letters[] = {"", "w", "s", "t", "f"};
  std::string lead(letters[static_cast<std::size_t>(invocation.via)]);
  if (!invocation.wrappers.empty()) {
    lead += '[';
    for (const std::string_view wrapper : invocation.wrappers) {
      if (lead.back() != '[') lead += ' ';
      lead += wrapper;
    }
    lead += ']';
  }
  if (!lead.empty()) add(lead);
  for (const Assignment& assignment : invocation.assignments) {
    std::string value = picture(assignment.value);
    if (assignment.is_array) {
      value = "(";
      for (const Word& element : assignment.elements) value += (value.size() > 1 ? " " : "") + picture(element);
      value += ")";
    } else if (assignment.value.parts.empty()) {
      value.clear();
    }
    const std::string subscript = assignment.subscript.parts.empty() ? "" : "[" + picture(assignment.subscript) + "]";
    add(std::string(assignment.name) + subscript + (assignment.append ? "+=" : "=") + value);
  }
  for (const Word& word : invocation.words) add(picture(word));
  for (const Redirection& redirection : invocation.redirections) add(picture(redirection));
  return invocation.payload_listed ? text + " !" : text;
}

/// All program starts; "|" between members of one pipeline, ";" otherwise.
inline std::string picture(const Command& command) {
  std::string text;
  const Invocation* before = nullptr;
  for (const Invocation& invocation : command.invocations) {
    if (before != nullptr) {
      const bool is_piped = before->pipeline == invocation.pipeline && before->position < invocation.position;
      text += is_piped ? " | " : " ; ";
    }
    text += picture(invocation);
    before = &invocation;
  }
  return text;
}

inline std::string starts(const Request& request) {
  const Result<Command> command = parse(request);
  if (!command) return "error: " + command.error().message();
  std::string text = picture(*command);
  if (!command->problems.empty()) text += " ! " + command->problems.front().what;
  return text;
}

inline std::string starts(const std::string& line) {
  return starts(line_request(line));
}

struct Row {
  std::string line;
  std::string expected;
};

inline void check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.line);
    CHECK_EQ(starts(row.line), row.expected);
  }
}

}  // namespace vg::rendering
