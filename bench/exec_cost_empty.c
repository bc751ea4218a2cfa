// SPDX-License-Identifier: Apache-2.0
// The least that a preloaded object can be: exec_cost compares libvg.so with it.
__attribute__((visibility("default"))) int vg_bench_unused;
