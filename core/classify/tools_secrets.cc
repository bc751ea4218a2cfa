// SPDX-License-Identifier: Apache-2.0
// Secret stores and backups.
#include <array>

#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr auto vault = std::to_array<VerbRow>({
    {"delete,kv delete|destroy,operator seal", "SC001"},
    {"kv delete|destroy", "SC001"},
    {"kv metadata delete", "SC001"},
    {"secrets|auth|audit disable", "SC001"},
    {"policy|namespace|plugin delete|deregister", "SC001"},
    {"token|lease revoke", "SC001"},
    {"operator seal|rekey|rotate|generate-root|step-down", "SC001"},
    {"read|unwrap", "CR002"},
    {"kv get", "CR002"},
    {"token create", "CR002"},
    {"print token", "CR002"},
    {"write", "SC002"},
    {"kv put|patch|undelete|rollback", "SC002"},
    {"secrets|auth|audit enable|tune|move", "SC002"},
    {"policy write", "SC002"},
    {"lease|token renew", "SC002"},
});
constexpr auto op = std::to_array<VerbRow>({
    {"item|user|vault|document|group|connect|service-account delete|suspend|revoke", "SC001"},
    {"read|inject", "CR002"},
    {"item|document get", "CR002"},
    {"item|document|vault|user|group create|edit|move|share|provision", "SC002"},
});
constexpr auto doppler = std::to_array<VerbRow>({
    {"secrets get|download", "CR002"},
    {"... delete|revoke", "SC001"},
    {"secrets", "CR002", "", "--only-names"},
    {"... set|create|upload|update|rename", "SC002"},
});
constexpr auto infisical = std::to_array<VerbRow>({
    {"secrets get|export", "CR002"},
    {"export", "CR002"},
    {"secrets delete", "SC001"},
    {"secrets set", "SC002"},
});
constexpr auto bitwarden = std::to_array<VerbRow>({
    {"get|export|list|show", "CR002"},
    {"delete", "SC001"},
    {"create|edit|restore", "SC002"},
});
constexpr auto pass = std::to_array<VerbRow>({
    {"ls|list|find|search|git|help|version"},
    {"rm|remove|delete", "SC001"},
    {"insert|generate|edit|mv|cp|init", "SC002"},
    {"*", "CR002"},
});
constexpr auto chamber =
    std::to_array<VerbRow>({{"read|export|env", "CR002"}, {"delete", "SC001"}, {"write|import", "SC002"}});
constexpr auto sops = std::to_array<VerbRow>({{"", "CR002", "-d|--decrypt"}, {"decrypt|exec-env|exec-file", "CR002"}});
constexpr auto ansible_vault = std::to_array<VerbRow>({{"view|decrypt", "CR002"}});
constexpr auto secret_tool =
    std::to_array<VerbRow>({{"lookup|search", "CR002"}, {"clear", "SC001"}, {"store", "SC002"}});
constexpr auto keyring = std::to_array<VerbRow>({{"get", "CR002"}, {"del", "SC001"}, {"set", "SC002"}});
constexpr auto security = std::to_array<VerbRow>({
    {"find-*-password|dump-keychain|export", "CR002"},
    {"delete-*", "SC001"},
    {"add-*|set-*|import|unlock-keychain", "SC002"},
});
constexpr auto gpg = std::to_array<VerbRow>({
    {"", {}, "--export"},  // public keys; the word also begins the options below
    {"", "CR002", "--export-secret-keys|--export-secret-subkeys|--export-secret-key"},
    {"", "SC001", "--delete-secret-keys|--delete-secret-and-public-key|--delete-secret-key"},
});
constexpr auto ssh_add = std::to_array<VerbRow>({{"", "SC001", "-D"}});

constexpr auto restic = std::to_array<VerbRow>({{"forget|prune|rewrite,key remove", "BK001"}});
constexpr auto borg = std::to_array<VerbRow>({{"delete|prune|compact|recreate", "BK001"}});
constexpr auto rclone = std::to_array<VerbRow>({
    {"delete|purge|sync|deletefile|cleanup|rmdirs|rmdir|bisync", "BK001"},
    {"config show|dump", "CR002"},
    {"copy|copyto|move|moveto|rcat|mkdir|touch|link", "CL006"},
    {"serve|rcd", "NW004"},
});
constexpr auto duplicity = std::to_array<VerbRow>({{"remove-*|cleanup", "BK001"}});
constexpr auto tarsnap = std::to_array<VerbRow>({{"", "BK001", "-d|--nuke"}});
constexpr auto snapshots = std::to_array<VerbRow>(
    {{"delete|cleanup|undochange|rollback", "BK001"}, {"", "BK001", "--delete|--delete-all|--restore"}});

constexpr auto rows = std::to_array<ToolRow>({
    {"vault", vault, "-address|-namespace|-mount|-field|-format", nullptr, "HO001", "-h|-help", Style::words},
    {"bao", vault, "-address|-namespace|-mount|-field|-format", nullptr, "HO001", "-h|-help", Style::words},
    {"op", op, "--vault|--account|--fields|--format", nullptr, "HO001", "-h"},
    {"doppler", doppler, "-p|--project|-c|--config|-t|--token", nullptr, "HO001", "-h"},
    {"infisical", infisical, "", nullptr, "HO001", "-h"},
    {"bw", bitwarden, "--session", nullptr, "HO001", "-h"},
    {"bws", bitwarden, "", nullptr, "HO001", "-h"},
    {"lpass", bitwarden, "", nullptr, "HO001", "-h"},
    {"pass", pass, "", nullptr, {}, "-h"},
    {"gopass", pass, "", nullptr, {}, "-h"},
    {"chamber", chamber, "", nullptr, "HO001", "-h"},
    {"sops", sops},
    {"ansible-vault", ansible_vault},
    {"secret-tool", secret_tool},
    {"keyring", keyring},
    {"security", security},
    {"gpg", gpg},
    {"gpg2", gpg},
    {"ssh-add", ssh_add},
    {"restic", restic, "-r|--repo|-p|--password-file", nullptr, "HO001", "-n|-h"},
    {"borg", borg, "", nullptr, "HO001", "-n|-h"},
    {"rclone", rclone, "--config|--transfers|--checkers|--include|--exclude", judge_upload, "HO001", "-n|-h"},
    {"duplicity", duplicity, "", nullptr, "HO001"},
    {"tarsnap", tarsnap, "", nullptr, "HO001"},
    {"snapper", snapshots, "-c|--config", nullptr, "HO001"},
    {"timeshift", snapshots, "", nullptr, "HO001"},
});

}  // namespace

const ToolTable& secret_tools() {
  return Packed<rows>::table;
}

}  // namespace vg::rules
