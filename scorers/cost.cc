#include "scorers/cost.h"

#include <cmath>

namespace harness {
namespace {

class CostScorer final : public Scorer {
 public:
  explicit CostScorer(double most) : most_(most) {}

  Score Judge(const Question& question, const CallContext&) override {
    const std::optional<double> cost = question.output.cost_usd;
    if (!cost || std::isnan(*cost)) return Score::Error("what the call cost is not known");
    if (*cost <= most_) return Score::Pass();
    return Score::Fail(fmt::format("cost ${}, allowed ${}", *cost, most_));
  }

 private:
  const double most_;  // US dollars
};

Result<std::unique_ptr<Scorer>> MakeCost(const Node& config, const Services&) {
  const Node* value = config.Find("value");
  if (!value) return config.Fail("an amount in US dollars is missing, such as cost: 0.01");
  if (value->AsNumber() < 0) return value->Fail("a cost must not be negative");
  return std::make_unique<CostScorer>(value->AsNumber());
}

}  // namespace

ScorerType CostScorerType() {
  ScorerType type;
  type.name = "cost";
  type.doc = "The call cost at most so many US dollars.";
  type.needs = Needs::kNothing;
  type.value = kNumber;
  type.make = MakeCost;
  return type;
}

}  // namespace harness
