#include "harness/results/quality/closest_records.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "harness/base/rng.h"
#include "harness/results/quality/compared_columns.h"
#include "harness/results/quality/table_similarity.h"

namespace harness {
namespace {

constexpr double kTolerance = 0.01;  // of numbers that match, relative
constexpr uint64_t kSeed = 42;       // of the random records

// Columns of the rows that are looked at.
struct Rows {
  size_t count = 0;
  std::vector<Side> columns;
};

struct Space {
  std::vector<ComparedColumn> columns;
  std::vector<double> ranges;  // of the reference; 0: a category
};

double RangeOf(const std::vector<double>& numbers) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double number : numbers)
    if (!std::isnan(number)) low = std::min(low, number), high = std::max(high, number);
  return high > low ? high - low : 1;
}

Space SpaceOf(const ValueTable& data, const ValueTable& reference) {
  Space space;
  for (const ValueColumn& wanted : reference.columns) {
    const ValueColumn* column = data.Find(wanted.name());
    std::string why;
    auto both = column ? CompareColumn(*column, wanted, why) : std::nullopt;
    if (!both || space.columns.size() == kPairColumns) continue;
    space.ranges.push_back(both->numeric ? RangeOf(both->reference.numbers) : 0);
    space.columns.push_back(*std::move(both));
  }
  return space;
}

Rows RowsOf(const Space& space, Side ComparedColumn::*side, size_t most) {
  Rows rows;
  for (const ComparedColumn& column : space.columns) {
    const Side& all = column.*side;
    rows.columns.push_back({column.numeric ? EvenlySpaced(all.numbers, most) : std::vector<double>(),
                            column.numeric ? std::vector<uint32_t>() : EvenlySpaced(all.codes, most)});
    rows.count = std::max(rows.columns.back().numbers.size(), rows.columns.back().codes.size());
  }
  return rows;
}

double NumberDistance(double a, double b, double range) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b) ? 0 : 1;
  return std::min(std::abs(a - b) / range, 1.0);
}

bool NumbersMatch(double a, double b, double tolerance) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
  return std::abs(a - b) <= tolerance * std::abs(b);
}

// To the closest row of `others`, for each of `rows`.
std::vector<double> Distances(const Rows& rows, const Rows& others, const std::vector<double>& ranges) {
  std::vector<double> closest;
  std::vector<double> sums(others.count);
  for (size_t i = 0; i < rows.count; ++i) {
    std::ranges::fill(sums, 0.0);
    for (size_t c = 0; c < ranges.size(); ++c) {
      const Side &own = rows.columns[c], &their = others.columns[c];
      if (ranges[c] > 0)
        for (size_t j = 0; j < others.count; ++j)
          sums[j] += NumberDistance(own.numbers[i], their.numbers[j], ranges[c]);
      else
        for (size_t j = 0; j < others.count; ++j) sums[j] += own.codes[i] == their.codes[j] ? 0 : 1;
    }
    closest.push_back(*std::ranges::min_element(sums) / static_cast<double>(ranges.size()));
  }
  return closest;
}

bool Matches(const Rows& rows, size_t i, const Rows& others, size_t j, const std::vector<ComparedColumn>& columns) {
  for (size_t c = 0; c < columns.size(); ++c) {
    const Side &own = rows.columns[c], &their = others.columns[c];
    const bool match = columns[c].numeric
                           ? NumbersMatch(own.numbers[i], their.numbers[j], columns[c].date ? 0 : kTolerance)
                           : own.codes[i] == their.codes[j];
    if (!match) return false;
  }
  return true;
}

double ShareOfNew(const Rows& rows, const Rows& others, const std::vector<ComparedColumn>& columns) {
  size_t matched = 0;
  for (size_t i = 0; i < rows.count; ++i) {
    size_t j = 0;
    while (j < others.count && !Matches(rows, i, others, j, columns)) ++j;
    matched += j < others.count ? 1 : 0;
  }
  return 1 - static_cast<double>(matched) / static_cast<double>(rows.count);
}

// Values drawn evenly: numbers between the least and the greatest, categories from those that there are.
Rows RandomRows(const Rows& like, const std::vector<double>& ranges, size_t count) {
  Rows rows;
  rows.count = count;
  for (size_t c = 0; c < ranges.size(); ++c) {
    Rng rng(kSeed, "dcr", c);
    Side& side = rows.columns.emplace_back();
    if (ranges[c] > 0) {
      double low = std::numeric_limits<double>::infinity();
      for (const double number : like.columns[c].numbers) low = std::isnan(number) ? low : std::min(low, number);
      for (size_t i = 0; i < count; ++i) side.numbers.push_back(low + rng.Unit() * ranges[c]);
      continue;
    }
    std::vector<uint32_t> codes = like.columns[c].codes;
    std::ranges::sort(codes);
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    for (size_t i = 0; i < count; ++i) side.codes.push_back(codes[rng.Uniform(codes.size())]);
  }
  return rows;
}

double Median(std::vector<double> values) {
  std::ranges::sort(values);
  const size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

// How far records are from the hold-out, in the reference's terms; empty: it has other columns.
std::vector<double> ToHoldout(const ValueTable& data, const ValueTable& holdout, const Space& space) {
  Space other = SpaceOf(data, holdout);
  const auto same = [](const ComparedColumn& a, const ComparedColumn& b) {
    return a.name == b.name && a.numeric == b.numeric;
  };
  if (!std::ranges::equal(other.columns, space.columns, same)) return {};
  return Distances(RowsOf(other, &ComparedColumn::data, kCloseRows),
                   RowsOf(other, &ComparedColumn::reference, kReferenceRows), space.ranges);
}

QualityFigure OverfittingProtection(const std::vector<double>& to_reference, const std::vector<double>& to_holdout) {
  if (to_holdout.empty()) return QualityFigure::None("the hold-out has other columns, or no records");
  double closer = 0;
  for (size_t i = 0; i < to_reference.size(); ++i) closer += to_reference[i] < to_holdout[i] ? 1 : 0;
  return QualityFigure::Of(std::min(2 * (1 - closer / static_cast<double>(to_reference.size())), 1.0));
}

}  // namespace

ClosestRecords FindClosestRecords(const ValueTable& data, const ValueTable& reference, const ValueTable* holdout) {
  const Space space = SpaceOf(data, reference);
  const auto none = QualityFigure::None("no column that can be compared");
  if (space.columns.empty()) return {0, 0, none, none, none, none, none};
  const Rows rows = RowsOf(space, &ComparedColumn::data, kCloseRows);
  const Rows others = RowsOf(space, &ComparedColumn::reference, kReferenceRows);
  const std::vector<double> distances = Distances(rows, others, space.ranges);
  const double own = Median(distances);
  const double random = Median(Distances(RandomRows(others, space.ranges, rows.count), others, space.ranges));
  ClosestRecords closest{rows.count, others.count, QualityFigure::Of(own), QualityFigure::Of(random), {}, {}, {}};
  closest.baseline_protection = random > 0 ? QualityFigure::Of(std::min(own / random, 1.0))
                                           : QualityFigure::None("random records stand in the reference as well");
  closest.new_rows = QualityFigure::Of(ShareOfNew(rows, others, space.columns));
  closest.overfitting_protection =
      holdout ? OverfittingProtection(distances, ToHoldout(data, *holdout, space)) : QualityFigure::None("no hold-out");
  return closest;
}

}  // namespace harness
