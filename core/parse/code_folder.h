// SPDX-License-Identifier: Apache-2.0
/// Works out what is constant in code. Internal to core/parse.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/parse/code_tokens.h"
#include "core/parse/wrapper_table.h"

namespace vg::code {

/// Puts together what is constant, until nothing changes any more.
class Folder {
 public:
  explicit Folder(Tokens tokens) : tokens_(std::move(tokens)) {}

  void run();
  const Tokens& tokens() const { return tokens_; }
  bool has_changed() const { return has_changed_; }
  /// Texts that are code themselves: eval("…").
  const std::string& evaluated() const { return evaluated_; }

 private:
  bool is(std::size_t at, std::string_view value) const {
    return at < tokens_.size() && tokens_[at].kind != Kind::text && tokens_[at].value == value;
  }
  bool is_name(std::size_t at) const { return at < tokens_.size() && tokens_[at].kind == Kind::name; }
  bool is_text(std::size_t at) const { return at < tokens_.size() && tokens_[at].kind == Kind::text; }
  bool is_one_of(std::size_t at, std::string_view names) const {
    return is_name(at) && holds_option(names, tokens_[at].value);
  }
  std::string value(std::size_t at) const { return at < tokens_.size() ? tokens_[at].value : std::string(); }
  bool replace(std::size_t at, std::size_t count, Tokens by);
  bool put_text(std::size_t at, std::size_t count, std::string text);
  bool put_name(std::size_t at, std::size_t count, const std::string& name);

  bool fold(std::size_t at);
  bool fold_join(std::size_t at);
  bool fold_text(std::size_t at);
  bool fold_method(std::size_t at);
  bool fold_format(std::size_t at);
  bool fold_list(std::size_t at);
  bool fold_call(std::size_t at);
  bool fold_decoder(std::size_t at);
  bool fold_characters(std::size_t at);
  bool fold_reflection(std::size_t at);
  bool fold_subscript(std::size_t at);
  bool note_assignment(std::size_t at);
  bool note_import(std::size_t at);
  bool use_name(std::size_t at);
  bool interpolate(std::size_t at);
  bool ends_statement(std::size_t at) const;
  std::size_t end_of_path(std::size_t at) const;
  std::vector<std::string> texts_until(std::size_t& at, std::string_view close) const;

  struct Name {
    std::string name;
    Tokens value;  ///< one text, or a path: os . system
  };
  const Tokens* find(std::string_view name) const;
  void set(const std::string& name, Tokens value);

  Tokens tokens_;
  std::vector<Name> names_;
  std::string evaluated_;
  bool has_changed_ = false;
};

/// `text` with each `old` replaced.
std::string with_replaced(std::string text, const std::string& old, const std::string& fresh);

inline constexpr std::size_t max_text = 4096;

}  // namespace vg::code
