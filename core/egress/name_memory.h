// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "core/egress/address.h"

namespace vg {

/// Which names the resolver's answers gave an address, and for how long that holds.
class NameMemory {
 public:
  using Time = std::chrono::steady_clock::time_point;

  /// Programs keep an address longer than its answer allows: a connection soon after must still find its name.
  static constexpr std::chrono::seconds least{600};
  static constexpr std::chrono::seconds most{86400};
  static constexpr std::size_t most_addresses = 8192;
  static constexpr std::size_t most_names = 16;  ///< of one address

  void learn(const std::string& plain_name, const Address& address, std::uint32_t lifetime, Time now);
  /// A name that holds for good: /etc/hosts.
  void learn_for_good(const std::string& plain_name, const Address& address);
  std::vector<std::string> names_of(const Address& address, Time now);

 private:
  struct Entry {
    std::string name;
    Time until;
  };
  void keep(const std::string& plain_name, const Address& address, Time until, Time now);
  void make_room(Time now);

  std::map<Address, std::vector<Entry>> entries_;
};

}  // namespace vg
