#include "harness/results/case_verdict.h"

#include <gtest/gtest.h>

#include <initializer_list>

namespace harness {
namespace {

constexpr auto kPass = Verdict::kPass;
constexpr auto kFail = Verdict::kFail;
constexpr auto kUnknown = Verdict::kUnknown;
constexpr auto kError = Verdict::kError;
constexpr auto kSkipped = Verdict::kSkipped;

const Require kAll{};
const Require kAny{Require::Kind::kAny, 0};
const Require kTwo{Require::Kind::kCount, 2};

// Of three repeats.
Verdict Fold(std::initializer_list<Verdict> verdicts, const Require& require) {
  Repeats repeats;
  for (const Verdict verdict : verdicts) repeats.Add(verdict);
  return CaseVerdict(repeats, 3, require);
}

TEST(CaseVerdict, AllAsksEveryRepeatToPass) {
  EXPECT_EQ(Fold({kPass, kPass, kPass}, kAll), kPass);
  EXPECT_EQ(Fold({kPass, kFail, kPass}, kAll), kFail);
}

TEST(CaseVerdict, AnyAsksOneRepeatToPass) {
  EXPECT_EQ(Fold({kFail, kFail, kPass}, kAny), kPass);
  EXPECT_EQ(Fold({kFail, kFail, kFail}, kAny), kFail);
}

TEST(CaseVerdict, ANumberAsksSoManyToPass) {
  EXPECT_EQ(Fold({kPass, kFail, kPass}, kTwo), kPass);
  EXPECT_EQ(Fold({kPass, kFail, kFail}, kTwo), kFail);
}

TEST(CaseVerdict, IsDecidedOnceUndecidedRepeatsCantChangeIt) {
  EXPECT_EQ(Fold({kFail, kError, kError}, kAll), kFail);
  EXPECT_EQ(Fold({kPass, kError, kUnknown}, kAny), kPass);
  EXPECT_EQ(Fold({kFail, kFail, kError}, kTwo), kFail);
}

TEST(CaseVerdict, IsUndecidedWhileUndecidedRepeatsCouldChangeIt) {
  EXPECT_EQ(Fold({kPass, kPass, kError}, kAll), kError);
  EXPECT_EQ(Fold({kFail, kFail, kUnknown}, kAny), kUnknown);
  EXPECT_EQ(Fold({kFail, kError, kUnknown}, kAny), kError);
}

TEST(CaseVerdict, TakesMissingRepeatsForUndecided) {
  EXPECT_EQ(Fold({kPass, kPass}, kAll), kError);
  EXPECT_EQ(Fold({kPass, kPass}, kTwo), kPass);
}

TEST(CaseVerdict, DoesNotAskSkippedRepeatsToPass) {
  EXPECT_EQ(Fold({kPass, kSkipped, kPass}, kAll), kPass);
  EXPECT_EQ(Fold({kSkipped, kSkipped, kPass}, kTwo), kPass);
}

TEST(CaseVerdict, IsSkippedWhereEveryRepeatIs) {
  EXPECT_EQ(Fold({kSkipped, kSkipped, kSkipped}, kAll), kSkipped);
}

}  // namespace
}  // namespace harness
