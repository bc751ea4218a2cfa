// SPDX-License-Identifier: Apache-2.0
#include "core/base/digest.h"

#include <sodium.h>
#include <sys/random.h>

#include <cstdlib>

namespace vg {

Sha256 sha256(std::string_view bytes) {
  Sha256 digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return digest;
}

std::string to_hex(const Sha256& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(digest.size() * 2);
  for (const std::uint8_t byte : digest) {
    out += digits[byte >> 4];
    out += digits[byte & 0xf];
  }
  return out;
}

std::string random_code(std::size_t count) {
  constexpr std::string_view alphabet = "23456789abcdefghjkmnpqrstuvwxyz";
  std::string out;
  while (out.size() < count) {
    unsigned char bytes[32];
    // Below 256 bytes getrandom(2) is not interrupted once the pool is seeded; a code must never be guessable.
    if (::getrandom(bytes, sizeof bytes, 0) != static_cast<ssize_t>(sizeof bytes)) std::abort();
    for (const unsigned char byte : bytes)
      if (out.size() < count && byte < alphabet.size() * (256 / alphabet.size()))
        out += alphabet[byte % alphabet.size()];
  }
  return out;
}

}  // namespace vg
