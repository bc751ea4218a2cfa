// SPDX-License-Identifier: Apache-2.0
// sh -c LINE: harmless where the line is words and nothing else, or a simple list of such.
#include "core/gate/judge.h"

namespace vg::gate_parts {
namespace {

using gate_text::equal;

constexpr Size longest = 400;
constexpr Size most = 40;

struct Redirection {
  char text[14];  // characters, not pointers: tools.cc
};
constexpr Redirection plain_redirections[] = {{"2>&1"},         {"1>&2"},        {">&2"},
                                              {">/dev/null"},   {"> /dev/null"}, {"2>/dev/null"},
                                              {"2> /dev/null"}, {"&>/dev/null"}, {"</dev/null"}};

/// Splits one command off the line: words into `words`, up to an operator or the end.
class Splitter {
 public:
  explicit Splitter(const char* line) : at_(line) {}

  enum class End : unsigned char { line, list, pipe, unclear };

  /// Reads the next command. The words stay valid until the next call.
  End next() {
    count_ = used_ = 0;
    for (;;) {
      while (*at_ == ' ' || *at_ == '\t') ++at_;
      const char c = *at_;
      if (c == '\0') return finish(End::line);
      if (c == ';' || c == '\n') return ++at_, finish(at_[0] == ';' ? End::unclear : End::list);
      if (c == '&') return at_[1] == '&' ? (at_ += 2, finish(End::list)) : End::unclear;
      if (c == '|')
        return at_[1] == '|' ? (at_ += 2, finish(End::list)) : (++at_, finish(*at_ == '&' ? End::unclear : End::pipe));
      if (skip_plain_redirection()) continue;
      if (!read_word()) return End::unclear;
    }
  }

  const char* const* words() const { return words_; }
  bool empty() const { return count_ == 0; }

 private:
  End finish(End end) {
    words_[count_] = nullptr;
    return end;
  }

  /// 2>&1, >/dev/null: nothing is written that anybody keeps.
  bool skip_plain_redirection() {
    for (const Redirection& plain : plain_redirections) {
      if (!gate_text::starts_with(at_, plain.text)) continue;
      const char behind = at_[gate_text::length(plain.text)];
      if (behind != '\0' && behind != ' ' && behind != ';' && behind != '\n' && behind != '|' && behind != '&')
        continue;
      at_ += gate_text::length(plain.text);
      return true;
    }
    return false;
  }

  bool add(char c) {
    if (used_ + 2 > longest) return false;
    copy_[used_++] = c;
    return true;
  }

  static bool is_plain(char c) {
    return gate_text::is_letter(c) || gate_text::is_digit(c) || c == '-' || c == '_' || c == '.' || c == '/' ||
           c == ',' || c == ':' || c == '+' || c == '%' || c == '@' || c == '=' || c == '^';
  }

  bool read_word() {
    if (count_ == most) return false;
    words_[count_++] = copy_ + used_;
    for (;; ++at_) {
      const char c = *at_;
      if (c == '\'' || c == '"') {
        const char quote = c;
        for (++at_; *at_ != quote; ++at_) {
          if (*at_ == '\0' || (quote == '"' && (*at_ == '$' || *at_ == '`' || *at_ == '\\' || *at_ == '!')))
            return false;
          if (!add(*at_)) return false;
        }
        continue;
      }
      if (!is_plain(c)) break;
      if (!add(c)) return false;
    }
    const char c = *at_;
    if (c != '\0' && c != ' ' && c != '\t' && c != '\n' && c != ';' && c != '&' && c != '|') return false;
    // "2>" and the like: a word that turns out to be the descriptor of a redirection has a '>' behind it and ended
    // above.
    return add('\0');
  }

  const char* at_;
  char copy_[longest];
  const char* words_[most + 1];
  Size used_ = 0;
  Size count_ = 0;
};

/// `cd src`: a plain way down, so that what follows stays in the project.
bool is_plain_cd(Words words) {
  if (!equal(words[0], "cd") || words[1] == nullptr || words[2] != nullptr) return false;
  const char* to = words[1];
  return to[0] != '/' && to[0] != '-' && to[0] != '~' && !gate_text::contains(to, "..") && to[0] != '\0' &&
         to[0] != '.';
}

}  // namespace

GateAnswer judge_line(const char* line, const Place& place) {
  if (line[0] == '\0') return GateAnswer::ask;
  Splitter splitter(line);
  GateAnswer worst = GateAnswer::harmless;
  bool behind_pipe = false;
  Place inside = place;
  ++inside.nesting;
  for (;;) {
    const Splitter::End end = splitter.next();
    if (end == Splitter::End::unclear) return GateAnswer::ask;
    if (splitter.empty()) {
      // A line of nothing, or one that ends in an operator.
      if (end == Splitter::End::line && !behind_pipe) return worst;
      return GateAnswer::ask;
    }
    const Words words = splitter.words();
    // What a shell does by itself is no program start, and what assignments do is for the engine to say.
    const bool own = gate_text::is_listed(
        "export alias unset set source . eval exec trap declare typeset local readonly enable bind fc ulimit "
        "if then else fi for while until do done case esac function select time coproc { } ! [[",
        words[0]);
    if (own || gate_text::contains(words[0], "=")) return GateAnswer::ask;
    if (gate_text::is_listed("cd pushd popd chdir", words[0])) {
      if (!is_plain_cd(words)) return GateAnswer::ask;
      inside.home = nullptr;  // a link may lead out of the project: nothing is deleted from here on
    } else if (behind_pipe && !is_filter(words[0])) {
      return GateAnswer::ask;
    } else {
      const GateAnswer answer = judge_start(words[0], words, inside);
      if (answer == GateAnswer::refuse_unless_asked) return answer;
      if (answer == GateAnswer::ask) worst = answer;
    }
    if (end == Splitter::End::line) return worst;
    behind_pipe = end == Splitter::End::pipe;
  }
}

bool names_candidate(const char* line) {
  constexpr Size longest_name = 40;
  char word[longest_name];
  GateTool tool, known;
  bool verb_follows = false, downloads = false, runs = false, removes = false;
  for (const char* at = line; *at != '\0';) {
    Size size = 0;
    const auto in_word = [](char c) {
      return gate_text::is_letter(c) || gate_text::is_digit(c) || c == '-' || c == '.' || c == '_' || c == '+';
    };
    while (in_word(at[size])) ++size;
    if (size == 0) {
      ++at;
      continue;
    }
    const Size kept = size < longest_name - 1 ? size : longest_name - 1;
    for (Size i = 0; i < kept; ++i) word[i] = at[i];
    word[kept] = '\0';
    at += size;
    if (verb_follows && word[0] != '-' && gate_text::is_listed(tool.refused, word)) return true;
    if (removes && word[0] == '-' && (gate_text::contains(word, "r") || gate_text::contains(word, "R"))) return true;
    if (word[0] == '-') continue;
    downloads = downloads || gate_text::is_listed("curl wget http fetch", word);
    runs = runs || gate_text::is_listed("sh bash zsh dash python python3 perl node ruby php eval source", word);
    removes = equal(word, "rm");
    if (downloads && runs) return true;
    if (!find_gate_tool(word, known)) continue;
    if (known.check == GateCheck::refuse) return true;
    tool = known;
    verb_follows = known.check == GateCheck::verb || known.check == GateCheck::run;
    if (known.check == GateCheck::git)
      tool.refused = "push clean reset filter-branch checkout restore stash update-ref clone";
    verb_follows = verb_follows || known.check == GateCheck::git;
  }
  return false;
}

}  // namespace vg::gate_parts
