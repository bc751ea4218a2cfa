// SPDX-License-Identifier: Apache-2.0
#include "core/config/project_trust.h"

#include <dirent.h>

#include <cerrno>
#include <climits>
#include <memory>
#include <vector>

#include "core/base/digest.h"
#include "core/base/file.h"
#include "core/base/path.h"

namespace vg {
namespace {

constexpr std::size_t record_limit = PATH_MAX + 1;

/// A path holds no NUL, so no other pair of path and content gives the same text.
std::string record_name(const std::string& path, std::string_view content) {
  std::string text = path;
  text += '\0';
  text += content;
  return to_hex(sha256(text));
}

std::string record_text(const std::string& path) {
  return path + "\n";
}

Result<std::vector<std::string>> names_in_directory(const std::string& directory) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(directory.c_str()), ::closedir);
  if (!entries && errno == ENOENT) return names;
  if (!entries) return fail_errno("cannot read", directory);
  while (const dirent* entry = ::readdir(entries.get())) names.emplace_back(entry->d_name);
  return names;
}

}  // namespace

bool ProjectTrust::is_trusted(const std::string& path, std::string_view content) const {
  const auto record = read_file(join_path(directory_, record_name(path, content)), record_limit, Ownership::user);
  return record && *record == record_text(path);
}

Result<void> ProjectTrust::trust(const std::string& path, std::string_view content) const {
  VG_CHECK(make_private_directory(directory_));
  // Otherwise whoever can write the project could bring back an older version that was trusted once.
  VG_CHECK(revoke(path));
  return replace_file(join_path(directory_, record_name(path, content)), record_text(path), 0600);
}

Result<bool> ProjectTrust::revoke(const std::string& path) const {
  bool found = false;
  for (const std::string& name : VG_TRY(names_in_directory(directory_))) {
    const std::string record_path = join_path(directory_, name);
    const auto record = read_file(record_path, record_limit);
    if (!record || *record != record_text(path)) continue;
    VG_CHECK(remove_file(record_path));
    found = true;
  }
  return found;
}

}  // namespace vg
