// How much alike two query results are: a rung of a ladder instead of a boolean, and what differs.
//
// Pure functions, any thread. Whole rows stay together: a rung never pairs the cells of different rows. Cells are equal
// when both are NULL, or are numbers of the same value (1 = 1.0 = decimal 1.00; a double is the number that its
// shortest text says), or have the same type and bytes; NULL, 0 and "" differ. Columns are assigned by what they hold,
// never by their names, and never by trying all permutations.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/sql/table.h"

namespace harness {

// From the strictest to the weakest; each implies those below it, as far as it makes sense.
enum class Likeness : uint8_t {
  kExactOrdered,       // the same rows in the same order
  kOrderedWithTies,    // the same rows; those with equal sort keys in any order
  kMultiset,           // the same rows, as often, in any order
  kColumnPermuted,     // kMultiset after the columns are put in another order
  kGoldColumnsSubset,  // kMultiset after further columns of the prediction are left out
  kSetOnly,            // the same distinct rows, not as often each (after assigning columns)
  kApproximate,        // kMultiset or kColumnPermuted within the numeric tolerance
  kDifferent,
};

// "exact_ordered", "ordered_with_ties", "multiset", "column_permuted", "gold_columns_subset", "set_only",
// "approximate", "different".
std::string_view ToString(Likeness likeness);
std::optional<Likeness> ParseLikeness(std::string_view text);

// What differs where the tables are not a multiset of the same rows: under the best assignment of columns that was
// found.
struct TableDifference {
  size_t gold_rows = 0, pred_rows = 0;
  size_t gold_columns = 0, pred_columns = 0;
  size_t missing_rows = 0;                   // rows of gold that the prediction lacks, counted as often as they lack
  size_t extra_rows = 0;                     // rows of the prediction that gold has not
  bool same_set = false;                     // the same distinct rows: only how often they come differs
  std::vector<std::string> missing_columns;  // of gold, that no column of the prediction matches
  std::vector<std::string> extra_columns;    // of the prediction, that match no column of gold
  // Set when the tables have the same shape and all rows but one pair are equal, which differs in one cell.
  struct Cell {
    std::string column;  // gold's name of it
    SqlValue gold, pred;
  };
  std::optional<Cell> changed_cell;
};

// The order that gold asks for: for each of its rows the number of its group of equal sort keys, ascending from 0.
using SortGroups = std::vector<uint32_t>;

struct Tolerance {
  double absolute = 1e-6;
  double relative = 1e-6;  // of the larger of both; the larger bound counts
};

struct TableComparison {
  Likeness likeness = Likeness::kDifferent;
  TableDifference difference;
};

struct CompareOptions {
  const SortGroups* groups = nullptr;  // null: gold asks for no order
  Tolerance tolerance;
  // Whether kApproximate decides anything: if not, a search for it that takes too long is given up for kDifferent.
  bool approximate_decides = false;
  // Polled now and then; true makes an end of it, and Compare returns nullopt.
  std::function<bool()> expired = nullptr;
};

// nullopt: expired first. Neither side may be truncated.
std::optional<TableComparison> Compare(const SqlTable& gold, const SqlTable& pred, const CompareOptions& options = {});

}  // namespace harness
