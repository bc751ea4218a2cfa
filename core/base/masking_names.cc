// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <vector>

#include "core/base/masking.h"
#include "core/base/masking_tables.h"

namespace vg {
namespace {

using namespace masking;

/// The words of a name: split at '_', '-', '.' and before a capital that follows a small letter.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool boundary = !is_alnum(name[i]);
    if ((boundary || (i > 0 && is_upper(name[i]) && is_lower(name[i - 1]))) && !words.back().empty())
      words.emplace_back();
    if (!boundary) words.back() += lower(name[i]);
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

}  // namespace

bool is_secret_name(std::string_view name) {
  const std::vector<std::string> words = words_of(name);
  if (words.empty() || holds(harmless_endings, words.back())) return false;
  if (words.size() == 1 && words.front() == "pwd") return false;  // the working directory
  if (words.front() == "no" && name.starts_with("--")) return false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (holds(secret_words, words[i])) return true;
    if (i > 0 && words[i] == "key" && holds(key_kinds, words[i - 1])) return true;
  }
  return false;
}

}  // namespace vg
