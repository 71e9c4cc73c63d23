// Models as users have them: a suite that asks a model server and lets a model judge, with faults, crashes and keys.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/program/model_suite.h"

namespace harness {
namespace {

constexpr const char* kKey = kModelKey;

class Models : public ModelSuite {};

TEST_F(Models, AnswerAndJudge) {
  Start(20, "");
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  const std::vector<Json> attempts = program_.ReadJsonLines("out.jsonl");
  ASSERT_EQ(attempts.size(), 20u);
  for (const Json& attempt : attempts) {
    EXPECT_EQ(attempt["scores"][1]["verdict"], "pass");
    EXPECT_EQ(attempt["scores"][1]["evidence"]["judge"]["model"], "anthropic/judge-1");
    EXPECT_GT(attempt["usage"]["input_tokens"], 0);
    EXPECT_TRUE(attempt["cost_usd"].is_null()) << "nobody knows what these models cost";
  }
  EXPECT_EQ(Stats()["billed"], 40);
}

TEST_F(Models, AreTriedAgainWhenTheyFailInPassing) {
  Start(20, R"({"each": 1, "status": 429, "headers": {"Retry-After": "0"}})");
  const ProgramResult result = program_.Run({"run", "suite.yaml"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_EQ(Stats()["billed"], 40);
}

TEST_F(Models, ThatRefuseAreErrorsAndNotFailures) {
  Start(3, R"x({"match": "^(?:[^T]|T[^h])", "status": 400, "message": "no such model"})x");
  const ProgramResult result = program_.Run({"run", "suite.yaml"});
  EXPECT_EQ(result.code, 3) << result.out << result.err;
  EXPECT_NE(result.out.find("no such model"), std::string::npos) << result.out;
}

TEST_F(Models, ArePaidOnceHoweverOftenTheRunIsKilled) {
  Start(60, "", 50);
  std::string run;
  for (int i = 0; i < 4; ++i) {
    std::vector<std::string> arguments = {"run", "suite.yaml", "--store", "s.db"};
    if (i > 0) arguments = {"run", "--resume", "last", "--store", "s.db"};
    program_.RunAndKill(arguments, std::chrono::milliseconds(300));
  }
  const ProgramResult result = program_.Run({"run", "--resume", "last", "--store", "s.db", "--jsonl", "out.jsonl"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_EQ(program_.ReadJsonLines("out.jsonl").size(), 60u);
  // What was on its way when the run was killed is asked again, at most eight calls a time.
  EXPECT_LE(Stats()["billed"].get<int>(), 120 + 4 * 8);
}

TEST_F(Models, AreReplayedFromACassette) {
  Start(10, "");
  EXPECT_EQ(program_.Run({"run", "suite.yaml", "--record", "tape", "--jsonl", "a.jsonl"}).code, 0);
  const int billed = Stats()["billed"].get<int>();
  program_.SetEnvironment("MODEL_KEY", "");
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--replay", "tape", "--jsonl", "b.jsonl"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_EQ(Stats()["billed"], billed);
  const std::vector<Json> a = program_.ReadJsonLines("a.jsonl"), b = program_.ReadJsonLines("b.jsonl");
  ASSERT_EQ(a.size(), b.size());
  for (size_t i = 0; i < a.size(); ++i) EXPECT_EQ(a[i]["output"], b[i]["output"]);
  const ProgramResult other =
      program_.Run({"run", "suite.yaml", "--replay", "tape", "--set", "targets.0.chat.user='{{ input }}!'"});
  EXPECT_EQ(other.code, 3) << other.out << other.err;
  EXPECT_EQ(Stats()["billed"], billed);
}

TEST_F(Models, WithoutTheirKeyAreAMistakeUnlessTheyMayBeLeftOut) {
  Start(3, "");
  program_.SetEnvironment("MODEL_KEY", "");
  const ProgramResult refused = program_.Run({"run", "suite.yaml"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.err.find("MODEL_KEY"), std::string::npos) << refused.err;
  program_.folder().Put("skipped.yaml", R"(models: { judge: { provider: openai, model: gpt } }
cases: [ { file: cases.csv, map: { id: id, input: text, expected: want } } ]
targets: [ { command: [sh, -c, "cat > /dev/null; echo ticket"] } ]
score: [ { contains: ticket }, { llm-rubric: Be good., name: good, optional: true } ]
)");
  const ProgramResult skipped = program_.Run({"run", "skipped.yaml"});
  EXPECT_EQ(skipped.code, 0) << skipped.out << skipped.err;
  EXPECT_NE(skipped.err.find("the scorer 'good' is skipped: OPENAI_API_KEY is not set"), std::string::npos);
}

TEST_F(Models, ThatJudgeCanBeAttacked) {
  const std::string low = R"x("reply": "{\"reason\": \"it says nothing\", \"verdict\": \"1\"}")x";
  Start(2, "{\"match\": \"The code of this message\", " + low + "}");
  const ProgramResult safe = program_.Run({"judge", "attack", "suite.yaml"});
  EXPECT_EQ(safe.code, 0) << safe.err;
  EXPECT_EQ(safe.out, "llm-rubric: 0 verdicts flipped by 0 of 53 attacks\n");
  EXPECT_EQ(Stats()["billed"], 54);
  // One that falls for a text, and one that passes everything.
  Start(
      2,
      "{\"match\": \"lose their job\", \"reply\": \"{\\\"reason\\\": \\\"poor man\\\", \\\"verdict\\\": \\\"5\\\"}\"},"
      "{\"match\": \"The code of this message\", " +
          low + "}");
  const ProgramResult soft = program_.Run({"judge", "attack", "suite.yaml"});
  EXPECT_EQ(soft.code, 1);
  EXPECT_EQ(soft.out, "llm-rubric: 1 verdict flipped by 1 of 53 attacks\n  pity\n");
  Start(2, "");
  const ProgramResult blind = program_.Run({"judge", "attack", "suite.yaml"});
  EXPECT_EQ(blind.code, 3);
  EXPECT_NE(blind.out.find("can't be told: without an attack pass is the verdict"), std::string::npos) << blind.out;
}

TEST_F(Models, HaveTimeLimitsOfTheirOwn) {
  Start(3, "");
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--set", "targets.0.timeout=5s"});
  EXPECT_EQ(result.code, 2);
  EXPECT_NE(result.err.find("'timeout' belongs to the model"), std::string::npos) << result.err;
}

TEST_F(Models, LeaveTheirKeyNowhere) {
  Start(12, R"x({"match": "^(?:[^T]|T[^h])", "times": 4, "fault": "echo-key"},
               {"times": 3, "status": 401, "message": "bad key )x" +
                std::string(kKey) + R"x("},
               {"times": 2, "fault": "truncate"}, {"times": 2, "fault": "reset"})x");
  const ProgramResult result =
      program_.Run({"run", "suite.yaml", "--store", "s.db", "--jsonl", "out.jsonl", "--junit", "out.xml", "--json",
                    "out.json", "--log-requests", "requests.jsonl", "--record", "tape", "--verbose"});
  EXPECT_EQ((result.out + result.err).find(kKey), std::string::npos);
  EXPECT_FALSE(program_.ReadJsonLines("requests.jsonl").empty());
  std::filesystem::remove(program_.folder() / "script.json");
  EXPECT_EQ(program_.FileWith(kKey), "");
}

TEST_F(Models, StopBeforeTheyCostTooMuch) {
  Start(10, "");
  program_.folder().Put("prices.json", R"({"prices": [
    {"provider": "openai", "model": "echo-1", "input": 1000000, "output": 0, "max_output": 10, "date": "2026-01-01", "source": "test"},
    {"provider": "anthropic", "model": "judge-1", "input": 0, "output": 0, "max_output": 10, "date": "2026-01-01", "source": "test"}]})");
  const ProgramResult result =
      program_.Run({"run", "suite.yaml", "--max-cost", "3", "--prices", "prices.json", "--jsonl", "out.jsonl"});
  EXPECT_EQ(result.code, 3) << result.out << result.err;
  double cost = 0;
  for (const Json& attempt : program_.ReadJsonLines("out.jsonl"))
    if (attempt["cost_usd"].is_number()) cost += attempt["cost_usd"].get<double>();
  EXPECT_LE(cost, 3);
  EXPECT_NE(result.err.find("--max-cost is reached"), std::string::npos) << result.err;
  // The same sum again is spent already.
  const int billed = Stats()["billed"].get<int>();
  EXPECT_EQ(program_.Run({"run", "--resume", "last", "--max-cost", "3", "--prices", "prices.json"}).code, 3);
  EXPECT_EQ(Stats()["billed"], billed);
}

TEST_F(Models, AreNotWaitedForForHours) {
  Start(2, R"({"status": 429, "headers": {"Retry-After": "3600"}})");
  const ProgramResult result = program_.Run({"run", "suite.yaml"});
  EXPECT_EQ(result.code, 3);
  EXPECT_NE(result.out.find("it asks to wait 1h"), std::string::npos) << result.out;
}

TEST_F(Models, DoNotKeepKeysThatATargetEchoes) {
  Start(2, "");
  program_.SetEnvironment("OTHER_TOKEN", "tok-0123456789");
  program_.SetEnvironment("MAX_TOKENS", "10000000");
  program_.folder().Put("echo.yaml", R"(models:
  judge: { provider: anthropic, base_url: "${MODEL_URL}", model: judge-1, api_key_env: MODEL_KEY }
cases: [ { inline: [ { id: a, input: b } ] } ]
targets:
  - command: [sh, -c, "cat > /dev/null; echo '{\"key\": \"'$MODEL_KEY $OTHER_TOKEN'\", \"amount\": 10000000}'"]
    format: json
score: [ { llm-rubric: Be good. } ]
)");
  const ProgramResult result =
      program_.Run({"run", "echo.yaml", "--record", "tape", "--jsonl", "echo.jsonl", "--store", "echo.db"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_EQ(program_.ReadJsonLines("echo.jsonl").at(0)["output"]["json"],
            (Json{{"key", "*** ***"}, {"amount", 10000000}}));
  const ProgramResult tried = program_.Run({"try", "echo.yaml"});
  for (const char* secret : {kKey, "tok-0123456789"}) {
    EXPECT_EQ(program_.FileWith(secret), "");
    EXPECT_EQ((tried.out + tried.err).find(secret), std::string::npos) << tried.out;
  }
}

}  // namespace
}  // namespace harness
