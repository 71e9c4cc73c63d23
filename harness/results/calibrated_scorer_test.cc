#include "harness/results/calibrated_scorer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/sample_calibration.h"

namespace harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class CalibratedScorerTest : public testing::Test {
 protected:
  CalibratedScorerTest() {
    run_.targets = {{"old", "replay"}, {"new", "replay"}};
    run_.scorers = {{"helpful", "llm-rubric", 1, "c0ffee"}};
    run_.scorers[0].calibration = SampleCalibration();
    evidence_ = {{"judge",
                  {{"model", "openai/judge-1"},
                   {"prompt_sha256", "prompt"},
                   {"schema_sha256", "schema"},
                   {"answered", "judge-1-0601"}}}};
  }

  CorrectedFigures Finish(uint32_t passed, uint32_t failed) {
    CalibratedScorer scorer(run_, 0);
    for (uint32_t i = 0; i < passed + failed; ++i) Add(scorer, i, i < passed ? Verdict::kPass : Verdict::kFail);
    return scorer.Finish(warnings_);
  }

  void Add(CalibratedScorer& scorer, uint32_t number, Verdict verdict, uint16_t target = 0) {
    CaseRow test;
    test.number = number;
    AttemptRow attempt;
    attempt.key = {number, target, 0};
    Score score;
    score.verdict = verdict;
    score.evidence = evidence_;
    scorer.Add(test, attempt, score);
  }

  RunRecord run_;
  Json evidence_;
  std::vector<std::string> warnings_;
};

TEST_F(CalibratedScorerTest, CorrectsTheRateOfWhatDecided) {
  const CorrectedFigures figures = Finish(160, 40);
  ASSERT_TRUE(figures.all && figures.all->rate);
  EXPECT_DOUBLE_EQ(figures.all->naive, 0.8);
  EXPECT_NEAR(figures.all->rate->rate, .866667, 1e-6);
  EXPECT_NEAR(figures.all->rate->naive_standard_error, .0283, 1e-4);
  EXPECT_GT(figures.all->rate->standard_error, 2 * figures.all->rate->naive_standard_error);
  EXPECT_THAT(figures.targets, ElementsAre(testing::Field(&CorrectedShare::target, "old")));
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(CalibratedScorerTest, LeavesOutWhatDidNotDecide) {
  CalibratedScorer scorer(run_, 0);
  Add(scorer, 0, Verdict::kPass);
  Add(scorer, 1, Verdict::kUnknown);
  Add(scorer, 2, Verdict::kError);
  Add(scorer, 3, Verdict::kSkipped);
  EXPECT_DOUBLE_EQ(scorer.Finish(warnings_).all->naive, 1);
  CalibratedScorer none(run_, 0);
  Add(none, 0, Verdict::kUnknown);
  EXPECT_FALSE(none.Finish(warnings_).all);
}

TEST_F(CalibratedScorerTest, TellsTargetsApart) {
  CalibratedScorer scorer(run_, 0);
  for (uint32_t i = 0; i < 20; ++i)
    for (const uint16_t target : {0, 1}) Add(scorer, i, i < 10 || target ? Verdict::kPass : Verdict::kFail, target);
  const CorrectedFigures figures = scorer.Finish(warnings_);
  ASSERT_EQ(figures.targets.size(), 2u);
  EXPECT_DOUBLE_EQ(figures.targets[0].naive, 0.5);
  EXPECT_DOUBLE_EQ(figures.targets[1].naive, 1);
  EXPECT_DOUBLE_EQ(figures.all->naive, 0.75);
}

TEST_F(CalibratedScorerTest, WarnsOfAnotherPrompt) {
  evidence_["judge"]["prompt_sha256"] = "other";
  Finish(8, 2);
  EXPECT_THAT(warnings_,
              ElementsAre("the scorer 'helpful': it is not as it was calibrated: the prompt (other instead of "
                          "prompt); calibrate it anew"));
}

TEST_F(CalibratedScorerTest, WarnsOfAnotherSchemaAndModel) {
  evidence_["judge"]["schema_sha256"] = "other";
  evidence_["judge"]["model"] = "openai/judge-2";
  Finish(8, 2);
  ASSERT_EQ(warnings_.size(), 1u);
  EXPECT_THAT(warnings_[0], testing::HasSubstr("the model (openai/judge-2 instead of openai/judge-1), the schema "
                                               "(other instead of schema)"));
}

TEST_F(CalibratedScorerTest, WarnsWhenAnAliasStandsForAnotherModelNow) {
  evidence_["judge"]["answered"] = "judge-1-0901";
  Finish(8, 2);
  ASSERT_EQ(warnings_.size(), 1u);
  EXPECT_THAT(warnings_[0],
              testing::HasSubstr("the model that answered (judge-1-0901 instead of judge-1-0601); calibrate it anew"));
}

TEST_F(CalibratedScorerTest, TakesAModelThatDoesNotSayItsNameForTheSame) {
  evidence_["judge"].erase("answered");
  Finish(8, 2);
  EXPECT_THAT(warnings_, IsEmpty());
}

TEST_F(CalibratedScorerTest, WarnsOfOtherOptions) {
  run_.scorers[0].config = "decade";
  Finish(8, 2);
  EXPECT_THAT(warnings_,
              ElementsAre("the scorer 'helpful': it is not as it was calibrated: an option, or a parameter of "
                          "the model; calibrate it anew"));
}

TEST_F(CalibratedScorerTest, WarnsOfAJudgeThatContradictsPeople) {
  run_.scorers[0].calibration->good = {.passed = 2, .failed = 48};
  run_.scorers[0].calibration->bad = {.passed = 40, .failed = 10};
  const CorrectedFigures figures = Finish(8, 2);
  EXPECT_FALSE(figures.all->rate);
  ASSERT_EQ(warnings_.size(), 2u);
  EXPECT_THAT(warnings_[0], testing::HasSubstr("kappa is significantly below 0 (-0.7600, p = "));
  EXPECT_THAT(warnings_[1], testing::HasSubstr("the judge tells nothing: its sensitivity 0.04 and specificity 0.2"));
}

TEST_F(CalibratedScorerTest, WarnsOfARateThatItsErrorsDoNotExplain) {
  EXPECT_TRUE(Finish(1000, 0).all->rate->clamped);
  EXPECT_THAT(warnings_,
              ElementsAre("the scorer 'helpful': it passes 100.0% of these outputs, and passed 90.0% of those "
                          "that people pass when it was calibrated: it does not judge them as it judged "
                          "those"));
  warnings_.clear();
  Finish(10, 990);
  ASSERT_EQ(warnings_.size(), 1u);
  EXPECT_THAT(warnings_[0],
              testing::HasSubstr("passes 1.0% of these outputs, and passed 15.0% of those that people fail"));
  warnings_.clear();
  EXPECT_TRUE(Finish(10, 0).all->rate->clamped);
  EXPECT_THAT(warnings_, IsEmpty()) << "ten passes in a row are no wonder";
}

TEST_F(CalibratedScorerTest, WarnsOfAJudgeThatMayBeGuessing) {
  run_.scorers[0].calibration->good = {.passed = 3, .failed = 2};
  run_.scorers[0].calibration->bad = {.passed = 2, .failed = 3};
  EXPECT_TRUE(Finish(5, 5).all->rate);
  EXPECT_THAT(warnings_, ElementsAre("the scorer 'helpful': by its calibration on 10 outputs, it does not agree with "
                                     "people more than by chance"));
}

}  // namespace
}  // namespace harness
