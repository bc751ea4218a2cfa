# SPDX-License-Identifier: Apache-2.0
# compare.sh runs this with errors on, in a directory of its own.
# shellcheck shell=bash disable=SC2164,SC2154,SC2016
# A package of the npm registry that brings its tests.
prepare() {
  npm pack --silent concat-map@0.0.1
  tar -xzf concat-map-0.0.1.tgz
  cd package
  npm install --package-lock-only --silent --no-audit --no-fund
  npm ci --silent --no-audit --no-fund  # fills the cache: what is compared is not the network
  rm -r node_modules
}
work() {
  cd package
  npm ci --no-audit --no-fund --prefer-offline && npm test
}
clean() { sed -E 's/in [0-9.]+m?s/in TIME/'; }
made() { (cd package && find node_modules -type f ! -name .package-lock.json | LC_ALL=C sort | xargs -d '\n' sha256sum); }
