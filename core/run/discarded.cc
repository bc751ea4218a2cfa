// SPDX-License-Identifier: Apache-2.0
#include "core/run/discarded.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string_view>
#include <vector>

#include "core/base/digest.h"
#include "core/base/unique_fd.h"
#include "core/keep/written_tree.h"

namespace vg {
namespace {

constexpr std::string_view prefix = ".discarded-";

std::vector<std::string> discarded_in(const std::string& directory) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(directory.c_str()), ::closedir);
  while (const dirent* entry = entries ? ::readdir(entries.get()) : nullptr)
    if (std::string_view(entry->d_name).starts_with(prefix)) names.emplace_back(entry->d_name);
  return names;
}

}  // namespace

bool DiscardedLayers::take(const std::string& path) const {
  const std::string name = directory_ + "/" + std::string(prefix) + random_code(10);
  return ::rename(path.c_str(), name.c_str()) == 0;
}

bool DiscardedLayers::remove_some() const {
  const std::vector<std::string> names = discarded_in(directory_);
  return !names.empty() && remove_one_entry(directory_ + "/" + names.front());
}

void DiscardedLayers::keep_bounded() const {
  const std::vector<std::string> names = discarded_in(directory_);
  for (std::size_t i = static_cast<std::size_t>(most); i < names.size(); ++i) remove_tree(directory_ + "/" + names[i]);
}

}  // namespace vg
