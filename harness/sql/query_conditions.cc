#include <algorithm>

#include "harness/sql/query_reader.h"

namespace harness {
namespace {

bool IsAnd(const Json& node) {
  return Member(Member(node, "BoolExpr"), "boolop") == "AND_EXPR";
}

bool IsEquality(const Json& node) {
  const Json& expression = Member(node, "A_Expr");
  return Member(expression, "kind") == "AEXPR_OP" &&
         NamesOf(Member(expression, "name")) == std::vector<std::string>{"="};
}

const Json& Sublink(const Json& node) {
  return Member(node, "SubLink");
}

// A subquery that only looks rows up: what it selects from could as well be joined.
bool IsPlain(const Json& select) {
  if (!select.contains("fromClause") || select.contains("groupClause") || select.contains("havingClause")) return false;
  if (select.contains("limitOffset") || select.contains("withClause") || Member(select, "op") != "SETOP_NONE")
    return false;
  const Json& limit = Member(select, "limitCount");
  return limit.empty() || Member(Member(Member(limit, "A_Const"), "ival"), "ival") == 1;
}

// The one column that a subquery selects; null if it is anything else.
const Json* OnlyColumn(const Json& select) {
  const Json& targets = Member(select, "targetList");
  if (!targets.is_array() || targets.size() != 1) return nullptr;
  const Json& value = Member(Member(targets[0], "ResTarget"), "val");
  return value.contains("ColumnRef") ? &value : nullptr;
}

}  // namespace

void QueryReader::Conjuncts(const Json& node, Place place) {
  if (node.empty()) return;
  if (!IsAnd(node)) {
    Conjunct(node, place);
    return;
  }
  for (const Json& part : Member(node["BoolExpr"], "args")) Conjuncts(part, place);
}

// The condition of a CASE, conjunct by conjunct, as one text.
std::string QueryReader::ConditionText(const Json& node, Place place) {
  if (!IsAnd(node)) return Conjunct(node, place);
  std::vector<std::string> parts;
  for (const Json& part : Member(node["BoolExpr"], "args")) parts.push_back(ConditionText(part, place));
  if (rules_.keys) std::sort(parts.begin(), parts.end());
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : " AND ") + part;
  return text;
}

std::string QueryReader::Conjunct(const Json& node, Place place) {
  const Seen outside = std::exchange(seen_, {});
  std::string text;
  if (const Json& expression = Member(node, "A_Expr"); Member(expression, "kind") == "AEXPR_BETWEEN") {
    const std::string value = Text(Member(expression, "lexpr"), place.facts, place.scope);
    const Json& bounds = Member(Member(Member(expression, "rexpr"), "List"), "items");
    for (size_t i = 0; i < bounds.size() && i < 2; ++i) {
      const std::string bound = Operand(bounds[i], place.facts, place.scope);
      text += (text.empty() ? "" : " AND ") + AddFilter(Comparison(i == 0 ? ">=" : "<=", value, bound), seen_, place);
    }
  } else if (place.place == SqlFilter::Place::kWhere && AddEquality(node, place)) {
    text = "";
  } else if (auto dissolved = Dissolve(node, place)) {
    text = *std::move(dissolved);
  } else {
    text = AddFilter(Text(node, place.facts, place.scope), seen_, place);
  }
  const bool aggregate = seen_.aggregate;
  seen_.columns.insert(outside.columns.begin(), outside.columns.end());
  seen_.tables.insert(outside.tables.begin(), outside.tables.end());
  seen_.aggregate = outside.aggregate || aggregate;
  seen_.window = outside.window || seen_.window;
  return text;
}

std::string QueryReader::AddFilter(std::string text, const Seen& seen, Place place) {
  SqlFilter filter;
  filter.condition = {text, text};
  filter.place = place.place;
  filter.columns.assign(seen.columns.begin(), seen.columns.end());
  filter.tables.assign(seen.tables.begin(), seen.tables.end());
  place.facts.filters.push_back(std::move(filter));
  return text;
}

// a.x = b.y, of two tables: a join.
bool QueryReader::AddEquality(const Json& node, Place place) {
  if (!IsEquality(node)) return false;
  const Json& left = Member(node["A_Expr"], "lexpr");
  const Json& right = Member(node["A_Expr"], "rexpr");
  if (!left.contains("ColumnRef") || !right.contains("ColumnRef")) return false;
  const std::string a = Text(left, place.facts, place.scope);
  const std::string b = Text(right, place.facts, place.scope);
  if (seen_.tables.size() != 2) return false;
  equalities_.emplace_back(a, b);
  place.facts.joins.push_back(
      {SqlJoin::Kind::kInner, {seen_.tables.begin(), seen_.tables.end()}, Comparison("=", a, b), false});
  return true;
}

// x IN (SELECT y …), x = (SELECT y …), EXISTS (SELECT …): the subquery's facts become those of the query, and x = y a
// join. Gives the subquery's filters as a text.
std::optional<std::string> QueryReader::Dissolve(const Json& node, Place place) {
  const Json* outside = nullptr;
  const Json* link = &Sublink(node);
  if (IsEquality(node)) {
    const Json& left = Member(node["A_Expr"], "lexpr");
    const Json& right = Member(node["A_Expr"], "rexpr");
    link = right.contains("SubLink") ? &Sublink(right) : &Sublink(left);
    outside = right.contains("SubLink") ? &left : &right;
    if (Member(*link, "subLinkType") != "EXPR_SUBLINK") return std::nullopt;
  } else if (Member(*link, "subLinkType") == "ANY_SUBLINK" && !link->contains("operName")) {
    outside = &Member(*link, "testexpr");
  } else if (Member(*link, "subLinkType") != "EXISTS_SUBLINK") {
    return std::nullopt;
  }
  const Json& select = Member(Member(*link, "subselect"), "SelectStmt");
  const Json* inside = outside ? OnlyColumn(select) : nullptr;
  if (!IsPlain(select) || (outside && (!inside || !outside->contains("ColumnRef")))) return std::nullopt;
  std::vector<Output> outputs;
  const size_t known = equalities_.size();
  if (outside) role_ = NamesOf(Member(Member(*outside, "ColumnRef"), "fields")).back();
  Query sub = ReadSelect(select, &place.scope, &outputs);
  sub.limit.reset();
  if (outside) {
    seen_ = {};
    const std::string a = Text(*outside, place.facts, place.scope);
    const std::string b = outputs.empty() ? "" : outputs[0].text;
    equalities_.insert(equalities_.begin() + static_cast<std::ptrdiff_t>(known), {a, b});
    SqlJoin join{SqlJoin::Kind::kInner, {seen_.tables.begin(), seen_.tables.end()}, Comparison("=", a, b), false};
    if (!sub.outputs.empty())
      join.tables.insert(join.tables.end(), sub.outputs[0].tables.begin(), sub.outputs[0].tables.end());
    sub.joins.insert(sub.joins.begin(), std::move(join));
  }
  return Absorb(std::move(sub), place);
}

std::string QueryReader::Absorb(Query&& sub, Place place) {
  std::string text;
  for (SqlFilter& filter : sub.filters) {
    if (filter.nested) continue;
    filter.place = place.place;
    text += (text.empty() ? "" : " AND ") + filter.condition.text;
  }
  sub.group_by.clear();
  MergeFacts(std::move(sub), place.facts, false);
  return text;
}

}  // namespace harness
