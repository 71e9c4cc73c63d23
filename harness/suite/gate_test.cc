#include "harness/suite/gate.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

Gate Parse(std::string_view text) {
  auto gate = ParseGate(text);
  EXPECT_TRUE(gate) << (gate ? "" : gate.error().Render());
  return gate ? *gate : Gate();
}

std::string Mistake(std::string_view text) {
  const auto gate = ParseGate(text);
  return gate ? "" : gate.error().diagnostics()[0].message;
}

TEST(ParseGate, ReadsARate) {
  const Gate gate = Parse(" pass_rate >= 90% ");
  EXPECT_EQ(gate.figure, Figure::kPassRate);
  EXPECT_EQ(gate.comparison, Comparison::kGreaterEqual);
  EXPECT_DOUBLE_EQ(gate.bound, 0.9);
  EXPECT_EQ(gate.unit, "%");
  EXPECT_EQ(gate.text, "pass_rate >= 90%");
  EXPECT_FALSE(gate.filter);
  EXPECT_FALSE(gate.pooled);
}

TEST(ParseGate, ReadsAFilter) {
  const Gate gate = Parse("pass_rate(category == 'Access (old)') >= 0.95");
  ASSERT_TRUE(gate.filter);
  EXPECT_EQ(gate.filter->text(), "category == 'Access (old)'");
  EXPECT_DOUBLE_EQ(gate.bound, 0.95);
  EXPECT_EQ(gate.unit, "");
}

TEST(ParseGate, ReadsANameAndAFilter) {
  const Gate gate = Parse("mean(helpful, 'vip' in tags) > 70 %");
  EXPECT_EQ(gate.figure, Figure::kMean);
  EXPECT_EQ(gate.name, "helpful");
  ASSERT_TRUE(gate.filter);
  EXPECT_EQ(gate.filter->text(), "'vip' in tags");
  EXPECT_DOUBLE_EQ(gate.bound, 0.7);
}

TEST(ParseGate, ReadsNamesOfAnyCharacters) {
  EXPECT_EQ(Parse("mean(not-contains) >= 1").name, "not-contains");
  EXPECT_EQ(Parse("mean('a, (b)') >= 1").name, "a, (b)");
}

TEST(ParseGate, ReadsVerdicts) {
  EXPECT_EQ(Parse("count(error) == 0").name, "error");
  EXPECT_EQ(Parse("count( unknown ) != 3").comparison, Comparison::kNotEqual);
}

TEST(ParseGate, ReadsLatenciesInSeconds) {
  EXPECT_DOUBLE_EQ(Parse("p95(latency) <= 1500ms").bound, 1.5);
  EXPECT_DOUBLE_EQ(Parse("p99(latency, target == 'v2') < 2 s").bound, 2);
  EXPECT_EQ(Parse("p50(latency) <= 1500ms").unit, "ms");
  EXPECT_EQ(Parse("max(latency) <= 2s").figure, Figure::kMax);
  EXPECT_EQ(Parse("max(latency) <= 2s").name, "");
}

TEST(ParseGate, ReadsFiguresOfMetrics) {
  EXPECT_EQ(Parse("macro_f1 >= 0.75").figure, Figure::kMacroF1);
  EXPECT_EQ(Parse("macro_f1 >= 0.75").name, "");
  EXPECT_DOUBLE_EQ(Parse("accuracy >= 90%").bound, 0.9);
  EXPECT_EQ(Parse("micro_recall(team) >= 0.5").name, "team");
  EXPECT_EQ(Parse("micro_recall('my team') >= 0.5").name, "my team");
  EXPECT_EQ(Parse("pooled(macro_precision(my-team)) >= 0.5").name, "my-team");
}

TEST(ParseGate, TellsTheNameOfAMetricFromAFilter) {
  const Gate named = Parse("macro_f1(team, category == 'A') >= 0.5");
  EXPECT_EQ(named.name, "team");
  EXPECT_EQ(named.filter->text(), "category == 'A'");
  for (const char* filter : {"category == 'A'", "'vip' in tags", "vars.flag", "not vars.flag", "(tags)"}) {
    const Gate gate = Parse(fmt::format("macro_f1({}) >= 0.5", filter));
    EXPECT_EQ(gate.name, "");
    ASSERT_TRUE(gate.filter) << filter;
    EXPECT_EQ(gate.filter->text(), filter);
  }
}

TEST(ParseGate, ReadsFiguresOfALabel) {
  const Gate plain = Parse("recall(HR Support) >= 0.8");
  EXPECT_EQ(plain.figure, Figure::kRecall);
  EXPECT_EQ(plain.label, "HR Support");
  EXPECT_EQ(plain.name, "");
  const Gate filtered = Parse("f1('Network', 'vip' in tags) >= 80%");
  EXPECT_EQ(filtered.label, "Network");
  EXPECT_EQ(filtered.filter->text(), "'vip' in tags");
  const Gate named = Parse("precision(team, 'a, (b)', category == 'A') >= 0.5");
  EXPECT_EQ(named.name, "team");
  EXPECT_EQ(named.label, "a, (b)");
  EXPECT_EQ(named.filter->text(), "category == 'A'");
}

TEST(ParseGate, RefusesFiguresOfMetricsThatMakeNoSense) {
  EXPECT_EQ(Mistake("recall >= 0.5"), "column 8: 'recall' needs a name: recall('LABEL')");
  EXPECT_EQ(Mistake("macro_f1 >= 75"), "column 13: a rate is at most 1; did you mean 75%?");
  EXPECT_EQ(Mistake("macro_f1() >= 0.5").substr(0, 9), "column 10");
  EXPECT_EQ(Mistake("macro_f1(team extra) >= 0.5").substr(0, 9), "column 10");
  EXPECT_EQ(Mistake("macro_f1(team, ) >= 0.5").substr(0, 9), "column 16");
  EXPECT_EQ(Mistake("recall('open) >= 0.5"), "column 8: the quote that opens here is never closed");
}

TEST(ParseGate, ReadsTheOtherFigures) {
  EXPECT_EQ(Parse("cost <= 1.50").figure, Figure::kCost);
  EXPECT_EQ(Parse("coverage >= 0.99").figure, Figure::kCoverage);
  EXPECT_EQ(Parse("cases(vars.year > 2024) >= 100").figure, Figure::kCases);
  EXPECT_EQ(Parse("case_pass_rate >= 1").figure, Figure::kCasePassRate);
}

TEST(ParseGate, ReadsPooledFigures) {
  const Gate gate = Parse("pooled(pass_rate(category == 'x')) >= 90%");
  EXPECT_TRUE(gate.pooled);
  EXPECT_TRUE(gate.filter);
  EXPECT_TRUE(Parse("pooled( mean(a) ) >= 0.5").pooled);
}

TEST(ParseGate, SuggestsTheFigureThatIsMeant) {
  EXPECT_EQ(Mistake("pas_rate >= 1"), "column 1: unknown figure 'pas_rate'; did you mean 'pass_rate'?");
}

TEST(ParseGate, SuggestsTheVerdictThatIsMeant) {
  EXPECT_EQ(Mistake("count(errors) == 0"), "column 7: unknown verdict 'errors'; did you mean 'error'?");
}

TEST(ParseGate, AsksForNames) {
  EXPECT_EQ(Mistake("mean >= 1"), "column 6: 'mean' needs a name: mean(SCORER)");
  EXPECT_EQ(Mistake("p95 <= 2s"), "column 5: 'p95' needs a name: p95(latency)");
  EXPECT_EQ(Mistake("p95(cost) <= 2s"), "column 5: 'latency' is expected here, found 'cost'");
  EXPECT_EQ(Mistake("count() == 2"), "column 7: a name is expected here: count(fail)");
}

TEST(ParseGate, RefusesNamesThatNoCaseHas) {
  EXPECT_EQ(Mistake("pass_rate(categry == 'x') >= 1"), "column 11: unknown name 'categry'; did you mean 'category'?");
  EXPECT_EQ(
      Mistake("pass_rate(year > 2024) >= 1"),
      "column 11: unknown name 'year'; known here: 'id', 'input', 'expected', 'category', 'tags', 'vars', 'target'; "
      "a column of the data is vars.year");
}

TEST(ParseGate, SaysWhereAnExpressionIsWrong) {
  EXPECT_EQ(Mistake("pass_rate(category = 'x') >= 1"), "column 20: write == for equal");
  EXPECT_EQ(Mistake("pass_rate(category ==) >= 1").substr(0, 11), "column 22: ");
}

TEST(ParseGate, RefusesBoundsThatDoNotFit) {
  EXPECT_EQ(Mistake("pass_rate >= 90"), "column 14: a rate is at most 1; did you mean 90%?");
  EXPECT_EQ(Mistake("pass_rate >= 101%"), "column 14: a rate is at most 100%");
  EXPECT_EQ(Mistake("pass_rate >= 2s"), "column 15: 'pass_rate' is no time: the unit 's' does not fit");
  EXPECT_EQ(Mistake("p95(latency) <= 2"), "column 17: a latency is compared with a time, such as 500ms or 2s");
  EXPECT_EQ(Mistake("p95(latency) <= 2%"), "column 18: a latency is compared with a time, such as 500ms or 2s");
  EXPECT_EQ(Mistake("cost <= 5%"), "column 10: 'cost' is no rate: '%' does not fit");
  EXPECT_EQ(Mistake("cases >= -1"), "column 10: the bound can't be negative");
  EXPECT_EQ(Mistake("p95(latency) <= 2min"), "column 18: unknown unit 'min'; known are %, ms and s");
}

TEST(ParseGate, RefusesWhatIsNoComparison) {
  EXPECT_EQ(Mistake("pass_rate = 1"), "column 11: write == for equal");
  EXPECT_EQ(Mistake("pass_rate"), "column 10: a comparison is expected here: <, <=, >, >=, == or !=");
  EXPECT_EQ(Mistake("pass_rate >= much"), "column 14: a number is expected here");
  EXPECT_EQ(Mistake("pass_rate >= inf"), "column 14: a number is expected here");
  EXPECT_EQ(Mistake("pass_rate >= 1 and more"), "column 16: unknown unit 'and'; known are %, ms and s");
  EXPECT_EQ(Mistake("pass_rate >= 50% x"), "column 18: nothing may follow the bound");
  EXPECT_EQ(Mistake("pooled pass_rate >= 1"), "column 8: '(' is expected behind 'pooled'");
  EXPECT_EQ(Mistake("pass_rate(id == 'a' >= 1"), "column 25: ')' is expected here");
  EXPECT_EQ(Mistake(""),
            "column 1: a figure is expected here: 'pass_rate', 'case_pass_rate', 'mean', 'count', 'p50', 'p95', "
            "'p99', 'max', 'cost', 'coverage', 'cases', 'accuracy', 'macro_precision', 'macro_recall', 'macro_f1', "
            "'micro_precision', 'micro_recall', 'micro_f1', 'precision', 'recall', 'f1'");
}

TEST(ParseGate, PointsIntoTheText) {
  const auto gate = ParseGate("pass_rate >= 90");
  ASSERT_FALSE(gate);
  EXPECT_EQ(gate.error().diagnostics()[0].excerpt, "pass_rate >= 90");
  EXPECT_EQ(gate.error().diagnostics()[0].place.column, 14);
}

}  // namespace
}  // namespace harness
