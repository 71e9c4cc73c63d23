#include "harness/runner/pace.h"

#include <algorithm>
#include <cmath>

#include "harness/models/rehearsal.h"
#include "harness/runner/tier_prior.h"

namespace harness {
namespace {

constexpr Range kCallSeconds{0.3, 1, 3};                       // of a call beside its answer
constexpr Range kTokenSeconds{1.0 / 150, 1.0 / 60, 1.0 / 20};  // of a token of the answer

Range SecondsOf(const TracedCall& call) {
  if (call.request.messages.empty()) return kCallSeconds;
  const Range tokens = LikelyOutput(call.model->asked, call.request);
  return {kCallSeconds.low + tokens.low * kTokenSeconds.low, kCallSeconds.likely + tokens.likely * kTokenSeconds.likely,
          kCallSeconds.high + tokens.high * kTokenSeconds.high};
}

// All that one model is asked in the run.
struct Load {
  LimitTerms limit;
  double calls = 0, tokens = 0, seconds = 0;  // likely
};

class Pacing {
 public:
  Pacing(const Suite& suite, const Plan& plan, const Rehearsed& rehearsed, const History& history)
      : suite_(suite), plan_(plan), rehearsed_(rehearsed), history_(history) {}

  Pace Work() {
    Range work;
    for (size_t target = 0; target < suite_.targets.size(); ++target) {
      if (Attempts(target) == 0) continue;
      const std::optional<Range> one = OneAttempt(target);
      if (!one)
        return {std::nullopt, fmt::format("no run has shown how long '{}' takes", suite_.targets[target].info.name)};
      work += *one * Attempts(target);
    }
    const auto all = static_cast<double>(plan_.selected_attempts());
    const double slots = std::clamp(static_cast<double>(suite_.run.concurrency), 1.0, std::max(all, 1.0));
    pace_.seconds = work * (1 / slots);
    pace_.reason = fmt::format("{} at a time, {}", static_cast<int>(slots),
                               measured_ ? "each as long as in earlier runs" : "by the likely length of the answers");
    for (const auto& [model, load] : Loads()) Limit(model, load);
    for (size_t target = 0; target < suite_.targets.size(); ++target)
      if (const auto& rate = suite_.targets[target].rate)
        Bound(Attempts(target) / rate->per_second,
              fmt::format("by the rate of '{}'", suite_.targets[target].info.name));
    return std::move(pace_);
  }

 private:
  double Attempts(size_t target) const { return static_cast<double>(plan_.target_attempts()[target]); }
  double Sampled(size_t target) const { return static_cast<double>(std::max<uint64_t>(rehearsed_.cases[target], 1)); }

  // Of the target and its judges; nullopt: nobody knows.
  std::optional<Range> OneAttempt(size_t target) {
    Range own, judges;
    bool columns = false;
    for (const RehearsedPart& part : rehearsed_.parts) {
      if (part.target != target) continue;
      columns = columns || part.kind == PartKind::kColumn;
      for (const TracedCall& call : part.calls)
        (part.kind == PartKind::kScorer ? judges : own) += SecondsOf(call) * (1 / Sampled(target));
    }
    const TargetSpec& spec = suite_.targets[target];
    const auto seen = history_.targets.find(spec.info.name);
    if (seen != history_.targets.end() && seen->second.seconds.count() > 0) {
      measured_ = true;
      own = SumOf(seen->second.seconds, Attempts(target)) * (1 / Attempts(target));
    } else if (columns && TierPriorOf(rehearsed_, 1)) {
      own = kTierSeconds;
    } else if (spec.target && !spec.target->OnlyAsksModels() && spec.target->Waits()) {
      return std::nullopt;
    }
    own += judges;
    return own;
  }

  std::map<std::string, Load> Loads() const {
    std::map<std::string, Load> loads;
    for (const RehearsedPart& part : rehearsed_.parts) {
      const double factor = Attempts(part.target) / Sampled(part.target);
      for (const TracedCall& call : part.calls) {
        Load& load = loads[call.model->name];
        load.limit = call.model->limit;
        load.calls += factor;
        load.seconds += SecondsOf(call).likely * factor;
        const AskedModel& asked = call.model->asked;
        load.tokens +=
            factor * (call.request.messages.empty() ? static_cast<double>(EstimateTokens(asked, call.texts).input)
                                                    : static_cast<double>(EstimateTokens(asked, call.request).input) +
                                                          LikelyOutput(asked, call.request).likely);
      }
    }
    return loads;
  }

  void Limit(const std::string& model, const Load& load) {
    const LimitTerms& limit = load.limit;
    if (limit.requests_per_minute)
      Bound(60 * load.calls / static_cast<double>(*limit.requests_per_minute),
            fmt::format("by {} calls a minute of '{}'", *limit.requests_per_minute, model));
    if (limit.tokens_per_minute)
      Bound(60 * load.tokens / static_cast<double>(*limit.tokens_per_minute),
            fmt::format("by {} tokens a minute of '{}'", *limit.tokens_per_minute, model));
    if (limit.concurrency && !measured_)
      Bound(load.seconds / *limit.concurrency, fmt::format("by {} calls at a time of '{}'", *limit.concurrency, model));
  }

  void Bound(double seconds, std::string reason) {
    if (seconds <= pace_.seconds->likely) return;
    pace_.seconds = pace_.seconds->AtLeast({seconds, seconds, seconds});
    pace_.reason = std::move(reason);
  }

  const Suite& suite_;
  const Plan& plan_;
  const Rehearsed& rehearsed_;
  const History& history_;
  Pace pace_;
  bool measured_ = false;
};

}  // namespace

Pace PaceOf(const Suite& suite, const Plan& plan, const Rehearsed& rehearsed, const History& history) {
  return Pacing(suite, plan, rehearsed, history).Work();
}

Range SumOf(const Moments& seen, double count) {
  const double sum = seen.mean() * count;
  const auto n = static_cast<double>(seen.count());
  const double off = seen.count() < 2 ? sum / 2 : 2 * seen.deviation() * std::sqrt(count + count * count / n);
  return {std::max(sum - off, 0.0), sum, sum + off};
}

}  // namespace harness
