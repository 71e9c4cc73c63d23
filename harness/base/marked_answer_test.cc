#include "harness/base/marked_answer.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(BehindMarker, FindsTheLastAnywhereInALine) {
  EXPECT_EQ(BehindMarker("So the ratio is 3:4. ANSWER: 42", "ANSWER:"), "42");
  EXPECT_EQ(BehindMarker("ANSWER: 1\nAnswer: 2, answer: 3\nBye: you", "ANSWER:"), "3");
  EXPECT_EQ(BehindMarker("ANSWER:\n\n 4 \n5", "ANSWER:"), "4");
  EXPECT_EQ(BehindMarker("The answer is 42: yes", "ANSWER:"), std::nullopt);
}

TEST(BehindMarker, ReadsDecoratedMarkersAndWideColons) {
  for (const char* text : {"**ANSWER:** 42", "**ANSWER**: 42", "**ANSWER: 42**", "ANSWER : 42", "ANSWER： 42",
                           "_Answer_ ： 42", "`ANSWER`: 42"})
    EXPECT_EQ(BehindMarker(text, "ANSWER:"), "42") << text;
  EXPECT_EQ(BehindMarker("ẞ 정답： 서울", "정답:"), "서울");
}

TEST(BehindMarker, TakesMarkersWithoutAColon) {
  EXPECT_EQ(BehindMarker("x => y", "=>"), "y");
  EXPECT_EQ(BehindMarker("a : b", ":"), "b");
}

TEST(BehindMarker, EndsOnATextOfMarkers) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "answer ";
  EXPECT_EQ(BehindMarker(text, "ANSWER:"), std::nullopt);
}

}  // namespace
}  // namespace harness
