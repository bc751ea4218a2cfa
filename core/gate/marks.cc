// SPDX-License-Identifier: Apache-2.0
// What rules know by its spelling alone, wherever it stands among the words of a program.
#include "core/gate/judge.h"

namespace vg::gate_parts {
namespace {

using gate_text::starts_with;

constexpr Size most_words = 4096;
constexpr Size most_bytes = 128 << 10;

/// Two bytes to compare first, then the rest. In characters: pointers would be relocations.
struct Mark {
  char text[22];
};

// Files with keys and tokens, and those of the guard and of agents. Each begins with '.', '/' or '_'.
constexpr Mark path_marks[] = {
    {".ssh"},
    {".aws"},
    {".azure"},
    {".gnupg"},
    {".kube"},
    {".netrc"},
    {".npmrc"},
    {".pypirc"},
    {".docker"},
    {".git-cred"},
    {".env"},
    {".pgpass"},
    {".my.cnf"},
    {".vault"},
    {".cargo/cr"},
    {".gem/cr"},
    {".terraform.d"},
    {".config/g"},
    {".config/op"},
    {".config/vec"},
    {".password"},
    {".local/share/key"},
    {".mozilla"},
    {".p12"},
    {".pfx"},
    {".kdbx"},
    {".vectra"},
    {".claude"},
    {".cursor"},
    {".codex"},
    {".gemini"},
    {".copilot"},
    {"_history"},
    {"/etc/shadow"},
    {"/etc/gshadow"},
    {"/etc/sudoers"},
    {"/etc/ssh"},
    {"/etc/ssl/pri"},
    {"/etc/krb5"},
    {"/etc/vectra"},
    {"/dev/mem"},
    {"/dev/kmem"},
    {"/dev/tcp"},
    {"/dev/udp"},
    {"/vectra-guard"},
    {"_rsa"},
    {"_dsa"},
    {"_ed25519"},
    {"_ecdsa"},
    {"/environ"},
    {".kcore"},
    {".rclone"},
    {".boto"},
    {".s3cfg"},
    {".passwd-s3"},
    {".m2/set"},
    {".gradle/gra"},
    {".oci/"},
    {".wrangler"},
    {".fly/"},
    {".composer/auth"},
    {".nuget/NuGet"},
    {".databricks"},
    {".snowsql"},
    {".dbt/"},
    {".kaggle"},
    {".cache/hug"},
    {".huggingface"},
    {".ansible/v"},
    {".local/share/kw"},
    {".ethereum"},
    {".bitcoin"},
    {".electrum"},
    {".tfstate"},
    {".config/rclone"},
    {".config/doctl"},
    {".config/h"},
    {".config/scw"},
    {".config/so"},
    {".config/age"},
    {".config/configstore"},
    {".config/composer"},
    {".config/chromium"},
    {".config/B"},
    {".config/1P"},
    {"/run/secrets"},
    {"/etc/kube"},
    {"/etc/rancher"},
    {"/etc/letsenc"},
    {"/etc/wireguard"},
};
// Words without a path. Compared at every byte with the same first letter.
constexpr Mark word_marks[] = {
    {"stratum"},    {"--donate-level"}, {"libvg"},         {"vectra"},     {"credentials"}, {"PRIVATE"}, {"AKIA"},
    {"aws_secret"}, {"AWS_SECRET"},     {"BEGIN OPENSSH"}, {"password="},  {"169.254."},    {"sudoers"}, {"shadow"},
    {"hosts.yml"},  {"id_rsa"},         {"id_dsa"},        {"id_ed25519"}, {"id_ecdsa"},    {"keyring"}, {"logins"},
    {"key4.db"},    {"Login Data"},     {"private"},       {"Cookies"},    {"cookies"},
};

constexpr Mark system_trees[] = {{"/etc"}, {"/usr"}, {"/bin"}, {"/sbin"}, {"/lib"}, {"/boot"}, {"/sys"}, {"/dev"}};

/// Which first two bytes the marks of a list have, as a set of 1,024 hash values: most places in most words have none.
struct Starts {
  unsigned long bits[16] = {};

  static constexpr unsigned value(char first, char second) {
    return (static_cast<unsigned char>(first) * 33u + static_cast<unsigned char>(second)) & 1023u;
  }
  template <Size n>
  constexpr explicit Starts(const Mark (&marks)[n]) {
    for (const Mark& mark : marks) {
      const unsigned hash = value(mark.text[0], mark.text[1]);
      bits[hash / 64] |= 1ul << (hash % 64);
    }
  }
  bool may_be_at(const char* at) const {
    const unsigned hash = value(at[0], at[1]);
    return (bits[hash / 64] >> (hash % 64) & 1) != 0;
  }
};
constexpr Starts path_starts{path_marks};
constexpr Starts word_starts{word_marks};

template <Size n>
bool has_mark(const Mark (&marks)[n], const Starts& starts, const char* at) {
  if (!starts.may_be_at(at)) return false;
  for (const Mark& mark : marks)
    if (mark.text[0] == at[0] && mark.text[1] == at[1] && starts_with(at, mark.text)) return true;
  return false;
}

struct Character {
  unsigned value;
  Size size;  ///< 0: not UTF-8
};

Character character_at(const char* at) {
  const auto byte = [at](Size i) { return static_cast<unsigned>(static_cast<unsigned char>(at[i])); };
  const unsigned first = byte(0);
  if (first < 0x80) return {first, 1};
  const Size size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (size == 0) return {0, 0};
  unsigned value = first & (0xffu >> (size + 1));
  for (Size i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0u) != 0x80u) return {0, 0};
    value = (value << 6) | (byte(i) & 0x3fu);
  }
  return {value, size};
}

struct Range {
  unsigned first, last;
};
// Controls, directions, fillers, tags, and alphabets that look like this one.
constexpr Range odd_characters[] = {
    {0x00, 0x08},     {0x0b, 0x1f},     {0x7f, 0xa0},       {0xad, 0xad},        {0x34f, 0x34f},   {0x370, 0x52f},
    {0x61c, 0x61c},   {0x115f, 0x1160}, {0x13a0, 0x13ff},   {0x17b4, 0x17b5},    {0x180b, 0x180f}, {0x2000, 0x200f},
    {0x2028, 0x202f}, {0x205f, 0x206f}, {0x3000, 0x3000},   {0x3164, 0x3164},    {0xd800, 0xf8ff}, {0xfe00, 0xfe00},
    {0xfeff, 0xfeff}, {0xff01, 0xffff}, {0x1d400, 0x1d7ff}, {0xe0000, 0x1fffff},
};

bool is_odd_character(unsigned value) {
  if (value >= 0x20 && value < 0x7f) return false;
  for (const Range& range : odd_characters)
    if (value >= range.first && value <= range.last) return true;
  return false;
}

/// The kernel's own values pass, those of a process do not: /proc/meminfo, but not /proc/1/environ.
bool is_process_file(const char* at) {
  if (!starts_with(at, "/proc/")) return false;
  return gate_text::is_digit(at[6]) || starts_with(at + 6, "self") || starts_with(at + 6, "thread") ||
         starts_with(at + 6, "k") || at[6] == '*';
}

bool is_marked(const char* word, Size& bytes, bool only_text) {
  for (const char* at = word; *at != '\0';) {
    const Character character = character_at(at);
    if (character.size == 0 || is_odd_character(character.value)) return true;
    if (++bytes > most_bytes) return true;
    if (!only_text && (has_mark(path_marks, path_starts, at) || has_mark(word_marks, word_starts, at) ||
                       (*at == '/' && is_process_file(at))))
      return true;
    at += character.size;
  }
  return false;
}

}  // namespace

bool any_marked(Words words, bool only_text) {
  Size bytes = 0;
  Size count = 0;
  for (; *words != nullptr; ++words)
    if (++count > most_words || is_marked(*words, bytes, only_text)) return true;
  return false;
}

bool is_odd_place(const char* path, const Place& place) {
  if (path[0] == '/') {
    if (gate_text::contains(path, "/../") || gate_text::contains(path, "//")) return true;
    if (place.scratch != nullptr && place.scratch[0] == '/' && place.scratch[1] != '\0' &&
        starts_with(path, place.scratch))
      return true;
    return starts_with(path, "/tmp") || starts_with(path, "/var/tmp") || starts_with(path, "/dev") ||
           starts_with(path, "/proc") || starts_with(path, "/run");
  }
  if (!gate_text::contains(path, "/")) return false;  // a name that was searched on PATH
  if (starts_with(path, "../") || gate_text::contains(path, "/..") || place.directory == nullptr) return true;
  return place.directory[0] != '/' || is_odd_place(place.directory, place);
}

bool is_odd_directory(const char* directory) {
  Size bytes = 0;
  if (directory[0] != '/' || directory[1] == '\0' || is_marked(directory, bytes, false)) return true;
  for (const Mark& system : system_trees)
    if (starts_with(directory, system.text)) return true;
  // Below root's home lie projects, as below any other.
  if (gate_text::equal(directory, "/root") || starts_with(directory, "/root/.")) return true;
  return gate_text::contains(directory, "/.config") || gate_text::contains(directory, "/.local");
}

}  // namespace vg::gate_parts
