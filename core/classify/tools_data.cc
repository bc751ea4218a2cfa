// SPDX-License-Identifier: Apache-2.0
// Databases, queues, migrations.
#include <array>

#include "core/classify/tool_tables.h"

namespace vg::rules {
namespace {

constexpr auto drop = std::to_array<VerbRow>({{"*", "DB003"}});
constexpr auto create = std::to_array<VerbRow>({{"*", "DB002"}});
constexpr auto mysqladmin =
    std::to_array<VerbRow>({{"... drop|shutdown", "DB003"}, {"... create|flush-*|kill|password", "DB002"}});
constexpr auto pg_restore = std::to_array<VerbRow>({
    {"", "DB003", "-c|--clean"},
    {"", "DB002", "-d|--dbname"},
});
constexpr auto mongorestore = std::to_array<VerbRow>({{"", "DB003", "--drop"}, {"", "DB002"}});
constexpr auto rails = std::to_array<VerbRow>({
    {"... db:drop*|db:reset*|db:migrate:reset|db:schema:load*|db:purge*|db:truncate*|db:structure:load|db:migrate:redo",
     "DB006"},
    {"... db:migrate:status|db:version"},
    {"... db:migrate*|db:rollback*|db:seed*|db:setup*|db:prepare|db:create*", "DB002"},
    {"destroy|d", "FS007"},
});
constexpr auto manage = std::to_array<VerbRow>({
    {"flush|reset_db", "DB006"},
    {"migrate|loaddata|createsuperuser|changepassword", "DB002"},
});
constexpr auto artisan = std::to_array<VerbRow>({
    {"migrate:fresh|migrate:reset|migrate:refresh|db:wipe", "DB006"},
    {"migrate|migrate:rollback|db:seed|migrate:install", "DB002"},
});
constexpr auto prisma = std::to_array<VerbRow>({
    {"migrate reset", "DB006"},
    {"db push", "DB006", "--force-reset|--accept-data-loss"},
    {"migrate deploy|dev|resolve", "DB002"},
    {"db push|seed|execute", "DB002"},
});
constexpr auto migrations = std::to_array<VerbRow>({
    {"... db:drop*|schema:drop|drop|clean|drop-all|dropAll|reset|migrate:reset|migrate:fresh|db:reset|"
     "undo:all|*:drop|*:undo:all|drop-schema,... database drop|reset,metadata clear",
     "DB006"},
    {"... migrate|up|down|upgrade|downgrade|migrate:*|db:migrate*|migration:run|migration:revert|redo|"
     "update|rollback|push|baseline|repair|undo|apply|db:seed*|stamp|revert|deploy|sync,... migration run",
     "DB002"},
});
constexpr auto flask = std::to_array<VerbRow>({
    {"db downgrade base", "DB006"},
    {"db upgrade|downgrade|stamp", "DB002"},
});
constexpr auto symfony = std::to_array<VerbRow>({
    {"console|c doctrine:database:drop|doctrine:schema:drop|doctrine:fixtures:load|d:d:d|d:s:d", "DB006"},
    {"console|c doctrine:migrations:*|doctrine:schema:update|d:m:m", "DB002"},
});
constexpr auto kafka = std::to_array<VerbRow>({
    {"", "DB007", "--delete|--delete-offsets|--reset-offsets"},
    {"", "DB002", "--create|--alter|--add-config|--execute"},
});
constexpr auto kafka_delete = std::to_array<VerbRow>({{"", "DB007"}});
constexpr auto rabbitmq = std::to_array<VerbRow>({
    {"delete_*|purge_queue|reset|force_reset|stop_app|stop|shutdown|forget_cluster_node|clear_*", "DB007"},
    {"add_*|set_*|change_*|start_app|join_cluster|restart_vhost|close_*|enable_*|import_definitions", "DB002"},
});
constexpr auto rabbitmq_admin =
    std::to_array<VerbRow>({{"delete|purge|close", "DB007"}, {"declare|publish|import", "DB002"}});
constexpr auto nats = std::to_array<VerbRow>({
    {"... rm|delete|purge|del|rmm|rmq", "DB007"},
    {"... add|edit|create|put|pub|restore|update|import|seal|stepdown", "DB002"},
});
constexpr auto keyspace = std::to_array<VerbRow>({
    {"job stop,stop", "DB007"},
    {"... del|delete|rm|rmr|deleteall|remove|drop|prune|compact,... member remove", "DB007"},
    {"... put|set|create|import|restore|update", "DB002"},
});
constexpr auto replace_database =
    std::to_array<VerbRow>({{"restore", "DB003"}, {"delete|drop", "DB003"}, {"write|setup|import", "DB002"}});
constexpr auto atlas = std::to_array<VerbRow>({{"schema clean", "DB006"},
                                               {"schema apply,migrate apply|down", "DB002"},
                                               {"... delete|terminate|remove", "CL005"}});

constexpr NameList sql_valued =
    "-h|--host|-p|--port|-U|--username|-d|--dbname|-u|--user|-D|--database|-P|-S|--socket|-f|--file|-o|--output|-v|-F|-"
    "L|-R|-T|--set";

constexpr auto rows = std::to_array<ToolRow>({
    {"psql", {}, sql_valued, judge_sql_client, "HO001", "--list"},
    {"mysql", {}, sql_valued, judge_sql_client, "HO001", "-V"},
    {"mariadb", {}, sql_valued, judge_sql_client, "HO001", "-V"},
    {"sqlite3", {}, "-cmd|-init|-separator|-nullvalue", judge_sql_client, {}, "-version|-help", Style::words},
    {"duckdb", {}, "-cmd|-init|-c|-s", judge_sql_client, {}, "-version|-help", Style::words},
    {"sqlcmd", {}, "-S|-U|-P|-d|-i|-o", judge_sql_client, "HO001"},
    {"clickhouse-client", {}, "-h|--host|--port|-u|--user|-d|--database", judge_sql_client, "HO001"},
    {"clickhouse", {}, "-h|--host|--port|-u|--user|-d|--database", judge_sql_client, "HO001"},
    {"cockroach", {}, "--url|--host|-d", judge_sql_client, "HO001"},
    {"cqlsh", {}, "-u|-p|-k", judge_sql_client, "HO001"},
    {"sqlplus", {}, "", judge_sql_client, "HO001"},
    {"pgcli", {}, sql_valued, judge_sql_client, "HO001"},
    {"mycli", {}, sql_valued, judge_sql_client, "HO001"},
    {"cbq", {}, "-e|--engine|-u|-p", judge_sql_client, "HO001"},
    {"bteq", {}, "", judge_sql_client, "HO001"},
    {"isql", {}, "-U|-P|-S|-d", judge_sql_client, "HO001"},
    {"isql-fb", {}, "-u|-p", judge_sql_client, "HO001"},
    {"fbsql", {}, "", judge_sql_client, "HO001"},
    {"vsql", {}, sql_valued, judge_sql_client, "HO001"},
    {"db2", {}, "", judge_sql_client, "HO001"},
    {"ysqlsh", {}, sql_valued, judge_sql_client, "HO001"},
    {"ycqlsh", {}, "-u|-p|-k", judge_sql_client, "HO001"},
    {"tidb", {}, sql_valued, judge_sql_client, "HO001"},
    {"litecli", {}, "", judge_sql_client},
    {"iredis", {}, "-h|-p|-n|-a", judge_redis, "HO001"},
    {"usql", {}, "", judge_sql_client, "HO001"},
    {"trino", {}, "--server|--catalog|--schema", judge_sql_client, "HO001"},
    {"presto", {}, "--server|--catalog|--schema", judge_sql_client, "HO001"},
    {"hive", {}, "", judge_sql_client, "HO001"},
    {"beeline", {}, "-u|-n|-p", judge_sql_client, "HO001"},
    {"dropdb", drop, sql_valued, nullptr, "HO001"},
    {"dropuser", drop, sql_valued, nullptr, "HO001"},
    {"createdb", create, sql_valued, nullptr, "HO001"},
    {"createuser", create, sql_valued, nullptr, "HO001"},
    {"mysqladmin", mysqladmin, "-h|-P|-S|--host|--port", nullptr, "HO001"},
    {"mariadb-admin", mysqladmin, "-h|-P|-S|--host|--port", nullptr, "HO001"},
    {"pg_restore", pg_restore, "", nullptr, "HO001", "-l|--list"},
    {"mongorestore", mongorestore, "", nullptr, "HO001"},
    {"redis-cli", {}, "-h|-p|-a|-n|-u|-s|--user|--pass", judge_redis, "HO001"},
    {"valkey-cli", {}, "-h|-p|-a|-n|-u|-s|--user|--pass", judge_redis, "HO001"},
    {"keydb-cli", {}, "-h|-p|-a|-n|-u|-s|--user|--pass", judge_redis, "HO001"},
    {"mongo", {}, "--host|--port|-u|-p", judge_mongo, "HO001"},
    {"mongosh", {}, "--host|--port|-u|-p", judge_mongo, "HO001"},
    {"rails", rails, "-e", judge_framework_code},
    {"rake", rails, "-f|-C|-e", judge_code, {}, "-T|-n|-P"},
    {"manage.py", manage, "", judge_framework_code},
    {"django-admin", manage},
    {"artisan", artisan, "", judge_framework_code, {}, "--pretend"},
    {"prisma", prisma},
    {"flask", flask, "-A|--app|-e"},
    {"symfony", symfony},
    {"cassandra-cli", {}, "-h|-p|-u|-k", judge_sql_client, "HO001"},
    {"knex", migrations},
    {"sequelize", migrations},
    {"sequelize-cli", migrations},
    {"typeorm", migrations, "-d|--dataSource"},
    {"alembic", migrations, "-c|-x|-n", nullptr, {}, "--sql"},
    {"flyway", migrations},
    {"liquibase", migrations},
    {"diesel", migrations},
    {"sqlx", migrations},
    {"dbmate", migrations, "-u|-d|-e"},
    {"goose", migrations, "-dir"},
    {"migrate", migrations, "-path|-database|-source", nullptr, {}, "-version", Style::words},
    {"drizzle-kit", migrations},
    {"phinx", migrations},
    {"hasura", migrations},
    {"atlas", atlas},
    {"kafka-topics", kafka, "--bootstrap-server|--topic|--partitions|--replication-factor|--zookeeper", nullptr,
     "HO001"},
    {"kafka-topics.sh", kafka, "--bootstrap-server|--topic", nullptr, "HO001"},
    {"kafka-configs", kafka, "", nullptr, "HO001"},
    {"kafka-configs.sh", kafka, "", nullptr, "HO001"},
    {"kafka-consumer-groups", kafka, "", nullptr, "HO001"},
    {"kafka-consumer-groups.sh", kafka, "", nullptr, "HO001"},
    {"kafka-acls", kafka, "", nullptr, "HO001"},
    {"kafka-delete-records", kafka_delete, "", nullptr, "HO001"},
    {"kafka-delete-records.sh", kafka_delete, "", nullptr, "HO001"},
    {"rabbitmqctl", rabbitmq, "-n|-p|--node|--vhost", nullptr, "HO001"},
    {"rabbitmqadmin", rabbitmq_admin, "-H|-P|-u|-p|-V", nullptr, "HO001"},
    {"nats", nats, "-s|--server|--context", nullptr, "HO001"},
    {"etcdctl", keyspace, "--endpoints|--cacert|--cert|--key", nullptr, "HO001"},
    {"consul", keyspace, "", nullptr, "HO001"},
    {"nomad", keyspace, "", nullptr, "HO001"},
    {"zkCli.sh", keyspace, "-server", nullptr, "HO001"},
    {"influx", keyspace, "", judge_sql_client, "HO001"},
    {"arangosh", {}, "", judge_mongo, "HO001"},
    {"cypher-shell", {}, "-u|-p|-a|-d", judge_sql_client, "HO001"},
    {"surreal", {}, "--endpoint|--ns|--db|-u|-p|-e", judge_sql_client, "HO001"},
    {"neo4j-admin", replace_database, "", nullptr, "HO001"},
});

}  // namespace

const ToolTable& data_tools() {
  return Packed<rows>::table;
}

}  // namespace vg::rules
