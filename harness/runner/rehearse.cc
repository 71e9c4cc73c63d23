#include "harness/runner/rehearse.h"

#include <algorithm>
#include <memory>
#include <tuple>

#include "harness/base/rng.h"
#include "harness/runner/ask_judges.h"
#include "harness/runner/attempt.h"
#include "harness/runner/comparison.h"

namespace harness {
namespace {

constexpr size_t kUsualAnswer = 1'000;  // bytes
constexpr size_t kFailures = 5;
constexpr std::chrono::minutes kPatience{1};  // a prompt is only written

struct SampledCase {
  std::shared_ptr<const Case> test;
  std::vector<uint16_t> targets;
};

class Rehearsing {
 public:
  Rehearsing(const Suite& suite, CallTrace& trace, Clock& clock, const RehearsedCall& call)
      : suite_(suite), trace_(trace), clock_(clock), call_(call) {
    result_.cases.resize(suite.targets.size());
  }

  Result<Rehearsed> Run(const Plan& plan) {
    auto sample = Sample(plan);
    if (!sample) return Unexpected(sample.error());
    for (const SampledCase& one : *sample) Play(one);
    std::ranges::stable_sort(result_.parts, {}, [](const RehearsedPart& p) { return std::tuple(p.target, p.kind); });
    return std::move(result_);
  }

 private:
  Result<std::vector<SampledCase>> Sample(const Plan& plan) {
    auto reader = plan.Open();
    if (!reader) return Unexpected(reader.error());
    const uint64_t all = std::min(plan.selected_cases(), kRehearsalReads);
    const uint64_t step = std::max<uint64_t>(all / kRehearsedCases, 1);
    std::vector<SampledCase> sample;
    for (; result_.read < all; ++result_.read) {
      auto next = (*reader)->Next();
      if (!next) return Unexpected(next.error());
      if (!*next) break;
      const PlannedCase& planned = **next;
      if (const auto tier = planned.test->vars.find("tier"); tier != planned.test->vars.end() && tier->is_string())
        ++result_.tiers[tier->get<std::string>()];
      if (result_.read % step == 0 && sample.size() < kRehearsedCases)
        sample.push_back({planned.test, {planned.targets.begin(), planned.targets.end()}});
    }
    return sample;
  }

  void Play(const SampledCase& one) {
    std::vector<Made> made;
    for (const uint16_t index : one.targets) {
      ++result_.cases[index];
      const TargetSpec& target = suite_.targets[index];
      const AttemptKey key{one.test->number, index, 0};
      const CallContext context{
          clock_, clock_.SteadyNow() + kPatience, {}, key, Rng(suite_.run.seed, one.test->id, 0).Next64()};
      Output output = OutputOf(target, *one.test, context);
      Gather(index, PartKind::kTarget, target.info.name);
      if (output.failure) {
        Note(output.failure->message);
        continue;
      }
      std::string judge;
      const auto gather = [&] {
        if (!judge.empty()) Gather(index, PartKind::kScorer, judge);
      };
      AskJudges(suite_, target, *one.test, output, context, [&](const ScorerSpec& scorer) {
        gather();
        judge = scorer.info.name;
      });
      gather();
      made.push_back({.row = std::make_shared<AttemptRow>(),
                      .output = std::move(output),
                      .scores = Unasked(*one.test),
                      .seed = context.seed});
      made.back().row->key = key;
    }
    if (made.size() == one.targets.size() && IsCompared(suite_, *one.test)) Compare(*one.test, made);
  }

  // A score of each scorer of the case: those of comparers take their places.
  std::vector<Score> Unasked(const Case& test) const {
    std::vector<Score> scores(static_cast<size_t>(suite_.common_scorers), Score::Skipped(""));
    for (size_t i = 0; i < scores.size(); ++i) scores[i].scorer = static_cast<int>(i);
    if (!test.extras) return scores;
    for (const int scorer : test.extras->scorers) {
      scores.push_back(Score::Skipped(""));
      scores.back().scorer = scorer;
    }
    return scores;
  }

  // What comparers ask is nobody's alone; it stands with the first target.
  void Compare(const Case& test, std::vector<Made>& made) {
    CompareScores(suite_, test, made, {clock_, {}});
    std::string names;
    for (const ScorerSpec& scorer : suite_.scorers)
      if (scorer.comparer) names += (names.empty() ? "" : ", ") + scorer.info.name;
    Gather(made.front().row->key.target, PartKind::kScorer, names);
  }

  Output OutputOf(const TargetSpec& target, const Case& test, const CallContext& context) const {
    if (target.target && target.target->OnlyAsksModels())
      return call_ ? call_(target, test, context) : CallTarget(suite_, target, test, context);
    if (test.expected && !test.expected->is_string()) return Output::Structured(*test.expected);
    return Output::Text(test.expected ? test.expected->get<std::string>() : std::string(kUsualAnswer, 'x'));
  }

  // Calls that name a column of a data set are that column's.
  void Gather(size_t target, PartKind kind, const std::string& name) {
    for (TracedCall& call : trace_.Take()) {
      const bool column = kind == PartKind::kTarget && !call.part.empty();
      PartOf(column ? PartKind::kColumn : kind, column ? call.part : name, target).calls.push_back(std::move(call));
    }
    trace_.Enter("");
  }

  RehearsedPart& PartOf(PartKind kind, const std::string& name, size_t target) {
    for (RehearsedPart& part : result_.parts)
      if (part.kind == kind && part.name == name && part.target == target) return part;
    return result_.parts.emplace_back(RehearsedPart{kind, name, target, {}});
  }

  void Note(const std::string& failure) {
    if (result_.failures.size() < kFailures && std::ranges::count(result_.failures, failure) == 0)
      result_.failures.push_back(failure);
  }

  const Suite& suite_;
  CallTrace& trace_;
  Clock& clock_;
  const RehearsedCall& call_;
  Rehearsed result_;
};

}  // namespace

std::string_view ToString(PartKind kind) {
  switch (kind) {
    case PartKind::kTarget:
      return "target";
    case PartKind::kColumn:
      return "column";
    case PartKind::kScorer:
      return "scorer";
  }
  return "";
}

Result<Rehearsed> Rehearse(const Suite& suite, const Plan& plan, CallTrace& trace, Clock& clock,
                           const RehearsedCall& call) {
  return Rehearsing(suite, trace, clock, call).Run(plan);
}

}  // namespace harness
