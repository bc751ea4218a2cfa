// SPDX-License-Identifier: Apache-2.0
/// `vg trust list|add|remove|clean`.
#include <algorithm>
#include <cstdio>
#include <ctime>

#include "cli/commands.h"
#include "cli/guarded_run.h"
#include "core/base/json.h"
#include "core/base/path.h"
#include "core/base/state_file.h"
#include "core/base/text.h"
#include "core/classify/classify.h"
#include "core/config/schema.h"
#include "core/parse/parse.h"
#include "core/trust/key.h"

namespace vg::cli {
namespace {

constexpr int refused_status = 126;
constexpr std::size_t shown_digits = 12;

void print(const std::string& text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

std::string day(std::int64_t time) {
  return rfc3339(time).substr(0, 10);
}

std::string short_key(const TrustEntry& entry) {
  return entry.key.substr(0, shown_digits);
}

std::string entry_text(const TrustEntry& entry, std::int64_t now) {
  std::string text = short_key(entry) + "  " + entry.text + "\n    ";
  if (!entry.note.empty()) text += entry.note + "; ";
  if (entry.contained) text += "contained; ";
  text += "added " + day(entry.added) + ", ";
  if (entry.expires == 0)
    text += "never expires";
  else
    text += (entry.is_expired(now) ? "expired " : "until ") + day(entry.expires);
  text += ", used " + std::to_string(entry.uses) + (entry.uses == 1 ? " time" : " times");
  text += entry.scope.empty() ? ", everywhere" : ", in " + visible(entry.scope);
  return text + "\n";
}

void write_time(JsonWriter& json, std::string_view name, std::int64_t time) {
  if (time == 0)
    json.key(name).null();
  else
    json.field(name, rfc3339(time));
}

std::string list_json(const TrustStore& store, std::int64_t now) {
  JsonWriter json(JsonWriter::Style::indented);
  json.begin_object().key("entries").begin_array();
  for (const TrustEntry& entry : store.entries()) {
    json.begin_object();
    json.field("key", entry.key).field("text", entry.text).field("note", entry.note).field("who", entry.who);
    write_time(json, "added", entry.added);
    write_time(json, "expires", entry.expires);
    json.field("expired", entry.is_expired(now)).field("uses", entry.uses);
    write_time(json, "last_used", entry.last_used);
    json.field("scope", entry.scope).field("contained", entry.contained);
    json.key("binding").begin_array();
    for (const BoundFile& file : entry.binding)
      json.begin_object().field("path", file.path).field("by", name_in(bound_by_names, file.by)).end_object();
    json.end_array().end_object();
  }
  return json.end_array().end_object().text() + "\n";
}

/// What every subcommand here starts from; nullptr where that failed, with the exit status in `status`.
struct Opened {
  std::unique_ptr<Session> session;
  std::optional<TrustStore> store;
};

Opened open_store(const Arguments& arguments, int& status) {
  Opened opened;
  opened.session = open_or_report(arguments, status);
  if (!opened.session) return opened;
  auto store = TrustStore::open(opened.session->trust_store_path());
  if (!store)
    status = report(store.error(), guard_failed_status);
  else
    opened.store = std::move(*store);
  return opened;
}

/// Says that a store that was not believed stands aside now.
void say_kept_aside(const TrustStore& store) {
  if (store.kept_aside().empty()) return;
  report({"the trust store could not be believed and begins anew; the old one is kept as " + store.kept_aside(), "", 0},
         0);
}

int report_problem(const TrustStore& store) {
  report({store.problem() + " (nothing is trusted)", "", 0}, guard_failed_status);
  std::fputs("   The next `vg trust add` keeps a damaged file aside and begins a new one.\n", stderr);
  return guard_failed_status;
}

Result<void> keep_note(const Session& session, std::string action, std::string subject, std::string trust_key,
                       std::string detail) {
  return append_audit(audit_path(session.paths().state),
                      AuditNote{.kind = AuditKind::policy,
                                .time = std::time(nullptr),
                                .action = std::move(action),
                                .subject = std::move(subject),
                                .detail = std::move(detail),
                                .trust_key = std::move(trust_key),
                                .working_directory = session.request(EntryPoint::exec).working_directory,
                                .agent = session.requester().agent});
}

/// The finding for which this command cannot be trusted, nullptr where there is none.
const Finding* forbidding(const Findings& findings) {
  const auto found = std::find_if(findings.items.begin(), findings.items.end(), [](const Finding& finding) {
    return finding.tampering || finding.risk == Risk::critical || !finding.trustable;
  });
  return found == findings.items.end() ? nullptr : &*found;
}

int refuse_finding(const Finding& finding) {
  const bool is_blocked = finding.tampering || finding.risk == Risk::critical;
  std::fprintf(stderr, "vg: this command cannot be trusted: %s (rule %s)\n", visible(finding.why).c_str(),
               finding.rule.c_str());
  std::fputs(is_blocked ? "   It is blocked, and no trust lifts that.\n"
                        : "   It is judged anew each time; approve it when it is asked about.\n",
             stderr);
  return refused_status;
}

int refuse_nobody(const Session& session) {
  report({"adding trust is a person's: " + session.requester().why_not, "", 0}, refused_status);
  std::fputs("   Run it in a terminal of your own, outside agents, editors and guarded programs.\n", stderr);
  return refused_status;
}

/// Out: 0 for never. Errors: not a duration.
Result<std::int64_t> expiry_from(const Arguments& arguments, const Session& session, std::int64_t now) {
  const auto text = arguments.value("expires");
  const auto standard = session.config().trust.default_expiry;
  if (!text) return standard ? now + standard->count() : 0;
  const KeyRow& row = *find_key("trust.default_expiry");
  const auto value = parse_value(row, *text);
  if (!value) return fail("--expires must be " + expectation(row) + ", not '" + visible(*text) + "'");
  const auto* seconds = std::get_if<std::int64_t>(&*value);
  return seconds == nullptr ? 0 : now + *seconds;
}

Result<TrustWish> wish_from(const Arguments& arguments, const Session& session, const Request& request) {
  TrustWish wish;
  wish.note = arguments.value("note").value_or("");
  wish.who = "vg trust add";
  wish.expires = VG_TRY(expiry_from(arguments, session, request.now));
  if (!arguments.has("here")) return wish;
  wish.scope = request.workspace.empty() ? request.working_directory : request.workspace;
  if (wish.scope.empty()) return fail("--here needs a working directory, and this one was deleted");
  return wish;
}

int add(const Session& session, TrustStore& store, const Arguments& arguments) {
  const Request request = request_from(session, arguments, EntryPoint::exec);
  const auto wish = wish_from(arguments, session, request);
  if (!wish) return report(wish.error(), usage_status);
  const auto command = parse(request);
  if (!command) return report(command.error(), usage_status);
  const Findings findings = classify(*command, session.rules().get());
  if (const Finding* finding = forbidding(findings)) return refuse_finding(*finding);
  const auto entry = store.add(*command, *wish);
  if (!entry) return report(entry.error(), guard_failed_status);
  say_kept_aside(store);
  const bool utf8 = speaks_utf8(request.environment);
  print(std::string(utf8 ? "✅ " : "") + "Approved and remembered\n   " + entry_text(*entry, request.now));
  if (const auto kept = keep_note(session, "trust add", command->text, entry->key, wish->note); !kept)
    return report(kept.error(), guard_failed_status);
  return 0;
}

/// The key of the entry that `text` read as a line stands for; empty where there is none.
std::string key_of_line(const Session& session, const TrustStore& store, const std::string& text) {
  Request request = session.request(EntryPoint::exec);
  request.line = text;
  const auto command = parse(request);
  if (!command) return {};
  const std::string key = trust_key(*command);
  const auto& entries = store.entries();
  return std::any_of(entries.begin(), entries.end(), [&](const TrustEntry& entry) { return entry.key == key; }) ? key
                                                                                                                : "";
}

/// Prints what was dropped and keeps it in the audit log.
int say_dropped(const Session& session, const std::vector<TrustEntry>& dropped, const std::string& action) {
  for (const TrustEntry& entry : dropped) {
    print("Removed " + short_key(entry) + "  " + entry.text + "\n");
    if (const auto kept = keep_note(session, action, entry.text, entry.key, ""); !kept)
      return report(kept.error(), guard_failed_status);
  }
  return 0;
}

}  // namespace

int run_trust_list(const Arguments& arguments) {
  int status = 0;
  const Opened opened = open_store(arguments, status);
  if (!opened.store) return status;
  const TrustStore& store = *opened.store;
  if (!store.problem().empty()) return report_problem(store);
  const std::int64_t now = std::time(nullptr);
  if (arguments.has("json")) {
    print(list_json(store, now));
    return 0;
  }
  if (store.entries().empty()) print("No trusted commands.\n");
  for (const TrustEntry& entry : store.entries()) print(entry_text(entry, now));
  return 0;
}

int run_trust_add(const Arguments& arguments) {
  int status = 0;
  Opened opened = open_store(arguments, status);
  if (!opened.store) return status;
  if (!opened.session->requester().is_person) return refuse_nobody(*opened.session);
  return add(*opened.session, *opened.store, arguments);
}

int run_trust_remove(const Arguments& arguments) {
  int status = 0;
  Opened opened = open_store(arguments, status);
  if (!opened.store) return status;
  TrustStore& store = *opened.store;
  if (!store.problem().empty()) return report_problem(store);
  const std::string& wanted = arguments.positionals().front();
  const std::string key = key_of_line(*opened.session, store, wanted);
  const auto removed = store.remove(key.empty() ? wanted : key, std::time(nullptr));
  if (!removed) return report(removed.error(), usage_status);
  if (removed->empty())
    return report({"no trusted command fits '" + wanted + "'; `vg trust list` shows them", "", 0}, usage_status);
  return say_dropped(*opened.session, *removed, "trust remove");
}

int run_trust_clean(const Arguments& arguments) {
  int status = 0;
  Opened opened = open_store(arguments, status);
  if (!opened.store) return status;
  TrustStore& store = *opened.store;
  if (!store.problem().empty()) return report_problem(store);
  const auto removed = store.clean(std::time(nullptr));
  if (!removed) return report(removed.error(), guard_failed_status);
  if (removed->empty()) print("No expired entries.\n");
  return say_dropped(*opened.session, *removed, "trust clean");
}

}  // namespace vg::cli
