// SPDX-License-Identifier: Apache-2.0
// What stands in the place of metrics.json and audit.jsonl may be anything.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "core/base/file.h"
#include "core/base/state_file.h"
#include "core/record/audit.h"
#include "core/record/metrics.h"
#include "tests/unit/record/events.h"
#include "tests/unit/scratch_directory.h"

using namespace vg;
using namespace vg::test;

namespace {

/// Names in the directory that begin with `prefix`.
std::size_t count_files(const std::string& directory, const std::string& prefix) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory))
    if (entry.path().filename().string().starts_with(prefix)) ++count;
  return count;
}

struct InItsPlace {
  const char* name;
  void (*put)(const std::string& path);
};

/// What no writer may replace.
const InItsPlace no_files[] = {
    {"directory", [](const std::string& path) { std::filesystem::create_directory(path); }},
    {"FIFO", [](const std::string& path) { REQUIRE(::mkfifo(path.c_str(), 0600) == 0); }},
    {"symlink", [](const std::string& path) { std::filesystem::create_symlink("/etc/hostname", path); }},
    {"dangling symlink", [](const std::string& path) { std::filesystem::create_symlink("/nowhere/x", path); }},
};

}  // namespace

TEST_CASE("metrics.json truncated at every byte is kept aside, counting starts anew") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "metrics.json";
  for (int i = 0; i < 3; ++i) REQUIRE(count_event(path, contained_event()));
  const std::string good = *read_file(path, 1 << 20);
  for (std::size_t end = 0; end < good.size(); ++end) {
    scratch.write("metrics.json", good.substr(0, end));
    CAPTURE(end);
    const bool is_whole = end == good.size() - 1;  // only the line feed at the end is missing
    CHECK(read_metrics(path).has_value() == is_whole);
    const auto news = count_event(path, contained_event());
    REQUIRE(news);
    CHECK(news->empty() == is_whole);
    CHECK(read_metrics(path)->totals.total == (is_whole ? 4 : 1));
    CHECK(count_files(scratch.path(), "metrics.json.bad-") == (is_whole ? 0 : 1));
    for (const auto& entry : std::filesystem::directory_iterator(scratch.path()))
      if (entry.path().string().find(".bad-") != std::string::npos) {
        CHECK(*read_file(entry.path(), 1 << 20) == good.substr(0, end));
        CHECK(news->find(entry.path().string()) != std::string::npos);
        std::filesystem::remove(entry.path());
      }
  }
}

TEST_CASE("metrics.json that is well-formed but wrong is not believed") {
  const ScratchDirectory scratch;
  const std::string path = scratch / "metrics.json";
  for (const char* text :
       {"{}", "[]", "null", "{\"schema_version\":1}", "{\"schema_version\":1,\"total\":-1}", "\xff\xfe"}) {
    scratch.write("metrics.json", text);
    CAPTURE(text);
    CHECK_FALSE(read_metrics(path));
    CHECK_FALSE(count_event(path, contained_event())->empty());
    CHECK(read_metrics(path)->totals.total == 1);
    CHECK(*reset_metrics(path, test_time) == "");
  }
  // Written by a newer version: not ours to replace.
  scratch.write("metrics.json", "{\"schema_version\":2}");
  CHECK_FALSE(count_event(path, contained_event()));
  CHECK_FALSE(reset_metrics(path, test_time));
  CHECK(*read_file(path, 100) == "{\"schema_version\":2}");
}

TEST_CASE("what is no regular file is an error, and stays") {
  for (const InItsPlace& place : no_files) {
    const ScratchDirectory scratch;
    const std::string metrics = scratch / "metrics.json";
    const std::string audit = scratch / "audit.jsonl";
    place.put(metrics);
    place.put(audit);
    CAPTURE(place.name);
    CHECK_FALSE(read_metrics(metrics));
    CHECK_FALSE(count_event(metrics, contained_event()));
    CHECK_FALSE(reset_metrics(metrics, test_time));
    CHECK_FALSE(verify_audit(audit));
    CHECK_FALSE(append_audit(audit, contained_event()));
    CHECK_FALSE(recent_decisions(audit, 1));
    CHECK(count_event(metrics, contained_event()).error().message().find("metrics.json") != std::string::npos);
    CHECK(append_audit(audit, contained_event()).error().message().find("audit.jsonl") != std::string::npos);
    CHECK_FALSE(std::filesystem::is_regular_file(std::filesystem::symlink_status(metrics)));
    CHECK_FALSE(std::filesystem::is_regular_file(std::filesystem::symlink_status(audit)));
    CHECK_FALSE(std::filesystem::exists("/nowhere"));
  }
}

TEST_CASE("another user's file, or one that others may write, is not believed") {
  REQUIRE_MESSAGE(::geteuid() == 0, "needs root");
  for (const bool foreign : {true, false}) {
    const ScratchDirectory scratch;
    const std::string metrics = scratch / "metrics.json";
    const std::string audit = scratch / "audit.jsonl";
    REQUIRE(count_event(metrics, contained_event()));
    REQUIRE(append_audit(audit, contained_event()));
    for (const std::string& path : {metrics, audit})
      REQUIRE((foreign ? ::chown(path.c_str(), 12345, 12345) : ::chmod(path.c_str(), 0622)) == 0);
    CHECK_FALSE(read_metrics(metrics));
    const auto news = count_event(metrics, contained_event());
    REQUIRE(news);
    CHECK_FALSE(news->empty());
    CHECK(read_metrics(metrics)->totals.total == 1);
    CHECK_FALSE(append_audit(audit, contained_event()));
    CHECK_FALSE(verify_audit(audit));
  }
}

TEST_CASE("a directory that is another user's, others may write, or cannot be made is an error") {
  REQUIRE_MESSAGE(::geteuid() == 0, "needs root");
  const ScratchDirectory scratch;
  std::filesystem::create_directory(scratch / "foreign");
  std::filesystem::create_directory(scratch / "open");
  REQUIRE(::chown((scratch / "foreign").c_str(), 12345, 12345) == 0);
  REQUIRE(::chmod((scratch / "open").c_str(), 0777) == 0);
  scratch.write("file", "x");
  for (const char* name : {"foreign", "open", "file"}) {
    CAPTURE(name);
    const auto counted = count_event(scratch / name + "/metrics.json", contained_event());
    REQUIRE_FALSE(counted);
    CHECK(counted.error().message().find(name) != std::string::npos);
    CHECK_FALSE(append_audit(scratch / name + "/audit.jsonl", contained_event()));
  }
  CHECK(read_metrics(scratch / "file/metrics.json").has_value() == false);
  CHECK(read_metrics(scratch / "none/metrics.json")->totals.total == 0);
  CHECK(verify_audit(scratch / "none/audit.jsonl")->is_intact());
}

TEST_CASE("a lock that is a directory or a symlink is an error") {
  const ScratchDirectory scratch;
  std::filesystem::create_directory(scratch / "metrics.json.lock");
  std::filesystem::create_symlink("/etc/hostname", scratch / "audit.jsonl.lock");
  CHECK_FALSE(count_event(scratch / "metrics.json", contained_event()));
  CHECK_FALSE(append_audit(scratch / "audit.jsonl", contained_event()));
}

TEST_CASE("files that are kept aside never overwrite each other") {
  const ScratchDirectory scratch;
  for (int i = 0; i < 3; ++i) {
    const std::string path = scratch.write("x.json", std::to_string(i));
    const auto kept = set_aside(path, test_time);
    REQUIRE(kept);
    CHECK(*read_file(*kept, 10) == std::to_string(i));
  }
  CHECK(count_files(scratch.path(), "x.json.bad-20260725T120000Z") == 3);
}
