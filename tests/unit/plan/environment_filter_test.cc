// SPDX-License-Identifier: Apache-2.0
#include "core/plan/environment_filter.h"

#include <doctest/doctest.h>

using namespace vg;

TEST_CASE("names that are likely to hold a secret") {
  for (const char* name : {"NPM_TOKEN", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "DB_PASSWORD",
                           "db_password", "STRIPE_API_KEY", "SSH_AUTH_SOCK", "KUBECONFIG", "OPENAI_API_KEY", "MY_KEY",
                           "SESSION_SECRET", "DATABASE_URL", "DOCKER_HOST", "VAULT_CREDENTIALS"})
    CHECK_MESSAGE(is_withheld(name), name);
  for (const char* name : {"PATH", "HOME", "PWD", "OLDPWD", "KEYBOARD", "EDITOR", "LANG", "NODE_ENV", "MONKEY_MODE",
                           "TOKENIZERS_PARALLELISM", "GOPATH", "PASSENGER_ROOT"})
    CHECK_MESSAGE(!is_withheld(name), name);
}

TEST_CASE("permissive and balanced: everything but secrets and what hijacks the loader") {
  const Environment in({"PATH=/bin", "NPM_TOKEN=x", "EDITOR=vi", "BASH_ENV=/tmp/x", "LD_PRELOAD=/opt/vg/libvg.so",
                        "BASH_FUNC_ls%%=() { :; }", "noequals", "EMPTY="});
  CHECK(filter_environment(in, true, {}).entries() ==
        std::vector<std::string>{"PATH=/bin", "EDITOR=vi", "noequals", "EMPTY="});
}

TEST_CASE("the user's own preloads stay, the shim does not") {
  const Environment in({"LD_PRELOAD=/usr/lib/libjemalloc.so:/opt/vg/libvg.so /usr/lib/libfaketime.so"});
  CHECK(filter_environment(in, true, {}).entries() ==
        std::vector<std::string>{"LD_PRELOAD=/usr/lib/libjemalloc.so:/usr/lib/libfaketime.so"});
  // The other end of fakeroot is outside: it would be waited for until somebody ends the command.
  CHECK(filter_environment(Environment({"LD_PRELOAD=libfakeroot-sysv.so:libx.so", "A=1"}), true, {}).entries() ==
        std::vector<std::string>{"LD_PRELOAD=libx.so", "A=1"});
  CHECK(filter_environment(Environment({"LD_PRELOAD=/usr/lib/libfakeroot/libfakeroot-tcp.so", "A=1"}), true, {})
            .entries() == std::vector<std::string>{"A=1"});
}

TEST_CASE("from strict, or with a whitelist: the list and what toolchains need") {
  const Environment in({"PATH=/bin", "HOME=/h", "EDITOR=vi", "COMPANY_API_TOKEN=t", "LC_TIME=C", "BUILD_NUMBER=7"});
  CHECK(filter_environment(in, false, {}).entries() == std::vector<std::string>{"PATH=/bin", "HOME=/h", "LC_TIME=C"});
  CHECK(filter_environment(in, true, {"COMPANY_API_TOKEN", "BUILD_NUMBER"}).entries() ==
        std::vector<std::string>{"PATH=/bin", "HOME=/h", "COMPANY_API_TOKEN=t", "LC_TIME=C", "BUILD_NUMBER=7"});
}

TEST_CASE("protected variables are masked as the user chooses") {
  const struct {
    const char* value;
    MaskingMode mode;
    const char* expected;
  } cases[] = {{"short", MaskingMode::partial, "****"},
               {"abcdefghijkl", MaskingMode::partial, "ab****kl"},
               {"", MaskingMode::partial, "****"},
               {"", MaskingMode::fake, ""},
               {"--", MaskingMode::fake, "--"}};
  for (const auto& one : cases) CHECK(masked_value("N", one.value, one.mode) == one.expected);
  CHECK(masked_value("N", "a", MaskingMode::hash) == masked_value("M", "a", MaskingMode::hash));
  CHECK(masked_value("N", "a", MaskingMode::hash).size() == 8);
  const std::string fake = masked_value("N", "postgres://me:Secret9@host/db", MaskingMode::fake);
  CHECK(fake.starts_with("postgres://"));
  CHECK(fake.size() == std::string("postgres://me:Secret9@host/db").size());
  CHECK(fake.find("Secret9") == std::string::npos);
  // Nothing of the value is in it but its shape.
  CHECK(masked_value("N", "tok_abcd1", MaskingMode::fake) == masked_value("N", "tok_wxyz7", MaskingMode::fake));
}

TEST_CASE("which variables are protected is the user's choice") {
  const Environment environment(std::vector<std::string>{"API_TOKEN=abcdefghijkl", "MINE=abcdefghijkl", "LANG=C"});
  EnvProtectionConfig protection;
  const auto shown = [&](bool whole, const std::vector<std::string>& allowed = {}) {
    std::string out;
    const Environment filtered = filter_environment(environment, whole, allowed, protection);
    for (const std::string& entry : filtered.entries()) out += entry + " ";
    return out;
  };
  CHECK(shown(true) == "MINE=abcdefghijkl LANG=C ");
  CHECK(shown(true, {"API_TOKEN"}) == "API_TOKEN=abcdefghijkl LANG=C ");
  protection.masking_mode = MaskingMode::partial;
  protection.protected_vars = {"MINE"};
  CHECK(shown(true) == "API_TOKEN=ab****kl MINE=ab****kl LANG=C ");
  CHECK(shown(false) == "LANG=C ");
  protection.allow_read_vars = {"API_TOKEN"};
  CHECK(shown(true) == "API_TOKEN=abcdefghijkl MINE=ab****kl LANG=C ");
  protection.enabled = false;
  CHECK(shown(true) == "API_TOKEN=abcdefghijkl MINE=abcdefghijkl LANG=C ");
}
