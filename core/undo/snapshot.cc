// SPDX-License-Identifier: Apache-2.0
#include "core/undo/snapshot.h"

#include <cstring>
#include <limits>
#include <type_traits>

namespace vg {
namespace {

constexpr std::string_view format = "vg-snapshot 1\n";
constexpr std::size_t most_roots = 4;

/// The fixed part of an entry as it lies in the file. x86-64 only, as the whole guard.
struct FixedPart {
  std::uint64_t device, inode, size, offset, sum;
  std::int64_t modified, changed;
  std::uint32_t mode, uid, gid, pack, path_length, target_length;
  std::uint8_t root, stored;
  std::uint8_t unused[6];
};
static_assert(std::is_trivially_copyable_v<FixedPart> && sizeof(FixedPart) == 88);

class Writer {
 public:
  template <typename T>
  void number(T value) {
    static_assert(std::is_trivially_copyable_v<T>);
    text_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void bytes(std::string_view value) { text_.append(value); }
  void text(std::string_view value) {
    number(static_cast<std::uint32_t>(value.size()));
    bytes(value);
  }
  void texts(const std::vector<std::string>& values) {
    number(static_cast<std::uint32_t>(values.size()));
    for (const std::string& value : values) text(value);
  }
  void reserve(std::size_t size) { text_.reserve(size); }
  std::string take() { return std::move(text_); }
  const std::string& so_far() const { return text_; }

 private:
  std::string text_;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool at_end() const { return rest_.empty(); }

  Result<std::string_view> bytes(std::size_t length) {
    if (length > rest_.size()) return fail("the snapshot is cut off");
    const std::string_view taken = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return taken;
  }
  template <typename T>
  Result<T> number() {
    const std::string_view taken = VG_TRY(bytes(sizeof(T)));
    T value;
    std::memcpy(&value, taken.data(), sizeof value);
    return value;
  }
  Result<std::string> text() {
    const auto length = VG_TRY(number<std::uint32_t>());
    return std::string(VG_TRY(bytes(length)));
  }
  Result<std::vector<std::string>> texts(std::size_t most) {
    const auto count = VG_TRY(number<std::uint32_t>());
    // Each takes four bytes at least.
    if (count > most || count > rest_.size() / 4) return fail("the snapshot is damaged: a count is too large");
    std::vector<std::string> values;
    for (std::uint32_t i = 0; i < count; ++i) values.push_back(VG_TRY(text()));
    return values;
  }

 private:
  std::string_view rest_;
};

bool is_plain_name(std::string_view name) {
  return !name.empty() && name.front() != '.' && name.find('/') == std::string_view::npos &&
         name.find('\0') == std::string_view::npos;
}

/// Relative and normal: no empty, "." or ".." component.
bool stays_below(std::string_view path) {
  if (path.empty()) return true;
  if (path.find('\0') != std::string_view::npos) return false;
  while (true) {
    const std::size_t slash = path.find('/');
    const std::string_view name = path.substr(0, slash);
    if (name.empty() || name == "." || name == "..") return false;
    if (slash == std::string_view::npos) return true;
    path.remove_prefix(slash + 1);
  }
}

bool is_root(std::string_view path) {
  return path.size() > 1 && path.front() == '/' && stays_below(path.substr(1));
}

void write_entry(Writer& out, const SnapshotEntry& entry) {
  const FileState& state = entry.state;
  out.number(FixedPart{state.device,
                       state.inode,
                       state.size,
                       entry.offset,
                       entry.sum,
                       state.modified,
                       state.changed,
                       state.mode,
                       state.uid,
                       state.gid,
                       entry.pack,
                       static_cast<std::uint32_t>(entry.path.size()),
                       static_cast<std::uint32_t>(entry.target.size()),
                       entry.root,
                       static_cast<std::uint8_t>(entry.stored),
                       {}});
  out.bytes(entry.path);
  out.bytes(entry.target);
}

Result<void> check_entry(const SnapshotEntry& entry, const Snapshot& snapshot) {
  if (entry.root >= snapshot.roots.size()) return fail("the snapshot is damaged: no such root");
  if (!stays_below(entry.path)) return fail("the snapshot is damaged: a path leads out of its root");
  if (entry.path.empty() && !entry.state.is_directory()) return fail("the snapshot is damaged: a root is no directory");
  const bool has_content = entry.stored != Stored::nowhere;
  if (has_content && !entry.state.is_regular()) return fail("the snapshot is damaged: content of what is no file");
  if (entry.stored == Stored::packed && entry.pack >= snapshot.packs.size())
    return fail("the snapshot is damaged: no such pack");
  if (entry.stored == Stored::packed &&
      (entry.offset > std::uint64_t{std::numeric_limits<std::int64_t>::max()} - entry.state.size))
    return fail("the snapshot is damaged: an offset is too large");
  if (entry.stored == Stored::linked && !is_plain_name(entry.target))
    return fail("the snapshot is damaged: a link is no plain name");
  if (entry.state.size > std::uint64_t{std::numeric_limits<std::int64_t>::max()})
    return fail("the snapshot is damaged: a size is too large");
  return {};
}

Result<SnapshotEntry> read_entry(Reader& reader) {
  const auto fixed = VG_TRY(reader.number<FixedPart>());
  SnapshotEntry entry;
  entry.state = {fixed.mode,  fixed.uid,  fixed.gid,      fixed.device,
                 fixed.inode, fixed.size, fixed.modified, fixed.changed};
  entry.offset = fixed.offset;
  entry.sum = fixed.sum;
  entry.pack = fixed.pack;
  entry.root = fixed.root;
  if (fixed.stored > static_cast<std::uint8_t>(Stored::linked)) return fail("the snapshot is damaged: no such store");
  entry.stored = static_cast<Stored>(fixed.stored);
  entry.path = VG_TRY(reader.bytes(fixed.path_length));
  entry.target = VG_TRY(reader.bytes(fixed.target_length));
  return entry;
}

Result<Snapshot> read_header(Reader& reader) {
  const auto start = reader.bytes(format.size());
  if (!start || *start != format) return fail("is no snapshot of this version");
  Snapshot snapshot;
  snapshot.begun = VG_TRY(reader.number<std::int64_t>());
  snapshot.command = VG_TRY(reader.text());
  snapshot.roots = VG_TRY(reader.texts(most_roots));
  if (snapshot.roots.empty()) return fail("the snapshot is damaged: it has no root");
  for (const std::string& root : snapshot.roots)
    if (!is_root(root)) return fail("the snapshot is damaged: a root is no path");
  snapshot.files = VG_TRY(reader.number<std::uint64_t>());
  snapshot.bytes = VG_TRY(reader.number<std::uint64_t>());
  return snapshot;
}

std::uint64_t mixed(std::uint64_t value) {
  value ^= value >> 32;
  value *= 0x9fb21c651e98df25U;
  return value ^ (value >> 29);
}

}  // namespace

std::uint64_t content_sum(std::string_view bytes, std::uint64_t sum) {
  constexpr std::uint64_t odd[4] = {0x9e3779b97f4a7c15U, 0xc2b2ae3d27d4eb4fU, 0x165667b19e3779f9U, 0xff51afd7ed558ccdU};
  std::uint64_t lanes[4] = {sum + 1, sum ^ odd[1], sum ^ odd[2], sum ^ odd[3]};
  std::size_t at = 0;
  for (; at + 32 <= bytes.size(); at += 32) {
    for (int lane = 0; lane < 4; ++lane) {
      std::uint64_t word;
      std::memcpy(&word, bytes.data() + at + 8 * lane, 8);
      lanes[lane] = (lanes[lane] ^ word) * odd[lane];
      lanes[lane] ^= lanes[lane] >> 31;
    }
  }
  std::uint64_t out = bytes.size();
  for (const std::uint64_t lane : lanes) out = mixed(out ^ lane) + lane;
  for (; at < bytes.size(); ++at) out = mixed(out + static_cast<unsigned char>(bytes[at]) + 1);
  return out == 0 ? 1 : out;
}

std::string snapshot_text(const Snapshot& snapshot) {
  Writer out;
  out.reserve(snapshot.entries.size() * 160 + 4096);
  out.bytes(format);
  out.number(snapshot.begun);
  out.text(snapshot.command);
  out.texts(snapshot.roots);
  out.number(snapshot.files);
  out.number(snapshot.bytes);
  out.texts(snapshot.packs);
  out.number(static_cast<std::uint64_t>(snapshot.entries.size()));
  for (const SnapshotEntry& entry : snapshot.entries) write_entry(out, entry);
  out.number(content_sum(out.so_far()));
  return out.take();
}

Result<Snapshot> read_snapshot_header(std::string_view text) {
  Reader reader(text);
  return read_header(reader);
}

Result<Snapshot> read_snapshot(std::string_view text) {
  Reader reader(text);
  Snapshot snapshot = VG_TRY(read_header(reader));
  if (text.size() < sizeof(std::uint64_t)) return fail("the snapshot is cut off");
  const std::string_view body = text.substr(0, text.size() - sizeof(std::uint64_t));
  std::uint64_t sum = 0;
  std::memcpy(&sum, text.data() + body.size(), sizeof sum);
  if (sum != content_sum(body)) return fail("the snapshot is damaged: its sum does not fit");
  snapshot.packs = VG_TRY(reader.texts(std::numeric_limits<std::uint32_t>::max()));
  for (const std::string& pack : snapshot.packs)
    if (!is_plain_name(pack)) return fail("the snapshot is damaged: a pack is no plain name");
  const auto count = VG_TRY(reader.number<std::uint64_t>());
  if (count > text.size() / sizeof(FixedPart)) return fail("the snapshot is damaged: a count is too large");
  snapshot.entries.reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    snapshot.entries.push_back(VG_TRY(read_entry(reader)));
    VG_CHECK(check_entry(snapshot.entries.back(), snapshot));
  }
  VG_CHECK(reader.bytes(sizeof sum));
  if (!reader.at_end()) return fail("the snapshot is damaged: there is more than it says");
  return snapshot;
}

}  // namespace vg
