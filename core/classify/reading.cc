// SPDX-License-Identifier: Apache-2.0
// Programs that show or copy what is in a file, and files that hold secrets.
#include <array>

#include "core/base/path.h"
#include "core/classify/flows.h"
#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr NameList readers =
    "cat|tac|nl|less|more|head|tail|xxd|od|hexdump|hd|base64|base32|cp|tar|zip|7z|cpio|rsync|strings|grep|egrep|fgrep|"
    "zgrep|rg|ag|ack|"
    "awk|gawk|mawk|sed|sort|uniq|cut|paste|join|diff|cmp|comm|jq|yq|bat|batcat|view|gzip|bzip2|xz|zstd|openssl|gpg|"
    "split|"
    "fold|rev|column|pr|fmt|iconv|install|ditto|pbcopy|xclip|xsel|qrencode|mail|mutt|sendmail|zcat|dos2unix|shuf|cat."
    "exe|tr|age";
// The first operand is a pattern or a program, not a file.
constexpr NameList pattern_first = "grep|egrep|fgrep|zgrep|rg|ag|ack|awk|gawk|mawk|sed|jq|yq";
constexpr NameList last_is_target = "cp|install|rsync|ditto";
constexpr NameList private_marks = "PRIVATE KEY|RSA PRIVATE|AKIA|aws_secret|BEGIN OPENSSH|password=|AWS_SECRET";

bool is_secret_name(std::string_view name) {
  for (const std::string_view mark : {"_TOKEN", "_SECRET", "_KEY", "_PASSWORD", "_PASSWD", "_PASS", "_CREDENTIALS"})
    if (name.ends_with(mark)) return true;
  return in_list("TOKEN|SECRET|PASSWORD|API_KEY|APIKEY|PGPASSWORD|AWS_SECRET_ACCESS_KEY|GITHUB_TOKEN", name);
}

/// A history of typed lines, not a log of the system.
bool in_home_of(const Judge& judge, const Location& location) {
  return !judge.request().home.empty() && location.path.starts_with(judge.request().home);
}

NameList valued_options(std::string_view name) {
  if (in_list("grep|egrep|fgrep|zgrep", name)) return "-e|-f|-m|-A|-B|-C|--include|--exclude|--exclude-dir|--color";
  if (name == "head" || name == "tail") return "-n|-c|--lines|--bytes|-s";
  if (name == "cut") return "-d|-f|-c|-b|--delimiter|--fields";
  if (name == "tar") return "-f|--file|-C|--directory|-X|--exclude|-T";
  if (name == "jq") return "--arg|--argjson|-f";
  return "";
}

/// mail … < FILE, sftp HOST <<< "put FILE".
void judge_mailed_file(Judge& judge, const Start& start) {
  if (!in_list("mail|mailx|mutt|neomutt|sendmail|msmtp|swaks|s-nail|http|https|xh|xhs|sftp|ftp|lftp|smbclient|ssh|curl|"
               "telnet|rclone",
               start.name))
    return;
  const bool by_file = in_list("ssh|curl|telnet|rclone", start.name);  // other input is commands for the other side
  for (const Redirection& redirection : start.invocation->redirections) {
    if (by_file && redirection.kind != RedirectionKind::read) continue;
    std::string_view text = redirection.body;
    if (redirection.kind == RedirectionKind::read || redirection.kind == RedirectionKind::here_string)
      text = judge.evaluator().value(redirection.target).text;
    while (!text.empty()) {
      const std::size_t end = text.find_first_of(" \n");
      Arg word;
      word.text = text.substr(0, end);
      word.tilde = word.text.starts_with('~');
      text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
      if (word.text.find_first_of("./") != std::string_view::npos &&
          (judge.locate(start, word).kinds & (kind_secret | kind_public_secret)) != 0)
        judge.add("EX001", start);
    }
  }
}

}  // namespace

bool is_harmless_reader(std::string_view name) {
  return in_list(
      "ssh-add|ssh-keygen|wc|test|[|stat|ls|sha256sum|md5sum|source|.|ssh|docker|docker-compose|kubectl|helm", name);
}

void judge_reading(Judge& judge, const Start& start) {
  judge_leaking_words(judge, start);
  judge_mailed_file(judge, start);
  const Args& args = start.args;
  if (in_list("echo|printf|printenv", start.name)) {
    for (std::size_t i = 1; i < args.size(); ++i) {
      const std::string_view name = start.name == "printenv" ? args[i].text : args[i].variable;
      if (!name.empty() && is_secret_name(name)) judge.add("CR003", start, args[i], {Risk::high, {}});
    }
    return;
  }
  if (!in_list(readers, start.name)) return;
  std::vector<std::size_t> at = operands(
      args, start.tool && !start.tool->valued.text().empty() ? start.tool->valued : valued_options(start.name));
  if (in_list(pattern_first, start.name)) {
    const bool given = has_flag(args, "-e|-f|--regexp|--file") && start.name != "rg";
    if (!given && !at.empty()) {
      const std::string_view pattern = args[at[0]].text;
      const bool marked = any_of_list(
          private_marks, [&](std::string_view mark) { return pattern.find(mark) != std::string_view::npos; });
      at.erase(at.begin());
      for (const std::size_t i : at)
        if (marked && judge.locate(start, args[i]).area >= Area::outside) judge.add("CR004", start, args[i]);
    }
    if (start.name == "sed" && has_flag(args, "-i|--in-place")) return;
  }
  if (start.name == "tar" &&
      (has_flag(args, "-x|-t|--extract|--list") ||
       (args.size() > 1 && !args[1].is_option() && args[1].text.find_first_of("xt") != std::string_view::npos)))
    return;
  if (start.name == "openssl" && args.size() > 1 &&
      in_list("x509|version|s_client|req|genrsa|genpkey|rand|dgst|verify|ciphers", args[1].text))
    return;
  if (start.name == "openssl" && args.size() > 1 && in_list("rsa|pkey|ec|pkcs8|pkcs12", args[1].text) &&
      has_flag(args, "-in", 1, ~std::size_t{0}, Style::words) &&
      !has_flag(args, "-pubout|-pubin|-check|-modulus", 1, ~std::size_t{0}, Style::words))
    return judge.add("CR001", start);
  if (in_list(last_is_target, start.name) && at.size() > 1 && !has_flag(args, "-t|--target-directory")) at.pop_back();
  for (const std::size_t i : at) {
    const std::string_view text = args[i].text;
    if (!args[i].known && text == "/proc/" && in_list("/environ|/mem|/maps|/cmdline/environ", args[i].rest))
      judge.add("CR004", start, args[i]);
    // Most operands are plain names; only these can lead to something that matters.
    if (args[i].known && text.find_first_of("./_") == std::string_view::npos &&
        text.find("id") == std::string_view::npos && text.find("shadow") == std::string_view::npos)
      continue;
    const Location location = judge.locate(start, args[i]);
    if ((location.kinds & kind_process) != 0)
      judge.add("CR004", start, args[i]);
    else if ((location.kinds & kind_secret) != 0)
      judge.add("CR001", start, args[i]);
    else if ((location.kinds & kind_trace) != 0 && in_home_of(judge, location))
      judge.add("CR003", start, args[i]);
  }
}

}  // namespace vg::rules
