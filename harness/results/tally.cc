#include "harness/results/tally.h"

#include <algorithm>
#include <cmath>

#include "harness/stats/interval.h"

namespace harness {

void Tally::Add(const CaseRow& test, const AttemptRow& attempt) {
  const bool new_case = number_ != attempt.key.case_number;
  if (new_case || target_ != attempt.key.target) EndUnit();
  if (new_case) {
    number_ = attempt.key.case_number;
    ++figures_.cases;
  }
  target_ = attempt.key.target;

  ++figures_.attempts;
  unit_.Add(attempt.verdict);
  if (Decided(attempt.verdict)) clusters_.Add(attempt.key.case_number, test.cluster, attempt.verdict == Verdict::kPass);
  switch (attempt.verdict) {
    case Verdict::kPass:
      ++figures_.passed;
      break;
    case Verdict::kFail:
      ++figures_.failed;
      break;
    case Verdict::kUnknown:
      ++figures_.unknown;
      break;
    case Verdict::kError:
      ++figures_.errored;
      break;
    case Verdict::kSkipped:
      ++figures_.skipped;
      break;
  }
  if (!attempt.failure_category.empty()) ++figures_.failure_categories[attempt.failure_category];
  if (attempt.verdict != Verdict::kSkipped) latencies_.push_back(static_cast<float>(attempt.latency_us));
  if (attempt.usage) {
    figures_.usage.input_tokens += attempt.usage->input_tokens;
    figures_.usage.output_tokens += attempt.usage->output_tokens;
    figures_.usage.cached_tokens += attempt.usage->cached_tokens;
  }
  if (attempt.cost_usd) {
    cost_ += *attempt.cost_usd;
    ++costs_;
  }
}

void Tally::EndUnit() {
  if (!number_) return;
  const Verdict verdict = CaseVerdict(unit_, static_cast<uint32_t>(repeat_), require_);
  if (verdict == Verdict::kPass) ++figures_.cases_passed;
  if (verdict == Verdict::kFail) ++figures_.cases_failed;
  unit_ = {};
}

Figures Tally::Finish(uint64_t planned) {
  EndUnit();
  number_.reset();
  const ClusteredRate& rate = clusters_.Finish();

  figures_.planned = std::max(planned, figures_.attempts);
  const uint64_t decided = figures_.passed + figures_.failed;
  if (figures_.planned > figures_.skipped)
    figures_.coverage = static_cast<double>(decided) / static_cast<double>(figures_.planned - figures_.skipped);
  if (decided > 0) {
    figures_.pass_rate = static_cast<double>(figures_.passed) / static_cast<double>(decided);
    const double trials = rate.EffectiveTrials();
    figures_.pass_rate_ci95 = WilsonInterval(*figures_.pass_rate * trials, trials);
  }
  const uint64_t cases = figures_.cases_passed + figures_.cases_failed;
  if (cases > 0) figures_.case_pass_rate = static_cast<double>(figures_.cases_passed) / static_cast<double>(cases);
  figures_.latency = Latencies();
  if (costs_ > 0) figures_.cost_usd = cost_;
  return figures_;
}

std::optional<double> Tally::LatencyAt(double fraction, uint64_t absent) {
  if (latencies_.empty()) return std::nullopt;
  const uint64_t all = latencies_.size() + absent;
  const uint64_t rank = std::max<uint64_t>(1, static_cast<uint64_t>(std::ceil(fraction * static_cast<double>(all))));
  if (rank <= absent) return 0;
  const auto place = latencies_.begin() + static_cast<ptrdiff_t>(rank - absent - 1);
  std::nth_element(latencies_.begin(), place, latencies_.end());
  return static_cast<double>(*place) / 1e6;
}

std::optional<Latency> Tally::Latencies() {
  if (latencies_.empty()) return std::nullopt;
  return Latency{*LatencyAt(0.5) * 1e3, *LatencyAt(0.95) * 1e3, *LatencyAt(0.99) * 1e3, *LatencyAt(1) * 1e3};
}

}  // namespace harness
