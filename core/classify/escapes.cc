// SPDX-License-Identifier: Apache-2.0
// Options of ordinary tools that start a program. Source: their manual pages; GTFOBins lists many of them.
#include <algorithm>
#include <array>

#include "core/base/byte_set.h"
#include "core/base/path.h"
#include "core/classify/flows.h"
#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

enum class Payload : std::uint8_t {
  command,  ///< the value is a command line
  mark,     ///< the value holds a mark that makes it one
  shell,    ///< the value is a command line that starts with a shell
  always,   ///< the option itself says enough
};

struct EscapeRow {
  NameList tools;
  std::string_view option;  ///< a word of the line, or its beginning where it ends in "=" or "*"
  Payload payload;
  std::string_view marks = {};     ///< Payload::mark: one of these, separated by "|", has to be in the value
  std::string_view harmless = {};  ///< programs that the option is made for
};

constexpr NameList compressors =
    "gzip|pigz|zstd|zstdmt|unzstd|xz|pxz|pixz|lz4|lzma|lzip|bzip2|pbzip2|lbzip2|lzop|brotli|gunzip|unxz|plzip";
constexpr NameList editor_marks = "!|shell|system(|:py|:lua|:ruby|:perl|terminal|term(|jobstart|libcall";

constexpr auto rows = std::to_array<EscapeRow>({
    {"tar|gtar|bsdtar", "--checkpoint-action=", Payload::mark, "exec="},
    {"tar|gtar|bsdtar", "--checkpoint-action", Payload::mark, "exec="},
    {"tar|gtar|bsdtar", "--to-command=", Payload::command},
    {"tar|gtar|bsdtar", "--to-command", Payload::command},
    {"tar|gtar|bsdtar", "--use-compress-program=", Payload::command, {}, compressors},
    {"tar|gtar|bsdtar", "--use-compress-program", Payload::command, {}, compressors},
    {"tar|gtar", "-I", Payload::command, {}, compressors},
    {"tar|gtar|bsdtar", "--rsh-command=", Payload::command, {}, "ssh|rsh"},
    {"tar|gtar|bsdtar", "--info-script=", Payload::command},
    {"tar|gtar|bsdtar", "--new-volume-script=", Payload::command},
    {"zip", "-TT", Payload::command, {}, "unzip"},
    {"zip", "--unzip-command=", Payload::command, {}, "unzip"},
    {"rsync", "-e", Payload::command, {}, "ssh|rsh"},
    {"rsync", "--rsh=", Payload::command, {}, "ssh|rsh"},
    {"rsync", "--rsh", Payload::command, {}, "ssh|rsh"},
    {"rsync", "--rsync-path=", Payload::command, {}, "rsync"},
    {"ssh|scp|sftp|autossh|rsync", "-oProxyCommand=*", Payload::always},
    {"ssh|scp|sftp|autossh", "-o", Payload::mark,
     "ProxyCommand|LocalCommand=|KnownHostsCommand|PKCS11Provider|ProxyUseFdpass"},
    {"scp|sftp", "-S", Payload::always},
    {"man", "-P", Payload::command, {}, "less|more|cat|most|bat"},
    {"man", "--pager=", Payload::command, {}, "less|more|cat|most|bat"},
    {"man", "-H*", Payload::mark, "/bin/| |sh"},
    {"man", "--html=", Payload::always},
    {"less|more", "+!*", Payload::always},
    {"vi|vim|nvim|ex|ed", "-c", Payload::mark, editor_marks},
    {"vi|vim|nvim|ex", "--cmd", Payload::mark, editor_marks},
    {"vi|vim|nvim|ex", "+*", Payload::mark, editor_marks},
    {"emacs", "--eval", Payload::mark, "term|shell|call-process|start-process|delete-"},
    {"emacs", "--eval=", Payload::mark, "term|shell|call-process|start-process|delete-"},
    {"emacs", "--execute", Payload::mark, "term|shell|call-process|start-process|delete-"},
    {"make|gmake", "--eval=", Payload::mark, "$(shell|!="},
    {"make|gmake", "--eval", Payload::mark, "$(shell|!="},
    {"make|gmake", "SHELL=", Payload::mark, " |/tmp|./|python|perl|/home"},
    {"gdb", "-ex", Payload::mark, "!|shell|system|python|call "},
    {"gdb", "-iex", Payload::mark, "!|shell|system|python|call "},
    {"lldb", "-o", Payload::mark, "shell|script|system"},
    {"split", "--filter=", Payload::command},
    {"split", "--filter", Payload::command},
    {"rg", "--pre", Payload::always},
    {"rg", "--pre=", Payload::always},
    {"rg", "--hostname-bin", Payload::always},
    {"rg", "--hostname-bin=", Payload::always},
    {"apt|apt-get|aptitude", "-o", Payload::mark, "Invoke|Dpkg::Pre|DPkg::Pre|Run|::Options::=--force"},
    {"apt|apt-get|aptitude", "--option=", Payload::mark, "Invoke|Run"},
    {"gcc|g++|cc", "-wrapper", Payload::always},
    {"latex|pdflatex|xelatex|tex", "--shell-escape", Payload::always},
    {"latex|pdflatex|xelatex|tex", "-shell-escape", Payload::always},
    {"openvpn", "--up", Payload::always},
    {"openvpn", "--down", Payload::always},
    {"openvpn", "--tls-verify", Payload::always},
    {"certbot", "--pre-hook", Payload::always},
    {"certbot", "--post-hook", Payload::always},
    {"certbot", "--deploy-hook", Payload::always},
    {"certbot", "--manual-auth-hook", Payload::always},
    {"yt-dlp", "--exec", Payload::command},
    {"busctl", "--address=unixexec*", Payload::always},
    {"pip|pip3", "--editor", Payload::always},
    {"pip|pip3", "--editor=", Payload::always},
    {"tcpdump", "-z", Payload::command},
    {"rview|rvim|view|vimdiff|vimtutor|gvim", "-c", Payload::mark, editor_marks},
    {"rview|rvim|view|vimdiff|gvim", "+*", Payload::mark, editor_marks},
    {"rpm", "--eval", Payload::mark, "%(|%{lua"},
    {"rpm", "-E", Payload::mark, "%(|%{lua"},
    {"rpm", "--pipe", Payload::always},
    {"restic", "--password-command", Payload::shell},
    {"restic", "--password-command=", Payload::shell},
    {"nmap", "--interactive", Payload::always},
    {"nmap", "--script=", Payload::mark, "/"},
    {"nmap", "--script", Payload::mark, "/"},
    {"mysqldump|mysql|mariadb", "--plugin-dir=", Payload::mark, "/tmp|/dev/shm|./"},
    {"nginx", "-c", Payload::mark, "/tmp/|/dev/shm/"},
    {"ssh-keygen|ssh-add", "-D", Payload::mark, "/tmp|./|.so"},
    {"ssh-add", "-s", Payload::mark, "/tmp|./"},
    {"mosh", "--server=", Payload::shell},
    {"mosh", "--ssh=", Payload::shell},
    {"wget|wget2", "--use-askpass=", Payload::always},
    {"curl", "--engine", Payload::mark, "/"},
    {"openssl", "-engine", Payload::mark, "/"},
    {"aria2c", "--on-download-complete=*", Payload::always},
    {"aria2c", "--on-download-error=*", Payload::always},
    {"aria2c", "--on-download-start=*", Payload::always},
    {"emacs", "--eval", Payload::mark, "shell-command|call-process|start-process|(term "},
    {"mail|mailx", "--exec=", Payload::mark, "!"},
    {"make|gmake", "--eval=", Payload::mark, "/sh|/bash"},
    {"git", "--exec", Payload::shell},
    {"git", "-x", Payload::shell},
    {"puppet", "-e", Payload::mark, "exec {"},
    {"service", "../*", Payload::always},
    {"update-alternatives", "--force", Payload::always},
    {"tmux", "-c", Payload::shell},
    {"fzf", "--bind=", Payload::mark, "/sh)|/bash)|(sh)|(bash)|(sh "},
    {"fzf", "--bind", Payload::mark, "/sh)|/bash)|(sh)|(bash)|(sh "},
    {"bat|batcat|delta", "--pager=", Payload::shell},
    {"bat|batcat|delta", "--pager", Payload::shell},
    {"ftp|ginsh|tasksh", "!*", Payload::always},
    {"jrunscript|slsh", "-e", Payload::mark, "exec(|system("},
    {"knife", "-E", Payload::mark, "exec |system(|`"},
    {"varnishncsa", "-w", Payload::mark, "/etc/|/usr/|/root/"},
    {"dialog", "--file", Payload::mark, "/etc/shadow|/root/"},
    {"wall|ssh-keyscan", "/etc/shadow*", Payload::always},
    {"ssh-keyscan", "-f", Payload::mark, "/etc/shadow|/root/"},
    {"ip", "/bin/sh*", Payload::always},
    {"ip", "/bin/bash*", Payload::always},
    {"sort", "--compress-program=", Payload::command, {}, compressors},
    {"sort", "--compress-program", Payload::command, {}, compressors},
    {"bash|sh|zsh|ksh|rbash", "--rcfile", Payload::mark, "/tmp|/dev/shm"},
    {"bash|sh|zsh|ksh|rbash", "--init-file", Payload::mark, "/tmp|/dev/shm"},
    {"entr", "-s", Payload::shell},
    {"go", "-exec", Payload::shell},
    {"mysqldump", "--plugin-dir", Payload::mark, "/tmp|/dev/shm"},
});

/// The value an option row finds at args[i]; false where the row does not fit there.
bool value_at(const EscapeRow& row, const Args& args, std::size_t i, std::string_view& value) {
  const std::string_view text = args[i].text;
  const std::string_view option = row.option;
  if (option.ends_with('*') || option.ends_with('=')) {
    const std::string_view prefix = option.ends_with('*') ? option.substr(0, option.size() - 1) : option;
    if (!text.starts_with(prefix)) return false;
    value = text.substr(prefix.size());
    return true;
  }
  const bool letter = option.size() == 2;
  if (text == option || (letter && text.size() > 2 && text[0] == '-' && text[1] != '-' && text.back() == option[1] &&
                         row.tools.text().starts_with("rsync"))) {
    value = i + 1 < args.size() ? args[i + 1].text : std::string_view();
    return true;
  }
  if (letter && text.size() > 2 && text.starts_with(option)) {
    value = text.substr(2);
    return true;
  }
  return false;
}

bool holds_mark(std::string_view marks, std::string_view value) {
  return any_of_list(marks, [value](std::string_view mark) { return value.find(mark) != std::string_view::npos; });
}

void judge_escape(Judge& judge, const Start& start, const EscapeRow& row, const Arg& arg, std::string_view value) {
  if (row.payload == Payload::mark && !holds_mark(row.marks, value)) return;
  if (row.payload == Payload::shell && !is_shell(base_name(value.substr(0, value.find(' '))))) return;
  if (row.payload == Payload::command) {
    const std::string_view program = base_name(value.substr(0, value.find(' ')));
    if (in_list(row.harmless, program)) {
      if (value.find("ProxyCommand") == std::string_view::npos) return;
    } else if (is_shell(program) && value.find("-c") == std::string_view::npos) {
      return judge.add("SE001", start, arg);
    } else if (row.option.starts_with("--filter") || row.option == "--exec") {
      judge.judge_line(value, start);
      return;
    }
  }
  judge.add("SE001", start, arg);
  // What is started may be worse than that it is started.
  if (row.option == "--address=unixexec*" || value.empty()) return;
  std::string_view line = value;
  if (const std::size_t exec = line.find("exec="); exec != std::string_view::npos) line.remove_prefix(exec + 5);
  if (const std::size_t bang = line.find('!'); bang != std::string_view::npos) line.remove_prefix(bang + 1);
  while (line.size() > 1 && (line.front() == '\'' || line.front() == '"') && line.back() == line.front())
    line = line.substr(1, line.size() - 2);
  if (judge.risk_of_text(line, start) == Risk::critical) judge.judge_line(line, start);
}

}  // namespace

namespace {

constexpr std::size_t option_cost = 8;  // unit: see Work

/// The names in the rows, so that other programs are told apart by one look-up.
class EscapeTools {
 public:
  EscapeTools() {
    for (const EscapeRow& row : rows)
      any_of_list(row.tools, [this](std::string_view name) {
        names_.push_back(name);
        return false;
      });
    std::sort(names_.begin(), names_.end());
    names_.erase(std::unique(names_.begin(), names_.end()), names_.end());
  }
  bool hold(std::string_view name) const { return std::binary_search(names_.begin(), names_.end(), name); }

 private:
  std::vector<std::string_view> names_;
};

}  // namespace

void judge_escape_options(Judge& judge, const Start& start) {
  static const EscapeTools tools;
  if (!tools.hold(start.name)) return;
  const Args& args = start.args;
  for (const EscapeRow& row : rows) {
    if (!in_list(row.tools, start.name)) continue;
    if (!judge.spend(args.size() * option_cost)) return;
    for (std::size_t i = 1; i < args.size(); ++i) {
      std::string_view value;
      if (args[i].is("--")) break;
      if (value_at(row, args, i, value)) judge_escape(judge, start, row, args[i], value);
    }
  }
  if (start.name == "gdb" && has_flag(args, "-p|--pid", 1, ~std::size_t{0}, Style::words)) judge.add("CR004", start);
  if ((start.name == "tar" || start.name == "gtar") && args.size() > 2) {
    for (std::size_t i = 2; i < args.size(); ++i) {
      const std::size_t colon = args[i].text.find(':');
      const bool far =
          colon != std::string_view::npos && args[i].text.substr(0, colon).find('@') != std::string_view::npos;
      if (far && !args[i].is_option()) judge.add("EX002", start, args[i]);
    }
  }
}

namespace {

/// What sed -i puts into a start-up file: the text of i, a and c, and what s writes in the place of something.
void judge_edited_text(Judge& judge, const Start& start, const Arg& file,
                       const std::vector<std::string_view>& scripts) {
  const std::uint32_t kinds = judge.locate(start, file).kinds;
  if ((kinds & (kind_startup | kind_schedule | kind_git_hook | kind_account)) == 0) return;
  for (std::string_view script : scripts) {
    const std::size_t address = script.find_first_not_of(" 0123456789,$!");
    if (address == std::string_view::npos) continue;
    script.remove_prefix(address);
    if (script.starts_with('/'))
      if (const std::size_t end = script.find('/', 1); end != std::string_view::npos) script.remove_prefix(end + 1);
    if (script.empty()) continue;
    std::string_view text;
    if (std::string_view("iac").find(script.front()) != std::string_view::npos) {
      text = script.substr(1);
      text = text.substr(std::min(text.find_first_not_of("\\ \n"), text.size()));
    } else if (script.front() == 's' && script.size() > 3) {
      const std::size_t middle = script.find(script[1], 2);
      if (middle == std::string_view::npos) continue;
      text = script.substr(middle + 1);
      text = text.substr(0, text.rfind(script[1]));
      if (text.starts_with("&\\n")) text.remove_prefix(3);
    }
    if (!text.empty()) judge_written_text(judge, start, {}, text, kinds);
  }
}

}  // namespace

/// .git/rebase-merge/git-rebase-todo: what git has written for an editor to change. Lines that run something are no
/// editor's business.
static bool edits_for_git(const Arg& file, const std::vector<std::string_view>& scripts) {
  if (!in_list("git-rebase-todo|COMMIT_EDITMSG|MERGE_MSG|TAG_EDITMSG|SQUASH_MSG|NOTES_EDITMSG|EDIT_DESCRIPTION",
               base_name(file.text)))
    return false;
  for (const std::string_view script : scripts)
    if (script.find("exec") != std::string_view::npos || script.find("x ") != std::string_view::npos) return false;
  return file.known && !scripts.empty();
}

void judge_sed(Judge& judge, const Start& start) {
  const Args& args = start.args;
  std::vector<std::string_view> scripts;
  for (std::size_t i = 1; i + 1 < args.size(); ++i)
    if (args[i].is("-e") || args[i].is("--expression")) scripts.push_back(args[i + 1].text);
  std::vector<std::size_t> at = operands(args, start.tool->valued);
  if (scripts.empty() && !option_value(args, "-f|--file").found && !at.empty()) {
    scripts.push_back(args[at[0]].text);
    at.erase(at.begin());
  }
  bool in_place = false;
  for (std::size_t i = 1; i < args.size(); ++i)
    in_place = in_place || args[i].text.starts_with("-i") || args[i].text.starts_with("--in-place");
  for (const std::size_t i : at)
    if (in_place && !edits_for_git(args[i], scripts)) {
      judge_written(judge, start, args[i], Writing::replace);
      judge_edited_text(judge, start, args[i], scripts);
    }
  for (std::string_view script : scripts) {
    while (!script.empty()) {
      constexpr ByteSet ends(";\n");
      const std::size_t end = ends.find_in(script);
      std::string_view command = script.substr(0, end);
      script = end == std::string_view::npos ? std::string_view{} : script.substr(end + 1);
      // The address in front: 1  $  2,5  /x/ .
      if (const std::size_t slash = command.rfind("/e "); command.starts_with('/') && slash != std::string_view::npos)
        command.remove_prefix(slash + 1);
      while (!command.empty() && std::string_view(" 0123456789,$!{").find(command[0]) != std::string_view::npos)
        command.remove_prefix(1);
      if (command == "e" || command.starts_with("e ")) {
        judge.add("SE001", start);
        if (command.size() > 2) judge.judge_line(command.substr(2), start);
      }
      if (command.starts_with('s') && command.size() > 3) {
        const char delimiter = command[1];
        const std::size_t last = command.rfind(delimiter);
        const std::string_view flags = command.substr(last + 1);
        if (flags.size() <= 4 && flags.find('e') != std::string_view::npos &&
            flags.find_first_not_of("gipemIMw0123456789") == std::string_view::npos)
          judge.add("SE001", start);
      }
      if (command.starts_with("w ") && command.size() > 2) {
        Arg target = args[0];
        target.text = command.substr(2);
        judge_written(judge, start, target, Writing::replace);
      }
    }
  }
}

}  // namespace vg::rules
