#include "harness/suite/markdown.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace harness {
namespace {

using testing::ElementsAre;
using Kind = MarkdownBlock::Kind;

std::vector<MarkdownBlock> Scan(std::string_view text) {
  Diagnostics diagnostics;
  auto blocks = ScanMarkdown(text, "a.md", diagnostics);
  EXPECT_TRUE(diagnostics.empty());
  return blocks;
}

std::string Mistakes(std::string_view text) {
  Diagnostics diagnostics;
  ScanMarkdown(text, "a.md", diagnostics);
  return diagnostics.empty() ? "none" : std::move(diagnostics).ToError().Message();
}

TEST(ScanMarkdown, ReadsHeadings) {
  const auto blocks = Scan("# One\n  ###   Two ##\n#\n");
  ASSERT_EQ(blocks.size(), 3u);
  EXPECT_EQ(blocks[0].text, "One");
  EXPECT_EQ(blocks[1].text, "Two");
  EXPECT_EQ(blocks[1].level, 3);
  EXPECT_EQ(blocks[1].line, 2);
  EXPECT_EQ(blocks[2].text, "");
}

TEST(ScanMarkdown, TakesWhatIsNoHeadingForText) {
  for (const char* text : {"#tag", "####### seven", "    # code"}) EXPECT_EQ(Scan(text)[0].kind, Kind::kLine) << text;
}

TEST(ScanMarkdown, KeepsAHeadingsOwnHashes) {
  EXPECT_EQ(Scan("## Learn C#")[0].text, "Learn C#");
}

TEST(ScanMarkdown, ReadsAFenceAsWritten) {
  const auto blocks = Scan("```sql x=1\n# no heading\n\n  SELECT 1\n```\nend");
  ASSERT_EQ(blocks.size(), 2u);
  EXPECT_EQ(blocks[0].info, "sql x=1");
  EXPECT_EQ(blocks[0].text, "# no heading\n\n  SELECT 1");
  EXPECT_EQ(blocks[1].line, 6);
}

TEST(ScanMarkdown, TakesTheIndentOfAFenceFromItsLines) {
  EXPECT_EQ(Scan("  ~~~sql\n    SELECT\n 1\n  ~~~")[0].text, "  SELECT\n1");
}

TEST(ScanMarkdown, ClosesAFenceByOneAtLeastAsLong) {
  EXPECT_EQ(Scan("````sql\n```\n````")[0].text, "```");
  EXPECT_EQ(Scan("```sql\n~~~\n````")[0].text, "~~~");
}

TEST(ScanMarkdown, SkipsCommentsOfSeveralLines) {
  const auto blocks = Scan("<!-- id: a -->\n<!--\n# hidden\n```sql\n-->\n# seen");
  ASSERT_EQ(blocks.size(), 2u);
  EXPECT_EQ(blocks[0].kind, Kind::kComment);
  EXPECT_EQ(blocks[0].text, "id: a");
  EXPECT_EQ(blocks[1].text, "seen");
}

TEST(ScanMarkdown, ReadsWindowsLineEndsAndAByteOrderMark) {
  const auto blocks = Scan("\xEF\xBB\xBF# One\r\n```sql\r\nSELECT 1\r\n```\r\n");
  ASSERT_EQ(blocks.size(), 2u);
  EXPECT_EQ(blocks[0].text, "One");
  EXPECT_EQ(blocks[1].text, "SELECT 1");
}

TEST(ScanMarkdown, NamesEveryFenceThatIsNeverClosed) {
  EXPECT_EQ(Mistakes("# a\n```sql\nSELECT 1\n# b\n```sql\nSELECT 2\n```\n# c\n~~~~sql\n"),
            "a.md:2: the block that begins here is never closed; add a line ``` below it; "
            "a.md:9: the block that begins here is never closed; add a line ~~~~ below it");
}

TEST(ScanMarkdown, GoesOnAtTheHeadingBelowAnUnclosedFence) {
  Diagnostics diagnostics;
  const auto blocks = ScanMarkdown("```sql\nSELECT 1\n# b\n```sql\nSELECT 2\n```\n", "a.md", diagnostics);
  ASSERT_EQ(blocks.size(), 3u);
  EXPECT_EQ(blocks[1].text, "b");
  EXPECT_EQ(blocks[2].text, "SELECT 2");
}

TEST(ScanMarkdown, NamesACommentThatIsNeverClosed) {
  EXPECT_EQ(Mistakes("a\n<!-- b\n"), "a.md:2: the comment that begins here is never closed; add --> behind it");
}

TEST(ScanMarkdown, RefusesMoreLinesThanAreRead) {
  EXPECT_EQ(Mistakes(std::string(1'000'001, '\n')), "a.md: 1000001 lines; at most 1000000 are read, so split the file");
}

TEST(ScanMarkdown, ReadsManyUnclosedCommentsInTime) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += "<!--\n# a\n";
  Diagnostics diagnostics;
  ScanMarkdown(text, "a.md", diagnostics);
  EXPECT_TRUE(diagnostics.full());
}

TEST(FenceFor, IsLongerThanAnyRunInTheText) {
  EXPECT_EQ(FenceFor("SELECT 1"), "```");
  EXPECT_EQ(FenceFor("a ```` b ``"), "`````");
}

TEST(ScanMarkdown, RefusesCommentsThatBeginOrEndWithinALine) {
  EXPECT_EQ(Mistakes("text <!-- hidden\n## Heading\n-->\n"),
            "a.md:1: a comment that goes on over several lines must begin at the start of a line");
  EXPECT_EQ(Mistakes("<!-- a --> text\n"),
            "a.md:1: there is text behind the end of a comment; put it on a line of its own");
  EXPECT_EQ(Mistakes("<!-- a\nb --> text\n"),
            "a.md:2: there is text behind the end of a comment; put it on a line of its own");
}

TEST(ScanMarkdown, RefusesHeadingsThatAreUnderlined) {
  EXPECT_EQ(Mistakes("A heading\n===\n"),
            "a.md:2: a heading with a line below it is not understood; write it with # before its text");
  EXPECT_EQ(Mistakes("text\n\n---\n"), "none");
}

}  // namespace
}  // namespace harness
