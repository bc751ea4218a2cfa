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

/// The name that `name` stands for. One step: a chain of them is nothing anybody writes.
std::string_view Scope::referred(std::string_view name) const {
  if (!has_references_) return name;
  for (const Binding& each : bindings_)
    if (each.known && each.name.size() == name.size() + 1 && each.name[0] == '&' && each.name.substr(1) == name)
      return each.value.parts.front().text;
  return name;
}

void Scope::refer(std::string_view name, std::string_view target) {
  has_references_ = true;
  const WordPart part{.kind = PartKind::literal, .text = arena_->copy(target)};
  set(arena_->copy("&" + std::string(name)), {.parts = arena_->copy(&part, 1)});
}

/// Files are kept among the variables, under names that no variable has.
std::string Scope::file_key(std::string_view path) const {
  if (path.empty() || path.size() > 256) return {};
  if (path.front() != '/' && directory_.empty()) return {};
  return "<" + normalize_path(path, directory_);
}

std::optional<Value> Scope::file(std::string_view path) const {
  const std::string key = has_files_ ? file_key(path) : std::string();
  return key.empty() ? std::nullopt : find(key);
}

void Scope::set_file(std::string_view path, const std::optional<Value>& value) {
  constexpr std::size_t most = 32;
  const std::string key = file_key(path);
  const bool is_known = !key.empty() && has_set(key);
  if (key.empty() || (!is_known && (!value || bindings_.size() > most))) return;
  has_files_ = true;
  const std::string_view name = arena_->copy(key);
  if (value)
    set(name, *value);
  else
    forget(name);
}

void Scope::take_files(const Scope& inner) {
  for (const Binding& other : inner.bindings_)
    if (other.name.starts_with('<') && !agrees(other)) binding(other.name) = other;
  has_files_ = has_files_ || inner.has_files_;
}

void Scope::forget_files(std::string_view base) {
  for (Binding& each : bindings_)
    if (each.name.starts_with('<') && base_name(each.name) == base)
      each.known = each.is_possible = false, each.value = {};
}

Scope::Binding& Scope::binding(std::string_view name) {
  for (Binding& candidate : bindings_)
    if (candidate.name == name) return candidate;
  return bindings_.emplace_back(Binding{.name = name});
}

void Scope::set(std::string_view name, const Value& value) {
  Binding& target = binding(referred(name));
  target.known = !target.is_volatile;
  target.is_possible = false;
  target.value = value;
}

void Scope::forget(std::string_view name) {
  Binding& target = binding(referred(name));
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
  if (!same_words) {
    possible_positional_ = branch.positional_ ? branch.positional_ : positional_;
    positional_.reset();
  }
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
  if (name.starts_with('@') || name.starts_with('*') || chars::is_number(name))
    return !positional_ && possible_positional_;
  return std::any_of(bindings_.begin(), bindings_.end(),
                     [&](const Binding& each) { return each.is_possible && each.name == name; });
}

bool Scope::knows_more_than(const Scope& later) const {
  if (positional_ && !later.positional_) return true;
  for (std::size_t i = 0; i < bindings_.size(); ++i)
    if (bindings_[i].known && !later.bindings_[i].known) return true;
  return false;
}

bool Scope::has_possible() const {
  if (!positional_ && possible_positional_) return true;
  return std::any_of(bindings_.begin(), bindings_.end(), [](const Binding& each) { return each.is_possible; });
}

std::optional<Value> Scope::possible(std::string_view name) const {
  for (const Binding& each : bindings_)
    if (each.name == name && each.is_possible) return each.value;
  return std::nullopt;
}

void Scope::set_possible(std::string_view name, const Value& value) {
  Binding& target = binding(referred(name));
  target.known = false;
  target.is_possible = true;
  target.value = value;
}

void Scope::assume_possible() {
  for (Binding& each : bindings_) each.known = each.known || each.is_possible;
  if (!positional_) positional_ = possible_positional_;
}

void Scope::set_positional(std::optional<std::span<const Word>> words, std::span<const WordPart> zero) {
  positional_ = words;
  possible_positional_.reset();
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
  name = referred(name);
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
