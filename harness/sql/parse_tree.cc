#include "harness/sql/parse_tree.h"

#include <pg_query.h>
#include <pthread.h>

#include <algorithm>
#include <charconv>

#include "harness/base/text.h"
#include "harness/sql/postgresql_text.h"
#include "harness/sql/tokens.h"

namespace harness {
namespace {

constexpr size_t kStackBytes = 64 << 20;  // of addresses: only what is used becomes memory
// The parser needs some 260 bytes of stack for a level of operators; so few tokens can't nest beyond any thread's
// stack.
constexpr size_t kFewTokens = 500;

struct Job {
  const std::string& sql;
  std::string tree;
  std::string error;
};

void* Run(void* argument) {
  Job& job = *static_cast<Job*>(argument);
  PgQueryParseResult parsed = pg_query_parse(job.sql.c_str());
  if (parsed.error)
    job.error = parsed.error->message;
  else if (parsed.parse_tree)
    job.tree = parsed.parse_tree;
  pg_query_free_parse_result(parsed);
  return nullptr;
}

Result<> RunOnBigStack(Job& job) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kStackBytes);
  pthread_t thread;
  const int problem = pthread_create(&thread, &attributes, Run, &job);
  pthread_attr_destroy(&attributes);
  if (problem != 0) return Fail("no thread to parse the SQL: error {}", problem);
  pthread_join(thread, nullptr);
  return {};
}

Result<std::string> Parse(const std::string& sql, size_t tokens) {
  Job job{sql, {}, {}};
  if (tokens <= kFewTokens)
    Run(&job);
  else if (auto ran = RunOnBigStack(job); !ran)
    return Unexpected(std::move(ran).error());
  if (job.error.starts_with("memory exhausted")) return Fail("nested too deep");
  if (!job.error.empty()) return Fail("{}", job.error);
  return std::move(job.tree);
}

Result<> CheckSize(const std::vector<SqlToken>& tokens) {
  if (tokens.empty()) return Fail("there is no statement");
  if (tokens.size() > kMaxSqlTokens) return Fail("more than {} words and symbols", kMaxSqlTokens);
  for (const SqlToken& token : tokens)
    if (token.depth > kMaxSqlDepth) return Fail("more than {} parentheses in each other", kMaxSqlDepth);
  return {};
}

// libpg_query 15 writes a negative whole number as if it were 0; its text tells.
void RepairNegative(Json& constant, const std::string& sql) {
  const auto value = constant.find("ival");
  const auto location = constant.find("location");
  if (value == constant.end() || !value->empty() || location == constant.end()) return;
  size_t at = location->get<size_t>();
  if (at >= sql.size() || sql[at] != '-') return;
  at = std::min(sql.find_first_not_of(" \t\r\n", at + 1), sql.size());
  int64_t number = 0;
  const auto [end, problem] = std::from_chars(sql.data() + at, sql.data() + sql.size(), number);
  if (problem == std::errc()) (*value)["ival"] = -number;
}

// Repairs the tree; false: it is nested too deep to be walked by recursion.
bool Repair(Json& tree, const std::string& sql) {
  std::vector<std::pair<Json*, int>> rest = {{&tree, 0}};
  while (!rest.empty()) {
    const auto [node, depth] = rest.back();
    rest.pop_back();
    if (depth > kMaxSqlTreeDepth) return false;
    if (node->is_object() && node->contains("A_Const")) RepairNegative((*node)["A_Const"], sql);
    for (Json& child : *node)
      if (child.is_structured()) rest.emplace_back(&child, depth + 1);
  }
  return true;
}

}  // namespace

Result<Json> ParseTree(std::string_view sql, SqlDialect dialect) {
  if (sql.size() > kMaxSqlBytes) return Fail("longer than {}", FormatSize(kMaxSqlBytes));
  if (!IsValidUtf8(sql)) return Fail("no valid UTF-8");
  const auto tokens = Tokenize(sql, dialect);
  if (!tokens) return Unexpected(tokens.error());
  if (auto fits = CheckSize(*tokens); !fits) return Unexpected(std::move(fits).error());
  const auto text =
      dialect == SqlDialect::kPostgresql ? Result<std::string>(std::string(sql)) : PostgresqlText(*tokens, dialect);
  if (!text) return Unexpected(text.error());
  const auto tree = Parse(*text, tokens->size());
  if (!tree) return Unexpected(tree.error());
  Json json = Json::parse(*tree, nullptr, false);
  if (json.is_discarded()) return Fail("the parser's answer can't be read");
  if (!Repair(json, *text)) return Fail("nested too deep");
  Json& statements = json["stmts"];
  if (!statements.is_array() || statements.empty()) return Fail("there is no statement");
  if (statements.size() > 1) return Fail("there are {} statements", statements.size());
  return std::move(statements[0]["stmt"]);
}

}  // namespace harness
