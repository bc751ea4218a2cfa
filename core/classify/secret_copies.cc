// SPDX-License-Identifier: Apache-2.0
// A secret that leaves under another name: copied, packed or encoded into a file that a later command sends away.
#include <algorithm>
#include <vector>

#include "core/base/path.h"
#include "core/classify/flows.h"
#include "core/classify/url.h"

namespace vg::rules {
namespace {

constexpr std::size_t most_files = 16;
constexpr std::size_t most_starts = 256;
constexpr NameList copiers = "cp|mv|install|ln|rsync|ditto|dd";
constexpr NameList packers = "tar|gtar|bsdtar|zip|7z|7za|rar|gpg|openssl|age|gzip|xz|zstd|bzip2|base64|split|cpio";
constexpr NameList file_senders =
    "curl|wget|wget2|http|https|xh|nc|ncat|netcat|socat|scp|sftp|ftp|lftp|rsync|rclone|aws|gsutil|az|mc|s3cmd|s5cmd|"
    "ssh|mail|mailx|mutt|sendmail|swaks|gh|glab|telnet|croc|wormhole|transfer|ffsend|telegram-send|b2|azcopy|tftp|"
    "smbclient|python|python3|node";

/// Files the line has put secrets into, by name; pipelines that carry what is in them.
struct Filled {
  std::vector<std::string_view> names;
  std::vector<std::uint32_t> pipelines;

  void add(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    const std::string_view name = base_name(path);
    if (!name.empty() && name != "." && names.size() < most_files) names.push_back(name);
  }
  bool hold(std::string_view text) const {
    if (names.empty()) return false;
    if (const std::size_t mark = text.find_last_of("@<"); mark != std::string_view::npos)
      text.remove_prefix(mark + 1);
    else if (const std::size_t equals = text.rfind('='); equals != std::string_view::npos)
      text.remove_prefix(equals + 1);
    text = text.substr(0, text.find(';'));
    if (text.ends_with("/*")) text.remove_suffix(2);
    return std::find(names.begin(), names.end(), base_name(text)) != names.end();
  }
};

bool is_secret(const Judge& judge, const Start& start, const Arg& arg) {
  Arg file = arg;
  if (file.text.starts_with("if=")) file.text.remove_prefix(3);
  if (file.text.find_first_of("./_~") == std::string_view::npos) return false;
  return (judge.locate(start, file).kinds & (kind_secret | kind_public_secret)) != 0;
}

void note_outputs(const Judge& judge, const Start& start, Filled& filled) {
  for (const Redirection& redirection : start.invocation->redirections)
    if (redirection.kind == RedirectionKind::write || redirection.kind == RedirectionKind::append)
      filled.add(judge.words().value(redirection.target).text);
  if (start.name == "tee")
    for (const std::size_t i : operands(start.args, "")) filled.add(start.args[i].text);
  for (std::size_t i = 1; i + 1 < start.args.size(); ++i)
    if (in_list("-o|--output|-out|-f|--file|-O", start.args[i].text) ||
        (in_list("tar|gtar|bsdtar", start.name) && start.args[i].text.ends_with('f') &&
         (i == 1 || start.args[i].is_option())))
      filled.add(start.args[i + 1].text);
  for (const Arg& arg : start.args)
    if (arg.text.starts_with("of=")) filled.add(arg.text.substr(3));
}

/// Reads secrets, or files that hold them by now. Out: whether it does.
bool note_reading(Judge& judge, const Start& start, Filled& filled) {
  bool reads = false;
  const std::vector<std::size_t> at = operands(start.args, "");
  const bool copies = in_list(copiers, start.name), packs = in_list(packers, start.name);
  for (const std::size_t i : at)
    reads = reads || is_secret(judge, start, start.args[i]) || filled.hold(start.args[i].text);
  if (reads && copies && at.size() > 1) {
    filled.add(start.args[at.back()].text);
    for (std::size_t k = 0; k + 1 < at.size(); ++k) filled.add(start.args[at[k]].text);
  }
  if (reads && packs && !at.empty()) {
    if (in_list("zip|7z|7za|rar", start.name))
      filled.add(start.args[at[start.name == "zip" ? 0 : std::min<std::size_t>(1, at.size() - 1)]].text);
  }
  if (!reads) {
    const Source source = source_of(judge, start);
    reads = source.secret || source.environment;
  }
  for (const Redirection& redirection : start.invocation->redirections)
    if (redirection.kind == RedirectionKind::read && filled.hold(judge.words().value(redirection.target).text))
      reads = true;
  return reads;
}

bool is_sent_here(const Start& start) {
  for (const Arg& arg : start.args)
    if (const Url url = parse_url(arg.text); !url.scheme.empty() && is_local_host(url.host)) return true;
  return false;
}

void judge_sent_copy(Judge& judge, const Start& start, const Filled& filled) {
  if (!in_list(file_senders, start.name) || is_sent_here(start)) return;
  if (in_list("python|python3|node", start.name)) return;
  const bool piped =
      std::find(filled.pipelines.begin(), filled.pipelines.end(), start.invocation->pipeline) != filled.pipelines.end();
  if (piped && start.invocation->position > 0) return judge.add("EX001", start);
  for (std::size_t i = 1; i < start.args.size(); ++i)
    if (filled.hold(start.args[i].text)) return judge.add("EX001", start, start.args[i]);
  for (const Redirection& redirection : start.invocation->redirections)
    if (redirection.kind == RedirectionKind::read && filled.hold(judge.words().value(redirection.target).text))
      return judge.add("EX001", start);
}

/// find ~/.ssh -exec curl -F f=@{} …, ls ~/.ssh | xargs scp: what is listed leaves.
void judge_fed_sender(Judge& judge, const Start& start) {
  if (!start.fed || !in_list(file_senders, start.name) || is_sent_here(start)) return;
  const auto names_secret = [&](const Args& args) {
    return std::any_of(args.begin(), args.end(), [&](const Arg& arg) { return is_secret(judge, start, arg); });
  };
  const std::vector<std::string_view>& wrappers = start.invocation->wrappers;
  const bool found = std::any_of(wrappers.begin(), wrappers.end(),
                                 [](std::string_view name) { return in_list("find|fd|fdfind", name); });
  if (found && names_secret(judge.read_words(start.invocation->started))) return judge.add("EX001", start);
  for (const Start& other : judge.starts())
    if (other.invocation->pipeline == start.invocation->pipeline &&
        other.invocation->position < start.invocation->position && names_secret(other.args))
      return judge.add("EX001", start);
}

}  // namespace

void judge_secret_copies(Judge& judge) {
  const std::vector<Start>& starts = judge.starts();
  if (starts.size() < 2 || starts.size() > most_starts) return;
  const auto may_send = [](const Start& s) { return in_list(file_senders, s.name) || s.name == "git"; };
  if (std::none_of(starts.begin(), starts.end(), may_send)) return;
  for (const Start& start : starts) judge_fed_sender(judge, start);
  Filled filled;
  bool added = false;  ///< to git
  for (const Start& start : starts) {
    if (start.args.empty()) continue;
    const bool carried = std::find(filled.pipelines.begin(), filled.pipelines.end(), start.invocation->pipeline) !=
                         filled.pipelines.end();
    if (!filled.names.empty()) judge_sent_copy(judge, start, filled);
    if (start.name == "git") {
      for (const Arg& arg : start.args) {
        added = added || (filled.hold(arg.text) && start.args.size() > 2 && in_list("add|commit", start.args[1].text));
        if (added && arg.is("push")) judge.add("GT012", start);
      }
      continue;
    }
    if (in_list(file_senders, start.name) && !in_list("rsync", start.name)) continue;
    if (!note_reading(judge, start, filled) && !carried) continue;
    note_outputs(judge, start, filled);
    if (filled.names.empty()) continue;
    filled.pipelines.push_back(start.invocation->pipeline);
  }
}

}  // namespace vg::rules
