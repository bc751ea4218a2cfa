// SPDX-License-Identifier: Apache-2.0
#include "core/config/value.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/config/rule_fields.h"
#include "core/config/schema.h"
#include "core/egress/rule.h"

namespace vg {
namespace {

struct Unit {
  std::string_view name;  ///< read in any case
  std::int64_t factor;
};
constexpr std::array<Unit, 5> duration_units{{{"", 1}, {"s", 1}, {"m", 60}, {"h", 3600}, {"d", 86400}}};
constexpr std::array<Unit, 10> size_units{{{"", 1},
                                           {"B", 1},
                                           {"KB", 1000},
                                           {"MB", 1000000},
                                           {"GB", 1000000000},
                                           {"TB", 1000000000000},
                                           {"KiB", 1LL << 10},
                                           {"MiB", 1LL << 20},
                                           {"GiB", 1LL << 30},
                                           {"TiB", 1LL << 40}}};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_alphanumeric_or(std::string_view others, char c) {
  return is_digit(c) || is_letter(c) || others.find(c) != std::string_view::npos;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// Digits, at most one space, a unit. Out: nullopt for anything else, or where the product does not fit.
std::optional<std::int64_t> number_with_unit(std::string_view text, std::span<const Unit> units) {
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.size() > 1 && text.front() == ' ') text.remove_prefix(1);
  const std::string name = lower_case(text);
  const auto unit =
      std::find_if(units.begin(), units.end(), [&](const Unit& row) { return lower_case(row.name) == name; });
  std::int64_t product = 0;
  if (unit == units.end() || __builtin_mul_overflow(number, unit->factor, &product)) return std::nullopt;
  return product;
}

std::optional<double> decimal_number(std::string_view text) {
  // from_chars would take "inf", "nan" and exponents.
  const auto plain = [](char c) { return is_digit(c) || c == '.'; };
  if (text.empty() || !is_digit(text.front()) || !std::all_of(text.begin(), text.end(), plain)) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

bool is_single_line(std::string_view text) {
  return visible(text) == text;
}

bool is_path(std::string_view text, double max) {
  if (static_cast<double>(text.size()) > max || !is_single_line(text)) return false;
  return text.starts_with("/") || text.starts_with("~/");
}

/// Source: the reference grammar of the OCI distribution specification, without its length limits per part.
bool is_image(std::string_view text, double max) {
  const auto allowed = [](char c) { return is_alphanumeric_or("._/:@-", c); };
  return static_cast<double>(text.size()) <= max && is_alphanumeric_or("", text.front()) &&
         std::all_of(text.begin(), text.end(), allowed);
}

bool is_variable_name(std::string_view text) {
  const auto allowed = [](char c) { return is_alphanumeric_or("_", c); };
  return !text.empty() && !is_digit(text.front()) && std::all_of(text.begin(), text.end(), allowed);
}

std::optional<Value> parse_scalar(const KeyRow& row, std::string_view text) {
  const auto within = [&](auto number) {
    return static_cast<double>(number) >= row.min && static_cast<double>(number) <= row.max;
  };
  switch (row.type) {
    case ValueType::boolean:
      if (text == "true" || text == "True" || text == "TRUE") return Value(true);
      if (text == "false" || text == "False" || text == "FALSE") return Value(false);
      return std::nullopt;
    case ValueType::choice:
      for (const std::string_view choice : split_choices(row.choices))
        if (text == choice) return Value(std::string(text));
      return std::nullopt;
    case ValueType::duration:
    case ValueType::size:
    case ValueType::count: {
      std::span<const Unit> units = size_units;
      if (row.type == ValueType::duration) units = duration_units;
      if (row.type == ValueType::count) units = units.first(1);
      const auto number = number_with_unit(text, units);
      return number && within(*number) ? std::optional<Value>(*number) : std::nullopt;
    }
    case ValueType::decimal: {
      const auto number = decimal_number(text);
      return number && within(*number) ? std::optional<Value>(*number) : std::nullopt;
    }
    case ValueType::image:
      return text.empty() || is_image(text, row.max) ? std::optional<Value>(std::string(text)) : std::nullopt;
    case ValueType::path:
      return text.empty() || is_path(text, row.max) ? std::optional<Value>(std::string(text)) : std::nullopt;
    default:
      if (!is_valid_item(row.type, text)) return std::nullopt;
      return Value(std::vector<std::string>{std::string(text)});
  }
}

std::string decimal_text(double number) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::fixed);
  return error == std::errc{} ? std::string(buffer, end) : std::to_string(number);
}

std::string bounds(const KeyRow& row) {
  return "from " + decimal_text(row.min) + " to " + decimal_text(row.max);
}

/// A number in the unit that shows it exactly and with the fewest letters.
std::string with_unit(std::int64_t number, std::span<const Unit> units) {
  std::string best;
  for (const Unit& unit : units.subspan(1)) {
    if (number % unit.factor != 0) continue;
    const std::string text = std::to_string(number / unit.factor) + std::string(unit.name);
    if (best.empty() || text.size() <= best.size()) best = text;
  }
  return best;
}

std::string list_text(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items) {
    if (out.size() > 1) out += ", ";
    out += yaml_scalar(item);
  }
  return out + "]";
}

std::string mounts_text(const std::vector<BindMount>& mounts) {
  std::string out = "[";
  for (const BindMount& mount : mounts) {
    if (out.size() > 1) out += ", ";
    out += "{host_path: " + yaml_scalar(mount.host_path) + ", container_path: " + yaml_scalar(mount.container_path) +
           ", read_only: " + (mount.read_only ? "true" : "false") + "}";
  }
  return out + "]";
}

std::string rules_text(const std::vector<RuleDefinition>& rules) {
  std::string out = "[";
  for (const RuleDefinition& rule : rules) out += (out.size() > 1 ? ", " : "") + rule_text(rule);
  return out + "]";
}

std::string packs_text(const std::vector<PackSwitch>& packs) {
  std::string out = "{";
  for (const PackSwitch& pack : packs) out += (out.size() > 1 ? ", " : "") + pack.name + (pack.on ? ": on" : ": off");
  return out + "}";
}

std::string number_text(const KeyRow& row, std::int64_t number) {
  if (row.type == ValueType::duration) return with_unit(number, duration_units);
  if (row.type == ValueType::size) return with_unit(number, size_units);
  return std::to_string(number);
}

}  // namespace

bool operator==(const BindMount& a, const BindMount& b) {
  return a.host_path == b.host_path && a.container_path == b.container_path && a.read_only == b.read_only;
}

bool is_valid_item(ValueType type, std::string_view text) {
  constexpr std::size_t longest = 4095;  // as long as a path may be: PATH_MAX without its NUL
  if (text.empty() || text.size() > longest || !is_single_line(text)) return false;
  if (type == ValueType::names) return is_variable_name(text);
  if (type == ValueType::paths) return is_path(text, longest);
  if (type == ValueType::destinations) return parse_egress_rule(text).has_value();
  return text.find_first_not_of(' ') != std::string_view::npos;
}

std::string problem_of_item(ValueType type, std::string_view text) {
  if (type != ValueType::destinations || !is_single_line(text)) return {};
  const auto rule = parse_egress_rule(text);
  return rule ? std::string() : rule.error().what;
}

std::string expectation(const KeyRow& row) {
  switch (row.type) {
    case ValueType::boolean: return "true or false";
    case ValueType::choice: {
      std::string out = "one of";
      for (const std::string_view choice : split_choices(row.choices))
        out += (out.size() > 6 ? ", " : " ") + std::string(choice);
      return out;
    }
    case ValueType::duration:
      return std::string("a number of seconds or a duration such as 30s, 5m, 2h or 30d, from 1s to ") +
             number_text(row, static_cast<std::int64_t>(row.max)) + (row.none_is_allowed ? ", or none" : "");
    case ValueType::size: return "a number of bytes or a size such as 512MB, 2GB or 1GiB, from 16MB to 1000TB";
    case ValueType::decimal: return "a number such as 0.5, " + bounds(row);
    case ValueType::count: return "a whole number " + bounds(row);
    case ValueType::image: return "the name of a container image such as ubuntu:22.04";
    case ValueType::path: return "a path that begins with / or ~/";
    case ValueType::patterns: return "a list of one-line texts";
    case ValueType::names: return "a list of environment variable names";
    case ValueType::paths: return "a list of paths that begin with / or ~/";
    case ValueType::destinations: return "a list of hosts, addresses and networks, each with or without :port";
    case ValueType::bind_mounts: return "a list of entries with host_path, container_path and read_only";
    case ValueType::rules: return "a list of rules with id, level, message, programs or paths, match and not_match";
    case ValueType::packs: return "names of packs, each with on or off";
  }
  return {};
}

std::string wrong_kind(const KeyRow& row, std::string_view kind) {
  return "'" + std::string(row.key) + "' must be " + expectation(row) + ", not " + std::string(kind);
}

std::string wrong_value(const KeyRow& row, std::string_view found) {
  std::string out = wrong_kind(row, "'" + visible(shortened(found, 64)) + "'");
  if (row.type != ValueType::choice) return out;
  const std::string_view nearest = nearest_name(lower_case(found), split_choices(row.choices));
  if (!nearest.empty()) out += ": did you mean '" + std::string(nearest) + "'?";
  return out;
}

Value default_value(const KeyRow& row) {
  if (row.type == ValueType::bind_mounts) return std::vector<BindMount>();
  if (row.type == ValueType::rules) return std::vector<RuleDefinition>();
  if (row.type == ValueType::packs) return std::vector<PackSwitch>();
  if (is_list(row.type)) return std::vector<std::string>();
  if (auto value = parse_value(row, row.default_text)) return std::move(*value);
  return Value();  // no default text: unset
}

Result<Value> parse_value(const KeyRow& row, std::string_view text) {
  if (row.none_is_allowed && text == "none") return Value();
  if (row.type < ValueType::bind_mounts)
    if (auto value = parse_scalar(row, text)) return std::move(*value);
  const std::string problem = problem_of_item(row.type, text);
  return fail(problem.empty() ? wrong_value(row, text) : "'" + std::string(row.key) + "': " + problem);
}

std::string yaml_scalar(std::string_view text) {
  constexpr std::string_view words[] = {"true", "false", "null", "yes", "no", "on", "off", "none"};
  const std::string lower = lower_case(text);
  const auto plain = [](char c) { return is_alphanumeric_or("_./+ -", c); };
  const bool plain_start = !text.empty() && (is_letter(text.front()) || text.front() == '/' || text.starts_with("~/"));
  const std::string_view rest = text.starts_with("~/") ? text.substr(1) : text;
  if (plain_start && text.back() != ' ' && std::all_of(rest.begin(), rest.end(), plain) &&
      std::find(std::begin(words), std::end(words), lower) == std::end(words))
    return std::string(text);
  JsonWriter quoted;  // JSON's escapes are YAML's
  quoted.value(text);
  return quoted.text();
}

std::string value_text(const KeyRow& row, const Value& value) {
  struct Writer {
    const KeyRow& row;
    std::string operator()(std::monostate) const { return row.none_is_allowed ? "none" : ""; }
    std::string operator()(bool truth) const { return truth ? "true" : "false"; }
    std::string operator()(std::int64_t number) const { return number_text(row, number); }
    std::string operator()(double number) const { return decimal_text(number); }
    std::string operator()(const std::string& text) const {
      return row.type == ValueType::choice ? text : yaml_scalar(text);
    }
    std::string operator()(const std::vector<std::string>& items) const { return list_text(items); }
    std::string operator()(const std::vector<BindMount>& mounts) const { return mounts_text(mounts); }
    std::string operator()(const std::vector<RuleDefinition>& rules) const { return rules_text(rules); }
    std::string operator()(const std::vector<PackSwitch>& packs) const { return packs_text(packs); }
  };
  return std::visit(Writer{row}, value);
}

}  // namespace vg
