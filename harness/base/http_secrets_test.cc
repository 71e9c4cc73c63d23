#include "harness/base/http_secrets.h"

#include <gtest/gtest.h>

#include "harness/base/base64.h"

namespace harness {
namespace {

std::string MaskedByHeader(std::string_view name, std::string_view value, std::string_view text) {
  Secrets secrets;
  AddHeaderSecrets(name, value, secrets);
  return secrets.Redact(text);
}

std::string MaskedByUrl(std::string_view url, std::string_view text) {
  Secrets secrets;
  AddUrlSecrets(url, secrets);
  return secrets.Redact(text);
}

TEST(HeaderSecrets, AreTheValuesOfUnknownHeaders) {
  EXPECT_EQ(MaskedByHeader("X-Api-Key", "0123456789", "key 0123456789."), "key ***.");
  EXPECT_EQ(MaskedByHeader("X-Anything", "a longer value", "a longer value or longer"), "*** or longer");
}

TEST(HeaderSecrets, AreNotThoseOfHarmlessOnes) {
  EXPECT_EQ(MaskedByHeader("Content-Type", "application/json", "application/json"), "application/json");
  EXPECT_EQ(MaskedByHeader("USER-AGENT", "harness/1.0.0", "harness/1.0.0"), "harness/1.0.0");
}

TEST(HeaderSecrets, AreTheCredentialsBehindTheirScheme) {
  EXPECT_EQ(MaskedByHeader("Authorization", "Bearer 0123456789", "got 0123456789"), "got ***");
  EXPECT_EQ(MaskedByHeader("Proxy-Authorization", "0123456789", "got 0123456789"), "got ***");
  const std::string basic = "Basic " + ToBase64("joe:hunter2hunter2");
  EXPECT_EQ(MaskedByHeader("authorization", basic, "hunter2hunter2"), "***");
  EXPECT_EQ(MaskedByHeader("authorization", basic, basic), "Basic ***");
}

TEST(HeaderSecrets, AreTheValuesOfCookies) {
  EXPECT_EQ(MaskedByHeader("Cookie", "theme=dark; sid=0123456789", "dark 0123456789"), "dark ***");
}

TEST(UrlSecrets, AreUserAndPassword) {
  EXPECT_EQ(MaskedByUrl("https://somebody:hunter2hunter2@host/a@b", "somebody hunter2hunter2 host"), "*** *** host");
  EXPECT_EQ(MaskedByUrl("https://u:hunter%32hunter2@host", "hunter2hunter2 hunter%32hunter2"), "*** ***");
}

TEST(UrlSecrets, AreKeysInTheQuery) {
  EXPECT_EQ(MaskedByUrl("https://host/a?page=1234567890&api_key=abcdefghij#x", "1234567890 abcdefghij"),
            "1234567890 ***");
  EXPECT_EQ(MaskedByUrl("no url at all", "no url at all"), "no url at all");
}

}  // namespace
}  // namespace harness
