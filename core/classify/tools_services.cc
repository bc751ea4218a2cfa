// SPDX-License-Identifier: Apache-2.0
// Command lines of services whose verbs all mean the same: hosted databases, hosting, virtual machines, clusters,
// publishing. One table of verbs, many names.
#include <array>

#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr auto manage = std::to_array<VerbRow>({
    {"help|version|login|logout|whoami|status|config|completion|list|ls|get|show|describe|info|search|logs|auth"},
    {"... import|restore", "CL005", "--replace|--replace-all|--force|--drop|--clean"},
    {"... "
     "delete|destroy|remove|rm|rb|purge|terminate|drop|revoke|nuke|unregister|wipe|erase|del|uninstall|deprovision|"
     "decommission|reset|down|delete-*|destroy-*|remove-*|terminate-*|drop-*|*:delete|*:destroy|*:remove|*.destroy|"
     "*.delete|*.remove|*-delete|*-destroy|*-remove|*-rm|Delete*|Terminate*|Destroy*|clean|flush|nuke-*|unlink",
     "CL005"},
    {"... "
     "deploy|create|update|set|add|scale|restart|apply|promote|rollback|start|stop|upload|push|migrate|enable|disable|"
     "import|publish|run|launch|up|edit|rename|attach|detach|suspend|resume|pause|release|restore|rotate|invite|grant|"
     "sync|patch|install|upgrade|create-*|update-*|set-*|start-*|stop-*|Create*|Modify*|Run*|*:create|*:update|*:set|"
     "*.create|*.change|*.power",
     "CL006"},
});

// Machines on this host or on a hypervisor.
constexpr auto machines = std::to_array<VerbRow>({
    {"help|version|list|ls|info|status|dominfo|show|showvminfo|get"},
    {"... "
     "destroy|undefine|delete|purge|rm|remove|unregistervm|vol-delete|vol-wipe|pool-destroy|pool-delete|pool-undefine|"
     "net-destroy|net-undefine|snapshot-delete|snapshot-revert|deleteVM|closemedium|rollback|reset|managedsave-remove|"
     "vm.destroy|pool.destroy|datastore.rm|snapshot.remove|snapshot.revert|object.destroy|factory-reset|vm-destroy|"
     "vm-uninstall|delsnapshot|wipe",
     "IA003"},
    {"... "
     "start|stop|shutdown|reboot|suspend|resume|restart|create|define|launch|edit|set|startvm|controlvm|modifyvm|"
     "createvm|clonevm|attach*|detach*|migrate|exec|shell|mount|vm.power|vm.create|snapshot*|restore|save",
     "CT004"},
});

constexpr auto cluster_tool = std::to_array<VerbRow>({
    {"help|version|list|ls|status|get|show|describe|info|check|template|diff|lint|logs|inspect|login"},
    {"... delete|destroy|uninstall|remove|rm|reset|purge|terminate|dismiss|drain|down|del|prune|wipe|cleanup|"
     "delete-*|unregister",
     "K8003"},
    {"... "
     "install|upgrade|apply|deploy|create|update|add|sync|rollback|scale|restart|set|up|join|init|start|stop|inject|"
     "submit|retry|resume|suspend|edit|patch|run|reconcile|converge",
     "K8002"},
});

constexpr auto publisher = std::to_array<VerbRow>({
    {"help|version|login|check|build|pack|lint"},
    {"... publish|upload|push|release|deploy|submit|sign|promote|yank|unpublish|delete|deprecate", "PU001", "",
     "--no-push|--list"},
});
constexpr auto build_and_push =
    std::to_array<VerbRow>({{"build|publish|resolve|apply|create|run", "PU001", "", "--local|-L"}});
constexpr auto releaser = std::to_array<VerbRow>({{"", "PU001", "", "--no-publish|--no-npm|--ci=false|-h|--list"}});

constexpr auto nuke = std::to_array<VerbRow>({
    {"", "CL001", "--no-dry-run|--force"},
    {"aws|gcp|azure|defaults-aws|run|nuke", "CL001"},
});
constexpr auto vault_profiles =
    std::to_array<VerbRow>({{"remove|rm|clear", "SC001"}, {"export", "CR002"}, {"add|rotate", "SC002"}});
constexpr auto sql_service = std::to_array<VerbRow>({
    {"... drop|delete|remove|purge", "DB001"},
    {"... create|alter|deploy|upload|put|set|add", "DB002"},
});
constexpr auto splunk = std::to_array<VerbRow>({
    {"clean|remove", "MS001"},
    {"... delete|disable", "MS001"},
    {"add|edit|enable|restart|start|stop|apply|set", "PL002"},
});
constexpr auto jenkins = std::to_array<VerbRow>({
    {"... delete-*|disable-*|shutdown|safe-shutdown|quiet-down|clear-queue|groovy|groovysh|remove-*", "PL001"},
    {"... build|create-*|update-*|enable-*|restart|safe-restart|install-plugin|copy-job|set-*|reload-*", "PL002"},
});
constexpr auto kong = std::to_array<VerbRow>({
    {"migrations reset|down", "DB006"},
    {"... reset|delete|drop|purge", "PL001"},
    {"... sync|apply|up|bootstrap|finish|start|stop|restart|reload|set|quit|prepare", "PL002"},
});
constexpr auto remote_shell = std::to_array<VerbRow>({{"*", "IA004", "", "-q|-V|-h|-l"}});
constexpr auto hosts_shell = std::to_array<VerbRow>({{"*", "IA004"}});
constexpr auto pm2 = std::to_array<VerbRow>({
    {"delete|del|kill|stop all", "SV001"},
    {"kill", "SV001"},
    {"delete|del|stop|restart|reload|start|scale|save|startup|unstartup|flush|update|link|deploy", "SV002"},
});
constexpr auto uninstall_script = std::to_array<VerbRow>({{"", "K8003"}});
constexpr auto key_store = std::to_array<VerbRow>({
    {"show|clip|export|attachment-export", "CR002"},
    {"rm|rmdir|delete", "SC001"},
    {"add|edit|mkdir|mv|import|merge|db-create", "SC002"},
});

constexpr auto rows = std::to_array<ToolRow>({
    {"pscale", manage, "--org|--format|-f", nullptr, "HO001", "-h"},
    {"planetscale", manage, "--org", nullptr, "HO001", "-h"},
    {"neonctl", manage, "--project-id|--org-id|-o", nullptr, "HO001", "-h"},
    {"neon", manage, "--project-id|-o", nullptr, "HO001", "-h"},
    {"turso", manage, "", nullptr, "HO001", "-h"},
    {"upstash", manage, "", nullptr, "HO001", "-h"},
    {"databricks", manage, "-p|--profile|-o|--output|-t|--target", nullptr, "HO001", "-h"},
    {"xata", manage, "", nullptr, "HO001", "-h"},
    {"convex", manage, "", nullptr, "HO001", "-h"},
    {"appwrite", manage, "", nullptr, "HO001", "-h"},
    {"nhost", manage, "", nullptr, "HO001", "-h"},
    {"koyeb", manage, "--token|-o", nullptr, "HO001", "-h"},
    {"northflank", manage, "", nullptr, "HO001", "-h"},
    {"qovery", manage, "", nullptr, "HO001", "-h"},
    {"porter", manage, "", nullptr, "HO001", "-h"},
    {"zeabur", manage, "", nullptr, "HO001", "-h"},
    {"upsun", manage, "-p|-e", nullptr, "HO001", "-h"},
    {"platform", manage, "-p|-e", nullptr, "HO001", "-h"},
    {"terminus", manage, "", nullptr, "HO001", "-h"},
    {"acli", manage, "", nullptr, "HO001", "-h"},
    {"yc", manage, "--folder-id|--cloud-id|--profile|--format", nullptr, "HO001", "-h"},
    {"tccli", manage, "--region|--profile", nullptr, "HO001", "-h"},
    {"upctl", manage, "", nullptr, "HO001", "-h"},
    {"ovhai", manage, "", nullptr, "HO001", "-h"},
    {"nova", manage, "", nullptr, "HO001", "-h"},
    {"cinder", manage, "", nullptr, "HO001", "-h"},
    {"glance", manage, "", nullptr, "HO001", "-h"},
    {"neutron", manage, "", nullptr, "HO001", "-h"},
    {"ceph", manage, "", nullptr, "HO001", "-h"},
    {"rbd", manage, "-p|--pool", nullptr, "HO001", "-h"},
    {"rados", manage, "-p|--pool", nullptr, "HO001", "-h"},
    {"gluster", manage, "", nullptr, "HO001", "-h"},
    {"juju", manage, "-m|--model|-c", nullptr, "HO001", "-h"},
    {"kops", manage, "--name|--state", nullptr, "HO001", "-h"},
    {"waypoint", manage, "", nullptr, "HO001", "-h"},
    {"boundary", manage, "", nullptr, "HO001", "-h"},
    {"tfe", manage, "", nullptr, "HO001", "-h"},
    {"spacectl", manage, "", nullptr, "HO001", "-h"},
    {"flipt", manage, "", nullptr, "HO001", "-h"},
    {"unleash", manage, "", nullptr, "HO001", "-h"},
    {"braintree", manage, "", nullptr, "HO001", "-h"},
    {"jira", manage, "-p|--project", nullptr, "HO001", "-h"},
    {"linear", manage, "", nullptr, "HO001", "-h"},
    {"discourse", manage, "", nullptr, "HO001", "-h"},
    {"rpk", manage, "--brokers|-X", nullptr, "HO001", "-h"},
    {"pulsar-admin", manage, "", nullptr, "HO001", "-h"},
    {"kcadm.sh", manage, "-r|--server", nullptr, "HO001", "-h"},
    {"apigeecli", manage, "-o|-e|-t", nullptr, "HO001", "-h"},
    {"dog", manage, "", nullptr, "HO001", "-h"},
    {"opsgenie", manage, "", nullptr, "HO001", "-h"},
    {"amtool", manage, "--alertmanager.url", nullptr, "HO001", "-h"},
    {"aws-nuke", nuke, "-c|--config|--profile|--region", nullptr, "HO001"},
    {"cloud-nuke", nuke, "--region|--exclude-region|--resource-type", nullptr, "HO001"},
    {"azure-nuke", nuke, "-c|--config", nullptr, "HO001"},
    {"gcp-nuke", nuke, "-c|--config", nullptr, "HO001"},
    {"aws-vault", vault_profiles, "", nullptr, {}, "-h"},
    {"keepassxc-cli", key_store, "-k|-y|-a", nullptr, {}, "-h"},
    {"snow", sql_service, "-c|--connection", judge_sql_client, "HO001"},
    {"splunk", splunk, "-auth|-index|-uri", nullptr, "HO001", "", Style::words},
    {"jenkins-cli", jenkins, "-s|-auth|-webSocket", nullptr, "HO001", "", Style::words},
    {"jcli", jenkins, "", nullptr, "HO001", "-h"},
    {"kong", kong, "-c|--conf", nullptr, "HO001", "-h"},
    {"deck", kong, "-s|--state|--kong-addr", nullptr, "HO001", "-h"},
    {"virsh", machines, "-c|--connect", nullptr, "HO001", "-h"},
    {"multipass", machines, "", nullptr, "HO001", "-h"},
    {"VBoxManage", machines, "", nullptr, "HO001", "-h"},
    {"vboxmanage", machines, "", nullptr, "HO001", "-h"},
    {"govc", machines, "-u|-dc|-ds|-vm", nullptr, "HO001", "-h", Style::words},
    {"vmrun", machines, "-T|-gu|-gp", nullptr, "HO001", "", Style::words},
    {"prlctl", machines, "", nullptr, "HO001", "-h"},
    {"limactl", machines, "", nullptr, "HO001", "-h"},
    {"colima", machines, "-p|--profile", nullptr, "HO001", "-h"},
    {"incus", machines, "--project", nullptr, "HO001", "-h"},
    {"qm", machines, "", nullptr, "HO001"},
    {"pct", machines, "", nullptr, "HO001"},
    {"xe", machines, "", nullptr, "HO001"},
    {"onevm", machines, "", nullptr, "HO001"},
    {"prlsrvctl", machines, "", nullptr, "HO001"},
    {"rancher", cluster_tool, "", nullptr, "HO001", "-h"},
    {"talosctl", cluster_tool, "-n|--nodes|-e|--endpoints", nullptr, "HO001", "-h"},
    {"rke", cluster_tool, "--config", nullptr, "HO001", "-h"},
    {"k0s", cluster_tool, "", nullptr, "HO001", "-h"},
    {"k0sctl", cluster_tool, "-c|--config", nullptr, "HO001", "-h"},
    {"microk8s", cluster_tool, "", nullptr, "HO001", "-h"},
    {"k3s-uninstall.sh", uninstall_script, "", nullptr, "HO001"},
    {"k3s-agent-uninstall.sh", uninstall_script, "", nullptr, "HO001"},
    {"rke2-uninstall.sh", uninstall_script, "", nullptr, "HO001"},
    {"rke2-killall.sh", uninstall_script, "", nullptr, "HO001"},
    {"k3s-killall.sh", uninstall_script, "", nullptr, "HO001"},
    {"cilium", cluster_tool, "-n", nullptr, "HO001", "-h"},
    {"helmsman", cluster_tool, "-f", nullptr, "HO001", "-h"},
    {"werf", cluster_tool, "--env", nullptr, "HO001", "-h"},
    {"kapp", cluster_tool, "-a|--app|-f|-n", nullptr, "HO001", "-h"},
    {"devspace", cluster_tool, "-n", nullptr, "HO001", "-h"},
    {"okteto", cluster_tool, "-n", nullptr, "HO001", "-h"},
    {"garden", cluster_tool, "--env", nullptr, "HO001", "-h"},
    {"tilt", cluster_tool, "-f", nullptr, "HO001", "-h"},
    {"argo", cluster_tool, "-n", nullptr, "HO001", "-h"},
    {"tkn", cluster_tool, "-n", nullptr, "HO001", "-h"},
    {"kn", cluster_tool, "-n", nullptr, "HO001", "-h"},
    {"longhornctl", cluster_tool, "", nullptr, "HO001", "-h"},
    {"kpt", cluster_tool, "", nullptr, "HO001", "-h"},
    {"jsr", publisher},
    {"snapcraft", publisher},
    {"maturin", publisher},
    {"eas", publisher, "", nullptr, "HO001", "-h"},
    {"expo", publisher},
    {"web-ext", publisher},
    {"clojars", publisher},
    {"anaconda", publisher, "-t|-u|--user"},
    {"oras", publisher},
    {"cosign", publisher, "--key"},
    {"cloudsmith", publisher},
    {"np", releaser},
    {"ko", build_and_push, "-t|--tags|-B", nullptr, {}, "-h"},
    {"salt", remote_shell, "-t|--timeout|-b", judge_host_commands, "HO001", "-h"},
    {"pdsh", remote_shell, "-w|-x|-f|-l|-R|-g", judge_host_commands, "HO001"},
    {"pssh", hosts_shell, "-h|-H|-l|-p|-t", judge_host_commands, "HO001", "--help"},
    {"parallel-ssh", hosts_shell, "-h|-H|-l|-p|-t", judge_host_commands, "HO001", "--help"},
    {"clush", remote_shell, "-w|-g|-x", judge_host_commands, "HO001", "-h"},
    {"dsh", remote_shell, "-m|-g|-f", judge_host_commands, "HO001", "-h"},
    {"fab", remote_shell, "-H|-i|-c|-f|-r", judge_host_commands, "HO001"},
    {"knife", manage, "-c|-u|-z", nullptr, "HO001", "-h"},
    {"bolt", remote_shell, "-t|--targets|-u", nullptr, "HO001", "-h"},
    {"pm2", pm2, "-n|--name|-i", nullptr, "HO001", "-h|-v"},
});

}  // namespace

const ToolTable& service_tools() {
  return Packed<rows>::table;
}

}  // namespace vg::rules
