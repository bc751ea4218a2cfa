// SPDX-License-Identifier: Apache-2.0
/// What the child of a runner reports to its supervisor: fixed-size messages over a close-on-exec socket.
#pragma once

#include <cstdint>
#include <string>

#include "core/base/enum_names.h"
#include "core/base/result.h"

namespace vg {

/// One step of setting up a sandbox, in the order of sandbox_child.cc. A failure names the step it happened in.
enum class Stage : std::uint32_t {
  namespaces,
  supervisor,
  identity,
  hostname,
  loopback,
  mount_sources,
  writable_layer,
  root_tree,
  blank_tree,
  devices,
  run_directory,
  processes,
  mounts,
  nested_namespaces,
  working_directory,
  limits,
  resource_limits,
  descriptors,
  capabilities,
  no_new_privileges,
  landlock,
  seccomp,
  egress,
  start,
};
inline constexpr EnumNames<Stage, 24> stage_names{{
    {Stage::namespaces, "namespaces"},
    {Stage::supervisor, "supervisor"},
    {Stage::identity, "user id map"},
    {Stage::hostname, "host name"},
    {Stage::loopback, "loopback interface"},
    {Stage::mount_sources, "mount source"},
    {Stage::writable_layer, "writable layer"},
    {Stage::root_tree, "read-only root"},
    {Stage::blank_tree, "masks"},
    {Stage::devices, "/dev"},
    {Stage::run_directory, "/run"},
    {Stage::processes, "/proc"},
    {Stage::mounts, "mount"},
    {Stage::nested_namespaces, "nested user namespaces"},
    {Stage::working_directory, "working directory"},
    {Stage::limits, "limits"},
    {Stage::resource_limits, "resource limits"},
    {Stage::descriptors, "descriptors"},
    {Stage::capabilities, "capabilities"},
    {Stage::no_new_privileges, "no_new_privs"},
    {Stage::landlock, "landlock"},
    {Stage::seccomp, "seccomp"},
    {Stage::egress, "network filter"},
    {Stage::start, "start"},
}};
static_assert(is_complete(stage_names));

struct Report {
  enum class Kind : std::uint32_t {
    stage_failed,   ///< value = errno, detail = index of the mount step, if any
    layer_refused,  ///< value = errno, detail = index of the top-level directory that stays read-only
    reopened,       ///< carries the file now behind standard descriptor `detail`, for its position
    process_view,   ///< carries a descriptor of the sandbox's /proc
    exec_failed,    ///< value = errno
    stopped,        ///< value = signal that stopped the payload
    ended,          ///< value = wait status of the payload
  };
  Kind kind = Kind::stage_failed;
  Stage stage = Stage::namespaces;
  std::int32_t value = 0;
  std::int32_t detail = -1;
};

/// Whether a sandbox's init sends such a message. Who speaks there may be anybody who got hold of its end: no number in
/// it is believed before.
bool is_plausible(const Report& report);

/// Why a step failed; converts to true if it did.
struct Failure {
  Stage stage = Stage::namespaces;
  int errnum = 0;
  int detail = -1;
  explicit operator bool() const { return errnum != 0; }
};

/// What a failing stage's system call stands for. `subject` names the mount step or path, may be empty.
/// Out: "cannot contain the command: STAGE 'SUBJECT': ERRNO TEXT", then a line with what a person can do.
Error stage_error(Stage stage, int errnum, const std::string& subject = {});

}  // namespace vg
