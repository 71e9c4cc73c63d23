#include "harness/results/quality/quality_gate.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

std::string ErrorOf(std::string_view text) {
  const auto gate = ParseQualityGate(text);
  return gate ? "" : gate.error().Message();
}

QualityReport ReportOf(QualityFigure a_twins, QualityFigure b_twins) {
  QualityReport report;
  report.rows = 10;
  for (const char* name : {"a", "b"}) {
    ColumnProfile& column = report.columns.emplace_back();
    column.name = name;
    column.rows = 10;
    report.texts.emplace_back().column = name;
  }
  report.columns[1].nulls = 1;
  report.texts[0].near_twins = std::move(a_twins);
  report.texts[1].near_twins = std::move(b_twins);
  return report;
}

QualityVerdict Judge(std::string_view text, const QualityReport& report) {
  return JudgeQuality({*ParseQualityGate(text)}, report).at(0).verdict;
}

TEST(QualityGate, IsAFigureAComparisonAndABound) {
  const QualityGate gate = *ParseQualityGate("  near_twins<=5 % ");
  EXPECT_EQ(gate.comparison, Comparison::kLessEqual);
  EXPECT_DOUBLE_EQ(gate.bound, 0.05);
  EXPECT_EQ(gate.column, "");
  EXPECT_EQ(gate.text, "near_twins<=5 %");
}

TEST(QualityGate, MayNameAColumn) {
  EXPECT_EQ(ParseQualityGate("nulls( short description ) == 0")->column, "short description");
  EXPECT_EQ(ParseQualityGate("nulls('a (b)') == 0")->column, "a (b)");
  EXPECT_EQ(ParseQualityGate("shape(age) >= 0.9")->column, "age");
  EXPECT_DOUBLE_EQ(ParseQualityGate("distinct(id) >= 500")->bound, 500);
}

TEST(QualityGate, RefusesWhatItCantRead) {
  EXPECT_EQ(ErrorOf("near_twin <= 5%"), "column 1: unknown figure 'near_twin'; did you mean 'near_twins'?");
  EXPECT_EQ(ErrorOf("vendi = 1"), "column 7: write == for equal");
  EXPECT_EQ(ErrorOf("vendi 1"), "column 7: a comparison is expected here: <, <=, >, >=, == or !=");
  EXPECT_EQ(ErrorOf("vendi >= high"), "column 10: a number is expected here");
  EXPECT_EQ(ErrorOf("vendi >= -1"), "column 10: the bound can't be negative");
  EXPECT_EQ(ErrorOf("vendi >= 70"), "column 10: a share is at most 1; did you mean 70%?");
  EXPECT_EQ(ErrorOf("vendi >= 170%"), "column 10: a share is at most 100%");
  EXPECT_EQ(ErrorOf("rows >= 5%"), "column 9: 'rows' is a number: '%' does not fit");
  EXPECT_EQ(ErrorOf("rows(a) >= 5"), "column 6: 'rows' is of the whole table and takes no column");
  EXPECT_EQ(ErrorOf("nulls() == 0"), "column 7: the name of a column is expected here");
  EXPECT_EQ(ErrorOf("nulls(a == 0"), "column 7: ')' is expected behind the column");
  EXPECT_EQ(ErrorOf("nulls('a == 0"), "column 7: the quote that opens here is never closed");
  EXPECT_EQ(ErrorOf("vendi >= 0.7 or so"), "column 14: nothing may follow the bound");
}

TEST(QualityGate, HoldsIfItHoldsForEachColumn) {
  EXPECT_EQ(Judge("near_twins <= 5%", ReportOf(QualityFigure::Of(0.05), QualityFigure::Of(0))), QualityVerdict::kHolds);
  const QualityReport report = ReportOf(QualityFigure::Of(0.01), QualityFigure::Of(0.06));
  EXPECT_EQ(Judge("near_twins <= 5%", report), QualityVerdict::kFails);
  EXPECT_EQ(Judge("near_twins(a) <= 5%", report), QualityVerdict::kHolds);
  EXPECT_EQ(Judge("nulls(a) == 0", report), QualityVerdict::kHolds);
  EXPECT_EQ(Judge("nulls == 0", report), QualityVerdict::kFails);
  EXPECT_EQ(Judge("rows >= 10", report), QualityVerdict::kHolds);
}

TEST(QualityGate, IsUndecidedWithoutAValue) {
  const QualityReport report = ReportOf(QualityFigure::None("fewer than 2 documents"), QualityFigure::Of(0.01));
  EXPECT_EQ(Judge("near_twins <= 5%", report), QualityVerdict::kUndecided);
  EXPECT_EQ(Judge("near_twins <= 0.1%", report), QualityVerdict::kFails);
  EXPECT_EQ(Judge("shape >= 0.9", report), QualityVerdict::kUndecided);
  const auto results = JudgeQuality({*ParseQualityGate("vendi(c) >= 0.7"), *ParseQualityGate("vendi >= 0.7")}, {});
  EXPECT_EQ(results[0].values[0].figure.lack, "no such text column");
  EXPECT_EQ(results[1].values[0].figure.lack, "no text column");
  EXPECT_EQ(results[1].verdict, QualityVerdict::kUndecided);
}

TEST(QualityGate, IsUndecidedWhereTheFigureMayLieOnBothSides) {
  QualityFigure figure = QualityFigure::Of(0.04);
  figure.most = 0.06;
  const QualityReport report = ReportOf(figure, QualityFigure::Of(0));
  EXPECT_EQ(Judge("near_twins <= 5%", report), QualityVerdict::kUndecided);
  EXPECT_EQ(Judge("near_twins <= 7%", report), QualityVerdict::kHolds);
  EXPECT_EQ(Judge("near_twins <= 3%", report), QualityVerdict::kFails);
}

TEST(DefaultQualityGates, AskNothingOfWhatIsNotMeasured) {
  EXPECT_TRUE(JudgeQuality(DefaultQualityGates(), {}).empty());
  const auto results = JudgeQuality(DefaultQualityGates(), ReportOf(QualityFigure::None("?"), QualityFigure::Of(0.5)));
  ASSERT_EQ(results.size(), 1u);
  EXPECT_EQ(results[0].text, "near_twins <= 5%");
  EXPECT_EQ(results[0].verdict, QualityVerdict::kFails);
}

}  // namespace
}  // namespace harness
