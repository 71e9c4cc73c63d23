#include "reports/console_calibration.h"

#include <gtest/gtest.h>

#include "tests/fakes/sample_run.h"

namespace harness {
namespace {

TEST(RenderCorrected, ShowsTheNaiveRateAndTheCorrectedOne) {
  EXPECT_EQ(RenderCorrected(CalibratedSummary(1), 120, false),
            "calibrated  naive  95% interval  corrected  95% interval    SE  sensitivity   specificity\n"
            "group       80.0%    73.9–85.0%      86.7%    74.5–98.9%  6.2%  90.0% of 50  85.0% of 100\n");
}

TEST(RenderCorrected, TellsTargetsApart) {
  EXPECT_EQ(
      RenderCorrected(CalibratedSummary(2), 120, false),
      "calibrated    naive  95% interval  corrected  95% interval    SE  sensitivity   specificity\n"
      "group         80.0%    73.9–85.0%      86.7%    74.5–98.9%  6.2%  90.0% of 50  85.0% of 100\n"
      "  triage-v2   60.0%    50.2–69.1%      60.0%    45.1–74.9%  7.6%\n"
      "  gpt-4.1    100.0%   96.3–100.0%     100.0%  100.0–100.0%  6.4%                             cut from 113.3%\n");
}

TEST(RenderCorrected, IsNothingWithoutACalibratedScorer) {
  EXPECT_EQ(RenderCorrected(SampleSummary(), 100, false), "");
}

TEST(RenderCorrected, ShowsNoRateOfAJudgeThatTellsNothing) {
  Summary summary = CalibratedSummary(1);
  summary.scorers[0].corrected->all->rate.reset();
  EXPECT_EQ(RenderCorrected(summary, 120, false),
            "calibrated  naive  95% interval  corrected  sensitivity   specificity\n"
            "group       80.0%    73.9–85.0%          –  90.0% of 50  85.0% of 100\n");
}

TEST(RenderWarnings, MakesThemHarmlessForTheTerminal) {
  Summary summary = SampleSummary();
  EXPECT_EQ(RenderWarnings(summary, false), "");
  summary.warnings = {"the scorer '\x1B[2J': no", "two"};
  EXPECT_EQ(RenderWarnings(summary, false), "warning: the scorer '\\x1B[2J': no\nwarning: two\n");
}

}  // namespace
}  // namespace harness
