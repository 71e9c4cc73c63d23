#include "harness/sql/rules.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "harness/base/text.h"
#include "harness/sql/interned.h"

namespace harness {
namespace {

using IdRow = std::vector<uint32_t>;

std::vector<IdRow> Rows(const InternedTable& table) {
  std::vector<IdRow> rows;
  rows.reserve(table.rows);
  for (size_t i = 0; i < table.rows; ++i) {
    const auto begin = table.cells.begin() + static_cast<std::ptrdiff_t>(i * table.columns);
    rows.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(table.columns));
  }
  return rows;
}

std::vector<IdRow> Sorted(std::vector<IdRow> rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::vector<IdRow> Distinct(std::vector<IdRow> rows) {
  rows = Sorted(std::move(rows));
  rows.erase(std::unique(rows.begin(), rows.end()), rows.end());
  return rows;
}

// repr() of a Python float: shortest digits, an exponent below 1e-4 and from 1e16 on.
std::string PythonFloat(double value) {
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  if (std::isnan(value)) return "nan";
  std::string text = fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

// str(x) + str(type(x)), which is what exec_eval.py orders the cells of a row by.
std::string PythonKey(const SqlValue& value) {
  if (const auto* integer = std::get_if<int64_t>(&value)) return fmt::format("{}<class 'int'>", *integer);
  if (const auto* real = std::get_if<double>(&value)) return PythonFloat(*real) + "<class 'float'>";
  if (const auto* text = std::get_if<std::string>(&value)) return *text + "<class 'str'>";
  if (IsNull(value)) return "None<class 'NoneType'>";
  return ToText(value, static_cast<size_t>(-1)) + "<class 'bytes'>";
}

// The cells of each row in the order of their keys: unorder_row.
std::vector<IdRow> Unordered(const SqlTable& table, const InternedTable& interned) {
  std::vector<IdRow> rows;
  rows.reserve(interned.rows);
  for (size_t row = 0; row < interned.rows; ++row) {
    std::vector<std::pair<std::string, uint32_t>> cells;
    for (size_t column = 0; column < interned.columns; ++column)
      cells.emplace_back(PythonKey(table.at(row, column)), interned.at(row, column));
    std::stable_sort(cells.begin(), cells.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    IdRow ids;
    for (const auto& [key, id] : cells) ids.push_back(id);
    rows.push_back(std::move(ids));
  }
  return rows;
}

IdRow Column(const InternedTable& table, size_t column) {
  IdRow ids;
  ids.reserve(table.rows);
  for (size_t row = 0; row < table.rows; ++row) ids.push_back(table.at(row, column));
  return ids;
}

// Whether the columns of both are the same lists in some order.
bool SameColumns(const InternedTable& gold, const InternedTable& pred) {
  std::vector<IdRow> a, b;
  for (size_t i = 0; i < gold.columns; ++i) a.push_back(Column(gold, i));
  for (size_t i = 0; i < pred.columns; ++i) b.push_back(Column(pred, i));
  return Sorted(std::move(a)) == Sorted(std::move(b));
}

// dict.fromkeys: the first of equal rows stays where it is.
std::vector<IdRow> WithoutDuplicates(const InternedTable& table) {
  std::set<IdRow> seen;
  std::vector<IdRow> kept;
  for (IdRow& row : Rows(table))
    if (seen.insert(row).second) kept.push_back(std::move(row));
  return kept;
}

bool Holds(const IdRow& row, uint32_t id) {
  return std::find(row.begin(), row.end(), id) != row.end();
}

struct Matches {
  double both = 0, pred_only = 0, gold_only = 0;
};

Matches MatchRows(const IdRow& gold, const IdRow& pred) {
  Matches matches;
  for (const uint32_t id : pred) ++(Holds(gold, id) ? matches.both : matches.pred_only);
  for (const uint32_t id : gold)
    if (!Holds(pred, id)) ++matches.gold_only;
  const auto columns = static_cast<double>(gold.size());
  return {matches.both / columns, matches.pred_only / columns, matches.gold_only / columns};
}

}  // namespace

bool BirdEx(const SqlTable& gold, const SqlTable& pred) {
  CellNumbers numbers;
  return Distinct(Rows(Intern(gold, numbers))) == Distinct(Rows(Intern(pred, numbers)));
}

std::optional<bool> TestSuite(const SqlTable& gold, const SqlTable& pred, bool order_matters,
                              const std::function<bool()>& expired) {
  if (gold.rows() == 0 && pred.rows() == 0) return true;
  if (gold.rows() != pred.rows() || gold.columns.size() != pred.columns.size()) return false;
  CellNumbers numbers;
  const InternedTable gold_ids = Intern(gold, numbers);
  const InternedTable pred_ids = Intern(pred, numbers);
  std::vector<IdRow> gold_rows = Unordered(gold, gold_ids), pred_rows = Unordered(pred, pred_ids);
  if (order_matters) return gold_rows == pred_rows && SameColumns(gold_ids, pred_ids);
  if (Distinct(std::move(gold_rows)) != Distinct(std::move(pred_rows))) return false;
  const Assignment found = AssignColumns(gold_ids, pred_ids, Agreement::kMultiset, expired);
  if (found.gave_up) return std::nullopt;
  return found.columns.has_value();
}

bool MentionsOrderBy(std::string_view gold_sql) {
  return FoldCase(gold_sql).find("order by") != std::string::npos;
}

std::string TestSuiteText(std::string_view sql) {
  std::string text(sql);
  for (const auto& [from, to] : {std::pair("> =", ">="), std::pair("< =", "<="), std::pair("! =", "!=")})
    for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + 2)) text.replace(at, 3, to);
  const re2::RE2 current_year(R"((?i)YEAR\s*\(\s*CURDATE\s*\(\s*\)\s*\)\s*)");
  re2::RE2::GlobalReplace(&text, current_year, "2020");
  return text;
}

double SoftF1(const SqlTable& gold, const SqlTable& pred) {
  if (gold.rows() == 0 && pred.rows() == 0) return 1;
  CellNumbers numbers;
  const std::vector<IdRow> gold_rows = WithoutDuplicates(Intern(gold, numbers));
  const std::vector<IdRow> pred_rows = WithoutDuplicates(Intern(pred, numbers));
  Matches sum;
  for (size_t i = 0; i < std::max(gold_rows.size(), pred_rows.size()); ++i) {
    if (i >= pred_rows.size()) {
      ++sum.gold_only;
    } else if (i >= gold_rows.size()) {
      ++sum.pred_only;
    } else {
      const Matches matches = MatchRows(gold_rows[i], pred_rows[i]);
      sum.both += matches.both;
      sum.pred_only += matches.pred_only;
      sum.gold_only += matches.gold_only;
    }
  }
  const double precision = sum.both + sum.pred_only > 0 ? sum.both / (sum.both + sum.pred_only) : 0;
  const double recall = sum.both + sum.gold_only > 0 ? sum.both / (sum.both + sum.gold_only) : 0;
  return precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
}

double VesReward(std::span<const double> ratios) {
  if (ratios.empty()) return 0;
  const auto count = static_cast<double>(ratios.size());
  const double mean = std::accumulate(ratios.begin(), ratios.end(), 0.0) / count;
  double squares = 0;
  for (const double ratio : ratios) squares += (ratio - mean) * (ratio - mean);
  const double deviation = std::sqrt(squares / count);
  double sum = 0, kept = 0;
  for (const double ratio : ratios) {
    if (!(ratio < mean + 3 * deviation && ratio > mean - 3 * deviation)) continue;
    sum += ratio;
    ++kept;
  }
  if (kept == 0 || sum == 0) return 0;
  const double tau = sum / kept;
  for (const auto& [least, reward] :
       {std::pair(2.0, 1.25), std::pair(1.0, 1.0), std::pair(0.5, 0.75), std::pair(0.25, 0.5)})
    if (tau >= least) return reward;
  return 0.25;
}

}  // namespace harness
