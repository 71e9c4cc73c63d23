#include <gtest/gtest.h>

#include "harness/results/classification.h"
#include "reports/report.h"
#include "tests/fakes/memory_output.h"
#include "tests/fakes/sample_run.h"
#include "tests/golden.h"

namespace harness {
namespace {

std::string Report(const std::vector<Summary>& summaries) {
  MemoryOutput file;
  const Result<> written = WriteJsonReport(summaries, file);
  return written ? file.bytes : written.error().Message();
}

TEST(JsonReport, HoldsEveryFigureOfARun) {
  EXPECT_TRUE(MatchesGolden(Report({SampleSummary()}), "reports/run.json"));
}

TEST(JsonReport, SaysNullForWhatIsUnknown) {
  Summary summary;
  summary.run.id = "r";
  summary.run.suite = "s";
  EXPECT_TRUE(MatchesGolden(Report({summary}), "reports/unknown.json"));
}

TEST(JsonReport, NamesParentCommitAndShard) {
  Summary summary = SampleSummary();
  summary.run.parent = "20260130-000000-000000";
  summary.run.git = "0123abc-dirty";
  summary.run.shard = Shard{2, 7};
  const Json report = Json::parse(Report({summary}));
  EXPECT_EQ(report["run"]["parent"], "20260130-000000-000000");
  EXPECT_EQ(report["run"]["git"], "0123abc-dirty");
  EXPECT_EQ(report["run"]["shard"].dump(), R"({"count":7,"index":2})");
}

TEST(JsonReport, HoldsRatesCorrectedByACalibration) {
  const Json report = Json::parse(Report({CalibratedSummary(2)}));
  const Json corrected = report["scorers"][0]["corrected"];
  EXPECT_EQ(corrected["naive"], 0.8);
  EXPECT_NEAR(corrected["rate"].get<double>(), .65 / .75, 1e-12);
  EXPECT_NEAR(corrected["standard_error"].get<double>(), 0.062178, 1e-6);
  EXPECT_NEAR(corrected["interval95"][0].get<double>(), .65 / .75 - 1.96 * 0.062178, 1e-5);
  EXPECT_EQ(corrected["targets"][1]["name"], "gpt-4.1");
  EXPECT_EQ(corrected["targets"][1]["rate"], 1);
  EXPECT_GT(corrected["targets"][1]["estimate"], 1) << "cut";
  EXPECT_EQ(corrected["calibration"]["sensitivity"], 0.9);
  EXPECT_EQ(corrected["calibration"]["negatives"], 100);
  EXPECT_FALSE(report["scorers"][1].contains("corrected"));
  EXPECT_EQ(report["warnings"][0],
            "the scorer 'group': it is not as it was calibrated: an option, or a parameter of the model; calibrate it "
            "anew");
}

TEST(JsonReport, SaysNullForTheRateOfAJudgeThatTellsNothing) {
  Summary summary = CalibratedSummary(1);
  summary.scorers[0].corrected->all->rate.reset();
  const Json corrected = Json::parse(Report({summary}))["scorers"][0]["corrected"];
  EXPECT_EQ(corrected["naive"], 0.8);
  for (const char* key : {"rate", "standard_error", "interval95", "estimate"}) EXPECT_TRUE(corrected[key].is_null());
}

TEST(JsonReport, HoldsMetricsByName) {
  const auto metric = MakeClassification();
  const Json access = "Access", network = "Network";
  metric->Add({true, &access, &access});
  metric->Add({true, &network, &access});
  metric->Add({true, nullptr, &access});
  metric->Add({false, nullptr, &access});
  Summary summary = SampleSummary();
  summary.targets.pop_back();
  summary.metrics = {{{"group", "classification", "/group", "/group", ""}, metric->Figures(), {metric->Figures()}}};
  const Json group = Json::parse(Report({summary}))["metrics"]["group"];
  EXPECT_EQ(group["type"], "classification");
  EXPECT_EQ(group["counted"], 3);
  EXPECT_EQ(group["none"], 1);
  EXPECT_EQ(group["undecided"], 1);
  EXPECT_EQ(group["macro_f1"], 0.25);
  EXPECT_EQ(group["labels"][0].dump(), R"({"correct":1,"f1":0.5,"label":"Access","precision":1,"predicted":1,)"
                                       R"("recall":0.3333333333333333,"support":3})");
  EXPECT_EQ(group["confusion"].dump(), R"([{"count":1,"expected":"Access","predicted":null},)"
                                       R"({"count":1,"expected":"Access","predicted":"Access"},)"
                                       R"({"count":1,"expected":"Access","predicted":"Network"}])");
  EXPECT_EQ(group["targets"][0]["name"], "triage-v2");
  EXPECT_EQ(group["targets"][0]["accuracy"], group["accuracy"]);
}

TEST(JsonReport, OfSeveralRunsListsThemAndTheWorstExitCode) {
  Summary failed = SampleSummary(), incomplete = SampleSummary();
  incomplete.exit_code = 3;
  const Json report = Json::parse(Report({incomplete, failed}));
  EXPECT_EQ(report["runs"].size(), 2u);
  EXPECT_EQ(report["runs"][0]["exit_code"], 3);
  EXPECT_EQ(report["runs"][1]["run"]["id"], "20260131-225959-1a2b3c");
  EXPECT_EQ(report["exit_code"], 1);
}

TEST(JsonReport, SaysThatADiskIsFull) {
  MemoryOutput file(10);
  const std::vector<Summary> summaries = {SampleSummary()};
  const Result<> written = WriteJsonReport(summaries, file);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().Message(), "out.tmp: No space left on device");
}

TEST(WorstExitCode, FollowsTheOrderOfTheCodes) {
  const auto worst = [](std::initializer_list<int> codes) {
    std::vector<Summary> summaries;
    for (const int code : codes) summaries.emplace_back().exit_code = code;
    return WorstExitCode(summaries);
  };
  EXPECT_EQ(worst({}), 0);
  EXPECT_EQ(worst({0, 4, 3}), 3);
  EXPECT_EQ(worst({3, 1, 0}), 1);
  EXPECT_EQ(worst({1, 130, 0}), 130);
  EXPECT_EQ(worst({130, 2}), 2);
}

}  // namespace
}  // namespace harness
