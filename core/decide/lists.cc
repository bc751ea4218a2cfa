// SPDX-License-Identifier: Apache-2.0
#include "core/decide/lists.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "core/base/path.h"

namespace vg {
namespace {

using Words = std::vector<std::string>;

constexpr std::array<std::string_view, 16> database_clients{
    "clickhouse", "clickhouse-client", "cockroach", "cqlsh", "duckdb",    "mariadb", "mongo",   "mongosh",
    "mysql",      "mysqladmin",        "pgcli",     "psql",  "redis-cli", "sqlcmd",  "sqlite3", "usql"};
static_assert(std::is_sorted(database_clients.begin(), database_clients.end()));

Words split(std::string_view text, char separator) {
  Words words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
  return out;
}

/// The words of an invocation; an empty optional stands for a word that is not literal.
std::vector<std::optional<std::string>> words_of(const Invocation& invocation) {
  std::vector<std::optional<std::string>> words;
  for (const Word& word : invocation.words) words.push_back(word.literal());
  return words;
}

bool allow_entry_matches(const Words& entry, const std::vector<std::optional<std::string>>& words) {
  for (std::size_t i = 0; i < entry.size(); ++i) {
    if (entry[i] == "*" && i + 1 == entry.size())
      return std::all_of(words.begin() + static_cast<std::ptrdiff_t>(std::min(i, words.size())), words.end(),
                         [](const auto& word) { return word.has_value(); });
    if (i >= words.size() || !words[i]) return false;
    if (entry[i] != "*" && entry[i] != *words[i]) return false;
  }
  return entry.size() == words.size();
}

bool is_short_cluster(std::string_view word) {
  return word.size() > 1 && word[0] == '-' && word[1] != '-';
}

/// Words with every short-option cluster taken apart and put, sorted, behind the program, so that `-rf`, `-fr` and
/// `-r -f` read alike. The program's directory is dropped.
struct Normalised {
  Words plain;  ///< program and operands in order
  std::set<std::string> flags;
};

Normalised normalise(const std::vector<std::optional<std::string>>& words) {
  Normalised out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!words[i]) {
      out.plain.emplace_back("\x01");  // unknown: equal to nothing an entry can say, but `*` covers it
      continue;
    }
    const std::string& word = *words[i];
    if (i > 0 && is_short_cluster(word)) {
      for (const char flag : word.substr(1)) out.flags.insert(std::string("-") + flag);
    } else if (i > 0 && word.starts_with("--") && word.size() > 2) {
      out.flags.insert(word.substr(0, word.find('=')));
    } else {
      out.plain.push_back(i == 0 ? std::string(base_name(word)) : word);
    }
  }
  return out;
}

Normalised normalise(const Words& words) {
  std::vector<std::optional<std::string>> optional_words(words.begin(), words.end());
  return normalise(optional_words);
}

bool run_matches(const Words& entry, const Words& words) {
  if (entry.empty()) return true;
  for (std::size_t start = 0; start + entry.size() <= words.size(); ++start) {
    bool same = true;
    for (std::size_t i = 0; i < entry.size() && same; ++i) same = entry[i] == "*" || entry[i] == words[start + i];
    if (same) return true;
  }
  return false;
}

bool deny_words_match(const Words& entry_words, const Invocation& invocation) {
  const Normalised entry = normalise(entry_words);
  const Normalised words = normalise(words_of(invocation));
  Words plain = entry.plain;
  if (!plain.empty() && plain.back() == "*") plain.pop_back();  // "the rest", which may be nothing
  const bool flags = std::includes(words.flags.begin(), words.flags.end(), entry.flags.begin(), entry.flags.end());
  return flags && run_matches(plain, words.plain);
}

bool pipeline_matches(const Command& command, std::uint32_t unit, const std::string& entry) {
  const Words stages = split(entry, '|');
  for (const Invocation& first : command.invocations) {
    if (first.unit != unit || !deny_words_match(split(stages[0], ' '), first)) continue;
    std::size_t stage = 1;
    for (const Invocation& next : command.invocations) {
      if (stage == stages.size()) break;
      if (next.unit == unit && next.pipeline == first.pipeline && next.position > first.position &&
          deny_words_match(split(stages[stage], ' '), next))
        ++stage;
    }
    if (stage == stages.size()) return true;
  }
  return false;
}

bool database_text_matches(const Invocation& invocation, std::string_view entry) {
  const std::string name = invocation.program_name();
  if (!std::binary_search(database_clients.begin(), database_clients.end(), std::string_view(name))) return false;
  const std::string wanted = lower(entry);
  for (const Word& word : invocation.words.subspan(1)) {
    // Runs of white space read alike: "DROP   DATABASE" is the same statement.
    std::string text;
    for (const std::string& part : split(lower(word.literal().value_or(word.literal_prefix())), ' ')) {
      if (!text.empty()) text += ' ';
      text += part;
    }
    if (text.find(wanted) != std::string::npos) return true;
  }
  for (const Redirection& redirection : invocation.redirections)
    if (lower(redirection.body).find(wanted) != std::string::npos) return true;
  return false;
}

}  // namespace

bool is_allowlisted(const Command& command, std::uint32_t unit, const std::vector<std::string>& allowlist) {
  if (allowlist.empty() || !command.problems.empty()) return false;
  bool any = false;
  for (const Invocation& invocation : command.invocations) {
    if (invocation.unit != unit) continue;
    if (invocation.words.empty() || !invocation.assignments.empty() || !invocation.redirections.empty() ||
        !invocation.wrappers.empty() || invocation.via != Via::direct)
      return false;
    const auto words = words_of(invocation);
    if (std::none_of(allowlist.begin(), allowlist.end(),
                     [&](const std::string& entry) { return allow_entry_matches(split(entry, ' '), words); }))
      return false;
    any = true;
  }
  return any;
}

std::string denylisted_by(const Command& command, std::uint32_t unit, const std::vector<std::string>& denylist) {
  for (const std::string& entry : denylist) {
    if (entry.find('|') != std::string::npos) {
      if (pipeline_matches(command, unit, entry)) return entry;
      continue;
    }
    const Words words = split(entry, ' ');
    if (words.empty()) continue;
    for (const Invocation& invocation : command.invocations) {
      if (invocation.unit != unit || invocation.words.empty()) continue;
      Invocation as_written = invocation;  // with the wrappers, so that an entry may name `sudo`
      if (invocation.node != nullptr && !invocation.wrappers.empty()) as_written.words = invocation.node->words;
      if (deny_words_match(words, invocation) || deny_words_match(words, as_written) ||
          database_text_matches(invocation, entry))
        return entry;
    }
  }
  return {};
}

}  // namespace vg
