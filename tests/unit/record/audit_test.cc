// SPDX-License-Identifier: Apache-2.0
#include "core/record/audit.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <string>
#include <vector>

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/record/audit_line.h"
#include "core/record/recorder.h"
#include "tests/unit/record/events.h"
#include "tests/unit/scratch_directory.h"

using namespace vg;
using namespace vg::test;

namespace {

void append(const std::string& path, const Event& event = contained_event()) {
  const auto appended = append_audit(path, event);
  REQUIRE_MESSAGE(appended, appended.error().message());
}

std::string content(const std::string& path) {
  const auto text = read_file(path, 64 << 20);
  REQUIRE_MESSAGE(text, text.error().message());
  return *text;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines(1);
  for (const char c : text) {
    if (c == '\n')
      lines.emplace_back();
    else
      lines.back() += c;
  }
  if (lines.back().empty()) lines.pop_back();
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

VerifyReport verify(const std::string& path) {
  const auto report = verify_audit(path);
  REQUIRE_MESSAGE(report, report.error().message());
  return *report;
}

void write(const std::string& path, const std::string& text) {
  REQUIRE(replace_file(path, text, 0600));
}

/// Five records.
std::string sample_log(const ScratchDirectory& scratch) {
  const std::string path = scratch / "audit.jsonl";
  for (int i = 0; i < 5; ++i) append(path);
  return path;
}

}  // namespace

TEST_CASE("a line holds what happened, and its hash is over what audit.h says") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "state/audit.jsonl";
  append(path);
  Event second = refused_event();
  second.command = "TOKEN=abc rm -rf /\n\x1b[2J\xff";
  append(path, second);

  const auto lines = lines_of(content(path));
  REQUIRE(lines.size() == 2);
  const Json first = *Json::parse(lines[0]);
  CHECK(first.get("seq")->integer() == 1);
  CHECK(first.get("time")->string() == "2026-07-25T12:00:00Z");
  CHECK(first.get("kind")->string() == "decision");
  CHECK(first.get("entry")->string() == "exec");
  CHECK(first.get("agent")->string() == "claude");
  CHECK(first.get("command")->string() == "npm install express");
  CHECK(first.get("risk")->string() == "medium");
  CHECK(first.get("rules")->items().at(0).string() == "PKG001");
  CHECK(first.get("decision")->get("place")->string() == "sandbox");
  CHECK(first.get("decision")->get("because")->string() == "risk_and_install");
  CHECK(first.get("runtime")->string() == "process");
  CHECK(first.get("outcome")->get("duration_ms")->integer() == 1200);
  CHECK(first.get("prev")->string() == std::string(64, '0'));

  const Json next = *Json::parse(lines[1]);
  CHECK(next.get("prev")->string() == first.get("hash")->string());
  CHECK(next.get("command")->string() == "TOKEN=*** rm -rf /\\n\\e[2J\\xff");
  CHECK(next.get("code")->string() == "abcd2345");

  const std::string hash_member = ",\"hash\":\"" + *next.get("hash")->string() + "\"";
  std::string hashed = lines[1];
  hashed.erase(hashed.find(hash_member), hash_member.size());
  CHECK(to_hex(sha256(*next.get("prev")->string() + hashed)) == next.get("hash")->string());

  struct stat st {};
  REQUIRE(::stat(path.c_str(), &st) == 0);
  CHECK((st.st_mode & 0777) == 0600);
  CHECK(verify(path).lines == 2);
}

TEST_CASE("approvals and changes of policy are records too") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "audit.jsonl";
  REQUIRE(append_audit(path, AuditNote{.kind = AuditKind::policy,
                                       .time = test_time,
                                       .action = "trust add",
                                       .subject = "curl -u a:b https://x",
                                       .trust_key = std::string(64, 'a')}));
  REQUIRE(append_audit(
      path, AuditNote{.kind = AuditKind::approval, .time = test_time, .action = "allow-once", .code = "abcd"}));
  const auto lines = lines_of(content(path));
  CHECK(Json::parse(lines[0])->get("kind")->string() == "policy");
  CHECK(Json::parse(lines[0])->get("subject")->string() == "curl -u a:*** https://x");
  CHECK(Json::parse(lines[1])->get("kind")->string() == "approval");
  CHECK_FALSE(Json::parse(lines[1])->get("subject"));
  CHECK(verify(path).is_intact());
}

TEST_CASE("no record is longer than the look back for it") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "audit.jsonl";
  Event event = contained_event();
  const std::string hostile(200'000, '\\');
  event.command = event.working_directory = event.workspace = event.agent = event.runtime = hostile;
  event.decision.why = event.decision.rule = event.decision.trust_key = event.outcome.problem = hostile;
  event.rules.assign(1000, hostile);
  append(path, event);
  append(path, event);
  for (const std::string& line : lines_of(content(path))) CHECK(line.size() < audit_line_limit);
  CHECK(verify(path).lines == 2);
}

TEST_CASE("every change of a byte is found, and where") {
  const ScratchDirectory scratch;
  const std::string path = sample_log(scratch);
  const std::string good = content(path);
  CHECK(verify(path).lines == 5);
  std::size_t line = 1;
  const std::size_t last_line = good.rfind('\n', good.size() - 2) + 1;
  for (std::size_t i = 0; i < good.size() - 1; ++i) {
    std::string changed = good;
    changed[i] = good[i] == 'x' ? 'y' : 'x';
    write(path, changed);
    const VerifyReport report = verify(path);
    CAPTURE(i);
    CHECK_FALSE(report.is_intact());
    CHECK(report.first_bad_line == line);
    CHECK(report.lines == line - 1);
    if (good[i] == '\n') ++line;
  }
  CHECK(last_line > 0);
}

TEST_CASE("removed, repeated, swapped and inserted lines are found") {
  const ScratchDirectory scratch;
  const std::string path = sample_log(scratch);
  const auto good = lines_of(content(path));

  auto lines = good;
  lines.erase(lines.begin() + 2);
  write(path, joined(lines));
  CHECK(verify(path).first_bad_line == 3);
  CHECK(verify(path).problem == "1 records before it are missing");

  lines = good;
  lines.erase(lines.begin());
  write(path, joined(lines));
  CHECK(verify(path).first_bad_line == 1);

  lines = good;
  lines.insert(lines.begin() + 2, good[1]);
  write(path, joined(lines));
  CHECK(verify(path).first_bad_line == 3);

  lines = good;
  std::swap(lines[1], lines[2]);
  write(path, joined(lines));
  CHECK(verify(path).first_bad_line == 2);

  lines = good;
  lines.insert(lines.begin() + 3, "{}");
  write(path, joined(lines));
  CHECK(verify(path).first_bad_line == 4);
  CHECK(verify(path).problem == "is no record of this log");

  // A record of another log, right in itself.
  AuditLink foreign;
  foreign.seq = 2;
  std::string inserted = audit_line(foreign, audit_fields(contained_event()));
  inserted.pop_back();
  lines = good;
  lines.insert(lines.begin() + 2, inserted);
  write(path, joined(lines));
  CHECK(verify(path).first_bad_line == 3);
  CHECK(verify(path).problem == "does not follow from the record before it");
}

TEST_CASE("a line that was torn at any byte is closed off, reported, and no change") {
  const ScratchDirectory scratch;
  const std::string path = sample_log(scratch);
  const std::string good = content(path);
  const std::size_t last_line = good.rfind('\n', good.size() - 2) + 1;
  for (std::size_t end = last_line; end <= good.size(); ++end) {
    const bool is_whole = end >= good.size() - 1;  // only the line feed is missing, or nothing
    const bool is_torn = end > last_line && !is_whole;
    write(path, good.substr(0, end));
    CAPTURE(end);
    CHECK(verify(path).is_intact());
    CHECK(verify(path).torn == (is_torn ? 1 : 0));
    append(path);
    append(path);
    const VerifyReport report = verify(path);
    CHECK_MESSAGE(report.is_intact(), report.problem);
    CHECK(report.torn == (is_torn ? 1 : 0));
    CHECK(report.lines == (is_whole ? 7 : is_torn ? 7 : 6));
  }
}

TEST_CASE("a writer that is interrupted while it reports another is reported too") {
  const ScratchDirectory scratch;
  const std::string path = sample_log(scratch);
  const std::string good = content(path);
  const std::string half = good.substr(0, good.size() - 100);
  write(path, half);
  append(path);
  const std::string healed = content(path);
  for (std::size_t end = half.size(); end <= healed.size(); ++end) {
    write(path, healed.substr(0, end));
    append(path);
    CAPTURE(end - half.size());
    const VerifyReport report = verify(path);
    CHECK_MESSAGE(report.is_intact(), report.problem);
    CHECK(report.torn >= 1);
  }
}

TEST_CASE("the remains of an interrupted line cannot be changed or removed afterwards") {
  const ScratchDirectory scratch;
  const std::string path = sample_log(scratch);
  const std::string good = content(path);
  write(path, good.substr(0, good.size() - 100));
  append(path);
  const auto healed = lines_of(content(path));
  REQUIRE(healed.size() == 7);

  auto lines = healed;
  lines[4][10] = 'x';
  write(path, joined(lines));
  CHECK(verify(path).first_bad_line == 5);

  lines = healed;
  lines.erase(lines.begin() + 4);
  write(path, joined(lines));
  CHECK(verify(path).first_bad_line == 5);
  CHECK(verify(path).problem == "reports an interrupted line before it that is no longer there");
}

TEST_CASE("a log that begins with rubbish, or is nothing else, goes on") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "audit.jsonl";
  for (const std::string& rubbish : {std::string("x"), std::string("\n"), std::string("\0\0", 2),
                                     std::string(200'000, 'x'), std::string(200'000, '\n')}) {
    write(path, rubbish);
    append(path);
    append(path);
    const VerifyReport report = verify(path);
    CHECK_MESSAGE(report.is_intact(), report.problem);
    CHECK(report.torn == 1);
    CHECK(report.lines == 3);
  }
}

TEST_CASE("a full disk leaves no part of a line") {
  const ScratchDirectory scratch;
  const std::string path = sample_log(scratch);
  const std::string good = content(path);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
  const rlimit tight{good.size() + 100, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &tight) == 0);
  const auto appended = append_audit(path, contained_event());
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
  CHECK_FALSE(appended);
  CHECK(appended.error().errnum == EFBIG);
  CHECK(content(path) == good);
}

TEST_CASE("the last decisions are found, newest first, whatever stands between") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "audit.jsonl";
  CHECK(recent_decisions(path, 3)->empty());
  Event event = contained_event();
  for (int i = 1; i <= 300; ++i) {
    event.command = "run " + std::to_string(i) + " " + std::string(600, 'x');
    append(path, event);
    REQUIRE(append_audit(path, AuditNote{.time = test_time, .action = "metrics reset"}));
  }
  for (const std::size_t count : {std::size_t{1}, std::size_t{3}, std::size_t{250}, std::size_t{1000}}) {
    const auto found = recent_decisions(path, count);
    REQUIRE(found);
    REQUIRE(found->size() == std::min(count, std::size_t{300}));
    CHECK(Json::parse(found->front())->get("command")->string()->starts_with("run 300 "));
    CHECK(Json::parse(found->back())
              ->get("command")
              ->string()
              ->starts_with("run " + std::to_string(301 - found->size()) + " "));
  }
  write(path, content(path) + "{\"seq\":1,\"time\":\"x\",\"kind\":\"decision\",\"forged\":1}\ntorn");
  CHECK(Json::parse(recent_decisions(path, 1)->front())->get("command")->string()->starts_with("run 300 "));
}

TEST_CASE("the recorder counts everything and logs all but plain low risk") {
  const ScratchDirectory scratch;
  FileRecorder recorder(scratch.path(), true);
  REQUIRE(recorder.record(plain_event()));
  CHECK_FALSE(std::filesystem::exists(scratch / "audit.jsonl"));
  REQUIRE(recorder.record(contained_event()));
  REQUIRE(recorder.record(refused_event()));
  CHECK(verify(audit_path(scratch.path())).lines == 2);
  CHECK(content(metrics_path(scratch.path())).find("\"total\":3") != std::string::npos);
  CHECK(recorder.take_warnings().empty());

  scratch.write("metrics.json", "{");
  REQUIRE(recorder.record(contained_event()));
  CHECK(recorder.take_warnings().size() == 1);
  CHECK(recorder.take_warnings().empty());

  FileRecorder quiet(scratch / "other", false);
  REQUIRE(quiet.record(contained_event()));
  CHECK_FALSE(std::filesystem::exists(scratch / "other/metrics.json"));
}
