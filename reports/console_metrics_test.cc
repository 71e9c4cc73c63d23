#include "reports/console_metrics.h"

#include <gtest/gtest.h>

#include "harness/results/classification.h"
#include "reports/display.h"
#include "tests/fakes/sample_run.h"

namespace harness {
namespace {

using Pairs = std::vector<std::pair<Json, Json>>;

MetricFigures FiguresOf(const Pairs& pairs, ClassificationLimits limits = {}) {
  const auto metric = MakeClassification(limits);
  for (const auto& [expected, predicted] : pairs)
    metric->Add({true, predicted.is_null() ? nullptr : &predicted, expected.is_null() ? nullptr : &expected});
  return metric->Figures();
}

const Pairs kPairs = {{"Access", "Access"}, {"Access", "Access"}, {"Access", "Network"},
                      {"Access", nullptr},  {"HR", "HR"},         {"Network", "Access"}};

Summary Of(const MetricFigures& figures) {
  Summary summary = SampleSummary();
  summary.targets.pop_back();
  summary.metrics = {{{"group", "classification", "/group", "/group", ""}, figures, {figures}}};
  return summary;
}

std::string Render(const Summary& summary, size_t width = 100) {
  return RenderMetrics(summary, width, false);
}

TEST(RenderMetrics, ShowsFiguresLabelsAndWhatIsConfused) {
  EXPECT_EQ(Render(Of(FiguresOf(kPairs))),
            "metric group  attempts  accuracy  macro precision  macro recall  macro F1  micro F1  (none)\n"
            "triage-v2            6     50.0%            0.556         0.500     0.524     0.545       1\n"
            "\n"
            "label    precision  recall     F1  support  predicted\n"
            "Access       0.667   0.500  0.571        4          3\n"
            "HR           1.000   1.000  1.000        1          1\n"
            "Network      0.000   0.000  0.000        1          1\n"
            "\n"
            "expected ↓ got →  Access  HR  Network  (none)\n"
            "Access                 2   ·        1       1\n"
            "HR                     ·   1        ·       ·\n"
            "Network                1   ·        ·       ·\n");
}

TEST(RenderMetrics, HasARowForEachTarget) {
  Summary summary = Of(FiguresOf(kPairs));
  summary.targets.push_back({"gpt", {}});
  summary.metrics[0].targets.push_back(FiguresOf({{"a", "a"}}));
  EXPECT_EQ(Render(summary, 60).substr(0, Render(summary, 60).find("\n\n")),
            "metric group  attempts  accuracy  macro F1  (none)\n"
            "triage-v2            6     50.0%     0.524       1\n"
            "gpt                  1    100.0%     1.000\n"
            "all                  6     50.0%     0.524       1");
}

TEST(RenderMetrics, ListsWhatIsConfusedMostOftenWhereThereAreManyLabels) {
  Pairs pairs;
  for (int i = 0; i < 30; ++i) pairs.emplace_back(fmt::format("l{:02}", i), fmt::format("l{:02}", i / 2));
  for (int i = 0; i < 3; ++i) pairs.emplace_back("l07", nullptr);
  const std::string text = Render(Of(FiguresOf(pairs)));
  EXPECT_NE(text.find("… and 10 labels with less support\n"), std::string::npos) << text;
  EXPECT_NE(text.find("expected  got     attempts\n"
                      "l07       (none)         3\n"
                      "l01       l00            1\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("… and 20 confusions that are rarer\n"), std::string::npos) << text;
}

TEST(RenderMetrics, ListsInsteadOfAMatrixThatIsTooWide) {
  Pairs pairs = kPairs;
  pairs.emplace_back(std::string(80, 'x'), "HR");
  EXPECT_EQ(Render(Of(FiguresOf(pairs)), 60).find("expected ↓ got →"), std::string::npos);
}

TEST(RenderMetrics, SaysWhatIsNotCounted) {
  auto metric = MakeClassification();
  metric->Add({false, nullptr, nullptr});
  metric->Add({true, nullptr, nullptr});
  EXPECT_EQ(Render(Of(metric->Figures())),
            "metric group  attempts  accuracy  macro precision  macro recall  macro F1  undecided  no label\n"
            "triage-v2            0         –                –             –         –          1         1\n")
      << "without figures there is nothing more to show";
}

TEST(RenderMetrics, SaysWhatIsBeyondItsBounds) {
  const std::string text = Render(Of(FiguresOf(kPairs, {.labels = 1, .cells = 2})));
  EXPECT_NE(text.find("too many different labels: (other) stands for 1 occurrence\n"), std::string::npos) << text;
  EXPECT_NE(text.find("too many confusions: 3 attempts in none that is shown\n"), std::string::npos) << text;
}

TEST(RenderMetrics, DisarmsLabels) {
  const std::string text = Render(Of(FiguresOf({{"\x1b[2J", "\x1b[2J"}, {"", ""}})));
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_NE(text.find("\"\"  "), std::string::npos) << text;
}

}  // namespace
}  // namespace harness
