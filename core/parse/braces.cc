// SPDX-License-Identifier: Apache-2.0
#include "core/parse/braces.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace vg {
namespace {

constexpr std::size_t max_results = 512;
constexpr std::size_t max_atoms = 16UL * 1024;
/// All of them hold the same substitutions, each of which is followed where it stands. Past these, and inside of
/// others, only the first does: what multiplies at every level would never end.
constexpr std::size_t max_results_with_substitutions = 4;
constexpr long max_range = 64;
constexpr std::size_t atom_cost = 8;  // unit: see Work

/// One unquoted character, or a part that braces do not look into.
struct Atom {
  char c = '\0';
  const WordPart* part = nullptr;
  bool is(char wanted) const { return part == nullptr && c == wanted; }
};
using Atoms = std::vector<Atom>;

class BraceExpander {
 public:
  explicit BraceExpander(ParseState& state) : state_(state) {}

  /// All expansions of atoms[from, to); false in too_many_ afterwards where that is no longer true.
  std::vector<Atoms> expand(const Atoms& atoms, std::size_t from, std::size_t to, int depth);
  bool too_many() const { return too_many_; }
  std::size_t atoms_made() const { return atoms_made_; }

 private:
  struct Brace {
    std::size_t close = 0;
    std::vector<std::size_t> commas;
  };
  static bool find_close(const Atoms& atoms, std::size_t open, std::size_t to, Brace& brace);
  std::vector<Atoms> elements(const Atoms& atoms, std::size_t open, const Brace& brace, int depth);
  std::vector<Atoms> range(const Atoms& atoms, std::size_t open, std::size_t close);
  Atoms unknown(const std::string& text);

  ParseState& state_;
  bool too_many_ = false;
  std::size_t atoms_made_ = 0;
};

bool BraceExpander::find_close(const Atoms& atoms, std::size_t open, std::size_t to, Brace& brace) {
  int depth = 1;
  for (std::size_t i = open + 1; i < to; ++i) {
    if (atoms[i].is('{'))
      ++depth;
    else if (atoms[i].is('}') && --depth == 0)
      return brace.close = i, true;
    else if (atoms[i].is(',') && depth == 1)
      brace.commas.push_back(i);
  }
  return false;
}

Atoms BraceExpander::unknown(const std::string& text) {
  const WordPart part{.kind = PartKind::variable, .text = state_.arena.copy(text)};
  return {{'\0', state_.arena.create<WordPart>(part)}};
}

/// {1..5}, {a..e}, {1..9..2}; empty where it is none.
std::vector<Atoms> BraceExpander::range(const Atoms& atoms, std::size_t open, std::size_t close) {
  std::string text;
  for (std::size_t i = open + 1; i < close; ++i) {
    if (atoms[i].part != nullptr) return {};
    text += atoms[i].c;
  }
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos || dots == 0) return {};
  const std::string first = text.substr(0, dots);
  std::string last = text.substr(dots + 2);
  long step = 1;
  // Narrower than the type: differences and absolute values stay within it.
  constexpr long most = 1'000'000'000;
  const auto number = [](const std::string& digits, long& value) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size() && value > -most && value < most;
  };
  if (const std::size_t more = last.find(".."); more != std::string::npos) {
    if (!number(last.substr(more + 2), step)) return {};
    last.resize(more);
  }
  const auto is_letter = [](const std::string& s) { return s.size() == 1 && chars::is_name_start(s[0]); };
  long from = 0;
  long to = 0;
  const bool letters = is_letter(first) && is_letter(last);
  if (letters)
    from = static_cast<unsigned char>(first[0]), to = static_cast<unsigned char>(last[0]);
  else if (!number(first, from) || !number(last, to))
    return {};
  step = step == 0 ? 1 : std::labs(step);
  if (std::labs(to - from) / step >= max_range) return {unknown("{" + text + "}")};
  std::vector<Atoms> result;
  for (long value = from; from <= to ? value <= to : value >= to; value += from <= to ? step : -step) {
    Atoms item;
    std::string shown = letters ? std::string(1, static_cast<char>(value)) : std::to_string(value);
    // {01..10} keeps the width
    if (!letters && (first[0] == '0' || last[0] == '0') && value >= 0)
      while (shown.size() < std::max(first.size(), last.size())) shown.insert(0, 1, '0');
    for (const char c : shown) item.push_back({c, nullptr});
    result.push_back(std::move(item));
  }
  return result;
}

std::vector<Atoms> BraceExpander::elements(const Atoms& atoms, std::size_t open, const Brace& brace, int depth) {
  if (brace.commas.empty())
    return state_.dialect == Dialect::fish ? std::vector<Atoms>{} : range(atoms, open, brace.close);
  std::vector<Atoms> result;
  std::size_t begin = open + 1;
  for (std::size_t i = 0; i <= brace.commas.size(); ++i) {
    const std::size_t end = i < brace.commas.size() ? brace.commas[i] : brace.close;
    for (Atoms& item : expand(atoms, begin, end, depth + 1)) result.push_back(std::move(item));
    begin = end + 1;
  }
  return result;
}

std::vector<Atoms> BraceExpander::expand(const Atoms& atoms, std::size_t from, std::size_t to, int depth) {
  const auto whole = [&] {
    return std::vector<Atoms>{
        Atoms(atoms.begin() + static_cast<std::ptrdiff_t>(from), atoms.begin() + static_cast<std::ptrdiff_t>(to))};
  };
  if (depth > static_cast<int>(parse_max_depth)) too_many_ = true;
  for (std::size_t open = from; open < to && !too_many_; ++open) {
    if (!atoms[open].is('{')) continue;
    Brace brace;
    if ((atoms_made_ += to - open) > max_atoms) too_many_ = true;
    if (too_many_ || !find_close(atoms, open, to, brace)) continue;
    const std::vector<Atoms> middles = elements(atoms, open, brace, depth);
    if (middles.empty()) continue;
    const std::vector<Atoms> tails = expand(atoms, brace.close + 1, to, depth + 1);
    std::vector<Atoms> result;
    for (const Atoms& middle : middles) {
      for (const Atoms& tail : tails) {
        atoms_made_ += (open - from) + middle.size() + tail.size();
        if (too_many_ || result.size() >= max_results || atoms_made_ > max_atoms) return too_many_ = true, whole();
        Atoms item(atoms.begin() + static_cast<std::ptrdiff_t>(from),
                   atoms.begin() + static_cast<std::ptrdiff_t>(open));
        item.insert(item.end(), middle.begin(), middle.end());
        item.insert(item.end(), tail.begin(), tail.end());
        result.push_back(std::move(item));
      }
    }
    return result;
  }
  return whole();
}

Atoms to_atoms(const Word& word) {
  Atoms atoms;
  for (const WordPart& part : word.parts) {
    if (part.kind != PartKind::literal || part.quoted)
      atoms.push_back({'\0', &part});
    else
      for (const char c : part.text) atoms.push_back({c, nullptr});
  }
  return atoms;
}

/// In: `follows`: whether the substitutions stay; else their values are not known.
Word to_word(ParseState& state, Span span, const Atoms& atoms, bool follows) {
  WordBuilder builder(state);
  for (const Atom& atom : atoms) {
    if (atom.part == nullptr)
      builder.add(atom.c, false);
    else if (atom.part->kind == PartKind::literal)
      builder.add(atom.part->text, atom.part->quoted);
    else if (atom.part->node != nullptr && !follows)
      builder.add_part(PartKind::variable, atom.part->quoted, "?");
    else
      builder.add_part(atom.part->kind, atom.part->quoted, atom.part->text, atom.part->node);
  }
  return {span, mark_tilde(state, builder.take())};
}

}  // namespace

void expand_braces(ParseState& state, const Word& word, std::string_view source, Gather<Word>& words,
                   bool holds_copies) {
  const bool is_long = source.size() > max_atoms;
  const Atoms atoms = is_long ? Atoms() : to_atoms(word);
  BraceExpander expander(state);
  std::vector<Atoms> results = expander.expand(atoms, 0, atoms.size(), 0);
  state.work.spend(atom_cost * (atoms.size() + expander.atoms_made()));
  if (is_long || expander.too_many()) {
    const WordPart part{.kind = PartKind::variable, .text = source, .node = state.collect(word.parts, word.span)};
    words.push({word.span, state.arena.copy(&part, 1)});
    state.count_word();
    return;
  }
  if (results.size() == 1 && results.front().size() == atoms.size()) {
    words.push(word);
    state.count_word();
    return;
  }
  const bool runs_something =
      std::any_of(word.parts.begin(), word.parts.end(), [](const WordPart& part) { return part.node != nullptr; });
  const bool only_first = runs_something && (holds_copies || results.size() > max_results_with_substitutions);
  if (runs_something) ++state.brace_copies;
  bool is_first = true;
  for (const Atoms& result : results) {
    // an empty element disappears unless quotes keep it
    if (!result.empty()) words.push(to_word(state, word.span, result, is_first || !only_first));
    is_first = is_first && result.empty();
    state.count_word();
  }
}

std::span<const WordPart> mark_tilde(ParseState& state, std::span<WordPart> parts) {
  if (parts.empty()) return parts;
  WordPart& first = parts.front();
  if (first.kind != PartKind::literal || first.quoted || !first.text.starts_with('~') || first.is_tilde) return parts;
  const std::size_t slash = first.text.find('/');
  if (slash == std::string_view::npos) {
    // `~"x"` and `~$x` are no tilde prefixes
    first.is_tilde = parts.size() == 1;
    return parts;
  }
  Gather<WordPart> split(state.parts);
  WordPart tilde = first;
  tilde.is_tilde = true;
  tilde.text = first.text.substr(0, slash);
  split.push(tilde);
  first.text.remove_prefix(slash);
  for (const WordPart& part : parts) split.push(part);
  return split.take(state.arena);
}

}  // namespace vg
