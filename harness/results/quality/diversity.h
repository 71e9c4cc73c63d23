// How much documents differ from one another: distinct-n, self-BLEU, the Vendi score.
//
// All three depend on how many documents there are, so compare them at one number; by default 500 are drawn. Pure
// functions, any thread. For d documents of w words in all: w log w, the Vendi score d^2 w at worst and d^3.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "harness/results/quality/documents.h"
#include "harness/results/quality/figure.h"

namespace harness {

inline constexpr size_t kDiversitySample = 500;
inline constexpr uint64_t kDiversitySeed = 42;

// `size` of the rows' documents, or all if there are no more: the first of a std::shuffle by mt19937_64(seed), as
// libstdc++ has them. kDiversitySeed gives the reference points of docs/quality.md.
std::vector<DocumentWords> SampleDocuments(const Documents& documents, size_t size, uint64_t seed);

// Different n-grams by all n-grams (Li et al. 2016, arXiv 1510.03055).
QualityFigure DistinctN(std::span<const DocumentWords> documents, size_t n);

// The mean BLEU of each document against all others (Texygen, Zhu et al. 2018), of 1- to `order`-grams with equal
// weights, smoothed by NLTK's method1: no match counts as 0.1 matches. As NLTK's sentence_bleu: without a common word
// it is 0, and the closest reference's length (the shorter of two) makes the brevity penalty.
QualityFigure SelfBleu(std::span<const DocumentWords> documents, size_t order = 4);

// Friedman and Dieng 2023 (arXiv 2210.02410), by the number of documents: 1 if all differ in everything, 1/n if all are
// equal. The kernel K is that of their ngram_vendi_score: the mean over n = 1 to 4 of the cosine of n-gram counts.
struct VendiScore {
  QualityFigure q1;  // exp(-sum l ln l) / n over the eigenvalues l of K/n
  QualityFigure q2;  // n / sum of K_ij^2
};
VendiScore ComputeVendi(std::span<const DocumentWords> documents);

}  // namespace harness
