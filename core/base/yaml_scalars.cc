// SPDX-License-Identifier: Apache-2.0
#include "core/base/yaml_scalars.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <exception>
#include <sstream>
#include <string>
#include <vector>

namespace vg {
namespace {

constexpr std::size_t deepest_brackets = 100;  // counted without looking at quotes and comments

/// Keeps the keys that lead to where the parser is.
class Visitor final : public YAML::EventHandler {
 public:
  explicit Visitor(const std::function<void(const YamlScalar&)>& visit) : visit_(visit) {}

  void OnDocumentStart(const YAML::Mark&) override { open_.clear(); }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override { scalar({}); }
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override { scalar({}); }
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string& value) override {
    scalar(value);
  }
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    enter(false);
  }
  void OnSequenceEnd() override { leave(); }
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
    enter(true);
  }
  void OnMapEnd() override { leave(); }

 private:
  struct Level {
    bool is_map = false;
    bool has_key = false;
    std::string key;  ///< of a sequence: the one it is the value of
  };

  std::string_view key_at(std::size_t back) const {
    return back < open_.size() ? std::string_view(open_[open_.size() - 1 - back].key) : std::string_view();
  }

  void scalar(const std::string& value) {
    Level* const top = open_.empty() ? nullptr : &open_.back();
    if (top != nullptr && top->is_map && !top->has_key) {
      top->key = value;
      top->has_key = true;
      return;
    }
    // An element of a sequence stands one level below the mapping that names it.
    const bool is_element = top != nullptr && !top->is_map;
    visit_({key_at(0), key_at(is_element ? 2 : 1), value});
    if (top != nullptr) top->has_key = false;
  }

  void enter(bool is_map) {
    // A mapping as a key has no name.
    const bool is_element = !open_.empty() && !open_.back().is_map;
    Level level{.is_map = is_map, .has_key = false, .key = std::string(key_at(0))};
    if (is_map && !is_element) level.key.clear();
    open_.push_back(std::move(level));
  }

  void leave() {
    open_.pop_back();
    if (!open_.empty()) open_.back().has_key = false;
  }

  const std::function<void(const YamlScalar&)>& visit_;
  std::vector<Level> open_;
};

bool is_too_deep(std::string_view text) {
  std::size_t depth = 0;
  for (const char c : text) {
    if (c == '[' || c == '{') ++depth;
    if ((c == ']' || c == '}') && depth > 0) --depth;
    if (depth > deepest_brackets) return true;
  }
  return false;
}

}  // namespace

Result<void> visit_yaml(std::string_view text, const std::function<void(const YamlScalar&)>& visit) {
  if (is_too_deep(text)) return fail("nested too deeply");
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    Visitor visitor(visit);
    while (parser.HandleNextDocument(visitor)) {
    }
    return {};
  } catch (const YAML::Exception& e) {
    return fail("line " + std::to_string(e.mark.line + 1) + ": " + e.msg);
  } catch (const std::exception& e) {
    return fail(e.what());
  }
}

}  // namespace vg
