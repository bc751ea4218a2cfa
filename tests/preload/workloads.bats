#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# Real work, without and with libvg.so and the real vg: tests/workloads/NAME.sh says what, compare.sh how.
bats_require_minimum_version 1.5.0

load installation

# same_work NAME: prints what differs.
same_work() {
  [ "$(id -u)" = 0 ] || skip "needs root for a home of its own"
  timeout 500 bash "$VG_SOURCE_ROOT/tests/workloads/compare.sh" "$1"
}

# bats test_tags=case:88
@test "configure, make and make check of a Debian source package" { same_work configure; }

@test "npm ci and npm test" { must_have npm; same_work npm; }

@test "pip install and pytest" { same_work pip; }

@test "cargo test" { must_have cargo; same_work cargo; }

@test "go test" { must_have go; same_work go; }

@test "a git rebase with hooks and editors" { must_have git vim; same_work git; }

# bats test_tags=case:76
@test "a tmux session with vim, less and job control" { must_have tmux vim less; same_work tmux; }

# bats test_tags=case:77
@test "Chromium prints a page" { must_have chromium; same_work chromium; }
