#include "harness/suite/record_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/string_file.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Every record as "line:JSON", and errors as their message. Some readers would go on for ever only by a mistake: 1,000
// at most.
std::vector<std::string> Records(RecordFormat format, std::string bytes, size_t step = std::string::npos) {
  auto reader = OpenRecords(std::make_unique<StringFile>(std::move(bytes), "f", step), format);
  if (!reader) return {reader.error().Message()};
  std::vector<std::string> records;
  while (records.size() < 1000) {
    const auto record = (*reader)->Next();
    if (record && !*record) break;
    records.push_back(record ? fmt::format("{}:{}", (*record)->place.line, CanonicalJson((*record)->fields))
                             : record.error().Message());
  }
  return records;
}

std::vector<std::string> JsonRecords(std::string bytes, size_t step = std::string::npos) {
  return Records(RecordFormat::kJson, std::move(bytes), step);
}

TEST(RecordFile, ReadsTablesAsTexts) {
  EXPECT_THAT(Records(RecordFormat::kCsv, "a,b\n1,\"x\ny\"\n2,\n"),
              ElementsAre(R"(2:{"a":"1","b":"x\ny"})", R"(4:{"a":"2","b":""})"));
  EXPECT_THAT(Records(RecordFormat::kTsv, "a\tb\n1,5\t2\n"), ElementsAre(R"(2:{"a":"1,5","b":"2"})"));
}

TEST(RecordFile, ReadsJsonLines) {
  EXPECT_THAT(Records(RecordFormat::kJsonLines, "{\"a\":1}\r\n\n  \n{\"b\":[true]}"),
              ElementsAre(R"(1:{"a":1})", R"(4:{"b":[true]})"));
}

TEST(RecordFile, PlacesAMistakeInJsonLinesAndGoesOn) {
  const auto records = Records(RecordFormat::kJsonLines, "{\"a\":1}\n{\"a\":}\n[1]\n{\"a\":2}\n");
  ASSERT_EQ(records.size(), 4u);
  EXPECT_THAT(records[1], testing::StartsWith("f:2:6: "));
  EXPECT_EQ(records[2], "f:3: a record must be an object, not [1]");
  EXPECT_EQ(records[3], R"(4:{"a":2})");
}

TEST(RecordFile, ReadsAJsonArray) {
  EXPECT_THAT(JsonRecords("\xEF\xBB\xBF [\n {\"a\": \"]}\\\"\"},\n\n {\"b\": {\"c\": [1, {}]}} ]\n"),
              ElementsAre(R"(2:{"a":"]}\""})", R"(4:{"b":{"c":[1,{}]}})"));
  EXPECT_THAT(JsonRecords("[]"), IsEmpty());
}

TEST(RecordFile, ReadsTheCasesOfAJsonObject) {
  EXPECT_THAT(JsonRecords(R"({"version": 1, "x": {"cases": [2]}, "cases": [{"a": 1}, {"a": 2}], "y": "]"})"),
              ElementsAre(R"(1:{"a":1})", R"(1:{"a":2})"));
}

TEST(RecordFile, ReadsJsonTheSameHoweverItArrives) {
  const std::string bytes = R"({"v": "\"", "cases": [{"a": "\\"}, {"b": [{}, "]"]}], "w": [1, 2]})";
  const auto whole = JsonRecords(bytes);
  EXPECT_THAT(whole, ElementsAre(R"(1:{"a":"\\"})", R"(1:{"b":[{},"]"]})"));
  EXPECT_EQ(JsonRecords(bytes, 1), whole);
}

TEST(RecordFile, PlacesAMistakeInAJsonArrayAndGoesOn) {
  const auto records = JsonRecords("[{\"a\": 1},\n  {\"a\": nul}, 5,\n {\"a\": 2}]");
  ASSERT_EQ(records.size(), 4u);
  EXPECT_THAT(records[1], testing::StartsWith("f:2:9: "));
  EXPECT_EQ(records[2], "f:2: a record must be an object, not 5");
  EXPECT_EQ(records[3], R"(3:{"a":2})");
}

TEST(RecordFile, RefusesJsonThatHoldsNoRecords) {
  const std::string neither = "an array of records is expected, or an object with the key \"cases\"";
  EXPECT_THAT(JsonRecords(""), ElementsAre("f:1:1: " + neither));
  EXPECT_THAT(JsonRecords("7"), ElementsAre("f:1:1: " + neither));
  EXPECT_THAT(JsonRecords("{}"), ElementsAre("f:1:3: the object has no key \"cases\""));
  EXPECT_THAT(JsonRecords("{\"cases\": 5}"), ElementsAre("f:1:11: '[' is expected here"));
  EXPECT_THAT(JsonRecords("{5: 1}"), ElementsAre("f:1:2: a key in quotes is expected here"));
}

TEST(RecordFile, RefusesJsonThatIsCutOff) {
  EXPECT_THAT(JsonRecords("[{\"a\": 1},"),
              ElementsAre("1:{\"a\":1}", "f:1:11: the value that begins here does not end"));
  EXPECT_THAT(JsonRecords("[\n{\"a\": \""), ElementsAre("f:2:1: the value that begins here does not end"));
  EXPECT_THAT(JsonRecords("[{}"), ElementsAre("1:{}", "f:1:4: ',' is expected here"));
}

TEST(RecordFile, RefusesWhatFollowsTheRecords) {
  EXPECT_THAT(JsonRecords("[{}] x"), ElementsAre("1:{}", "f:1:6: text behind the end of the records"));
  EXPECT_THAT(JsonRecords("[{},]"), ElementsAre("1:{}", "f:1:5: a value is expected here"));
  EXPECT_THAT(JsonRecords("[{} {}]"), ElementsAre("1:{}", "f:1:5: ',' is expected here"));
  EXPECT_THAT(JsonRecords("{\"cases\": [], \"cases\": []}"), ElementsAre("f:1:23: the key \"cases\" occurs twice"));
}

TEST(RecordFile, ReadsYaml) {
  EXPECT_THAT(Records(RecordFormat::kYaml, "# cases\n- a: 1\n  b: [x]\n- {a: two}\n"),
              ElementsAre(R"(2:{"a":1,"b":["x"]})", R"(4:{"a":"two"})"));
  EXPECT_THAT(Records(RecordFormat::kYaml, "cases:\n- 5\n- {a: 1}\n"),
              ElementsAre("f:2:3: a record must be a map, found a whole number", R"(3:{"a":1})"));
}

TEST(RecordFile, CountsRecordsThatWereRepaired) {
  auto reader =
      OpenRecords(std::make_unique<StringFile>("{\"a\":\"\xFF\"}\n{\"a\":\"x\"}\n"), RecordFormat::kJsonLines).value();
  EXPECT_EQ(reader->Next().value()->fields["a"], "\xEF\xBF\xBD");
  EXPECT_TRUE(reader->Next().value().has_value());
  EXPECT_EQ(reader->repaired(), 1);
}

TEST(RecordFile, ChoosesTheFormatByTheEndingOfTheName) {
  const TemporaryFolder folder;
  const auto files = MakeFiles();
  auto reader = OpenRecords(*files, folder.Put("a.csv", "x\n1\n")).value();
  EXPECT_THAT(reader->table()->columns(), ElementsAre("x"));
  EXPECT_EQ(OpenRecords(*files, folder / "a.ndjson").error().Message(),
            "cannot open " + (folder / "a.ndjson") + ": No such file or directory");
  EXPECT_EQ(OpenRecords(*files, "a.xlsx").error().Message(),
            "cannot tell the format of a.xlsx; its name must end in '.csv', '.tsv', '.jsonl', '.ndjson', '.json', "
            "'.yaml', '.yml'");
}

}  // namespace
}  // namespace harness
