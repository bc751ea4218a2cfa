// SPDX-License-Identifier: Apache-2.0
#include "core/run/mount_script.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "core/base/file.h"
#include "core/base/path.h"
#include "core/run/kernel_calls.h"
#include "core/run/mount_calls.h"

namespace vg {
namespace {

constexpr std::uint64_t inert = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;

bool is_mask(MountKind kind) {
  return kind == MountKind::empty_directory || kind == MountKind::empty_file;
}

/// The nearest tree of the guard's own that `target` lies in: the sandbox's /dev and /run, a scratch, or a step marked
/// owned.
std::string owner_of(const std::string& target, const std::vector<MountStep>& steps, std::size_t before) {
  std::string owner;
  const auto consider = [&](const std::string& path) {
    if (target != path && is_at_or_below(target, path) && path.size() >= owner.size()) owner = path;
  };
  consider("/dev");
  consider("/run");
  for (std::size_t i = 0; i < before; ++i)
    if (steps[i].owned || steps[i].kind == MountKind::scratch) consider(steps[i].target);
  return owner;
}

Result<void> create_source(const MountStep& step) {
  if (!step.create_source) return {};
  const std::string& path = step.kind == MountKind::bind ? step.source : step.target;  // a layer reads what it covers
  struct stat facts {};
  if (::lstat(path.c_str(), &facts) == 0) return {};
  auto made = make_directories(std::string(dir_name(path)), 0700);
  if (made && ::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) made = fail_errno("cannot create '" + path + "'");
  // Not by mkdir's mode, which the umask cuts: a private /tmp is 1777.
  if (made && ::chmod(path.c_str(), static_cast<mode_t>(step.mode)) != 0)
    made = fail_errno("cannot create '" + path + "'");
  return made || step.optional ? Result<void>() : made;
}

Follow follow_of(const MountStep& step) {
  if (step.itself) return Follow::itself;
  // What may be written is taken by its real name only: a link put there since the plan was made changes nothing.
  return step.read_only ? Follow::symlinks : Follow::no_symlinks;
}

int clone_read_only(const std::string& path, int& error) {
  const int mount = clone_tree(path.c_str(), Follow::no_symlinks);
  if (mount >= 0) error = change_mount(mount, inert | MOUNT_ATTR_RDONLY, 0);
  return mount;
}

bool is_directory(int descriptor) {
  struct stat facts {};
  return ::fstat(descriptor, &facts) == 0 && S_ISDIR(facts.st_mode);
}

}  // namespace

Result<void> create_sources(const SandboxPlan& plan) {
  for (const MountStep& step : plan.mounts) VG_CHECK(create_source(step));
  return {};
}

Result<MountScript> MountScript::prepare(const SandboxPlan& plan, const LayerSet& layers) {
  MountScript script;
  for (const Layer& layer : layers.top_level()) script.layers_.emplace_back(&layer, -1);
  std::size_t layer = 0;
  script.steps_.reserve(plan.mounts.size());
  for (std::size_t i = 0; i < plan.mounts.size(); ++i) {
    const MountStep& step = plan.mounts[i];
    if (!step.target.starts_with('/')) return fail("cannot mount '" + step.target + "': not an absolute path");
    Step& prepared = script.steps_.emplace_back();
    prepared.plan = &step;
    prepared.owner = owner_of(step.target, plan.mounts, i);
    if (step.size_limit != 0) prepared.size = std::to_string(step.size_limit);
    std::snprintf(prepared.mode, sizeof prepared.mode, "%04o", static_cast<unsigned>(step.mode & 07777));
    if (step.kind == MountKind::layer || step.kind == MountKind::dropped_layer)
      prepared.layer = &layers.steps()[layer++];
    script.needs_blanks_ = script.needs_blanks_ || is_mask(step.kind);
  }
  return script;
}

int MountScript::open_source(Step& step) {
  const MountStep& plan = *step.plan;
  int error = 0;
  if (plan.kind == MountKind::bind) {
    step.mount = clone_tree(plan.source.c_str(), follow_of(plan));
    if (step.mount >= 0) error = change_mount(step.mount, inert | (plan.read_only ? MOUNT_ATTR_RDONLY : 0), 0);
  } else if (step.layer != nullptr) {
    step.mount = make_overlay(*step.layer);
    // Some file systems cannot lie below an overlay, or take its upper directory (NFS, FUSE, an overlay).
    if (step.mount < 0 && plan.optional && step.mount != -ENOENT) step.mount = clone_read_only(plan.target, error);
  } else if (plan.kind == MountKind::link) {
    step.mount = clone_read_only(plan.target, error);
  } else if (plan.kind == MountKind::scratch) {
    const FileSystemOption options[] = {
        {"mode", step.mode}, {step.size.empty() ? nullptr : "size", step.size.c_str()}, {nullptr, nullptr}};
    step.mount = make_file_system("tmpfs", options, inert | (plan.read_only ? MOUNT_ATTR_RDONLY : 0));
  } else {
    return 0;
  }
  if (step.mount < 0) error = -step.mount;
  step.is_skipped = plan.optional && (error == ENOENT || error == ENOTDIR || error == ELOOP || error == EACCES);
  return step.is_skipped ? 0 : error;
}

Failure MountScript::open_sources(void (*refused)(int, int, int), int report_socket) {
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const int error = open_source(steps_[i]);
    if (error != 0)
      return {steps_[i].layer != nullptr ? Stage::writable_layer : Stage::mount_sources, error, static_cast<int>(i)};
  }
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    layers_[i].second = make_overlay(*layers_[i].first);
    if (layers_[i].second < 0) refused(report_socket, static_cast<int>(i), -layers_[i].second);
  }
  return {};
}

Failure MountScript::attach_layers(int root) {
  for (const auto& [layer, mount] : layers_) {
    if (mount < 0) continue;
    if (const int error = attach_at(mount, root, layer->lower.c_str())) return {Stage::writable_layer, error};
    ::close(mount);
  }
  return {};
}

/// Makes the mount point for a step whose target does not exist, inside a tree of the guard's own. Its content may be
/// hostile (an earlier payload wrote it): no symlink is followed, nothing is replaced.
int MountScript::make_target(int root, const Step& step) {
  int directory = open_target(root, step.owner.c_str());
  if (directory < 0) return -directory;
  const char* rest = step.plan->target.c_str() + step.owner.size();
  int error = 0;
  while (error == 0 && *rest != '\0') {
    while (*rest == '/') ++rest;
    const std::size_t length = std::strcspn(rest, "/");
    char name[256];
    if (length >= sizeof name) error = ENAMETOOLONG;
    if (error != 0 || length == 0) break;
    std::memcpy(name, rest, length);
    name[length] = '\0';
    rest += length;
    const bool is_file = *rest == '\0' && step.mount >= 0 && !is_directory(step.mount);
    const int made = is_file ? ::openat(directory, name, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY | O_CLOEXEC, 0600)
                             : ::mkdirat(directory, name, 0755);
    if (made < 0 && errno != EEXIST) error = errno;
    if (made > 0) ::close(made);
    if (error != 0) break;
    const int next = open_resolved(directory, name, O_PATH, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
    error = next < 0 ? errno : 0;
    ::close(directory);
    directory = next;
  }
  if (error == 0) error = attach(step.mount, directory);
  close_if_open(directory);
  return error;
}

int MountScript::attach_mask(int root, const Step& step, const BlankTree& blanks) {
  const int target = open_target(root, step.plan->target.c_str());
  if (target < 0) return -target;
  const int mount = is_directory(target) ? blanks.directory() : blanks.file();
  const int error = mount < 0 ? -mount : attach(mount, target);
  close_if_open(mount);
  ::close(target);
  return error;
}

/// Read-only instead, where the kernel does not let a symlink be mounted.
int MountScript::attach_link(const Step& step, int root, const BlankTree& blanks) const {
  const int link = blanks.link(static_cast<std::size_t>(&step - steps_.data()));
  int error = link < 0 ? -link : attach_at(link, root, step.plan->target.c_str());
  close_if_open(link);
  if (error != 0) error = attach_at(step.mount, root, step.plan->target.c_str());
  ::close(step.mount);
  return error;
}

Failure MountScript::make_links(const BlankTree& blanks) const {
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (steps_[i].plan->kind != MountKind::link) continue;
    if (const int error = blanks.add_link(i, steps_[i].plan->source.c_str()))
      return {Stage::blank_tree, error, static_cast<int>(i)};
  }
  return {};
}

int MountScript::attach_step(const Step& step, int root, const BlankTree& blanks) const {
  if (step.is_skipped) return 0;
  int error = 0;
  if (is_mask(step.plan->kind)) {
    error = attach_mask(root, step, blanks);
  } else if (step.plan->kind == MountKind::link) {
    error = attach_link(step, root, blanks);
  } else {
    error =
        attach_at(step.mount, root, step.plan->target.c_str(), step.plan->itself ? Follow::itself : Follow::symlinks);
    if (error == ENOENT && !step.owner.empty()) error = make_target(root, step);
    ::close(step.mount);
  }
  // What the sandbox's user cannot even look up there needs no mask: root in it is nobody to other users' directories.
  const bool is_out_of_reach = is_mask(step.plan->kind) && error == EACCES;
  return step.plan->optional && (error == ENOENT || error == ENOTDIR || is_out_of_reach) ? 0 : error;
}

Failure MountScript::attach_steps(int root, const BlankTree& blanks) {
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (const int error = attach_step(steps_[i], root, blanks)) return {Stage::mounts, error, static_cast<int>(i)};
  }
  return {};
}

}  // namespace vg
