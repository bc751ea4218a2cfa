// SPDX-License-Identifier: Apache-2.0
// Database clients: what their statements do.
#include <array>

#include "core/base/path.h"
#include "core/classify/flows.h"
#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

/// Next word of an SQL text in lower case; comments and strings are skipped.
class SqlWords {
 public:
  explicit SqlWords(std::string_view text) : text_(text) {}

  std::string next() {
    std::string word;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (text_.substr(at_, 2) == "--" || c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (text_.substr(at_, 2) == "/*") {
        const std::size_t end = text_.find("*/", at_ + 2);
        at_ = end == std::string_view::npos ? text_.size() : end + 2;
      } else if (c == '\'' || c == '"' || c == '`') {
        const std::size_t end = text_.find(c, at_ + 1);
        at_ = end == std::string_view::npos ? text_.size() : end + 1;
        return "''";
      } else if (is_word(c)) {
        while (at_ < text_.size() && is_word(text_[at_])) {
          const char letter = text_[at_++];
          word += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter | 32) : letter;
        }
        return word;
      } else {
        ++at_;
        if (c == ';') return ";";
        if (c == '\\') return "\\";
      }
    }
    return word;
  }

 private:
  static bool is_word(char c) {
    return c == '_' || c == '!' || (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
  }
  std::string_view text_;
  std::size_t at_ = 0;
};

struct Statement {
  std::string first, second;
  bool has_where = false;
};

void judge_statement(Judge& judge, const Start& start, const Statement& statement) {
  const std::string_view first = statement.first, second = statement.second;
  const bool changes_all = (first == "delete" || first == "update") && !statement.has_where;
  // REMOVE DATABASE of SurrealDB; MATCH (n) DETACH DELETE n of Cypher arrives here as a deletion.
  if (first == "drop" || first == "truncate" || first == "remove" || changes_all) return judge.add("DB001", start);
  if (first == "delete" || first == "update") return judge.add("DB002", start);
  if (in_list("alter|grant|revoke|create|insert|replace|merge|rename|vacuum|copy|load|set_password|import|reindex|"
              "optimize|attach",
              first)) {
    if (first == "copy" || first == "load") judge.add("DB002", start);
    if (first == "alter" && in_list("system|user|role", second)) return judge.add("DB001", start);
    return judge.add("DB002", start);
  }
}

void judge_sql(Judge& judge, const Start& start, std::string_view text) {
  // Escapes to the system from inside a client.
  for (const std::string_view escape :
       {"\\!", ".shell ", ".system ", "xp_cmdshell", "COPY (", "TO PROGRAM", "FROM PROGRAM"})
    if (escape != "COPY (" && text.find(escape) != std::string_view::npos) judge.add("SE001", start);
  constexpr std::size_t byte_cost = 15;  // unit: see Work
  text = judge.affordable(text, byte_cost);
  SqlWords words(text);
  Statement statement;
  for (std::string word = words.next(); !word.empty(); word = words.next()) {
    if (word == ";") {
      judge_statement(judge, start, statement);
      statement = {};
    } else if (statement.first.empty()) {
      statement.first = word == "begin" || word == "with" ? "" : word;
      if (word == "with") statement.first = "select";
    } else {
      // EXPLAIN shows what would be done; with ANALYZE it does it.
      if (statement.first == "explain" && word == "analyze") {
        statement = {};
        continue;
      }
      if (statement.second.empty()) statement.second = word;
      if (word == "where" || word == "limit") statement.has_where = true;
      if ((statement.first == "select" || statement.first == "match") && (word == "delete" || word == "update"))
        statement.first = word;
    }
  }
  judge_statement(judge, start, statement);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c | 32);
  return out;
}

/// The name of a script says what nobody has read.
void judge_sql_script(Judge& judge, const Start& start, std::string_view path) {
  const std::string name = lower(base_name(path));
  const bool drops = name.find("drop") != std::string::npos || name.find("truncate") != std::string::npos ||
                     name.find("wipe") != std::string::npos;
  judge.add(drops ? RuleId("DB001") : RuleId("DB002"), start);
}

}  // namespace

void judge_sql_client(Judge& judge, const Start& start) {
  const Args& args = start.args;
  if (const OptionValue file = option_value(args, "-f|--file"); file.found && in_list("psql|pgcli", start.name))
    judge_sql_script(judge, start, file.value.text);
  for (std::size_t i = 1; i < args.size(); ++i) {
    const std::string_view text = args[i].text;
    const bool takes = in_list(
        "-c|-e|--command|--execute|-execute|-Q|-q|--query|-cmd|--eval|--sql|-s|--script|-sql|--statement", text);
    if (takes && i + 1 < args.size()) {
      judge_sql(judge, start, args[++i].text);
      continue;
    }
    bool glued = false;
    for (const std::string_view option : {"--command=", "--execute=", "--query="})
      if (text.starts_with(option)) {
        judge_sql(judge, start, text.substr(option.size()));
        glued = true;
      }
    if (!glued && text.size() > 2 && (text.starts_with("-e") || text.starts_with("-c")) &&
        text.find(' ') != std::string_view::npos)
      judge_sql(judge, start, text.substr(2));
    // sqlite3 FILE 'STATEMENT', cockroach sql, …
    if (!text.starts_with('-') && text.find(' ') != std::string_view::npos) judge_sql(judge, start, text);
    if (text.starts_with('-')) continue;
    const Location location = judge.locate(start, args[i]);
    if (start.name == "sqlite3" && (location.kinds & kind_secret) != 0) judge.add("CR001", start, args[i]);
  }
  for (const Redirection& redirection : start.invocation->redirections) {
    if (redirection.kind == RedirectionKind::here_document) judge_sql(judge, start, redirection.body);
    const Arg target = judge.evaluator().value(redirection.target);
    if (redirection.kind == RedirectionKind::here_string) judge_sql(judge, start, target.text);
    if (redirection.kind != RedirectionKind::read) continue;
    judge_sql_script(judge, start, target.text);
  }
}

void judge_unknown_statement(Judge& judge, const Start& start) {
  constexpr NameList carriers =
      "-e|-c|-q|-s|-Q|--execute|-execute|--query|--sql|--command|--statement|--eval|sql|query|exec|execute|-query|-sql";
  constexpr NameList things =
      "table|database|schema|keyspace|index|namespace|user|view|role|graph|collection|bucket|measurement|series|from|"
      "into|materialized|type|sequence|function|if";
  for (std::size_t i = 2; i < start.args.size(); ++i) {
    const std::string_view text = start.args[i].text;
    if (text.find(' ') == std::string_view::npos || !in_list(carriers, start.args[i - 1].text)) continue;
    SqlWords words(text);
    const std::string first = words.next(), second = words.next();
    const bool changes = in_list("drop|truncate|remove|alter|create|delete|insert", first) && in_list(things, second);
    if (changes || (first == "match" && lower(text).find("delete") != std::string::npos) || first == "truncate")
      judge_sql(judge, start, text);
  }
}

void judge_client_input(Judge& judge, const Start& start, std::string_view text) {
  if (!start.tool || text.empty()) return;
  if (start.tool->judge == judge_sql_client) return judge_sql(judge, start, text);
  if (start.tool->judge == judge_make && has_flag(start.args, "-f|--file|--makefile"))
    return judge_makefile_text(judge, start, text);
  if (start.tool->judge == judge_redis &&
      in_list("flushall|flushdb|shutdown", lower(text.substr(0, text.find_first_of(" \n")))))
    return judge.add("DB004", start);
  if (start.tool->judge != judge_mongo) return;
  for (const std::string_view danger : {"dropDatabase", ".drop(", "deleteMany({})", "remove({})"})
    if (text.find(danger) != std::string_view::npos) return judge.add("DB005", start);
}

void judge_redis(Judge& judge, const Start& start) {
  const std::vector<std::size_t> at = operands(start.args, start.tool->valued);
  if (at.empty()) return;
  const std::string verb = lower(start.args[at[0]].text);
  const std::string second = at.size() > 1 ? lower(start.args[at[1]].text) : std::string();
  if (in_list("flushall|flushdb|shutdown|debug|swapdb", verb)) return judge.add("DB004", start);
  if (verb == "config" && (second == "set" || second == "rewrite")) return judge.add("DB004", start);
  // What a scan lists goes all at once.
  if ((verb == "del" || verb == "unlink") && start.fed) return judge.add("DB004", start);
  if (verb == "script" && second == "flush") return judge.add("DB004", start);
  if (in_list("slaveof|replicaof|migrate|restore|failover|cluster|acl|module|eval", verb))
    return judge.add("DB002", start);
}

void judge_mongo(Judge& judge, const Start& start) {
  const OptionValue code = option_value(start.args, "--eval|--javascript.execute-string");
  if (!code.found) return;
  const std::string_view text = code.value.text;
  for (const std::string_view danger : {"dropDatabase", ".drop(", "deleteMany({})", "remove({})", "shutdownServer",
                                        "_drop(", ".truncate(", "dropUser", "dropIndexes", "dropAllUsers"})
    if (text.find(danger) != std::string_view::npos) return judge.add("DB005", start);
  for (const std::string_view change : {"deleteOne", "deleteMany", "AndDelete", "update", "replaceOne", "insert",
                                        "remove(", "createUser", "createIndex", "rename", "bulkWrite"})
    if (text.find(change) != std::string_view::npos) return judge.add("DB002", start);
}

}  // namespace vg::rules
