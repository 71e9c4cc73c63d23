// From the scores of a combination's members (all-of, any-of, at-least, assert-set) to its own.
#pragma once

#include <span>

#include "harness/core/score.h"
#include "harness/suite/suite.h"

namespace harness {

// `scores` are those of `group.members`, in their order. What is skipped or weighs nothing does not count; with nothing
// left the group is skipped. Three-valued: an undecided member (error, unknown) may have any value from 0 to 1, and the
// group passes or fails as soon as that can't change it; else it is an error, or unknown if no member is in error.
// Without a threshold a member counts as 1 or 0, by its verdict; with one, by its value.
//
// A panel counts verdicts as Votes has them (harness/runner/vote.h), or takes the weighted mean; its evidence says how
// far its members `agree`. A cascade is decided by one member.
//
// Its value, over the decided members: the least (all-of), the greatest (any-of), the greatest that `at_least` of them
// reach (at-least), Σ(value · weight) / Σ weight (assert-set, as promptfoo has it). The reason names the members that
// decided; the evidence is {"members": [{name, type, verdict, value, weight, reason, evidence?, usage?, cost_usd?}, …]}
// and, if it fails, the `category` of the first that does (Score::Category); usage and cost are the sums of theirs.
// Neither `not-` nor anything else around the group is applied.
Score Combine(const ScorerSpec& group, std::span<const Score> scores);

}  // namespace harness
