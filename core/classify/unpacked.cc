// SPDX-License-Identifier: Apache-2.0
// An archive that the line downloads, unpacks and then runs something of.
#include <algorithm>
#include <vector>

#include "core/base/path.h"
#include "core/classify/flows.h"
#include "core/classify/url.h"

namespace vg::rules {
namespace {

constexpr std::size_t most_starts = 256;

struct Unpacked {
  std::vector<std::string_view> places;  ///< directories, and beginnings of names

  void add(std::string_view place) {
    while (place.starts_with("./")) place.remove_prefix(2);
    while (place.ends_with('/')) place.remove_suffix(1);
    if (!place.empty() && place != "." && places.size() < 8) places.push_back(place);
  }
  bool hold(std::string_view path) const {
    while (path.starts_with("./")) path.remove_prefix(2);
    return std::any_of(places.begin(), places.end(), [&](std::string_view place) { return path.starts_with(place); });
  }
};

bool is_unpacking(const Start& start) {
  if (in_list("tar|gtar|bsdtar", start.name))
    return has_flag(start.args, "-x|--extract|--get") ||
           (start.args.size() > 1 && !start.args[1].is_option() &&
            start.args[1].text.find('x') != std::string_view::npos && start.args[1].text.size() < 8);
  if (start.name == "cpio") return has_flag(start.args, "-i|--extract");
  if (in_list("7z|7za|rar|unrar|ar", start.name)) return start.args.size() > 1 && start.args[1].text.starts_with('x');
  return in_list("unzip|bsdunzip|gunzip|unxz|bunzip2|unar|uncompress|unzstd|xz|gzip|jar", start.name);
}

/// "tool-1.2.tar.gz" → "tool": what unpacks out of it mostly begins so.
std::string_view stem_of(std::string_view name) {
  name = base_name(name);
  return name.substr(0, name.find_first_of("-_.?#0123456789"));
}

bool is_installer_name(std::string_view name) {
  for (const std::string_view begin : {"install", "setup", "configure", "bootstrap", "run.", "build.", "start."})
    if (name.starts_with(begin)) return true;
  return false;
}

/// The file `start` runs: the program itself, or the script of an interpreter.
std::string_view run_file(const Start& start) {
  if (start.by_path) return start.args[0].text;
  if (!is_interpreter(start.name) && start.name != "source" && start.name != ".") return {};
  for (std::size_t i = 1; i < start.args.size(); ++i) {
    if (in_list("-c|-e|-m", start.args[i].text)) return {};
    if (!start.args[i].is_option()) return start.args[i].text;
  }
  return {};
}

bool runs_unpacked(const Start& start, const Unpacked& unpacked, bool moved) {
  const std::string_view file = run_file(start);
  if (!file.empty() && !file.starts_with('/') && (unpacked.hold(file) || is_installer_name(base_name(file))))
    return true;
  if (file.starts_with('/') && unpacked.hold(file)) return true;
  if (!moved) return false;
  // Behind cd into what was unpacked: its scripts, its makefile.
  if (!file.empty() && !file.starts_with('/')) return true;
  return in_list("make|gmake|ninja|rake", start.name);
}

}  // namespace

void judge_unpacked(Judge& judge) {
  const std::vector<Start>& starts = judge.starts();
  if (starts.size() < 2 || starts.size() > most_starts) return;
  if (std::none_of(starts.begin(), starts.end(), is_unpacking)) return;
  Unpacked unpacked;
  std::string_view archive;                        ///< of the last download
  bool any = false, moved = false, fresh = false;  ///< fresh: the line made the directory it stands in
  std::vector<std::string_view> made;
  for (const Start& start : starts) {
    if (start.args.empty()) continue;
    if (any && runs_unpacked(start, unpacked, moved)) return judge.add("PS002", start);
    if (any && (start.name == "cd" || start.name == "pushd") && start.args.size() > 1)
      moved = unpacked.hold(start.args[1].text) || start.args[1].glob || !start.args[1].known;
    if (start.name == "mkdir")
      for (const std::size_t i : operands(start.args, "-m|--mode")) made.push_back(start.args[i].text);
    if ((start.name == "cd" || start.name == "pushd") && start.args.size() > 1)
      fresh = std::find(made.begin(), made.end(), start.args[1].text) != made.end() || !start.args[1].known;
    if (const std::string_view url = downloaded_path(judge, start); !url.empty()) archive = url;
    if (archive.empty() || !is_unpacking(start)) continue;
    any = true;
    moved = moved || fresh;
    unpacked.add(stem_of(archive));
    const OptionValue directory = option_value(start.args, "-C|--directory|-d");
    if (directory.found) unpacked.add(directory.value.text);
  }
}

}  // namespace vg::rules
