// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "cli/agent_check.h"
#include "cli/guarded_run.h"
#include "core/base/json.h"
#include "core/base/path.h"
#include "core/base/unique_fd.h"

namespace vg::cli {
namespace {

constexpr int not_found_status = 127;
constexpr std::size_t most_interpreters = 4;

std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* variable = std::getenv("PATH");
  std::string_view path = variable == nullptr ? "" : variable;
  while (!path.empty()) {
    const std::string_view directory = path.substr(0, path.find(':'));
    path.remove_prefix(std::min(path.size(), directory.size() + 1));
    std::string candidate = join_path(directory.empty() ? "." : directory, name);
    struct stat st {};
    if (::stat(candidate.c_str(), &st) == 0 && S_ISREG(st.st_mode) && ::access(candidate.c_str(), X_OK) == 0)
      return candidate;
  }
  return {};
}

/// Agents come as files of some hundred megabytes: looked at where they lie.
Result<AgentFile> read_agent(const std::string& path) {
  AgentFile file{path, {}, false};
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat st {};
  if (!fd || ::fstat(fd.get(), &st) != 0) return fail_errno("cannot read '" + path + "'");
  if (!S_ISREG(st.st_mode) || st.st_size == 0) return fail("'" + path + "' is no program");
  const auto size = static_cast<std::size_t>(st.st_size);
  void* bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (bytes == MAP_FAILED) return fail_errno("cannot read '" + path + "'");
  file.program = parse_program_file({static_cast<const char*>(bytes), size});
  ::munmap(bytes, size);
  file.gains_privileges =
      (st.st_mode & (S_ISUID | S_ISGID)) != 0 || ::fgetxattr(fd.get(), "security.capability", nullptr, 0) > 0;
  return file;
}

/// The interpreter of a script; `/usr/bin/env NAME` leads to NAME.
std::string interpreter_of(const ProgramFile& script) {
  std::string_view line = script.loader;
  const std::string first(line.substr(0, line.find_first_of(" \t")));
  line.remove_prefix(first.size());
  if (!first.ends_with("/env")) return first;
  while (!line.empty()) {
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    const std::string_view word = line.substr(0, line.find_first_of(" \t\r"));
    if (!word.empty() && word.front() != '-' && word.find('=') == std::string_view::npos)
      return find_program(std::string(word));
    line.remove_prefix(word.size());
  }
  return first;
}

Result<std::vector<AgentFile>> follow(const std::string& path) {
  std::vector<AgentFile> files{VG_TRY(read_agent(path))};
  while (files.back().program.kind == ProgramKind::script && files.size() <= most_interpreters) {
    const std::string next = interpreter_of(files.back().program);
    if (next.empty()) return fail("the interpreter of '" + files.back().path + "' is not found");
    files.push_back(VG_TRY(read_agent(next)));
  }
  return files;
}

void print_text(const std::vector<AgentFile>& files, const AgentCheck& check) {
  std::printf("%s\n", files.front().path.c_str());
  for (std::size_t i = 1; i < files.size(); ++i) std::printf("  run by %s\n", files[i].path.c_str());
  std::printf("  %-22s %s\n", "what it is", check.kind.c_str());
  std::printf("  %-22s %s\n", "libvg.so", check.loads_shim ? "goes with it" : "does not go with it");
  std::printf("  %-22s %s\n", "what it starts", check.all_starts_seen ? "is judged" : "is judged in part");
  for (const std::string& remark : check.remarks) std::printf("    %s\n", remark.c_str());
}

void print_json(const std::vector<AgentFile>& files, const AgentCheck& check) {
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_object().field("program", files.front().path).field("runs", files.back().path).field("kind", check.kind);
  json.field("loads_shim", check.loads_shim).field("all_starts_seen", check.all_starts_seen);
  json.key("remarks").begin_array();
  for (const std::string& remark : check.remarks) json.value(remark);
  json.end_array().end_object();
  std::printf("%s\n", json.text().c_str());
}

}  // namespace

int doctor_agent(const std::string& name, bool json) {
  const std::string path = find_program(name);
  if (path.empty()) return report({"no program '" + name + "' on PATH", "", 0}, not_found_status);
  const auto files = follow(path);
  if (!files) return report(files.error(), not_found_status);
  const AgentCheck check = check_agent(*files);
  json ? print_json(*files, check) : print_text(*files, check);
  return check.all_starts_seen ? 0 : guard_failed_status;
}

}  // namespace vg::cli
