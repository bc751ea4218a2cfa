// SPDX-License-Identifier: Apache-2.0
/// Every key, one by one: the table, the values it takes, and the messages for those it does not.
#include <doctest/doctest.h>

#include <algorithm>

#include "core/config/layer.h"
#include "core/config/schema.h"

using namespace vg;

namespace {

struct KeySample {
  std::string_view key;
  std::vector<std::string_view> right;  ///< as YAML
  std::vector<std::string_view> wrong;  ///< of the right kind or not
};

const std::vector<std::string_view> wrong_booleans = {"yes", "on",     "1",      "\"true\"", "''",
                                                      "tru", "[true]", "{a: b}", "~"};
const std::vector<std::string_view> wrong_lists = {"text", "{a: b}",   "[a, [b]]",    "[~]",
                                                   "['']", "['a\tb']", "[\"a\\nb\"]", "[\"\\u202e\"]"};

std::vector<std::string_view> joined(std::vector<std::string_view> a, const std::vector<std::string_view>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

const std::vector<KeySample>& samples() {
  static const std::vector<std::string_view> wrong_texts = {"[a]", "{a: b}", "~", "\"a\\nb\"", "\"\\e[0m\""};
  static const std::vector<KeySample> rows = {
      {"sandbox.enabled", {"true", "false", "True", "FALSE"}, wrong_booleans},
      {"sandbox.mode",
       {"auto", "always", "risky", "never", "'auto'"},
       {"Auto", "alway", "true", "1", "''", "[auto]", "{a: b}", "~"}},
      {"sandbox.security_level",
       {"permissive", "balanced", "strict", "paranoid"},
       {"high", "stict", "0", "[strict]", "{a: b}", "~"}},
      {"sandbox.runtime", {"auto", "process", "podman", "docker"}, {"kubernetes", "Docker", "[docker]", "{a: b}", "~"}},
      {"sandbox.image",
       {"ubuntu:22.04", "''", "ghcr.io/a/b@sha256:00", "22.04"},
       joined({"-v", "'--privileged'", "'a b'", "'a;b'"}, wrong_texts)},
      {"sandbox.timeout",
       {"300", "30s", "5m", "2h", "30d", "'300'", "30 s", "5M"},
       {"0", "-1", "1.5", "31d", "5w", "m", "''", "none", "1e3", "0x10", "99999999999999999999", "9223372036854775807d",
        "[300]", "{a: b}", "~"}},
      {"sandbox.enable_cache", {"true", "false"}, wrong_booleans},
      {"sandbox.cache_dirs",
       {"[]", "[~/.npm, /var/cache/x]", "~", "['~/a b']"},
       joined({"[.npm]", "[~]", "['~u/x']", "[$HOME/x]"}, wrong_lists)},
      {"sandbox.network_mode", {"none", "restricted", "full"}, {"bridge", "None", "false", "[none]", "{a: b}", "~"}},
      {"network.allow",
       {"[]", "~", "[a.example, '*.b.example:443', 10.0.0.0/8, '[fd00::1]:80']"},
       joined({"['a..b']", "[10.0.0.0/40]", "['a:0']", "['https://a.example']", "['a\nb']"}, wrong_lists)},
      {"network.deny", {"[]", "~", "['*:25']"}, joined({"['*x']"}, wrong_lists)},
      {"sandbox.seccomp_profile", {"''", "/etc/x.json", "~/x.json"}, joined({"x.json", "./x"}, wrong_texts)},
      {"sandbox.env_whitelist",
       {"[]", "[HOME, _x1]", "~"},
       joined({"[A=B]", "['1A']", "[A-B]", "['A*']", "['A B']"}, wrong_lists)},
      {"sandbox.bind_mounts",
       {"[]", "~", "[{host_path: /a, container_path: /b}]", "[{host_path: ~/a, container_path: /b, read_only: false}]"},
       {"text", "{a: b}", "[text]", "[{host_path: /a}]", "[{container_path: /a}]",
        "[{host_path: a, container_path: /b}]", "[{host_path: /a, container_path: ~/b}]",
        "[{host_path: /a, container_path: b}]", "[{host_path: /a, container_path: /b, read_only: 1}]",
        "[{host_path: /a, container_path: /b, read_only: 'true'}]",
        "[{host_path: /a, container_path: /b, readonly: true}]", "[{host_path: [/a], container_path: /b}]",
        "[{host_path: /a, host_path: /c, container_path: /b}]", "[{host_path: ~, container_path: /b}]"}},
      {"sandbox.memory_limit",
       {"512MB", "2GB", "1GiB", "536870912", "512 mb", "16MB"},
       {"1", "15MB", "-1GB", "1.5GB", "2XB", "lots", "''", "9999999999TB", "1001TB", "[1GB]", "{a: b}", "~"}},
      {"sandbox.cpu_limit",
       {"1", "0.25", "2.0", "0.01", "4096"},
       {"0", "0.001", "-1", "4097", "inf", "nan", "1e3", "0x1p3", "1,5", "two", "''", "[1]", "{a: b}", "~"}},
      {"sandbox.pids_limit",
       {"1", "100", "4194304"},
       {"0", "-1", "1.5", "4194305", "100MB", "many", "''", "[1]", "{a: b}", "~"}},
      {"sandbox.enable_metrics", {"true", "false"}, wrong_booleans},
      {"sandbox.log_output", {"true", "false"}, wrong_booleans},
      {"sandbox.trust_store_path",
       {"''", "/srv/trust.json", "~/.vectra-guard/trust.json"},
       joined({"trust.json", "$HOME/x"}, wrong_texts)},
      {"policies.allowlist", {"[]", "[npm test, 'git status']", "~", "[true, 5]"}, joined({"['  ']"}, wrong_lists)},
      {"policies.denylist", {"[]", "['rm -rf', curl * | sh, DROP DATABASE]", "~"}, wrong_lists},
      {"policies.rules",
       {"[]", "~", "[{id: ab, level: low, message: m, programs: x, match: x, not_match: y}]"},
       {"text", "{a: b}", "[text]", "[[]]", "[~]", "[{id: ab}]", "[{id: ab, nonsense: 1}]"}},
      {"policies.packs",
       {"{}", "~", "{git: off, guard: on}"},
       {"text", "[git]", "{git: no}", "{guard: off}", "{x: on}"}},
      {"guard_level.level",
       {"off", "low", "medium", "high", "paranoid", "auto", "'off'"},
       {"none", "Low", "false", "extreme", "[low]", "{a: b}", "~"}},
      {"approval.unattended", {"block", "host"}, {"sandbox", "Host", "true", "[host]", "{a: b}", "~"}},
      {"trust.default_expiry", {"none", "30d", "3650d", "1"}, {"0", "3651d", "never", "''", "[30d]", "{a: b}", "~"}},
      {"production_indicators.branches", {"[main, 'release/*']", "[]", "~"}, wrong_lists},
      {"production_indicators.urls", {"['*.example.com*']", "[]", "~"}, wrong_lists},
      {"production_indicators.paths", {"['/srv/*']", "[]", "~"}, wrong_lists},
      {"production_indicators.hosts", {"[db1]", "[]", "~"}, wrong_lists},
      {"sandbox.workspaces", {"[]", "~", "[~/src, /srv/x]"}, joined({"[src]", "[./x]", "[$HOME/x]"}, wrong_lists)},
      {"env_protection.enabled", {"true", "false"}, wrong_booleans},
      {"env_protection.masking_mode",
       {"partial", "hash", "fake", "full"},
       {"Full", "none", "true", "''", "[full]", "{a: b}", "~"}},
      {"env_protection.protected_vars", {"[]", "[A_B]", "~"}, joined({"[A=B]", "['1A']"}, wrong_lists)},
      {"env_protection.allow_read_vars", {"[]", "[A_B]", "~"}, joined({"[A=B]", "['A*']"}, wrong_lists)},
      {"env_protection.block_dotenv_read", {"true", "false"}, wrong_booleans},
  };
  return rows;
}

std::string as_file(std::string_view key, std::string_view value) {
  const KeyRow& row = *find_key(key);
  return std::string(row.section()) + ":\n  " + std::string(row.name()) + ": " + std::string(value) + "\n";
}

}  // namespace

TEST_CASE("keys: the samples below cover the table") {
  CHECK(samples().size() == key_count);
  for (const KeyRow& row : config_keys())
    CHECK(std::any_of(samples().begin(), samples().end(),
                      [&](const KeySample& sample) { return sample.key == row.key; }));
}

TEST_CASE("keys: right values are read, and written so that they read back the same") {
  for (const KeySample& sample : samples()) {
    for (const std::string_view value : sample.right) {
      const std::string text = as_file(sample.key, value);
      CAPTURE(text);
      const auto layer = read_layer(text, "f");
      REQUIRE(layer);
      if (value == "~") {
        CHECK(layer->empty());
        continue;
      }
      REQUIRE(layer->size() == 1);
      CHECK(layer->front().row->key == sample.key);
      CHECK(layer->front().place == "f:2");
      const std::string written = as_file(sample.key, value_text(*layer->front().row, layer->front().value));
      CAPTURE(written);
      const auto again = read_layer(written, "f");
      REQUIRE(again);
      CHECK(again->front().value == layer->front().value);
    }
  }
}

TEST_CASE("keys: the example and the default of every row are right values") {
  for (const KeyRow& row : config_keys()) {
    CAPTURE(row.key);
    CHECK(read_layer(as_file(row.key, row.example), "f"));
    if (row.default_text.empty()) continue;
    const auto layer = read_layer(as_file(row.key, row.default_text), "f");
    REQUIRE(layer);
    CHECK(value_text(row, layer->front().value) == row.default_text);
  }
}

TEST_CASE("keys: wrong values are refused with key and place") {
  for (const KeySample& sample : samples()) {
    for (const std::string_view value : sample.wrong) {
      const std::string text = as_file(sample.key, value);
      CAPTURE(text);
      const auto layer = read_layer(text, "f");
      REQUIRE_FALSE(layer);
      CHECK(layer.error().where.starts_with("f:2:"));
      CHECK_FALSE(layer.error().what.empty());
      for (const char c : layer.error().message()) CHECK(static_cast<unsigned char>(c) >= 0x20);
    }
  }
}

TEST_CASE("keys: a misspelt neighbour is named") {
  for (const KeyRow& row : config_keys()) {
    std::string wrong(row.name());
    wrong += "x";
    const std::string text = std::string(row.section()) + ": {" + wrong + ": 1}\n";
    CAPTURE(text);
    const auto layer = read_layer(text, "f");
    REQUIRE_FALSE(layer);
    CHECK(layer.error().message() == "f:1:" + std::to_string(row.section().size() + 4) + ": unknown key '" +
                                         std::string(row.section()) + "." + wrong + "': did you mean '" +
                                         std::string(row.key) + "'?");
  }
}

TEST_CASE("keys: twice is an error, for every key") {
  for (const KeyRow& row : config_keys()) {
    const std::string line = "  " + std::string(row.name()) + ": " + std::string(row.example) + "\n";
    const auto layer = read_layer(std::string(row.section()) + ":\n" + line + line, "f");
    REQUIRE_FALSE(layer);
    CHECK(layer.error().what == "duplicate key '" + std::string(row.name()) + "'");
    CHECK(layer.error().where == "f:3:3");
  }
}

TEST_CASE("keys: messages say what was meant") {
  struct Row {
    std::string_view text;
    std::string_view message;
  };
  const Row rows[] = {
      {"sandbx:\n", "f:1:1: unknown key 'sandbx': did you mean 'sandbox'?"},
      {"mode: auto\n", "f:1:1: unknown key 'mode': did you mean 'sandbox.mode'?"},
      {"sandbox.mode: auto\n", "f:1:1: unknown key 'sandbox.mode': did you mean 'sandbox.mode'?"},
      {"sandbox:\n  allowlist: []\n", "f:2:3: unknown key 'sandbox.allowlist': did you mean 'policies.allowlist'?"},
      {"sandbox:\n  policies: {}\n",
       "f:2:3: unknown key 'sandbox.policies': 'policies' belongs at the start of a line"},
      {"zzzz: 1\n", "f:1:1: unknown key 'zzzz'"},
      {"network:\n  allow: [10.0.0.1/8]\n",
       "f:2:11: 'network.allow': '10.0.0.1/8' has bits behind its prefix: did you mean '10.0.0.0/8'?"},
      {"workspaces: []\n", "f:1:1: unknown key 'workspaces': did you mean 'sandbox.workspaces'?"},
      {"logging: {}\n", "f:1:1: unknown key 'logging': this version does not have it yet"},
      {"sandbox: {project_code: host}\n",
       "f:1:11: unknown key 'sandbox.project_code': this version does not have it yet"},
      {"sandbox: {credentials: {}}\n", "f:1:11: unknown key 'sandbox.credentials': this version does not have it yet"},
      {"sandbox: {<<: {mode: auto}}\n", "f:1:11: unknown key 'sandbox.<<': merge keys are not supported"},
      {"guard_level: low\n", "f:1:14: 'guard_level' is a section and holds keys such as 'level', not 'low'"},
      {"sandbox: [mode]\n", "f:1:10: 'sandbox' is a section and holds keys such as 'enabled', not a list"},
      {"- sandbox\n", "f:1:1: must hold sections such as 'sandbox:', not a list"},
      {"sandbox: {mode: alway}\n",
       "f:1:17: 'sandbox.mode' must be one of never, risky, auto, always, not 'alway': did you mean 'always'?"},
      {"sandbox: {mode: ALWAYS}\n",
       "f:1:17: 'sandbox.mode' must be one of never, risky, auto, always, not 'ALWAYS': did you mean 'always'?"},
      {"sandbox:\n  mode:\n", "f:2:3: 'sandbox.mode' must be one of never, risky, auto, always, not nothing"},
      {"sandbox: {enabled: \"true\"}\n",
       "f:1:20: 'sandbox.enabled' must be true or false, not 'true': write it without quotes"},
      {"trust: {default_expiry: never}\n",
       "f:1:25: 'trust.default_expiry' must be a number of seconds or a duration such as 30s, 5m, 2h or 30d, from 1s "
       "to "
       "3650d, or none, not 'never'"},
      {"sandbox: {bind_mounts: [{hostpath: /a}]}\n",
       "f:1:26: unknown key 'hostpath' in 'sandbox.bind_mounts': did you mean 'host_path'?"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto layer = read_layer(row.text, "f");
    REQUIRE_FALSE(layer);
    CHECK(layer.error().message() == row.message);
  }
}

TEST_CASE("keys: hostile names do not reach the terminal") {
  const auto layer = read_layer("\"\\e[2Jx\\nvg: all is well\": 1\n", "dir\n\x1b[2J/f");
  REQUIRE_FALSE(layer);
  CHECK(layer.error().message() == "dir\\n\\e[2J/f:1:1: unknown key '\\e[2Jx\\nvg: all is well'");
}

TEST_CASE("keys: empty sections and lists set nothing") {
  for (const std::string_view text :
       {"", "sandbox:\n", "sandbox: {}\npolicies: ~\n", "policies:\n  denylist:\n  # - rm\n"}) {
    const auto layer = read_layer(text, "f");
    REQUIRE(layer);
    CHECK(layer->empty());
  }
}

TEST_CASE("keys: numbers with units") {
  struct Row {
    std::string_view key, text;
    std::int64_t number;
    std::string_view shown;
  };
  const Row rows[] = {{"sandbox.timeout", "300", 300, "5m"},
                      {"sandbox.timeout", "90", 90, "90s"},
                      {"sandbox.timeout", "1d", 86400, "1d"},
                      {"sandbox.timeout", "25h", 90000, "25h"},
                      {"sandbox.memory_limit", "512MB", 512000000, "512MB"},
                      {"sandbox.memory_limit", "1GiB", 1073741824, "1GiB"},
                      {"sandbox.memory_limit", "1536MiB", 1610612736, "1536MiB"},
                      {"sandbox.memory_limit", "123456789", 123456789, "123456789B"},
                      {"sandbox.pids_limit", "100", 100, "100"}};
  for (const Row& row : rows) {
    const auto value = parse_value(*find_key(row.key), row.text);
    REQUIRE(value);
    CHECK(std::get<std::int64_t>(*value) == row.number);
    CHECK(value_text(*find_key(row.key), *value) == row.shown);
  }
}
