#include "harness/sql/approximate.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "harness/sql/interned.h"

namespace harness {
namespace {

constexpr uint32_t kNumber = static_cast<uint32_t>(-1);  // in the place of a number in a row's pattern
constexpr size_t kMaxOrders = 100;                       // orders of columns whose rows are compared
constexpr size_t kMaxPlaced = 10'000;                    // columns that are put somewhere, over all orders
constexpr size_t kMaxGroup = 500;  // rows of one pattern for which a matching is searched if sorting finds none

struct Numeric {
  double value = 0;
  bool real = false;  // a double: compared within the tolerance
};

// Finite numbers only.
std::optional<Numeric> NumericOf(const SqlValue& value) {
  if (const auto* integer = std::get_if<int64_t>(&value)) return Numeric{static_cast<double>(*integer), false};
  if (const auto* real = std::get_if<double>(&value))
    return std::isfinite(*real) ? std::optional(Numeric{*real, true}) : std::nullopt;
  const auto* decimal = std::get_if<SqlDecimal>(&value);
  if (!decimal) return std::nullopt;
  Numeric number;
  const char* end = decimal->text.data() + decimal->text.size();
  if (std::from_chars(decimal->text.data(), end, number.value).ptr != end) return std::nullopt;
  return number;
}

class Approximation {
 public:
  Approximation(const SqlTable& gold, const SqlTable& pred, const Tolerance& tolerance,
                const std::function<bool()>& expired)
      : gold_table_(gold), pred_table_(pred), tolerance_(tolerance), expired_(expired) {
    CellNumbers numbers;
    gold_ = Intern(gold, numbers);
    pred_ = Intern(pred, numbers);
  }

  std::optional<bool> Run() {
    if (gold_.rows != pred_.rows || gold_.columns != pred_.columns) return false;
    const auto is_real = [](const SqlValue& value) { return std::holds_alternative<double>(value); };
    const auto has_real = [&](const SqlTable& table) {
      return std::any_of(table.cells.begin(), table.cells.end(), is_real);
    };
    if (!has_real(gold_table_) && !has_real(pred_table_)) return false;  // nothing has a tolerance
    std::vector<size_t> columns(gold_.columns);
    std::vector<bool> used(gold_.columns);
    if (!FindCandidates()) return false;
    const bool found = Place(0, columns, used);
    if (gave_up_) return std::nullopt;
    return found;
  }

 private:
  struct Row {
    size_t index = 0;
    std::vector<uint32_t> pattern;  // the cells' numbers, kNumber for all that are numeric
    std::vector<Numeric> numerics;
    std::vector<uint32_t> numeric_ids;
  };

  bool Near(const Numeric& a, uint32_t a_id, const Numeric& b, uint32_t b_id) const {
    if (a_id == b_id) return true;
    if (!a.real && !b.real) return false;
    const double bound =
        std::max(tolerance_.absolute, tolerance_.relative * std::max(std::abs(a.value), std::abs(b.value)));
    return std::abs(a.value - b.value) <= bound;
  }

  // A column's values: all that are not numeric in order of their numbers, then the numerics in order.
  static Row Column(const SqlTable& table, const InternedTable& interned, size_t column) {
    std::vector<std::pair<Numeric, uint32_t>> numerics;
    Row result;
    for (size_t row = 0; row < interned.rows; ++row) {
      const uint32_t id = interned.at(row, column);
      if (const auto number = NumericOf(table.at(row, column)))
        numerics.emplace_back(*number, id);
      else
        result.pattern.push_back(id);
    }
    std::sort(result.pattern.begin(), result.pattern.end());
    std::sort(numerics.begin(), numerics.end(),
              [](const auto& a, const auto& b) { return a.first.value < b.first.value; });
    for (const auto& [number, id] : numerics) {
      result.numerics.push_back(number);
      result.numeric_ids.push_back(id);
    }
    return result;
  }

  bool AllNear(const Row& a, const Row& b) const {
    for (size_t i = 0; i < a.numerics.size(); ++i)
      if (!Near(a.numerics[i], a.numeric_ids[i], b.numerics[i], b.numeric_ids[i])) return false;
    return true;
  }

  bool FindCandidates() {
    std::vector<Row> gold, pred;
    for (size_t i = 0; i < gold_.columns; ++i) {
      gold.push_back(Column(gold_table_, gold_, i));
      pred.push_back(Column(pred_table_, pred_, i));
    }
    candidates_.resize(gold_.columns);
    for (size_t i = 0; i < gold_.columns; ++i) {
      for (size_t j = 0; j < gold_.columns; ++j)
        if (gold[i].pattern == pred[j].pattern && AllNear(gold[i], pred[j])) candidates_[i].push_back(j);
      if (candidates_[i].empty()) return false;
      // Its own place first.
      std::stable_partition(candidates_[i].begin(), candidates_[i].end(), [&](size_t j) { return j == i; });
    }
    return true;
  }

  bool Place(size_t depth, std::vector<size_t>& columns, std::vector<bool>& used) {
    if (depth == gold_.columns) return RowsAreNear(columns);
    for (const size_t candidate : candidates_[depth]) {
      if (used[candidate]) continue;
      gave_up_ = ++placed_ > kMaxPlaced || (expired_ && expired_());
      if (gave_up_) return false;
      used[candidate] = true;
      columns[depth] = candidate;
      if (Place(depth + 1, columns, used)) return true;
      used[candidate] = false;
      if (gave_up_) return false;
    }
    return false;
  }

  static Row MakeRow(const SqlTable& table, const InternedTable& interned, size_t index,
                     const std::vector<size_t>& columns) {
    Row row;
    row.index = index;
    for (const size_t column : columns) {
      const uint32_t id = interned.at(index, column);
      const auto number = NumericOf(table.at(index, column));
      row.pattern.push_back(number ? kNumber : id);
      if (!number) continue;
      row.numerics.push_back(*number);
      row.numeric_ids.push_back(id);
    }
    return row;
  }

  using Groups = std::map<std::vector<uint32_t>, std::vector<Row>>;

  Groups MakeGroups(const SqlTable& table, const InternedTable& interned, const std::vector<size_t>& columns) const {
    Groups groups;
    for (size_t i = 0; i < interned.rows; ++i) {
      Row row = MakeRow(table, interned, i, columns);
      groups[row.pattern].push_back(std::move(row));
    }
    return groups;
  }

  bool RowsAreNear(const std::vector<size_t>& columns) {
    gave_up_ = ++orders_ > kMaxOrders || (expired_ && expired_());
    if (gave_up_) return false;
    std::vector<size_t> own(gold_.columns);
    for (size_t i = 0; i < own.size(); ++i) own[i] = i;
    Groups gold = MakeGroups(gold_table_, gold_, own);
    Groups pred = MakeGroups(pred_table_, pred_, columns);
    return std::equal(gold.begin(), gold.end(), pred.begin(), pred.end(), [&](auto& a, auto& b) {
      return a.first == b.first && a.second.size() == b.second.size() && GroupsMatch(a.second, b.second);
    });
  }

  // Rows of one pattern: in order of their numbers if that already does, or by a matching.
  bool GroupsMatch(std::vector<Row>& gold, std::vector<Row>& pred) const {
    const auto less = [](const Row& a, const Row& b) {
      return std::lexicographical_compare(a.numerics.begin(), a.numerics.end(), b.numerics.begin(), b.numerics.end(),
                                          [](const Numeric& x, const Numeric& y) { return x.value < y.value; });
    };
    std::sort(gold.begin(), gold.end(), less);
    std::sort(pred.begin(), pred.end(), less);
    const auto near = [&](const Row& a, const Row& b) { return AllNear(a, b); };
    if (std::equal(gold.begin(), gold.end(), pred.begin(), near)) return true;
    return gold.size() <= kMaxGroup && Matching(gold, pred);
  }

  // Augmenting paths (Kuhn 1955).
  bool Matching(const std::vector<Row>& gold, const std::vector<Row>& pred) const {
    std::vector<size_t> owner(pred.size(), gold.size());
    for (size_t i = 0; i < gold.size(); ++i) {
      std::vector<bool> seen(pred.size());
      if (!Augment(i, gold, pred, owner, seen)) return false;
    }
    return true;
  }

  // Depth is at most kMaxGroup.
  bool Augment(size_t i, const std::vector<Row>& gold, const std::vector<Row>& pred, std::vector<size_t>& owner,
               std::vector<bool>& seen) const {
    for (size_t j = 0; j < pred.size(); ++j) {
      if (seen[j] || !AllNear(gold[i], pred[j])) continue;
      seen[j] = true;
      if (owner[j] != gold.size() && !Augment(owner[j], gold, pred, owner, seen)) continue;
      owner[j] = i;
      return true;
    }
    return false;
  }

  const SqlTable& gold_table_;
  const SqlTable& pred_table_;
  const Tolerance& tolerance_;
  const std::function<bool()>& expired_;
  InternedTable gold_, pred_;
  std::vector<std::vector<size_t>> candidates_;
  size_t orders_ = 0;
  size_t placed_ = 0;
  bool gave_up_ = false;
};

}  // namespace

std::optional<bool> IsApproximate(const SqlTable& gold, const SqlTable& pred, const Tolerance& tolerance,
                                  const std::function<bool()>& expired) {
  return Approximation(gold, pred, tolerance, expired).Run();
}

}  // namespace harness
