#include "harness/base/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/string_file.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::unique_ptr<CsvReader> Open(std::string bytes, CsvOptions options = {}, size_t step = std::string::npos) {
  return CsvReader::Open(std::make_unique<StringFile>(std::move(bytes), "t.csv", step), options).value();
}

std::string OpenError(std::string bytes) {
  auto reader = CsvReader::Open(std::make_unique<StringFile>(std::move(bytes), "t.csv"));
  return reader ? "no error" : reader.error().Message();
}

// Every row as "line@offset:field|field", and errors as their message.
std::vector<std::string> RowsOf(CsvReader& reader) {
  std::vector<std::string> rows;
  while (true) {
    const auto row = reader.Next();
    if (!row) {
      rows.push_back(row.error().Message());
      continue;
    }
    if (!*row) return rows;
    rows.push_back(fmt::format("{}@{}:{}", (*row)->line, (*row)->offset, fmt::join((*row)->fields, "|")));
  }
}

std::vector<std::string> Rows(std::string bytes, CsvOptions options = {}) {
  return RowsOf(*Open(std::move(bytes), options));
}

TEST(CsvReader, ReadsTheHeaderAndRowsWithTheirPlaces) {
  auto reader = Open("a,b\n1,2\n3,4\n");
  EXPECT_THAT(reader->columns(), ElementsAre("a", "b"));
  EXPECT_THAT(RowsOf(*reader), ElementsAre("2@4:1|2", "3@8:3|4"));
}

TEST(CsvReader, TakesCrlfAndAMissingLastEndOfLine) {
  EXPECT_THAT(Rows("a,b\r\n1,2\r\n\"3\",\"4\"\r\n5,6"), ElementsAre("2@5:1|2", "3@10:3|4", "4@19:5|6"));
}

TEST(CsvReader, SkipsAByteOrderMark) {
  auto reader = Open("\xEF\xBB\xBF\"a\",b\n1,2\n");
  EXPECT_THAT(reader->columns(), ElementsAre("a", "b"));
  EXPECT_THAT(RowsOf(*reader), ElementsAre("2@9:1|2"));
}

TEST(CsvReader, ReadsQuotedDelimitersQuotesAndLineEnds) {
  EXPECT_THAT(Rows("a,b\n\"x,y\",\"he said \"\"no\"\"\"\n\"two\nlines\",\"\"\nlast,1\n"),
              ElementsAre("2@4:x,y|he said \"no\"", "3@27:two\nlines|", "5@42:last|1"));
}

TEST(CsvReader, KeepsQuotesInsideAnUnquotedField) {
  EXPECT_THAT(Rows("a,b\n5\" disk,x\n"), ElementsAre("2@4:5\" disk|x"));
}

TEST(CsvReader, KeepsEmptyFields) {
  EXPECT_THAT(Rows("a,b,c\n,,\n\"\",,\"\"\n"), ElementsAre("2@6:||", "3@9:||"));
}

TEST(CsvReader, SkipsBlankLinesButCountsThem) {
  EXPECT_THAT(Rows("\n\na\n\r\n1\n\n\"\"\n\n"), ElementsAre("5@6:1", "7@9:"));
}

TEST(CsvReader, ReadsTabs) {
  EXPECT_THAT(Rows("a\tb\n1,5\t2\n", {.delimiter = '\t'}), ElementsAre("2@4:1,5|2"));
}

TEST(CsvReader, ReadsTheSameHoweverTheFileArrives) {
  const std::string bytes = "a,b\r\n\"x\"\"\r\ny\",\"\"\r\n\r\n1,2\r\n\"q\",\"r\"";
  const auto whole = Rows(bytes);
  EXPECT_THAT(whole, ElementsAre("2@5:x\"\r\ny|", "5@20:1|2", "6@25:q|r"));
  EXPECT_EQ(RowsOf(*Open(bytes, {}, 1)), whole);
}

TEST(CsvReader, ReadsRowsLargerThanItsWindow) {
  const std::string large(600'000, 'x');
  EXPECT_THAT(Rows("a,b\n" + large + ",\"" + large + "\n\"\"" + large + "\"\n1,2\n"),
              ElementsAre("2@4:" + large + "|" + large + "\n\"" + large, fmt::format("4@{}:1|2", 4 + 1'800'000 + 7)));
}

TEST(CsvReader, FindsSeamsInAnyPosition) {
  std::string bytes = "a,b\n";
  std::string expected;
  for (int i = 0; i < 40'000; ++i) {
    bytes += fmt::format("{},\"q\"\"{}\n\"\r\n", i, i % 7);
    expected += fmt::format("{}|q\"{}\n;", i, i % 7);
  }
  auto reader = Open(bytes);
  std::string got;
  while (auto row = reader->Next().value()) got += fmt::format("{};", fmt::join(row->fields, "|"));
  EXPECT_EQ(got, expected);
}

TEST(CsvReader, NamesTheLineOfAQuoteThatIsNeverClosed) {
  EXPECT_THAT(Rows("a,b\n\"1\n\",\"2\n3,4\n"), ElementsAre("t.csv:3: the quote that opens here is never closed"));
  EXPECT_EQ(OpenError("\"a,b\n"), "t.csv:1: the quote that opens here is never closed");
}

TEST(CsvReader, RefusesTextBehindAClosingQuote) {
  EXPECT_THAT(Rows("a,b\n1,\"2\n\" 3\n4,5\n"), ElementsAre("t.csv:3: text behind a closing quote"));
  EXPECT_THAT(Rows("a,b\n\"1\"\rx,2\n"), ElementsAre("t.csv:2: text behind a closing quote"));
}

TEST(CsvReader, RefusesARowWithAnotherNumberOfFieldsAndGoesOn) {
  EXPECT_THAT(Rows("a,b\n1\n1,2,3\n4,5\n"), ElementsAre("t.csv:2: 1 field where the header has 2",
                                                        "t.csv:3: 3 fields where the header has 2", "4@12:4|5"));
}

TEST(CsvReader, RefusesNulBytesAndGoesOn) {
  EXPECT_THAT(Rows(std::string("a\n1\0\n2\n", 7)),
              ElementsAre("t.csv:2: a NUL byte; the file must be UTF-8 text", "3@5:2"));
}

TEST(CsvReader, RefusesARowOverTheLimit) {
  EXPECT_THAT(Rows("a\n123456789\n1\n", {.max_row = 9}),
              ElementsAre("t.csv:2: a row of more than 9 B; is a quote not closed?"));
  EXPECT_THAT(Rows("a\n\"" + std::string(1'000'000, '\n'), {.max_row = 1024}),
              ElementsAre("t.csv:2: a row of more than 1 KiB; is a quote not closed?"));
}

TEST(CsvReader, RefusesAHeaderThatDoesNotNameItsColumns) {
  EXPECT_EQ(OpenError(""), "t.csv: the file is empty; its first row must name the columns");
  EXPECT_EQ(OpenError("\xEF\xBB\xBF\r\n"), "t.csv: the file is empty; its first row must name the columns");
  EXPECT_EQ(OpenError("a,,c\n"), "t.csv:1: column 2 has no name");
  EXPECT_EQ(OpenError("\na,b,a\n"), "t.csv:2: two columns are called 'a'");
}

TEST(CsvReader, RepairsUtf8AndCountsTheRows) {
  auto reader = Open("a,b\nx\xFF,\"\"\"\xC3\"\n\xC3\xA9,1\n");
  EXPECT_THAT(RowsOf(*reader), ElementsAre("2@4:x\xEF\xBF\xBD|\"\xEF\xBF\xBD", "3@13:\xC3\xA9|1"));
  EXPECT_EQ(reader->repaired(), 1);
}

TEST(CsvReader, ReadsARowAgainByItsOffset) {
  auto reader = Open("a,b\n\"1\n\"\"\",2\n3,4\n");
  EXPECT_THAT(RowsOf(*reader), ElementsAre("2@4:1\n\"|2", "4@13:3|4"));
  reader->Seek(4, 2);
  EXPECT_THAT(RowsOf(*reader), ElementsAre("2@4:1\n\"|2", "4@13:3|4"));
}

TEST(CsvWriter, WritesWhatTheReaderReads) {
  const TemporaryFolder folder;
  const auto files = MakeFiles();
  auto file = files->Create(folder / "t.csv").value();
  CsvWriter writer(*file);
  const std::vector<std::vector<std::string>> rows = {{"a", "b"}, {"x,y", "\"q\""}, {"two\nlines", ""}, {" s ", "\r"}};
  for (const auto& row : rows) ASSERT_TRUE(writer.Write(row));
  ASSERT_TRUE(file->Commit());
  EXPECT_EQ(TemporaryFolder::Contents(folder / "t.csv"), "a,b\n\"x,y\",\"\"\"q\"\"\"\n\"two\nlines\",\n s ,\"\r\"\n");
  auto reader = CsvReader::Open(files->OpenRead(folder / "t.csv").value()).value();
  for (size_t i = 1; i < rows.size(); ++i) {
    const auto fields = reader->Next().value()->fields;
    EXPECT_EQ(std::vector<std::string>(fields.begin(), fields.end()), rows[i]);
  }
}

TEST(CsvWriter, QuotesWhatIsSpecialAnywhere) {
  for (size_t size = 1; size <= 20; ++size) {
    const std::string plain(size, '-');
    std::string written;
    AppendCsvField(written, plain, ';');
    EXPECT_EQ(written, plain);
    for (size_t at = 0; at < size; ++at) {
      for (const char special : {';', '\n', '\r'}) {
        std::string field = plain;
        field[at] = special;
        written.clear();
        AppendCsvField(written, field, ';');
        EXPECT_EQ(written, '"' + field + '"');
      }
    }
  }
}

TEST(CsvWriter, KeepsARowOfOneEmptyField) {
  const TemporaryFolder folder;
  auto file = MakeFiles()->Create(folder / "t.csv").value();
  CsvWriter writer(*file);
  const std::string_view empty[] = {""};
  ASSERT_TRUE(writer.Write(empty));
  ASSERT_TRUE(file->Commit());
  EXPECT_EQ(TemporaryFolder::Contents(folder / "t.csv"), "\"\"\n");
}

}  // namespace
}  // namespace harness
