#include "reports/display.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(DisplayWidth, IsInColumns) {
  EXPECT_EQ(DisplayWidth("abc"), 3u);
  EXPECT_EQ(DisplayWidth("비밀번호"), 8u);
  EXPECT_EQ(DisplayWidth("Ａ"), 2u);  // fullwidth
  EXPECT_EQ(DisplayWidth("é…✓"), 3u);
  EXPECT_EQ(DisplayWidth("😀"), 2u);
}

TEST(DisplayWidth, GivesMarksThatCombineNoColumn) {
  EXPECT_EQ(DisplayWidth("e\u0301"), 1u);
  EXPECT_EQ(DisplayWidth("a\u200Bb"), 2u);            // a zero-width space
  EXPECT_EQ(DisplayWidth("\u1112\u1161\u11AB"), 2u);  // 한, decomposed
}

TEST(Visible, KeepsATextOnOneLine) {
  EXPECT_EQ(Visible("a\nb\r\tc\u2028d"), "a b  c d");
}

TEST(Visible, ShowsWhatATerminalWouldActUpon) {
  EXPECT_EQ(Visible("\x1b[2J\a\x7F\xC2\x9B"), "\\x1B[2J\\x07\\x7F\\x9B");
}

TEST(Visible, ShowsWhatTurnsTheDirectionOfWriting) {
  EXPECT_EQ(Visible("a\u202Eb\u2066c"), "a\\u202Eb\\u2066c");
}

TEST(Visible, ReplacesIllFormedUtf8) {
  EXPECT_EQ(Visible("a\xFF"), "a\xEF\xBF\xBD");
}

TEST(FitTo, LeavesAloneWhatFits) {
  EXPECT_EQ(FitTo("abc", 3), "abc");
  EXPECT_EQ(FitTo("비밀", 4), "비밀");
}

TEST(FitTo, CutsWithAMarkThatTakesAColumn) {
  EXPECT_EQ(FitTo("abcd", 3), "ab…");
  EXPECT_EQ(FitTo("abcd", 1), "…");
}

TEST(FitTo, DoesNotCutThroughAWideCharacter) {
  EXPECT_EQ(FitTo("비밀번호", 4), "비…");
  EXPECT_EQ(FitTo("비밀번호", 5), "비밀…");
}

TEST(Pad, FillsUpToColumns) {
  EXPECT_EQ(PadRight("비", 4) + "|", "비  |");
  EXPECT_EQ(PadLeft("비", 4), "  비");
  EXPECT_EQ(PadLeft("abc", 2), "abc");
}

TEST(Paint, ColoursOnlyWhereColourIsWanted) {
  EXPECT_EQ(Paint("x", Tone::kBad, true), "\x1b[31mx\x1b[0m");
  EXPECT_EQ(Paint("x", Tone::kBad, false), "x");
  EXPECT_EQ(Paint("x", Tone::kPlain, true), "x");
}

TEST(FormatShare, DoesNotRoundToAllOrNothing) {
  EXPECT_EQ(FormatShare(0), "0.0%");
  EXPECT_EQ(FormatShare(0.0001), "<0.1%");
  EXPECT_EQ(FormatShare(0.8725), "87.2%");
  EXPECT_EQ(FormatShare(0.99999), ">99.9%");
  EXPECT_EQ(FormatShare(1), "100.0%");
}

TEST(FormatDollars, ShowsSmallSums) {
  EXPECT_EQ(FormatDollars(0), "$0.00");
  EXPECT_EQ(FormatDollars(0.0125), "$0.0125");
  EXPECT_EQ(FormatDollars(12.345), "$12.35");
}

}  // namespace
}  // namespace harness
