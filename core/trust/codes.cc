// SPDX-License-Identifier: Apache-2.0
#include "core/trust/codes.h"

#include <algorithm>

#include "core/base/digest.h"
#include "core/base/json.h"
#include "core/base/masking.h"
#include "core/base/state_file.h"
#include "core/base/text.h"

namespace vg {
namespace {

constexpr std::size_t file_limit = 4 << 20;  ///< Unit: bytes
constexpr std::size_t text_limit = 1000;     ///< Unit: bytes
constexpr std::size_t code_length = 8;

using Pending = std::vector<PendingRefusal>;

/// The text of one record; the fields are read back by read_one.
void write_one(JsonWriter& json, const PendingRefusal& pending) {
  const Refusal& refusal = pending.refusal;
  json.begin_object();
  json.field("code", pending.code).field("key", refusal.key).field("text", refusal.text);
  json.field("cwd", refusal.working_directory);
  json.field("session_pid", static_cast<std::int64_t>(refusal.session.pid));
  json.field("session_start", refusal.session.start_time);
  json.field("risk", refusal.risk).field("why", refusal.why);
  json.field("created", pending.created).field("armed_until", pending.armed_until);
  json.end_object();
}

Result<PendingRefusal> read_one(const Json& object) {
  bool complete = object.is_object();
  const auto text = [&](std::string_view name) {
    const auto field = object.get(name);
    const auto value = field ? field->string() : std::nullopt;
    complete = complete && value;
    return value.value_or(std::string());
  };
  const auto number = [&](std::string_view name) {
    const auto field = object.get(name);
    const auto value = field ? field->integer() : std::nullopt;
    complete = complete && value && *value >= 0;
    return value.value_or(0);
  };
  PendingRefusal pending;
  pending.code = text("code");
  pending.refusal.key = text("key");
  pending.refusal.text = text("text");
  pending.refusal.working_directory = text("cwd");
  pending.refusal.session.pid = static_cast<pid_t>(number("session_pid"));
  pending.refusal.session.start_time = static_cast<std::uint64_t>(number("session_start"));
  pending.refusal.risk = text("risk");
  pending.refusal.why = text("why");
  pending.created = number("created");
  pending.armed_until = number("armed_until");
  if (!complete) return fail("a record is incomplete");
  return pending;
}

Result<Pending> parse_pending(std::string_view text) {
  const Json json = VG_TRY(Json::parse(text));
  const auto list = json.get("pending");
  if (!list || !list->is_array()) return fail("has no list of refusals");
  Pending pending;
  for (const Json& item : list->items()) pending.push_back(VG_TRY(read_one(item)));
  return pending;
}

std::string pending_text(const Pending& pending) {
  JsonWriter json;
  json.begin_object().field("schema_version", 1).key("pending").begin_array();
  for (const PendingRefusal& one : pending) write_one(json, one);
  json.end_array().end_object();
  return json.text() + "\n";
}

void prune(Pending& pending, std::int64_t now) {
  std::erase_if(pending, [&](const PendingRefusal& one) {
    return !one.is_armed(now) && (one.created + code_kept_seconds <= now || one.created > now + code_kept_seconds);
  });
  // A flood of refusals must not push out the permission a person has just given.
  while (pending.size() > most_pending) {
    const auto unarmed =
        std::find_if(pending.begin(), pending.end(), [&](const auto& one) { return !one.is_armed(now); });
    pending.erase(unarmed == pending.end() ? pending.begin() : unarmed);
  }
}

struct Contents {
  Pending pending;
  std::string problem;  ///< why the file is not believed
  bool may_be_set_aside = true;
};

Contents read_contents(const std::string& path, std::int64_t now) {
  Contents contents;
  const StateFile file = read_state_file(path, file_limit);
  contents.problem = file.problem;
  contents.may_be_set_aside = file.may_be_set_aside;
  if (!file.exists || !file.is_believed()) return contents;
  auto pending = parse_pending(file.text);
  if (pending)
    contents.pending = std::move(*pending);
  else
    contents.problem = path + ": " + pending.error().message();
  prune(contents.pending, now);
  return contents;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

bool is_for(const PendingRefusal& pending, std::string_view key, std::string_view working_directory,
            const ProcessId& session) {
  return pending.refusal.key == key && pending.refusal.session == session &&
         pending.refusal.working_directory == visible(working_directory);
}

}  // namespace

bool PendingRefusal::is_armed(std::int64_t now) const {
  // The upper bound holds against a clock that was set back.
  return armed_until > now && armed_until <= now + code_armed_seconds;
}

template <typename Change>
Result<void> PendingRefusals::change(std::int64_t now, Change change) {
  const FileLock lock = VG_TRY(lock_state_file(path_));
  Contents contents = read_contents(path_, now);
  if (!contents.problem.empty() && !contents.may_be_set_aside) return fail("cannot keep refusals: " + contents.problem);
  if (!VG_TRY(change(contents.pending))) return {};
  if (!contents.problem.empty()) VG_CHECK(set_aside(path_, now));
  prune(contents.pending, now);
  remove_leftovers(path_);
  return replace_file(path_, pending_text(contents.pending), 0600);
}

Result<std::string> PendingRefusals::register_refusal(const Refusal& refusal, std::int64_t now) {
  std::string code;
  VG_CHECK(change(now, [&](Pending& pending) -> Result<bool> {
    for (const PendingRefusal& one : pending) {
      if (!is_for(one, refusal.key, refusal.working_directory, refusal.session)) continue;
      if (one.created + code_same_seconds <= now || one.created > now) continue;
      code = one.code;
      return false;
    }
    const auto is_taken = [&] {
      return std::any_of(pending.begin(), pending.end(), [&](const auto& one) { return one.code == code; });
    };
    do code = random_code(code_length);
    while (is_taken());
    PendingRefusal fresh{code, refusal, now, 0};
    fresh.refusal.working_directory = visible(refusal.working_directory);  // JSON holds no bytes that are not UTF-8
    fresh.refusal.text = shown_command(refusal.text, text_limit);
    fresh.refusal.why = shortened(visible(refusal.why), text_limit);
    pending.push_back(std::move(fresh));
    return true;
  }));
  return code;
}

Result<PendingRefusal> PendingRefusals::arm(std::string_view code, std::int64_t now) {
  PendingRefusal armed;
  VG_CHECK(change(now, [&](Pending& pending) -> Result<bool> {
    const auto found =
        std::find_if(pending.begin(), pending.end(), [&](const auto& one) { return one.code == lowered(code); });
    if (found == pending.end()) return fail("no refusal with the code '" + visible(code) + "' is waiting");
    found->armed_until = now + code_armed_seconds;
    armed = *found;
    return true;
  }));
  return armed;
}

Result<std::optional<PendingRefusal>> PendingRefusals::take(std::string_view key, std::string_view working_directory,
                                                            const ProcessId& session, std::int64_t now) {
  const auto is_permission = [&](const PendingRefusal& one) {
    return one.is_armed(now) && is_for(one, key, working_directory, session);
  };
  // Nearly always there is none: no need to lock and write for that.
  const Contents contents = read_contents(path_, now);
  if (std::none_of(contents.pending.begin(), contents.pending.end(), is_permission)) return std::nullopt;
  std::optional<PendingRefusal> taken;
  VG_CHECK(change(now, [&](Pending& pending) -> Result<bool> {
    const auto found = std::find_if(pending.begin(), pending.end(), is_permission);
    if (found == pending.end()) return false;
    taken = std::move(*found);
    pending.erase(found);
    return true;
  }));
  return taken;
}

Result<std::vector<PendingRefusal>> PendingRefusals::list(std::int64_t now) const {
  Contents contents = read_contents(path_, now);
  if (!contents.problem.empty()) return fail(contents.problem);
  return std::move(contents.pending);
}

}  // namespace vg
