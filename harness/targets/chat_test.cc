#include "harness/targets/chat.h"

#include <gtest/gtest.h>

#include "harness/core/conversation.h"
#include "harness/suite/yaml.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_http.h"
#include "tests/fakes/fake_models.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

class ChatTargetTest : public testing::Test {
 protected:
  ChatTargetTest() {
    test_.id = "vpn";
    test_.input = "VPN drops";
    test_.vars = {{"tone", "kind"}};
    test_.expected = Json("Access");
  }

  Result<std::unique_ptr<Target>> Make(const std::string& options) {
    Diagnostics diagnostics;
    const auto config =
        ParseYaml(std::make_shared<Source>(Source{folder_ / "suite.yaml", "chat: " + options + "\n"}), diagnostics);
    if (!config || !CheckShape(*config, ChatTargetType().shape, diagnostics))
      return Unexpected(std::move(diagnostics).ToError());
    return ChatTargetType().make(*config, services_);
  }
  std::string LoadError(const std::string& options) {
    const auto made = Make(options);
    return made ? "" : made.error().Render();
  }
  Output Call(const std::string& options) {
    const auto made = Make(options);
    if (!made) return Output::Failed(FailureKind::kUnavailable, "does not load: " + made.error().Render());
    return (*made)->Call(test_, {clock_, clock_.SteadyNow() + std::chrono::minutes(1), {}, {}, 0});
  }
  const ChatRequest& asked() const { return models_.chat->requests.at(0); }

  const TemporaryFolder folder_;
  FakeClock clock_;
  const std::unique_ptr<Files> files_ = MakeFiles();
  const std::unique_ptr<Processes> processes_ = MakeProcesses("");
  FakeHttp http_;
  MemoryLog log_;
  FakeModels models_;
  const std::map<std::string, std::string> environment_;
  const Services services_{clock_, *files_, *processes_, http_, log_, environment_, 0, nullptr, &models_};
  Case test_;
};

TEST_F(ChatTargetTest, SaysTheInputToTheModel) {
  models_.chat->Say("Restart it.");
  const Output output = Call("{ model: judge }");
  EXPECT_EQ(output.text, "Restart it.");
  EXPECT_EQ(output.usage->input_tokens, 100);
  EXPECT_EQ(output.cost_usd, 0.5);
  EXPECT_EQ(output.finish_reason, "stop");
  EXPECT_EQ(asked().messages, (std::vector<ChatMessage>{{Role::kUser, "VPN drops"}}));
}

TEST_F(ChatTargetTest, FillsTemplatesWithTheCase) {
  folder_.Put("system.md", "Be {{ vars.tone }} to {{ id }}.\n");
  Call("{ model: judge, system: { file: system.md }, user: 'Ticket: {{ input | upper }}' }");
  EXPECT_EQ(asked().messages,
            (std::vector<ChatMessage>{{Role::kSystem, "Be kind to vpn."}, {Role::kUser, "Ticket: VPN DROPS"}}));
}

TEST_F(ChatTargetTest, NeverShowsWhatIsExpected) {
  const Output output = Call("{ model: judge, user: '{{ expected }}' }");
  ASSERT_TRUE(output.failure);
  EXPECT_NE(output.failure->message.find("'expected' is undefined"), std::string::npos) << output.failure->message;
  EXPECT_TRUE(models_.chat->requests.empty());
}

TEST_F(ChatTargetTest, GoesOnWithAConversation) {
  test_.input = Json::array({{{"role", "user"}, {"content", "Hi"}},
                             {{"role", "assistant"}, {"content", "Hello"}},
                             {{"role", "user"}, {"content", "VPN drops"}}});
  Call("{ model: judge, system: Be kind. }");
  ASSERT_EQ(asked().messages.size(), 4u);
  EXPECT_EQ(asked().messages[2].role, Role::kAssistant);
  test_.input = Json::array({"Hi"});
  EXPECT_EQ(Call("{ model: judge }").failure->message,
            "the case's input is a list, but not of messages: a message is a map with 'role' and 'content'");
}

TEST_F(ChatTargetTest, SaysWhatWasSaidInTheTurnsBefore) {
  const auto target =
      Make("{ model: judge, system: Be kind., user: '{{ turn }}. {{ input }} ({{ history | length }})' }");
  ASSERT_TRUE(target);
  ConversationTurn turn{"s-1", 2, {{Role::kUser, "Hi"}, {Role::kAssistant, "Hello"}}, ""};
  (*target)->Call(test_, {.clock = clock_, .deadline = {}, .stop = {}, .key = {}, .conversation = &turn});
  EXPECT_EQ(asked().messages, (std::vector<ChatMessage>{{Role::kSystem, "Be kind."},
                                                        {Role::kUser, "Hi"},
                                                        {Role::kAssistant, "Hello"},
                                                        {Role::kUser, "2. VPN drops (2)"}}));
}

TEST_F(ChatTargetTest, ReadsJsonWhereItAsksForIt) {
  models_.chat->Say(R"({"group": "Access"})");
  EXPECT_EQ(*Call("{ model: judge, json: true }").json, (Json{{"group", "Access"}}));
  EXPECT_TRUE(asked().json);
  models_.chat->Say("Access");
  const Output output = Call("{ model: judge, schema: { type: object } }");
  EXPECT_EQ(output.failure->kind, FailureKind::kInvalidOutput);
  EXPECT_TRUE(models_.chat->requests.at(1).schema.has_value());
}

TEST_F(ChatTargetTest, GivesToolCallsAsAMessage) {
  ChatReply reply;
  reply.finish_reason = "tool_calls";
  reply.tool_calls = {{"c1", "reset", "{\"user\": 7}"}};
  models_.chat->answers.emplace_back(reply);
  const Output output = Call("{ model: judge, tools: [ { name: reset, parameters: { type: object } } ] }");
  EXPECT_EQ((*output.json)["tool_calls"][0]["function"]["name"], "reset");
  EXPECT_EQ(asked().tools[0]["name"], "reset");
}

TEST_F(ChatTargetTest, IsNotTriedAgainByTheRunner) {
  models_.chat->Fail("HTTP 503");
  const Output output = Call("{ model: judge }");
  EXPECT_EQ(output.failure->kind, FailureKind::kUnavailable);
  EXPECT_FALSE(output.failure->retryable);
}

TEST_F(ChatTargetTest, TellsMistakesAtTheirPlaces) {
  EXPECT_NE(LoadError("{ model: juge }").find("suite.yaml:1:16: unknown model 'juge'; did you mean 'judge'?"),
            std::string::npos)
      << LoadError("{ model: juge }");
  EXPECT_NE(LoadError("{ model: judge, user: '{% if %}' }").find("suite.yaml:1:29: template:1:"), std::string::npos);
  EXPECT_NE(LoadError("{ model: judge, system: { file: none.md } }").find("none.md"), std::string::npos);
  EXPECT_NE(LoadError("{ model: judge, tools: [ { nome: a } ] }").find("every tool has a text 'name'"),
            std::string::npos);
  models_.judge.absent = "OPENAI_API_KEY is not set";
  EXPECT_NE(LoadError("{ model: judge }").find("OPENAI_API_KEY is not set"), std::string::npos);
}

}  // namespace
}  // namespace harness
