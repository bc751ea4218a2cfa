# SPDX-License-Identifier: Apache-2.0
# compare.sh runs this with errors on, in a directory of its own.
# shellcheck shell=bash disable=SC2164,SC2154,SC2016
# The tests of Go's own os/exec: nothing knows better how programs start.
prepare() { GOCACHE=$PWD/cache go test -count=1 -run NOTHING os/exec; }
work() { GOCACHE=$PWD/cache go test -count=1 -v os/exec; }
clean() { grep -E '^ *(---|PASS|FAIL|ok)' | sed -E 's/\(?[0-9.]+s\)?/TIME/' | sort; }
