// SPDX-License-Identifier: Apache-2.0
/// What the judging stages may know about the file system. It comes with the Request, so that those stages stay pure
/// and their tests are tables.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/base/tree_search.h"

namespace vg {

struct FileFacts {
  bool is_directory = false;
  bool is_regular = false;
  bool is_executable = false;   ///< access(X_OK) for the effective user
  unsigned owner = 0;           ///< user id
  std::uint64_t inode = 0;      ///< with changed_ns: the same file, unchanged since. 0 where a view does not know
  std::int64_t changed_ns = 0;  ///< Unit: nanoseconds since the epoch; st_ctim, which no program can set back
};

class FileView {
 public:
  virtual ~FileView() = default;

  /// `path` (absolute) with every symlink followed; the part that does not exist is kept as written.
  /// In: not normalised, or "link/.." means the wrong directory: ".." leaves the one that a link leads to.
  /// Out: nullopt where it cannot be resolved (loop, permission, absurd depth): callers treat that as outside.
  virtual std::optional<std::string> resolve(const std::string& path) const = 0;
  /// Facts of the file behind `path`, symlinks followed; nullopt where there is none.
  virtual std::optional<FileFacts> facts(const std::string& path) const = 0;
  /// Whether the file behind `path` is owned by root, as is every directory above it, none writable by others.
  virtual bool is_system_owned(const std::string& path) const = 0;
  /// Content of a regular file of at most `limit` bytes.
  virtual Result<std::string> read(const std::string& path, std::size_t limit) const = 0;
  /// Whether a regular file begins with "#!"; nullopt where it cannot be read.
  virtual std::optional<bool> has_shebang(const std::string& path) const = 0;
  /// Names in a directory, sorted, without "." and ".."; empty where it cannot be read.
  virtual std::vector<std::string> list(const std::string& path) const = 0;
  /// What lies below `root` under a name that passes (tree_search.h).
  virtual TreeSearch search(const std::string& root, NameTest is_wanted) const = 0;
};

/// The real file system.
class HostFileView final : public FileView {
 public:
  std::optional<std::string> resolve(const std::string& path) const override;
  std::optional<FileFacts> facts(const std::string& path) const override;
  bool is_system_owned(const std::string& path) const override;
  Result<std::string> read(const std::string& path, std::size_t limit) const override;
  std::optional<bool> has_shebang(const std::string& path) const override;
  std::vector<std::string> list(const std::string& path) const override;
  TreeSearch search(const std::string& root, NameTest is_wanted) const override;
};

/// A table for tests: path → content, link target, or directory.
class FakeFileView final : public FileView {
 public:
  std::map<std::string, std::string> files;  ///< regular, executable where the path holds "/bin/"
  std::map<std::string, std::string> links;  ///< whole path → absolute target
  unsigned owner = 0;                        ///< of every file
  std::optional<std::string> resolve(const std::string& path) const override;
  std::optional<FileFacts> facts(const std::string& path) const override;
  bool is_system_owned(const std::string& path) const override;
  Result<std::string> read(const std::string& path, std::size_t limit) const override;
  std::optional<bool> has_shebang(const std::string& path) const override;
  std::vector<std::string> list(const std::string& path) const override;
  TreeSearch search(const std::string& root, NameTest is_wanted) const override;
};

}  // namespace vg
