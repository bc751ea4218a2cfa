// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/base/path.h"
#include "core/classify/sources.h"
#include "core/classify/tool_tables.h"
#include "core/classify/url.h"

namespace vg::rules {
namespace {

constexpr NameList senders =
    "curl|wget|wget2|http|xh|nc|ncat|netcat|nc.openbsd|nc.traditional|socat|telnet|ssh|openssl|mail|mutt|sendmail|ftp|"
    "sftp|tftp|rclone|aws|gsutil";
constexpr NameList deleters = "rm|shred|unlink|rmdir";
constexpr NameList lookups = "dig|host|nslookup|ping|drill";

/// Every start, pipeline by pipeline, and within one in the order of the flow.
std::vector<const Start*> by_pipeline(const Judge& judge) {
  std::vector<const Start*> starts;
  starts.reserve(judge.starts().size());
  for (const Start& start : judge.starts()) starts.push_back(&start);
  std::stable_sort(starts.begin(), starts.end(), [](const Start* a, const Start* b) {
    return std::pair(a->invocation->pipeline, a->invocation->position) <
           std::pair(b->invocation->pipeline, b->invocation->position);
  });
  return starts;
}

/// How many interpreters read the text that `start` stands in.
std::ptrdiff_t shells_around(const Start& start) {
  if (start.invocation->via != Via::shell_string) return 0;
  return std::count_if(start.invocation->wrappers.begin(), start.invocation->wrappers.end(),
                       [](std::string_view name) { return is_interpreter(name); });
}

/// Whether text of a file or a program of the caller's is what flows here.
bool is_text_source(const Start& start) {
  return in_list(
             "cat|head|tail|sed|grep|awk|jq|ls|find|cut|sort|tac|fc|python|python3|node|perl|ruby|make|yq|envsubst|m4",
             start.name) ||
         start.name.empty() || start.by_path;
}

void judge_sender(Judge& judge, const Start& start, const Source& source) {
  if (!in_list(senders, start.name) && !in_list(lookups, start.name)) return;
  if (source.secret && in_list(lookups, start.name))
    for (const Arg& arg : start.args)
      if (!arg.known) return judge.add("EX001", start, arg);
  bool takes_input =
      in_list("nc|ncat|netcat|nc.openbsd|nc.traditional|socat|telnet|ssh|mail|mutt|sendmail|rclone", start.name);
  if (start.name == "openssl") takes_input = has_word(start, "s_client");
  if (start.name == "ssh") takes_input = true;
  for (const Arg& arg : start.args)
    if (arg.text == "@-" || arg.text.ends_with("=<-") || arg.text.ends_with("=@-") || arg.text == "-" ||
        arg.text.ends_with("=-") || arg.text.ends_with("@-"))
      takes_input = true;
  if (!takes_input) return;
  if (in_list("curl|wget|nc|ncat|http", start.name) && is_local_download(start)) return;
  if (source.secret || source.environment || source.history)
    judge.add("EX001", start);
  else if (source.file && in_list("nc|ncat|netcat|socat|telnet|openssl", start.name))
    judge.add("EX002", start);
}

/// xargs sh -c '{}', parallel sh: the list is code.
bool runs_fed_text(const Start& start) {
  return start.fed && (is_shell(start.name) || start.name == "{}");
}

/// A list that stands in the line itself: xargs <<< LIST, parallel … ::: LIST. Otherwise it is not known.
void judge_fed_start(Judge& judge, const Start& start) {
  const auto feeds = [](std::string_view name) { return name == "xargs" || name == "parallel"; };
  const std::vector<std::string_view>& wrappers = start.invocation->wrappers;
  const bool is_own = start.name == "parallel" && start.args.size() > 1;
  if (!start.invocation->fed.empty() && judge_fed_values(judge, start, start.invocation->fed)) return;
  if (!is_own && (!start.fed || std::none_of(wrappers.begin(), wrappers.end(), feeds))) return;
  std::string list;
  for (const Redirection& redirection : feeder_redirections(judge, start)) {
    const Arg value = judge.evaluator().value(redirection.target);
    if (redirection.kind == RedirectionKind::here_string) list += std::string(value.text) + "\n";
    if (redirection.kind != RedirectionKind::read) continue;
    if (const Start* printer = printer_of(judge, value)) list += judge.evaluator().output_of(printer->args, {}).text;
  }
  bool behind_colons = false;
  for (const Arg& arg : feeder_words(judge, start)) {
    if (behind_colons && !arg.text.starts_with(":::")) list += std::string(arg.text) + "\n";
    behind_colons = behind_colons || arg.text.starts_with(":::");
  }
  const bool listed = (!list.empty() || behind_colons) && judge_fed_values(judge, start, list);
  if (listed || start.invocation->position > 0) return;
  if (in_list(deleters, start.name)) judge_fed_deletion(judge, start, nullptr);
  if (runs_fed_text(start) || start.name == "{}") judge.add("PS003", start);
}

std::uint32_t kinds_written(Judge& judge, const Start& start) {
  std::uint32_t kinds = kind_none;
  for (const Redirection& redirection : start.invocation->redirections)
    if (redirection.kind == RedirectionKind::write || redirection.kind == RedirectionKind::append)
      kinds |= judge.locate(start, judge.evaluator().value(redirection.target)).kinds;
  if (start.name == "tee" || start.name == "sponge")
    for (const std::size_t i : operands(start.args, "")) kinds |= judge.locate(start, start.args[i]).kinds;
  return kinds;
}

/// A shell without a script or a line of its own.
bool is_bare_shell(const Start& start) {
  for (std::size_t i = 1; i < start.args.size(); ++i)
    if (!in_list("-i|-p|-l|-li|-il|--login|-s", start.args[i].text)) return false;
  return true;
}

/// perl -ne 'unlink': what it reads are names of files.
bool deletes_lines(const Start& start) {
  return std::any_of(start.args.begin(), start.args.end(), [](const Arg& arg) {
    return arg.text.find("unlink") != std::string_view::npos || arg.text.find("rmtree") != std::string_view::npos ||
           arg.text.find("os.remove") != std::string_view::npos;
  });
}

/// Programs that only do something bad with the text they get.
void judge_text_sinks(Judge& judge, const Start& start, const Start& before, const Source& flowing,
                      const StaticText& text) {
  // printf 'FLUSHALL\r\n' | nc HOST 6379
  const auto is_said = [&](std::string_view verb) { return text.text.find(verb) != std::string::npos; };
  if (text.known && in_list(connections, start.name) && any_of_list("FLUSHALL|FLUSHDB|flushall|flushdb", is_said))
    judge.add("DB004", start);
  // EDITOR='tee -a' visudo
  if (start.name == "visudo") judge_written_text(judge, start, flowing, text.text, kind_account);
  // cat /dev/zero | tail: it keeps what never ends
  const bool is_endless = before.name == "cat" && before.args.size() > 1 &&
                          in_list("/dev/zero|/dev/urandom|/dev/random", before.args[1].text);
  if (is_endless && in_list("tail|sort|tac", start.name)) judge.add("FB002", start);
}

void judge_pipeline(Judge& judge, std::span<const Start* const> members) {
  Source flowing;
  StaticText text;
  std::string fed_text;
  const Start* lister = nullptr;
  bool reads_lines = false, shell_before = false, lists_processes = false;
  for (std::size_t k = 0; k < members.size(); ++k) {
    const Start& start = *members[k];
    const bool first = start.invocation->position == 0;
    if (!first) {
      if (runs_input(start) || runs_fed_text(start) || (reads_lines && start.name == "eval")) {
        const bool file = flowing.file || is_text_source(*members[k - 1]) || text.known;
        judge_sources(judge, start, flowing, file || runs_fed_text(start));
      } else if (reads_lines && !start.args.empty() && !start.args[0].known) {
        judge_sources(judge, start, flowing, true);
      }
      if (shells_around(start) > shells_around(*members[k - 1])) judge_sources(judge, start, flowing, false);
      const bool connects =
          in_list(connections, start.name) || (start.name == "openssl" && has_word(start, "s_client"));
      if (shell_before && connects) judge.add("RS002", start);
      judge_sender(judge, start, flowing);
      fed_text = text.text;
      if (text.known) judge_client_input(judge, start, text.text);
      judge_text_sinks(judge, start, *members[k - 1], flowing, text);
      if (lister != nullptr && in_list("perl|ruby|python3|python", start.name) && deletes_lines(start))
        judge_fed_deletion(judge, start, lister);
      const bool is_listed = !start.invocation->fed.empty();  // judged with it on its own
      const bool listed = is_listed || (start.fed && text.known && judge_fed_values(judge, start, text.text));
      const bool has_file = !is_listed && start.fed && has_list_file(judge, start);
      const bool names_unknown =
          std::any_of(start.args.begin(), start.args.end(), [](const Arg& a) { return !a.known; });
      if (in_list(deleters, start.name) && (start.fed || (reads_lines && names_unknown)) && (!listed || has_file))
        judge_fed_deletion(judge, start, lister);
    }
    shell_before = shell_before || (is_shell(start.name) && is_bare_shell(start));
    if (start.name == "read" || start.name == "mapfile") reads_lines = true;
    if (in_list("find|gfind|fd|ls|git|kubectl", start.name)) lister = &start;
    lists_processes = keeps_processes(start, lists_processes);
    if (start.name == "kill" && start.fed && lists_processes) judge.add("PC002", start);
    Source own = source_of(judge, start);
    if (first && k == 0)
      flowing = own;
    else
      merge(flowing, own);
    StaticText none;
    text = judge.evaluator().output_of(start.args, first ? none : text);
    if (start.name == "cat" && start.args.size() == 1)
      for (const Redirection& redirection : start.invocation->redirections)
        if (redirection.kind == RedirectionKind::here_document) text = {true, false, std::string(redirection.body)};
    if (text.decoded || is_decoder(start)) flowing.decoded = true;
    if (start.name == "crontab" && !first) judge_written_text(judge, start, flowing, fed_text, kind_schedule);
    if (const std::uint32_t kinds = kinds_written(judge, start); kinds != kind_none)
      judge_written_text(judge, start, flowing, text.text, kinds);
  }
}

/// curl … > >(sh): what is put out goes to a program of the line.
void judge_output_program(Judge& judge, const Start& start) {
  for (const Redirection& redirection : start.invocation->redirections) {
    if (redirection.kind != RedirectionKind::write && redirection.kind != RedirectionKind::append) continue;
    for (const WordPart& part : redirection.target.parts)
      if (part.node != nullptr && part.kind == PartKind::process)
        for (const Start& other : judge.starts())
          if (other.invocation->node != nullptr && is_interpreter(other.name) &&
              contains(*part.node, *other.invocation->node))
            judge_sources(judge, other, source_of(judge, start), false);
  }
}

/// coproc curl …; bash <&"${COPROC[0]}"
void judge_coprocess(Judge& judge, const Start& start) {
  if (start.invocation->redirections.empty() || !runs_input(start)) return;
  for (const Redirection& redirection : start.invocation->redirections) {
    if (redirection.kind != RedirectionKind::duplicate || !redirection.op.starts_with('<')) continue;
    if (judge.evaluator().value(redirection.target).variable.find("COPROC") == std::string_view::npos) continue;
    for (const Start& other : judge.starts())
      if (in_list(downloaders, other.name) && other.invocation->pipeline < start.invocation->pipeline)
        return judge_sources(judge, start, source_of(judge, other), false);
  }
}

/// Text a single command writes: its here-document, or what echo prints.
void judge_single(Judge& judge, const Start& start) {
  judge_coprocess(judge, start);
  const std::uint32_t kinds = kinds_written(judge, start);
  if (kinds == kind_none) return;
  StaticText text = judge.evaluator().output_of(start.args, {});
  for (const Redirection& redirection : start.invocation->redirections)
    if (redirection.kind == RedirectionKind::here_document)
      text = {true, false, std::string(redirection.body)};
    else if (redirection.kind == RedirectionKind::here_string && in_list("tee|cat|sponge", start.name))
      text = {true, false, std::string(judge.evaluator().value(redirection.target).text)};
  Source source = source_of(judge, start);
  judge_written_text(judge, start, source, text.text, kinds);
}

}  // namespace

const Start* printer_of(Judge& judge, const Arg& arg) {
  if (arg.source == nullptr) return nullptr;
  const Invocation* only = nullptr;
  for (const Invocation& invocation : judge.command().invocations) {
    if (invocation.node == nullptr || !contains(*arg.source, *invocation.node)) continue;
    if (only != nullptr) return nullptr;
    only = &invocation;
  }
  return only == nullptr ? nullptr : judge.keep_start(*only);
}

bool judge_substituted_code(Judge& judge, const Start& start, const Arg& arg) {
  const Source source = source_of_node(judge, *arg.source);
  if (!source.download && !source.connection && !source.decoded && !source.history) return false;
  judge_sources(judge, start, source, false);
  return true;
}

void judge_leaking_words(Judge& judge, const Start& start) {
  if (!in_list(senders, start.name) && !in_list(lookups, start.name)) return;
  if (in_list("curl|wget|http", start.name) && is_local_download(start)) return;
  for (std::size_t i = 1; i < start.args.size(); ++i) {
    const Arg& arg = start.args[i];
    if (arg.known || arg.word == nullptr) continue;
    bool computed = false;
    for (const WordPart& part : arg.word->parts) {
      if (part.node == nullptr) continue;
      // curl -T <(tar c ~/.ssh): a file to send
      const bool is_file = part.kind == PartKind::process;
      if (is_file && !in_list("curl|wget|http|xh", start.name)) continue;
      computed = computed || !is_file;
      const Source source = source_of_node(judge, *part.node);
      if (source.secret || source.environment) return judge.add("EX001", start, arg);
    }
    if (computed && in_list(lookups, start.name)) judge.add("EX002", start, arg);
  }
}

void judge_flows(Judge& judge) {
  judge_pushed_secrets(judge);
  judge_secret_copies(judge);
  judge_unpacked(judge);
  const std::vector<const Start*> starts = by_pipeline(judge);
  for (std::size_t begin = 0, end = 0; begin < starts.size(); begin = end) {
    while (end < starts.size() && starts[end]->invocation->pipeline == starts[begin]->invocation->pipeline) ++end;
    const std::span<const Start* const> members(starts.data() + begin, end - begin);
    if (members.size() > 1)
      judge_pipeline(judge, members);
    else
      judge_single(judge, *members[0]);
    for (const Start* member : members) {
      judge_fed_start(judge, *member);
      judge_built_code(judge, *member);
      judge_output_program(judge, *member);
    }
  }
  std::vector<const Node*> trees = judge.command().inner;
  if (judge.command().root != nullptr) trees.push_back(judge.command().root);
  std::size_t looked_at = 0, loops = 0;
  std::vector<std::string_view> decoded;
  for (const Node* tree : trees) {
    judge_decoded_words(judge, *tree, 0, looked_at, decoded);
    judge_loops(judge, *tree, 0, loops);
  }
}

}  // namespace vg::rules
