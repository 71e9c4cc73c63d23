#include "harness/base/search.h"

#include <gtest/gtest.h>

#include <string>

namespace harness {
namespace {

TEST(FindText, SaysWhereTheTextFirstOccurs) {
  EXPECT_EQ(FindText("open, reopen", "open"), 0u);
}

TEST(FindText, StartsWhereItIsTold) {
  EXPECT_EQ(FindText("open, reopen", "open", 1), 8u);
}

TEST(FindText, FindsNothingWhereNothingIs) {
  EXPECT_EQ(FindText("open", "closed"), std::string_view::npos);
}

TEST(FindText, FindsAnEmptyTextAnywhere) {
  EXPECT_EQ(FindText("", ""), 0u);
  EXPECT_EQ(FindText("ab", "", 2), 2u);
  EXPECT_EQ(FindText("ab", "", 3), std::string_view::npos);
}

TEST(FindText, SearchesPastZeroBytes) {
  EXPECT_EQ(FindText(std::string_view("a\0b\0c", 5), std::string_view("\0c", 2)), 3u);
}

}  // namespace
}  // namespace harness
