// SPDX-License-Identifier: Apache-2.0
// Version managers, build systems that fetch, model and browser downloads, other version control.
#include <array>

#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr auto rustup = std::to_array<VerbRow>({
    {"install|update,toolchain install|add,component add,target add,self update", "PI001"},
    {"remove,toolchain uninstall,component remove,target remove,self uninstall", "PI007"},
});
constexpr auto version_manager = std::to_array<VerbRow>({
    {"install|i|upgrade|update|use|up|plugin-add|plugin-update|self-update,plugin add|install", "PI001"},
    {"uninstall|remove|prune|rm", "PI007"},
});
constexpr auto env_manager = std::to_array<VerbRow>({{"install|update|fetch|pin", "PI001"}, {"uninstall", "PI007"}});
constexpr auto node_n = std::to_array<VerbRow>({
    {"ls|list|lsr|ls-remote|bin|which|doctor|run|exec"},
    {"rm|prune|uninstall", "PI007"},
    {"*", "PI001"},
});
constexpr auto conan = std::to_array<VerbRow>({
    {"upload", "PU001"},
    {"remote add|update", "PI005"},
    {"install|download", "PI001"},
    {"remove", "PI007"},
});
constexpr auto vcpkg = std::to_array<VerbRow>({{"install|upgrade|update", "PI001"}, {"remove", "PI007"}});
constexpr auto meson = std::to_array<VerbRow>({
    {"subprojects download|update", "PI001"},
    {"wrap install|update|promote|update-db", "PI001"},
    {"install", "FO010", "", "--destdir"},
});
constexpr auto west = std::to_array<VerbRow>({{"init|update", "PI001"}});
constexpr auto pio =
    std::to_array<VerbRow>({{"lib|pkg|platform|package install|update", "PI001"}, {"pkg publish|unpublish", "PU001"}});
constexpr auto precommit =
    std::to_array<VerbRow>({{"install", "PI001", "--install-hooks"}, {"autoupdate|install-hooks", "PI001"}});
constexpr auto playwright = std::to_array<VerbRow>({{"install|install-deps", "PI001"}, {"browsers install", "PI001"}});
constexpr auto models = std::to_array<VerbRow>({
    {"download|pull|lfs-pull", "PI001"},
    {"upload|push", "PU001"},
    {"run *", "PI001", "", "", true},
    {"rm,repo delete", "CL005"},
});
constexpr auto spack = std::to_array<VerbRow>({{"install|fetch,mirror create", "PI001"}, {"uninstall", "PI007"}});
constexpr auto tlmgr = std::to_array<VerbRow>({{"install|update", "PI001"}, {"remove", "PI007"}});
constexpr auto vagrant = std::to_array<VerbRow>({
    {"destroy", "IA003"},
    {"box add|update,plugin install|update", "PI001"},
    {"box remove", "CT004"},
});
constexpr auto code = std::to_array<VerbRow>({
    {"", "PI001", "--install-extension|--update-extensions"},
    {"", "PI007", "--uninstall-extension"},
});
constexpr auto hg = std::to_array<VerbRow>({
    {"clone", "GT011"},
    {"update|up|checkout", "GT003", "-C|--clean"},
    {"strip|purge|revert", "GT003", "--all|-a|-f"},
    {"push", "GT005", "-f|--force"},
    {"", "GT009", "--config"},
});
constexpr auto svn = std::to_array<VerbRow>({
    {"checkout|co|export", "GT011"},
    {"delete|del|remove|rm http*|svn*", "GT005"},
    {"revert", "GT003", "-R|--recursive"},
});
constexpr auto vsce = std::to_array<VerbRow>({{"publish|unpublish", "PU001"}});
constexpr auto publish_first = std::to_array<VerbRow>({
    {"publish", "PU001", "", "--snapshot|--skip-publish|-s"},
    {"release", "PU001", "", "--snapshot|--skip-publish|-s|--skip=publish"},
});
constexpr auto semantic_release = std::to_array<VerbRow>({{"", "PU001", "", "-d|--no-ci-check"}});
// Most managers of packages fetch with the same verbs.
constexpr auto fetches = std::to_array<VerbRow>({
    {"remove|uninstall|rm", "PI007"},
    {"publish|upload", "PU001"},
    {"install|add|get|fetch|update|upgrade|i|pull|download|deps|refresh|require,pkg install|update,global install|add,"
     "deps download|update|get,dep update,plugin install|add,pkg add,tool install|upgrade",
     "PI001", "", "--offline"},
});
constexpr auto runs_fetched = std::to_array<VerbRow>({{"*", "PI001", "", "--offline", true}});
constexpr auto version_switch = std::to_array<VerbRow>({
    {"list|ls|version|current|which|use"},
    {"install|download|update|upgrade|*.*", "PI001"},
});

constexpr auto husky = std::to_array<VerbRow>({{"add|set", "PE004"}});
constexpr auto bfg = std::to_array<VerbRow>({{"", "GT008"}});

constexpr auto rows = std::to_array<ToolRow>({
    {"rustup", rustup},
    {"ghcup", version_manager},
    {"nvm", version_manager},
    {"fnm", version_manager},
    {"volta", version_manager},
    {"asdf", version_manager},
    {"mise", version_manager},
    {"rtx", version_manager},
    {"sdk", version_manager},
    {"proto", version_manager},
    {"jabba", version_manager},
    {"g", version_manager},
    {"n", node_n},
    {"pyenv", env_manager},
    {"rbenv", env_manager},
    {"nodenv", env_manager},
    {"jenv", env_manager},
    {"goenv", env_manager},
    {"tfenv", version_manager},
    {"rvm", version_manager},
    {"conan", conan},
    {"vcpkg", vcpkg},
    {"meson", meson},
    {"west", west},
    {"pio", pio},
    {"platformio", pio},
    {"pre-commit", precommit},
    {"playwright", playwright},
    {"puppeteer", playwright},
    {"huggingface-cli", models},
    {"hf", models},
    {"ollama", models},
    {"spack", spack},
    {"tlmgr", tlmgr},
    {"vagrant", vagrant},
    {"code", code, "--install-extension|--uninstall-extension|-g|-d"},
    {"code-insiders", code},
    {"codium", code},
    {"cursor", code},
    {"hg", hg, "--config|-R|--cwd"},
    {"svn", svn},
    {"vsce", vsce},
    {"ovsx", vsce},
    {"goreleaser", publish_first},
    {"lerna", publish_first},
    {"changeset", publish_first},
    {"wasm-pack", publish_first},
    {"release-it", semantic_release},
    {"semantic-release", semantic_release},
    {"pixi", fetches},
    {"elm", fetches},
    {"spago", fetches},
    {"nimble", fetches},
    {"shards", fetches},
    {"raco", fetches},
    {"dub", fetches},
    {"zef", fetches},
    {"jpm", fetches},
    {"devbox", fetches},
    {"aqua", fetches},
    {"krew", fetches},
    {"wasmer", fetches},
    {"pkg", fetches},
    {"bpkg", fetches},
    {"basher", fetches},
    {"xrepo", fetches},
    {"clib", fetches},
    {"coursier", fetches},
    {"cs", fetches},
    {"carton", fetches},
    {"gleam", fetches},
    {"ros", fetches},
    {"eask", fetches},
    {"cask", fetches},
    {"haxelib", fetches},
    {"phpbrew", fetches},
    {"perlbrew", fetches},
    {"gvm", fetches},
    {"swiftly", fetches},
    {"swiftenv", fetches},
    {"fvm", fetches},
    {"puro", fetches},
    {"zvm", fetches},
    {"xcodes", fetches},
    {"mas", fetches},
    {"whalebrew", fetches},
    {"tofuenv", fetches},
    {"tenv", fetches},
    {"phpenv", fetches},
    {"buf", fetches},
    {"glide", fetches},
    {"ramalama", fetches},
    {"llm", fetches},
    {"pip-sync", fetches},
    {"pkgin", fetches},
    {"slackpkg", fetches},
    {"eopkg", fetches},
    {"swupd", fetches},
    {"urpmi", fetches},
    {"pamac", fetches},
    {"trizen", fetches},
    {"pikaur", fetches},
    {"pkgx", runs_fetched},
    {"eget", runs_fetched},
    {"ubi", runs_fetched},
    {"jbang", runs_fetched},
    {"pip-run", runs_fetched},
    {"tfswitch", version_switch},
    {"tgswitch", version_switch},
    {"zigup", version_switch},
    {"husky", husky},
    {"bfg", bfg},
});

}  // namespace

const ToolTable& toolchain_tools() {
  return Packed<rows>::table;
}

}  // namespace vg::rules
