#include "harness/runner/gold_check.h"

#include <algorithm>
#include <span>

#include "harness/core/case.h"

namespace harness {
namespace {

constexpr std::chrono::minutes kTimeForACase{10};

class Checker {
 public:
  Checker(const Suite& suite, Clock& clock, const std::stop_token& stop) : suite_(suite), clock_(clock), stop_(stop) {}

  void CheckCase(const Case& test, std::span<const uint16_t> targets) {
    for (int i = 0; i < suite_.common_scorers; ++i) CheckScorer(suite_.scorers[i], test, targets);
    if (!test.extras) return;
    for (const int scorer : test.extras->scorers) CheckScorer(suite_.scorers[scorer], test, targets);
  }

  GoldCheck Take() { return std::move(found_); }

 private:
  // As deep as combinations stand in one another.
  void CheckScorer(const ScorerSpec& spec, const Case& test, std::span<const uint16_t> targets) {
    if (!spec.absent.empty() || !Judges(spec, test, targets)) return;
    for (const ScorerSpec& member : spec.members) CheckScorer(member, test, targets);
    const Json* expected = ExpectedOf(spec, test);
    if (!spec.scorer || !expected) return;
    const CallContext context{clock_, clock_.SteadyNow() + kTimeForACase, stop_, {}, 0};
    ++found_.checked;
    for (std::string& message : spec.scorer->CheckGold(test, *expected, context))
      found_.problems.push_back({test.place, test.id, spec.info.name, std::move(message)});
  }

  // Whether its `when` holds for any of the targets. One that can't be evaluated is told when it judges.
  bool Judges(const ScorerSpec& spec, const Case& test, std::span<const uint16_t> targets) const {
    if (!spec.when) return true;
    return std::any_of(targets.begin(), targets.end(), [&](uint16_t target) {
      Json names = CaseNames(test);
      names["target"] = suite_.targets[target].info.name;
      return spec.when->Test(JsonScope(names)).value_or(true);
    });
  }

  const Suite& suite_;
  Clock& clock_;
  const std::stop_token stop_;
  GoldCheck found_;
};

}  // namespace

Result<GoldCheck> CheckGold(const Suite& suite, const Plan& plan, Clock& clock, const std::stop_token& stop) {
  const Result<std::unique_ptr<PlanReader>> reader = plan.Open();
  if (!reader) return Unexpected(reader.error());
  Checker checker(suite, clock, stop);
  while (!stop.stop_requested()) {
    const Result<std::optional<PlannedCase>> next = (*reader)->Next();
    if (!next) return Unexpected(next.error());
    if (!*next) break;
    checker.CheckCase(*(*next)->test, (*next)->targets);
  }
  return checker.Take();
}

}  // namespace harness
