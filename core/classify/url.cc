// SPDX-License-Identifier: Apache-2.0
#include "core/classify/url.h"

#include <array>

#include "core/base/byte_set.h"
#include "core/classify/arguments.h"

namespace vg::rules {
namespace {

struct Place {
  std::string_view host;
  std::string_view path;  ///< prefix
};

// Source: the installation pages of these projects.
constexpr auto vendors = std::to_array<Place>({
    {"sh.rustup.rs", ""},
    {"static.rust-lang.org", "/rustup"},
    {"get.docker.com", ""},
    {"bun.sh", "/install"},
    {"astral.sh", "/uv"},
    {"astral.sh", "/ruff"},
    {"deno.land", "/install.sh"},
    {"deno.land", "/x/install/"},
    {"install.python-poetry.org", ""},
    {"deb.nodesource.com", "/setup_"},
    {"rpm.nodesource.com", "/setup_"},
    {"get.pnpm.io", "/install.sh"},
    {"get.rvm.io", ""},
    {"get.sdkman.io", ""},
    {"get.helm.sh", ""},
    {"npmjs.com", "/install.sh"},
    {"www.npmjs.com", "/install.sh"},
    {"npmjs.org", "/install.sh"},
    {"raw.githubusercontent.com", "/nvm-sh/nvm/"},
    {"raw.githubusercontent.com", "/Homebrew/install/"},
    {"raw.githubusercontent.com", "/rbenv/"},
    {"raw.githubusercontent.com", "/pyenv/"},
    {"raw.githubusercontent.com", "/ohmyzsh/ohmyzsh/"},
    {"raw.githubusercontent.com", "/helm/helm/"},
    {"raw.github.com", "/ohmyzsh/"},
    {"bootstrap.pypa.io", "/get-pip.py"},
    {"pyenv.run", ""},
    {"get.k3s.io", ""},
    {"get.volta.sh", ""},
    {"fnm.vercel.app", "/install"},
    {"mise.run", ""},
    {"mise.jdx.dev", "/install.sh"},
    {"nixos.org", "/nix/install"},
    {"install.determinate.systems", "/nix"},
    {"ollama.com", "/install.sh"},
    {"ollama.ai", "/install.sh"},
    {"starship.rs", "/install.sh"},
    {"tailscale.com", "/install.sh"},
    {"cli.github.com", ""},
    {"claude.ai", "/install.sh"},
    {"sdk.cloud.google.com", ""},
    {"get-ghcup.haskell.org", ""},
    {"get.haskellstack.org", ""},
    {"sh.brew.sh", ""},
    {"fly.io", "/install.sh"},
});

constexpr NameList registries =
    "registry.npmjs.org|registry.yarnpkg.com|npm.pkg.github.com|pypi.org|files.pythonhosted.org|test.pypi.org|"
    "download.pytorch.org|rubygems.org|proxy.golang.org|sum.golang.org|github.com|gitlab.com|bitbucket.org|codeberg."
    "org|"
    "crates.io|index.crates.io|static.crates.io|jsr.io|deno.land|esm.sh|conda.anaconda.org|repo.maven.apache.org|"
    "repo1.maven.org|plugins.gradle.org|nodejs.org|go.dev|golang.org|packagist.org|repo.packagist.org|hex.pm|pub.dev|"
    "docker.io|registry-1.docker.io|ghcr.io|quay.io|gcr.io|mcr.microsoft.com|registry.k8s.io|public.ecr.aws|api.nuget."
    "org|"
    "deb.debian.org|security.debian.org|archive.ubuntu.com|dl-cdn.alpinelinux.org|cdn.jsdelivr.net|unpkg.com|"
    "huggingface.co|objects.githubusercontent.com|raw.githubusercontent.com|codeload.github.com|cran.r-project.org|"
    "cloud.r-project.org|cpan.metacpan.org|hackage.haskell.org|luarocks.org|pypi.nvidia.com|go.uber.org|golang.org|"
    "gopkg.in|k8s.io|google.golang.org|honnef.co|rsc.io|sigs.k8s.io|mvdan.cc|charts.bitnami.com";

constexpr NameList shorteners =
    "bit.ly|tinyurl.com|t.co|goo.gl|is.gd|ow.ly|cutt.ly|rb.gy|shorturl.at|tiny.cc|buff.ly|git.io|rebrand.ly|v.gd|t.ly|"
    "s.id";

constexpr NameList program_endings =
    "sh|bash|zsh|py|pl|rb|js|mjs|ps1|bat|cmd|exe|msi|deb|rpm|apk|pkg|dmg|AppImage|appimage|run|bin|so|dll|jar|php|lua|"
    "elf|whl|gem";

}  // namespace

Url parse_url(std::string_view text) {
  Url url;
  const std::size_t scheme = text.find("://");
  if (scheme != std::string_view::npos) {
    url.scheme = text.substr(0, scheme);
    text.remove_prefix(scheme + 3);
  }
  constexpr ByteSet ends_host("/?#");
  const std::size_t slash = ends_host.find_in(text);
  std::string_view authority = text.substr(0, slash);
  if (slash != std::string_view::npos) url.path = text.substr(slash);
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) {
    url.user = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  if (authority.starts_with('[')) {
    url.host = authority.substr(1, authority.find(']') - 1);
  } else {
    url.host = authority.substr(0, authority.find(':'));
  }
  return url;
}

bool is_local_host(std::string_view host) {
  return host == "localhost" || host == "::1" || host == "0.0.0.0" || host == "ip6-localhost" ||
         host.ends_with(".localhost") || (host.starts_with("127.") && is_raw_address(host)) ||
         host == "host.docker.internal";
}

bool is_metadata_host(std::string_view host) {
  return in_list(
      "169.254.169.254|100.100.100.200|metadata.google.internal|metadata|fd00:ec2::254|169.254.170.2|metadata.azure."
      "com|"
      "2852039166|0xa9fea9fe|metadata.packet.net",
      host);
}

bool is_raw_address(std::string_view host) {
  if (host.empty()) return false;
  if (host.find(':') != std::string_view::npos) return true;
  return host.find_first_not_of("0123456789.") == std::string_view::npos ||
         (host.starts_with("0x") && host.find_first_not_of("0123456789abcdefABCDEFx.") == std::string_view::npos);
}

bool is_shortener(std::string_view host) {
  return in_list(shorteners, host);
}

bool is_vendor_installer(const Url& url) {
  // Plain http can be changed on the way, and a user name in front hides the host.
  if (!url.user.empty() || url.scheme == "http" || url.scheme == "ftp") return false;
  for (const Place& place : vendors)
    if (url.host == place.host && url.path.starts_with(place.path) && url.path.find("..") == std::string_view::npos)
      return true;
  return false;
}

bool is_known_registry(std::string_view host) {
  return in_list(registries, host) || is_local_host(host);
}

bool is_program_name(std::string_view name) {
  const std::size_t query = name.find_first_of("?#");
  name = name.substr(0, query);
  const std::size_t dot = name.rfind('.');
  return dot != std::string_view::npos && in_list(program_endings, name.substr(dot + 1));
}

}  // namespace vg::rules
