# SPDX-License-Identifier: Apache-2.0
# compare.sh runs this with errors on, in a directory of its own.
# shellcheck shell=bash disable=SC2164,SC2154,SC2016
# A crate with its tests, and a build script that starts rustc.
prepare() {
  cargo init -q --vcs none --name uses --lib all
  cd all
  cargo add -q fnv@1.0.7 anyhow@1.0.86
  cargo vendor -q
  cp -r vendor/fnv ../fnv
  printf '\n[workspace]\n' >> ../fnv/Cargo.toml
  printf '\n#[test]\nfn counts() { assert_eq!(anyhow::anyhow!("x").to_string(), "x"); }\n' >> src/lib.rs
  mkdir -p .cargo
  printf '[source.crates-io]\nreplace-with = "vendored"\n[source.vendored]\ndirectory = "vendor"\n' > .cargo/config.toml
}
work() { (cd fnv && cargo test --offline) && (cd all && cargo test --offline -j2); }
clean() { sed -E 's/in [0-9.]+s/in TIME/; s/-[0-9a-f]{16}/-HASH/' | sort; }
