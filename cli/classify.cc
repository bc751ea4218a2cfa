// SPDX-License-Identifier: Apache-2.0
/// `vg classify --jsonl`: many commands judged by one process, none of them run.
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <ctime>

#include "cli/commands.h"
#include "cli/guarded_run.h"
#include "cli/jsonl.h"
#include "cli/line_reader.h"

namespace vg::cli {
namespace {

class Classifier {
 public:
  explicit Classifier(const Session& session)
      : session_(session), guarded_(session, {}), request_(session.request(EntryPoint::exec)) {
    own_directory_ = request_.working_directory;
  }

  /// In: one line of input. Out: what to answer, without a newline.
  std::string answer(const std::string& line, std::uint64_t number) {
    auto judged = judge(line);
    if (judged) return std::move(*judged);
    has_failed_ = true;
    return error_json(judged.error().message(), number);
  }
  bool has_failed() const { return has_failed_; }

 private:
  Result<std::string> judge(const std::string& line) {
    JsonlQuestion question = VG_TRY(read_question(line));
    const auto begin = std::chrono::steady_clock::now();
    const std::string& directory = question.directory.empty() ? own_directory_ : question.directory;
    session_.place_in(request_, directory);
    request_.line = std::move(question.command);
    request_.dialect = question.dialect;
    request_.now = std::time(nullptr);
    const Judgement judgement = VG_TRY(guarded_.guard().judge(request_));
    const auto took = std::chrono::steady_clock::now() - begin;
    return answer_json(judgement, std::chrono::duration_cast<std::chrono::microseconds>(took).count());
  }

  const Session& session_;
  GuardedSession guarded_;
  Request request_;
  std::string own_directory_;
  bool has_failed_ = false;
};

Result<bool> classify_lines(const Session& session, int fd) {
  Classifier classifier(session);
  LineReader reader(fd, jsonl_max_bytes);
  std::string line;
  for (std::uint64_t number = 1;; ++number) {
    // Whoever writes a line and waits for its answer gets it; whoever writes many is not slowed down.
    if (reader.would_read() && std::fflush(stdout) != 0) return fail_errno("cannot write the answers");
    const auto more = reader.next(line);
    if (!more) return fail(more.error().what, "standard input", more.error().errnum);
    if (!*more) return classifier.has_failed();
    const std::string answer = classifier.answer(line, number) + "\n";
    if (std::fwrite(answer.data(), 1, answer.size(), stdout) != answer.size())
      return fail_errno("cannot write the answers");
  }
}

}  // namespace

int run_classify(const Arguments& arguments) {
  if (!arguments.has("jsonl"))
    return report({"vg classify needs --jsonl; for one command there is vg explain", "", 0}, usage_status);
  int status = 0;
  const auto session = open_or_report(arguments, status);
  if (!session) return status;
  const auto has_failed = classify_lines(*session, STDIN_FILENO);
  if (!has_failed) return report(has_failed.error(), guard_failed_status);
  if (std::fflush(stdout) != 0) return report({"cannot write the answers", "", errno}, guard_failed_status);
  return *has_failed ? usage_status : 0;
}

}  // namespace vg::cli
