// SPDX-License-Identifier: Apache-2.0
// Code hosting, continuous integration, hosting platforms, services with a command line of their own.
#include <array>

#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr auto gh = std::to_array<VerbRow>({
    {"auth token", "CR002"},
    {"auth login|logout|refresh|setup-git|switch", "PL002"},
    {"repo delete", "PL001"},
    {"repo edit", "PL001", "--visibility"},
    {"repo clone", "GT011"},
    {"repo create|archive|unarchive|rename|edit|sync|fork|deploy-key|set-default", "PL002"},
    {"release delete|delete-asset", "PL001"},
    {"release create", "PU001"},
    {"release upload|edit", "PL002"},
    {"issue delete", "PL001"},
    {"issue close|reopen|edit|transfer|lock|unlock|pin|unpin|develop", "PL002"},
    {"pr create|merge|close|reopen|edit|ready|review|lock|unlock|update-branch", "PL002"},
    {"secret set|delete|remove", "PL001"},
    {"variable set|delete", "PL002"},
    {"ssh-key|gpg-key add|delete", "PL001"},
    {"workflow disable", "PL001"},
    {"workflow run|enable", "PL002"},
    {"run cancel|delete|rerun", "PL002"},
    {"cache delete,label delete|create|edit,project *,codespace create|stop", "PL002"},
    {"codespace delete,gist delete,ruleset delete", "PL001"},
    {"gist create|edit|rename", "PL002"},
    {"extension|ext install|upgrade|create", "PI001"},
    {"extension|ext remove", "PI007"},
    {"alias set", "GT010", "-s|--shell"},
    {"config set", "PL002"},
});

constexpr auto glab = std::to_array<VerbRow>({
    {"repo clone", "GT011"},
    {"repo|project delete|transfer", "PL001"},
    {"variable delete|set|update", "PL001"},
    {"release delete", "PL001"},
    {"issue|mr|milestone|label|snippet|schedule|token|ssh-key|deploy-key|runner delete|revoke|rm", "PL001"},
    {"release create|upload", "PU001"},
    {"mr|issue create|merge|close|reopen|update|approve|revoke|rebase|note", "PL002"},
    {"ci|pipeline run|retry|cancel|delete|trigger", "PL002"},
    {"repo|project create|fork|archive|mirror", "PL002"},
    {"auth login", "PL002"},
});

constexpr auto vercel = std::to_array<VerbRow>({
    {"... rm|remove|delete|unset|revoke|purge", "CL005"},
    {"env add|pull|update", "PL002"},
    {"deploy|promote|rollback|redeploy|link|--prod,alias set,dns add,domains add|move|buy,git connect", "CL006"},
    {"", "CL006", "--prod"},
});

constexpr auto service = std::to_array<VerbRow>({
    {"help|version|login|logout|whoami|status|list|validate"},
    {"... delete|destroy|remove|rm|purge|terminate|drop|revoke|unsubscribe|unregister|remove-secret|delete-*|remove-*|"
     "*:delete|*:remove|*:destroy|unset|disable|cancel|archive|void|refund",
     "PL001"},
    {"... "
     "create|update|set|add|trigger|run|store-secret|publish|deploy|upload|enable|promote|rotate|import|edit|invite|"
     "resend|send|*:create|*:update|start|stop|restart",
     "PL002"},
});

constexpr auto messaging = std::to_array<VerbRow>({
    {"help|version|login|logout|whoami|status|listen|logs"},
    {"... "
     "delete|destroy|remove|rm|purge|terminate|drop|revoke|unsubscribe|delete-*|remove-*|*:delete|*:remove|*:purge|"
     "unset|clear",
     "MS001"},
    {"... create|update|set|add|send|publish|trigger|post|import|upload|*:create|*:update|*:send", "PL002"},
});

constexpr auto gitlab_runner = std::to_array<VerbRow>({
    {"unregister|uninstall|stop", "PL001"},
    {"register|run|install|start|restart|reset-token", "PL002"},
});
constexpr auto gitlab_rake = std::to_array<VerbRow>({
    {"gitlab:backup:restore|gitlab:cleanup:*|gitlab:db:*|db:drop*|db:reset", "PL001"},
    {"gitlab:backup:create|gitlab:*", "PL002"},
});
constexpr auto gitlab_rails = std::to_array<VerbRow>({{"runner|console|dbconsole|c|r", "PL001"}});
constexpr auto supabase = std::to_array<VerbRow>({
    {"db reset", "DB006"},
    {"projects|secrets|functions|branches|storage delete|unset|rm", "CL005"},
    {"link,db push,migration up,functions deploy,secrets set", "DB002"},
});

constexpr auto rows = std::to_array<ToolRow>({
    {"gh", gh, "-R|--repo|-t|--title|-b|--body|-F|--body-file|-l|--label|-a|--assignee|-m|-X|--method|--hostname",
     judge_api_call, "HO001", "-h"},
    {"glab", glab, "-R|--repo|-t|--title|-d|--description|-X|--method", judge_api_call, "HO001", "-h"},
    {"hub", gh, "", judge_api_call, "HO001", "-h"},
    {"tea", service, "", nullptr, "HO001", "-h"},
    {"vercel", vercel, "-S|--scope|-t|--token|-A", nullptr, "HO001", "-h"},
    {"now", vercel, "", nullptr, "HO001", "-h"},
    {"circleci", service, "--token|--host", nullptr, "HO001", "-h"},
    {"buildkite-agent", service, "", nullptr, "HO001", "-h"},
    {"bk", service, "", nullptr, "HO001", "-h"},
    {"travis", service, "-r|--repo", nullptr, "HO001", "-h"},
    {"drone", service, "", nullptr, "HO001", "-h"},
    {"woodpecker-cli", service, "", nullptr, "HO001", "-h"},
    {"jfrog", service, "", nullptr, "HO001", "-h"},
    {"jf", service, "", nullptr, "HO001", "-h"},
    {"fastlane", messaging, "", nullptr, "HO001", "-h"},
    {"gitlab-runner", gitlab_runner, "--url|--token|-c", nullptr, "HO001", "-h"},
    {"gitlab-rake", gitlab_rake, "", nullptr, "HO001"},
    {"gitlab-rails", gitlab_rails, "", nullptr, "HO001"},
    {"supabase", supabase, "--project-ref", nullptr, "HO001", "-h"},
    {"stripe", messaging, "-p|--project-name|--api-key", nullptr, "HO001", "-h"},
    {"twilio", messaging, "-p|--profile", nullptr, "HO001", "-h"},
    {"sendgrid", messaging, "", nullptr, "HO001", "-h"},
    {"ldcli", messaging, "", nullptr, "HO001", "-h"},
    {"launchdarkly", messaging, "", nullptr, "HO001", "-h"},
    {"pd", messaging, "", nullptr, "HO001", "-h"},
    {"sentry-cli", messaging, "-o|--org|-p|--project", nullptr, "HO001", "-h"},
    {"newrelic", messaging, "", nullptr, "HO001", "-h"},
    {"datadog-ci", messaging, "", nullptr, "HO001", "-h"},
    {"algolia", messaging, "", nullptr, "HO001", "-h"},
    {"shopify", messaging, "--store", nullptr, "HO001", "-h"},
    {"auth0", messaging, "", nullptr, "HO001", "-h"},
    {"okta", messaging, "", nullptr, "HO001", "-h"},
    {"slack", messaging, "", nullptr, "HO001", "-h"},
    {"contentful", messaging, "", nullptr, "HO001", "-h"},
    {"cloudinary", messaging, "", nullptr, "HO001", "-h"},
    {"flarectl", messaging, "", nullptr, "HO001", "-h"},
    {"fastly", messaging, "-s|--service-id|-t", nullptr, "HO001", "-h"},
    {"akamai", messaging, "", nullptr, "HO001", "-h"},
    {"dnscontrol", messaging, "", nullptr, "HO001", "-h"},
    {"mailchimp", messaging, "", nullptr, "HO001", "-h"},
    {"postmark", messaging, "", nullptr, "HO001", "-h"},
    {"pagerduty", messaging, "", nullptr, "HO001", "-h"},
    {"grafana-cli", messaging, "", nullptr, "HO001", "-h"},
    {"confluent", messaging, "", nullptr, "HO001", "-h"},
    {"ngrok", {}, "", judge_listen, "HO001"},
});

}  // namespace

const ToolTable& platform_tools() {
  return Packed<rows>::table;
}

}  // namespace vg::rules
