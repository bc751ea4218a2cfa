// SPDX-License-Identifier: Apache-2.0
#include "core/base/process_tree.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstdint>
#include <string_view>

#include "core/base/unique_fd.h"

namespace vg {
namespace {

constexpr std::size_t stat_limit = 4096;
constexpr std::size_t command_line_limit = 64 << 10;
constexpr std::size_t maps_limit = 4 << 20;
constexpr std::size_t argument_count = 4;
constexpr std::size_t ancestor_limit = 64;
constexpr std::string_view deleted_suffix = " (deleted)";

/// The directory of one process. While it is open nothing read through it is another process's: when this one ends and
/// its number passes on, reading fails with ESRCH. Source: proc(5); fs/proc/base.c, get_proc_task().
UniqueFd open_process(pid_t pid) {
  return UniqueFd(::open(("/proc/" + std::to_string(pid)).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

/// Whether the kernel gives a file of /proc in one piece: a short read is its end then.
enum class Pieces : std::uint8_t { one, many };

/// At most `limit` bytes from the start of a file of the process, or nullopt.
std::optional<std::string> read_prefix(const UniqueFd& process, const char* file, std::size_t limit, Pieces pieces) {
  const UniqueFd fd(::openat(process.get(), file, O_RDONLY | O_CLOEXEC | O_NOCTTY));
  if (!fd) return std::nullopt;
  std::string content;
  std::array<char, 4096> buffer;
  while (content.size() < limit) {
    const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return std::nullopt;
    if (n == 0) break;
    content.append(buffer.data(), static_cast<std::size_t>(n));
    if (pieces == Pieces::one && static_cast<std::size_t>(n) < buffer.size()) break;
  }
  if (content.size() > limit) content.resize(limit);
  return content;
}

/// The numeric fields of /proc/PID/stat behind the name, by their number in proc(5).
class StatFields {
 public:
  explicit StatFields(std::string_view text) : text_(text) {}

  /// In: fields in ascending order only.
  std::optional<std::int64_t> field(int number) {
    std::string_view word;
    for (; next_ <= number; ++next_) {
      const std::size_t start = text_.find_first_not_of(' ');
      if (start == std::string_view::npos) return std::nullopt;
      text_.remove_prefix(start);
      word = text_.substr(0, text_.find_first_of(" \n"));
      text_.remove_prefix(word.size());
    }
    std::int64_t value = 0;
    const auto [rest, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || rest != word.data() + word.size() || word.empty()) return std::nullopt;
    return value;
  }

 private:
  std::string_view text_;
  int next_ = 3;
};

/// Fills what /proc/PID/stat says. The name may hold parentheses, blanks and newlines; only digits, blanks and a state
/// letter follow it, so the last parenthesis ends it.
bool read_stat(const UniqueFd& process, pid_t pid, ProcessFacts& facts) {
  const auto text = read_prefix(process, "stat", stat_limit, Pieces::one);
  if (!text) return false;
  const std::size_t open = text->find('(');
  const std::size_t close = text->rfind(')');
  if (open == std::string::npos || close == std::string::npos || close < open) return false;
  facts.name = text->substr(open + 1, close - open - 1);

  StatFields fields(std::string_view(*text).substr(close + 1));
  const auto parent = fields.field(4);
  const auto session = fields.field(6);
  const auto terminal = fields.field(7);
  const auto start_time = fields.field(22);
  if (!parent || !session || !terminal || !start_time) return false;
  facts.id = {pid, static_cast<std::uint64_t>(*start_time)};
  facts.parent = static_cast<pid_t>(*parent);
  facts.session = static_cast<pid_t>(*session);
  facts.terminal = static_cast<int>(*terminal);
  return true;
}

std::string read_executable(const UniqueFd& process) {
  std::array<char, PATH_MAX + 1> buffer;
  const ssize_t n = ::readlinkat(process.get(), "exe", buffer.data(), buffer.size());
  if (n <= 0) return {};
  std::string target(buffer.data(), static_cast<std::size_t>(n));
  // A program that was updated while it runs must still be recognised by its name.
  if (target.ends_with(deleted_suffix)) target.resize(target.size() - deleted_suffix.size());
  return target;
}

std::vector<std::string> read_arguments(const UniqueFd& process) {
  std::vector<std::string> arguments;
  const auto text = read_prefix(process, "cmdline", command_line_limit, Pieces::one);
  if (!text) return arguments;
  std::string_view rest = *text;
  while (!rest.empty() && arguments.size() < argument_count) {
    const std::size_t end = rest.find('\0');
    arguments.emplace_back(rest.substr(0, end));
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return arguments;
}

/// Whether a mapped file is called libvg.so or libvg.so.N, replaced on disk or not.
bool maps_shim(const UniqueFd& process) {
  constexpr std::string_view name = "/libvg.so";
  const auto text = read_prefix(process, "maps", maps_limit, Pieces::many);
  if (!text) return false;
  for (std::size_t at = text->find(name); at != std::string::npos; at = text->find(name, at + 1)) {
    std::string_view rest = std::string_view(*text).substr(at + name.size());
    rest = rest.substr(0, rest.find('\n'));
    if (rest.ends_with(deleted_suffix)) rest.remove_suffix(deleted_suffix.size());
    if (rest.starts_with('.')) rest.remove_prefix(1);
    if (rest.find_first_not_of("0123456789.") == std::string_view::npos) return true;
  }
  return false;
}

/// `wants_shim`: whether to look for it in the process of these facts. A list of mappings is long, and the kernel
/// writes it anew for each reader.
template <typename WantsShim>
std::optional<ProcessFacts> read_facts(pid_t pid, const WantsShim& wants_shim) {
  if (pid <= 0) return std::nullopt;
  const UniqueFd process = open_process(pid);
  if (!process) return std::nullopt;
  ProcessFacts facts;
  if (!read_stat(process, pid, facts)) return std::nullopt;
  facts.executable = read_executable(process);
  facts.arguments = read_arguments(process);
  facts.has_shim = wants_shim(facts) && maps_shim(process);
  // What says nothing of itself may have ended meanwhile, or belong to the kernel or to somebody else.
  ProcessFacts again;
  if ((facts.executable.empty() || facts.arguments.empty()) && !read_stat(process, pid, again)) return std::nullopt;
  return facts;
}

}  // namespace

std::optional<ProcessFacts> read_process(pid_t pid) {
  return read_facts(pid, [](const ProcessFacts&) { return true; });
}

std::vector<ProcessFacts> ancestry_of(pid_t pid) {
  std::vector<ProcessFacts> chain;
  bool at_or_above_leader = false;
  while (chain.size() < ancestor_limit) {
    const auto wants_shim = [&](const ProcessFacts& facts) {
      const ProcessFacts& first = chain.empty() ? facts : chain.front();
      at_or_above_leader = at_or_above_leader || facts.id.pid == first.session;
      return first.terminal != 0 && at_or_above_leader;
    };
    auto facts = read_facts(pid, wants_shim);
    if (!facts) break;
    // A parent cannot be younger than its child: the number was reused after the parent died.
    if (!chain.empty() && facts->id.start_time > chain.back().id.start_time) break;
    pid = facts->parent;
    chain.push_back(std::move(*facts));
  }
  return chain;
}

ProcessId own_process_id() {
  ProcessFacts facts;
  const pid_t pid = ::getpid();
  const UniqueFd process = open_process(pid);
  if (!process || !read_stat(process, pid, facts)) return {pid, 0};
  return facts.id;
}

}  // namespace vg
