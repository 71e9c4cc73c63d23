#include "scorers/repeated.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class Repeated : public testing::Test {
 protected:
  Score Judge(const std::vector<std::string>& verdicts, const std::string& more = "") {
    for (const std::string& verdict : verdicts)
      rig_.models().chat->Say(Json({{"reason", "r" + verdict}, {"verdict", verdict}}).dump());
    return rig_.JudgeText("llm-rubric: { rubric: be good, repeats: 3" + more + " }", "an answer");
  }
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(Repeated, GoesByMajority) {
  const Score score = Judge({"5", "1", "4"});
  EXPECT_EQ(score.verdict, Verdict::kPass);
  EXPECT_EQ(score.reason, "2 of 3 votes pass, 1 fail: 5: r5");
  EXPECT_NEAR(*score.value, (1 + 0 + 0.75) / 3, 1e-12);
  EXPECT_EQ(score.evidence["votes"], Json({"pass", "fail", "pass"}));
  EXPECT_EQ(score.cost_usd, 1.5);
  EXPECT_EQ(score.usage->input_tokens, 300);
}

TEST_F(Repeated, IsUnknownForATie) {
  const Score score = Judge({"5", "1", "unknown"});
  EXPECT_EQ(score.verdict, Verdict::kUnknown);
  EXPECT_FALSE(score.value.has_value());
}

TEST_F(Repeated, LetsAnErrorCountForTheOtherSide) {
  rig_.models().chat->Fail("down");
  EXPECT_EQ(Judge({"5", "5"}).verdict, Verdict::kPass);
  rig_.models().chat->Fail("down");
  EXPECT_EQ(Judge({"5", "1"}).verdict, Verdict::kError);
}

TEST_F(Repeated, TakesANumberOfVotes) {
  EXPECT_NE(
      rig_.LoadError("score:\n  - llm-rubric: { rubric: a, repeats: 0 }\n").find("'repeats' must be from 1 to 99"),
      std::string::npos);
}

}  // namespace
}  // namespace harness
