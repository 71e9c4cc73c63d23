#include "harness/runner/stored_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/runner/identity.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_store.h"
#include "tests/fakes/fake_suite.h"

namespace harness {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Cases a and b, each answered by what it asks, scored by `same` (configuration "1") and `long` ("2"), stored as run r.
// Then a suite of the same kind that counts what its scorers are asked.
class StoredRunTest : public testing::Test {
 protected:
  StoredRunTest() : suite_(CountingSuite({FakeCase("a", "x", "x"), FakeCase("b", "y", "z")})) {
    run_.id = "r";
    run_.targets = {{"echo", "fake", 2}};
    run_.scorers = suite_.scorer_infos;
    run_.plan_cases = 2;
    EXPECT_TRUE(store_.Save(run_));
    const Suite made = CountingSuite({});
    Put(made, FakeCase("a", "x", "x"), 0);
    Put(made, FakeCase("b", "y", "z"), 1);
    asked_.clear();
  }

  Suite CountingSuite(std::vector<Case> cases) {
    Suite suite = EchoingSuite(std::move(cases));
    suite.scorers.clear();
    suite.scorer_infos.clear();
    for (const auto& [name, config] : {std::pair("same", "1"), std::pair("long", "2")}) {
      ScorerSpec& spec = AddScorer(suite, name, [this, name = std::string(name)](const Question& question) {
        asked_.push_back(name);
        if (name == "long") return Score::Graded(0.25, true, "short");
        return question.actual == *question.expected ? Score::Pass() : Score::Fail("not the same");
      });
      spec.info.config = suite.scorer_infos.back().config = config;
    }
    return suite;
  }

  // Makes the attempt and stores it, as `change` leaves it.
  void Put(const Suite& suite, Case test, uint32_t number, const std::function<void(AttemptRow&)>& change = nullptr) {
    test.number = number;
    const Tried tried = MakeAttempt(suite, test, {number, 0, 0}, 2, {clock_, {}});
    auto row = std::make_shared<AttemptRow>(*tried.row);
    row->started_at = 77;
    row->latency_us = 1234;
    row->usage = Usage{1, 2, 3};
    row->finish_reason = "stop";
    if (change) change(*row);
    EXPECT_TRUE(store_.Append(run_.number, std::vector{Finished(std::make_shared<CaseRow>(MakeCaseRow(test)), row)}));
  }

  void Open() {
    auto opened = StoredRun::Open(run_, store_);
    ASSERT_TRUE(opened);
    stored_ = std::move(*opened);
    stored_->Match(suite_);
  }

  AttemptRow Again(const Case& test) {
    if (!stored_) Open();
    return *stored_->Judge(suite_, test, DigestOf(test, test.id), {5, 0, 0}, {clock_, {}}).row;
  }

  std::vector<Score> ScoresOf(const AttemptRow& row) { return *ParseScores(row.scores); }
  StoredRun::Gaps Gaps() {
    Open();
    const auto plan = Plan::Make(suite_, {});
    EXPECT_TRUE(plan);
    auto gaps = stored_->Compare(suite_, *plan);
    EXPECT_TRUE(gaps);
    return *gaps;
  }

  FakeClock clock_;
  FakeStore store_;
  std::vector<std::string> asked_;  // scorers, in the order in which they were
  RunRecord run_;
  Suite suite_;
  std::unique_ptr<StoredRun> stored_;
};

TEST_F(StoredRunTest, KeepsEveryScoreWhenNothingChanged) {
  const AttemptRow row = Again(FakeCase("b", "y", "z"));
  EXPECT_THAT(asked_, IsEmpty());
  EXPECT_EQ(row.verdict, Verdict::kFail);
  EXPECT_EQ(row.scores, R"([[0,1,0,"not the same"],[1,0,0.25,"short"]])");
  EXPECT_EQ(stored_->kept(), 2u);
  EXPECT_EQ(stored_->judged(), 0u);
}

TEST_F(StoredRunTest, TakesOverWhatIsStoredOfTheOutput) {
  const AttemptRow row = Again(FakeCase("a", "x", "x"));
  EXPECT_EQ(row.key, (AttemptKey{5, 0, 0}));
  EXPECT_EQ(row.output_text, "x");
  EXPECT_EQ(row.started_at, 77);
  EXPECT_EQ(row.latency_us, 1234);
  EXPECT_EQ(row.tries, 2);
  EXPECT_EQ(row.usage, (Usage{1, 2, 3}));
  EXPECT_EQ(row.finish_reason, "stop");
}

TEST_F(StoredRunTest, JudgesAnewWhatIsConfiguredOtherwise) {
  suite_.scorer_infos[0].config = "3";
  const AttemptRow row = Again(FakeCase("a", "x", "x"));
  EXPECT_THAT(asked_, ElementsAre("same"));
  EXPECT_EQ(stored_->kept(), 1u);
  EXPECT_EQ(stored_->judged(), 1u);
  EXPECT_EQ(row.verdict, Verdict::kPass);
}

TEST_F(StoredRunTest, JudgesAnewWhatDependsOnSomethingElse) {
  suite_.scorer_infos[1].config = run_.scorers[1].config = "";
  Again(FakeCase("a", "x", "x"));
  EXPECT_THAT(asked_, ElementsAre("long"));
}

TEST_F(StoredRunTest, KeepsScoresUnderAnotherNameAndPlace) {
  std::swap(suite_.scorers[0], suite_.scorers[1]);
  std::swap(suite_.scorer_infos[0], suite_.scorer_infos[1]);
  suite_.scorer_infos[0].name = "length";
  const AttemptRow row = Again(FakeCase("b", "y", "z"));
  EXPECT_THAT(asked_, IsEmpty());
  EXPECT_EQ(row.scores, R"([[0,0,0.25,"short"],[1,1,0,"not the same"]])");
}

TEST_F(StoredRunTest, JudgesAllAnewWhenTheExpectedAnswerChanged) {
  const AttemptRow row = Again(FakeCase("b", "y", "y"));
  EXPECT_THAT(asked_, ElementsAre("same", "long"));
  EXPECT_EQ(row.verdict, Verdict::kPass);
}

TEST_F(StoredRunTest, AnOutputIsNoAnswerToAnotherInput) {
  const AttemptRow row = Again(FakeCase("b", "another", "z"));
  EXPECT_EQ(row.verdict, Verdict::kError);
  EXPECT_EQ(row.failure_kind, "unavailable");
  EXPECT_EQ(row.failure_message, "the case 'b' asks something else than it did in run r");
  EXPECT_THAT(asked_, IsEmpty());
}

TEST_F(StoredRunTest, AnAttemptThatIsNotThereIsAnErrorNotAPass) {
  const AttemptRow row = Again(FakeCase("c", "x", "x"));
  EXPECT_EQ(row.verdict, Verdict::kError);
  EXPECT_EQ(row.failure_message, "run r has no output of 'echo' for the case 'c', repeat 1");
}

TEST_F(StoredRunTest, AFailedAttemptStaysFailed) {
  const Suite made = CountingSuite({});
  Put(made, FakeCase("c", "x", "x"), 2, [](AttemptRow& row) {
    row.verdict = Verdict::kFail;
    row.failure_kind = "timeout";
    row.failure_message = "too late";
    row.scores = R"([[0,4,null,"the target failed"],[1,4,null,"the target failed"]])";
  });
  asked_.clear();
  const AttemptRow row = Again(FakeCase("c", "x", "x"));
  EXPECT_EQ(row.verdict, Verdict::kFail);
  EXPECT_EQ(row.failure_kind, "timeout");
  EXPECT_EQ(row.failure_message, "too late");
  EXPECT_THAT(asked_, IsEmpty());
  EXPECT_EQ(ScoresOf(row)[1].verdict, Verdict::kSkipped);
  EXPECT_EQ(stored_->kept() + stored_->judged(), 0u);
}

TEST_F(StoredRunTest, AScoreThatWasAnErrorIsJudgedAnew) {
  const Suite made = CountingSuite({});
  Put(made, FakeCase("c", "x", "x"), 2,
      [](AttemptRow& row) { row.scores = R"([[0,3,null,"no connection"],[1,0,1]])"; });
  asked_.clear();
  EXPECT_EQ(Again(FakeCase("c", "x", "x")).verdict, Verdict::kPass);
  EXPECT_THAT(asked_, ElementsAre("same"));
}

TEST_F(StoredRunTest, TellsTheCostOfTheTargetFromThatOfItsScorers) {
  const Suite made = CountingSuite({});
  Put(made, FakeCase("c", "x", "x"), 2, [](AttemptRow& row) {
    row.scores = R"([[0,0,1,"",null,null,0.5],[1,0,1]])";
    row.cost_usd = 0.75;
  });
  EXPECT_EQ(Again(FakeCase("c", "x", "x")).cost_usd, 0.75);
  suite_.scorer_infos[0].config = "3";
  stored_ = nullptr;
  EXPECT_EQ(Again(FakeCase("c", "x", "x")).cost_usd, 0.25);
}

// A run with two targets whose comparer said something of each.
class ComparedStoredRun : public StoredRunTest {
 protected:
  ComparedStoredRun() {
    suite_ = Targets({"echo", "other"});
    run_.targets = {{"echo", "fake", 1}, {"other", "fake", 1}};
    run_.scorers = suite_.scorer_infos;
    run_.number = 0;
    run_.id = "compared";
    EXPECT_TRUE(store_.Save(run_));
    for (const uint16_t target : {0, 1}) PutScore(target, R"([[0,0,1,"as before"]])");
  }
  Suite Targets(const std::vector<std::string>& names) {
    Suite suite = EchoingSuite({FakeCase("a", "x", "x")});
    suite.targets.clear();
    suite.scorers.clear();
    suite.scorer_infos.clear();
    for (const std::string& name : names) AddTarget(suite, name, nullptr);
    ScorerSpec& spec = AddComparer(suite, "longest", LongestIsBest);
    spec.info.config = suite.scorer_infos[0].config = "1";
    return suite;
  }
  void PutScore(uint16_t target, const std::string& scores) {
    auto row = std::make_shared<AttemptRow>();
    row->key = {0, target, 0};
    row->verdict = Verdict::kPass;
    row->output_text = "x";
    row->scores = scores;
    auto test = std::make_shared<CaseRow>(MakeCaseRow(FakeCase("a", "x", "x")));
    EXPECT_TRUE(store_.Append(run_.number, std::vector{Finished(test, row)}));
  }
  // How many scores of the targets stand.
  size_t Kept() {
    Open();
    size_t kept = 0;
    const Case test = FakeCase("a", "x", "x");
    for (uint16_t target = 0; target < suite_.targets.size(); ++target)
      kept += stored_->Judge(suite_, test, DigestOf(test, test.id), {0, target, 0}, {clock_, {}}).made->kept.size();
    return kept;
  }
};

TEST_F(ComparedStoredRun, KeepsWhatWasSaidOfTheSameTargets) {
  EXPECT_EQ(Kept(), 2u);
  EXPECT_EQ(stored_->kept(), 2u);
  stored_->JudgedAnew(1);
  EXPECT_EQ(stored_->kept(), 1u);
  EXPECT_EQ(stored_->judged(), 1u);
}

TEST_F(ComparedStoredRun, ComparesAnewWhereATargetWentOrCame) {
  suite_ = Targets({"other"});
  EXPECT_EQ(Kept(), 0u);
  suite_ = Targets({"echo", "other"});
  run_.targets.push_back({"third", "fake", 1});
  PutScore(2, "[]");
  EXPECT_EQ(Kept(), 0u);
}

TEST_F(StoredRunTest, NothingIsMissingWhereSuiteAndRunMeet) {
  const StoredRun::Gaps gaps = Gaps();
  EXPECT_EQ(gaps.planned, 2u);
  EXPECT_EQ(gaps.missing, 0u);
  EXPECT_EQ(gaps.unused, 0u);
}

TEST_F(StoredRunTest, NamesWhatEitherSideLacks) {
  SourceOf(suite_).cases = {FakeCase("b", "y", "z"), FakeCase("c", "x"), FakeCase("d", "x")};
  const StoredRun::Gaps gaps = Gaps();
  EXPECT_EQ(gaps.planned, 3u);
  EXPECT_EQ(gaps.missing, 2u);
  EXPECT_THAT(gaps.missing_cases, ElementsAre("c", "d"));
  EXPECT_EQ(gaps.unused, 1u);
  EXPECT_THAT(gaps.unused_cases, ElementsAre("a"));
}

TEST_F(StoredRunTest, KnowsWhichAttemptsItHas) {
  Open();
  EXPECT_TRUE(stored_->Has("a", "echo"));
  EXPECT_FALSE(stored_->Has("a", "other"));
  EXPECT_FALSE(stored_->Has("c", "echo"));
  EXPECT_EQ(stored_->attempts(), 2u);
}

}  // namespace
}  // namespace harness
