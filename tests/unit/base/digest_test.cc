// SPDX-License-Identifier: Apache-2.0
#include "core/base/digest.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace vg;

TEST_CASE("sha256: the vectors of FIPS 180-4") {
  CHECK(to_hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(to_hex(sha256(std::string(1000000, 'a'))) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  CHECK(sha256(std::string("a\0b", 3)) != sha256("a"));
}

TEST_CASE("random_code: readable and never the same") {
  CHECK(random_code(0).empty());
  std::set<std::string> seen;
  std::set<char> letters;
  for (int i = 0; i < 1000; ++i) {
    const std::string code = random_code(8);
    CHECK(code.size() == 8);
    seen.insert(code);
    letters.insert(code.begin(), code.end());
  }
  CHECK(seen.size() == 1000);
  CHECK(letters.size() == 31);  // all of the alphabet turns up
  for (const char ambiguous : std::string("01oil")) CHECK_FALSE(letters.contains(ambiguous));
}
