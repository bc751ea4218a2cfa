// SPDX-License-Identifier: Apache-2.0
#include "core/parse/scope.h"

#include <algorithm>
#include <charconv>

#include "core/base/path.h"
#include "core/parse/characters.h"

namespace vg {
namespace {

bool is_same(const Value& a, const Value& b) {
  return a.parts.data() == b.parts.data() && a.parts.size() == b.parts.size() && a.is_list == b.is_list &&
         a.list.data() == b.list.data() && a.list.size() == b.list.size();
}

}  // namespace

Scope::Scope(const Request& request, Arena& arena) : arena_(&arena) {
  const std::string_view user = base_name(request.home);
  bindings_.reserve(8);
  set_uncontested(request, "HOME", request.home);
  set_uncontested(request, "USER", user);
  set_uncontested(request, "LOGNAME", user);
  if (const auto directory = request.environment.get("TMPDIR"); directory && directory->starts_with('/'))
    set_text("TMPDIR", *directory);
  set_directory(request.working_directory);
}

/// `value` unless the environment says something else: then nobody knows. Another name of the same directory is nothing
/// else: a home is often reached through a link, and `value` is its real name.
void Scope::set_uncontested(const Request& request, std::string_view name, std::string_view value) {
  const std::optional<std::string_view> seen = request.environment.get(name);
  const bool is_other_name = seen && seen->starts_with('/') && request.files != nullptr &&
                             request.files->resolve(std::string(*seen)) == std::string(value);
  if (seen && *seen != value && !is_other_name)
    forget(name);
  else
    set_text(name, value);
}

void Scope::set_text(std::string_view name, std::string_view text) {
  if (text.empty()) return;
  const WordPart part{.kind = PartKind::literal, .text = arena_->copy(text)};
  set(name, {.parts = arena_->copy(&part, 1)});
}

void Scope::set_directory(std::string_view directory) {
  directory_ = directory.empty() ? directory : arena_->copy(directory);
  if (directory.empty())
    forget("PWD");
  else
    set_text("PWD", directory_);
}

Scope::Binding& Scope::binding(std::string_view name) {
  for (Binding& candidate : bindings_)
    if (candidate.name == name) return candidate;
  return bindings_.emplace_back(Binding{.name = name});
}

void Scope::set(std::string_view name, const Value& value) {
  Binding& target = binding(name);
  target.known = !target.is_volatile;
  target.is_possible = false;
  target.value = value;
}

void Scope::forget(std::string_view name) {
  Binding& target = binding(name);
  target.known = target.is_possible = false;
  target.value = {};
}

void Scope::forget_all() {
  for (Binding& each : bindings_) {
    // A sourced file that moves HOME would be a surprise; not knowing HOME after every `source` would cost more.
    const bool is_stable = each.name == "HOME" || each.name == "USER" || each.name == "LOGNAME" || each.name == "PWD" ||
                           each.name == "TMPDIR";
    if (!is_stable) each.known = each.is_possible = false, each.value = {};
  }
}

bool Scope::agrees(const Binding& other) const {
  for (const Binding& mine : bindings_)
    if (mine.name == other.name) return mine.known == other.known && is_same(mine.value, other.value);
  return false;
}

void Scope::join(const Scope& branch) {
  for (const Binding& other : branch.bindings_) {
    if (other.name == "PWD" || agrees(other)) continue;
    const Binding mine = binding(other.name);
    const Binding& told = other.known || other.is_possible ? other : mine;
    forget(other.name);
    Binding& joined = binding(other.name);
    joined.is_possible = told.known || told.is_possible;
    joined.value = told.value;
  }
  const bool same_words = positional_.has_value() == branch.positional_.has_value() &&
                          (!positional_ || (positional_->data() == branch.positional_->data() &&
                                            positional_->size() == branch.positional_->size()));
  if (!same_words) positional_.reset();
  if (directory_ != branch.directory_) set_directory(branch.directory_);
}

void Scope::distrust(const Scope& body) {
  for (const Binding& other : body.bindings_) {
    if (other.name == "PWD" || other.is_local || agrees(other)) continue;
    forget(other.name);
    binding(other.name).is_volatile = true;
  }
  if (directory_ != body.directory_) set_directory({});
}

bool Scope::has_set(std::string_view name) const {
  for (const Binding& candidate : bindings_)
    if (candidate.name == name) return true;
  return false;
}

bool Scope::is_possible(std::string_view name) const {
  return std::any_of(bindings_.begin(), bindings_.end(),
                     [&](const Binding& each) { return each.is_possible && each.name == name; });
}

bool Scope::has_possible() const {
  return std::any_of(bindings_.begin(), bindings_.end(), [](const Binding& each) { return each.is_possible; });
}

void Scope::assume_possible() {
  for (Binding& each : bindings_) each.known = each.known || each.is_possible;
}

void Scope::set_positional(std::optional<std::span<const Word>> words, std::span<const WordPart> zero) {
  positional_ = words;
  zero_ = zero;
}

std::optional<Value> Scope::positional(std::string_view name) const {
  if (!positional_) return std::nullopt;
  if (name == "@" || name == "*") return Value{.is_list = true, .list = *positional_};
  if (name == "0") return zero_.empty() ? std::nullopt : std::optional<Value>(Value{.parts = zero_});
  std::size_t index = 0;
  std::from_chars(name.data(), name.data() + name.size(), index);
  if (index == 0) return std::nullopt;
  return index <= positional_->size() ? Value{.parts = (*positional_)[index - 1].parts} : Value{};
}

std::optional<Value> Scope::find(std::string_view name) const {
  if (name == "@" || name == "*" || chars::is_number(name)) return positional(name);
  for (const Binding& candidate : bindings_) {
    if (candidate.name != name) continue;
    if (!candidate.known) return std::nullopt;
    return candidate.value;
  }
  if (name == "IFS") {
    static constexpr WordPart separators[] = {{.kind = PartKind::literal, .text = " \t\n"}};
    return Value{.parts = separators};
  }
  return std::nullopt;
}

}  // namespace vg
