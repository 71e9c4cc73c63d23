#include "harness/results/quality/documents.h"

#include <algorithm>

#include "harness/base/digest.h"
#include "harness/base/segment.h"
#include "harness/base/text.h"

namespace harness {
namespace {

constexpr uint32_t kNoDocument = UINT32_MAX;

// Both halves of a 128-bit product, as in wyhash.
uint64_t Folded(uint64_t a, uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

template <typename Use>
void ForEachGram(DocumentWords words, size_t n, bool whole, Use use) {
  if (whole && words.size() < n && !words.empty()) use(GramHash(words));
  for (size_t i = 0; i + n <= words.size(); ++i) use(GramHash(words.subspan(i, n)));
}

}  // namespace

Documents::Documents(const ValueColumn& column, DocumentLimits limits) {
  std::vector<uint32_t> documents(column.values().size(), kNoDocument);
  const StopCutting enough = [&](size_t made) { return made > limits.words_of_document; };
  for (size_t value = 0; value < column.values().size(); ++value) {
    const std::string folded = FoldCase(column.values()[value]);
    std::vector<std::string_view> words = Words(folded, enough);
    const uint32_t rows = column.counts()[value];
    if (words.empty()) wordless_ += rows;
    const bool is_cut = words.size() > limits.words_of_document;
    if (is_cut) words.resize(limits.words_of_document);
    const bool fits = words_.size() + words.size() <= limits.words;
    if (!fits) left_out_ += rows;
    if (!fits || words.empty()) continue;
    if (is_cut) cut_ += rows;
    for (const std::string_view word : words) words_.push_back(Hash64(word));
    documents[value] = static_cast<uint32_t>(ends_.size());
    ends_.push_back(words_.size());
    rows_.push_back(rows);
  }
  for (const uint32_t cell : column.cells())
    if (cell != ValueColumn::kNull && documents[cell] != kNoDocument) of_rows_.push_back(documents[cell]);
}

std::span<const uint64_t> Documents::words(size_t document) const {
  const size_t begin = document == 0 ? 0 : ends_[document - 1];
  return std::span(words_).subspan(begin, ends_[document] - begin);
}

uint64_t GramHash(std::span<const uint64_t> words) {
  uint64_t hash = 0x9E3779B97F4A7C15ull + words.size();
  for (const uint64_t word : words) hash = Folded(hash ^ word, 0xD6E8FEB86659FD93ull ^ (word >> 32));
  return hash;
}

std::vector<GramCount> CountGrams(std::span<const DocumentWords> documents, size_t n, bool whole) {
  std::vector<GramCount> counts;
  for (size_t i = 0; i < documents.size(); ++i)
    ForEachGram(documents[i], n, whole, [&](uint64_t gram) { counts.push_back({gram, static_cast<uint32_t>(i), 1}); });
  std::ranges::sort(counts, [](const GramCount& a, const GramCount& b) {
    return a.gram != b.gram ? a.gram < b.gram : a.document < b.document;
  });
  size_t kept = 0;
  for (const GramCount& next : counts) {
    if (kept > 0 && counts[kept - 1].gram == next.gram && counts[kept - 1].document == next.document)
      ++counts[kept - 1].count;
    else
      counts[kept++] = next;
  }
  counts.resize(kept);
  return counts;
}

GramSets::GramSets(const Documents& documents, size_t n) {
  for (size_t i = 0; i < documents.size(); ++i) {
    const auto begin = static_cast<std::ptrdiff_t>(grams_.size());
    ForEachGram(documents.words(i), n, true, [&](uint64_t gram) { grams_.push_back(gram); });
    std::sort(grams_.begin() + begin, grams_.end());
    grams_.erase(std::unique(grams_.begin() + begin, grams_.end()), grams_.end());
    ends_.push_back(grams_.size());
  }
}

std::span<const uint64_t> GramSets::operator[](size_t document) const {
  const size_t begin = document == 0 ? 0 : ends_[document - 1];
  return std::span(grams_).subspan(begin, ends_[document] - begin);
}

double Jaccard(std::span<const uint64_t> a, std::span<const uint64_t> b) {
  size_t i = 0, j = 0, common = 0;
  while (i < a.size() && j < b.size()) {
    if (a[i] == b[j]) ++common;
    const bool step_a = a[i] <= b[j], step_b = b[j] <= a[i];
    i += step_a ? 1 : 0;
    j += step_b ? 1 : 0;
  }
  const size_t all = a.size() + b.size() - common;
  return all == 0 ? 1 : static_cast<double>(common) / static_cast<double>(all);
}

}  // namespace harness
