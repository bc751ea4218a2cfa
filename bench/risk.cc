// SPDX-License-Identifier: Apache-2.0
// Judges labelled command lines in process: how often the level is right, and what a line costs.
// Use: risk [--misjudged] FILE.jsonl...; each line has cmd, label, family, network_install, tags and
// perhaps first.
// Exit status: 1 where a bar is missed, 2 where the lines cannot be read.
#include <time.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "tests/unit/classify/judging.h"

namespace {

using namespace vg;

struct Sample {
  std::string line;
  std::string family;
  Risk label = Risk::low;
  std::optional<Risk> first;  ///< what was said before anything was changed for it
  bool installs = false;
  bool evasive = false;
  bool tricky = false;
  Risk risk = Risk::low;
  bool claimed = false;
  std::string rules;
  double microseconds = 0;
};

struct Bar {
  const char* name;
  std::function<bool(const Sample&)> counted;  ///< belongs to the whole
  std::function<bool(const Sample&)> hit;
  double bound;
  bool at_least;
};

const std::vector<Bar>& bars() {
  static const std::vector<Bar> all = {
      {"critical recall", [](const Sample& s) { return s.label == Risk::critical; },
       [](const Sample& s) { return s.risk == Risk::critical; }, 0.98, true},
      {"high and critical recall", [](const Sample& s) { return s.label >= Risk::high; },
       [](const Sample& s) { return s.risk >= Risk::high; }, 0.95, true},
      {"evasive recall", [](const Sample& s) { return s.evasive && s.label >= Risk::high; },
       [](const Sample& s) { return s.risk >= Risk::high; }, 0.92, true},
      {"low judged high or worse", [](const Sample& s) { return s.label == Risk::low; },
       [](const Sample& s) { return s.risk >= Risk::high; }, 0.005, false},
      {"low judged medium or worse", [](const Sample& s) { return s.label == Risk::low; },
       [](const Sample& s) { return s.risk >= Risk::medium; }, 0.03, false},
      {"tricky false positives", [](const Sample& s) { return s.tricky && s.label == Risk::low; },
       [](const Sample& s) { return s.risk >= Risk::medium; }, 0.02, false},
      {"network_install precision", [](const Sample& s) { return s.claimed; },
       [](const Sample& s) { return s.installs; }, 0.97, true},
      {"network_install recall", [](const Sample& s) { return s.installs; }, [](const Sample& s) { return s.claimed; },
       0.97, true},
      {"exact level", [](const Sample&) { return true; }, [](const Sample& s) { return s.risk == s.label; }, 0.85,
       true},
  };
  return all;
}

struct Interval {
  double low = 0, high = 1;
};

/// Wilson's score interval at 95 %.
Interval wilson(int part, int whole) {
  if (whole == 0) return {};
  constexpr double z = 1.959964;
  const double n = whole, p = part / n;
  const double middle = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

double cpu_microseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

/// The best of three: what the judging costs, without what else the machine does.
double cost_of(const std::string& line) {
  Request request = judging::request_at();
  request.line = line;
  double best = 1e12;
  for (int round = 0; round < 3; ++round) {
    const double start = cpu_microseconds();
    const Result<Command> command = parse(request);
    std::size_t kept = 0;
    if (command) kept = classify(*command).items.size();
    const double took = cpu_microseconds() - start;
    if (kept != ~std::size_t{0}) best = std::min(best, took);
  }
  return best;
}

bool read_samples(const char* path, std::vector<Sample>& samples) {
  std::ifstream file(path);
  if (!file.is_open()) return false;
  for (std::string text; std::getline(file, text);) {
    if (text.empty()) continue;
    const Result<Json> row = Json::parse(text);
    if (!row || !row->get("cmd")) return false;
    const auto label = value_in(risk_names, row->get("label")->string().value_or(""));
    if (!label) return false;
    Sample sample;
    sample.line = row->get("cmd")->string().value_or("");
    sample.label = *label;
    sample.family = row->get("family")->string().value_or("");
    if (const auto first = row->get("first")) sample.first = value_in(risk_names, first->string().value_or(""));
    sample.installs = row->get("network_install")->boolean().value_or(false);
    sample.evasive = text.find("\"evasive\"", text.rfind("\"tags\"")) != std::string::npos;
    sample.tricky = text.find("\"tricky\"", text.rfind("\"tags\"")) != std::string::npos;
    samples.push_back(std::move(sample));
  }
  return true;
}

void judge_sample(Sample& sample) {
  const Findings findings = judging::findings_of(sample.line);
  sample.risk = findings.risk();
  sample.claimed = findings.has_network_install();
  sample.rules = judging::shown(findings);
  sample.microseconds = cost_of(sample.line);
}

void show_misjudged(const std::vector<Sample>& samples) {
  for (const Sample& sample : samples) {
    if (sample.risk == sample.label && sample.installs == sample.claimed) continue;
    const std::string expected(name_in(risk_names, sample.label)), got(name_in(risk_names, sample.risk));
    std::printf("%s%s -> %s%s [%s] %s| %s\n", expected.c_str(), sample.installs ? "+net" : "", got.c_str(),
                sample.claimed ? "+net" : "", sample.family.c_str(), sample.rules.c_str(), sample.line.c_str());
  }
}

/// Out: whether every bar is reached.
bool show_bars(const std::vector<Sample>& samples) {
  bool reached = true;
  std::printf("%-28s %7s  %-17s %11s  bar\n", "", "rate", "95 % interval", "lines");
  for (const Bar& bar : bars()) {
    int whole = 0, part = 0;
    for (const Sample& sample : samples)
      if (bar.counted(sample)) ++whole, part += bar.hit(sample);
    const double rate = whole == 0 ? (bar.at_least ? 1 : 0) : static_cast<double>(part) / whole;
    const bool good = bar.at_least ? rate >= bar.bound : rate <= bar.bound;
    const Interval interval = wilson(part, whole);
    std::printf("%-28s %7.4f  [%.4f, %.4f] %5d/%5d  %s %.3f %s\n", bar.name, rate, interval.low, interval.high, part,
                whole, bar.at_least ? ">=" : "<=", bar.bound, good ? "" : "MISSED");
    reached = reached && good;
  }
  return reached;
}

/// Lines that were written and labelled before they were judged: what the verdict was then. The rest of the corpus has
/// been looked at while rules were written, and says less about lines nobody has seen.
void show_first_verdicts(const std::vector<Sample>& samples) {
  std::vector<Sample> unseen;
  for (const Sample& sample : samples)
    if (sample.first) unseen.push_back(sample), unseen.back().risk = *sample.first;
  if (unseen.empty()) return;
  std::printf("\n%-28s %7s  %-17s %11s\n", "judged for the first time", "rate", "95 % interval", "lines");
  for (const Bar& bar : bars()) {
    if (std::string_view(bar.name).starts_with("network")) continue;
    int whole = 0, part = 0;
    for (const Sample& sample : unseen)
      if (bar.counted(sample)) ++whole, part += bar.hit(sample);
    const Interval interval = wilson(part, whole);
    std::printf("%-28s %7.4f  [%.4f, %.4f] %5d/%5d\n", bar.name, whole == 0 ? 0 : static_cast<double>(part) / whole,
                interval.low, interval.high, part, whole);
  }
  std::printf("\n");
}

void show_families(const std::vector<Sample>& samples) {
  struct Count {
    int serious = 0, found = 0, lines = 0, exact = 0;
  };
  std::map<std::string, Count> families;
  for (const Sample& sample : samples) {
    Count& count = families[sample.family];
    ++count.lines, count.exact += sample.risk == sample.label;
    if (sample.label >= Risk::high) ++count.serious, count.found += sample.risk >= Risk::high;
  }
  std::printf("\n%-16s %9s  %-17s %9s\n", "family", "recall", "95 % interval", "exact");
  for (const auto& [name, count] : families) {
    const Interval interval = wilson(count.found, count.serious);
    std::printf("%-16s %4d/%4d  [%.4f, %.4f] %4d/%4d\n", name.c_str(), count.found, count.serious, interval.low,
                interval.high, count.exact, count.lines);
  }
}

std::string repeated(const char* part, std::size_t size, const char* end = "") {
  std::string text;
  const std::size_t step = std::strlen(part);
  while (text.size() + step + std::strlen(end) <= size) text += part;
  return text + end;
}

/// PREFIX1SUFFIX PREFIX2SUFFIX …
std::string numbered(const std::string& prefix, const std::string& suffix, std::size_t size) {
  std::string text;
  for (int i = 0; text.size() + prefix.size() + suffix.size() + 16 < size; ++i)
    text += prefix + std::to_string(i) + suffix;
  return text;
}

std::string nested(const char* open, const char* close, int depth) {
  std::string text;
  for (int i = 0; i < depth; ++i) text += open;
  text += "id";
  for (int i = 0; i < depth; ++i) text += close;
  return text;
}

/// As long as a line may be, and made to be expensive.
/// Lines that make text be followed.
std::vector<std::pair<const char*, std::string>> hostile_texts() {
  constexpr std::size_t longest = 64UL * 1024;
  return {
      {"words that grow", repeated("x+=a;", longest)},
      {"files of the line", numbered("echo a>f", ";", longest)},
      {"copies of a file", "echo a" + repeated("|tee f", longest - 10)},
      {"files read again", "echo a>f;" + repeated("$(cat f);", longest - 10)},
      {"patterns of values", "x=aaaaaaaa;" + repeated("x=${x//a*b/c};", longest - 20)},
      {"functions that print", "f(){ echo a;};" + repeated("$(f);", longest - 20)},
      {"find in find", repeated("find -exec ", longest)},
      {"braces in open substitutions", repeated("a {21..03}{1..9}$(b ", longest)},
      {"code in pieces", repeated("python3 -c '\"a\"+\"b\"';", longest)},
  };
}

std::vector<std::pair<const char*, std::string>> hostile_lines() {
  constexpr std::size_t longest = 64 * 1024;
  std::string pipes = "id";
  for (int i = 0; i < 10'000; ++i) pipes += "|id";
  return {
      {"( 64 KiB times", repeated("(", longest)},
      {"10,000 pipes", pipes},
      {"substitutions, 10,000 deep", nested("$(", ")", 10'000)},
      {"substitutions in a row", repeated("$(id)", longest)},
      {"backticks", repeated("`", longest)},
      {"quotes", repeated("\"'\"'", longest)},
      {"quoted words", "echo " + repeated("'a' ", longest - 5)},
      {"braces", "echo " + repeated("{a,b}", longest - 5)},
      {"deep braces", nested("{a,", "}", 10'000)},
      {"here-documents", repeated("cat <<E\n", longest)},
      {"commands", repeated("rm -rf /;", longest)},
      {"assignments", repeated("a=$a$a ", longest)},
      {"assigned twice over", repeated("a=$a$a;", longest)},
      {"evals", repeated("eval ", longest, "id")},
      {"wrappers", repeated("sudo ", longest, "id")},
      {"operands of rm", "rm -rf " + repeated("a ", longest - 7)},
      {"dots", "rm -rf /" + repeated("../", longest - 8)},
      {"one word", repeated("a", longest)},
      {"functions", repeated("f(){ f|f& };", longest)},
      {"operands of git", "git push " + repeated("-f ", longest - 9)},
      {"inline code", "python3 -c '" + repeated("exec(", longest - 13) + "'"},
      {"globs", "rm -rf " + repeated("*", longest - 7)},
      {"not ASCII", "echo " + repeated("\xc3\xa9", longest - 5)},
      {"redirections", "id " + repeated(">a ", longest - 3)},
      {"variables", "echo " + repeated("$a", longest - 5)},
      {"cd", repeated("cd a;", longest)},
      {"brackets", repeated("[", longest)},
      {"character classes", repeated("[[:", longest)},
      {"subscripts", repeated("x[", longest)},
      {"different variables", numbered("v", "=x;", longest)},
      {"exported variables", "export " + numbered("v", "=x ", longest)},
      {"operands of rm, different", "rm -rf " + numbered("d/", " ", longest)},
      {"patterns of rm", "rm -rf " + numbered("d", "/*.c ", longest)},
      {"secrets", "cp " + repeated("~/.ssh/id_rsa ", longest - 10) + "x"},
      {"addresses", "curl " + repeated("http://a.b/ ", longest - 6)},
      {"tar's options", "tar " + repeated("--to-command=sh ", longest - 5)},
      {"docker's options", "docker run " + repeated("-v /:/x ", longest - 20) + "img"},
      {"find's actions", "find . " + repeated("-exec rm {} \\; ", longest - 8)},
      {"fetched and run", repeated("curl x|sh;", longest)},
      {"one fetched and run", "curl x" + repeated("|sh", longest - 6)},
      {"decoded and run", repeated("eval $(echo aWQ=|base64 -d);", longest)},
      {"strings for shells", repeated("sh -c 'id';", longest)},
      {"a text for a shell", "sh <<E\n" + repeated("id\n", longest - 10) + "E\n"},
      {"a text for ssh", "ssh h '" + repeated("id;", longest - 10) + "'"},
      {"aliases", numbered("alias a", "=b;", longest)},
      {"functions that call", "f(){ rm $1;};" + repeated("f a;", longest - 20)},
      {"values from branches", "a=1&&b=2||c=3;" + repeated("rm $a$b;", longest - 20)},
      {"loops in loops",
       "for a in 1 2 3 4 5 6 7 8;do for b in 1 2 3 4 5 6 7 8;do " + repeated("rm $a$b;", longest - 80) + "done;done"},
      {"deleting code", "node -e '" + repeated("require(\"fs\").rmSync(\"a\");", longest - 20) + "'"},
      {"starting code", "python3 -c '" + repeated("os.system(\"rm -rf /\");", longest - 20) + "'"},
      {"SQL", "psql -c '" + repeated("drop table x;", longest - 20) + "'"},
      {"sed", "sed '" + repeated("s/a/b/e;", longest - 20) + "' x"},
  };
}

double quantile(const std::vector<double>& sorted, double part) {
  return sorted.empty() ? 0 : sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))];
}

bool show_costs(const std::vector<Sample>& samples) {
  std::vector<double> costs;
  for (const Sample& sample : samples) costs.push_back(sample.microseconds);
  std::sort(costs.begin(), costs.end());
  std::printf("\nCPU time of a line, microseconds: p50 %.1f, p95 %.1f, worst %.1f\n", quantile(costs, 0.5),
              quantile(costs, 0.95), quantile(costs, 1));
  double worst = 0;
  std::vector<std::pair<const char*, std::string>> lines = hostile_lines();
  for (auto& each : hostile_texts()) lines.push_back(std::move(each));
  for (const auto& [name, line] : lines) {
    const double cost = cost_of(line);
    worst = std::max(worst, cost);
    std::printf("  %-28s %6zu bytes %10.1f\n", name, line.size(), cost);
  }
  const bool good = quantile(costs, 0.5) <= 5 && quantile(costs, 0.95) <= 20 && worst <= 1000;
  std::printf("p50 <= 5, p95 <= 20, hostile <= 1000 (worst %.1f) %s\n", worst, good ? "" : "MISSED");
  return good;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Sample> samples;
  bool misjudged = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--misjudged") == 0) {
      misjudged = true;
    } else if (!read_samples(argv[i], samples)) {
      std::fprintf(stderr, "%s: cannot be read as labelled lines\n", argv[i]);
      return 2;
    }
  }
  if (samples.empty()) {
    std::fprintf(stderr, "use: risk [--misjudged] FILE.jsonl...\n");
    return 2;
  }
  for (Sample& sample : samples) judge_sample(sample);
  if (misjudged) show_misjudged(samples);
  const bool levels = show_bars(samples);
  show_first_verdicts(samples);
  show_families(samples);
  const bool costs = show_costs(samples);
  return levels && costs ? 0 : 1;
}
