// SPDX-License-Identifier: Apache-2.0
/// Programs of which some uses are certainly harmless, and which those are.
#pragma once

#include "core/gate/tools.h"

namespace vg::gate_names {

struct Row {
  const char* names;  ///< separated by blanks
  GateCheck check;
  const char* harmless = "";  ///< the lists of GateTool
  const char* asked = "";
  const char* refused = "";
};

inline constexpr Row rows[] = {
    {"alembic", GateCheck::verb, "history heads current show branches --help"},
    {"apt", GateCheck::verb, "list search show policy depends rdepends --version -v -h --help",
     "-o* --option* -c* --config*", "*"},
    {"apt-get dnf yum zypper apk pacman microdnf aptitude tdnf dnf5", GateCheck::verb, "--version -h --help", "", "*"},
    {"awk gawk mawk nawk", GateCheck::awk},
    {"aws", GateCheck::verb,
     "s3/ls sts/get-caller-identity ec2/describe-* iam/list-* s3api/list-* logs/describe-* "
     "lambda/list-* rds/describe-* ecs/list-* ecs/describe-* eks/list-* eks/describe-* "
     "cloudformation/describe-* cloudformation/list-* secretsmanager/list-secrets "
     "secretsmanager/describe-secret s3api/head-* sns/list-* sqs/list-* dynamodb/list-* "
     "dynamodb/describe-* help --version",
     "--with-decryption"},
    {"bat batcat delta fzf", GateCheck::flags, "", "--pager* --bind*"},
    {"base64", GateCheck::flags, "", "-o* --o*"},
    {"brew", GateCheck::verb,
     "list ls search info outdated config doctor deps leaves uses desc home cat log --version --prefix "
     "--cellar --repository --cache services/list -h --help",
     "", "install upgrade reinstall bundle tap fetch uninstall remove rm autoremove untap services"},
    {"bun", GateCheck::verb, "test run build pm/ls -v --version -h --help",
     "-e* -p* --eval* --print* http* --registry*",
     "install i add ci install-test it cit update up upgrade dedupe exec x init create publish "
     "unpublish link uninstall remove rm un dlx fetch import ddp"},
    {"bundle bundler", GateCheck::run,
     "list show check outdated info version env platform help doctor config/list config/get -v "
     "--version -h --help",
     "", "() install update add remove clean config"},
    {"cargo", GateCheck::verb,
     "build b check c test t run r bench doc d clippy fmt metadata tree version clean search "
     "locate-project pkgid nextest help rustc rustdoc report read-manifest verify-project -V --version "
     "--list -h --help",
     "--config* --index* --registry*",
     "install add fetch update binstall generate publish yank uninstall remove rm owner"},
    {"cmake", GateCheck::flags, "", "-P* -E* --install*"},
    {"code code-insiders codium cursor", GateCheck::flags, "",
     "--install-extension* --uninstall-extension* --update-extensions -e* --extensions*"},
    {"composer", GateCheck::verb,
     "show validate dump-autoload dumpautoload outdated run run-script test check-platform-reqs "
     "licenses why why-not about list status -V --version -h --help",
     "", "install i require r update u upgrade create-project global remove config reinstall"},
    {"conda mamba micromamba", GateCheck::verb, "list info search env/list config/--show --version -V -h --help", "",
     "install create update upgrade env remove uninstall config"},
    {"crontab", GateCheck::verb, "-l", "-r* -e* -u*"},
    {"curl", GateCheck::curl},
    {"deno", GateCheck::verb, "test fmt lint check bench doc task info -V --version -h --help", "http* jsr:* npm:* -e*",
     "install add cache eval upgrade publish"},
    {"docker podman nerdctl", GateCheck::verb,
     "ps images logs inspect version info stats top port diff history search events build buildx/ls "
     "compose/ps compose/logs compose/up compose/build compose/config compose/ls compose/images "
     "compose/top compose/version compose/stop compose/start compose/restart compose/down volume/ls volume/inspect "
     "network/ls network/inspect image/ls image/inspect container/ls container/inspect container/logs "
     "context/ls context/show system/df system/info -v --version -h --help",
     "-v* --volumes --rmi* -H* --host* *Env*",
     "run exec pull push rm rmi system volume kill create image container compose network swarm stack "
     "service login"},
    {"docker-compose podman-compose", GateCheck::verb,
     "ps logs up down build config ls images top version stop start restart --version -h --help",
     "-v* --volumes --rmi*", "pull rm kill exec run push"},
    {"dotnet", GateCheck::verb,
     "build test run clean format list msbuild sln --info --version --list-sdks --list-runtimes -h "
     "--help",
     "--source* -s", "restore add tool new nuget workload remove"},
    {"emacs", GateCheck::flags, "", "-* +*"},
    {"env", GateCheck::wrapper, "", "", "env"},
    {"fd fdfind", GateCheck::flags, "", "-x* -X* --exec* *x"},
    {"find gfind", GateCheck::find},
    {"gcc g++ cc", GateCheck::flags, "", "-wrapper* -fplugin* @* -B* -specs*"},
    {"gem", GateCheck::verb,
     "list search env environment which contents specification info query outdated help -v --version "
     "-h --help",
     "", "install i update fetch push yank uninstall cleanup sources owner"},
    {"gh", GateCheck::verb,
     "pr/view pr/list pr/diff pr/status pr/checks pr/checkout pr/comment issue/view issue/list "
     "issue/status issue/create issue/comment repo/view repo/list run/view run/list run/watch "
     "run/download release/view release/list release/download workflow/view workflow/list auth/status "
     "search status browse label/list gist/list gist/view --version version help --help",
     "", "api repo release secret variable auth extension workflow ssh-key gpg-key gist"},
    {"git", GateCheck::git},
    {"go", GateCheck::verb,
     "build test vet fmt list version doc env tool clean help run generate fix bug mod/init mod/graph "
     "mod/why mod/verify mod/edit work/use work/init -h --help",
     "*@* -w -exec* -toolexec* --exec*", "get install mod work"},
    {"gradle gradlew", GateCheck::flags, "",
     "*ublish* *pload* --refresh-dependencies *wrapper* -I* --init-script* -b* -p* --build-file* "
     "--project-dir* -c* --settings-file*"},
    {"haproxy", GateCheck::verb, "-c -v -vv"},
    {"helm", GateCheck::verb,
     "list ls status history hist get show inspect template lint search version env verify repo/list "
     "plugin/list --help -h",
     "http* oci*", "install upgrade uninstall delete rollback pull push plugin repo dependency dep"},
    {"ip", GateCheck::verb,
     "addr/show address/show a/show link/show route/show r/show neigh/show rule/show route/get "
     "addr/list link/list route/list a$ addr$ address$ link$ r$ route$ neigh$ rule$ -V",
     "del* delete* flush* set change replace add append"},
    {"iptables ip6tables", GateCheck::verb, "-L -S --list --list-rules -V --version",
     "-F* -X* -P* -D* -A* -I* -R* -Z* -N* -E* --flush* --delete* --append* --insert* --policy* "
     "--replace*",
     "*"},
    {"journalctl", GateCheck::flags, "", "--vac* --rot* --flush* --sync* --relin* --setup* --update*"},
    {"kill", GateCheck::kill},
    {"kubectl oc", GateCheck::verb,
     "get describe logs version top explain api-resources api-versions cluster-info diff auth/can-i "
     "rollout/status rollout/history port-forward wait config/current-context config/get-contexts "
     "config/get-clusters --help",
     "secret* *secret* --raw*",
     "delete drain apply replace exec run create scale patch edit cordon uncordon cp set label "
     "annotate taint"},
    {"less more most", GateCheck::flags, "", "+* -o* -O* -k* --log* --LOG* -*o* --lesskey*"},
    {"make gmake", GateCheck::flags, "", "SHELL* .SHELLFLAGS* --e* -E* -f* --f* --mak* -I* -C/* *=*(*"},
    {"man", GateCheck::flags, "", "-P* -H* --pager* --html* -*P* -*H* -M* --manpath*"},
    {"meson", GateCheck::verb,
     "setup compile test configure introspect dist devenv format fmt rewrite --version --help", "",
     "install subprojects wrap"},
    {"mix", GateCheck::verb, "test compile format help deps deps.tree phx.server phx.routes run --version", "",
     "deps.get deps.update archive.install escript.install local.hex local.rebar hex.publish "
     "deps.unlock"},
    {"mount", GateCheck::verb, "() -l -V --version --help"},
    {"mvn mvnw", GateCheck::flags, "",
     "*deploy* release* dependency:* archetype:* wrapper* versions:* exec:* -f* --file* site*"},
    {"nano pico", GateCheck::flags, "", "-s* --speller*"},
    {"nginx", GateCheck::verb, "-t -T -v -V", "-s*"},
    {"nice", GateCheck::wrapper, "", "", "nice"},
    {"ninja jq", GateCheck::flags},
    {"node nodejs", GateCheck::interpreter,
     "-v --version -h --help --test --watch --no-lazy --no-warnings --inspect* --enable-source-maps --trace* "
     "--max-old-space-size=* --expose-gc --experimental-vm-modules --preserve-symlinks "
     "--trace-warnings --harmony*",
     "", "js"},
    {"nohup setsid time unbuffer catchsegv fakeroot command chronic eatmydata", GateCheck::wrapper, "", "", "plain"},
    {"npm", GateCheck::verb,
     "run run-script test t tst start stop restart ls list ll la view v info show search s outdated "
     "root prefix bin whoami ping explain why pack fund doctor help docs bugs repo version init/-y$ init$ "
     "cache/clean cache/verify cache/ls config/get "
     "config/list config/ls get audit -v --version -h --help -l",
     "fix --registry* --script-shell* --prefix*",
     "install i add ci install-test it cit update up upgrade dedupe exec x init create publish "
     "unpublish link uninstall remove rm un dlx fetch import ddp"},
    {"openssl", GateCheck::verb, "x509 version rand ciphers"},
    {"pdm hatch rye", GateCheck::run,
     "show list info config-get version build env/show env/find test fmt --version -V -h --help", "",
     "install add sync update lock publish remove env self prune"},
    {"perl ruby php lua luajit groovy guile irb pry jshell kotlin scala tclsh wish ts-node tsx osh erl "
     "elixir",
     GateCheck::interpreter, "-w -W -v --version --help"},
    {"pip pip2 pip3", GateCheck::verb,
     "list show freeze check index inspect hash debug help config/list config/get config/debug "
     "cache/list cache/info cache/dir -V --version -h --help",
     "--editor* --index-url* -i*", "install download wheel uninstall config sync"},
    {"pipenv", GateCheck::run, "graph check --venv --where --py --version -h --help", "",
     "install update sync upgrade lock uninstall clean"},
    {"playwright", GateCheck::verb, "test codegen show-report --version", "", "install"},
    {"pnpm", GateCheck::verb, "test t run start ls list why outdated view root bin store/path -v --version -h --help",
     "--registry*",
     "install i add ci install-test it cit update up upgrade dedupe exec x init create publish "
     "unpublish link uninstall remove rm un dlx fetch import ddp"},
    {"poetry", GateCheck::run,
     "show check build version env/info env/list search about list help --version -V -h --help", "",
     "install add update sync lock self publish remove config"},
    {"pre-commit", GateCheck::verb, "run validate-config sample-config --version", "", "install autoupdate"},
    {"pyenv rbenv nodenv", GateCheck::run,
     "versions version which root prefix local global shell rehash whence commands init hooks "
     "version-name version-file version-origin shims help --version",
     "", "install update uninstall fetch"},
    {"python python2 python3 pypy pypy3", GateCheck::interpreter,
     "--version -V --help -h -u -B -O -OO -s -S -E -I -v -q", "", "py"},
    {"rails rake", GateCheck::flags, "", "*db:* /* destroy d -e* --execute* runner r -f* -C* dbconsole"},
    {"rg ripgrep", GateCheck::flags, "", "--pre* --hostname-bin*"},
    {"rm", GateCheck::remove},
    {"rustup", GateCheck::verb,
     "show which doc check help toolchain/list target/list component/list run --version -V -h --help", "",
     "install update toolchain component target self default uninstall"},
    {"sed gsed", GateCheck::sed},
    {"sh bash dash zsh ksh ksh93 mksh ash yash posh", GateCheck::shell},
    {"sort", GateCheck::flags, "", "-o* --o* -*o* --compress-program* -T* --t*"},
    {"stdbuf", GateCheck::wrapper, "", "", "stdbuf"},
    {"swift", GateCheck::verb, "build test run --version package/describe package/dump-package", "",
     "package package-registry"},
    {"systemctl", GateCheck::verb,
     "status is-active is-enabled is-failed is-system-running list-units list-unit-files list-timers "
     "list-sockets list-jobs show cat list-dependencies get-default --version --help -h",
     "-H* -M* --host* --machine*"},
    {"tar gtar bsdtar", GateCheck::tar},
    {"terraform tofu", GateCheck::verb,
     "plan validate fmt show output version graph console state/list state/show workspace/list "
     "workspace/show workspace/select -version --version -help --help",
     "mirror lock", "apply destroy init get import state taint untaint force-unlock workspace providers refresh"},
    {"timeout", GateCheck::wrapper, "", "", "timeout"},
    {"tmux", GateCheck::verb, "ls list-sessions list-windows list-panes -V info"},
    {"twine", GateCheck::verb, "check --version", "", "upload register"},
    {"unzip", GateCheck::unzip},
    {"uv", GateCheck::run,
     "pip/list pip/show pip/freeze pip/check pip/tree tree version python/list python/find tool/list "
     "tool/dir cache/dir help build venv --version -V -h --help",
     "--index* --extra* --with* --find* -f -i", "sync add lock pip tool publish remove python self"},
    {"vagrant", GateCheck::verb, "status global-status version box/list --version"},
    {"vi vim nvim view rvim vimdiff ex micro helix hx info", GateCheck::flags, "", "-* +*"},
    {"xargs", GateCheck::wrapper, "", "", "xargs"},
    {"yarn yarnpkg", GateCheck::verb,
     "test run start why list info outdated version config/get config/list -v --version -h --help", "--registry*",
     "() install i add ci install-test it cit update up upgrade dedupe exec x init create publish "
     "unpublish link uninstall remove rm un dlx fetch import ddp global npm"},
    {"valgrind", GateCheck::wrapper, "", "", "valgrind"},
    {"az gcloud gsutil bq mc azcopy s3cmd s5cmd b2 doctl heroku fly flyctl firebase wrangler netlify vercel oci "
     "ibmcloud eksctl "
     "linode-cli hcloud glab circleci nats rabbitmqctl vault bao op argocd istioctl flux velero pulumi restic borg "
     "gitlab-runner "
     "sentry-cli stripe consul nomad etcdctl",
     GateCheck::reads,
     "list ls show describe exists info status version view stat du cat find list_queues whoami url diff preview "
     "lookup validate",
     "*secret* *token* *key* *kv* *password* *access* *credential* -X* --method* *:* -c* --raw* decrypt* exec run ssh "
     "scp "
     "get-credentials read* login get* inject",
     "delete destroy remove rm rb purge terminate drop revoke nuke unregister unsubscribe wipe erase unset reset "
     "create update set add "
     "deploy scale restart apply promote rollback start stop upload push migrate put import publish seal disable "
     "forget prune delete-* "
     "remove-* destroy-* up down mv cp sync move copy rsync mirror submit enable write patch edit del"},
    {"kafka-topics kafka-topics.sh kafka-configs kafka-configs.sh", GateCheck::flags, "",
     "--delete* --create* --alter* --add* --exec* --command* -*", ""},
    {"mkdir touch", GateCheck::makes},
};

}  // namespace vg::gate_names
