// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace vg {

/// A JSON Schema (draft 7) of the configuration file, for editors. Source: json-schema.org, draft-07.
std::string config_json_schema();

}  // namespace vg
