#include "scorers/sql_text.h"

#include <algorithm>
#include <set>

#include "harness/base/text.h"
#include "harness/sql/find_sql.h"
#include "harness/sql/query.h"
#include "scorers/judged.h"

namespace harness {
namespace {

// Lists of names in lower case; an empty list allows everything.
struct Allowed {
  std::set<std::string> tables, columns, statements;
};

std::string_view LastPart(std::string_view name) {
  return name.substr(name.rfind('.') + 1);
}

bool AllowsColumn(const std::set<std::string>& allowed, const std::string& column) {
  if (allowed.contains(column) || allowed.contains(std::string(LastPart(column)))) return true;
  if (column.find('.') != std::string::npos) return allowed.contains(column.substr(0, column.rfind('.')) + ".*");
  // Of which table a bare name is can't be told.
  return std::any_of(allowed.begin(), allowed.end(), [&](const std::string& name) { return LastPart(name) == column; });
}

// The first name that is not allowed, as a reason; empty if all are.
std::string Breach(const StatementNames& names, const Allowed& allowed) {
  if (!allowed.statements.empty() && !allowed.statements.contains(names.kind))
    return fmt::format("a statement of the kind '{}' is not allowed", names.kind);
  for (const std::string& kind : names.nested_kinds)
    if (!allowed.statements.empty() && !allowed.statements.contains(kind))
      return fmt::format("a statement of the kind '{}' is not allowed", kind);
  for (const std::string& table : names.tables)
    if (!allowed.tables.empty() && !allowed.tables.contains(table))
      return fmt::format("the table '{}' is not allowed", table);
  for (const std::string& column : names.columns)
    if (!allowed.columns.empty() && !AllowsColumn(allowed.columns, column))
      return fmt::format("the column '{}' is not allowed", column);
  return "";
}

class SqlTextScorer final : public Scorer {
 public:
  SqlTextScorer(bool find, SqlDialect dialect, Allowed allowed)
      : find_(find), dialect_(dialect), allowed_(std::move(allowed)) {}

  Score Judge(const Question& question, const CallContext&) override {
    const TextView view(question.actual);
    std::string sql(view.text());
    if (find_) {
      Result<std::string> found = FindSql(view.text());
      if (!found) return Score::Fail(found.error().Message());
      sql = *std::move(found);
    }
    const Result<StatementNames> names = NamesIn(sql, dialect_);
    if (!names)
      return Score::Fail(fmt::format("no {} SQL: {}: {}", ToString(dialect_), names.error().Message(), Quote(sql)));
    std::string breach = Breach(*names, allowed_);
    return breach.empty() ? Score::Pass() : Score::Fail(std::move(breach));
  }

 private:
  const bool find_;
  const SqlDialect dialect_;
  const Allowed allowed_;
};

Result<std::set<std::string>> ReadNames(const Node& config, std::string_view option) {
  std::set<std::string> names;
  const Node* node = config.Find(option);
  if (!node) return names;
  for (const std::string& name : ReadTexts(*node)) names.insert(FoldCase(name));
  if (names.empty()) return node->Fail("the list '{}' is empty, and would allow nothing", option);
  return names;
}

Result<std::unique_ptr<Scorer>> Make(const Node& config, bool find) {
  Diagnostics diagnostics;
  Allowed allowed;
  diagnostics.Take(ReadNames(config, "tables"), allowed.tables);
  diagnostics.Take(ReadNames(config, "columns"), allowed.columns);
  diagnostics.Take(ReadNames(config, "statements"), allowed.statements);
  if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
  const Node* dialect = config.Find("dialect");
  const SqlDialect chosen = dialect ? *ParseSqlDialect(dialect->AsString()) : SqlDialect::kSqlite;
  return std::make_unique<SqlTextScorer>(find, chosen, std::move(allowed));
}

ScorerType Type(std::string name, std::string doc, bool find) {
  ScorerType type;
  type.name = std::move(name);
  type.doc = std::move(doc);
  type.needs = Needs::kNothing;
  type.value = 0;
  type.shape.fields = {
      {.name = "dialect",
       .types = kText,
       .doc = "Whose SQL; sqlite if not said.",
       .choices = {"sqlite", "postgresql", "databricks"}},
      {.name = "tables", .types = kText | kTextList, .doc = "The only tables that it may name."},
      {.name = "columns",
       .types = kText | kTextList,
       .doc = "The only columns that it may name: column or table.column."},
      {.name = "statements", .types = kText | kTextList, .doc = "The only kinds of statements: select, insert, …"}};
  type.make = [find](const Node& config, const Services&) { return Make(config, find); };
  return type;
}

}  // namespace

ScorerType ContainsSqlScorerType() {
  return Type("contains-sql", "The output holds SQL that can be parsed.", true);
}

ScorerType IsSqlScorerType() {
  return Type("is-sql", "The output is one SQL statement that can be parsed.", false);
}

}  // namespace harness
