// SPDX-License-Identifier: Apache-2.0
#include "cli/prompt.h"

#include <fcntl.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>

#include "cli/deadline.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/base/unique_fd.h"

namespace vg::cli {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds deaf_time{300};
constexpr std::chrono::seconds patience{60};
constexpr std::size_t shown_bytes = 4096;

/// Canonical mode for the question, and whatever was set before when it is over.
class TerminalState {
 public:
  explicit TerminalState(int fd) : fd_(fd), known_(::tcgetattr(fd, &before_) == 0) {
    if (!known_) return;
    termios asking = before_;
    asking.c_lflag |= ICANON | ECHO | ISIG;
    asking.c_iflag |= ICRNL;
    ::tcsetattr(fd_, TCSANOW, &asking);
  }
  TerminalState(const TerminalState&) = delete;
  TerminalState& operator=(const TerminalState&) = delete;
  ~TerminalState() {
    if (known_) ::tcsetattr(fd_, TCSANOW, &before_);
  }

 private:
  int fd_;
  termios before_{};
  bool known_;
};

std::string upper(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return static_cast<char>(c & ~0x20); });
  return out;
}

std::string question_text(const Question& question) {
  std::string text = question.utf8 ? "⚠  " : "";
  text += "Command requires approval\n";
  text += "   Command:    " + shortened(visible(question.command), shown_bytes) + "\n";
  text += "   Risk level: " + upper(question.risk) + "\n";
  if (!question.why.empty()) text += "   Why:        " + visible(question.why) + "\n";
  text += "Options:\n  y  - Yes, run once (" + question.place + ")\n";
  if (question.offer_contained) text += "  c  - Yes, contained, and do not ask again\n";
  if (question.offer_remember) text += "  r  - Yes, and remember (on the host, without walls, in this workspace)\n";
  text += "  n  - No, cancel\nChoose [y";
  if (question.offer_contained) text += "/c";
  if (question.offer_remember) text += "/r";
  return text + "/N]: ";
}

/// One line from the terminal before `deadline`; empty at end of input or when time is up.
std::string read_answer(int fd, Clock::time_point deadline) {
  std::string line;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return {};
    pollfd waiting{fd, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, static_cast<int>(left));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return {};
    char c = 0;
    const ssize_t n = ::read(fd, &c, 1);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return {};
    if (c == '\n') return line;
    if (line.size() < 16) line += c;
  }
}

}  // namespace

Result<Answer> ask_person(const Question& question) {
  const UniqueFd terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY));
  if (!terminal) return fail_errno("cannot open the terminal to ask", "/dev/tty");
  const DeadlinePause pause;
  const TerminalState state(terminal.get());
  const auto start = Clock::now();
  VG_CHECK(write_all(terminal.get(), question_text(question)));
  while (Clock::now() - start < deaf_time) ::poll(nullptr, 0, 20);
  ::tcflush(terminal.get(), TCIFLUSH);

  const std::string answer = read_answer(terminal.get(), start + patience);
  if (answer == "y" || answer == "Y" || answer == "yes") return Answer::once;
  if (question.offer_contained && (answer == "c" || answer == "C")) return Answer::contained;
  if (question.offer_remember && (answer == "r" || answer == "R")) return Answer::remember;
  if (answer.empty() && Clock::now() - start >= patience)
    VG_CHECK(write_all(terminal.get(), "\nNo answer within 60 s: cancelled.\n"));
  return Answer::no;
}

}  // namespace vg::cli
