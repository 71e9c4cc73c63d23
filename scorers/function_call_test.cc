#include "scorers/function_call.h"

#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

const std::string kTools =
    "tools: [{type: function, function: {name: weather, parameters: {type: object, properties: {city: {type: string}}, "
    "required: [city]}}}, {name: now}]";

class FunctionCallScorer : public testing::Test {
 protected:
  Score Of(const Json& answer, const std::string& type = "is-valid-function-call") {
    return rig_.JudgeJson(type + ": {" + kTools + "}", answer);
  }
  ScorerRig rig_{ScorerTypes()};
};

TEST_F(FunctionCallScorer, TakesTheFormsOfTheProviders) {
  const Json arguments = {{"city", "Seoul"}};
  const Json function = {{"name", "weather"}, {"arguments", arguments.dump()}};
  EXPECT_EQ(Of(function).verdict, Verdict::kPass);
  EXPECT_EQ(Of({{"name", "weather"}, {"arguments", arguments}}).verdict, Verdict::kPass);
  EXPECT_EQ(Of({{"role", "assistant"}, {"content", nullptr}, {"function_call", function}}).verdict, Verdict::kPass);
  const Json tool = {{"id", "c1"}, {"type", "function"}, {"function", function}};
  EXPECT_EQ(Of({{"role", "assistant"}, {"content", nullptr}, {"tool_calls", {tool, tool}}}).verdict, Verdict::kPass);
  EXPECT_EQ(Of(Json::array({tool})).verdict, Verdict::kPass);
  const Json use = {{"type", "tool_use"}, {"id", "t1"}, {"name", "weather"}, {"input", arguments}};
  EXPECT_EQ(Of(use).verdict, Verdict::kPass);
  EXPECT_EQ(Of({{"content", {{{"type", "text"}, {"text", "Let me see"}}, use}}}).verdict, Verdict::kPass);
  EXPECT_EQ(Of(Json::array({{{"functionCall", {{"name", "weather"}, {"args", arguments}}}}})).verdict, Verdict::kPass);
}

TEST_F(FunctionCallScorer, ReadsATextAsJson) {
  EXPECT_EQ(rig_.JudgeText("is-valid-function-call:", R"({"name": "f", "arguments": "{}"})").verdict, Verdict::kPass);
  EXPECT_EQ(rig_.JudgeText("is-valid-function-call:", "f()").reason,
            "no JSON (line 1, column 1: expected a value, found \"f\"): 'f()'");
}

TEST_F(FunctionCallScorer, NamesTheCallAndTheFirstViolation) {
  EXPECT_EQ(Of({{"name", "weather"}, {"arguments", R"({"city": 5})"}}).reason,
            "the call of 'weather': /city: must be a string, but is 5");
  EXPECT_EQ(
      Of({{{"name", "weather"}, {"arguments", R"({"city": "Seoul"})"}}, {{"name", "weather"}, {"arguments", "{}"}}})
          .reason,
      "call 2, of 'weather': the key \"city\" is missing");
}

TEST_F(FunctionCallScorer, FailsUnknownFunctionsAndArgumentsThatNoneTakes) {
  EXPECT_EQ(Of({{"name", "wether"}, {"arguments", "{}"}}).reason,
            "the call of 'wether': there is no function of this name");
  EXPECT_EQ(Of({{"name", "now"}, {"arguments", "{}"}}).verdict, Verdict::kPass);
  EXPECT_EQ(Of({{"name", "now"}, {"arguments", {{"a", 1}}}}).reason,
            "the call of 'now': the function takes no arguments, got {\"a\":1}");
}

TEST_F(FunctionCallScorer, FailsArgumentsThatAreNoMap) {
  EXPECT_EQ(
      Of({{"name", "now"}, {"arguments", "{"}}).reason,
      "the call of 'now': the arguments are no JSON (line 1, column 2: expected a key in double quotes, found the "
      "end of the text): '{'");
  EXPECT_EQ(Of({{"name", "now"}, {"arguments", Json::array()}}).reason,
            "the call of 'now': the arguments are no map: []");
  EXPECT_EQ(Of({{"type", "tool_use"}, {"name", "now"}}).reason, "the call of 'now': there are no arguments");
}

TEST_F(FunctionCallScorer, FailsWhatIsNoCall) {
  EXPECT_EQ(Of({{"content", "It rains"}}).reason, "there is no function call: {\"content\":\"It rains\"}");
  EXPECT_EQ(Of(Json::array()).reason, "there is no function call: []");
  EXPECT_EQ(Of({{{"name", "now"}, {"arguments", "{}"}}, {{"city", 1}}}).reason,
            "this is no function call: {\"city\":1}");
}

TEST_F(FunctionCallScorer, HoldsToTheFormThatOpenaiUses) {
  const Json function = {{"name", "now"}, {"arguments", "{}"}};
  const Json tool = {{"type", "function"}, {"function", function}};
  EXPECT_EQ(Of(function, "is-valid-openai-function-call").verdict, Verdict::kPass);
  EXPECT_EQ(Of({{"tool_calls", {tool}}}, "is-valid-openai-tools-call").verdict, Verdict::kPass);
  EXPECT_EQ(Of(function, "is-valid-openai-tools-call").reason,
            "the call of 'now': it has not the form of an OpenAI tool call");
  EXPECT_EQ(Of({{"name", "now"}, {"arguments", Json::object()}}, "is-valid-openai-function-call").reason,
            "the call of 'now': OpenAI's arguments are a text of JSON");
}

TEST_F(FunctionCallScorer, KnowsWhereOpenaiHasAList) {
  const Json function = {{"name", "now"}, {"arguments", "{}"}};
  const Json tool = {{"type", "function"}, {"function", function}};
  EXPECT_EQ(Of(tool, "is-valid-openai-tools-call").reason, "the call of 'now': OpenAI's tool calls are a list");
  EXPECT_EQ(Of(Json::array({tool}), "is-valid-openai-tools-call").verdict, Verdict::kPass);
  EXPECT_EQ(Of(Json::array({function}), "is-valid-openai-function-call").reason,
            "the call of 'now': an OpenAI function call stands alone, in no list");
  EXPECT_EQ(Of({{"function_call", function}}, "is-valid-openai-function-call").verdict, Verdict::kPass);
}

TEST_F(FunctionCallScorer, ReadsToolsFromAFile) {
  const TemporaryFolder folder;
  folder.Put("tools.json", R"([{"name": "f", "input_schema": {"type": "object"}}])");
  folder.Put("tools.yaml", "- name: f\n  parameters: { type: object }\n");
  EXPECT_EQ(rig_.LoadError("score:\n  - is-valid-function-call: { tools: { file: tools.json } }\n", folder.path()), "");
  EXPECT_EQ(rig_.LoadError("score:\n  - is-valid-function-call: { tools: { file: tools.yaml } }\n", folder.path()), "");
}

TEST_F(FunctionCallScorer, SaysWhatIsWrongInAFile) {
  const TemporaryFolder folder;
  folder.Put("tools.json", R"([{"name": "f"}, {"nam": "g"}])");
  EXPECT_EQ(rig_.LoadError("score:\n  - is-valid-function-call: { tools: { file: tools.json } }\n", folder.path()),
            (folder / "suite.yaml:2:46: ") +
                (folder / "tools.json: tool 2: a tool is { name: …, parameters: … }, or { type: function, function: { "
                          "name: …, parameters: … } }\n") +
                "  - is-valid-function-call: { tools: { file: tools.json } }\n"
                "                                             ^\n");
}

TEST_F(FunctionCallScorer, RefusesBadToolsAtTheirPlace) {
  EXPECT_EQ(rig_.LoadError(
                "score:\n  - is-valid-function-call:\n      tools:\n        - { name: f }\n        - { name: f }\n"),
            "suite.yaml:5:11: 'f' is defined twice\n"
            "        - { name: f }\n"
            "          ^\n");
  EXPECT_EQ(rig_.LoadError("score:\n  - is-valid-function-call:\n      tools:\n"
                           "        - { name: f, parameters: { type: 5 } }\n")
                .substr(0, 71),
            "suite.yaml:4:11: the parameters of 'f' are no JSON Schema: #/type: 5 is");
  EXPECT_EQ(rig_.LoadError("score:\n  - is-valid-function-call: { tools: { path: x } }\n"),
            "suite.yaml:2:38: 'tools' is a list of tools, or { file: PATH }\n"
            "  - is-valid-function-call: { tools: { path: x } }\n"
            "                                     ^\n");
}

}  // namespace
}  // namespace harness
