#include "harness/sql/diagnose.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include "harness/base/text.h"
#include "harness/sql/parse_tree.h"
#include "harness/sql/query.h"
#include "harness/sql/query_difference.h"

namespace harness {
namespace {

using Aspect = QueryFact::Aspect;

constexpr size_t kFacts = 3;  // that a reason names

std::string_view CategoryOf(Aspect aspect) {
  switch (aspect) {
    case Aspect::kJoin:
      return "wrong_join";
    case Aspect::kFilter:
      return "wrong_filter";
    case Aspect::kAggregation:
      return "wrong_aggregation";
    case Aspect::kColumn:
      return "wrong_column";
    case Aspect::kOther:
      break;
  }
  return "semantic_difference";
}

std::string_view CategoryOf(SqlProblem problem) {
  switch (problem) {
    case SqlProblem::kMissingName:
      return "missing_table_or_column";
    case SqlProblem::kTimeout:
    case SqlProblem::kTooLarge:
      return "timeout";
    case SqlProblem::kUnavailable:
    case SqlProblem::kStopped:
      return "api_error";
    case SqlProblem::kSyntax:
    case SqlProblem::kRefused:
    case SqlProblem::kFailed:
      break;
  }
  return "sql_syntax_error";
}

// --- results

std::optional<double> NumberIn(const SqlValue& value) {
  if (const auto* whole = std::get_if<int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  const auto* decimal = std::get_if<SqlDecimal>(&value);
  if (!decimal) return std::nullopt;
  double number = 0;
  const auto [end, problem] =
      std::from_chars(decimal->text.data(), decimal->text.data() + decimal->text.size(), number);
  return problem == std::errc() ? std::optional(number) : std::nullopt;
}

bool IsNear(double a, double b) {
  return std::abs(a - b) <= 1e-9 * std::max(std::abs(a), std::abs(b));
}

// How one figure comes from the other by arithmetic alone: "the whole part of it"; empty if it does not.
std::string ArithmeticOf(double gold, double pred) {
  if (IsNear(pred, -gold)) return "the sign is turned";
  if (pred != gold && pred == std::trunc(gold) && pred != 0) return "it is gold's figure without its fraction";
  for (const double digits : {1.0, 10.0, 100.0, 1'000.0, 10'000.0})
    if (pred != 0 && pred != gold && IsNear(pred, std::round(gold * digits) / digits))
      return "it is gold's figure rounded";
  for (const double factor : {10.0, 100.0, 1'000.0}) {
    if (IsNear(pred * factor, gold)) return fmt::format("it is {} times too small", factor);
    if (IsNear(pred, gold * factor)) return fmt::format("it is {} times too large", factor);
  }
  if (gold != 0 && IsNear(pred, 1 / gold)) return "the ratio is upside down";
  return "";
}

std::string ArithmeticOf(const TableDifference& difference) {
  if (!difference.changed_cell) return "";
  const auto gold = NumberIn(difference.changed_cell->gold);
  const auto pred = NumberIn(difference.changed_cell->pred);
  return gold && pred ? ArithmeticOf(*gold, *pred) : "";
}

bool IsNothing(const TableDifference& difference) {
  if (difference.pred_rows == 0 && difference.gold_rows > 0) return true;
  if (!difference.changed_cell || difference.gold_rows != 1) return false;
  const SqlValue& value = difference.changed_cell->pred;
  return IsNull(value) || NumberIn(value) == 0.0;
}

// What is to be seen in the results.
std::string ResultText(const TableDifference& difference) {
  const size_t gold = difference.gold_rows, pred = difference.pred_rows;
  if (difference.gold_columns != difference.pred_columns) {
    std::string text =
        fmt::format("{} instead of {}", Counted(difference.pred_columns, "column"), difference.gold_columns);
    if (gold != pred) text += fmt::format(", {} instead of {}", Counted(pred, "row"), gold);
    return text;
  }
  if (difference.changed_cell) {
    const std::string arithmetic = ArithmeticOf(difference);
    return fmt::format("got {}, expected {}{}{}", ToText(difference.changed_cell->pred),
                       ToText(difference.changed_cell->gold), arithmetic.empty() ? "" : ": ", arithmetic);
  }
  if (pred == 0 && gold > 0) return fmt::format("no row instead of {}", gold);
  if (difference.same_set && gold > 0 && pred > gold && pred % gold == 0)
    return fmt::format("the same rows, {} times as many", pred / gold);
  if (difference.same_set) return fmt::format("the same distinct rows, {} instead of {}", Counted(pred, "row"), gold);
  std::string text;
  if (difference.missing_rows > 0) text = Counted(difference.missing_rows, "missing row");
  if (difference.extra_rows > 0) text += (text.empty() ? "" : ", ") + Counted(difference.extra_rows, "extra row");
  return text.empty() ? "the same rows, in another order of rows or columns" : text;
}

Json ResultJson(const TableDifference& difference) {
  Json json = {{"gold_rows", difference.gold_rows},       {"pred_rows", difference.pred_rows},
               {"gold_columns", difference.gold_columns}, {"pred_columns", difference.pred_columns},
               {"missing_rows", difference.missing_rows}, {"extra_rows", difference.extra_rows}};
  if (!difference.changed_cell) return json;
  json["changed_cell"] = {{"column", difference.changed_cell->column},
                          {"gold", ToJson(difference.changed_cell->gold)},
                          {"pred", ToJson(difference.changed_cell->pred)}};
  return json;
}

// --- the decision

bool IsStrong(const QueryFact& fact, const TableDifference& results) {
  return fact.strong && (!fact.rows_only || results.gold_rows != results.pred_rows);
}

class Judge {
 public:
  Judge(const QueryDifference& queries, const TableDifference& results) : queries_(queries), results_(results) {}

  Aspect Decide() const {
    const bool other_columns = results_.gold_columns != results_.pred_columns;
    if (results_.same_set && results_.gold_rows != results_.pred_rows && !other_columns) return Multiplicity();
    const bool part = results_.missing_rows == 0 || results_.extra_rows == 0;
    if (queries_.ties && part && results_.pred_rows > 0) return Aspect::kOther;
    if (other_columns && queries_.other_groups && results_.gold_rows != results_.pred_rows) return Aspect::kAggregation;
    if (other_columns && results_.gold_rows == results_.pred_rows && Has(Aspect::kColumn)) return Aspect::kColumn;
    if (!ArithmeticOf(results_).empty() && queries_.other_figures) return Aspect::kAggregation;
    if (IsNothing(results_) && Has(Aspect::kFilter, true)) return Aspect::kFilter;
    const std::set<Aspect> strong = Aspects(true);
    if (strong.size() == 1) return *strong.begin();
    const std::set<Aspect> weak = Aspects(false);
    return strong.empty() && weak.size() == 1 ? *weak.begin() : Aspect::kOther;
  }

 private:
  Aspect Multiplicity() const {
    if (Has(Aspect::kJoin)) return Aspect::kJoin;
    return queries_.other_groups ? Aspect::kAggregation : Aspect::kOther;
  }
  bool Has(Aspect aspect, bool strong = false) const {
    return std::any_of(queries_.facts.begin(), queries_.facts.end(), [&](const QueryFact& fact) {
      return fact.aspect == aspect && (!strong || IsStrong(fact, results_));
    });
  }
  std::set<Aspect> Aspects(bool strong) const {
    std::set<Aspect> aspects;
    for (const QueryFact& fact : queries_.facts)
      if (strong ? IsStrong(fact, results_) : !fact.strong) aspects.insert(fact.aspect);
    return aspects;
  }

  const QueryDifference& queries_;
  const TableDifference& results_;
};

// The facts that speak for the category first, then the strong ones.
std::string FactsText(const QueryDifference& queries, const TableDifference& results, Aspect aspect) {
  std::vector<const QueryFact*> facts;
  for (const QueryFact& fact : queries.facts) facts.push_back(&fact);
  const auto weight = [&](const QueryFact* fact) {
    return (fact->aspect == aspect && aspect != Aspect::kOther ? 0 : 2) + (IsStrong(*fact, results) ? 0 : 1);
  };
  std::stable_sort(facts.begin(), facts.end(), [&](auto* a, auto* b) { return weight(a) < weight(b); });
  // Weak facts are worth naming only where nothing else is there.
  const bool settled = !facts.empty() && weight(facts[0]) % 2 == 0;
  if (settled) std::erase_if(facts, [&](const QueryFact* fact) { return !IsStrong(*fact, results); });
  std::string text;
  for (size_t i = 0; i < facts.size() && i < kFacts; ++i) text += (i == 0 ? "" : ", ") + facts[i]->text;
  if (facts.size() > kFacts) text += fmt::format(" and {}", Counted(facts.size() - kFacts, "further difference"));
  return text;
}

void AddHints(const Query& query, QueryHints& hints) {
  for (const auto& [column, table] : OwnersOf(query)) {
    const auto [found, is_new] = hints.owners.emplace(column, table);
    if (!is_new && found->second != table) found->second.clear();
  }
  for (const SqlTableUse& table : query.tables) {
    const size_t role = table.name.find('(');
    if (role != std::string::npos) hints.by_role.insert(table.name.substr(0, role));
  }
}

// Both queries, read with the names of each other.
Result<std::pair<Query, Query>> ParseBoth(std::string_view gold_sql, std::string_view pred_sql, SqlDialect dialect) {
  const auto gold_tree = ParseTree(gold_sql, dialect);
  if (!gold_tree) return Fail("gold can't be parsed: {}", gold_tree.error().Message());
  const auto pred_tree = ParseTree(pred_sql, dialect);
  if (!pred_tree) return Fail("the query can't be parsed: {}", pred_tree.error().Message());
  QueryHints hints;
  std::pair<Query, Query> both;
  for (const bool again : {false, true}) {
    auto gold = QueryOf(*gold_tree, hints), pred = QueryOf(*pred_tree, hints);
    if (!gold) return Fail("gold can't be parsed: {}", gold.error().Message());
    if (!pred) return Fail("the query can't be parsed: {}", pred.error().Message());
    both = {*std::move(gold), *std::move(pred)};
    if (again) break;
    AddHints(both.first, hints);
    AddHints(both.second, hints);
    std::erase_if(hints.owners, [](const auto& owner) { return owner.second.empty(); });
  }
  return both;
}

// Without the queries: only what the results alone prove.
Diagnosis FromResults(const TableDifference& difference, const std::string& why) {
  const bool other_columns = difference.gold_columns != difference.pred_columns;
  const bool column = other_columns && difference.gold_rows == difference.pred_rows;
  return {std::string(CategoryOf(column ? Aspect::kColumn : Aspect::kOther)),
          fmt::format("{}; {}", ResultText(difference), why),
          {{"parsed", why}, {"queries", Json::array()}, {"results", ResultJson(difference)}}};
}

}  // namespace

Diagnosis DiagnoseError(const SqlError& error) {
  const std::string prefix = error.problem == SqlProblem::kRefused ? "refused: " : "";
  return {std::string(CategoryOf(error.problem)),
          prefix + error.message,
          {{"problem", ToString(error.problem)}, {"message", error.message}}};
}

Diagnosis DiagnoseNoSql(std::string_view why) {
  return {"no_sql_generated", std::string(why), nullptr};
}

Diagnosis Diagnose(std::string_view gold_sql, std::string_view pred_sql, SqlDialect dialect,
                   const TableDifference& difference) {
  const auto both = ParseBoth(gold_sql, pred_sql, dialect);
  if (!both) return FromResults(difference, both.error().Message());
  const QueryDifference queries = CompareQueries(both->first, both->second);
  const Aspect aspect = Judge(queries, difference).Decide();
  const std::string facts = FactsText(queries, difference, aspect);
  const std::string results = ResultText(difference);
  return {std::string(CategoryOf(aspect)),
          facts.empty() ? "the queries ask for the same as far as they can be compared; " + results
                        : facts + "; " + results,
          {{"parsed", true}, {"queries", queries.ToJson()}, {"results", ResultJson(difference)}}};
}

}  // namespace harness
