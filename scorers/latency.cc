#include "scorers/latency.h"

#include "harness/base/text.h"

namespace harness {
namespace {

class LatencyScorer final : public Scorer {
 public:
  explicit LatencyScorer(std::chrono::microseconds most) : most_(most) {}

  Score Judge(const Question& question, const CallContext&) override {
    const std::chrono::microseconds took = question.output.latency;
    if (took <= most_) return Score::Pass();
    const std::string shown = FormatDuration(took);
    const std::string allowed = FormatDuration(most_);
    if (shown != allowed) return Score::Fail(fmt::format("took {}, allowed {}", shown, allowed));
    return Score::Fail(fmt::format("took {} ({}us more), allowed {}", shown, (took - most_).count(), allowed));
  }

 private:
  const std::chrono::microseconds most_;
};

Result<std::unique_ptr<Scorer>> MakeLatency(const Node& config, const Services&) {
  const Node* value = config.Find("value");
  if (!value) return config.Fail("a duration is missing, such as latency: 2s");
  const Result<std::chrono::microseconds> most = ReadDuration(*value);
  if (!most) return Unexpected(most.error());
  return std::make_unique<LatencyScorer>(*most);
}

}  // namespace

ScorerType LatencyScorerType() {
  ScorerType type;
  type.name = "latency";
  type.doc = "The target answered within a duration, such as 2s.";
  type.needs = Needs::kNothing;
  type.value = kDuration;
  type.make = MakeLatency;
  return type;
}

}  // namespace harness
