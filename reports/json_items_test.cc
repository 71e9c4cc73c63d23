#include "reports/json_items.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The items, and "!" behind them where the text turned out to be no list.
std::vector<std::string> Items(std::string_view list) {
  JsonItems items(list);
  std::vector<std::string> all;
  for (std::string_view item; items.Next(item);) all.emplace_back(item);
  if (!items.ok()) all.emplace_back("!");
  return all;
}

TEST(JsonItems, AreTheItemsAsTheyStand) {
  EXPECT_THAT(Items(R"([1, "a" ,null,[2,[3]],{"x":[4,5]}])"),
              ElementsAre("1", R"("a")", "null", "[2,[3]]", R"({"x":[4,5]})"));
}

TEST(JsonItems, OfAnEmptyListAreNone) {
  EXPECT_THAT(Items("[]"), IsEmpty());
  EXPECT_THAT(Items(" [ ] "), IsEmpty());
}

TEST(JsonItems, SeeNoBracketsOrCommasWithinStrings) {
  EXPECT_THAT(Items(R"(["a,]\"[{\\",2])"), ElementsAre(R"("a,]\"[{\\")", "2"));
}

TEST(JsonItems, RefuseWhatIsNoList) {
  EXPECT_THAT(Items(""), ElementsAre("!"));
  EXPECT_THAT(Items("{}"), ElementsAre("!"));
  EXPECT_THAT(Items("["), ElementsAre("!"));
}

TEST(JsonItems, RefuseAListThatIsCutOrGoesOn) {
  EXPECT_THAT(Items(R"([1,"a])"), ElementsAre("1", "!"));
  EXPECT_THAT(Items("[1,[2]"), ElementsAre("1", "!"));
  EXPECT_THAT(Items("[1]]"), ElementsAre("!"));
  EXPECT_THAT(Items("[1,]"), ElementsAre("1", "!"));
  EXPECT_THAT(Items("[,1]"), ElementsAre("!"));
  EXPECT_THAT(Items("[1}]"), ElementsAre("!"));
}

}  // namespace
}  // namespace harness
