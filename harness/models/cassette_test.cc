#include "harness/models/cassette.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "harness/models/cache.h"
#include "tests/fakes/fake_chat.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

class CassetteTest : public testing::Test {
 protected:
  std::shared_ptr<Cassette> Open() { return *Cassette::Open(*files_, tapes()); }
  std::string tapes() const { return folder_ / "tapes"; }

  std::shared_ptr<Chat> Recorder() { return WithCache(provider_, model_, Open(), {std::nullopt, true}, log_); }
  CallContext Context(uint16_t repeat = 0, uint32_t sample = 0) {
    CallContext context = ContextAt(clock_);
    context.key.repeat = repeat;
    context.sample = sample;
    return context;
  }
  std::string ReplayError(const std::string& text, uint16_t repeat = 0) {
    return ReplayChat(Open(), model_)->Complete(Ask(text), Context(repeat)).error().message;
  }
  std::vector<std::string> Names() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(tapes())) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  TemporaryFolder folder_;
  FakeClock clock_;
  MemoryLog log_;
  std::unique_ptr<Files> files_ = MakeFiles();
  AskedModel model_{"openai", "https://api.openai.com", "m", {{"temperature", 0}}};
  std::shared_ptr<FakeChat> provider_ = std::make_shared<FakeChat>();
};

TEST_F(CassetteTest, ReplaysWhatItRecorded) {
  ChatReply reply = Say("seven");
  reply.usage = Usage{10, 1, 0};
  reply.latency = std::chrono::microseconds(1234);
  provider_->Then(reply);
  ASSERT_TRUE(Recorder()->Complete(Ask("hi"), Context()));
  reply.kept = true;
  reply.cost_usd = 0;
  EXPECT_EQ(*ReplayChat(Open(), model_)->Complete(Ask("hi"), Context()), reply);
}

TEST_F(CassetteTest, WritesFilesForPeople) {
  ASSERT_TRUE(Recorder()->Complete(Ask("hi"), Context()));
  ASSERT_EQ(Names().size(), 1u);
  EXPECT_THAT(Names()[0], testing::MatchesRegex("[0-9a-f]{16}\\.0\\.json"));
  EXPECT_EQ(TemporaryFolder::Contents(tapes() + "/" + Names()[0]), R"({
  "recorded_at": "2025-06-15T15:06:40.000Z",
  "repeat": 0,
  "sample": 0,
  "model": "m",
  "origin": "https://api.openai.com",
  "provider": "openai",
  "request": {
    "messages": [
      {
        "content": "hi",
        "role": "user"
      }
    ],
    "parameters": {
      "temperature": 0
    }
  },
  "reply": {
    "finish_reason": "stop",
    "latency_us": 0,
    "model": "fake-1",
    "text": "ok"
  }
}
)");
}

TEST_F(CassetteTest, HasAReplyForEachRepeatAndSample) {
  provider_->Then(Say("a")).Then(Say("b")).Then(Say("c"));
  const auto recorder = Recorder();
  ASSERT_TRUE(recorder->Complete(Ask("hi"), Context(0)));
  ASSERT_TRUE(recorder->Complete(Ask("hi"), Context(1)));
  ASSERT_TRUE(recorder->Complete(Ask("hi"), Context(0, 2)));
  EXPECT_THAT(Names()[1], EndsWith(".0.json"));
  EXPECT_THAT(Names()[0], EndsWith(".0.2.json"));
  const auto replay = ReplayChat(Open(), model_);
  EXPECT_EQ(replay->Complete(Ask("hi"), Context(1))->text, "b");
  EXPECT_EQ(replay->Complete(Ask("hi"), Context(0, 2))->text, "c");
  EXPECT_EQ(replay->Complete(Ask("hi"), Context(0))->text, "a");
}

TEST_F(CassetteTest, KeepsReplaysIndependentOfTheOrderOfCalls) {
  provider_->Always([](const ChatRequest& request) { return Say("to " + request.messages[0].text); });
  const auto recorder = Recorder();
  for (int i = 0; i < 40; ++i) ASSERT_TRUE(recorder->Complete(Ask(std::to_string(i)), Context()));
  const auto replay = ReplayChat(Open(), model_);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      for (int j = 0; j < 40; ++j) {
        const std::string text = std::to_string((j * 7 + i) % 40);
        EXPECT_EQ(replay->Complete(Ask(text), Context())->text, "to " + text);
      }
    });
  for (std::thread& thread : threads) thread.join();
}

TEST_F(CassetteTest, ShowsTheNearestRequestAndWhereItDiffers) {
  const auto recorder = Recorder();
  ASSERT_TRUE(recorder->Complete(Ask("Classify this ticket.\nThe VPN is down in Berlin"), Context()));
  const std::string near = Names()[0];
  ASSERT_TRUE(recorder->Complete(Ask("Write a poem of the sea"), Context()));
  EXPECT_EQ(
      ReplayError("Classify this ticket.\nThe VPN is down in Munich"),
      "not on the cassette " + tapes() + ": the nearest is " + near +
          ", at /request/messages/0/content, line 2: \"The VPN is down in Berlin\" is recorded, \"The VPN is down in "
          "Munich\" is asked");
}

TEST_F(CassetteTest, SaysWhichParameterDiffers) {
  ASSERT_TRUE(Recorder()->Complete(Ask("hi"), Context()));
  model_.parameters = {{"temperature", 1}};
  EXPECT_THAT(ReplayError("hi"), EndsWith(", at /request/parameters/temperature: 0 is recorded, 1 is asked"));
}

TEST_F(CassetteTest, SaysThatARepeatIsMissing) {
  ASSERT_TRUE(Recorder()->Complete(Ask("hi"), Context()));
  EXPECT_EQ(ReplayError("hi", 3),
            "not on the cassette " + tapes() + ": " + Names()[0] + " has this request, but not repeat 3, sample 0");
}

TEST_F(CassetteTest, IsEmptyWhereThereIsNoFolder) {
  EXPECT_EQ(ReplayError("hi"), "not on the cassette " + tapes() + ": it is empty");
  EXPECT_FALSE(ReplayChat(Open(), model_)->Complete(Ask("hi"), Context()).error().retryable);
}

TEST_F(CassetteTest, IsAFolder) {
  EXPECT_EQ(Cassette::Open(*files_, folder_.Put("file", "")).error().Message(),
            (folder_ / "file") + ": a cassette is a folder");
}

TEST_F(CassetteTest, AsksOnlyForWhatIsNotRecordedYet) {
  ASSERT_TRUE(Recorder()->Complete(Ask("hi"), Context()));
  const auto again = Recorder();
  ASSERT_TRUE(again->Complete(Ask("hi"), Context()));
  ASSERT_TRUE(again->Complete(Ask("ho"), Context()));
  EXPECT_EQ(provider_->calls(), 2u);
  EXPECT_EQ(Names().size(), 2u);
}

TEST_F(CassetteTest, RecordsNoErrors) {
  provider_->Then(Refused());
  EXPECT_FALSE(Recorder()->Complete(Ask("hi"), Context()));
  EXPECT_FALSE(std::filesystem::exists(tapes()));
}

TEST_F(CassetteTest, NoticesChangedRequestsAndSpoiltFiles) {
  ASSERT_TRUE(Recorder()->Complete(Ask("hi"), Context()));
  const std::string path = tapes() + "/" + Names()[0];
  std::string text = TemporaryFolder::Contents(path);
  text.replace(text.find("\"hi\""), 4, "\"ho\"");
  folder_.Put("tapes/" + Names()[0], text);
  EXPECT_EQ(ReplayError("hi"), path + ": its request was changed after it was recorded");
  folder_.Put("tapes/" + Names()[0], "{\"request\": ");
  EXPECT_THAT(ReplayError("hi"), StartsWith(path + ": no JSON: "));
  folder_.Put("tapes/" + Names()[0], "{}");
  EXPECT_EQ(ReplayError("hi"), path + ": no request and reply of a cassette");
}

TEST_F(CassetteTest, ReplaysEmbeddings) {
  const auto embedder = std::make_shared<FakeEmbedder>();
  const auto first = WithCache(embedder, model_, Open(), {std::nullopt, true}, log_)->Embed({"a", "bc"}, Context());
  const auto replayed = ReplayEmbedder(Open(), model_)->Embed({"a", "bc"}, Context());
  EXPECT_EQ(replayed->vectors, first->vectors);
  EXPECT_THAT(ReplayEmbedder(Open(), model_)->Embed({"a", "bd"}, Context()).error().message,
              HasSubstr("at /request/texts/1: \"bc\" is recorded, \"bd\" is asked"));
}

}  // namespace
}  // namespace harness
