// SPDX-License-Identifier: Apache-2.0
#include "core/classify/judge.h"

#include <algorithm>

#include "core/base/byte_set.h"
#include "core/base/path.h"
#include "core/base/text.h"
#include "core/classify/tool_tables.h"
#include "core/parse/parse.h"

namespace vg::rules {
namespace {

constexpr int max_depth = 6;
constexpr NameList feeding_wrappers = "xargs|parallel|fd|fdfind|entr|find";
constexpr NameList remote_wrappers = "ssh|docker|docker-compose|podman|nerdctl|kubectl|oc|lxc|vagrant|wsl";
constexpr ByteSet special("'\" \t\n;&|<>$`\\()");
constexpr std::size_t max_findings = 256;
constexpr std::size_t longest_name = 64;     // of a tool, more than enough
constexpr std::uint32_t max_work = 180'000;  // unit: see Work
constexpr std::uint32_t most_patience = 256;
constexpr std::uint32_t file_patience = 16;
constexpr std::uint32_t max_file_work = 8'000'000;
constexpr std::size_t start_cost = 200, argument_cost = 10, read_cost = 60, text_cost = 500;
constexpr std::size_t recent_findings = 32;

/// "/usr/bin/python3.12" → "python3", "bash.exe" → "bash".
std::string_view tool_name(std::string_view program) {
  std::string_view name = base_name(program);
  if (name.ends_with(".exe")) name.remove_suffix(4);
  if (name.size() > longest_name || find_tool(name) || name.empty()) return name;
  std::string_view shorter = name;
  while (!shorter.empty() &&
         (shorter.back() == '.' || shorter.back() == '-' || (shorter.back() >= '0' && shorter.back() <= '9'))) {
    shorter.remove_suffix(1);
    if (shorter.size() > 1 && find_tool(shorter)) return shorter;  // k6 is no k
  }
  return name;
}

/// A known tool that is a script behind an interpreter: node /usr/bin/npm, python3 -m pip. Out: index of its name.
std::size_t script_tool(const Args& args, std::string_view name) {
  constexpr NameList hosts = "node|nodejs|bun|deno|python|python2|python3|ruby|perl|php|env";
  constexpr NameList scripts =
      "npm|npx|yarn|pnpm|pnpx|corepack|pip|pip3|pipx|poetry|pipenv|gem|bundle|bundler|composer|twine|uv|conda|"
      "manage.py|artisan|rails|rake|npm-cli.js|npx-cli.js|yarn.js|yarn.cjs|pnpm.cjs|pnpx.cjs|composer.phar|certbot|aws|"
      "gcloud|az|http|xonsh|ace|console|spark|yii|craft|drush|wp|wp-cli.phar|cake|please|magento|occ|typo3|"
      "knex|sequelize|sequelize-cli|typeorm|prisma|mikro-orm|db-migrate|alembic|flask|django-admin|mix|ansible|"
      "ansible-playbook|serverless|firebase|wrangler|vercel|netlify|heroku|cdk";
  if (!in_list(hosts, name)) return 0;
  std::size_t i = 1;
  while (i < args.size() && args[i].is_option() && !args[i].is("-m")) ++i;
  if (i >= args.size()) return 0;
  if (args[i].is("-m")) return i + 1 < args.size() && args[i + 1].known ? i + 1 : 0;
  if (!args[i].known || i > 3) return 0;
  return in_list(scripts, base_name(args[i].text)) ? i : 0;
}

std::string_view script_name(std::string_view name) {
  if (name == "npm-cli.js") return "npm";
  if (name == "npx-cli.js") return "npx";
  if (name == "yarn.js" || name == "yarn.cjs") return "yarn";
  if (name == "pnpm.cjs") return "pnpm";
  if (name == "pnpx.cjs" || name == "pnpx") return "npx";
  if (name == "composer.phar") return "composer";
  if (name == "bundler") return "bundle";
  if (name == "console") return "symfony-console";
  if (name == "spark") return "codeigniter-spark";
  if (name == "please") return "artisan";
  if (name == "wp-cli.phar") return "wp";
  return name;
}

}  // namespace

bool is_root_wrapper(std::string_view name) {
  return in_list("sudo|doas|pkexec|run0|su|sudo-rs|gosu|runuser|setpriv", base_name(name));
}

bool is_shell(std::string_view name) {
  return in_list("sh|bash|dash|zsh|ksh|mksh|ash|fish|tcsh|csh|rbash|ksh93|pwsh|powershell|elvish|nu|xonsh", name);
}

bool is_interpreter(std::string_view name) {
  return is_shell(name) || in_list(
                               "python|python2|python3|perl|ruby|node|nodejs|bun|deno|php|lua|luajit|tclsh|wish|"
                               "expect|osascript|Rscript|R|julia|ghci|irb|groovy|scala|iex|awk|pypy3|guile|racket",
                               name);
}

std::string quoted_line(const Args& args, std::size_t from) {
  std::string line;
  for (std::size_t i = from; i < args.size(); ++i) {
    const Arg& arg = args[i];
    if (!line.empty()) line += ' ';
    if (arg.tilde && arg.known && arg.bare && !special.is_in(arg.text)) {
      line += arg.text;
      continue;
    }
    if (!arg.text.empty() || arg.known) {
      if (arg.glob && !special.is_in(arg.text))
        line += arg.text;
      else
        line += shell_quoted({std::string(arg.text)});
    }
    if (!arg.known) line += "\"$VG_UNKNOWN\"";
    if (!arg.known && !arg.rest.empty()) line += shell_quoted({std::string(arg.rest)});
  }
  return line;
}

Judge::Judge(const Command& command, Scope scope, std::vector<Finding>& findings)
    : command_(command),
      place_(*command.request),
      scope_(std::move(scope)),
      findings_(findings),
      own_work_(max_work * std::clamp(command.request->patience, 1u, most_patience)),
      work_(scope_.work != nullptr ? scope_.work : &own_work_),
      evaluator_(place_, texts_) {}

/// The line of the innermost file that `span` of our text stands in.
std::uint32_t Judge::file_line(Span span) const {
  if (scope_.line > 0) return scope_.line;
  const std::string_view before = std::string_view(command_.text).substr(0, span.begin);
  spend(before.size() / 8);
  return 1 + static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n'));
}

/// What is found in a file says where.
void Judge::name_place(Finding& finding, Span span) const {
  if (scope_.file == nullptr || finding.risk == Risk::low) return;
  finding.why +=
      " (in " + std::string(base_name(scope_.file->path)) + ", line " + std::to_string(file_line(span)) + ")";
}

void Judge::add(RuleId rule, Span span, std::uint32_t unit, Change change) {
  const RuleRow& row = rule.row();
  const Span where = scope_.span.value_or(span);
  const std::uint32_t in_unit = scope_.span ? scope_.unit : unit;
  const Risk risk = change.risk.value_or(row.risk);
  // Many harmless findings must not hide a bad one behind them: past the bound only notes are left out, and only the
  // latest findings are looked through.
  const bool many = findings_.size() >= max_findings;
  if (many && risk == Risk::low && (row.bits & net) == 0) return;
  for (std::size_t i = many ? findings_.size() - recent_findings : 0; i < findings_.size(); ++i) {
    Finding& other = findings_[i];
    if (other.rule != row.id || other.unit != in_unit) continue;
    if (risk > other.risk && scope_.file != nullptr) {
      other.risk = risk;
      other.why = row.why;
      name_place(other, span);
    }
    other.risk = std::max(other.risk, risk);
    return;
  }
  Finding finding;
  finding.rule = row.id;
  finding.family = row.family;
  finding.risk = risk;
  finding.harms = change.harms.value_or(row.harms);
  finding.network_install = (row.bits & net) != 0;
  finding.needs_host = (row.bits & host) != 0;
  finding.tampering = (row.bits & guard) != 0;
  finding.trustable = (row.bits & never) == 0 && risk != Risk::critical;
  finding.span = where;
  finding.unit = in_unit;
  finding.why = row.why;
  if (!change.detail.empty()) finding.why += ": " + std::string(change.detail);
  name_place(finding, span);
  finding.instead = row.instead;
  findings_.push_back(std::move(finding));
}

void Judge::add(Finding finding) {
  name_place(finding, finding.span);
  if (scope_.span) finding.span = *scope_.span, finding.unit = scope_.unit;
  // Past the bound, only what says more about its unit than is said already.
  const bool many = findings_.size() >= max_findings;
  const auto says_as_much = [&](const Finding& other) {
    if (other.unit != finding.unit) return false;
    return other.rule == finding.rule ||
           (many && other.risk >= finding.risk && other.network_install >= finding.network_install &&
            (other.harms & finding.harms) == finding.harms);
  };
  const auto from = findings_.end() - static_cast<std::ptrdiff_t>(many ? recent_findings : findings_.size());
  if (std::none_of(from, findings_.end(), says_as_much)) findings_.push_back(std::move(finding));
}

const Start* Judge::start_of(const Node& node) const {
  for (const Start& start : starts_)
    if (start.invocation->node == &node) return &start;
  return nullptr;
}

/// What is known where `start` runs something, for a request that is judged by itself.
Request Judge::request_inside(const Start& start, bool away) const {
  Request inner;
  inner.entry = place_.entry;
  // Lines inside arguments and files are for sh, which reads nothing of what fish does.
  inner.dialect = place_.dialect == Dialect::fish ? Dialect::bash : place_.dialect;
  if (away) return inner;
  inner.working_directory = start.directory;
  inner.home = place_.home;
  inner.workspace = place_.workspace;
  inner.files = place_.files;
  for (const std::string_view name : {"TMPDIR", "USER"})
    if (const auto value = place_.environment.get(name)) inner.environment.set(name, *value);
  return inner;
}

/// Judges `inner` and keeps the findings, as if they were of `start`.
Risk Judge::judge_inside(const Request& inner, Scope scope, const Start& start, std::uint32_t most_work) {
  const Result<Command> command = parse(inner, most_work);
  if (!command || !scope.work->spend(text_cost + command->work)) {
    add("OB006", start);
    return Risk::medium;
  }
  scope.as_root = start.as_root;
  scope.depth = scope_.depth + 1;
  scope.unit = scope_.span ? scope_.unit : start.unit;
  std::vector<Finding> found;
  Judge judge(*command, std::move(scope), found);
  judge.run();
  Risk worst = Risk::low;
  for (Finding& finding : found) {
    worst = std::max(worst, finding.risk);
    const bool again = std::any_of(findings_.begin(), findings_.end(), [&](const Finding& other) {
      return other.rule == finding.rule && other.unit == finding.unit && other.risk >= finding.risk;
    });
    if (!again) findings_.push_back(std::move(finding));
  }
  return worst;
}

Risk Judge::judge_line(std::string_view line, const Start& start, bool remote) {
  if (scope_.depth >= max_depth) {
    add("OB006", start);
    return Risk::medium;
  }
  Scope scope = scope_;
  scope.remote = remote || scope_.remote;
  scope.work = work_;
  scope.span = scope_.span.value_or(start.span);
  if (scope_.file != nullptr) scope.line = file_line(start.span);
  Request inner = request_inside(start, scope.remote);
  inner.line = line;
  return judge_inside(inner, scope, start, std::min(work_->left(), parse_max_work));
}

void Judge::judge_script(std::string_view text, std::string_view path, Dialect dialect, const Start& start,
                         const Arg& arg) {
  if (text.empty()) return;
  for (const OpenFile* file = scope_.file; file != nullptr; file = file->outer)
    if (file->path == path) return;  // it runs itself
  if (scope_.depth >= max_depth) return add("OB006", start, arg);
  // Files are read once, while lines are judged again and again: they may take longer, all of them together.
  Work own(max_file_work);
  const OpenFile file{path, scope_.file};
  Scope scope = scope_;
  scope.file = &file;
  scope.line = 0;
  scope.work = scope_.file != nullptr ? work_ : &own;
  scope.span = scope_.span.value_or(arg.span);
  Request inner = request_inside(start, false);
  inner.line = text;
  inner.dialect = dialect;
  inner.patience = file_patience;
  judge_inside(inner, scope, start, std::min(scope.work->left(), max_file_work / 2));
  if (!file.runs_arguments) return;
  const auto at = std::find_if(start.args.begin(), start.args.end(), [&](const Arg& each) { return &each == &arg; });
  if (at != start.args.end()) judge_words(start.args, static_cast<std::size_t>(at - start.args.begin()) + 1, start);
}

Risk Judge::judge_words(const Args& args, std::size_t from, const Start& start, bool remote) {
  if (from >= args.size()) return Risk::low;
  return judge_line(quoted_line(args, from), start, remote);
}

Risk Judge::risk_of_text(std::string_view text, const Start& start) const {
  std::vector<Finding> ignored;
  Scope scope = scope_;
  scope.work = work_;
  Judge other(command_, std::move(scope), ignored);
  return other.judge_line(text, start);
}

void Judge::collect_functions(const Node& node, int depth) {
  if (depth > 64) return;
  if (node.kind == NodeKind::function) functions_.push_back(&node);
  for (const Node* child : node.children)
    if (child != nullptr) collect_functions(*child, depth + 1);
}

Args Judge::read_words(std::span<const Word> words) const {
  Args args;
  args.reserve(words.size());
  for (const Word& word : words) evaluator_.expand(word, args);
  return args;
}

Start Judge::read_start(const Invocation& invocation) const {
  Start start;
  start.invocation = &invocation;
  start.span = invocation.span;
  start.unit = invocation.unit;
  start.directory = invocation.directory;
  spend(read_cost + argument_cost * invocation.words.size());
  start.args = read_words(invocation.words);
  start.as_root = scope_.as_root;
  start.remote = scope_.remote;
  for (const std::string_view wrapper : invocation.wrappers) {
    if (is_root_wrapper(wrapper)) start.as_root = true;
    if (in_list(feeding_wrappers, wrapper)) start.fed = true;
    if (in_list(remote_wrappers, wrapper)) start.remote = true;
  }
  if (start.args.empty() || !start.args[0].known) return start;
  start.by_path = start.args[0].text.find('/') != std::string_view::npos;
  start.name = tool_name(start.args[0].text);
  if (const std::size_t script = script_tool(start.args, start.name)) {
    start.args.erase(start.args.begin(), start.args.begin() + static_cast<std::ptrdiff_t>(script));
    start.name = tool_name(script_name(base_name(start.args[0].text)));
  }
  start.tool = start.name.size() > longest_name ? std::nullopt : find_tool(start.name);
  return start;
}

const Start* Judge::keep_start(const Invocation& invocation) {
  return &kept_.emplace_back(read_start(invocation));
}

void Judge::judge_start(const Start& start) {
  const std::size_t before = findings_.size();
  spend(start_cost + argument_cost * start.args.size());
  judge_assignments(*this, start);
  judge_redirections(*this, start);
  if (!start.args.empty()) {
    judge_program_word(*this, start);
    judge_lookalikes(*this, start);
    judge_wrappers(*this, start);
    judge_opened_shell(*this, start);
    if (start.args[0].known && !start.args[0].glob) {
      if (start.tool) {
        const auto row = find_verb(*start.tool, start.args);
        if (row && !row->rule.is_none()) add(row->rule, start);
        if (!row && start.tool->always == RuleId("HO001")) judge_known_client(*this, start);
        if (start.tool->judge != nullptr) start.tool->judge(*this, start);
        if (!start.tool->always.is_none() && !is_harmless_call(*start.tool, start.args)) add(start.tool->always, start);
        judge_carried_command(*this, start);
      } else {
        judge_unknown_program(*this, start);
      }
      if (!start.tool || start.tool->judge != judge_escape_options) judge_escape_options(*this, start);
      judge_reading(*this, start);
    }
  }
  Risk inner = Risk::low;
  for (std::size_t i = before; i < findings_.size(); ++i) inner = std::max(inner, findings_[i].risk);
  if (start.as_root) judge_privileges(*this, start, inner);
  judge_user_rules(*this, start);
}

void Judge::run() {
  judge_text(*this);
  if (command_.root != nullptr) collect_functions(*command_.root, 0);
  for (const Node* inner : command_.inner) collect_functions(*inner, 0);
  starts_.reserve(command_.invocations.size());
  for (const Invocation& invocation : command_.invocations) {
    if (work_->is_spent()) break;
    starts_.push_back(read_start(invocation));
    judge_start(starts_.back());
  }
  judge_functions(*this, functions_);
  judge_flows(*this);
  if (work_->is_spent())
    add("OB006", {0, static_cast<std::uint32_t>(command_.text.size())}, 0, {{}, {}, "too much to look at"});
}

}  // namespace vg::rules
