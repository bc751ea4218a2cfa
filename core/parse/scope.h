// SPDX-License-Identifier: Apache-2.0
/// What is known about variables at one point of the line.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/request.h"
#include "core/parse/arena.h"
#include "core/parse/command.h"

namespace vg {

/// The value of a variable as far as it is known: parts may be unknown themselves ($(…) keeps its node).
struct Value {
  std::span<const WordPart> parts;
  bool is_list = false;  ///< an array, or the positional parameters: `list`
  std::span<const Word> list;
  bool is_open = false;  ///< how many elements the list has is not known; each may be the first
};

/// Copied where the shell would fork, compared where it might not have gone through a branch.
class Scope {
 public:
  Scope(const Request& request, Arena& arena);

  /// nullopt where the value cannot be known.
  std::optional<Value> find(std::string_view name) const;
  void set(std::string_view name, const Value& value);
  void forget(std::string_view name);
  /// declare -n name=target: from here on the one name means the other.
  void refer(std::string_view name, std::string_view target);
  /// What a file holds that the line itself has written; nullopt where that is not known.
  std::optional<Value> file(std::string_view path) const;
  /// In: `value`: nullopt where the line does not hold what was written.
  void set_file(std::string_view path, const std::optional<Value>& value);
  /// Files outlive the shell that wrote them.
  void take_files(const Scope& inner);
  bool has_files() const { return has_files_; }
  /// Forgets every file of that name, whatever its directory.
  void forget_files(std::string_view base);
  /// The name belongs to the function that is being walked: distrust() leaves those outside alone.
  void set_local(std::string_view name) { binding(name).is_local = true; }
  /// Something ran that may have set any variable.
  void forget_all();
  /// What led to `branch` may or may not have run after this: forgets what differs, but keeps in mind what it may be.
  /// The directory is taken over.
  void join(const Scope& branch);
  /// What led to `body` may run at any later time: the names it changed have no known value any more, whatever is
  /// assigned to them.
  void distrust(const Scope& body);
  /// The body runs now: what is assigned from here on is known again.
  void trust() {
    for (Binding& each : bindings_) each.is_volatile = false;
  }
  /// Whether anything was said about the name, be it that its value is unknown.
  bool has_set(std::string_view name) const;

  /// Whether a branch may have given the variable a value that find() does not tell.
  bool is_possible(std::string_view name) const;
  /// Whether a value is known here that is not known there. In: `later`: a copy of this in which things were forgotten.
  bool knows_more_than(const Scope& later) const;
  bool has_possible() const;
  /// That value; nullopt where there is none.
  std::optional<Value> possible(std::string_view name) const;
  void set_possible(std::string_view name, const Value& value);
  /// From here on such values are what find() tells.
  void assume_possible();

  /// What a look at every name, or a copy, takes. Unit: see Work
  std::size_t cost() const { return 3 * bindings_.size(); }

  std::string_view directory() const { return directory_; }
  /// In: normalised and absolute, or empty for unknown.
  void set_directory(std::string_view directory);
  /// $1 $2 … and $@; nullopt makes them unknown.
  void set_positional(std::optional<std::span<const Word>> words, std::span<const WordPart> zero = {});

 private:
  struct Binding {
    std::string_view name;
    bool known = false;
    bool is_volatile = false;
    bool is_local = false;
    bool is_possible = false;  ///< not known, but `value` is what it may be
    Value value;
  };
  Binding& binding(std::string_view name);
  std::string_view referred(std::string_view name) const;
  std::string file_key(std::string_view path) const;
  bool agrees(const Binding& other) const;
  void set_uncontested(const Request& request, std::string_view name, std::string_view value);
  void set_text(std::string_view name, std::string_view text);
  std::optional<Value> positional(std::string_view name) const;

  Arena* arena_;
  std::vector<Binding> bindings_;
  std::string_view directory_;
  std::optional<std::span<const Word>> positional_;
  std::optional<std::span<const Word>> possible_positional_;  ///< what they may be where they are not known
  bool has_references_ = false, has_files_ = false;
  std::span<const WordPart> zero_;
};

}  // namespace vg
