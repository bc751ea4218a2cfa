// SPDX-License-Identifier: Apache-2.0
#include "core/run/sandbox_command.h"

#include <sys/socket.h>
#include <sys/wait.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "core/base/message.h"
#include "core/base/path.h"
#include "core/run/cgroup_files.h"
#include "core/run/discarded.h"
#include "core/run/kernel_calls.h"
#include "core/run/program.h"

namespace vg {
namespace {

constexpr std::size_t most_notes = 100;

}  // namespace

std::optional<Report> SandboxCommand::receive() {
  Report report;
  int descriptors[2];
  ssize_t length = receive_message(reports_.get(), &report, sizeof report, descriptors, MSG_DONTWAIT);
  // A child that failed before it read its go-ahead resets the connection; what it said is still there, after the
  // error.
  if (length == -ECONNRESET)
    length = receive_message(reports_.get(), &report, sizeof report, descriptors, MSG_DONTWAIT);
  if (length == -EAGAIN) return std::nullopt;
  UniqueFd descriptor(descriptors[0]);
  const UniqueFd unexpected(descriptors[1]);
  if (length <= 0 && length != -EMSGSIZE) {
    reports_are_over_ = true;
    return std::nullopt;
  }
  if (length != static_cast<ssize_t>(sizeof report) || !is_plausible(report)) {
    reports_are_over_ = is_distrusted_ = true;
    return std::nullopt;
  }
  if (descriptor) keep(report, std::move(descriptor));
  return report;
}

void SandboxCommand::keep(const Report& report, UniqueFd descriptor) {
  if (report.kind == Report::Kind::process_view && plan_.sandbox.limits.memory)
    memory_.emplace(std::move(descriptor), *plan_.sandbox.limits.memory);
  else if (report.kind == Report::Kind::reopened && report.detail >= 0 && report.detail < 3)
    inputs_[static_cast<std::size_t>(report.detail)] = std::move(descriptor);
}

/// The caller shares its file position with the commands it runs, as in `{ first; second; } < file`.
void SandboxCommand::give_positions_back() const {
  for (int fd = 0; fd < 3; ++fd) {
    const UniqueFd& input = inputs_[static_cast<std::size_t>(fd)];
    if (input) ::lseek(fd, ::lseek(input.get(), 0, SEEK_CUR), SEEK_SET);
  }
}

void SandboxCommand::take(const Report& report) {
  switch (report.kind) {
    case Report::Kind::stage_failed: failure_ = report; break;
    case Report::Kind::exec_failed: exec_error_ = report.value; break;
    case Report::Kind::stopped: stopped_by_ = report.value; break;
    case Report::Kind::ended: status_ = report.value; break;
    case Report::Kind::reopened:
    case Report::Kind::process_view: break;
    case Report::Kind::layer_refused:
      if (notes_.size() >= most_notes) break;
      notes_.push_back(std::string("a top-level directory was read-only: no writable layer could be made over it: ") +
                       std::strerror(report.value));
      break;
  }
}

Supervised::Event SandboxCommand::next_event(Outcome& outcome) {
  while (!reports_are_over_ && stopped_by_ == 0) {
    const auto report = receive();
    if (!report) break;
    take(*report);
  }
  if (stopped_by_ != 0) return {Event::Kind::stopped, std::exchange(stopped_by_, 0)};
  int status = 0;
  // Until the reports are over, PID 1 has something to say or is at work.
  if (!reports_are_over_ && !status_ && !failure_) return {};
  // It is about to end. That is not left to it, because nothing else is looked at meanwhile.
  if (status_ || failure_ || is_distrusted_) end(true);
  if (::waitpid(init_, &status, 0) != init_) return {};
  give_positions_back();
  conclude(outcome, status);
  return {Event::Kind::ended, 0};
}

void SandboxCommand::conclude(Outcome& outcome, int init_status) const {
  if (is_distrusted_) {
    outcome.problem = "the sandbox's init said what it never says: it was ended";
  } else if (exec_error_) {
    outcome = Program::failure(plan_, *exec_error_);
  } else if (status_) {
    outcome.ending = WIFSIGNALED(*status_) ? Ending::signaled : Ending::exited;
    outcome.code = WIFSIGNALED(*status_) ? WTERMSIG(*status_) : WEXITSTATUS(*status_);
  } else if (WIFEXITED(init_status)) {
    outcome.problem = "the sandbox's init ended without a word";
  } else {
    // PID 1 was killed: by this supervisor (time-out, memory), by the kernel for memory, or by somebody outside.
    outcome.ending = Ending::signaled;
    outcome.code = SIGKILL;
  }
  outcome.notes.insert(outcome.notes.end(), notes_.begin(), notes_.end());
}

void SandboxCommand::relay(int signal) {
  signal_process(handle_.get(), signal);
}

void SandboxCommand::end(bool) {
  signal_process(handle_.get(), SIGKILL);
}

std::chrono::milliseconds SandboxCommand::tick_interval() const {
  return memory_ ? MemoryWatch::interval : std::chrono::milliseconds(0);
}

void SandboxCommand::tick() {
  if (!memory_ || !memory_->is_exceeded()) return;
  notes_.push_back(limit_note(Limit::memory, plan_.sandbox.limits) + " was reached: the command was ended");
  memory_.reset();
  end(true);
}

bool SandboxCommand::use_spare_time() {
  const std::string& directory = plan_.sandbox.layer.directory;
  return !directory.empty() && DiscardedLayers(std::string(dir_name(directory))).remove_some();
}

}  // namespace vg
