// harness generate, end to end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/json_schema.h"
#include "harness/base/text.h"
#include "harness/suite/yaml.h"
#include "tests/program/program.h"

namespace harness {
namespace {

using testing::HasSubstr;

const std::string kIncidents = std::string(HARNESS_SOURCE_DIR "/fixtures/generators/incidents.yaml");

class Generate : public testing::Test {
 protected:
  std::string Contents(std::string_view name) { return TemporaryFolder::Contents(program_.folder() / name); }
  static size_t Count(std::string_view text, std::string_view what) {
    size_t count = 0;
    for (size_t at = 0; (at = text.find(what, at)) != std::string_view::npos; at += what.size()) ++count;
    return count;
  }
  Program program_;
};

TEST_F(Generate, WritesTheFilesThatAreAskedFor) {
  const ProgramResult result = program_.Run({"generate", kIncidents, "--out", "a.csv", "--out", "b.jsonl"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.out, "");
  EXPECT_THAT(result.err, HasSubstr("incidents: 1000 records in "));
  const std::string table = Contents("a.csv");
  EXPECT_THAT(table, testing::StartsWith("number,id,category,child_category_1,impact,urgency,priority,opened_at,"
                                         "resolved_at,reopened,minutes_of_work\nINC0010001,"));
  EXPECT_EQ(Count(table, "\n"), 1001u);
  EXPECT_EQ(Count(table, ",Access,"), 400u);
  EXPECT_EQ(Count(table, ",Network,"), 100u);
  EXPECT_EQ(Count(Contents("b.jsonl"), R"("resolved_at":null)"), 50u);
}

TEST_F(Generate, EndsWithAShortReportOfTheQuality) {
  const ProgramResult result = program_.Run({"generate", kIncidents, "--out", "a.csv"});
  EXPECT_THAT(result.err, HasSubstr("incidents: 1000 records, 11 columns\n"));
  EXPECT_THAT(result.err, testing::ContainsRegex("category +category +0.0% +[0-9]+ +1.000\n"));
  const ProgramResult large = program_.Run({"generate", kIncidents, "--count", "10000", "--out", "a.csv"});
  EXPECT_THAT(large.err, HasSubstr("incidents, a sample: 2000 records"));
  EXPECT_THAT(large.err, HasSubstr("Left out: all but these 2000 of 10000 records, evenly spaced"));
  EXPECT_EQ(program_.Run({"generate", kIncidents, "--out", "a.csv", "--quiet"}).err, "");
}

TEST_F(Generate, FitsItsSchema) {
  const ProgramResult result = program_.Shell("$HARNESS schema dataset > schema.json");
  EXPECT_EQ(result.code, 0) << result.err;
  const auto schema = JsonSchema::Compile(program_.ReadJson("schema.json"));
  ASSERT_TRUE(schema) << schema.error().Message();
  for (const char* name : {"incidents", "tickets", "tickets-llm"}) {
    Diagnostics mistakes;
    const auto files = MakeFiles();
    const auto tree =
        ReadYaml(*files, fmt::format("{}/fixtures/generators/{}.yaml", HARNESS_SOURCE_DIR, name), mistakes);
    ASSERT_TRUE(tree) << name;
    EXPECT_TRUE(schema->IsValid(tree->ToJson())) << name;
  }
  EXPECT_FALSE(schema->IsValid(*ParseJson(R"({"count": 1, "columns": [{"name": "a", "uuidd": {}}]})")));
  EXPECT_EQ(program_.Run({"schema", "table"}).code, 2);
}

TEST_F(Generate, WritesTheSameAgain) {
  for (const char* file : {"a.csv", "b.csv"}) EXPECT_EQ(program_.Run({"generate", kIncidents, "--out", file}).code, 0);
  EXPECT_EQ(program_.Run({"generate", kIncidents, "--seed", "43", "--out", "c.csv"}).code, 0);
  EXPECT_EQ(Contents("a.csv"), Contents("b.csv"));
  EXPECT_NE(Contents("a.csv"), Contents("c.csv"));
}

TEST_F(Generate, WritesToStandardOutput) {
  const ProgramResult result = program_.Run({"generate", kIncidents, "--count", "3", "--out", "-"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(Count(result.out, "\n"), 3u);
  EXPECT_THAT(result.out, testing::StartsWith(R"({"number":"INC0010001",)"));
}

TEST_F(Generate, TakesTheFilesOfTheSpecBesideIt) {
  program_.folder().Put("specs/s.yaml",
                        "count: 2\ncolumns: [ { name: n, sequence: {} } ]\noutput: [ n.csv, n.json ]\n");
  EXPECT_EQ(program_.Run({"generate", "specs/s.yaml"}).code, 0);
  EXPECT_EQ(Contents("specs/n.csv"), "n\n1\n2\n");
  EXPECT_EQ(Contents("specs/n.json"), "[\n{\"n\":1},\n{\"n\":2}\n]\n");
}

TEST_F(Generate, ShowsRecordsAndWritesNothing) {
  program_.folder().Put(
      "s.yaml",
      "count: 9\ncolumns: [ { name: n, sequence: {}, drop: true }, { name: m, expression: '{{ n * 2 }}' } ]\n"
      "output: out.csv\n");
  const ProgramResult result = program_.Run({"generate", "s.yaml", "--preview", "2"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(result.out, "{\n  \"n\": 1,\n  \"m\": 2\n}\n{\n  \"n\": 2,\n  \"m\": 4\n}\n");
  EXPECT_FALSE(std::filesystem::exists(program_.folder() / "out.csv"));
}

TEST_F(Generate, TellsMistakesAndLeavesWhatWasThere) {
  program_.folder().Put("out.csv", "before");
  program_.folder().Put(
      "s.yaml",
      "count: 2000\ncolumns:\n  - { name: n, sequence: {} }\n  - { name: m, expression: '{{ 1 // (n - 1500) }}' }\n");
  const ProgramResult result = program_.Run({"generate", "s.yaml", "--out", "out.csv"});
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("s.yaml:4:28: record 1500: division by zero"));
  EXPECT_EQ(Contents("out.csv"), "before");
  EXPECT_THAT(program_.Run({"generate", "s.yaml"}).err, HasSubstr("no file to write: give --out FILE"));
  EXPECT_THAT(program_.Run({"generate", "s.yaml", "--out", "x.doc"}).err, HasSubstr("cannot tell the format of x.doc"));
  EXPECT_EQ(program_.Run({"generate", "none.yaml", "--out", "x.csv"}).code, 2);
}

}  // namespace
}  // namespace harness
