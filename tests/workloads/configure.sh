# SPDX-License-Identifier: Apache-2.0
# compare.sh runs this with errors on, in a directory of its own.
# shellcheck shell=bash disable=SC2164,SC2154,SC2016
# A package of Debian's: configure, parallel make, its own tests.
prepare() { bash "$here/source_package.sh" hello source; }
work() {
  cd source
  ./configure
  make -j2 --output-sync=target
  make check
}
# Two jobs end in any order; the tests say how long they took. Automake's recursive recipe evaluates a variable, which is
# contained: there make's tokens for parallel jobs are out of reach, and make says so.
clean() { grep -v 'elapsed\|^make\[.*directory\|jobserver unavailable' | sort; }
made() { (cd source && sha256sum hello config.h Makefile && ./hello); }
