// SPDX-License-Identifier: Apache-2.0
#include "preload/policy_reader.h"

#include "preload/open_file.h"

namespace vg::preload {
namespace {

/// Whether `path` is `directory` or lies below it. Both absolute, `directory` without a trailing slash.
bool is_at_or_below(const char* path, const char* directory) {
  const char* rest = after_prefix(path, directory);
  return rest != nullptr && (*rest == '\0' || *rest == '/' || directory[1] == '\0');
}

}  // namespace

bool Policy::read_from(const char* path, unsigned uid, bool& missing) {
  const OpenFile file(path, O_NOFOLLOW);
  missing = file.error() == ENOENT || file.error() == ENOTDIR;
  if (!file.ok()) return false;
  struct stat st;
  if (sys_fstat(file.fd(), &st) != 0 || !is_trustworthy(st, uid)) return false;
  // One call suffices for a regular file of this size; a short read is a truncated policy and refused by adopt().
  const long size = sys_read(file.fd(), bytes_, sizeof bytes_);
  return size > 0 && adopt(static_cast<Size>(size));
}

void Policy::read(unsigned uid) {
  char path[64];
  bool missing = false;
  TextWriter(path, sizeof path).add("/run/user/").add_number(uid).add("/vectra-guard/policy");
  if (read_from(path, uid, missing) || !missing) return;
  TextWriter(path, sizeof path).add("/dev/shm/vectra-guard-").add_number(uid).add(".policy");
  read_from(path, uid, missing);
}

bool Policy::adopt(Size size) {
  flags_ = 0;
  names_size_ = 0;
  const auto& header = *reinterpret_cast<const PolicyHeader*>(bytes_);
  if (size < sizeof header || size > policy_limit) return false;
  if (!same_bytes(header.magic, policy_magic, sizeof header.magic) || header.abi != policy_abi) return false;
  if (header.size != size || (header.flags & ~policy_known_flags) != 0 || header.reserved != 0) return false;
  const Size names_size = size - sizeof header;
  if (names_size != 0 && bytes_[size - 1] != '\0') return false;
  flags_ = header.flags;
  names_size_ = names_size;
  return true;
}

bool Policy::asks_in(const char* directory) const {
  if ((flags_ & policy_ask_everything) != 0) return true;
  if (names_size_ == 0) return false;
  if (directory == nullptr) return true;
  const char* names = bytes_ + sizeof(PolicyHeader);
  for (Size at = 0; at < names_size_; at += length(names + at) + 1)
    if (names[at] == '/' && is_at_or_below(directory, names + at)) return true;
  return false;
}

}  // namespace vg::preload
