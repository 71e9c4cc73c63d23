#include "harness/results/case_verdict.h"

#include <algorithm>
#include <numeric>

namespace harness {
namespace {

// How many must pass. Skipped repeats can't, and are not asked to.
uint32_t Needed(const Require& require, uint32_t judged) {
  switch (require.kind) {
    case Require::Kind::kAny:
      return 1;
    case Require::Kind::kCount:
      return std::min(static_cast<uint32_t>(std::max(require.count, 1)), judged);
    default:
      return judged;
  }
}

}  // namespace

uint32_t Repeats::stored() const {
  return std::accumulate(of.begin(), of.end(), uint32_t{0});
}

Verdict CaseVerdict(const Repeats& repeats, uint32_t planned, const Require& require) {
  const uint32_t total = std::max(planned, repeats.stored());
  const uint32_t judged = total - repeats[Verdict::kSkipped];
  if (judged == 0) return Verdict::kSkipped;
  const uint32_t needed = Needed(require, judged);
  const uint32_t passed = repeats[Verdict::kPass];
  if (passed >= needed) return Verdict::kPass;
  const uint32_t undecided = judged - passed - repeats[Verdict::kFail];
  if (passed + undecided < needed) return Verdict::kFail;
  return undecided == repeats[Verdict::kUnknown] ? Verdict::kUnknown : Verdict::kError;
}

}  // namespace harness
