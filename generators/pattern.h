// Texts that a regular expression matches, drawn at random.
//
// Known: literals, escapes (\d \w \s and any punctuation), `.`, classes with ranges and ^, groups, |, and the
// quantifiers ?, *, +, {n}, {n,m}, {n,}; an anchor at either end says nothing new. What has no end is repeated at most
// kPatternMore times more than it must be. All that is drawn is printable ASCII, but for what the expression spells
// out. Immutable; any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/error.h"
#include "harness/base/rng.h"

namespace harness {

inline constexpr int kPatternMore = 8;
inline constexpr size_t kMaxPatternText = 4096;  // bytes that a pattern may make at most

class Pattern {
 public:
  // An error says "byte N: what", N from 1, and refuses what can match nothing that is drawn here, or more than
  // kMaxPatternText bytes.
  static Result<Pattern> Parse(std::string_view expression);

  void Append(Rng& rng, std::string& to) const;

 private:
  struct Part;
  class Parser;
  static void Write(const Part& part, Rng& rng, std::string& to);

  std::shared_ptr<const Part> root_;
};

}  // namespace harness
