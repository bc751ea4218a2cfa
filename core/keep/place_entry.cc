// SPDX-License-Identifier: Apache-2.0
#include "core/keep/place_entry.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "core/base/digest.h"
#include "core/base/text.h"
#include "core/keep/layer_changes.h"
#include "core/keep/written_tree.h"

namespace vg {
namespace {

int rename_with(int directory, const std::string& from, const std::string& to, unsigned flags) {
  return ::renameat2(directory, from.c_str(), directory, to.c_str(), flags);
}

/// Some file systems (NFS) know neither flag: EINVAL.
int rename_to_new(int directory, const std::string& from, const std::string& to) {
  if (rename_with(directory, from, to, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL) return -1;
  if (state_at(directory, to).exists()) {
    errno = EEXIST;
    return -1;
  }
  return ::renameat(directory, from.c_str(), directory, to.c_str());
}

tl::unexpected<Error> cannot_write(const std::string& name) {
  return fail_errno("cannot write '" + visible(name) + "'");
}

}  // namespace

std::string temporary_name(const std::string& owner, const std::string& name) {
  return ".vg-" + to_hex(sha256(owner + '\0' + name)).substr(0, 24);
}

bool is_same_entry(const FileState& a, const FileState& b) {
  FileState renamed = b;
  renamed.changed = a.changed;
  return a == renamed;
}

void remove_entry(int directory, const std::string& name) {
  if (::unlinkat(directory, name.c_str(), 0) == 0 || errno == ENOENT) return;
  if (::unlinkat(directory, name.c_str(), AT_REMOVEDIR) == 0) return;
  remove_tree(descriptor_path(directory) + "/" + name);
}

Result<bool> put_in_place(int directory, const std::string& temporary, const std::string& name,
                          const FileState& expected) {
  if (!expected.exists()) {
    if (rename_to_new(directory, temporary, name) == 0) return true;
    const auto failed = cannot_write(name);
    remove_entry(directory, temporary);
    if (failed.value().errnum == EEXIST) return false;
    return failed;
  }
  if (rename_with(directory, temporary, name, RENAME_EXCHANGE) == 0) {
    const bool is_it = is_same_entry(expected, state_at(directory, temporary));
    // Back again: whoever put it there shall find it.
    if (!is_it) rename_with(directory, temporary, name, RENAME_EXCHANGE);
    remove_entry(directory, temporary);
    return is_it;
  }
  const bool is_gone = errno == ENOENT;
  const bool is_unknown = errno == EINVAL;
  auto failed = cannot_write(name);
  if (is_unknown && is_same_entry(expected, state_at(directory, name)) && !expected.is_directory()) {
    if (::renameat(directory, temporary.c_str(), directory, name.c_str()) == 0) return true;
    failed = cannot_write(name);
  }
  remove_entry(directory, temporary);
  if (is_gone) return false;
  return failed;
}

Result<bool> take_away(int directory, const std::string& temporary, const std::string& name,
                       const FileState& expected) {
  if (rename_to_new(directory, name, temporary) != 0) {
    if (errno == ENOENT) return false;
    return fail_errno("cannot remove '" + visible(name) + "'");
  }
  if (!is_same_entry(expected, state_at(directory, temporary))) {
    rename_to_new(directory, temporary, name);
    return false;
  }
  remove_entry(directory, temporary);
  return true;
}

}  // namespace vg
