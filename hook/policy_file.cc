// SPDX-License-Identifier: Apache-2.0
#include "hook/policy_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "core/base/file.h"
#include "core/base/path.h"
#include "preload/policy.h"

namespace vg::hook {
namespace {

std::string policy_path(const StatePaths& paths) {
  return join_path(paths.runtime, "policy");
}

std::string shared_memory_name(const StatePaths& paths) {
  return "/dev/shm/vectra-guard-" + std::to_string(paths.uid) + ".policy";
}

/// The second place of preload/policy.h; empty where the shim finds the first, or where `paths` are not those the user
/// id selects (a test must not plant a policy that every guarded process of the machine reads).
std::string shared_memory_path(const StatePaths& paths) {
  const auto selected = find_state_paths();
  if (!selected || selected->runtime != paths.runtime) return {};
  return shared_memory_name(paths);
}

bool is_below_run_user(const StatePaths& paths) {
  return is_at_or_below(paths.runtime, "/run/user/" + std::to_string(paths.uid));
}

struct PolicyFile {
  preload::PolicyHeader header{};  ///< all zero where there is no policy
  std::string content;
};

/// The file as the shim would believe it.
PolicyFile read_policy_file(const std::string& path) {
  PolicyFile file;
  auto content = read_file(path, preload::policy_limit, Ownership::user);
  if (!content || content->size() < sizeof file.header) return {};
  std::memcpy(&file.header, content->data(), sizeof file.header);
  const preload::PolicyHeader& header = file.header;
  if (std::memcmp(header.magic, preload::policy_magic, sizeof header.magic) != 0 || header.abi != preload::policy_abi ||
      header.size != content->size())
    return {};
  file.content = std::move(*content);
  return file;
}

Result<void> replace_where_different(const std::string& path, const CompiledPolicy& policy) {
  const PolicyFile present = read_policy_file(path);
  const std::uint64_t generation = present.header.generation;
  if (present.content == VG_TRY(policy_bytes(policy, generation))) return {};
  return replace_file(path, VG_TRY(policy_bytes(policy, generation + 1)), 0600);
}

}  // namespace

Result<std::string> policy_bytes(const CompiledPolicy& policy, std::uint64_t generation) {
  // In one order and once, so that the same directories are the same bytes.
  std::vector<std::string> directories = policy.directories;
  std::sort(directories.begin(), directories.end());
  directories.erase(std::unique(directories.begin(), directories.end()), directories.end());
  std::string names;
  for (const std::string& directory : directories) {
    if (directory.empty() || directory.front() != '/' || directory.find('\0') != std::string::npos)
      return fail("not an absolute directory for the policy: '" + directory + "'");
    names += directory;
    names += '\0';
  }
  preload::PolicyHeader header{};
  if (sizeof header + names.size() > preload::policy_limit) {
    header.flags |= preload::policy_ask_everything;
    // What fits is kept, so that the next writer, who starts from it, comes to the same end.
    names.resize(names.rfind('\0', preload::policy_limit - sizeof header - 1) + 1);
  }
  std::memcpy(header.magic, preload::policy_magic, sizeof header.magic);
  header.abi = preload::policy_abi;
  header.generation = generation;
  if (policy.ask_everything) header.flags |= preload::policy_ask_everything;
  if (policy.strict) header.flags |= preload::policy_strict;
  header.size = static_cast<unsigned>(sizeof header + names.size());
  return std::string(reinterpret_cast<const char*>(&header), sizeof header) + names;
}

Result<void> write_policy(const StatePaths& paths, const CompiledPolicy& policy) {
  if (!policy.ask_everything && !policy.strict && policy.directories.empty()) {
    VG_CHECK(remove_file(policy_path(paths)));
    // The usual case, at every start that is judged: nothing there, and no need to find out whose it would be.
    struct stat st {};
    if (::lstat(shared_memory_name(paths).c_str(), &st) != 0 && errno == ENOENT) return {};
    const std::string shared_memory = shared_memory_path(paths);
    return shared_memory.empty() ? Result<void>{} : remove_file(shared_memory);
  }
  const std::string shared_memory = shared_memory_path(paths);
  VG_CHECK(make_private_directory(paths.runtime));
  VG_CHECK(replace_where_different(policy_path(paths), policy));
  if (shared_memory.empty()) return {};
  if (is_below_run_user(paths)) return remove_file(shared_memory);
  return replace_where_different(shared_memory, policy);
}

CompiledPolicy read_policy(const StatePaths& paths) {
  const PolicyFile file = read_policy_file(policy_path(paths));
  CompiledPolicy policy;
  policy.ask_everything = (file.header.flags & preload::policy_ask_everything) != 0;
  policy.strict = (file.header.flags & preload::policy_strict) != 0;
  std::string_view names = file.content;
  names.remove_prefix(std::min(names.size(), sizeof file.header));
  for (std::size_t end = names.find('\0'); end != std::string_view::npos; end = names.find('\0')) {
    policy.directories.emplace_back(names.substr(0, end));
    names.remove_prefix(end + 1);
  }
  return policy;
}

std::string policy_problem(const StatePaths& paths) {
  for (const std::string& path : {policy_path(paths), shared_memory_path(paths)}) {
    struct stat st {};
    if (path.empty() || ::lstat(path.c_str(), &st) != 0) continue;
    if (read_policy_file(path).content.empty())
      return "'" + path + "' is not whole, not this user's, or open to others";
  }
  return {};
}

std::uint64_t policy_generation(const StatePaths& paths) {
  return read_policy_file(policy_path(paths)).header.generation;
}

}  // namespace vg::hook
