#include "harness/results/quality/diversity.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <map>
#include <random>

namespace harness {
namespace {

constexpr size_t kVendiOrder = 4;
constexpr double kNoMatch = 0.1;  // NLTK's epsilon
constexpr const char* kTooFew = "fewer than 2 documents";

// Calls use(first, last) for the entries of each n-gram.
template <typename Use>
void ForEachRun(const std::vector<GramCount>& counts, Use use) {
  for (size_t begin = 0, end = 0; begin < counts.size(); begin = end) {
    while (end < counts.size() && counts[end].gram == counts[begin].gram) ++end;
    use(counts.data() + begin, counts.data() + end);
  }
}

// How many of each document's n-grams are in others: each counts at most as often as in the one of the others that has
// it most often. One pass: the highest count and the second highest tell it for every document.
std::vector<double> MatchesWithOthers(std::span<const DocumentWords> documents, size_t n) {
  std::vector<double> matches(documents.size());
  ForEachRun(CountGrams(documents, n), [&](const GramCount* first, const GramCount* last) {
    const GramCount* most = first;
    uint32_t second = 0;
    for (const GramCount* entry = first + 1; entry < last; ++entry) {
      second = std::max(second, std::min(entry->count, most->count));
      if (entry->count > most->count) most = entry;
    }
    for (const GramCount* entry = first; entry < last; ++entry)
      matches[entry->document] += std::min(entry->count, entry == most ? second : most->count);
  });
  return matches;
}

// The lengths of all documents, to ask for the closest among the others.
class Lengths {
 public:
  explicit Lengths(std::span<const DocumentWords> documents) {
    for (const DocumentWords words : documents) ++counts_[words.size()];
  }
  size_t ClosestTo(size_t length) const {
    const auto own = counts_.find(length);
    if (own->second > 1) return length;
    const auto above = std::next(own);
    if (own == counts_.begin()) return above->first;
    const size_t below = std::prev(own)->first;
    return above == counts_.end() || length - below <= above->first - length ? below : above->first;
  }

 private:
  std::map<size_t, size_t> counts_;
};

double BrevityPenalty(size_t length, size_t reference) {
  if (length > reference) return 1;
  return std::exp(1 - static_cast<double>(reference) / static_cast<double>(length));
}

// Adds the kernel's part of n-grams: the cosine of every two documents' counts.
void AddCosines(std::span<const DocumentWords> documents, size_t n, Eigen::MatrixXd& kernel) {
  const std::vector<GramCount> counts = CountGrams(documents, n, true);
  Eigen::ArrayXd squares = Eigen::ArrayXd::Zero(kernel.rows());
  for (const GramCount& entry : counts) squares[entry.document] += static_cast<double>(entry.count) * entry.count;
  const Eigen::ArrayXd scale = 1 / squares.sqrt();
  ForEachRun(counts, [&](const GramCount* first, const GramCount* last) {
    for (const GramCount* a = first; a < last; ++a) {
      const double of_a = a->count * scale[a->document] / kVendiOrder;
      for (const GramCount* b = a; b < last; ++b)  // down a column, as they lie in memory
        kernel(b->document, a->document) += of_a * b->count * scale[b->document];
    }
  });
}

}  // namespace

std::vector<DocumentWords> SampleDocuments(const Documents& documents, size_t size, uint64_t seed) {
  std::vector<uint32_t> rows = documents.of_rows();
  if (size < rows.size()) {
    std::mt19937_64 random(seed);
    std::shuffle(rows.begin(), rows.end(), random);
    rows.resize(size);
  }
  std::vector<DocumentWords> sample;
  for (const uint32_t document : rows) sample.push_back(documents.words(document));
  return sample;
}

QualityFigure DistinctN(std::span<const DocumentWords> documents, size_t n) {
  double different = 0, all = 0;
  ForEachRun(CountGrams(documents, n), [&](const GramCount* first, const GramCount* last) {
    ++different;
    for (const GramCount* entry = first; entry < last; ++entry) all += entry->count;
  });
  return all == 0 ? QualityFigure::None("no document has as many words") : QualityFigure::Of(different / all);
}

QualityFigure SelfBleu(std::span<const DocumentWords> documents, size_t order) {
  if (documents.size() < 2) return QualityFigure::None(kTooFew);
  std::vector<double> logs(documents.size());  // of the geometric mean of the precisions
  for (size_t n = 1; n <= order; ++n) {
    const std::vector<double> matches = MatchesWithOthers(documents, n);
    for (size_t i = 0; i < documents.size(); ++i) {
      const size_t length = documents[i].size();
      const auto grams = static_cast<double>(length < n ? 1 : length - n + 1);
      const double no_match = n == 1 ? 0 : kNoMatch;
      logs[i] += std::log((matches[i] > 0 ? matches[i] : no_match) / grams) / static_cast<double>(order);
    }
  }
  const Lengths lengths(documents);
  double sum = 0;
  for (size_t i = 0; i < documents.size(); ++i)
    sum += BrevityPenalty(documents[i].size(), lengths.ClosestTo(documents[i].size())) * std::exp(logs[i]);
  return QualityFigure::Of(sum / static_cast<double>(documents.size()));
}

VendiScore ComputeVendi(std::span<const DocumentWords> documents) {
  if (documents.size() < 2) return {QualityFigure::None(kTooFew), QualityFigure::None(kTooFew)};
  const auto size = static_cast<Eigen::Index>(documents.size());
  const auto n = static_cast<double>(size);
  Eigen::MatrixXd kernel = Eigen::MatrixXd::Zero(size, size);  // below the diagonal
  for (size_t order = 1; order <= kVendiOrder; ++order) AddCosines(documents, order, kernel);
  const double lower = kernel.squaredNorm(), diagonal = kernel.diagonal().squaredNorm();
  kernel /= n;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(kernel, Eigen::EigenvaluesOnly);  // reads that half
  if (solver.info() != Eigen::Success)
    return {QualityFigure::None("the eigenvalues did not converge"), QualityFigure::Of(n / (2 * lower - diagonal))};
  double entropy = 0;
  for (const double value : solver.eigenvalues())
    if (value > 0) entropy -= value * std::log(value);
  return {QualityFigure::Of(std::exp(entropy) / n), QualityFigure::Of(n / (2 * lower - diagonal))};
}

}  // namespace harness
