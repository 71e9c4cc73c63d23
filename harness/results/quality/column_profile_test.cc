#include "harness/results/quality/column_profile.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

ValueColumn ColumnOf(const std::vector<std::string>& texts) {
  ValueColumn column("c");
  for (const std::string& text : texts) {
    if (text.empty())
      column.AddNull();
    else
      column.Add(text);
  }
  return column;
}

ColumnKind KindOf(const std::vector<std::string>& texts) {
  return harness::KindOf(ColumnOf(texts));
}

TEST(ColumnKinds, AreFoundFromTheValues) {
  EXPECT_EQ(KindOf({"", ""}), ColumnKind::kEmpty);
  EXPECT_EQ(KindOf({"1", "", "-2.5", "1e3", "0"}), ColumnKind::kNumber);
  EXPECT_EQ(KindOf({"2025-01-31", "2025-01-31T10:05:00Z"}), ColumnKind::kDate);
  EXPECT_EQ(KindOf({"high", "low"}), ColumnKind::kCategory);
  EXPECT_EQ(KindOf({"The printer on the third floor does not answer."}), ColumnKind::kText);
}

TEST(ColumnKinds, TakeOnlyWhatJsonWritesAsANumber) {
  for (const char* text : {"007", "+1", "1.", ".5", "1.e5", "inf", "nan", "-", "1 ", "0x10", "1,5", "1e999"})
    EXPECT_EQ(KindOf({text}), ColumnKind::kCategory) << text;
}

TEST(ColumnKinds, TakeNoIdsForTexts) {
  EXPECT_EQ(KindOf({"6f1c9a52-7a40-4c0e-9d0e-0a3f8f3a9b11"}), ColumnKind::kCategory);
}

TEST(ColumnKinds, KnowTextsWithoutBlanks) {
  EXPECT_EQ(KindOf({"三階のプリンターが応答しないので確認をお願いいたします。至急対応してください。"}),
            ColumnKind::kText);
}

TEST(ColumnProfile, CountsAndMeasuresNumbers) {
  const ColumnProfile profile = ProfileOf(ColumnOf({"1", "1", "", "4"}), ColumnKind::kNumber);
  EXPECT_EQ(profile.rows, 4u);
  EXPECT_EQ(profile.nulls, 1u);
  EXPECT_EQ(profile.distinct, 2u);
  EXPECT_DOUBLE_EQ(*profile.null_share().value, 0.25);
  EXPECT_DOUBLE_EQ(profile.range->min, 1);
  EXPECT_DOUBLE_EQ(profile.range->max, 4);
  EXPECT_DOUBLE_EQ(profile.range->mean, 2);
}

TEST(ColumnProfile, MeasuresDatesInMicroseconds) {
  const ColumnProfile profile = ProfileOf(ColumnOf({"1970-01-01", "1970-01-03"}), ColumnKind::kDate);
  EXPECT_DOUBLE_EQ(profile.range->min, 0);
  EXPECT_DOUBLE_EQ(profile.range->mean, 86'400e6);
}

TEST(ColumnProfile, CountsTheCodePointsOfTexts) {
  EXPECT_DOUBLE_EQ(ProfileOf(ColumnOf({"größer", "ab"}), ColumnKind::kText).range->mean, 4);
}

TEST(ColumnProfile, ShowsTheMostFrequentCategories) {
  const ColumnProfile profile = ProfileOf(ColumnOf({"b", "a", "b", "c"}), ColumnKind::kCategory);
  ASSERT_EQ(profile.top.size(), 3u);
  EXPECT_EQ(profile.top[0].value, "b");
  EXPECT_DOUBLE_EQ(profile.top[0].share, 0.5);
  EXPECT_EQ(profile.top[1].value, "a");
}

TEST(ColumnProfile, BalanceComparesSharesWithTheExpectedOnes) {
  const ExpectedShares expected = {{"a", 0.8}, {"b", 0.1}, {"c", 0.1}};
  const auto balance = [&](const std::vector<std::string>& texts) {
    return *ProfileOf(ColumnOf(texts), ColumnKind::kCategory, &expected).balance.value;
  };
  EXPECT_DOUBLE_EQ(balance({"a", "a", "a", "a", "a", "a", "a", "a", "b", "c"}), 1);
  EXPECT_DOUBLE_EQ(balance({"a", "b"}), 1 - (0.3 + 0.4 + 0.1) / 2);
  EXPECT_NEAR(balance({"x"}), 0, 1e-12);
}

TEST(ColumnProfile, SaysWhatItCantMeasure) {
  const ColumnProfile empty = ProfileOf(ColumnOf({}), ColumnKind::kEmpty);
  EXPECT_EQ(empty.null_share(), QualityFigure::None("no records"));
  EXPECT_EQ(empty.balance, QualityFigure::None("no shares are expected"));
  EXPECT_FALSE(empty.range);
  const ExpectedShares expected = {{"a", 1}};
  EXPECT_EQ(ProfileOf(ColumnOf({""}), ColumnKind::kEmpty, &expected).balance.lack, "every cell is null");
}

}  // namespace
}  // namespace harness
