// SPDX-License-Identifier: Apache-2.0
// Loops over what a file, a program or a text lists: while read f; do … done < LIST, for f in $(LIST); do … done.
#include <algorithm>
#include <string>

#include "core/classify/flows.h"

namespace vg::rules {
namespace {

constexpr NameList deleters = "rm|shred|unlink|rmdir";
constexpr NameList talkers =
    "curl|wget|http|xh|nc|ncat|netcat|socat|telnet|dig|host|nslookup|ping|drill|ssh|openssl|mail|sendmail";
constexpr std::size_t most_lines = 16;

struct Loop {
  Span body;
  std::vector<std::string_view> names;  ///< variables that hold a listed value
  Source source;
  const Start* lister = nullptr;  ///< the one program that lists, where there is one
  std::string_view text;          ///< the list itself, where it stands in the line
};

bool is_inside(Span inner, Span outer) {
  return inner.begin >= outer.begin && inner.end <= outer.end;
}

/// The names behind `read` anywhere in a condition.
void collect_read_names(const Node& node, std::vector<std::string_view>& names, int depth) {
  if (depth > 8) return;
  if (node.kind == NodeKind::simple && !node.words.empty()) {
    std::size_t at = 0;
    while (at < node.words.size() && in_list("builtin|command", node.words[at].literal().value_or(""))) ++at;
    if (at < node.words.size() && node.words[at].literal() == "read") {
      names.emplace_back("REPLY");
      for (const Word& word : node.words.subspan(at + 1))
        if (word.parts.size() == 1 && word.parts[0].kind == PartKind::literal && !word.parts[0].text.starts_with('-'))
          names.push_back(word.parts[0].text);
    }
  }
  for (const Node* child : node.children)
    if (child != nullptr) collect_read_names(*child, names, depth + 1);
}

std::string_view variable_name(std::string_view expression) {
  if (expression.starts_with("${")) expression.remove_prefix(2);
  if (expression.starts_with('$')) expression.remove_prefix(1);
  std::size_t end = 0;
  while (end < expression.size() && (expression[end] == '_' || (expression[end] >= '0' && expression[end] <= '9') ||
                                     ((expression[end] | 32) >= 'a' && (expression[end] | 32) <= 'z')))
    ++end;
  return expression.substr(0, end);
}

bool holds_value(const Loop& loop, const Arg& arg) {
  if (arg.known) return false;
  const std::string_view name = variable_name(arg.variable);
  return std::find(loop.names.begin(), loop.names.end(), name) != loop.names.end();
}

bool any_value(const Loop& loop, const Start& start) {
  return std::any_of(start.args.begin(), start.args.end(), [&](const Arg& arg) { return holds_value(loop, arg); });
}

bool runs_value(const Judge& judge, const Loop& loop, const Start& start) {
  if (start.args.empty()) return false;
  if (holds_value(loop, start.args[0])) return true;
  if (start.name == "eval" || start.name == "source" || start.name == ".") return any_value(loop, start);
  if (!is_shell(start.name)) return false;
  for (std::size_t i = 1; i < start.args.size(); ++i)
    if (start.args[i].is("-c") && i + 1 < start.args.size() && start.args[i + 1].text.empty())
      return holds_value(loop, start.args[i + 1]);
  for (const Redirection& redirection : start.invocation->redirections)
    if (redirection.kind == RedirectionKind::here_string && holds_value(loop, judge.words().value(redirection.target)))
      return true;
  return false;
}

/// : > "$f", > "$f", cat /dev/null > "$f": nothing is put into the file.
bool empties_value(const Judge& judge, const Loop& loop, const Start& start) {
  if (!prints_nothing(start)) return false;
  return std::any_of(start.invocation->redirections.begin(), start.invocation->redirections.end(),
                     [&](const Redirection& redirection) {
                       return redirection.kind == RedirectionKind::write &&
                              holds_value(loop, judge.words().value(redirection.target));
                     });
}

/// The words of `start` with one line of the list in the place of the variable.
void judge_with_lines(Judge& judge, const Loop& loop, const Start& start) {
  std::string_view rest = loop.text;
  for (std::size_t count = 0; !rest.empty() && count < most_lines; ++count) {
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    if (line.empty()) continue;
    if (runs_value(judge, loop, start)) {
      judge.judge_line(line, start);
      continue;
    }
    Args args = start.args;
    for (Arg& arg : args) {
      if (!holds_value(loop, arg)) continue;
      arg.text = judge.keep(std::string(arg.text) + std::string(line) + std::string(arg.rest));
      arg.known = true;
    }
    judge.judge_words(args, 0, start);
  }
}

void judge_body(Judge& judge, const Loop& loop) {
  for (const Start& start : judge.starts()) {
    if (!is_inside(start.span, loop.body)) continue;
    if (empties_value(judge, loop, start)) judge.add("FO004", start);
    const bool runs = runs_value(judge, loop, start);
    if (!runs && !any_value(loop, start)) continue;
    if (!loop.text.empty()) {
      judge_with_lines(judge, loop, start);
    } else if (runs) {
      judge_sources(judge, start, loop.source, true);
    } else if (in_list(deleters, start.name)) {
      judge_fed_deletion(judge, start, loop.lister);
    } else if ((loop.source.secret || loop.source.environment) && in_list(talkers, start.name)) {
      judge.add("EX001", start);
    }
  }
}

bool is_secret_file(const Judge& judge, const Node& node, const Arg& file) {
  Start here;
  here.directory = judge.request().working_directory;
  if (const Start* start = judge.start_of(node)) here.directory = start->directory;
  return (judge.locate(here, file).kinds & (kind_secret | kind_public_secret)) != 0;
}

/// What a substitution lists. Out: whether it lists anything that is not known.
void read_listing(Judge& judge, const Node& inside, Loop& loop) {
  loop.source = source_of_node(judge, inside);
  for (const Start& start : judge.starts())
    if (is_inside(start.span, inside.span) && in_list("find|gfind|fd|ls|git", start.name)) loop.lister = &start;
}

void judge_while(Judge& judge, const Node& node) {
  Loop loop;
  collect_read_names(*node.children[0], loop.names, 0);
  if (loop.names.empty()) return;
  loop.body = node.children[1]->span;
  for (const Redirection& redirection : node.redirections) {
    if (redirection.kind == RedirectionKind::here_document) {
      loop.text = redirection.body;
    } else if (redirection.kind == RedirectionKind::here_string) {
      const Arg value = judge.words().value(redirection.target);
      if (value.known)
        loop.text = value.text;
      else if (value.source != nullptr)
        read_listing(judge, *value.source, loop);
    } else if (redirection.kind == RedirectionKind::read) {
      const Arg value = judge.words().value(redirection.target);
      loop.source.file = true;
      loop.source.secret = is_secret_file(judge, node, value);
      loop.source.download = holds_download(judge, value.text);
      if (value.source != nullptr) read_listing(judge, *value.source, loop);
    } else {
      continue;
    }
    return judge_body(judge, loop);
  }
}

void judge_for(Judge& judge, const Node& node) {
  for (const Word& word : node.words)
    for (const WordPart& part : word.parts) {
      if (part.kind != PartKind::command || part.node == nullptr) continue;
      Loop loop;
      loop.names.push_back(node.name);
      loop.body = node.children[0]->span;
      read_listing(judge, *part.node, loop);
      return judge_body(judge, loop);
    }
}

}  // namespace

bool prints_nothing(const Start& start) {
  if (start.args.empty()) return true;
  if (start.name == ":" || start.name == "true") return true;
  if (start.name == "cat") return start.args.size() == 2 && start.args[1].is("/dev/null");
  if (start.name == "echo") return start.args.size() == 2 && start.args[1].is("-n");
  return start.name == "printf" && start.args.size() == 2 && start.args[1].is("");
}

void judge_loop_input(Judge& judge, const Node& node, std::size_t& looked_at) {
  constexpr std::size_t most_loops = 32;
  const bool lists = node.kind == NodeKind::loop && std::any_of(node.words.begin(), node.words.end(),
                                                                [](const Word& w) { return w.has(PartKind::command); });
  if (!lists && (node.kind != NodeKind::conditional || node.redirections.empty())) return;
  if (looked_at > most_loops) return;
  if (++looked_at > most_loops) return judge.add("OB006", node.span, 0);
  if (node.kind == NodeKind::conditional && (node.name == "while" || node.name == "until") &&
      node.children.size() >= 2 && node.children[0] != nullptr && node.children[1] != nullptr &&
      !node.redirections.empty())
    judge_while(judge, node);
  if (node.kind == NodeKind::loop && !node.name.empty() && !node.children.empty() && node.children[0] != nullptr)
    judge_for(judge, node);
}

}  // namespace vg::rules
