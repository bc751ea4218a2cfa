// SPDX-License-Identifier: Apache-2.0
#include "core/parse/flatten.h"

#include <algorithm>

namespace vg {
namespace {

/// A command whose success is certain: what && joins to it runs.
bool always_succeeds(const Node& node) {
  if (node.kind != NodeKind::simple || !node.redirections.empty()) return false;
  const auto runs_nothing = [](const Assignment& a) {
    return !a.value.has(PartKind::command) && a.subscript.parts.empty();
  };
  if (!std::all_of(node.assignments.begin(), node.assignments.end(), runs_nothing)) return false;
  if (node.words.empty()) return true;
  const std::optional<std::string> name = node.words.front().literal();
  return name && (*name == "true" || *name == ":" || *name == "export");
}

}  // namespace

void Flattener::run() {
  for (const Node* child : command_.root->children) {
    if (child->kind != NodeKind::and_or) {
      unit(*child);
      continue;
    }
    Frame frame;
    frame.unit = static_cast<std::uint32_t>(command_.units.size());
    walk_chain(*child, frame);
  }
  finish_inner();
}

Flattener::Frame Flattener::next_unit(const Node& node) {
  Frame frame;
  frame.unit = static_cast<std::uint32_t>(command_.units.size());
  command_.units.push_back({.span = node.span, .node = &node, .is_simple = node.kind == NodeKind::simple});
  return frame;
}

void Flattener::unit(const Node& node) {
  const Frame frame = next_unit(node);
  walk(node, frame);
}

void Flattener::run_argv(std::span<const Word> words) {
  const Node& node = *command_.root->children.front();
  Frame frame = next_unit(node);
  frame.pipeline = next_pipeline_++;
  frame.is_alone = true;
  command_.units.back().words = node.words;
  start({.node = &node, .words = words, .started = node.words}, frame);
  finish_inner();
}

bool Flattener::is_full() {
  if (is_full_) return true;
  if (!state_.work.is_spent() && command_.invocations.size() < max_invocations) return false;
  is_full_ = true;
  state_.problem(command_.root->span, state_.work.is_spent() ? "too much to follow" : "too many commands");
  return true;
}

std::uint32_t Flattener::walk(const Node& node, Frame frame) {
  state_.work.spend(node_cost);
  if (is_full()) return frame.position;
  ++frame.nesting;
  const bool is_fork = node.background || node.kind == NodeKind::subshell;
  const std::optional<Scope> outer = is_fork ? std::optional<Scope>(scope_) : std::nullopt;
  std::uint32_t last = frame.position;
  switch (node.kind) {
    case NodeKind::simple: last = walk_simple(node, frame); break;
    case NodeKind::pipeline: last = walk_pipeline(node, frame); break;
    case NodeKind::and_or: last = walk_chain(node, frame); break;
    case NodeKind::conditional: last = walk_conditional(node, frame); break;
    case NodeKind::loop: last = walk_loop(node, frame); break;
    case NodeKind::function: last = walk_function(node, frame); break;
    case NodeKind::test:
      walk_substitutions(node, frame);
      for (const Word& word : node.words)
        if (word.has(PartKind::arithmetic)) forget_names_in(word.parts.front().text);
      break;
    case NodeKind::list:
    case NodeKind::subshell:
    case NodeKind::group: last = walk_children(node, frame); break;
  }
  if (outer) restore(*outer);
  if (node.kind != NodeKind::simple && !node.redirections.empty()) {
    Start redirected{.node = &node};
    redirected.redirections = Expander(state_, scope_).redirections(node.redirections);
    emit(redirected, frame, false);
    walk_redirections(node, frame);
    note_files(redirected, frame.upstream);
  }
  return last;
}

std::uint32_t Flattener::walk_children(const Node& node, const Frame& frame) {
  std::uint32_t last = frame.position;
  for (const Node* child : node.children) last = std::max(last, walk(*child, frame));
  return last;
}

/// Members of a pipeline inside a member of another one continue its numbering: data flows through all of them.
std::uint32_t Flattener::walk_pipeline(const Node& node, Frame frame) {
  const Wrapper timed{"time", frame.wrappers};
  if (node.name == "time") frame.wrappers = &timed;
  if (node.children.size() <= 1) return walk_children(node, frame);
  if (frame.pipeline == no_pipeline) frame.pipeline = next_pipeline_++;
  frame.is_alone = false;
  const Scope outer = scope_;
  std::uint32_t last = frame.position;
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    Frame member = frame;
    member.upstream = node.children.first(i);
    last = walk(*node.children[i], member);
    frame.position = last + 1;
    restore(outer);
  }
  return last;
}

/// a && b || c: what stands behind the first may not run, so what it assigns is known only where && leads on from it.
std::uint32_t Flattener::walk_chain(const Node& node, const Frame& frame) {
  const bool is_top = frame.nesting == 0;
  const std::optional<Scope> outer = node.background ? std::optional<Scope>(scope_) : std::nullopt;
  std::uint32_t last = frame.position;
  std::optional<Scope> certain;
  const auto may_have_run = [&] {
    if (!certain) return;
    state_.work.spend(certain->cost() * scope_.cost() / 8);
    Scope joined = *certain;
    joined.join(scope_);
    scope_ = joined;
  };
  for (std::size_t i = 0; i < node.children.size(); ++i) {
    const Node& child = *node.children[i];
    const bool always_runs = i == 0 || (!child.after_or && always_succeeds(*node.children[i - 1]));
    if (!always_runs && !certain) certain = scope_;
    if (child.after_or) may_have_run();
    if (is_top)
      unit(child);
    else
      last = std::max(last, walk(child, frame));
  }
  may_have_run();
  if (outer) scope_ = *outer;
  return last;
}

std::uint32_t Flattener::walk_conditional(const Node& node, const Frame& frame) {
  walk_substitutions(node, frame);
  std::uint32_t last = frame.position;
  std::size_t i = 0;
  if (node.name == "while" || node.name == "until") {
    const Scope first = scope_;
    forget_assigned(node);
    if (node.name == "while" && walk_lines(node, frame, last)) return last;
    last = walk_first_round(node, frame, first);
  }
  if (node.name != "case" && !node.children.empty()) last = walk(*node.children[i++], frame);
  const Scope before = scope_;
  Scope after = scope_;
  for (; i < node.children.size(); ++i) {
    scope_ = before;
    if (before.directory() != after.directory()) scope_.set_directory(after.directory());
    last = std::max(last, walk(*node.children[i], frame));
    state_.work.spend(after.cost() * scope_.cost() / 8);
    after.join(scope_);
  }
  scope_ = after;
  return last;
}

/// Keeps the first of each: a loop or function that was walked again has noted the same trees again.
void Flattener::finish_inner() {
  std::vector<const Node*>& inner = command_.inner;
  std::vector<const Node*> known(inner);
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  if (known.size() == inner.size()) return;
  std::vector<bool> seen(known.size());
  std::erase_if(inner, [&](const Node* tree) {
    const auto at = std::lower_bound(known.begin(), known.end(), tree) - known.begin();
    const bool again = seen[static_cast<std::size_t>(at)];
    seen[static_cast<std::size_t>(at)] = true;
    return again;
  });
}

/// Back to what was known before a part that ran in a shell of its own, or may not have run.
void Flattener::restore(const Scope& outer) {
  state_.work.spend(outer.cost());
  if (!scope_.has_files()) {
    scope_ = outer;
    return;
  }
  const Scope inner = scope_;
  state_.work.spend(inner.cost());
  scope_ = outer;
  scope_.take_files(inner);
}

std::uint32_t Flattener::walk_simple(const Node& node, Frame frame) {
  // what a syntax error left
  if (node.words.empty() && node.assignments.empty() && node.redirections.empty()) return frame.position;
  if (frame.pipeline == no_pipeline) frame.pipeline = next_pipeline_++, frame.is_alone = true;
  Expander expander(state_, scope_);
  Start begin{.node = &node};
  begin.words = begin.started = expander.words(node.words);
  begin.assignments = expander.assignments(node.assignments);
  begin.redirections = expander.redirections(node.redirections);
  Unit& unit = command_.units[frame.unit];
  if (unit.node == &node) unit.words = begin.words;
  const std::uint32_t last = start(begin, frame);
  walk_again_with_possible(node, frame);
  call_function(begin, frame);
  walk_substitutions(node, frame);
  walk_redirections(node, frame);
  forget_side_effects(node.words);
  const bool is_first = frame.pipeline != fed_pipeline_ || frame.position != fed_position_;
  fed_pipeline_ = frame.pipeline;
  fed_position_ = frame.position;
  const std::span<const Node* const> upstream = is_first ? frame.upstream : std::span<const Node* const>();
  apply_effects(begin, upstream);
  note_files(begin, upstream);
  return last;
}

void Flattener::walk_inside(const Node* inside, Frame frame) {
  if (inside == nullptr) return;
  command_.inner.push_back(inside);
  const Scope outer = scope_;
  frame.via = Via::substitution;
  frame.is_alone = false;
  ++frame.depth;
  frame.pipeline = no_pipeline;
  frame.position = 0;
  frame.upstream = {};
  frame.span.reset();
  walk(*inside, frame);
  restore(outer);
}

/// Substitutions inside ${…}, $((…)) or a here-document: a list of their lists.
void Flattener::walk_collection(const Node* collection, const Frame& frame) {
  if (collection == nullptr) return;
  for (const Node* child : collection->children) walk_inside(child, frame);
}

void Flattener::walk_word(const Word& word, const Frame& frame) {
  for (const WordPart& part : word.parts) {
    if (part.node == nullptr) continue;
    if (part.kind == PartKind::command || part.kind == PartKind::process)
      walk_inside(part.node, frame);
    else
      walk_collection(part.node, frame);
  }
}

void Flattener::walk_substitutions(const Node& node, const Frame& frame) {
  for (const Assignment& assignment : node.assignments) {
    walk_word(assignment.subscript, frame);
    walk_word(assignment.value, frame);
    for (const Word& element : assignment.elements) walk_word(element, frame);
  }
  for (const Word& word : node.words) walk_word(word, frame);
}

void Flattener::walk_redirections(const Node& node, const Frame& frame) {
  for (const Redirection& redirection : node.redirections) {
    walk_word(redirection.target, frame);
    walk_collection(redirection.body_commands, frame);
  }
}

}  // namespace vg
