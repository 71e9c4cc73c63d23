#include "scorers/cost.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

Output Paid(std::optional<double> cost) {
  Output output = Output::Text("ok");
  output.cost_usd = cost;
  return output;
}

class CostScorer : public testing::Test {
 protected:
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(CostScorer, PassesUpToTheAmount) {
  EXPECT_EQ(rig_.Judge("cost: 0.01", Paid(0.01), "ok").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.Judge("cost: 0", Paid(0), "ok").verdict, Verdict::kPass);
}

TEST_F(CostScorer, SaysWhatItCost) {
  EXPECT_EQ(rig_.Judge("cost: 0.01", Paid(0.0125), "ok").reason, "cost $0.0125, allowed $0.01");
}

TEST_F(CostScorer, IsAnErrorWhereTheCostIsNotKnown) {
  const Score score = rig_.Judge("cost: 0.01", Paid(std::nullopt), "ok");
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.reason, "what the call cost is not known");
}

TEST_F(CostScorer, NeedsAnAmount) {
  EXPECT_EQ(rig_.LoadError("score:\n  - cost: {}\n"),
            "suite.yaml:2:11: an amount in US dollars is missing, such as cost: 0.01\n"
            "  - cost: {}\n"
            "          ^\n");
  EXPECT_EQ(rig_.LoadError("score:\n  - cost: -1\n"),
            "suite.yaml:2:11: a cost must not be negative\n"
            "  - cost: -1\n"
            "          ^\n");
}

}  // namespace
}  // namespace harness
