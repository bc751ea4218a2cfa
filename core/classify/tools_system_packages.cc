// SPDX-License-Identifier: Apache-2.0
// Package managers of systems.
#include <array>

#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr auto apt = std::to_array<VerbRow>({
    {"remove|purge|autoremove|autopurge", "PI006"},
    {"install|upgrade|dist-upgrade|full-upgrade|build-dep|source|reinstall|satisfy|safe-upgrade|download", "PI003",
     "--allow-unauthenticated|--force-yes|--allow-insecure-repositories"},
    {"install|upgrade|dist-upgrade|full-upgrade|build-dep|source|reinstall|satisfy|safe-upgrade|download", "PI009"},
    {"edit-sources", "PI005"},
});
constexpr auto apt_key = std::to_array<VerbRow>({{"add|adv|del", "PI005"}});
constexpr auto add_repository = std::to_array<VerbRow>({{"", "PI005", "", "-l|--list"}});
constexpr auto dpkg = std::to_array<VerbRow>({{"", "PI006", "-r|-P|--remove|--purge"}});
constexpr auto rpm = std::to_array<VerbRow>({{"", "PI006", "-e|--erase"}});
constexpr auto dnf = std::to_array<VerbRow>({
    {"remove|erase|autoremove|rm|groupremove,module remove,group remove", "PI006"},
    {"install|upgrade|update|localinstall|groupinstall|reinstall|builddep|distro-sync|swap|in|downgrade|"
     "upgrade-minimal|offline-upgrade|system-upgrade|download,group install,module install",
     "PI003", "--nogpgcheck|--no-gpgchecks"},
    {"install|upgrade|update|localinstall|groupinstall|reinstall|builddep|distro-sync|swap|in|downgrade|"
     "upgrade-minimal|offline-upgrade|system-upgrade|download,group install,module install",
     "PI009"},
    {"config-manager", "PI005", "--add-repo|--set-enabled|--save"},
});
constexpr auto zypper = std::to_array<VerbRow>({
    {"remove|rm|remove-ptf", "PI006"},
    {"install|in|update|up|dup|dist-upgrade|patch|source-install|si|install-new-recommends", "PI003",
     "--no-gpg-checks|--allow-unsigned-rpm"},
    {"install|in|update|up|dup|dist-upgrade|patch|source-install|si|install-new-recommends", "PI009"},
    {"addrepo|ar|modifyrepo|mr", "PI005"},
});
constexpr auto apk = std::to_array<VerbRow>({
    {"del", "PI006"},
    {"add|upgrade|fetch", "PI003", "--allow-untrusted"},
    {"add|upgrade|fetch", "PI009"},
});
constexpr auto pacman = std::to_array<VerbRow>({
    {"", "PI006", "-R|--remove"},
    {"", "PI009", "-S|--sync", "-s|-i|-l|-g|-p|-c|--search|--info|--list|--clean"},
    {"", "PI009", "-U|--upgrade"},
});
constexpr auto emerge = std::to_array<VerbRow>({
    {"", "PI006", "-C|--unmerge|-c|--depclean"},
    {"*", "PI009", "", "-p|--pretend|-s|--search|--info|-S"},
});
constexpr auto xbps = std::to_array<VerbRow>({{"", "PI009"}});
constexpr auto xbps_remove = std::to_array<VerbRow>({{"*", "PI006"}});
constexpr auto brew = std::to_array<VerbRow>({
    {"services start|stop|restart|run|cleanup", "SV002"},
    {"services"},
    {"install|upgrade|reinstall|bundle|fetch", "PI001"},
    {"tap *", "PI001"},
    {"uninstall|remove|rm|autoremove|untap", "PI007"},
});
constexpr auto port = std::to_array<VerbRow>({{"install|upgrade|selfupdate", "PI009"}, {"uninstall", "PI006"}});
constexpr auto snap = std::to_array<VerbRow>({{"install|refresh|download", "PI009"}, {"remove", "PI006"}});
constexpr auto flatpak = std::to_array<VerbRow>({
    {"install|update", "PI009"},
    {"uninstall|remove", "PI007"},
    {"remote-add|remote-modify", "PI008"},
});
constexpr auto nix_env = std::to_array<VerbRow>({
    {"", "PI001", "-i|-iA|-u|--install|--upgrade|-f"},
    {"", "PI007", "-e|--uninstall"},
});
constexpr auto nix = std::to_array<VerbRow>({
    {"profile install|add|upgrade", "PI001"},
    {"shell|run|build|develop|bundle nixpkgs*|*:*", "PI001"},
    {"flake update|lock", "PI001"},
    {"channel add|update", "PI001"},
    {"profile remove", "PI007"},
});
constexpr auto nix_shell = std::to_array<VerbRow>({{"", "PI001", "-p|--packages"}});
constexpr auto nix_channel = std::to_array<VerbRow>({{"", "PI001", "--update|--add"}});
constexpr auto guix = std::to_array<VerbRow>({{"install|pull|upgrade|shell|package", "PI001"}, {"remove", "PI007"}});
constexpr auto winget = std::to_array<VerbRow>({{"install|upgrade", "PI009"}, {"uninstall|remove", "PI006"}});
constexpr auto update_certificates = std::to_array<VerbRow>({{"", "PE003"}});

constexpr auto rows = std::to_array<ToolRow>({
    {"apt",
     apt,
     "-o|-c|-t|--option|--target-release",
     judge_escape_options,
     {},
     "-s|--no-act|--recon|--print-uris|-h|-v"},
    {"apt-get",
     apt,
     "-o|-c|-t|--option|--target-release",
     judge_escape_options,
     {},
     "-s|--no-act|--recon|--print-uris|-h|-v"},
    {"aptitude", apt, "-o|-t|-w|-F", judge_escape_options, {}, "-s|-h"},
    {"apt-key", apt_key},
    {"add-apt-repository", add_repository},
    {"dpkg",
     dpkg,
     "--root|--admindir",
     judge_package_file,
     {},
     "--no-act|-l|-L|-s|-S|-I|-c|--list|--listfiles|--status"},
    {"rpm", rpm, "--root|--dbpath", judge_package_file, {}, "--test|-q|--query"},
    {"dnf", dnf, "--installroot|--repo|--repoid|-c|--releasever|-x", judge_escape_options, {}, "-h|--assumeno"},
    {"dnf5", dnf, "--installroot|--repo|-c|--releasever|-x", judge_escape_options, {}, "-h|--assumeno"},
    {"yum", dnf, "--installroot|--repo|--repoid|-c|--releasever|-x", judge_escape_options, {}, "-h|--assumeno"},
    {"microdnf", dnf, "--installroot|--repo", nullptr, {}, "-h|--assumeno"},
    {"tdnf", dnf, "--installroot", nullptr, {}, "-h|--assumeno"},
    {"zypper", zypper, "-r|--repo|-R|--root", nullptr, {}, "-h|-D"},
    {"apk", apk, "-p|--root|-X|--repository", judge_package_source, {}, "-s|-h"},
    {"pacman", pacman, "-b|-r|--dbpath|--root|--config", nullptr, {}, "-p|--print|-h|-V"},
    {"yay", pacman, "", nullptr, {}, "-p|--print|-h|-V"},
    {"paru", pacman, "", nullptr, {}, "-p|--print|-h|-V"},
    {"emerge", emerge, "", nullptr, {}, "-h"},
    {"xbps-install", xbps, "", nullptr, {}, "-n|-h"},
    {"xbps-remove", xbps_remove, "", nullptr, {}, "-n|-h"},
    {"brew", brew, "", judge_package_source, {}, "-n|-h"},
    {"port", port, "", nullptr, {}, "-y"},
    {"snap", snap},
    {"flatpak", flatpak},
    {"nix-env", nix_env, "-f|--file|-p|--profile", nullptr, {}, "-q"},
    {"nix", nix},
    {"nix-shell", nix_shell, "-I|--run|--command"},
    {"nix-channel", nix_channel},
    {"guix", guix, "", nullptr, {}, "-n"},
    {"winget", winget},
    {"choco", winget},
    {"scoop", winget},
    {"update-ca-certificates", update_certificates},
    {"update-ca-trust", update_certificates},
});

}  // namespace

const ToolTable& system_package_tools() {
  return Packed<rows>::table;
}

}  // namespace vg::rules
