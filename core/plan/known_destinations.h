// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/file_view.h"
#include "core/config/config.h"
#include "core/egress/policy.h"

namespace vg {

/// A destination that contained commands need for their work, and where it is written.
struct KnownDestination {
  EgressRule rule;
  std::string origin;  ///< a file, or "ecosystem"
};

/// The ecosystems' own registries, and the hosts of the URLs in the user's and the system's configuration of package
/// managers and proxies. Never from files of a project, nor from variables: the guarded process writes both.
std::vector<KnownDestination> known_destinations(const FileView& files, const std::string& home);

/// What the configuration says, with the known destinations where nothing is listed.
/// Errors: a rule that is none, named.
Result<EgressPolicy> egress_policy(const NetworkConfig& network, const FileView& files, const std::string& home);

/// The hosts of the http and https URLs in a text, with their ports; lines that are comments are left out.
std::vector<EgressRule> destinations_in(std::string_view text);

}  // namespace vg
