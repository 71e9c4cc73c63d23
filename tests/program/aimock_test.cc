// The same suite against a mock server that nobody here wrote, in the form of OpenAI and in that of Anthropic.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/fakes/server_process.h"
#include "tests/program/model_suite.h"

namespace harness {
namespace {

// Where ci/test.sh puts it.
constexpr const char* kPackage = HARNESS_SOURCE_DIR "/build/aimock/node_modules/@copilotkit/aimock";
constexpr const char* kSuite = R"(suite: routing
models:
  writer: { provider: "${PROVIDER}", base_url: "${MODEL_URL}/v1", model: gpt-4o, max_tokens: 100 }
cases:
  - inline:
      - { id: vpn, input: The VPN drops every hour., expected: Network }
      - { id: password, input: I forgot my password., expected: Access }
      - { id: printer, input: The printer is on fire., expected: Hardware }
targets:
  - name: model
    chat: { model: writer, system: Name the team., user: "{{ input }}" }
score:
  - equals
  - llm-rubric: { rubric: It names a team., model: writer }
)";

class Aimock : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(kPackage))
      GTEST_SKIP() << "aimock is not installed: it takes Node 20.15 or newer, and npm (see ci/test.sh)";
    server_ = std::make_unique<ServerProcess>(
        *processes_, std::vector<std::string>{"node", HARNESS_SOURCE_DIR "/tests/aimock/serve.mjs", kPackage,
                                              HARNESS_SOURCE_DIR "/tests/aimock/fixtures.json"});
    ASSERT_NE(server_->url(), "");
    program_.SetEnvironment("PROVIDER", GetParam());
    program_.SetEnvironment("MODEL_URL", server_->url());
    program_.folder().Put("suite.yaml", kSuite);
  }

  // The statuses of all answers, by path.
  std::map<std::string, std::vector<int>> Journal() {
    const auto answer = http_->Send({.url = server_->url() + "/__aimock/journal"},
                                    {std::chrono::steady_clock::now() + std::chrono::seconds(30)});
    std::map<std::string, std::vector<int>> statuses;
    const Result<Json> journal = answer ? ParseJson(answer->body) : Json::array();
    if (journal)
      for (const Json& entry : *journal) statuses[entry["path"]].push_back(entry["response"]["status"]);
    return statuses;
  }

  Program program_;
  const std::unique_ptr<Processes> processes_ = MakeProcesses(DefaultSupervisorPath());
  const std::unique_ptr<Http> http_ = MakeHttp();
  std::unique_ptr<ServerProcess> server_;
};

TEST_P(Aimock, GivesTheSameVerdictsInEitherForm) {
  const ProgramResult result = program_.Run({"run", "suite.yaml", "--jsonl", "out.jsonl", "--concurrency", "1"});
  EXPECT_EQ(result.code, 1) << result.out << result.err;
  const std::vector<Json> attempts = program_.ReadJsonLines("out.jsonl");
  ASSERT_EQ(attempts.size(), 3u);
  const char* verdicts[] = {"pass", "pass", "fail"};
  const char* answers[] = {"Network", "Access", "Access"};
  for (size_t i = 0; i < attempts.size(); ++i) {
    EXPECT_EQ(attempts[i]["verdict"], verdicts[i]);
    EXPECT_EQ(attempts[i]["output"]["text"], answers[i]);
    EXPECT_EQ(attempts[i]["usage"]["input_tokens"], 11 + i);
    EXPECT_EQ(attempts[i]["usage"]["output_tokens"], 5 + i);
    EXPECT_EQ(attempts[i]["scores"][1]["verdict"], "pass");
    EXPECT_EQ(attempts[i]["scores"][1]["reason"], "5: it names the team");
  }
  const bool anthropic = std::string_view(GetParam()) == "anthropic";
  const std::vector<int> answered = {429, 200, 200, 200, 200, 200, 200};  // the first ticket is turned away once
  EXPECT_THAT(Journal(),
              testing::ElementsAre(testing::Pair(anthropic ? "/v1/messages" : "/v1/chat/completions", answered)));
}

TEST_P(Aimock, ListsItsModelsToTheDoctor) {
  const ProgramResult result = program_.Run({"doctor", "suite.yaml"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, testing::HasSubstr(server_->url() + " answers, and has gpt-4o\n"));
}

INSTANTIATE_TEST_SUITE_P(Forms, Aimock, testing::Values("openai", "anthropic"));

}  // namespace
}  // namespace harness
