// SPDX-License-Identifier: Apache-2.0
#include "core/keep/run_record.h"

#include <charconv>

#include "core/base/path.h"

namespace vg {
namespace {

constexpr std::string_view format = "vg-run 1";
constexpr std::size_t digest_length = 64;

void add(std::string& out, std::string_view field) {
  out += field;
  out += '\0';
}

/// Takes one field after the other off a text.
class Fields {
 public:
  explicit Fields(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  Result<std::string_view> next() {
    const std::size_t end = rest_.find('\0');
    if (end == std::string_view::npos) return fail("a field is cut off");
    const std::string_view field = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return field;
  }

  template <typename T>
  Result<T> number() {
    const std::string_view field = VG_TRY(next());
    T value{};
    const auto [rest, error] = std::from_chars(field.data(), field.data() + field.size(), value);
    if (error != std::errc{} || rest != field.data() + field.size()) return fail("a number is none");
    return value;
  }

 private:
  std::string_view rest_;
};

bool is_digest(std::string_view text) {
  return text.empty() ||
         (text.size() == digest_length && text.find_first_not_of("0123456789abcdef") == std::string_view::npos);
}

Result<RunRecord> read_header(Fields& fields) {
  if (VG_TRY(fields.next()) != format) return fail("the format is another one");
  RunRecord record;
  record.begun = VG_TRY(fields.number<std::int64_t>());
  record.ended = VG_TRY(fields.number<std::int64_t>());
  record.command = VG_TRY(fields.next());
  record.directory = VG_TRY(fields.next());
  record.changes = VG_TRY(fields.number<std::uint64_t>());
  record.bytes = VG_TRY(fields.number<std::uint64_t>());
  return record;
}

}  // namespace

std::string record_text(const RunRecord& record) {
  std::string out;
  add(out, format);
  add(out, std::to_string(record.begun));
  add(out, std::to_string(record.ended));
  add(out, record.command);
  add(out, record.directory);
  add(out, std::to_string(record.changes));
  add(out, std::to_string(record.bytes));
  for (const auto& [path, lower] : record.lower) {
    add(out, path);
    add(out, state_text(lower.state));
    add(out, lower.digest);
  }
  return out;
}

Result<RunRecord> read_record_header(std::string_view text) {
  Fields fields(text);
  return read_header(fields);
}

Result<RunRecord> read_record(std::string_view text) {
  Fields fields(text);
  RunRecord record = VG_TRY(read_header(fields));
  while (!fields.at_end()) {
    const std::string path(VG_TRY(fields.next()));
    if (!path.starts_with('/') || normalize_path(path, "/") != path) return fail("a path is not absolute and normal");
    LowerFile lower;
    const std::string_view facts = VG_TRY(fields.next());
    lower.state = VG_TRY(read_state(facts));
    lower.digest = VG_TRY(fields.next());
    if (!is_digest(lower.digest)) return fail("a digest is none");
    if (!record.lower.emplace(path, std::move(lower)).second) return fail("a path stands there twice");
  }
  return record;
}

}  // namespace vg
