// SPDX-License-Identifier: Apache-2.0
#include "core/undo/regenerable.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>

namespace vg {
namespace {

struct RegenerableRow {
  std::string_view name;
  std::string_view beside;  ///< must lie beside it; empty: nothing
  std::string_view inside;  ///< must lie in it; empty: nothing
};

/// Names alone are not enough where people use them for work of their own ("build", "dist" are not here at all).
constexpr std::array<RegenerableRow, 20> rows{{{".gradle", "", ""},
                                               {".mypy_cache", "", ""},
                                               {".next", "package.json", ""},
                                               {".nox", "", ""},
                                               {".nuxt", "package.json", ""},
                                               {".parcel-cache", "", ""},
                                               {".pnpm-store", "", ""},
                                               {".pytest_cache", "", ""},
                                               {".ruff_cache", "", ""},
                                               {".svelte-kit", "package.json", ""},
                                               {".tox", "", ""},
                                               {".turbo", "", ""},
                                               {".venv", "", "pyvenv.cfg"},
                                               {"__pycache__", "", ""},
                                               {"bower_components", "bower.json", ""},
                                               {"env", "", "pyvenv.cfg"},
                                               {"node_modules", "package.json", ""},
                                               {"target", "Cargo.toml", "CACHEDIR.TAG"},
                                               {"target", "pom.xml", "classes"},
                                               {"venv", "", "pyvenv.cfg"}}};
static_assert(std::is_sorted(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.name < b.name; }));

bool holds(const RegenerableRow& row, const std::vector<std::string>& beside, int parent) {
  if (!row.beside.empty() && !std::binary_search(beside.begin(), beside.end(), row.beside)) return false;
  if (row.inside.empty()) return true;
  struct stat status {};
  const std::string path = std::string(row.name) + "/" + std::string(row.inside);
  return ::fstatat(parent, path.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
}

}  // namespace

bool is_regenerable(std::string_view name, const std::vector<std::string>& beside, int parent) {
  auto row =
      std::lower_bound(rows.begin(), rows.end(), name, [](const auto& a, std::string_view b) { return a.name < b; });
  for (; row != rows.end() && row->name == name; ++row)
    if (holds(*row, beside, parent)) return true;
  return false;
}

bool may_be_tracked(std::string_view index, std::string_view name) {
  if (index.empty()) return false;
  constexpr std::size_t version_at = 7;  // big-endian in bytes 4 to 7
  if (index.size() < 12 || !index.starts_with("DIRC") || (index[version_at] != 2 && index[version_at] != 3))
    return true;
  return index.find(std::string(name) + "/") != std::string_view::npos;
}

}  // namespace vg
