#include "harness/results/tally.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

AttemptRow Attempt(uint32_t number, Verdict verdict, uint16_t repeat = 0, uint16_t target = 0,
                   int64_t latency_us = 1000) {
  AttemptRow row;
  row.key = {number, target, repeat};
  row.verdict = verdict;
  row.latency_us = latency_us;
  return row;
}

CaseRow Row(uint32_t number, std::string cluster = "") {
  CaseRow row;
  row.number = number;
  row.cluster = std::move(cluster);
  return row;
}

TEST(Tally, DividesByWhatWasDecided) {
  Tally tally(1, {});
  uint32_t number = 0;
  for (const Verdict verdict : {Verdict::kPass, Verdict::kPass, Verdict::kPass, Verdict::kFail, Verdict::kError,
                                Verdict::kUnknown, Verdict::kSkipped}) {
    tally.Add(Row(number), Attempt(number, verdict));
    ++number;
  }
  const Figures figures = tally.Finish(8);
  EXPECT_DOUBLE_EQ(*figures.pass_rate, 0.75);
  EXPECT_DOUBLE_EQ(*figures.coverage, 4.0 / 7);
  EXPECT_EQ(figures.cases, 7u);
}

TEST(Tally, HasNoRateOverNothing) {
  const Figures figures = Tally(1, {}).Finish(0);
  EXPECT_FALSE(figures.pass_rate);
  EXPECT_FALSE(figures.coverage);
  EXPECT_FALSE(figures.latency);
  EXPECT_FALSE(figures.cost_usd);
}

TEST(Tally, CountsACaseByItsRequire) {
  const auto rate = [](Require require) {
    Tally tally(3, require);
    for (uint16_t repeat = 0; repeat < 3; ++repeat)
      tally.Add(Row(0), Attempt(0, repeat < 2 ? Verdict::kPass : Verdict::kFail, repeat));
    return *tally.Finish(3).case_pass_rate;
  };
  EXPECT_EQ(rate({Require::Kind::kAll}), 0);
  EXPECT_EQ(rate({Require::Kind::kAny}), 1);
  EXPECT_EQ(rate({Require::Kind::kCount, 2}), 1);
  EXPECT_EQ(rate({Require::Kind::kCount, 3}), 0);
}

TEST(Tally, LeavesACaseUndecidedThatMayStillPass) {
  Tally tally(2, {});
  tally.Add(Row(0), Attempt(0, Verdict::kPass, 0));
  const Figures figures = tally.Finish(2);
  EXPECT_EQ(figures.cases_passed + figures.cases_failed, 0u);
  EXPECT_FALSE(figures.case_pass_rate);
}

TEST(Tally, WidensTheIntervalForRepeatsOfOneCase) {
  Tally alone(1, {}), repeated(2, {});
  for (uint32_t i = 0; i < 20; ++i) alone.Add(Row(i), Attempt(i, i % 4 < 2 ? Verdict::kPass : Verdict::kFail));
  for (uint32_t i = 0; i < 20; ++i)
    repeated.Add(Row(i / 2), Attempt(i / 2, i / 2 % 2 ? Verdict::kPass : Verdict::kFail, static_cast<uint16_t>(i % 2)));
  const auto narrow = *alone.Finish(20).pass_rate_ci95, wide = *repeated.Finish(20).pass_rate_ci95;
  EXPECT_LT(narrow[1] - narrow[0], wide[1] - wide[0]);
}

TEST(Tally, JoinsCasesOfOneClusterThatLieApart) {
  Tally tally(1, {});
  for (uint32_t i = 0; i < 20; ++i)
    tally.Add(Row(i, i % 2 ? "a" : "b"), Attempt(i, i % 2 ? Verdict::kPass : Verdict::kFail));
  const auto interval = *tally.Finish(20).pass_rate_ci95;
  EXPECT_GT(interval[1] - interval[0], 0.8);  // two clusters tell little
}

TEST(Tally, TakesLatenciesByNearestRank) {
  Tally tally(1, {});
  for (uint32_t i = 0; i < 100; ++i) tally.Add(Row(i), Attempt(i, Verdict::kPass, 0, 0, (i + 1) * 1000));
  const Latency latency = *tally.Finish(100).latency;
  EXPECT_DOUBLE_EQ(latency.p50, 50);
  EXPECT_DOUBLE_EQ(latency.p95, 95);
  EXPECT_DOUBLE_EQ(latency.p99, 99);
  EXPECT_DOUBLE_EQ(latency.max, 100);
  EXPECT_DOUBLE_EQ(*tally.LatencyAt(0.5, 100), 0);
}

TEST(Tally, AddsUpOnlyKnownCosts) {
  Tally tally(1, {});
  AttemptRow paid = Attempt(0, Verdict::kPass);
  paid.cost_usd = 0.25;
  paid.usage = Usage{10, 20, 5};
  tally.Add(Row(0), paid);
  tally.Add(Row(1), Attempt(1, Verdict::kPass));
  const Figures figures = tally.Finish(2);
  EXPECT_DOUBLE_EQ(*figures.cost_usd, 0.25);
  EXPECT_EQ(figures.usage, (Usage{10, 20, 5}));
}

}  // namespace
}  // namespace harness
