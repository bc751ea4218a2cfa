// SPDX-License-Identifier: Apache-2.0
/// One function per subcommand, each in the file of its name. In: its arguments. Out: the exit status of `vg`
/// (PRODUCT 3.7). Each prints its own errors.
#pragma once

#include "cli/arguments.h"

namespace vg::cli {

int run_exec(const Arguments& arguments);
int run_explain(const Arguments& arguments);
int run_classify(const Arguments& arguments);
int run_rules_list(const Arguments& arguments);
int run_rules_show(const Arguments& arguments);
int run_rules_test(const Arguments& arguments);
int run_validate(const Arguments& arguments);
int run_why(const Arguments& arguments);
int run_runs(const Arguments& arguments);
int run_diff(const Arguments& arguments);
int run_apply(const Arguments& arguments);
int run_discard(const Arguments& arguments);
int run_undo(const Arguments& arguments);
int run_snapshots(const Arguments& arguments);
int run_gc(const Arguments& arguments);
int run_trust_list(const Arguments& arguments);
int run_trust_add(const Arguments& arguments);
int run_trust_remove(const Arguments& arguments);
int run_trust_clean(const Arguments& arguments);
int run_metrics_show(const Arguments& arguments);
int run_metrics_reset(const Arguments& arguments);
int run_logs_verify(const Arguments& arguments);
int run_config_show(const Arguments& arguments);
int run_config_schema(const Arguments& arguments);
int run_config_trust(const Arguments& arguments);
int run_allow_once(const Arguments& arguments);
int run_approve(const Arguments& arguments);
int run_doctor(const Arguments& arguments);
int run_init(const Arguments& arguments);
int run_completions(const Arguments& arguments);

}  // namespace vg::cli
