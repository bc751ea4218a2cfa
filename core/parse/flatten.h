// SPDX-License-Identifier: Apache-2.0
/// Finds every program start of a parsed line, in order, following what the line does to its variables.
#pragma once

#include <optional>
#include <string>

#include "core/parse/assign.h"
#include "core/parse/expand.h"
#include "core/parse/parser.h"
#include "core/parse/payload.h"
#include "core/parse/scope.h"

namespace vg {

class Flattener {
 public:
  Flattener(Command& command, ParseState& state)
      : command_(command), state_(state), scope_(*command.request, state.arena) {}

  /// Fills Command::units and Command::invocations from Command::root.
  void run();
  /// The same for an argv; `words` are those to judge where the program is not the one argv[0] names.
  void run_argv(std::span<const Word> words);

 private:
  static constexpr std::uint32_t no_pipeline = 0xffffffff;
  static constexpr std::size_t max_invocations = 4096;

  /// The wrappers around something, innermost first.
  struct Wrapper {
    std::string_view name;
    const Wrapper* outer = nullptr;
  };

  /// Where in the line we are.
  struct Frame {
    Via via = Via::direct;
    const Wrapper* wrappers = nullptr;
    std::uint32_t unit = 0;
    std::uint32_t pipeline = no_pipeline;
    std::uint32_t position = 0;
    std::uint32_t depth = 0;
    unsigned nesting = 0;
    unsigned unrolled = 0;
    bool is_alone = false;                  ///< the pipeline has no other members
    std::string_view fed;                   ///< the list that xargs or parallel takes values from, where it is known
    bool is_elsewhere = false;              ///< behind ssh, chroot …: our home and directory mean nothing there
    std::optional<Span> span;               ///< of a payload that is only a part of its command
    std::span<const Node* const> upstream;  ///< the members of the pipeline in front
  };

  /// A program start while its wrappers are taken off.
  struct Start {
    const Node* node = nullptr;
    std::span<const Word> words;
    std::span<const Word> started;
    std::span<const Assignment> assignments;
    std::span<const Redirection> redirections;
  };

  struct Alias {
    std::string_view name;
    Word value;
    std::uint32_t end = 0;  ///< of the command that defined it
  };

  // flatten.cc. Each returns the greatest position in the pipeline it used.
  std::uint32_t walk(const Node& node, Frame frame);
  std::uint32_t walk_children(const Node& node, const Frame& frame);
  std::uint32_t walk_pipeline(const Node& node, Frame frame);
  std::uint32_t walk_chain(const Node& node, const Frame& frame);
  std::uint32_t walk_conditional(const Node& node, const Frame& frame);
  std::uint32_t walk_first_round(const Node& node, const Frame& frame, const Scope& first);
  bool walk_counted(const Node& node, const Frame& frame, std::uint32_t& last);
  std::uint32_t walk_loop(const Node& node, Frame frame);
  std::uint32_t walk_function(const Node& node, Frame frame);
  std::uint32_t walk_simple(const Node& node, Frame frame);
  void walk_substitutions(const Node& node, const Frame& frame);
  void walk_redirections(const Node& node, const Frame& frame);
  void walk_word(const Word& word, const Frame& frame);
  void walk_inside(const Node* inside, Frame frame);
  void walk_again_with_possible(const Node& node, const Frame& frame);
  void call_function(const Start& start, Frame frame);
  void finish_inner();
  void restore(const Scope& outer);
  void walk_collection(const Node* collection, const Frame& frame);
  void unit(const Node& node);
  Frame next_unit(const Node& node);
  bool is_full();

  // program_start.cc
  std::uint32_t start(Start start, Frame frame);
  std::uint32_t start_inside(Start start, Frame frame, std::optional<std::string>& outer);
  std::uint32_t start_payloads(const Start& start, const Payloads& payloads, const Frame& frame);
  std::uint32_t start_text(const Start& start, const Payload& payload, const WrapperRow& row, Frame inside,
                           const Frame& frame, bool& complete);
  void add_assignments(Start& start, std::span<const Assignment> more);
  void enter_shell(const Start& start, const Payload& payload, const Frame& inside);
  bool stands_at(Span origin, std::string_view text) const;
  const Node* parse_text(const std::string& text, Span origin, unsigned nesting);
  std::optional<std::string> payload_text(const Start& start, const Payload& payload, const Frame& frame,
                                          bool& complete, Span& origin);
  std::optional<std::string> input_text(const Start& start, const Frame& frame, bool& complete, Span& origin,
                                        int fd = 0);
  static bool reads_file(const Start& start, const Payload& payload);
  std::string_view fed_list(const Start& start, const Frame& frame);
  std::span<const Word> with_fed_arguments(const Start& start, std::span<const Word> words, std::string_view list);
  const Alias* find_alias(const Start& start, std::string_view name, const Frame& frame) const;
  void emit(const Start& start, const Frame& frame, bool payload_listed);

  // effects.cc
  void apply_effects(const Start& start, std::span<const Node* const> upstream);
  void assign(const Assignment& assignment) { vg::assign(assignment, state_, scope_); }
  void declare(std::span<const Word> words);
  void define_aliases(std::span<const Word> words, std::uint32_t end);
  void change_directory(std::span<const Word> words);
  void set_positional(std::span<const Word> words);
  void forget_side_effects(std::span<const Word> words);
  void forget_assigned(const Node& node);
  void forget_operands(std::span<const Word> words);
  void forget_names_in(std::string_view expression);

  // written_files.cc
  void note_files(const Start& start, std::span<const Node* const> upstream);
  void note_copies(std::span<const Word> words, std::span<const Node* const> upstream);
  std::optional<std::string> written_text(const Node& node, std::span<const Node* const> upstream);
  std::optional<std::string> file_text(const Word& name);

  // read_values.cc
  bool set_read_value(const Start& start, std::span<const Word> words, std::span<const Node* const> upstream);
  bool set_unknown_value(const Start& start, std::span<const Word> words, bool lines);
  bool set_fields(const Start& start, std::span<const Word> words, std::string_view& text);
  std::optional<std::string> read_text(std::span<const Redirection> redirections,
                                       std::span<const Node* const> upstream);
  Word literal_word(std::string_view text);
  bool walk_lines(const Node& node, const Frame& frame, std::uint32_t& last);

  Command& command_;
  ParseState& state_;
  Scope scope_;
  std::uint32_t next_pipeline_ = 0;
  std::vector<Alias> aliases_;
  bool is_full_ = false;
  std::vector<std::string_view> calling_;  ///< names of those being walked because they were called
  int calls_ = 0;                          ///< bodies walked because they were called
  /// The member of a pipeline that the last command stood in: what comes next in it has less to read.
  std::uint32_t fed_pipeline_ = no_pipeline, fed_position_ = 0;
};

}  // namespace vg
