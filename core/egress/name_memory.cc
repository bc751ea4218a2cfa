// SPDX-License-Identifier: Apache-2.0
#include "core/egress/name_memory.h"

#include <algorithm>

namespace vg {

void NameMemory::learn(const std::string& plain_name, const Address& address, std::uint32_t lifetime, Time now) {
  keep(plain_name, address, now + std::clamp(std::chrono::seconds(lifetime), least, most), now);
}

void NameMemory::learn_for_good(const std::string& plain_name, const Address& address) {
  keep(plain_name, address, Time::max(), Time::min());
}

void NameMemory::keep(const std::string& plain_name, const Address& address, Time until, Time now) {
  if (entries_.size() >= most_addresses && !entries_.contains(address)) make_room(now);
  std::vector<Entry>& names = entries_[address];
  const auto same = std::find_if(names.begin(), names.end(), [&](const Entry& e) { return e.name == plain_name; });
  if (same != names.end()) {
    same->until = std::max(same->until, until);
    return;
  }
  if (names.size() >= most_names)
    names.erase(
        std::min_element(names.begin(), names.end(), [](const Entry& a, const Entry& b) { return a.until < b.until; }));
  names.push_back({plain_name, until});
}

std::vector<std::string> NameMemory::names_of(const Address& address, Time now) {
  std::vector<std::string> out;
  const auto found = entries_.find(address);
  if (found == entries_.end()) return out;
  for (const Entry& entry : found->second)
    if (entry.until > now) out.push_back(entry.name);
  return out;
}

/// What has expired goes; where that is not enough, the quarter that expires first. Forgetting closes, never opens.
void NameMemory::make_room(Time now) {
  const auto last = [](const std::vector<Entry>& names) {
    Time until = Time::min();
    for (const Entry& entry : names) until = std::max(until, entry.until);
    return until;
  };
  std::erase_if(entries_, [&](const auto& item) { return last(item.second) <= now; });
  if (entries_.size() < most_addresses * 3 / 4) return;
  std::vector<Time> times;
  for (const auto& [address, names] : entries_) times.push_back(last(names));
  const auto quarter = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 4);
  std::nth_element(times.begin(), quarter, times.end());
  const Time limit = *quarter;
  std::erase_if(entries_, [&](const auto& item) { return last(item.second) <= limit; });
}

}  // namespace vg
