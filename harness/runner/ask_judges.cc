#include "harness/runner/ask_judges.h"

#include "harness/runner/attempt.h"

namespace harness {
namespace {

struct Judged {
  const TargetSpec& target;
  const Case& test;
  const Output& output;
  const CallContext& context;
};

// As deep as combinations stand in one another, which is less than kMaxYamlDepth.
void Ask(const ScorerSpec& spec, const Judged& judged, const OnJudge& on_judge) {
  if (!spec.asks_model || !spec.absent.empty()) return;
  for (const ScorerSpec& member : spec.members) Ask(member, judged, on_judge);
  if (!spec.scorer) return;
  const auto part = PartOf(spec, judged.target, judged.test, judged.output);
  if (!part) return;
  on_judge(spec);
  CallContext own = judged.context;
  own.deadline = own.clock.SteadyNow() + spec.time;
  static_cast<void>(spec.scorer->Judge({judged.test, judged.output, *part, ExpectedOf(spec, judged.test), true}, own));
}

}  // namespace

void AskJudges(const Suite& suite, const TargetSpec& target, const Case& test, const Output& output,
               const CallContext& context, const OnJudge& on_judge) {
  const Judged judged{target, test, output, context};
  for (int i = 0; i < suite.common_scorers; ++i) Ask(suite.scorers[static_cast<size_t>(i)], judged, on_judge);
  if (!test.extras) return;
  for (const int scorer : test.extras->scorers) Ask(suite.scorers[static_cast<size_t>(scorer)], judged, on_judge);
}

}  // namespace harness
