// SPDX-License-Identifier: Apache-2.0
/// Addresses as far as judging needs them.
#pragma once

#include <string>
#include <string_view>

namespace vg::rules {

struct Url {
  std::string_view scheme;  ///< empty where none was written
  std::string_view user;
  std::string_view host;  ///< without brackets and port
  std::string_view path;  ///< with the leading slash
};

/// Reads "scheme://user@host:port/path" or "host/path".
Url parse_url(std::string_view text);

/// localhost, 127.x, ::1, *.localhost, 0.0.0.0.
bool is_local_host(std::string_view host);
/// An address of the cloud's metadata service.
bool is_metadata_host(std::string_view host);
/// A host written as a number.
bool is_raw_address(std::string_view host);
bool is_shortener(std::string_view host);
/// host and path of an installer that its vendor tells people to pipe into a shell.
bool is_vendor_installer(const Url& url);
/// A package registry or code host that everybody's default configuration trusts.
bool is_known_registry(std::string_view host);
/// A name in a URL that is fetched to be run: install.sh, tool.py, x.deb.
bool is_program_name(std::string_view name);

}  // namespace vg::rules
