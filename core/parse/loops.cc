// SPDX-License-Identifier: Apache-2.0
/// Loops, with what is known in each of their rounds.
#include <algorithm>

#include "core/parse/flatten.h"
#include "core/parse/parameter_operators.h"

namespace vg {
namespace {

constexpr std::size_t max_unrolled_values = 8;
constexpr unsigned max_unrolled_loops = 2;
constexpr std::size_t max_invocations_to_unroll = 256;
constexpr int max_counted = 24;

std::string_view without_blanks(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

/// The head of for ((i = 0; i < 5; i++)).
struct Counter {
  std::string_view name, first, bound, op;
  long step = 0;
};

std::optional<Counter> counter_of(std::string_view head) {
  const std::size_t one = head.find(';'), two = one == head.npos ? one : head.find(';', one + 1);
  if (two == head.npos) return std::nullopt;
  const std::string_view begin = without_blanks(head.substr(0, one));
  const std::string_view test = without_blanks(head.substr(one + 1, two - one - 1));
  const std::string_view next = without_blanks(head.substr(two + 1));
  Counter counter;
  const std::size_t equals = begin.find('=');
  if (equals == begin.npos) return std::nullopt;
  counter.name = without_blanks(begin.substr(0, equals));
  counter.first = without_blanks(begin.substr(equals + 1));
  const std::size_t op = test.find_first_of("<>!");
  if (op == test.npos || without_blanks(test.substr(0, op)) != counter.name || !chars::is_name(counter.name))
    return std::nullopt;
  counter.op = test.substr(op, op + 1 < test.size() && test[op + 1] == '=' ? 2 : 1);
  counter.bound = without_blanks(test.substr(op + counter.op.size()));
  if (next.find(counter.name) == next.npos) return std::nullopt;
  if (next.find("++") != next.npos || next.ends_with("+=1")) counter.step = 1;
  if (next.find("--") != next.npos || next.ends_with("-=1")) counter.step = -1;
  return counter.step != 0 ? std::optional(counter) : std::nullopt;
}

bool goes_on(const Counter& counter, long at, long bound) {
  if (counter.op == "<") return at < bound;
  if (counter.op == "<=") return at <= bound;
  if (counter.op == ">") return at > bound;
  if (counter.op == ">=") return at >= bound;
  return counter.op == "!=" && at != bound;
}

}  // namespace

/// for ((…)) with bounds that are known. Out: false where they are not, or are too far apart.
bool Flattener::walk_counted(const Node& node, const Frame& frame, std::uint32_t& last) {
  if (node.words.size() != 1 || node.words[0].parts.size() != 1 || frame.unrolled >= max_unrolled_loops ||
      command_.invocations.size() >= max_invocations_to_unroll)
    return false;
  const std::optional<Counter> counter = counter_of(node.words[0].parts[0].text);
  if (!counter) return false;
  const std::optional<long> first = operand_number(counter->first, scope_);
  const std::optional<long> bound = operand_number(counter->bound, scope_);
  if (!first || !bound || !goes_on(*counter, *first, *bound)) return false;
  long at = *first;
  int rounds = 0;
  for (; goes_on(*counter, at, *bound); at += counter->step)
    if (++rounds > max_counted) return false;
  Frame inside = frame;
  ++inside.unrolled;
  for (at = *first; goes_on(*counter, at, *bound); at += counter->step) {
    scope_.set(counter->name, {.parts = literal_word(std::to_string(at)).parts});
    last = std::max(last, walk(*node.children.front(), inside));
  }
  return true;
}

/// A loop with what is known when it begins: the second round may know less. In: `first`: the scope of that time.
std::uint32_t Flattener::walk_first_round(const Node& node, const Frame& frame, const Scope& first) {
  std::uint32_t last = frame.position;
  const bool knows_more = first.knows_more_than(scope_);
  if (!knows_more || frame.unrolled >= max_unrolled_loops || command_.invocations.size() >= max_invocations_to_unroll)
    return last;
  const Scope later = scope_;
  Frame inside = frame;
  ++inside.unrolled;
  scope_ = first;
  for (const Node* child : node.children) last = std::max(last, walk(*child, inside));
  scope_ = later;
  return last;
}

/// … | while read x; do BODY; done of a text that is known: the body with each of its lines. Out: false where it is
/// not.
bool Flattener::walk_lines(const Node& node, const Frame& frame, std::uint32_t& last) {
  if (node.children.size() != 2 || frame.unrolled >= max_unrolled_loops ||
      command_.invocations.size() >= max_invocations_to_unroll)
    return false;
  const Node* condition = node.children[0];
  while (condition->kind == NodeKind::list && condition->children.size() == 1) condition = condition->children[0];
  if (condition->kind != NodeKind::simple || condition->words.empty() || condition->words[0].literal() != "read" ||
      !condition->redirections.empty())
    return false;
  const std::optional<std::string> text = read_text(node.redirections, frame.upstream);
  const auto lines = text ? std::count(text->begin(), text->end(), '\n') + 1 : 0;
  if (!text || text->empty() || lines > static_cast<std::ptrdiff_t>(max_unrolled_values)) return false;
  last = walk(*condition, frame);
  Scope before = scope_;
  Frame inside = frame;
  inside.unrolled += lines > 1 ? 1 : 0;
  inside.upstream = {};
  const Start read{.node = condition, .words = condition->words, .assignments = condition->assignments};
  for (std::string_view rest = *text; !rest.empty();) {
    if (!set_fields(read, read.words, rest)) {
      forget_assigned(*condition);
      rest = {};
    }
    last = std::max(last, walk(*node.children[1], inside));
  }
  before.join(scope_);
  scope_ = before;
  return true;
}

std::uint32_t Flattener::walk_loop(const Node& node, Frame frame) {
  walk_substitutions(node, frame);
  if (node.children.empty()) return frame.position;
  const Node& body = *node.children.front();
  if (std::uint32_t last = frame.position; node.name.empty() && walk_counted(node, frame, last)) return last;
  std::span<const Word> values = node.name.empty() ? node.words : Expander(state_, scope_).words(node.words);
  // for x; do …: over "$@"
  if (!node.name.empty() && node.words.empty())
    if (const std::optional<Value> all = scope_.find("@")) values = all->list;
  const auto is_whole = [](const Word& w) { return !w.has(PartKind::variable) && !w.has(PartKind::command); };
  const bool can_unroll = !node.name.empty() && !values.empty() && values.size() <= max_unrolled_values &&
                          frame.unrolled < max_unrolled_loops && std::all_of(values.begin(), values.end(), is_whole) &&
                          command_.invocations.size() < max_invocations_to_unroll;
  const Scope before = scope_;
  std::uint32_t last = frame.position;
  forget_assigned(body);
  if (can_unroll) {
    frame.unrolled += values.size() > 1 ? 1 : 0;
    for (const Word& value : values) {
      scope_.set(node.name, {.parts = value.parts});
      last = std::max(last, walk(body, frame));
    }
  } else {
    if (!node.name.empty()) scope_.forget(node.name);
    last = walk(body, frame);
  }
  Scope after = before;
  after.join(scope_);
  scope_ = after;
  return last;
}

}  // namespace vg
