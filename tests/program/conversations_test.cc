// Conversations as users have them: scripted turns and played users, with programs and models.
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/fakes/model_server_process.h"
#include "tests/program/program.h"

namespace harness {
namespace {

// Remembers each session in its memory, and says how often it was asked there.
constexpr const char* kBot = R"(#!/usr/bin/env python3
import json, sys
seen = {}
for line in sys.stdin:
    case = json.loads(line)
    session = case["session"]
    seen[session] = seen.get(session, 0) + 1
    said = [m["content"] for m in case["history"] if m["role"] == "user"]
    print(json.dumps({"id": case["id"], "output": f"{case['turn']}/{seen[session]}: {case['input']} after {said}"}), flush=True)
)";

constexpr const char* kScripted = R"(suite: talks
cases:
  - inline:
      - id: vpn
        turns:
          - { user: "VPN drops", score: [ { contains: "1/1: VPN drops after []" } ] }
          - { user: "Since Monday", score: [ { contains: "2/2: Since Monday after ['VPN drops']" }, { latency: 60s } ] }
      - id: mail
        turns: [ "No mail", "Thanks" ]
        score: [ { contains: "2/2: Thanks" } ]
targets: [ { command: [./bot.py], lines: true, workers: 3 } ]
)";

class Conversations : public testing::Test {
 protected:
  void PutBot() {
    const std::string path = program_.folder().Put("bot.py", kBot);
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  }
  void StartServer(const std::string& script) {
    program_.folder().Put("script.json", script);
    server_ = std::make_unique<ModelServerProcess>(*processes_, HARNESS_BINARY_DIR "/bin/harness-model-server",
                                                   program_.folder() / "script.json");
    ASSERT_NE(server_->url(), "");
    program_.SetEnvironment("MODEL_URL", server_->url());
  }

  Program program_;
  const std::unique_ptr<Processes> processes_ = MakeProcesses(DefaultSupervisorPath());
  std::unique_ptr<ModelServerProcess> server_;
};

TEST_F(Conversations, AreOneAttemptEachWithScoresByTurn) {
  PutBot();
  program_.folder().Put("suite.yaml", kScripted);
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  const std::vector<Json> attempts = program_.ReadJsonLines("out.jsonl");
  ASSERT_EQ(attempts.size(), 2u);
  EXPECT_EQ(attempts[0]["scores"][0]["name"], "contains[1]");
  EXPECT_EQ(attempts[0]["scores"][1]["name"], "contains[2]");
  EXPECT_EQ(attempts[0]["scores"][2]["name"], "latency[2]");
  EXPECT_EQ(attempts[0]["output"]["text"], "2/2: Since Monday after ['VPN drops']");
  ASSERT_EQ(attempts[0]["output"]["turns"].size(), 2u);
  EXPECT_EQ(attempts[0]["output"]["turns"][0]["text"], "1/1: VPN drops after []");
  EXPECT_EQ(attempts[0]["output"]["turns"][1]["user"], "Since Monday");
}

TEST_F(Conversations, AreScoredAgainAndReplayedWithAllTheirTurns) {
  PutBot();
  program_.folder().Put("suite.yaml", kScripted);
  ASSERT_EQ(program_.Run({"run", "suite.yaml", "--store", "s.db", "--jsonl", "out.jsonl"}).code, 0);
  std::string other = kScripted;
  other.replace(other.find("1/1: VPN"), 8, "9/9: VPN");
  program_.folder().Put("other.yaml", other);
  const ProgramResult again =
      program_.Run({"score", "last", "other.yaml", "--store", "s.db", "--jsonl", "again.jsonl"});
  EXPECT_EQ(again.code, 1) << again.out << again.err;
  const std::vector<Json> attempts = program_.ReadJsonLines("again.jsonl");
  ASSERT_EQ(attempts.size(), 2u);
  EXPECT_EQ(attempts[0]["scores"][0]["verdict"], "fail");
  EXPECT_EQ(attempts[0]["scores"][1]["verdict"], "pass");
  std::string replay = kScripted;
  replay.replace(replay.find("command: [./bot.py], lines: true, workers: 3"), 44, "replay: out.jsonl");
  program_.folder().Put("replay.yaml", replay);
  const ProgramResult replayed = program_.Run({"run", "replay.yaml"});
  EXPECT_EQ(replayed.code, 0) << replayed.out << replayed.err;
}

TEST_F(Conversations, OfAModelThatPlaysTheUserAndOneThatAnswers) {
  // Which of the two is asked is told by its path.
  StartServer(R"({"rules": [
    {"path": "/v1/messages", "match": "The conversation begins", "reply": "I forgot my password"},
    {"path": "/v1/messages", "match": "Which account", "reply": "The mail account. [END]"},
    {"path": "/chat/completions", "match": "forgot", "reply": "Which account?"},
    {"path": "/chat/completions", "match": "mail", "reply": "It is reset."}]})");
  program_.folder().Put("suite.yaml", R"(suite: played
models:
  helper: { provider: openai, base_url: "${MODEL_URL}/v1", model: a }
  user: { provider: anthropic, base_url: "${MODEL_URL}", model: b }
cases: [ { file: cases.jsonl } ]
targets: [ { chat: { model: helper, system: "You help." } } ]
score: [ { equals: "It is reset." } ]
)");
  program_.folder().Put("cases.jsonl",
                        R"({"id": "reset", "simulate": {"goal": "a new password", "persona": "in a hurry"}})"
                        "\n");
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl", "--store", "s.db"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  const std::vector<Json> attempts = program_.ReadJsonLines("out.jsonl");
  ASSERT_EQ(attempts.size(), 1u);
  EXPECT_EQ(attempts[0]["input"]["goal"], "a new password");
  ASSERT_EQ(attempts[0]["output"]["turns"].size(), 2u);
  EXPECT_EQ(attempts[0]["output"]["turns"][1]["user"], "The mail account.");
}

TEST_F(Conversations, ThatNobodyCanPlayAreAMistake) {
  program_.folder().Put("suite.yaml", R"(suite: played
cases: [ { inline: [ { id: a, simulate: { goal: a new password } } ] } ]
targets: [ { command: [cat] } ]
)");
  const ProgramResult result = program_.Run({"run", "suite.yaml"});
  EXPECT_EQ(result.code, 2);
  EXPECT_NE(result.err.find("suite.yaml:2: no model plays the user: the suite has no 'models'"), std::string::npos)
      << result.err;
}

TEST_F(Conversations, ShowTheirTurnsWhenTried) {
  PutBot();
  program_.folder().Put("suite.yaml", kScripted);
  const ProgramResult result = program_.Run({"try", "suite.yaml", "vpn"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_NE(result.out.find("turn 1    VPN drops\n"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("          1/1: VPN drops after []\n"), std::string::npos) << result.out;
}

}  // namespace
}  // namespace harness
