// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command_table.h"
#include "cli/entry_points.h"
#include "cli/session.h"
#include "vg_version.h"

namespace vg::cli {
namespace {

/// Fills descriptors 0 to 2 where they are closed, so that no file of ours lands there. They are closed again when a
/// program is executed: it finds its descriptors as its caller left them.
void fill_standard_descriptors() {
  for (int fd = 0; fd <= 2; ++fd) {
    if (::fcntl(fd, F_GETFD) >= 0) continue;
    // open(2) returns the lowest free number, which is `fd`: all below are open.
    if (::open("/dev/null", O_RDWR | O_CLOEXEC) != fd) _exit(guard_failed_status);
  }
}

/// `command`: the one whose help says more.
int usage(const Error& error, std::string_view command = {}) {
  report(error, usage_status);
  const std::string named = command.empty() ? "" : std::string(command) + " ";
  std::fprintf(stderr, "Try 'vg %s--help'.\n", named.c_str());
  return usage_status;
}

int print_help(std::span<const std::string_view> words) {
  if (words.empty()) return std::fputs(help_text().c_str(), stdout), 0;
  std::size_t consumed = 0;
  if (const CommandRow* row = find_command(words, consumed)) return std::fputs(help_text(*row).c_str(), stdout), 0;
  if (words.size() == 1)
    if (const std::string text = group_help_text(words[0]); !text.empty()) return std::fputs(text.c_str(), stdout), 0;
  return usage(unknown_command(words));
}

int dispatch(std::span<const std::string_view> words) {
  if (words.empty()) {
    std::fputs(help_text().c_str(), stderr);
    return usage_status;
  }
  if (words[0] == "--version") {
    std::printf("vg %s\n", VG_VERSION);
    return 0;
  }
  if (words[0] == "--help" || words[0] == "-h") return print_help({});
  if (words[0] == "help") return print_help(words.subspan(1));
  std::size_t consumed = 0;
  const CommandRow* row = find_command(words, consumed);
  if (row == nullptr && words.size() == 2 && (words[1] == "--help" || words[1] == "-h"))
    return print_help(words.first(1));
  if (row == nullptr) return usage(unknown_command(words));
  const auto arguments = read_arguments(*row, words.subspan(consumed));
  if (!arguments) return usage(arguments.error(), row->name);
  if (arguments->has("help")) return std::fputs(help_text(*row).c_str(), stdout), 0;
  return row->run(*arguments);
}

/// What was printed must have arrived: half an answer with status 0 would be taken for a whole one.
int printed(int status) {
  if (status != 0 || (std::fflush(stdout) == 0 && std::ferror(stdout) == 0)) return status;
  return report({"cannot write the output", {}, errno}, guard_failed_status);
}

}  // namespace
}  // namespace vg::cli

int main(int argc, char** argv) {
  vg::cli::fill_standard_descriptors();
  const std::vector<std::string_view> words(argv + (argc > 0 ? 1 : 0), argv + argc);
  if (!words.empty() && words[0] == "__exec") return vg::cli::exec_entry({words.begin() + 1, words.end()});
  if (!words.empty() && words[0] == "__hook") return vg::cli::hook_entry({words.begin() + 1, words.end()});
  return vg::cli::printed(vg::cli::dispatch(words));
}
