// Targets compared with one another, by a model that keeps its word in both orders and by one that doesn't.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "harness/base/http.h"
#include "tests/fakes/model_server_process.h"
#include "tests/program/program.h"

namespace harness {
namespace {

using ::testing::HasSubstr;

constexpr const char* kScore = R"(score:
  - pairwise: { criterion: be good, against: old }
    name: better
)";

class Comparing : public testing::Test {
 protected:
  // `rules` of the model server stand before those of a judge that prefers the answer which begins with "good", or
  // always A if none does.
  void Start(int cases, const std::string& rules = "", int latency_ms = 0) {
    const auto verdict = [](const std::string& match, const std::string& word) {
      return Json{{"match", match}, {"reply", Json({{"reason", "so it is"}, {"verdict", word}}).dump()}};
    };
    Json script = {{"latency_ms", latency_ms}, {"rules", rules.empty() ? Json::array() : *ParseJson(rules)}};
    script["rules"].push_back(verdict("ANSWER A [0-9a-f]+>>>\n\"good", "A"));
    script["rules"].push_back(verdict("ANSWER B [0-9a-f]+>>>\n\"good", "B"));
    script["rules"].push_back(verdict("", "A"));
    program_.folder().Put("script.json", script.dump());
    server_ = std::make_unique<ModelServerProcess>(*processes_, HARNESS_BINARY_DIR "/bin/harness-model-server",
                                                   program_.folder() / "script.json");
    ASSERT_NE(server_->url(), "");
    program_.SetEnvironment("MODEL_KEY", "sk-sentinel-0123456789abcdef");
    program_.SetEnvironment("MODEL_URL", server_->url());
    std::string csv = "id,text\n";
    for (int i = 0; i < cases; ++i) csv += fmt::format("c{0},ticket {0}\n", i);
    program_.folder().Put("cases.csv", csv);
  }

  // Targets say the words, in the order old, new, third.
  void PutSuite(const std::string& score, const std::vector<std::string>& words,
                const std::string& name = "suite.yaml") {
    std::string text = R"(suite: comparing
models:
  judge: { provider: openai, base_url: "${MODEL_URL}/v1", model: judge-1, api_key_env: MODEL_KEY }
cases: [ { file: cases.csv, map: { id: id, input: text } } ]
targets:
)";
    const std::vector<std::string> names = {"old", "new", "third"};
    for (size_t i = 0; i < words.size(); ++i)
      text += fmt::format("  - {{ name: {}, command: [sh, -c, 'cat > /dev/null; echo {}'] }}\n", names[i], words[i]);
    program_.folder().Put(name, text + score);
  }

  int Billed() {
    const auto answer =
        http_->Send({.url = server_->url() + "/stats"}, {std::chrono::steady_clock::now() + std::chrono::seconds(30)});
    return answer ? (*ParseJson(answer->body))["billed"].get<int>() : -1;
  }
  // Attempts by case and target; each there once.
  std::map<std::string, Json> Attempts(const std::string& file) {
    std::map<std::string, Json> attempts;
    for (const Json& one : program_.ReadJsonLines(file)) {
      const std::string key = one["case"].get<std::string>() + " " + one["target"].get<std::string>();
      EXPECT_TRUE(attempts.emplace(key, one).second) << key << " is there twice";
    }
    return attempts;
  }

  Program program_;
  const std::unique_ptr<Processes> processes_ = MakeProcesses(DefaultSupervisorPath());
  const std::unique_ptr<Http> http_ = MakeHttp();
  std::unique_ptr<ModelServerProcess> server_;
};

TEST_F(Comparing, PassesWhoIsBetterInBothOrders) {
  Start(10);
  PutSuite(kScore, {"bad", "good"});
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--json", "a.json", "--jsonl", "a.jsonl"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("better: both orders agree on 100.0% of 10 pairs\n"));
  EXPECT_EQ(Billed(), 20);
  const auto attempts = Attempts("a.jsonl");
  EXPECT_EQ(attempts.at("c0 new")["scores"][0]["reason"], "better than 'old': so it is");
  EXPECT_EQ(attempts.at("c0 new")["scores"][0]["value"], 1);
  EXPECT_EQ(attempts.at("c0 old")["scores"][0]["verdict"], "skipped");
  const Json scorer = program_.ReadJson("a.json")["scorers"][0];
  EXPECT_EQ(scorer["consistency"], 1);
  EXPECT_EQ(scorer["pairs"], 10);
  EXPECT_EQ(program_.Run({"report", "last", "--json", "b.json"}).code, 0);
  EXPECT_EQ(program_.ReadJson("b.json")["scorers"], program_.ReadJson("a.json")["scorers"]);
}

TEST_F(Comparing, FailsWhoIsWorse) {
  Start(3);
  PutSuite(kScore, {"good", "bad"});
  const ProgramResult result = program_.Run({"run", "suite.yaml"});
  EXPECT_EQ(result.code, 1) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("better: worse than 'old': so it is"));
}

TEST_F(Comparing, IsUndecidedWhereTheOrderDecides) {
  Start(4);
  PutSuite(std::string(kScore) + "  - select-best: be good\n    name: best\n    weight: 0\n",
           {"this", "that", "other"});
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--json", "a.json", "--jsonl", "a.jsonl"});
  EXPECT_EQ(result.code, 3) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("the orders disagree: win when shown first, loss when shown second"));
  EXPECT_THAT(result.out, HasSubstr("better: both orders agree on 0.0% of 8 pairs\n"));
  EXPECT_THAT(result.out, HasSubstr("best: both orders agree on 0.0% of 12 pairs\n"));
  for (const auto& [key, attempt] : Attempts("a.jsonl")) {
    EXPECT_EQ(attempt["scores"][1]["value"], 0.5) << key;
    EXPECT_EQ(attempt["scores"][1]["verdict"], "unknown") << key;
  }
  EXPECT_EQ(Billed(), 4 * (2 * 2 + 3 * 2));
  // Who is content with a tie says so.
  PutSuite(std::string(kScore) + "    threshold: 0.5\n", {"this", "that"});
  EXPECT_EQ(program_.Run({"run", "suite.yaml"}).code, 0);
}

TEST_F(Comparing, BooksEveryCallOnce) {
  Start(2);
  PutSuite(std::string(kScore) + "  - select-best: be good\n    name: best\n    weight: 0\n", {"bad", "good", "this"});
  program_.folder().Put("prices.json", R"({"prices": [
    {"provider": "openai", "model": "judge-1", "input": 1000, "output": 0, "max_output": 10, "date": "2026-01-01", "source": "test"}]})");
  program_.Run({"run", "suite.yaml", "--prices", "prices.json", "--json", "a.json", "--jsonl", "a.jsonl",
                "--log-requests", "requests.jsonl"});
  double paid = 0, cost = 0;
  std::map<std::string, int> asked;  // on whose behalf
  for (const Json& request : program_.ReadJsonLines("requests.jsonl")) {
    paid += request["reply"]["usage"]["input_tokens"].get<double>() * 1000 / 1e6;
    ++asked[request["attempt"]["target"].dump()];
  }
  for (const auto& [key, attempt] : Attempts("a.jsonl"))
    if (attempt["cost_usd"].is_number()) cost += attempt["cost_usd"].get<double>();
  EXPECT_EQ(Billed(), 2 * (2 * 2 + 3 * 2));
  EXPECT_GT(paid, 0);
  EXPECT_NEAR(cost, paid, 1e-9);
  EXPECT_NEAR(program_.ReadJson("a.json")["summary"]["cost_usd"].get<double>(), paid, 1e-9);
  // Two calls each for the best, and two for those who are compared with the old one.
  EXPECT_EQ(asked, (std::map<std::string, int>{{"0", 4}, {"1", 8}, {"2", 8}}));
}

TEST_F(Comparing, PaysOnceHoweverOftenTheRunIsKilled) {
  Start(40, "", 40);
  PutSuite(std::string(kScore) + "  - select-best: be good\n    name: best\n    weight: 0\nrun: { concurrency: 4 }\n",
           {"bad", "good", "this"});
  for (int i = 0; i < 4; ++i) {
    std::vector<std::string> arguments = {"run", "suite.yaml", "--store", "s.db"};
    if (i > 0) arguments = {"run", "--resume", "last", "--store", "s.db"};
    program_.RunAndKill(arguments, std::chrono::milliseconds(500));
  }
  const ProgramResult result = program_.Run({"run", "--resume", "last", "--store", "s.db", "--jsonl", "a.jsonl"});
  EXPECT_NE(result.code, 2) << result.out << result.err;
  const auto attempts = Attempts("a.jsonl");
  EXPECT_EQ(attempts.size(), 120u);
  for (const auto& [key, attempt] : attempts)
    EXPECT_EQ(attempt["scores"][1]["verdict"], key.ends_with("new") ? "pass" : "fail") << key << attempt["scores"][1];
  // What was on its way when the run was killed is asked again, at most four calls a time.
  EXPECT_LE(Billed(), 40 * (2 * 2 + 3 * 2) + 4 * 4);
}

TEST_F(Comparing, MakesACaseWholeAgainAfterAnError) {
  Start(6, R"([{"match": "ticket 3", "times": 1, "status": 400, "message": "no such model"}])");
  PutSuite(std::string(kScore) + "run: { concurrency: 1 }\n", {"bad", "good", "good!"});
  const ProgramResult first = program_.Run({"run", "suite.yaml", "--jsonl", "a.jsonl"});
  EXPECT_EQ(first.code, 3) << first.out << first.err;
  EXPECT_EQ(Attempts("a.jsonl").at("c3 new")["verdict"], "error");
  EXPECT_EQ(Attempts("a.jsonl").at("c3 third")["verdict"], "pass");
  const int billed = Billed();
  const ProgramResult second = program_.Run({"run", "--resume", "last", "--jsonl", "b.jsonl"});
  EXPECT_EQ(second.code, 0) << second.out << second.err;
  const auto attempts = Attempts("b.jsonl");
  EXPECT_EQ(attempts.size(), 18u);
  for (const auto& [key, attempt] : attempts) EXPECT_EQ(attempt["verdict"], "pass") << key;
  EXPECT_EQ(Billed(), billed + 1) << "only what was refused is asked again";
  EXPECT_THAT(second.err, HasSubstr("18/18")) << "nothing is counted twice";
}

TEST_F(Comparing, RunsTheWholeCaseAgainWhereATargetDidNotPass) {
  Start(5);
  program_.folder().Put("cases.csv", "id,text\nc0,good\nc1,bad\nc2,good\n");
  PutSuite(kScore, {"bad", "bad"});
  std::string text = TemporaryFolder::Contents(program_.folder() / "suite.yaml");
  text.replace(text.rfind("cat > /dev/null; echo bad"), 25, "grep -o good || echo bad");
  program_.folder().Put("suite.yaml", text);
  const ProgramResult first = program_.Run({"run", "suite.yaml", "--jsonl", "a.jsonl"});
  EXPECT_EQ(first.code, 3) << first.out << first.err;
  EXPECT_EQ(Attempts("a.jsonl").at("c1 new")["scores"][0]["reason"], "a tie with 'old': the answers are the same");
  program_.Run({"run", "--rerun-failed", "last", "--jsonl", "b.jsonl"});
  const auto attempts = Attempts("b.jsonl");
  EXPECT_EQ(attempts.size(), 2u);
  EXPECT_TRUE(attempts.contains("c1 old") && attempts.contains("c1 new"));
}

TEST_F(Comparing, IsScoredAnewFromWhatIsStored) {
  Start(5);
  const std::string best = "score: [ { select-best: be good, name: best, weight: 0 } ]\n";
  PutSuite(best, {"bad", "good", "this"});
  ASSERT_EQ(program_.Run({"run", "suite.yaml", "--store", "s.db", "--name", "first"}).code, 0);
  int billed = Billed();
  const ProgramResult same = program_.Run({"score", "last", "suite.yaml", "--store", "s.db", "--json", "a.json"});
  EXPECT_EQ(same.code, 0) << same.out << same.err;
  EXPECT_THAT(same.err, HasSubstr("15 scores kept, 0 judged"));
  EXPECT_EQ(Billed(), billed);
  EXPECT_EQ(program_.ReadJson("a.json")["scorers"][0]["pairs"], 15);
  // Another criterion, and another set of targets.
  PutSuite("score: [ { select-best: be better, name: best, weight: 0 } ]\n", {"bad", "good", "this"}, "other.yaml");
  EXPECT_THAT(program_.Run({"score", "last", "other.yaml", "--store", "s.db"}).err,
              HasSubstr("0 scores kept, 15 judged"));
  EXPECT_EQ(Billed(), billed += 30);
  PutSuite("score: [ { select-best: be better, name: best, weight: 0 } ]\n", {"bad", "good"}, "two.yaml");
  EXPECT_THAT(program_.Run({"score", "last", "two.yaml", "--store", "s.db"}).err,
              HasSubstr("0 scores kept, 10 judged"));
  EXPECT_EQ(Billed(), billed + 10);
}

TEST_F(Comparing, IsShownByTry) {
  Start(1);
  PutSuite(kScore, {"bad", "good"});
  const ProgramResult result = program_.Run({"try", "suite.yaml"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("\ncompared  new\nscore     pass  better  1  better than 'old': so it is\n"
                                    "verdict   pass\n"));
}

TEST_F(Comparing, CanBeAttacked) {
  Start(1);
  program_.folder().Put("cases.csv", "id,text,want\nc0,ticket,good advice\n");
  PutSuite(std::string(kScore) + "  - select-best: be good\n    weight: 0\n", {"bad", "good"});
  std::string text = TemporaryFolder::Contents(program_.folder() / "suite.yaml");
  text.replace(text.find("input: text"), 11, "input: text, expected: want");
  program_.folder().Put("suite.yaml", text);
  const ProgramResult result = program_.Run({"judge", "attack", "suite.yaml"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_EQ(result.out,
            "better: 0 verdicts flipped by 0 of 53 attacks\nselect-best: 0 verdicts flipped by 0 of 53 attacks\n");
}

TEST_F(Comparing, RefusesASuiteOfOneTarget) {
  Start(1);
  PutSuite("score: [ select-best: be good ]\n", {"bad"});
  const ProgramResult result = program_.Run({"run", "suite.yaml"});
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("'select-best' compares targets, and the suite has only one"));
}

}  // namespace
}  // namespace harness
