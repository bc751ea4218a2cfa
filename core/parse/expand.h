// SPDX-License-Identifier: Apache-2.0
/// Replaces what is known: variables the line has set, HOME and PWD, the tilde, $(echo …) of literals.
#pragma once

#include <optional>
#include <string>

#include "core/parse/parser.h"
#include "core/parse/scope.h"

namespace vg {

class Expander {
 public:
  Expander(ParseState& state, const Scope& scope, int depth = 0) : state_(state), scope_(scope), depth_(depth) {}

  /// As the words of a command: unquoted values are split, empty ones disappear.
  std::span<const Word> words(std::span<const Word> source);
  /// As a value or file name: one word.
  Word value(const Word& source);
  std::span<const Redirection> redirections(std::span<const Redirection> source);
  std::span<const Assignment> assignments(std::span<const Assignment> source);

 private:
  bool is_fixed(const Word& word) const;
  bool splits_variables() const;
  WordPart unknown(const WordPart& part) const;
  void word(const Word& source, Gather<Word>& out);
  bool whole_list(const Word& source, Gather<Word>& out);
  std::optional<Value> find(const WordPart& part);
  std::optional<Value> parameter(std::string_view expression);
  std::optional<Value> element(const Value& value, std::string_view op);
  std::optional<Value> list_after(const Value& value, std::string_view op, long first);
  std::optional<Value> after_operator(const Value& value, std::string_view op);
  std::optional<Value> length_of(std::string_view name);
  std::span<const WordPart> literal(std::string_view text);
  std::optional<std::string> separators() const;
  std::optional<Value> joined(const Value& list);
  void add_quoted(WordBuilder& builder, const Value& value);
  void add_split(WordBuilder& builder, std::string_view text, std::string_view separators, Span span, bool& has_content,
                 Gather<Word>& out);

  ParseState& state_;
  const Scope& scope_;
  int depth_;  ///< of substitutions evaluated while expanding
};

/// The text a command prints, where it is one of a few printers with literal words (echo, printf, base64 -d …).
/// Nothing is run. In: `node`: a list, pipeline or simple command. Out: nullopt where it is not known.
std::optional<std::string> static_output(const Node& node, ParseState& state, const Scope& scope, int depth);
/// The same for the members of a pipeline up to some point.
std::optional<std::string> static_output(std::span<const Node* const> members, ParseState& state, const Scope& scope,
                                         int depth);

}  // namespace vg
