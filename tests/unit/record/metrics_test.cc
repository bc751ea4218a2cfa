// SPDX-License-Identifier: Apache-2.0
#include "core/record/metrics.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <string>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/record/metrics_lines.h"
#include "tests/unit/record/events.h"
#include "tests/unit/scratch_directory.h"

using namespace vg;
using namespace vg::test;

namespace {

Metrics read_back(const std::string& path) {
  const auto metrics = read_metrics(path);
  REQUIRE_MESSAGE(metrics, metrics.error().message());
  return *metrics;
}

void count(const std::string& path, const Event& event) {
  const auto news = count_event(path, event);
  REQUIRE_MESSAGE(news, news.error().message());
  CHECK(*news == "");
}

}  // namespace

TEST_CASE("each event is counted where it belongs") {
  MetricsTotals totals;
  Event cached = contained_event();
  cached.cached = true;
  Event failed = contained_event();
  failed.outcome.ending = Ending::guard_failed;
  Event handed_over = plain_event();
  handed_over.outcome.ending = Ending::handed_over;
  handed_over.outcome.duration = std::chrono::nanoseconds(0);
  for (const Event& event : {plain_event(), contained_event(), cached, refused_event(), failed, handed_over})
    totals.add(event);
  CHECK(totals.total == 6);
  CHECK(totals.host == 2);
  CHECK(totals.sandbox == 2);
  CHECK(totals.cached == 1);
  CHECK(totals.blocked == 1);
  CHECK(totals.failed == 1);
  CHECK(totals.timed == 3);
  CHECK(totals.duration_us == 3'200'000);
  CHECK(totals.by_risk == std::array<std::uint64_t, 4>{2, 3, 0, 1});
  CHECK(totals.by_runtime == std::map<std::string, std::uint64_t>{{"host", 2}, {"process", 2}});
}

TEST_CASE("counts and the last hundred runs are kept in the file") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "state/metrics.json";
  CHECK(read_back(path).totals.total == 0);
  Event event = contained_event();
  for (int i = 1; i <= 130; ++i) {
    event.command = "run " + std::to_string(i);
    count(path, event);
  }
  const Metrics metrics = read_back(path);
  CHECK(metrics.totals.total == 130);
  REQUIRE(metrics.history.size() == metrics_history_length);
  CHECK(metrics.history.front().command == "run 31");
  CHECK(metrics.history.back().command == "run 130");
  CHECK(metrics.history.back().duration_ms == 1200);
  CHECK(metrics.history.back().runtime == "process");
  CHECK(metrics.history.back().time == test_time);

  struct stat st {};
  REQUIRE(::stat(path.c_str(), &st) == 0);
  CHECK((st.st_mode & 0777) == 0600);
  REQUIRE(::stat((scratch / "state").c_str(), &st) == 0);
  CHECK((st.st_mode & 0777) == 0700);
}

TEST_CASE("commands in the history are short, on one line, and without secrets") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "metrics.json";
  Event event = contained_event();
  event.command = "TOKEN=abc run\n\xff" + std::string(1000, 'x');
  count(path, event);
  const std::string command = read_back(path).history.back().command;
  CHECK(command.starts_with("TOKEN=*** run\\n\\xff"));
  CHECK(command.size() <= 200);
}

TEST_CASE("a file that was edited by hand is read as JSON and carried on") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "metrics.json";
  count(path, contained_event());
  std::string text = *read_file(path, 1 << 20);
  CHECK(split_metrics(text));
  text.replace(text.find("\"total\":1"), 9, "\"total\": 7");
  CHECK_FALSE(split_metrics(text));
  REQUIRE(replace_file(path, text, 0600));
  count(path, contained_event());
  CHECK(read_back(path).totals.total == 8);
  CHECK(read_back(path).history.size() == 2);
  CHECK(split_metrics(*read_file(path, 1 << 20)));
}

TEST_CASE("a change anywhere breaks the check") {
  Metrics metrics;
  metrics.totals.add(contained_event());
  metrics.history.resize(3);
  const std::string text = metrics_to_json(metrics);
  REQUIRE(split_metrics(text));
  CHECK(split_metrics(text)->history.size() == 3);
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    CHECK_FALSE(split_metrics(changed));
    CHECK_FALSE(split_metrics(text.substr(0, i)));
  }
  CHECK(Json::parse(text));
  CHECK(metrics_from_json(text)->totals.total == 1);
}

TEST_CASE("resetting sets all to zero") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "metrics.json";
  count(path, contained_event());
  scratch.write("metrics.json.new-leftover", "x");
  CHECK(*reset_metrics(path, test_time) == "");
  CHECK(read_back(path).totals.total == 0);
  CHECK(read_back(path).history.empty());
  CHECK_FALSE(std::filesystem::exists(scratch / "metrics.json.new-leftover"));
}

TEST_CASE("the summary looks as documented") {
  Metrics metrics;
  MetricsTotals& totals = metrics.totals;
  totals.total = 142;
  totals.host = 89;
  totals.sandbox = 53;
  totals.cached = 41;
  totals.timed = 142;
  totals.duration_us = 142 * 1'200'000;
  totals.by_risk = {89, 42, 11, 0};
  CHECK(metrics_text(metrics) ==
        "Vectra Guard Sandbox Metrics\n"
        "===============================\n"
        "Total Executions:    142\n"
        "  - Host:            89 (62.7%)\n"
        "  - Sandbox:         53 (37.3%)\n"
        "  - Cached:          41 (28.9%)\n"
        "\n"
        "Average Duration:    1.2s\n"
        "\n"
        "By Risk Level:\n"
        "  - low: 89 (62.7%)\n"
        "  - medium: 42 (29.6%)\n"
        "  - high: 11 (7.7%)\n");
  totals.blocked = 2;
  totals.by_runtime = {{"host", 89}, {"process", 53}};
  const std::string text = metrics_text(metrics);
  CHECK(text.find("  - Blocked:         2 (1.4%)\n\nAverage") != std::string::npos);
  CHECK(text.ends_with("\nBy Runtime:\n  - host: 89 (62.7%)\n  - process: 53 (37.3%)\n"));
}

TEST_CASE("averages of every size") {
  struct Row {
    std::uint64_t us;
    const char* text;
  };
  for (const Row& row : {Row{0, "0.0ms"}, Row{1'550, "1.6ms"}, Row{12'000, "12ms"}, Row{999'499, "999ms"},
                         Row{999'600, "1.0s"}, Row{59'000'000, "59.0s"}, Row{61'500'000, "1m1s"}}) {
    Metrics metrics;
    metrics.totals.timed = 1;
    metrics.totals.duration_us = row.us;
    CHECK(metrics_text(metrics).find(std::string("Average Duration:    ") + row.text + "\n") != std::string::npos);
  }
}
