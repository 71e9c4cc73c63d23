// g-eval: a model scores the answer by criteria, from 1 to 5; where it tells the probabilities of its words, the score
// is their mean (Liu et al. 2023, "G-Eval": the sum of p(s)·s over the scores s).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "harness/core/catalogue.h"
#include "harness/core/chat.h"

namespace harness {

// The mean of the scores 1 to 5 by the probabilities of the tokens that may stand where the last `word` stands; nullopt
// when that can't be told, or scores have less than half of the probability there.
std::optional<double> MeanScore(const std::vector<TokenLogprob>& logprobs, std::string_view word);

ScorerType GEvalScorerType();

}  // namespace harness
