// SPDX-License-Identifier: Apache-2.0
#include "core/base/masking.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

using vg::is_secret_name;
using vg::mask_secrets;
using vg::shown_command;

namespace {

struct Row {
  const char* text;
  const char* masked;
};

// Written in two parts, so that no scanner takes them for real ones.
const std::string github = std::string("gh") + "p_abcdefghijklmnopqrstuvwxyz0123456789";
const std::string jwt = std::string("ey") + "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl";

constexpr Row masked_rows[] = {
    {"tool --password hunter2 x", "tool --password *** x"},
    {"tool --password=hunter2 x", "tool --password=*** x"},
    {"tool --password 'a b' x", "tool --password '***' x"},
    {"tool --api-key k1 --accessToken t1", "tool --api-key *** --accessToken ***"},
    {"mysql -u root -phunter2 db", "mysql -u root -p*** db"},
    {"sudo mysqldump -p'a b' db", "sudo mysqldump -p*** db"},
    {"sshpass -p x ssh -p 22 h", "sshpass -p *** ssh -p 22 h"},
    {"redis-cli -a foo ping", "redis-cli -a *** ping"},
    {"curl -u bob:s3cret https://x", "curl -u bob:*** https://x"},
    {"curl --user=bob:s3cret https://x", "curl --user=bob:*** https://x"},
    {"docker login -u x -p y reg", "docker login -u x -p *** reg"},
    {"openssl enc -passin pass:foo", "openssl enc -passin pass:***"},
    {"TOKEN=abc cmd", "TOKEN=*** cmd"},
    {"TOKEN=\"a b\" cmd", "TOKEN=\"***\" cmd"},
    {"TOKEN=a\"b c\"d cmd", "TOKEN=*** cmd"},
    {"TOKEN=$'abc' cmd", "TOKEN=$'***' cmd"},
    {"TOKEN=${X}abc cmd", "TOKEN=*** cmd"},
    {"export DB_PASSWORD=foo MYSQL_PWD=bar", "export DB_PASSWORD=*** MYSQL_PWD=***"},
    {"sh -c 'TOKEN=abc cmd' next", "sh -c 'TOKEN=*** cmd' next"},
    {"sh -c \"TOKEN=\\\"a b\\\" cmd\"", "sh -c \"TOKEN=\\\"***\\\" cmd\""},
    {"docker run -e 'API_KEY=x y' img", "docker run -e 'API_KEY=***' img"},
    {"curl -H 'Authorization: Bearer abcdef' u", "curl -H 'Authorization: Bearer ***' u"},
    {"curl -H \"Authorization: abcdef\" u", "curl -H \"Authorization: ***\" u"},
    {"curl -H 'X-Api-Key: abc' u", "curl -H 'X-Api-Key: ***' u"},
    {"curl -H 'Cookie: a=b; c=d' u", "curl -H 'Cookie: ***' u"},
    {"curl -d '{\"password\":\"x y\",\"a\":1}' u", "curl -d '{\"password\":\"***\",\"a\":1}' u"},
    {"curl -d \"{\\\"password\\\":\\\"x y\\\"}\" u", "curl -d \"{\\\"password\\\":\\\"***\\\"}\" u"},
    {"curl 'https://x/?access_token=abc&b=c'", "curl 'https://x/?access_token=***&b=c'"},
    {"git clone https://user:pass@host/x.git", "git clone https://user:***@host/x.git"},
    {"psql postgres://u:p@ss@host/db", "psql postgres://u:***@host/db"},
    {"git clone https://0123456789abcdef0123@host/x", "git clone https://***@host/x"},
    {"npm config set //r.example/:_authToken abc", "npm config set //r.example/:_authToken ***"},
    {"aws configure set aws_secret_access_key abc", "aws configure set aws_secret_access_key ***"},
    {"echo '-----BEGIN RSA PRIVATE KEY-----MIIabc-----END RSA PRIVATE KEY-----'",
     "echo '-----BEGIN RSA PRIVATE KEY-----***-----END RSA PRIVATE KEY-----'"},
};

constexpr const char* untouched[] = {
    "ls -la",
    "mysql -p db",
    "ssh -p 22 host",
    "docker run -p 8080:80 img",
    "TOKEN= cmd",
    "TOKEN=$X cmd",
    "TOKEN=${X} cmd",
    "TOKEN=\"$(cat \"f\")\" cmd",
    "curl -H \"Authorization: $HEADER\" u",
    "git clone https://oauth2:$TOKEN@host/x.git",
    "git clone ssh://git@host/x.git",
    "git clone git@github.com:a/b.git",
    "git commit -m \"fix token: handle expiry\"",
    "docker login --password-stdin",
    "MAX_TOKENS=100 TOKEN_FILE=/x PASSWORD_STORE=/y PWD=/home OLDPWD=/ cmd",
    "pip install sk-learn-contrib-something-long-package",
    "pip install scikit-learn tokenizers",
    "npm_config_cache=/x npm ci",
    "tool --no-password --max-tokens 5",
    "kubectl get secret my-secret",
    "echo eyJ",
};

}  // namespace

TEST_CASE("secrets are masked, the rest stays") {
  for (const Row& row : masked_rows) {
    CAPTURE(row.text);
    CHECK(mask_secrets(row.text) == row.masked);
    CHECK(mask_secrets(row.masked) == row.masked);
  }
}

TEST_CASE("what is no secret stays as it is") {
  for (const char* text : untouched) {
    CAPTURE(text);
    CHECK(mask_secrets(text) == text);
  }
}

TEST_CASE("tokens are known by their form") {
  CHECK(mask_secrets("echo " + github) == "echo ***");
  CHECK(mask_secrets("x:" + github + "@h") == "x:***@h");
  CHECK(mask_secrets("echo my" + github) == "echo my" + github);
  CHECK(mask_secrets("echo " + jwt + " x") == "echo *** x");
  CHECK(mask_secrets(std::string("AK") + "IAIOSFODNN7EXAMPLE x") == "*** x");
  CHECK(mask_secrets(std::string("xo") + "xb-123456789012-abc x") == "*** x");
  CHECK(mask_secrets(std::string("s") + "k-ant-api03-abcdefghijkl x") == "*** x");
  CHECK(mask_secrets(std::string("np") + "m_abcdefghijklmnopqrstuvwxyz0123456789 x") == "*** x");
}

TEST_CASE("names of secrets") {
  for (const char* name : {"DB_PASSWORD", "password", "--api-key", "accessToken", "MYSQL_PWD", "_authToken", "secret"})
    CHECK_MESSAGE(is_secret_name(name), name);
  for (const char* name :
       {"PWD", "TOKEN_FILE", "MAX_TOKENS", "keyboard", "COMPASS", "--no-password", "key", "", "AWS_ACCESS_KEY_ID"})
    CHECK_MESSAGE(!is_secret_name(name), name);
}

TEST_CASE("a shown command is one short line without secrets") {
  CHECK(shown_command("TOKEN=abc cmd\n\x1b[2J", 100) == "TOKEN=*** cmd\\n\\e[2J");
  const std::string shown = shown_command("TOKEN=" + std::string(5000, 'x') + " cmd", 8);
  CHECK(shown == "TOKEN=**…");
  CHECK(shown_command(std::string(100'000, 'a') + github, 200).size() <= 203);
}

TEST_CASE("hostile text costs linear time and stays within bounds") {
  const std::string pieces[] = {"token=",     "\"password\":\"",
                                "://a:b@",    "Authorization: ",
                                "'",          "\"",
                                "\\",         "${",
                                "$(",         "--token ",
                                "cookie:",    "=",
                                "a@",         "-p",
                                "mysql -p",   "pass:",
                                "set token ", "PRIVATE KEY-----",
                                "://",        "eyJ",
                                "TOKEN=$X "};
  for (const std::string& piece : pieces) {
    std::string text;
    while (text.size() < 256 * 1024) text += piece;
    const auto begin = std::chrono::steady_clock::now();
    const std::string masked = mask_secrets(text);
    CAPTURE(piece);
    CHECK(masked.size() <= text.size() + 3 * text.size());
    // Some 20 ms; a quadratic pass takes minutes.
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(10));
  }
  std::uint32_t state = 1;
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (int n = 0; n < 12; ++n) {
      state = state * 1664525 + 1013904223;
      text += pieces[(state >> 16) % std::size(pieces)];
    }
    CHECK(mask_secrets(text).size() < 10'000);
  }
}
