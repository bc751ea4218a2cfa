// SPDX-License-Identifier: Apache-2.0
/// From files and flags to the configuration in force: built-in < system < user < project < command line.
#pragma once

#include <unistd.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/enum_names.h"
#include "core/base/result.h"
#include "core/config/config.h"

namespace vg {

/// Which layer a value comes from, weakest first.
enum class Origin : std::uint8_t { builtin, system, user, project, preset, file, flag };
inline constexpr EnumNames<Origin, 7> origin_names{{{Origin::builtin, "built-in"},
                                                    {Origin::system, "system"},
                                                    {Origin::user, "user"},
                                                    {Origin::project, "project"},
                                                    {Origin::preset, "preset"},
                                                    {Origin::file, "file"},
                                                    {Origin::flag, "flag"}}};
static_assert(is_complete(origin_names));

struct ConfigSources {
  std::string system_file;            ///< may not exist
  std::string user_file;              ///< may not exist
  std::string start_directory;        ///< absolute; the project file is looked for here and above; empty: none
  std::optional<std::string> preset;  ///< --preset
  std::optional<std::string> file;    ///< --config; must exist
  std::vector<std::pair<std::string, std::string>> overrides;  ///< "sandbox.mode", "always"; repeated keys make a list
  std::optional<GuardLevel> raise_guard_level;                 ///< at least this strict, whatever else is set
  bool person = false;                                         ///< whether a person asks, who may loosen (PRODUCT 3.3)
  std::string home;                                            ///< for messages
  std::string trust_directory;                                 ///< STATE/config-trust
  uid_t uid = ::geteuid();
};

/// One key with the value in force.
struct Setting {
  std::string key;
  std::string value;  ///< as YAML on one line; empty where unset
  Origin origin = Origin::builtin;
  std::string place;  ///< "FILE:LINE", several with ", " where lists were joined; empty for built-in
  std::string note;   ///< what the value does not say: "at least high", "from the security level"
};

struct LoadedConfig {
  Config config;
  std::vector<Setting> settings;     ///< one per key, in the order of config_keys()
  std::vector<std::string> notices;  ///< one line each, for the user
  std::string project_file;          ///< empty: none
  bool project_is_trusted = false;
  std::string project_text;      ///< what was read and judged, for ProjectTrust::trust
  std::vector<Setting> waiting;  ///< what the project file asks for and does not get until a person trusts it
};

/// Reads every layer. A project file that is not trusted only tightens; what it would loosen waits (`waiting`, and one
/// notice). Command-line sources tighten for anybody and loosen for a person or from a root-owned --config file.
/// Errors: any unreadable or wrong file or value ("FILE:LINE:COLUMN"), a loosening flag without a person (errnum
/// EPERM).
Result<LoadedConfig> load_config(const ConfigSources& sources);

}  // namespace vg
