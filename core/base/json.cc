// SPDX-License-Identifier: Apache-2.0
#include "core/base/json.h"

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <charconv>
#include <cmath>
#include <unordered_set>

#include "core/base/text.h"

namespace vg {
namespace {

constexpr std::size_t deepest = 64;
// Iterative: the depth of a hostile text must not become depth of our stack. NaN, comments and trailing commas stay
// errors, as RFC 8259 has them. Numbers come as text: RapidJSON's exact conversion shifts by an undefined amount for
// zeros with an exponent, and its quick one is off in the last digits.
constexpr unsigned parse_flags =
    rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag | rapidjson::kParseNumbersAsStringsFlag;

/// Whether all of `text` is a number that fits into T.
template <typename T>
bool read_number(std::string_view text, T& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

/// Hands every event on to the document, and stops at what RapidJSON lets pass: depth and duplicate keys.
class StrictHandler {
 public:
  explicit StrictHandler(rapidjson::Document& document) : document_(document) {}

  bool Null() { return document_.Null(); }
  bool Bool(bool truth) { return document_.Bool(truth); }
  bool RawNumber(const char* text, rapidjson::SizeType size, bool) {
    const std::string_view digits(text, size);
    std::int64_t integer = 0;
    std::uint64_t large = 0;
    double real = 0;
    if (read_number(digits, integer)) return document_.Int64(integer);
    if (read_number(digits, large)) return document_.Uint64(large);
    if (read_number(digits, real)) return document_.Double(real);
    problem_ = "a number out of range";
    return false;
  }
  // Not called with kParseNumbersAsStringsFlag, yet the reader names them.
  bool Int(int number) { return document_.Int(number); }
  bool Uint(unsigned number) { return document_.Uint(number); }
  bool Int64(std::int64_t number) { return document_.Int64(number); }
  bool Uint64(std::uint64_t number) { return document_.Uint64(number); }
  bool Double(double number) { return document_.Double(number); }
  bool String(const char* text, rapidjson::SizeType size, bool copy) { return document_.String(text, size, copy); }

  bool StartObject() { return enter() && document_.StartObject(); }
  bool Key(const char* text, rapidjson::SizeType size, bool copy) {
    std::string name(text, size);
    if (!keys_.back().insert(name).second) {
      problem_ = "duplicate key '" + visible(shortened(name, 64)) + "'";
      return false;
    }
    return document_.Key(text, size, copy);
  }
  bool EndObject(rapidjson::SizeType count) {
    keys_.pop_back();
    return document_.EndObject(count);
  }
  bool StartArray() { return enter() && document_.StartArray(); }
  bool EndArray(rapidjson::SizeType count) {
    keys_.pop_back();
    return document_.EndArray(count);
  }

  /// What this handler refused, empty where the text itself is no JSON.
  const std::string& problem() const { return problem_; }

 private:
  bool enter() {
    if (keys_.size() == deepest) {
      problem_ = "nested deeper than " + std::to_string(deepest) + " levels";
      return false;
    }
    keys_.emplace_back();
    return true;
  }

  rapidjson::Document& document_;
  std::vector<std::unordered_set<std::string>> keys_;  ///< one set per open object or array
  std::string problem_;
};

std::string line_and_column(std::string_view text, std::size_t offset) {
  std::size_t line = 1;
  std::size_t column = 1;
  for (const char c : text.substr(0, offset)) {
    if (c == '\n')
      ++line, column = 1;
    else
      ++column;
  }
  return std::to_string(line) + ":" + std::to_string(column);
}

const rapidjson::Value& as_value(const void* value) {
  return *static_cast<const rapidjson::Value*>(value);
}

std::string to_string(const rapidjson::Value& value) {
  return {value.GetString(), value.GetStringLength()};
}

}  // namespace

struct JsonWriter::Impl {
  explicit Impl(Style chosen) : style(chosen) { pretty.SetIndent(' ', 2); }

  template <typename Call>
  void write(Call call) {
    if (style == Style::compact)
      call(compact);
    else
      call(pretty);
  }

  Style style;
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> compact{buffer};
  rapidjson::PrettyWriter<rapidjson::StringBuffer> pretty{buffer};
};

JsonWriter::JsonWriter(Style style) : impl_(std::make_unique<Impl>(style)) {}
JsonWriter::~JsonWriter() = default;

JsonWriter& JsonWriter::begin_object() {
  impl_->write([](auto& writer) { writer.StartObject(); });
  return *this;
}

JsonWriter& JsonWriter::end_object() {
  impl_->write([](auto& writer) { writer.EndObject(); });
  return *this;
}

JsonWriter& JsonWriter::begin_array() {
  impl_->write([](auto& writer) { writer.StartArray(); });
  return *this;
}

JsonWriter& JsonWriter::end_array() {
  impl_->write([](auto& writer) { writer.EndArray(); });
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  const std::string valid = repaired_utf8(name);
  impl_->write([&](auto& writer) { writer.Key(valid.data(), static_cast<rapidjson::SizeType>(valid.size())); });
  return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
  const std::string valid = repaired_utf8(text);
  impl_->write([&](auto& writer) { writer.String(valid.data(), static_cast<rapidjson::SizeType>(valid.size())); });
  return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
  impl_->write([&](auto& writer) { writer.Int64(number); });
  return *this;
}

JsonWriter& JsonWriter::value(std::uint64_t number) {
  impl_->write([&](auto& writer) { writer.Uint64(number); });
  return *this;
}

JsonWriter& JsonWriter::value(double number) {
  // RFC 8259 has no number for these; leaving the value out would leave broken text behind.
  if (!std::isfinite(number)) return null();
  impl_->write([&](auto& writer) { writer.Double(number); });
  return *this;
}

JsonWriter& JsonWriter::value(bool truth) {
  impl_->write([&](auto& writer) { writer.Bool(truth); });
  return *this;
}

JsonWriter& JsonWriter::null() {
  impl_->write([](auto& writer) { writer.Null(); });
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  impl_->write([&](auto& writer) { writer.RawValue(json.data(), json.size(), rapidjson::kObjectType); });
  return *this;
}

std::string JsonWriter::text() const {
  return {impl_->buffer.GetString(), impl_->buffer.GetSize()};
}

struct Json::Document {
  rapidjson::Document root;
};

Result<Json> Json::parse(std::string_view text) {
  // RapidJSON takes a NUL byte for the end of the text and would not look at what stands behind it.
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos)
    return fail("not JSON: a NUL byte", line_and_column(text, nul));

  auto document = std::make_shared<Document>();
  rapidjson::Reader reader;
  StrictHandler strict(document->root);
  rapidjson::ParseResult result;
  const auto generate = [&](rapidjson::Document&) {
    rapidjson::MemoryStream bytes(text.data(), text.size());
    rapidjson::EncodedInputStream<rapidjson::UTF8<>, rapidjson::MemoryStream> stream(bytes);
    result = reader.Parse<parse_flags>(stream, strict);
    return !result.IsError();
  };
  document->root.Populate(generate);
  if (!strict.problem().empty()) return fail(strict.problem(), line_and_column(text, result.Offset()));
  if (result.IsError())
    return fail(std::string("not JSON: ") + rapidjson::GetParseError_En(result.Code()),
                line_and_column(text, result.Offset()));
  const void* root = static_cast<const rapidjson::Value*>(&document->root);
  return Json(std::move(document), root);
}

bool Json::is_object() const {
  return as_value(value_).IsObject();
}
bool Json::is_array() const {
  return as_value(value_).IsArray();
}
bool Json::is_null() const {
  return as_value(value_).IsNull();
}

std::optional<std::string> Json::string() const {
  if (!as_value(value_).IsString()) return std::nullopt;
  return to_string(as_value(value_));
}

std::optional<std::int64_t> Json::integer() const {
  if (!as_value(value_).IsInt64()) return std::nullopt;
  return as_value(value_).GetInt64();
}

std::optional<double> Json::number() const {
  if (!as_value(value_).IsNumber()) return std::nullopt;
  return as_value(value_).GetDouble();
}

std::optional<bool> Json::boolean() const {
  if (!as_value(value_).IsBool()) return std::nullopt;
  return as_value(value_).GetBool();
}

std::optional<Json> Json::get(std::string_view name) const {
  if (!is_object()) return std::nullopt;
  const rapidjson::Value wanted(rapidjson::StringRef(name.data() == nullptr ? "" : name.data(), name.size()));
  const auto found = as_value(value_).FindMember(wanted);
  if (found == as_value(value_).MemberEnd()) return std::nullopt;
  return Json(document_, &found->value);
}

std::vector<std::string> Json::keys() const {
  std::vector<std::string> names;
  if (!is_object()) return names;
  names.reserve(as_value(value_).MemberCount());
  for (const auto& member : as_value(value_).GetObject()) names.push_back(to_string(member.name));
  return names;
}

std::vector<Json> Json::items() const {
  std::vector<Json> values;
  if (!is_array()) return values;
  values.reserve(as_value(value_).Size());
  for (const auto& item : as_value(value_).GetArray()) values.push_back(Json(document_, &item));
  return values;
}

}  // namespace vg
