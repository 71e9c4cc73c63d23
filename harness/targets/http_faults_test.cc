// Services that fail: which failures are the plumbing's, and what is said of them.
#include <gmock/gmock.h>

#include "tests/fakes/http_target_rig.h"

namespace harness {
namespace {

class HttpFaultsTest : public HttpTargetRig {
 protected:
  Failure FailureOf(ServerReply reply, const std::string& options = "{ url: URL/ask }") {
    answer_ = [reply](const ServerRequest&) { return reply; };
    const Output output = Call(options);
    return output.failure.value_or(Failure{FailureKind::kStopped, "it did not fail"});
  }
};

TEST_F(HttpFaultsTest, TellsTheServiceFromThePlumbing) {
  struct Row {
    int status;
    FailureKind kind;
    bool retryable;
  };
  for (const Row& row : {Row{400, FailureKind::kProviderError, false}, Row{401, FailureKind::kProviderError, false},
                         Row{403, FailureKind::kProviderError, false}, Row{404, FailureKind::kProviderError, false},
                         Row{408, FailureKind::kUnavailable, true}, Row{425, FailureKind::kUnavailable, true},
                         Row{429, FailureKind::kRateLimited, true}, Row{500, FailureKind::kReported, false},
                         Row{501, FailureKind::kReported, false}, Row{502, FailureKind::kUnavailable, true},
                         Row{503, FailureKind::kUnavailable, true}, Row{504, FailureKind::kUnavailable, true},
                         Row{505, FailureKind::kReported, false}}) {
    const Failure failure = FailureOf({row.status, "oops"});
    EXPECT_EQ(failure.kind, row.kind) << row.status;
    EXPECT_EQ(failure.retryable, row.retryable) << row.status;
    EXPECT_EQ(failure.message, fmt::format("{} answered with status {}: oops", server_.url(), row.status));
  }
}

TEST_F(HttpFaultsTest, TakesStatusesOfTheSuitesChoiceForAnswers) {
  answer_ = [](const ServerRequest&) { return JsonReply({{"blocked", true}}, 422); };
  EXPECT_EQ(*Call("{ url: URL/ask, ok_status: [400, 422] }").json, (Json{{"blocked", true}}));
}

TEST_F(HttpFaultsTest, FollowsNoRedirect) {
  const Failure failure = FailureOf({302, "", {{"Location", "https://u:p@elsewhere.example/x?key=1"}}});
  EXPECT_EQ(failure.kind, FailureKind::kProviderError);
  EXPECT_EQ(
      failure.message,
      server_.url() + " answered with status 302, a redirect to https://elsewhere.example, which is not followed");
  EXPECT_EQ(server_.requests().size(), 1u);
}

TEST_F(HttpFaultsTest, PassesOnHowLongToWait) {
  EXPECT_EQ(FailureOf({503, "", {{"Retry-After", "7"}}}).retry_after, std::chrono::seconds(7));
  EXPECT_EQ(FailureOf({429, "", {{"retry-after-ms", "250"}}}).retry_after, std::chrono::milliseconds(250));
  EXPECT_EQ(FailureOf({429, ""}).retry_after, std::chrono::seconds(0));
  const Failure long_wait = FailureOf({429, "", {{"Retry-After", "3600"}}});
  EXPECT_FALSE(long_wait.retryable);
  EXPECT_THAT(long_wait.message, testing::EndsWith("; it asks to wait 1h, and no more than 2m is waited"));
}

TEST_F(HttpFaultsTest, CallsBadAnswersTheServicesOwn) {
  Failure failure = FailureOf({200, "{\"reply\": \"cut o"}, "{ url: URL/ask, at: /reply }");
  EXPECT_EQ(failure.kind, FailureKind::kInvalidOutput);
  EXPECT_THAT(failure.message, testing::HasSubstr("the answer is no JSON: line 1, column"));
  failure = FailureOf({200, "<html>", {{"Content-Type", "application/json; charset=utf-8"}}});
  EXPECT_EQ(failure.kind, FailureKind::kInvalidOutput);
  failure = FailureOf({200, std::string(2000, 'x')}, "{ url: URL/ask, max_output: 1000 }");
  EXPECT_EQ(failure.kind, FailureKind::kTooLarge);
  ServerReply endless;
  endless.endless = true;
  EXPECT_EQ(FailureOf(endless).kind, FailureKind::kTooLarge);
}

TEST_F(HttpFaultsTest, CallsLostConnectionsPlumbing) {
  ServerReply cut;
  cut.raw = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf";
  Failure failure = FailureOf(cut);
  EXPECT_EQ(failure.kind, FailureKind::kUnavailable);
  EXPECT_TRUE(failure.retryable);
  cut.raw = "";
  EXPECT_TRUE(FailureOf(cut).retryable);
  cut.raw = "SSH-2.0-OpenSSH_9.2\r\n";
  failure = FailureOf(cut);
  EXPECT_EQ(failure.kind, FailureKind::kUnavailable);
  EXPECT_FALSE(failure.retryable);
  EXPECT_EQ(failure.message, server_.url() + " answers, but not in HTTP");
}

TEST_F(HttpFaultsTest, TellsThatNobodyListens) {
  std::string nowhere;
  {
    const HttpServer closed([](const ServerRequest&) { return ServerReply(); });
    nowhere = closed.url();
  }
  const Failure failure = FailureOf({}, "{ url: '" + nowhere + "/private?key=x' }");
  EXPECT_EQ(failure.kind, FailureKind::kUnavailable);
  EXPECT_TRUE(failure.retryable);
  EXPECT_EQ(failure.message, "can't connect to " + nowhere);
}

TEST_F(HttpFaultsTest, EndsAtTheDeadlineAndWhenItIsStopped) {
  ServerReply hang;
  hang.hang = true;
  time_ = std::chrono::milliseconds(200);
  EXPECT_EQ(FailureOf(hang).kind, FailureKind::kTimeout);
  time_ = std::chrono::minutes(10);
  answer_ = [this](const ServerRequest&) {
    stop_.request_stop();
    ServerReply never;
    never.hang = true;
    return never;
  };
  EXPECT_EQ(Call("{ url: URL/ask }").failure->kind, FailureKind::kStopped);
}

TEST_F(HttpFaultsTest, ShowsAnswersOnOneLineAndCut) {
  const Failure failure = FailureOf({500, "a\n\n\tb\x01 \xff " + std::string(1000, 'x')});
  EXPECT_THAT(failure.message, testing::HasSubstr("status 500: a b  \xEF\xBF\xBD xxx"));
  EXPECT_LT(failure.message.size(), 400u);
}

}  // namespace
}  // namespace harness
