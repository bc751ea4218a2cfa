// SPDX-License-Identifier: Apache-2.0
// A vg for the tests of the shell hooks: the real `vg init`, and a `vg __hook` whose verdict is a word of the line.
// Each question is appended to the file "asked" beside this program, its arguments separated by unit separators.

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

#include "cli/commands.h"
#include "hook/protocol.h"

namespace {

std::string beside(std::string_view name) {
  std::array<char, PATH_MAX> path{};
  const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
  const std::string own(path.data(), size < 0 ? 0 : static_cast<std::size_t>(size));
  return own.substr(0, own.rfind('/') + 1).append(name);
}

void record(int argc, char** argv) {
  std::string line;
  for (int i = 1; i < argc; ++i) line.append(argv[i]).append(i + 1 < argc ? "\x1f" : "\x1e");
  const int fd = ::open(beside("asked").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0 || ::write(fd, line.data(), line.size()) < 0) std::perror("asked");
  if (fd >= 0) ::close(fd);
}

/// Waits for one key of a person, as a prompt would: on the terminal, not on the standard streams.
int ask() {
  const int tty = ::open("/dev/tty", O_RDWR | O_CLOEXEC);
  char key = 0;
  if (tty < 0 || ::write(tty, "\r\nreally? ", 10) != 10 || ::read(tty, &key, 1) != 1) return 125;
  ::close(tty);
  return key == 'y' ? 0 : 126;
}

int judge(std::string line) {
  const auto has = [&line](std::string_view word) { return line.find(word) != std::string::npos; };
  if (has("CRASH")) std::raise(SIGSEGV);
  if (has("NOTICE")) std::fprintf(stderr, "stand-in: a notice\n");
  if (has("ODD_STATUS")) return 7;
  if (has("SILENT_REWRITE")) return vg::hook::rewritten_line_status;
  if (has("INCOMPLETE") && line.find("done") == std::string::npos) return vg::hook::incomplete_line_status;
  if (has("SLOW")) ::sleep(2);
  if (has("QUESTION") && ask() != 0) return 126;
  if (has("DANGER")) {
    std::fprintf(stderr, "stand-in: refused\n");
    return 126;
  }
  constexpr std::string_view word = "REWRITE";
  const bool is_rewritten = has(word);
  for (auto at = line.find(word); at != std::string::npos; at = line.find(word))
    line.replace(at, word.size(), "CHANGED");
  if (!is_rewritten) return 0;
  std::fputs(line.c_str(), stdout);
  return vg::hook::rewritten_line_status;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view command = argc > 1 ? argv[1] : "";
  if (command == "init") {
    vg::cli::Arguments arguments;
    for (int i = 2; i < argc; ++i) {
      if (std::strncmp(argv[i], "--", 2) == 0) {
        arguments.set(argv[i] + 2, "");
      } else {
        arguments.add_positional(argv[i]);
      }
    }
    return vg::cli::run_init(arguments);
  }
  if (command != "__hook" || argc < 2) return 2;
  record(argc, argv);
  return judge(argv[argc - 1]);
}
