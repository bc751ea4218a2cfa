// SPDX-License-Identifier: Apache-2.0
/// What stands in where namespaces are refused.
#include <doctest/doctest.h>
#include <linux/audit.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>

#include "core/run/attribute_calls.h"
#include "core/run/filter_reach.h"
#include "core/run/path_access.h"
#include "core/run/put_back.h"
#include "core/run/seccomp_unshared.h"
#include "core/run/unshared_runner.h"
#include "tests/unit/scratch_directory.h"

namespace {

using namespace vg;

MountStep step(MountKind kind, const std::string& target, const std::string& source = {}, bool read_only = false) {
  MountStep out;
  out.kind = kind;
  out.target = target;
  out.source = source;
  out.read_only = read_only;
  return out;
}

PathAccess access_to(const PathRules& rules, const std::string& path) {
  PathAccess access = PathAccess::none;
  for (const PathRule& rule : rules.allowed)
    if (path == rule.path || path.starts_with(rule.path == "/" ? "/" : rule.path + "/"))
      access = std::max(access, rule.access);
  return access;
}

}  // namespace

TEST_CASE("the mount table as rules on paths") {
  const test::ScratchDirectory scratch;
  const std::string root = std::filesystem::canonical(scratch.path()).string();
  for (const char* name :
       {"/home/.ssh", "/home/.cargo/bin", "/home/notes", "/home/work/.git/hooks", "/home/other", "/tmp"})
    std::filesystem::create_directories(root + name);
  std::filesystem::create_directory_symlink(root + "/home/.ssh", root + "/home/link");
  SandboxPlan plan;
  plan.mounts = {step(MountKind::bind, "/tmp", root + "/tmp"),
                 step(MountKind::bind, root, root, true),
                 step(MountKind::empty_directory, root + "/home/link"),
                 step(MountKind::scratch, root + "/home/other"),
                 step(MountKind::bind, root + "/home/work", root + "/home/work"),
                 step(MountKind::layer, root + "/home/work/.git/hooks")};
  const auto rules = path_rules(plan);
  REQUIRE_MESSAGE(rules, rules.error().message());
  const struct {
    const char* path;
    PathAccess access;
  } cases[] = {
      {"/home/.ssh", PathAccess::none},
      {"/home/.ssh/id", PathAccess::none},
      {"/home/.cargo/bin/x", PathAccess::read},
      {"/home/notes", PathAccess::read},
      {"/home/other", PathAccess::none},
      {"/home/work/new", PathAccess::write},
      {"/home/not-there-yet", PathAccess::none},
      {"/home", PathAccess::none},
      {"/tmp/x", PathAccess::write},
  };
  for (const auto& one : cases) CHECK_MESSAGE(access_to(*rules, root + one.path) == one.access, one.path);
  CHECK(access_to(*rules, "/usr/bin/env") == PathAccess::read);
  CHECK(access_to(*rules, "/dev/null") == PathAccess::device);
  CHECK(access_to(*rules, "/dev/sda") == PathAccess::none);
  CHECK(access_to(*rules, "/run/docker.sock") == PathAccess::none);
  CHECK(rules->temporary_directory == root + "/tmp");
  CHECK(rules->put_back == std::vector<std::string>{root + "/home/work/.git/hooks"});
  // A later step covers an earlier one.
  plan.mounts.push_back(step(MountKind::bind, root + "/home", root + "/home", true));
  CHECK(access_to(*path_rules(plan), root + "/home/work/new") == PathAccess::read);
  CHECK(access_to(*path_rules(plan), root + "/home/.ssh") == PathAccess::read);
  // What is hidden in a tree that can be written, and what would have to be laid over.
  plan.mounts.push_back(step(MountKind::bind, root, root));
  plan.mounts.push_back(step(MountKind::empty_directory, root + "/home/.ssh"));
  CHECK(path_rules(plan).error().what == "'" + root + "/home/.ssh' cannot be hidden");
  plan.mounts = {step(MountKind::bind, root + "/home", root + "/tmp")};
  CHECK_FALSE(path_rules(plan));
}

TEST_CASE("the filter beside the baseline") {
#if defined(__x86_64__)
  constexpr std::uint32_t native = AUDIT_ARCH_X86_64;
#else
  constexpr std::uint32_t native = AUDIT_ARCH_AARCH64;
#endif
  for (const bool network : {false, true}) {
    const auto filter = unshared_filter(network);
    CHECK(filter.size() < BPF_MAXINSNS);
    CHECK(may_pass(filter, native, SYS_socket) == network);
    for (const AttributeCall& call : attribute_calls)
      if (call.number >= 0) CHECK_FALSE(may_pass(filter, native, static_cast<int>(call.number)));
    for (const int number : {SYS_shmget, SYS_mq_open, SYS_setxattr, SYS_fsetxattr, 463})
      CHECK_FALSE(may_pass(filter, native, number));
    for (const int number :
         {SYS_read, SYS_openat, SYS_execve, SYS_clone, SYS_socketpair, SYS_ioctl, SYS_prlimit64, SYS_connect})
      CHECK(may_pass(filter, native, number));
  }
}

TEST_CASE("which failures mean that namespaces are refused") {
  const struct {
    Stage stage;
    int errnum;
    bool refused;
  } cases[] = {
      {Stage::namespaces, EPERM, true},   {Stage::namespaces, ENOSYS, true},  {Stage::namespaces, EINVAL, true},
      {Stage::namespaces, ENOSPC, false}, {Stage::namespaces, ENOMEM, false}, {Stage::namespaces, EAGAIN, false},
      {Stage::namespaces, EUSERS, false}, {Stage::loopback, EPERM, true},     {Stage::processes, EPERM, true},
      {Stage::mounts, EPERM, false},      {Stage::start, EPERM, false},       {Stage::seccomp, EACCES, false}};
  for (const auto& one : cases) CHECK(are_namespaces_refused(one.stage, one.errnum) == one.refused);
}

TEST_CASE("which plans the second tier takes") {
  SandboxPlan plan;
  plan.level = Level::strict;
  CHECK_FALSE(unshared_problem(plan).empty());
  plan.level = Level::balanced;
  const bool has_landlock = unshared_problem(plan).empty();
  plan.limits.must_hold = true;
  CHECK_FALSE(unshared_problem(plan).empty());
  MESSAGE("Landlock is new enough: ", has_landlock);
}

TEST_CASE("entries that are put back") {
  const test::ScratchDirectory scratch;
  const std::string root = std::filesystem::canonical(scratch.path()).string();
  const std::string tree = root + "/t/hooks";
  std::filesystem::create_directories(tree);
  std::ofstream(tree + "/a") << "text";
  ::chmod((tree + "/a").c_str(), 0755);
  std::filesystem::create_symlink("a", tree + "/l");
  const auto put_back = PutBack::remember({tree, root + "/t/none"});
  REQUIRE(put_back);
  HeldFiles held(root + "/held");
  CHECK(put_back->finish(held).empty());
  std::filesystem::remove_all(root + "/t");
  std::filesystem::create_directories(root + "/elsewhere/hooks");
  std::filesystem::create_directory_symlink(root + "/elsewhere", root + "/t");
  std::ofstream(root + "/elsewhere/none") << "new";
  REQUIRE(put_back->finish(held).size() == 1);
  CHECK_FALSE(std::filesystem::is_symlink(root + "/t"));
  CHECK(std::filesystem::is_empty(root + "/elsewhere/hooks"));
  CHECK_FALSE(std::filesystem::exists(root + "/t/none"));
  struct stat facts {};
  REQUIRE(::stat((tree + "/a").c_str(), &facts) == 0);
  CHECK((facts.st_mode & 07777) == 0755);
  CHECK(std::filesystem::read_symlink(tree + "/l") == "a");
  CHECK(put_back->finish(held).empty());
  // Too much to remember.
  std::ofstream(tree + "/large") << std::string(17 << 20, 'x');
  CHECK_FALSE(PutBack::remember({tree}));
}
