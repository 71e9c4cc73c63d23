#include "scorers/webhook.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scorers/registry.h"
#include "tests/fakes/scorer_rig.h"

namespace harness {
namespace {

using testing::Contains;

class WebhookScorer : public testing::Test {
 protected:
  Score Ask(const std::string& options = "'http://user:secret@127.0.0.1:9/judge?key=secret'") {
    return rig_.JudgeText("webhook: " + options, "the answer");
  }

  ScorerRig rig_{ScorerTypes()};
};

TEST_F(WebhookScorer, PostsTheQuestionAndTakesTheVerdict) {
  rig_.http().Put(200, R"({"verdict": "fail", "value": 0.25, "reason": "too long"})");
  const Score score = Ask("{ url: 'http://127.0.0.1:9/judge', headers: { Authorization: Bearer x, accept: '*/*' } }");
  EXPECT_EQ(score.verdict, Verdict::kFail);
  EXPECT_EQ(score.value, 0.25);
  EXPECT_EQ(score.reason, "too long");
  ASSERT_EQ(rig_.http().requests().size(), 1u);
  const HttpRequest request = rig_.http().requests()[0];
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "http://127.0.0.1:9/judge");
  EXPECT_EQ(request.headers,
            (std::vector<HttpHeader>{
                {"Content-Type", "application/json"}, {"Authorization", "Bearer x"}, {"accept", "*/*"}}));
  EXPECT_EQ((*ParseJson(request.body))["judged"], "the answer");
}

TEST_F(WebhookScorer, MakesWhatItSendsSecretlyKnown) {
  rig_.http().Put(200, R"({"pass": true})");
  Ask("{ url: 'http://u:url-password@127.0.0.1:9/judge?key=query-secret', headers: { Authorization: Bearer head-secret "
      "} }");
  EXPECT_EQ(rig_.secrets().Redact("url-password query-secret head-secret judge"), "*** *** *** judge");
}

TEST_F(WebhookScorer, SaysWhatItNeeds) {
  rig_.http().SetMissing("libcurl.so.4 is not installed, or too old");
  EXPECT_THAT(rig_.LoadError("score:\n  - webhook: http://127.0.0.1:9/judge\n"),
              testing::HasSubstr("libcurl.so.4 is not installed, or too old"));
}

TEST_F(WebhookScorer, TriesAgainTwice) {
  rig_.http().Put(503, "");
  rig_.http().PutError(HttpProblem::kLost, "the connection was lost");
  rig_.http().Put(200, R"({"pass": true})");
  EXPECT_EQ(Ask().verdict, Verdict::kPass);
}

TEST_F(WebhookScorer, IsAnErrorWhenNobodyAnswers) {
  const Score score = Ask();
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_EQ(score.reason, "the webhook http://127.0.0.1:9: can't connect to http://127.0.0.1:9");
  EXPECT_EQ(rig_.http().requests().size(), 3u);
}

TEST_F(WebhookScorer, IsAnErrorForAnyStatusThatIsNoSuccess) {
  for (const int status : {302, 401, 404}) {
    rig_.http().Put(status, R"({"verdict": "pass"})");
    EXPECT_EQ(Ask().reason, fmt::format("the webhook http://127.0.0.1:9 answered with status {}", status));
  }
  EXPECT_EQ(rig_.http().requests().size(), 3u);  // none was tried again
}

TEST_F(WebhookScorer, IsAnErrorForAnAnswerThatIsNoVerdict) {
  rig_.http().Put(200, "<html>");
  const Score score = Ask();
  EXPECT_EQ(score.verdict, Verdict::kError);
  EXPECT_THAT(score.reason, testing::StartsWith("the webhook http://127.0.0.1:9 answered no JSON: "));
}

TEST_F(WebhookScorer, DoesNotWaitLongerThanItsTimeout) {
  rig_.http().Put(429, "", {{"Retry-After", "60"}});
  EXPECT_EQ(Ask().reason, "the webhook http://127.0.0.1:9 answered with status 429");
}

TEST_F(WebhookScorer, RefusesBadOptionsAtTheirPlaces) {
  EXPECT_EQ(rig_.LoadError("score:\n  - webhook: { url: 'ftp://x', timeout: 0s, headers: { 'A:': b, C: [d] } }\n"),
            "suite.yaml:2:21: not a url that begins with http:// or https://\n"
            "  - webhook: { url: 'ftp://x', timeout: 0s, headers: { 'A:': b, C: [d] } }\n"
            "                    ^\n"
            "suite.yaml:2:41: 'timeout' must be more than nothing\n"
            "  - webhook: { url: 'ftp://x', timeout: 0s, headers: { 'A:': b, C: [d] } }\n"
            "                                        ^\n"
            "suite.yaml:2:56: the name of a header is one word without a colon\n"
            "  - webhook: { url: 'ftp://x', timeout: 0s, headers: { 'A:': b, C: [d] } }\n"
            "                                                       ^\n"
            "suite.yaml:2:68: the header 'C' must be text, found a list\n"
            "  - webhook: { url: 'ftp://x', timeout: 0s, headers: { 'A:': b, C: [d] } }\n"
            "                                                                   ^\n");
}

TEST_F(WebhookScorer, NeedsAUrl) {
  EXPECT_EQ(rig_.LoadError("score:\n  - webhook: { timeout: 1s }\n"),
            "suite.yaml:2:14: 'url' is missing: where to send the question\n"
            "  - webhook: { timeout: 1s }\n"
            "             ^\n");
}

}  // namespace
}  // namespace harness
