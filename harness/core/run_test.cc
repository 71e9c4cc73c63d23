#include "harness/core/run.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(RunState, EveryWordIsReadBackAsItself) {
  for (const std::string_view word :
       {"pending", "running", "paused", "interrupted", "completed", "failed", "cancelled"}) {
    const std::optional<RunState> state = ParseRunState(word);
    ASSERT_TRUE(state.has_value()) << word;
    EXPECT_EQ(ToString(*state), word);
  }
}

TEST(RunState, OtherWordsAreNone) {
  EXPECT_EQ(ParseRunState("done"), std::nullopt);
}

TEST(Require, EveryFormIsReadBackAsItself) {
  for (const std::string_view text : {"all", "any", "1", "17"}) {
    const std::optional<Require> require = ParseRequire(text);
    ASSERT_TRUE(require.has_value()) << text;
    EXPECT_EQ(ToString(*require), text);
  }
}

TEST(Require, ACountIsAWholeNumberOfAtLeastOne) {
  for (const std::string_view text : {"0", "-1", "2.5", "two", "", "3 ", "99999999999"})
    EXPECT_EQ(ParseRequire(text), std::nullopt) << text;
}

}  // namespace
}  // namespace harness
