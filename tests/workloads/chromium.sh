# SPDX-License-Identifier: Apache-2.0
# compare.sh runs this with errors on, in a directory of its own.
# shellcheck shell=bash disable=SC2164,SC2154,SC2016
# A browser with its own sandbox, processes and threads prints a page.
prepare() { printf '<title>t</title><body><p id=p>no</p><script>p.textContent = "sum " + (6 * 7)</script>' > page.html; }
work() {
  # Its messages are about the machine, and carry times.
  timeout 60 chromium --headless=new --no-sandbox --disable-gpu --user-data-dir="$PWD/profile" --dump-dom "file://$PWD/page.html" 2>/dev/null
  timeout 60 chromium --headless=new --no-sandbox --disable-gpu --user-data-dir="$PWD/profile" --print-to-pdf="$PWD/page.pdf" "file://$PWD/page.html" 2>/dev/null
}
made() { head -c 5 page.pdf; }
