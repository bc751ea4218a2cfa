# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A package of Debian's: configure, parallel make, its own tests.
prepare() { bash "$here/source_package.sh" hello source; }
work() {
  cd source
  ./configure
  make -j2 --output-sync=target
  make check
}
# Two jobs end in any order; the tests say how long they took.
clean() { grep -v 'elapsed\|^make\[.*directory' | sort; }
made() { (cd source && sha256sum hello config.h Makefile && ./hello); }
