// SPDX-License-Identifier: Apache-2.0
// What it means that an interpreter runs what comes from somewhere.
#include "core/classify/sources.h"

#include <algorithm>
#include <optional>
#include <string>

#include "core/base/path.h"
#include "core/classify/flows.h"
#include "core/classify/tool_tables.h"
#include "core/classify/url.h"

namespace vg::rules {
namespace {

bool is_vendor_download(const Start& start) {
  bool any = false;
  for (const std::size_t i : operands(start.args, start.tool ? start.tool->valued : NameList())) {
    if (!start.args[i].known || !is_vendor_installer(parse_url(start.args[i].text))) return false;
    any = true;
  }
  return any && !has_flag(start.args, "-k|--insecure|--no-check-certificate");
}

}  // namespace

bool is_local_download(const Start& start) {
  for (const std::size_t i : operands(start.args, start.tool ? start.tool->valued : NameList()))
    if (!is_local_host(parse_url(start.args[i].text).host)) return false;
  return start.args.size() > 1;
}

bool has_word(const Start& start, std::string_view word) {
  return std::any_of(start.args.begin(), start.args.end(), [word](const Arg& arg) { return arg.text == word; });
}

bool is_decoder(const Start& start) {
  const std::string_view name = start.name;
  if (in_list("base64|base32|basenc|gzip|xz|bzip2|zstd|brotli|lz4", name))
    return has_flag(start.args, "-d|-D|--decode|--decompress");
  if (in_list("gunzip|zcat|bzcat|xzcat|uudecode|bunzip2|unxz|rev|tr|uncompress", name)) return true;
  if (name == "xxd") return has_flag(start.args, "-r");
  if (name == "openssl") return has_flag(start.args, "-d") && (has_word(start, "enc") || has_word(start, "base64"));
  if (name == "printf" || name == "echo")
    for (const Arg& arg : start.args)
      if (arg.text.find("\\x") != std::string_view::npos || arg.text.find("\\1") != std::string_view::npos ||
          arg.text.find("\\0") != std::string_view::npos)
        return true;
  return false;
}

void merge(Source& into, const Source& more) {
  into.vendor = into.download ? into.vendor && (more.vendor || !more.download) : more.vendor;
  into.download |= more.download;
  into.decoded |= more.decoded;
  into.secret |= more.secret;
  into.environment |= more.environment;
  into.file |= more.file;
  into.history |= more.history;
  into.connection |= more.connection;
}

bool contains(const Node& node, const Node& wanted, int depth) {
  if (&node == &wanted) return true;
  if (depth > 32 || wanted.span.begin < node.span.begin || wanted.span.end > node.span.end) return false;
  return std::any_of(node.children.begin(), node.children.end(),
                     [&](const Node* child) { return child != nullptr && contains(*child, wanted, depth + 1); });
}

Source source_of_node(Judge& judge, const Node& node) {
  Source result;
  for (const Invocation& invocation : judge.command().invocations) {
    if (invocation.node == nullptr || !contains(node, *invocation.node)) continue;
    const Start start = judge.read_start(invocation);
    merge(result, source_of(judge, start));
  }
  return result;
}

/// What the files are that `start` prints.
static void read_files(Judge& judge, const Start& start, Source& source) {
  const std::string_view name = start.name;
  if (in_list("cat|head|tail|base64|openssl|xxd|tar|gzip|zip|sed|grep|awk|od|strings|tac|less|more|xz|dd|cp", name)) {
    for (std::size_t i = 1; i < start.args.size(); ++i) {
      if (start.args[i].is_option() && !start.args[i].text.starts_with("if=")) continue;
      Arg arg = start.args[i];
      if (arg.text.starts_with("if=")) arg.text.remove_prefix(3);
      const std::uint32_t kinds = judge.locate(start, arg).kinds;
      if ((kinds & (kind_secret | kind_public_secret | kind_process | kind_trace)) != 0) source.secret = true;
      source.file = true;
      // curl … > f; cat f | sh
      constexpr std::size_t start_cost = 20;
      if (judge.spend(start_cost * judge.starts().size()) && arg.known && holds_download(judge, arg.text))
        source.download = true;
    }
  }
}

Source source_of(Judge& judge, const Start& start) {
  Source source;
  const std::string_view name = start.name;
  if (in_list(downloaders, name) && start.args.size() > 1 &&
      !(start.tool && is_harmless_call(*start.tool, start.args))) {
    source.download = start.fed || !is_local_download(start);
    source.vendor = is_vendor_download(start);
    if (!source.download) source.file = true;
  }
  if (name == "openssl" && has_word(start, "s_client")) {
    // With an input of its own it is a conversation, not a download.
    source.connection = std::any_of(start.invocation->redirections.begin(), start.invocation->redirections.end(),
                                    [](const Redirection& r) { return r.kind == RedirectionKind::read; });
    source.download = !source.connection;
  }
  if (in_list(connections, name)) source.connection = true;
  if (in_list("dig|host|nslookup", name)) source.download = start.args.size() > 1;
  // git archive --remote=REPOSITORY prints what another host has.
  if (name == "git" && has_word(start, "archive") && option_value(start.args, "--remote").found) source.download = true;
  if (name == "ssh" && start.tool) source.download = operands(start.args, start.tool->valued).size() > 1;
  source.decoded = is_decoder(start);
  if ((name == "env" || name == "printenv") && start.args.size() == 1) source.environment = true;
  if ((name == "set" || name == "export" || name == "declare") &&
      (start.args.size() == 1 || has_flag(start.args, "-p|-x")))
    source.environment = true;
  if (name == "history" || name == "fc") source.history = true;
  if (name == "echo" || name == "printf")
    for (const Arg& arg : start.args)
      if (!arg.known && arg.source != nullptr) merge(source, source_of_node(judge, *arg.source));
  if (start.tool)
    if (const auto row = find_verb(*start.tool, start.args); row && row->rule == RuleId("CR002")) source.secret = true;
  read_files(judge, start, source);
  for (const Redirection& redirection : start.invocation->redirections) {
    if (redirection.kind == RedirectionKind::read) {
      const Arg arg = judge.evaluator().value(redirection.target);
      if ((judge.locate(start, arg).kinds & (kind_secret | kind_public_secret)) != 0) source.secret = true;
      source.file = true;
    }
    // cat <&3, where 3 is a connection of the line.
    if (redirection.kind == RedirectionKind::duplicate && redirection.op.starts_with('<') &&
        judge.command().text.find("/dev/tcp/") != std::string::npos) {
      // Where something else than a request is written to it, it is a conversation.
      const std::string_view fd = judge.evaluator().value(redirection.target).text, line = judge.command().text;
      source.connection = line.find(">&" + std::string(fd)) != line.npos && line.find("GET ") == line.npos;
      source.download = !source.connection;
    }
  }
  return source;
}

void judge_sources(Judge& judge, const Start& start, const Source& source, bool runs_file) {
  if (source.download && source.vendor && !source.decoded)
    judge.add("PS004", start);
  else if (source.download)
    judge.add("PS001", start);
  else if (source.connection)
    judge.add("RS002", start);
  else if (source.decoded)
    judge.add("OB001", start);
  else if (source.history)
    judge.add("PS003", start, {Risk::high, {}});
  else if (runs_file)
    judge.add("PS003", start);
}

void judge_decoded_words(Judge& judge, const Node& node, int depth, std::size_t& looked_at,
                         std::vector<std::string_view>& decoded) {
  constexpr std::size_t most = 256, most_names = 16;
  if (depth > 32 || looked_at > most) return;
  if (node.kind == NodeKind::simple) {
    for (const Assignment& assignment : node.assignments)
      for (const WordPart& part : assignment.value.parts) {
        if (part.node == nullptr || part.kind != PartKind::command || decoded.size() > most_names) continue;
        if (++looked_at > most) return judge.add("OB006", assignment.span, 0);
        if (source_of_node(judge, *part.node).decoded) decoded.push_back(assignment.name);
      }
  }
  if (node.kind == NodeKind::simple && !node.words.empty()) {
    const std::optional<std::string> name = node.words[0].literal();
    const bool runs = name && (in_list("eval|source|.", *name) || is_interpreter(base_name(*name)));
    for (const Word& word : node.words)
      for (const WordPart& part : word.parts) {
        if (part.kind == PartKind::variable && &word == &node.words[0] && word.parts.size() == 1 &&
            std::find(decoded.begin(), decoded.end(), part.text) != decoded.end())
          judge.add("OB001", word.span, 0);
        const bool inside = part.node != nullptr && (part.kind == PartKind::command || part.kind == PartKind::process);
        if (!inside || (!runs && &word != &node.words[0])) continue;
        if (++looked_at > most) return judge.add("OB006", word.span, 0);
        const Source source = source_of_node(judge, *part.node);
        if (source.decoded && !source.download) judge.add("OB001", word.span, 0);
      }
  }
  for (const Node* child : node.children)
    if (child != nullptr) judge_decoded_words(judge, *child, depth + 1, looked_at, decoded);
}

}  // namespace vg::rules
