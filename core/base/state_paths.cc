// SPDX-License-Identifier: Apache-2.0
#include "core/base/state_paths.h"

#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstdlib>
#include <memory>

#include "core/base/file.h"
#include "core/base/path.h"

namespace vg {
namespace {

constexpr std::size_t passwd_limit = 4 << 20;

/// The home of `uid` in passwd(5) text, or empty.
std::string home_in_passwd(std::string_view text, uid_t uid) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    std::string_view fields[7];
    std::size_t count = 0;
    for (; count < 7; ++count) {
      const std::size_t colon = line.find(':');
      fields[count] = line.substr(0, colon);
      if (colon == std::string_view::npos) break;
      line.remove_prefix(colon + 1);
    }
    if (count < 5) continue;
    uid_t value = 0;
    const auto [rest, error] = std::from_chars(fields[2].data(), fields[2].data() + fields[2].size(), value);
    if (error == std::errc{} && rest == fields[2].data() + fields[2].size() && value == uid)
      return std::string(fields[5]);
  }
  return {};
}

/// The real name of a directory that is reached through links: judged paths are resolved, and walls take real names
/// only.
std::string resolved_directory(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), std::free);
  return real ? std::string(real.get()) : normalize_path(path, "/");
}

}  // namespace

StatePaths state_paths_below(const std::string& home, uid_t uid) {
  StatePaths paths;
  paths.uid = uid;
  paths.home = home;
  paths.state = join_path(home, ".vectra-guard");
  paths.runtime = join_path(paths.state, "run");
  paths.user_config = join_path(home, ".config/vectra-guard/config.yaml");
  paths.system_config = "/etc/vectra-guard/config.yaml";
  return paths;
}

Result<StatePaths> find_state_paths() {
  const uid_t uid = ::geteuid();
  const std::string passwd = VG_TRY(read_file("/etc/passwd", passwd_limit));
  const std::string home = home_in_passwd(passwd, uid);
  if (home.empty() || home.front() != '/')
    return fail("no home directory for user id " + std::to_string(uid), "/etc/passwd");
  StatePaths paths = state_paths_below(resolved_directory(home), uid);
  // The state may be a link as well (dotfile managers); what lies in it is reached by its real name only.
  paths.state = resolved_directory(paths.state);
  paths.runtime = join_path(paths.state, "run");
  const std::string run_user = "/run/user/" + std::to_string(uid);
  struct stat st {};
  if (::lstat(run_user.c_str(), &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == uid && (st.st_mode & 077) == 0)
    paths.runtime = run_user + "/vectra-guard";
  return paths;
}

Result<void> create_state_directories(const StatePaths& paths) {
  VG_CHECK(make_private_directory(paths.state));
  return make_private_directory(paths.runtime);
}

}  // namespace vg
