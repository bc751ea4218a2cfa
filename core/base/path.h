// SPDX-License-Identifier: Apache-2.0
/// Paths as text. Nothing here touches the file system.
#pragma once

#include <string>
#include <string_view>

namespace vg {

/// `path` made absolute against `base` and freed of ".", ".." and doubled slashes, symlinks not followed.
/// In: any bytes; `base` absolute. Out: absolute, no trailing slash except "/".
std::string normalize_path(std::string_view path, std::string_view base);

/// The part after the last slash; "/" for "/".
std::string_view base_name(std::string_view path);

/// The part before the last slash; "." where there is none, "/" for a top-level name.
std::string_view dir_name(std::string_view path);

/// `base` + "/" + `name`, without doubling the slash.
std::string join_path(std::string_view base, std::string_view name);

/// Whether normalised `path` is `directory` itself or lies below it.
bool is_at_or_below(std::string_view path, std::string_view directory);

/// `path` with a leading `home` shown as "~", for messages.
std::string display_path(std::string_view path, std::string_view home);

/// "~" and "~/x" expanded against `home`; anything else unchanged.
std::string expand_tilde(std::string_view path, std::string_view home);

}  // namespace vg
