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
}

TEST_CASE("from strict, or with a whitelist: the list and what toolchains need") {
  const Environment in({"PATH=/bin", "HOME=/h", "EDITOR=vi", "COMPANY_API_TOKEN=t", "LC_TIME=C", "BUILD_NUMBER=7"});
  CHECK(filter_environment(in, false, {}).entries() == std::vector<std::string>{"PATH=/bin", "HOME=/h", "LC_TIME=C"});
  CHECK(filter_environment(in, true, {"COMPANY_API_TOKEN", "BUILD_NUMBER"}).entries() ==
        std::vector<std::string>{"PATH=/bin", "HOME=/h", "COMPANY_API_TOKEN=t", "LC_TIME=C", "BUILD_NUMBER=7"});
}
