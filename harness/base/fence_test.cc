#include "harness/base/fence.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(NextFence, GivesLanguageAndBody) {
  size_t from = 0;
  const auto fence = NextFence("Sure:\n```json\n{}\n```\n", from);
  ASSERT_TRUE(fence);
  EXPECT_EQ(fence->language, "json");
  EXPECT_EQ(fence->body, "{}");
}

TEST(NextFence, GoesOnBehindTheLastOne) {
  const std::string_view text = "```\na\n```\n```\nb\n```";
  size_t from = 0;
  ASSERT_TRUE(NextFence(text, from));
  EXPECT_EQ(NextFence(text, from)->body, "b");
  EXPECT_FALSE(NextFence(text, from));
}

TEST(NextFence, ReachesToTheEndWithoutClosingMarks) {
  size_t from = 0;
  EXPECT_EQ(NextFence("```\na\nb", from)->body, "a\nb");
}

TEST(NextFence, NeedsALineOfItsOwn) {
  size_t from = 0;
  EXPECT_FALSE(NextFence("use ``` for code", from));
}

TEST(NextFence, TakesTildesAtTheStartOfALine) {
  size_t from = 0;
  const auto fence = NextFence("about ~~~ this\n~~~sql\nSELECT 1\n~~~\n", from);
  ASSERT_TRUE(fence);
  EXPECT_EQ(fence->language, "sql");
  EXPECT_EQ(fence->body, "SELECT 1");
}

}  // namespace
}  // namespace harness
