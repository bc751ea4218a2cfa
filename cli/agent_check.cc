// SPDX-License-Identifier: Apache-2.0
#include "cli/agent_check.h"

#include <algorithm>

namespace vg::cli {
namespace {

bool is_sanitizer(const std::string& library) {
  return library.starts_with("libasan.") || library.starts_with("libclang_rt.asan");
}

std::string libc_of(const ProgramFile& program) {
  return program.loader.find("musl") != std::string::npos ? "musl" : "glibc";
}

/// Why the loader does not take libvg.so into this program; empty where it does.
std::string obstacle(const AgentFile& file) {
  const ProgramFile& program = file.program;
  if (program.kind == ProgramKind::unknown) return "it is no program of a format known here";
  if (program.kind == ProgramKind::static_image) return "it is linked statically: nothing can be preloaded";
  if (program.bits == 32) return "it is a 32-bit program, libvg.so a 64-bit library";
  if (!program.is_native) return "it is made for another processor";
  if (file.gains_privileges) return "it gains privileges: the loader drops LD_PRELOAD";
  if (std::any_of(program.needed.begin(), program.needed.end(), is_sanitizer))
    return "its address sanitizer must be the first library";
  return {};
}

std::string kind_of(const AgentFile& file) {
  const ProgramFile& program = file.program;
  const std::string go = program.is_go ? ", made by Go" : "";
  switch (program.kind) {
    case ProgramKind::static_image: return "static program" + go;
    case ProgramKind::dynamic_image:
      return std::to_string(program.bits) + "-bit dynamic program" +
             (program.bits == 64 ? ", " + libc_of(program) : "") + go;
    case ProgramKind::script: return "script";
    case ProgramKind::unknown: break;
  }
  return "no program";
}

}  // namespace

AgentCheck check_agent(const std::vector<AgentFile>& files) {
  AgentCheck check;
  if (files.empty()) return check;
  const AgentFile& runs = files.back();
  check.kind = kind_of(runs);
  const std::string why = obstacle(runs);
  check.loads_shim = why.empty();
  check.all_starts_seen = check.loads_shim && !runs.program.is_go;
  if (!why.empty()) check.remarks.push_back("libvg.so does not go with it: " + why + ".");
  if (!check.all_starts_seen && runs.program.kind != ProgramKind::unknown) {
    if (runs.program.is_go && check.loads_shim) check.remarks.push_back("It starts programs without libc's functions.");
    check.remarks.push_back(
        "Of what it starts, dynamic programs that get its LD_PRELOAD are judged as they begin; static ones, and those "
        "with an environment of their own, are not.");
    check.remarks.push_back("Instead: run it contained, `vg exec --sandbox -- PROGRAM`.");
  }
  if (check.all_starts_seen && runs.program.names_preload)
    check.remarks.push_back("It names LD_PRELOAD: should it take that away, libvg.so puts it back for what it starts.");
  return check;
}

}  // namespace vg::cli
