// SPDX-License-Identifier: Apache-2.0
/// The tool tables by domain, put together in registry.cc, and the judges that several of them name.
#pragma once

#include <span>

#include "core/classify/judge.h"
#include "core/classify/tool.h"

namespace vg::rules {

std::span<const ToolRow> language_package_tools();
std::span<const ToolRow> system_package_tools();
std::span<const ToolRow> toolchain_tools();
std::span<const ToolRow> cloud_tools();
std::span<const ToolRow> platform_tools();
std::span<const ToolRow> cluster_tools();
std::span<const ToolRow> data_tools();
std::span<const ToolRow> secret_tools();
std::span<const ToolRow> disk_tools();
std::span<const ToolRow> system_tools();
std::span<const ToolRow> file_tools();
std::span<const ToolRow> network_tools();
std::span<const ToolRow> program_tools();
std::span<const ToolRow> service_tools();
std::span<const ToolRow> framework_tools();
std::span<const ToolRow> client_tools();
std::span<const ToolRow> string_tools();

// packages.cc
void judge_package_source(Judge&, const Start&);
void judge_package_file(Judge&, const Start&);
// files*.cc
void judge_rm(Judge&, const Start&);
void judge_rimraf(Judge&, const Start&);
void judge_unlink(Judge&, const Start&);
void judge_shred(Judge&, const Start&);
void judge_find(Judge&, const Start&);
void judge_fd(Judge&, const Start&);
void judge_copy(Judge&, const Start&);
void judge_tee(Judge&, const Start&);
void judge_dd(Judge&, const Start&);
void judge_in_place(Judge&, const Start&);
void judge_output_option(Judge&, const Start&);
void judge_archive(Judge&, const Start&);
void judge_mode(Judge&, const Start&);
void judge_link(Judge&, const Start&);
void judge_rsync(Judge&, const Start&);
void judge_device_argument(Judge&, const Start&);
// git.cc
void judge_git(Judge&, const Start&);
// data.cc
void judge_sql_client(Judge&, const Start&);
void judge_redis(Judge&, const Start&);
void judge_mongo(Judge&, const Start&);
// cluster.cc, containers.cc
void judge_kubectl(Judge&, const Start&);
void judge_terraform(Judge&, const Start&);
void judge_docker(Judge&, const Start&);
void judge_compose(Judge&, const Start&);
void judge_api_call(Judge&, const Start&);
void judge_upload(Judge&, const Start&);
// network.cc
void judge_download(Judge&, const Start&);
void judge_netcat(Judge&, const Start&);
void judge_socat(Judge&, const Start&);
void judge_ssh(Judge&, const Start&);
void judge_scp(Judge&, const Start&);
void judge_listen(Judge&, const Start&);
// system.cc
void judge_kill(Judge&, const Start&);
void judge_pkill(Judge&, const Start&);
void judge_service(Judge&, const Start&);
void judge_crontab(Judge&, const Start&);
void judge_mount(Judge&, const Start&);
void judge_launcher(Judge&, const Start&);
void judge_sysctl(Judge&, const Start&);
// command_strings.cc
void judge_command_strings(Judge&, const Start&);
void judge_host_commands(Judge&, const Start&);
// recipes.cc
void judge_make(Judge&, const Start&);
// programs.cc
void judge_shell(Judge&, const Start&);
void judge_source(Judge&, const Start&);
void judge_eval(Judge&, const Start&);
void judge_alias(Judge&, const Start&);
void judge_exports(Judge&, const Start&);
void judge_code(Judge&, const Start&);
/// Code that `start` runs or builds, in whatever language.
void judge_whole_code(Judge&, const Start&, std::string_view code);
void judge_framework_code(Judge&, const Start&);
void judge_awk(Judge&, const Start&);
void judge_sed(Judge&, const Start&);
void judge_escape_options(Judge&, const Start&);
void judge_vg(Judge&, const Start&);
void judge_runner(Judge&, const Start&);
void judge_unset(Judge&, const Start&);
void judge_miner(Judge&, const Start&);

}  // namespace vg::rules
