// SPDX-License-Identifier: Apache-2.0
#include "core/egress/dns_message.h"

#include <doctest/doctest.h>

#include <random>
#include <string_view>

namespace vg {
namespace {

Bytes bytes(std::string_view text) {
  return {text.begin(), text.end()};
}
using namespace std::string_view_literals;

constexpr auto plain_query =
    "\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01"
    "A\x07"
    "Example\x00\x00\x01\x00\x01"sv;

DnsQuery query() {
  return *read_dns_query(bytes(plain_query));
}

Bytes answer_with(std::string_view records, unsigned count) {
  Bytes out = bytes(
      "\x77\x77\x81\x80\x00\x01\x00\x00\x00\x00\x00\x00\x01"
      "a\x07"
      "example\x00\x00\x01\x00\x01"sv);
  out[7] = static_cast<std::uint8_t>(count);
  for (const char c : records) out.push_back(static_cast<std::uint8_t>(c));
  return out;
}

TEST_CASE("a question is read, and written anew") {
  const DnsQuery read = query();
  CHECK(read.id == 0x1234);
  CHECK(read.name == "a.example");
  CHECK(read.type == dns_type_a);
  CHECK(!read.has_edns);
  const Bytes written = write_dns_query(read, 0x5678);
  CHECK(written[0] == 0x56);
  const Bytes original = bytes(plain_query);
  CHECK(Bytes(written.begin() + 2, written.end()) == Bytes(original.begin() + 2, original.end()));
}

TEST_CASE("a question of our own is one we would take") {
  const DnsQuery own = dns_query_for("a.example", dns_type_aaaa);
  const auto read = read_dns_query(write_dns_query(own, 7));
  REQUIRE(read);
  CHECK(read->name == "a.example");
  CHECK(read->type == dns_type_aaaa);
  CHECK(read->question == own.question);
}

TEST_CASE("an EDNS option is understood and nothing of it but two facts travels") {
  Bytes message = bytes(plain_query);
  message[11] = 1;
  const Bytes extra = bytes("\x00\x00\x29\xff\xff\x00\x00\x80\x00\x00\x08\x00\x0a\x00\x04tunl"sv);
  message.insert(message.end(), extra.begin(), extra.end());
  const auto read = read_dns_query(message);
  REQUIRE(read);
  CHECK(read->udp_size == 4096);
  CHECK(read->wants_dnssec);
  const Bytes written = write_dns_query(*read, 1);
  CHECK(std::string(written.begin(), written.end()).find("tunl") == std::string::npos);
  CHECK(read_dns_query(written));
}

TEST_CASE("what is no plain question is refused") {
  const auto changed = [](std::size_t place, std::uint8_t value) {
    Bytes message = bytes(plain_query);
    message[place] = value;
    return read_dns_query(message).has_value();
  };
  CHECK(!changed(2, 0x81));   // an answer
  CHECK(!changed(2, 0x28));   // an update
  CHECK(!changed(5, 2));      // two questions
  CHECK(!changed(7, 1));      // an answer in it
  CHECK(!changed(11, 1));     // an option that is not there
  CHECK(!changed(12, 0xc0));  // a pointer
  CHECK(!changed(12, 64));
  CHECK(!changed(13, '.'));  // a dot in a label
  CHECK(!changed(13, 0));
  CHECK(!changed(plain_query.size() - 1, 3));  // class CHAOS
  CHECK(changed(13, 'b'));
  Bytes longer = bytes(plain_query);
  longer.push_back(0);
  CHECK(!read_dns_query(longer));
  for (std::size_t i = 0; i < plain_query.size(); ++i) CHECK(!read_dns_query(bytes(plain_query.substr(0, i))));
  CHECK(read_dns_query(bytes("\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x02\x00\x01"sv))->name.empty());
}

TEST_CASE("addresses of the name asked for, through its aliases in any order") {
  const auto records =
      "\x01"
      "c\x07"
      "example\x00\x00\x01\x00\x01\x00\x00\x00\x64\x00\x04\x01\x02\x03\x04"
      "\x01"
      "b\x07"
      "example\x00\x00\x05\x00\x01\x00\x00\x00\x32\x00\x0b\x01"
      "c\x07"
      "example\x00"
      "\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x96\x00\x04\x01"
      "B\xc0\x0e"
      "\x05"
      "other\x00\x00\x01\x00\x01\x00\x00\x00\x01\x00\x04\x09\x09\x09\x09"sv;
  const auto answer = read_dns_answer(answer_with(records, 4), query(), 0x7777);
  REQUIRE(answer);
  REQUIRE(answer->addresses.size() == 1);
  CHECK(address_text(answer->addresses[0]) == "1.2.3.4");
  CHECK(answer->lifetime == 0x32);
}

TEST_CASE("an answer to something else is none") {
  const Bytes good = answer_with("\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x64\x00\x04\x01\x02\x03\x04"sv, 1);
  CHECK(read_dns_answer(good, query(), 0x7777)->addresses.size() == 1);
  CHECK(!read_dns_answer(good, query(), 0x7778));
  DnsQuery other = query();
  other.name = "b.example";
  CHECK(!read_dns_answer(good, other, 0x7777));
  other = query();
  other.type = dns_type_aaaa;
  CHECK(!read_dns_answer(good, other, 0x7777));
  for (std::size_t i = 0; i < good.size(); ++i) CHECK(!read_dns_answer(ByteView(good).first(i), query(), 0x7777));
  Bytes loop = good;
  loop[good.size() - 15] = static_cast<std::uint8_t>(good.size() - 16);  // a pointer to itself
  CHECK(!read_dns_answer(loop, query(), 0x7777));
  Bytes cut = good;
  cut[2] |= 0x02;
  CHECK(read_dns_answer(cut, query(), 0x7777)->is_truncated);
  CHECK(read_dns_answer(cut, query(), 0x7777)->addresses.empty());
}

TEST_CASE("an alias that runs in a circle ends") {
  const auto records =
      "\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x01\x00\x04\x01"
      "b\xc0\x0e"
      "\x01"
      "b\xc0\x0e\x00\x05\x00\x01\x00\x00\x00\x01\x00\x02\xc0\x0c"sv;
  const auto answer = read_dns_answer(answer_with(records, 2), query(), 0x7777);
  REQUIRE(answer);
  CHECK(answer->addresses.empty());
}

TEST_CASE("our own answers read back") {
  const std::vector<Address> addresses{Address::v4(0x7f000001), *parse_address("::1")};
  DnsQuery asked = query();
  asked.id = 0x7777;
  const auto answer = read_dns_answer(write_dns_answer(asked, DnsCode::no_error, addresses, 60), asked, 0x7777);
  REQUIRE(answer);
  REQUIRE(answer->addresses.size() == 1);
  CHECK(answer->lifetime == 60);
  CHECK(read_dns_answer(write_dns_answer(asked, DnsCode::no_such_name), asked, 0x7777)->code == DnsCode::no_such_name);
  CHECK(write_dns_format_error(bytes("\x12\x34\x81\x00\x00\x01\x00\x00\x00\x00\x00\x00"sv)).empty());
  CHECK(write_dns_format_error(bytes("short")).empty());
  CHECK(write_dns_format_error(bytes(plain_query))[3] == 1);
}

TEST_CASE("no bytes make it stumble") {
  std::mt19937 random(7);
  const Bytes good = answer_with("\xc0\x0c\x00\x01\x00\x01\x00\x00\x00\x64\x00\x04\x01\x02\x03\x04"sv, 1);
  for (int i = 0; i < 100'000; ++i) {
    Bytes message = i % 2 == 0 ? good : bytes(plain_query);
    for (int change = 0; change < 3; ++change) message[random() % message.size()] = static_cast<std::uint8_t>(random());
    message.resize(random() % (message.size() + 4));
    (void)read_dns_query(message);
    (void)read_dns_answer(message, query(), 0x7777);
    (void)write_dns_format_error(message);
  }
}

}  // namespace
}  // namespace vg
