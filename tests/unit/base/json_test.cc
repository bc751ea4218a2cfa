// SPDX-License-Identifier: Apache-2.0
#include "core/base/json.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <limits>

using vg::Json;
using vg::JsonWriter;

TEST_CASE("json: what is refused, and where") {
  struct Row {
    std::string text;
    std::string_view where;
    std::string_view part;  ///< of the message
  };
  const Row rows[] = {
      {"", "1:1", "empty"},
      {" \n\t", "2:2", "empty"},
      {"{", "1:2", "not JSON"},
      {"{} x", "1:4", "followed by other values"},
      {"{}\n[]", "2:1", "followed by other values"},
      {"[1,]", "1:4", "not JSON"},
      {"[01]", "1:3", "not JSON"},
      {"[+1]", "1:2", "not JSON"},
      {"[.5]", "1:2", "not JSON"},
      {"{a: 1}", "1:2", "not JSON"},
      {"{'a': 1}", "1:2", "not JSON"},
      {"// note\n1", "1:1", "not JSON"},
      {"NaN", "1:1", "not JSON"},
      {"[Infinity]", "1:2", "not JSON"},
      {"[-Inf]", "1:3", "not JSON"},
      {"1e999", "1:1", "too big"},
      {"[1, -1e400]", "1:5", "too big"},
      {"[" + std::string(400, '1') + "]", "1:2", "too big"},
      {"[1e-999]", "1:2", "out of range"},
      {"[1.]", "1:4", "not JSON"},
      {"[1e]", "1:4", "not JSON"},
      {"[-]", "1:3", "not JSON"},
      {"0x10", "1:2", "not JSON"},
      {"\"a\nb\"", "1:3", "not JSON"},
      {"\"\\ud800\"", "1:2", "surrogate"},
      {"\"\xff\"", "1:2", "encoding"},
      {"\"\xc0\xaf\"", "1:2", "encoding"},
      {"[1,\n {\"a\": 1,\n  \"b\": 2, \"a\": 3}]", "3:14", "duplicate key 'a'"},
      {R"({"a": 1, "\u0061": 2})", "1:18", "duplicate key 'a'"},
      {R"({"": 1, "": 2})", "1:11", "duplicate key ''"},
      {std::string("{}\0{}", 5), "1:3", "NUL"},
      {std::string("\0", 1), "1:1", "NUL"},
      {std::string("\"a\0b\"", 5), "1:3", "NUL"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto result = Json::parse(row.text);
    REQUIRE_FALSE(result);
    CHECK(result.error().where == row.where);
    CHECK(result.error().message().find(row.part) != std::string::npos);
  }
}

TEST_CASE("json: a duplicate key is one of the same object only") {
  CHECK(Json::parse(R"({"a": {"a": 1}, "b": {"a": [{"a": 2}, {"a": 3}]}})"));
}

TEST_CASE("json: depth ends at 64, whatever the brackets and however many") {
  const auto nested = [](std::size_t depth, std::string_view open, std::string_view close) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += open;
    text += "1";
    for (std::size_t i = 0; i < depth; ++i) text += close;
    return text;
  };
  CHECK(Json::parse(nested(64, "[", "]")));
  CHECK(Json::parse(nested(64, "{\"a\":", "}")));
  CHECK_FALSE(Json::parse(nested(65, "[", "]")));
  CHECK_FALSE(Json::parse(nested(65, "{\"a\":", "}")));
  const auto hostile = Json::parse(std::string(4000000, '['));
  REQUIRE_FALSE(hostile);
  CHECK(hostile.error().what == "nested deeper than 64 levels");
  CHECK(hostile.error().where == "1:65");
}

TEST_CASE("json: values by type, and nothing for another type") {
  const auto parsed = Json::parse(
      R"({"text":"a\u0000\u00e9","int":-9223372036854775808,"big":18446744073709551615,"real":2.5,"zero":-0,
          "truth":true,"null":null,"list":[1,"two",[]],"object":{"b":1,"a":2}})");
  REQUIRE(parsed);
  const auto at = [&](std::string_view name) { return *parsed->get(name); };
  CHECK(parsed->is_object());
  CHECK_FALSE(parsed->is_array());
  CHECK(*at("text").string() == std::string("a\0\xc3\xa9", 4));
  CHECK(*at("int").integer() == std::numeric_limits<std::int64_t>::min());
  CHECK_FALSE(at("big").integer());
  CHECK(*at("big").number() == doctest::Approx(18446744073709551615.0));
  CHECK(*at("real").number() == 2.5);
  CHECK_FALSE(at("real").integer());
  CHECK(*at("zero").number() == 0.0);
  CHECK(*at("truth").boolean());
  CHECK(at("null").is_null());
  CHECK_FALSE(at("null").string());
  CHECK_FALSE(at("int").string());
  CHECK_FALSE(at("text").number());
  CHECK_FALSE(at("text").boolean());
  CHECK(at("list").items().size() == 3);
  CHECK(*at("list").items()[1].string() == "two");
  CHECK(at("object").keys() == std::vector<std::string>{"b", "a"});
  CHECK_FALSE(parsed->get("missing"));
  CHECK_FALSE(parsed->get(""));
  CHECK_FALSE(parsed->get(std::string_view()));
  CHECK_FALSE(at("list").get("a"));
  CHECK(at("text").items().empty());
  CHECK(at("list").keys().empty());
}

TEST_CASE("json: numbers keep every digit") {
  for (const std::string_view text :
       {"0", "-1", "0.1", "1.7976931348623157e308", "5e-324", "123456789.123456789", "18446744073709551615"}) {
    CAPTURE(text);
    const auto parsed = Json::parse(text);
    REQUIRE(parsed);
    CHECK(parsed->number() == std::strtod(std::string(text).c_str(), nullptr));
  }
  for (const std::string_view text : {"-0", "0e-99", "0e99", "-0.0", "0.000"})
    CHECK(Json::parse(text)->number() == 0.0);
  CHECK(Json::parse(std::string(300, '1'))->number() == doctest::Approx(1.1111111e299));
}

TEST_CASE("json: a part outlives the value it was taken from") {
  std::optional<Json> part;
  {
    const auto parsed = Json::parse(R"({"a": [{"b": "kept"}]})");
    part = parsed->get("a")->items()[0].get("b");
  }
  CHECK(*part->string() == "kept");
}

TEST_CASE("json writer: compact and indented") {
  const auto write = [](JsonWriter& json) {
    json.begin_object().field("name", "x").field("n", 1).field("t", true).key("list").begin_array();
    json.value(0.5).null().raw(R"({"z":1})").end_array().key("empty").begin_object().end_object().end_object();
    return json.text();
  };
  JsonWriter compact;
  CHECK(write(compact) == R"({"name":"x","n":1,"t":true,"list":[0.5,null,{"z":1}],"empty":{}})");
  JsonWriter indented(JsonWriter::Style::indented);
  CHECK(write(indented) ==
        "{\n  \"name\": \"x\",\n  \"n\": 1,\n  \"t\": true,\n  \"list\": [\n    0.5,\n    null,\n    "
        "{\"z\":1}\n  ],\n  \"empty\": {}\n}");
}

TEST_CASE("json writer: whatever goes in, what comes out is read back") {
  const std::string texts[] = {
      "", "plain", "\"\\/\b\f\n\r\t", std::string("\0\x1f\x7f", 3), "é\xf0\x9f\x93\xa6", "</script>"};
  for (const std::string& text : texts) {
    JsonWriter json;
    json.begin_object().field(text, text).end_object();
    const auto parsed = Json::parse(json.text());
    REQUIRE(parsed);
    CHECK(parsed->get(text)->string() == text);
  }
  JsonWriter numbers;
  numbers.begin_array()
      .value(std::numeric_limits<std::int64_t>::min())
      .value(std::numeric_limits<std::uint64_t>::max());
  numbers.value(0.1).end_array();
  CHECK(numbers.text() == "[-9223372036854775808,18446744073709551615,0.1]");
}

TEST_CASE("json writer: bytes that are no UTF-8 and numbers that are none") {
  JsonWriter json;
  json.begin_object().field("\xff", "a\xc3(\xed\xa0\x80").key("n").begin_array();
  json.value(std::nan("")).value(INFINITY).value(-INFINITY).end_array().end_object();
  CHECK(json.text() ==
        "{\"\xef\xbf\xbd\":\"a\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\",\"n\":[null,null,null]}");
  CHECK(Json::parse(json.text()));
}
