// SPDX-License-Identifier: Apache-2.0
// Command lines of cloud providers and object stores.
#include <algorithm>
#include <array>

#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr auto aws = std::to_array<VerbRow>({
    {"help,... help"},
    {"configure get", "CR002"},
    {"configure|sso,... wait"},
    {"sts get-session-token|assume-role*|get-federation-token", "CR002"},
    {"secretsmanager get-secret-value|batch-get-secret-value", "CR002"},
    {"ssm get-parameter*", "CR002", "--with-decryption"},
    {"ecr|ecr-public get-login*|get-authorization-token", "CR002"},
    {"secretsmanager delete-secret|delete-*", "SC001"},
    {"secretsmanager put-*|update-*|create-*|rotate-*|restore-*|tag-*", "SC002"},
    {"iam create-access-key|attach-*|put-*-policy|create-login-profile|update-login-profile|add-user-to-group|"
     "create-policy-version|update-assume-role-policy|create-user|set-default-policy-version|add-role-to-instance-"
     "profile",
     "CL002"},
    {"s3api put-bucket-policy|put-bucket-acl|put-object-acl|delete-public-access-block|put-public-access-block",
     "CL002"},
    {"ec2 authorize-security-group-*|modify-snapshot-attribute|modify-image-attribute", "CL002"},
    {"cloudtrail stop-logging|delete-trail|update-trail|put-event-selectors", "CL002"},
    {"lambda add-permission", "CL002"},
    {"kms put-key-policy|create-grant|disable-key|schedule-key-deletion", "CL002"},
    {"guardduty|config|securityhub delete-*|stop-*|disable-*", "CL002"},
    {"s3api delete-bucket-policy|delete-bucket-tagging|delete-bucket-lifecycle|delete-object-tagging", "CL006"},
    {"sqs delete-message*", "CL006"},
    {"s3 rm|rb", "CL001"},
    {"s3 sync", "CL001", "--delete"},
    {"s3 mv", "CL006"},
    {"s3 cp|sync * s3://*", "CL006"},
    {"s3"},
    {"organizations|account leave-*|close-*", "CL001"},
    {"route53 change-resource-record-sets", "CL001"},
    {"* delete-*|terminate-*|remove-*|purge-*|deregister-*|release-*|revoke-*|batch-delete-*|empty-*|destroy-*|reset-*",
     "CL001"},
    {"* "
     "create-*|update-*|put-*|start-*|stop-*|reboot-*|modify-*|run-*|send-*|publish*|invoke*|import-*|attach-*|detach-*"
     "|"
     "associate-*|disassociate-*|set-*|enable-*|disable-*|tag-*|untag-*|register-*|restore-*|add-*|change-*|copy-*|"
     "deploy|"
     "execute-*|cancel-*|upload-*|authorize-*|failover-*|promote-*|allocate-*|admin-*|batch-write-*|transact-*",
     "CL006"},
});

constexpr auto gcloud = std::to_array<VerbRow>({
    {"help|info|version|topic|feedback|config,auth list"},
    {"components install|update", "PI001"},
    {"auth print-*,auth application-default print-access-token", "CR002"},
    {"... print-access-token|print-identity-token", "CR002"},
    {"secrets versions access", "CR002"},
    {"iam service-accounts keys create", "CR002"},
    {"... add-iam-policy-binding|set-iam-policy", "CL002"},
    {"... delete|destroy|purge|remove-iam-policy-binding|rm|rb|delete-*", "CL001"},
    {"storage cp|rsync|mv * gs://*", "CL006"},
    {"storage"},
    {"... "
     "deploy|create|update|set|enable|disable|start|stop|resize|patch|import|promote|restart|reset|submit|ssh|scp|"
     "apply|"
     "replace|migrate|rollback|add-*|remove-*|set-*|update-*|publish|call|failover|move|suspend|resume|rollout|attach-*"
     "|"
     "detach-*|simulate-*|execute|invoke|upload|reboot|restore|clone|upgrade",
     "CL006"},
});

constexpr auto gsutil = std::to_array<VerbRow>({
    {"rm|rb", "CL001"},
    {"rsync", "CL001", "-d"},
    {"iam|acl|defacl|bucketpolicyonly ch|set", "CL002"},
    {"cp|mv|rsync * gs://*", "CL006"},
    {"mv|mb|setmeta|rewrite|versioning|web|lifecycle|cors,notification set|create|delete", "CL006"},
});

constexpr auto az = std::to_array<VerbRow>({
    {"extension add|update", "PI001"},
    {"account get-access-token", "CR002"},
    {"keyvault secret show|download", "CR002"},
    {"... keys list", "CR002"},
    {"... acr credential show", "CR002"},
    {"version,... list|show|exists|wait|list-*|show-*|url"},
    {"acr repository untag", "CL006"},
    {"role assignment create", "CL002"},
    {"... delete|purge|delete-batch|remove|delete-*|rm|destroy", "CL001"},
    {"... "
     "create|update|set|start|stop|restart|deploy|up|import|add|upload|upload-batch|assign|scale|deallocate|invoke|run|"
     "swap|apply|enable|disable|regenerate|renew|reset|grant|revoke|copy|sync|restore|attach|detach|move|rollback|"
     "publish",
     "CL006"},
});

// Verbs that mean the same for every provider's tool.
constexpr auto provider = std::to_array<VerbRow>({
    {"auth token,auth:token,tokens create,... print-access-token|get-password|get-credentials|credentials:url",
     "CR002"},
    {"tokens|auth create|token", "CR002"},
    {"help|version|login|logout|whoami|status|config|completion,auth whoami"},
    {"... "
     "delete|destroy|remove|rm|rb|purge|terminate|drop|revoke|nuke|unregister|unsubscribe|wipe|erase|*:destroy|*:"
     "delete|"
     "*:remove|*:rm|*:unset|*:reset|*:purge|*:clear|*:drop|delete-*|destroy-*|remove-*|terminate-*|unset|del|uninstall|"
     "deprovision|detach|decommission|reset|down|Delete*|Terminate*|Destroy*|Release*|Remove*|*-delete|*-destroy|*-"
     "remove|*-rm|*-purge",
     "CL005"},
    {"... "
     "deploy|create|update|set|add|scale|restart|apply|promote|rollback|start|stop|upload|push|migrate|enable|disable|"
     "put|import|publish|*:set|*:add|*:create|*:restart|*:scale|*:promote|*:rollback|run|launch|up|edit|rename|attach|"
     "suspend|resume|pause|release|exec|ssh|restore|rotate|invite|grant|env:unset|env:set",
     "CL006"},
});
/// Rows of one tool in front of those it shares with others.
template <std::size_t n, std::size_t m>
constexpr std::array<VerbRow, n + m> joined(const std::array<VerbRow, n>& own, const std::array<VerbRow, m>& shared) {
  std::array<VerbRow, n + m> all{};
  std::copy(own.begin(), own.end(), all.begin());
  std::copy(shared.begin(), shared.end(), all.begin() + n);
  return all;
}
constexpr auto heroku = joined(std::to_array<VerbRow>({
                                   {"config|config:get|config:edit|redis:credentials|authorizations:*", "CR002"},
                               }),
                               provider);
constexpr auto railway = joined(std::to_array<VerbRow>({{"variables|vars|variable", "CR002", "", "--set"}}), provider);
constexpr auto beanstalk = joined(std::to_array<VerbRow>({{"printenv", "CR002"}}), provider);
constexpr auto netlify = std::to_array<VerbRow>({
    {"env:unset|env:set|env:import|env:clone", "CL006"},
    {"sites:delete|blobs:delete|unlink,api delete*", "CL005"},
    {"deploy|sites:create|functions:invoke|link", "CL006"},
});
constexpr auto mc = std::to_array<VerbRow>({
    {"rm|rb|undo,admin user remove,admin policy remove,admin bucket remote,replicate rm,ilm rm,"
     "event remove",
     "CL001"},
    {"admin user|group|policy remove|rm|disable", "CL001"},
    {"mirror", "CL001", "--remove"},
    {"cp|mirror * ./*|/*|../*|.|~*"},
    {"cp|mv|mirror * */*", "CL006"},
    {"mb|pipe,anonymous set,policy set,admin user add,admin service restart|stop", "CL006"},
});
constexpr auto azcopy = std::to_array<VerbRow>({
    {"remove|rm", "CL001"},
    {"sync|s", "CL001", "--delete-destination"},
    {"copy|cp|c|sync * http*", "CL006"},
});
constexpr auto s3cmd = std::to_array<VerbRow>({
    {"del|rm|rb|delbucket|delpolicy|expire", "CL001"},
    {"sync", "CL001", "--delete-removed|--delete"},
    {"setacl|setpolicy|accesslog", "CL002"},
    {"put|sync|mv|cp|modify", "CL006"},
});
constexpr auto bq = std::to_array<VerbRow>({{"rm", "CL001"}, {"load|mk|update|insert|cp|extract", "CL006"}});

constexpr NameList aws_valued =
    "--profile|--region|--output|--query|--endpoint-url|--color|--ca-bundle|--cli-read-timeout|--cli-connect-timeout";
constexpr NameList gcloud_valued =
    "--project|--account|--format|--configuration|--filter|--region|--zone|--location|--verbosity|--impersonate-"
    "service-account";
constexpr NameList az_valued =
    "-g|--resource-group|-n|--name|--subscription|-o|--output|--query|-c|--source|--pattern|--registry|--image|--id|-l|"
    "--account-name|--location|--vault-name|--server|--ids";

constexpr auto rows = std::to_array<ToolRow>({
    {"aws", aws, aws_valued, judge_upload, "HO001", "--generate-cli-skeleton"},
    {"gcloud", gcloud, gcloud_valued, judge_upload, "HO001", "-h"},
    {"gsutil", gsutil, "-o|-h", judge_upload, "HO001"},
    {"bq", bq, "--project_id|--location", nullptr, "HO001"},
    {"az", az, az_valued, judge_upload, "HO001", "-h"},
    {"mc", mc, "--name|--limit-upload", judge_upload, "HO001", "--fake"},
    {"azcopy", azcopy, "", judge_upload, "HO001"},
    {"s3cmd", s3cmd, "-c|--config", judge_upload, "HO001", "-n"},
    {"s5cmd", s3cmd, "--endpoint-url|--profile", judge_upload, "HO001"},
    {"b2", s3cmd, "", judge_upload, "HO001"},
    {"netlify", netlify, "--context|--site|-s|--auth", nullptr, "HO001", "-h"},
    {"doctl", provider, "-t|--access-token|-c|--context|-o|--output", nullptr, "HO001", "-h"},
    {"heroku", heroku, "-a|--app|-r|--remote|--confirm|-c", nullptr, "HO001", "-h"},
    {"fly", provider, "-a|--app|-c|--config|-t", nullptr, "HO001", "-h"},
    {"flyctl", provider, "-a|--app|-c|--config|-t", nullptr, "HO001", "-h"},
    {"firebase", provider, "-P|--project|--token|--only", nullptr, "HO001", "-h"},
    {"wrangler", provider, "-c|--config|-e|--env", nullptr, "HO001", "-h"},
    {"oci", provider, "--profile|--region|--config-file|--compartment-id", nullptr, "HO001", "-h"},
    {"ibmcloud", provider, "-r|-g|-a", nullptr, "HO001", "-h"},
    {"eksctl", provider, "--name|--region|-r|-n|-p|--profile", nullptr, "HO001", "-h"},
    {"aliyun", provider, "-p|--profile|--region", nullptr, "HO001", "-h"},
    {"linode-cli", provider, "--as-user", nullptr, "HO001", "-h"},
    {"hcloud", provider, "--context", nullptr, "HO001", "-h"},
    {"scw", provider, "-p|-o", nullptr, "HO001", "-h"},
    {"railway", railway, "-s|--service|-e|--environment", nullptr, "HO001", "-h"},
    {"render", provider, "-o", nullptr, "HO001", "-h"},
    {"cf", provider, "-s|-o", nullptr, "HO001", "-h"},
    {"eb", beanstalk, "-r|--region|--profile", nullptr, "HO001", "-h"},
    {"copilot", provider, "-n|-e|-a", nullptr, "HO001", "-h"},
    {"exo", provider, "-z|-A", nullptr, "HO001", "-h"},
    {"openstack", provider, "--os-cloud|-f", nullptr, "HO001", "-h"},
    {"vultr-cli", provider, "", nullptr, "HO001", "-h"},
    {"civo", provider, "--region", nullptr, "HO001", "-h"},
    {"surge", provider, "--domain", nullptr, "HO001", "-h"},
    {"amplify", provider, "", nullptr, "HO001", "-h"},
    {"sst", provider, "--stage", nullptr, "HO001", "-h"},
    {"snowsql", {}, "-c|-a|-u|-d", judge_sql_client, "HO001"},
});

}  // namespace

const ToolTable& cloud_tools() {
  return Packed<rows>::table;
}

}  // namespace vg::rules
