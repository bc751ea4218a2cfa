// SPDX-License-Identifier: Apache-2.0
/// The trust store (PRODUCT 3.4): commands a person approved for the host, kept in trust.json.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.h"
#include "core/trust/binding.h"
#include "core/trust/trust_view.h"

namespace vg {

struct TrustEntry {
  std::string key;   ///< trust_key() of the command
  std::string text;  ///< for people: secrets masked, control characters visible
  std::string note;
  std::string who;           ///< who approved: the user's name, "by prompt" and the like
  std::int64_t added = 0;    ///< Unit: seconds since the epoch, as all times here
  std::int64_t expires = 0;  ///< 0: never
  std::uint64_t uses = 0;
  std::int64_t last_used = 0;  ///< 0: never
  std::string scope;           ///< directory at or below which it holds; empty: everywhere
  bool contained = false;      ///< not asked about again, but it runs in the sandbox as if it were not trusted
  Binding binding;
  std::string line;  ///< how the file says it (store_json.h); empty once something else was changed

  bool is_expired(std::int64_t now) const { return expires != 0 && expires <= now; }
};

/// What a person says about a command to be trusted.
struct TrustWish {
  std::string note;
  std::string who;
  std::int64_t expires = 0;  ///< 0: never
  std::string scope;         ///< resolved directory; empty: everywhere
  bool contained = false;    ///< "from now on, contained" instead of the host
};

/// Whether an entry holds for a command, and if none does though there is one for it: why.
struct TrustAnswer {
  std::optional<TrustMatch> match;
  std::string why_not;  ///< one sentence; empty where nothing is remembered for the command at all
};

/// A snapshot of trust.json. Reading trusts nothing it cannot believe; every change locks the file, reads it again and
/// replaces it, so any number of writers lose nothing.
class TrustStore final : public TrustView {
 public:
  /// In: `shim`, the genuine libvg.so: the only value of LD_PRELOAD that breaks no trust; where empty, any one file of
  /// that name. A missing file is an empty store; one that is damaged, a symlink, no regular file, or another user's is
  /// an empty store with a problem(). Errors: none so far.
  static Result<TrustStore> open(std::string path, std::string shim = {});

  std::optional<TrustMatch> find(const Command& command) const override;
  TrustAnswer judge(const Command& command) const;
  /// Whether add() would take it, as far as that lies in the command and its environment.
  bool can_remember(const Command& command) const;
  const std::vector<TrustEntry>& entries() const { return entries_; }
  /// Why the file was not believed, empty where it was.
  const std::string& problem() const { return problem_; }
  /// Where the last change kept a file that was not believed; empty where there was none.
  const std::string& kept_aside() const { return kept_aside_; }

  /// Remembers the command; an entry for the same command, scope and files is replaced. Out: the entry.
  /// Errors: the command cannot be bound (binding.h), carries a hijacking variable, or the file cannot be written.
  Result<TrustEntry> add(const Command& command, const TrustWish& wish);
  /// Forgets every entry whose key begins with `selector` (at least 6 hexadecimal digits, one key only) or whose text
  /// is `selector`. Out: what was forgotten, empty where nothing fits. Errors: digits that fit several keys.
  Result<std::vector<TrustEntry>> remove(std::string_view selector, std::int64_t now);
  /// Drops expired entries. Out: what was dropped.
  Result<std::vector<TrustEntry>> clean(std::int64_t now);
  /// Counts one use of the command whose key a match gave. By value: the snapshot it may come from is read anew.
  Result<void> note_use(std::string key, std::int64_t now);

 private:
  TrustStore() = default;
  void read();
  /// In: `change` says whether there is something to write.
  template <typename Change>
  Result<void> change(std::int64_t now, Change change);
  std::string why_not(const TrustEntry& entry, const Command& command) const;

  std::string path_;
  std::string shim_;
  std::vector<TrustEntry> entries_;
  std::string problem_;
  bool may_be_set_aside_ = true;
  std::string kept_aside_;
};

}  // namespace vg
