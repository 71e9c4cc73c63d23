#include "scorers/sql_judge.h"

#include <gtest/gtest.h>

#include "harness/suite/databases.h"
#include "harness/suite/yaml.h"
#include "tests/fakes/fake_http.h"
#include "tests/fakes/fake_models.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

class SqlJudge : public testing::Test {
 protected:
  void SetUp() override {
    folder_.Put("heroes.sql",
                "CREATE TABLE hero (name TEXT, team TEXT); INSERT INTO hero VALUES ('Ant', 'A'), ('Bee', 'B');");
  }

  Services services() {
    return {*clock_, *files_, *processes_, http_, log_, environment_, 0, databases_.get(), &models_};
  }

  Node Parse(const std::string& text) {
    return *ParseYaml(std::make_shared<Source>(Source{folder_ / "suite.yaml", text}), diagnostics_);
  }

  Score Judge(const std::string& answer, const Json& gold, bool database) {
    const Node node = Parse(database ? "heroes: { sqlite: heroes.sql }\n" : "{}");
    databases_ = LoadDatabases(&node, services(), diagnostics_);
    auto made = SqlJudgeScorerType().make(Parse("{}"), services());
    if (!made) return Score::Error("does not load: " + made.error().Render());
    Case test;
    test.input = "Who is in team A?";
    const Json actual = answer;
    const CallContext context{*clock_, clock_->SteadyNow() + std::chrono::seconds(60), {}, {}, 0};
    return (*made)->Judge({test, Output::Text(answer), actual, &gold}, context);
  }
  void Say(const std::string& verdict) {
    models_.chat->Say(Json({{"reason", "as it is"}, {"verdict", verdict}}).dump());
  }
  const ChatRequest& asked() const { return models_.chat->requests.at(0); }

  const std::string gold_ = "SELECT name FROM hero WHERE team = 'A'";
  const TemporaryFolder folder_;
  const std::unique_ptr<Clock> clock_ = MakeSystemClock();
  const std::unique_ptr<Files> files_ = MakeFiles();
  const std::unique_ptr<Processes> processes_ = MakeProcesses(DefaultSupervisorPath());
  FakeHttp http_;
  FakeModels models_;
  MemoryLog log_;
  const std::map<std::string, std::string> environment_;
  Diagnostics diagnostics_;
  std::shared_ptr<Databases> databases_;
};

TEST_F(SqlJudge, AsksNobodyWhereTheResultPasses) {
  EXPECT_EQ(Judge("SELECT name FROM hero WHERE team = 'A' ORDER BY 1", gold_, true).verdict, Verdict::kPass);
  EXPECT_TRUE(models_.chat->requests.empty());
}

TEST_F(SqlJudge, ShowsBothQueriesAndTheirResults) {
  Say("right");
  const Score score = Judge("SELECT name, team FROM hero WHERE team = 'A'", gold_, true);
  EXPECT_EQ(score.verdict, Verdict::kPass);
  EXPECT_EQ(score.evidence["by_result"]["verdict"], "fail");
  EXPECT_FALSE(score.evidence.contains("category"));
  EXPECT_EQ(score.evidence["judge"]["model"], "openai/fake-1");
  const std::string& material = asked().messages.at(1).text;
  EXPECT_NE(material.find("SELECT name, team FROM hero"), std::string::npos);
  EXPECT_NE(material.find("\\\"Ant\\\""), std::string::npos);
}

TEST_F(SqlJudge, KeepsTheCategoryOfWhatIsWrong) {
  Say("wrong");
  const Score score = Judge("SELECT name FROM hero", gold_, true);
  EXPECT_EQ(score.verdict, Verdict::kFail);
  EXPECT_EQ(score.Category(), "wrong_filter");
}

TEST_F(SqlJudge, JudgesTextsWithoutAnEngineAndSaysSo) {
  Say("wrong");
  const Score score = Judge("SELECT name FROM hero", gold_, false);
  EXPECT_EQ(score.reason, "as it is (judged by the text of the queries alone)");
  EXPECT_NE(asked().messages.at(0).text.find("The queries were not run"), std::string::npos);
  EXPECT_EQ(asked().messages.at(1).text.find("RESULT"), std::string::npos);
}

TEST_F(SqlJudge, FailsAnEmptyAnswerWithoutAsking) {
  EXPECT_EQ(Judge(" ", gold_, false).reason, "the answer holds no SQL");
  EXPECT_EQ(Judge(" ", gold_, true).Category(), "no_sql_generated");
}

}  // namespace
}  // namespace harness
