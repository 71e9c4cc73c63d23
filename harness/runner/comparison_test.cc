#include "harness/runner/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_suite.h"

namespace harness {
namespace {

using ::testing::ElementsAre;

class NoReplies final : public ReplyLog {
 public:
  Result<std::optional<Json>> Find(const ReplyKey&) override { return std::nullopt; }
  Result<> Keep(const ReplyKey&, const Json&) override { return {}; }
  Result<> Settle() override { return {}; }
  Result<> Forget(std::span<const ReplyKey>) override { return {}; }
};

// Targets a, b and c, whose answers a test gives, one comparer behind the scorer `same`.
class ComparisonTest : public testing::Test {
 protected:
  ComparisonTest() : suite_(EchoingSuite({})), test_(FakeCase("case", "x", "x")) {
    suite_.targets.clear();
    for (const char* name : {"a", "b", "c"})
      AddTarget(suite_, name,
                [this, name = std::string(name)](const Case&, const CallContext&) { return answers_.at(name); });
    answers_ = {{"a", Output::Text("x")}, {"b", Output::Text("xxx")}, {"c", Output::Text("xx")}};
    suite_.scorers[0].info.weight = suite_.scorer_infos[0].weight = 0;
    AddComparer(suite_, "longest", [this](std::span<const Contender> contenders) {
      compared_.clear();
      for (const Contender& one : contenders)
        compared_.push_back(one.target + (one.actual ? "=" + JsonText(*one.actual) : one.unknown ? "?" : "!"));
      return opinion_(contenders);
    });
  }

  std::vector<std::shared_ptr<const AttemptRow>> Rows() {
    std::vector<Made> made;
    for (const uint16_t target : {2, 0, 1}) {  // as they come
      Tried tried = MakeAttempt(suite_, test_, {0, target, 0}, 1, run_);
      EXPECT_FALSE(tried.row);
      made.push_back(std::move(*tried.made));
    }
    return Compare(suite_, test_, std::move(made), run_).rows;
  }
  std::vector<Verdict> Verdicts() {
    std::vector<Verdict> verdicts;
    for (const auto& row : Rows()) verdicts.push_back(row->verdict);
    return verdicts;
  }
  Score ScoreOf(const AttemptRow& row, size_t scorer = 1) { return ParseScores(row.scores)->at(scorer); }
  ScorerSpec& comparer() { return suite_.scorers[1]; }

  FakeClock clock_;
  std::stop_source stop_;
  RunContext run_{clock_, stop_.get_token()};
  Suite suite_;
  Case test_;
  std::map<std::string, Output> answers_;
  FakeComparer::Opinion opinion_ = LongestIsBest;
  std::vector<std::string> compared_;  // what the comparer saw
};

TEST_F(ComparisonTest, JudgesAllTargetsTogether) {
  const auto rows = Rows();
  EXPECT_THAT(compared_, ElementsAre("a=x", "b=xxx", "c=xx"));
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0]->verdict, Verdict::kFail);
  EXPECT_EQ(rows[1]->verdict, Verdict::kPass);
  EXPECT_EQ(ScoreOf(*rows[0]).reason, "shorter");
  EXPECT_EQ(ScoreOf(*rows[0], 0).verdict, Verdict::kPass) << "its other scorers judge it alone";
  EXPECT_EQ(rows[2]->output_text, "xx");
}

TEST_F(ComparisonTest, ATieIsUndecidedUnlessAThresholdDecidesIt) {
  answers_["c"] = Output::Text("yyy");
  EXPECT_THAT(Verdicts(), ElementsAre(Verdict::kFail, Verdict::kUnknown, Verdict::kUnknown));
  EXPECT_EQ(ScoreOf(*Rows()[1]).value, 0.5);
  comparer().threshold = 0.5;
  EXPECT_THAT(Verdicts(), ElementsAre(Verdict::kFail, Verdict::kPass, Verdict::kPass));
  comparer().threshold = 1;
  EXPECT_THAT(Verdicts(), ElementsAre(Verdict::kFail, Verdict::kFail, Verdict::kFail));
}

TEST_F(ComparisonTest, ATargetThatFailedIsThereWithoutAnAnswer) {
  answers_["b"] = Output::Failed(FailureKind::kTimeout, "too late");
  EXPECT_THAT(Verdicts(), ElementsAre(Verdict::kFail, Verdict::kFail, Verdict::kPass));
  EXPECT_THAT(compared_, ElementsAre("a=x", "b!", "c=xx"));
  EXPECT_EQ(ScoreOf(*Rows()[1]).reason, "the target failed");
}

TEST_F(ComparisonTest, APlumbingErrorIsNoFailure) {
  answers_["b"] = Output::Failed(FailureKind::kRateLimited, "slow down", true);
  Rows();
  EXPECT_THAT(compared_, ElementsAre("a=x", "b?", "c=xx"));
}

TEST_F(ComparisonTest, ComparesTheJudgedParts) {
  comparer().at = *JsonPointer::Parse("/text");
  answers_["a"] = Output::Structured({{"text", "long"}});
  answers_["b"] = Output::Text("no JSON");
  answers_["c"] = Output::Structured({{"text", "l"}});
  const auto rows = Rows();
  EXPECT_THAT(compared_, ElementsAre("a=long", "b!", "c=l"));
  EXPECT_EQ(rows[0]->verdict, Verdict::kPass);
  EXPECT_EQ(rows[1]->verdict, Verdict::kFail);
  EXPECT_THAT(ScoreOf(*rows[1]).reason, testing::StartsWith("the output is no JSON"));
}

TEST_F(ComparisonTest, WhenLeavesTargetsOut) {
  comparer().when = *Expression::Parse("target != 'b'");
  EXPECT_THAT(Verdicts(), ElementsAre(Verdict::kFail, Verdict::kPass, Verdict::kPass));
  EXPECT_THAT(compared_, ElementsAre("a=x", "c=xx"));
  EXPECT_EQ(ScoreOf(*Rows()[1]).reason, "its `when` does not hold");
}

TEST_F(ComparisonTest, AddsWhatTheComparerCosts) {
  answers_["a"].cost_usd = 0.25;
  answers_["a"].usage = Usage{1, 1, 0};
  opinion_ = [](std::span<const Contender> contenders) {
    auto scores = LongestIsBest(contenders);
    for (Score& score : scores) score.cost_usd = 0.5, score.usage = Usage{10, 1, 0};
    return scores;
  };
  const auto rows = Rows();
  EXPECT_EQ(rows[0]->cost_usd, 0.75);
  EXPECT_EQ(rows[1]->cost_usd, 0.5);
}

TEST_F(ComparisonTest, WhatWasStoppedIsNotStored) {
  opinion_ = [&](std::span<const Contender> contenders) {
    stop_.request_stop();
    return std::vector<Score>(contenders.size(), Score::Error("stopped"));
  };
  EXPECT_TRUE(Rows().empty());
}

TEST_F(ComparisonTest, AnAbsentComparerComparesNothing) {
  comparer().comparer = nullptr;
  comparer().absent = "no key";
  suite_.compares = false;
  const Tried tried = MakeAttempt(suite_, test_, {0, 0, 0}, 1, run_);
  ASSERT_TRUE(tried.row);
  EXPECT_EQ(ScoreOf(*tried.row).reason, "no key");
}

TEST_F(ComparisonTest, EachContenderAsksInTheNameOfItsAttempt) {
  NoReplies replies;
  run_.replies = &replies;
  std::vector<AttemptKey> keys;
  opinion_ = [&](std::span<const Contender> contenders) {
    for (const Contender& one : contenders) {
      keys.push_back(one.context.calls->Next("request").attempt);
      EXPECT_GT(one.context.deadline, clock_.SteadyNow());
      EXPECT_EQ(one.context.seed, contenders[0].context.seed);
    }
    return LongestIsBest(contenders);
  };
  Rows();
  EXPECT_THAT(keys, ElementsAre(AttemptKey{0, 0, 0}, AttemptKey{0, 1, 0}, AttemptKey{0, 2, 0}));
}

TEST_F(ComparisonTest, ScoresOfAnEarlierRunStandTogetherOrNotAtAll) {
  const auto again = [&](bool all) {
    std::vector<Made> made;
    for (const uint16_t target : {0, 1, 2}) {
      Earlier earlier;
      earlier.output = answers_.at(suite_.targets[target].info.name);
      if (all || target > 0) {
        earlier.scores.push_back(Score::Pass("as before"));
        earlier.scores[0].scorer = 1;
      }
      made.push_back(std::move(*JudgeAgain(suite_, test_, {0, target, 0}, std::move(earlier), run_).made));
    }
    return Compare(suite_, test_, std::move(made), run_);
  };
  const Compared kept = again(true);
  EXPECT_EQ(kept.judged_anew, 0u);
  EXPECT_TRUE(compared_.empty());
  EXPECT_EQ(ScoreOf(*kept.rows[0]).reason, "as before");
  const Compared anew = again(false);
  EXPECT_EQ(anew.judged_anew, 2u);
  EXPECT_EQ(ScoreOf(*anew.rows[0]).reason, "shorter");
}

}  // namespace
}  // namespace harness
