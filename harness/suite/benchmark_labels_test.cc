#include "harness/suite/benchmark_labels.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

using Kind = BenchmarkLabel::Kind;

TEST(BenchmarkLabel, KnowsQuestionsHoweverTheyAreMarked) {
  for (const char* line : {"Question (EN): Why?", "**Question (EN):** Why?", "**Question (English)**: Why?",
                           "- **English question:** Why?", "* question_en: Why?", "1. EN: Why?", "영어 질문：Why?"}) {
    const auto label = ReadBenchmarkLabel(line);
    ASSERT_TRUE(label) << line;
    EXPECT_EQ(label->kind, Kind::kEnglish) << line;
    EXPECT_EQ(label->value, "Why?") << line;
  }
}

TEST(BenchmarkLabel, KnowsKoreanQuestions) {
  for (const char* line : {"질문 (한국어): 왜?", "**Korean:** 왜?", "- Question - Korean: 왜?", "한국어 질문: 왜?"}) {
    const auto label = ReadBenchmarkLabel(line);
    ASSERT_TRUE(label) << line;
    EXPECT_EQ(label->kind, Kind::kKorean) << line;
  }
}

TEST(BenchmarkLabel, LeavesTheLanguageOpenWhereNoneIsSaid) {
  EXPECT_EQ(ReadBenchmarkLabel("질문: 왜?")->kind, Kind::kQuestion);
  EXPECT_EQ(ReadBenchmarkLabel("Q: Why?")->kind, Kind::kQuestion);
}

TEST(BenchmarkLabel, KnowsWhatAnnouncesTheSql) {
  for (const char* line : {"SQL:", "**Gold SQL:**", "Expected SQL:", "정답 SQL:", "**Reference query**:"})
    EXPECT_EQ(ReadBenchmarkLabel(line)->kind, Kind::kSql) << line;
}

TEST(BenchmarkLabel, ReadsMetadata) {
  const auto label = ReadBenchmarkLabel("- **Difficulty Level:** hard: very");
  EXPECT_EQ(label->kind, Kind::kOther);
  EXPECT_EQ(label->key, "difficulty_level");
  EXPECT_EQ(label->value, "hard: very");
  EXPECT_EQ(ReadBenchmarkLabel("분류: 매출")->kind, Kind::kCategory);
}

TEST(BenchmarkLabel, TakesBackticksFromAnId) {
  EXPECT_EQ(ReadBenchmarkLabel("- id: `kpi-1`")->value, "kpi-1");
}

TEST(BenchmarkLabel, LeavesProseAlone) {
  for (const char* line :
       {"Note: only paid orders count", "at 10:30 it ends", "see https://example.org/", "- just an item",
        "- it's odd: really", "**bold** without a colon", "**unclosed: x", ": nothing"})
    EXPECT_FALSE(ReadBenchmarkLabel(line)) << line;
}

TEST(BenchmarkLabel, ReadsIdsFromComments) {
  EXPECT_EQ(ReadCommentLabel("id: kpi-1")->value, "kpi-1");
  EXPECT_FALSE(ReadCommentLabel("Question: hidden?"));
  EXPECT_FALSE(ReadCommentLabel("todo"));
}

TEST(BenchmarkLabel, ReadsHeadingsThatAreLabels) {
  EXPECT_EQ(ReadHeadingLabel("Question (Korean)"), Kind::kKorean);
  EXPECT_EQ(ReadHeadingLabel("Gold SQL:"), Kind::kSql);
  EXPECT_EQ(ReadHeadingLabel("Revenue"), std::nullopt);
  EXPECT_EQ(ReadHeadingLabel("Question 1"), std::nullopt);
}

TEST(SlugOf, KeepsLettersAndDigitsOfAnyScript) {
  EXPECT_EQ(SlugOf("Revenue by Region (2025)!"), "revenue-by-region-2025");
  EXPECT_EQ(SlugOf("월별 매출은?"), "월별-매출은");
  EXPECT_EQ(SlugOf("?!"), "");
}

TEST(SlugOf, LeavesPositionsOut) {
  for (const char* title :
       {"1. Churn", "Q3: Churn", "Question 12 - Churn", "#4) Churn", "질문 2. Churn", "문제 2： Churn"})
    EXPECT_EQ(SlugOf(title), "churn") << title;
  EXPECT_EQ(SlugOf("Question 4"), "");
}

TEST(SlugOf, KeepsNumbersThatSaySomething) {
  EXPECT_EQ(SlugOf("2025 revenue"), "2025-revenue");
  EXPECT_EQ(SlugOf("3-month average"), "3-month-average");
  EXPECT_EQ(SlugOf("1.5x growth"), "1-5x-growth");
}

TEST(SlugOf, IsAtMost60CodePoints) {
  EXPECT_EQ(SlugOf(std::string(59, 'a') + " b"), std::string(59, 'a'));
}

}  // namespace
}  // namespace harness
