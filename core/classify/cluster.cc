// SPDX-License-Identifier: Apache-2.0
// What kubectl, terraform and the platforms' tools do beyond their verbs.
#include "core/base/path.h"
#include "core/classify/containers.h"
#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

bool is_url(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://");
}

}  // namespace

void judge_kubectl(Judge& judge, const Start& start) {
  const Args& args = start.args;
  const std::vector<std::size_t> at = operands(args, start.tool->valued);
  if (at.empty()) return;
  const Arg& verb = args[at[0]];
  if (verb.is("exec") || verb.is("debug") || verb.is("run") || verb.is("attach")) {
    std::size_t from = 0;
    for (std::size_t i = 1; i < args.size() && from == 0; ++i)
      if (args[i].is("--")) from = i + 1;
    if (from == 0 && verb.is("exec") && at.size() > 2) from = at[2];
    const Risk inner = from == 0 ? Risk::low : judge.judge_words(args, from, start, true);
    judge.add(inner >= Risk::high ? RuleId("K8001") : RuleId("K8002"), start);
    for (const Arg& arg : args)
      if (arg.text.starts_with("--overrides") || arg.is("--privileged")) judge.add("K8003", start);
    return;
  }
  if (verb.is("apply") || verb.is("create") || verb.is("replace")) {
    const OptionValue manifest = option_value(args, "-f|--filename|-k");
    if (manifest.found && is_url(manifest.value.text)) judge.add("K8003", start);
    for (std::size_t i = 1; i < args.size(); ++i) {
      if (in_list("-f|--filename|-k|--kustomize", args[i].text) && i + 1 < args.size()) {
        judge_manifest(judge, start, args[++i]);
      } else if (args[i].text.starts_with("--filename=")) {
        Arg file = args[i];
        file.text.remove_prefix(std::string_view("--filename=").size());
        judge_manifest(judge, start, file);
      }
    }
  }
  if (verb.is("cp") && at.size() > 1 && args[at[1]].text.find(':') != std::string_view::npos &&
      (args[at[1]].text.find(":/var") != std::string_view::npos ||
       args[at[1]].text.find(":/etc") != std::string_view::npos))
    judge.add("K8003", start);
  if (verb.is("delete") && start.fed) judge.add("K8001", start);
}

void judge_terraform(Judge& judge, const Start& start) {
  // "yes" piped in answers the question the tool asks for good reason.
  if (start.invocation->position == 0 || is_harmless_call(*start.tool, start.args)) return;
  const std::vector<std::size_t> at = operands(start.args, start.tool->valued, 1, start.tool->style);
  if (at.empty() || !in_list("apply|destroy|up|deploy|delete", start.args[at[0]].text)) return;
  for (const Start& other : judge.starts())
    if (other.invocation->pipeline == start.invocation->pipeline &&
        other.invocation->position < start.invocation->position && in_list("yes|echo|printf", other.name))
      judge.add("IA001", start);
}

void judge_api_call(Judge& judge, const Start& start) {
  const Args& args = start.args;
  const std::vector<std::size_t> at = operands(args, start.tool->valued);
  if (at.empty()) return;
  if (args[at[0]].is("gist") && at.size() > 1 && args[at[1]].is("create")) {
    for (std::size_t k = 2; k < at.size(); ++k)
      if ((judge.locate(start, args[at[k]]).kinds & kind_secret) != 0) judge.add("EX001", start, args[at[k]]);
    return;
  }
  if (!args[at[0]].is("api")) return;
  const OptionValue method = option_value(args, "-X|--method");
  if (method.found) {
    if (method.value.is("DELETE")) return judge.add("PL001", start);
    if (method.value.is("GET") || method.value.is("HEAD")) return;
    const bool opens =
        method.value.is("PUT") && at.size() > 1 && args[at[1]].text.find("collaborators") != std::string_view::npos;
    return judge.add(opens ? RuleId("PL001") : RuleId("PL002"), start);
  }
  if (has_flag(args, "-f|-F|--field|--raw-field|--input") && !(at.size() > 1 && args[at[1]].is("graphql")))
    judge.add("PL002", start);
}

}  // namespace vg::rules
