// SPDX-License-Identifier: Apache-2.0
#include "core/parse/parse.h"

#include <algorithm>

#include "core/base/path.h"
#include "core/base/text.h"
#include "core/parse/flatten.h"
#include "core/parse/parser.h"

namespace vg {
namespace {

/// Tree bytes per text byte, roughly: one block is enough for most lines.
constexpr std::size_t arena_factor = 24;

constexpr std::uint32_t most_patience = 256;

/// The tree's part of the work; the rest, and what the tree leaves of this, is for following it.
constexpr std::uint32_t tree_work(std::uint32_t most_work) {
  return most_work / 5 * 3;
}

/// Programs that look at argv[0] to know which one they are to be.
constexpr bool is_multi_call(std::string_view name) {
  return name == "busybox" || name == "toybox" || name == "coreutils" || name == "sbase-box" || name == "ubase-box";
}

Command make_command(const Request& request, std::size_t size) {
  Command command;
  command.request = &request;
  command.arena = std::make_shared<Arena>(std::min(size, parse_max_bytes) * arena_factor + 2048);
  return command;
}

Command parse_line(const Request& request, std::uint32_t most_work) {
  Command command = make_command(request, request.line.size());
  command.text = request.line;
  command.problems.reserve(0);
  ParseState state(*command.arena, command.problems, request.dialect, tree_work(most_work));
  // Interactive zsh takes # for a character like any other, unless told otherwise (zshoptions(1),
  // INTERACTIVE_COMMENTS).
  state.has_comments = !(request.dialect == Dialect::zsh && request.entry == EntryPoint::hook);
  std::string_view text = request.line;
  if (text.size() > parse_max_bytes) {
    state.problem({static_cast<std::uint32_t>(parse_max_bytes), static_cast<std::uint32_t>(text.size())},
                  "longer than 64 KiB");
    text = text.substr(0, parse_max_bytes);
  }
  state.words_left *= std::clamp(request.patience, 1u, most_patience);
  command.root = read_program(state, command.arena->copy(text), std::nullopt, 0);
  const std::uint32_t spent = tree_work(most_work) - state.work.left();
  state.work = Work(most_work - spent);
  Flattener(command, state).run();
  command.work = most_work - state.work.left();
  return command;
}

/// The words of an argv; their spans are those of the quoted text.
std::vector<Word> argv_words(const Request& request, Command& command, ParseState& state) {
  std::vector<Word> words;
  for (const std::string& argument : request.argv) {
    if (!command.text.empty()) command.text += ' ';
    const auto begin = static_cast<std::uint32_t>(command.text.size());
    command.text += shell_quoted({argument});
    const Span span{begin, static_cast<std::uint32_t>(command.text.size())};
    if (words.size() == parse_max_words) {
      if (command.problems.empty()) state.problem(span, "too many words");
      continue;
    }
    const WordPart part{.kind = PartKind::literal, .quoted = true, .text = command.arena->copy(argument)};
    words.push_back({span, command.arena->copy(&part, 1)});
  }
  return words;
}

Command parse_argv(const Request& request, std::uint32_t most_work) {
  std::size_t size = 0;
  for (const std::string& argument : request.argv) size += argument.size() + 8;
  Command command = make_command(request, size);
  Arena& arena = *command.arena;
  ParseState state(arena, command.problems, Dialect::bash, most_work);
  std::vector<Word> words = argv_words(request, command, state);
  state.words_left -= std::min(words.size(), parse_max_words - 1);
  const Span span{0, static_cast<std::uint32_t>(command.text.size())};
  const std::span<const Word> argv = arena.copy(words.data(), words.size());
  const Node* const simple = arena.create<Node>({.kind = NodeKind::simple, .span = span, .words = argv});
  command.root = arena.create<Node>({.kind = NodeKind::list, .span = span, .children = arena.copy(&simple, 1)});
  std::span<const Word> judged = argv;
  const std::string_view program = base_name(request.program);
  if (!request.program.empty() && program != base_name(request.argv.front()) && !is_multi_call(program)) {
    const WordPart part{.kind = PartKind::literal, .quoted = true, .text = arena.copy(request.program)};
    words.front().parts = arena.copy(&part, 1);
    judged = arena.copy(words.data(), words.size());
  }
  Flattener(command, state).run_argv(judged);
  command.work = most_work - state.work.left();
  return command;
}

}  // namespace

Result<Command> parse(const Request& request) {
  return parse(request, parse_max_work * std::clamp(request.patience, 1u, most_patience));
}

Result<Command> parse(const Request& request, std::uint32_t most_work) {
  if (request.is_argv() && !request.line.empty()) return fail("both a line and an argv to run");
  if (request.is_argv()) return parse_argv(request, most_work);
  if (request.line.empty()) return fail("nothing to run");
  if (request.line.find('\0') != std::string::npos) return fail("NUL byte in the line");
  return parse_line(request, most_work);
}

}  // namespace vg
