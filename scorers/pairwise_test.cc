#include "scorers/pairwise.h"

#include <gtest/gtest.h>

#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

class PairwiseTest : public testing::Test {
 protected:
  // Prefers the longer answer, wherever it stands.
  PairwiseTest() : rig_({PairwiseScorerType()}) {
    rig_.models().chat->answerer = [](const ChatRequest& request) {
      const size_t a = PieceIn(request, "ANSWER A").size(), b = PieceIn(request, "ANSWER B").size();
      return VerdictReply(a > b ? "A" : b > a ? "B" : "tie");
    };
  }
  std::vector<Score> Compare(const std::vector<ScorerRig::Shown>& all) {
    return rig_.Compare("pairwise: { criterion: length, against: base }", all);
  }
  size_t calls() { return rig_.models().chat->requests.size(); }

  ScorerRig rig_;
};

TEST_F(PairwiseTest, ComparesEveryTargetWithTheNamedOne) {
  const std::vector<Score> scores = Compare({{"a", "longer"}, {"base", "long"}, {"b", "l"}, {"c", "lang"}});
  ASSERT_EQ(scores.size(), 4u);
  EXPECT_EQ(scores[0].verdict, Verdict::kPass);
  EXPECT_EQ(scores[1].verdict, Verdict::kSkipped);
  EXPECT_EQ(scores[1].reason, "the others are compared with it");
  EXPECT_EQ(scores[2].verdict, Verdict::kFail);
  EXPECT_EQ(scores[3].verdict, Verdict::kUnknown);
  EXPECT_EQ(scores[3].value, 0.5);
  EXPECT_EQ(calls(), 6u);
  EXPECT_EQ(*scores[0].cost_usd + *scores[2].cost_usd + *scores[3].cost_usd, 3.0);
}

TEST_F(PairwiseTest, ComparesWithWhatIsExpected) {
  const std::string line = "pairwise: { criterion: length, against: expected }";
  const std::vector<Score> scores = rig_.Compare(line, {{"a", "longer"}, {"b", "l"}}, Json("long"));
  EXPECT_EQ(scores[0].reason, "better than 'expected': so it is");
  EXPECT_EQ(scores[1].verdict, Verdict::kFail);
  EXPECT_EQ(PieceIn(rig_.models().chat->requests[0], "REFERENCE"), "") << "it is one of the answers";
  EXPECT_EQ(rig_.Compare(line, {{"a", "longer"}})[0].reason, "the case expects nothing to compare with");
  EXPECT_EQ(rig_.Compare(line, {{"a", "longer"}})[0].verdict, Verdict::kError);
}

TEST_F(PairwiseTest, ShowsWhatIsExpectedAsAHelp) {
  rig_.Compare("pairwise: { criterion: length, against: base }", {{"a", "x"}, {"base", "yy"}}, Json{{"port", 1194}});
  EXPECT_EQ(PieceIn(rig_.models().chat->requests[0], "REFERENCE"), R"({"port":1194})");
}

TEST_F(PairwiseTest, WinsAgainstATargetThatFailedWithoutACall) {
  const std::vector<Score> scores = Compare({{"a", "x"}, {"base", std::nullopt}});
  EXPECT_EQ(scores[0].verdict, Verdict::kPass);
  EXPECT_EQ(scores[0].reason, "'base' failed, so nothing is left to be better than");
  EXPECT_EQ(calls(), 0u);
}

TEST_F(PairwiseTest, IsAnErrorWhereTheNamedTargetCouldNotBeAsked) {
  const Score score = Compare({{"a", "x"}, {"base", std::nullopt, true}})[0];
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.reason, "'base' could not be asked, so there is no comparison");
  EXPECT_EQ(Compare({{"a", "x"}})[0].reason, "'base', with which it is compared, is not asked in this case");
}

TEST_F(PairwiseTest, DoesNotMindOthersThatFailed) {
  const std::vector<Score> scores = Compare({{"a", "xx"}, {"b", std::nullopt, true}, {"base", "x"}});
  EXPECT_EQ(scores[0].verdict, Verdict::kPass);
  EXPECT_EQ(calls(), 2u);
}

TEST_F(PairwiseTest, NeedsACriterionAndSomethingToCompareWith) {
  EXPECT_NE(rig_.LoadError("score:\n  - pairwise: { criterion: x }\n").find("'against' is missing"), std::string::npos)
      << rig_.LoadError("score:\n  - pairwise: { criterion: x }\n");
  const auto none = rig_.LoadComparer("score:\n  - pairwise: { against: base }\n");
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().Render().find("'criterion' is missing"), std::string::npos);
}

}  // namespace
}  // namespace harness
