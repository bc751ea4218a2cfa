// SPDX-License-Identifier: Apache-2.0
#include "core/keep/line_diff.h"

#include <algorithm>
#include <vector>

#include "core/base/text.h"

namespace vg {
namespace {

using Lines = std::vector<std::string_view>;

constexpr std::size_t context = 3;
/// Memory grows with its square: 8 MB.
constexpr int most_edits = 1000;

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t length = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

/// One step: which lines of both sides go on equal, or which side has a line more.
enum class Step : std::uint8_t { equal, removed, added };

/// Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), forward with its trace kept.
class ShortestEdit {
 public:
  ShortestEdit(const Lines& before, const Lines& after) : a_(before), b_(after) {}

  /// Empty where more than `most_edits` are needed.
  std::optional<std::vector<Step>> find() {
    const int n = static_cast<int>(a_.size());
    const int m = static_cast<int>(b_.size());
    const int most = std::min(n + m, most_edits);
    std::vector<int> ends(2 * static_cast<std::size_t>(most) + 3, 0);
    const int middle = most + 1;
    const auto at = [&](int k) -> int& { return ends[static_cast<std::size_t>(middle + k)]; };
    for (int d = 0; d <= most; ++d) {
      trace_.emplace_back(ends.begin() + middle - d - 1, ends.begin() + middle + d + 2);
      for (int k = -d; k <= d; k += 2) {
        int x = k == -d || (k != d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
        while (x < n && x - k < m && a_[static_cast<std::size_t>(x)] == b_[static_cast<std::size_t>(x - k)]) ++x;
        at(k) = x;
        if (x >= n && x - k >= m) return back(d, n, m);
      }
    }
    return std::nullopt;
  }

 private:
  std::vector<Step> back(int d, int x, int y) const {
    std::vector<Step> steps;
    for (; d >= 0; --d) {
      const std::vector<int>& ends = trace_[static_cast<std::size_t>(d)];
      const auto at = [&](int k) { return ends[static_cast<std::size_t>(k + d + 1)]; };
      const int k = x - y;
      const bool down = k == -d || (k != d && at(k - 1) < at(k + 1));
      const int before_k = down ? k + 1 : k - 1;
      const int before_x = d == 0 ? 0 : at(before_k);
      const int before_y = d == 0 ? 0 : before_x - before_k;
      while (x > before_x && y > before_y) {
        steps.push_back(Step::equal);
        --x;
        --y;
      }
      if (d == 0) break;
      steps.push_back(down ? Step::added : Step::removed);
      x = before_x;
      y = before_y;
    }
    std::reverse(steps.begin(), steps.end());
    return steps;
  }

  const Lines& a_;
  const Lines& b_;
  std::vector<std::vector<int>> trace_;
};

std::vector<Step> steps_between(const Lines& before, const Lines& after) {
  std::size_t head = 0;
  while (head < before.size() && head < after.size() && before[head] == after[head]) ++head;
  std::size_t tail = 0;
  while (tail < before.size() - head && tail < after.size() - head &&
         before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
    ++tail;
  const Lines a(before.begin() + static_cast<std::ptrdiff_t>(head), before.end() - static_cast<std::ptrdiff_t>(tail));
  const Lines b(after.begin() + static_cast<std::ptrdiff_t>(head), after.end() - static_cast<std::ptrdiff_t>(tail));
  std::vector<Step> steps(head, Step::equal);
  if (const auto found = ShortestEdit(a, b).find()) {
    steps.insert(steps.end(), found->begin(), found->end());
  } else {
    steps.insert(steps.end(), a.size(), Step::removed);
    steps.insert(steps.end(), b.size(), Step::added);
  }
  steps.insert(steps.end(), tail, Step::equal);
  return steps;
}

/// Puts hunks together.
class Writer {
 public:
  Writer(const Lines& before, const Lines& after, const std::vector<Step>& steps)
      : a_(before), b_(after), steps_(steps) {}

  LineDiff write() {
    std::size_t i = 0;
    while (i < steps_.size()) {
      if (steps_[i] == Step::equal) {
        ++i;
        ++x_;
        ++y_;
        continue;
      }
      const std::size_t lead = std::min({context, i, x_, y_});
      i = hunk(i - lead, lead);
    }
    return std::move(out_);
  }

 private:
  /// Where the hunk that begins at `first` ends: after `context` equal lines that are followed by as many.
  std::size_t end_of(std::size_t first, std::size_t lead) const {
    std::size_t last_change = first + lead;
    for (std::size_t i = last_change; i < steps_.size() && i <= last_change + 2 * context + 1; ++i)
      if (steps_[i] != Step::equal) last_change = i;
    return std::min(last_change + 1 + context, steps_.size());
  }

  std::size_t hunk(std::size_t first, std::size_t lead) {
    const std::size_t end = end_of(first, lead);
    x_ -= lead;
    y_ -= lead;
    const std::size_t from_x = x_;
    const std::size_t from_y = y_;
    std::string text;
    for (std::size_t i = first; i < end; ++i) line(steps_[i], text);
    out_.hunks += "@@ -" + range(from_x, x_ - from_x) + " +" + range(from_y, y_ - from_y) + " @@\n" + text;
    return end;
  }

  static std::string range(std::size_t from, std::size_t length) {
    const std::string begin = std::to_string(length == 0 ? from : from + 1);
    return length == 1 ? begin : begin + "," + std::to_string(length);
  }

  void line(Step step, std::string& text) {
    const std::string_view whole = step == Step::added ? b_[y_] : a_[x_];
    const bool has_end = whole.ends_with('\n');
    text += step == Step::equal ? ' ' : step == Step::added ? '+' : '-';
    append_visible(has_end ? whole.substr(0, whole.size() - 1) : whole, text);
    text += has_end ? "\n" : "\n\\ No newline at end of file\n";
    if (step != Step::added) ++x_;
    if (step != Step::removed) ++y_;
    out_.count.added += step == Step::added ? 1 : 0;
    out_.count.removed += step == Step::removed ? 1 : 0;
  }

  /// Tabs are no danger to a terminal.
  static void append_visible(std::string_view line, std::string& text) {
    while (true) {
      const std::size_t tab = std::min(line.find('\t'), line.size());
      text += visible(line.substr(0, tab));
      if (tab == line.size()) return;
      text += '\t';
      line.remove_prefix(tab + 1);
    }
  }

  const Lines& a_;
  const Lines& b_;
  const std::vector<Step>& steps_;
  LineDiff out_;
  std::size_t x_ = 0;
  std::size_t y_ = 0;
};

}  // namespace

bool is_text(std::string_view content) {
  return content.find('\0') == std::string_view::npos && first_invalid_utf8(content) == content.size();
}

LineDiff diff_lines(std::string_view before, std::string_view after) {
  const Lines a = lines_of(before);
  const Lines b = lines_of(after);
  const std::vector<Step> steps = steps_between(a, b);
  return Writer(a, b, steps).write();
}

}  // namespace vg
