// SPDX-License-Identifier: Apache-2.0
// Package managers of programming languages: acquisition, removal, publishing, configuration of sources.
#include <array>

#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr NameList offline = "--offline|--no-index|--no-install|--frozen-offline";

constexpr auto npm = std::to_array<VerbRow>({
    {"publish|unpublish|deprecate|star", "PU001"},
    {"dist-tag|dist-tags add|set|rm", "PU001"},
    {"owner|author add|rm", "PU001"},
    {"access|team|org|profile set|grant|revoke|add|rm|create|destroy|enable-2fa|disable-2fa|public|restricted",
     "PU001"},
    {"token create|revoke|delete", "CR002"},
    {"config|c set registry*|*:registry*|//*|script-shell*|git*|node-options*|strict-ssl*|cafile*", "PI005"},
    {"set registry*|*:registry*|//*", "PI005"},
    {"install|i|in|ins|inst|insta|instal|isnt|isnta|isntal|isntall|add|ci|clean-install|ic|install-clean|install-test|"
     "it|"
     "cit|install-ci-test|update|up|upgrade|udpate|dedupe|ddp",
     "PI008", offline},
    {"install|i|in|ins|inst|insta|instal|isnt|isnta|isntal|isntall|add|ci|clean-install|ic|install-clean|install-test|"
     "it|"
     "cit|install-ci-test|update|up|upgrade|udpate|dedupe|ddp",
     "PI001"},
    {"exec|x", "PI001", "", "--no-install|--no", true},
    {"init|create|innit *", "PI001", "", "", true},
    {"audit fix", "PI001"},
    {"uninstall|un|rm|remove|r|unlink", "PI007"},
});

constexpr auto npx = std::to_array<VerbRow>({{"*", "PI001", "", "--no-install|--no|--offline", true}});

constexpr auto yarn = std::to_array<VerbRow>({
    {"npm publish|unpublish|tag", "PU001"},
    {"publish|unpublish", "PU001"},
    {"owner|tag add|remove|rm", "PU001"},
    {"config set registry*|*Registry*|npm*", "PI005"},
    {"()", "PI008", offline},
    {"()", "PI001"},
    {"install|add|up|upgrade|upgrade-interactive|dlx|create|import,set version", "PI008", offline},
    {"install|add|up|upgrade|upgrade-interactive|import,set version", "PI001"},
    {"dlx|create *", "PI001", "", "", true},
    {"global add|upgrade", "PI001"},
    {"workspace * add|install|up|upgrade", "PI001"},
    {"plugin import", "PI001"},
    {"remove,global remove", "PI007"},
});

constexpr auto pnpm = std::to_array<VerbRow>({
    {"publish|unpublish|deprecate", "PU001"},
    {"config set registry*|*:registry*", "PI005"},
    {"install|i|add|up|update|upgrade|fetch|import|ci", "PI008", offline},
    {"install|i|add|up|update|upgrade|fetch|import|ci|install-test|it|self-update,env use", "PI001"},
    {"dlx|create *", "PI001", "", "", true},
    {"remove|rm|uninstall|un", "PI007"},
});

constexpr auto bun = std::to_array<VerbRow>({
    {"publish", "PU001"},
    {"install|i|add|update|upgrade", "PI001"},
    {"x|create *", "PI001", "", "", true},
    {"remove|rm", "PI007"},
});

constexpr auto deno = std::to_array<VerbRow>({
    {"publish", "PU001"},
    {"install|add|cache|upgrade", "PI001"},
    {"run http://*|https://*|jsr:*|npm:*", "PI001"},
    {"uninstall|remove", "PI007"},
});

constexpr auto corepack = std::to_array<VerbRow>({{"install|prepare|use|up", "PI001"}});
constexpr auto bower = std::to_array<VerbRow>({{"install|update|i", "PI001"}, {"uninstall", "PI007"}});

constexpr auto pip = std::to_array<VerbRow>({
    {"config set *index*|*trusted-host*|*find-links*|*proxy*,config edit", "PI005"},
    {"install|download|wheel", "PI008", offline},
    {"install|download|wheel|sync", "PI001"},
    {"uninstall", "PI007"},
});
constexpr auto pipx = std::to_array<VerbRow>({
    {"install|inject|upgrade|upgrade-all|reinstall|reinstall-all|install-all", "PI001"},
    {"run *", "PI001", "", "", true},
    {"uninstall|uninstall-all", "PI007"},
});
constexpr auto pipenv = std::to_array<VerbRow>({
    {"install|update|sync|upgrade|lock", "PI001"},
    {"uninstall|clean", "PI007"},
});
constexpr auto poetry = std::to_array<VerbRow>({
    {"publish", "PU001"},
    {"config repositories*|pypi-token*|http-basic*|certificates* *", "PI005", "", "--list"},
    {"install|add|update|sync|lock,self add|update|install", "PI001"},
    {"remove,self remove", "PI007"},
});
constexpr auto uv = std::to_array<VerbRow>({
    {"publish", "PU001"},
    {"sync|add|lock|pip|tool|python", "PI008", "--offline|--no-index"},
    {"sync|add|lock", "PI001"},
    {"pip install|sync|download|compile", "PI001"},
    {"tool install|upgrade", "PI001"},
    {"tool run *", "PI001", "", "", true},
    {"python install|upgrade", "PI001"},
    {"run", "PI001", "--with|--with-requirements|--with-editable"},
    {"self update", "PI001"},
    {"remove,pip uninstall,tool uninstall,python uninstall", "PI007"},
});
constexpr auto pdm = std::to_array<VerbRow>({
    {"publish", "PU001"},
    {"install|add|sync|update|lock,env create,self add|update", "PI001"},
    {"remove", "PI007"},
});
constexpr auto hatch = std::to_array<VerbRow>({
    {"publish", "PU001"},
    {"install|add|sync,env create,python install", "PI001"},
    {"env remove|prune", "PI007"},
});
constexpr auto flit = std::to_array<VerbRow>({{"publish", "PU001"}, {"install", "PI001"}});
constexpr auto twine = std::to_array<VerbRow>({{"upload|register", "PU001"}});
constexpr auto conda = std::to_array<VerbRow>({
    {"config ssl_verify|channel_alias|custom_channels|default_channels", "PI005"},
    {"install|create|update|upgrade", "PI008", "--offline"},
    {"install|create|update|upgrade,env create|update", "PI001"},
    {"remove|uninstall,env remove", "PI007"},
});
constexpr auto easy_install = std::to_array<VerbRow>({{"*", "PI001"}});

constexpr auto cargo = std::to_array<VerbRow>({
    {"publish|yank|owner", "PU001", "", "--list|-l"},
    {"release", "PU001", "-x|--execute"},
    {"install", {}, "--list"},
    {"install|add|fetch|update", "PI008", "--offline"},
    {"install|add|fetch|update|binstall|generate|b-install|install-update", "PI001"},
    {"uninstall|remove|rm", "PI007"},
});
constexpr auto go = std::to_array<VerbRow>({
    {"get", "PI001"},
    {"install|run *@*", "PI001"},
    {"mod download|tidy|vendor", "PI001"},
    {"work sync", "PI001"},
    {"env GOPROXY=*|GONOSUMDB=*|GOSUMDB=*|GOFLAGS=*|GOINSECURE=*|GONOSUMCHECK=*", "PI005", "-w"},
});
constexpr auto gem = std::to_array<VerbRow>({
    {"push|yank|owner", "PU001"},
    {"sources", "PI005", "-a|--add|-r|--remove"},
    {"install|update|fetch|i", "PI008", "--local|-l"},
    {"install|update|fetch|i", "PI001"},
    {"uninstall|cleanup", "PI007"},
});
constexpr auto bundle = std::to_array<VerbRow>({
    {"()", "PI001"},
    {"install|update|add", "PI008", "--local"},
    {"install|update|add", "PI001"},
    {"config set *mirror*|*source*", "PI005"},
    {"remove|clean", "PI007"},
});
constexpr auto composer = std::to_array<VerbRow>({
    {"install|require|update|create-project|upgrade|i|u|r|reinstall,global require|install|update", "PI001"},
    {"config repositories* *", "PI005"},
    {"remove,global remove", "PI007"},
});
constexpr auto pecl = std::to_array<VerbRow>({{"install|upgrade|download", "PI001"}, {"uninstall", "PI007"}});
constexpr auto maven = std::to_array<VerbRow>({
    {"... deploy|release:perform|release:prepare|deploy:*", "PU001"},
    {"... dependency:resolve|dependency:resolve-plugins|dependency:get|dependency:go-offline|dependency:sources|"
     "dependency:copy-dependencies|archetype:generate|wrapper|wrapper:wrapper|versions:use-latest-versions",
     "PI001", "", "-o|--offline"},
});
constexpr auto gradle = std::to_array<VerbRow>({
    {"... publishToMavenLocal"},
    {"... publish|publish*|*:publish|uploadArchives|bintrayUpload|publishPlugins", "PU001"},
    {"... wrapper", "PI001", "", "--offline"},
    {"", "PI001", "--refresh-dependencies"},
});
constexpr auto sbt =
    std::to_array<VerbRow>({{"... publish|publishSigned|sonatypeRelease", "PU001"}, {"... update", "PI001"}});
constexpr auto lein = std::to_array<VerbRow>({{"deps|upgrade", "PI001"}, {"deploy", "PU001"}});
constexpr auto dotnet = std::to_array<VerbRow>({
    {"nuget push|delete", "PU001"},
    {"ef database drop", "DB006"},
    {"ef database update,ef migrations remove", "DB002"},
    {"restore,add package,tool install|update|restore,new install,workload install|update", "PI001"},
    {"add * package", "PI001"},
    {"nuget add|update source", "PI005"},
    {"remove,tool uninstall,workload uninstall", "PI007"},
});
constexpr auto nuget = std::to_array<VerbRow>({
    {"push|delete", "PU001"},
    {"install|restore|update", "PI001"},
    {"sources add|update", "PI005"},
});
constexpr auto mix = std::to_array<VerbRow>({
    {"hex.publish|hex.retire|hex.owner", "PU001"},
    {"ecto.drop|ecto.reset", "DB006"},
    {"ecto.migrate|ecto.rollback|ecto.load|ecto.create|ecto.setup", "DB002"},
    {"deps.get|deps.update|archive.install|escript.install|local.hex|local.rebar|deps.unlock", "PI001"},
});
constexpr auto rebar =
    std::to_array<VerbRow>({{"hex publish", "PU001"}, {"get-deps|upgrade,plugins upgrade", "PI001"}});
constexpr auto cabal = std::to_array<VerbRow>({{"upload", "PU001"}, {"update|install|get|fetch", "PI001"}});
constexpr auto stack = std::to_array<VerbRow>({{"upload", "PU001"}, {"install|setup|update|upgrade|new", "PI001"}});
constexpr auto opam = std::to_array<VerbRow>({
    {"publish", "PU001"},
    {"install|update|upgrade|init|reinstall|pin,switch create,pin add", "PI001"},
    {"remove|uninstall,switch remove", "PI007"},
});
constexpr auto cpan = std::to_array<VerbRow>({{"*", "PI001"}});
constexpr auto luarocks = std::to_array<VerbRow>({
    {"upload", "PU001"},
    {"install|build|download|make", "PI001"},
    {"remove", "PI007"},
});
constexpr auto pub = std::to_array<VerbRow>({
    {"pub publish|lish", "PU001"},
    {"pub get|add|upgrade|downgrade,pub global activate,pub cache repair|add", "PI008", "--offline"},
    {"pub get|add|upgrade|downgrade,pub global activate,pub cache repair|add", "PI001"},
    {"upgrade", "PI001"},
    {"pub remove,pub global deactivate", "PI007"},
});
constexpr auto pod =
    std::to_array<VerbRow>({{"trunk push|delete|deprecate", "PU001"}, {"install|update,repo update", "PI001"}});
constexpr auto carthage = std::to_array<VerbRow>({{"update|bootstrap|checkout", "PI001"}});
constexpr auto swift =
    std::to_array<VerbRow>({{"package resolve|update|add-dependency", "PI001"}, {"package-registry publish", "PU001"}});

constexpr NameList npm_valued =
    "--prefix|-C|--workspace|-w|--registry|--cache|--userconfig|--globalconfig|--loglevel|--location|--tag|--otp|"
    "--cwd|--dir|--filter|-F|--package|-p|-c|--call|--script-shell|--omit|--include|--cache-folder|--modules-folder";
constexpr NameList pip_valued =
    "-i|--index-url|--extra-index-url|-r|--requirement|-c|--constraint|-e|--editable|-t|--target|--root|--prefix|"
    "--python|-f|--find-links|--trusted-host|--proxy|--cache-dir|--log|--timeout|--retries|--platform|-d|--dest|--with|"
    "--from|--directory|--project|-p|--spec|--group|--extra|-P|--config-file|--cert|--client-cert";
constexpr NameList cargo_valued =
    "--manifest-path|--color|-Z|--config|--target|--target-dir|-p|--package|--features|-F|--index|--registry|--git|"
    "--branch|--rev|--tag|--path|--version|--vers|--root|-j|--jobs|--profile|--bin|--example|-C";
constexpr NameList maven_valued = "-f|--file|-s|--settings|-gs|-pl|--projects|-P|-T|-l|-b|--builder|-t";
constexpr NameList gradle_valued =
    "-p|--project-dir|-b|--build-file|-c|--settings-file|-I|--init-script|-x|--exclude-task|-g|--tests";

constexpr auto rows = std::to_array<ToolRow>({
    {"npm", npm, npm_valued, judge_package_source, {}, "-h|-v|-l"},
    {"npx", npx, "--prefix|--registry|-p|--package|-c|--call|--cache|--userconfig", judge_package_source, {}, "-h|-v"},
    {"bunx", npx, "-p|--package", judge_package_source, {}, "-h|-v"},
    {"pnpx", npx, "-p|--package", judge_package_source, {}, "-h|-v"},
    {"yarn", yarn, npm_valued, judge_package_source, {}, "-h|-v"},
    {"yarnpkg", yarn, npm_valued, judge_package_source, {}, "-h|-v"},
    {"pnpm", pnpm, npm_valued, judge_package_source, {}, "-h|-v"},
    {"bun", bun, "--cwd|--config|-c|--registry|--filter", judge_code, {}, "-h|-v"},
    {"deno", deno, "-c|--config|--import-map|--lock", judge_code, {}, "-h|-V"},
    {"corepack", corepack},
    {"bower", bower},
    {"pip", pip, pip_valued, judge_package_source, {}, "-h|-V"},
    {"pip3", pip, pip_valued, judge_package_source, {}, "-h|-V"},
    {"pipx", pipx, pip_valued, judge_package_source, {}, "-h"},
    {"pipenv", pipenv, pip_valued, judge_package_source, {}, "-h"},
    {"poetry",
     poetry,
     "-C|--directory|-P|--project|-G|--group|-E|--extras|--source",
     judge_package_source,
     {},
     "-h|-V"},
    {"uv", uv, pip_valued, judge_package_source, {}, "-h|-V"},
    {"uvx", npx, pip_valued, judge_package_source, {}, "-h|-V"},
    {"pdm", pdm, "-p|--project|-g|-G", judge_package_source, {}, "-h|-V"},
    {"rye", hatch, "", judge_package_source, {}, "-h|-V"},
    {"hatch", hatch, "-e|--env|-p|--project", judge_package_source, {}, "-h"},
    {"flit", flit, "-f|--ini-file|--repository"},
    {"twine", twine},
    {"conda", conda, "-n|--name|-p|--prefix|-c|--channel|-f|--file", judge_package_source, {}, "-h|-d"},
    {"mamba", conda, "-n|--name|-p|--prefix|-c|--channel|-f|--file", judge_package_source, {}, "-h"},
    {"micromamba", conda, "-n|--name|-p|--prefix|-c|--channel|-f|--file|-r", judge_package_source, {}, "-h"},
    {"easy_install", easy_install, "-i|--index-url", judge_package_source},
    {"cargo", cargo, cargo_valued, judge_package_source, {}, "-h|-V"},
    {"go", go, "-C|-o|-p|-tags|-ldflags|-mod|-modfile", judge_package_source, {}, "-h", Style::words},
    {"gem", gem, "--source|-s|-v|--version|-i|--install-dir|-n|--bindir|--platform", judge_package_source, {}, "-h"},
    {"bundle", bundle, "--gemfile|--path|--jobs|-j|--with|--without|--retry", judge_package_source, {}, "-h"},
    {"composer", composer, "-d|--working-dir", judge_package_source, {}, "-h|-V"},
    {"pecl", pecl},
    {"pear", pecl},
    {"mvn", maven, maven_valued, nullptr, {}, "-h|-v"},
    {"mvnw", maven, maven_valued, nullptr, {}, "-h|-v"},
    {"gradle", gradle, gradle_valued, nullptr, {}, "-h|-v|-m"},
    {"gradlew", gradle, gradle_valued, nullptr, {}, "-h|-v|-m"},
    {"sbt", sbt},
    {"lein", lein},
    {"dotnet", dotnet, "--project|-s|--source|-k|--api-key|-c|-o|-f|-r|-v|--version", judge_package_source, {}, "-h"},
    {"nuget", nuget, "-Source|-ApiKey|-OutputDirectory|-Version", judge_package_source, {}, "-h", Style::words},
    {"mix", mix},
    {"rebar3", rebar},
    {"cabal", cabal},
    {"stack", stack},
    {"opam", opam, "--switch|--root", nullptr, {}, "-h|-n"},
    {"cpan", cpan, "", nullptr, {}, "-h|-v|-l|-a|-D"},
    {"cpanm", cpan, "--mirror|-M|--from|-l|-L", judge_package_source, {}, "-h|-V"},
    {"cpm", cpan, "-L|-r|--resolver"},
    {"luarocks", luarocks, "--server|--tree|--only-server", judge_package_source, {}, "-h"},
    {"dart", pub, "", nullptr, {}, "-h|-n"},
    {"flutter", pub, "", nullptr, {}, "-h|-n"},
    {"pod", pod},
    {"carthage", carthage},
    {"swift", swift, "", judge_code},
});

}  // namespace

const ToolTable& language_package_tools() {
  return Packed<rows>::table;
}

}  // namespace vg::rules
