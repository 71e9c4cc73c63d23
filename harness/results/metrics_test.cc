#include "harness/results/metrics.h"

#include <gtest/gtest.h>

#include "harness/results/summary.h"
#include "tests/fakes/fake_store.h"

namespace harness {
namespace {

const MetricInfo kGroup = {"group", "classification", "/group", "/group", ""};

CaseRow CaseOf(std::string expected) {
  CaseRow test;
  test.id = "c";
  test.tags = "[]";
  test.expected = std::move(expected);
  return test;
}

AttemptRow Answer(std::string text, std::string json = "") {
  AttemptRow attempt;
  attempt.verdict = Verdict::kPass;
  attempt.output_text = std::move(text);
  attempt.output_json = std::move(json);
  attempt.scores = "[]";
  return attempt;
}

AttemptRow Failed(Verdict verdict) {
  AttemptRow attempt = Answer("");
  attempt.verdict = verdict;
  attempt.failure_kind = verdict == Verdict::kError ? "unavailable" : "timeout";
  return attempt;
}

// "EXPECTED → GOT", "?" where there is nothing, "undecided".
std::string Read(const MetricInfo& info, const CaseRow& test, const AttemptRow& attempt) {
  auto reader = MetricReader::Make(info);
  if (!reader) return reader.error().Message();
  const Observation observation = reader->Read(test, attempt);
  if (!observation.answered) return "undecided";
  const auto text = [](const Json* json) { return json ? JsonText(*json) : "?"; };
  return text(observation.expected) + " → " + text(observation.actual);
}

const std::string kAccess = R"({"group":"Access"})";

TEST(MetricReader, PointsIntoOutputAndExpected) {
  EXPECT_EQ(Read(kGroup, CaseOf(kAccess), Answer("", R"({"group":"HR"})")), "Access → HR");
}

TEST(MetricReader, ReadsATextAsJsonToPointIntoIt) {
  EXPECT_EQ(Read(kGroup, CaseOf(kAccess), Answer(R"({"group":"HR"})")), "Access → HR");
}

TEST(MetricReader, TakesTheWholeWithoutAPointer) {
  EXPECT_EQ(Read({"m", "classification", "", "", ""}, CaseOf("\"Access\""), Answer("HR")), "Access → HR");
}

TEST(MetricReader, TakesTheLabelFromProse) {
  EXPECT_EQ(Read({"m", "classification", "", "", "answer"}, CaseOf("\"A\""), Answer("Well.\nANSWER: B")), "A → B");
}

TEST(MetricReader, FindsNothingWhereAScorerWouldFail) {
  EXPECT_EQ(Read(kGroup, CaseOf(kAccess), Answer("no idea")), "Access → ?");
  EXPECT_EQ(Read(kGroup, CaseOf(kAccess), Answer("", R"({"team":"HR"})")), "Access → ?");
  EXPECT_EQ(Read(kGroup, CaseOf(kAccess), Answer("", R"({"group":null})")), "Access → ?");
  EXPECT_EQ(Read({"m", "classification", "", "/group", "answer"}, CaseOf(kAccess), Answer("HR")), "Access → ?");
}

TEST(MetricReader, FindsNothingExpectedWhereTheCaseSaysNothing) {
  const AttemptRow answer = Answer("", R"({"group":"HR"})");
  EXPECT_EQ(Read(kGroup, CaseOf(""), answer), "? → HR");
  EXPECT_EQ(Read(kGroup, CaseOf(R"({"team":1})"), answer), "? → HR");
  EXPECT_EQ(Read(kGroup, CaseOf(R"({"group":null})"), answer), "? → HR");
}

TEST(MetricReader, AFailureOfTheTargetIsNoPredictionAndOneOfThePlumbingNoAnswer) {
  EXPECT_EQ(Read(kGroup, CaseOf(kAccess), Failed(Verdict::kFail)), "Access → ?");
  EXPECT_EQ(Read(kGroup, CaseOf(kAccess), Failed(Verdict::kError)), "undecided");
}

TEST(MetricReader, CountsAnAnswerThatAScorerCouldNotJudge) {
  AttemptRow attempt = Answer("", kAccess);
  attempt.verdict = Verdict::kError;
  EXPECT_EQ(Read(kGroup, CaseOf(kAccess), attempt), "Access → Access");
}

// A run of two targets over three cases: the first is right twice, the second never.
struct Sample {
  FakeStore store;
  RunRecord run;

  explicit Sample(std::vector<MetricInfo> metrics = {kGroup}) {
    run.id = "r";
    run.targets = {{"one", "replay", 3}, {"two", "replay", 3}};
    run.planned_attempts = 6;
    run.metrics = std::move(metrics);
    EXPECT_TRUE(store.Save(run));
    for (uint32_t i = 0; i < 3; ++i)
      for (uint16_t target = 0; target < 2; ++target) Add(i, target, i < 2 && target == 0 ? "Access" : "HR");
  }

  void Add(uint32_t number, uint16_t target, const std::string& group) {
    auto test = std::make_shared<CaseRow>(CaseOf(kAccess));
    test->number = number;
    test->category = number == 0 ? "first" : "rest";
    auto attempt = std::make_shared<AttemptRow>(Answer("", fmt::format(R"({{"group":"{}"}})", group)));
    attempt->key = {number, target, 0};
    const Finished finished{test, attempt};
    EXPECT_TRUE(store.Append(run.number, std::span(&finished, 1)));
  }
};

TEST(RunMetrics, AreOverEachTargetAndOverAll) {
  Sample sample;
  const auto summary = Summarise(sample.run, {}, sample.store, {});
  ASSERT_TRUE(summary.has_value());
  ASSERT_EQ(summary->metrics.size(), 1u);
  EXPECT_EQ(summary->metrics[0].info.name, "group");
  EXPECT_DOUBLE_EQ(summary->metrics[0].all.values[0].second, 2.0 / 6);
  EXPECT_DOUBLE_EQ(summary->metrics[0].targets[0].values[0].second, 2.0 / 3);
  EXPECT_DOUBLE_EQ(summary->metrics[0].targets[1].values[0].second, 0);
}

TEST(RunMetrics, TheOneTargetOfARunIsAll) {
  Sample sample;
  sample.run.targets.pop_back();
  RunMetrics metrics(sample.run);
  ASSERT_TRUE(metrics.Add(CaseOf(kAccess), Answer("", kAccess)));
  EXPECT_EQ(metrics.Finish()[0].targets[0].counted, 1u);
}

TEST(RunMetrics, AreFoundByNameOrWithoutWhenThereIsOne) {
  const Sample one;
  EXPECT_EQ(RunMetrics(one.run).Find(""), 0);
  EXPECT_EQ(RunMetrics(one.run).Find("team"), -1);
  const Sample two(std::vector<MetricInfo>{kGroup, {"team", "classification", "/team", "/team", ""}});
  EXPECT_EQ(RunMetrics(two.run).Find("team"), 1);
  EXPECT_EQ(RunMetrics(two.run).Find(""), -1);
}

TEST(RunMetrics, RefuseADefinitionOfANewerHarness) {
  Sample sample(std::vector<MetricInfo>{{"group", "regression", "", "", ""}});
  EXPECT_EQ(Summarise(sample.run, {}, sample.store, {}).error().Message(),
            "the metric group of run r can't be computed: its type 'regression' is unknown");
}

TEST(Summariser, AsksForWhatMetricsRead) {
  const Sample sample{std::vector<MetricInfo>()};
  EXPECT_FALSE(Summariser(sample.run, {}).Parts().output);
  const Sample with;
  EXPECT_TRUE(Summariser(with.run, {}).Parts().output);
  EXPECT_TRUE(Summariser(with.run, {}).Parts().input);
}

class MetricGates : public testing::Test {
 protected:
  GateResult Judge(Figure figure, double bound, const std::string& filter = "", bool pooled = true) {
    Gate gate;
    gate.figure = figure;
    gate.bound = bound;
    gate.label = IsOfLabel(figure) ? "Access" : "";
    gate.pooled = pooled;
    if (!filter.empty()) gate.filter = *Expression::Parse(filter);
    const auto summary = Summarise(sample_.run, {gate}, sample_.store, {});
    EXPECT_TRUE(summary.has_value());
    return summary ? summary->gates[0] : GateResult();
  }

  Sample sample_;
};

TEST_F(MetricGates, HoldOrFail) {
  EXPECT_EQ(Judge(Figure::kAccuracy, 1.0 / 3).verdict, GateVerdict::kHolds);
  const GateResult failed = Judge(Figure::kAccuracy, 0.5);
  EXPECT_EQ(failed.verdict, GateVerdict::kFails);
  EXPECT_EQ(failed.reason, "2 of 6 are right");
}

TEST_F(MetricGates, AreJudgedForEachTarget) {
  EXPECT_DOUBLE_EQ(*Judge(Figure::kAccuracy, 0.5, "", false).value, 2.0 / 3);
}

TEST_F(MetricGates, TakeWhatTheFilterLetsThrough) {
  EXPECT_DOUBLE_EQ(*Judge(Figure::kRecall, 0.5, "category == 'first'").value, 0.5);
  EXPECT_EQ(Judge(Figure::kRecall, 0.5, "category == 'none'").reason, "no cases match");
}

TEST_F(MetricGates, AreIncompleteWithoutEnoughExpectedLabels) {
  auto test = std::make_shared<CaseRow>(CaseOf(""));
  test->number = 3;
  auto attempt = std::make_shared<AttemptRow>(Answer("", kAccess));
  attempt->key = {3, 0, 0};
  const Finished finished{test, attempt};
  ASSERT_TRUE(sample_.store.Append(sample_.run.number, std::span(&finished, 1)));
  const GateResult result = Judge(Figure::kAccuracy, 0.3);
  EXPECT_EQ(result.verdict, GateVerdict::kIncomplete);
  EXPECT_EQ(result.reason, "1 of 7 attempts without an expected label");
  EXPECT_EQ(Judge(Figure::kAccuracy, 0.9).verdict, GateVerdict::kFails);
  sample_.run.min_coverage = 0.8;
  EXPECT_EQ(Judge(Figure::kAccuracy, 0.3).verdict, GateVerdict::kHolds);
}

}  // namespace
}  // namespace harness
