// A suite with models for tests of the program: one model repeats what it is told, another judges it, and a server in a
// process of its own plays both.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "harness/base/http.h"
#include "tests/fakes/model_server_process.h"
#include "tests/program/program.h"

namespace harness {

// What MODEL_KEY holds: to be found nowhere afterwards.
inline constexpr const char* kModelKey = "sk-sentinel-0123456789abcdef";

class ModelSuite : public testing::Test {
 protected:
  // cases.csv and suite.yaml, in which MODEL_URL and MODEL_KEY say whom to ask.
  void PutSuite(int cases) {
    program_.SetEnvironment("MODEL_KEY", kModelKey);
    std::string csv = "id,text,want\n";
    for (int i = 0; i < cases; ++i) csv += fmt::format("c{0},ticket {0},ticket {0}\n", i);
    program_.folder().Put("cases.csv", csv);
    program_.folder().Put("suite.yaml", R"(suite: models
models:
  writer: { provider: openai, base_url: "${MODEL_URL}/v1", model: echo-1, api_key_env: MODEL_KEY }
  judge: { provider: anthropic, base_url: "${MODEL_URL}", model: judge-1, api_key_env: MODEL_KEY }
cases: [ { file: cases.csv, map: { id: id, input: text, expected: want } } ]
targets:
  - name: model
    chat: { model: writer, user: "{{ input }}" }
score:
  - equals
  - llm-rubric: It repeats what was said.
run: { concurrency: 8 }
)");
  }

  // The same, and a server that answers by `rules`, judges' requests ("The code of this message") apart.
  void Start(int cases, const std::string& rules, int latency_ms = 0) {
    const std::string comma = rules.empty() ? "" : ",";
    program_.folder().Put("script.json",
                          fmt::format(R"({{"latency_ms": {}, "rules": [{}{}{}]}})", latency_ms, rules, comma, kJudge));
    server_ = std::make_unique<ModelServerProcess>(*processes_, HARNESS_BINARY_DIR "/bin/harness-model-server",
                                                   program_.folder() / "script.json");
    ASSERT_NE(server_->url(), "");
    program_.SetEnvironment("MODEL_URL", server_->url());
    PutSuite(cases);
  }

  Json Stats() const {
    const auto answer =
        http_->Send({.url = server_->url() + "/stats"}, {std::chrono::steady_clock::now() + std::chrono::seconds(30)});
    return answer ? *ParseJson(answer->body) : Json();
  }

  // Of all attempts in out.jsonl, in the order of the cases: "pass pass error".
  std::string Verdicts() const {
    std::string verdicts;
    for (const Json& attempt : program_.ReadJsonLines("out.jsonl"))
      verdicts += (verdicts.empty() ? "" : " ") + attempt["verdict"].get<std::string>();
    return verdicts;
  }

  // The rule by which judges are answered.
  static constexpr const char* kJudge =
      R"({"match": "The code of this message", "reply": "{\"reason\": \"it is so\", \"verdict\": \"5\"}"})";
  // A request that is not a judge's: the text of a case.
  static constexpr const char* kNoJudge = "^ticket";

  Program program_;
  const std::unique_ptr<Processes> processes_ = MakeProcesses(DefaultSupervisorPath());
  const std::unique_ptr<Http> http_ = MakeHttp();
  std::unique_ptr<ModelServerProcess> server_;
};

}  // namespace harness
