#include "harness/sql/query_reader.h"

#include <algorithm>

#include "harness/base/text.h"

namespace harness {
namespace {

void AppendAll(auto&& from, auto& to) {
  for (auto& item : from) to.push_back(std::move(item));
}

SqlJoin::Kind JoinKind(std::string_view type) {
  if (type == "JOIN_LEFT") return SqlJoin::Kind::kLeft;
  if (type == "JOIN_RIGHT") return SqlJoin::Kind::kRight;
  if (type == "JOIN_FULL") return SqlJoin::Kind::kFull;
  return SqlJoin::Kind::kInner;
}

// The equalities between two columns that a condition holds as conjuncts.
void EqualitiesIn(const Json& node, std::vector<const Json*>& found) {
  if (const Json& all = Member(node, "BoolExpr"); Member(all, "boolop") == "AND_EXPR") {
    for (const Json& part : Member(all, "args")) EqualitiesIn(part, found);
  }
  const Json& operation = Member(node, "A_Expr");
  const bool columns =
      Member(operation, "lexpr").contains("ColumnRef") && Member(operation, "rexpr").contains("ColumnRef");
  if (columns && NamesOf(Member(operation, "name")) == std::vector<std::string>{"="}) found.push_back(&operation);
}

}  // namespace

const Json& Member(const Json& node, const char* name) {
  static const Json kNone = Json::object();
  if (!node.is_object()) return kNone;
  const auto found = node.find(name);
  return found == node.end() ? kNone : *found;
}

std::string NameIn(const Json& node, const char* name) {
  const Json& member = Member(node, name);
  return member.is_string() ? FoldCase(member.get_ref<const std::string&>()) : "";
}

std::vector<std::string> NamesOf(const Json& list) {
  std::vector<std::string> names;
  for (const Json& item : list) names.push_back(NameIn(Member(item, "String"), "sval"));
  return names;
}

void MergeFacts(Query&& from, Query& to, bool nested) {
  const auto mark = [nested](auto& facts) {
    for (auto& fact : facts) fact.nested = fact.nested || nested;
  };
  mark(from.tables);
  mark(from.joins);
  mark(from.filters);
  mark(from.aggregates);
  AppendAll(std::move(from.tables), to.tables);
  AppendAll(std::move(from.joins), to.joins);
  AppendAll(std::move(from.filters), to.filters);
  AppendAll(std::move(from.aggregates), to.aggregates);
  if (nested) return;
  AppendAll(std::move(from.group_by), to.group_by);
  AppendAll(std::move(from.set_operations), to.set_operations);
  if (from.limit && !to.limit) to.limit = std::move(from.limit);
}

Query QueryReader::Read(const Json& select) {
  Query facts = ReadSelect(select, nullptr, nullptr);
  facts.columns.assign(columns_.begin(), columns_.end());
  return facts;
}

Query QueryReader::ReadSelect(const Json& select, const Scope* outer, std::vector<Output>* outputs) {
  const size_t known = common_tables_.size();
  for (const Json& item : Member(Member(select, "withClause"), "ctes")) {
    const Json& table = Member(item, "CommonTableExpr");
    common_tables_.push_back({NameIn(table, "ctename"), &table, false, {}});
  }
  const std::string operation = Member(select, "op").is_string() ? select["op"].get<std::string>() : "SETOP_NONE";
  Query facts;
  Scope scope{outer, {}, {}, false};
  if (operation != "SETOP_NONE") {
    std::vector<Output> named;
    facts = ReadSetOperation(select, outer, &named);
    scope.aliases = named;
    if (outputs) *outputs = std::move(named);
  } else {
    ReadFrom(select, facts, scope);
    Conjuncts(Member(select, "whereClause"), {facts, scope});
    ReadOutputs(select, facts, scope, outputs);
    scope.use_aliases = true;
    for (const Json& key : Member(select, "groupClause")) {
      const std::string text = PositionOrText(key, facts, scope);
      facts.group_by.push_back({text, text});
    }
    Conjuncts(Member(select, "havingClause"), {facts, scope, SqlFilter::Place::kHaving});
    facts.distinct = Member(select, "distinctClause").is_array();
  }
  ReadOrder(select, facts, scope);
  common_tables_.resize(known);
  return facts;
}

Query QueryReader::ReadSetOperation(const Json& select, const Scope* outer, std::vector<Output>* outputs) {
  std::string operation = Member(select, "op").get<std::string>();
  operation = operation == "SETOP_UNION" ? "UNION" : operation == "SETOP_INTERSECT" ? "INTERSECT" : "EXCEPT";
  if (Member(select, "all") == true) operation += " ALL";
  Query facts = ReadSelect(Member(select, "larg"), outer, outputs);
  facts.set_operations.push_back(operation);
  Query right = ReadSelect(Member(select, "rarg"), outer, nullptr);
  right.limit.reset();
  MergeFacts(std::move(right), facts, false);
  return facts;
}

void QueryReader::ReadFrom(const Json& select, Query& facts, Scope& scope) {
  std::vector<Condition> conditions;
  for (const Json& item : Member(select, "fromClause")) AddSource(item, facts, scope, conditions);
  NameByRole(select, conditions, scope);
  for (const Source& source : scope.sources)
    if (!source.table.empty()) facts.tables.push_back({source.table, false});
  for (const Condition& condition : conditions) ReadCondition(condition, facts, scope);
}

void QueryReader::AddSource(const Json& item, Query& facts, Scope& scope, std::vector<Condition>& conditions) {
  if (item.contains("RangeVar")) return AddTable(item["RangeVar"], facts, scope);
  if (item.contains("RangeSubselect")) return AddDerived(item["RangeSubselect"], facts, scope);
  if (item.contains("JoinExpr")) return AddJoin(item["JoinExpr"], facts, scope, conditions);
  if (item.contains("RangeTableSample"))
    return AddSource(Member(item["RangeTableSample"], "relation"), facts, scope, conditions);
  if (item.contains("RangeFunction")) {
    const Json& range = item["RangeFunction"];
    Source source{NameIn(Member(range, "alias"), "aliasname"), "", false, {}};
    for (const Json& function : Member(range, "functions")) {
      const Json& parts = Member(Member(function, "List"), "items");
      if (parts.is_array() && !parts.empty()) source.table = Text(parts[0], facts, scope);
    }
    scope.sources.push_back(std::move(source));
    return;
  }
  if (unknown_.empty()) unknown_ = item.empty() ? "an empty FROM" : item.begin().key();
}

QueryReader::CommonTable* QueryReader::FindCommonTable(std::string_view name) {
  const auto found = std::find_if(common_tables_.rbegin(), common_tables_.rend(),
                                  [&](const CommonTable& table) { return table.name == name; });
  return found == common_tables_.rend() ? nullptr : &*found;
}

void QueryReader::AddTable(const Json& range, Query& facts, Scope& scope) {
  const std::string schema = NameIn(range, "schemaname");
  const std::string name = NameIn(range, "relname");
  std::string alias = NameIn(Member(range, "alias"), "aliasname");
  if (alias.empty()) alias = name;
  CommonTable* common = schema.empty() ? FindCommonTable(name) : nullptr;
  if (!common) {
    scope.sources.push_back({alias, schema.empty() ? name : schema + "." + name, false, {}});
    return;
  }
  const bool first = !common->read;
  const size_t index = static_cast<size_t>(common - common_tables_.data());
  if (first) {
    common->read = true;  // a recursive one meets itself
    std::vector<Output> outputs;
    const Json& definition = *common->definition;
    Query inner = ReadSelect(Member(Member(definition, "ctequery"), "SelectStmt"), nullptr, &outputs);
    const std::vector<std::string> names = NamesOf(Member(definition, "aliascolnames"));
    for (size_t i = 0; i < std::min(names.size(), outputs.size()); ++i) outputs[i].name = names[i];
    MergeFacts(std::move(inner), facts, false);
    common_tables_[index].outputs = std::move(outputs);
  }
  scope.sources.push_back({alias, "", true, common_tables_[index].outputs});
}

void QueryReader::AddDerived(const Json& range, Query& facts, Scope& scope) {
  Source source{NameIn(Member(range, "alias"), "aliasname"), "", true, {}};
  Query inner = ReadSelect(Member(Member(range, "subquery"), "SelectStmt"), &scope, &source.outputs);
  const std::vector<std::string> names = NamesOf(Member(Member(range, "alias"), "colnames"));
  for (size_t i = 0; i < std::min(names.size(), source.outputs.size()); ++i) source.outputs[i].name = names[i];
  MergeFacts(std::move(inner), facts, false);
  scope.sources.push_back(std::move(source));
}

void QueryReader::AddJoin(const Json& join, Query& facts, Scope& scope, std::vector<Condition>& conditions) {
  AddSource(Member(join, "larg"), facts, scope, conditions);
  const size_t before = scope.sources.size();
  AddSource(Member(join, "rarg"), facts, scope, conditions);
  Condition condition;
  condition.kind = JoinKind(Member(join, "jointype").is_string() ? join["jointype"].get<std::string>() : "");
  for (size_t i = before; i < scope.sources.size(); ++i) condition.tables.push_back(scope.sources[i].alias);
  if (join.contains("quals")) condition.condition = &join["quals"];
  condition.same = NamesOf(Member(join, "usingClause"));
  if (Member(join, "isNatural") == true) condition.same.push_back("(natural)");
  conditions.push_back(std::move(condition));
}

// A table of rules_.by_role is called "colour(eye_colour_id)", after the column of another table that it is joined by.
void QueryReader::NameByRole(const Json& select, const std::vector<Condition>& conditions, Scope& scope) {
  const std::string given = std::exchange(role_, "");
  if (rules_.by_role.empty()) return;
  std::vector<const Json*> equal;
  for (const Condition& condition : conditions)
    if (condition.condition) EqualitiesIn(*condition.condition, equal);
  EqualitiesIn(Member(select, "whereClause"), equal);
  std::map<std::string, std::string> roles;  // by alias: the first column of another table that it is joined by
  for (const Json* equality : equal) {
    const auto left = NamesOf(Member(Member(Member(*equality, "lexpr"), "ColumnRef"), "fields"));
    const auto right = NamesOf(Member(Member(Member(*equality, "rexpr"), "ColumnRef"), "fields"));
    if (left.size() < 2 || right.size() < 2 || left[left.size() - 2] == right[right.size() - 2]) continue;
    roles.emplace(left[left.size() - 2], right.back());
    roles.emplace(right[right.size() - 2], left.back());
  }
  for (Source& source : scope.sources) {
    if (!rules_.by_role.contains(source.table)) continue;
    const auto role = roles.find(source.alias);
    if (role != roles.end())
      source.table += "(" + role->second + ")";
    else if (scope.sources.size() == 1 && !given.empty())
      source.table += "(" + given + ")";
  }
}

void QueryReader::ReadCondition(const Condition& condition, Query& facts, Scope& scope) {
  const auto table_of = [&](const std::string& alias) {
    const auto found = std::find_if(scope.sources.begin(), scope.sources.end(),
                                    [&](const Source& source) { return source.alias == alias; });
    return found == scope.sources.end() || found->table.empty() ? alias : found->table;
  };
  std::vector<std::string> tables;
  for (const std::string& alias : condition.tables) tables.push_back(table_of(alias));
  for (const std::string& column : condition.same) {
    const std::string left = scope.sources.empty() ? "" : table_of(scope.sources[0].alias);
    const std::string right = tables.empty() ? "" : tables[0];
    facts.joins.push_back(
        {condition.kind, {left, right}, Comparison("=", left + "." + column, right + "." + column), false});
    if (column != "(natural)") equalities_.emplace_back(See(left, column), See(right, column));
  }
  if (!condition.condition) {
    if (condition.same.empty()) facts.joins.push_back({SqlJoin::Kind::kCross, tables, "", false});
    return;
  }
  if (condition.kind == SqlJoin::Kind::kInner) return Conjuncts(*condition.condition, {facts, scope});
  seen_ = {};
  std::vector<const Json*> equal;
  EqualitiesIn(*condition.condition, equal);
  for (const Json* equality : equal)
    equalities_.emplace_back(Text(Member(*equality, "lexpr"), facts, scope),
                             Text(Member(*equality, "rexpr"), facts, scope));
  facts.joins.push_back({condition.kind, tables, Text(*condition.condition, facts, scope), false});
}

void QueryReader::ReadOutputs(const Json& select, Query& facts, Scope& scope, std::vector<Output>* outputs) {
  for (const Json& item : Member(select, "targetList")) {
    const Json& target = Member(item, "ResTarget");
    const Json& value = Member(target, "val");
    seen_ = {};
    std::string text = Text(value, facts, scope);
    std::string name = NameIn(target, "name");
    if (name.empty() && value.contains("ColumnRef")) {
      const auto fields = NamesOf(Member(value["ColumnRef"], "fields"));
      if (!fields.empty()) name = fields.back();
    }
    scope.aliases.push_back({name, text});
    facts.outputs.push_back(
        {{text, text}, name, {seen_.tables.begin(), seen_.tables.end()}, seen_.aggregate, seen_.window});
  }
  for (const Json& row : Member(select, "valuesLists")) {
    const std::string text = "VALUES " + List(Member(Member(row, "List"), "items"), facts, scope);
    facts.outputs.push_back({{text, text}, "", {}, false, false});
  }
  if (outputs) *outputs = scope.aliases;
}

// A key of GROUP BY or ORDER BY: an output's number, an output's name, or an expression.
std::string QueryReader::PositionOrText(const Json& node, Query& facts, Scope& scope) {
  const Json& position = Member(Member(Member(node, "A_Const"), "ival"), "ival");
  if (position.is_number_integer()) {
    const auto index = position.get<int64_t>();
    if (index >= 1 && index <= static_cast<int64_t>(scope.aliases.size()))
      return scope.aliases[static_cast<size_t>(index - 1)].text;
  }
  seen_ = {};
  return Text(node, facts, scope);
}

void QueryReader::ReadOrder(const Json& select, Query& facts, Scope& scope) {
  scope.use_aliases = true;
  facts.order_by.clear();
  for (const Json& item : Member(select, "sortClause")) {
    const Json& key = Member(item, "SortBy");
    const std::string text = PositionOrText(Member(key, "node"), facts, scope);
    facts.order_by.push_back({{text, text}, Member(key, "sortby_dir") == "SORTBY_DESC"});
  }
  if (select.contains("limitCount")) facts.limit = Text(select["limitCount"], facts, scope);
  if (select.contains("limitOffset")) facts.offset = Text(select["limitOffset"], facts, scope);
}

}  // namespace harness
