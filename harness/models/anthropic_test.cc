#include "harness/models/anthropic.h"

#include <gtest/gtest.h>

#include "tests/fakes/model_rig.h"

namespace harness {
namespace {

Json Body(const ChatRequest& request, const Json& parameters = Json::object()) {
  return AnthropicBody("m", parameters, request);
}

TEST(AnthropicBody, SetsTheSystemApartAndMergesRoles) {
  ChatRequest request;
  request.messages = {{Role::kSystem, "One."},
                      {Role::kUser, "a"},
                      {Role::kSystem, "Two."},
                      {Role::kUser, "b"},
                      {Role::kAssistant, "c"}};
  EXPECT_EQ(CanonicalJson(Body(request)),
            R"({"max_tokens":4096,"messages":[{"content":[{"text":"a","type":"text"},{"text":"b","type":"text"}],)"
            R"("role":"user"},{"content":[{"text":"c","type":"text"}],"role":"assistant"}],"model":"m",)"
            R"("system":"One.\n\nTwo."})");
}

TEST(AnthropicBody, SaysParametersInItsWords) {
  ChatRequest request = UserRequest("x");
  request.parameters = {{"max_completion_tokens", 7}, {"stop", "END"}, {"seed", 5}, {"temperature", 0}};
  const Json body = Body(request, {{"presence_penalty", 1}, {"top_k", 3}});
  EXPECT_EQ(body["max_tokens"], 7);
  EXPECT_EQ(body["stop_sequences"], Json::array({"END"}));
  EXPECT_EQ(body["temperature"], 0);
  EXPECT_EQ(body["top_k"], 3);
  for (const char* absent : {"max_completion_tokens", "stop", "seed", "presence_penalty"})
    EXPECT_FALSE(body.contains(absent)) << absent;
}

TEST(AnthropicBody, HoldsToolsCallsAndResults) {
  ChatRequest request = UserRequest("Weather?");
  request.messages.push_back({Role::kAssistant,
                              "Let me see.",
                              {{"c1", "weather", R"({"city":"Bern"})"}, {"c2", "f", "broken"}, {"c3", "g", ""}}});
  request.messages.push_back({Role::kTool, "sunny", {}, "c1"});
  request.messages.push_back({Role::kTool, "7", {}, "c2"});
  request.tools =
      *ParseJson(R"([{"name":"weather","description":"d","parameters":{"type":"object","x":1}},{"name":"f"}])");
  const Json body = Body(request);
  EXPECT_EQ(
      CanonicalJson(body["messages"][1]["content"]),
      R"([{"text":"Let me see.","type":"text"},{"id":"c1","input":{"city":"Bern"},"name":"weather","type":"tool_use"},)"
      R"({"id":"c2","input":{"arguments":"broken"},"name":"f","type":"tool_use"},)"
      R"({"id":"c3","input":{},"name":"g","type":"tool_use"}])");
  EXPECT_EQ(CanonicalJson(body["messages"][2]),
            R"({"content":[{"content":"sunny","tool_use_id":"c1","type":"tool_result"},)"
            R"({"content":"7","tool_use_id":"c2","type":"tool_result"}],"role":"user"})");
  EXPECT_EQ(CanonicalJson(body["tools"]),
            R"([{"description":"d","input_schema":{"type":"object","x":1},"name":"weather"},)"
            R"({"input_schema":{"type":"object"},"name":"f"}])");
  EXPECT_FALSE(body.contains("tool_choice"));
}

TEST(AnthropicBody, ForcesAToolForAStructuredAnswer) {
  ChatRequest request = UserRequest("x");
  request.schema = Json{{"type", "object"}, {"x", 1}};
  request.schema_name = "verdict";
  const Json body = Body(request);
  EXPECT_EQ(CanonicalJson(body["tools"]),
            R"([{"description":"Gives the answer.","input_schema":{"type":"object","x":1},"name":"verdict"}])");
  EXPECT_EQ(CanonicalJson(body["tool_choice"]), R"({"disable_parallel_tool_use":true,"name":"verdict","type":"tool"})");
}

TEST(AnthropicBody, LetsTheModelChooseBetweenToolsAndTheAnswer) {
  ChatRequest request = UserRequest("x");
  request.json = true;
  request.tools = *ParseJson(R"([{"name":"f"}])");
  const Json body = Body(request);
  EXPECT_EQ(body["tools"].size(), 2u);
  EXPECT_EQ(CanonicalJson(body["tool_choice"]), R"({"disable_parallel_tool_use":true,"type":"any"})");
}

TEST(AnthropicBody, PutsAnAnswerThatIsNoObjectIntoOne) {
  ChatRequest request = UserRequest("x");
  request.schema = *ParseJson(R"({"type":"array","items":{"$ref":"#/$defs/a"},"$defs":{"a":{"type":"string"}}})");
  EXPECT_EQ(CanonicalJson(Body(request)["tools"][0]["input_schema"]),
            R"({"$defs":{"a":{"type":"string"}},"properties":{"value":{"items":{"$ref":"#/$defs/a"},"type":"array"}},)"
            R"("required":["value"],"type":"object"})");
}

Result<ChatReply> Read(const std::string& json, const ChatRequest& request = {}) {
  return ReadAnthropicReply(*ParseJson(json), request);
}

std::string Lack(const std::string& json, const ChatRequest& request = {}) {
  const auto reply = Read(json, request);
  return reply ? "nothing: '" + reply->text + "'" : reply.error().Message();
}

ChatRequest Structured() {
  ChatRequest request;
  request.schema = Json{{"type", "object"}};
  return request;
}

TEST(AnthropicReply, HoldsTextReasonModelAndUsage) {
  const auto reply =
      Read(R"({"model":"c-1","content":[{"type":"thinking","thinking":"…"},{"type":"text","text":"a"},)"
           R"({"type":"text","text":"b"}],"stop_reason":"end_turn","usage":{"input_tokens":10,"output_tokens":3,)"
           R"("cache_read_input_tokens":4,"cache_creation_input_tokens":2}})");
  ASSERT_TRUE(reply) << reply.error().Message();
  EXPECT_EQ(reply->text, "ab");
  EXPECT_EQ(reply->finish_reason, "stop");
  EXPECT_EQ(reply->model, "c-1");
  EXPECT_EQ(reply->usage, (Usage{16, 3, 4}));
}

TEST(AnthropicReply, NormalisesReasons) {
  const auto reason = [](const std::string& word) {
    return Read(R"({"content":[{"type":"text","text":"x"}],"stop_reason":")" + word + "\"}")->finish_reason;
  };
  EXPECT_EQ(reason("end_turn"), "stop");
  EXPECT_EQ(reason("stop_sequence"), "stop");
  EXPECT_EQ(reason("max_tokens"), "length");
  EXPECT_EQ(reason("tool_use"), "tool_calls");
  EXPECT_EQ(reason("refusal"), "content_filter");
  EXPECT_EQ(reason("pause_turn"), "pause_turn");
}

TEST(AnthropicReply, HoldsToolCalls) {
  const auto reply =
      Read(R"({"content":[{"type":"tool_use","id":"t1","name":"f","input":{"b":1,"a":2}}],"stop_reason":"tool_use"})");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->tool_calls, (std::vector<ToolCall>{{"t1", "f", R"({"a":2,"b":1})"}}));
  EXPECT_EQ(reply->finish_reason, "tool_calls");
}

TEST(AnthropicReply, TakesTheForcedToolsInputForItsText) {
  const auto reply = Read(
      R"({"content":[{"type":"text","text":"Here:"},{"type":"tool_use","id":"t1","name":"answer","input":{"a":2}}],)"
      R"("stop_reason":"tool_use"})",
      Structured());
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->text, R"({"a":2})");
  EXPECT_EQ(reply->finish_reason, "stop");
  EXPECT_TRUE(reply->tool_calls.empty());
}

TEST(AnthropicReply, TakesAnAnswerOutOfItsObject) {
  ChatRequest request;
  request.schema = Json{{"type", "array"}};
  EXPECT_EQ(Read(R"({"content":[{"type":"tool_use","id":"t","name":"answer","input":{"value":[1]}}]})", request)->text,
            "[1]");
}

TEST(AnthropicReply, SaysThatAForcedAnswerWasCutOff) {
  const auto reply =
      Read(R"({"content":[{"type":"tool_use","id":"t1","name":"answer","input":{}}],"stop_reason":"max_tokens"})",
           Structured());
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->finish_reason, "length");
}

TEST(AnthropicReply, SaysWhatIsMissing) {
  EXPECT_EQ(Lack("{}"), "an answer without content");
  EXPECT_EQ(Lack(R"({"content":"x"})"), "an answer without content");
  EXPECT_EQ(Lack(R"({"content":[7]})"), "a block of content without a type");
  EXPECT_EQ(Lack(R"({"content":[{"type":"text","text":7}]})"), "a text that is none");
  EXPECT_EQ(Lack(R"({"content":[{"type":"tool_use","name":"f","input":"x"}]})"), "a tool call without name or input");
  EXPECT_EQ(Lack(R"({"content":[],"stop_reason":"end_turn"})"), "a message without text and tool calls");
  EXPECT_EQ(Lack(R"({"content":[{"type":"tool_use","name":"answer","input":{}},)"
                 R"({"type":"tool_use","name":"answer","input":{}}]})",
                 Structured()),
            "two answers");
}

TEST(AnthropicChat, TakesTextInAndGivesTextOut) {
  ModelRig rig;
  const auto reply = rig.Ask("anthropic", UserRequest("Grüezi"));
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->text, "Grüezi");
  EXPECT_EQ(reply->finish_reason, "stop");
  EXPECT_TRUE(reply->usage);
}

TEST(AnthropicChat, GivesStructuredAnswers) {
  ModelRig rig(*ParseJson(R"({"rules":[{"reply":"{\"score\": 1}"}]})"));
  ChatRequest request = UserRequest("x");
  request.schema = Json{{"type", "object"}};
  const auto reply = rig.Ask("anthropic", request);
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->text, R"({"score":1})");
  EXPECT_EQ(reply->finish_reason, "stop");
}

}  // namespace
}  // namespace harness
