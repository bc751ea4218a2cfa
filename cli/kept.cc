// SPDX-License-Identifier: Apache-2.0
#include "cli/kept.h"

#include <cstdio>
#include <ctime>

#include "core/base/path.h"
#include "core/base/text.h"

namespace vg::cli {

KeptRuns kept_runs(const StatePaths& paths) {
  return KeptRuns(join_path(paths.state, "layers"));
}

std::string local_time(std::int64_t nanoseconds) {
  const std::time_t seconds = static_cast<std::time_t>(nanoseconds / 1'000'000'000);
  std::tm parts{};
  char text[32];
  if (::localtime_r(&seconds, &parts) == nullptr) return "?";
  return {text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts)};
}

std::string size_text(std::uint64_t bytes) {
  if (bytes < 1024) return std::to_string(bytes) + " B";
  constexpr const char* units[] = {"KB", "MB", "GB", "TB"};
  double value = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  for (; value >= 1024 && unit < 3; ++unit) value /= 1024;
  char text[32];
  std::snprintf(text, sizeof text, value < 10 ? "%.1f %s" : "%.0f %s", value, units[unit]);
  return text;
}

std::string counted(std::uint64_t count, std::string_view thing) {
  return std::to_string(count) + " " + std::string(thing) + (count == 1 ? "" : "s");
}

std::vector<std::string> paths_from(const Arguments& arguments, std::size_t first, const std::string& directory) {
  std::vector<std::string> paths;
  const auto& operands = arguments.positionals();
  for (std::size_t i = first; i < operands.size(); ++i)
    paths.push_back(normalize_path(operands[i], directory.empty() ? "/" : directory));
  return paths;
}

void write_path(JsonWriter& json, std::string_view name, const std::string& path) {
  json.field(name, path);
  if (first_invalid_utf8(path) == path.size()) return;
  std::string hex;
  for (const char c : path) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", static_cast<unsigned char>(c));
    hex += digits;
  }
  json.field(std::string(name) + "_hex", hex);
}

int refuse_nobody(const Requester& requester, std::string_view act) {
  report({std::string(act) + " is a person's: " + requester.why_not, "", 0}, refused_status);
  std::fputs("   Run it in a terminal of your own, outside agents, editors and guarded programs.\n", stderr);
  return refused_status;
}

}  // namespace vg::cli
