// SPDX-License-Identifier: Apache-2.0
#include "core/config/layers.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include "core/base/path.h"
#include "core/base/text.h"
#include "core/config/layer.h"
#include "core/config/presets.h"
#include "core/config/project_trust.h"
#include "core/config/rule_fields.h"
#include "core/config/schema.h"
#include "core/config/source_file.h"
#include "core/config/tightening.h"

namespace vg {
namespace {

struct Slot {
  Held held;
  Origin origin = Origin::builtin;
  std::string place;
};

/// A layer on its way into the configuration.
struct Source {
  Origin origin = Origin::builtin;
  Layer layer;
  bool believed = false;  ///< may loosen
};

/// The values in force so far.
class Stack {
 public:
  Stack() {
    for (const KeyRow& row : config_keys()) slots_[index_of(row)].held.value = default_value(row);
  }

  void believe(const Source& source) {
    for (const LayerEntry& entry : source.layer)
      store(entry, source.origin, believed(*entry.row, held(entry), entry.value));
  }

  /// Takes over what is stricter. Out: the entries of which something waits.
  std::vector<LayerEntry> tighten(const Source& source) {
    const Level level = this->level();
    std::vector<LayerEntry> waiting;
    for (const LayerEntry& entry : source.layer) {
      Tightened step = tightened(*entry.row, held(entry), entry.value, level);
      if (step.waits) waiting.push_back(entry);
      if (step.held != held(entry)) store(entry, source.origin, std::move(step.held));
    }
    return waiting;
  }

  const Slot& slot(const KeyRow& row) const { return slots_[index_of(row)]; }

  Config config() const {
    Config config;
    for (const KeyRow& row : config_keys()) row.apply(config, slot(row).held.value);
    const Slot& guard = slot(*find_key("guard_level.level"));
    const Slot& mode = slot(*find_key("sandbox.mode"));
    const auto is_users = [](const Slot& slot) { return slot.origin == Origin::system || slot.origin == Origin::user; };
    config.guard_level_at_least = guard.held.at_least;
    config.guard_off_by_user = (config.guard_level == GuardLevel::off && is_users(guard)) ||
                               (config.sandbox.mode == Mode::never && is_users(mode));
    return config;
  }

  std::vector<Setting> settings() const {
    std::vector<Setting> out;
    for (const KeyRow& row : config_keys()) {
      const Slot& slot = this->slot(row);
      Setting setting{std::string(row.key), value_text(row, slot.held.value), slot.origin, slot.place, {}};
      if (std::holds_alternative<std::monostate>(slot.held.value)) setting.note = row.when_unset;
      if (slot.held.at_least != GuardLevel::off)
        setting.note = "at least " + std::string(name_in(guard_level_names, slot.held.at_least));
      out.push_back(std::move(setting));
    }
    return out;
  }

 private:
  const Held& held(const LayerEntry& entry) const { return slot(*entry.row).held; }

  Level level() const {
    return *value_in(level_names, std::get<std::string>(slot(*find_key("sandbox.security_level")).held.value));
  }

  void store(const LayerEntry& entry, Origin origin, Held held) {
    Slot& slot = slots_[index_of(*entry.row)];
    const bool joins = entry.row->layering == Layering::adds && !slot.place.empty();
    slot.held = std::move(held);
    slot.origin = origin;
    slot.place = joins ? slot.place + ", " + entry.place : entry.place;
  }

  std::array<Slot, key_count> slots_;
};

Result<std::optional<Source>> read_file_source(Origin origin, const std::string& path, WrittenBy writer, uid_t uid) {
  const auto file = VG_TRY(read_source_file(path, writer, uid));
  if (!file) return std::optional<Source>();
  return std::optional<Source>(Source{origin, VG_TRY(read_layer(file->text, path)), true});
}

Result<Source> read_preset(const std::string& name) {
  const Preset* preset = find_preset(name);
  if (preset == nullptr) {
    std::vector<std::string_view> names;
    for (const Preset& known : presets()) names.push_back(known.name);
    const std::string_view nearest = nearest_name(name, names);
    return fail("unknown preset '" + visible(shortened(name, 64)) + "'" +
                (nearest.empty() ? "" : ": did you mean '" + std::string(nearest) + "'?"));
  }
  return Source{Origin::preset, VG_TRY(read_layer(preset->text, "preset " + name)), false};
}

Result<Source> read_named_file(const std::string& path, uid_t uid) {
  const auto file = VG_TRY(read_source_file(path, WrittenBy::anybody, uid));
  if (!file) return fail("cannot open", path, ENOENT);
  // The presets may be installed as root's files; that does not make choosing one root's decision.
  const auto shipped = presets();
  const bool is_preset =
      std::any_of(shipped.begin(), shipped.end(), [&](const Preset& preset) { return preset.text == file->text; });
  return Source{Origin::file, VG_TRY(read_layer(file->text, path)), file->is_root_owned && !is_preset};
}

Result<Source> read_overrides(const std::vector<std::pair<std::string, std::string>>& overrides) {
  Source source{Origin::flag, {}, false};
  for (const auto& [key, text] : overrides) {
    const KeyRow* row = find_key(key);
    if (row == nullptr) return fail(unknown_key("", key), "command line");
    auto value = parse_value(*row, text);
    if (!value) return fail(value.error().what, "command line");
    const auto same =
        std::find_if(source.layer.begin(), source.layer.end(), [&](const auto& e) { return e.row == row; });
    if (same == source.layer.end()) {
      source.layer.push_back({row, std::move(*value), "command line"});
    } else if (is_list(row->type)) {
      std::get<std::vector<std::string>>(same->value).push_back(text);
    } else {
      same->value = std::move(*value);
    }
  }
  return source;
}

/// The sources of the command line, weakest first.
Result<std::vector<Source>> read_command_line(const ConfigSources& from) {
  std::vector<Source> sources;
  if (from.preset) sources.push_back(VG_TRY(read_preset(*from.preset)));
  if (from.file) sources.push_back(VG_TRY(read_named_file(*from.file, from.uid)));
  if (!from.overrides.empty()) sources.push_back(VG_TRY(read_overrides(from.overrides)));
  for (Source& source : sources) source.believed |= from.person;
  return sources;
}

std::string waiting_notice(const std::string& path, const std::vector<Setting>& settings) {
  constexpr std::size_t shown = 3;
  std::string text = visible(path) + " asks for ";
  for (std::size_t i = 0; i < std::min(settings.size(), shown); ++i) text += (i == 0 ? "" : ", ") + settings[i].key;
  if (settings.size() > shown) text += " and " + std::to_string(settings.size() - shown) + " more";
  return text + ", which would loosen the policy: read it, then run `vg config trust`";
}

Error loosening_refused(const LayerEntry& entry, const Slot& in_force) {
  std::string now = value_text(*entry.row, in_force.held.value);
  if (now.empty()) now = entry.row->when_unset;
  if (now.empty()) now = "not set";
  return {"'" + std::string(entry.row->key) + ": " + value_text(*entry.row, entry.value) +
              "' would loosen the policy (in force: " + now + "); only a person at a terminal may do that",
          entry.place, 0};
}

/// Leaves out what a believed source of the command line has set; lists that only grow meet there all the same.
Layer without_keys_of(const Layer& layer, const std::vector<Source>& sources) {
  Layer kept;
  for (const LayerEntry& entry : layer) {
    const auto sets_it = [&](const Source& source) {
      return source.believed && std::any_of(source.layer.begin(), source.layer.end(),
                                            [&](const LayerEntry& other) { return other.row == entry.row; });
    };
    if (entry.row->layering == Layering::adds || std::none_of(sources.begin(), sources.end(), sets_it))
      kept.push_back(entry);
  }
  return kept;
}

Result<void> add_files(const ConfigSources& from, Stack& stack, Source& project, LoadedConfig& loaded) {
  for (const auto& [origin, path] : {std::pair(Origin::system, from.system_file), {Origin::user, from.user_file}}) {
    if (path.empty()) continue;
    if (auto source = VG_TRY(read_file_source(origin, path, WrittenBy::user_or_root, from.uid))) stack.believe(*source);
  }
  loaded.project_file = VG_TRY(find_project_file(from.start_directory));
  if (loaded.project_file.empty()) return {};
  auto file = VG_TRY(read_source_file(loaded.project_file, WrittenBy::anybody, from.uid));
  if (!file) return {};  // removed a moment ago
  project = {Origin::project, VG_TRY(read_layer(file->text, loaded.project_file)), false};
  loaded.project_is_trusted = ProjectTrust(from.trust_directory).is_trusted(loaded.project_file, file->text);
  project.believed = loaded.project_is_trusted;
  loaded.project_text = std::move(file->text);
  return {};
}

}  // namespace

Result<LoadedConfig> load_config(const ConfigSources& from) {
  LoadedConfig loaded;
  Stack stack;
  Source project;
  VG_CHECK(add_files(from, stack, project, loaded));
  const std::vector<Source> command_line = VG_TRY(read_command_line(from));

  if (project.believed) stack.believe(project);
  for (const Source& source : command_line)
    if (source.believed) stack.believe(source);
  // After the flags, although they are the stronger layer: a person's `--level paranoid` brings its own network mode,
  // and no project may have set a looser one before.
  if (!project.believed) {
    project.layer = without_keys_of(project.layer, command_line);
    for (const LayerEntry& entry : stack.tighten(project))
      loaded.waiting.push_back(
          {std::string(entry.row->key), value_text(*entry.row, entry.value), Origin::project, entry.place, {}});
  }
  for (const Source& source : command_line) {
    if (source.believed) continue;
    const std::vector<LayerEntry> refused = stack.tighten(source);
    if (!refused.empty())
      return tl::unexpected<Error>(loosening_refused(refused.front(), stack.slot(*refused.front().row)));
  }
  if (from.raise_guard_level) {
    const std::string level(name_in(guard_level_names, *from.raise_guard_level));
    stack.tighten({Origin::flag, {{find_key("guard_level.level"), level, "command line"}}, false});
  }

  if (!loaded.waiting.empty())
    loaded.notices.push_back(waiting_notice(display_path(loaded.project_file, from.home), loaded.waiting));
  loaded.config = stack.config();
  VG_CHECK(check_rule_ids(loaded.config.policies.rules));
  loaded.settings = stack.settings();
  return loaded;
}

}  // namespace vg
