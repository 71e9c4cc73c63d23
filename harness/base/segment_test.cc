#include "harness/base/segment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Segment, TakesTextsApartIntoCodePointsAndBack) {
  EXPECT_EQ(CodePoints("aé한😀"), U"aé한😀");
  EXPECT_EQ(ToUtf8(U"aé한😀"), "aé한😀");
  EXPECT_EQ(CodePoints("a\xFF"), U"a\uFFFD");
}

TEST(Segment, SplitsAtBlanksOfUnicode) {
  EXPECT_THAT(SplitBlanks(" a\tb\u00A0c\u3000\u2003d\x1C"
                          "e\n"),
              ElementsAre("a", "b", "c", "d", "e"));
  EXPECT_THAT(SplitBlanks(" \n"), IsEmpty());
}

TEST(Segment, FindsRunsOfLettersAndNumbersInSpacedScripts) {
  EXPECT_THAT(Words("don't pay 3.14_x"), ElementsAre("don", "t", "pay", "3", "14", "x"));
  EXPECT_THAT(Words("Größe, привет!"), ElementsAre("Größe", "привет"));
  EXPECT_THAT(Words("서울은 대한민국의 수도입니다."), ElementsAre("서울은", "대한민국의", "수도입니다"));
  EXPECT_THAT(Words("नमस्ते दुनिया"), ElementsAre("नमस्ते", "दुनिया"));
  EXPECT_THAT(Words("-- 🙂 !"), IsEmpty());
}

TEST(Segment, PartsScriptsWithoutSpacesByDictionary) {
  EXPECT_THAT(Words("我们修改密码。"), ElementsAre("我们", "修改", "密码"));
  EXPECT_THAT(Words("東京は首都です"), ElementsAre("東京", "は", "首都", "です"));
  EXPECT_THAT(Words("สวัสดีชาวโลก"), ElementsAre("สวัสดี", "ชาว", "โลก"));
  EXPECT_THAT(Words("VPN密码 42号"), ElementsAre("VPN", "密码", "42", "号"));
}

TEST(Segment, KeepsWhatSticksToSpacedWords) {
  EXPECT_THAT(SpacedWords("don't - pay 3.14!"), ElementsAre("don't", "-", "pay", "3.14!"));
  EXPECT_THAT(SpacedWords("你好，world 한국어"), ElementsAre("你好", "world", "한국어"));
}

TEST(Segment, DropsPunctuationAndAsciisSymbols) {
  EXPECT_EQ(WithoutPunctuation("a.b,「c」 $5 + 7€ “d” _"), "abc 5  7€ d ");
}

}  // namespace
}  // namespace harness
