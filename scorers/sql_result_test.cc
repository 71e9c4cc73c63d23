#include "scorers/sql_result.h"

#include <gmock/gmock.h>

#include <cmath>
#include <deque>

#include "harness/base/sqlite.h"
#include "harness/suite/databases.h"
#include "harness/suite/yaml.h"
#include "tests/fakes/fake_http.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

using testing::HasSubstr;

constexpr const char* kScript =
    "CREATE TABLE hero (id INTEGER PRIMARY KEY, name TEXT, height REAL, team TEXT);"
    "INSERT INTO hero VALUES (1, 'Ant', 0.5, 'A'), (2, 'Bee', 1, 'A'), (3, 'Cat', 2, 'B'), (4, 'Dog', 2, 'B');";

// A scorer made from its options, over one database that is called heroes.
class SqlResult : public testing::Test {
 protected:
  void SetUp() override {
    folder_.Put("heroes.sql", kScript);
    databases_ = LoadDatabases(&Parse("heroes: { sqlite: heroes.sql }\n"), services(), diagnostics_);
    ASSERT_TRUE(diagnostics_.empty());
  }

  Services services() { return {*clock_, *files_, *processes_, http_, log_, environment_, 0, databases_.get()}; }

  const Node& Parse(const std::string& text) {
    const auto source = std::make_shared<Source>(Source{folder_ / "suite.yaml", text});
    nodes_.push_back(*ParseYaml(source, diagnostics_));
    return nodes_.back();
  }

  std::string LoadError(const std::string& options) {
    const auto made = SqlResultScorerType().make(Parse(options), services());
    return made ? "" : made.error().Message();
  }

  Score Judge(const std::string& answer, const Json& gold, const std::string& options = "{}",
              Json vars = Json::object()) {
    auto made = SqlResultScorerType().make(Parse(options), services());
    if (!made) return Score::Error("does not load: " + made.error().Render());
    scorer_ = std::move(*made);
    return Again(answer, gold, std::move(vars));
  }

  Score Again(const std::string& answer, const Json& gold, Json vars = Json::object()) {
    Case test;
    test.vars = std::move(vars);
    const Json actual = answer;
    const CallContext context{*clock_, clock_->SteadyNow() + std::chrono::seconds(60), {}, {}, 0};
    return scorer_->Judge({test, Output::Text(answer), actual, &gold}, context);
  }

  const TemporaryFolder folder_;
  const std::unique_ptr<Clock> clock_ = MakeSystemClock();
  const std::unique_ptr<Files> files_ = MakeFiles();
  const std::unique_ptr<Processes> processes_ = MakeProcesses(DefaultSupervisorPath());
  FakeHttp http_;
  MemoryLog log_;
  const std::map<std::string, std::string> environment_;
  Diagnostics diagnostics_;
  std::deque<Node> nodes_;
  std::shared_ptr<Databases> databases_;
  std::unique_ptr<Scorer> scorer_;
};

TEST_F(SqlResult, PassesTheSameRowsInAnyOrder) {
  const Score score = Judge("SELECT name FROM hero ORDER BY id DESC", "SELECT name FROM hero");
  EXPECT_EQ(score.verdict, Verdict::kPass);
  EXPECT_EQ(score.reason, "multiset");
}

TEST_F(SqlResult, WantsTheOrderThatGoldsOutermostQueryAsksFor) {
  const std::string gold = "SELECT name FROM hero ORDER BY height";
  EXPECT_EQ(Judge("SELECT name FROM hero ORDER BY height, name DESC", gold).reason, "ordered_with_ties");
  const Score score = Judge("SELECT name FROM hero ORDER BY height DESC", gold);
  EXPECT_EQ(score.verdict, Verdict::kFail);
  EXPECT_EQ(score.reason, "the same rows in another order than gold's ORDER BY");
  EXPECT_EQ(score.Category(), "semantic_difference");
  EXPECT_EQ(Judge("SELECT name FROM hero", "SELECT name FROM (SELECT * FROM hero ORDER BY height DESC)").verdict,
            Verdict::kPass);
}

TEST_F(SqlResult, AcceptsWhatItIsToldTo) {
  const std::string gold = "SELECT name, height FROM hero WHERE team = 'B'";
  const std::string wider = "SELECT id, height, name FROM hero WHERE team = 'B'";
  EXPECT_EQ(Judge(wider, gold).verdict, Verdict::kFail);
  EXPECT_EQ(Judge(wider, gold, "{ accept: gold_columns_subset }").verdict, Verdict::kPass);
  EXPECT_EQ(Judge("SELECT team FROM hero", "SELECT DISTINCT team FROM hero", "{ accept: set_only }").verdict,
            Verdict::kPass);
  EXPECT_EQ(Judge("SELECT 0.30000001", "SELECT 0.3", "{ accept: approximate }").verdict, Verdict::kPass);
  EXPECT_EQ(Judge("SELECT 0.31", "SELECT 0.3", "{ accept: approximate, tolerance: 0.02 }").verdict, Verdict::kPass);
}

TEST_F(SqlResult, SaysWhyAnAnswerIsWrong) {
  const Score score = Judge("SELECT name FROM hero", "SELECT name FROM hero WHERE height > 1");
  EXPECT_EQ(score.verdict, Verdict::kFail);
  EXPECT_EQ(score.Category(), "wrong_filter");
  EXPECT_THAT(score.reason, HasSubstr("2 extra rows"));
  EXPECT_EQ(score.evidence["difference"]["extra_rows"], 2);
}

TEST_F(SqlResult, DecidesNothingOnEmptyResults) {
  const std::string empty = "SELECT name FROM hero WHERE id > 9";
  EXPECT_EQ(Judge(empty, "SELECT name FROM hero WHERE id < 0").verdict, Verdict::kUnknown);
  EXPECT_EQ(Judge(empty, "SELECT name FROM hero WHERE id < 0", "{ accept_empty: true }").verdict, Verdict::kPass);
}

TEST_F(SqlResult, DecidesNothingOnATruncatedResult) {
  const Score score =
      Judge("WITH RECURSIVE n(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM n) SELECT x FROM n", "SELECT 1");
  EXPECT_EQ(score.verdict, Verdict::kUnknown);
  EXPECT_EQ(score.reason, "undecidable: the answer's result was cut after 100000 rows");
}

TEST_F(SqlResult, FailsAQueryThatDoesNotRun) {
  const auto category = [&](const std::string& sql) {
    return std::string(Judge(sql, "SELECT 1", "{ timeout: 300ms }").Category());
  };
  EXPECT_EQ(category("SELECT nope FROM hero"), "missing_table_or_column");
  EXPECT_EQ(category("SELECT FROM hero WHERE"), "sql_syntax_error");
  EXPECT_EQ(category("DROP TABLE hero"), "sql_syntax_error");
  EXPECT_EQ(category("  "), "no_sql_generated");
  EXPECT_EQ(category("WITH RECURSIVE n(x) AS (VALUES(1) UNION ALL SELECT x+1 FROM n) SELECT count(*) FROM n"),
            "timeout");
}

TEST_F(SqlResult, BlamesTheBenchmarkForGoldThatFails) {
  const Score score = Judge("SELECT 1", "SELECT nope FROM hero");
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.reason, "the benchmark's gold query fails: no such column: nope");
}

TEST_F(SqlResult, TakesTheNearestOfSeveralGolds) {
  const Json golds = {"SELECT 1", "SELECT name FROM hero", "SELECT 2"};
  const Score score = Judge("SELECT name FROM hero", golds);
  EXPECT_EQ(score.verdict, Verdict::kPass);
  EXPECT_EQ(score.evidence["gold_sql"], "SELECT name FROM hero");
}

TEST_F(SqlResult, DecidesNothingWhereAFailingGoldMightHaveAccepted) {
  EXPECT_EQ(Judge("SELECT 1", Json{"SELECT 1", "SELECT nope"}).verdict, Verdict::kPass);
  EXPECT_EQ(Judge("SELECT 2", Json{"SELECT 1", "SELECT nope"}).verdict, Verdict::kError);
}

TEST_F(SqlResult, ReadsGoldFromAMap) {
  EXPECT_EQ(Judge("SELECT 1", Json{{"sql", "SELECT 1"}}).verdict, Verdict::kPass);
  EXPECT_EQ(Judge("SELECT 1", Json{{"answer", 1}}).reason, "what is expected holds no SQL: {\"answer\":1}");
}

TEST_F(SqlResult, KeepsBothSidesAsEvidence) {
  const Score score = Judge("SELECT name, height FROM hero", "SELECT name FROM hero");
  EXPECT_EQ(score.evidence["sql"], "SELECT name, height FROM hero");
  EXPECT_EQ(score.evidence["likeness"], "gold_columns_subset");
  EXPECT_EQ(score.evidence["rule"], "lattice");
  EXPECT_EQ(score.evidence["answer"]["row_count"], 4);
  EXPECT_EQ(score.evidence["answer"]["column_count"], 2);
  EXPECT_EQ(score.evidence["answer"]["rows"][0], Json::array({"Ant", 0.5}));
  EXPECT_EQ(score.evidence["gold"]["columns"], Json::array({"name"}));
  EXPECT_TRUE(score.evidence["gold"]["time_ms"].is_number());
}

TEST_F(SqlResult, FollowsTheOfficialRules) {
  const std::string twice = "SELECT team FROM hero", once = "SELECT DISTINCT team FROM hero";
  EXPECT_EQ(Judge(twice, once, "{ rule: bird-ex }").verdict, Verdict::kPass);
  EXPECT_EQ(Judge(twice, once, "{ rule: test-suite }").verdict, Verdict::kFail);
  EXPECT_EQ(Judge("SELECT team, name FROM hero", "SELECT name, team FROM hero", "{ rule: test-suite }").verdict,
            Verdict::kPass);
  EXPECT_EQ(Judge("SELECT name FROM hero", "SELECT name, team FROM hero", "{ rule: soft-f1 }").value, 2.0 / 3);
  EXPECT_EQ(Judge("SELECT \"Ant\"", "SELECT 'Ant'", "{ rule: bird-ex }").verdict, Verdict::kPass);
}

TEST_F(SqlResult, RewardsSpeed) {
  const Score score = Judge("SELECT count(*) FROM hero", "SELECT count(*) FROM hero, hero, hero", "{ rule: r-ves }");
  EXPECT_EQ(score.verdict, Verdict::kFail);
  const Score same = Judge("SELECT 4", "SELECT count(*) FROM hero", "{ rule: r-ves }");
  EXPECT_EQ(same.verdict, Verdict::kPass);
  const double reward = same.evidence["reward"].get<double>();
  EXPECT_THAT(reward, testing::AnyOf(0.25, 0.5, 0.75, 1, 1.25));
  EXPECT_NEAR(same.value.value(), std::sqrt(reward / 1.25), 1e-12);
  EXPECT_NEAR(same.evidence["points"].get<double>(), 100 * std::sqrt(reward), 1e-9);
}

TEST_F(SqlResult, FindsTheDatabaseOfEachCase) {
  const std::string options = "{ database: { var: db } }";
  EXPECT_EQ(Judge("SELECT 1", "SELECT 1", options, {{"db", "heroes"}}).verdict, Verdict::kPass);
  EXPECT_EQ(Again("SELECT 1", "SELECT 1", {{"db", "heros"}}).reason,
            "unknown database 'heros'; did you mean 'heroes'?, and there is no file " + folder_ / "heros");
  EXPECT_EQ(Again("SELECT 1", "SELECT 1").reason, "the case has no text vars.db that names its database");
}

TEST_F(SqlResult, RunsAGoldQueryOnce) {
  ASSERT_EQ(Judge("SELECT 1", "SELECT random() * 0 + 1").verdict, Verdict::kPass);
  const Json first = Again("SELECT 2", "SELECT hex(randomblob(8))").evidence["gold"]["rows"];
  const Json second = Again("SELECT 3", "SELECT hex(randomblob(8))").evidence["gold"]["rows"];
  EXPECT_EQ(first, second);
}

TEST_F(SqlResult, RefusesWhatDoesNotFit) {
  EXPECT_THAT(LoadError("{ database: nowhere }"), HasSubstr("unknown database 'nowhere'"));
  EXPECT_THAT(LoadError("{ rule: bird-ex, accept: multiset }"), HasSubstr("'rule' and 'accept' can't stand together"));
  EXPECT_THAT(LoadError("{ timeout: 0s }"), HasSubstr("'timeout' must be more than 0s"));
  EXPECT_THAT(LoadError("{ tolerance: -1 }"), HasSubstr("'tolerance' must not be negative"));
}

TEST_F(SqlResult, LetsTheGoldThatAcceptsDecide) {
  const Json golds = {"SELECT name FROM hero ORDER BY height", "SELECT name FROM hero"};
  EXPECT_EQ(Judge("SELECT name FROM hero ORDER BY id DESC", golds).verdict, Verdict::kPass);
  const Json halves = {"SELECT 5", "SELECT id, name FROM hero"};
  EXPECT_EQ(Judge("SELECT id, team FROM hero", halves, "{ rule: soft-f1 }").value, 0.5);
  const std::string empty = "SELECT name FROM hero WHERE id > 9";
  EXPECT_EQ(Judge(empty, Json{"SELECT 1", empty}).verdict, Verdict::kUnknown);
}

TEST_F(SqlResult, TiesAsTheEngineDoes) {
  const std::string gold = "SELECT id FROM hero ORDER BY team COLLATE NOCASE, height * 0";
  EXPECT_EQ(Judge("SELECT id FROM hero ORDER BY team, id DESC", gold).reason, "ordered_with_ties");
  EXPECT_EQ(Judge("SELECT id FROM hero ORDER BY 1 DESC", "SELECT id FROM hero ORDER BY (1)").verdict, Verdict::kFail);
  EXPECT_EQ(
      Judge("SELECT DISTINCT team FROM hero ORDER BY 1 DESC", "SELECT DISTINCT team FROM hero ORDER BY team").verdict,
      Verdict::kFail);
}

TEST_F(SqlResult, SaysThatColumnsStandInAnotherOrder) {
  const Score score = Judge("SELECT height, name FROM hero", "SELECT name, height FROM hero");
  EXPECT_EQ(score.reason, "column_permuted: the same rows with the columns in another order");
  EXPECT_EQ(score.Category(), "wrong_column");
}

}  // namespace
}  // namespace harness
