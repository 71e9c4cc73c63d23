#include "harness/base/line_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/string_file.h"

namespace harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

LineReader ReaderOf(std::string bytes, size_t max = LineReader::kDefaultMax) {
  return LineReader(std::make_unique<StringFile>(std::move(bytes), "x.jsonl"), max);
}

// "number@offset:text" of every line.
std::vector<std::string> LinesOf(LineReader reader) {
  std::vector<std::string> lines;
  while (auto line = reader.Next().value())
    lines.push_back(fmt::format("{}@{}:{}", line->number, line->offset, line->text));
  return lines;
}

TEST(LineReader, NumbersLinesAndTheirOffsets) {
  EXPECT_THAT(LinesOf(ReaderOf("a\nbc\r\n\nd")), ElementsAre("1@0:a", "2@2:bc", "3@6:", "4@7:d"));
}

TEST(LineReader, AnEmptyFileHasNoLines) {
  EXPECT_THAT(LinesOf(ReaderOf("")), IsEmpty());
}

TEST(LineReader, AnEndOfLineAtTheEndBeginsNoLine) {
  EXPECT_THAT(LinesOf(ReaderOf("a\n")), ElementsAre("1@0:a"));
}

TEST(LineReader, SkipsAByteOrderMark) {
  EXPECT_THAT(LinesOf(ReaderOf("\xEF\xBB\xBF{}\n1")), ElementsAre("1@0:{}", "2@6:1"));
}

TEST(LineReader, ReadsLinesLongerThanItsWindow) {
  const std::string large(1'000'000, 'x');
  EXPECT_THAT(LinesOf(ReaderOf("a\n" + large + "\nb")), ElementsAre("1@0:a", "2@2:" + large, "3@1000003:b"));
}

TEST(LineReader, RefusesALineOverTheLimitAndStops) {
  LineReader reader = ReaderOf("1234\n12345\n1", 4);
  EXPECT_EQ(reader.Next().value()->text, "1234");
  EXPECT_EQ(reader.Next().error().Message(), "x.jsonl:2: a line of more than 4 B");
}

TEST(LineReader, ReadsALineAgainByItsOffset) {
  LineReader reader = ReaderOf("a\nbc\nd\n");
  while (reader.Next().value()) continue;
  reader.Seek(2, 2);
  const Line line = reader.Next().value().value();
  EXPECT_EQ(line.text, "bc");
  EXPECT_EQ(line.number, 2);
}

}  // namespace
}  // namespace harness
