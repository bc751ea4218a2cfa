// SPDX-License-Identifier: Apache-2.0
#include "core/trust/store_json.h"

#include <algorithm>
#include <cerrno>

#include "core/base/json.h"

namespace vg {
namespace {

/// Reads the fields of one object; the first that is missing or wrong is remembered.
class Fields {
 public:
  explicit Fields(const Json& object) : object_(object) {}

  std::string text(std::string_view name) {
    const auto field = object_.get(name);
    auto value = field ? field->string() : std::nullopt;
    if (!value) note(name);
    return value.value_or(std::string());
  }
  std::int64_t number(std::string_view name) {
    const auto field = object_.get(name);
    const auto value = field ? field->integer() : std::nullopt;
    if (!value || *value < 0) note(name);
    return value.value_or(0);
  }
  std::string digest(std::string_view name) {
    std::string value = text(name);
    if (value.size() != 64 || value.find_first_not_of("0123456789abcdef") != std::string::npos) note(name);
    return value;
  }
  void note(std::string_view name) {
    if (bad_.empty()) bad_ = name;
  }
  const std::string& bad() const { return bad_; }

 private:
  const Json& object_;
  std::string bad_;
};

void write(JsonWriter& json, const BoundFile& file) {
  json.begin_object().field("path", file.path).field("by", name_in(bound_by_names, file.by));
  if (file.by == BoundBy::content) json.field("sha256", file.sha256);
  if (file.by == BoundBy::inode) json.field("inode", file.inode).field("changed_ns", file.changed_ns);
  json.end_object();
}

std::string entry_text(const TrustEntry& entry) {
  JsonWriter json;
  json.begin_object();
  json.field("key", entry.key).field("text", entry.text).field("note", entry.note).field("who", entry.who);
  json.field("added", entry.added).field("expires", entry.expires);
  json.field("uses", entry.uses).field("last_used", entry.last_used).field("scope", entry.scope);
  if (entry.contained) json.field("contained", true);
  json.key("binding").begin_array();
  for (const BoundFile& file : entry.binding) write(json, file);
  json.end_array().end_object();
  return json.text();
}

Result<BoundFile> read_bound_file(const Json& object) {
  Fields fields(object);
  BoundFile file;
  file.path = fields.text("path");
  const auto by = value_in(bound_by_names, fields.text("by"));
  if (!by) return fail("'by' is missing or unknown");
  file.by = *by;
  if (file.by == BoundBy::content) file.sha256 = fields.digest("sha256");
  if (file.by == BoundBy::inode) {
    file.inode = static_cast<std::uint64_t>(fields.number("inode"));
    file.changed_ns = fields.number("changed_ns");
  }
  if (!fields.bad().empty()) return fail("'" + fields.bad() + "' is missing or wrong");
  return file;
}

Result<TrustEntry> read_entry(const Json& object) {
  Fields fields(object);
  TrustEntry entry;
  entry.key = fields.digest("key");
  entry.text = fields.text("text");
  entry.note = fields.text("note");
  entry.who = fields.text("who");
  entry.added = fields.number("added");
  entry.expires = fields.number("expires");
  entry.uses = static_cast<std::uint64_t>(fields.number("uses"));
  entry.last_used = fields.number("last_used");
  entry.scope = fields.text("scope");
  if (!entry.scope.empty() && entry.scope.front() != '/') fields.note("scope");
  if (const auto contained = object.get("contained")) {
    if (!contained->boolean()) fields.note("contained");
    entry.contained = contained->boolean().value_or(false);
  }
  const auto binding = object.get("binding");
  if (!binding || !binding->is_array()) fields.note("binding");
  if (!fields.bad().empty()) return fail("'" + fields.bad() + "' is missing or wrong");
  for (const Json& file : binding->items()) entry.binding.push_back(VG_TRY(read_bound_file(file)));
  return entry;
}

constexpr std::string_view text_begin = "{\"schema_version\":1,\"entries\":[\n";
constexpr std::string_view text_end = "\n]}\n";
static_assert(trust_schema_version == 1);

/// The entries of a text as trust_to_json() writes it: between begin and end each line is a JSON object, so the whole
/// is JSON. Errors: it is another text, perhaps of the same meaning.
Result<std::vector<TrustEntry>> from_lines(std::string_view text, std::vector<TrustEntry>& known) {
  std::vector<TrustEntry> entries;
  if (!text.starts_with(text_begin) || !text.ends_with(text_end)) return fail("is not in lines");
  text = text.substr(text_begin.size(), text.size() - text_begin.size() - text_end.size());
  std::size_t next = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(",\n"), text.size());
    const std::string_view line = text.substr(0, end);
    if (end + 2 == text.size()) return fail("is not in lines");  // a comma behind the last entry
    text.remove_prefix(std::min(end + 2, text.size()));
    if (next + 1 < known.size() && known[next].line != line && known[next + 1].line == line) ++next;  // one was removed
    if (next < known.size() && known[next].line == line) {
      entries.push_back(std::move(known[next++]));
      continue;
    }
    const Json object = VG_TRY(Json::parse(line));
    entries.push_back(VG_TRY(read_entry(object)));
    entries.back().line = line;
    ++next;
  }
  return entries;
}

/// The same for a text that somebody else put into shape.
Result<std::vector<TrustEntry>> from_any_text(std::string_view text) {
  const Json json = VG_TRY(Json::parse(text));
  const auto version = json.get("schema_version");
  const auto number = version ? version->integer() : std::nullopt;
  if (!number || *number < 1) return fail("is no trust store");
  if (*number > trust_schema_version)
    return fail("was written by a newer version (schema " + std::to_string(*number) + ")", {}, ENOTSUP);
  const auto list = json.get("entries");
  if (!list || !list->is_array()) return fail("has no list of entries");
  std::vector<TrustEntry> entries;
  for (const Json& item : list->items()) {
    auto entry = read_entry(item);
    if (!entry) return fail("entry " + std::to_string(entries.size() + 1) + ": " + entry.error().what);
    entries.push_back(std::move(*entry));
  }
  return entries;
}

}  // namespace

std::string trust_to_json(const std::vector<TrustEntry>& entries) {
  std::string text(text_begin);
  for (const TrustEntry& entry : entries) {
    if (&entry != &entries.front()) text += ",\n";
    text += entry.line.empty() ? entry_text(entry) : entry.line;
  }
  text += text_end;
  return text;
}

Result<std::vector<TrustEntry>> trust_from_json(std::string_view text, std::vector<TrustEntry> known) {
  auto entries = from_lines(text, known);
  return entries ? std::move(entries) : from_any_text(text);
}

}  // namespace vg
