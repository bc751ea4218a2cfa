// SPDX-License-Identifier: Apache-2.0
#include "core/plan/git_config.h"

#include <algorithm>
#include <array>

namespace vg {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_name_character(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '-';
}
bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {
    if (text_.starts_with("\xef\xbb\xbf")) at_ = 3;
  }

  GitConfig parse() {
    while (config_.is_well_formed && skip_blanks_and_comments()) {
      if (text_[at_] == '[')
        config_.is_well_formed = section();
      else
        config_.is_well_formed = setting();
    }
    return std::move(config_);
  }

 private:
  bool at_end() const { return at_ >= text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }

  bool skip_blanks_and_comments() {
    while (!at_end()) {
      if (is_blank(text_[at_])) {
        ++at_;
      } else if (text_[at_] == '#' || text_[at_] == ';') {
        while (!at_end() && text_[at_] != '\n') ++at_;
      } else {
        return true;
      }
    }
    return false;
  }

  /// "[name]", "[name "sub"]" or the old "[name.sub]".
  bool section() {
    ++at_;
    section_.clear();
    subsection_.clear();
    while (!at_end() && (is_name_character(text_[at_]) || text_[at_] == '.')) section_ += lower(text_[at_++]);
    if (const std::size_t dot = section_.find('.'); dot != std::string::npos) {
      subsection_ = section_.substr(dot + 1);
      section_.resize(dot);
    }
    while (peek() == ' ' || peek() == '\t') ++at_;
    if (peek() == '"' && !quoted_subsection()) return false;
    if (peek() != ']') return false;
    ++at_;
    return true;
  }

  bool quoted_subsection() {
    subsection_.clear();
    for (++at_; !at_end() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\n') return false;
      if (text_[at_] == '\\') ++at_;
      if (at_end() || text_[at_] == '\n') return false;
      subsection_ += text_[at_];
    }
    if (at_end()) return false;
    ++at_;
    return true;
  }

  bool setting() {
    GitSetting found;
    found.section = section_;
    found.subsection = subsection_;
    if (!is_letter(text_[at_])) return false;
    while (!at_end() && is_name_character(text_[at_])) found.name += lower(text_[at_++]);
    while (peek() == ' ' || peek() == '\t') ++at_;
    if (peek() == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
    found.has_value = peek() == '=';
    if (found.has_value) {
      ++at_;
      if (!value(found.value)) return false;
    } else if (!at_end() && peek() != '\n' && peek() != '#' && peek() != ';') {
      return false;
    }
    config_.settings.push_back(std::move(found));
    return true;
  }

  bool value(std::string& out) {
    bool quoted = false;
    std::size_t kept = 0;  // trailing blanks outside quotes do not count
    for (; !at_end(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') {
        if (quoted) return false;
        break;
      }
      if (c == '\r' && !quoted && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') continue;
      if (!quoted && (c == '#' || c == ';')) {
        while (!at_end() && text_[at_] != '\n') ++at_;
        break;
      }
      if (c == '"') {
        quoted = !quoted;
        kept = out.size();
      } else if (c == '\\') {
        if (!escape(out)) return false;
        kept = out.size();
      } else if (!quoted && is_blank(c)) {
        if (!out.empty()) out += c;
      } else {
        out += c;
        kept = out.size();
      }
    }
    out.resize(kept);
    return !quoted;
  }

  bool escape(std::string& out) {
    ++at_;
    switch (peek()) {
      case 't': out += '\t'; return true;
      case 'b': out += '\b'; return true;
      case 'n': out += '\n'; return true;
      case '\\':
      case '"': out += text_[at_]; return true;
      case '\r':
        if (at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
        return true;
      case '\n': return !at_end();  // the value goes on in the next line
      default: return false;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string section_;
  std::string subsection_;
  GitConfig config_;
};

struct SafeRow {
  std::string_view section;
  std::string_view name;
  bool born_only = false;  ///< taken over into a new repository only
};

/// Settings by which git runs nothing. Not here, among others: remote.*.uploadpack, receivepack, vcs and proxy,
/// branch.*.mergeoptions, submodule.*.update, every core.*, filter, alias, include. Source: git-config(1).
constexpr std::array safe_rows{
    SafeRow{"remote", "url"},
    SafeRow{"remote", "pushurl"},
    SafeRow{"remote", "fetch"},
    SafeRow{"remote", "push"},
    SafeRow{"remote", "tagopt"},
    SafeRow{"remote", "prune"},
    SafeRow{"remote", "prunetags"},
    SafeRow{"remote", "mirror"},
    SafeRow{"remote", "promisor"},
    SafeRow{"remote", "partialclonefilter"},
    SafeRow{"remote", "gh-resolved"},
    SafeRow{"branch", "remote"},
    SafeRow{"branch", "pushremote"},
    SafeRow{"branch", "merge"},
    SafeRow{"branch", "rebase"},
    SafeRow{"branch", "description"},
    SafeRow{"submodule", "url"},
    SafeRow{"submodule", "active"},
    SafeRow{"submodule", "branch"},
    SafeRow{"submodule", "ignore"},
    SafeRow{"user", "name"},
    SafeRow{"user", "email"},
    SafeRow{"core", "repositoryformatversion", true},
    SafeRow{"core", "filemode", true},
    SafeRow{"core", "bare", true},
    SafeRow{"core", "logallrefupdates", true},
    SafeRow{"core", "ignorecase", true},
    SafeRow{"core", "precomposeunicode", true},
    SafeRow{"core", "symlinks", true},
    SafeRow{"core", "sparsecheckout", true},
    SafeRow{"core", "sparsecheckoutcone", true},
    SafeRow{"core", "worktree", true},
    SafeRow{"extensions", "objectformat", true},
    SafeRow{"extensions", "refstorage", true},
    SafeRow{"extensions", "partialclone", true},
    SafeRow{"extensions", "worktreeconfig", true},
    SafeRow{"extensions", "noop", true},
    SafeRow{"init", "defaultbranch", true},
};

bool is_safe(const GitSetting& setting, bool born) {
  const bool listed = std::any_of(safe_rows.begin(), safe_rows.end(), [&](const SafeRow& row) {
    return row.section == setting.section && row.name == setting.name && (born || !row.born_only);
  });
  if (!listed) return false;
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < ' ' && c != '\t'; };
  if (std::any_of(setting.value.begin(), setting.value.end(), is_control)) return false;
  if (std::any_of(setting.subsection.begin(), setting.subsection.end(), is_control)) return false;
  // "ext::COMMAND" and its like run a helper named by the address; a leading '-' would be an option.
  if (setting.section == "core" && setting.name == "worktree" && !setting.value.starts_with("../")) return false;
  const bool is_address = setting.name.ends_with("url") || setting.name.ends_with("remote");
  return !is_address || (setting.value.find("::") == std::string::npos && !setting.value.starts_with('-'));
}

std::string header_of(const GitSetting& setting) {
  if (setting.subsection.empty()) return "[" + setting.section + "]\n";
  std::string out = "[" + setting.section + " \"";
  for (const char c : setting.subsection) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"]\n";
}

std::string line_of(const GitSetting& setting) {
  if (!setting.has_value) return "\t" + setting.name + "\n";
  std::string value;
  bool quotes = setting.value.empty() || setting.value.front() == ' ' || setting.value.back() == ' ';
  for (const char c : setting.value) {
    quotes = quotes || c == '#' || c == ';' || c == '\t';
    if (c == '"' || c == '\\')
      value += {'\\', c};
    else if (c == '\t')
      value += "\\t";
    else
      value += c;
  }
  return "\t" + setting.name + " = " + (quotes ? "\"" + value + "\"" : value) + "\n";
}

std::string text_of(const std::vector<GitSetting>& settings) {
  std::string out;
  std::string header;
  for (const GitSetting& setting : settings) {
    if (const std::string own = header_of(setting); own != header) out += header = own;
    out += line_of(setting);
  }
  return out;
}

/// Whether a reader of any kind understands the line as this one does: a header, or a name and an unquoted value.
bool is_plain_line(std::string_view line) {
  const auto is_odd = [](char c) {
    return c == '\\' || c == '#' || c == ';' || (static_cast<unsigned char>(c) < ' ' && c != '\t');
  };
  if (std::any_of(line.begin(), line.end(), is_odd)) return false;
  const bool is_header = line.starts_with('[') && line.ends_with(']') && line.find(']') == line.size() - 1;
  return is_header || line.empty() || (line.find('"') == std::string_view::npos && !line.starts_with('['));
}

/// Whether `after` is `before` with nothing but plain lines put in, as git adds a remote or a branch: then it can be
/// taken as it is, comments and all, and no trick of syntax can hide in it.
bool only_adds_plain_lines(std::string_view before, std::string_view after) {
  while (!after.empty()) {
    const std::string_view line = after.substr(0, after.find('\n'));
    after.remove_prefix(std::min(line.size() + 1, after.size()));
    const std::string_view expected = before.substr(0, before.find('\n'));
    if (!before.empty() && line == expected && !line.ends_with('\\'))
      before.remove_prefix(std::min(expected.size() + 1, before.size()));
    else if (!is_plain_line(line))
      return false;
  }
  return before.empty();
}

/// Settings of one kind, in their order.
std::vector<GitSetting> only(const std::vector<GitSetting>& settings, bool safe, bool born) {
  std::vector<GitSetting> kept;
  std::copy_if(settings.begin(), settings.end(), std::back_inserter(kept),
               [&](const GitSetting& setting) { return is_safe(setting, born) == safe; });
  return kept;
}

/// Keys of what one list has and the other has not.
void add_differences(const std::vector<GitSetting>& one, const std::vector<GitSetting>& other,
                     std::vector<std::string>& keys) {
  for (const GitSetting& setting : one)
    if (std::find(other.begin(), other.end(), setting) == other.end()) keys.push_back(setting.key());
}

}  // namespace

std::string GitSetting::key() const {
  return section + "." + (subsection.empty() ? "" : subsection + ".") + name;
}

GitConfig parse_git_config(std::string_view text) {
  return Parser(text).parse();
}

GitConfigMerge merge_git_config(std::string_view before, std::string_view after, bool born) {
  GitConfigMerge merge;
  if (before == after) return merge;
  const GitConfig was = parse_git_config(before);
  const GitConfig is = parse_git_config(after);
  const std::vector<GitSetting> old_unsafe = only(was.settings, false, born);
  const std::vector<GitSetting> new_unsafe = only(is.settings, false, born);
  add_differences(new_unsafe, old_unsafe, merge.held);
  add_differences(old_unsafe, new_unsafe, merge.held);
  // One that git itself cannot read says nothing about what is wanted.
  if (!is.is_well_formed) merge.held.emplace_back("(a line git cannot read)");
  if ((!is.is_well_formed || !was.is_well_formed) && !born) return merge;
  std::sort(merge.held.begin(), merge.held.end());
  merge.held.erase(std::unique(merge.held.begin(), merge.held.end()), merge.held.end());
  const std::vector<GitSetting> new_safe = only(is.settings, true, born);
  if (merge.held.empty() && only_adds_plain_lines(before, after)) {
    merge.text = std::string(after);
  } else if (new_safe != only(was.settings, true, born) || born) {
    std::vector<GitSetting> kept = old_unsafe;
    kept.insert(kept.end(), new_safe.begin(), new_safe.end());
    merge.text = text_of(kept);
  }
  return merge;
}

}  // namespace vg
