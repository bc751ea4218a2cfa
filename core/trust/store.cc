// SPDX-License-Identifier: Apache-2.0
#include "core/trust/store.h"

#include <algorithm>
#include <cerrno>
#include <utility>

#include "core/base/masking.h"
#include "core/base/path.h"
#include "core/base/state_file.h"
#include "core/base/text.h"
#include "core/trust/hijack.h"
#include "core/trust/key.h"
#include "core/trust/store_json.h"

namespace vg {
namespace {

constexpr std::size_t store_limit = 32 << 20;  ///< Unit: bytes; some 60,000 entries
constexpr std::size_t text_limit = 1000;       ///< Unit: bytes
constexpr std::size_t shortest_prefix = 6;

bool is_key_prefix(std::string_view text) {
  return text.size() >= shortest_prefix && text.size() <= 64 &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// Same command, same scope, same files, whatever those held: the later approval replaces the earlier.
bool replaces(const TrustEntry& later, const TrustEntry& earlier) {
  const auto same_path = [](const BoundFile& a, const BoundFile& b) { return a.path == b.path; };
  return later.key == earlier.key && later.scope == earlier.scope &&
         std::equal(later.binding.begin(), later.binding.end(), earlier.binding.begin(), earlier.binding.end(),
                    same_path);
}

}  // namespace

Result<TrustStore> TrustStore::open(std::string path, std::string shim) {
  TrustStore store;
  store.path_ = std::move(path);
  store.shim_ = std::move(shim);
  store.read();
  return store;
}

void TrustStore::read() {
  std::vector<TrustEntry> known = std::exchange(entries_, {});
  const StateFile file = read_state_file(path_, store_limit);
  problem_ = file.problem;
  may_be_set_aside_ = file.may_be_set_aside;
  if (!file.exists || !file.is_believed()) return;
  auto entries = trust_from_json(file.text, std::move(known));
  if (entries) {
    entries_ = std::move(*entries);
    return;
  }
  problem_ = path_ + ": " + entries.error().message();
  may_be_set_aside_ = entries.error().errnum != ENOTSUP;  // a newer version's store is not ours to replace
}

template <typename Change>
Result<void> TrustStore::change(std::int64_t now, Change change) {
  const FileLock lock = VG_TRY(lock_state_file(path_));
  read();
  kept_aside_.clear();
  if (!problem_.empty() && !may_be_set_aside_) return fail("cannot change the trust store: " + problem_);
  if (!VG_TRY(change())) return {};
  const std::string text = trust_to_json(entries_);
  auto written = text.size() <= store_limit ? Result<void>() : fail("the trust store is full", path_, EFBIG);
  if (written && !problem_.empty()) {
    auto kept = set_aside(path_, now);
    if (kept)
      kept_aside_ = std::move(*kept);
    else
      written = tl::unexpected<Error>(std::move(kept.error()));
  }
  remove_leftovers(path_);
  if (written) problem_.clear();
  if (written) written = replace_file(path_, text, 0600);
  if (!written) read();  // the snapshot says what is in the file, not what should have been
  return written;
}

std::string TrustStore::why_not(const TrustEntry& entry, const Command& command) const {
  const Request& request = *command.request;
  if (entry.is_expired(request.now)) return "its trust expired on " + rfc3339(entry.expires);
  if (!entry.scope.empty() && !is_at_or_below(request.working_directory, entry.scope))
    return "it is trusted only in " + visible(entry.scope);
  const auto now = bind_command(command);
  return now ? binding_difference(entry.binding, *now) : now.error().what;
}

TrustAnswer TrustStore::judge(const Command& command) const {
  TrustAnswer answer;
  if (entries_.empty()) return answer;
  const std::string key = trust_key(command);
  for (auto latest = entries_.rbegin(); latest != entries_.rend(); ++latest) {  // what was said last counts
    const TrustEntry& entry = *latest;
    if (entry.key != key) continue;
    if (const std::string variable = hijacking_variable(command, shim_); !variable.empty()) {
      answer.why_not = visible(variable) + " could make it run something else";
      return answer;
    }
    std::string reason = why_not(entry, command);
    if (reason.empty()) return TrustAnswer{TrustMatch{entry.key, entry.note, entry.contained}, {}};
    answer.why_not = std::move(reason);
  }
  return answer;
}

std::optional<TrustMatch> TrustStore::find(const Command& command) const {
  return judge(command).match;
}

bool TrustStore::can_remember(const Command& command) const {
  return hijacking_variable(command, shim_).empty() && bind_command(command).has_value();
}

Result<TrustEntry> TrustStore::add(const Command& command, const TrustWish& wish) {
  if (const std::string variable = hijacking_variable(command, shim_); !variable.empty())
    return fail("cannot be remembered: " + visible(variable) + " could make it run something else");
  auto binding = bind_command(command);
  if (!binding) return fail("cannot be remembered: " + binding.error().message());
  const auto is_utf8 = [](const std::string& path) { return repaired_utf8(path) == path; };
  if (!is_utf8(wish.scope) ||
      !std::all_of(binding->begin(), binding->end(), [&](const BoundFile& file) { return is_utf8(file.path); }))
    return fail("cannot be remembered: the name of a file or directory is not UTF-8");
  TrustEntry entry;
  entry.key = trust_key(command);
  entry.text = shown_command(command.text, text_limit);
  entry.note = shortened(visible(wish.note), text_limit);
  entry.who = visible(wish.who);
  entry.added = command.request->now;
  entry.expires = wish.expires;
  entry.scope = wish.scope;
  entry.contained = wish.contained;
  entry.binding = std::move(*binding);
  VG_CHECK(change(entry.added, [&]() -> Result<bool> {
    std::erase_if(entries_, [&](const TrustEntry& earlier) { return replaces(entry, earlier); });
    entries_.push_back(entry);
    return true;
  }));
  return entry;
}

Result<std::vector<TrustEntry>> TrustStore::remove(std::string_view selector, std::int64_t now) {
  std::vector<TrustEntry> removed;
  const std::string wanted(selector);  // it may be part of an entry, and those are read anew
  VG_CHECK(change(now, [&]() -> Result<bool> {
    const bool by_key = is_key_prefix(wanted);
    const auto fits = [&](const TrustEntry& entry) {
      return (by_key && entry.key.starts_with(wanted)) || entry.text == wanted;
    };
    for (const TrustEntry& entry : entries_)
      if (fits(entry)) removed.push_back(entry);
    if (by_key && std::any_of(removed.begin(), removed.end(),
                              [&](const TrustEntry& entry) { return entry.key != removed.front().key; }))
      return fail("'" + wanted + "' fits more than one entry; give more digits of the key");
    std::erase_if(entries_, fits);
    return !removed.empty();
  }));
  return removed;
}

Result<std::vector<TrustEntry>> TrustStore::clean(std::int64_t now) {
  std::vector<TrustEntry> removed;
  VG_CHECK(change(now, [&]() -> Result<bool> {
    for (const TrustEntry& entry : entries_)
      if (entry.is_expired(now)) removed.push_back(entry);
    std::erase_if(entries_, [&](const TrustEntry& entry) { return entry.is_expired(now); });
    return !removed.empty();
  }));
  return removed;
}

Result<void> TrustStore::note_use(std::string key, std::int64_t now) {
  return change(now, [&]() -> Result<bool> {
    bool counted = false;
    for (TrustEntry& entry : entries_) {
      if (entry.key != key || entry.is_expired(now)) continue;
      entry.line.clear();
      ++entry.uses;
      entry.last_used = std::max(entry.last_used, now);
      counted = true;
    }
    return counted;
  });
}

}  // namespace vg
