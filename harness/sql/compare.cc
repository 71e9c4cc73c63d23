#include "harness/sql/compare.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_map>

#include "harness/sql/approximate.h"
#include "harness/sql/interned.h"

namespace harness {
namespace {

constexpr std::array<std::string_view, 8> kNames = {
    "exact_ordered",       "ordered_with_ties", "multiset",    "column_permuted",
    "gold_columns_subset", "set_only",          "approximate", "different"};
constexpr size_t kNone = static_cast<size_t>(-1);
constexpr size_t kMaxOverlapSteps = 200'000'000;

// All columns in their own order.
RowNumbers InPlace(const InternedTable& gold, const InternedTable& pred) {
  RowNumbers rows(gold.rows, pred.rows);
  for (size_t column = 0; column < gold.columns; ++column) rows = rows.With(gold, column, pred, column);
  return rows;
}

// Whether each group of gold's rows holds the same rows as the prediction's at the same positions.
bool SameInGroups(const RowNumbers& rows, const SortGroups& groups) {
  std::vector<int64_t> counts(rows.count(), 0);
  for (size_t begin = 0; begin < groups.size();) {
    size_t end = begin;
    while (end < groups.size() && groups[end] == groups[begin]) ++counts[rows.gold()[end++]];
    for (size_t i = begin; i < end; ++i)
      if (--counts[rows.pred()[i]] < 0) return false;
    begin = end;
  }
  return true;
}

class Comparer {
 public:
  Comparer(const SqlTable& gold, const SqlTable& pred, const CompareOptions& options)
      : gold_table_(gold), pred_table_(pred), options_(options) {
    CellNumbers numbers;
    gold_ = Intern(gold, numbers);
    pred_ = Intern(pred, numbers);
  }

  std::optional<TableComparison> Run() {
    TableComparison result;
    FillShape(result.difference);
    const std::optional<Likeness> likeness = Find();
    if (!likeness) return std::nullopt;
    result.likeness = *likeness;
    if (*likeness > Likeness::kMultiset) Differ(result.difference);
    return result;
  }

 private:
  bool Expired() const { return options_.expired && options_.expired(); }

  void FillShape(TableDifference& difference) const {
    difference.gold_rows = gold_.rows;
    difference.pred_rows = pred_.rows;
    difference.gold_columns = gold_.columns;
    difference.pred_columns = pred_.columns;
  }

  // nullopt: gave up.
  std::optional<Likeness> Find() {
    if (gold_.columns == pred_.columns) {
      const RowNumbers rows = InPlace(gold_, pred_);
      if (rows.SameMultiset()) return InOrder(rows);
    }
    if (gold_.rows == pred_.rows) {
      const Assignment found = AssignColumns(gold_, pred_, Agreement::kMultiset, options_.expired);
      if (found.gave_up) return std::nullopt;
      if (found.columns)
        return gold_.columns == pred_.columns ? Likeness::kColumnPermuted : Likeness::kGoldColumnsSubset;
    }
    if (gold_.columns != pred_.columns) return Likeness::kDifferent;
    const Assignment as_sets = AssignColumns(gold_, pred_, Agreement::kSet, options_.expired);
    if (as_sets.gave_up) return std::nullopt;
    if (as_sets.columns && gold_.rows > 0) return Likeness::kSetOnly;
    const std::optional<bool> near = IsApproximate(gold_table_, pred_table_, options_.tolerance, options_.expired);
    if (!near && options_.approximate_decides) return std::nullopt;
    return near.value_or(false) ? Likeness::kApproximate : Likeness::kDifferent;
  }

  Likeness InOrder(const RowNumbers& rows) const {
    if (rows.gold() == rows.pred()) return Likeness::kExactOrdered;
    if (options_.groups && SameInGroups(rows, *options_.groups)) return Likeness::kOrderedWithTies;
    return Likeness::kMultiset;
  }

  // How many of the distinct values of a gold column the other has too, and of how many.
  struct Overlap {
    size_t gold = kNone, pred = kNone;
    double share = 0;  // of the smaller side's distinct values
    bool same_name = false;
  };

  static std::vector<uint32_t> Distinct(const InternedTable& table, size_t column) {
    std::vector<uint32_t> values;
    values.reserve(table.rows);
    for (size_t row = 0; row < table.rows; ++row) values.push_back(table.at(row, column));
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
  }

  // Empty where that would take too long: then columns are matched by their place.
  std::vector<Overlap> Overlaps() const {
    if (gold_.columns * pred_.columns * (gold_.rows + pred_.rows) > kMaxOverlapSteps) return {};
    std::vector<std::vector<uint32_t>> gold, pred;
    for (size_t i = 0; i < gold_.columns; ++i) gold.push_back(Distinct(gold_, i));
    for (size_t j = 0; j < pred_.columns; ++j) pred.push_back(Distinct(pred_, j));
    std::vector<Overlap> overlaps;
    for (size_t i = 0; i < gold_.columns; ++i) {
      for (size_t j = 0; j < pred_.columns; ++j) {
        std::vector<uint32_t> common;
        std::set_intersection(gold[i].begin(), gold[i].end(), pred[j].begin(), pred[j].end(),
                              std::back_inserter(common));
        const size_t smaller = std::max<size_t>(1, std::min(gold[i].size(), pred[j].size()));
        overlaps.push_back({i, j, static_cast<double>(common.size()) / static_cast<double>(smaller),
                            SameName(gold_table_.columns[i], pred_table_.columns[j])});
      }
    }
    return overlaps;
  }

  static bool SameName(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
  }

  // A pred column for each gold column, or kNone: those that share most first. Columns that share nothing are matched
  // by their place if both tables are equally wide, and else not at all.
  std::vector<size_t> NearestColumns() const {
    std::vector<Overlap> overlaps = Overlaps();
    std::stable_sort(overlaps.begin(), overlaps.end(), [](const Overlap& a, const Overlap& b) {
      if (a.share != b.share) return a.share > b.share;
      if (a.same_name != b.same_name) return a.same_name;
      return (a.gold == a.pred) > (b.gold == b.pred);
    });
    std::vector<size_t> nearest(gold_.columns, kNone);
    std::vector<bool> used(pred_.columns);
    const auto match = [&](const Overlap& overlap) {
      if (nearest[overlap.gold] != kNone || used[overlap.pred]) return;
      nearest[overlap.gold] = overlap.pred;
      used[overlap.pred] = true;
    };
    const bool same_width = gold_.columns == pred_.columns;
    for (const Overlap& overlap : overlaps)
      if (overlap.share > 0 || overlap.same_name || same_width) match(overlap);
    for (size_t i = 0; overlaps.empty() && i < std::min(gold_.columns, pred_.columns); ++i) nearest[i] = i;
    return nearest;
  }

  void Differ(TableDifference& difference) const {
    const std::vector<size_t> nearest = NearestColumns();
    RowNumbers rows(gold_.rows, pred_.rows);
    std::vector<bool> used(pred_.columns);
    for (size_t i = 0; i < gold_.columns; ++i) {
      if (nearest[i] == kNone || !Shares(i, nearest[i])) difference.missing_columns.push_back(gold_table_.columns[i]);
      if (nearest[i] == kNone) continue;
      used[nearest[i]] = Shares(i, nearest[i]);
      rows = rows.With(gold_, i, pred_, nearest[i]);
    }
    for (size_t j = 0; j < pred_.columns; ++j)
      if (!used[j]) difference.extra_columns.push_back(pred_table_.columns[j]);
    difference.same_set = difference.missing_columns.empty() && rows.SameSet();
    CountRows(rows, difference);
    if (gold_.columns == pred_.columns && gold_.rows == pred_.rows && difference.missing_rows == 1 &&
        difference.extra_rows == 1)
      FindChangedCell(rows, nearest, difference);
  }

  // Whether two columns that were matched have a value in common, or too few rows to say that they have not.
  bool Shares(size_t gold_column, size_t pred_column) const {
    if (gold_.rows < 2 || pred_.rows < 2) return gold_.columns == pred_.columns || SharesName(gold_column, pred_column);
    const std::vector<uint32_t> gold = Distinct(gold_, gold_column);
    const std::vector<uint32_t> pred = Distinct(pred_, pred_column);
    const auto in_gold = [&](uint32_t value) { return std::binary_search(gold.begin(), gold.end(), value); };
    return std::any_of(pred.begin(), pred.end(), in_gold);
  }

  bool SharesName(size_t gold_column, size_t pred_column) const {
    if (SameName(gold_table_.columns[gold_column], pred_table_.columns[pred_column])) return true;
    for (size_t i = 0; i < gold_.rows; ++i)
      for (size_t j = 0; j < pred_.rows; ++j)
        if (gold_.at(i, gold_column) == pred_.at(j, pred_column)) return true;
    return false;
  }

  static void CountRows(const RowNumbers& rows, TableDifference& difference) {
    std::vector<int64_t> counts(rows.count(), 0);
    for (const uint32_t number : rows.gold()) ++counts[number];
    for (const uint32_t number : rows.pred()) --counts[number];
    for (const int64_t count : counts) {
      if (count > 0) difference.missing_rows += static_cast<size_t>(count);
      if (count < 0) difference.extra_rows += static_cast<size_t>(-count);
    }
  }

  // The one row of gold that the prediction lacks against the one that it has instead.
  void FindChangedCell(const RowNumbers& rows, const std::vector<size_t>& nearest, TableDifference& difference) const {
    std::vector<int64_t> counts(rows.count(), 0);
    for (const uint32_t number : rows.gold()) ++counts[number];
    for (const uint32_t number : rows.pred()) --counts[number];
    const auto row_of = [&](const std::vector<uint32_t>& numbers, int64_t count) {
      const auto found = std::find_if(numbers.begin(), numbers.end(), [&](uint32_t n) { return counts[n] == count; });
      return static_cast<size_t>(found - numbers.begin());
    };
    const size_t gold_row = row_of(rows.gold(), 1), pred_row = row_of(rows.pred(), -1);
    std::optional<size_t> changed;
    for (size_t i = 0; i < gold_.columns; ++i) {
      if (gold_.at(gold_row, i) == pred_.at(pred_row, nearest[i])) continue;
      if (changed) return;
      changed = i;
    }
    if (!changed) return;
    difference.changed_cell = {gold_table_.columns[*changed], gold_table_.at(gold_row, *changed),
                               pred_table_.at(pred_row, nearest[*changed])};
  }

  const SqlTable& gold_table_;
  const SqlTable& pred_table_;
  const CompareOptions& options_;
  InternedTable gold_, pred_;
};

}  // namespace

std::string_view ToString(Likeness likeness) {
  return kNames[static_cast<size_t>(likeness)];
}

std::optional<Likeness> ParseLikeness(std::string_view text) {
  const auto found = std::find(kNames.begin(), kNames.end(), text);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Likeness>(found - kNames.begin());
}

std::optional<TableComparison> Compare(const SqlTable& gold, const SqlTable& pred, const CompareOptions& options) {
  return Comparer(gold, pred, options).Run();
}

}  // namespace harness
