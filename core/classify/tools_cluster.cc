// SPDX-License-Identifier: Apache-2.0
// Clusters, infrastructure as code, containers.
#include <array>

#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr auto kubectl = std::to_array<VerbRow>({
    {"delete pod|pods|po|pod/*|pods/*|po/*|job|jobs|job/*|event|events|rs|replicaset", "K8001",
     "--all|-A|--all-namespaces"},
    {"delete pod|pods|po|pod/*|pods/*|po/*|job|jobs|job/*|event|events|rs|replicaset", "K8002"},
    {"delete", "K8001"},
    {"drain", "K8003"},
    {"adm drain|policy|prune|taint", "K8003"},
    {"replace|apply|create", "K8001", "--force|--prune"},
    {"create clusterrolebinding|rolebinding|clusterrole", "K8003"},
    {"rollout status|history"},
    {"config view", "CR002", "--raw"},
    {"config delete-*|unset|set-*", "K8002"},
    {"get|describe secret|secrets|secret/*|secrets/*", "CR002", "-o|--output|--template"},
    {"krew install|upgrade", "PI001"},
    {"certificate approve", "K8003"},
    {"create|apply|scale|rollout|set|cordon|uncordon|patch|edit|label|annotate|taint|autoscale|expose|run|replace|"
     "attach|"
     "debug|cp",
     "K8002"},
});
constexpr auto helm = std::to_array<VerbRow>({
    {"uninstall|delete|del|un", "K8003"},
    {"upgrade", "K8003", "--force"},
    {"push", "PU001"},
    {"pull|fetch,plugin install|update", "PI001"},
    {"dependency|dep update|up|build", "PI001"},
    {"plugin install|update", "PI001"},
    {"install|upgrade|rollback|test,repo add,registry login", "K8002"},
});
constexpr auto argocd = std::to_array<VerbRow>({
    {"app|appset|proj|cluster|repo|account|cert delete|rm|terminate-op|remove", "K8003"},
    {"app|appset|proj|cluster|repo|account sync|set|create|rollback|patch|add|update|edit|unset", "K8002"},
});
constexpr auto istioctl = std::to_array<VerbRow>({
    {"uninstall,x uninstall,operator remove", "K8003"},
    {"install|upgrade|apply,operator init", "K8002"},
});
constexpr auto flux = std::to_array<VerbRow>(
    {{"uninstall|delete", "K8003"}, {"bootstrap|create|reconcile|resume|suspend|install", "K8002"}});
constexpr auto local_cluster =
    std::to_array<VerbRow>({{"delete,cluster delete", "K8002"}, {"start|create|stop,cluster create", "CT004"}});
constexpr auto kubeadm = std::to_array<VerbRow>({{"reset", "K8003"}, {"init|join|upgrade", "K8002"}});
constexpr auto velero = std::to_array<VerbRow>({{"... delete", "BK001"}, {"restore|backup|schedule create", "K8002"}});
constexpr auto skaffold = std::to_array<VerbRow>({{"delete", "K8003"}, {"run|deploy|apply", "K8002"}});

constexpr auto terraform = std::to_array<VerbRow>({
    {"destroy", "IA001"},
    {"apply", "IA001", "-destroy|--destroy|-auto-approve|--auto-approve"},
    {"apply", "IA002"},
    {"state rm|mv|push|replace-provider", "IA001", "", "-dry-run"},
    {"taint|untaint|force-unlock,workspace delete", "IA001"},
    {"workspace delete", "IA001"},
    {"run-all|run destroy", "IA001"},
    {"run-all|run apply", "IA001", "--terragrunt-non-interactive|-auto-approve|--non-interactive"},
    {"run-all|run apply", "IA002"},
    {"import|refresh", "IA002"},
    {"init", "PI002", "-from-module"},
    {"init|get", "PI001"},
    {"providers mirror|lock", "PI001"},
});
constexpr auto pulumi = std::to_array<VerbRow>({
    {"destroy,stack rm,state delete", "IA001"},
    {"stack rm", "IA001"},
    {"state delete", "IA001"},
    {"up|update|refresh", "IA001", "-y|--yes|-f|--skip-preview"},
    {"plugin install", "PI001"},
    {"up|update|refresh|import|cancel,config set", "IA002"},
});
constexpr auto cdk = std::to_array<VerbRow>({
    {"destroy", "IA001"},
    {"deploy", "IA001", "--hotswap-fallback-never"},
    {"deploy|bootstrap|import|rollback", "IA002"},
});
constexpr auto sam = std::to_array<VerbRow>({{"delete", "IA001"}, {"deploy|sync|package|publish", "IA002"}});
constexpr auto serverless = std::to_array<VerbRow>({{"remove", "IA001"}, {"deploy|rollback|invoke", "IA002"}});
constexpr auto ansible = std::to_array<VerbRow>({
    {"", {}, "--list-hosts|--list-tasks|--list-tags|--syntax-check|-C|--check"},
    {"", "IA004", "-b|--become|-K|--ask-become-pass|-m|--module-name|-a|--args"},
    {"*", "IA002"},
});
constexpr auto galaxy = std::to_array<VerbRow>(
    {{"... install|download", "PI001"}, {"... publish|import", "PU001"}, {"... delete|remove", "PI007"}});
constexpr auto packer = std::to_array<VerbRow>({{"init,plugins install", "PI001"}, {"build", "IA002"}});

constexpr auto compose_alone = std::to_array<VerbRow>({
    {"pull", "CT006"},
    {"down", "CT003", "-v|--volumes|--rmi"},
    {"rm", "CT003", "-v"},
    {"rm|kill|exec|run", "CT004"},
    {"push", "PU001"},
});
constexpr auto skopeo = std::to_array<VerbRow>({
    {"copy|sync * docker://*", "PU001"},
    {"copy|sync docker://*", "PI001"},
    {"delete", "CT003"},
});
constexpr auto crane =
    std::to_array<VerbRow>({{"pull|export", "PI001"}, {"push|tag|append|copy|cp", "PU001"}, {"delete", "CT003"}});
constexpr auto buildah = std::to_array<VerbRow>({{"pull|from", "PI001"},
                                                 {"push", "PU001"},
                                                 {"rm|rmi", "CT003", "-a|--all"},
                                                 {"rm|rmi", "CT004"},
                                                 {"prune", "CT003"}});

constexpr NameList kubectl_valued =
    "-n|--namespace|--context|--cluster|--kubeconfig|-l|--selector|-o|--output|-s|--server|--user|--token|--as|-c|"
    "--container|--field-selector|--timeout|--grace-period|--replicas|--request-timeout|--type|-p|--patch|-f|--"
    "filename";
constexpr NameList helm_valued =
    "-n|--namespace|--kube-context|--kubeconfig|-f|--values|--set|--version|--repo|--set-string|--timeout|--"
    "description";

constexpr auto rows = std::to_array<ToolRow>({
    {"kubectl", kubectl, kubectl_valued, judge_kubectl, "HO001", "-h"},
    {"oc", kubectl, kubectl_valued, judge_kubectl, "HO001", "-h"},
    {"k", kubectl, kubectl_valued, judge_kubectl, "HO001", "-h"},
    {"microk8s.kubectl", kubectl, kubectl_valued, judge_kubectl, "HO001", "-h"},
    {"helm", helm, helm_valued, judge_package_source, "HO001", "-h"},
    {"helmfile", skaffold, helm_valued, nullptr, "HO001", "-h"},
    {"argocd", argocd, "--server|--auth-token|-p|--project", nullptr, "HO001", "-h"},
    {"istioctl", istioctl, "-n|--namespace|-i|--context", nullptr, "HO001", "-h"},
    {"linkerd", istioctl, "-n|--context", nullptr, "HO001", "-h"},
    {"flux", flux, "-n|--namespace", nullptr, "HO001", "-h"},
    {"kind", local_cluster, "--name", nullptr, "HO001", "-h"},
    {"minikube", local_cluster, "-p|--profile", nullptr, "HO001", "-h"},
    {"k3d", local_cluster, "", nullptr, "HO001", "-h"},
    {"kubeadm", kubeadm, "", nullptr, "HO001", "-h"},
    {"velero", velero, "-n|--namespace", nullptr, "HO001", "-h"},
    {"skaffold", skaffold, "-n|-p|-f", nullptr, "HO001", "-h"},
    {"terraform", terraform, "", judge_terraform, "HO001", "-help", Style::words},
    {"tofu", terraform, "", judge_terraform, "HO001", "-help", Style::words},
    {"terragrunt", terraform, "", judge_terraform, "HO001", "-help", Style::words},
    {"pulumi", pulumi, "-s|--stack|-C|--cwd", judge_terraform, "HO001", "-h"},
    {"cdk", cdk, "-a|--app|-c|--context|--profile", judge_terraform, "HO001", "-h"},
    {"cdktf", cdk, "", judge_terraform, "HO001", "-h"},
    {"sam", sam, "-t|--template|--stack-name|--region", judge_terraform, "HO001", "-h"},
    {"serverless", serverless, "--stage|-s|--region|-r", nullptr, "HO001", "-h"},
    {"sls", serverless, "--stage|-s|--region|-r", nullptr, "HO001", "-h"},
    {"ansible", ansible, "-i|--inventory|-u|--user|-e|--extra-vars|-l|--limit", judge_host_commands, "HO001", "-h"},
    {"ansible-playbook", ansible, "-i|--inventory|-u|--user|-e|--extra-vars|-l|--limit", nullptr, "HO001", "-h"},
    {"ansible-galaxy", galaxy},
    {"packer", packer, "", nullptr, "HO001", "-h", Style::words},
    {"docker", {}, "", judge_docker, "HO001", "-v"},
    {"podman", {}, "", judge_docker, "HO001", "-v"},
    {"nerdctl", {}, "", judge_docker, "HO001", "-v"},
    {"ctr", {}, "", judge_docker, "HO001", "-v"},
    {"crictl", {}, "", judge_docker, "HO001", "-v"},
    {"lxc", {}, "", judge_docker, "HO001", "-v"},
    {"docker-compose", compose_alone, "-f|--file|-p|--project-name|--profile|--env-file", judge_compose, "HO001", "-h"},
    {"podman-compose", compose_alone, "-f|--file|-p|--project-name", judge_compose, "HO001", "-h"},
    {"skopeo", skopeo, "--src-creds|--dest-creds"},
    {"crane", crane},
    {"buildah", buildah},
});

}  // namespace

const ToolTable& cluster_tools() {
  return Packed<rows>::table;
}

}  // namespace vg::rules
