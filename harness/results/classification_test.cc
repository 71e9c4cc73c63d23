#include "harness/results/classification.h"

#include <gtest/gtest.h>

#include <map>

namespace harness {
namespace {

// Expected and predicted labels; null: there is none.
using Pairs = std::vector<std::pair<Json, Json>>;

std::unique_ptr<Metric> Feed(const Pairs& pairs, ClassificationLimits limits = {}) {
  auto metric = MakeClassification(limits);
  for (const auto& [expected, predicted] : pairs)
    metric->Add({true, predicted.is_null() ? nullptr : &predicted, expected.is_null() ? nullptr : &expected});
  return metric;
}

std::map<std::string, double> ValuesOf(const Pairs& pairs) {
  const auto values = Feed(pairs)->Figures().values;
  return {values.begin(), values.end()};
}

// The example of scikit-learn's classification_report.
const Pairs kReport = {{0, 0}, {1, 0}, {2, 2}, {2, 2}, {2, 1}};
// The example of its f1_score, precision_score and recall_score.
const Pairs kScores = {{0, 0}, {1, 2}, {2, 1}, {0, 0}, {1, 0}, {2, 1}};
// One answer is missing.
const Pairs kMissing = {{"a", "a"}, {"a", nullptr}, {"b", "b"}, {"b", "a"}};

TEST(Classification, AgreesWithTheClassificationReportOfScikitLearn) {
  const MetricFigures figures = Feed(kReport)->Figures();
  ASSERT_EQ(figures.labels.size(), 3u);
  EXPECT_DOUBLE_EQ(figures.labels[0].precision, 0.5);
  EXPECT_DOUBLE_EQ(figures.labels[0].recall, 1);
  EXPECT_DOUBLE_EQ(figures.labels[0].f1, 2.0 / 3);
  EXPECT_EQ(figures.labels[0].support, 1u);
  EXPECT_DOUBLE_EQ(figures.labels[1].f1, 0);
  EXPECT_DOUBLE_EQ(figures.labels[2].precision, 1);
  EXPECT_DOUBLE_EQ(figures.labels[2].recall, 2.0 / 3);
  EXPECT_DOUBLE_EQ(figures.labels[2].f1, 0.8);
  EXPECT_EQ(figures.labels[2].support, 3u);
}

TEST(Classification, AgreesWithTheAveragesOfScikitLearn) {
  const auto report = ValuesOf(kReport);
  EXPECT_DOUBLE_EQ(report.at("accuracy"), 0.6);
  EXPECT_DOUBLE_EQ(report.at("macro_precision"), 0.5);
  EXPECT_DOUBLE_EQ(report.at("macro_recall"), 5.0 / 9);
  EXPECT_DOUBLE_EQ(report.at("macro_f1"), (2.0 / 3 + 0 + 0.8) / 3);
  const auto scores = ValuesOf(kScores);
  EXPECT_NEAR(scores.at("macro_precision"), 0.2222222222222222, 1e-15);
  EXPECT_NEAR(scores.at("macro_recall"), 0.3333333333333333, 1e-15);
  EXPECT_NEAR(scores.at("macro_f1"), 0.26666666666666666, 1e-15);
  EXPECT_NEAR(scores.at("micro_f1"), 0.3333333333333333, 1e-15);
}

TEST(Classification, CountsWhatIsConfusedWithWhat) {
  // The example of scikit-learn's confusion_matrix: [[2, 0, 0], [0, 0, 1], [1, 0, 2]].
  const MetricFigures figures = Feed({{2, 0}, {0, 0}, {2, 2}, {2, 2}, {0, 0}, {1, 2}})->Figures();
  std::vector<std::vector<uint64_t>> matrix(3, std::vector<uint64_t>(3));
  for (const Confusion& cell : figures.confusion) matrix.at(cell.expected).at(cell.predicted) = cell.count;
  EXPECT_EQ(matrix, (std::vector<std::vector<uint64_t>>{{2, 0, 0}, {0, 0, 1}, {1, 0, 2}}));
}

TEST(Classification, AMissingPredictionLowersTheRecallAndIsNoLabel) {
  const MetricFigures figures = Feed(kMissing)->Figures();
  EXPECT_EQ(figures.counted, 4u);
  EXPECT_EQ(figures.none, 1u);
  ASSERT_EQ(figures.labels.size(), 2u);
  EXPECT_DOUBLE_EQ(figures.labels[0].precision, 0.5);
  EXPECT_DOUBLE_EQ(figures.labels[0].recall, 0.5);
  EXPECT_EQ(figures.confusion[0].predicted, Confusion::kNone);
  const auto values = ValuesOf(kMissing);
  EXPECT_DOUBLE_EQ(values.at("accuracy"), 0.5);
  EXPECT_DOUBLE_EQ(values.at("macro_f1"), (0.5 + 2.0 / 3) / 2);
  EXPECT_DOUBLE_EQ(values.at("micro_precision"), 2.0 / 3);
  EXPECT_DOUBLE_EQ(values.at("micro_recall"), 0.5);
  EXPECT_DOUBLE_EQ(values.at("micro_f1"), 4.0 / 7);
}

TEST(Classification, TakesALabelThatIsOnlyPredictedIntoTheMacroAverages) {
  EXPECT_DOUBLE_EQ(ValuesOf({{"a", "a"}, {"a", "z"}}).at("macro_f1"), (2.0 / 3 + 0) / 2);
}

TEST(Classification, CountsApartWhatHasNoExpectedLabelOrNoAnswer) {
  auto metric = Feed({{"a", "a"}, {nullptr, "a"}});
  metric->Add({false, nullptr, nullptr});
  const MetricFigures figures = metric->Figures();
  EXPECT_EQ(figures.counted, 1u);
  EXPECT_EQ(figures.unlabelled, 1u);
  EXPECT_EQ(figures.undecided, 1u);
  EXPECT_EQ(figures.values[0].second, 1);
}

TEST(Classification, HasNoFiguresOverNothing) {
  EXPECT_TRUE(Feed({})->Figures().values.empty());
  EXPECT_EQ(Feed({})->Measure(Figure::kMacroF1, "", 3).nothing, "nothing was decided");
  EXPECT_EQ(Feed({{nullptr, "a"}})->Measure(Figure::kMacroF1, "", 0).nothing, "no case has an expected label");
}

TEST(Classification, TakesAnyJsonForALabel) {
  const MetricFigures figures = Feed({{1, "1"}, {{{"b", 1.0}, {"a", 2}}, {{"a", 2}, {"b", 1}}}})->Figures();
  EXPECT_EQ(figures.values[0].second, 1);
  EXPECT_EQ(figures.labels[1].label, R"({"a":2,"b":1})");
}

TEST(Classification, TellsLongLabelsApartByADigest) {
  const std::string common(255, 'x');
  const MetricFigures figures = Feed({{common + "é1", common + "é1"}, {common + "é1", common + "é2"}})->Figures();
  EXPECT_EQ(figures.labels.size(), 2u);
  EXPECT_EQ(figures.values[0].second, 0.5);
  EXPECT_LE(figures.labels[0].label.size(), 256u);
}

TEST(Classification, CountsLabelsBeyondTheLimitAsOne) {
  const ClassificationLimits limits{.labels = 2};
  const Pairs pairs = {{"a", "a"}, {"b", "p"}, {"c", "c"}, {"d", "e"}, {"a", "q"}, {"a", "r"}};
  const MetricFigures figures = Feed(pairs, limits)->Figures();
  const LabelFigures& other = figures.labels.back();
  EXPECT_EQ(other.label, "(other)");
  EXPECT_EQ(other.support, 2u);    // c, d
  EXPECT_EQ(other.predicted, 3u);  // c, q, r; e is the second that is only predicted
  EXPECT_EQ(other.correct, 1u);    // c
  EXPECT_EQ(figures.folded, 4u);
  EXPECT_DOUBLE_EQ(figures.values[0].second, 2.0 / 6);
}

TEST(Classification, SaysHowManyAttemptsAreInNoCell) {
  const MetricFigures figures = Feed({{"a", "a"}, {"a", "b"}, {"a", "a"}}, {.labels = 9, .cells = 1})->Figures();
  EXPECT_EQ(figures.confusion.size(), 1u);
  EXPECT_EQ(figures.unlisted, 1u);
}

TEST(Classification, MeasuresEveryFigureOfAGate) {
  const auto metric = Feed(kMissing);
  const auto now = [&](Figure figure, const std::string& label = "") { return *metric->Measure(figure, label, 0).now; };
  EXPECT_DOUBLE_EQ(now(Figure::kAccuracy), 0.5);
  EXPECT_DOUBLE_EQ(now(Figure::kMacroPrecision), 0.75);
  EXPECT_DOUBLE_EQ(now(Figure::kMacroRecall), 0.5);
  EXPECT_DOUBLE_EQ(now(Figure::kMacroF1), (0.5 + 2.0 / 3) / 2);
  EXPECT_DOUBLE_EQ(now(Figure::kMicroPrecision), 2.0 / 3);
  EXPECT_DOUBLE_EQ(now(Figure::kMicroRecall), 0.5);
  EXPECT_DOUBLE_EQ(now(Figure::kMicroF1), 4.0 / 7);
  EXPECT_DOUBLE_EQ(now(Figure::kPrecision, "b"), 1);
  EXPECT_DOUBLE_EQ(now(Figure::kRecall, "b"), 0.5);
  EXPECT_DOUBLE_EQ(now(Figure::kF1, "b"), 2.0 / 3);
}

TEST(Classification, ExplainsAFigure) {
  const auto metric = Feed(kMissing);
  EXPECT_EQ(metric->Measure(Figure::kAccuracy, "", 0).detail, "2 of 4 are right");
  EXPECT_EQ(metric->Measure(Figure::kRecall, "a", 0).detail, "1 of 2 were found");
  EXPECT_EQ(metric->Measure(Figure::kPrecision, "b", 0).detail, "1 of 1 are right");
}

TEST(Classification, HasNothingToMeasureOfALabelThatIsNotThere) {
  const auto metric = Feed({{"a", "z"}});
  EXPECT_EQ(metric->Measure(Figure::kRecall, "b", 0).nothing, "the label 'b' was neither expected nor predicted");
  EXPECT_EQ(metric->Measure(Figure::kF1, "z", 0).nothing, "no case expects the label 'z'");
  EXPECT_EQ(metric->Measure(Figure::kPrecision, "z", 0).now, 0);
  EXPECT_EQ(metric->Measure(Figure::kPrecision, "a", 0).now, 0);
}

TEST(Classification, SaysWhatPartHasAnExpectedLabel) {
  const Measured measured =
      Feed({{"a", "a"}, {"a", "a"}, {"a", "b"}, {nullptr, "a"}})->Measure(Figure::kAccuracy, "", 0);
  EXPECT_DOUBLE_EQ(measured.known, 0.75);
  EXPECT_EQ(measured.lack, "1 of 4 attempts without an expected label");
}

// Whatever the missing attempts turn out to be, no figure comes out higher.
TEST(Classification, NeverGetsBetterThanItSaysItCould) {
  const Json labels[] = {"a", "b", "new"};
  const auto before = Feed(kMissing);
  for (const Json& first : labels) {
    for (const Json& second : labels) {
      Pairs pairs = kMissing;
      pairs.emplace_back(first, first);
      pairs.emplace_back(second, second);
      const auto after = Feed(pairs);
      for (int i = static_cast<int>(Figure::kAccuracy); i <= static_cast<int>(Figure::kF1); ++i) {
        const auto figure = static_cast<Figure>(i);
        EXPECT_GE(*before->Measure(figure, "a", 2).best, *after->Measure(figure, "a", 0).now) << i << first << second;
      }
    }
  }
}

}  // namespace
}  // namespace harness
