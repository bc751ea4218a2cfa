// SPDX-License-Identifier: Apache-2.0
#include "preload/pass_check.h"

#include "preload/open_file.h"
#include "preload/pass_format.h"
#include "preload/runtime_directory.h"
#include "preload/sha256.h"

namespace vg::preload {
namespace {

constexpr Size path_limit = 4096 + 64;
using Digest = unsigned char[Sha256::digest_size];

/// Hashes the words of the kernel's own argv from number `first` on, and those behind that one. The argv of the
/// constructor will not do: `ld.so PROGRAM` has taken words out of it.
[[gnu::noinline]] bool hash_command_line(Size first, Digest& all, Digest& tail) {
  const OpenFile file("/proc/self/cmdline");
  const Mapping buffer(64 << 10);
  if (!file.ok() || !buffer) return false;
  Sha256 all_hash;
  Sha256 tail_hash;
  Size word = 0;
  bool is_empty = true;
  for (;;) {
    const long n = file.read(buffer.start(), buffer.size());
    if (n < 0) return false;
    if (n == 0) break;
    is_empty = false;
    const auto size = static_cast<Size>(n);
    Size start = 0;
    for (Size i = 0; i < size; ++i) {
      if (buffer.start()[i] != '\0' && i + 1 != size) continue;
      if (word >= first) all_hash.add(buffer.start() + start, i + 1 - start);
      if (word > first) tail_hash.add(buffer.start() + start, i + 1 - start);
      if (buffer.start()[i] == '\0') ++word;
      start = i + 1;
    }
    if (size < buffer.size()) break;
  }
  if (is_empty) all_hash.add("", 1);
  all_hash.finish(all);
  tail_hash.finish(tail);
  return true;
}

[[gnu::noinline]] unsigned long long own_start_time() {
  const OpenFile file("/proc/self/stat");
  char text[768];  // field 22 comes within the first 350 bytes, whatever the name
  if (!file.ok()) return 0;
  const long size = sys_read(file.fd(), text, sizeof text - 1);  // one read gets all of it, proc(5)
  if (size <= 0) return 0;
  text[size] = '\0';
  return start_time_in(text);
}

bool is_for_process(const PassRecord& pass, unsigned long long pid) {
  return same_bytes(pass.magic, pass_magic, sizeof pass.magic) && pass.abi == pass_abi && pass.pid == pid;
}

[[gnu::noinline]] bool is_for_program(const PassRecord& pass, const ProgramIdentity& identity) {
  if (pass.start_time == 0 || pass.start_time != own_start_time()) return false;
  if (!identity.has_device || pass.device != identity.device || pass.inode != identity.inode) return false;
  Digest all;
  Digest tail;
  if (!hash_command_line(identity.script_index, all, tail)) return false;
  // In front of a script's arguments stands its path where argv[0] stood.
  if (identity.kind == StartKind::interpreted) return same_bytes(pass.tail_digest, tail, sizeof tail);
  return same_bytes(pass.argv_digest, all, sizeof all);
}

/// A pass that is not believed must not stay where it could be found again. Put aside it shows `vg` a circle, also
/// where the two read different start times (an emulator).
[[gnu::noinline]] void set_aside(const char* path) {
  const Mapping aside(path_limit);
  if (aside && TextWriter(aside.start(), aside.size()).add(path).add(".refused").ok() &&
      sys_rename(path, aside.start()) == 0)
    return;
  sys_unlink(path);
}

}  // namespace

unsigned long long start_time_in(const char* stat) {
  const char* rest = nullptr;
  for (const char* p = stat; *p != '\0'; ++p)
    if (*p == ')') rest = p + 1;
  if (rest == nullptr) return 0;
  for (int field = 3; field <= 22; ++field) {
    while (*rest == ' ') ++rest;
    if (field == 22) break;
    while (*rest != ' ' && *rest != '\0') ++rest;
  }
  unsigned long long value = 0;
  return read_number(rest, value) ? value : 0;
}

bool take_pass(const ProgramIdentity& identity, unsigned uid) {
  const Mapping path(path_limit);
  if (!path) return false;
  TextWriter writer(path.start(), path.size());
  if (!find_runtime_directory(uid, writer)) return false;
  const auto pid = static_cast<unsigned long long>(sys_getpid());
  if (!writer.add("/pass/").add_number(pid).ok()) return false;

  PassRecord pass;
  {
    const OpenFile file(path.start(), O_NOFOLLOW);
    struct stat st;
    if (!file.ok() || sys_fstat(file.fd(), &st) != 0 || !is_trustworthy(st, uid) || st.st_size != sizeof pass)
      return false;
    if (file.read(&pass, sizeof pass) != sizeof pass) return false;
  }
  if (!is_for_process(pass, pid)) {
    sys_unlink(path.start());
    return false;
  }
  if (!is_for_program(pass, identity)) {
    set_aside(path.start());
    return false;
  }
  // Believed once it is gone: what cannot be removed could be used again.
  if (sys_unlink(path.start()) != 0) return false;
  if (pass.earlier != 0 && writer.add(".refused").ok()) sys_unlink(path.start());
  return true;
}

}  // namespace vg::preload
