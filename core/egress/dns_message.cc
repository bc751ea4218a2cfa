// SPDX-License-Identifier: Apache-2.0
#include "core/egress/dns_message.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "core/egress/rule.h"

namespace vg {
namespace {

constexpr std::size_t header_size = 12;
constexpr std::uint16_t class_in = 1;
constexpr std::uint16_t type_cname = 5;
constexpr std::uint16_t type_opt = 41;
constexpr std::size_t most_records = 256;
constexpr std::uint16_t edns_size = 1232;  ///< as the resolvers' operators recommend: passes every path unfragmented

constexpr std::uint8_t is_response = 0x80;
constexpr std::uint8_t opcode = 0x78;
constexpr std::uint8_t truncated = 0x02;
constexpr std::uint8_t recursion_desired = 0x01;
constexpr std::uint8_t recursion_available = 0x80;
constexpr std::uint8_t authentic_data = 0x20;
constexpr std::uint8_t checking_disabled = 0x10;

void put16(Bytes& out, unsigned value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value & 0xff));
}
void put32(Bytes& out, std::uint32_t value) {
  put16(out, value >> 16);
  put16(out, value & 0xffff);
}
void put(Bytes& out, ByteView bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

class Reader {
 public:
  explicit Reader(ByteView message) : message_(message) {}

  bool failed() const { return failed_; }
  std::size_t place() const { return place_; }
  bool at_end() const { return place_ == message_.size(); }

  ByteView take(std::size_t count) {
    if (failed_ || message_.size() - place_ < count) {
      failed_ = true;
      return {};
    }
    place_ += count;
    return message_.subspan(place_ - count, count);
  }
  std::uint8_t byte() {
    const ByteView bytes = take(1);
    return bytes.empty() ? 0 : bytes[0];
  }
  std::uint16_t number16() {
    const ByteView bytes = take(2);
    return bytes.empty() ? 0 : static_cast<std::uint16_t>(bytes[0] << 8 | bytes[1]);
  }
  std::uint32_t number32() {
    const std::uint32_t high = number16();
    return high << 16 | number16();
  }

  /// A name in lower case with a dot before each label but the first; any byte may stand in it. A pointer must lead
  /// backwards from where the name stands, so that following it ends.
  std::string name() {
    std::string out;
    std::size_t at = place_;
    std::size_t before = place_;
    bool jumped = false;
    while (!failed_) {
      if (at >= message_.size()) break;
      const std::uint8_t length = message_[at];
      if (length == 0) {
        if (!jumped) place_ = at + 1;
        return out;
      }
      if ((length & 0xc0) == 0xc0) {
        if (at + 1 >= message_.size()) break;
        const std::size_t target = static_cast<std::size_t>(length & 0x3f) << 8 | message_[at + 1];
        if (!jumped) place_ = at + 2;
        jumped = true;
        if (target >= before) break;
        before = at = target;
        continue;
      }
      if (length > 63 || at + 1 + length > message_.size() || out.size() + length + 1 > 255) break;
      if (!out.empty()) out += '.';
      for (std::size_t i = 0; i < length; ++i) {
        const char c = static_cast<char>(message_[at + 1 + i]);
        out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      }
      at += 1U + length;
    }
    failed_ = true;
    return {};
  }

 private:
  ByteView message_;
  std::size_t place_ = 0;
  bool failed_ = false;
};

struct Header {
  std::uint16_t id = 0;
  std::uint8_t flags = 0;
  std::uint8_t more_flags = 0;
  std::uint16_t questions = 0;
  std::uint16_t answers = 0;
  std::uint16_t authorities = 0;
  std::uint16_t additionals = 0;
};

Header read_header(Reader& in) {
  Header out;
  out.id = in.number16();
  out.flags = in.byte();
  out.more_flags = in.byte();
  out.questions = in.number16();
  out.answers = in.number16();
  out.authorities = in.number16();
  out.additionals = in.number16();
  return out;
}

struct Record {
  std::string name;
  std::uint16_t type = 0;
  std::uint16_t record_class = 0;
  std::uint32_t lifetime = 0;
  std::string alias;  ///< CNAME only
  ByteView data;
};

Record read_record(ByteView message, Reader& in) {
  Record out;
  out.name = in.name();
  out.type = in.number16();
  out.record_class = in.number16();
  out.lifetime = in.number32();
  const std::uint16_t length = in.number16();
  if (out.type == type_cname && !in.failed()) {
    Reader alias(message);
    alias.take(in.place());
    out.alias = alias.name();
    const std::size_t end = alias.place();
    const std::size_t expected = in.place() + length;
    in.take(alias.failed() || end != expected ? message.size() + 1 : length);  // malformed: fail
    return out;
  }
  out.data = in.take(length);
  return out;
}

std::optional<Address> address_in(const Record& record) {
  Address out;
  if (record.type == dns_type_a && record.data.size() == 4) {
    std::uint32_t four = 0;
    for (const std::uint8_t byte : record.data) four = four << 8 | byte;
    return Address::v4(four);
  }
  if (record.type == dns_type_aaaa && record.data.size() == 16) {
    std::copy(record.data.begin(), record.data.end(), out.bytes.begin());
    return out;
  }
  return std::nullopt;
}

/// Aliases may stand in any order; each pass follows one more link at least.
void collect_addresses(const std::vector<Record>& records, const DnsQuery& query, DnsAnswer& answer) {
  std::set<std::string> names{query.name};
  std::uint32_t lifetime = 0xffffffff;
  for (std::size_t before = 0; before != names.size();) {
    before = names.size();
    for (const Record& record : records)
      if (record.type == type_cname && names.contains(record.name) && names.insert(record.alias).second)
        lifetime = std::min(lifetime, record.lifetime);
  }
  for (const Record& record : records) {
    if (record.record_class != class_in || !names.contains(record.name)) continue;
    const auto address = address_in(record);
    if (!address) continue;
    lifetime = std::min(lifetime, record.lifetime);
    answer.addresses.push_back(*address);
  }
  answer.lifetime = answer.addresses.empty() ? 0 : lifetime;
}

}  // namespace

std::optional<DnsQuery> read_dns_query(ByteView message) {
  Reader in(message);
  const Header header = read_header(in);
  if (in.failed() || (header.flags & (is_response | opcode | truncated)) != 0) return std::nullopt;
  if (header.questions != 1 || header.answers != 0 || header.authorities != 0 || header.additionals > 1)
    return std::nullopt;
  DnsQuery out;
  out.id = header.id;
  out.flags = header.flags & recursion_desired;
  out.more_flags = header.more_flags & (authentic_data | checking_disabled);
  const std::string name = in.name();
  // A name that a pointer shortens is no question of a resolver, and its bytes could not stand alone.
  if (in.failed() || in.place() != header_size + (name.empty() ? 1 : name.size() + 2)) return std::nullopt;
  if (!name.empty()) {
    const auto plain = plain_host_name(name);
    // A label that holds a dot would look like two.
    if (!plain || name.ends_with('.')) return std::nullopt;
    std::size_t place = header_size;
    for (std::size_t start = 0; start <= plain->size();) {
      const std::size_t end = std::min(plain->find('.', start), plain->size());
      if (message[place] != end - start) return std::nullopt;
      place += 1 + message[place];
      start = end + 1;
    }
    out.name = *plain;
  }
  out.type = in.number16();
  const std::uint16_t asked_class = in.number16();
  if (in.failed() || asked_class != class_in) return std::nullopt;
  out.question.assign(message.begin() + header_size, message.begin() + static_cast<std::ptrdiff_t>(in.place()));
  if (header.additionals == 1) {
    const bool is_root = in.byte() == 0;
    const std::uint16_t type = in.number16();
    const std::uint16_t size = in.number16();
    const std::uint32_t edns_flags = in.number32();
    in.take(in.number16());
    if (in.failed() || !is_root || type != type_opt) return std::nullopt;
    out.has_edns = true;
    out.udp_size = std::clamp<std::uint16_t>(size, 512, 4096);
    out.wants_dnssec = (edns_flags & 0x8000) != 0;
  }
  return in.at_end() ? std::optional<DnsQuery>(std::move(out)) : std::nullopt;
}

DnsQuery dns_query_for(const std::string& plain_name, std::uint16_t type) {
  DnsQuery out;
  out.flags = recursion_desired;
  out.name = plain_name;
  out.type = type;
  for (std::size_t start = 0; start <= plain_name.size();) {
    const std::size_t end = std::min(plain_name.find('.', start), plain_name.size());
    out.question.push_back(static_cast<std::uint8_t>(end - start));
    for (std::size_t i = start; i < end; ++i) out.question.push_back(static_cast<std::uint8_t>(plain_name[i]));
    start = end + 1;
  }
  out.question.push_back(0);
  put16(out.question, type);
  put16(out.question, class_in);
  return out;
}

Bytes write_dns_query(const DnsQuery& query, std::uint16_t id) {
  Bytes out;
  put16(out, id);
  out.push_back(query.flags);
  out.push_back(query.more_flags);
  put16(out, 1);
  put32(out, 0);
  put16(out, query.has_edns ? 1 : 0);
  put(out, query.question);
  if (query.has_edns) {
    out.push_back(0);
    put16(out, type_opt);
    put16(out, edns_size);
    put32(out, query.wants_dnssec ? 0x8000 : 0);
    put16(out, 0);
  }
  return out;
}

std::optional<DnsAnswer> read_dns_answer(ByteView message, const DnsQuery& query, std::uint16_t id) {
  Reader in(message);
  const Header header = read_header(in);
  if (in.failed() || header.id != id || (header.flags & is_response) == 0 || (header.flags & opcode) != 0)
    return std::nullopt;
  if (header.questions != 1 || header.answers > most_records) return std::nullopt;
  if (in.name() != query.name) return std::nullopt;
  const std::uint16_t type = in.number16();
  const std::uint16_t asked_class = in.number16();
  if (in.failed() || type != query.type || asked_class != class_in) return std::nullopt;
  DnsAnswer answer;
  answer.code = static_cast<DnsCode>(header.more_flags & 0x0f);
  answer.is_truncated = (header.flags & truncated) != 0;
  if (answer.is_truncated) return answer;  // what is left of it names no address
  std::vector<Record> records;
  for (unsigned i = 0; i < header.answers; ++i) {
    records.push_back(read_record(message, in));
    if (in.failed()) return std::nullopt;
  }
  collect_addresses(records, query, answer);
  return answer;
}

Bytes write_dns_answer(const DnsQuery& query, DnsCode code, std::span<const Address> addresses,
                       std::uint32_t lifetime) {
  Bytes out;
  put16(out, query.id);
  out.push_back(static_cast<std::uint8_t>(is_response | query.flags));
  out.push_back(static_cast<std::uint8_t>(recursion_available | (query.more_flags & checking_disabled) |
                                          static_cast<std::uint8_t>(code)));
  put16(out, 1);
  put16(out, 0);
  put32(out, query.has_edns ? 1 : 0);
  put(out, query.question);
  unsigned count = 0;
  for (const Address& address : addresses) {
    const bool is_wanted = address.is_v4() ? query.type == dns_type_a : query.type == dns_type_aaaa;
    if (!is_wanted || count == 16) continue;
    ++count;
    put16(out, 0xc000 | header_size);
    put16(out, query.type);
    put16(out, class_in);
    put32(out, lifetime);
    const ByteView bytes(address.bytes);
    put16(out, address.is_v4() ? 4 : 16);
    put(out, address.is_v4() ? bytes.subspan(12) : bytes);
  }
  out[7] = static_cast<std::uint8_t>(count);
  if (query.has_edns) {
    out.push_back(0);
    put16(out, type_opt);
    put16(out, edns_size);
    put32(out, 0);
    put16(out, 0);
  }
  return out;
}

Bytes write_dns_format_error(ByteView message) {
  // To an answer nothing is said, or two servers would talk for ever.
  if (message.size() < header_size || (message[2] & is_response) != 0) return {};
  Bytes out(message.begin(), message.begin() + header_size);
  out[2] = static_cast<std::uint8_t>(is_response | (message[2] & (opcode | recursion_desired)));
  out[3] = static_cast<std::uint8_t>(DnsCode::format_error);
  std::fill(out.begin() + 4, out.end(), std::uint8_t{0});
  return out;
}

}  // namespace vg
