// SPDX-License-Identifier: Apache-2.0
#include "core/config/loader.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <exception>
#include <optional>
#include <sstream>
#include <unordered_set>

#include "core/base/text.h"

namespace vg {
namespace {

constexpr std::size_t deepest = 16;           ///< the schema needs four
constexpr std::size_t deepest_brackets = 64;  ///< counted without looking at quotes and comments
constexpr std::size_t most_nodes = 20000;

struct Place {
  int line = 1;
  int column = 1;
};

/// Builds the tree from the parser's events; the first problem is kept, what follows is ignored.
class TreeBuilder final : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark& mark) override { start_ = place_of(mark); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (check(mark, "", anchor)) add(node(YamlNode::Kind::null, mark));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse(mark, "aliases (*name) are not supported"); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (!check(mark, tag, anchor)) return;
    YamlNode scalar = node(YamlNode::Kind::scalar, mark);
    scalar.text = value;
    scalar.quoted = tag == "!";
    add(std::move(scalar));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    enter(YamlNode::Kind::sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { leave(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    enter(YamlNode::Kind::mapping, mark, tag, anchor);
  }
  void OnMapEnd() override {
    if (problem_.empty()) check_keys(open_.back());
    leave();
  }
  void OnAnchor(const YAML::Mark& mark, const std::string&) override {
    refuse(mark, "anchors (&name) are not supported");
  }

  const std::string& problem() const { return problem_; }
  Place place() const { return place_; }
  Place start() const { return start_; }
  YamlNode take_root() { return std::move(root_); }

 private:
  static Place place_of(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

  static YamlNode node(YamlNode::Kind kind, const YAML::Mark& mark) {
    YamlNode out;
    out.kind = kind;
    out.line = mark.line + 1;
    out.column = mark.column + 1;
    return out;
  }

  void refuse(Place place, std::string problem) {
    if (!problem_.empty()) return;
    problem_ = std::move(problem);
    place_ = place;
  }
  void refuse(const YAML::Mark& mark, std::string problem) { refuse(place_of(mark), std::move(problem)); }

  /// The parser reports plain nodes with tag "?" and quoted ones with "!".
  bool check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != 0) refuse(mark, "anchors (&name) are not supported");
    if (!tag.empty() && tag != "?" && tag != "!") refuse(mark, "tags (!name) are not supported");
    if (++nodes_ > most_nodes) refuse(mark, "more than " + std::to_string(most_nodes) + " entries");
    return problem_.empty();
  }

  void enter(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (open_.size() == deepest) refuse(mark, "nested deeper than " + std::to_string(deepest) + " levels");
    if (check(mark, tag, anchor)) open_.push_back(node(kind, mark));
  }

  void leave() {
    if (!problem_.empty()) return;
    YamlNode done = std::move(open_.back());
    open_.pop_back();
    add(std::move(done));
  }

  void add(YamlNode&& done) {
    if (open_.empty())
      root_ = std::move(done);
    else
      open_.back().children.push_back(std::move(done));
  }

  void check_keys(const YamlNode& mapping) {
    std::unordered_set<std::string_view> seen;
    for (std::size_t i = 0; i < mapping.children.size(); i += 2) {
      const YamlNode& key = mapping.children[i];
      if (key.kind != YamlNode::Kind::scalar) return refuse(Place{key.line, key.column}, "a key must be a word");
      if (!seen.insert(key.text).second)
        return refuse(Place{key.line, key.column}, "duplicate key '" + visible(shortened(key.text, 64)) + "'");
    }
  }

  std::vector<YamlNode> open_;
  YamlNode root_;
  std::size_t nodes_ = 0;
  std::string problem_;
  Place place_;
  Place start_;
};

struct TextProblem {
  std::string what;
  std::size_t offset;
};

/// What must not reach the parser, or what it would explain badly.
std::optional<TextProblem> problem_in(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf"))
    return TextProblem{"begins with a byte order mark: save it as UTF-8 without", 0};
  std::size_t depth = 0;
  bool at_line_start = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned char c = static_cast<unsigned char>(text[i]);
    if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if ((c < 0x20 && c != '\n' && c != '\t') || c == 0x7f)
      return TextProblem{"a control character, which a text file cannot hold", i};
    if (c == '\t' && at_line_start) return TextProblem{"a tab stands for indentation: YAML takes spaces only", i};
    if (c == '[' || c == '{') ++depth;
    if ((c == ']' || c == '}') && depth > 0) --depth;
    if (depth > deepest_brackets) return TextProblem{"too many open brackets", i};
    at_line_start = c == '\n' || (at_line_start && c == ' ');
  }
  if (const std::size_t bad = first_invalid_utf8(text); bad != text.size()) return TextProblem{"not UTF-8 text", bad};
  return std::nullopt;
}

Place place_at(std::string_view text, std::size_t offset) {
  Place place;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n')
      ++place.line, place.column = 1;
    else if ((static_cast<unsigned char>(c) & 0xc0) != 0x80)
      ++place.column;
  }
  return place;
}

/// What to do about the two mistakes people make most, for which the parser's words do not help.
std::string_view advice_for(std::string_view message) {
  if (message.find("anchor") != std::string_view::npos) return "; a text that begins with '*' stands in quotes";
  if (message.find("illegal map value") != std::string_view::npos) return "; a text with ': ' in it stands in quotes";
  return {};
}

}  // namespace

std::string yaml_place(std::string_view name, int line, int column) {
  return visible(name) + ":" + std::to_string(line) + ":" + std::to_string(column);
}

Result<YamlNode> read_yaml(std::string_view text, std::string_view name) {
  const auto at = [&](Place place) { return yaml_place(name, place.line, place.column); };
  if (const auto problem = problem_in(text)) return fail(problem->what, at(place_at(text, problem->offset)));
  const Place end = place_at(text, text.size());
  TreeBuilder first;
  TreeBuilder second;
  try {
    // yaml-cpp takes the end of the file for the end of an open quote, which then hides whatever it swallowed. The
    // mark for the end of a document is an error inside quotes, and nothing anywhere else.
    std::istringstream stream(std::string(text) + "\n...\n");
    YAML::Parser parser(stream);
    const bool has_content = parser.HandleNextDocument(first);
    if (first.problem().empty() && has_content && parser.HandleNextDocument(second))
      return fail("a second document (---) is not supported", at(second.start()));
  } catch (const YAML::Exception& error) {
    const bool at_end = error.mark.line + 1 > end.line;
    if (first.problem().empty() && at_end) return fail("not YAML: a quote or bracket is not closed", at(end));
    if (first.problem().empty())
      return fail("not YAML: " + visible(error.msg).append(advice_for(error.msg)),
                  error.mark.is_null() ? visible(name) : at({error.mark.line + 1, error.mark.column + 1}));
  } catch (const std::exception& error) {
    return fail(std::string("not YAML: ") + error.what(), visible(name));
  }
  if (!first.problem().empty()) return fail(first.problem(), at(first.place()));
  return first.take_root();
}

}  // namespace vg
