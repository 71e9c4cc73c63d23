#include "reports/console_calibration.h"

#include <gtest/gtest.h>

#include "tests/fakes/sample_run.h"

namespace harness {
namespace {

TEST(RenderCorrected, ShowsTheNaiveRateAndTheCorrectedOne) {
  EXPECT_EQ(RenderCorrected(CalibratedSummary(1), 120, false), "");
}

TEST(RenderCorrected, TellsTargetsApart) {
  EXPECT_EQ(RenderCorrected(CalibratedSummary(2), 120, false), "");
}

TEST(RenderCorrected, IsNothingWithoutACalibratedScorer) {
  EXPECT_EQ(RenderCorrected(SampleSummary(), 100, false), "");
}

TEST(RenderCorrected, ShowsNoRateOfAJudgeThatTellsNothing) {
  Summary summary = CalibratedSummary(1);
  summary.scorers[0].corrected->all->rate.reset();
  EXPECT_EQ(RenderCorrected(summary, 120, false), "");
}

TEST(RenderWarnings, MakesThemHarmlessForTheTerminal) {
  Summary summary = SampleSummary();
  EXPECT_EQ(RenderWarnings(summary, false), "");
  summary.warnings = {"the scorer '\x1B[2J': no", "two"};
  EXPECT_EQ(RenderWarnings(summary, false), "warning: the scorer '\\x1B[2J': no\nwarning: two\n");
}

}  // namespace
}  // namespace harness
