// Near twins: documents whose sets of word 3-grams have a Jaccard index of at least 0.8 (Broder 1997).
//
// Candidates come from MinHash with locality-sensitive hashing, 32 bands of 4 hashes; each is then checked exactly, so
// no pair is a twin by collision alone. A pair with Jaccard index J is missed with probability (1 - J^4)^32, which is
// 4.7e-8 at 0.8 and less above.
//
// Work is bounded: in a band a document is compared with the 1,024 that are likest to it by one more hash, and all
// comparisons together look at 1e9 n-grams and 2,000 for each document; documents for which that was not enough are
// told. Memory: 24 bytes a document beside the sets.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/results/quality/documents.h"

namespace harness {

inline constexpr double kTwinJaccard = 0.8;
inline constexpr size_t kTwinShingle = 3;  // words

struct TwinLimits {
  size_t window = 1024;                // documents that one is compared with in a band
  uint64_t grams = 1'000'000'000;      // looked at in all
  uint64_t grams_of_document = 2'000;  // and so many more for each
};

struct NearTwins {
  std::vector<bool> found;   // by document
  std::vector<bool> unsure;  // no twin was found, and not all candidates were compared
};

// Among the documents themselves; that one stands in several rows is not looked at.
NearTwins FindNearTwins(const GramSets& sets, const TwinLimits& limits = {});
// Of `sets` in `reference`.
NearTwins FindNearTwins(const GramSets& sets, const GramSets& reference, const TwinLimits& limits = {});

}  // namespace harness
