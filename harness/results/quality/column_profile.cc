#include "harness/results/quality/column_profile.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "harness/base/clock.h"
#include "harness/base/text.h"

namespace harness {
namespace {

constexpr double kTextLength = 30;  // code points
constexpr size_t kLongestNumber = 64;

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// JSON's form but for from_chars' own words "inf" and "nan", leading zeros and a bare point.
std::optional<double> AsNumber(const std::string& text) {
  const size_t sign = text.starts_with('-') ? 1 : 0;
  if (text.size() <= sign || text.size() > kLongestNumber || !IsDigit(text[sign])) return std::nullopt;
  if (text[sign] == '0' && text.size() > sign + 1 && IsDigit(text[sign + 1])) return std::nullopt;
  if (text.ends_with('.') || text.find(".e") != std::string::npos) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<double> AsDate(const std::string& text) {
  if (text.size() < 10 || text.size() > 40 || !IsDigit(text[0]) || text[4] != '-') return std::nullopt;
  const auto micros = ParseTimestamp(text);
  if (!micros) return std::nullopt;
  return static_cast<double>(*micros);
}

bool IsProse(const std::string& text) {
  return text.find(' ') != std::string::npos || !IsAscii(text);
}

bool IsText(const ValueColumn& column) {
  double cells = 0, length = 0, prose = 0;
  for (size_t i = 0; i < column.values().size(); ++i) {
    const double count = column.counts()[i];
    cells += count;
    length += count * static_cast<double>(CountCodePoints(column.values()[i]));
    if (IsProse(column.values()[i])) prose += count;
  }
  return length > kTextLength * cells && 2 * prose >= cells;
}

ValueRange RangeOf(const std::vector<double>& values, std::span<const uint32_t> counts) {
  ValueRange range{values[0], values[0], 0};
  double cells = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    range.min = std::min(range.min, values[i]);
    range.max = std::max(range.max, values[i]);
    cells += counts[i];
    range.mean += (values[i] - range.mean) * counts[i] / cells;
  }
  return range;
}

std::vector<ValueShare> TopOf(const ValueColumn& column, double cells) {
  std::vector<size_t> order(column.values().size());
  std::iota(order.begin(), order.end(), size_t{0});
  const auto more = [&](size_t a, size_t b) {
    if (column.counts()[a] != column.counts()[b]) return column.counts()[a] > column.counts()[b];
    return column.values()[a] < column.values()[b];
  };
  const size_t shown = std::min(kTopValues, order.size());
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(shown), order.end(), more);
  std::vector<ValueShare> top;
  for (size_t i = 0; i < shown; ++i)
    top.push_back({Abbreviate(column.values()[order[i]], 60), column.counts()[order[i]] / cells});
  return top;
}

QualityFigure BalanceOf(const ValueColumn& column, double cells, const ExpectedShares* expected) {
  if (expected == nullptr) return QualityFigure::None("no shares are expected");
  if (cells == 0) return QualityFigure::None("every cell is null");
  double known = 0, difference = 0;
  for (size_t i = 0; i < column.values().size(); ++i) {
    const auto found = expected->find(column.values()[i]);
    const double wanted = found == expected->end() ? 0 : found->second;
    known += wanted;
    difference += std::abs(column.counts()[i] / cells - wanted);
  }
  double all = 0;
  for (const auto& [value, share] : *expected) all += share;
  return QualityFigure::Of(1 - (difference + all - known) / 2);
}

}  // namespace

const char* ToString(ColumnKind kind) {
  constexpr const char* kWords[] = {"empty", "number", "date", "category", "text"};
  return kWords[static_cast<size_t>(kind)];
}

ColumnKind KindOf(const ValueColumn& column) {
  const auto& values = column.values();
  if (values.empty()) return ColumnKind::kEmpty;
  if (std::ranges::all_of(values, [](const std::string& text) { return AsNumber(text).has_value(); }))
    return ColumnKind::kNumber;
  if (std::ranges::all_of(values, [](const std::string& text) { return AsDate(text).has_value(); }))
    return ColumnKind::kDate;
  return IsText(column) ? ColumnKind::kText : ColumnKind::kCategory;
}

std::vector<double> NumbersOf(const ValueColumn& column, ColumnKind kind) {
  std::vector<double> numbers;
  numbers.reserve(column.values().size());
  for (const std::string& text : column.values())
    numbers.push_back((kind == ColumnKind::kDate ? AsDate(text) : AsNumber(text)).value_or(NAN));
  return numbers;
}

QualityFigure ColumnProfile::null_share() const {
  if (rows == 0) return QualityFigure::None("no records");
  return QualityFigure::Of(static_cast<double>(nulls) / static_cast<double>(rows));
}

ColumnProfile ProfileOf(const ValueColumn& column, ColumnKind kind, const ExpectedShares* expected) {
  ColumnProfile profile;
  profile.name = column.name();
  profile.kind = kind;
  profile.rows = column.cells().size();
  profile.distinct = column.values().size();
  const uint64_t cells = std::accumulate(column.counts().begin(), column.counts().end(), uint64_t{0});
  profile.nulls = profile.rows - cells;
  profile.balance = BalanceOf(column, static_cast<double>(cells), expected);
  if (cells == 0) return profile;
  const bool measured = kind == ColumnKind::kNumber || kind == ColumnKind::kDate;
  std::vector<double> values;
  if (measured) values = NumbersOf(column, kind);
  if (!measured)
    for (const std::string& text : column.values()) values.push_back(static_cast<double>(CountCodePoints(text)));
  profile.range = RangeOf(values, column.counts());
  if (kind == ColumnKind::kCategory) profile.top = TopOf(column, static_cast<double>(cells));
  return profile;
}

}  // namespace harness
