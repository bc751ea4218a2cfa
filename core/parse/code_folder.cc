// SPDX-License-Identifier: Apache-2.0
#include "core/parse/code_folder.h"

#include <algorithm>

#include "core/parse/characters.h"

namespace vg::code {

const Tokens* Folder::find(std::string_view name) const {
  for (const Name& each : names_)
    if (each.name == name) return &each.value;
  return nullptr;
}

void Folder::set(const std::string& name, Tokens value) {
  constexpr std::size_t most = 64;
  for (Name& each : names_)
    if (each.name == name) {
      each.value = std::move(value);
      return;
    }
  if (names_.size() < most) names_.push_back({name, std::move(value)});
}

bool Folder::replace(std::size_t at, std::size_t count, Tokens by) {
  constexpr std::size_t most_tokens = 600;
  count = std::min(count, tokens_.size() - at);
  if (tokens_.size() - count + by.size() > most_tokens) return false;
  if (!by.empty()) by.front().spaced = tokens_[at].spaced;
  if (count == by.size()) {
    std::move(by.begin(), by.end(), tokens_.begin() + static_cast<std::ptrdiff_t>(at));
    return has_changed_ = true;
  }
  const auto begin = tokens_.begin() + static_cast<std::ptrdiff_t>(at);
  const auto rest = tokens_.erase(begin, begin + static_cast<std::ptrdiff_t>(count));
  tokens_.insert(rest, by.begin(), by.end());
  return has_changed_ = true;
}

bool Folder::put_text(std::size_t at, std::size_t count, std::string text) {
  if (text.size() > max_text) return false;
  return replace(at, count, {{.kind = Kind::text, .value = std::move(text), .quote = '"'}});
}

bool Folder::put_name(std::size_t at, std::size_t count, const std::string& name) {
  return replace(at, count, {{.kind = Kind::name, .value = name}});
}

bool Folder::ends_statement(std::size_t at) const {
  return at >= tokens_.size() || is(at, ";") || is(at, "}") || is(at, ",") || is(at, ")") ||
         (is_name(at) && !is_one_of(at, "if unless or and for x"));
}

/// a.b.c, a::b, a->b: the index behind it.
std::size_t Folder::end_of_path(std::size_t at) const {
  if (!is_name(at)) return at;
  std::size_t end = at + 1;
  while ((is(end, ".") || is(end, "->")) && is_name(end + 1)) end += 2;
  return end;
}

/// "a", "b" …: moves to the closing mark. Out: empty where anything else stands there.
std::vector<std::string> Folder::texts_until(std::size_t& at, std::string_view close) const {
  std::vector<std::string> texts;
  while (is_text(at)) {
    texts.push_back(tokens_[at].value);
    if (is(++at, ",")) ++at;
  }
  return is(at, close) ? texts : std::vector<std::string>{};
}

/// "a" + "b", "a" . "b", "a" "b"
bool Folder::fold_join(std::size_t at) {
  if (!is_text(at)) return false;
  std::size_t next = at + 1;
  if (is(next, "+") || is(next, ".")) ++next;
  if (next == at + 2 && is(next, ".")) ++next;  // lua
  if (!is_text(next) || tokens_[at].quote == '`' || tokens_[next].quote == '`') return false;
  const bool expands = tokens_[at].expands || tokens_[next].expands;
  if (!put_text(at, next - at + 1, tokens_[at].value + tokens_[next].value)) return false;
  tokens_[at].expands = expands;
  return true;
}

/// "a"[::-1], "a" * 2
bool Folder::fold_text(std::size_t at) {
  if (!is_text(at)) return false;
  if (is(at + 1, "[") && is(at + 2, ":") && is(at + 3, ":") && is(at + 4, "-") && value(at + 5) == "1" &&
      is(at + 6, "]"))
    return put_text(at, 7, {tokens_[at].value.rbegin(), tokens_[at].value.rend()});
  return fold_format(at) || fold_method(at);
}

/// os["system"], sys.modules["os"], os.__dict__["system"]
bool Folder::fold_subscript(std::size_t at) {
  if (!is(at, "[") || !is_text(at + 1) || !is(at + 2, "]") || at == 0) return false;
  const std::string name = value(at + 1);
  if (!chars::is_name(name) || !(is_name(at - 1) || is(at - 1, ")"))) return false;
  if (value(at - 1) == "modules" && at >= 3) return put_name(at - 3, 6, name);
  const std::size_t begin = value(at - 1) == "__dict__" && at >= 3 ? at - 2 : at;
  return replace(begin, at + 3 - begin, {{.value = "."}, {.kind = Kind::name, .value = name}});
}

/// import os as o; from os import system as s; const {exec: e} = require("child_process")
bool Folder::note_import(std::size_t at) {
  const auto path_of = [&](const std::string& module, const std::string& name) {
    return Tokens{{.kind = Kind::name, .value = module}, {.value = "."}, {.kind = Kind::name, .value = name}};
  };
  if ((at == 0 || is(at - 1, ";")) && is_one_of(at, "import") && is_name(at + 1) && value(at + 2) == "as" &&
      is_name(at + 3)) {
    set(value(at + 3), {{.kind = Kind::name, .value = value(at + 1)}});
    return true;
  }
  if (is_one_of(at, "from") && is_name(at + 1) && value(at + 2) == "import") {
    for (std::size_t i = at + 3; is_name(i); ++i) {
      const bool renamed = value(i + 1) == "as" && is_name(i + 2);
      set(value(renamed ? i + 2 : i), path_of(value(at + 1), value(i)));
      if (renamed) i += 2;
      if (!is(++i, ",")) break;
    }
    return true;
  }
  // for n in ["system"]: the first of them
  if (is_one_of(at, "for") && is_name(at + 1) && value(at + 2) == "in" && is(at + 3, "[") && is_text(at + 4))
    set(value(at + 1), {tokens_[at + 4]});
  if (is(at, "{") && is_name(at + 1) && is(at + 2, ":") && is_name(at + 3) && is(at + 4, "}") && is(at + 5, "=") &&
      value(at + 6) == "require")
    set(value(at + 3), {{.kind = Kind::name, .value = value(at + 1)}});
  return false;
}

bool Folder::note_assignment(std::size_t at) {
  if (!is_name(at) || (at > 0 && (is(at - 1, ".") || is(at - 1, "->")))) return false;
  const bool adds = (is(at + 1, "+") || is(at + 1, ".")) && is(at + 2, "=");
  const std::size_t begin = at + (adds ? 3 : 2);
  if (!(adds || is(at + 1, "=")) || is(begin, "=") || is(begin, "~")) return false;
  if (is_text(begin) && ends_statement(begin + 1)) {
    Token text = tokens_[begin];
    const Tokens* before = adds ? find(value(at)) : nullptr;
    if (before != nullptr && before->front().kind == Kind::text) text.value = before->front().value + text.value;
    set(value(at), {text});
    return true;
  }
  const std::size_t end = end_of_path(begin);
  if (!adds && end > begin && ends_statement(end)) {
    set(value(at), Tokens(tokens_.begin() + static_cast<std::ptrdiff_t>(begin),
                          tokens_.begin() + static_cast<std::ptrdiff_t>(end)));
    return true;
  }
  return false;
}

bool Folder::use_name(std::size_t at) {
  if (!is_name(at)) return false;
  const bool is_member = at > 0 && (is(at - 1, ".") || is(at - 1, "->")) && !(at > 1 && is_text(at - 2));
  const bool is_target = is(at + 1, "=") && !is(at + 2, "=");
  const bool adds = (is(at + 1, "+") || is(at + 1, ".")) && is(at + 2, "=");
  const bool is_import = at > 0 && is_one_of(at - 1, "import as from my our let const var local");
  const Tokens* const known = is_member || is_target || adds || is_import ? nullptr : find(value(at));
  if (known == nullptr || known->empty()) return false;
  if (known->front().kind == Kind::name && known->front().value == value(at)) return false;
  if (known->front().kind == Kind::text && is(at + 1, "(")) return put_name(at, 1, known->front().value);
  return replace(at, 1, *known);
}

/// "$x", "#{x}", f"{x}", `${x}` with what x is.
bool Folder::interpolate(std::size_t at) {
  if (!is_text(at) || !tokens_[at].expands) return false;
  std::string text = tokens_[at].value;
  bool changed = false;
  for (const Name& each : names_) {
    if (each.value.front().kind != Kind::text) continue;
    const std::string& fresh = each.value.front().value;
    const std::string bare = each.name.starts_with('$') ? each.name.substr(1) : each.name;
    for (const std::string& mark : {"${" + bare + "}", "#{" + bare + "}", "{$" + bare + "}", "{" + bare + "}"}) {
      if (text.find(mark) == std::string::npos) continue;
      text = with_replaced(text, mark, fresh);
      changed = true;
    }
    const std::string mark = "$" + bare;
    if (!each.name.starts_with('$')) continue;
    for (std::size_t i = text.find(mark); i != std::string::npos; i = text.find(mark, i + fresh.size())) {
      if (i + mark.size() < text.size() && chars::is_name(text[i + mark.size()])) break;
      text.replace(i, mark.size(), fresh);
      changed = true;
      if (text.size() > max_text) return false;
    }
  }
  if (!changed || text.size() > max_text) return false;
  tokens_[at].value = text;
  return has_changed_ = true;
}

/// eval("…"), exec("…"), Function("…"): what they run is code.
bool Folder::fold_call(std::size_t at) {
  if (!is_one_of(at, "eval exec Function instance_eval class_eval load loadstring assert compile")) return false;
  const std::size_t text = at + (is(at + 1, "(") ? 2 : 1);
  if (is_text(text) && evaluated_.size() + value(text).size() < max_text &&
      evaluated_.find(value(text)) == std::string::npos)
    evaluated_ += "\n" + value(text);
  return false;
}

bool Folder::fold(std::size_t at) {
  return fold_join(at) || fold_text(at) || fold_list(at) || fold_characters(at) || fold_decoder(at) ||
         fold_reflection(at) || fold_subscript(at) || fold_call(at);
}

void Folder::run() {
  constexpr int max_passes = 6;
  std::size_t steps = 200;  // each may move every token
  for (int pass = 0; pass < max_passes; ++pass) {
    bool again = false;
    for (std::size_t at = 0; at < tokens_.size(); ++at) {
      while (steps > 0 && (interpolate(at) || use_name(at) || fold(at))) --steps, again = true;
      note_import(at);
      note_assignment(at);
    }
    if (!again) return;
  }
}

}  // namespace vg::code
