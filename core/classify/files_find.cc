// SPDX-License-Identifier: Apache-2.0
// find and fd: what they do to what they come across.
#include <algorithm>

#include "core/base/path.h"
#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr NameList exec_actions = "-exec|-execdir|-ok|-okdir";
constexpr NameList writing_actions = "-fprint|-fprintf|-fprint0|-fls";
constexpr NameList filters =
    "-name|-iname|-path|-ipath|-wholename|-iwholename|-regex|-iregex|-mtime|-mmin|-atime|-amin|-ctime|-cmin|-size|-"
    "empty|"
    "-newer|-older|-perm|-user|-group|-inum|-samefile|-nouser|-nogroup|-newermt|-lname";
constexpr NameList deleters = "rm|unlink|shred|rmdir|srm|trash";

struct FindCall {
  std::vector<std::size_t> starts;
  bool filtered = false;
  bool regenerable = false;  ///< every name filter is of what comes back by itself
  bool deletes = false;
  bool recursive = false;  ///< rm -r on what is found
  bool shreds = false;
  std::size_t payload = 0;  ///< first word of the last -exec
};

/// Words that stand between find's -exec and the program: env, sudo, nice …
std::size_t past_wrappers(const Args& args, std::size_t i) {
  constexpr NameList wrappers =
      "sudo|env|nice|nohup|command|busybox|doas|ionice|time|timeout|toybox|stdbuf|exec|chronic";
  while (i < args.size() && (in_list(wrappers, base_name(args[i].text)) || args[i].is_option() ||
                             args[i].text.find('=') != std::string_view::npos))
    ++i;
  return i;
}

void read_action(const Args& args, std::size_t i, FindCall& call) {
  const std::size_t program = past_wrappers(args, i + 1);
  call.payload = i + 1;
  if (program >= args.size()) return;
  const std::string_view name = base_name(args[program].text);
  // -exec sh -c 'rm -rf "$1"' _ {}
  for (std::size_t k = program + 1; is_shell(name) && k < args.size() && !args[k].is(";") && !args[k].is("+"); ++k) {
    const std::size_t at = args[k].text.find("rm ");
    const bool is_word = at == 0 || (at != std::string_view::npos && args[k].text[at - 1] == ' ');
    if (!is_word || args[k].text.find('$', at) == std::string_view::npos) continue;
    call.deletes = true;
    call.recursive = call.recursive || args[k].text.substr(at + 3, 3).find('r') != std::string_view::npos;
  }
  if (!in_list(deleters, name)) return;
  call.deletes = true;
  call.shreds = call.shreds || name == "shred" || name == "srm";
  std::size_t end = program;
  while (end < args.size() && !args[end].is(";") && !args[end].is("+") && !args[end].is("\\;")) ++end;
  call.recursive = call.recursive || has_flag(args, "-r|-R|--recursive", program + 1, end);
}

FindCall read_find(const Args& args) {
  FindCall call;
  std::size_t i = 1;
  while (i < args.size() && (args[i].is("-H") || args[i].is("-L") || args[i].is("-P"))) ++i;
  for (; i < args.size(); ++i) {
    const Arg& arg = args[i];
    if (arg.known && (arg.text.starts_with('-') || arg.text == "(" || arg.text == "!" || arg.text == ")")) break;
    call.starts.push_back(i);
  }
  bool all_regenerable = true;
  for (; i < args.size(); ++i) {
    const std::string_view text = args[i].text;
    if (in_list(exec_actions, text)) {
      read_action(args, i, call);
      while (i < args.size() && !args[i].is(";") && !args[i].is("+") && !args[i].is("\\;")) ++i;
    } else if (text == "-delete") {
      call.deletes = true;
      // A filter behind -delete comes too late: find . -delete -name x deletes everything.
      break;
    } else if (in_list(filters, text)) {
      call.filtered = true;
      const bool by_name = in_list("-name|-iname|-path|-ipath|-wholename", text);
      if (by_name && i + 1 < args.size()) {
        const std::string_view pattern = args[i + 1].text;
        if (pattern == "*" || pattern == "*.*") call.filtered = false;
        if (!is_regenerable_name(base_name(pattern)) || pattern.ends_with(".bak")) all_regenerable = false;
        call.regenerable = all_regenerable;
      }
    }
  }
  return call;
}

/// The worst place where the search starts.
Location worst_start(const Judge& judge, const Start& start, const FindCall& call) {
  Location worst;
  worst.area = Area::device_sink;
  if (call.starts.empty()) {
    Arg here;
    here.text = ".";
    return judge.locate(start, here);
  }
  for (const std::size_t i : call.starts) {
    Location location = judge.locate(start, start.args[i]);
    if (location.area >= worst.area) worst = std::move(location);
  }
  return worst;
}

void judge_find_deletion(Judge& judge, const Start& start, const FindCall& call) {
  const Location where = worst_start(judge, start, call);
  if (call.shreds) judge.add("FS011", start);
  switch (where.area) {
    case Area::device_sink: return;
    case Area::temporary:
    case Area::regenerable: return;
    case Area::temporary_root:
      if (call.recursive || !call.filtered) judge.add("FS008", start, {Risk::medium, harms_outside});
      return;
    case Area::fatal:
      // A filtered search of one's own home is large, not fatal.
      if (call.filtered && (where.path == judge.request().home || where.path.starts_with("/home/")))
        return judge.add("FS008", start, {Risk::high, harms_outside});
      return judge.add("FS009", start);
    case Area::system: return judge.add("FS009", start);
    case Area::home_cache: return judge.add("FS008", start, {Risk::medium, harms_outside});
    case Area::outside:
    case Area::system_data:
    case Area::empties: return judge.add("FS008", start, {Risk::high, harms_outside});
    case Area::unknown:
    case Area::workspace:
    case Area::workspace_root:
      if (!call.filtered) {
        return judge.add("FS008", start, {where.area == Area::workspace ? Risk::medium : Risk::high, harms_workspace});
      }
      if (call.regenerable) return;
      return judge.add("FS008", start, {Risk::medium, harms_workspace});
  }
}

}  // namespace

void judge_found_deletion(Judge& judge, const Start& start, const Start& find, bool tree) {
  FindCall call = read_find(find.args);
  call.deletes = true;
  call.recursive = tree;
  // Findings belong to what deletes, the places to what searches.
  judge_find_deletion(judge, find, call);
  (void)start;
}

void judge_find(Judge& judge, const Start& start) {
  const FindCall call = read_find(start.args);
  if (call.deletes) judge_find_deletion(judge, start, call);
  for (std::size_t i = 1; i + 1 < start.args.size(); ++i) {
    if (in_list(writing_actions, start.args[i].text)) {
      const Location location = judge.locate(start, start.args[i + 1]);
      if (location.area >= Area::system_data) judge.add("FO009", start, start.args[i + 1]);
      judge_written(judge, start, start.args[i + 1], Writing::replace);
    }
    if (!in_list(exec_actions, start.args[i].text)) continue;
    const std::size_t program = past_wrappers(start.args, i + 1);
    if (program >= start.args.size()) continue;
    const std::string_view name = base_name(start.args[program].text);
    // A bare shell as action is a shell, not a search.
    const bool runs_text = program + 1 < start.args.size() &&
                           (start.args[program + 1].text.starts_with("-c") || start.args[program + 1].is("-n"));
    if (is_shell(name) && !runs_text) judge.add("SE001", start, start.args[program]);
    if (name == "chmod" || name == "chown" || name == "chgrp") {
      const Location where = worst_start(judge, start, call);
      const bool outside = where.area >= Area::home_cache && where.area != Area::workspace_root;
      judge.add(where.area >= Area::system && !call.filtered ? RuleId("FP001")
                : outside                                    ? RuleId("FP003")
                                                             : RuleId("FP004"),
                start);
    }
    if (name == "mv" || name == "cp") continue;
  }
  // find . -name .env -exec cat {} +
  const bool shown = std::any_of(start.args.begin(), start.args.end(), [](const Arg& arg) {
    return in_list("cat|head|tail|less|base64|xxd|cp|strings|grep", arg.text);
  });
  for (std::size_t i = 1; shown && i + 1 < start.args.size(); ++i)
    if (in_list("-name|-iname", start.args[i].text) &&
        in_list(".env|.env*|id_rsa|id_rsa*|id_ed25519|.netrc|.git-credentials|.pgpass", start.args[i + 1].text))
      judge.add("CR001", start);
  // find / -name id_rsa: what it looks for says what it is for.
  const Location where = worst_start(judge, start, call);
  const bool wide = where.area == Area::fatal || where.area == Area::system || where.path == "/home";
  for (std::size_t i = 1; wide && i + 1 < start.args.size(); ++i)
    if (in_list("-name|-iname|-path|-ipath", start.args[i].text)) {
      const std::string_view pattern = start.args[i + 1].text;
      if (in_list("id_rsa|id_rsa*|id_*|*.pem|*.key|.env|.env*|credentials|credentials*|.aws*|*.kdbx|.netrc|.git-"
                  "credentials|"
                  "shadow|*password*|*secret*|wallet.dat|*.p12|*.pfx|.npmrc|.pypirc|*token*",
                  pattern)) {
        const bool shows = has_flag(start.args, exec_actions, 1, ~std::size_t{0}, Style::words);
        judge.add(shows || pattern.starts_with("id_") ? RuleId("CR004") : RuleId("CR006"), start);
        break;
      }
    }
}

void judge_fd(Judge& judge, const Start& start) {
  const OptionValue action = option_value(start.args, "-x|-X|--exec|--exec-batch");
  if (!action.found || !in_list(deleters, base_name(action.value.text))) return;
  judge.add("FS010", start);
}

}  // namespace vg::rules
