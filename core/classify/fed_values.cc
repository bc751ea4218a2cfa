// SPDX-License-Identifier: Apache-2.0
// xargs and parallel with a list that is known: the commands they would start.
#include "core/base/path.h"
#include "core/base/text.h"
#include "core/classify/flows.h"

namespace vg::rules {
namespace {

constexpr std::size_t most_values = 16;
constexpr NameList xargs_valued =
    "-a|-d|-E|-I|-L|-n|-P|-s|--arg-file|--delimiter|--max-lines|--max-args|--max-procs|--max-chars";
constexpr NameList parallel_valued =
    "-a|-j|-C|-d|-I|-L|-n|-N|-P|-S|-s|--arg-file|--jobs|--colsep|--joblog|--results|--timeout|--workdir|--delay|--max-"
    "args|--max-procs";

struct Feeder {
  std::size_t begin = 0;  ///< first word of the payload in the whole start
  std::string_view mark;  ///< what is replaced by a value; empty: values are appended
  bool is_parallel = false;
  bool by_line = false;   ///< a value is a line, blanks included
  bool one_each = false;  ///< a command has a bounded number of values
  bool from_file = false;
};

/// Finds xargs or parallel among `words` and reads its options.
bool read_feeder(const Args& words, Feeder& feeder) {
  std::size_t i = 0;
  while (i < words.size() && base_name(words[i].text) != "xargs" && base_name(words[i].text) != "parallel") ++i;
  if (i >= words.size()) return false;
  feeder.is_parallel = base_name(words[i].text) == "parallel";
  feeder.by_line = feeder.is_parallel;
  if (feeder.is_parallel) feeder.mark = "{}";
  for (++i; i < words.size() && words[i].is_option(); ++i) {
    const std::string_view text = words[i].text;
    if (text == "-I" && i + 1 < words.size()) {
      feeder.mark = words[++i].text;
      feeder.by_line = true;
      continue;
    }
    if (text.starts_with("-I") || text.starts_with("--replace=")) {
      feeder.mark = text.substr(text.starts_with("-I") ? 2 : 10);
      feeder.by_line = true;
    } else if (text == "-i" || text == "--replace" || text.starts_with("-i")) {
      feeder.mark = text.size() > 2 && text[1] == 'i' ? text.substr(2) : std::string_view("{}");
      feeder.by_line = true;
    }
    feeder.one_each = feeder.one_each || text.starts_with("--max-") ||
                      (!text.starts_with("--") && text.find_first_of("nLl") != std::string_view::npos);
    feeder.from_file = feeder.from_file || text.starts_with("-a") || text.starts_with("--arg-file");
    if (in_list(feeder.is_parallel ? parallel_valued : xargs_valued, text)) ++i;
  }
  feeder.begin = i;
  return true;
}

std::string replaced(std::string_view text, std::string_view mark, std::string_view value) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (!mark.empty() && text.substr(at, mark.size()) == mark) {
      out += value;
      at += mark.size();
    } else {
      out += text[at++];
    }
  }
  return out;
}

std::string line_for(const Args& words, const Feeder& feeder, std::string_view value, std::string_view quoted) {
  std::string line;
  bool used = false;
  for (std::size_t i = feeder.begin; i < words.size() && !words[i].text.starts_with(":::"); ++i) {
    const bool marked = !feeder.mark.empty() && words[i].text.find(feeder.mark) != std::string_view::npos;
    used = used || marked;
    const std::string word = marked ? replaced(words[i].text, feeder.mark, value) : std::string(words[i].text);
    if (!line.empty()) line += ' ';
    // parallel hands one string to a shell; the quotes of the words are gone by then. Those around the string of a
    // shell are taken as meant.
    const bool is_string = i > feeder.begin + 1 && is_shell(base_name(words[feeder.begin].text)) &&
                           words[i - 1].is_option() && words[i - 1].text.ends_with('c');
    line += feeder.is_parallel && !is_string ? word : shell_quoted({word});
  }
  // A replace string that stands nowhere is taken for an oversight.
  if (!used) line += (line.empty() ? "" : " ") + std::string(feeder.is_parallel ? value : quoted);
  return line;
}

bool names_feeder(const Word& word) {
  const std::optional<std::string> text = word.literal();
  return text && (base_name(*text) == "xargs" || base_name(*text) == "parallel");
}

/// The simple command around `inside` that holds xargs or parallel.
const Node* feeder_node(const Node& node, Span inside, int depth) {
  constexpr int deepest = 32;
  if (depth > deepest || node.span.begin > inside.begin || node.span.end < inside.end) return nullptr;
  if (node.kind == NodeKind::simple) {
    for (const Word& word : node.words)
      if (names_feeder(word)) return &node;
    return nullptr;
  }
  for (const Node* child : node.children)
    if (const Node* found = child == nullptr ? nullptr : feeder_node(*child, inside, depth + 1)) return found;
  return nullptr;
}

const Node* feeder_node_of(const Judge& judge, const Start& start) {
  const Node* root = judge.command().root;
  const Node* node = root == nullptr ? nullptr : feeder_node(*root, start.span, 0);
  for (const Node* inner : judge.command().inner)
    if (node == nullptr) node = feeder_node(*inner, start.span, 0);
  return node;
}

}  // namespace

Args feeder_words(const Judge& judge, const Start& start) {
  const std::span<const Word> started = start.invocation->started;
  for (const Word& word : started)
    if (names_feeder(word)) return judge.read_words(started);
  // parallel gives its words to a shell: the start is one inside that text, and the words are in the tree.
  const Node* node = feeder_node_of(judge, start);
  return node == nullptr ? Args() : judge.read_words(node->words);
}

std::span<const Redirection> feeder_redirections(const Judge& judge, const Start& start) {
  for (const Word& word : start.invocation->started)
    if (names_feeder(word)) return start.invocation->redirections;
  const Node* node = feeder_node_of(judge, start);
  return node == nullptr ? start.invocation->redirections : node->redirections;
}

bool has_list_file(const Judge& judge, const Start& start) {
  Feeder feeder;
  return read_feeder(feeder_words(judge, start), feeder) && feeder.from_file;
}

bool judge_fed_values(Judge& judge, const Start& start, std::string_view list) {
  const Args words = feeder_words(judge, start);
  Feeder feeder;
  if (!read_feeder(words, feeder)) return false;
  // xargs gives all values to one command: "-rf" and "/" may come as two of them.
  const bool all_at_once = !feeder.is_parallel && feeder.mark.empty() && !feeder.one_each;
  std::string all;
  std::size_t count = 0;
  while (!list.empty() && count < most_values) {
    // NUL stands between the values of xargs -0.
    constexpr std::string_view lines("\n\0", 2), words_and_lines(" \t\n\0", 4);
    const std::size_t end = list.find_first_of(feeder.by_line ? lines : words_and_lines);
    const std::string_view value = list.substr(0, end);
    list = end == std::string_view::npos ? std::string_view{} : list.substr(end + 1);
    if (value.empty()) continue;
    ++count;
    const std::string quoted = shell_quoted({std::string(value)});
    if (all_at_once)
      all += (all.empty() ? "" : " ") + quoted;
    else
      judge.judge_line(line_for(words, feeder, value, quoted), start);
  }
  if (!all.empty()) judge.judge_line(line_for(words, feeder, all, all), start);
  return count > 0;
}

}  // namespace vg::rules
