// SPDX-License-Identifier: Apache-2.0
/// The rows behind masking.cc and masking_names.cc. Names are lower case.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace vg::masking {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_upper(char c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
constexpr bool is_alnum(char c) {
  return is_digit(c) || is_upper(c) || is_lower(c);
}
constexpr bool is_name_char(char c) {
  return is_alnum(c) || c == '_' || c == '-';
}
constexpr bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
constexpr bool is_quote(char c) {
  return c == '"' || c == '\'';
}
constexpr char lower(char c) {
  return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
}

template <typename Rows>
bool holds(const Rows& rows, std::string_view word) {
  return std::find(rows.begin(), rows.end(), word) != rows.end();
}

enum class Alphabet : std::uint8_t {
  alnum,
  upper_digit,
  word,    ///< letters, digits, '_'
  slug,    ///< word and '-'
  base64,  ///< slug and '.', '+', '/', '='
};

/// A token that its own form gives away.
struct TokenShape {
  std::string_view prefix;
  std::size_t least;  ///< characters of the alphabet behind the prefix
  Alphabet alphabet;
  bool needs_digit = false;  ///< the prefix alone also begins ordinary words
};

/// Source: the issuers' documentation of their token formats, and the formats of RFC 7519 (JWT) and RFC 7468 (PEM).
inline constexpr std::array token_shapes{
    TokenShape{"ghp_", 20, Alphabet::alnum},       TokenShape{"gho_", 20, Alphabet::alnum},
    TokenShape{"ghu_", 20, Alphabet::alnum},       TokenShape{"ghs_", 20, Alphabet::alnum},
    TokenShape{"ghr_", 20, Alphabet::alnum},       TokenShape{"github_pat_", 20, Alphabet::word},
    TokenShape{"glpat-", 16, Alphabet::slug},      TokenShape{"npm_", 30, Alphabet::alnum},
    TokenShape{"pypi-", 32, Alphabet::slug},       TokenShape{"AKIA", 16, Alphabet::upper_digit},
    TokenShape{"ASIA", 16, Alphabet::upper_digit}, TokenShape{"AIza", 30, Alphabet::slug},
    TokenShape{"xoxb-", 10, Alphabet::slug},       TokenShape{"xoxp-", 10, Alphabet::slug},
    TokenShape{"xoxa-", 10, Alphabet::slug},       TokenShape{"xoxr-", 10, Alphabet::slug},
    TokenShape{"xoxs-", 10, Alphabet::slug},       TokenShape{"xapp-", 10, Alphabet::slug, true},
    TokenShape{"sk-", 20, Alphabet::slug, true},   TokenShape{"sk_live_", 16, Alphabet::alnum},
    TokenShape{"sk_test_", 16, Alphabet::alnum},   TokenShape{"rk_live_", 16, Alphabet::alnum},
    TokenShape{"hf_", 30, Alphabet::alnum},        TokenShape{"dop_v1_", 32, Alphabet::alnum},
    TokenShape{"ya29.", 20, Alphabet::base64},     TokenShape{"SG.", 30, Alphabet::base64, true},
    TokenShape{"hvs.", 20, Alphabet::slug},        TokenShape{"eyJ", 27, Alphabet::base64},
};

/// One word of a name says "secret" …
inline constexpr std::array<std::string_view, 14> secret_words{
    "password", "passwd", "passphrase", "passcode",    "pass",      "pwd",     "secret",
    "token",    "apikey", "credential", "credentials", "authtoken", "privkey", "psk"};
/// … or two together, the second being "key".
inline constexpr std::array<std::string_view, 12> key_kinds{"api",        "access",  "secret", "private",
                                                            "encryption", "signing", "auth",   "account",
                                                            "storage",    "master",  "shared", "license"};
/// A name that ends so only says where the secret is, or how long it lives.
inline constexpr std::array<std::string_view, 32> harmless_endings{
    "file",   "path", "dir",   "directory", "name",   "url",     "uri",    "endpoint", "host", "type",   "ttl",
    "expiry", "arn",  "id",    "expires",   "length", "limit",   "count",  "size",     "env",  "stdin",  "helper",
    "store",  "mode", "field", "policy",    "prefix", "version", "budget", "manager",  "days", "command"};

enum class SecretPart : std::uint8_t { whole, after_colon, after_percent, after_comma };
enum class OptionForm : std::uint8_t { attached, next_word, both };

/// An option that holds a secret only for these programs (and only with this word before it, where one is named).
struct ToolOption {
  std::string_view tools;  ///< separated by spaces
  std::string_view option;
  OptionForm form;
  SecretPart part = SecretPart::whole;
  std::string_view subcommand = {};
};

/// Source: the programs' manual pages.
inline constexpr std::array tool_options{
    ToolOption{"mysql mysqldump mysqladmin mysqlimport mysqlshow mysqlcheck mariadb mariadb-dump mariadb-admin mycli",
               "-p", OptionForm::attached},
    ToolOption{"sshpass", "-p", OptionForm::both},
    ToolOption{"redis-cli valkey-cli", "-a", OptionForm::next_word},
    ToolOption{"curl", "-u", OptionForm::both, SecretPart::after_colon},
    ToolOption{"curl", "-U", OptionForm::both, SecretPart::after_colon},
    ToolOption{"curl", "--user", OptionForm::next_word, SecretPart::after_colon},
    ToolOption{"curl", "--user=", OptionForm::attached, SecretPart::after_colon},
    ToolOption{"curl", "--proxy-user", OptionForm::next_word, SecretPart::after_colon},
    ToolOption{"http https xh", "-a", OptionForm::both, SecretPart::after_colon},
    ToolOption{"docker podman nerdctl buildah skopeo helm oras crane", "-p", OptionForm::both, SecretPart::whole,
               "login"},
    ToolOption{"mongo mongosh mongodump mongorestore mongoexport mongoimport", "-p", OptionForm::both},
    ToolOption{"ldapsearch ldapadd ldapmodify ldapdelete ldapwhoami ldappasswd", "-w", OptionForm::both},
    ToolOption{"smbclient rpcclient", "-U", OptionForm::both, SecretPart::after_percent},
    ToolOption{"lftp", "-u", OptionForm::both, SecretPart::after_comma},
    ToolOption{"sqlcmd bcp zip unzip", "-P", OptionForm::both},
    ToolOption{"7z 7za 7zr 7zz rar unrar", "-p", OptionForm::attached},
    ToolOption{"openssl", "pass:", OptionForm::attached},
    ToolOption{"ssh-keygen", "-N", OptionForm::next_word},
    ToolOption{"ssh-keygen", "-P", OptionForm::next_word},
};

/// Programs that others start with options of their own (`sshpass -p SECRET ssh -p PORT`).
inline constexpr std::array<std::string_view, 4> tools_without_secrets{"ssh", "scp", "sftp", "rsync"};

/// Headers whose value is one secret up to the end of the string; names that is_secret_name() already knows are not
/// here.
inline constexpr std::array<std::string_view, 4> secret_headers{"authorization", "proxy-authorization", "cookie",
                                                                "set-cookie"};
/// First words of a header value that may stay readable.
inline constexpr std::array<std::string_view, 5> auth_schemes{"bearer", "basic", "token", "digest", "negotiate"};

}  // namespace vg::masking
