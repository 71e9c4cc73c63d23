#include "harness/runner/attempt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_suite.h"

namespace harness {
namespace {

class AttemptTest : public testing::Test {
 protected:
  AttemptTest() : suite_(EchoingSuite({})) {}

  Tried Make(const Case& test) { return MakeAttempt(suite_, test, {0, 0, 0}, 1, {clock_, {}}); }
  Score First(const Case& test) { return (*ParseScores(Make(test).row->scores))[0]; }
  ScorerSpec& scorer() { return suite_.scorers[0]; }
  void Answer(Output output) {
    suite_.targets.clear();
    AddTarget(suite_, "t", [output](const Case&, const CallContext&) { return output; });
  }

  FakeClock clock_;
  Suite suite_;
};

TEST_F(AttemptTest, PassesByItsScores) {
  EXPECT_EQ(Make(FakeCase("a", "x", "x")).row->verdict, Verdict::kPass);
  EXPECT_EQ(Make(FakeCase("a", "x", "y")).row->verdict, Verdict::kFail);
}

TEST_F(AttemptTest, AMissingExpectedIsAnErrorNeverAPass) {
  EXPECT_EQ(Make(FakeCase("a", "x")).row->verdict, Verdict::kError);
  EXPECT_EQ(First(FakeCase("a", "x")).reason, "the case has no expected value");
  scorer().expected = *JsonPointer::Parse("/group");
  EXPECT_EQ(First(FakeCase("a", "x", Json::object())).reason, "the case expects nothing at /group");
  scorer().negate = true;
  EXPECT_EQ(Make(FakeCase("a", "x")).row->verdict, Verdict::kError);
}

TEST_F(AttemptTest, AFailureOfTheTargetFailsAndSkipsItsScorers) {
  Answer(Output::Failed(FailureKind::kTimeout, "too late"));
  const Tried tried = Make(FakeCase("a", "x", "x"));
  EXPECT_EQ(tried.row->verdict, Verdict::kFail);
  EXPECT_EQ(tried.row->failure_kind, "timeout");
  EXPECT_EQ((*ParseScores(tried.row->scores))[0].verdict, Verdict::kSkipped);
}

TEST_F(AttemptTest, AFailureOfThePlumbingIsAnError) {
  Answer(Output::Failed(FailureKind::kRateLimited, "slow down", true));
  const Tried tried = Make(FakeCase("a", "x", "x"));
  EXPECT_EQ(tried.row->verdict, Verdict::kError);
  EXPECT_TRUE(tried.retryable);
}

TEST_F(AttemptTest, PassesOnHowLongToWait) {
  Output output = Output::Failed(FailureKind::kRateLimited, "slow down", true);
  output.failure->retry_after = std::chrono::seconds(7);
  Answer(output);
  EXPECT_EQ(Make(FakeCase("a", "x", "x")).retry_after, std::chrono::seconds(7));
}

TEST_F(AttemptTest, AStoppedCallIsNothingToStore) {
  Answer(Output::Failed(FailureKind::kStopped, "stopped"));
  EXPECT_TRUE(Make(FakeCase("a", "x", "x")).stopped);
}

TEST_F(AttemptTest, NotSwapsPassAndFailAndNothingElse) {
  scorer().negate = true;
  scorer().info.type = "not-same";
  EXPECT_EQ(Make(FakeCase("a", "x", "y")).row->verdict, Verdict::kPass);
  const Score swapped = First(FakeCase("a", "x", "x"));
  EXPECT_EQ(swapped.verdict, Verdict::kFail);
  EXPECT_EQ(swapped.value, 0);
  EXPECT_EQ(swapped.reason, "got 'x', for which same 'x' holds and should not");
}

TEST_F(AttemptTest, NotLeavesUnknownAndError) {
  scorer().negate = true;
  scorer().scorer = std::make_unique<FakeScorer>([](const Question&) { return Score::Unknown("who knows"); });
  EXPECT_EQ(First(FakeCase("a", "x", "x")).verdict, Verdict::kUnknown);
}

TEST_F(AttemptTest, AThresholdDecidesByTheValue) {
  scorer().threshold = 0.5;
  scorer().scorer = std::make_unique<FakeScorer>([](const Question&) { return Score::Graded(0.6, false, "so so"); });
  EXPECT_EQ(First(FakeCase("a", "x", "x")).verdict, Verdict::kPass);
  scorer().threshold = 0.7;
  EXPECT_EQ(First(FakeCase("a", "x", "x")).verdict, Verdict::kFail);
}

TEST_F(AttemptTest, AtPointsIntoTheOutputsJson) {
  scorer().at = *JsonPointer::Parse("/group");
  Answer(Output::Structured({{"group", "x"}}));
  EXPECT_EQ(Make(FakeCase("a", "", "x")).row->verdict, Verdict::kPass);
  Answer(Output::Text("{\"group\": \"x\"}"));
  EXPECT_EQ(Make(FakeCase("a", "", "x")).row->verdict, Verdict::kPass);
}

TEST_F(AttemptTest, AtIntoAnOutputThatIsNoJsonFailsWithAndWithoutNot) {
  scorer().at = *JsonPointer::Parse("/group");
  Answer(Output::Text("no idea"));
  EXPECT_EQ(First(FakeCase("a", "", "x")).reason,
            "the output is no JSON: line 1, column 1: expected a value, found \"no\"");
  scorer().negate = true;
  EXPECT_EQ(Make(FakeCase("a", "", "x")).row->verdict, Verdict::kFail);
  Answer(Output::Structured({{"team", "x"}}));
  EXPECT_EQ(First(FakeCase("a", "", "x")).reason, "the output has nothing at /group");
}

TEST_F(AttemptTest, WhenDecidesWhetherAScorerJudges) {
  scorer().when = *Expression::Parse("category == 'Access'");
  Case test = FakeCase("a", "x", "y");
  EXPECT_EQ(First(test).verdict, Verdict::kSkipped);
  EXPECT_EQ(Make(test).row->verdict, Verdict::kPass);  // no decisive scorer: the target answered
  test.category = "Access";
  EXPECT_EQ(Make(test).row->verdict, Verdict::kFail);
}

TEST_F(AttemptTest, AnAbsentOptionalScorerIsSkippedWithItsReason) {
  scorer().absent = "no key: OPENAI_API_KEY is not set";
  EXPECT_EQ(First(FakeCase("a", "x", "y")).reason, "no key: OPENAI_API_KEY is not set");
}

TEST_F(AttemptTest, AValueTakesThePlaceOfWhatIsExpected) {
  scorer().value = "z";
  EXPECT_EQ(Make(FakeCase("a", "z", "y")).row->verdict, Verdict::kPass);
}

// all-of over the fake scorer, which passes what is expected, and a second one.
class CombinationTest : public AttemptTest {
 protected:
  CombinationTest() {
    ScorerSpec group;
    group.info = {"both", "all-of", 1};
    group.combination = Combination::kAllOf;
    group.members.push_back(std::move(suite_.scorers[0]));
    ScorerSpec& other = group.members.emplace_back();
    other.info = {"other", "fake", 1};
    other.scorer = std::make_unique<FakeScorer>([](const Question& question) {
      return question.actual == "x" ? Score::Pass() : Score::Fail(JsonText(question.actual));
    });
    suite_.scorers[0] = std::move(group);
  }
  ScorerSpec& member(size_t i) { return suite_.scorers[0].members[i]; }
};

TEST_F(CombinationTest, JudgesItsMembersWithTheirOwnOptions) {
  Answer(Output::Structured({{"group", "x"}, {"team", "y"}}));
  member(0).at = *JsonPointer::Parse("/group");
  member(1).at = *JsonPointer::Parse("/team");
  EXPECT_EQ(First(FakeCase("a", "", "x")).reason, "1 of 2 failed: other (y)");
  member(1).when = *Expression::Parse("category == 'Access'");
  EXPECT_EQ(First(FakeCase("a", "", "x")).reason, "1 of 1 passed: same");
}

TEST_F(CombinationTest, NotSwapsItsVerdictAndKeepsItsReason) {
  scorer().negate = true;
  scorer().info.type = "not-all-of";
  const Score passed = First(FakeCase("a", "x", "x"));
  EXPECT_EQ(passed.verdict, Verdict::kFail);
  EXPECT_EQ(passed.value, 0);
  EXPECT_EQ(passed.reason, "all-of holds and should not: 2 of 2 passed: same; other");
  const Score failed = First(FakeCase("a", "x", "y"));
  EXPECT_EQ(failed.verdict, Verdict::kPass);
  EXPECT_EQ(failed.reason, "1 of 2 failed: same (not the same)");
}

TEST_F(CombinationTest, StandsInOthers) {
  ScorerSpec outer;
  outer.info = {"outer", "any-of", 1};
  outer.combination = Combination::kAnyOf;
  outer.members.push_back(std::move(suite_.scorers[0]));
  suite_.scorers[0] = std::move(outer);
  EXPECT_EQ(First(FakeCase("a", "x", "x")).reason, "1 of 1 passed: both");
  EXPECT_EQ(First(FakeCase("a", "x", "y")).evidence["members"][0]["evidence"]["members"][0]["reason"], "not the same");
}

TEST_F(CombinationTest, ShowsWhatItsMembersJudged) {
  std::vector<Exhibited> shown;
  const Case test = FakeCase("a", "x", "y");
  (void)Judge(suite_, suite_.targets[0], test, Output::Text("x"), {clock_, clock_.SteadyNow(), {}, {}, 0}, &shown);
  ASSERT_EQ(shown.at(0).members.size(), 2u);
  EXPECT_EQ(shown[0].members[0].spec, &member(0));
  EXPECT_EQ(shown[0].members[0].score.verdict, Verdict::kFail);
  EXPECT_EQ(shown[0].members[0].shown.expected, Json("y"));
}

TEST_F(AttemptTest, AddsUpTheCostsOfTargetAndScorers) {
  Output output = Output::Text("x");
  output.cost_usd = 0.25;
  Answer(output);
  scorer().scorer = std::make_unique<FakeScorer>([](const Question&) {
    Score score = Score::Pass();
    score.cost_usd = 0.5;
    return score;
  });
  EXPECT_EQ(Make(FakeCase("a", "x", "x")).row->cost_usd, 0.75);
}

TEST_F(AttemptTest, ReadsWhatEachExtractionLeavesApart) {
  Answer(Output::Text("{\"g\": 1}\nANSWER: {\"g\": 2}"));
  scorer().at = *JsonPointer::Parse("/g");
  scorer().extract = Extract::kAnswer;
  AddScorer(suite_, "text", [](const Question&) { return Score::Pass(); });
  suite_.scorers[1].at = *JsonPointer::Parse("/g");
  suite_.scorers[1].extract = Extract::kText;
  const auto scores = *ParseScores(Make(FakeCase("a", "x", 2)).row->scores);
  EXPECT_EQ(scores[0].verdict, Verdict::kPass);
  EXPECT_EQ(scores[1].verdict, Verdict::kFail);  // the whole text is no JSON
}

TEST_F(AttemptTest, GivesEachScorerATimeOfItsOwn) {
  std::vector<std::chrono::steady_clock::duration> left;
  class Slow final : public Scorer {
   public:
    Slow(FakeClock& clock, std::vector<std::chrono::steady_clock::duration>& seen) : clock_(clock), seen_(seen) {}
    Score Judge(const Question&, const CallContext& context) override {
      seen_.push_back(context.deadline - clock_.SteadyNow());
      clock_.Advance(std::chrono::seconds(50));
      return Score::Pass();
    }

   private:
    FakeClock& clock_;
    std::vector<std::chrono::steady_clock::duration>& seen_;
  };
  for (const char* name : {"one", "two"})
    AddScorer(suite_, name, nullptr).scorer = std::make_unique<Slow>(clock_, left);
  Make(FakeCase("a", "x", "x"));
  EXPECT_THAT(left, testing::ElementsAre(std::chrono::seconds(60), std::chrono::seconds(60)));
}

}  // namespace
}  // namespace harness
