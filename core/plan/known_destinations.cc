// SPDX-License-Identifier: Apache-2.0
#include "core/plan/known_destinations.h"

#include <algorithm>
#include <array>

#include "core/base/path.h"

namespace vg {
namespace {

/// Where each package manager gets its packages unless told otherwise. Source: npm-config(7), Yarn and pip
/// documentation, The Cargo Book (registries), go.dev/ref/mod, gem(1), Maven's super POM.
constexpr std::array<std::string_view, 16> registries{
    "registry.npmjs.org:443",    "registry.yarnpkg.com:443",   "pypi.org:443",           "files.pythonhosted.org:443",
    "index.crates.io:443",       "static.crates.io:443",       "crates.io:443",          "proxy.golang.org:443",
    "sum.golang.org:443",        "storage.googleapis.com:443", "rubygems.org:443",       "index.rubygems.org:443",
    "repo.maven.apache.org:443", "repo1.maven.org:443",        "plugins.gradle.org:443", "repo.packagist.org:443",
};

/// Below the home where the path is not absolute.
constexpr std::array<std::string_view, 25> files_of_the_user{
    ".npmrc",
    ".yarnrc",
    ".yarnrc.yml",
    ".config/pip/pip.conf",
    ".pip/pip.conf",
    ".config/uv/uv.toml",
    ".config/pypoetry/config.toml",
    ".cargo/config",
    ".cargo/config.toml",
    ".config/go/env",
    ".gemrc",
    ".bundle/config",
    ".m2/settings.xml",
    ".gradle/gradle.properties",
    ".gradle/init.gradle",
    ".composer/config.json",
    ".config/composer/config.json",
    ".gitconfig",
    ".config/git/config",
    ".curlrc",
    "/etc/npmrc",
    "/etc/pip.conf",
    "/etc/gemrc",
    "/etc/gitconfig",
    "/etc/environment",
};

constexpr std::size_t file_limit = 1 << 20;
constexpr std::size_t most_of_a_file = 200;

struct Scheme {
  std::string_view text;
  std::string_view port;
};
constexpr std::array<Scheme, 2> schemes{{{"https://", "443"}, {"http://", "80"}}};

bool is_comment(std::string_view line) {
  const std::size_t first = line.find_first_not_of(" \t");
  return first == std::string_view::npos || line[first] == '#' || line[first] == ';';
}

/// The authority of a URL, without user and password: RFC 3986, 3.2.
std::string_view authority_of(std::string_view rest) {
  rest = rest.substr(0, rest.find_first_of("/?#\"'<> \t\r,;|)"));
  const std::size_t at = rest.rfind('@');
  return at == std::string_view::npos ? rest : rest.substr(at + 1);
}

void take_line(std::string_view line, std::vector<EgressRule>& out) {
  for (const Scheme& scheme : schemes) {
    for (std::size_t at = line.find(scheme.text); at != std::string_view::npos; at = line.find(scheme.text, at + 1)) {
      const std::string_view authority = authority_of(line.substr(at + scheme.text.size()));
      if (authority.find('*') != std::string_view::npos) continue;
      auto rule = parse_egress_rule(authority);
      if (rule && rule->port == 0) rule = parse_egress_rule(std::string(authority) + ":" + std::string(scheme.port));
      if (rule) out.push_back(std::move(*rule));
      if (out.size() >= most_of_a_file) return;
    }
  }
}

}  // namespace

std::vector<EgressRule> destinations_in(std::string_view text) {
  std::vector<EgressRule> out;
  while (!text.empty() && out.size() < most_of_a_file) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    if (!is_comment(line)) take_line(line, out);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

Result<EgressPolicy> egress_policy(const NetworkConfig& network, const FileView& files, const std::string& home) {
  EgressPolicy policy;
  for (const std::string& text : network.allow) policy.allow.push_back(VG_TRY(parse_egress_rule(text)));
  for (const std::string& text : network.deny) policy.deny.push_back(VG_TRY(parse_egress_rule(text)));
  if (policy.allow.empty())
    for (KnownDestination& known : known_destinations(files, home)) policy.known.push_back(std::move(known.rule));
  return policy;
}

std::vector<KnownDestination> known_destinations(const FileView& files, const std::string& home) {
  std::vector<KnownDestination> out;
  for (const std::string_view registry : registries)
    if (auto rule = parse_egress_rule(registry)) out.push_back({std::move(*rule), "ecosystem"});
  for (const std::string_view name : files_of_the_user) {
    const std::string path = name.starts_with('/') ? std::string(name) : join_path(home, name);
    const auto text = files.read(path, file_limit);
    if (!text) continue;
    for (EgressRule& rule : destinations_in(*text)) {
      const auto same = [&](const KnownDestination& known) { return known.rule.text == rule.text; };
      if (std::none_of(out.begin(), out.end(), same)) out.push_back({std::move(rule), path});
    }
  }
  return out;
}

}  // namespace vg
