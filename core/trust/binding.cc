// SPDX-License-Identifier: Apache-2.0
#include "core/trust/binding.h"

#include <algorithm>

#include "core/base/digest.h"
#include "core/base/path.h"
#include "core/base/text.h"
#include "core/trust/interpreters.h"

namespace vg {
namespace {

constexpr std::size_t most_directories = 8;
constexpr std::size_t most_files = 64;

/// Source: execvp(3): where PATH is not set.
constexpr std::string_view default_path = "/bin:/usr/bin";

class Binder {
 public:
  explicit Binder(const Command& command) : command_(command), request_(*command.request) {
    if (!request_.working_directory.empty()) directories_.push_back(request_.working_directory);
  }

  Result<Binding> bind() {
    if (command_.root == nullptr || !command_.problems.empty()) return fail("it was not fully understood");
    for (const Invocation& invocation : command_.invocations) VG_CHECK(bind_invocation(invocation));
    if (binding_.size() > most_files) return fail("it names too many programs and scripts");
    return std::move(binding_);
  }

 private:
  Result<void> bind_invocation(const Invocation& invocation) {
    for (const std::string_view wrapper : invocation.wrappers) VG_CHECK(bind_program(std::string(wrapper)));
    if (invocation.words.empty()) return {};
    const auto program = invocation.words.front().literal();
    if (!program) return fail("it runs a program whose name is only known when it runs");
    if (moves_by_wrapper(invocation)) directories_known_ = false;
    const bool is_first = &invocation == &command_.invocations.front();
    if (is_first && !request_.program.empty() && request_.is_argv())
      VG_CHECK(bind_path(request_.program));
    else
      VG_CHECK(bind_program(*program));
    VG_CHECK(bind_scripts(invocation));
    if (*program == "cd" || *program == "pushd" || *program == "popd") enter(invocation);
    return {};
  }

  /// `env -C DIR`, `sudo -D DIR`: what follows runs elsewhere.
  static bool moves_by_wrapper(const Invocation& invocation) {
    if (invocation.wrappers.empty() || invocation.node == nullptr) return false;
    for (const Word& word : invocation.node->words) {
      if (word.span.begin >= invocation.words.front().span.begin) break;
      const std::string text = word.literal_prefix();
      if (text.starts_with("-C") || text.starts_with("-D") || text.starts_with("--chdir")) return true;
    }
    return false;
  }

  Result<void> bind_scripts(const Invocation& invocation) {
    const NamedScripts scripts = VG_TRY(named_scripts(invocation));
    for (const std::string& file : scripts.files) {
      VG_CHECK(bind_path(file));
      if (scripts.searches_path && file.find('/') == std::string::npos) VG_CHECK(bind_program(file));
    }
    if (!scripts.reads_input) return {};
    for (const Redirection& redirection : invocation.redirections) {
      if (redirection.kind != RedirectionKind::read && redirection.kind != RedirectionKind::read_write) continue;
      const auto file = redirection.target.literal();
      if (!file) return fail("it runs a script whose name is only known when it runs");
      VG_CHECK(bind_path(*file));
    }
    return {};
  }

  /// After `cd DIR` a relative name may mean one in either directory (subshells, `||`): all are bound.
  void enter(const Invocation& invocation) {
    const auto target = invocation.words.size() == 2 ? invocation.words[1].literal() : std::nullopt;
    if (!target || target->empty() || target->front() == '-' || directories_.size() * 2 > most_directories) {
      directories_known_ = false;
      return;
    }
    const std::string place = expand(*target, invocation.words[1]);
    const std::vector<std::string> before = directories_;
    for (const std::string& directory : before) {
      std::string entered = normalize_path(place, directory);
      if (std::find(directories_.begin(), directories_.end(), entered) == directories_.end())
        directories_.push_back(std::move(entered));
    }
  }

  std::string expand(const std::string& text, const Word& word) const {
    return word.is_tilde() ? expand_tilde(text, request_.home) : text;
  }

  Result<void> need_directories() const {
    if (directories_known_ && !directories_.empty()) return {};
    return fail("it runs files of a directory that is only known when it runs");
  }

  /// In: a name as the command has it. Where it has no slash it is looked up on PATH, as execvp(3) does.
  Result<void> bind_program(const std::string& name) {
    if (name.find('/') != std::string::npos) return bind_path(name);
    const std::string_view path = request_.environment.get("PATH").value_or(default_path);
    const bool has_relative = path.empty() || path.front() != '/' || path.find("::") != std::string_view::npos ||
                              path.find(":.") != std::string_view::npos || path.back() == ':';
    if (has_relative) VG_CHECK(need_directories());
    bool found = false;
    std::string_view rest = path;
    for (bool more = true; more && !found;) {
      const std::size_t end = rest.find(':');
      more = end != std::string_view::npos;
      const std::string_view place = rest.substr(0, end);
      rest = more ? rest.substr(end + 1) : std::string_view{};
      if (!place.empty() && place.front() == '/') {
        found = VG_TRY(bind_if_program(join_path(place, name)));
        continue;
      }
      // A relative place may hold the program in one directory and not in another: the search goes on, all are bound.
      for (const std::string& directory : directories_) {
        const auto bound = bind_if_program(join_path(normalize_path(place, directory), name));
        if (!bound) return tl::unexpected<Error>(bound.error());
      }
    }
    if (!found) add({name, BoundBy::missing});
    return {};
  }

  Result<bool> bind_if_program(const std::string& path) {
    const auto facts = request_.files->facts(normalize_path(path, "/"));
    if (!facts || !facts->is_regular || !facts->is_executable) return false;
    VG_CHECK(bind_file(normalize_path(path, "/")));
    return true;
  }

  Result<void> bind_path(const std::string& name) {
    if (name.starts_with('~')) {
      if (name.size() > 1 && name[1] != '/') return fail("it runs files of another user's home");
      VG_CHECK(bind_file(expand_tilde(name, request_.home)));  // and, in case it was quoted, the file of that name
    }
    if (name.starts_with('/')) return bind_file(normalize_path(name, "/"));
    VG_CHECK(need_directories());
    for (const std::string& directory : directories_) VG_CHECK(bind_file(normalize_path(name, directory)));
    return {};
  }

  Result<void> bind_file(const std::string& path) {
    const FileView& files = *request_.files;
    const auto real = files.resolve(path);
    if (!real) return fail("'" + visible(path) + "' cannot be resolved");
    const auto facts = files.facts(*real);
    if (!facts || !facts->is_regular) {
      add({*real, BoundBy::missing});
    } else if (files.is_system_owned(*real)) {
      add({system_name(path, *real), BoundBy::system});
    } else if (const auto content = files.read(*real, script_limit)) {
      add({*real, BoundBy::content, to_hex(sha256(*content))});
    } else {
      add({*real, BoundBy::inode, {}, facts->inode, facts->changed_ns});
    }
    return {};
  }

  /// /usr/bin/python3 rather than /usr/bin/python3.11 where root alone decides what the link means, so that trust
  /// outlives an upgrade; the file itself where somebody else's link leads to it.
  std::string system_name(const std::string& path, const std::string& real) const {
    const auto directory = request_.files->resolve(std::string(dir_name(path)));
    if (!directory) return real;
    return request_.files->is_system_owned(*directory) ? join_path(*directory, base_name(path)) : real;
  }

  void add(BoundFile file) {
    if (std::find(binding_.begin(), binding_.end(), file) == binding_.end()) binding_.push_back(std::move(file));
  }

  const Command& command_;
  const Request& request_;
  std::vector<std::string> directories_;
  bool directories_known_ = true;
  Binding binding_;
};

}  // namespace

Result<Binding> bind_command(const Command& command) {
  return Binder(command).bind();
}

std::string binding_difference(const Binding& remembered, const Binding& now) {
  if (remembered == now) return {};
  for (const BoundFile& file : now) {
    const auto same_path = [&](const BoundFile& other) { return other.path == file.path; };
    const auto before = std::find_if(remembered.begin(), remembered.end(), same_path);
    if (before == remembered.end()) return "it would now run '" + visible(file.path) + "'";
    if (*before != file) return "'" + visible(file.path) + "' has changed since";
  }
  return "it no longer runs what it ran then";
}

}  // namespace vg
