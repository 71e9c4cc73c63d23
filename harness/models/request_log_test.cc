#include "harness/models/request_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <thread>

#include "harness/models/retry.h"
#include "tests/fakes/fake_chat.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;

class RequestLogTest : public testing::Test {
 protected:
  std::shared_ptr<RequestLog> OpenLog(const std::string& path) {
    return std::make_shared<RequestLog>(*AppendFile::Open(path), redact_, log_);
  }
  std::string Text() { return TemporaryFolder::Contents(path_); }

  TemporaryFolder folder_;
  std::string path_ = folder_ / "requests.jsonl";
  FakeClock clock_;
  MemoryLog log_;
  Redactor redact_ = [](std::string text) { return text; };
  AskedModel model_{"openai", "https://api.openai.com", "m", {{"temperature", 0}}};
  std::shared_ptr<FakeChat> provider_ = std::make_shared<FakeChat>();
};

TEST_F(RequestLogTest, WritesALineATry) {
  FakeRest rest(clock_);
  provider_->Then(TurnedAway(seconds(2)));
  const auto logged = WithRequestLog(provider_, model_, OpenLog(path_));
  const auto model = WithRetries(logged, {1, std::chrono::microseconds(0), seconds(1)}, std::make_shared<RetryBudget>(),
                                 rest.Resting());
  CallContext context = ContextAt(clock_);
  context.key = {7, 1, 2};
  context.sample = 3;
  ASSERT_TRUE(model->Complete(Ask("hi"), context));
  const std::string request =
      R"("request":{"messages":[{"content":"hi","role":"user"}],"parameters":{"temperature":0}},"sample":3,)";
  EXPECT_EQ(
      Text(),
      R"({"attempt":{"case":7,"repeat":2,"target":1},"error":{"kind":"rate_limited","message":"HTTP 429",)"
      R"("retry_after_us":2000000,"retryable":true,"status":429},"latency_us":0,"model":"m","provider":"openai",)" +
          request + R"("time":"2025-06-15T15:06:40.000Z","try":1})" + "\n" +
          R"({"attempt":{"case":7,"repeat":2,"target":1},"latency_us":0,"model":"m","provider":"openai",)"
          R"("reply":{"finish_reason":"stop","latency_us":0,"model":"fake-1","text":"ok"},)" +
          request + R"("time":"2025-06-15T15:06:42.000Z","try":2})" + "\n");
}

TEST_F(RequestLogTest, RedactsEveryText) {
  redact_ = [](std::string text) {
    for (size_t at; (at = text.find("sk-\"1")) != std::string::npos;) text.replace(at, 5, "[redacted]");
    return text;
  };
  provider_->Then(Say("the key is sk-\"1")).Then(ChatError{FailureKind::kUnavailable, "no sk-\"1", false, 0, {}});
  ChatRequest request = Ask("sk-\"1?");
  request.parameters = {{"sk-\"1", {"sk-\"1"}}};
  const auto model = WithRequestLog(provider_, model_, OpenLog(path_));
  ASSERT_TRUE(model->Complete(request, ContextAt(clock_)));
  ASSERT_FALSE(model->Complete(request, ContextAt(clock_)));
  EXPECT_THAT(Text(), testing::Not(testing::HasSubstr("sk-")));
  EXPECT_THAT(Text(), testing::HasSubstr("the key is [redacted]"));
}

TEST_F(RequestLogTest, WritesIllFormedTextWellFormed) {
  provider_->Then(Say("a\xff"));
  ASSERT_TRUE(WithRequestLog(provider_, model_, OpenLog(path_))->Complete(Ask("hi"), ContextAt(clock_)));
  EXPECT_THAT(Text(), testing::HasSubstr("\"text\":\"a\xEF\xBF\xBD\""));
}

TEST_F(RequestLogTest, SaysOnceThatItCannotBeWrittenAndGoesOn) {
  const auto model = WithRequestLog(provider_, model_, OpenLog("/dev/full"));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(model->Complete(Ask("hi"), ContextAt(clock_)));
  EXPECT_THAT(log_.messages(), ElementsAre("can't write to /dev/full: No space left on device; requests are missing in "
                                           "it from here on"));
}

TEST_F(RequestLogTest, WritesWholeLinesFromManyThreads) {
  const auto model = WithRequestLog(provider_, model_, OpenLog(path_));
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      for (int j = 0; j < 50; ++j) EXPECT_TRUE(model->Complete(Ask("hi"), ContextAt(clock_)));
    });
  for (std::thread& thread : threads) thread.join();
  std::istringstream lines(Text());
  int count = 0;
  for (std::string line; std::getline(lines, line); ++count) EXPECT_TRUE(ParseJson(line)) << line;
  EXPECT_EQ(count, 400);
}

TEST_F(RequestLogTest, WritesEmbeddingsToo) {
  const auto embedder = WithRequestLog(std::make_shared<FakeEmbedder>(), model_, OpenLog(path_));
  ASSERT_TRUE(embedder->Embed({"a"}, ContextAt(clock_)));
  EXPECT_THAT(Text(), testing::HasSubstr(R"("request":{"parameters":{"temperature":0},"texts":["a"]})"));
}

}  // namespace
}  // namespace harness
