// SPDX-License-Identifier: Apache-2.0
#include "core/keep/run_record.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/fuzz/record_property.h"

using namespace vg;

namespace {

std::string joined(std::initializer_list<std::string_view> fields) {
  std::string out;
  for (const std::string_view field : fields) {
    out += field;
    out += '\0';
  }
  return out;
}

RunRecord example() {
  RunRecord record;
  record.begun = 1'700'000'000'123'456'789;
  record.ended = record.begun + 5;
  record.command = "npm install";
  record.directory = "/srv/pro\xffject";
  record.changes = 2;
  record.bytes = 4096;
  record.lower["/home/dev/a\nb"] = {{0100644, 1000, 1000, 5, 77, 12, -1, 1}, std::string(64, 'a')};
  record.lower["/home/dev/gone"] = {};
  return record;
}

}  // namespace

TEST_CASE("a record reads back as it was written") {
  const std::string text = record_text(example());
  const auto read = read_record(text);
  REQUIRE(read);
  CHECK(record_text(*read) == text);
  CHECK(read->directory == "/srv/pro\xffject");
  CHECK(read->lower.at("/home/dev/a\nb").state.modified == -1);
  CHECK_FALSE(read->lower.at("/home/dev/gone").state.exists());
  const auto header = read_record_header(std::string_view(text).substr(0, 90));
  REQUIRE(header);
  CHECK(header->command == "npm install");
  CHECK(header->bytes == 4096);
}

TEST_CASE("a record cut off anywhere is no record") {
  const std::string text = record_text(example());
  const std::size_t header = record_text([] {
                               RunRecord record = example();
                               record.lower.clear();
                               return record;
                             }())
                                 .size();
  for (std::size_t length = 0; length < text.size(); ++length) {
    CAPTURE(length);
    const auto read = read_record(std::string_view(text).substr(0, length));
    // Between two entries nothing tells that there were more; what is not listed counts by its age.
    if (length >= header && read) CHECK(read->lower.size() < 2);
    if (length < header) CHECK_FALSE(read.has_value());
  }
}

TEST_CASE("damaged records") {
  const std::string zero = "0 0 0 0 0 0 0 0";
  const struct {
    const char* what;
    std::string text;
  } rows[] = {
      {"empty", ""},
      {"another format", joined({"vg-run 2", "1", "2", "c", "/d", "0", "0"})},
      {"no number", joined({"vg-run 1", "one", "2", "c", "/d", "0", "0"})},
      {"number with more", joined({"vg-run 1", "1x", "2", "c", "/d", "0", "0"})},
      {"negative count", joined({"vg-run 1", "1", "2", "c", "/d", "-1", "0"})},
      {"relative path", joined({"vg-run 1", "1", "2", "c", "/d", "0", "0", "x", zero, ""})},
      {"path with dots", joined({"vg-run 1", "1", "2", "c", "/d", "0", "0", "/a/../b", zero, ""})},
      {"seven numbers", joined({"vg-run 1", "1", "2", "c", "/d", "0", "0", "/x", "0 0 0 0 0 0 0", ""})},
      {"nine numbers", joined({"vg-run 1", "1", "2", "c", "/d", "0", "0", "/x", zero + " 0", ""})},
      {"mode too large", joined({"vg-run 1", "1", "2", "c", "/d", "0", "0", "/x", "100000000 0 0 0 0 0 0 0", ""})},
      {"short digest", joined({"vg-run 1", "1", "2", "c", "/d", "0", "0", "/x", zero, "abc"})},
      {"twice", joined({"vg-run 1", "1", "2", "c", "/d", "0", "0", "/x", zero, "", "/x", zero, ""})},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK_FALSE(read_record(row.text).has_value());
  }
}

TEST_CASE("what fuzzing found, replayed") {
  const char* root = std::getenv("VG_SOURCE_ROOT");
  REQUIRE(root != nullptr);
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(root) + "/tests/fuzz/corpus/record")) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    CAPTURE(entry.path().string());
    CHECK(test::broken_record_property(bytes) == "");
    ++files;
  }
  CHECK(files >= 3);
}
