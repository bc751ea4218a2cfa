// SPDX-License-Identifier: Apache-2.0
#include "preload/program_identity.h"

#include "preload/open_file.h"

namespace vg::preload {
namespace {

/// The kernel follows at most five interpreters, each adds its path and one argument. Source: fs/exec.c, exec_binprm();
/// fs/binfmt_script.c
constexpr Size most_interpreter_words = 10;

bool is_script(const char* path) {
  const OpenFile file(path);
  char first[2];
  return file.ok() && file.read(first, sizeof first) == sizeof first && first[0] == '#' && first[1] == '!';
}

}  // namespace

Size find_script_index(const StartImage& image) {
  if (image.execfn == nullptr) return 0;
  for (Size i = 1; i < image.argc && i <= most_interpreter_words; ++i)
    if (equal(image.argv[i], image.execfn)) return i;
  return 0;
}

ProgramIdentity identify_program(const StartImage& image) {
  ProgramIdentity identity;
  struct stat running;
  struct stat named;
  const bool has_running = sys_fstatat(AT_FDCWD, "/proc/self/exe", &running, 0) == 0;
  const bool has_named = image.execfn != nullptr && sys_fstatat(AT_FDCWD, image.execfn, &named, 0) == 0;
  const bool same = has_running && has_named && running.st_dev == named.st_dev && running.st_ino == named.st_ino;

  if (has_named && !same) {
    const Size index = find_script_index(image);
    const bool starts_with_it = image.argc > 0 && equal(image.argv[0], image.execfn);
    // `ld.so ./x ./x` looks like a script by its words alone; so does a binary where /proc is not mounted.
    if (index != 0 && (is_script(image.execfn) || (has_running && !starts_with_it))) {
      identity.kind = StartKind::interpreted;
      identity.script_index = index;
    } else if (has_running && starts_with_it) {
      identity.kind = StartKind::by_loader;
    }
  }
  const bool by_name = identity.kind == StartKind::interpreted || !has_running;
  identity.has_device = by_name ? has_named : true;
  if (identity.has_device) {
    identity.device = by_name ? named.st_dev : running.st_dev;
    identity.inode = by_name ? named.st_ino : running.st_ino;
  }
  identity.execfn_leads_here = has_named && (same || identity.kind != StartKind::binary || !has_running);
  return identity;
}

}  // namespace vg::preload
