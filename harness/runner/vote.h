// How panels and cascades come to a verdict from those of their members.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "harness/core/score.h"
#include "harness/suite/suite.h"

namespace harness {

// The verdicts of a panel's members, counted.
struct Votes {
  size_t pass = 0, fail = 0, unknown = 0, error = 0;

  // By majority: pass or fail when those of the other mind could not turn it with the errors on their side; unknown for
  // a tie. By unanimity: pass or fail when everybody says so. Else an error if there is one, else unknown.
  Verdict Decide(Vote vote) const;
  // The part of the pairs of members with a vote that say the same; nullopt with fewer than two.
  std::optional<double> Agreement() const;
  // "2 of 3 pass, 1 fails".
  std::string InWords() const;
};

// Whether the next member of a cascade is to judge, after those before it gave `scores`. Rules (members that ask no
// model) come first in importance: one that fails ends it. `audited`: the last member judges even if a judge decided.
bool CascadeGoesOn(const ScorerSpec& cascade, std::span<const Score> scores, bool audited);

// The member that decides a cascade: a rule that failed, else the last judge that passed or failed, else the last that
// was judged; nullopt if none was.
std::optional<size_t> CascadeDecider(const ScorerSpec& cascade, std::span<const Score> scores);

}  // namespace harness
