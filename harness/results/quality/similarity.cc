#include "harness/results/quality/similarity.h"

#include <algorithm>
#include <cmath>

namespace harness {
namespace {

constexpr uint32_t kBins = 10;
constexpr uint32_t kBelow = kBins, kAbove = kBins + 1, kNothing = kBins + 2;

struct KeyShare {
  uint64_t key;
  double share;
};

// The different keys, sorted, each with its share.
std::vector<KeyShare> SharesOf(std::vector<uint64_t> keys) {
  std::ranges::sort(keys);
  std::vector<KeyShare> shares;
  const double one = 1 / static_cast<double>(keys.size());
  for (const uint64_t key : keys) {
    if (shares.empty() || shares.back().key != key) shares.push_back({key, 0});
    shares.back().share += one;
  }
  return shares;
}

// Half the sum of the differences of shares.
double Variation(const std::vector<KeyShare>& a, const std::vector<KeyShare>& b) {
  double sum = 0;
  size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    const bool take_a = j == b.size() || (i < a.size() && a[i].key <= b[j].key);
    const bool take_b = i == a.size() || (j < b.size() && b[j].key <= a[i].key);
    sum += std::abs((take_a ? a[i].share : 0) - (take_b ? b[j].share : 0));
    i += take_a ? 1 : 0;
    j += take_b ? 1 : 0;
  }
  return std::min(sum / 2, 1.0);
}

std::vector<uint64_t> PairKeys(Codes x, Codes y) {
  std::vector<uint64_t> keys(x.size());
  for (size_t i = 0; i < x.size(); ++i) keys[i] = uint64_t{x[i]} << 32 | y[i];
  return keys;
}

std::vector<KeyShare> SharesOf(Codes codes) {
  return SharesOf(std::vector<uint64_t>(codes.begin(), codes.end()));
}

double ShareOf(const std::vector<KeyShare>& shares, uint64_t key) {
  return std::ranges::lower_bound(shares, key, {}, &KeyShare::key)->share;
}

}  // namespace

double KsComplement(std::vector<double> a, std::vector<double> b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  const auto size_a = static_cast<double>(a.size()), size_b = static_cast<double>(b.size());
  double most = 0;
  size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    const double value = std::min(a[i], b[j]);
    while (i < a.size() && a[i] == value) ++i;
    while (j < b.size() && b[j] == value) ++j;
    most = std::max(most, std::abs(static_cast<double>(i) / size_a - static_cast<double>(j) / size_b));
  }
  return 1 - most;
}

double TvComplement(Codes a, Codes b) {
  return 1 - Variation(SharesOf(a), SharesOf(b));
}

std::optional<double> Correlation(std::span<const double> x, std::span<const double> y) {
  double n = 0, mean_x = 0, mean_y = 0, xx = 0, yy = 0, xy = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    if (std::isnan(x[i]) || std::isnan(y[i])) continue;
    ++n;
    const double from_x = x[i] - mean_x, from_y = y[i] - mean_y;
    mean_x += from_x / n;
    mean_y += from_y / n;
    xx += from_x * (x[i] - mean_x);
    yy += from_y * (y[i] - mean_y);
    xy += from_x * (y[i] - mean_y);
  }
  const double rho = xy / std::sqrt(xx) / std::sqrt(yy);
  if (n < 2 || !std::isfinite(rho)) return std::nullopt;
  return std::clamp(rho, -1.0, 1.0);
}

double CorrelationSimilarity(double a, double b) {
  return 1 - std::abs(a - b) / 2;
}

std::optional<double> CramersV(Codes x, Codes y) {
  const std::vector<KeyShare> of_x = SharesOf(x), of_y = SharesOf(y);
  const size_t least = std::min(of_x.size(), of_y.size());
  if (least < 2) return std::nullopt;
  // chi^2 / n is the sum of share^2 / expected share over the cells that are not empty, less 1.
  double sum = 0;
  for (const KeyShare& cell : SharesOf(PairKeys(x, y)))
    sum += cell.share * cell.share / (ShareOf(of_x, cell.key >> 32) * ShareOf(of_y, cell.key & UINT32_MAX));
  return std::sqrt(std::max(0.0, sum - 1) / static_cast<double>(least - 1));
}

double ContingencySimilarity(Codes a_x, Codes a_y, Codes b_x, Codes b_y) {
  return 1 - Variation(SharesOf(PairKeys(a_x, a_y)), SharesOf(PairKeys(b_x, b_y)));
}

Bins::Bins(std::span<const double> reference) {
  bool first = true;
  for (const double value : reference) {
    if (std::isnan(value)) continue;
    low_ = first ? value : std::min(low_, value);
    high_ = first ? value : std::max(high_, value);
    first = false;
  }
}

std::vector<uint32_t> Bins::CodesOf(std::span<const double> values) const {
  const double width = (high_ / kBins - low_ / kBins);
  std::vector<uint32_t> codes;
  codes.reserve(values.size());
  for (const double value : values) {
    if (std::isnan(value))
      codes.push_back(kNothing);
    else if (value < low_ || value > high_)
      codes.push_back(value < low_ ? kBelow : kAbove);
    else
      codes.push_back(width > 0 ? std::min(kBins - 1, static_cast<uint32_t>((value - low_) / width)) : 0);
  }
  return codes;
}

}  // namespace harness
