#include "harness/runner/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/sample_run.h"

namespace harness {
namespace {

// A run of two attempts of target 0, judged by a model.
RunRecord Stored(FakeStore& store, const std::string& id, const std::string& sha, double cost = 0.5) {
  RunRecord run = SampleRecord();
  run.id = id;
  run.suite_sha256 = sha;
  EXPECT_TRUE(store.Save(run));
  for (uint32_t number = 0; number < 2; ++number) {
    AttemptRow attempt = SampleAttempt(number);
    attempt.latency_us = 1'000'000 + 2'000'000 * number;
    attempt.usage = Usage{100 + 100 * number, 10, 0};
    attempt.cost_usd = cost;
    attempt.scores = R"([[0,0,1,"",null,[30,4,0],0.125],[1,0,1]])";
    const Finished finished(std::make_shared<CaseRow>(SampleCase(number, std::to_string(number))),
                            std::make_shared<AttemptRow>(attempt));
    EXPECT_TRUE(store.Append(run.number, {&finished, 1}));
  }
  return run;
}

Suite Helpdesk(const std::string& sha) {
  Suite suite;
  suite.name = "helpdesk";
  suite.sha256 = sha;
  return suite;
}

TEST(Moments, AreThoseOfTheNumbers) {
  Moments moments;
  for (const double value : {2.0, 4.0, 4.0, 6.0}) moments.Add(value);
  EXPECT_EQ(moments.count(), 4U);
  EXPECT_DOUBLE_EQ(moments.mean(), 4);
  EXPECT_NEAR(moments.deviation(), 1.632993, 1e-6);
}

TEST(History, TellsTheTargetsFiguresFromThoseOfItsJudges) {
  FakeStore store;
  Stored(store, "a", "5e3a");
  const auto history = ReadHistory(store, Helpdesk("5e3a"), "run");
  ASSERT_TRUE(history);
  const PartHistory& target = history->targets.at("triage-v2");
  EXPECT_DOUBLE_EQ(target.input.mean(), 150);
  EXPECT_DOUBLE_EQ(target.seconds.mean(), 2);
  EXPECT_DOUBLE_EQ(target.cost.mean(), 0.375) << "without what the judge took";
  const PartHistory& judge = history->scorers.at({"triage-v2", "group"});
  EXPECT_DOUBLE_EQ(judge.input.mean(), 30);
  EXPECT_DOUBLE_EQ(judge.cost.mean(), 0.125);
  EXPECT_EQ(history->attempts.at("triage-v2"), 2U);
}

TEST(History, PrefersRunsOfTheVerySameSuite) {
  FakeStore store;
  Stored(store, "a", "5e3a", 0.25);
  Stored(store, "b", "other", 0.5);
  EXPECT_THAT(ReadHistory(store, Helpdesk("5e3a"), "run")->runs, testing::ElementsAre("a"));
  const auto changed = ReadHistory(store, Helpdesk("new"), "run");
  EXPECT_THAT(changed->runs, testing::ElementsAre("b", "a"));
  EXPECT_FALSE(changed->same_suite);
  EXPECT_TRUE(ReadHistory(store, Helpdesk("5e3a"), "generate")->runs.empty());
}

}  // namespace
}  // namespace harness
