#include "harness/base/http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

#include "tests/fakes/http_server.h"

namespace harness {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::Contains;
using testing::Not;
using testing::Pair;

class HttpTest : public testing::Test {
 protected:
  static HttpLimits Within(milliseconds time) { return {steady_clock::now() + time}; }

  tl::expected<HttpResponse, HttpError> Get(const std::string& url) {
    return http_->Send({.url = url}, Within(seconds(20)));
  }
  // What comes of an answer that is these bytes.
  HttpError ErrorFor(ServerReply reply, size_t max_body = 1 << 20) {
    HttpServer server([&](const ServerRequest&) { return reply; });
    HttpLimits limits = Within(seconds(20));
    limits.max_body = max_body;
    const auto answer = http_->Send({.url = server.url()}, limits);
    HttpError error = answer ? HttpError{HttpProblem::kBadRequest, "answered"} : answer.error();
    const size_t at = error.message.find(server.url());
    if (at != std::string::npos) error.message.replace(at, server.url().size(), "SERVER");
    return error;
  }

  std::unique_ptr<Http> http_ = MakeHttp();
};

TEST_F(HttpTest, SendsMethodHeadersAndBody) {
  HttpServer server([](const ServerRequest&) { return ServerReply{}; });
  const auto answer =
      http_->Send({"PATCH", server.url() + "/a?b=c", {{"X-One", "1"}, {"X-Empty", ""}}, std::string("a\0b", 3)},
                  Within(seconds(20)));
  ASSERT_TRUE(answer) << answer.error().message;
  ASSERT_EQ(server.requests().size(), 1u);
  const ServerRequest request = server.requests()[0];
  EXPECT_EQ(request.method, "PATCH");
  EXPECT_EQ(request.path, "/a?b=c");
  EXPECT_EQ(request.body, std::string("a\0b", 3));
  EXPECT_THAT(request.headers, Contains(Pair("x-one", "1")));
  EXPECT_THAT(request.headers, Contains(Pair("x-empty", "")));
  EXPECT_THAT(request.headers, Not(Contains(Pair("content-type", testing::_))));
  EXPECT_THAT(request.headers, Not(Contains(Pair("expect", testing::_))));
}

TEST_F(HttpTest, ReturnsStatusHeadersAndBody) {
  HttpServer server([](const ServerRequest&) {
    return ServerReply{418, "short and stout", {{"X-Pot", "tea"}, {"x-pot", "second"}}};
  });
  const auto answer = Get(server.url());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 418);
  EXPECT_EQ(answer->body, "short and stout");
  ASSERT_TRUE(answer->Header("X-POT"));
  EXPECT_EQ(*answer->Header("X-POT"), "tea");
  EXPECT_EQ(answer->Header("X-Cup"), nullptr);
}

TEST_F(HttpTest, SkipsInterimAnswers) {
  HttpServer server([](const ServerRequest&) {
    ServerReply reply;
    reply.raw = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    return reply;
  });
  const auto answer = Get(server.url());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "ok");
  EXPECT_EQ(answer->Header("Link"), nullptr);
}

TEST_F(HttpTest, TakesAnswersWithTrailersForWhole) {
  HttpServer server([](const ServerRequest&) {
    ServerReply reply;
    reply.raw = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX-Sum: a\r\n\r\n";
    return reply;
  });
  const auto answer = Get(server.url());
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "ok");
  EXPECT_EQ(answer->Header("X-Sum"), nullptr);
}

TEST_F(HttpTest, FollowsNoRedirect) {
  HttpServer server([](const ServerRequest&) { return ServerReply{302, "", {{"Location", "/other"}}}; });
  const auto answer = Get(server.url());
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(server.requests().size(), 1u);
}

TEST_F(HttpTest, UsesConnectionsAgain) {
  HttpServer server([](const ServerRequest&) { return ServerReply{200, "x"}; });
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(Get(server.url()));
  EXPECT_EQ(server.connections(), 1u);
}

TEST_F(HttpTest, SendsNothingTwiceWhenAConnectionThatWasUsedBeforeIsLost) {
  int answers = 0;
  HttpServer server([&](const ServerRequest&) {
    ServerReply reply{200, "{}"};
    if (++answers > 1) reply.raw = "";  // and the connection is closed
    return reply;
  });
  const HttpRequest post{.method = "POST", .url = server.url(), .body = "pay"}, get{.url = server.url()};
  ASSERT_TRUE(http_->Send(post, Within(seconds(20))));
  const auto lost = http_->Send(post, Within(seconds(20)));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().problem, HttpProblem::kLost);
  EXPECT_EQ(server.requests().size(), 2u);
  EXPECT_EQ(server.requests().back().body, "pay");
  answers = 0;
  ASSERT_TRUE(http_->Send(get, Within(seconds(20))));
  EXPECT_FALSE(http_->Send(get, Within(seconds(20))));
  EXPECT_EQ(server.requests().size(), 4u);
}

TEST_F(HttpTest, CarriesManyRequestsAtOnce) {
  HttpServer server([](const ServerRequest& request) { return ServerReply{200, request.path}; });
  std::vector<std::future<std::string>> answers;
  for (int i = 0; i < 250; ++i)
    answers.push_back(std::async(std::launch::async, [&, i] {
      const auto answer = Get(server.url() + "/" + std::to_string(i));
      return answer ? answer->body : answer.error().message;
    }));
  for (int i = 0; i < 250; ++i) EXPECT_EQ(answers[static_cast<size_t>(i)].get(), "/" + std::to_string(i));
}

TEST_F(HttpTest, TellsThatNobodyListens) {
  std::string url;
  {
    const HttpServer server([](const ServerRequest&) { return ServerReply{}; });
    url = server.url();
  }
  const auto answer = Get(url + "/secret?key=secret");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().problem, HttpProblem::kRefused);
  EXPECT_EQ(answer.error().message, "can't connect to " + url);
}

TEST_F(HttpTest, TellsThatAHostIsNotKnown) {
  const auto answer = Get("http://user:secret@nobody.invalid/secret");
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().problem, HttpProblem::kUnresolvable);
  EXPECT_EQ(answer.error().message, "the host of http://nobody.invalid is not known");
}

TEST_F(HttpTest, TellsThatAConnectionWasLost) {
  for (const char* bytes :
       {"", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", "HTTP/1.1 200 OK\r\nContent-Le"}) {
    ServerReply reply;
    reply.raw = bytes;
    const HttpError error = ErrorFor(reply);
    EXPECT_EQ(error.problem, HttpProblem::kLost) << bytes;
    EXPECT_EQ(error.message, "the connection to SERVER was lost");
  }
}

TEST_F(HttpTest, TellsThatAnAnswerIsNoHttp) {
  ServerReply reply;
  reply.raw = "220 smtp.example.com ESMTP\r\n";
  const HttpError error = ErrorFor(reply);
  EXPECT_EQ(error.problem, HttpProblem::kMalformed);
  EXPECT_EQ(error.message, "SERVER answers, but not in HTTP");
}

TEST_F(HttpTest, TellsThatThereIsNoTls) {
  HttpServer server([](const ServerRequest&) { return ServerReply{}; });
  const auto answer = Get("https" + server.url().substr(4));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().problem, HttpProblem::kTls);
  EXPECT_THAT(answer.error().message,
              testing::StartsWith("no secure connection to https" + server.url().substr(4) + ": "));
}

TEST_F(HttpTest, CutsOffAnswersThatAreTooLarge) {
  ServerReply reply;
  reply.endless = true;
  EXPECT_EQ(ErrorFor(reply).message, "SERVER answered with more than 1 MiB");
  reply = {200, std::string(101, 'x')};
  const HttpError error = ErrorFor(reply, 100);
  EXPECT_EQ(error.problem, HttpProblem::kTooLarge);
  EXPECT_EQ(error.message, "SERVER answered with more than 100 B");
}

TEST_F(HttpTest, CutsOffHeadersThatAreTooLarge) {
  ServerReply reply;
  for (int i = 0; i < 20; ++i) reply.headers.emplace_back("X-Long", std::string(20'000, 'x'));
  EXPECT_EQ(ErrorFor(reply).message, "SERVER answered with more than 256 KiB of headers");
}

TEST_F(HttpTest, ReturnsAtItsDeadline) {
  HttpServer server([](const ServerRequest&) {
    ServerReply reply;
    reply.hang = true;
    return reply;
  });
  const auto begun = steady_clock::now();
  const auto answer = http_->Send({.url = server.url()}, Within(milliseconds(100)));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().problem, HttpProblem::kTimeout);
  EXPECT_EQ(answer.error().message, "no answer from " + server.url() + " within the time limit");
  EXPECT_LT(steady_clock::now() - begun, seconds(5));
}

TEST_F(HttpTest, ReturnsWhenItIsStopped) {
  HttpServer server([](const ServerRequest&) {
    ServerReply reply;
    reply.hang = true;
    return reply;
  });
  std::stop_source stop;
  HttpLimits limits = Within(seconds(600));
  limits.stop = stop.get_token();
  auto answer = std::async(std::launch::async, [&] { return http_->Send({.url = server.url()}, limits); });
  while (server.requests().empty()) std::this_thread::yield();
  stop.request_stop();
  const auto stopped = answer.get();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().problem, HttpProblem::kStopped);
}

TEST_F(HttpTest, RefusesWhatItCanNotSend) {
  const auto why = [&](const HttpRequest& request) {
    const auto answer = http_->Send(request, Within(seconds(20)));
    return answer ? "sent" : answer.error().message;
  };
  EXPECT_EQ(why({.url = "ftp://127.0.0.1/"}), "a url of http or https is needed, not of ftp");
  EXPECT_EQ(why({.url = "file:///etc/passwd"}), "a url of http or https is needed, not of file");
  EXPECT_EQ(why({.url = "127.0.0.1:99999/secret"}), "the url can't be read");
  EXPECT_EQ(why({"GET\r\n", "http://127.0.0.1:1"}), "the method is no word");
  EXPECT_EQ(why({"GET", "http://127.0.0.1:1", {{"A\nB", "x"}}}), "a header has a name that can't be sent");
  EXPECT_EQ(why({"GET", "http://127.0.0.1:1", {{"Token", "secret\r\nX: y"}}}),
            "the header Token has a value that can't be sent");
}

TEST_F(HttpTest, NeverConnectsToMetadataServices) {
  for (const std::string host : {"169.254.169.254", "2852039166", "[fe80::1]", "[::ffff:169.254.169.254]"}) {
    const auto answer = Get("http://" + host + ":1/latest/meta-data");
    ASSERT_FALSE(answer) << host;
    EXPECT_EQ(answer.error().problem, HttpProblem::kBadRequest) << answer.error().message;
    EXPECT_THAT(answer.error().message,
                testing::EndsWith(" is at an address of a metadata service, which is never asked"));
  }
}

TEST(OriginOf, LeavesOutWhatMayBeSecret) {
  EXPECT_EQ(OriginOf("https://user:secret@host:8443/secret?key=secret#x"), "https://host:8443");
  EXPECT_EQ(OriginOf("http://[::1]/x"), "http://[::1]");
  EXPECT_EQ(OriginOf("no url"), "");
}

TEST(ResolveUrl, FollowsRelativeAndWholeReferences) {
  EXPECT_EQ(ResolveUrl("http://127.0.0.1:9000/v1/jobs?x=1", "/v1/jobs/7"), "http://127.0.0.1:9000/v1/jobs/7");
  EXPECT_EQ(ResolveUrl("http://127.0.0.1:9000/v1/jobs", "jobs/7?a=b"), "http://127.0.0.1:9000/v1/jobs/7?a=b");
  EXPECT_EQ(ResolveUrl("http://one/", "https://two/x"), "https://two/x");
  EXPECT_EQ(ResolveUrl("http://u:p@one/a", "/b"), "http://u:p@one/b");
  for (const char* bad : {"file:///etc/passwd", "http://one/\r\nX: y", "http://"})
    EXPECT_EQ(ResolveUrl("http://one/", bad), "") << bad;
}

TEST(IsSameOrigin, ComparesSchemeHostAndPort) {
  EXPECT_TRUE(IsSameOrigin("http://Host/a", "http://host:80/b?c"));
  EXPECT_TRUE(IsSameOrigin("https://u:p@host", "https://host:443"));
  EXPECT_FALSE(IsSameOrigin("http://host", "https://host"));
  EXPECT_FALSE(IsSameOrigin("http://host:8080", "http://host"));
  EXPECT_FALSE(IsSameOrigin("http://host", "http://host.evil.example"));
  EXPECT_FALSE(IsSameOrigin("http://host", "http://host@evil.example"));
  EXPECT_FALSE(IsSameOrigin("http://[", "http://["));
}

TEST(ReadRetryAfter, TakesSecondsAndDates) {
  constexpr int64_t kNow = 1'750'000'000'000'000;  // 2025-06-15T15:06:40Z
  EXPECT_EQ(ReadRetryAfter(" 2 ", kNow), seconds(2));
  EXPECT_EQ(ReadRetryAfter("Sun, 15 Jun 2025 15:06:50 GMT", kNow), seconds(10));
  EXPECT_EQ(ReadRetryAfter("Sun, 15 Jun 2025 15:06:00 GMT", kNow), seconds(0));
  EXPECT_EQ(ReadRetryAfter("soon", kNow), seconds(0));
  EXPECT_EQ(ReadRetryAfter("99999999999999999999", kNow), seconds(86'400));
}

TEST(ReadHttpDate, TellsDatesFromOtherTexts) {
  EXPECT_EQ(ReadHttpDate("Sun, 15 Jun 2025 15:06:40 GMT"), 1'750'000'000'000'000);
  EXPECT_EQ(ReadHttpDate("Sunday, 15-Jun-25 15:06:40 GMT"), 1'750'000'000'000'000);
  EXPECT_EQ(ReadHttpDate("Sun Jun 15 15:06:40 2025"), 1'750'000'000'000'000);
  EXPECT_EQ(ReadHttpDate("soon"), std::nullopt);
}

}  // namespace
}  // namespace harness
