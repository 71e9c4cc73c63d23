#include "harness/models/openai.h"

#include <gtest/gtest.h>

#include "harness/base/text.h"
#include "tests/fakes/model_rig.h"

namespace harness {
namespace {

Json Body(const ChatRequest& request, const Json& parameters = Json::object()) {
  return OpenAiBody("m", parameters, request);
}

TEST(OpenAiBody, OfTextIsTheLeast) {
  ChatRequest request;
  request.messages = {{Role::kSystem, "Be short."}, {Role::kUser, "Hi"}, {Role::kAssistant, "Ho"}};
  EXPECT_EQ(CanonicalJson(Body(request)),
            R"({"messages":[{"content":"Be short.","role":"system"},{"content":"Hi","role":"user"},)"
            R"({"content":"Ho","role":"assistant"}],"model":"m"})");
}

TEST(OpenAiBody, TakesTheRequestsParametersOverTheModels) {
  ChatRequest request = UserRequest("x");
  request.parameters = {{"temperature", 1}, {"seed", nullptr}, {"logit_bias", {{"1", 2}}}};
  const Json body = Body(request, {{"temperature", 0}, {"seed", 5}, {"max_tokens", 9}, {"logit_bias", {{"3", 4}}}});
  EXPECT_EQ(body["temperature"], 1);
  EXPECT_EQ(body["max_tokens"], 9);
  EXPECT_FALSE(body.contains("seed"));
  EXPECT_EQ(body["logit_bias"], (Json{{"1", 2}}));
}

TEST(OpenAiBody, HoldsToolsCallsAndResults) {
  ChatRequest request = UserRequest("Weather?");
  request.messages.push_back({Role::kAssistant, "", {{"c1", "weather", R"({"city":"Bern"})"}}});
  request.messages.push_back({Role::kTool, "sunny", {}, "c1"});
  request.tools = *ParseJson(R"([{"name":"weather","description":"d","parameters":{"type":"object"}}])");
  const Json body = Body(request);
  EXPECT_EQ(CanonicalJson(body["messages"][1]),
            R"({"content":null,"role":"assistant","tool_calls":[{"function":{"arguments":"{\"city\":\"Bern\"}",)"
            R"("name":"weather"},"id":"c1","type":"function"}]})");
  EXPECT_EQ(CanonicalJson(body["messages"][2]), R"({"content":"sunny","role":"tool","tool_call_id":"c1"})");
  EXPECT_EQ(CanonicalJson(body["tools"]),
            R"([{"function":{"description":"d","name":"weather","parameters":{"type":"object"}},"type":"function"}])");
}

TEST(OpenAiBody, AsksForStructureAndProbabilities) {
  ChatRequest request = UserRequest("x");
  request.schema = Json{{"type", "object"}};
  request.top_logprobs = 5;
  const Json body = Body(request);
  EXPECT_EQ(CanonicalJson(body["response_format"]),
            R"({"json_schema":{"name":"answer","schema":{"type":"object"},"strict":true},"type":"json_schema"})");
  EXPECT_EQ(body["logprobs"], true);
  EXPECT_EQ(body["top_logprobs"], 5);
  request.schema.reset();
  request.json = true;
  EXPECT_EQ(CanonicalJson(Body(request)["response_format"]), R"({"type":"json_object"})");
}

TEST(OpenAiBody, IsWellFormedWhateverTheTextsAre) {
  ChatRequest request = UserRequest("a\xFF");
  request.messages.push_back({Role::kAssistant, "", {{"\xFF", "\xFF", "\xFF"}}});
  EXPECT_TRUE(IsValidUtf8(CanonicalJson(Body(request))));
}

Result<ChatReply> Read(const std::string& json) {
  return ReadOpenAiReply(*ParseJson(json));
}

std::string Lack(const std::string& json) {
  const auto reply = Read(json);
  return reply ? "nothing: '" + reply->text + "'" : reply.error().Message();
}

std::string Choice(const std::string& message, const std::string& more = R"(,"finish_reason":"stop")") {
  return R"({"choices":[{"message":)" + message + more + "}]}";
}

TEST(OpenAiReply, HoldsTextReasonModelAndUsage) {
  const auto reply =
      Read(R"({"model":"m-1","choices":[{"message":{"content":"hi"},"finish_reason":"length"}],)"
           R"("usage":{"prompt_tokens":10,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":4}}})");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->text, "hi");
  EXPECT_EQ(reply->finish_reason, "length");
  EXPECT_EQ(reply->model, "m-1");
  EXPECT_EQ(reply->usage, (Usage{10, 3, 4}));
}

TEST(OpenAiReply, JoinsPartsOfContent) {
  EXPECT_EQ(Read(Choice(R"({"content":[{"type":"reasoning"},{"type":"text","text":"a"},"b"]})"))->text, "ab");
}

TEST(OpenAiReply, HoldsToolCalls) {
  const auto reply =
      Read(Choice(R"({"content":null,"tool_calls":[{"id":"1","function":{"name":"f","arguments":"{\"a\":"}},)"
                  R"({"id":"2","function":{"name":"g","arguments":{"b":1}}},{"id":"3","function":{"name":"h"}}]})"));
  ASSERT_TRUE(reply) << reply.error().Message();
  EXPECT_EQ(reply->tool_calls, (std::vector<ToolCall>{{"1", "f", "{\"a\":"}, {"2", "g", "{\"b\":1}"}, {"3", "h", ""}}));
  EXPECT_EQ(reply->finish_reason, "tool_calls");
}

TEST(OpenAiReply, HoldsACallOfTheOldForm) {
  const auto reply = Read(Choice(R"({"content":null,"function_call":{"name":"f","arguments":"{}"}})",
                                 R"(,"finish_reason":"function_call")"));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->tool_calls, (std::vector<ToolCall>{{"", "f", "{}"}}));
  EXPECT_EQ(reply->finish_reason, "tool_calls");
}

TEST(OpenAiReply, HoldsARefusal) {
  for (const char* message :
       {R"({"content":null,"refusal":"I can't."})", R"({"content":[{"type":"refusal","refusal":"I can't."}]})"}) {
    const auto reply = Read(Choice(message));
    ASSERT_TRUE(reply) << message;
    EXPECT_EQ(reply->text, "I can't.");
    EXPECT_EQ(reply->finish_reason, "content_filter");
  }
}

TEST(OpenAiReply, HoldsLogProbabilities) {
  const auto reply =
      Read(Choice(R"({"content":"4"})",
                  R"(,"logprobs":{"content":[{"token":"4","logprob":-0.5,"top_logprobs":[{"token":"4","logprob":-0.5},)"
                  R"({"token":"5","logprob":-9999.0}]}]})"));
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->logprobs, (std::vector<TokenLogprob>{{"4", -0.5, {{"4", -0.5}, {"5", -9999.0}}}}));
}

TEST(OpenAiReply, NormalisesReasons) {
  const auto reason = [](const std::string& word) {
    return Read(Choice(R"({"content":"x"})", R"(,"finish_reason":)" + word))->finish_reason;
  };
  EXPECT_EQ(reason(R"("stop")"), "stop");
  EXPECT_EQ(reason(R"("eos")"), "stop");
  EXPECT_EQ(reason(R"("max_tokens")"), "length");
  EXPECT_EQ(reason(R"("content_filter")"), "content_filter");
  EXPECT_EQ(reason(R"("own word")"), "own word");
  EXPECT_EQ(reason("null"), "");
  EXPECT_EQ(reason("\"" + std::string(101, 'x') + "\""), "");
}

TEST(OpenAiReply, MayBeEmptyTextButNotNothing) {
  EXPECT_EQ(Read(Choice(R"({"content":""})"))->text, "");
  EXPECT_EQ(Lack(Choice(R"({"content":null})")), "a message without text, tool calls and refusal");
  EXPECT_EQ(Lack(Choice("{}")), "a message without text, tool calls and refusal");
  EXPECT_EQ(Lack(Choice(R"({"content":[]})")), "a message without text, tool calls and refusal");
  EXPECT_EQ(Read(Choice(R"({"content":null})", R"(,"finish_reason":"length")"))->finish_reason, "length");
}

TEST(OpenAiReply, SaysWhatIsMissing) {
  EXPECT_EQ(Lack("{}"), "an answer without choices");
  EXPECT_EQ(Lack(R"({"choices":[]})"), "an answer without choices");
  EXPECT_EQ(Lack(R"({"choices":"x"})"), "an answer without choices");
  EXPECT_EQ(Lack(R"({"choices":[7]})"), "a choice without a message");
  EXPECT_EQ(Lack(R"({"choices":[{"message":"x"}]})"), "a choice without a message");
  EXPECT_EQ(Lack(Choice(R"({"content":7})")), "a message whose content is neither text nor a list of parts");
  EXPECT_EQ(Lack(Choice(R"({"content":[7]})")), "a message whose content is neither text nor a list of parts");
  EXPECT_EQ(Lack(Choice(R"({"tool_calls":7})")), "tool calls that are no list");
  EXPECT_EQ(Lack(Choice(R"({"tool_calls":[7]})")), "a tool call without a function");
  EXPECT_EQ(Lack(Choice(R"({"tool_calls":[{"function":{}}]})")), "a tool call without a name");
  EXPECT_EQ(Lack(Choice(R"({"content":"x"})", R"(,"logprobs":{"content":[{"token":1}]})")),
            "log probabilities that can't be read");
}

TEST(OpenAiReply, DoesNotSayUsageThatCanNotBeRead) {
  for (const char* usage : {"null", "7", R"({"prompt_tokens":"7"})", R"({"prompt_tokens":-1})",
                            R"({"prompt_tokens":1e300})", R"({"prompt_tokens":1.5})"})
    EXPECT_EQ(Read(R"({"usage":)" + std::string(usage) + R"(,"choices":[{"message":{"content":"x"}}]})")->usage,
              std::nullopt)
        << usage;
}

TEST(OpenAiChat, TakesTextInAndGivesTextOut) {
  ModelRig rig(Json{{"latency_ms", 20}});
  const auto reply = rig.Ask("openai", UserRequest("Grüezi"));
  ASSERT_TRUE(reply) << reply.error().message;
  EXPECT_EQ(reply->text, "Grüezi");
  EXPECT_EQ(reply->finish_reason, "stop");
  EXPECT_EQ(reply->model, "model-1");
  EXPECT_GE(reply->latency, std::chrono::milliseconds(20));
  EXPECT_TRUE(reply->usage);
}

TEST(OpenAiChat, GivesProbabilitiesAndToolCalls) {
  ModelRig rig(*ParseJson(R"({"rules":[{"match":"tool","tool":{"name":"f","arguments":{"a":1}}}]})"));
  ChatRequest request = UserRequest("one two");
  request.top_logprobs = 2;
  EXPECT_EQ(rig.Ask("openai", request)->logprobs.size(), 2u);
  EXPECT_EQ(rig.Ask("openai", UserRequest("tool"))->tool_calls, (std::vector<ToolCall>{{"call_1", "f", R"({"a":1})"}}));
}

}  // namespace
}  // namespace harness
