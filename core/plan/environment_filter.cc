// SPDX-License-Identifier: Apache-2.0
#include "core/plan/environment_filter.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/base/digest.h"
#include "core/base/masking.h"
#include "core/base/path.h"

namespace vg {
namespace {

/// Addresses of agents, daemons and stores that act with the user's authority.
constexpr std::array<std::string_view, 17> authority_names{"AWS_CONFIG_FILE",
                                                           "AWS_PROFILE",
                                                           "AZURE_CONFIG_DIR",
                                                           "CLOUDSDK_CONFIG",
                                                           "DATABASE_URL",
                                                           "DBUS_SESSION_BUS_ADDRESS",
                                                           "DOCKER_AUTH_CONFIG",
                                                           "DOCKER_HOST",
                                                           "GNUPGHOME",
                                                           "GPG_AGENT_INFO",
                                                           "KUBECONFIG",
                                                           "MONGODB_URI",
                                                           "NETRC",
                                                           "PGPASSFILE",
                                                           "REDIS_URL",
                                                           "SSH_AGENT_PID",
                                                           "SSH_AUTH_SOCK"};
static_assert(std::is_sorted(authority_names.begin(), authority_names.end()));

/// Loaded into whatever runs. Source: ld.so(8), bash(1), perlrun(1), python(1), node(1).
constexpr std::array<std::string_view, 10> loader_names{
    "BASH_ENV",   "ENV",     "GCONV_PATH",     "LD_AUDIT", "LD_DEBUG_OUTPUT",
    "LD_PROFILE", "PERL5DB", "PROMPT_COMMAND", "PS4",      "PYTHONSTARTUP"};
static_assert(std::is_sorted(loader_names.begin(), loader_names.end()));

/// What compilers, package managers and terminals need and nobody minds being read.
constexpr std::array<std::string_view, 48> toolchain_names{"CARGO_HOME",
                                                           "CC",
                                                           "CFLAGS",
                                                           "CI",
                                                           "COLORTERM",
                                                           "COLUMNS",
                                                           "CPPFLAGS",
                                                           "CURL_CA_BUNDLE",
                                                           "CXX",
                                                           "CXXFLAGS",
                                                           "DEBIAN_FRONTEND",
                                                           "GEM_HOME",
                                                           "GIT_SSL_CAINFO",
                                                           "GOCACHE",
                                                           "GOFLAGS",
                                                           "GOMODCACHE",
                                                           "GOPATH",
                                                           "GOPROXY",
                                                           "GOROOT",
                                                           "GOSUMDB",
                                                           "HOME",
                                                           "HTTPS_PROXY",
                                                           "HTTP_PROXY",
                                                           "JAVA_HOME",
                                                           "LANG",
                                                           "LANGUAGE",
                                                           "LC_ALL",
                                                           "LC_CTYPE",
                                                           "LDFLAGS",
                                                           "LINES",
                                                           "LOGNAME",
                                                           "MAKEFLAGS",
                                                           "NODE_ENV",
                                                           "NODE_EXTRA_CA_CERTS",
                                                           "NO_COLOR",
                                                           "NO_PROXY",
                                                           "PATH",
                                                           "PIP_CERT",
                                                           "PWD",
                                                           "PYENV_ROOT",
                                                           "REQUESTS_CA_BUNDLE",
                                                           "RUSTUP_HOME",
                                                           "SHELL",
                                                           "SSL_CERT_DIR",
                                                           "SSL_CERT_FILE",
                                                           "TERM",
                                                           "TZ",
                                                           "USER"};
static_assert(std::is_sorted(toolchain_names.begin(), toolchain_names.end()));

template <std::size_t N>
bool holds(const std::array<std::string_view, N>& sorted, std::string_view name) {
  return std::binary_search(sorted.begin(), sorted.end(), name);
}

std::string upper(std::string_view name) {
  std::string out(name);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c); });
  return out;
}

/// What loses its meaning inside: the guard's own shim, and the library of fakeroot(1), which would wait for ever for
/// the answer of a process outside (by the messages of svipc(7), or a port of the host).
bool belongs_outside(std::string_view library) {
  const std::string_view name = base_name(library);
  return name.starts_with("libvg.so") || name.starts_with("libfakeroot");
}

/// The LD_PRELOAD of a contained command. Source: ld.so(8): entries are separated by colons or blanks.
std::string preload_inside(std::string_view value) {
  std::string kept;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find_first_of(": \t\n"), value.size());
    const std::string_view entry = value.substr(0, end);
    value.remove_prefix(std::min(end + 1, value.size()));
    if (entry.empty() || belongs_outside(entry)) continue;
    if (!kept.empty()) kept += ':';
    kept += entry;
  }
  return kept;
}

bool is_listed(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_protected(std::string_view name, const EnvProtectionConfig& protection) {
  if (!protection.enabled || is_listed(protection.allow_read_vars, name)) return false;
  return is_listed(protection.protected_vars, name) || is_withheld(name);
}

/// Digits for digits and letters for letters, of the name and nothing else: what the value was cannot be told. A scheme
/// ("postgres://") or a prefix that says what kind of token it is ("sk_live_") stays, because programs check them.
std::string fake_value(std::string_view name, std::string_view value) {
  constexpr std::size_t longest_prefix = 12;
  std::size_t kept = value.find("://");
  if (kept == std::string_view::npos) kept = value.substr(0, longest_prefix).find_last_of("_-");
  kept = kept == std::string_view::npos || kept + 4 > value.size() ? 0 : kept + 1;
  std::string out(value);
  Sha256 bytes{};
  for (std::size_t i = kept; i < out.size(); ++i) {
    const std::size_t place = (i - kept) % bytes.size();
    if (place == 0) bytes = sha256(std::string(name) + std::to_string(i));
    const unsigned byte = bytes[place];
    const char c = out[i];
    if (c >= '0' && c <= '9') out[i] = static_cast<char>('0' + byte % 10);
    if (c >= 'a' && c <= 'z') out[i] = static_cast<char>('a' + byte % 26);
    if (c >= 'A' && c <= 'Z') out[i] = static_cast<char>('A' + byte % 26);
  }
  return out;
}

}  // namespace

bool is_withheld(std::string_view name) {
  const std::string text = upper(name);
  return holds(authority_names, text) || text.ends_with("_KEY") || text.ends_with("_KEY_ID") || is_secret_name(name);
}

std::string masked_value(std::string_view name, std::string_view value, MaskingMode mode) {
  constexpr std::size_t shown = 2;
  constexpr std::size_t least_for_showing = 12;
  // So few digits that a guess cannot be confirmed by them.
  constexpr std::size_t digest_digits = 8;
  if (mode == MaskingMode::hash) return to_hex(sha256(value)).substr(0, digest_digits);
  if (mode == MaskingMode::partial) {
    if (value.size() < least_for_showing) return "****";
    return std::string(value.substr(0, shown)) + "****" + std::string(value.substr(value.size() - shown));
  }
  return fake_value(name, value);
}

Environment filter_environment(const Environment& environment, bool whole, const std::vector<std::string>& allowed,
                               const EnvProtectionConfig& protection) {
  std::vector<std::string> kept;
  for (const std::string& entry : environment.entries()) {
    const std::size_t equals = entry.find('=');
    const std::string_view name = std::string_view(entry).substr(0, equals);
    if (holds(loader_names, name) || name.starts_with("BASH_FUNC_")) continue;
    const bool listed = is_listed(allowed, name);
    const bool passes = (whole && allowed.empty()) || holds(toolchain_names, upper(name)) || name.starts_with("LC_");
    if (!listed && !passes) continue;
    if (name == "LD_PRELOAD" && equals != std::string::npos) {
      if (const std::string rest = preload_inside(std::string_view(entry).substr(equals + 1)); !rest.empty())
        kept.push_back("LD_PRELOAD=" + rest);
      continue;
    }
    if (listed || !is_protected(name, protection))
      kept.push_back(entry);
    else if (protection.masking_mode != MaskingMode::full && equals != std::string::npos)
      kept.push_back(std::string(name) + "=" +
                     masked_value(name, std::string_view(entry).substr(equals + 1), protection.masking_mode));
  }
  return Environment(std::move(kept));
}

}  // namespace vg
