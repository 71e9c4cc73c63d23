#include "harness/results/extract_part.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

Result<Json> From(const std::string& text, Extract extract) {
  return ExtractPart(Output::Text(text), extract);
}

TEST(ExtractPart, LeavesAnAnswerAsItIs) {
  EXPECT_EQ(*From(" a ", Extract::kNone), " a ");
  EXPECT_EQ(*ExtractPart(Output::Structured({{"a", 1}}), Extract::kNone), Json({{"a", 1}}));
}

TEST(ExtractPart, GivesStructureAsText) {
  EXPECT_EQ(*ExtractPart(Output::Structured({{"a", 1}}), Extract::kText), "{\"a\":1}");
}

TEST(ExtractPart, FindsJsonAloneFencedOrInProse) {
  EXPECT_EQ(*From("{\"a\": 1}", Extract::kJson), Json({{"a", 1}}));
  EXPECT_EQ(*From("Sure!\n```json\n{\"a\": 1}\n```\nDone.", Extract::kJson), Json({{"a", 1}}));
  EXPECT_EQ(*From("The answer is {\"a\": \"}\"} as you see.", Extract::kJson), Json({{"a", "}"}}));
  EXPECT_EQ(*From("not {this} but [1, 2]", Extract::kJson), Json({1, 2}));
}

TEST(ExtractPart, SaysThatThereIsNoJson) {
  EXPECT_EQ(From("no idea", Extract::kJson).error().Message(), "there is no JSON in the answer: no idea");
}

TEST(ExtractPart, EndsOnAnAnswerFullOfBrackets) {
  EXPECT_FALSE(From(std::string(200'000, '{'), Extract::kJson));
}

TEST(ExtractPart, FindsSql) {
  EXPECT_EQ(*From("```\nls\n```\n```sql\nSELECT 1\n```", Extract::kSql), "SELECT 1");
  EXPECT_EQ(*From("```\nSELECT 2\n```", Extract::kSql), "SELECT 2");
  EXPECT_EQ(*From("Here it is:\n  with a as (select 1)\nselect * from a", Extract::kSql),
            "with a as (select 1)\nselect * from a");
  EXPECT_EQ(From("I can't", Extract::kSql).error().Message(), "there is no SQL in the answer: I can't");
}

TEST(ExtractPart, TakesTheSqlOfAStructuredAnswerAsItIs) {
  const auto sql = [](const Json& json) { return ExtractPart(Output::Structured(json), Extract::kSql); };
  EXPECT_EQ(*sql({{"sql", " SELECT 'a\\_b', r\\_x;\n"}, {"text", "SELECT 2"}}), "SELECT 'a\\_b', r\\_x");
  EXPECT_EQ(*sql({{"query", "SELECT 3"}}), "SELECT 3");
  EXPECT_EQ(sql({{"sql", "I can't"}, {"text", "SELECT 2"}}).error().Message(),
            "there is no SQL in the answer: I can't");
}

TEST(ExtractPart, SaysWhyAStructuredAnswerHasNoSql) {
  const auto why = [](const Json& json) {
    return ExtractPart(Output::Structured(json), Extract::kSql).error().Message();
  };
  EXPECT_EQ(why({{"sql", nullptr}, {"text", "Select which year from the list?"}}),
            "there is no SQL in the answer: Select which year from the list?");
  EXPECT_EQ(why({{"sql", nullptr}}), "there is no SQL in the answer: {\"sql\":null}");
}

TEST(ExtractPart, TakesWhatFollowsTheLastMarker) {
  EXPECT_EQ(*From("Answer: 1\nno\nFinal ANSWER:  42 \n", Extract::kAnswer), "42");
  EXPECT_EQ(*From("So the ratio is 3:4. ANSWER: 42", Extract::kAnswer), "42");
  EXPECT_EQ(*From("**ANSWER:** 42", Extract::kAnswer), "42");
  EXPECT_EQ(From("42", Extract::kAnswer).error().Message(), "there is no 'ANSWER: …' in the answer: 42");
}

}  // namespace
}  // namespace harness
