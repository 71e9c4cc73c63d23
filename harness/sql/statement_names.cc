// NamesIn of query.h: whose a column is, is told scope by scope, strictly: what can't be told counts as a column.
#include <algorithm>
#include <set>

#include "harness/base/text.h"
#include "harness/sql/parse_tree.h"
#include "harness/sql/query.h"
#include "harness/sql/query_reader.h"

namespace harness {
namespace {

// What a FROM names: a table, or what is made in the statement itself, the columns of which are known.
struct Source {
  std::string alias;
  std::string table;  // empty: none
  std::set<std::string> outputs;
};

struct Scope {
  const Scope* outer = nullptr;
  std::vector<Source> sources;
  std::map<std::string, std::set<std::string>> common;  // common tables and their outputs
  std::vector<const Json*> conditions;                  // of joins, to be read when all sources are known
};

// "select", "create", … of "SelectStmt", "IndexStmt", …
std::string KindOf(std::string_view node) {
  const std::string kind = FoldCase(node.substr(0, node.find("Stmt")));
  for (const std::string_view made : {"create", "alter", "drop"})
    if (kind.starts_with(made)) return std::string(made);
  if (kind == "index" || kind == "view") return "create";
  return kind == "variableset" ? "set" : kind;
}

std::string TableName(const Json& range) {
  const std::string schema = NameIn(range, "schemaname");
  return (schema.empty() ? "" : schema + ".") + NameIn(range, "relname");
}

// "*" for a star.
std::string LastName(const Json& fields) {
  return fields.back().contains("A_Star") ? "*" : NamesOf(fields).back();
}

// The names of what a statement gives: of a union its first part's.
std::set<std::string> OutputsOf(const Json& statement) {
  const Json* body = &statement;
  while (body->contains("larg")) body = &(*body)["larg"];
  std::set<std::string> outputs;
  const bool writes = body->contains("relation");
  for (const Json& item : Member(*body, writes ? "returningList" : "targetList")) {
    const Json& target = Member(item, "ResTarget");
    const Json& fields = Member(Member(Member(target, "val"), "ColumnRef"), "fields");
    std::string name = NameIn(target, "name");
    if (name.empty() && !fields.empty()) name = LastName(fields);
    if (!name.empty()) outputs.insert(std::move(name));
  }
  const Json& rows = Member(*body, "valuesLists");
  if (!rows.empty())
    for (size_t i = 1; i <= Member(Member(rows[0], "List"), "items").size(); ++i)
      outputs.insert("column" + std::to_string(i));
  return outputs;
}

const std::set<std::string>* FindCommon(const std::string& name, const Scope* scope) {
  for (; scope; scope = scope->outer)
    if (const auto found = scope->common.find(name); found != scope->common.end()) return &found->second;
  return nullptr;
}

std::set<std::string> TablesOf(const Scope& scope) {
  std::set<std::string> tables;
  for (const Source& source : scope.sources)
    if (!source.table.empty()) tables.insert(source.table);
  return tables;
}

class NameReader {
 public:
  explicit NameReader(bool allows_empty) : allows_empty_(allows_empty) {}

  void Walk(const Json& node, const Scope* scope);

  std::set<std::string> kinds, tables, columns;
  bool gives_nothing = false;  // a SELECT of nothing at all

 private:
  void Statement(const Json& statement, const Scope* outer);
  void Part(const std::string& key, const Json& part, const Json& statement, const Scope& scope);
  void AddCommonTables(const Json& with, Scope& scope);
  void AddSource(const Json& item, Scope& scope);
  void AddTable(const Json& range, Scope& scope);
  void AddMade(const Json& alias, std::set<std::string> outputs, Scope& scope);
  void AddJoin(const Json& join, Scope& scope);
  void AddTargets(const Json& list, const std::string& table);
  void Column(const Json& fields, const Scope* scope);
  void BareColumn(const std::string& column, const Scope* scope);

  const bool allows_empty_;
};

void NameReader::Walk(const Json& node, const Scope* scope) {
  if (node.is_object()) {
    if (node.contains("relname")) tables.insert(TableName(node));
    if (const Json& fields = Member(Member(node, "ColumnRef"), "fields"); !fields.empty()) Column(fields, scope);
  }
  for (const auto& [key, child] : node.items()) {
    if (!child.is_structured()) continue;
    const bool statement = node.is_object() && key.ends_with("Stmt");
    if (statement) kinds.insert(KindOf(key));
    if (statement && (key == "SelectStmt" || key == "InsertStmt" || key == "UpdateStmt" || key == "DeleteStmt"))
      Statement(child, scope);
    else
      Walk(child, scope);
  }
}

void NameReader::Statement(const Json& statement, const Scope* outer) {
  Scope scope{outer, {}, {}, {}};
  AddCommonTables(Member(statement, "withClause"), scope);
  if (statement.contains("relation")) {
    AddTable(statement["relation"], scope);
    scope.sources.push_back({"excluded", TableName(statement["relation"]), {}});
  } else if (!statement.contains("targetList") && !statement.contains("valuesLists") && !statement.contains("larg")) {
    gives_nothing = gives_nothing || !allows_empty_ || !statement.contains("fromClause");
  }
  for (const char* list : {"fromClause", "usingClause"})
    for (const Json& item : Member(statement, list)) AddSource(item, scope);
  for (const Json* condition : scope.conditions) Walk(*condition, &scope);
  for (const auto& [key, part] : statement.items())
    if (part.is_structured()) Part(key, part, statement, scope);
}

void NameReader::Part(const std::string& key, const Json& part, const Json& statement, const Scope& scope) {
  if (key == "withClause" || key == "fromClause" || key == "usingClause" || key == "relation") return;
  if (key == "larg" || key == "rarg") return Statement(part, &scope);
  if (key == "sortClause" || key == "groupClause") {
    // The name of an output; in GROUP BY a table's column of that name would be meant first.
    const bool exempt = key == "sortClause" || TablesOf(scope).empty();
    const std::set<std::string> outputs = OutputsOf(statement);
    for (const Json& item : part) {
      const Json& sorted = item.contains("SortBy") ? Member(item["SortBy"], "node") : item;
      const Json& fields = Member(Member(sorted, "ColumnRef"), "fields");
      if (!exempt || fields.size() != 1 || !outputs.contains(LastName(fields))) Walk(item, &scope);
    }
    return;
  }
  if (key == "intoClause") kinds.insert("create");
  const bool writes = statement.contains("relation");
  if (writes && (key == "cols" || key == "targetList")) AddTargets(part, TableName(statement["relation"]));
  if (writes && key == "onConflictClause") AddTargets(Member(part, "targetList"), TableName(statement["relation"]));
  Walk(part, &scope);
}

void NameReader::AddCommonTables(const Json& with, Scope& scope) {
  const bool recursive = Member(with, "recursive") == true;
  const auto add = [&scope](const Json& definition) {
    const Json& query = Member(definition, "ctequery");
    const std::vector<std::string> renamed = NamesOf(Member(definition, "aliascolnames"));
    std::set<std::string> outputs(renamed.begin(), renamed.end());
    if (!query.empty()) outputs.merge(OutputsOf(query.begin().value()));
    scope.common[NameIn(definition, "ctename")] = std::move(outputs);
  };
  // Recursive ones know all others, and themselves; else each knows those before it.
  for (const Json& item : Member(with, "ctes"))
    if (recursive) add(Member(item, "CommonTableExpr"));
  for (const Json& item : Member(with, "ctes")) {
    Walk(Member(Member(item, "CommonTableExpr"), "ctequery"), &scope);
    if (!recursive) add(Member(item, "CommonTableExpr"));
  }
}

void NameReader::AddMade(const Json& alias, std::set<std::string> outputs, Scope& scope) {
  const std::vector<std::string> renamed = NamesOf(Member(alias, "colnames"));
  outputs.insert(renamed.begin(), renamed.end());
  scope.sources.push_back({NameIn(alias, "aliasname"), "", std::move(outputs)});
}

void NameReader::AddTable(const Json& range, Scope& scope) {
  const Json& alias = Member(range, "alias");
  const std::string name = TableName(range);
  const std::string called = alias.empty() ? NameIn(range, "relname") : NameIn(alias, "aliasname");
  if (const std::set<std::string>* outputs = FindCommon(name, &scope)) {
    AddMade(alias, *outputs, scope);
    scope.sources.back().alias = called;
    return;
  }
  tables.insert(name);
  if (!Member(alias, "colnames").empty()) columns.insert(name + ".*");  // renamed by their places
  scope.sources.push_back({called, name, {}});
}

void NameReader::AddSource(const Json& item, Scope& scope) {
  if (item.contains("RangeVar")) return AddTable(item["RangeVar"], scope);
  if (item.contains("JoinExpr")) return AddJoin(item["JoinExpr"], scope);
  if (item.contains("RangeSubselect")) {
    const Json& query = Member(item["RangeSubselect"], "subquery");
    Walk(query, &scope);
    return AddMade(Member(item["RangeSubselect"], "alias"),
                   query.empty() ? std::set<std::string>() : OutputsOf(query.begin().value()), scope);
  }
  if (item.contains("RangeTableSample")) AddSource(Member(item["RangeTableSample"], "relation"), scope);
  if (item.contains("RangeFunction")) {
    const Json& alias = Member(item["RangeFunction"], "alias");
    AddMade(alias, {NameIn(alias, "aliasname")}, scope);
  }
  scope.conditions.push_back(&item);
}

void NameReader::AddJoin(const Json& join, Scope& scope) {
  const size_t begin = scope.sources.size();
  AddSource(Member(join, "larg"), scope);
  const size_t middle = scope.sources.size();
  AddSource(Member(join, "rarg"), scope);
  if (join.contains("quals")) scope.conditions.push_back(&join["quals"]);
  std::vector<std::string> shared = NamesOf(Member(join, "usingClause"));
  if (Member(join, "isNatural") == true) shared.push_back("*");
  // Where a side joins several tables, which of them has the column can't be told.
  for (const auto& [first, last] : {std::pair(begin, middle), std::pair(middle, scope.sources.size())}) {
    Scope side;
    side.sources.assign(scope.sources.begin() + static_cast<std::ptrdiff_t>(first),
                        scope.sources.begin() + static_cast<std::ptrdiff_t>(last));
    const std::set<std::string> named = TablesOf(side);
    for (const std::string& column : shared)
      if (!named.empty()) columns.insert(named.size() == 1 ? *named.begin() + "." + column : column);
  }
}

void NameReader::AddTargets(const Json& list, const std::string& table) {
  for (const Json& item : list)
    if (const std::string name = NameIn(Member(item, "ResTarget"), "name"); !name.empty())
      columns.insert(table + "." + name);
}

void NameReader::Column(const Json& fields, const Scope* scope) {
  const std::string column = LastName(fields);
  if (fields.size() == 1) return BareColumn(column, scope);
  std::vector<std::string> owner = NamesOf(fields);
  if (column != "*") owner.pop_back();
  while (!owner.empty() && owner.back().empty()) owner.pop_back();
  const std::string alias = owner.empty() ? "" : owner.back();
  for (; scope; scope = scope->outer) {
    const auto found = std::find_if(scope->sources.begin(), scope->sources.end(),
                                    [&](const Source& source) { return source.alias == alias; });
    if (found == scope->sources.end()) continue;
    if (!found->table.empty()) columns.insert(found->table + "." + column);
    return;
  }
  columns.insert(alias + "." + column);
}

void NameReader::BareColumn(const std::string& column, const Scope* scope) {
  for (; scope; scope = scope->outer) {
    const std::set<std::string> named = TablesOf(*scope);
    if (column == "*") {
      for (const std::string& table : named) columns.insert(table + ".*");
      return;
    }
    bool star = false;
    for (const Source& source : scope->sources) {
      if (source.table.empty() && source.outputs.contains(column)) return;
      star = star || source.outputs.contains("*");
    }
    if (named.empty() && !star) continue;
    columns.insert(named.size() == 1 && !star ? *named.begin() + "." + column : column);
    return;
  }
  columns.insert(column);
}

}  // namespace

Result<StatementNames> NamesIn(std::string_view sql, SqlDialect dialect) {
  const Result<Json> tree = ParseTree(sql, dialect);
  if (!tree) return Unexpected(tree.error());
  NameReader reader(dialect == SqlDialect::kPostgresql);
  reader.Walk(*tree, nullptr);
  if (reader.gives_nothing) return Fail("a SELECT names nothing to select");
  StatementNames found;
  found.kind = tree->empty() ? "" : KindOf(tree->begin().key());
  // What is written may be read from queries.
  for (const std::string& kind : reader.kinds)
    if (kind != found.kind && kind != "select") found.nested_kinds.push_back(kind);
  found.tables.assign(reader.tables.begin(), reader.tables.end());
  found.columns.assign(reader.columns.begin(), reader.columns.end());
  return found;
}

}  // namespace harness
