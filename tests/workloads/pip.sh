# SPDX-License-Identifier: Apache-2.0
# compare.sh runs this with errors on, in a directory of its own.
# shellcheck shell=bash disable=SC2164,SC2154,SC2016
# A package of the Python index that brings its tests, in an environment of its own.
prepare() {
  python3 -m venv environment
  environment/bin/pip download -q -d wheels toolz pytest
}
work() {
  rm -rf environment
  python3 -m venv environment
  environment/bin/pip install --disable-pip-version-check --no-index --find-links wheels toolz pytest
  environment/bin/python -m pytest -q -p no:cacheprovider --pyargs toolz
}
clean() { sed -E 's/in [0-9.]+s/in TIME/'; }
made() { find environment -type f -name '*.py' | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum; }
