#include "harness/base/secrets.h"

#include <gtest/gtest.h>

#include "harness/base/base64.h"

namespace harness {
namespace {

constexpr const char* kKey = "sk-a/b+c\"d e~1234567890";

std::string Masked(std::string_view text) {
  Secrets secrets;
  secrets.Add(kKey);
  return secrets.Redact(text);
}

TEST(Secrets, AreMaskedAsTheyAre) {
  EXPECT_EQ(Masked(std::string("Bearer ") + kKey + ", " + kKey), "Bearer ***, ***");
}

TEST(Secrets, LeaveOtherTextsUntouched) {
  Secrets secrets;
  secrets.Add(kKey);
  std::string text = "nothing here but sk-a/b";
  const char* const bytes = text.data();
  EXPECT_FALSE(secrets.Mask(text));
  EXPECT_EQ(text.data(), bytes);
  EXPECT_EQ(text, "nothing here but sk-a/b");
}

TEST(Secrets, AreMaskedWhereTheirEndIsCutOff) {
  EXPECT_EQ(Masked("it begins \"sk-a/b+c\\\"d e~12\"…"), "it begins \"***\"…");
  EXPECT_EQ(Masked("it begins sk-a/b+c\"d e~1…; and more"), "it begins ***…; and more");
  EXPECT_EQ(Masked("it begins sk-a/b+c\"d "), "it begins ***");
  EXPECT_EQ(Masked("sk-a/b+c\"d e~12 is no end"), "sk-a/b+c\"d e~12 is no end");
  EXPECT_EQ(Masked("keys begin with sk-a/b+"), "keys begin with sk-a/b+");
}

TEST(Secrets, AreMaskedPercentEncoded) {
  EXPECT_EQ(Masked("?key=sk-a%2Fb%2Bc%22d%20e~1234567890&x"), "?key=***&x");
  EXPECT_EQ(Masked("?key=sk-a%2fb%2bc%22d%20e~1234567890&x"), "?key=***&x");
}

TEST(Secrets, AreMaskedAsInJson) {
  EXPECT_EQ(Masked(R"({"key":"sk-a/b+c\"d e~1234567890"})"), R"({"key":"***"})");
  EXPECT_EQ(Masked(R"({"key":"sk-a\/b+c\"d e~1234567890"})"), R"({"key":"***"})");
}

TEST(Secrets, AreMaskedWithinBase64WhateverStandsBeforeThem) {
  for (const std::string before : {"", "u", "us", "use", "user:"}) {
    const std::string encoded = ToBase64(before + kKey + "!");
    const std::string masked = Masked("Basic " + encoded);
    EXPECT_NE(masked.find("***"), std::string::npos) << before;
    EXPECT_LT(masked.size(), std::string("Basic ***").size() + (before.size() + 3) / 3 * 4 + 5) << masked;
  }
}

TEST(Secrets, OfWhichOneHoldsAnotherAreMaskedWhole) {
  Secrets secrets;
  secrets.Add("password");
  secrets.Add("my-password-1");
  EXPECT_EQ(secrets.Redact("my-password-1 password"), "*** ***");
}

TEST(Secrets, ThatOverlapAreMaskedAsOne) {
  Secrets secrets;
  secrets.Add("abcdefgh");
  secrets.Add("efghijkl");
  EXPECT_EQ(secrets.Redact("<abcdefghijkl>"), "<***>");
}

TEST(Secrets, AreNoShortWords) {
  Secrets secrets;
  secrets.Add("ollama");
  EXPECT_EQ(secrets.Redact("ollama runs"), "ollama runs");
}

TEST(Secrets, AreMaskedInTheTextsOfJson) {
  Secrets secrets;
  secrets.Add("10000000");
  Json json = {{"amount", 10000000}, {"list", {"is 10000000", {{"10000000", "kept"}}}}};
  MaskStrings(secrets, json);
  EXPECT_EQ(json, (Json{{"amount", 10000000}, {"list", {"is ***", {{"***", "kept"}}}}}));
}

TEST(Secrets, AreFoundInOrder) {
  Secrets secrets;
  secrets.Add("second-secret");
  secrets.Add("first-secret");
  const std::vector<Secrets::Span> expected = {{0, 12}, {13, 26}};
  EXPECT_EQ(secrets.Find("first-secret second-secret"), expected);
}

}  // namespace
}  // namespace harness
