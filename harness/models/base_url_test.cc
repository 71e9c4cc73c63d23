#include "harness/models/base_url.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

std::string Refusal(std::string_view text, bool insecure = false) {
  const auto url = ParseBaseUrl(text, insecure);
  return url ? "" : url.error().Message();
}

TEST(BaseUrl, IsTakenApart) {
  const auto url = ParseBaseUrl("HTTPS://Name.OpenAI.azure.com:8443/openai/Deployments/d/?api-version=1", false);
  ASSERT_TRUE(url) << url.error().Message();
  EXPECT_EQ(url->origin, "https://name.openai.azure.com:8443");
  EXPECT_EQ(url->host, "name.openai.azure.com");
  EXPECT_EQ(url->At("/chat/completions"),
            "https://name.openai.azure.com:8443/openai/Deployments/d/chat/completions?api-version=1");
}

TEST(BaseUrl, MayHaveNoPath) {
  EXPECT_EQ(ParseBaseUrl("http://[::1]:80", false)->At("/x"), "http://[::1]:80/x");
  EXPECT_EQ(ParseBaseUrl("http://[::1]", false)->host, "[::1]");
  EXPECT_EQ(ParseBaseUrl("https://h?a=/b", false)->At("/x"), "https://h/x?a=/b");
}

TEST(BaseUrl, IsHttpOnlyForThisMachine) {
  for (const char* url : {"http://localhost:1/v1", "http://127.0.0.1", "http://127.1:80", "http://[::1]"})
    EXPECT_EQ(Refusal(url), "") << url;
  for (const char* url :
       {"http://api.openai.com", "http://127.evil.com", "http://localhost.evil.com", "http://0.0.0.0"})
    EXPECT_EQ(Refusal(url), "http to another machine can be overheard; use https, or say 'insecure: true'") << url;
  EXPECT_EQ(Refusal("http://192.168.1.2:8080/v1", true), "");
}

TEST(BaseUrl, IsNoMetadataServiceWhateverIsAllowed) {
  for (const char* host : {"169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "100.100.100.200",
                           "metadata.google.internal", "[fd00:ec2::254]", "[fe80::1]", "169.254.1.1"}) {
    const std::string why = std::string(host) + " is a metadata service, which is never asked";
    EXPECT_EQ(Refusal("http://" + std::string(host) + "/v1", true), why);
    EXPECT_EQ(Refusal("https://" + std::string(host) + "/v1"), why);
  }
}

TEST(BaseUrl, HoldsNothingElse) {
  EXPECT_EQ(Refusal("ftp://host"), "a base_url begins with https:// or http://");
  EXPECT_EQ(Refusal("api.openai.com/v1"), "a base_url begins with https:// or http://");
  EXPECT_EQ(Refusal(""), "a base_url begins with https:// or http://");
  EXPECT_EQ(Refusal("https://user:secret@host"), "a base_url holds no user and password; name the key by api_key_env");
  EXPECT_EQ(Refusal("https://host/a b"), "a base_url has no blanks, backslashes and other odd characters");
  EXPECT_EQ(Refusal("https://good.com\\@evil.com"), "a base_url has no blanks, backslashes and other odd characters");
  EXPECT_EQ(Refusal("https://host/#x"), "a base_url has no '#'");
  for (const char* url : {"https://", "https:///v1", "https://host:99999", "https://host:", "https://[::1",
                          "https://a%2eb", "https://[::1]x"})
    EXPECT_EQ(Refusal(url), "the host of the base_url can't be read") << url;
  EXPECT_EQ(Refusal("https://h/" + std::string(2000, 'x')), "a base_url has at most 2000 bytes");
}

}  // namespace
}  // namespace harness
