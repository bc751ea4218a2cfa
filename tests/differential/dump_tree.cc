// SPDX-License-Identifier: Apache-2.0
// Reads lines {"cmd": …, "shell": …} and writes for each what the parser made of it, as JSON: the problems and the tree
// in the form that compare.py also gives to the trees of shfmt.
#include <array>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.h"
#include "core/base/request.h"
#include "core/parse/parse.h"

namespace vg {
namespace {

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += std::string("\\") + c;
    } else if (byte < 0x20 || byte >= 0x7f) {
      // Bytes as code points: what is no UTF-8 can be compared too.
      constexpr std::string_view digits = "0123456789abcdef";
      out += std::string("\\u00") + digits[byte >> 4] + digits[byte & 15];
    } else {
      out += c;
    }
  }
  return out + "\"";
}

class Dump {
 public:
  explicit Dump(const Command& command) : text_(command.text) {}
  std::string node(const Node& node) const;

 private:
  std::string nodes(std::span<const Node* const> nodes) const {
    return list(nodes, [this](const Node* each) { return node(*each); });
  }
  template <typename Items, typename Show>
  static std::string list(const Items& items, Show show) {
    std::string out = "[";
    for (const auto& item : items) {
      if (out.size() > 1) out += ",";
      out += show(item);
    }
    return out + "]";
  }
  std::string part(const WordPart& part) const;
  std::string word(const Word& word) const;
  std::string words(std::span<const Word> words) const;
  std::string assignment(const Assignment& assignment) const;
  std::string redirection(const Redirection& redirection) const;
  std::string inside(const Node* collection) const;

  std::string_view text_;
};

/// The substitutions in an expansion: a list of their lists.
std::string Dump::inside(const Node* collection) const {
  return collection == nullptr ? "[]" : nodes(collection->children);
}

std::string Dump::part(const WordPart& part) const {
  switch (part.kind) {
    case PartKind::literal: return quoted(part.text);
    case PartKind::glob: return part.node == nullptr ? quoted(part.text) : "[\"glob\"," + inside(part.node) + "]";
    case PartKind::variable: return "[\"var\"," + quoted(part.text) + "," + inside(part.node) + "]";
    case PartKind::arithmetic: return "[\"arith\"," + inside(part.node) + "]";
    case PartKind::command: return "[\"cmd\"," + (part.node == nullptr ? "[]" : node(*part.node)) + "]";
    case PartKind::process:
      return "[\"proc\"," + quoted(part.text) + "," + (part.node == nullptr ? "[]" : node(*part.node)) + "]";
  }
  return "null";
}

std::string Dump::word(const Word& word) const {
  return list(word.parts, [this](const WordPart& each) { return part(each); });
}

/// Words that braces made of one have its place: they are shown as its source.
std::string Dump::words(std::span<const Word> words) const {
  std::string out = "[";
  for (std::size_t i = 0; i < words.size(); ++i) {
    // All words between backticks have the place of the whole.
    const bool has_place = text_.substr(words[i].span.begin, 1) != "`";
    const auto is_same = [&](std::size_t other) {
      return has_place && other < words.size() && words[other].span.begin == words[i].span.begin;
    };
    if (i > 0 && is_same(i - 1)) continue;
    if (out.size() > 1) out += ",";
    const Span span = words[i].span;
    out += is_same(i + 1) ? "{\"braces\":" + quoted(text_.substr(span.begin, span.end - span.begin)) + "}"
                          : word(words[i]);
  }
  return out + "]";
}

std::string Dump::assignment(const Assignment& a) const {
  std::string out = "{\"name\":" + quoted(a.name) + ",\"append\":" + (a.append ? "1" : "0");
  if (!a.subscript.parts.empty()) out += ",\"subscript\":1";
  if (a.is_array) return out + ",\"array\":" + words(a.elements) + "}";
  return out + ",\"value\":" + word(a.value) + "}";
}

std::string Dump::redirection(const Redirection& r) const {
  std::string out =
      "{\"fd\":" + (r.fd_name.empty() ? std::to_string(r.fd) : quoted(r.fd_name)) + ",\"op\":" + quoted(r.op);
  if (r.kind != RedirectionKind::here_document) return out + ",\"target\":" + word(r.target) + "}";
  return out + ",\"body\":" + quoted(r.body) + ",\"literal\":" + (r.body_is_literal ? "1" : "0") +
         ",\"inside\":" + inside(r.body_commands) + "}";
}

std::string Dump::node(const Node& n) const {
  constexpr std::array<std::string_view, 10> kinds{"simple", "pipeline", "and_or", "list",     "subshell",
                                                   "group",  "if",       "loop",   "function", "test"};
  std::string out = "{\"kind\":" + quoted(kinds[static_cast<std::size_t>(n.kind)]);
  if (!n.name.empty()) out += ",\"name\":" + quoted(n.name);
  if (n.negated) out += ",\"negated\":1";
  if (n.background) out += ",\"background\":1";
  if (n.after_or) out += ",\"or\":1";
  if (!n.assignments.empty())
    out += ",\"assignments\":" + list(n.assignments, [this](const Assignment& a) { return assignment(a); });
  if (!n.words.empty()) out += ",\"words\":" + words(n.words);
  if (!n.redirections.empty())
    out += ",\"redirections\":" + list(n.redirections, [this](const Redirection& r) { return redirection(r); });
  if (!n.children.empty()) out += ",\"children\":" + nodes(n.children);
  return out + "}";
}

std::string answer(const std::string& line) {
  const Result<Json> row = Json::parse(line);
  if (!row) return "{\"problems\":[\"no JSON\"]}";
  Request request;
  request.line = row->get("cmd") ? row->get("cmd")->string().value_or("") : "";
  request.home = "/home/dev";
  request.working_directory = "/home/dev/app";
  if (const auto shell = row->get("shell"))
    request.dialect = value_in(dialect_names, shell->string().value_or("")).value_or(Dialect::bash);
  const Result<Command> command = parse(request);
  if (!command) return "{\"problems\":[" + quoted(command.error().message()) + "]}";
  std::string problems;
  for (const ParseProblem& problem : command->problems)
    problems += (problems.empty() ? "" : ",") + quoted(problem.what);
  return "{\"problems\":[" + problems + "],\"tree\":" + Dump(*command).node(*command->root) + "}";
}

}  // namespace
}  // namespace vg

int main() {
  for (std::string line; std::getline(std::cin, line);) std::cout << vg::answer(line) << '\n';
}
