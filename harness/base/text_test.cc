#include "harness/base/text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace harness {
namespace {

using std::chrono::microseconds;

std::string Repaired(std::string text) {
  RepairUtf8(text);
  return text;
}

const std::string kMark = "\xEF\xBF\xBD";

TEST(RepairUtf8, LeavesWellFormedTextAlone) {
  std::string text = "plain, Grüße, 日本語, 😀" + std::string(200, 'x') + "é";
  const std::string before = text;
  const char* data = text.data();
  EXPECT_FALSE(RepairUtf8(text));
  EXPECT_EQ(text, before);
  EXPECT_EQ(text.data(), data);
}

TEST(RepairUtf8, ReplacesEachMaximalSubpartAsInTheUnicodeStandard) {
  // Table 3-8 and 3-11 of Unicode 15.
  EXPECT_EQ(Repaired("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41"),
            kMark + kMark + kMark + kMark + kMark + kMark + kMark + kMark + "A");
  EXPECT_EQ(Repaired("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41"), kMark + kMark + kMark + kMark + "A");
}

TEST(RepairUtf8, ReplacesEncodedSurrogatesByteByByte) {
  EXPECT_EQ(Repaired("a\xED\xA0\x80z"), "a" + kMark + kMark + kMark + "z");
}

TEST(RepairUtf8, ReplacesASequenceThatTheTextEndsIn) {
  EXPECT_EQ(Repaired("ab\xF0\x9F\x98"), "ab" + kMark);
}

TEST(RepairUtf8, RefusesWhatIsBeyondTheLastCodePoint) {
  EXPECT_EQ(Repaired("\xF4\x90\x80\x80"), kMark + kMark + kMark + kMark);
  EXPECT_EQ(Repaired("\xF4\x8F\xBF\xBF"), "\xF4\x8F\xBF\xBF");
}

TEST(RepairUtf8, FindsABadByteBehindALongAsciiRun) {
  std::string text = std::string(1000, 'a') + "\xFF" + std::string(1000, 'b');
  EXPECT_TRUE(RepairUtf8(text));
  EXPECT_EQ(text, std::string(1000, 'a') + kMark + std::string(1000, 'b'));
}

TEST(FoldCase, FoldsFully) {
  EXPECT_EQ(FoldCase("Hello VPN"), "hello vpn");
  EXPECT_EQ(FoldCase("STRAßE ΣΊΣΥΦΟΣ"), "strasse σίσυφοσ");
  EXPECT_EQ(FoldCase("İ"), "i̇");
}

TEST(Suggest, FindsTheNearestCandidate) {
  const std::vector<std::string> known = {"contains", "icontains", "equals", "regex"};
  EXPECT_EQ(Suggest("contians", known), "contains");
  EXPECT_EQ(Suggest("iconains", known), "icontains");
  EXPECT_EQ(Suggest("REGEX", known), "regex");
}

TEST(Suggest, IsSilentWhenNothingIsNear) {
  const std::vector<std::string_view> known = {"contains", "id"};
  EXPECT_EQ(Suggest("latency", known), std::nullopt);
  EXPECT_EQ(Suggest("ab", known), std::nullopt);
  EXPECT_EQ(Suggest("", known), std::nullopt);
  EXPECT_EQ(Suggest(std::string(1000, 'i'), known), std::nullopt);
}

TEST(Suggest, AllowsAThirdOfALongWord) {
  const std::vector<std::string_view> known = {"min_coverage"};
  EXPECT_EQ(Suggest("min-coverge-x", known), "min_coverage");
}

TEST(Split, SeparatesAtAnyOfTheCharacters) {
  EXPECT_THAT(Split("a;b,c", ";,"), testing::ElementsAre("a", "b", "c"));
  EXPECT_THAT(Split("", ","), testing::ElementsAre(""));
  EXPECT_THAT(Split(",", ","), testing::ElementsAre("", ""));
}

TEST(Trim, TakesBlanksFromBothSides) {
  EXPECT_EQ(Trim(" \t a b\r\n"), "a b");
  EXPECT_EQ(Trim("  "), "");
}

TEST(JoinQuoted, QuotesEachItem) {
  const std::vector<std::string> items = {"a", "b c"};
  EXPECT_EQ(JoinQuoted(items), "'a', 'b c'");
}

TEST(Abbreviate, CutsAtACodePoint) {
  EXPECT_EQ(Abbreviate("Grüße", 5), "Grüße");
  EXPECT_EQ(Abbreviate("Grüße", 4), "Grü…");
  EXPECT_EQ(Abbreviate("Grüße", 1), "…");
  EXPECT_EQ(Abbreviate("", 1), "");
}

TEST(ParseDuration, ReadsNumberAndUnit) {
  EXPECT_EQ(ParseDuration("10s").value(), microseconds(10'000'000));
  EXPECT_EQ(ParseDuration("500ms").value(), microseconds(500'000));
  EXPECT_EQ(ParseDuration("2m").value(), microseconds(120'000'000));
  EXPECT_EQ(ParseDuration("1h").value(), microseconds(3'600'000'000));
  EXPECT_EQ(ParseDuration(" 1.5 s ").value(), microseconds(1'500'000));
  EXPECT_EQ(ParseDuration("1h 30m").value(), microseconds(5'400'000'000));
  EXPECT_EQ(ParseDuration("250us").value(), microseconds(250));
}

TEST(ParseDuration, SaysWhatIsWrong) {
  EXPECT_EQ(ParseDuration("").error().Message(), "'' is not a duration; write for example 500ms, 10s, 2m or 1h");
  EXPECT_EQ(ParseDuration("-1s").error().Message(), "'-1s' is not a duration; write for example 500ms, 10s, 2m or 1h");
  EXPECT_EQ(ParseDuration("10").error().Message(), "the duration '10' lacks a unit: us, ms, s, m, h or d");
  EXPECT_EQ(ParseDuration("10 sec").error().Message(),
            "'sec' is not a unit of time in '10 sec'; known are us, ms, s, m, h and d");
  EXPECT_EQ(ParseDuration("99999999h").error().Message(), "the duration '99999999h' is longer than 36500d");
}

TEST(FormatDuration, IsShortAndReadable) {
  EXPECT_EQ(FormatDuration(microseconds(0)), "0s");
  EXPECT_EQ(FormatDuration(microseconds(250)), "250us");
  EXPECT_EQ(FormatDuration(microseconds(1'250)), "1.25ms");
  EXPECT_EQ(FormatDuration(microseconds(12'400)), "12ms");
  EXPECT_EQ(FormatDuration(microseconds(1'530'000)), "1.53s");
  EXPECT_EQ(FormatDuration(microseconds(59'999'000)), "1m");
  EXPECT_EQ(FormatDuration(microseconds(125'000'000)), "2m 5s");
  EXPECT_EQ(FormatDuration(microseconds(3'600'000'000 + 240'000'000)), "1h 4m");
  EXPECT_EQ(FormatDuration(microseconds(51LL * 3'600'000'000)), "2d 3h");
}

TEST(ParseSize, ReadsBytesDecimalAndBinaryUnits) {
  EXPECT_EQ(ParseSize("512").value(), 512u);
  EXPECT_EQ(ParseSize("100kB").value(), 100'000u);
  EXPECT_EQ(ParseSize("8 MiB").value(), 8u << 20);
  EXPECT_EQ(ParseSize("1.5gib").value(), 3ull << 29);
}

TEST(ParseSize, SaysWhatIsWrong) {
  EXPECT_EQ(ParseSize("big").error().Message(), "'big' is not a size; write for example 512, 100kB or 8MiB");
  EXPECT_EQ(ParseSize("1 2").error().Message(), "'1 2' is not a size; write for example 512, 100kB or 8MiB");
  EXPECT_EQ(ParseSize("8k").error().Message(),
            "'k' is not a unit of size in '8k'; known are B, kB, MB, GB, TB, KiB, MiB, GiB and TiB");
  EXPECT_EQ(ParseSize("99999999999TB").error().Message(), "the size '99999999999TB' is too large");
}

TEST(FormatSize, UsesBinaryUnits) {
  EXPECT_EQ(FormatSize(512), "512 B");
  EXPECT_EQ(FormatSize(1536), "1.5 KiB");
  EXPECT_EQ(FormatSize(8u << 20), "8 MiB");
  EXPECT_EQ(FormatSize((1u << 20) - 1), "1 MiB");
}

TEST(Counted, KnowsThePlural) {
  EXPECT_EQ(Counted(1, "case"), "1 case");
  EXPECT_EQ(Counted(0, "case"), "0 cases");
}

}  // namespace
}  // namespace harness
