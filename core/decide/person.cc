// SPDX-License-Identifier: Apache-2.0
#include "core/decide/person.h"

#include <algorithm>
#include <array>

#include "core/base/path.h"

namespace vg {
namespace {

/// Programs that run commands on their own. A name matches the executable, the script an interpreter runs, or comm.
constexpr std::array<std::string_view, 30> agents{"aider",
                                                  "amp",
                                                  "claude",
                                                  "claude-code",
                                                  "cline",
                                                  "code",
                                                  "code-insiders",
                                                  "code-server",
                                                  "codex",
                                                  "codium",
                                                  "copilot",
                                                  "crush",
                                                  "cursor",
                                                  "cursor-agent",
                                                  "cursor-server",
                                                  "electron",
                                                  "emacs",
                                                  "gemini",
                                                  "gemini-cli",
                                                  "goose",
                                                  "idea",
                                                  "jetbrains-toolbox",
                                                  "kiro",
                                                  "opencode",
                                                  "openhands",
                                                  "pycharm",
                                                  "q",
                                                  "vscode-server",
                                                  "windsurf",
                                                  "zed"};
static_assert(std::is_sorted(agents.begin(), agents.end()));

/// Directories of packages whose script has an ordinary name: node …/@anthropic-ai/claude-code/cli.js.
struct PackageRow {
  std::string_view directory;
  std::string_view agent;
};
constexpr std::array<PackageRow, 8> packages{{{"/@anthropic-ai/", "claude"},
                                              {"/@github/copilot/", "copilot"},
                                              {"/@google/gemini-cli/", "gemini"},
                                              {"/@openai/codex/", "codex"},
                                              {"/.cursor-server/", "cursor"},
                                              {"/.vscode-server/", "code"},
                                              {"/.windsurf-server/", "windsurf"},
                                              {"/opencode-ai/", "opencode"}}};

constexpr std::array<std::string_view, 7> interpreters{"bash", "bun", "deno", "node", "python", "python3", "sh"};

std::string_view in_table(std::string_view name) {
  for (const std::string_view suffix : {".js", ".cjs", ".mjs", ".py", ".sh", ".exe"})
    if (name.size() > suffix.size() && name.ends_with(suffix)) name.remove_suffix(suffix.size());
  const auto found = std::lower_bound(agents.begin(), agents.end(), name);
  return found != agents.end() && *found == name ? *found : std::string_view{};
}

bool is_interpreter(std::string_view name) {
  return std::any_of(interpreters.begin(), interpreters.end(), [&](std::string_view known) {
    // python3.11, node20
    return name.starts_with(known) && name.find_first_not_of("0123456789.", known.size()) == std::string_view::npos;
  });
}

std::string describe(const ProcessFacts& process) {
  return (process.name.empty() ? std::string("a process") : "'" + process.name + "'") + " (pid " +
         std::to_string(process.id.pid) + ")";
}

}  // namespace

std::string known_agent(const ProcessFacts& process) {
  for (const PackageRow& row : packages) {
    if (process.executable.find(row.directory) != std::string::npos) return std::string(row.agent);
    for (const std::string& argument : process.arguments)
      if (argument.find(row.directory) != std::string::npos) return std::string(row.agent);
  }
  const std::string_view program = base_name(process.executable);
  if (const auto name = in_table(program); !name.empty()) return std::string(name);
  if (is_interpreter(program))
    for (std::size_t i = 1; i < process.arguments.size(); ++i)
      if (!process.arguments[i].starts_with('-')) {
        const auto name = in_table(base_name(process.arguments[i]));
        return std::string(name);
      }
  // comm alone is what a program calls itself; believed only in the direction that asks for more.
  return std::string(in_table(process.name));
}

PersonVerdict judge_person(const std::vector<ProcessFacts>& ancestry) {
  PersonVerdict verdict;
  if (ancestry.empty()) {
    verdict.why_not = "the requesting process is gone";
    return verdict;
  }
  for (const ProcessFacts& process : ancestry) {
    verdict.agent = known_agent(process);
    if (!verdict.agent.empty()) break;
  }
  if (ancestry.front().terminal == 0) {
    verdict.why_not = "there is no terminal";
    return verdict;
  }
  const pid_t session = ancestry.front().session;
  const auto leader =
      std::find_if(ancestry.begin(), ancestry.end(), [&](const auto& process) { return process.id.pid == session; });
  if (leader == ancestry.end()) {
    verdict.why_not = "the terminal's session leader is not above this process";
    return verdict;
  }
  for (auto process = ancestry.begin(); process != ancestry.end(); ++process) {
    if (const std::string agent = known_agent(*process); !agent.empty()) {
      verdict.why_not = "'" + agent + "' (pid " + std::to_string(process->id.pid) + ") is above it";
      return verdict;
    }
    // What `vg exec` started may be without the shim. A terminal may well begin with the guard itself.
    const bool is_guard = process > leader && base_name(process->executable) == "vg";
    if (process >= leader && (process->has_shim || is_guard)) {
      verdict.why_not = "the terminal's session was begun below a guarded process, " + describe(*process);
      return verdict;
    }
  }
  verdict.is_person = true;
  return verdict;
}

}  // namespace vg
