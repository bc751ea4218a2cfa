// SPDX-License-Identifier: Apache-2.0
#include "cli/script.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>

#include "cli/script_output.h"
#include "core/base/json.h"
#include "core/classify/classify.h"
#include "core/parse/parse.h"

namespace vg::cli {
namespace {

std::string repeated(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

JudgedScript judged(const std::string& text, Dialect dialect = Dialect::bash) {
  Request request;
  request.dialect = dialect;
  request.home = "/home/me";
  request.working_directory = request.workspace = "/home/me/app";
  request.uid = 1000;
  auto files = std::make_shared<FakeFileView>();
  files->files["/home/me/app/a"] = "";
  request.files = files;
  JudgedScript script{.name = "dir/a b.sh", .dialect = dialect, .text = text, .report = {}};
  auto report = judge_script(script.text, [&](const std::string& piece, const std::string* directory) {
    request.line = piece;
    request.patience = script_patience;
    request.working_directory = directory == nullptr ? "/home/me/app" : *directory;
    Judgement judgement;
    auto command = parse(request);
    if (!command) return Result<Judgement>(tl::unexpected<Error>(command.error()));
    judgement.command = std::move(*command);
    judgement.findings = classify(judgement.command);
    return Result<Judgement>(std::move(judgement));
  });
  REQUIRE(report);
  script.report = std::move(*report);
  return script;
}

/// "RULE@LINE:COLUMN" of every finding at medium or above.
std::string found(const std::string& text, Dialect dialect = Dialect::bash) {
  const JudgedScript script = judged(text, dialect);
  const LineTable lines(script.text);
  std::string out;
  for (const Finding& finding : script.report.findings) {
    const TextPlace place = lines.place_of(finding.span.begin);
    if (finding.risk >= Risk::medium)
      out.append(out.empty() ? "" : " ")
          .append(finding.rule + "@" + std::to_string(place.line) + ":" + std::to_string(place.column));
  }
  return out;
}

TEST_CASE("findings stand where their commands do") {
  struct Row {
    std::string text;
    std::string findings;
  };
  const Row rows[] = {
      {"", ""},
      {"\n\n# only a comment", ""},
      {"ls\n", ""},
      {"ls\nrm -rf /\n", "FS001@2:8"},
      {"ls\r\nrm -rf /\r\n", "FS004@2:8"},
      {"#!/bin/bash\n\necho é; rm -rf /", "FS001@3:16"},
      {"f() {\n  echo\n  rm -rf /\n}\nf\n", "FS001@3:10"},
      {"cat <<E\nrm -rf /\nE\nrm -rf /etc\n", "FS002@4:8"},
      {"cat <<-'E' <<F\n\trm -rf /\n\tE\nx\nF\nrm -rf /etc\n", "FS002@6:8"},
      {"cat <<E\n$(rm -rf /etc)\nE\nrm -rf /etc\n", "FS002@2:10 FS002@4:8"},
      {"bash <<'E'\necho\nrm -rf /etc\nE\n", "FS002@3:8"},
      {"bash <<-'E'\n\trm -rf /etc\n\tE\n", "FS002@1:6"},
      {"x=/etc\nif a; then\n  rm -rf \"$x\"\nfi\n", "FS002@3:10"},
      {"echo a \\\n  && rm -rf /etc\n", "FS002@2:13"},
      {"x='\n\n'\nrm -rf /etc\n", "FS002@4:8"},
      {"echo 'open\nrm -rf /etc\n", "OB006@1:6"},
      {"fi\nrm -rf /etc\n", "OB006@1:1 FS002@2:8"},
      {"rm -rf /etc\nrm -rf /etc\n", "FS002@1:8 FS002@2:8"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(found(row.text) == row.findings);
  }
  CHECK(found("ls\nrm -rf /etc\n", Dialect::fish) == "FS002@2:8");
}

TEST_CASE("a script of several hundred lines has right line numbers") {
  std::string text = "#!/bin/bash\nset -eu\n";
  std::size_t line = 3;
  std::string expected;
  for (int i = 0; i < 120; ++i) {
    const std::string number = std::to_string(i);
    text +=
        "step" + number + "() {\n  cat >out" + number + " <<EOF\nrm -rf /\nEOF\n  rm -rf /etc\n}\nstep" + number + "\n";
    expected.append(expected.empty() ? "" : " ").append("FS002@" + std::to_string(line + 4) + ":10");
    line += 7;
  }
  CHECK(found(text) == expected);
}

TEST_CASE("a script beyond the parser's bounds is judged in pieces, to its end") {
  const std::string last = "rm -rf /etc\n";
  struct Row {
    const char* what;
    std::string text;
    std::string findings;
  };
  const Row rows[] = {
      {"bytes", repeated("echo some text that fills the line\n", 4000), "FS002@4001:8"},
      {"words", repeated("echo a b c d e f g\n", 5000), "FS002@5001:8"},
      {"commands", repeated("x=1\n", 20000), "FS002@20001:8"},
      {"here-documents", repeated("cat <<E\nrm -rf /\nE\n", 6000), "FS002@18001:8"},
      {"functions", repeated("f() {\n  echo 'a\n  b'\n}\n", 4000), "FS002@16001:8"},
      {"comments", repeated("# it's a comment\n", 9000), "FS002@9001:8"},
      {"a command and comments", "ls # x\n" + repeated("# it's a comment\n", 9000), "FS002@9002:8"},
      {"one long here-document", "cat <<E\n" + repeated("rm -rf / (\n", 9000) + "E\n", "OB006@1:1 FS002@9003:8"},
      {"one with tabs", "cat <<-'E'\n" + repeated("rm -rf / (\n", 9000) + "\tE\n", "OB006@1:1 FS002@9003:8"},
      {"one long line", "echo " + std::string(70'000, 'a') + "\n", "OB006@1:1 FS002@2:8"},
      {"and-or over lines", repeated("true &&\ntrue\n", 8000), "FS002@16001:8"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    CHECK(found(row.text + last) == row.findings);
    CHECK(judged(row.text + last).report.pieces > 1);
  }
  CHECK(judged(rows[0].text).report.commands == 4000);
}

TEST_CASE("one command that is too long is judged in torn pieces, and that is said") {
  const std::string findings = found("f() {\n" + repeated("echo x\n", 20'000) + "}\nrm -rf /etc\n");
  CHECK(findings.starts_with("OB006@1:1 "));
  CHECK(findings.ends_with(" FS002@20003:8"));
  CHECK(judged("f() {\n" + repeated("echo x\n", 20'000) + "}\n").report.commands >= 20'000);
}

TEST_CASE("many syntax errors hide nothing behind them") {
  const std::string findings = found(repeated("fi\n", 100) + "rm -rf /etc\n");
  CHECK(findings.find("OB006@77:1") != std::string::npos);
  CHECK(findings.ends_with(" FS002@101:8"));
}

TEST_CASE("pieces are told of, and the working directory is known in the next") {
  const std::string filling = repeated("# x\n", 20'000);
  const JudgedScript script = judged("ls\n" + filling + "ls\n");
  REQUIRE(script.report.findings.size() == 1);
  CHECK(script.report.findings[0].risk == Risk::low);
  CHECK(script.report.findings[0].why.starts_with("the script was judged in 2 pieces"));
  CHECK(found("cd /\n" + filling + "rm -rf *\n") == "FS001@20002:8");
  CHECK(found("(cd /)\n" + filling + "rm -rf a\n") == found("ls\n" + filling + "rm -rf a\n"));
  CHECK(found("cd /usr\nls\n" + filling + "cd lib\n" + filling + "rm -rf *\n") == "FS002@40004:8");
}

TEST_CASE("the first line tells who reads a script") {
  struct Row {
    std::string_view text;
    std::string_view dialect_or_message;
  };
  const Row rows[] = {
      {"", "bash"},
      {"ls\n#!/bin/fish\n", "bash"},
      {"#!/bin/sh", "sh"},
      {"#! /bin/dash -e\n", "sh"},
      {"#!/bin/bash\r\n", "bash"},
      {"#!/usr/local/bin/zsh-5.9\n", "zsh"},
      {"#!/usr/bin/env fish\n", "fish"},
      {"#!/usr/bin/env -S A=b bash5.2 -e\n", "bash"},
      {"#!/bin/busybox ash\n", "sh"},
      {"#!/bin/mksh\n", "bash"},
      {"#!/usr/bin/python3\n", "its interpreter 'python3' is no shell; --shell says how to read it anyway"},
      {"#!/usr/bin/env\n", "its interpreter '' is no shell; --shell says how to read it anyway"},
      {"#!\n", "its interpreter '' is no shell; --shell says how to read it anyway"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto dialect = script_dialect(row.text);
    CHECK((dialect ? std::string(name_in(dialect_names, *dialect)) : dialect.error().what) == row.dialect_or_message);
  }
  CHECK(check_is_text("a\n\xff"));
  CHECK(check_is_text(std::string("a\nb\0", 4)).error().what == "a NUL byte in line 2: this is no script");
}

TEST_CASE("places count lines and characters from 1") {
  const LineTable lines("aé\n\nb\r\n");
  const auto at = [&](std::size_t offset) {
    const TextPlace place = lines.place_of(offset);
    return std::to_string(place.line) + ":" + std::to_string(place.column);
  };
  CHECK(at(0) == "1:1");
  CHECK(at(1) == "1:2");
  CHECK(at(3) == "1:3");
  CHECK(at(4) == "2:1");
  CHECK(at(5) == "3:1");
  CHECK(at(8) == "4:1");
  CHECK(at(99) == "4:1");
  CHECK(lines.text_of(1) == "aé");
  CHECK(lines.text_of(3) == "b");
  CHECK(lines.text_of(4).empty());
}

TEST_CASE("the text names the place, shows the line and counts") {
  CHECK(script_text(judged("ls\n")) == "dir/a b.sh: 1 command, no findings\n");
  CHECK(script_text(judged("ls\necho; rm -rf / # x\nmore\n")) ==
        "dir/a b.sh:2:14: critical  FS001 fs_delete: it deletes the root, a home directory or all of them\n"
        "      echo; rm -rf / # x\n"
        "                   ^\n"
        "      harms: the host outside the project\n"
        "      instead: name the one directory that should go\n"
        "dir/a b.sh: 4 commands, 1 finding (1 critical)\n");
}

TEST_CASE("a path becomes a URI reference") {
  CHECK(uri_of("-") == "stdin");
  CHECK(uri_of("./a b.sh") == "a%20b.sh");
  CHECK(uri_of("a:b/c%\xc3\xa9") == "a%3Ab/c%25%C3%A9");
  CHECK(uri_of("/srv/x.sh") == "file:///srv/x.sh");
}

TEST_CASE("JSON and SARIF say the same as the findings") {
  const JudgedScript script = judged("npm install\n\nrm -rf /etc; rm -rf /usr\ngit push\n");
  REQUIRE(script.report.findings.size() == 4);
  const auto json = Json::parse(script_json(script));
  REQUIRE(json);
  CHECK(json->get("level")->string() == "critical");
  CHECK(json->get("shell")->string() == "bash");
  const auto sarif = Json::parse(script_sarif(script));
  REQUIRE(sarif);
  CHECK(sarif->get("version")->string() == "2.1.0");
  const Json run = sarif->get("runs")->items().at(0);
  const auto rules = run.get("tool")->get("driver")->get("rules")->items();
  CHECK(rules.size() == 3);
  const auto findings = json->get("findings")->items();
  const auto results = run.get("results")->items();
  REQUIRE(results.size() == findings.size());
  const std::string_view levels[] = {"warning", "error", "error", "note"};
  for (std::size_t i = 0; i < results.size(); ++i) {
    const auto id = results[i].get("ruleId")->string();
    CHECK(id == findings[i].get("rule")->string());
    CHECK(rules.at(static_cast<std::size_t>(*results[i].get("ruleIndex")->integer())).get("id")->string() == id);
    CHECK(results[i].get("level")->string() == std::string(levels[i]));
    CHECK(results[i].get("message")->get("text")->string()->starts_with(script.report.findings[i].why));
    const Json place = *results[i].get("locations")->items().at(0).get("physicalLocation");
    CHECK(place.get("artifactLocation")->get("uri")->string() == "dir/a%20b.sh");
    CHECK(place.get("region")->get("startLine")->integer() == findings[i].get("line")->integer());
    CHECK(place.get("region")->get("startColumn")->integer() == findings[i].get("column")->integer());
  }
  CHECK(findings[2].get("line")->integer() == 3);
  CHECK(findings[2].get("column")->integer() == 21);
  CHECK(findings[2].get("end_column")->integer() == 25);
}

}  // namespace
}  // namespace vg::cli
