// SPDX-License-Identifier: Apache-2.0
// Files that the line itself has downloaded, and programs it has just installed, when they are run.
#include <algorithm>

#include "core/base/path.h"
#include "core/classify/flows.h"
#include "core/classify/tool_tables.h"
#include "core/classify/url.h"

namespace vg::rules {
namespace {

/// The option that names the file, also at the end of a cluster: curl -so FILE.
OptionValue output_file(const Args& args, bool wget) {
  OptionValue file = option_value(args, wget ? "-O|--output-document" : "-o|--output");
  const char letter = wget ? 'O' : 'o';
  for (std::size_t i = 1; !file.found && i + 1 < args.size(); ++i) {
    const std::string_view text = args[i].text;
    if (text.size() < 3 || text[0] != '-' || text[1] == '-' || text.back() != letter) continue;
    if (text.find_first_not_of("fsSLkgqcnNvJO4610", 1) < text.size() - 1) continue;
    file.found = true;
    file.value = args[i + 1];
  }
  return file;
}

/// Name under which `start` keeps what it fetches; empty where it prints it.
std::string_view saved_name(const Judge& judge, const Start& start) {
  const bool wget = start.name == "wget" || start.name == "wget2";
  if (!wget && !in_list("curl|aria2c|axel|fetch|curlie", start.name)) return {};
  if (const OptionValue file = output_file(start.args, wget); file.found) return base_name(file.value.text);
  for (const Redirection& redirection : start.invocation->redirections)
    if (redirection.kind == RedirectionKind::write) return base_name(judge.words().value(redirection.target).text);
  if (!wget && !has_flag(start.args, "-O|--remote-name") && start.name != "aria2c" && start.name != "axel") return {};
  const std::vector<std::size_t> at = operands(start.args, start.tool->valued);
  if (at.empty()) return {};
  const std::string_view path = parse_url(start.args[at[0]].text).path;
  return base_name(path.substr(0, path.find_first_of("?#")));
}

/// Compilers that run what they build, or build it for something of the line to run.
bool is_builder(const Start& start) {
  if (start.name == "go") return start.args.size() > 2 && start.args[1].is("run");
  return in_list("gcc|cc|g++|c++|clang|clang++|tcc|rustc|crystal|nim|swiftc|javac|java|zig|ghc|runghc|scala|kotlinc",
                 start.name);
}

bool is_vendor(const Start& start) {
  for (const std::size_t i : operands(start.args, start.tool->valued))
    if (!is_vendor_installer(parse_url(start.args[i].text))) return false;
  return true;
}

/// A file that the end of a pipeline has written is run: what came through the pipeline decides.
void judge_written_program(Judge& judge, const Start& start, const Start& writer) {
  bool download = false, decoded = false;
  for (const Start& member : judge.starts()) {
    if (member.invocation->pipeline != writer.invocation->pipeline ||
        member.invocation->position > writer.invocation->position)
      continue;
    const Source source = source_of(judge, member);
    download = download || source.download;
    decoded = decoded || (source.decoded && !in_list("echo|printf", member.name));
  }
  if (download)
    judge.add("PS002", start);
  else if (decoded)
    judge.add("OB001", start);
}

/// The here-document or here-string of `writer`.
StaticText given_text(const Judge& judge, const Start& writer) {
  StaticText text;
  for (const Redirection& source : writer.invocation->redirections) {
    if (source.kind == RedirectionKind::here_document) text = {true, false, std::string(source.body)};
    if (source.kind == RedirectionKind::here_string && in_list("cat|tee", writer.name))
      text = {true, false, std::string(judge.words().value(source.target).text)};
  }
  return text;
}

/// Text of the line that `start` runs from a file: shell, or code of its own language.
void judge_run_text(Judge& judge, const Start& start, std::string_view text) {
  const bool is_code = is_interpreter(start.name) && !is_shell(start.name);
  if (is_code || is_builder(start))
    judge_whole_code(judge, start, text);
  else
    judge.judge_line(text, start);
}

/// echo TEXT > FILE, then FILE: the text is what runs.
void judge_text_of(Judge& judge, const Start& start, const Start& writer, std::string_view name) {
  if (writer.name == "tee")
    for (const std::size_t i : operands(writer.args, ""))
      if (base_name(writer.args[i].text) == name) {
        judge_written_program(judge, start, writer);
        if (const StaticText text = given_text(judge, writer); text.known) judge_run_text(judge, start, text.text);
      }
  for (const Redirection& redirection : writer.invocation->redirections) {
    if (redirection.kind != RedirectionKind::write && redirection.kind != RedirectionKind::append) continue;
    if (base_name(judge.words().value(redirection.target).text) != name) continue;
    judge_written_program(judge, start, writer);
    StaticText text = judge.evaluator().output_of(writer.args, {});
    if (const StaticText given = given_text(judge, writer); given.known) text = given;
    if (text.known) judge_run_text(judge, start, text.text);
  }
}

/// ln -s /bin/rm q; ./q …: it is what it was.
void judge_copied_program(Judge& judge, const Start& start) {
  const std::string_view name = base_name(start.args[0].text);
  for (const Start& other : judge.starts()) {
    if (&other == &start) return;
    if (!in_list("cp|ln|mv|install|link", other.name)) continue;
    const std::vector<std::size_t> at = operands(other.args, "-t|-m|-o|-g|-S");
    if (at.size() != 2 || base_name(other.args[at[1]].text) != name || !other.args[at[0]].known) continue;
    Args args = start.args;
    args[0].text = base_name(other.args[at[0]].text);
    if (args[0].text != name) judge.judge_words(args, 0, start);
    return;
  }
}

}  // namespace

/// go run x.go, gcc -xc - <<E: what is built is meant to run.
void judge_built_code(Judge& judge, const Start& start) {
  if (!is_builder(start)) return;
  for (const Redirection& redirection : start.invocation->redirections)
    if (redirection.kind == RedirectionKind::here_document) judge_whole_code(judge, start, redirection.body);
  for (const std::size_t i : operands(start.args, "-o|-x|-I|-L"))
    if (start.args[i].text.find('.') != std::string_view::npos) judge_downloaded_program(judge, start, start.args[i]);
}

std::string_view downloaded_path(Judge& judge, const Start& start) {
  if (start.tool == nullptr || !source_of(judge, start).download ||
      in_list("ssh|dig|host|nslookup|openssl", start.name))
    return {};
  const std::vector<std::size_t> at = operands(start.args, start.tool->valued);
  for (const std::size_t i : at)
    if (const std::string_view path = parse_url(start.args[i].text).path; path.size() > 1) return path;
  return at.empty() ? std::string_view() : start.args[at[0]].text;
}

bool holds_download(const Judge& judge, std::string_view file) {
  if (file.empty()) return false;
  const std::vector<Start>& starts = judge.starts();
  return std::any_of(starts.begin(), starts.end(),
                     [&](const Start& start) { return saved_name(judge, start) == base_name(file); });
}

void judge_downloaded_program(Judge& judge, const Start& start, const Arg& program) {
  if (program.text.empty()) return;
  const std::string_view name = base_name(program.text);
  for (const Start& other : judge.starts()) {
    if (&other == &start) break;
    if (saved_name(judge, other) != name) {
      judge_text_of(judge, start, other, name);
      continue;
    }
    judge.add(is_vendor(other) ? RuleId("PS004") : RuleId("PS002"), start, program);
    return;
  }
}

void judge_installed_program(Judge& judge, const Start& start) {
  judge_downloaded_program(judge, start, start.args[0]);
  judge_copied_program(judge, start);
  const Location location = judge.locate(start, start.args[0]);
  const bool user_program = location.path.find("/go/bin/") != std::string::npos ||
                            location.path.find("/.cargo/bin/") != std::string::npos ||
                            location.path.find("/.local/bin/") != std::string::npos;
  if (!user_program) return;
  for (const Start& other : judge.starts()) {
    if (&other == &start || other.tool == nullptr) continue;
    const VerbRow* row = find_verb(*other.tool, other.args);
    if (row != nullptr && row->rule == RuleId("PI001")) return judge.add("PI002", start);
  }
}

}  // namespace vg::rules
