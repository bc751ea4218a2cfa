// SPDX-License-Identifier: Apache-2.0
/// Configuration files of git, as far as a guard must read them. Source: git-config(1), "Syntax".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vg {

struct GitSetting {
  std::string section;     ///< lower case
  std::string subsection;  ///< as written, without quotes
  std::string name;        ///< lower case
  std::string value;
  bool has_value = true;  ///< false: the name alone, which means true

  std::string key() const;
  friend bool operator==(const GitSetting&, const GitSetting&) = default;
};

struct GitConfig {
  std::vector<GitSetting> settings;
  bool is_well_formed = true;  ///< false: git would refuse the file; `settings` holds what came before
};

GitConfig parse_git_config(std::string_view text);

/// What a contained command made of a configuration file, reconciled with what it was.
struct GitConfigMerge {
  std::optional<std::string> text;  ///< the new content; nullopt: nothing to write
  std::vector<std::string> held;    ///< keys whose change was not taken over
};

/// Takes over changes that name remotes, branches, submodules and the author; everything else stays as in `before`,
/// because git runs programs by it. `born`: there was nothing before, and the settings a new repository needs to be
/// read at all (format, bare, …) are taken over as well.
GitConfigMerge merge_git_config(std::string_view before, std::string_view after, bool born);

}  // namespace vg
