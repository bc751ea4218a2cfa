// SPDX-License-Identifier: Apache-2.0
// Web frameworks and content systems: what their command lines do to the database, behind an interpreter or alone.
// Also version control beside git.
#include <array>

#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr auto console = std::to_array<VerbRow>({
    {"doctrine:database:drop|doctrine:schema:drop|doctrine:fixtures:load|doctrine:mongodb:schema:drop|"
     "doctrine:query:sql|dbal:run-sql|d:d:d|d:s:d|sylius:install|cache:pool:prune",
     "DB006"},
    {"doctrine:migrations:*|doctrine:schema:*|d:m:m|messenger:stop-workers|user:*", "DB002"},
});
constexpr auto ace = std::to_array<VerbRow>({
    {"migration:fresh|migration:reset|migration:refresh|db:wipe|db:truncate", "DB006"},
    {"migration:run|migration:rollback|db:seed", "DB002"},
});
constexpr auto spark = std::to_array<VerbRow>({
    {"migrate:refresh|migrate:reset|db:drop", "DB006"},
    {"migrate|migrate:rollback|db:seed|db:create", "DB002"},
});
constexpr auto yii = std::to_array<VerbRow>({
    {"migrate/fresh|migrate/redo|migrate/down|cache/flush-all|project-config/rebuild", "DB006"},
    {"migrate|migrate/up|migrate/*|up", "DB002"},
});
constexpr auto craft = std::to_array<VerbRow>({
    {"db/drop-all-tables|db/restore|users/delete|entrify/*|migrate/down", "DB006"},
    {"migrate|migrate/*|up|project-config/apply|project-config/*|plugin/*|users/*", "DB002"},
});
constexpr auto drush = std::to_array<VerbRow>({
    {"sql-drop|sql:drop|site-install|site:install|si|user:cancel|entity:delete|pm:uninstall|pmu|sql:sync|sql-sync",
     "DB006"},
    {"updatedb|updb|config:import|cim|cache:rebuild|cr|deploy|sql-query|sql:query|sqlq|user:*", "DB002"},
});
constexpr auto wp = std::to_array<VerbRow>({
    {"db drop|reset|clean,site empty|delete|archive|spam,user delete,plugin delete,post delete,db import,term delete,"
     "option delete,comment delete,theme delete",
     "DB006"},
    {"search-replace,db query,core update|update-db|install,user create|update|set-role,plugin activate|deactivate|"
     "uninstall,option update|set,post create|update,rewrite flush",
     "DB002"},
    {"plugin install|update,theme install|update,core download", "PI001"},
});
constexpr auto magento = std::to_array<VerbRow>({
    {"setup:uninstall|setup:rollback|module:uninstall|admin:user:delete", "DB006"},
    {"setup:*|module:*|config:*|indexer:*|admin:user:create", "DB002"},
});
constexpr auto occ = std::to_array<VerbRow>({
    {"user:delete|group:delete|files:cleanup|trashbin:cleanup|versions:cleanup|app:remove|db:convert-type", "DB006"},
    {"maintenance:*|user:*|group:*|app:*|db:*|config:*|upgrade", "DB002"},
});
constexpr auto cake =
    std::to_array<VerbRow>({{"migrations rollback,schema_cache clear", "DB006"}, {"migrations migrate|seed", "DB002"}});
constexpr auto ecto = std::to_array<VerbRow>({{"... drop*|reset*|delete*", "DB006"}, {"... migrate*|up", "DB002"}});
constexpr auto odoo = std::to_array<VerbRow>({
    {"db drop", "DB006"},
    {"", "DB002", "-u|--update|-i|--init"},
});
constexpr auto bench = std::to_array<VerbRow>({
    {"drop-site|reinstall|restore|--site * reinstall|uninstall-app,... reinstall|drop-site|uninstall-app|"
     "transform-database|partial-restore",
     "DB006"},
    {"... migrate|install-app|update|backup", "DB002"},
    {"get-app", "PI001"},
});
constexpr auto strapi = std::to_array<VerbRow>({
    {"import|restore|transfer", "DB006", "--force|--yes|-y"},
    {"import|transfer", "DB002"},
});

constexpr auto jj = std::to_array<VerbRow>({
    {"abandon|op restore|undo|op undo|op abandon|operation restore|operation abandon|util gc", "GT001"},
    {"op|operation restore|undo|abandon|revert", "GT001"},
    {"restore", "GT003"},
    {"git push", "GT005", "--deleted|--all|--allow-empty-description"},
    {"git clone", "GT011"},
    {"bookmark|branch|tag delete|forget|d|f,workspace forget", "GT006"},
});
constexpr auto filter_repo = std::to_array<VerbRow>({{"", {}, "--analyze|--dry-run"}, {"", "GT008"}});
constexpr auto sapling = std::to_array<VerbRow>({
    {"clone", "GT011"},
    {"hide|uncommit|purge|clean|revert|rollback|debugstrip|strip", "GT001"},
    {"goto|go|update|up|co", "GT001", "-C|--clean"},
    {"push", "GT005", "-f|--force|--delete"},
});
constexpr auto fossil = std::to_array<VerbRow>({
    {"clone", "GT011"},
    {"clean|scrub|revert|purge|undo|deconstruct", "GT001"},
});
constexpr auto darcs = std::to_array<VerbRow>({
    {"clone|get", "GT011"},
    {"obliterate|unpull|revert|unrecord", "GT001"},
});
constexpr auto perforce = std::to_array<VerbRow>({
    {"obliterate", "GT008"},
    {"revert", "GT001"},
    {"... obliterate", "GT008"},
    {"clean|reconcile", "GT002"},
    {"... delete", "GT006", "-d|-f"},
});
constexpr auto bazaar = std::to_array<VerbRow>({{"clean-tree|revert|uncommit", "GT001"}, {"branch|clone", "GT011"}});
constexpr auto delta_remote = std::to_array<VerbRow>({
    {"destroy|gc|remove", "GT008"},
    {"push", "PL002"},
    {"pull|fetch|get|import|get-url", "NW003"},
});
constexpr auto annex = std::to_array<VerbRow>({{"drop|dead|dropunused|dropkey", "GT001", "--force"},
                                               {"drop|dropunused|unannex|uninit", "GT006"},
                                               {"get|addurl|importfeed", "NW003"}});
constexpr auto spice = std::to_array<VerbRow>({
    {"delete|branch delete|repo restack|ship", "GT006"},
    {"submit|push|stack submit", "GT013", "-f|--force|--force-push"},
});

constexpr auto rows = std::to_array<ToolRow>({
    {"symfony-console", console, "-e|--env", nullptr, {}, "--dump-sql"},
    {"ace", ace},
    {"codeigniter-spark", spark},
    {"yii", yii},
    {"craft", craft},
    {"drush", drush, "-l|--uri|-r|--root", judge_framework_code},
    {"wp", wp, "--path|--url|--user", judge_framework_code},
    {"magento", magento},
    {"occ", occ},
    {"cake", cake},
    {"ecto", ecto},
    {"odoo", odoo, "-d|--database|-c|--config"},
    {"odoo-bin", odoo, "-d|--database|-c|--config"},
    {"bench", bench, "--site"},
    {"strapi", strapi, "-f|--file"},
    {"mikro-orm", ecto},
    {"db-migrate", ecto},
    {"jj", jj, "-R|--repository|--at-op|-r|--revisions|-m|--message", nullptr, {}, "-h"},
    {"git-filter-repo", filter_repo, "", nullptr, {}, "-h"},
    {"git-filter-branch", filter_repo, "", nullptr, {}, "-h"},
    {"sl", sapling, "-R|--cwd|-m"},
    {"fossil", fossil, "-R"},
    {"darcs", darcs},
    {"p4", perforce, "-p|-u|-c|-P"},
    {"bzr", bazaar},
    {"brz", bazaar},
    {"dvc", delta_remote, "-r|--remote"},
    {"git-annex", annex},
    {"gt", spice},
    {"git-spice", spice},
    {"av", spice},
});

}  // namespace

const ToolTable& framework_tools() {
  return Packed<rows>::table;
}

}  // namespace vg::rules
