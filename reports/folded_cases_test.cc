#include "reports/folded_cases.h"

#include <gtest/gtest.h>

#include "tests/fakes/sample_run.h"

namespace harness {
namespace {

// "case/target:verdict(passed of stored)" of each.
std::string All(SampleStore& sample, std::optional<uint16_t> target = std::nullopt) {
  Result<FoldedCases> cases = FoldedCases::Open(sample.summary.run, sample.store, true);
  if (!cases) return cases.error().Message();
  std::string all;
  FoldedCase folded;
  while (true) {
    const Result<bool> more = cases->Next(folded, target);
    if (!more) return more.error().Message();
    if (!*more) return all;
    all += fmt::format("{}/{}:{}({} of {}) ", folded.id, folded.target, ToString(folded.verdict),
                       folded.repeats[Verdict::kPass], folded.repeats.stored());
  }
}

SampleStore TwoByTwo() {
  SampleStore sample;
  sample.summary.run.repeat = 2;
  for (const uint32_t number : {0, 1}) {
    for (const uint16_t target : {0, 1}) {
      for (const uint16_t repeat : {0, 1}) {
        const bool fails = number == 1 && target == 1 && repeat == 0;
        sample.Add(SampleCase(number, "c" + std::to_string(number)),
                   SampleAttempt(number, target, fails ? Verdict::kFail : Verdict::kPass, repeat));
      }
    }
  }
  return sample;
}

TEST(FoldedCases, FoldTheRepeatsOfEachCaseOnEachTarget) {
  SampleStore sample = TwoByTwo();
  EXPECT_EQ(All(sample), "c0/0:pass(2 of 2) c0/1:pass(2 of 2) c1/0:pass(2 of 2) c1/1:fail(1 of 2) ");
}

TEST(FoldedCases, CanBeThoseOfOneTarget) {
  SampleStore sample = TwoByTwo();
  EXPECT_EQ(All(sample, 1), "c0/1:pass(2 of 2) c1/1:fail(1 of 2) ");
}

TEST(FoldedCases, OfAnEmptyRunAreNone) {
  SampleStore sample;
  EXPECT_EQ(All(sample), "");
}

TEST(FoldedCases, RefuseATargetThatTheRunLacks) {
  SampleStore sample;
  sample.Add(SampleCase(0, "c"), SampleAttempt(0, 2));
  EXPECT_EQ(All(sample), "run 20260131-225959-1a2b3c: an attempt of case 'c' is of target 3, but the run has 2");
}

TEST(FoldedCases, RefuseAScorerThatTheRunLacks) {
  SampleStore sample;
  AttemptRow attempt = SampleAttempt(0, 0, Verdict::kFail);
  attempt.scores = R"([[2,1,0,"x"]])";
  sample.Add(SampleCase(0, "c"), attempt);
  EXPECT_EQ(All(sample), "run 20260131-225959-1a2b3c: a score of case 'c' is of scorer 3, but the run has 2");
}

}  // namespace
}  // namespace harness
