#include "harness/sql/query.h"

#include <algorithm>
#include <set>

#include "harness/base/text.h"
#include "harness/sql/parse_tree.h"
#include "harness/sql/query_reader.h"

namespace harness {
namespace {

using StandIns = std::map<std::string, std::string>;

std::string RootOf(const StandIns& parents, std::string name) {
  for (auto found = parents.find(name); found != parents.end() && found->second != name; found = parents.find(name))
    name = found->second;
  return name;
}

// Foreign keys say more than `id` does, and are there without the join too.
bool IsBetterName(const std::string& a, const std::string& b) {
  const size_t a_size = a.size() - std::min(a.size(), a.rfind('.') + 1);
  const size_t b_size = b.size() - std::min(b.size(), b.rfind('.') + 1);
  return a_size != b_size ? a_size > b_size : a < b;
}

// For each column the one that stands for all that are held equal to it.
StandIns StandInsOf(const std::vector<std::pair<std::string, std::string>>& equalities) {
  StandIns parents;
  for (const auto& [left, right] : equalities) {
    const std::string a = RootOf(parents, left);
    const std::string b = RootOf(parents, right);
    if (a == b) continue;
    const bool left_stays = IsBetterName(a, b);
    parents[left_stays ? b : a] = left_stays ? a : b;
  }
  StandIns flat;
  for (const auto& [name, parent] : parents) flat[name] = RootOf(parents, parent);
  return flat;
}

void TakeKeys(const Query& keys, Query& facts) {
  const auto zip = [](const auto& from, auto& to, auto member) {
    for (size_t i = 0; i < std::min(from.size(), to.size()); ++i) member(to[i]).key = member(from[i]).text;
  };
  const auto itself = [](auto& text) -> auto& { return text; };
  const auto expression = [](auto& fact) -> auto& { return fact.expression; };
  zip(keys.filters, facts.filters, [](auto& filter) -> auto& { return filter.condition; });
  zip(keys.aggregates, facts.aggregates, [](auto& aggregate) -> auto& { return aggregate.argument; });
  zip(keys.outputs, facts.outputs, expression);
  zip(keys.order_by, facts.order_by, expression);
  zip(keys.group_by, facts.group_by, itself);
  for (size_t i = 0; i < std::min(keys.filters.size(), facts.filters.size()); ++i)
    facts.filters[i].columns = keys.filters[i].columns;
}

// Tables that are read more than once, subqueries that stay such aside.
std::set<std::string> ReadTwice(const Query& query) {
  std::set<std::string> once, twice;
  for (const SqlTableUse& table : query.tables)
    if (!table.nested && !once.insert(table.name).second) twice.insert(table.name);
  return twice;
}

size_t MostFacts(const Query& query) {
  return std::max({query.tables.size(), query.joins.size(), query.filters.size(), query.aggregates.size(),
                   query.outputs.size(), query.group_by.size(), query.order_by.size(), query.set_operations.size()});
}

}  // namespace

ColumnOwners OwnersOf(const Query& query) {
  ColumnOwners owners;
  std::set<std::string> shared;
  for (const std::string& name : query.columns) {
    const size_t dot = name.rfind('.');
    if (dot == std::string::npos) continue;
    const std::string table = name.substr(0, std::min(dot, name.find('(')));
    const auto [found, is_new] = owners.emplace(name.substr(dot + 1), table);
    if (!is_new && found->second != table) shared.insert(name.substr(dot + 1));
  }
  for (const std::string& column : shared) owners.erase(column);
  return owners;
}

Result<Query> ParseQuery(std::string_view sql, SqlDialect dialect, const QueryHints& hints) {
  const Result<Json> tree = ParseTree(sql, dialect);
  if (!tree) return Unexpected(tree.error());
  return QueryOf(*tree, hints);
}

Result<Query> QueryOf(const Json& tree, const QueryHints& hints) {
  if (!tree.contains("SelectStmt")) {
    const std::string kind = tree.empty() ? "nothing" : tree.begin().key();
    return Fail("no query that reads, but {}", kind.substr(0, kind.find("Stmt")));
  }
  const Json& select = tree["SelectStmt"];
  std::set<std::string> by_role = hints.by_role;
  StandIns stand_in;
  QueryReader first({hints.owners, by_role, stand_in});
  Query facts = first.Read(select);
  if (!first.unknown().empty()) return Fail("{} is not understood", first.unknown());
  if (MostFacts(facts) > kMaxFacts) return Fail("more than {} tables, joins, filters or outputs", kMaxFacts);
  by_role.merge(ReadTwice(facts));
  QueryReader second({hints.owners, by_role, stand_in});
  facts = second.Read(select);
  stand_in = StandInsOf(second.equalities());
  QueryReader third({hints.owners, by_role, stand_in, true});
  TakeKeys(third.Read(select), facts);
  return facts;
}

}  // namespace harness
