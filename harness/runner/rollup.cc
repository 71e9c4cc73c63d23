#include "harness/runner/rollup.h"

#include <algorithm>

namespace harness {
namespace {

// Rounding of the weighted mean must not turn a reached threshold into a missed one.
constexpr double kSlack = 1e-12;

struct Tally {
  double weight = 0;     // of all decisive scores
  double reached = 0;    // weighted values of the decided ones
  double undecided = 0;  // weight of the others
  bool fail = false, error = false, unknown = false;
};

Tally Count(std::span<const Score> scores, std::span<const ScorerInfo> scorers) {
  Tally tally;
  for (const Score& score : scores) {
    const double weight = scorers[score.scorer].weight;
    if (weight <= 0 || score.verdict == Verdict::kSkipped) continue;
    tally.weight += weight;
    if (Decided(score.verdict))
      tally.reached += weight * score.value.value_or(score.verdict == Verdict::kPass ? 1 : 0);
    else
      tally.undecided += weight;
    tally.fail |= score.verdict == Verdict::kFail;
    tally.error |= score.verdict == Verdict::kError;
    tally.unknown |= score.verdict == Verdict::kUnknown;
  }
  return tally;
}

}  // namespace

Verdict RollUp(std::span<const Score> scores, std::span<const ScorerInfo> scorers, std::optional<double> threshold) {
  const Tally tally = Count(scores, scorers);
  if (tally.weight == 0) return Verdict::kPass;
  if (threshold) {
    const double needed = *threshold * tally.weight - kSlack;
    if (tally.reached >= needed) return Verdict::kPass;
    if (tally.reached + tally.undecided < needed) return Verdict::kFail;
  } else if (tally.fail) {
    return Verdict::kFail;
  }
  if (tally.error) return Verdict::kError;
  return tally.unknown ? Verdict::kUnknown : Verdict::kPass;
}

}  // namespace harness
