// SPDX-License-Identifier: Apache-2.0
/// The table names every command's function; these tests call none of them.
#include "cli/commands.h"

namespace vg::cli {

int run_exec(const Arguments&) {
  return 0;
}
int run_explain(const Arguments&) {
  return 0;
}
int run_classify(const Arguments&) {
  return 0;
}
int run_rules_list(const Arguments&) {
  return 0;
}
int run_rules_show(const Arguments&) {
  return 0;
}
int run_rules_test(const Arguments&) {
  return 0;
}
int run_validate(const Arguments&) {
  return 0;
}
int run_why(const Arguments&) {
  return 0;
}
int run_runs(const Arguments&) {
  return 0;
}
int run_diff(const Arguments&) {
  return 0;
}
int run_apply(const Arguments&) {
  return 0;
}
int run_discard(const Arguments&) {
  return 0;
}
int run_undo(const Arguments&) {
  return 0;
}
int run_snapshots(const Arguments&) {
  return 0;
}
int run_gc(const Arguments&) {
  return 0;
}
int run_trust_list(const Arguments&) {
  return 0;
}
int run_trust_add(const Arguments&) {
  return 0;
}
int run_trust_remove(const Arguments&) {
  return 0;
}
int run_trust_clean(const Arguments&) {
  return 0;
}
int run_metrics_show(const Arguments&) {
  return 0;
}
int run_metrics_reset(const Arguments&) {
  return 0;
}
int run_logs_verify(const Arguments&) {
  return 0;
}
int run_config_show(const Arguments&) {
  return 0;
}
int run_config_schema(const Arguments&) {
  return 0;
}
int run_config_trust(const Arguments&) {
  return 0;
}
int run_allow_once(const Arguments&) {
  return 0;
}
int run_approve(const Arguments&) {
  return 0;
}
int run_doctor(const Arguments&) {
  return 0;
}
int run_init(const Arguments&) {
  return 0;
}

}  // namespace vg::cli
