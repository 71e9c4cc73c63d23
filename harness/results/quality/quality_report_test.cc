#include "harness/results/quality/quality_report.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

ValueTable Tickets() {
  ValueTable table;
  ValueColumn& text = table.columns.emplace_back("text");
  ValueColumn& group = table.columns.emplace_back("group");
  for (const char* ticket :
       {"the printer on the third floor is out of toner", "please reset the password of my account",
        "the printer on the third floor is out of toner"})
    text.Add(ticket);
  for (const char* name : {"Hardware", "Access", "Network"}) group.Add(name);
  table.rows = 3;
  return table;
}

TEST(MeasureQuality, FindsTheTexts) {
  const QualityReport report = MeasureQuality(Tickets(), nullptr);
  EXPECT_EQ(report.rows, 3u);
  ASSERT_EQ(report.columns.size(), 2u);
  ASSERT_EQ(report.texts.size(), 1u);
  EXPECT_EQ(report.texts[0].column, "text");
  EXPECT_DOUBLE_EQ(*report.texts[0].exact_duplicates.value, 1.0 / 3);
  EXPECT_DOUBLE_EQ(*report.texts[0].near_twins.value, 2.0 / 3);
  EXPECT_FALSE(report.similarity);
}

TEST(MeasureQuality, TakesTheTextsThatAreNamed) {
  const QualityReport report = MeasureQuality(Tickets(), nullptr, {.texts = {"group"}});
  ASSERT_EQ(report.texts.size(), 1u);
  EXPECT_EQ(report.texts[0].column, "group");
  EXPECT_EQ(report.columns[1].kind, ColumnKind::kText);
}

TEST(MeasureQuality, LooksForConflictingLabels) {
  EXPECT_DOUBLE_EQ(*MeasureQuality(Tickets(), nullptr, {.label = "group"}).texts[0].label_conflicts.value, 2.0 / 3);
  EXPECT_EQ(MeasureQuality(Tickets(), nullptr).texts[0].label_conflicts.lack, "no column of labels");
}

TEST(MeasureQuality, ComparesWithAReference) {
  const ValueTable reference = Tickets();
  const QualityReport report = MeasureQuality(Tickets(), &reference);
  EXPECT_DOUBLE_EQ(*report.texts[0].leakage.share.value, 1);
  EXPECT_DOUBLE_EQ(*report.similarity->shape.value, 1);
}

TEST(MeasureQuality, ComparesSharesWithTheExpectedOnes) {
  const QualityReport report =
      MeasureQuality(Tickets(), nullptr, {.expected_shares = {{"group", {{"Hardware", 0.5}, {"Access", 0.5}}}}});
  EXPECT_NEAR(*report.columns[1].balance.value, 2.0 / 3, 1e-12);
}

TEST(MeasureQuality, SaysNothingOfOneDocument) {
  ValueTable table;
  table.columns.emplace_back("text").Add("alone and long enough to be taken for a text");
  table.rows = 1;
  const TextQuality text = MeasureQuality(table, nullptr).texts.at(0);
  for (const QualityFigure& figure :
       {text.exact_duplicates, text.near_twins, text.distinct[0], text.self_bleu, text.vendi.q1, text.vendi.q2})
    EXPECT_EQ(figure, QualityFigure::None("fewer than 2 documents"));
}

TEST(MeasureQuality, BearsAnEmptyTable) {
  const QualityReport report = MeasureQuality({}, nullptr);
  EXPECT_TRUE(report.columns.empty());
  EXPECT_TRUE(report.texts.empty());
}

}  // namespace
}  // namespace harness
