// SPDX-License-Identifier: Apache-2.0
/// A developer in a project below a home directory, and what the classifier says about a line typed there.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/classify/classify.h"
#include "core/parse/parse.h"

namespace vg::judging {

inline Request request_at(std::string directory = "/home/dev/project") {
  Request request;
  request.working_directory = std::move(directory);
  request.workspace = "/home/dev/project";
  request.home = "/home/dev";
  auto files = std::make_shared<FakeFileView>();
  files->links["/home/dev/project/etc-link"] = "/etc";
  files->links["/home/dev/project/home-link"] = "/home/dev";
  files->links["/home/dev/project/.vg-link"] = "/home/dev/.vectra-guard";
  const std::string scripts = "/home/dev/project/scripts/";
  files->files[scripts + "large.sh"] = "#!/bin/sh\n" + std::string(100'000, '#');
  files->files[scripts + "large-program"] =
      "\x7f"
      "ELF" +
      std::string(100'000, '\0');
  files->files[scripts + "small.sh"] = "#!/bin/bash\nset -eu\nmkdir -p out\ncc -o out/a src/a.c\n";
  files->files[scripts + "wipe.sh"] = "#!/bin/bash\ncd \"$1\"\nrm -rf ~\n";
  files->files[scripts + "setup.zsh"] = "#!/bin/zsh\nnpm install\n";
  files->files[scripts + "plain"] = "rm -rf /\n";
  files->files[scripts + "again.sh"] = "#!/bin/sh\n./scripts/again.sh --once\n";
  files->files[scripts + "run.sh"] = "#!/bin/sh\n# runs it\nexec \"$@\"\n";
  files->files[scripts + "guess.sh"] =
      "#!/bin/sh\n$CC -c x.c\neval `$CC -E x.c | grep LIBC`\nrm -rf \"$tmp_1/y\"\ncat > \"$tmp_1/z\" < x\n";
  files->files[scripts + "first.sh"] = "#!/bin/sh\n. scripts/wipe.sh\n";
  files->files[scripts + "tool.py"] = "#!/usr/bin/env python3\nprint('rm -rf /')\n";
  const std::string project = "/home/dev/project/";
  files->files[project + "compose.yaml"] =
      "services:\n  web: {image: nginx, ports: ['80:80'], volumes: ['./www:/www']}\n";
  files->files[project + "deploy/root.yaml"] = "services:\n  web:\n    volumes:\n      - /:/host\n";
  files->files[project + "deploy/long.yaml"] =
      "services:\n  web:\n    volumes:\n      - {type: bind, source: /etc, target: /x}\n";
  files->files[project + "deploy/open.yaml"] = "x-base: &base\n  privileged: true\nservices:\n  web:\n    <<: *base\n";
  files->files[project + "deploy/socket.yaml"] =
      "services: {web: {volumes: ['/var/run/docker.sock:/var/run/docker.sock']}}\n";
  files->files[project + "deploy/broken.yaml"] = "services: {web: [\n";
  files->files[project + "k8s/plain/pod.yaml"] = "kind: Pod\nspec:\n  containers: [{name: a, image: b}]\n";
  files->files[project + "k8s/open/a.yaml"] = "kind: Pod\nspec:\n  containers: [{name: a}]\n";
  files->files[project + "k8s/open/b.yaml"] = "kind: List\n---\nkind: Pod\nspec: {hostPID: true}\n";
  files->files[project + "k8s/path.json"] = R"({"spec": {"volumes": [{"name": "x", "hostPath": {"path": "/"}}]}})";
  files->files[project + "k8s/role.yaml"] =
      "kind: ClusterRoleBinding\nroleRef: {kind: ClusterRole, name: cluster-admin}\n";
  files->files["/usr/bin/egrep"] = "#!/bin/sh\nrm -rf /\n";
  request.files = files;
  request.environment = Environment({"HOME=/home/dev", "USER=dev", "PATH=/usr/bin:/bin"});
  return request;
}

/// In: a line any shell would accept. A line that cannot be a request gives a finding of its own.
inline Findings findings_of(std::string_view line, std::string directory = "/home/dev/project") {
  Request request = request_at(std::move(directory));
  request.line = line;
  const Result<Command> command = parse(request);
  if (!command) return Findings{{Finding{.rule = "no request", .risk = Risk::critical}}};
  return classify(*command);
}

inline Findings findings_of_argv(std::vector<std::string> argv, std::string directory = "/home/dev/project") {
  Request request = request_at(std::move(directory));
  request.argv = std::move(argv);
  const Result<Command> command = parse(request);
  if (!command) return Findings{{Finding{.rule = "no request", .risk = Risk::critical}}};
  return classify(*command);
}

inline bool has_rule(const Findings& findings, std::string_view rule) {
  for (const Finding& finding : findings.items)
    if (finding.rule == rule) return true;
  return false;
}

/// "FS001 critical, HO001 low", for messages.
inline std::string shown(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings.items)
    text += finding.rule + " " + std::string(name_in(risk_names, finding.risk)) + ", ";
  return text;
}

/// Low in every respect: it may run unjudged.
inline bool is_plain(const Findings& findings) {
  if (findings.risk() != Risk::low || findings.has_network_install()) return false;
  for (const Finding& finding : findings.items)
    if (finding.tampering) return false;
  return true;
}

}  // namespace vg::judging
