// SPDX-License-Identifier: Apache-2.0
#include "core/config/layer.h"

#include <array>

#include "core/base/rule_packs.h"
#include "core/base/text.h"
#include "core/config/loader.h"
#include "core/config/rule_fields.h"

namespace vg {
namespace {

using Kind = YamlNode::Kind;

constexpr std::array<std::string_view, 3> mount_fields{"host_path", "container_path", "read_only"};

/// What a node is, for messages.
std::string kind_text(const YamlNode& node) {
  switch (node.kind) {
    case Kind::null: return "nothing";
    case Kind::scalar: return "'" + visible(shortened(node.text, 64)) + "'";
    case Kind::sequence: return "a list";
    case Kind::mapping: return "a mapping";
  }
  return {};
}

class Reader {
 public:
  explicit Reader(std::string_view name) : name_(name) {}

  Result<Layer> read(const YamlNode& root) const {
    Layer layer;
    if (root.kind == Kind::null) return layer;
    if (root.kind != Kind::mapping) return wrong(root, "must hold sections such as 'sandbox:', not " + kind_text(root));
    for (std::size_t i = 0; i < root.children.size(); i += 2)
      VG_CHECK(read_section(root.children[i], root.children[i + 1], layer));
    return layer;
  }

 private:
  tl::unexpected<Error> wrong(const YamlNode& node, std::string what) const {
    return fail(std::move(what), yaml_place(name_, node.line, node.column));
  }

  Result<void> read_section(const YamlNode& key, const YamlNode& section, Layer& layer) const {
    if (!is_section(key.text)) return wrong(key, unknown_key("", key.text));
    if (section.kind == Kind::null) return {};
    if (section.kind != Kind::mapping) {
      return wrong(section, "'" + key.text + "' is a section and holds keys such as '" +
                                std::string(names_in(key.text).front()) + "', not " + kind_text(section));
    }
    for (std::size_t i = 0; i < section.children.size(); i += 2) {
      const YamlNode& name = section.children[i];
      const KeyRow* row = find_key(key.text + "." + name.text);
      if (row == nullptr) return wrong(name, unknown_key(key.text, name.text));
      VG_CHECK(read_key(*row, name, section.children[i + 1], layer));
    }
    return {};
  }

  Result<void> read_key(const KeyRow& row, const YamlNode& name, const YamlNode& node, Layer& layer) const {
    // A list whose items are all commented out is empty; a single value that was left out is a mistake.
    if (node.kind == Kind::null && has_entries(row.type)) return {};
    if (node.kind == Kind::null) return wrong(name, wrong_kind(row, "nothing"));
    Value value = VG_TRY(row.type == ValueType::bind_mounts ? read_mounts(row, node)
                         : row.type == ValueType::rules     ? read_rule_list(row, node)
                         : row.type == ValueType::packs     ? read_packs(row, node)
                         : is_list(row.type)                ? read_list(row, node)
                                                            : read_scalar(row, node));
    layer.push_back({&row, std::move(value), visible(name_) + ":" + std::to_string(name.line)});
    return {};
  }

  Result<Value> read_scalar(const KeyRow& row, const YamlNode& node) const {
    const bool is_text = row.type == ValueType::choice || row.type == ValueType::image || row.type == ValueType::path;
    if (node.kind != Kind::scalar) return wrong(node, wrong_kind(row, kind_text(node)));
    if (node.quoted && row.type == ValueType::boolean)
      return wrong(node, wrong_value(row, node.text) + ": write it without quotes");
    if (node.quoted && !is_text && node.text.empty()) return wrong(node, wrong_value(row, ""));
    auto value = parse_value(row, node.text);
    if (!value) return wrong(node, value.error().what);
    return value;
  }

  static std::string item_problem(const KeyRow& row, const YamlNode& item) {
    const std::string problem = item.kind == Kind::scalar ? problem_of_item(row.type, item.text) : std::string();
    return problem.empty() ? wrong_kind(row, kind_text(item)) : "'" + std::string(row.key) + "': " + problem;
  }

  Result<Value> read_list(const KeyRow& row, const YamlNode& node) const {
    if (node.kind != Kind::sequence) return wrong(node, wrong_kind(row, kind_text(node)));
    std::vector<std::string> items;
    for (const YamlNode& item : node.children) {
      if (item.kind != Kind::scalar || !is_valid_item(row.type, item.text)) return wrong(item, item_problem(row, item));
      items.push_back(item.text);
    }
    return Value(std::move(items));
  }

  Result<Value> read_rule_list(const KeyRow& row, const YamlNode& node) const {
    if (node.kind != Kind::sequence) return wrong(node, wrong_kind(row, kind_text(node)));
    return Value(VG_TRY(read_rules(node, name_)));
  }

  Result<Value> read_packs(const KeyRow& row, const YamlNode& node) const {
    if (node.kind != Kind::mapping) return wrong(node, wrong_kind(row, kind_text(node)));
    std::vector<PackSwitch> packs;
    for (std::size_t i = 0; i < node.children.size(); i += 2) {
      const YamlNode& name = node.children[i];
      const YamlNode& state = node.children[i + 1];
      const PackRow* pack = find_pack(name.text);
      if (pack == nullptr) return wrong(name, unknown_pack(name.text));
      if (state.kind != Kind::scalar || (state.text != "on" && state.text != "off"))
        return wrong(state, "pack '" + name.text + "' must be on or off, not " + kind_text(state));
      if (state.text == "off" && !pack->needed_for.empty())
        return wrong(state, "pack '" + name.text + "' cannot be switched off: " + std::string(pack->needed_for));
      packs.push_back({name.text, state.text == "on"});
    }
    return Value(std::move(packs));
  }

  static std::string unknown_pack(std::string_view name) {
    std::vector<std::string_view> names;
    for (const PackRow& row : rule_packs) names.push_back(row.name);
    const PackRow* of_family = pack_of_family(name);  // 'k8s', as `vg rules list` shows it beside each rule
    const std::string_view nearest = of_family != nullptr ? of_family->name : nearest_name(name, names);
    return "unknown pack '" + visible(shortened(name, 64)) + "'" +
           (nearest.empty() ? std::string("; vg rules list shows them")
                            : ": did you mean '" + std::string(nearest) + "'?");
  }

  Result<Value> read_mounts(const KeyRow& row, const YamlNode& node) const {
    if (node.kind != Kind::sequence) return wrong(node, wrong_kind(row, kind_text(node)));
    std::vector<BindMount> mounts;
    for (const YamlNode& item : node.children) mounts.push_back(VG_TRY(read_mount(row, item)));
    return Value(std::move(mounts));
  }

  Result<BindMount> read_mount(const KeyRow& row, const YamlNode& node) const {
    if (node.kind != Kind::mapping) return wrong(node, wrong_kind(row, kind_text(node)));
    BindMount mount;
    for (std::size_t i = 0; i < node.children.size(); i += 2)
      VG_CHECK(read_mount_field(row, node.children[i], node.children[i + 1], mount));
    if (mount.host_path.empty() || mount.container_path.empty())
      return wrong(node, "an entry of '" + std::string(row.key) + "' needs host_path and container_path");
    return mount;
  }

  Result<void> read_mount_field(const KeyRow& row, const YamlNode& name, const YamlNode& node, BindMount& mount) const {
    const bool is_scalar = node.kind == Kind::scalar;
    if (name.text == "read_only") {
      if (!is_scalar || node.quoted || (node.text != "true" && node.text != "false"))
        return wrong(node, "'read_only' must be true or false, not " + kind_text(node));
      mount.read_only = node.text == "true";
      return {};
    }
    const bool is_host = name.text == "host_path";
    if (!is_host && name.text != "container_path") {
      const std::string_view nearest = nearest_name(name.text, {mount_fields.begin(), mount_fields.end()});
      return wrong(name, "unknown key '" + visible(shortened(name.text, 64)) + "' in '" + std::string(row.key) + "'" +
                             (nearest.empty() ? "" : ": did you mean '" + std::string(nearest) + "'?"));
    }
    if (!is_scalar || !is_valid_item(ValueType::paths, node.text) || (!is_host && node.text.front() != '/'))
      return wrong(node, "'" + name.text + "' must be " +
                             (is_host ? "a path that begins with / or ~/" : "an absolute path") + ", not " +
                             kind_text(node));
    (is_host ? mount.host_path : mount.container_path) = node.text;
    return {};
  }

  std::string_view name_;
};

}  // namespace

Result<Layer> read_layer(std::string_view text, std::string_view name) {
  const YamlNode root = VG_TRY(read_yaml(text, name));
  return Reader(name).read(root);
}

}  // namespace vg
