#include "tests/fakes/model_server.h"

#include <gtest/gtest.h>

#include <thread>

#include "harness/base/http.h"
#include "tests/fakes/model_server_process.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

constexpr const char* kHello = R"({"messages":[{"content":"hello","role":"user"}],"model":"m"})";

class ModelServerTest : public testing::Test {
 protected:
  void Serve(const std::string& script) {
    server_ = *ModelServer::Listen(0, *ModelScript::Parse(*ParseJson(script)));
    thread_ = std::jthread([this] { server_->Run(); });
  }
  ~ModelServerTest() override {
    if (server_) server_->Stop();
  }
  HttpResponse Post(const std::string& path, const std::string& body) {
    const auto answer = http_->Send({"POST", server_->url() + path, {{"Authorization", "Bearer k"}}, body},
                                    {std::chrono::steady_clock::now() + std::chrono::seconds(30)});
    return answer ? *answer : HttpResponse{0, {}, answer.error().message};
  }
  std::string Text(const std::string& body) {
    const HttpResponse answer = Post("/v1/chat/completions", body);
    const auto json = ParseJson(answer.body);
    return answer.status == 200 && json ? (*json)["choices"][0]["message"]["content"].get<std::string>() : answer.body;
  }
  Json Get(const std::string& path) {
    return *ParseJson(
        http_->Send({.url = server_->url() + path}, {std::chrono::steady_clock::now() + std::chrono::seconds(30)})
            ->body);
  }

  std::unique_ptr<Http> http_ = MakeHttp();
  std::unique_ptr<ModelServer> server_;
  std::jthread thread_;
};

TEST_F(ModelServerTest, EchoesTheLastUserText) {
  Serve("{}");
  EXPECT_EQ(Text(kHello), "hello");
}

TEST_F(ModelServerTest, AnswersByTheFirstRuleThatMatches) {
  Serve(R"~({"rules":[{"match":"^good (\\w+)","reply":"bad \\1"},{"match":"hel+o","reply":"hi"}]})~");
  EXPECT_EQ(Text(kHello), "hi");
  EXPECT_EQ(Text(R"({"messages":[{"content":"good day","role":"user"}]})"), "bad day");
}

TEST_F(ModelServerTest, LetsARuleApplyForSomeRequests) {
  Serve(R"({"rules":[{"skip":1,"times":2,"reply":"rule"}]})");
  std::string all;
  for (int i = 0; i < 4; ++i) all += Text(kHello) + " ";
  EXPECT_EQ(all, "hello rule rule hello ");
}

TEST_F(ModelServerTest, LetsARuleApplyOnceForEachBody) {
  Serve(R"({"rules":[{"each":1,"status":500}]})");
  EXPECT_EQ(Post("/v1/chat/completions", kHello).status, 500);
  EXPECT_EQ(Post("/v1/chat/completions", kHello).status, 200);
  EXPECT_EQ(Post("/v1/chat/completions", R"({"messages":[]})").status, 500);
}

TEST_F(ModelServerTest, CountsWhatWasBilled) {
  Serve(R"({"rules":[{"times":1,"fault":"truncate"},{"times":1,"status":429}]})");
  for (int i = 0; i < 4; ++i) Post("/v1/chat/completions", kHello);
  const Json stats = Get("/stats");
  EXPECT_EQ(stats["requests"], 4);
  EXPECT_EQ(stats["billed"], 2);
  EXPECT_EQ(stats["bodies"], 1);
  EXPECT_EQ(stats["most_billed"], 2);
  EXPECT_EQ(stats["statuses"], (Json{{"200", 3}, {"429", 1}}));
  EXPECT_EQ(Get("/billed").size(), 1u);
}

TEST_F(ModelServerTest, TakesANewScript) {
  Serve("{}");
  Text(kHello);
  EXPECT_EQ(Post("/script", R"({"rules":[{"reply":"new"}]})").status, 200);
  EXPECT_EQ(Text(kHello), "new");
  EXPECT_EQ(Get("/stats")["requests"], 1);
  EXPECT_EQ(Post("/script", R"({"rules":[{"fault":"unknown"}]})").body, R"({"error":"there is no fault 'unknown'"})");
  EXPECT_EQ(Post("/script", R"({"rules":[{"faults":1}]})").body, R"({"error":"a rule has no 'faults'"})");
}

TEST_F(ModelServerTest, HoldsManySlowConnections) {
  Serve(R"({"latency_ms":300})");
  std::vector<std::jthread> threads;
  std::atomic<int> good = 0;
  for (int i = 0; i < 300; ++i) threads.emplace_back([&] { good += Text(kHello) == "hello"; });
  threads.clear();
  EXPECT_EQ(good, 300);
}

TEST(ModelServerProcess, ServesWhatItsScriptSays) {
  const TemporaryFolder folder;
  const auto processes = MakeProcesses(DefaultSupervisorPath());
  const ModelServerProcess server(*processes, SiblingProgram("harness-model-server"),
                                  folder.Put("rules.json", R"({"rules":[{"reply":"from afar"}]})"));
  const auto answer = MakeHttp()->Send({"POST", server.url() + "/v1/messages", {}, kHello},
                                       {std::chrono::steady_clock::now() + std::chrono::seconds(30)});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ((*ParseJson(answer->body))["content"][0]["text"], "from afar");
}

}  // namespace
}  // namespace harness
