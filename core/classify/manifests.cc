// SPDX-License-Identifier: Apache-2.0
// Compose files and Kubernetes manifests: what they ask for is what happens.
#include <algorithm>

#include "core/base/path.h"
#include "core/base/yaml_scalars.h"
#include "core/classify/containers.h"
#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr std::size_t largest_file = 64UL * 1024;
constexpr std::size_t most_files = 32;
constexpr std::size_t byte_cost = 4;  // unit: see Work

/// One part of a compose file.
void read_compose_scalar(Judge& judge, const Start& start, const Arg& option, const YamlScalar& scalar,
                         RunTraits& traits) {
  const auto& [key, parent, value] = scalar;
  if (key == "privileged" && value == "true") traits.open = true;
  if (in_list("network_mode|pid|ipc|userns_mode|cgroup", key) && value == "host") traits.open = true;
  if (key == "cap_add" && is_strong_capability(value)) traits.open = true;
  if (key == "devices" || (key == "security_opt" && value.find("unconfined") != std::string_view::npos))
    traits.open = true;
  if (key == "volumes") judge_bind_source(judge, start, option, value.substr(0, value.find(':')), traits);
  if (key == "source") judge_bind_source(judge, start, option, value, traits);
}

/// One part of a manifest. Out: whether it asks for the node or for power over the cluster.
bool is_open_manifest(const YamlScalar& scalar) {
  const auto& [key, parent, value] = scalar;
  if (in_list("hostPID|hostNetwork|hostIPC|privileged|allowPrivilegeEscalation", key)) return value == "true";
  if (parent == "roleRef") return key == "name" && in_list("cluster-admin|admin|system:masters", value);
  if (parent == "hostPath" && key == "path") return true;
  return key == "add" && is_strong_capability(value);
}

/// The text of a file in the line's place; a file that is not there is none of ours, one that cannot be read is.
std::optional<std::string> text_of(Judge& judge, const Start& start, const Arg& file, RuleId unreadable) {
  const std::shared_ptr<const FileView>& files = judge.request().files;
  if (!file.known || start.remote || files == nullptr) return std::nullopt;
  const Location location = judge.locate(start, file);
  if (location.path.empty()) return std::nullopt;
  const std::optional<FileFacts> facts = files->facts(location.path);
  if (!facts || !facts->is_regular) return std::nullopt;
  Result<std::string> text = files->read(location.path, largest_file);
  if (text && judge.spend(text->size() * byte_cost)) return std::move(*text);
  judge.add(unreadable, start, file);
  return std::nullopt;
}

void judge_compose_text(Judge& judge, const Start& start, const Arg& file) {
  const std::optional<std::string> text = text_of(judge, start, file, "CT004");
  if (!text) return;
  RunTraits traits;
  const auto visit = [&](const YamlScalar& scalar) { read_compose_scalar(judge, start, file, scalar, traits); };
  if (!visit_yaml(*text, visit)) judge.add("CT004", start, file);
  add_run_findings(judge, start, traits, false);
}

}  // namespace

void judge_compose_files(Judge& judge, const Start& start, const Args& args) {
  std::size_t verb = 1;
  std::vector<Arg> named;
  for (; verb < args.size() && args[verb].is_option(); ++verb) {
    const std::string_view option = args[verb].text;
    const bool is_file = option == "-f" || option == "--file";
    if (is_file && verb + 1 < args.size()) named.push_back(args[verb + 1]);
    if (option.starts_with("--file=")) {
      named.push_back(args[verb]);
      named.back().text.remove_prefix(7);
    }
    if (is_file || in_list("-p|--project-name|--profile|--env-file|--project-directory|--ansi|--parallel", option))
      ++verb;
  }
  if (verb >= args.size() || !in_list("up|run|create|start|restart|watch|exec", args[verb].text)) return;
  if (named.empty())
    for (const std::string_view name :
         {"compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml", "compose.override.yaml",
          "compose.override.yml", "docker-compose.override.yaml", "docker-compose.override.yml"}) {
      named.push_back(args[0]);
      named.back().text = name;
      named.back().tilde = named.back().glob = false;
    }
  for (const Arg& file : named) judge_compose_text(judge, start, file);
}

void judge_manifest(Judge& judge, const Start& start, const Arg& file) {
  const std::shared_ptr<const FileView>& files = judge.request().files;
  if (!file.known || start.remote || files == nullptr || file.is("-")) return;
  const Location location = judge.locate(start, file);
  std::vector<std::string> names;
  if (const auto facts = files->facts(location.path); facts && facts->is_directory)
    for (const std::string& name : files->list(location.path))
      if (name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json")) names.push_back(name);
  if (names.empty()) names.emplace_back();
  names.resize(std::min(names.size(), most_files));
  for (const std::string& name : names) {
    Arg member = file;
    if (!name.empty()) member.text = judge.keep(join_path(location.path, name));
    const std::optional<std::string> text = text_of(judge, start, member, "K8002");
    if (!text) continue;
    bool open = false;
    const Result<void> read = visit_yaml(*text, [&](const YamlScalar& scalar) { open |= is_open_manifest(scalar); });
    if (!read) judge.add("K8002", start, file);
    if (open) judge.add("K8003", start, file);
  }
}

}  // namespace vg::rules
