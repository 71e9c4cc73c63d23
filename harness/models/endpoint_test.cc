#include "harness/models/endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/text.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_http.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

using std::chrono::seconds;

class EndpointTest : public testing::Test {
 protected:
  EndpointTest() { options_.url = *ParseBaseUrl("https://m.example/v1?version=2", false); }

  tl::expected<EndpointAnswer, ChatError> Post() {
    Services services{clock_, *files_, *processes_, http_, log_, environment_};
    services.secrets = &secrets_;
    Endpoint endpoint(options_, services);
    return endpoint.Post("/chat", {{"b", 1}, {"a", 2}}, {clock_, clock_.SteadyNow() + seconds(60), {}, {}, 0});
  }
  ChatError ErrorOf(int status, std::string body, std::vector<HttpHeader> headers = {}) {
    http_.Put(status, std::move(body), std::move(headers));
    const auto answer = Post();
    return answer ? ChatError{.message = "answered"} : answer.error();
  }
  std::string MessageOf(int status, std::string body, std::vector<HttpHeader> headers = {}) {
    return ErrorOf(status, std::move(body), std::move(headers)).message;
  }
  // Of a good status.
  std::string Malformed(std::string body, std::vector<HttpHeader> headers = {}) {
    const ChatError error = ErrorOf(200, std::move(body), std::move(headers));
    EXPECT_TRUE(error.retryable);
    EXPECT_EQ(error.kind, FailureKind::kProviderError);
    EXPECT_EQ(error.status, 200);
    return error.message;
  }

  FakeClock clock_;
  std::unique_ptr<Files> files_ = MakeFiles();
  std::unique_ptr<Processes> processes_ = MakeProcesses("");
  FakeHttp http_;
  MemoryLog log_;
  std::map<std::string, std::string> environment_ = {{"KEY", "sk-sentinel-0123456789"}};
  Secrets secrets_;
  EndpointOptions options_;
};

TEST_F(EndpointTest, PostsCanonicalJsonWithItsKey) {
  options_.key.env = "KEY";
  options_.headers = {{"x-version", "1"}};
  http_.Put(200, R"({"c":3})");
  const auto answer = Post();
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->json, (Json{{"c", 3}}));
  const HttpRequest request = http_.requests()[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://m.example/v1/chat?version=2");
  EXPECT_EQ(request.body, R"({"a":2,"b":1})");
  EXPECT_THAT(request.headers,
              testing::ElementsAre(HttpHeader{"x-version", "1"}, HttpHeader{"Content-Type", "application/json"},
                                   HttpHeader{"Accept", "application/json"},
                                   HttpHeader{"Authorization", "Bearer sk-sentinel-0123456789"}));
}

TEST_F(EndpointTest, PutsTheKeyAloneIntoAHeaderOfAnotherName) {
  options_.key.env = "KEY";
  options_.key_header = "api-key";
  http_.Put(200, "{}");
  ASSERT_TRUE(Post());
  EXPECT_THAT(http_.requests()[0].headers, testing::Contains(HttpHeader{"api-key", "sk-sentinel-0123456789"}));
}

TEST_F(EndpointTest, SendsNoKeyWhereNoneIsNamed) {
  http_.Put(200, "{}");
  ASSERT_TRUE(Post());
  EXPECT_EQ(http_.requests()[0].headers.size(), 2u);
}

TEST_F(EndpointTest, IsNotAskedWithoutItsKey) {
  options_.key.env = "OTHER_KEY";
  const auto answer = Post();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().message, "OTHER_KEY is not set");
  EXPECT_FALSE(answer.error().retryable);
  EXPECT_TRUE(http_.requests().empty());
}

TEST_F(EndpointTest, SaysWhichStatusesMayPass) {
  for (const int status : {408, 429, 500, 502, 503, 504, 529}) EXPECT_TRUE(ErrorOf(status, "").retryable) << status;
  for (const int status : {300, 301, 400, 401, 402, 403, 404, 405, 413, 418, 422, 451})
    EXPECT_FALSE(ErrorOf(status, "").retryable) << status;
  EXPECT_EQ(ErrorOf(429, "").kind, FailureKind::kRateLimited);
  EXPECT_EQ(ErrorOf(503, "").kind, FailureKind::kProviderError);
  EXPECT_EQ(ErrorOf(503, "").status, 503);
}

TEST_F(EndpointTest, DoesNotWaitForMoreQuota) {
  const ChatError error =
      ErrorOf(429, R"({"error":{"message":"You exceeded your quota","code":"insufficient_quota"}})");
  EXPECT_FALSE(error.retryable);
  EXPECT_EQ(error.kind, FailureKind::kProviderError);
  EXPECT_EQ(error.message, "https://m.example answered with status 429: You exceeded your quota");
}

TEST_F(EndpointTest, PassesOnHowLongToWait) {
  EXPECT_EQ(ErrorOf(429, "", {{"Retry-After", "7"}}).retry_after, seconds(7));
  EXPECT_EQ(ErrorOf(429, "", {{"x-ratelimit-reset-tokens", "1m30s"}}).retry_after, seconds(90));
  EXPECT_EQ(ErrorOf(400, "", {{"Retry-After", "7"}}).retry_after, std::nullopt);
}

TEST_F(EndpointTest, ShowsTheProvidersWordsInAllForms) {
  const std::string server = "https://m.example answered with status 400: ";
  EXPECT_EQ(MessageOf(400, R"({"error":{"message":"bad\n\tthing"}})"), server + "bad thing");
  EXPECT_EQ(MessageOf(400, R"({"error":"bad"})"), server + "bad");
  EXPECT_EQ(MessageOf(400, R"({"message":"bad"})"), server + "bad");
  EXPECT_EQ(MessageOf(400, R"({"detail":"bad"})"), server + "bad");
  EXPECT_EQ(MessageOf(400, R"({"error":{"code":7}})"), server + R"({"code":7})");
  EXPECT_EQ(MessageOf(400, "<h1>bad\xFF</h1>"), server + "<h1>bad\xEF\xBF\xBD</h1>");
  EXPECT_EQ(MessageOf(400, ""), "https://m.example answered with status 400");
  EXPECT_EQ(CountCodePoints(MessageOf(400, std::string(100'000, 'x'))), server.size() + 500);
}

TEST_F(EndpointTest, ShowsNoKeyPathOrQuery) {
  options_.key.env = "KEY";
  const std::string server = "https://m.example answered with status 404: ";
  EXPECT_EQ(
      MessageOf(404, R"({"error":{"message":"no key sk-sentinel-0123456789 for /v1/chat?version=2 or /v1/chat"}})"),
      server + "no key *** for *** or ***");
  EXPECT_EQ(MessageOf(404, R"({"error":{"message":"Incorrect key: sk-se*******6789."}})"),
            server + "Incorrect key: ***");
  EXPECT_EQ(MessageOf(404, R"({"error":{"message":")" + std::string(490, 'x') + R"( sk-sentinel-0123456789"}})"),
            server + std::string(490, 'x') + " ***");
}

TEST_F(EndpointTest, NamesOfARedirectOnlyTheOrigin) {
  EXPECT_EQ(MessageOf(307, "", {{"Location", "https://evil.example/path?key=x"}}),
            "https://m.example answered with status 307, a redirect to https://evil.example, which is not followed");
  EXPECT_EQ(MessageOf(302, "", {{"Location", "/other"}}),
            "https://m.example answered with status 302, a redirect, which is not followed");
  EXPECT_FALSE(ErrorOf(302, "").retryable);
}

TEST_F(EndpointTest, TakesNoMalformedAnswerForOne) {
  const std::string server = "https://m.example answered with ";
  EXPECT_EQ(Malformed(""), server + "an empty body");
  EXPECT_EQ(Malformed("<html>", {{"Content-Type", "text/html; charset=utf-8"}}), server + "text/html instead of JSON");
  EXPECT_EQ(Malformed("{\"a\":\"\xC3(\"}"), server + "bytes that are no UTF-8");
  EXPECT_THAT(Malformed(R"({"a": "b)"),
              testing::StartsWith(server + "JSON that is cut off or ill-formed (line 1, column "));
  EXPECT_EQ(Malformed("[1]"), server + "JSON that is no object");
  EXPECT_EQ(Malformed(R"({"error":{"message":"Upstream is down"},"choices":[]})"),
            server + "an error instead of an answer: Upstream is down");
}

TEST_F(EndpointTest, TakesAllKindsOfJson) {
  for (const char* type : {"application/json", "Application/JSON; charset=utf-8", "application/problem+json"}) {
    http_.Put(200, R"({"error":null})", {{"Content-Type", type}});
    EXPECT_TRUE(Post()) << type;
  }
}

TEST_F(EndpointTest, SaysWhichFailuresOfTheNetworkMayPass) {
  const auto error = [&](HttpProblem problem) {
    http_.PutError(problem, "why");
    const auto answer = Post();
    EXPECT_EQ(answer.error().message, "why");
    EXPECT_EQ(answer.error().status, 0);
    return std::pair(answer.error().kind, answer.error().retryable);
  };
  using Expected = std::pair<FailureKind, bool>;
  for (const HttpProblem passing : {HttpProblem::kUnresolvable, HttpProblem::kRefused, HttpProblem::kTls,
                                    HttpProblem::kLost, HttpProblem::kMalformed})
    EXPECT_EQ(error(passing), Expected(FailureKind::kUnavailable, true));
  EXPECT_EQ(error(HttpProblem::kBadRequest), Expected(FailureKind::kUnavailable, false));
  EXPECT_EQ(error(HttpProblem::kTooLarge), Expected(FailureKind::kTooLarge, true));
  EXPECT_EQ(error(HttpProblem::kStopped), Expected(FailureKind::kStopped, false));
  EXPECT_EQ(error(HttpProblem::kTimeout), Expected(FailureKind::kTimeout, true));
}

TEST_F(EndpointTest, AsksOnceMoreWithANewKey) {
  const TemporaryFolder folder;
  options_.key.file = folder.Put("key", "first-key\n");
  Services services{clock_, *files_, *processes_, http_, log_, environment_};
  Endpoint endpoint(options_, services);
  const CallContext context{clock_, clock_.SteadyNow() + seconds(60), {}, {}, 0};
  folder.Put("key", "second-key");
  http_.Put(401, "");
  http_.Put(200, "{}");
  ASSERT_TRUE(endpoint.Post("/chat", Json::object(), context));
  EXPECT_EQ(http_.requests()[0].headers.back().value, "Bearer first-key");
  EXPECT_EQ(http_.requests()[1].headers.back().value, "Bearer second-key");
  http_.Put(401, "");
  EXPECT_FALSE(endpoint.Post("/chat", Json::object(), context));
  EXPECT_EQ(http_.requests().size(), 3u);
}

}  // namespace
}  // namespace harness
