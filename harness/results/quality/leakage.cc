#include "harness/results/quality/leakage.h"

#include <algorithm>

namespace harness {
namespace {

std::vector<uint64_t> GramsOf(const Documents& documents, size_t n) {
  std::vector<uint64_t> grams;
  for (size_t i = 0; i < documents.size(); ++i)
    for (size_t at = 0; at + n <= documents.words(i).size(); ++at)
      grams.push_back(GramHash(documents.words(i).subspan(at, n)));
  std::ranges::sort(grams);
  grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
  return grams;
}

bool HasOneOf(DocumentWords words, const std::vector<uint64_t>& grams) {
  for (size_t at = 0; at + kLeakedWords <= words.size(); ++at)
    if (std::ranges::binary_search(grams, GramHash(words.subspan(at, kLeakedWords)))) return true;
  return false;
}

}  // namespace

Leakage FindLeakage(const Documents& documents, const Documents& reference) {
  if (documents.size() == 0 || reference.size() == 0) {
    const auto none = QualityFigure::None(documents.size() == 0 ? "no document" : "no document in the reference");
    return {none, none, none};
  }
  const std::vector<uint64_t> grams = GramsOf(reference, kLeakedWords);
  const NearTwins twins = FindNearTwins(GramSets(documents, kTwinShingle), GramSets(reference, kTwinShingle));
  double all = 0, copied = 0, alike = 0, either = 0, unsure_alike = 0, unsure_either = 0;
  for (size_t i = 0; i < documents.size(); ++i) {
    const double rows = documents.rows(i);
    const bool copy = HasOneOf(documents.words(i), grams);
    all += rows;
    copied += copy ? rows : 0;
    alike += twins.found[i] ? rows : 0;
    either += copy || twins.found[i] ? rows : 0;
    unsure_alike += twins.unsure[i] ? rows : 0;
    unsure_either += twins.unsure[i] && !copy ? rows : 0;
  }
  Leakage leakage{QualityFigure::Of(either / all), QualityFigure::Of(copied / all), QualityFigure::Of(alike / all),
                  static_cast<uint64_t>(unsure_alike)};
  if (unsure_alike > 0) leakage.twins.most = (alike + unsure_alike) / all;
  if (unsure_either > 0) leakage.share.most = (either + unsure_either) / all;
  return leakage;
}

}  // namespace harness
