// SPDX-License-Identifier: Apache-2.0
#include "cli/script.h"

#include <algorithm>
#include <optional>
#include <tuple>

#include "core/base/path.h"
#include "core/base/text.h"
#include "core/classify/rule.h"
#include "core/parse/parse.h"
#include "core/parse/shebang.h"

namespace vg::cli {
namespace {

/// Put behind a piece, it tells where the shell would stand then.
constexpr std::string_view where_am_i = "\n:";
constexpr std::size_t piece_max_bytes = parse_max_bytes - where_am_i.size();

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

/// Whether the parser stopped at a bound of its own, so that less text would be understood better.
/// Beyond a number of problems it stops as well.
bool is_bound(const ParseProblem& problem, const Command& command) {
  constexpr std::size_t most_problems = 16;
  return problem.what.starts_with("too many") || problem.what.starts_with("too much") ||
         problem.what.starts_with("longer than") || command.problems.size() >= most_problems;
}

/// The beginnings of the lines on which a top-level command begins that is not the first of the text.
std::vector<std::size_t> boundaries(const Command& command) {
  std::vector<std::size_t> cuts;
  if (command.root == nullptr) return cuts;
  const std::string_view text = command.text;
  for (const Node* child : command.root->children) {
    const std::size_t begin = child->span.begin;
    if (begin == 0) continue;
    const std::size_t newline = text.rfind('\n', begin - 1);
    if (newline == std::string_view::npos || !is_blank(text.substr(newline, begin - newline))) continue;
    if (child != command.root->children.front() && (cuts.empty() || cuts.back() <= newline))
      cuts.push_back(newline + 1);
  }
  return cuts;
}

bool is_directory_changer(std::string_view name) {
  return name == "cd" || name == "pushd" || name == "popd" || name == "chdir";
}

bool changes_directory(const Command& command) {
  return std::any_of(command.invocations.begin(), command.invocations.end(),
                     [](const Invocation& invocation) { return is_directory_changer(invocation.program_name()); });
}

/// Where the last command stands, which must be where_am_i; else empty.
std::string directory_of_last(const Command& command) {
  if (command.invocations.empty() || command.root->children.empty()) return {};
  const Invocation& last = command.invocations.back();
  const bool tells = last.node == command.root->children.back() && last.program_name() == ":";
  return tells ? std::string(last.directory) : std::string();
}

Finding parse_finding(Span span, Risk risk, std::string why) {
  constexpr rules::RuleId rule = "OB006";
  Finding finding;
  finding.rule = rule.row().id;
  finding.family = rule.row().family;
  finding.harms = rule.row().harms;
  finding.risk = risk;
  finding.span = span;
  finding.why = std::move(why);
  return finding;
}

/// Whether the last command of the piece ends in it, or there is none.
bool only_comments_follow(const Command& command) {
  if (!command.problems.empty() || command.root == nullptr) return false;
  std::string_view rest = command.text;
  if (!command.root->children.empty()) rest.remove_prefix(command.root->children.back()->span.end);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    std::string_view line = rest.substr(0, end);
    line.remove_prefix(std::min(line.find_first_not_of(" \t\r;&"), line.size()));
    if (!line.empty() && line.front() != '#') return false;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return true;
}

class ScriptJudge {
 public:
  ScriptJudge(std::string_view text, const JudgePiece& judge) : text_(text), judge_(judge) {}

  Result<ScriptReport> run() {
    while (begin_ < text_.size()) VG_CHECK(next_piece());
    finish();
    return std::move(report_);
  }

 private:
  /// A smaller piece than the one that was judged.
  struct Cut {
    std::size_t size = 0;     ///< 0: there is none, or none is needed
    bool is_between = false;  ///< it ends between top-level commands, not in one
  };

  /// Judges from begin_ on as much as can be judged together.
  Result<void> next_piece() {
    std::size_t size = std::min(piece_max_bytes, text_.size() - begin_);
    bool ends_anywhere = size < text_.size() - begin_;
    bool is_torn = ends_anywhere;
    for (;;) {
      const Judgement judgement = VG_TRY(judge_(std::string(text_.substr(begin_, size)), directory()));
      const Cut cut = where_to_cut(judgement.command, size, ends_anywhere);
      if (cut.size == 0) return is_torn ? accept_torn(judgement, size) : accept(judgement, size);
      size = cut.size;
      is_torn = !cut.is_between;
      ends_anywhere = false;
    }
  }

  /// In: a judged piece. Out: where a smaller one should end, if this one is too large to be judged well.
  static Cut where_to_cut(const Command& command, std::size_t size, bool ends_anywhere) {
    std::size_t most = size;
    bool is_bounded = ends_anywhere;
    for (const ParseProblem& problem : command.problems) {
      if (!is_bound(problem, command)) continue;
      is_bounded = true;
      most = std::min<std::size_t>(most, problem.span.begin > 0 ? problem.span.begin : size / 2);
    }
    if (!is_bounded) return {};
    const std::vector<std::size_t> cuts = boundaries(command);
    std::size_t best = cuts.empty() ? 0 : cuts.front();
    for (const std::size_t cut : cuts)
      if (cut <= most) best = cut;
    if (best > 0) return {best, true};
    const std::size_t newline = most == 0 ? std::string::npos : command.text.rfind('\n', most - 1);
    return newline == std::string::npos || newline + 1 == size ? Cut{} : Cut{newline + 1, false};
  }

  /// Accepts a piece whose last command, here-document or comment goes on behind it.
  Result<void> accept_torn(const Judgement& judgement, std::size_t size) {
    const std::size_t document_end = here_document_end(judgement.command, size);
    if (document_end > size)
      add_torn(document_end, "the rest of a here-document longer than 64 KiB was not judged");
    else if (!judgement.command.text.ends_with('\n') || !only_comments_follow(judgement.command))
      add_torn(size, "a command was too large, or too many were not understood, to be judged as a whole");
    return accept(judgement, std::max(size, document_end));
  }

  void add_torn(std::size_t size, std::string why) {
    const auto at = static_cast<std::uint32_t>(begin_);
    const Span span{at, at + static_cast<std::uint32_t>(size)};
    report_.findings.push_back(parse_finding(span, Risk::medium, std::move(why)));
  }

  /// Where the line behind a here-document ends that begins in a piece of `size` and goes on behind it; else 0. Its
  /// size counts from begin_.
  std::size_t here_document_end(const Command& command, std::size_t size) const {
    for (const Invocation& invocation : command.invocations) {
      for (const Redirection& redirection : invocation.redirections) {
        const auto delimiter = redirection.target.literal();
        if (redirection.kind != RedirectionKind::here_document || !delimiter) continue;
        std::size_t at = text_.find('\n', begin_ + redirection.span.end);
        while (at != std::string_view::npos) {
          const std::size_t next = std::min(text_.find('\n', at + 1), text_.size());
          std::string_view line = text_.substr(at + 1, next - at - 1);
          if (redirection.op == "<<-") line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
          if (line == *delimiter) break;
          at = next == text_.size() ? std::string_view::npos : next;
        }
        if (at == std::string_view::npos) continue;
        const std::size_t end = std::min(text_.find('\n', at + 1), text_.size() - 1) + 1 - begin_;
        if (end > size) return end;
      }
    }
    return 0;
  }

  const std::string* directory() const { return directory_ ? &*directory_ : nullptr; }

  Result<void> accept(const Judgement& judgement, std::size_t size) {
    for (Finding finding : judgement.findings.items) {
      finding.span.begin += static_cast<std::uint32_t>(begin_);
      finding.span.end += static_cast<std::uint32_t>(begin_);
      report_.findings.push_back(std::move(finding));
    }
    report_.commands += judgement.command.invocations.size();
    ++report_.pieces;
    const std::size_t begin = begin_;
    begin_ += size;
    if (begin_ == text_.size() || !changes_directory(judgement.command)) return {};
    std::string piece(text_.substr(begin, size));
    const Judgement behind = VG_TRY(judge_(piece.append(where_am_i), directory()));
    directory_ = directory_of_last(behind.command);
    return {};
  }

  void finish() {
    if (report_.pieces > 1)
      report_.findings.push_back(parse_finding({0, 0}, Risk::low,
                                               "the script was judged in " + std::to_string(report_.pieces) +
                                                   " pieces: what one sets or defines, the next does not know"));
    const auto key = [](const Finding& finding) {
      return std::tie(finding.span.begin, finding.span.end, finding.rule);
    };
    auto& findings = report_.findings;
    std::stable_sort(findings.begin(), findings.end(),
                     [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
    const auto same = [&](const Finding& a, const Finding& b) { return key(a) == key(b) && a.risk == b.risk; };
    findings.erase(std::unique(findings.begin(), findings.end(), same), findings.end());
  }

  std::string_view text_;
  const JudgePiece& judge_;
  std::size_t begin_ = 0;
  std::optional<std::string> directory_;  ///< once a piece has changed it
  ScriptReport report_;
};

}  // namespace

Result<Dialect> script_dialect(std::string_view text) {
  if (!text.starts_with("#!")) return Dialect::bash;
  const std::string_view name = shebang_program(text);
  if (const std::optional<Dialect> dialect = shell_dialect(name)) return *dialect;
  return fail("its interpreter '" + visible(shortened(name, 64)) + "' is no shell; --shell says how to read it anyway");
}

Result<void> check_is_text(std::string_view text) {
  const std::size_t nul = text.find('\0');
  if (nul == std::string_view::npos) return {};
  const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(nul), '\n');
  return fail("a NUL byte in line " + std::to_string(line) + ": this is no script");
}

LineTable::LineTable(std::string_view text) : text_(text), begins_{0} {
  for (std::size_t at = text.find('\n'); at != std::string_view::npos; at = text.find('\n', at + 1))
    begins_.push_back(at + 1);
}

TextPlace LineTable::place_of(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const auto next = std::upper_bound(begins_.begin(), begins_.end(), offset);
  const auto line = static_cast<std::size_t>(next - begins_.begin());
  const std::string_view before = text_.substr(begin_of(line), offset - begin_of(line));
  const auto is_first_byte = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; };
  return {line, 1 + static_cast<std::size_t>(std::count_if(before.begin(), before.end(), is_first_byte))};
}

std::string_view LineTable::text_of(std::size_t line) const {
  const std::size_t end = line < begins_.size() ? begins_[line] - 1 : text_.size();
  std::string_view text = text_.substr(begin_of(line), end - begin_of(line));
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

Risk ScriptReport::risk() const {
  Risk worst = Risk::low;
  for (const Finding& finding : findings) worst = std::max(worst, finding.risk);
  return worst;
}

Result<ScriptReport> judge_script(std::string_view text, const JudgePiece& judge) {
  return ScriptJudge(text, judge).run();
}

}  // namespace vg::cli
