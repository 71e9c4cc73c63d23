#include "harness/targets/http_poll.h"

#include <gmock/gmock.h>

#include <atomic>

#include "tests/fakes/http_target_rig.h"

namespace harness {
namespace {

class HttpPollTest : public HttpTargetRig {
 protected:
  // Answers to the POST, then to each question; the last one again and again.
  void Script(ServerReply first, std::vector<ServerReply> states) {
    answer_ = [this, first = std::move(first), states = std::move(states)](const ServerRequest& request) {
      if (request.method == "POST") return first;
      const size_t at = asked_++;
      return states[std::min(at, states.size() - 1)];
    };
  }
  static ServerReply State(const std::string& state) {
    return JsonReply({{"status", state}, {"answer", "Restart it."}});
  }

  std::atomic<size_t> asked_ = 0;
};

constexpr const char* kByState =
    "{ url: URL/jobs, body: [], at: /answer, poll: { url: 'URL/jobs/{{ response.id }}', at: /status, every: 1ms } }";
constexpr const char* kByStatus = "{ url: URL/jobs, body: [], at: /answer, poll: { every: 1ms } }";

TEST_F(HttpPollTest, AsksUntilTheStateSaysThatItIsDone) {
  Script(JsonReply({{"id", "a b/c"}}), {State("queued"), State("running"), State("SUCCEEDED")});
  EXPECT_EQ(Call(kByState).text, "Restart it.");
  const auto requests = server_.requests();
  ASSERT_EQ(requests.size(), 4u);
  EXPECT_EQ(requests[3].method, "GET");
  EXPECT_EQ(requests[3].path, "/jobs/a%20b%2Fc");
  EXPECT_EQ(requests[3].body, "");
}

TEST_F(HttpPollTest, DoesNotAskWhenTheFirstAnswerIsTheLast) {
  Script(State("done"), {});
  EXPECT_EQ(Call(kByState).text, "Restart it.");
  Script(JsonReply({{"answer", "At once."}}), {});
  EXPECT_EQ(Call(kByStatus).text, "At once.");
  EXPECT_EQ(asked_, 0u);
}

TEST_F(HttpPollTest, FollowsTheHeaderUntilTheStatusIsNo202) {
  Script({202, "", {{"Location", "/jobs/7?x=1"}}}, {{202, ""}, {202, ""}, JsonReply({{"answer", "Restart it."}})});
  EXPECT_EQ(Call(kByStatus).text, "Restart it.");
  EXPECT_EQ(server_.requests().at(1).path, "/jobs/7?x=1");
  Script({202, "", {{"Location", "/no"}, {"Operation-Location", server_.url() + "/yes"}}}, {State("done")});
  Call(kByStatus);
  EXPECT_EQ(server_.requests().back().path, "/yes");
}

TEST_F(HttpPollTest, SendsTheHeadersOfTheRequestWithin) {
  Script({202, "", {{"Location", "/jobs/7"}}}, {State("done")});
  Call("{ url: URL/jobs, body: [], headers: { Authorization: Bearer 0123456789 }, poll: { every: 1ms } }");
  EXPECT_EQ(server_.requests().at(1).headers.at("authorization"), "Bearer 0123456789");
  EXPECT_FALSE(server_.requests().at(1).headers.contains("content-type"));
}

TEST_F(HttpPollTest, LeavesTheHostOnlyWhereTheSuiteSaysSo) {
  HttpServer other([](const ServerRequest&) { return State("done"); });
  Script({202, "", {{"Location", other.url() + "/jobs/7"}}}, {State("done")});
  Output output = Call(kByStatus);
  EXPECT_EQ(output.failure->kind, FailureKind::kProviderError);
  EXPECT_THAT(output.failure->message,
              testing::HasSubstr("it leads to " + other.url() + ", and only " + server_.url()));
  Script(JsonReply({{"url", other.url() + "/jobs/7"}}), {State("done")});
  output = Call("{ url: URL/jobs, body: [], poll: { url: '{{ response.url }}', at: /status, every: 1ms } }");
  EXPECT_THAT(output.failure->message, testing::HasSubstr("write that host into the suite"));
  EXPECT_TRUE(other.requests().empty());
  output = Call("{ url: URL/jobs, body: [], headers: { Authorization: Bearer 0123456789 }, poll: { url: '" +
                other.url() + "/jobs/{{ id }}', at: /status, every: 1ms } }");
  EXPECT_FALSE(output.failure) << output.failure->message;
  EXPECT_EQ(other.requests().at(0).path, "/jobs/vpn");
  EXPECT_FALSE(other.requests().at(0).headers.contains("authorization"));
}

TEST_F(HttpPollTest, FollowsAUrlOfTheAnswerWithinTheHost) {
  Script(JsonReply({{"url", server_.url() + "/status?id=7"}}), {State("done")});
  EXPECT_EQ(
      Call("{ url: URL/jobs, body: [], at: /answer, poll: { url: '{{ response.url }}', at: /status, every: 1ms } }")
          .text,
      "Restart it.");
  EXPECT_EQ(server_.requests().at(1).path, "/status?id=7");
}

TEST_F(HttpPollTest, FetchesTheResultFromWhereTheLastStateSays) {
  answer_ = [](const ServerRequest& request) {
    if (request.method == "POST") return JsonReply({{"id", 7}});
    if (request.path == "/jobs/7") return JsonReply({{"status", "done"}, {"file", "out 1"}});
    return ServerReply{200, "Restart it."};
  };
  EXPECT_EQ(Call("{ url: URL/jobs, body: [], poll: { url: '/jobs/{{ response.id }}', at: /status, every: 1ms, result: "
                 "'/files/{{ response.file }}' } }")
                .text,
            "Restart it.");
  EXPECT_EQ(server_.requests().at(2).path, "/files/out%201");
}

TEST_F(HttpPollTest, FailsTheCaseWhoseJobFailed) {
  Script(JsonReply({{"id", 1}}), {State("running"), State("Failed")});
  const Output output = Call(kByState);
  EXPECT_EQ(output.failure->kind, FailureKind::kReported);
  EXPECT_THAT(output.failure->message, testing::StartsWith("the job ended as 'Failed': {\"answer\":"));
}

TEST_F(HttpPollTest, KnowsStatesOfTheSuite) {
  Script(JsonReply({{"id", 1}}), {State("done"), State("DONE-ISH")});
  EXPECT_EQ(Call("{ url: URL/jobs, body: [], at: /status, poll: { url: '/jobs/1', at: /status, until: done-ish, every: "
                 "1ms } }")
                .text,
            "DONE-ISH");
}

TEST_F(HttpPollTest, WaitsOutWhatMayPass) {
  ServerReply lost;
  lost.raw = "";
  Script(JsonReply({{"id", 1}}), {{503, ""}, {500, ""}, {429, "", {{"retry-after-ms", "1"}}}, lost, State("done")});
  EXPECT_EQ(Call(kByState).text, "Restart it.");
  EXPECT_GE(asked_, 5u);
}

TEST_F(HttpPollTest, EndsAtOnceAtWhatWillNotPass) {
  Script(JsonReply({{"id", 1}}), {{404, "no such job"}});
  const Output output = Call(kByState);
  EXPECT_EQ(output.failure->kind, FailureKind::kProviderError);
  EXPECT_THAT(output.failure->message, testing::StartsWith("asked for the job, "));
  EXPECT_EQ(asked_, 1u);
}

TEST_F(HttpPollTest, IsOverWithItsTime) {
  time_ = std::chrono::milliseconds(300);
  Script(JsonReply({{"id", 1}}), {State("running")});
  Output output = Call(kByState);
  EXPECT_EQ(output.failure->kind, FailureKind::kTimeout);
  EXPECT_EQ(output.failure->message, "the job was not done within the time limit; its last state is 'running'");
  EXPECT_GT(asked_, 3u);
  Script(JsonReply({{"id", 1}}), {{503, "busy"}});
  output = Call(kByState);
  EXPECT_EQ(output.failure->kind, FailureKind::kUnavailable);
  EXPECT_FALSE(output.failure->retryable);
  EXPECT_THAT(output.failure->message, testing::HasSubstr("until the time was over: asked for the job, "));
  Script(JsonReply({{"id", 1}}), {JsonReply({{"state", "running"}})});
  output = Call(kByState);
  EXPECT_THAT(output.failure->message, testing::HasSubstr("its last answer has no state at /status: {\"state\":"));
}

TEST_F(HttpPollTest, LooksOnceMoreBeforeTheTimeIsOver) {
  time_ = std::chrono::milliseconds(600);
  Script({202, "", {{"Location", "/jobs/7"}}}, {JsonReply({{"answer", "Restart it."}})});
  EXPECT_EQ(Call("{ url: URL/jobs, body: [], at: /answer, poll: { every: 1h } }").text, "Restart it.");
}

TEST_F(HttpPollTest, DoesNotWaitForWhatLiesBehindTheDeadline) {
  time_ = std::chrono::minutes(10);
  Script({202, "", {{"Location", "/jobs/7"}, {"Retry-After", "3600"}}}, {State("done")});
  EXPECT_EQ(Call(kByStatus).failure->kind, FailureKind::kTimeout);
  EXPECT_EQ(asked_, 0u);
}

TEST_F(HttpPollTest, StopsWhenItIsTold) {
  Script({202, "", {{"Location", "/jobs/7"}}}, {{202, ""}});
  const HttpServer::Answer script = answer_.Now();
  answer_ = [this, script](const ServerRequest& request) {
    if (asked_ == 3) stop_.request_stop();
    return script(request);
  };
  EXPECT_EQ(Call(kByStatus).failure->kind, FailureKind::kStopped);
}

TEST_F(HttpPollTest, SaysThatAnAnswerNamesNoJob) {
  Script({202, ""}, {});
  Output output = Call(kByStatus);
  EXPECT_EQ(output.failure->kind, FailureKind::kInvalidOutput);
  EXPECT_THAT(output.failure->message, testing::HasSubstr("neither Operation-Location nor Location"));
  Script({202, "accepted"}, {});
  output = Call(kByState);
  EXPECT_EQ(output.failure->kind, FailureKind::kProviderError);
  EXPECT_THAT(output.failure->message, testing::HasSubstr("'response' is undefined; the answer is accepted"));
}

}  // namespace
}  // namespace harness
