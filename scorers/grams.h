// Sequences of tokens as numbers, and what they have in common: n-grams, and the longest common subsequence.
//
// Equal tokens get equal numbers; all is exact (no hashing) and deterministic. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace harness {

using Ids = std::vector<uint32_t>;
// Asked now and then; true: give up.
using GiveUp = std::function<bool()>;

class Vocabulary {
 public:
  Ids Number(const std::vector<std::string>& tokens);

 private:
  std::map<std::string, uint32_t, std::less<>> ids_;
};

// Code points as numbers.
Ids Number(std::u32string_view text);

// The n-grams of several sequences, for one n at a time: n = 1 at first. O(k log k) a step in all tokens k.
class Grams {
 public:
  explicit Grams(std::vector<Ids> tokens);
  void Lengthen();  // to n + 1
  // How many n-grams the sequence has.
  uint64_t Count(size_t sequence) const { return grams_[sequence].size(); }
  // How many of the n-grams of `sequence` are in others: each counts at most as often as in the one of `others` that
  // has it most often.
  uint64_t Matches(size_t sequence, std::span<const size_t> others) const;

 private:
  void Renumber(std::vector<std::vector<uint64_t>> keys);

  std::vector<Ids> tokens_;
  std::vector<Ids> grams_;  // numbers below kinds_
  size_t kinds_ = 0;
  size_t length_ = 1;
};

// The most that LongestCommon and EditDistance compare: the product of the lengths, without what both begin and end
// with.
inline constexpr uint64_t kMostPairs = 10'000'000'000;

struct Aligned {
  enum class Ending { kDone, kTooLong, kGaveUp };
  Ending ending = Ending::kDone;
  uint64_t value = 0;
};

// The length of a longest common subsequence. Bit-parallel: H. Hyyrö, "Bit-parallel LCS-length computation revisited"
// (2004); the product of the lengths / 64 steps.
Aligned LongestCommon(std::span<const uint32_t> a, std::span<const uint32_t> b, const GiveUp& give_up);

// Levenshtein's distance: the fewest insertions, deletions and replacements. Bit-parallel: G. Myers (1999) in H.
// Hyyrö's form (2003).
Aligned EditDistance(std::span<const uint32_t> a, std::span<const uint32_t> b, const GiveUp& give_up);

}  // namespace harness
