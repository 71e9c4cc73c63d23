// What is known before a run, and of each attempt after it: harness estimate, show, try; and the first spec.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/program/model_suite.h"

namespace harness {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kSpec = R"(dataset: tickets
count: 4
columns:
  - { name: number, sequence: { prefix: INC, width: 3 } }
  - name: text
    text: { model: writer, prompt: "ticket {{ number }}" }
  - { name: size, expression: "{{ text | length }}" }
validate:
  - contains: { at: /text, value: ticket }
    name: about
models:
  writer: { provider: openai, base_url: "${MODEL_URL:-http://127.0.0.1:9}/v1", model: echo-1, api_key_env: MODEL_KEY, max_tokens: 400 }
output: [ out.csv ]
)";

class EstimatedRun : public ModelSuite {
 protected:
  EstimatedRun() {
    program_.folder().Put("spec.yaml", kSpec);
    program_.folder().Put("prices.json",
                          R"({"prices": [{"provider": "openai", "model": "echo-1", "input": 1, "output": 4}]})");
  }
  void Generate() {
    Start(0, "");
    const ProgramResult result = program_.Run({"generate", "spec.yaml", "--prices", "prices.json"});
    ASSERT_EQ(result.code, 0) << result.out << result.err;
    err_ = result.err;
  }
  Json Estimate(std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"estimate", "spec.yaml", "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const ProgramResult result = program_.Run(arguments);
    EXPECT_EQ(result.code, 0) << result.err;
    const auto json = ParseJson(result.out);
    return json ? *json : Json::object();
  }

  std::string err_;
};

TEST_F(EstimatedRun, NeedsNeitherKeyNorServerAndMakesNoStore) {
  const Json estimate = Estimate({"--prices", "prices.json"});
  EXPECT_EQ(estimate["parts"][0]["kind"], "column");
  EXPECT_EQ(estimate["parts"][0]["name"], "text");
  EXPECT_EQ(estimate["parts"][0]["source"], "rendered prompts and guessed answers");
  EXPECT_EQ(estimate["output_tokens"]["likely"], 4 * 100.0);
  EXPECT_NEAR(estimate["cost_usd"]["likely"], (4 * 4 + 400 * 4) / 1e6, 1e-9) << "13 bytes are 4 tokens";
  EXPECT_FALSE(std::filesystem::exists(program_.folder() / ".harness"));
  EXPECT_EQ(Estimate({"--count", "40"})["output_tokens"]["likely"], 40 * 100.0);
}

TEST_F(EstimatedRun, SaysWhatToDoAboutAnUnknownPrice) {
  EXPECT_TRUE(Estimate()["cost_usd"].is_null());
  const ProgramResult result = program_.Run({"estimate", "spec.yaml"});
  EXPECT_THAT(result.out, HasSubstr("unknown"));
  EXPECT_THAT(result.out, HasSubstr("no price is known of the model 'writer': give one with --prices FILE"));
}

TEST_F(EstimatedRun, IsShownBeforeAGenerationAndBesideWhatItTook) {
  Generate();
  EXPECT_THAT(err_, HasSubstr("column text  writer"));
  EXPECT_THAT(err_, Not(HasSubstr("go on?"))) << "nobody is there to ask";
  EXPECT_THAT(err_, HasSubstr("cost: $0.0"));
  EXPECT_THAT(err_, HasSubstr("; estimated $0.0016 ("));
  const auto run = ParseJson(program_.Run({"runs", "show", "last"}).out);
  ASSERT_TRUE(run);
  EXPECT_EQ((*run)["options"]["estimate"]["attempts"], 4);
  EXPECT_EQ(Estimate()["parts"][0]["source"], "history of 4 attempts");
  EXPECT_EQ(program_.Run({"generate", "spec.yaml", "--quiet"}).err, "");
}

TEST_F(EstimatedRun, EveryAttemptCanBeShownInFull) {
  Generate();
  const ProgramResult shown = program_.Run({"show", "last", "2"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("asked     text: writer (openai echo-1), request "));
  EXPECT_THAT(shown.out, HasSubstr("  user    ticket INC002\n  reply   ticket INC002\n"));
  EXPECT_THAT(shown.out, HasSubstr("score     pass  about (contains)  1\n"));
  const auto json = ParseJson(program_.Run({"show", "last", "2", "--json"}).out);
  ASSERT_TRUE(json);
  const Json& attempt = (*json)["attempts"][0];
  EXPECT_EQ(attempt["output"]["json"]["text"], "ticket INC002");
  EXPECT_EQ(attempt["vars"]["number"], "INC002");
  EXPECT_EQ(attempt["calls"][0]["part"], "text");
  EXPECT_EQ(attempt["calls"][0]["reply"]["text"], "ticket INC002");
  EXPECT_EQ(Stats()["billed"], 4) << "nobody is asked again";
}

TEST_F(EstimatedRun, JudgesAreShownWithWhatTheyWereAsked) {
  Start(2, "");
  program_.Run({"run", "suite.yaml"});
  const std::string shown = program_.Run({"show", "last", "c1"}).out;
  EXPECT_THAT(shown, HasSubstr("  user    ticket 1\n  reply   ticket 1\n"));
  EXPECT_THAT(shown, HasSubstr("asked     llm-rubric: judge (anthropic judge-1)"));
  EXPECT_THAT(shown, HasSubstr("It repeats what was said."));
  EXPECT_THAT(shown, Not(HasSubstr("is not in the store")));
}

TEST_F(EstimatedRun, WhatIsUnknownIsToldWithWhatMayBeMeant) {
  Generate();
  const ProgramResult run = program_.Run({"show", "lst", "2"});
  EXPECT_EQ(run.code, 2);
  EXPECT_EQ(run.err,
            "harness: there is no run 'lst'; did you mean 'last'? 'harness runs list' shows which there are\n");
  const ProgramResult record = program_.Run({"show", "last", "22"});
  EXPECT_EQ(record.code, 2);
  EXPECT_THAT(record.err, testing::EndsWith("has no attempt of it: unknown record '22'; did you mean '2'?\n"));
  EXPECT_EQ(program_.Run({"show", "last"}).code, 2);
  EXPECT_EQ(program_.Run({"estimate"}).err, "harness: of what? harness estimate SUITE|SPEC\n");
}

TEST_F(EstimatedRun, APromptThatHasChangedIsSaidToHave) {
  Generate();
  std::string changed = kSpec;
  changed.replace(changed.find("ticket {{"), 6, "a word");
  program_.folder().Put("spec.yaml", changed);
  const std::string shown = program_.Run({"show", "last", "2"}).out;
  EXPECT_THAT(shown, HasSubstr("has changed since"));
  EXPECT_THAT(shown, HasSubstr("this reply is not in the store"));
  EXPECT_THAT(shown, HasSubstr("  text      ticket INC002\n")) << "what is stored is shown all the same";
}

TEST_F(EstimatedRun, TryShowsPromptsAndStoresNothing) {
  Start(0, "");
  const ProgramResult result = program_.Run({"try", "spec.yaml", "3"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("asked     text: writer (openai echo-1), request "));
  EXPECT_THAT(result.out, HasSubstr("  user    ticket INC003\n  reply   ticket INC003\n"));
  EXPECT_THAT(result.out, HasSubstr("score     pass  about"));
  EXPECT_FALSE(std::filesystem::exists(program_.folder() / ".harness"));
}

TEST_F(EstimatedRun, TheFirstSpecWorksWithoutAKey) {
  ASSERT_EQ(program_.Run({"init", "--spec", "first"}).out,
            "wrote first/spec.yaml\nNext: harness generate first/spec.yaml\n");
  EXPECT_EQ(program_.Run({"check", "first/spec.yaml"}).code, 0);
  EXPECT_THAT(program_.Run({"estimate", "first/spec.yaml"}).out, HasSubstr("No model is asked, so it costs nothing\n"));
  EXPECT_EQ(program_.Run({"try", "first/spec.yaml", "2"}).code, 0);
  const ProgramResult made = program_.Run({"generate", "first/spec.yaml"});
  EXPECT_EQ(made.code, 0) << made.out << made.err;
  EXPECT_TRUE(std::filesystem::exists(program_.folder() / "first/tickets.csv"));
  EXPECT_EQ(program_.Run({"init", "--spec", "--target", "http"}).code, 2);
}

}  // namespace
}  // namespace harness
