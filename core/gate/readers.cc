// SPDX-License-Identifier: Apache-2.0
// find, sed, awk, archives, curl: programs that mostly read.
#include "core/gate/judge.h"

namespace vg::gate_parts {
namespace {

using gate_text::contains;
using gate_text::equal;
using gate_text::is_digit;
using gate_text::is_letter;
using gate_text::is_listed;
using gate_text::starts_with;

/// [^]/x]: behind a set of characters, or nullptr where the delimiter is in it: not every sed takes that for one.
const char* behind_set(const char* s, char delimiter) {
  ++s;
  if (*s == '^') ++s;
  for (bool first = true; first || *s != ']'; first = false, ++s) {
    if (*s == delimiter || *s == '\0' || *s == '\n' || *s == ';') return nullptr;
    if (*s != '[' || (s[1] != ':' && s[1] != '.' && s[1] != '=')) continue;
    // [:space:]
    for (s += 2; is_letter(*s);) ++s;
    if (*s != ':' || s[1] != ']' || delimiter == ':') return nullptr;
    ++s;
  }
  return s + 1;
}

/// Behind the end of a text up to `delimiter`; a backslash takes its meaning from it. nullptr where it does not end, or
/// holds what would end a command for a reader that knows no delimiters.
const char* behind_delimited(const char* s, char delimiter) {
  while (*s != delimiter) {
    if (*s == '[') {
      s = behind_set(s, delimiter);
      if (s == nullptr) return nullptr;
      continue;
    }
    if (*s == '\\' && s[1] != '\0') ++s;
    if (*s == '\0' || *s == '\n' || *s == ';') return nullptr;
    ++s;
  }
  return s + 1;
}

/// s/a/b/gp and y/abc/xyz/; the flags e and w run and write. Out: behind it, or nullptr.
const char* behind_substitution(const char* s) {
  const char delimiter = s[1];
  if (is_letter(delimiter) || is_digit(delimiter)) return nullptr;
  const bool replaces = s[0] == 's';
  if (delimiter == '\0' || delimiter == ' ' || delimiter == ';' || delimiter == '\\' || delimiter == '\n' ||
      delimiter == '\t')
    return nullptr;
  const char* at = behind_delimited(s + 2, delimiter);
  if (at != nullptr) at = behind_delimited(at, delimiter);
  while (at != nullptr && replaces && (*at == 'g' || *at == 'p' || *at == 'i' || *at == 'I' || is_digit(*at))) ++at;
  return at;
}

/// 1  $  2,5  /x/: what stands before a command. Out: behind it, or nullptr.
const char* behind_address(const char* s) {
  while (is_digit(*s) || *s == '$' || *s == ',' || *s == '~' || *s == '/') {
    if (*s != '/') {
      ++s;
      continue;
    }
    s = behind_delimited(s + 1, '/');
    if (s == nullptr) return nullptr;
  }
  while (*s == ' ' || *s == '!') ++s;
  return s;
}

bool is_printing_command(char c) {
  const char one[2] = {c, '\0'};
  return c != '\0' && contains("pdqhHgGxD=", one);
}

/// Commands that only print and substitute, one behind the other.
bool is_plain_sed_script(const char* s) {
  for (;;) {
    while (*s == ' ' || *s == ';' || *s == '\n') ++s;
    if (*s == '\0') return true;
    s = behind_address(s);
    if (s == nullptr) return false;
    if (*s == 's' || *s == 'y')
      s = behind_substitution(s);
    else if (is_printing_command(*s))
      ++s;
    else
      return false;
    if (s == nullptr) return false;
    while (*s == ' ') ++s;
    if (*s != '\0' && *s != ';' && *s != '\n') return false;
  }
}

/// One plain GET to standard output from a host with a name.
bool is_plain_url(const char* url) {
  if (starts_with(url, "https://"))
    url += 8;
  else if (starts_with(url, "http://"))
    url += 7;
  else if (contains(url, "://"))
    return false;
  bool letter = false;
  const char* at = url;
  for (; *at != '\0' && *at != '/' && *at != ':' && *at != '?'; ++at) {
    if (!is_letter(*at) && !is_digit(*at) && *at != '.' && *at != '-') return false;
    letter = letter || is_letter(*at);
  }
  if (starts_with(url, "127.0.0.1")) letter = true;
  for (const char* rest = at; *rest != '\0'; ++rest)
    if (static_cast<unsigned char>(*rest) >= 0x80 || *rest == '@' || *rest == '{' || *rest == '[') return false;
  const char* shortener =
      "bit.ly* tinyurl* t.co* goo.gl* is.gd* ow.ly* cutt.ly* rb.gy* shorturl* tiny.cc* buff.ly* git.io* rebrand* v.gd* "
      "t.ly* s.id* 0x* metadata*";
  return letter && !is_listed(shortener, url) && !contains(at, "_delete_by_query");
}

}  // namespace

GateAnswer judge_find(Words words) {
  constexpr const char* acting = "-ok* -fprint* -fls -files0*";
  constexpr const char* telling =
      "*.pem *.key *.env* *cred* *passw* *secret* *token* *wallet* *.p12 *.pfx *.kdbx *.npmrc *.pypirc *.netrc *id_* "
      "*.aws* *shadow*";
  for (Words word = words + 1; *word != nullptr; ++word) {
    if (equal(*word, "-delete")) return GateAnswer::refuse_unless_asked;
    if (is_listed(acting, *word) || is_listed(telling, *word)) return GateAnswer::ask;
    if (!equal(*word, "-exec") && !equal(*word, "-execdir")) continue;
    // What it runs has to be a filter, so that names it is given cannot matter.
    if (word[1] == nullptr || !is_filter(word[1])) {
      const bool deletes = word[1] != nullptr && is_listed("rm unlink shred sh bash sudo */rm", word[1]);
      return deletes ? GateAnswer::refuse_unless_asked : GateAnswer::ask;
    }
    while (*word != nullptr && !equal(*word, ";") && !equal(*word, "+")) ++word;
    if (*word == nullptr) return GateAnswer::harmless;  // find itself will complain
  }
  return GateAnswer::harmless;
}

GateAnswer judge_sed(Words words) {
  bool has_script = false;
  for (Words word = words + 1; *word != nullptr; ++word) {
    const char* w = *word;
    if (equal(w, "-e") || equal(w, "--expression")) {
      if (word[1] == nullptr || !is_plain_sed_script(*++word)) return GateAnswer::ask;
      has_script = true;
    } else if (w[0] == '-' && w[1] != '\0') {
      if (equal(w, "-ne") && word[1] != nullptr && is_plain_sed_script(word[1])) {
        ++word;
        has_script = true;
      } else if (!is_listed("-n -E -r -s -u -z -nE -nr --quiet --silent --regexp-extended --version --help", w)) {
        return GateAnswer::ask;
      }
    } else if (!has_script) {
      if (!is_plain_sed_script(w)) return GateAnswer::ask;
      has_script = true;
    }
  }
  return GateAnswer::harmless;
}

GateAnswer judge_awk(Words words) {
  for (Words word = words + 1; *word != nullptr; ++word) {
    const char* w = *word;
    if (is_listed("-f* --file* -i* -l* -E* --exec* --inc* --load*", w)) return GateAnswer::ask;
    if (is_listed("*system* *getline* */inet* *exec*", w)) return GateAnswer::ask;
    // "||" is a choice, "|" a program.
    if (contains(w, "|") && (!contains(w, "||") || contains(w, "\""))) return GateAnswer::ask;
  }
  return GateAnswer::harmless;
}

/// Listing and unpacking here; everything that names a place or a program is asked about.
GateAnswer judge_archive(Words words, bool tar) {
  if (words[1] == nullptr) return GateAnswer::ask;
  bool reads = !tar;
  for (Words word = words + 1; *word != nullptr; ++word) {
    const char* w = *word;
    const bool old_style = tar && word == words + 1 && w[0] != '-';
    if (w[0] != '-' && !old_style) {
      if (contains(w, ":") || contains(w, "@")) return GateAnswer::ask;
      continue;
    }
    if (w[0] == '-' && w[1] == '-') {
      if (!is_listed("--strip-components* --wildcards --list --extract --get --verbose --gzip --xz --bzip2 --file=* "
                     "--exclude=* --no-same-owner",
                     w))
        return GateAnswer::ask;
      reads = reads || equal(w, "--list") || equal(w, "--extract");
      continue;
    }
    for (const char* letter = w + (w[0] == '-' ? 1 : 0); *letter != '\0'; ++letter) {
      const char one[2] = {*letter, '\0'};
      if (!contains(tar ? "xtvzjJkpmf" : "loqnjuvtZ", one)) return GateAnswer::ask;
      reads = reads || *letter == 'x' || *letter == 't';
    }
  }
  return pass_if(reads);
}

GateAnswer judge_curl(Words words) {
  Size urls = 0;
  for (Words word = words + 1; *word != nullptr; ++word) {
    const char* w = *word;
    if (w[0] != '-') {
      if (!is_plain_url(w)) return GateAnswer::ask;
      ++urls;
      continue;
    }
    if (is_listed("--silent --fail --location --show-error --head --include --compressed --verbose --no-progress-meter "
                  "--fail-with-body",
                  w))
      continue;
    if (equal(w, "-X") && word[1] != nullptr && is_listed("GET HEAD", word[1])) {
      ++word;
      continue;
    }
    if (w[1] == '-' || w[1] == '\0') return GateAnswer::ask;
    for (const char* letter = w + 1; *letter != '\0'; ++letter) {
      const char one[2] = {*letter, '\0'};
      if (!contains("sSLfiIvg46", one)) return GateAnswer::ask;
    }
  }
  return pass_if(urls == 1);
}

}  // namespace vg::gate_parts
