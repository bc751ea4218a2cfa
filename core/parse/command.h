// SPDX-License-Identifier: Apache-2.0
/// A request understood as shell: a tree of nodes, and the list of program starts found in it.
///
/// Everything below Command is plain data in the command's arena: string_views and spans stay valid as long as the
/// Command (or a copy of it) lives. Nothing here was expanded by a shell; what cannot be known says so.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/request.h"

namespace vg {

class Arena;
struct Node;

/// Byte range in Command::text. Nodes from re-parsed strings (`sh -c '…'`) point at the word that held the string,
/// unless that stands in the text as it is, as here-documents mostly do.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

enum class PartKind : std::uint8_t {
  literal,     ///< text is the value, quotes removed
  glob,        ///< unquoted pattern characters; text is the pattern
  variable,    ///< $x, ${x…}: text is the name or expression; value unknown
  command,     ///< $(…) or `…`: `node` is the parsed inside
  arithmetic,  ///< $((…))
  process,     ///< <(…) or >(…): `node` is the parsed inside
};

struct WordPart {
  PartKind kind = PartKind::literal;
  bool quoted = false;
  std::string_view text;
  /// command, process: the parsed inside. variable, arithmetic, glob: list of the substitutions inside, or nullptr.
  const Node* node = nullptr;
  bool is_tilde = false;  ///< the unquoted tilde at the start of a word; text is the home where that is known
};

struct Word {
  Span span;
  std::span<const WordPart> parts;

  /// The whole value where every part is literal (quoted or not); nullopt otherwise.
  /// An unquoted leading "~" counts as literal; see is_tilde().
  std::optional<std::string> literal() const;
  /// Leading literal text, as much as is known before the first unknown part.
  std::string literal_prefix() const;
  /// Whether it starts with an unquoted tilde (so that "~" means a home directory).
  bool is_tilde() const;
  bool has(PartKind kind) const;
};

struct Assignment {
  Span span;
  std::string_view name;
  bool append = false;  ///< name+=value
  Word value;
  Word subscript;         ///< name[subscript]=value; without parts where there is none
  bool is_array = false;  ///< name=(…): `elements`, and no value
  std::span<const Word> elements;
};

enum class RedirectionKind : std::uint8_t {
  read,           ///< <
  write,          ///< >  >|  &>
  append,         ///< >> &>>
  read_write,     ///< <>
  duplicate,      ///< <&n >&n
  here_document,  ///< << <<-
  here_string,    ///< <<<
};

struct Redirection {
  RedirectionKind kind = RedirectionKind::read;
  int fd = -1;  ///< the number written in front, or -1 for the operator's default
  Span span;
  Word target;                          ///< file, descriptor, here-string; delimiter of a here-document
  std::string_view body;                ///< here-document text
  bool body_is_literal = false;         ///< the delimiter was quoted: nothing in the body expands
  std::uint32_t body_begin = 0;         ///< where the body stands in Command::text as it is; 0 where it does not
  const Node* body_commands = nullptr;  ///< list node with the substitutions of an expanding body, or nullptr
  std::string_view op;                  ///< as written: ">|", "&>", "<<-"
  std::string_view fd_name;             ///< {name}>file: the variable that receives the number
};

enum class NodeKind : std::uint8_t {
  simple,       ///< assignments, words, redirections
  pipeline,     ///< children, `negated`
  and_or,       ///< children joined by && or ||
  list,         ///< children in sequence; a child may be `background`
  subshell,     ///< ( … )
  group,        ///< { … }
  conditional,  ///< if, while, until, case: children are every list inside; words of case: subject and patterns
  loop,         ///< for, select, c-style for (no `name`): words are the values or the one arithmetic part
  function,     ///< name() body: `name`, one child
  test,         ///< [[ … ]] or (( … )): words where known
};

struct Node {
  NodeKind kind = NodeKind::list;
  Span span;
  bool negated = false;
  bool background = false;
  std::string_view name;  ///< function or loop variable; "if", "while", "until", "case"; "[[", "(("; "time"
  std::span<const Assignment> assignments;
  std::span<const Word> words;
  std::span<const Redirection> redirections;
  std::span<const Node* const> children;
  bool is_select = false;  ///< the loop is a `select`
  bool after_or = false;   ///< a later child of and_or: joined by || instead of &&
};

/// How a program start came to be in the line.
enum class Via : std::uint8_t {
  direct,
  wrapper,       ///< behind sudo, env, nice, xargs …
  substitution,  ///< inside $( ), ` `, <( ), >( )
  shell_string,  ///< inside the string of `sh -c`, eval, a here-document fed to a shell
  function,      ///< body of a function defined in the line
};

/// One program start: the words of a simple command after wrappers are taken off. Variables the line itself has set to
/// a known value, HOME, PWD and the tilde are replaced by that value; the tree keeps what was written.
///
/// Wrappers (sudo, env …) and shells whose literal string was read do not appear themselves; they are named in
/// `wrappers`. Programs that do more than start another one (find -exec, ssh, docker exec, trap, poetry run) appear,
/// followed by what they start. So does everything whose payload could not be read.
struct Invocation {
  const Node* node = nullptr;   ///< the simple command, or a compound one that has redirections
  std::span<const Word> words;  ///< words[0] is the program; empty for a bare assignment or redirection, for those
                                ///< of a compound command, and for those of a shell whose string was read
  std::span<const Assignment> assignments;  ///< in front of it, those given to `env` included
  std::span<const Redirection> redirections;
  std::vector<std::string_view> wrappers;  ///< outermost first: {"sudo", "nice"}
  Via via = Via::direct;
  Span span;
  std::uint32_t unit = 0;         ///< index into Command::units
  std::uint32_t pipeline = 0;     ///< invocations with the same number are members of one pipeline
  std::uint32_t position = 0;     ///< 0 = first member of that pipeline; greater = later in the flow of data
  std::uint32_t depth = 0;        ///< nesting of strings and substitutions
  std::span<const Word> started;  ///< the whole program start the shell makes, wrappers included
  bool payload_listed = false;    ///< what this program starts was read in full and follows in the list
  std::string_view fed;           ///< behind xargs: the list it takes values from, where the line holds it
  /// The working directory as if every `cd` before it had succeeded; empty where that is not known.
  std::string_view directory;

  /// base name of words[0] where it is literal, else empty.
  std::string program_name() const;
};

/// What a shell would run and judge separately: an element of the top-level list (between ; && || & and newlines).
struct Unit {
  Span span;
  const Node* node = nullptr;
  bool is_simple = false;       ///< one simple command without compound syntax
  std::span<const Word> words;  ///< of a simple command: its words with what is known filled in, wrappers included
};

/// Something that was not understood. The classifier turns each into a finding.
struct ParseProblem {
  Span span;
  std::string what;  ///< "unterminated quote"
};

struct Command {
  const Request* request = nullptr;  ///< outlives the command
  std::string text;                  ///< the line; for an argv request the argv quoted for a shell
  std::shared_ptr<Arena> arena;
  const Node* root = nullptr;  ///< list node; nullptr only where nothing could be parsed
  /// The insides of substitutions and of strings for shells, wherever they stand below `root`; each once.
  std::vector<const Node*> inner;
  std::vector<Unit> units;
  std::vector<Invocation> invocations;  ///< in order of appearance
  std::vector<ParseProblem> problems;
  std::uint32_t work = 0;  ///< what understanding it took. Unit: see Work

  /// Injective encoding: equal exactly for commands that mean the same start. A request of one simple command with only
  /// literal words encodes as its argv (the same whether it came as line or argv); anything else as its tree.
  std::string canonical() const;
  /// canonical() of the program start behind one invocation (`started`: with its wrappers), where all words are literal
  /// and it has no assignments in front and no redirections beside duplications; nullopt otherwise.
  /// Equal to canonical() of a request with that argv.
  static std::optional<std::string> canonical(const Invocation& invocation);
};

}  // namespace vg
