// The documents of a text column as words and n-grams: what every measure of text quality is computed over.
//
// Words are Unicode's runs of letters, marks and digits, case folded (base/segment.h); in ASCII the runs of [a-z0-9]. A
// word is its XXH3 hash, an n-gram a hash of n of those: two different ones are taken for one with a chance of 2^-64 a
// pair. Immutable once made. Memory: 8 bytes a word.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "harness/results/quality/value_table.h"

namespace harness {

struct DocumentLimits {
  size_t words = 100'000'000;         // in all; documents beyond them are left out
  size_t words_of_document = 10'000;  // of a longer one only these are looked at
};

class Documents {
 public:
  explicit Documents(const ValueColumn& column, DocumentLimits limits = {});

  // Different texts that have words, in the order in which they were met.
  size_t size() const { return ends_.size(); }
  std::span<const uint64_t> words(size_t document) const;
  // In how many rows it stands.
  uint32_t rows(size_t document) const { return rows_[document]; }

  // The document of each row that has one, in their order: a text that stands in two rows is two documents in figures.
  const std::vector<uint32_t>& of_rows() const { return of_rows_; }

  uint64_t wordless() const { return wordless_; }  // rows with a text without a word
  uint64_t cut() const { return cut_; }            // rows with a document that is longer than the limit
  uint64_t left_out() const { return left_out_; }  // rows

 private:
  std::vector<uint64_t> words_;  // one document after another
  std::vector<size_t> ends_;
  std::vector<uint32_t> rows_, of_rows_;
  uint64_t wordless_ = 0, cut_ = 0, left_out_ = 0;
};

// Of n >= 1 words.
uint64_t GramHash(std::span<const uint64_t> words);

// An n-gram of a document and how often it has it.
struct GramCount {
  uint64_t gram;
  uint32_t document;  // place in what was counted
  uint32_t count;
};

using DocumentWords = std::span<const uint64_t>;

// All n-grams of the documents, by gram, then document. `whole`: a document of fewer than n words counts as one gram.
std::vector<GramCount> CountGrams(std::span<const DocumentWords> documents, size_t n, bool whole = false);

// The different n-grams of each document, sorted; a document of fewer than n words counts as one gram.
class GramSets {
 public:
  GramSets(const Documents& documents, size_t n);

  size_t size() const { return ends_.size(); }
  std::span<const uint64_t> operator[](size_t document) const;

 private:
  std::vector<uint64_t> grams_;
  std::vector<size_t> ends_;
};

// What two sorted sets have in common, by what they have together; 1 for two empty ones.
double Jaccard(std::span<const uint64_t> a, std::span<const uint64_t> b);

}  // namespace harness
