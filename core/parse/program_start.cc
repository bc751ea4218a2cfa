// SPDX-License-Identifier: Apache-2.0
/// One program start: its wrappers come off, the strings it hands to shells are read.
#include <algorithm>

#include "core/base/path.h"
#include "core/parse/flatten.h"

namespace vg {
namespace {

constexpr int max_wrappers = 32;
constexpr std::size_t start_cost = 250;  // unit: see Work
constexpr std::size_t reread_cost = 8;   // of a word, at each further level

/// A name the line has defined as an alias stands for its text.
constexpr WrapperRow alias_row{"alias", "", PayloadForm::joined, in_shell | keeps_rest};

/// What reads the text: this shell, the one that is started, or sh behind some other program. bash reads all that sh
/// does.
Dialect text_dialect(const WrapperRow& row, Dialect here) {
  if ((row.traits & in_shell) != 0) return here;
  if (row.name == "fish") return Dialect::fish;
  if (row.name == "zsh") return Dialect::zsh;
  return here == Dialect::fish || here == Dialect::zsh ? Dialect::bash : here;
}

/// Where env -C and sudo -D go before they start something.
std::optional<std::string> directory_option(std::string_view wrapper, std::span<const Word> words) {
  if (wrapper != "env" && wrapper != "sudo") return std::nullopt;
  for (std::size_t i = 1; i + 1 < words.size(); ++i) {
    const std::optional<std::string> word = words[i].literal();
    if (!word || !word->starts_with('-')) return std::nullopt;
    if (word->starts_with("--chdir=")) return word->substr(8);
    if (*word == "--chdir" || *word == (wrapper == "env" ? "-C" : "-D")) return words[i + 1].literal();
    if (*word == "-u" || *word == "-g") ++i;
  }
  return std::nullopt;
}

/// Whether only here-documents and here-strings are redirected: a shell that read them has nothing left to judge.
bool only_feeds(std::span<const Redirection> redirections) {
  return std::all_of(redirections.begin(), redirections.end(), [](const Redirection& r) {
    return r.kind == RedirectionKind::here_document || r.kind == RedirectionKind::here_string;
  });
}

}  // namespace

void Flattener::emit(const Start& start, const Frame& frame, bool payload_listed) {
  if (command_.invocations.size() >= max_invocations) return;
  Invocation& invocation = command_.invocations.emplace_back();
  invocation.node = start.node;
  invocation.words = start.words;
  invocation.started = start.started;
  invocation.assignments = start.assignments;
  invocation.redirections = start.redirections;
  for (const Wrapper* wrapper = frame.wrappers; wrapper != nullptr; wrapper = wrapper->outer)
    invocation.wrappers.push_back(wrapper->name);
  std::reverse(invocation.wrappers.begin(), invocation.wrappers.end());
  invocation.via = frame.via;
  invocation.span = frame.span.value_or(start.node->span);
  invocation.unit = frame.unit;
  invocation.pipeline = frame.pipeline == no_pipeline ? next_pipeline_++ : frame.pipeline;
  invocation.position = frame.position;
  invocation.depth = frame.depth;
  invocation.payload_listed = payload_listed;
  invocation.fed = frame.fed;
  if (!frame.is_elsewhere) invocation.directory = scope_.directory();
}

/// An alias takes effect with the line behind its definition, and never inside itself. Source: bash(1), ALIASES
const Flattener::Alias* Flattener::find_alias(const Start& start, std::string_view name, const Frame& frame) const {
  for (const Wrapper* wrapper = frame.wrappers; wrapper != nullptr; wrapper = wrapper->outer)
    if (wrapper->name == alias_row.name) return nullptr;
  for (auto alias = aliases_.rbegin(); alias != aliases_.rend(); ++alias) {
    if (alias->name != name) continue;
    const std::uint32_t begin = start.node->span.begin;
    if (begin <= alias->end) return nullptr;
    // What eval reads is a line of its own.
    if (frame.wrappers != nullptr && frame.wrappers->name == "eval") return &*alias;
    const std::string_view between = std::string_view(command_.text).substr(alias->end, begin - alias->end);
    return between.find('\n') == std::string_view::npos ? nullptr : &*alias;
  }
  return nullptr;
}

std::uint32_t Flattener::start(Start start, Frame frame) {
  state_.work.spend(start_cost + aliases_.size());
  std::optional<std::string> outer;
  const std::uint32_t last = start_inside(start, frame, outer);
  if (outer) scope_.set_directory(*outer);
  return last;
}

/// In, out: `outer`: the directory to go back to, where a wrapper left it: env -C DIRECTORY.
std::uint32_t Flattener::start_inside(Start start, Frame frame, std::optional<std::string>& outer) {
  for (int count = 0; count < max_wrappers; ++count) {
    const std::optional<std::string> program = start.words.empty() ? std::nullopt : start.words.front().literal();
    if (!program) break;
    if (const Alias* const alias = find_alias(start, *program, frame)) {
      const Payload text{
          .kind = Payload::Kind::text, .words = state_.arena.copy(&alias->value, 1), .more = start.words.subspan(1)};
      return start_payloads(start, {&alias_row, {text}}, frame);
    }
    const Payloads payloads = find_payloads(start.words, base_name(*program), state_.dialect, state_.arena);
    if (payloads.items.empty()) break;
    if (!state_.work.spend(reread_cost * start.words.size())) break;  // a finding by itself
    const WrapperRow& row = *payloads.row;
    const Payload& first = payloads.items.front();
    if (const std::optional<std::string> target = directory_option(row.name, start.words)) {
      if (!outer) outer = std::string(scope_.directory());
      scope_.set_directory(normalize_path(*target, scope_.directory()));
    }
    if (first.kind != Payload::Kind::program || (row.traits & stays) != 0)
      return start_payloads(start, payloads, frame);
    frame.wrappers = state_.arena.create<Wrapper>({row.name, frame.wrappers});
    frame.is_elsewhere |= (row.traits & elsewhere) != 0;
    if (row.name == "xargs") frame.fed = fed_list(start, frame);
    if (frame.via == Via::direct) frame.via = Via::wrapper;
    start.words = row.name == "xargs" ? with_fed_arguments(start, first.words, frame.fed) : first.words;
    add_assignments(start, first.assignments);
    state_.work.spend(start_cost / 2);
  }
  emit(start, frame, false);
  return frame.position;
}

void Flattener::add_assignments(Start& start, std::span<const Assignment> more) {
  if (more.empty()) return;
  std::vector<Assignment> all(start.assignments.begin(), start.assignments.end());
  all.insert(all.end(), more.begin(), more.end());
  start.assignments = state_.arena.copy(all.data(), all.size());
}

/// Strings for a shell, and programs that do more than start another one.
std::uint32_t Flattener::start_payloads(const Start& start, const Payloads& payloads, const Frame& frame) {
  const WrapperRow& row = *payloads.row;
  if (frame.nesting >= parse_max_depth) {
    state_.problem(start.node->span, "nested too deeply");
    emit(start, frame, false);
    return frame.position;
  }
  Frame inside = frame;
  ++inside.nesting;
  inside.wrappers = state_.arena.create<Wrapper>({row.name, frame.wrappers});
  inside.is_elsewhere |= (row.traits & elsewhere) != 0;
  const bool keeps = (row.traits & stays) != 0;
  const std::size_t own = command_.invocations.size();
  if (keeps) emit(start, frame, true);
  bool complete = true;
  std::uint32_t last = frame.position;
  for (const Payload& payload : payloads.items) {
    if (payload.kind == Payload::Kind::program) {
      Start next = start;
      next.words = payload.words;
      next.redirections = {};
      add_assignments(next, payload.assignments);
      Frame part = inside;
      if (part.via == Via::direct) part.via = Via::wrapper;
      part.span = span_of(payload.words);
      last = std::max(last, this->start(next, part));
    } else {
      last = std::max(last, start_text(start, payload, row, inside, frame, complete));
    }
  }
  if (keeps && own < command_.invocations.size()) command_.invocations[own].payload_listed = complete;
  const bool is_here = (row.traits & in_shell) != 0 && row.form != PayloadForm::handler;
  if (is_here && !complete) scope_.forget_all();
  return last;
}

/// In: `inside`: the frame of what the text starts; `frame`: of the shell itself, which is listed unless it stays in
/// the list anyway or its text was read completely.
std::uint32_t Flattener::start_text(const Start& start, const Payload& payload, const WrapperRow& row, Frame inside,
                                    const Frame& frame, bool& complete) {
  Span origin = frame.span.value_or(start.node->span);
  const Dialect outer_dialect = state_.dialect;
  bool is_known = true;
  const std::optional<std::string> text = payload_text(start, payload, frame, is_known, origin);
  if (text && stands_at(origin, *text)) inside.span.reset();
  const std::size_t problems = state_.problems.size();
  state_.dialect = text_dialect(row, outer_dialect);
  const Node* const tree = text ? parse_text(*text, origin, frame.nesting) : nullptr;
  // A text with holes need not parse; that it is not known shows in the list.
  if (!is_known)
    state_.problems.erase(state_.problems.begin() + static_cast<std::ptrdiff_t>(problems), state_.problems.end());
  complete &= is_known && tree != nullptr;
  const bool keeps = (row.traits & stays) != 0;
  if (tree == nullptr || tree->children.empty() || !is_known) {
    if (!keeps) emit(start, frame, false);
    if (tree == nullptr) return state_.dialect = outer_dialect, frame.position;
  } else if (!keeps && !(start.assignments.empty() && only_feeds(start.redirections) && !reads_file(start, payload))) {
    Start rest = start;
    // That a file is run is worth a look of its own, whatever it holds.
    if (!reads_file(start, payload)) rest.words = rest.started = {};
    emit(rest, frame, true);
  }
  inside.via = Via::shell_string;
  ++inside.depth;
  if (inside.is_alone) inside.pipeline = no_pipeline, inside.position = 0;
  inside.is_alone = false;
  if (payload.kind == Payload::Kind::input) inside.upstream = {};
  const bool is_here = (row.traits & in_shell) != 0 && row.form != PayloadForm::handler;
  const Scope outer = scope_;
  if (!is_here) enter_shell(start, payload, inside);
  std::uint32_t last = frame.position;
  if (!payload.more.empty() && tree->children.size() == 1 && tree->children[0]->kind == NodeKind::simple) {
    Start next = start;
    std::vector<Word> words(tree->children[0]->words.begin(), tree->children[0]->words.end());
    words.insert(words.end(), payload.more.begin(), payload.more.end());
    next.words = state_.arena.copy(words.data(), words.size());
    next.redirections = {};
    last = this->start(next, inside);
  } else {
    last = walk(*tree, inside);
  }
  if (!is_here) scope_ = outer;
  state_.dialect = outer_dialect;
  return last;
}

/// What a new shell knows: our variables (as if all were exported), those given to it alone, its own $1 $2 …
void Flattener::enter_shell(const Start& start, const Payload& payload, const Frame& inside) {
  for (const Assignment& assignment : start.assignments) assign(assignment);
  const std::span<const Word> arguments = payload.arguments;
  if (arguments.empty())
    scope_.set_positional(std::span<const Word>{});
  else
    scope_.set_positional(arguments.subspan(1), arguments.front().parts);
  if (!inside.is_elsewhere) return;
  scope_.forget("HOME");
  scope_.set_directory({});
}

/// Whether the command's own text is `text` there, so that what is read from it has places of its own.
bool Flattener::stands_at(Span origin, std::string_view text) const {
  return std::string_view(command_.text).substr(origin.begin, origin.end - origin.begin) == text;
}

const Node* Flattener::parse_text(const std::string& text, Span origin, unsigned nesting) {
  std::string_view what;
  if (text.find('\0') != std::string::npos)
    what = "NUL byte in a string for a shell";
  else if (text.size() > parse_max_bytes || text.size() > state_.bytes_left)
    what = "too much text for a shell";
  else if (nesting >= parse_max_depth)
    what = "nested too deeply";
  if (!what.empty()) {
    state_.problem(origin, what);
    return nullptr;
  }
  state_.bytes_left -= text.size();
  const std::string_view copy = state_.arena.copy(text);
  // Something has to be left for following what was read.
  const std::uint32_t left = state_.work.left(), most = left / 2;
  state_.work = Work(most);
  const Node* const tree = stands_at(origin, text) ? read_program(state_, copy, std::nullopt, nesting, origin.begin)
                                                   : read_program(state_, copy, origin, nesting);
  state_.work = Work(left - most + state_.work.left());
  if (tree != nullptr) command_.inner.push_back(tree);
  return tree;
}

}  // namespace vg
