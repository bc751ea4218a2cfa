// SPDX-License-Identifier: Apache-2.0
#include "core/config/rule_fields.h"

#include <algorithm>
#include <array>

#include "core/config/schema.h"

namespace vg {
namespace {

using R = RuleDefinition;

constexpr std::size_t longest_pattern = 256;
constexpr std::size_t longest_sentence = 200;
constexpr std::size_t longest_example = 4096;

constexpr RuleField a_text(std::string_view name, PlacedText R::*text, bool required, std::size_t longest,
                           std::string_view choices, std::string_view help) {
  return {name, text, nullptr, nullptr, required, longest, choices, help};
}
constexpr RuleField a_truth(std::string_view name, bool R::*truth, std::string_view help) {
  return {name, nullptr, truth, nullptr, false, 0, "", help};
}
constexpr RuleField a_list(std::string_view name, PlacedTexts R::*list, bool required, std::size_t longest,
                           std::string_view choices, std::string_view help) {
  return {name, nullptr, nullptr, list, required, longest, choices, help};
}

constexpr std::array fields{
    a_text("id", &R::id, true, 64, "", "The rule's name: letters, digits, '.', '_' and '-', and none of ours."),
    a_text("level", &R::level, true, 16, "low medium high critical", "How bad it is; low is only a note."),
    a_text("message", &R::message, true, longest_sentence, "", "Why: the sentence people read."),
    a_text("instead", &R::instead, false, longest_sentence, "", "What to do instead."),
    a_list("harms", &R::harms, false, 16, "outside workspace remote",
           "What is harmed: the host outside the project (if nothing is said), the project, or something remote."),
    a_truth("needs_host", &R::needs_host, "Walls cannot help, they only break it: it is never contained."),
    a_truth("network_install", &R::network_install, "It installs from the network: it is contained at any level."),
    a_list("programs", &R::programs, false, longest_pattern, "",
           "Names, or paths where there is a '/'; '*' and '?' stand for other characters."),
    a_list("verbs", &R::verbs, false, longest_pattern, "",
           "Words behind the program, in this order, options left out; 'a|b' is either, '*' and '?' as in names."),
    a_list("flags", &R::flags, false, longest_pattern, "",
           "Options, short ones also inside a cluster: -f, --force, --context=prod*; several in one entry must all be "
           "there."),
    a_list("without_flags", &R::without_flags, false, longest_pattern, "",
           "Options with which the rule does not hold, such as --dry-run."),
    a_list("operands", &R::operands, false, longest_pattern, "",
           "Words that are no options: a whole word with '*' and '?', or 're:' and an RE2 expression found anywhere in "
           "it."),
    a_list("paths", &R::paths, false, longest_pattern, "",
           "Files an operand, an option's value or a redirection names, or what is below them: /…, ~/… or from the "
           "project's root; '*' and '?' within a name, '**' for any directories."),
    a_list("match", &R::match, true, longest_example, "", "Lines that the rule must find, checked when it is read."),
    a_list("not_match", &R::not_match, true, longest_example, "", "Lines that it must not find, checked as well."),
};

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// "FS001": what rules of ours are called, those of later versions included.
bool is_ours(std::string_view id) {
  return id.size() == 5 && is_letter(id[0]) && (is_letter(id[1]) || is_digit(id[1])) && is_digit(id[2]) &&
         is_digit(id[3]) && is_digit(id[4]);
}

/// What is wrong with an entry of `field`, empty where nothing is.
std::string problem_of_id(std::string_view id) {
  const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-'; };
  if (id.size() < 2 || !is_letter(id.front()) || !std::all_of(id.begin(), id.end(), allowed))
    return "must begin with a letter, hold letters, digits, '.', '_' and '-', and be two characters or longer";
  return is_ours(id) ? "is the id of a built-in rule, or may become one: take a name of another form" : "";
}

std::vector<std::string_view> words_of(std::string_view text) {
  constexpr std::string_view blanks = " \t\n";
  std::vector<std::string_view> words;
  for (std::size_t at = text.find_first_not_of(blanks); at != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(blanks, at), text.size());
    words.push_back(text.substr(at, end - at));
    at = text.find_first_not_of(blanks, end);
  }
  return words;
}

std::string problem_of_flags(std::string_view entry) {
  for (const std::string_view word : words_of(entry))
    if (word.size() < 2 || word[0] != '-' || word == "--" || word[1] == '=')
      return "must be options such as -f, --force or --context=prod*; a value follows '='";
  return "";
}

std::string problem_of_verbs(std::string_view entry) {
  for (const std::string_view word : words_of(entry))
    if (word[0] == '-') return "holds an option: it belongs in 'flags'";
  return "";
}

std::string problem_of_path(std::string_view entry) {
  if (entry.starts_with("~") && !entry.starts_with("~/") && entry != "~") return "names another user's home";
  if (entry == ".." || entry.starts_with("../") || entry.ends_with("/..") || entry.find("/../") != entry.npos)
    return "must not hold '..'";
  return "";
}

std::string problem_of(const RuleField& field, std::string_view text) {
  const bool is_expression =
      text.starts_with("re:") || text.find(" re:") != text.npos || text.find("|re:") != text.npos;
  if ((field.name == "programs" || field.name == "verbs") && is_expression)
    return "is an expression: those are for operands and values of flags";
  if (field.name == "id") return problem_of_id(text);
  if (field.name == "flags" || field.name == "without_flags") return problem_of_flags(text);
  if (field.name == "verbs") return problem_of_verbs(text);
  if (field.name == "paths") return problem_of_path(text);
  if (field.name == "operands" && text == "re:") return "holds no expression";
  return "";
}

/// Examples may be of several lines, nothing else may; what a terminal would not show as it is belongs in none.
bool is_shown_as_it_is(const RuleField& field, std::string_view text) {
  const bool is_example = field.longest == longest_example;
  std::string line(text);
  if (is_example)
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  return visible(line) == line;
}

class RuleReader {
 public:
  explicit RuleReader(std::string_view file) : file_(file) {}

  Result<RuleDefinition> read(const YamlNode& node) {
    if (node.kind != YamlNode::Kind::mapping)
      return wrong(node, "an entry of 'policies.rules' holds fields such as id, level and message");
    RuleDefinition rule;
    rule.file = file_;
    // The id first: every message names the rule.
    for (std::size_t i = 0; i < node.children.size(); i += 2)
      if (node.children[i].text == "id") VG_CHECK(read_field(node.children[i], node.children[i + 1], rule));
    id_ = rule.id.text;
    for (std::size_t i = 0; i < node.children.size(); i += 2)
      if (node.children[i].text != "id") VG_CHECK(read_field(node.children[i], node.children[i + 1], rule));
    VG_CHECK(check_whole(node, rule));
    return rule;
  }

 private:
  tl::unexpected<Error> wrong(const YamlNode& node, const std::string& what) const {
    const std::string lead = id_.empty() ? "" : "rule '" + id_ + "': ";
    return fail(lead + what, yaml_place(file_, node.line, node.column));
  }

  Result<void> read_field(const YamlNode& name, const YamlNode& node, RuleDefinition& rule) {
    const auto field =
        std::find_if(fields.begin(), fields.end(), [&](const RuleField& row) { return row.name == name.text; });
    if (field == fields.end()) {
      std::vector<std::string_view> names;
      for (const RuleField& row : fields) names.push_back(row.name);
      const std::string_view nearest = nearest_name(name.text, names);
      return wrong(name, "unknown key '" + visible(shortened(name.text, 64)) + "' in a rule" +
                             (nearest.empty() ? "" : ": did you mean '" + std::string(nearest) + "'?"));
    }
    if (field->truth != nullptr) return read_truth(*field, node, rule.*(field->truth));
    if (field->text != nullptr) {
      rule.*(field->text) = VG_TRY(read_text(*field, node));
      return {};
    }
    return read_list(*field, node, rule.*(field->list));
  }

  Result<void> read_truth(const RuleField& field, const YamlNode& node, bool& truth) const {
    if (node.kind != YamlNode::Kind::scalar || node.quoted || (node.text != "true" && node.text != "false"))
      return wrong(node, "'" + std::string(field.name) + "' must be true or false");
    truth = node.text == "true";
    return {};
  }

  Result<PlacedText> read_text(const RuleField& field, const YamlNode& node) const {
    const std::string name = "'" + std::string(field.name) + "'";
    if (node.kind != YamlNode::Kind::scalar || words_of(node.text).empty())
      return wrong(node, name + " must be a text that is not empty");
    if (node.text.size() > field.longest)
      return wrong(node, name + " is longer than " + std::to_string(field.longest) + " bytes");
    if (!is_shown_as_it_is(field, node.text))
      return wrong(node, name + " holds characters that a terminal does not show as they are");
    const auto choices = split_choices(field.choices);
    if (!choices.empty() && std::find(choices.begin(), choices.end(), node.text) == choices.end()) {
      std::string all;
      for (const std::string_view choice : choices) all += (all.empty() ? "" : ", ") + std::string(choice);
      return wrong(node, name + " must be one of " + all + ", not '" + visible(shortened(node.text, 64)) + "'");
    }
    if (const std::string problem = problem_of(field, node.text); !problem.empty())
      return wrong(node, name + ": '" + visible(shortened(node.text, 64)) + "' " + problem);
    return PlacedText{node.text, node.line, node.column};
  }

  /// A list, or one text in its place.
  Result<void> read_list(const RuleField& field, const YamlNode& node, PlacedTexts& list) const {
    if (node.kind == YamlNode::Kind::scalar) {
      list.push_back(VG_TRY(read_text(field, node)));
      return {};
    }
    if (node.kind != YamlNode::Kind::sequence || node.children.empty())
      return wrong(node, "'" + std::string(field.name) + "' must be a text or a list of texts");
    if (node.children.size() > most_texts)
      return wrong(node, "'" + std::string(field.name) + "' has more than " + std::to_string(most_texts) + " entries");
    for (const YamlNode& item : node.children) list.push_back(VG_TRY(read_text(field, item)));
    return {};
  }

  Result<void> check_whole(const YamlNode& node, const RuleDefinition& rule) const {
    for (const RuleField& field : fields) {
      const bool is_missing = field.text != nullptr   ? (rule.*(field.text)).text.empty()
                              : field.list != nullptr ? (rule.*(field.list)).empty()
                                                      : false;
      if (field.required && is_missing) return wrong(node, "a rule needs '" + std::string(field.name) + "'");
    }
    if (rule.programs.empty() && rule.paths.empty())
      return wrong(node, "a rule needs 'programs' or 'paths'; programs: '*' stands for any");
    return {};
  }

  std::string file_;
  std::string id_;
};

}  // namespace

std::span<const RuleField> rule_fields() {
  return fields;
}

Result<std::vector<RuleDefinition>> read_rules(const YamlNode& node, std::string_view file) {
  std::vector<RuleDefinition> rules;
  if (node.children.size() > most_rules) {
    const YamlNode& first = node.children[most_rules];
    return fail("more than " + std::to_string(most_rules) + " rules", yaml_place(file, first.line, first.column));
  }
  for (const YamlNode& item : node.children) rules.push_back(VG_TRY(RuleReader(file).read(item)));
  VG_CHECK(check_rule_ids(rules));
  return rules;
}

Result<void> check_rule_ids(const std::vector<RuleDefinition>& rules) {
  std::vector<std::pair<std::string, const RuleDefinition*>> ids;
  for (const RuleDefinition& rule : rules) ids.emplace_back(lower(rule.id.text), &rule);
  std::stable_sort(ids.begin(), ids.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (std::size_t i = 1; i < ids.size(); ++i)
    if (ids[i].first == ids[i - 1].first)
      return fail("rule '" + ids[i].second->id.text + "': the rule in " + ids[i - 1].second->place() +
                      " has the same id, and it says something else or stands in the same file",
                  ids[i].second->place_of(ids[i].second->id));
  return {};
}

std::string field_text(const RuleDefinition& rule, const RuleField& field) {
  if (field.truth != nullptr) return rule.*(field.truth) ? "true" : "";
  if (field.text != nullptr) {
    const std::string& text = (rule.*(field.text)).text;
    return text.empty() ? "" : yaml_scalar(text);
  }
  std::string out;
  for (const PlacedText& item : rule.*(field.list)) out += (out.empty() ? "[" : ", ") + yaml_scalar(item.text);
  return out.empty() ? "" : out + "]";
}

std::string rule_text(const RuleDefinition& rule) {
  std::string out = "{";
  for (const RuleField& field : fields) {
    const std::string text = field_text(rule, field);
    if (text.empty()) continue;
    if (out.size() > 1) out += ", ";
    out += std::string(field.name) + ": " + text;
  }
  return out + "}";
}

}  // namespace vg
