// SPDX-License-Identifier: Apache-2.0
/// One small reader and writer over RapidJSON, which appears nowhere else.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"

namespace vg {

/// Writes one JSON text, in order. Strings that are not UTF-8 are written with each bad byte as U+FFFD… never invalid.
class JsonWriter {
 public:
  enum class Style { compact, indented };
  explicit JsonWriter(Style style = Style::compact);
  ~JsonWriter();
  JsonWriter(const JsonWriter&) = delete;
  JsonWriter& operator=(const JsonWriter&) = delete;

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& value(std::string_view text);
  JsonWriter& value(const char* text) { return value(std::string_view(text)); }
  JsonWriter& value(std::int64_t number);
  JsonWriter& value(std::uint64_t number);
  JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
  JsonWriter& value(double number);
  JsonWriter& value(bool truth);
  JsonWriter& null();
  /// key and value at once.
  template <typename T>
  JsonWriter& field(std::string_view name, const T& content) {
    return key(name).value(content);
  }
  /// An already written JSON text, taken over as it is.
  JsonWriter& raw(std::string_view json);

  /// The text so far, without a newline at the end.
  std::string text() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A parsed JSON value. Copies share the document.
class Json {
 public:
  /// Errors: not JSON, deeper than 64, duplicate keys in an object, or not UTF-8: `where` is "line:column".
  static Result<Json> parse(std::string_view text);

  bool is_object() const;
  bool is_array() const;
  bool is_null() const;
  std::optional<std::string> string() const;
  std::optional<std::int64_t> integer() const;
  std::optional<double> number() const;
  std::optional<bool> boolean() const;

  /// The member of that name; nullopt where there is none or this is no object.
  std::optional<Json> get(std::string_view name) const;
  std::vector<std::string> keys() const;
  std::vector<Json> items() const;  ///< of an array; empty otherwise

 private:
  struct Document;
  Json(std::shared_ptr<const Document> document, const void* value) : document_(std::move(document)), value_(value) {}
  std::shared_ptr<const Document> document_;
  const void* value_ = nullptr;
};

}  // namespace vg
