// SPDX-License-Identifier: Apache-2.0
/// What holds for a supervisor, whatever is sent to it in the name of the sandbox's init; shared by the fuzz target and
/// the replay of its corpus. The input: messages, each a byte whose low six bits are its length and whose high bit says
/// that a descriptor goes with it, then its bytes.
#pragma once

#include <dirent.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "core/run/sandbox_command.h"

namespace vg::test {

inline int open_descriptors() {
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir("/proc/self/fd"), ::closedir);
  int count = 0;
  while (directory && ::readdir(directory.get()) != nullptr) ++count;
  return count;
}

inline void send_messages(int socket, std::string_view input) {
  const UniqueFd passed(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  while (!input.empty()) {
    const auto first = static_cast<unsigned char>(input.front());
    input.remove_prefix(1);
    std::string bytes(input.substr(0, first & 0x3f));
    input.remove_prefix(bytes.size());
    iovec part{bytes.data(), bytes.size()};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    if ((first & 0x80) != 0) {
      message.msg_control = control;
      message.msg_controllen = sizeof control;
      cmsghdr* header = CMSG_FIRSTHDR(&message);
      header->cmsg_level = SOL_SOCKET;
      header->cmsg_type = SCM_RIGHTS;
      header->cmsg_len = CMSG_LEN(sizeof(int));
      const int descriptor = passed.get();
      std::memcpy(CMSG_DATA(header), &descriptor, sizeof descriptor);
    }
    if (::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) < 0) return;  // the buffer is full
  }
}

inline std::string broken_supervisor_property(SandboxCommand& command) {
  Outcome outcome;
  for (int event = 0; event < 10'000; ++event) {
    const Supervised::Event next = command.next_event(outcome);
    if (next.kind == Supervised::Event::Kind::stopped && next.value != SIGSTOP && next.value != SIGTSTP &&
        next.value != SIGTTIN && next.value != SIGTTOU)
      return "would stop itself by signal " + std::to_string(next.value);
    if (next.kind == Supervised::Event::Kind::none) return "waits for ever";
    if (next.kind != Supervised::Event::Kind::ended) continue;
    const int status = exit_status(outcome);
    if (status < 0 || status > 255) return "status " + std::to_string(status);
    if (outcome.notes.size() > 1000) return "too many notes";
    if (outcome.ending == Ending::guard_failed && outcome.problem.empty()) return "a failure without a word";
    if (const auto& failure = command.failure()) {
      if (stage_error(failure->stage, failure->value, {}).what.empty()) return "an error without text";
    }
    return {};
  }
  return "never ends";
}

/// Empty where all holds, else what does not.
inline std::string broken_report_property(std::string_view input) {
  const int before = open_descriptors();
  std::string problem;
  {
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return "no socket pair";
    const UniqueFd sender(ends[0]);
    UniqueFd receiver(ends[1]);
    // An init that does not end by itself.
    const pid_t pid = ::fork();
    if (pid == 0) {
      while (true) ::pause();
    }
    UniqueFd handle(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
    Plan plan;
    plan.program = "x";
    plan.sandbox.mounts.resize(2);
    plan.sandbox.limits.memory = 1 << 20;
    SandboxCommand command(plan, pid, std::move(handle), std::move(receiver));
    send_messages(sender.get(), input);
    ::shutdown(sender.get(), SHUT_RDWR);
    // Where nothing was said, somebody outside ends it: the supervisor only waits.
    if (input.empty()) ::kill(pid, SIGKILL);
    command.end(false);
    problem = broken_supervisor_property(command);
  }
  if (problem.empty() && open_descriptors() != before) problem = "descriptors are left";
  return problem;
}

}  // namespace vg::test
