#!/usr/bin/env bats
# SPDX-License-Identifier: Apache-2.0
# shellcheck disable=SC2016,SC2030,SC2031,SC2154
# What people do inside the walls, with the real tools: each piece of work runs bare and contained, at balanced and at
# strict with more room, from the same files at the same path. Output, status and what was made must be alike. VG is the built program.

bats_require_minimum_version 1.5.0

setup() {
  home=$BATS_TEST_TMPDIR/home
  mkdir -p "$home/.config/vectra-guard" "$home/project"
  user=${VG_TEST_USER:-$(id -un)}
  # On a disk, below the home as people have it; what stands in /tmp has rules of its own.
  outside=$(mktemp -d /srv/vgtools.XXXXXX)
  work=$outside/work
  mkdir "$outside/prepared" "$work"
  own "$outside"
  clean=(env -i "PATH=/usr/local/go/bin:/usr/local/bin:/usr/bin:/bin" LC_ALL=C.UTF-8 CI=true)
  cd "$work" || return
}

teardown() {
  cd /
  # Go's module cache is read-only.
  [ ! -d "$home/go" ] || chmod -R u+w "$home/go"
  rm -rf "$outside"
}

own() { chown -R "$user:" "$@"; }

in_home() { "${clean[@]}" ${VG_TEST_USER:+VG_TEST_USER="$VG_TEST_USER"} BATS_TEST_TMPDIR="$BATS_TEST_TMPDIR" \
  BATS_RUN_TMPDIR="${BATS_RUN_TMPDIR:-}" BATS_FILE_TMPDIR="${BATS_FILE_TMPDIR:-}" \
  "$BATS_TEST_DIRNAME/../stand_in_home.sh" "$home" "$@"; }

at_level() {
  local more=''
  [ "$1" != strict ] || more=', memory_limit: 4GB, cpu_limit: 4, pids_limit: 2000'
  printf 'sandbox: {network_mode: %s, security_level: %s%s}\n' "${VG_TEST_NETWORK:-full}" "$1" "$more" >"$home/.config/vectra-guard/config.yaml"
}

# Times, addresses, and what the guard itself says.
alike() { sed -E -e '/^(📦 )?Running in sandbox/d' -e '/^   Why: /d' -e 's/in [0-9.]+ ?m?s(econds)?/in TIME/; s/[0-9.]+s$/TIME/; s/\([0-9.]+s\)/(TIME)/'; }

# What is there, .git apart: its indexes hold times.
made() { find . \( -name .git -o -name '*.pyc' -o -name .package-lock.json \) -prune -o -printf '%y %m %u %l ' \( -type f -size -200k -exec sha256sum {} \; -o -print \) | LC_ALL=C sort; }

# The prepared files, fresh; what an earlier side has left is gone.
fresh() {
  find "$work" -mindepth 1 -maxdepth 1 -exec rm -rf {} +
  cp -a "$outside/prepared/." "$work"
  own "$work"
}

# side NAME COMMAND...: runs the script by COMMAND and leaves what came of it below $outside/NAME.
side() {
  local name=$1 status=0
  shift
  fresh
  local started=$EPOCHREALTIME
  in_home timeout -k 2 120 "$@" sh -e "$outside/script" >"$outside/raw" 2>"$outside/raw2" </dev/null || status=$?
  awk -v side="$name" -v a="$started" -v b="$EPOCHREALTIME" 'BEGIN { printf "%s: %.1f s\n", side, b - a }'
  { alike <"$outside/raw"; echo '-- messages'; alike <"$outside/raw2"; echo "-- status $status"; [ -z "${compares_files-yes}" ] || made; } >"$outside/$name"
}

# same SCRIPT: bare and contained.
same() {
  printf '%s\n' "$1" >"$outside/script"
  side bare
  grep -q '^-- status 0$' "$outside/bare" || { cat "$outside/bare"; return 1; }
  local level
  for level in ${levels:-balanced strict}; do
    at_level "$level"
    side "$level" "$VG" exec --sandbox --
    diff -u "$outside/bare" "$outside/$level" || return 1
  done
}

# put FILE: standard input, among the prepared files.
put() {
  mkdir -p "$(dirname "$outside/prepared/$1")"
  cat >"$outside/prepared/$1"
}

@test "a here-document, mktemp, pipes, background jobs and subshells of a shell" {
  same 'cat <<E
text $((6 * 7))
E
    file=$(mktemp); echo shared >"$file"; (cat "$file"); rm "$file"
    mktemp -d >/dev/null; sleep 0.1 & wait $!; seq 1 1000 | sort -rn | head -n 2
    (exit 3) || echo $?; sh -c "kill -TERM \$\$" || echo $?; ls /dev/fd/0 >/dev/null; : >/dev/null
    dd if=/dev/zero of=big bs=1M count=3 2>/dev/null; ln -s big link; ln big hard; chmod 600 big; umask; id -u; pwd'
}

@test "make -j2 and cmake build and test C programs" {
  put a.c <<<'int main(void) { return 0; }'
  put b.c <<<'int main(void) { return 0; }'
  printf 'all: a b\ntest: all\n\t./a && ./b\n' | put Makefile
  put c/CMakeLists.txt <<'E'
cmake_minimum_required(VERSION 3.10)
project(p C)
enable_testing()
add_executable(x ../a.c)
add_test(NAME t COMMAND x)
E
  compares_files=
  levels=balanced
  same 'make -j2 -O test | sort; cmake -S c -B build >/dev/null; cmake --build build -j2 | sort; cd build; ctest 2>&1 | grep "tests passed" | cut -d, -f 1'
}

@test "npm: install, ci, test, run build and npx, with life-cycle scripts and a workspace" {
  put dep/package.json <<'E'
{"name": "dep", "version": "1.0.0", "bin": {"dep": "cli.js"}, "scripts": {"postinstall": "echo run >post"}}
E
  put dep/cli.js <<'E'
#!/usr/bin/env node
console.log("dep", process.argv.slice(2));
E
  put part/package.json <<<'{"name": "part", "version": "1.0.0"}'
  put package.json <<'E'
{"name": "p", "version": "1.0.0", "workspaces": ["part"], "dependencies": {"dep": "file:dep.tgz"},
 "scripts": {"test": "node -e 0", "build": "mkdir -p out && dep built >out/x"}}
E
  (cd "$outside/prepared" && mv dep package && tar -czf dep.tgz package && rm -r package)
  levels=strict
  same 'npm install --no-audit --no-fund; npm ci --no-audit --no-fund; npm test; npm run build; npx dep a b'
  grep -q '/node_modules/dep/post$' "$outside/strict"
}

@test "npm installs from its registry, twice, the second time from the cache" {
  put package.json <<<'{"name": "p", "version": "1.0.0", "dependencies": {"is-number": "7.0.0"}}'
  levels=balanced
  same 'npm install --no-audit --no-fund; rm -r node_modules; npm ci --no-audit --no-fund --offline; node -p "require(\"is-number\")(3)"'
}

@test "node: a development server and its client, worker threads, a file watcher, child processes" {
  put server.js <<'E'
const http = require("http"), fs = require("fs"), child = require("child_process");
const { Worker } = require("worker_threads");
const server = http.createServer((request, response) => response.end("served " + request.url));
server.listen(0, "localhost", async () => {
  const page = await fetch(`http://localhost:${server.address().port}/x`);
  console.log(page.status, await page.text());
  await new Promise((done) => child.execFile("python3", ["-c", "import sys, urllib.request as r; print(r.urlopen(sys.argv[1]).read())",
    `http://127.0.0.1:${server.address().port}/y`], (error, text) => { console.log(error, text); done(); }));
  const worker = new Worker("require('worker_threads').parentPort.postMessage(6 * 7)", { eval: true });
  worker.on("message", (message) => {
    console.log("worker", message);
    fs.writeFileSync("watched", "1");
    const watcher = fs.watch("watched", () => { console.log("changed"); watcher.close(); server.close(); process.exit(); });
    fs.writeFileSync("watched", "2");
  });
});
server.on("error", (error) => { console.log(error.message); process.exit(1); });
E
  same 'node server.js'
}

@test "python: venv, pip install -r from the index and a directory, tests, multiprocessing, a server and its client" {
  put requirements.txt <<<$'toolz==0.12.1\n./pkg'
  put pkg/setup.py <<<'from setuptools import setup; setup(name="pkg", version="1.0", py_modules=["pkg"])'
  put pkg/pkg.py <<<'def two(): return 2'
  put test_it.py <<'E'
import http.server, multiprocessing, socket, sqlite3, tempfile, threading, unittest, urllib.request
def double(x): return 2 * x
class T(unittest.TestCase):
    def test_installed(self): import pkg; import toolz; self.assertEqual(toolz.first([pkg.two()]), 2)
    def test_pool(self):
        with multiprocessing.Pool(2) as pool: self.assertEqual(pool.map(double, [1, 2]), [2, 4])
    def test_shared(self):
        from multiprocessing import shared_memory
        block = shared_memory.SharedMemory(create=True, size=100); block.close(); block.unlink()
    def test_server(self):
        server = http.server.HTTPServer(("localhost", 0), http.server.SimpleHTTPRequestHandler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.assertEqual(urllib.request.urlopen("http://localhost:%d/pkg/pkg.py" % server.server_port).status, 200)
    def test_sockets(self):
        a, b = socket.socketpair(); a.send(b"x"); self.assertEqual(b.recv(1), b"x")
        with tempfile.TemporaryDirectory() as d:
            s = socket.socket(socket.AF_UNIX); s.bind(d + "/s"); s.listen()
            c = socket.socket(socket.AF_UNIX); c.connect(d + "/s"); s.accept()[0].close()
    def test_database(self): sqlite3.connect("x.db").execute("create table t (a)")
unittest.main()
E
  compares_files=
  levels=balanced
  same 'python3 -m venv env; . env/bin/activate; pip install -q --disable-pip-version-check --no-build-isolation -r requirements.txt; python -W ignore test_it.py 2>tests.log || { cat tests.log; exit 1; }; tail -n 1 tests.log; pip list 2>/dev/null | grep pkg'
}

@test "go: build and test" {
  put main.go <<'E'
package main

import "fmt"

func main() { fmt.Println("built", two()) }
func two() int { return 2 }
E
  put main_test.go <<'E'
package main

import "testing"

func TestTwo(t *testing.T) {
	if two() != 2 {
		t.Fatal()
	}
}
E
  put go.mod <<<$'module example.test/p\n\ngo 1.18'
  compares_files=
  levels=balanced
  same 'go build -buildvcs=false -o p . && ./p; go test -vet=off -count=1 . | cut -f 1,2'
}

@test "git: clone, commit, branches, push -u, rebase, worktree, submodule, stash, tag, gc" {
  same 'export GIT_CONFIG_GLOBAL=/dev/null GIT_AUTHOR_DATE=2001-01-01T00:00:00Z GIT_COMMITTER_DATE=2001-01-01T00:00:00Z
    git init -q --bare -b main origin.git; git clone -q origin.git c 2>/dev/null; cd c
    git config user.name n; git config user.email e@x; git checkout -q -b main
    echo 1 >a; git add a; git commit -q -m one; git push -q -u origin main; git checkout -q -b topic; echo 2 >b; git add b; git commit -q -m two
    git checkout -q main; echo 3 >c; git add c; git commit -q -m three; git rebase -q main topic; git log --format="%h %s"
    git worktree add -q ../tree main; (cd ../tree && echo 4 >d && git add d && git commit -q -m four); git worktree list | wc -l
    git -c protocol.file.allow=always submodule --quiet add ../origin.git part 2>&1; git commit -q -m part
    echo x >>a; git stash -q; git stash pop -q; git checkout -q -- a; git tag v1; git push -q --tags origin topic; git checkout -q --track -b other origin/topic
    git gc -q; git fsck 2>/dev/null; git status --short; git branch -a; git diff HEAD~1 --stat; git archive HEAD | tar -t'
}

@test "job control: a shell with -m stops, continues and waits for its jobs; signals end them" {
  levels='balanced strict'
  same 'bash -c "set -m; sleep 30 & sleep 0.1; kill -STOP %1; sleep 0.1; jobs -s | grep -c Stopped; kill -CONT %1; kill %1; wait %1; echo \$?" 2>/dev/null
    bash -c "trap \"echo caught\" USR1; kill -USR1 \$\$; (sleep 0.1; kill -INT \$\$) & wait" || echo $?
    timeout -s KILL 0.2 sleep 5 || echo $?; nohup sleep 0 >/dev/null 2>&1; setsid -w true; echo end'
}

@test "cargo: a crate with a build script and tests" {
  # A toolchain of root alone is nothing to other users: as links, since a copy is large.
  if [ ! -x /usr/bin/cargo ]; then
    toolchain=$outside/toolchain
    mkdir "$toolchain"
    root_home=$(getent passwd 0 | cut -d: -f6)
    (cd "$(PATH=$PATH:$root_home/.cargo/bin rustc --print sysroot)" && cp -al bin lib "$toolchain")
    clean[2]=PATH=$toolchain/bin:/usr/local/bin:/usr/bin:/bin
  fi
  put Cargo.toml <<<$'[package]\nname = "p"\nversion = "1.0.0"\nedition = "2021"'
  put build.rs <<<'fn main() { println!("cargo:rustc-env=BUILT=yes"); }'
  put src/main.rs <<'E'
fn main() { println!("built {}", env!("BUILT")); }
#[test]
fn two() { assert_eq!(1 + 1, 2); }
E
  compares_files=
  levels=balanced
  same 'cargo run --offline -q; cargo test --offline -q | grep "^test result" | cut -d ";" -f 1-3; ls target'
}

# get PACKAGE: a program from the npm registry, on PATH, outside the project.
get() {
  npm install --silent --no-audit --no-fund --global --prefix "$outside/tools" "$1"
  chmod -R a+rX "$outside/tools"
  clean[2]=PATH=$outside/tools/bin:/usr/local/bin:/usr/bin:/bin
}

@test "yarn: install, from its cache without a network of its own, run and test" {
  get yarn@1.22.22
  put package.json <<'E'
{"name": "p", "version": "1.0.0", "license": "MIT", "dependencies": {"is-number": "7.0.0"}, "devDependencies": {"semver": "7.6.3"},
 "scripts": {"build": "mkdir -p out && semver 1.2.3 >out/x", "test": "node -p 'require(\"is-number\")(3)'", "postinstall": "echo run >post"}}
E
  # Root's yarn keeps its cache below /usr/local, which strict does not let it write: it says so and takes another place.
  yarn='{ command yarn --no-progress "$@" 2>messages || { cat messages; exit 1; }; grep -v "^warning .*\(folder\|cache\)" messages || true; rm messages; }'
  same "yarn() $yarn"'
    yarn install; rm -r node_modules; yarn install --offline --frozen-lockfile; yarn -s run build; yarn -s test; yarn -s list --depth=0; cat post'
}

@test "pnpm: install with its store, from that store, run and test" {
  get pnpm@9.8.0
  put package.json <<'E'
{"name": "p", "version": "1.0.0", "dependencies": {"is-number": "7.0.0"}, "devDependencies": {"semver": "7.6.3"},
 "scripts": {"build": "mkdir -p out && semver 1.2.3 >out/x", "test": "node -p 'require(\"is-number\")(3)'"}}
E
  # Where the store lies, and how many packages came from it, is each side's own matter.
  compares_files=
  # At balanced the store of a command that does not name pnpm is a file outside the project, and kept aside with a word.
  alike() { sed -E -e '/^(📦 )?Running in sandbox/d' -e '/^   Why: /d' -e '/^vg: [0-9]+ files outside the project were not kept/d'; }
  same 'pnpm install --silent --reporter=silent; rm -r node_modules; pnpm install --offline --frozen-lockfile --reporter=silent; pnpm -s run build; pnpm -s test
    ls node_modules; cat out/x; node -p "require(\"semver/package.json\").version"'
}

@test "pytest: alone and with workers, fixtures, temporary directories, its cache, coverage of failures" {
  put test_it.py <<'E'
import pathlib, subprocess, sys
import pytest
@pytest.mark.parametrize("n", range(20))
def test_square(n): assert n * n == n ** 2
def test_temporary(tmp_path): (tmp_path / "x").write_text("x"); assert (tmp_path / "x").read_text() == "x"
def test_output(capfd): subprocess.run(["echo", "out"], check=True); assert capfd.readouterr().out == "out\n"
def test_patched(monkeypatch): monkeypatch.setenv("X", "1"); assert subprocess.check_output([sys.executable, "-c", "import os; print(os.environ['X'])"]) == b"1\n"
def test_fails(): assert pathlib.Path("there").exists()
E
  compares_files=
  same 'python3 -m venv env; env/bin/pip install -q --disable-pip-version-check pytest==8.3.4 pytest-xdist==3.6.1
    env/bin/pytest -q --no-header | grep -v "^  " | tail -n 5; env/bin/pytest -q --lf | tail -n 1; env/bin/pytest -q -n 2 | tail -n 1; ls -A .pytest_cache | sort'
}

@test "chromium, headless: a page of a file and of a server, a script, a picture, a document" {
  put page.html <<<'<title>t</title><body style="background: red"><p id=p>no</p><script>p.textContent = "sum " + (6 * 7)</script>'
  put server.py <<'E'
import http.server, subprocess, sys, threading
server = http.server.ThreadingHTTPServer(("localhost", 0), type("Quiet", (http.server.SimpleHTTPRequestHandler,), {"log_message": lambda *a: None}))
threading.Thread(target=server.serve_forever, daemon=True).start()
browser = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--user-data-dir=profile"]
for page in ("file:///" + sys.argv[1] + "/page.html", "http://localhost:%d/page.html" % server.server_port):
    print(subprocess.run(browser + ["--dump-dom", page], capture_output=True, text=True, timeout=50).stdout)
subprocess.run(browser + ["--screenshot=page.png", "--print-to-pdf=page.pdf", page], capture_output=True, timeout=50)
print(open("page.png", "rb").read(4))
E
  compares_files=
  # A browser wants more than balanced gives by itself.
  at_level() { printf 'sandbox: {network_mode: full, security_level: %s, memory_limit: 4GB, cpu_limit: 4, pids_limit: 2000}\n' "$1" >"$home/.config/vectra-guard/config.yaml"; }
  same 'python3 server.py "$PWD"'
  grep -q 'sum 42' "$outside/strict"
}

@test "where namespaces are refused: npm, git, python, go and a compiler work all the same" {
  cat >"$outside/vg" <<E
#!/bin/sh
exec unshare --user --map-current-user --keep-caps sh -c 'echo 0 >/proc/sys/user/max_user_namespaces; exec "\$@"' - "$VG" "\$@"
E
  chmod 755 "$outside/vg"
  VG=$outside/vg
  alike() { sed -E -e '/^(📦 )?Running in sandbox/d' -e '/^   Why: /d' -e 's/in [0-9.]+ ?m?s(econds)?/in TIME/' -e '/^vg: contained by Landlock/d'; }
  put package.json <<<'{"name": "p", "version": "1.0.0", "dependencies": {"is-number": "7.0.0"}, "scripts": {"test": "node -p 6*7"}}'
  put main.go <<<$'package main\n\nfunc main() { println("built") }'
  put go.mod <<<$'module example.test/p\n\ngo 1.18'
  put a.c <<<'int main(void) { return 0; }'
  compares_files=
  levels=balanced
  VG_TEST_NETWORK=full  # there they cannot be filtered
  same 'npm install --no-audit --no-fund; npm test; node -p "require(\"is-number\")(3)"; python3 -m venv env; env/bin/python -c "print(1)"
    go build -buildvcs=false -o p . && ./p; cc -o a a.c; ./a; tar cf t.tar node_modules; mkdir x; tar xf t.tar -C x; cp -a x y; ls y/node_modules
    git init -q r; cd r; git config user.name n; git config user.email e@x; echo 1 >f; git add f; git commit -q -m one; git clone -q . ../c; git log --format=%s'
}
