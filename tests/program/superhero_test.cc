// The official verdicts on real answers: 13 systems, 52 questions.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "tests/program/program.h"

namespace harness {
namespace {

std::string DataFolder() {
  const char* given = std::getenv("HARNESS_DATA");
  return given ? given : std::string(HARNESS_SOURCE_DIR) + "/../shared/data";
}

Json ReadJsonText(const std::string& text) {
  auto json = ParseJson(text);
  EXPECT_TRUE(json) << text;
  return json.value_or(Json());
}

// By system and question.
std::map<std::pair<std::string, std::string>, Json> OfficialVerdicts(const std::string& path) {
  std::map<std::pair<std::string, std::string>, Json> verdicts;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    Json verdict = ReadJsonText(line);
    std::pair key(verdict["system"].get<std::string>(), verdict["id"].get<std::string>());
    verdicts.emplace(std::move(key), std::move(verdict));
  }
  return verdicts;
}

const Json& ScoreOf(const Json& attempt, const std::string& name) {
  static const Json kNone;
  for (const Json& score : attempt["scores"])
    if (score["name"] == name) return score;
  return kNone;
}

class Superhero : public testing::Test {
 protected:
  void SetUp() override {
    const std::string data = DataFolder();
    if (!std::filesystem::exists(data + "/superhero/verdicts.jsonl"))
      GTEST_SKIP() << "there is no " << data << "/superhero; set HARNESS_DATA";
    program_.SetEnvironment("HARNESS_DATA", std::filesystem::canonical(data).string());
    official_ = OfficialVerdicts(data + "/superhero/verdicts.jsonl");
    const std::string suite = std::string(HARNESS_SOURCE_DIR) + "/fixtures/suites/superhero.yaml";
    const ProgramResult result = program_.Run({"run", suite, "--store", "s.db", "--jsonl", "out.jsonl"});
    ASSERT_EQ(result.code, 0) << result.out << result.err;
    out_ = result.out;
    attempts_ = program_.ReadJsonLines("out.jsonl");
    ASSERT_EQ(attempts_.size(), 676u);
  }

  void AgreesWithTheOfficialEvaluators() const;
  void DiffersFromTheOfficialRuleOnlyAsTheDocumentSays() const;
  void ShowsSystemsCategoriesAndTheRule() const;
  void KeepsBothTablesAsEvidence() const;

  const Json& Official(const Json& attempt) const {
    return official_.at({attempt["target"].get<std::string>(), attempt["case"].get<std::string>()});
  }

  Program program_;
  std::map<std::pair<std::string, std::string>, Json> official_;
  std::vector<Json> attempts_;
  std::string out_;
};

void Superhero::AgreesWithTheOfficialEvaluators() const {
  for (const Json& attempt : attempts_) {
    const Json& official = Official(attempt);
    const bool ran = official["error"].is_null();
    const auto right = [&](const char* rule) { return ran && official[rule].get<bool>() ? "pass" : "fail"; };
    const std::string which = attempt["target"].get<std::string>() + " " + attempt["case"].get<std::string>();
    EXPECT_EQ(ScoreOf(attempt, "bird-ex")["verdict"], right("bird_ex")) << which;
    EXPECT_EQ(ScoreOf(attempt, "test-suite")["verdict"], right("test_suite")) << which;
    EXPECT_NEAR(ScoreOf(attempt, "soft-f1")["value"].get<double>(), ran ? official["soft_f1"].get<double>() : 0, 1e-6)
        << which;
  }
}

void Superhero::DiffersFromTheOfficialRuleOnlyAsTheDocumentSays() const {
  int fenced_or_escaped = 0, distinct = 0;
  for (const Json& attempt : attempts_) {
    const Json& official = Official(attempt);
    const bool ran = official["error"].is_null();
    const bool right = ran && official["bird_ex"].get<bool>();
    const Json& ladder = ScoreOf(attempt, "ladder");
    if ((ladder["verdict"] == "pass") == right) continue;
    const bool set_only = ladder["reason"].get<std::string>().starts_with("set_only");
    ++(ran ? distinct : fenced_or_escaped);
    EXPECT_TRUE(ran ? right && set_only : ladder["verdict"] == "pass") << attempt["target"] << attempt["case"];
  }
  EXPECT_EQ(fenced_or_escaped, 30);
  EXPECT_EQ(distinct, 6);
}

void Superhero::ShowsSystemsCategoriesAndTheRule() const {
  EXPECT_NE(out_.find("gpt-4-o_cot                         52        52      47       5       0      90.4%"),
            std::string::npos)
      << out_;
  EXPECT_NE(out_.find("failed by"), std::string::npos);
  EXPECT_NE(out_.find("rule bird-ex"), std::string::npos);
}

void Superhero::KeepsBothTablesAsEvidence() const {
  for (const Json& attempt : attempts_) {
    const Json& evidence = ScoreOf(attempt, "ladder")["evidence"];
    ASSERT_TRUE(evidence.contains("sql") && evidence.contains("gold_sql")) << attempt["case"];
    ASSERT_TRUE(evidence["gold"]["rows"].is_array() && evidence["gold"]["time_ms"].is_number()) << attempt["case"];
    EXPECT_LE(evidence["gold"]["rows"].size(), 20u);
  }
}

// One run for all that is to be seen in it.
TEST_F(Superhero, IsJudgedAsTheOfficialEvaluatorsDo) {
  AgreesWithTheOfficialEvaluators();
  DiffersFromTheOfficialRuleOnlyAsTheDocumentSays();
  ShowsSystemsCategoriesAndTheRule();
  KeepsBothTablesAsEvidence();
}

}  // namespace
}  // namespace harness
