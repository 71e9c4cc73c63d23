#include "harness/base/find_json.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

std::vector<Json> AllIn(std::string_view text) {
  std::vector<Json> all;
  EXPECT_TRUE(VisitJson(text, [&](Json json) {
    all.push_back(std::move(json));
    return false;
  }));
  return all;
}

TEST(VisitJson, ShowsTheOutermostValuesInOrder) {
  EXPECT_EQ(AllIn("first {\"a\": [1]} then [2] and {} end"),
            (std::vector<Json>{{{"a", {1}}}, Json::array({2}), Json::object()}));
}

TEST(VisitJson, LooksWithinBracketsThatAreNoJson) {
  EXPECT_EQ(AllIn("{as in {\"a\": 1}} or [see {\"b\": 2}"), (std::vector<Json>{{{"a", 1}}, {{"b", 2}}}));
}

TEST(VisitJson, KnowsBracketsInStrings) {
  EXPECT_EQ(AllIn(R"(so {"a": "}\"]"} it is)"), (std::vector<Json>{{{"a", "}\"]"}}}));
}

TEST(VisitJson, IsNotMisledByQuotesBeforeTheValue) {
  EXPECT_EQ(AllIn("a 5\" disk: {\"a\": 1}"), (std::vector<Json>{{{"a", 1}}}));
}

TEST(VisitJson, EndsWhenItIsToldTo) {
  int shown = 0;
  EXPECT_TRUE(VisitJson("[1] [2]", [&](const Json&) { return ++shown == 1; }));
  EXPECT_EQ(shown, 1);
}

TEST(VisitJson, GivesUpOnATextFullOfBracketsThatNeverClose) {
  EXPECT_FALSE(VisitJson(std::string(200'000, '{') + "[1]", [](const Json&) { return false; }));
}

TEST(FindJson, TakesTheWholeThenAFenceThenBrackets) {
  EXPECT_EQ(*FindJson(" 42 "), 42);
  EXPECT_EQ(*FindJson("[see] {\"a\": 1}\n```json\n{\"b\": 2}\n```"), Json({{"b", 2}}));
  EXPECT_EQ(*FindJson("not {this} but [1, 2]"), Json({1, 2}));
}

TEST(FindJson, SaysThatThereIsNone) {
  EXPECT_EQ(FindJson("no idea").error().Message(), "there is no JSON in the answer: no idea");
}

TEST(FindJson, SaysThatItGaveUp) {
  EXPECT_TRUE(FindJson(std::string(200'000, '['))
                  .error()
                  .Message()
                  .starts_with("no JSON was found before the search was given up"));
}

}  // namespace
}  // namespace harness
