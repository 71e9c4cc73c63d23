// What a case may and may not do to the request that is made of it.
#include "harness/targets/http_request.h"

#include <gmock/gmock.h>

#include "tests/fakes/http_target_rig.h"

namespace harness {
namespace {

class HttpRequestTest : public HttpTargetRig {
 protected:
  // Why nothing was sent.
  std::string Refusal(const std::string& options) {
    const Output output = Call(options);
    EXPECT_TRUE(server_.requests().empty());
    if (!output.failure) return "";
    EXPECT_EQ(output.failure->kind, FailureKind::kUnavailable);
    EXPECT_FALSE(output.failure->retryable);
    return output.failure->message;
  }
};

TEST_F(HttpRequestTest, LetsNoCaseBreakALineOfAHeader) {
  for (const std::string_view value : {"a\r\nX-Evil: 1", "a\nb", "a\rb"}) {
    test_.input = value;
    EXPECT_EQ(Refusal("{ url: URL/ask, headers: { X-Input: 'v {{ input }}' } }"),
              "the header X-Input: the case fills it with more than one line");
  }
}

TEST_F(HttpRequestTest, LetsNoCaseClimbOutOfThePath) {
  for (const char* value : {"..", "."}) {
    test_.input = value;
    EXPECT_THAT(Refusal("{ url: 'URL/users/{{ input }}/keys' }"), testing::StartsWith("the url: its path has a part"));
  }
}

TEST_F(HttpRequestTest, EncodesAllThatHasAMeaningInAUrl) {
  test_.input = "@evil.example/?#\r\nü";
  EXPECT_FALSE(Call("{ url: 'URL/{{ input }}' }").failure);
  EXPECT_EQ(server_.requests().at(0).path, "/%40evil.example%2F%3F%23%0D%0A%C3%BC");
}

TEST_F(HttpRequestTest, RefusesUrlsThatAreTooLong) {
  test_.input = std::string(20'000, 'a');
  EXPECT_EQ(Refusal("{ url: 'URL/{{ input }}' }").substr(0, 15), "the url: it has");
}

TEST_F(HttpRequestTest, RefusesBodiesThatAreTooLong) {
  test_.input = std::string(40 << 20, 'a');
  EXPECT_EQ(Refusal("{ url: URL/ask, body: [ '{{ input }}', '{{ input }}' ] }"),
            "the body: it has 80 MiB, the most are 64 MiB");
}

TEST_F(HttpRequestTest, TakesWhatACaseHoldsForNoTemplate) {
  test_.input = "{{ id }}{% if %}";
  Call("{ url: URL/ask, body: '{{ input }}' }");
  EXPECT_EQ(server_.requests().at(0).body, "{{ id }}{% if %}");
}

TEST_F(HttpRequestTest, FollowsOnlyWithinAnOrigin) {
  EXPECT_EQ(*FollowUrl("http://one:90/a", "/b?c"), "http://one:90/b?c");
  EXPECT_EQ(*FollowUrl("http://one:80/a", "http://one/b"), "http://one/b");
  EXPECT_EQ(FollowUrl("http://one/a", "https://two/b").error().Message(),
            "it leads to https://two, and only http://one is asked: write that host into the suite if it is right");
  EXPECT_FALSE(FollowUrl("http://one/a", "//two/b"));
  EXPECT_FALSE(FollowUrl("http://one/a", "http://one@two/b"));
  EXPECT_FALSE(FollowUrl("http://one/a", "file:///etc/passwd"));
  EXPECT_FALSE(FollowUrl("http://one/a", "/b/../../c"));
}

TEST_F(HttpRequestTest, MakesTextsBetweenHolesSecret) {
  ASSERT_TRUE(
      Make("{ url: URL/ask, headers: { X-Key: 'first-part{{ id }}second-part{% if id %}third-part{% endif %}' } }"));
  EXPECT_EQ(secrets_.Redact("first-part second-part third-part"), "*** *** ***");
}

}  // namespace
}  // namespace harness
