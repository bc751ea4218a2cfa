// SPDX-License-Identifier: Apache-2.0
// Scripts that a command names: what they hold is what runs.
#include "core/base/path.h"
#include "core/classify/judge.h"
#include "core/parse/shebang.h"

namespace vg::rules {
namespace {

constexpr std::size_t largest_script = 64UL * 1024;

/// A file the workspace or a scratch directory holds, and not one of an installed tool.
bool is_project_file(Area area) {
  return area == Area::workspace || area == Area::regenerable || area == Area::workspace_root ||
         area == Area::temporary || area == Area::temporary_root;
}

/// Who reads it: the shell that was called, or the one its first line names; nullopt where that is no shell.
std::optional<Dialect> dialect_of(const Judge& judge, const Start& start, std::string_view text) {
  if (start.by_path && !is_shell(start.name)) {
    const std::string_view program = shebang_program(text);
    return program.empty() ? Dialect::sh : shell_dialect(program);
  }
  if (start.name == "." || start.name == "source") return judge.request().dialect;
  return shell_dialect(start.name);
}

bool is_descriptor(std::string_view path) {
  return path == "/dev/stdin" || path.starts_with("/dev/fd/") || path.starts_with("/proc/self/fd/");
}

/// A pipe, a socket, a terminal: what comes out of it is known to nobody before it runs.
void judge_stream(Judge& judge, const Start& start, const Arg& file, std::string_view path) {
  const bool is_typed = path == "/dev/tty" || path == "/dev/null";
  // What the parser could read there is listed by itself.
  if (!is_typed && !start.invocation->payload_listed) judge.add("OB004", start, file);
}

}  // namespace

void judge_script_file(Judge& judge, const Start& start, const Arg& file) {
  const std::shared_ptr<const FileView>& files = judge.request().files;
  if (!file.known || file.glob || start.remote || files == nullptr) return;
  const Location location = judge.locate(start, file);
  if (location.path.empty()) return;
  const std::optional<FileFacts> facts = files->facts(location.path);
  if (is_descriptor(location.path) || (facts && !facts->is_regular && !facts->is_directory))
    return judge_stream(judge, start, file, location.path);
  if (!facts || facts->is_directory) return;
  // For root every file it owns is "system owned": the place counts as well.
  const bool is_systems = location.area == Area::system || location.area == Area::system_data;
  if (is_systems && files->is_system_owned(location.path)) return;
  const Result<std::string> text = files->read(location.path, largest_script);
  if (text) {
    const std::optional<Dialect> dialect = dialect_of(judge, start, *text);
    if (dialect && text->find('\0') == std::string::npos)
      judge.judge_script(*text, location.path, *dialect, start, file);
    return;
  }
  // A large file that is run by its path and has no first line of a script is machine code.
  const bool is_program = start.by_path && !is_shell(start.name);
  if (is_program && !files->has_shebang(location.path).value_or(true)) return;
  // Under the shim everything it starts is judged when it is started: a long configure script is nothing special.
  const bool is_watched = judge.request().entry == EntryPoint::shim;
  // A library of functions that an installed tool has in the home directory is no part of the project.
  if (!is_watched && is_project_file(location.area)) judge.add("SE006", start, file);
}

}  // namespace vg::rules
