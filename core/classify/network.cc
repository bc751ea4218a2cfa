// SPDX-License-Identifier: Apache-2.0
// Programs that fetch, send, listen, or open a shell elsewhere.
#include <array>

#include "core/base/path.h"
#include "core/classify/tool_tables.h"
#include "core/classify/url.h"
#include "core/classify/word_lists.h"

namespace vg::rules {
namespace {

constexpr NameList curl_data =
    "-d|--data|--data-raw|--data-binary|--data-urlencode|--data-ascii|-F|--form|-T|--upload-file|--json";
constexpr NameList wget_data = "--post-data|--post-file|--body-data|--body-file";

constexpr NameList paste_sites =
    "transfer.sh|termbin.com|pastebin.com|0x0.st|ix.io|file.io|paste.rs|sprunge.us|dpaste.com|dpaste.org|hastebin.com|"
    "bashupload.com|temp.sh|oshi.at|catbox.moe|litterbox.catbox.moe|gofile.io|webhook.site|requestbin.com|pipedream."
    "net|"
    "anonfiles.com|clbin.com|p.ip.fi|paste.ee|envs.sh|tmpfiles.org|discord.com|discordapp.com|api.telegram.org";
constexpr NameList secret_headers =
    "Authorization: Bearer |Authorization: token |Authorization: Basic |authorization: Bearer |PRIVATE-TOKEN: |"
    "X-Api-Key: |X-API-Key: |x-api-key: |X-Vault-Token: |X-Auth-Token: |api-key: |Authorization:Bearer ";

/// A secret written out in a header. A variable is none.
bool holds_secret_header(const Arg& arg) {
  return arg.known && any_of_list(secret_headers, [&arg](std::string_view header) {
           return arg.text.starts_with(header) && arg.text.size() > header.size() && arg.text[header.size()] != '$' &&
                  arg.text[header.size()] != '<';
         });
}

struct Transfer {
  bool local = true;  ///< every URL names this host
  bool has_url = false;
  bool sends = false;
  bool paste = false;  ///< a site where anybody reads what was sent
  std::string_view method;
  std::string_view remote_name;
  std::string_view last_path;  ///< of the last URL
};

/// /admin/tsdb/delete_series, /chat.delete: the last part of the path is a verb that deletes.
bool names_deletion(std::string_view path) {
  path = path.substr(0, path.find_first_of("?#"));
  while (path.ends_with('/')) path.remove_suffix(1);
  std::string_view name = path.substr(path.rfind('/') + 1);
  const std::size_t first = name.find_first_of("._-:"), last = name.find_last_of("._-:");
  if (last != std::string_view::npos && is_destroying_verb(name.substr(last + 1))) return true;
  return is_destroying_verb(name.substr(0, first));
}

void read_urls(Judge& judge, const Start& start, Transfer& transfer) {
  std::vector<std::size_t> at = operands(start.args, start.tool->valued);
  for (std::size_t i = 1; i + 1 < start.args.size(); ++i)
    if (start.args[i].is("--url")) at.push_back(i + 1);
  const bool httpie = in_list("http|https|xh|xhs", start.name);
  for (const std::size_t i : at) {
    const Arg& arg = start.args[i];
    if (httpie && in_list("GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS", arg.text)) {
      transfer.method = arg.text;
      continue;
    }
    if (httpie && transfer.has_url) {
      if (arg.text.find('=') != std::string_view::npos) transfer.sends = true;
      continue;
    }
    constexpr std::size_t address_cost = 150;  // unit: see Work
    if (!judge.spend(address_cost)) return;
    const Url url = parse_url(arg.text);
    transfer.has_url = true;
    if (!is_local_host(url.host) && !(httpie && url.host.empty())) transfer.local = false;
    if (!url.path.empty()) transfer.remote_name = base_name(url.path);
    transfer.last_path = url.path;
    transfer.paste = transfer.paste || in_list(paste_sites, url.host);
    if (is_metadata_host(url.host)) judge.add("CR005", start, arg);
    if (is_shortener(url.host)) judge.add("NW003", start, arg);
    if (is_raw_address(url.host) && !is_local_host(url.host)) judge.add("NW003", start, arg);
    if (url.path.find("_delete_by_query") != std::string_view::npos) judge.add("DB007", start, arg);
    if (url.scheme == "file") {
      Arg file = arg;
      file.text = url.path;
      if ((judge.locate(start, file).kinds & kind_secret) != 0) judge.add("CR001", start, arg);
    }
  }
}

/// What follows an option that sends: literal data, or "@file".
void judge_sent(Judge& judge, const Start& start, const Arg& value, std::string_view option, const Transfer& transfer) {
  std::string_view text = value.text;
  const bool whole_file = in_list("-T|--upload-file|--post-file|--body-file", option);
  if (!whole_file) {
    const std::size_t at = text.find_first_of("@<");
    const bool form = option == "-F" || option == "--form" || option == "--data-urlencode";
    if (at == std::string_view::npos || (at != 0 && !form)) return;
    text.remove_prefix(at + 1);
    text = text.substr(0, text.find(';'));
  }
  if (text == "-" || text.empty()) return;  // the pipeline is judged as a whole
  Arg file = value;
  file.text = text;
  file.tilde = text.starts_with('~');
  const Location location = judge.locate(start, file);
  if (transfer.local) return;
  if ((location.kinds & (kind_secret | kind_public_secret | kind_process)) != 0) {
    judge.add("EX001", start, value);
  } else if (location.area > Area::workspace && location.area != Area::temporary &&
             location.area != Area::workspace_root) {
    judge.add("EX002", start, value);
  }
}

void judge_saved(Judge& judge, const Start& start, const Transfer& transfer) {
  const bool wget = start.name == "wget" || start.name == "wget2";
  OptionValue file = option_value(start.args, wget ? "-O|--output-document" : "-o|--output");
  const OptionValue directory = option_value(start.args, wget ? "-P|--directory-prefix" : "--output-dir");
  std::string_view name = file.found ? base_name(file.value.text) : std::string_view();
  if (!file.found && (wget || has_flag(start.args, "-O|--remote-name|-J"))) name = transfer.remote_name;
  if (file.found && (file.value.is("-") || file.value.text.starts_with("/dev/"))) name = {};
  if (!transfer.local && !name.empty() && (is_program_name(name) || is_program_name(transfer.remote_name)))
    judge.add("NW003", start);
  if (directory.found) judge_written(judge, start, directory.value, Writing::place);
  if (!file.found || file.value.is("-")) return;
  const Location location = judge.locate(start, file.value);
  if (location.area == Area::temporary && base_name(location.path).starts_with('.'))
    judge.add("SE002", start, file.value);
  if (location.area == Area::system && start.as_root && location.path.find("/bin") != std::string::npos)
    judge.add("PI004", start);
  judge_written(judge, start, file.value, Writing::replace);
}

}  // namespace

void judge_download(Judge& judge, const Start& start) {
  if (is_harmless_call(*start.tool, start.args)) return;
  const bool wget = start.name == "wget" || start.name == "wget2";
  Transfer transfer;
  read_urls(judge, start, transfer);
  const OptionValue method = option_value(start.args, wget ? "--method" : "-X|--request");
  if (method.found) transfer.method = method.value.text;
  for (std::size_t i = 1; i < start.args.size(); ++i) {
    for (std::string_view list = wget ? wget_data : curl_data; !list.empty();) {
      const std::size_t bar = list.find('|');
      const std::string_view option = list.substr(0, bar);
      list = bar == std::string_view::npos ? std::string_view{} : list.substr(bar + 1);
      const std::string_view text = start.args[i].text;
      const bool separate = text == option;
      const bool glued = !separate && ((option.size() == 2 && text.starts_with(option) && text.size() > 2) ||
                                       (option.size() > 2 && text.starts_with(option) && text.size() > option.size() &&
                                        text[option.size()] == '='));
      if (!separate && !glued) continue;
      transfer.sends = true;
      Arg value = separate && i + 1 < start.args.size() ? start.args[i + 1] : start.args[i];
      if (glued) value.text = text.substr(option.size() + (option.size() > 2 ? 1 : 0));
      judge_sent(judge, start, value, option, transfer);
      break;
    }
  }
  if (transfer.method == "DELETE") judge.add("DB007", start);
  const bool changes = transfer.sends || in_list("POST|PUT|PATCH", transfer.method);
  if (changes && !transfer.local && names_deletion(transfer.last_path)) judge.add("DB007", start);
  if (transfer.sends && transfer.paste) judge.add("EX002", start);
  for (const Arg& arg : start.args)
    if (!transfer.local && holds_secret_header(arg)) judge.add("CR003", start, arg);
  if (changes && !transfer.local && !has_flag(start.args, "-G|--get")) judge.add("NW003", start);
  if (!transfer.local && has_flag(start.args, wget ? "--no-check-certificate" : "-k|--insecure"))
    judge.add("NW003", start);
  judge_saved(judge, start, transfer);
}

void judge_netcat(Judge& judge, const Start& start) {
  const Args& args = start.args;
  if (start.name == "xterm") {
    if (has_flag(args, "-display", 1, ~std::size_t{0}, Style::words)) judge.add("RS002", start);
    return;
  }
  bool connects = start.name != "openssl";
  if (start.name == "openssl") {
    connects = args.size() > 1 && (args[1].is("s_client") || args[1].is("s_server"));
    if (!connects) return;
  }
  if (start.name == "socket" && has_flag(args, "-p")) return judge.add("RS002", start);
  const bool netcat = start.name != "telnet" && start.name != "openssl";
  if (netcat && has_flag(args, "-z") && !has_flag(args, "-e")) return;
  if (netcat && has_flag(args, "-e|-c|--exec|--sh-exec|--lua-exec")) return judge.add("RS002", start);
  bool from_file = false;
  for (const Redirection& redirection : start.invocation->redirections) {
    if (redirection.kind != RedirectionKind::read) continue;
    const Arg source = judge.evaluator().value(redirection.target);
    const Location location = judge.locate(start, source);
    from_file = true;
    const bool secret = (location.kinds & (kind_secret | kind_public_secret)) != 0;
    if (location.area != Area::device_sink) judge.add(secret ? RuleId("EX001") : RuleId("EX002"), start, source);
  }
  if (netcat && has_flag(args, "-l|--listen")) return judge.add("NW004", start);
  if (!from_file && netcat && operands(args, start.tool->valued).size() >= 2) {
    const std::vector<std::size_t> at = operands(args, start.tool->valued);
    if (!is_local_host(args[at[0]].text)) judge.add("NW003", start);
  }
}

void judge_socat(Judge& judge, const Start& start) {
  bool runs = false, network = false, listens = false;
  for (std::size_t i = 1; i < start.args.size(); ++i) {
    std::string upper(start.args[i].text.substr(0, 24));
    for (char& c : upper)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c & ~32);
    if (upper.starts_with("EXEC:") || upper.starts_with("SYSTEM:") || upper.starts_with("SHELL:")) runs = true;
    if (upper.starts_with("TCP") || upper.starts_with("UDP") || upper.starts_with("OPENSSL") ||
        upper.starts_with("SCTP") || upper.starts_with("SOCKS"))
      network = true;
    if (upper.find("LISTEN") != std::string::npos) listens = true;
  }
  if (runs && network) return judge.add("RS002", start);
  if (runs) return judge.add("SE001", start);
  if (listens)
    judge.add("NW004", start);
  else if (network)
    judge.add("NW003", start);
}

void judge_ssh(Judge& judge, const Start& start) {
  judge_escape_options(judge, start);
  if (is_harmless_call(*start.tool, start.args)) return;
  const std::vector<std::size_t> at = operands(start.args, start.tool->valued);
  if (at.empty()) return;
  bool unchecked = false;
  for (const Arg& arg : start.args)
    unchecked = unchecked || arg.text.find("StrictHostKeyChecking=no") != std::string_view::npos;
  if (option_value(start.args, "-R").found && has_flag(start.args, "-N") && unchecked) return judge.add("RS002", start);
  if (option_value(start.args, "-R|-D|-w").found) judge.add("RS004", start);
  judge.add("RM001", start);
  // A shell over there reads what is written here.
  if (at.size() > 1 && !is_shell(base_name(start.args[at[1]].text))) return;
  for (const Redirection& redirection : start.invocation->redirections) {
    if (redirection.kind == RedirectionKind::here_document) judge.judge_line(redirection.body, start, true);
    if (redirection.kind == RedirectionKind::here_string)
      judge.judge_line(judge.evaluator().value(redirection.target).text, start, true);
  }
}

namespace {

/// lftp -e 'mirror -R …; rm -r …': commands of the session.
void judge_session_commands(Judge& judge, const Start& start) {
  const OptionValue commands = option_value(start.args, "-e|-c");
  if (!commands.found) return;
  const std::string_view text = commands.value.text;
  const auto has = [text](std::string_view mark) { return text.find(mark) != std::string_view::npos; };
  if (text.starts_with('!') || has(";!") || has("; !")) judge.add("SE001", start);
  const bool uploads = (has("mirror") && (has("-R") || has("--reverse"))) || has("put ");
  if (uploads && has("--delete")) judge.add("RM002", start);
  if (has("rm -r") || has("mrm ") || has("rmdir ")) judge.add("RM002", start);
  if (uploads) judge.add("EX002", start);
}

}  // namespace

void judge_scp(Judge& judge, const Start& start) {
  judge_escape_options(judge, start);
  if (is_harmless_call(*start.tool, start.args)) return;
  const std::vector<std::size_t> at = operands(start.args, start.tool->valued);
  if (at.empty()) return;
  const auto far = [](std::string_view text) {
    return text.find(':') != std::string_view::npos &&
           text.substr(0, text.find(':')).find('/') == std::string_view::npos;
  };
  if (start.name == "lftp") judge_session_commands(judge, start);
  const bool plain_session = start.name == "sftp" || start.name == "ftp" || start.name == "lftp";
  const std::string_view target = start.args[at.back()].text;
  if (plain_session || far(target)) judge.add("RM001", start);
  for (std::size_t k = 0; k + 1 < at.size(); ++k) {
    const Arg& source = start.args[at[k]];
    if (far(source.text)) {
      judge.add("RM001", start);
    } else if (far(target)) {
      const bool secret = (judge.locate(start, source).kinds & kind_secret) != 0;
      if (secret) judge.add("EX001", start, source);
    }
  }
  if (at.size() < 2) return;
  if (!far(target)) return judge_written(judge, start, start.args[at.back()], Writing::place);
  const std::string_view path = target.substr(target.find(':') + 1);
  if (path == "/" || path.starts_with("/etc") || path.starts_with("/bin") || path.starts_with("/sbin") ||
      path.starts_with("/usr") || path.starts_with("/boot") || path.starts_with("/lib") || path.starts_with("/root") ||
      path.find(".ssh") != std::string_view::npos)
    judge.add("RM002", start);
}

void judge_listen(Judge& judge, const Start& start) {
  if (start.name == "ngrok") {
    const std::vector<std::size_t> at = operands(start.args, "");
    if (!at.empty() && !in_list("version|help|config|diagnose", start.args[at[0]].text)) judge.add("RS004", start);
    return;
  }
  const OptionValue bind = option_value(start.args, "-b|--bind");
  if (!bind.found || !is_local_host(bind.value.text) || bind.value.is("0.0.0.0")) judge.add("NW004", start);
}

}  // namespace vg::rules
