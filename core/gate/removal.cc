// SPDX-License-Identifier: Apache-2.0
// rm: files of a project by their plain names, as configure scripts delete them hundreds of times.
#include "core/gate/judge.h"

namespace vg::gate_parts {
namespace {

using gate_text::contains;
using gate_text::equal;
using gate_text::is_digit;
using gate_text::is_letter;
using gate_text::is_listed;
using gate_text::starts_with;

bool is_at_or_below(const char* path, const char* directory) {
  if (!starts_with(path, directory)) return false;
  const char behind = path[gate_text::length(directory)];
  return behind == '\0' || behind == '/' || equal(directory, "/");
}

/// In: PATH. Its entries are compared as they are written, but for slashes at their ends.
bool is_on_path(const char* directory, const char* entries) {
  const Size size = gate_text::length(directory);
  for (const char* at = entries; at != nullptr && *at != '\0';) {
    // "/a/../b" and "/a//b" would have to be made plain first.
    Size end = 0;
    bool odd = false;
    for (; at[end] != '\0' && at[end] != ':'; ++end)
      odd = odd || starts_with(at + end, "//") || starts_with(at + end, "/./") || starts_with(at + end, "/..");
    if (odd) return true;
    const Size entry = end > 1 && at[end - 1] == '/' ? end - 1 : end;
    if (entry == size && starts_with(at, directory)) return true;
    at += end + (at[end] == ':' ? 1 : 0);
  }
  return false;
}

/// conftest.c, ./a.out: a file in the directory itself. Below it a link could lead anywhere.
bool is_plain_file(const char* word) {
  if (starts_with(word, "./")) word += 2;
  if (!is_letter(*word) && !is_digit(*word) && *word != '_') return false;
  for (; *word != '\0'; ++word) {
    const char one[2] = {*word, '\0'};
    if (!is_letter(*word) && !is_digit(*word) && !contains("._-+", one)) return false;
  }
  return true;
}

bool is_recursive(const char* w) {
  if (starts_with(w, "--r") || starts_with(w, "--no-p")) return true;
  return w[0] == '-' && w[1] != '-' && (contains(w, "r") || contains(w, "R"));
}

}  // namespace

bool is_project_directory(const Place& place) {
  const char* directory = place.directory;
  const char* home = place.home;
  if (directory == nullptr || directory[0] != '/' || home == nullptr || home[0] != '/') return false;
  // A home of users that have none, "/" or "/nonexistent", says nothing about where people keep their files.
  if (equal(home, "/") || is_at_or_below(home, directory)) return false;
  // Neither hidden directories nor anything in them: .git, ~/.config.
  if (contains(directory, "/.") || contains(directory, "//")) return false;
  if (is_listed("/home /opt /tmp /root", directory) ||
      (starts_with(directory, "/home/") && !contains(directory + 6, "/")))
    return false;
  if (is_listed("/bin* /boot* /dev* /etc* /lib* /proc* /run* /sbin* /snap* /sys* /usr* /var*", directory)) return false;
  return !is_on_path(directory, place.search_path);
}

GateAnswer judge_remove(Words words, const Place& place) {
  bool plain = true;
  for (Words word = words + 1; *word != nullptr; ++word) {
    if (is_recursive(*word)) return GateAnswer::refuse_unless_asked;
    plain = plain && (is_listed("-f -v -fv -vf --force --verbose", *word) || is_plain_file(*word));
  }
  return pass_if(plain && is_project_directory(place));
}

}  // namespace vg::gate_parts
