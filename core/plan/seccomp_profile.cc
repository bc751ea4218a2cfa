// SPDX-License-Identifier: Apache-2.0
#include "core/plan/seccomp_profile.h"

#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/json.h"
#include "core/base/json_place.h"
#include "core/base/text.h"
#include "core/plan/capability_names.h"

namespace vg {
namespace {

constexpr std::array<std::string_view, 21> architectures{
    "SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM",       "SCMP_ARCH_LOONGARCH64", "SCMP_ARCH_M68K",     "SCMP_ARCH_MIPS",
    "SCMP_ARCH_MIPS64",  "SCMP_ARCH_MIPS64N32", "SCMP_ARCH_MIPSEL",      "SCMP_ARCH_MIPSEL64", "SCMP_ARCH_MIPSEL64N32",
    "SCMP_ARCH_PARISC",  "SCMP_ARCH_PARISC64",  "SCMP_ARCH_PPC",         "SCMP_ARCH_PPC64",    "SCMP_ARCH_PPC64LE",
    "SCMP_ARCH_RISCV64", "SCMP_ARCH_S390",      "SCMP_ARCH_S390X",       "SCMP_ARCH_X32",      "SCMP_ARCH_X86",
    "SCMP_ARCH_X86_64"};
constexpr std::array<std::string_view, 4> flags{"SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW",
                                                "SECCOMP_FILTER_FLAG_TSYNC", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"};
constexpr std::array<std::string_view, 8> top_keys{"archMap", "architectures",    "defaultAction", "defaultErrnoRet",
                                                   "flags",   "listenerMetadata", "listenerPath",  "syscalls"};
constexpr std::array<std::string_view, 9> rule_keys{"action",   "args",     "comment", "errno", "errnoRet",
                                                    "excludes", "includes", "name",    "names"};
constexpr std::array<std::string_view, 4> argument_keys{"index", "op", "value", "valueTwo"};
constexpr std::array<std::string_view, 3> condition_keys{"arches", "caps", "minKernel"};
constexpr unsigned largest_errno = 4095;  // Source: seccomp(2), SECCOMP_RET_ERRNO

bool is_syscall_name(std::string_view name) {
  return !name.empty() && name.size() < 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// A place in the profile: the value and the way to it. Errors name the line.
class Node {
 public:
  Node(std::string_view text, const std::string& name, Json json) : text_(text), name_(name), json_(std::move(json)) {}

  const Json& json() const { return json_; }

  tl::unexpected<Error> wrong(const std::string& what) const {
    return fail(what, name_ + ":" + std::to_string(json_line(text_, steps_)));
  }

  std::optional<Node> get(const std::string& key) const {
    auto member = json_.get(key);
    if (!member || member->is_null()) return std::nullopt;  // docker writes null for empty lists
    return below(std::move(*member), key);
  }

  Result<std::vector<Node>> items() const {
    if (!json_.is_array()) return wrong("expected a list");
    std::vector<Node> out;
    for (Json& item : json_.items()) out.push_back(below(std::move(item), out.size()));
    return out;
  }

  Result<std::string> string() const {
    const auto text = json_.string();
    if (!text) return wrong("expected a text");
    return *text;
  }

  Result<std::uint64_t> number(std::uint64_t most) const {
    const auto value = json_.integer();
    if (!value || *value < 0 || static_cast<std::uint64_t>(*value) > most)
      return wrong("expected a number from 0 to " + std::to_string(most));
    return static_cast<std::uint64_t>(*value);
  }

  template <std::size_t N>
  Result<void> only(const std::array<std::string_view, N>& keys) const {
    if (!json_.is_object()) return wrong("expected an object");
    for (const std::string& key : json_.keys()) {
      if (std::find(keys.begin(), keys.end(), key) != keys.end()) continue;
      return get_any(key).wrong("unknown key '" + visible(shortened(key, 60)) + "'" + suggestion(key, keys));
    }
    return {};
  }

  template <typename E, std::size_t N>
  Result<E> choice(const EnumNames<E, N>& names, const char* what) const {
    const std::string text = VG_TRY(string());
    if (const auto value = value_in(names, text)) return *value;
    std::array<std::string_view, N> words;
    for (std::size_t i = 0; i < N; ++i) words[i] = names[i].name;
    return wrong(std::string("'") + visible(shortened(text, 60)) + "' is no " + what + suggestion(text, words));
  }

 private:
  template <std::size_t N>
  static std::string suggestion(const std::string& word, const std::array<std::string_view, N>& words) {
    const std::string_view nearest = nearest_name(word, std::vector<std::string_view>(words.begin(), words.end()));
    return nearest.empty() ? std::string() : ": did you mean '" + std::string(nearest) + "'?";
  }
  Node below(Json json, std::variant<std::string, std::size_t> step) const {
    Node node(text_, name_, std::move(json));
    node.steps_ = steps_;
    node.steps_.push_back(std::move(step));
    return node;
  }
  Node get_any(const std::string& key) const { return below(*json_.get(key), key); }

  std::string_view text_;
  const std::string& name_;
  Json json_;
  JsonSteps steps_;
};

template <std::size_t N>
Result<void> check_names(const std::optional<Node>& list, const std::array<std::string_view, N>& known,
                         const char* what) {
  if (!list) return {};
  for (const Node& item : VG_TRY(list->items())) {
    const std::string name = VG_TRY(item.string());
    if (std::find(known.begin(), known.end(), name) == known.end())
      return item.wrong("'" + visible(shortened(name, 60)) + "' is no " + what);
  }
  return {};
}

/// Whether each, or any, of the listed things holds; unset lists hold.
struct Matched {
  bool arch = false;
  bool caps_any = false;
  bool caps_all = true;
  bool kernel = false;
  bool has_arches = false;
  bool has_caps = false;
  bool has_kernel = false;
};

Result<bool> is_kernel_at_least(const Node& node, const ProfileConditions& here) {
  const std::string text = VG_TRY(node.string());
  unsigned major = 0;
  unsigned minor = 0;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, major);
  const bool has_dot = first.ec == std::errc{} && first.ptr != end && *first.ptr == '.';
  const auto second = has_dot ? std::from_chars(first.ptr + 1, end, minor) : first;
  if (!has_dot || second.ec != std::errc{} || second.ptr != end)
    return node.wrong("'" + visible(shortened(text, 60)) + "' is no kernel version like 4.8");
  return here.kernel_major > major || (here.kernel_major == major && here.kernel_minor >= minor);
}

Result<Matched> match(const Node& node, const ProfileConditions& here) {
  VG_CHECK(node.only(condition_keys));
  Matched matched;
  if (const auto list = node.get("arches"))
    for (const Node& item : VG_TRY(list->items())) {
      matched.has_arches = true;
      matched.arch = matched.arch || VG_TRY(item.string()) == here.architecture;
    }
  if (const auto list = node.get("caps"))
    for (const Node& item : VG_TRY(list->items())) {
      const std::string name = VG_TRY(item.string());
      const auto number = capability_number(name);
      if (!number) return item.wrong("'" + visible(shortened(name, 60)) + "' is no capability");
      const bool has = (here.capabilities >> *number & 1) != 0;
      matched.has_caps = true;
      matched.caps_any = matched.caps_any || has;
      matched.caps_all = matched.caps_all && has;
    }
  if (const auto kernel = node.get("minKernel")) {
    matched.has_kernel = true;
    matched.kernel = VG_TRY(is_kernel_at_least(*kernel, here));
  }
  return matched;
}

Result<bool> holds_here(const Node& rule, const ProfileConditions& here) {
  bool holds = true;
  if (const auto node = rule.get("includes")) {
    const Matched matched = VG_TRY(match(*node, here));
    holds = (!matched.has_arches || matched.arch) && matched.caps_all && (!matched.has_kernel || matched.kernel);
  }
  if (const auto node = rule.get("excludes")) {
    const Matched matched = VG_TRY(match(*node, here));
    holds = holds && !matched.arch && !matched.caps_any && !matched.kernel;
  }
  return holds;
}

Result<ArgumentRule> argument(const Node& node) {
  VG_CHECK(node.only(argument_keys));
  ArgumentRule rule;
  const auto index = node.get("index");
  const auto op = node.get("op");
  if (!index || !op) return node.wrong("an argument needs 'index' and 'op'");
  rule.index = static_cast<unsigned>(VG_TRY(index->number(5)));
  rule.op = VG_TRY(op->choice(comparison_names, "comparison"));
  if (const auto value = node.get("value")) rule.value = VG_TRY(value->number(INT64_MAX));
  if (const auto value = node.get("valueTwo")) rule.second = VG_TRY(value->number(INT64_MAX));
  return rule;
}

Result<std::vector<std::string>> names_of(const Node& node) {
  std::vector<std::string> names;
  const auto take = [&](const Node& item) -> Result<void> {
    std::string name = VG_TRY(item.string());
    if (!is_syscall_name(name)) return item.wrong("'" + visible(shortened(name, 60)) + "' is no system call");
    names.push_back(std::move(name));
    return {};
  };
  if (const auto name = node.get("name")) VG_CHECK(take(*name));
  if (const auto list = node.get("names"))
    for (const Node& item : VG_TRY(list->items())) VG_CHECK(take(item));
  if (names.empty()) return node.wrong("a rule needs 'names'");
  return names;
}

Result<std::optional<unsigned>> error_of(const Node& node, const char* key) {
  const auto value = node.get(key);
  if (!value) return std::optional<unsigned>();
  return std::optional<unsigned>(static_cast<unsigned>(VG_TRY(value->number(largest_errno))));
}

Result<std::optional<SyscallRule>> rule_of(const Node& node, const ProfileConditions& here) {
  VG_CHECK(node.only(rule_keys));
  SyscallRule rule;
  rule.names = VG_TRY(names_of(node));
  rule.has_single_name = node.get("name").has_value();
  const auto action = node.get("action");
  if (!action) return node.wrong("a rule needs 'action'");
  rule.action = VG_TRY(action->choice(syscall_action_names, "action"));
  rule.error = VG_TRY(error_of(node, "errnoRet"));
  if (const auto list = node.get("args"))
    for (const Node& item : VG_TRY(list->items())) rule.arguments.push_back(VG_TRY(argument(item)));
  if (!VG_TRY(holds_here(node, here))) return std::optional<SyscallRule>();
  return std::optional<SyscallRule>(std::move(rule));
}

}  // namespace

ProfileConditions conditions_here(std::uint64_t capabilities) {
  ProfileConditions here;
  here.capabilities = capabilities;
#if defined(__x86_64__)
  here.architecture = "amd64";
#elif defined(__aarch64__)
  here.architecture = "arm64";
#endif
  utsname names{};
  if (::uname(&names) == 0) {
    const std::string_view release = names.release;
    const char* end = release.data() + release.size();
    const auto first = std::from_chars(release.data(), end, here.kernel_major);
    if (first.ptr != end) std::from_chars(first.ptr + 1, end, here.kernel_minor);
  }
  return here;
}

Result<SeccompProfile> parse_seccomp_profile(std::string_view text, const std::string& name,
                                             const ProfileConditions& here) {
  auto json = Json::parse(text);
  if (!json) return fail(json.error().what, name + ":" + json.error().where);
  const Node top(text, name, std::move(*json));
  VG_CHECK(top.only(top_keys));
  SeccompProfile profile;
  const auto action = top.get("defaultAction");
  if (!action) return top.wrong("a profile needs 'defaultAction'");
  profile.default_action = VG_TRY(action->choice(syscall_action_names, "action"));
  profile.default_error = VG_TRY(error_of(top, "defaultErrnoRet"));
  VG_CHECK(check_names(top.get("architectures"), architectures, "architecture"));
  VG_CHECK(check_names(top.get("flags"), flags, "flag"));
  if (const auto map = top.get("archMap"))
    for (const Node& item : VG_TRY(map->items())) {
      VG_CHECK(item.only(std::array<std::string_view, 2>{"architecture", "subArchitectures"}));
      VG_CHECK(check_names(item.get("subArchitectures"), architectures, "architecture"));
    }
  if (const auto list = top.get("syscalls")) {
    std::size_t position = 0;
    for (const Node& item : VG_TRY(list->items())) {
      if (auto rule = VG_TRY(rule_of(item, here))) {
        rule->position = position;
        profile.rules.push_back(std::move(*rule));
      }
      ++position;
    }
  }
  return profile;
}

std::string name_place(std::string_view text, const std::string& file, const SyscallRule& rule, std::size_t name) {
  JsonSteps steps{std::string("syscalls"), rule.position};
  if (rule.has_single_name && name == 0) {
    steps.emplace_back(std::string("name"));
  } else {
    steps.emplace_back(std::string("names"));
    steps.emplace_back(name - (rule.has_single_name ? 1 : 0));
  }
  return file + ":" + json_line_and_column(text, steps);
}

}  // namespace vg
