// The models that judge an output, asked outside a run: to see their prompts, or to count what they will take.
#pragma once

#include <functional>

#include "harness/suite/suite.h"

namespace harness {

// Called before each scorer is asked: one of the suite's, or a member of a combination.
using OnJudge = std::function<void(const ScorerSpec& scorer)>;

// Asks every scorer of the case that asks a model, members of combinations each by itself; programs, services and
// databases are left alone. What they say is nobody's concern.
void AskJudges(const Suite& suite, const TargetSpec& target, const Case& test, const Output& output,
               const CallContext& context, const OnJudge& on_judge);

}  // namespace harness
