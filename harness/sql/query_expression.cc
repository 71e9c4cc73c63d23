#include <algorithm>
#include <array>

#include "harness/base/text.h"
#include "harness/sql/query_reader.h"

namespace harness {
namespace {

constexpr std::array<std::string_view, 30> kAggregates = {"count",
                                                          "sum",
                                                          "avg",
                                                          "min",
                                                          "max",
                                                          "total",
                                                          "group_concat",
                                                          "string_agg",
                                                          "array_agg",
                                                          "count_if",
                                                          "bool_and",
                                                          "bool_or",
                                                          "every",
                                                          "any_value",
                                                          "stddev",
                                                          "stddev_pop",
                                                          "stddev_samp",
                                                          "variance",
                                                          "var_pop",
                                                          "var_samp",
                                                          "median",
                                                          "percentile",
                                                          "approx_count_distinct",
                                                          "percentile_cont",
                                                          "percentile_disc",
                                                          "collect_list",
                                                          "collect_set",
                                                          "json_agg",
                                                          "first",
                                                          "mode"};

bool IsAggregate(std::string_view name) {
  return std::find(kAggregates.begin(), kAggregates.end(), name) != kAggregates.end();
}

std::string Cut(std::string text) {
  return text.size() <= kMaxFactBytes ? std::move(text) : Abbreviate(text, kMaxFactBytes / 4);
}

// Constants stand on the right of what is compared with them, else operands are in the order of their texts.
bool IsConstantText(std::string_view text) {
  const char c = text.empty() ? '\0' : text.front();
  return c == '\'' || c == '-' || (c >= '0' && c <= '9') || text == "NULL" || text == "TRUE" || text == "FALSE";
}
bool StandsBehind(const std::string& left, const std::string& right) {
  if (IsConstantText(left) != IsConstantText(right)) return IsConstantText(left);
  return left > right;
}

std::string Mirrored(const std::string& operation) {
  if (operation == "<") return ">";
  if (operation == ">") return "<";
  if (operation == "<=") return ">=";
  if (operation == ">=") return "<=";
  return operation;
}

// How an operator of PostgreSQL's syntax is written elsewhere.
std::string Spelled(const std::string& operation) {
  if (operation == "~~") return "LIKE";
  if (operation == "!~~") return "NOT LIKE";
  if (operation == "~~*") return "ILIKE";
  if (operation == "!~~*") return "NOT ILIKE";
  if (operation == "~") return "REGEXP";
  if (operation == "!~") return "NOT REGEXP";
  if (operation == "@~") return "GLOB";
  if (operation == "!@~") return "NOT GLOB";
  if (operation == "@@") return "MATCH";
  if (operation == "/#") return "DIV";
  return operation;
}

bool IsNullOrZero(const Json& node) {
  const Json& constant = Member(node, "A_Const");
  if (node.empty() || Member(constant, "isnull") == true) return true;
  const Json& number = Member(constant, "ival");
  return constant.contains("ival") && (number.empty() || Member(number, "ival") == 0);
}
bool IsOne(const Json& node) {
  return Member(Member(Member(node, "A_Const"), "ival"), "ival") == 1;
}
bool IsCondition(const Json& node) {
  if (node.contains("BoolExpr") || node.contains("NullTest")) return true;
  const Json& expression = Member(node, "A_Expr");
  if (Member(expression, "kind") != "AEXPR_OP") return node.contains("A_Expr");
  const auto name = NamesOf(Member(expression, "name"));
  return !name.empty() && (name[0] == "=" || name[0] == "<>" || Mirrored(name[0]) != name[0]);
}

// What an aggregate counts or sums, and under which condition.
struct Conditional {
  const Json* condition = nullptr;
  const Json* value = nullptr;  // null: 1
};

// count(CASE WHEN c THEN x END), sum(CASE WHEN c THEN x ELSE 0 END), sum(c), count_if(c), … FILTER (WHERE c)
Conditional ConditionalOf(const std::string& name, const Json& call) {
  const Json& arguments = Member(call, "args");
  const Json* argument = arguments.is_array() && arguments.size() == 1 ? &arguments[0] : nullptr;
  if (call.contains("agg_filter")) return {&call["agg_filter"], argument};
  if (!argument) return {};
  if (name == "count_if" || (name == "sum" && IsCondition(*argument))) return {argument, nullptr};
  const Json& cases = Member(*argument, "CaseExpr");
  const Json& whens = Member(cases, "args");
  const bool plain = whens.is_array() && whens.size() == 1 && !cases.contains("arg");
  if (!plain || !IsNullOrZero(Member(cases, "defresult"))) return {};
  const bool counts_all =
      name == "count" && cases.contains("defresult") && Member(Member(cases["defresult"], "A_Const"), "isnull") != true;
  if (counts_all) return {};  // 0 is counted too
  const Json& when = Member(whens[0], "CaseWhen");
  const Json& result = Member(when, "result");
  return {&Member(when, "expr"), IsOne(result) ? nullptr : &result};
}

// In parentheses if AND would tear it apart.
std::string Enclosed(const std::string& condition) {
  return condition.find(" OR ") == std::string::npos ? condition : "(" + condition + ")";
}

std::string TypeName(const Json& type) {
  std::vector<std::string> names = NamesOf(Member(type, "names"));
  if (names.size() > 1 && names[0] == "pg_catalog") names.erase(names.begin());
  std::string name;
  for (const std::string& part : names) name += (name.empty() ? "" : ".") + part;
  for (const std::string_view real : {"float4", "float8", "numeric", "double", "float", "real", "decimal"})
    if (name == real) return "real";
  for (const std::string_view whole : {"int2", "int4", "int8", "int", "integer", "bigint"})
    if (name == whole) return "integer";
  return name;
}

}  // namespace

std::string QueryReader::Text(const Json& node, Query& facts, Scope& scope) {
  if (!node.is_object() || node.empty()) return "NULL";
  const std::string kind = node.begin().key();
  const Json& inside = node.begin().value();
  if (kind == "ColumnRef") return Column(inside, scope);
  if (kind == "A_Const") return Constant(inside);
  if (kind == "A_Expr") return Cut(Operation(inside, facts, scope));
  if (kind == "BoolExpr") return Cut(Boolean(inside, facts, scope));
  if (kind == "FuncCall") return Cut(Call(inside, facts, scope));
  if (kind == "CaseExpr") return Cut(Case(inside, facts, scope));
  if (kind == "TypeCast") return Cut(Cast(inside, facts, scope));
  if (kind == "SubLink") return Cut(Subquery(inside, facts, scope));
  if (kind == "NullTest") {
    const bool negated = Member(inside, "nulltesttype") == "IS_NOT_NULL";
    return Operand(Member(inside, "arg"), facts, scope) + (negated ? " IS NOT NULL" : " IS NULL");
  }
  if (kind == "BooleanTest") {
    std::string test = Member(inside, "booltesttype").is_string() ? inside["booltesttype"].get<std::string>() : "";
    std::replace(test.begin(), test.end(), '_', ' ');
    return Operand(Member(inside, "arg"), facts, scope) + " " + test;
  }
  if (kind == "CoalesceExpr") return "coalesce(" + List(Member(inside, "args"), facts, scope) + ")";
  if (kind == "MinMaxExpr") {
    const bool least = Member(inside, "op") == "IS_LEAST";
    return (least ? "least(" : "greatest(") + List(Member(inside, "args"), facts, scope) + ")";
  }
  if (kind == "CollateClause") {
    const auto names = NamesOf(Member(inside, "collname"));
    return Operand(Member(inside, "arg"), facts, scope) + " COLLATE " + (names.empty() ? "" : names.back());
  }
  if (kind == "List") return "(" + List(Member(inside, "items"), facts, scope) + ")";
  if (kind == "RowExpr") return "(" + List(Member(inside, "args"), facts, scope) + ")";
  if (kind == "A_ArrayExpr") return "array[" + List(Member(inside, "elements"), facts, scope) + "]";
  if (kind == "A_Indirection") return Operand(Member(inside, "arg"), facts, scope) + "[]";
  if (kind == "NamedArgExpr") return Text(Member(inside, "arg"), facts, scope);
  if (kind == "GroupingFunc") return "grouping(" + List(Member(inside, "args"), facts, scope) + ")";
  if (kind == "GroupingSet") return "sets(" + List(Member(inside, "content"), facts, scope) + ")";
  if (kind == "ParamRef") return "?";
  if (kind == "SQLValueFunction") {
    const Json& op = Member(inside, "op");
    return op.is_string() ? FoldCase(op.get_ref<const std::string&>()) : "current_date";
  }
  if (unknown_.empty()) unknown_ = kind;
  return "?";
}

// In parentheses if it is an operation itself.
std::string QueryReader::Operand(const Json& node, Query& facts, Scope& scope) {
  std::string text = Text(node, facts, scope);
  const bool simple = !node.contains("A_Expr") && !node.contains("BoolExpr");
  return simple ? text : "(" + text + ")";
}

std::string QueryReader::List(const Json& items, Query& facts, Scope& scope, bool sorted) {
  std::vector<std::string> texts;
  for (const Json& item : items) texts.push_back(Text(item, facts, scope));
  if (sorted) std::sort(texts.begin(), texts.end());
  std::string text;
  for (const std::string& item : texts) text += (text.empty() ? "" : ", ") + item;
  return text;
}

std::string QueryReader::See(const std::string& table, const std::string& column) {
  std::string name = table.empty() ? column : table + "." + column;
  if (const auto found = rules_.stand_in.find(name); found != rules_.stand_in.end()) name = found->second;
  if (column != "*") columns_.insert(name);
  return name;
}

std::string QueryReader::Column(const Json& reference, const Scope& scope) {
  const Json& fields = Member(reference, "fields");
  const bool star = fields.is_array() && !fields.empty() && fields.back().contains("A_Star");
  std::vector<std::string> names = NamesOf(fields);
  if (names.empty()) return "*";
  const std::string column = star ? "*" : names.back();
  if (names.size() == 1) return star ? "*" : Resolve(column, scope);
  const std::string& owner = names[names.size() - 2];
  std::string table = owner;
  for (const Scope* at = &scope; at; at = at->outer) {
    const auto source = std::find_if(at->sources.begin(), at->sources.end(),
                                     [&](const Source& candidate) { return candidate.alias == owner; });
    if (source == at->sources.end()) continue;
    for (const Output& output : source->outputs)
      if (output.name == column) return output.text;
    if (!source->table.empty()) table = source->table;
    break;
  }
  const std::string name = See(table, column);
  if (!star) seen_.columns.insert(name);
  seen_.tables.insert(table);
  return name;
}

// A bare name: the column of a table of this query or of one around it, or an alias.
std::string QueryReader::Resolve(const std::string& name, const Scope& scope) {
  const auto own = [&](const Source& source) {
    const auto owner = rules_.owners.find(name);
    return owner != rules_.owners.end() && source.table.substr(0, source.table.find('(')) == owner->second;
  };
  const auto add = [&](const std::string& table) {
    const std::string seen = See(table, name);
    seen_.columns.insert(seen);
    if (!table.empty()) seen_.tables.insert(table);
    return seen;
  };
  for (const Scope* at = &scope; at; at = at->outer) {
    for (const Source& source : at->sources) {
      if (own(source)) return add(source.table);
      for (const Output& output : source.outputs)
        if (output.name == name) return output.text;
    }
    if (at->use_aliases) {
      for (const Output& alias : at->aliases)
        if (alias.name == name) return alias.text;
    }
    if (rules_.owners.contains(name)) continue;
    const auto open = [](const Source& source) { return !source.known; };
    const auto possible = std::count_if(at->sources.begin(), at->sources.end(), open);
    if (possible == 1) return add(std::find_if(at->sources.begin(), at->sources.end(), open)->table);
    if (possible > 1) break;
  }
  return add("");
}

std::string QueryReader::Constant(const Json& constant) {
  if (Member(constant, "isnull") == true) return "NULL";
  if (constant.contains("sval")) {
    const Json& text = Member(constant["sval"], "sval");
    std::string quoted = "'";
    if (text.is_string()) {
      for (const char c : text.get_ref<const std::string&>()) quoted += c == '\'' ? "''" : std::string(1, c);
    }
    return Cut(quoted + "'");
  }
  if (constant.contains("ival")) {
    const Json& number = Member(constant["ival"], "ival");
    return number.is_number_integer() ? std::to_string(number.get<int64_t>()) : "0";
  }
  if (constant.contains("fval")) {
    std::string text = NameIn(constant["fval"], "fval");
    const size_t dot = text.find('.');
    const bool zeros =
        rules_.keys && dot != std::string::npos && text.find_first_not_of('0', dot + 1) == std::string::npos;
    return zeros ? text.substr(0, dot + 1) + "0" : text;
  }
  if (constant.contains("boolval")) return Member(constant["boolval"], "boolval") == true ? "TRUE" : "FALSE";
  return "x'" + NameIn(Member(constant, "bsval"), "bsval") + "'";
}

std::string QueryReader::Comparison(std::string operation, std::string left, std::string right) {
  const bool turns =
      operation == "=" || operation == "<>" || operation == "+" || operation == "*" || Mirrored(operation) != operation;
  if (turns && StandsBehind(left, right)) {
    std::swap(left, right);
    operation = Mirrored(operation);
  }
  return left + " " + operation + " " + right;
}

std::string QueryReader::Operation(const Json& expression, Query& facts, Scope& scope) {
  const std::string kind = Member(expression, "kind").is_string() ? expression["kind"].get<std::string>() : "";
  const auto names = NamesOf(Member(expression, "name"));
  const std::string operation = names.empty() ? "" : Spelled(names.back());
  const Json& right_node = Member(expression, "rexpr");
  if (!expression.contains("lexpr")) return operation + Operand(right_node, facts, scope);
  std::string left = Operand(Member(expression, "lexpr"), facts, scope);
  if (kind == "AEXPR_IN") {
    const Json& items = Member(Member(right_node, "List"), "items");
    const bool negated = operation == "<>";
    if (items.is_array() && items.size() == 1)
      return Comparison(negated ? "<>" : "=", left, Operand(items[0], facts, scope));
    return left + (negated ? " NOT IN (" : " IN (") + List(items, facts, scope, true) + ")";
  }
  if (kind.find("BETWEEN") != std::string::npos) {
    const Json& bounds = Member(Member(right_node, "List"), "items");
    if (bounds.size() != 2) return left + " " + operation;
    const std::string low = Operand(bounds[0], facts, scope);
    return left + " " + operation + " " + low + " AND " + Operand(bounds[1], facts, scope);
  }
  std::string right = Operand(right_node, facts, scope);
  if (kind == "AEXPR_DISTINCT") return left + " IS DISTINCT FROM " + right;
  if (kind == "AEXPR_NOT_DISTINCT") return left + " IS NOT DISTINCT FROM " + right;
  if (kind == "AEXPR_NULLIF") return "nullif(" + left + ", " + right + ")";
  if (kind == "AEXPR_OP_ANY") return left + " " + operation + " ANY (" + right + ")";
  if (kind == "AEXPR_OP_ALL") return left + " " + operation + " ALL (" + right + ")";
  if (kind == "AEXPR_SIMILAR") return left + " SIMILAR TO " + right;
  return Comparison(operation, std::move(left), std::move(right));
}

std::string QueryReader::Boolean(const Json& expression, Query& facts, Scope& scope) {
  const Json& arguments = Member(expression, "args");
  if (Member(expression, "boolop") == "NOT_EXPR")
    return "NOT " + (arguments.empty() ? "" : Operand(arguments[0], facts, scope));
  const bool either = Member(expression, "boolop") == "OR_EXPR";
  std::vector<std::string> parts;
  for (const Json& argument : arguments) parts.push_back(Text(argument, facts, scope));
  std::sort(parts.begin(), parts.end());
  // x = 1 OR x = 2 is x IN (1, 2).
  const std::string head = parts.empty() ? "" : parts[0].substr(0, parts[0].find(" = ") + 3);
  const bool same =
      either && head.size() > 3 && head.find(' ') == head.size() - 3 &&
      std::all_of(parts.begin(), parts.end(), [&](const std::string& part) {
        const bool plain = part.find(" AND ") == std::string::npos && part.find(" OR ") == std::string::npos;
        return plain && part.starts_with(head) && IsConstantText(std::string_view(part).substr(head.size()));
      });
  std::string text;
  if (same) {
    for (const std::string& part : parts) text += (text.empty() ? "" : ", ") + part.substr(head.size());
    return head.substr(0, head.size() - 3) + " IN (" + text + ")";
  }
  for (const std::string& part : parts) {
    const bool mixed = part.find(" AND ") != std::string::npos || part.find(" OR ") != std::string::npos;
    text += (text.empty() ? "" : either ? " OR " : " AND ") + (mixed ? "(" + part + ")" : part);
  }
  return text;
}

std::string QueryReader::Call(const Json& call, Query& facts, Scope& scope) {
  const auto names = NamesOf(Member(call, "funcname"));
  std::string name = names.empty() ? "" : names.back();
  if (name == "ifnull" || name == "nvl") name = "coalesce";
  if (name == "like_escape") return List(Member(call, "args"), facts, scope);
  const bool window = call.contains("over");
  if (!window && IsAggregate(name) && Member(call, "args").size() < 4) {
    // SQLite's min and max of several values are no aggregates.
    const bool scalar = (name == "min" || name == "max") && Member(call, "args").size() > 1;
    if (!scalar) return Aggregate(name, call, facts, scope);
  }
  const bool star = Member(call, "agg_star") == true;
  std::string text = name + "(" + (star ? "*" : List(Member(call, "args"), facts, scope)) + ")";
  return window ? text + Window(call, facts, scope) : text;
}

std::string QueryReader::Aggregate(const std::string& name, const Json& call, Query& facts, Scope& scope) {
  const Conditional conditional = ConditionalOf(name, call);
  SqlAggregate aggregate;
  aggregate.function = name == "count_if" ? "count" : name;
  aggregate.distinct = Member(call, "agg_distinct") == true;
  aggregate.conditional = conditional.condition != nullptr;
  std::string condition;
  std::string argument = "*";
  if (conditional.condition) {
    const bool counts = !conditional.value && name == "sum";
    if (counts) aggregate.function = "count";
    condition = ConditionText(*conditional.condition, {facts, scope, SqlFilter::Place::kCase});
    if (conditional.value) argument = Text(*conditional.value, facts, scope);
  } else if (Member(call, "agg_star") != true) {
    argument = List(Member(call, "args"), facts, scope);
  }
  seen_.aggregate = true;
  aggregate.argument = {argument, argument};
  std::string text = aggregate.function + "(" + (aggregate.distinct ? "DISTINCT " : "") + argument + ")";
  if (!condition.empty()) text += " FILTER (WHERE " + condition + ")";
  facts.aggregates.push_back(std::move(aggregate));
  return text;
}

std::string QueryReader::Window(const Json& call, Query& facts, Scope& scope) {
  const Json& over = Member(call, "over");
  std::string text = " OVER (" + List(Member(over, "partitionClause"), facts, scope);
  for (const Json& item : Member(over, "orderClause")) {
    const Json& key = Member(item, "SortBy");
    text += (text.back() == '(' ? "" : " ") + ("ORDER BY " + Text(Member(key, "node"), facts, scope));
    if (Member(key, "sortby_dir") == "SORTBY_DESC") text += " DESC";
  }
  seen_.window = true;
  return text + NameIn(over, "name") + ")";
}

std::string QueryReader::Case(const Json& expression, Query& facts, Scope& scope) {
  std::string text = "CASE";
  if (expression.contains("arg")) text += " " + Text(expression["arg"], facts, scope);
  for (const Json& item : Member(expression, "args")) {
    const Json& when = Member(item, "CaseWhen");
    text += " WHEN " + Text(Member(when, "expr"), facts, scope);
    text += " THEN " + Text(Member(when, "result"), facts, scope);
  }
  if (expression.contains("defresult")) text += " ELSE " + Text(expression["defresult"], facts, scope);
  return text + " END";
}

std::string QueryReader::Cast(const Json& cast, Query& facts, Scope& scope) {
  return "CAST(" + Text(Member(cast, "arg"), facts, scope) + " AS " + TypeName(Member(cast, "typeName")) + ")";
}

// A subquery that stays one: its facts are kept as nested, and it is written in short.
std::string QueryReader::Subquery(const Json& link, Query& facts, Scope& scope) {
  const Seen outside = std::exchange(seen_, {});
  Query sub = ReadSelect(Member(Member(link, "subselect"), "SelectStmt"), &scope, nullptr);
  seen_ = outside;
  std::string text = "SELECT ";
  for (size_t i = 0; i < sub.outputs.size(); ++i) text += (i == 0 ? "" : ", ") + sub.outputs[i].expression.text;
  std::vector<std::string> tables, filters;
  for (const SqlTableUse& table : sub.tables)
    if (!table.nested) tables.push_back(table.name);
  for (const SqlFilter& filter : sub.filters)
    if (!filter.nested && filter.place != SqlFilter::Place::kCase) filters.push_back(filter.condition.text);
  std::sort(tables.begin(), tables.end());
  std::sort(filters.begin(), filters.end());
  for (size_t i = 0; i < tables.size(); ++i) text += (i == 0 ? " FROM " : ", ") + tables[i];
  for (size_t i = 0; i < filters.size(); ++i) text += (i == 0 ? " WHERE " : " AND ") + Enclosed(filters[i]);
  for (size_t i = 0; i < sub.group_by.size(); ++i) text += (i == 0 ? " GROUP BY " : ", ") + sub.group_by[i].text;
  for (size_t i = 0; i < sub.order_by.size(); ++i)
    text +=
        (i == 0 ? " ORDER BY " : ", ") + sub.order_by[i].expression.text + (sub.order_by[i].descending ? " DESC" : "");
  if (sub.limit) text += " LIMIT " + *sub.limit;
  MergeFacts(std::move(sub), facts, true);
  const Json& type = Member(link, "subLinkType");
  if (type == "EXISTS_SUBLINK") return "EXISTS (" + text + ")";
  if (type == "EXPR_SUBLINK" || type == "ARRAY_SUBLINK") return "(" + text + ")";
  const std::string value = Operand(Member(link, "testexpr"), facts, scope);
  const auto names = NamesOf(Member(link, "operName"));
  const std::string operation = names.empty() ? "" : names.back() + (type == "ALL_SUBLINK" ? " ALL" : " ANY");
  return value + " " + (operation.empty() ? "IN" : operation) + " (" + text + ")";
}

}  // namespace harness
