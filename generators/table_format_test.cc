#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/spec_rig.h"

namespace harness {
namespace {

using namespace std::string_literals;

constexpr const char* kSpec =
    "count: 2\ncolumns:\n"
    "  - { name: id, sequence: {} }\n"
    "  - { name: text, expression: \"{{ 'a, \\\"b\\\"' if id == 1 else none }}\" }\n"
    "  - { name: hidden, uuid: {}, drop: true }\n"
    "  - { name: 'the list', expression: '{{ [id, 0.5] }}' }\n";

class TableFormats : public testing::Test {
 protected:
  std::string Write(const std::string& ending, uint64_t at_once = 1000) {
    const auto spec = rig_.Load(kSpec);
    return spec ? SpecRig::Write(*spec, ending, at_once) : spec.error().Render();
  }
  // A map of `output`, from what stands behind "file: ".
  std::string WriteAs(const std::string& entry) {
    const auto spec = rig_.Load(kSpec + ("output: { file: " + entry + " }\n"));
    return spec ? SpecRig::Write(*spec, spec->outputs[0]) : spec.error().Render();
  }
  SpecRig rig_;
};

TEST_F(TableFormats, WriteDelimitedTables) {
  EXPECT_EQ(Write(".csv"), "id,text,the list\n1,\"a, \"\"b\"\"\",\"[1,0.5]\"\n2,,\"[2,0.5]\"\n");
  EXPECT_EQ(Write(".tsv"), "id\ttext\tthe list\n1\t\"a, \"\"b\"\"\"\t[1,0.5]\n2\t\t[2,0.5]\n");
}

TEST_F(TableFormats, WriteJson) {
  const std::string one = R"({"id":1,"text":"a, \"b\"","the list":[1,0.5]})",
                    two = R"({"id":2,"text":null,"the list":[2,0.5]})";
  EXPECT_EQ(Write(".jsonl"), one + "\n" + two + "\n");
  EXPECT_EQ(Write(".json"), "[\n" + one + ",\n" + two + "\n]\n");
}

TEST_F(TableFormats, WriteDelimitedTablesAsTheOptionsSay) {
  EXPECT_EQ(WriteAs("x.csv, delimiter: ;, header: false, null: 'NULL'"),
            "1;\"a, \"\"b\"\"\";[1,0.5]\n2;NULL;[2,0.5]\n");
  EXPECT_THAT(WriteAs("x.csv, encoding: utf-8-bom"), testing::StartsWith("\xEF\xBB\xBFid,text,the list\n"));
  EXPECT_THAT(WriteAs("x.tsv, encoding: utf-16le"), testing::StartsWith("\xFF\xFEi\0d\0\t\0"s));
}

TEST_F(TableFormats, WriteJsonAsTheOptionsSay) {
  EXPECT_EQ(WriteAs("x.json, indent: 2"),
            "[\n  {\n    \"id\": 1,\n    \"text\": \"a, \\\"b\\\"\",\n    \"the list\": [1,0.5]\n  },\n"
            "  {\n    \"id\": 2,\n    \"text\": null,\n    \"the list\": [2,0.5]\n  }\n]\n");
  EXPECT_EQ(WriteAs("x.json, orient: columns"),
            "{\n\"id\":[1,2],\n\"text\":[\"a, \\\"b\\\"\",null],\n\"the list\":[[1,0.5],[2,0.5]]\n}\n");
  EXPECT_EQ(
      WriteAs("x.json, orient: split"),
      "{\"columns\":[\"id\",\"text\",\"the list\"],\"data\":[\n[1,\"a, \\\"b\\\"\",[1,0.5]],\n[2,null,[2,0.5]]\n]}\n");
  EXPECT_EQ(WriteAs("x.json, orient: split, indent: 1"),
            "{\n \"columns\": [\"id\", \"text\", \"the list\"],\n \"data\": [\n"
            "  [1, \"a, \\\"b\\\"\", [1,0.5]],\n  [2, null, [2,0.5]]\n ]\n}\n");
}

TEST_F(TableFormats, WriteSql) {
  EXPECT_EQ(WriteAs("x.sql, batch: 1"),
            "BEGIN;\nCREATE TABLE \"spec\" (\n  \"id\" INTEGER,\n  \"text\" TEXT,\n  \"the list\" TEXT\n);\n"
            "INSERT INTO \"spec\" (\"id\", \"text\", \"the list\") VALUES\n(1, 'a, \"b\"', '[1,0.5]');\n"
            "INSERT INTO \"spec\" (\"id\", \"text\", \"the list\") VALUES\n(2, NULL, '[2,0.5]');\nCOMMIT;\n");
  EXPECT_EQ(WriteAs("x.sql, dialect: databricks, table: main.x, types: { id: number }"),
            "CREATE TABLE `main`.`x` (\n  `id` DOUBLE,\n  `text` STRING,\n  `the list` STRING\n)"
            " TBLPROPERTIES ('delta.columnMapping.mode' = 'name');\n"
            "INSERT INTO `main`.`x` (`id`, `text`, `the list`) VALUES\n(1D, 'a, \"b\"', '[1,0.5]'),\n"
            "(2D, NULL, '[2,0.5]');\n");
}

TEST_F(TableFormats, WriteXmlAndMarkdown) {
  EXPECT_EQ(
      WriteAs("x.xml, record: r"),
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<records xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n"
      "  <r>\n    <id>1</id>\n    <text>a, \"b\"</text>\n    <the_x0020_list>[1,0.5]</the_x0020_list>\n  </r>\n"
      "  <r>\n    <id>2</id>\n    <text xsi:nil=\"true\" />\n    <the_x0020_list>[2,0.5]</the_x0020_list>\n  </r>\n"
      "</records>\n");
  EXPECT_EQ(Write(".md"),
            "| id | text | the list |\n| --- | --- | --- |\n| 1 | a, \"b\" | \\[1,0.5\\] |\n| 2 |  | \\[2,0.5\\] |\n");
}

TEST_F(TableFormats, WriteTheSameInParts) {
  for (const char* ending : {".csv", ".tsv", ".jsonl", ".json", ".sql", ".xml", ".md"})
    EXPECT_EQ(Write(ending, 1), Write(ending)) << ending;
}

TEST_F(TableFormats, KeepTextsFromBeingFormulas) {
  const std::string columns =
      "count: 1\ncolumns: [ { name: a, category: ['=1+1'] }, { name: n, category: [-5] } ]\noutput: ";
  const auto bare = rig_.Load(columns + "x.csv\n");
  const auto escaped = rig_.Load(columns + "{ file: x.csv, formulas: escape }\n");
  EXPECT_EQ(SpecRig::Write(*bare, bare->outputs[0]), "a,n\n=1+1,-5\n");
  EXPECT_EQ(SpecRig::Write(*escaped, escaped->outputs[0]), "a,n\n'=1+1,-5\n");
}

TEST_F(TableFormats, AreDescribedInTheManual) {
  const std::string manual = TemporaryFolder::Contents(HARNESS_SOURCE_DIR "/docs/generators.md");
  for (const TableType& type : TableTypes()) {
    for (const std::string& ending : type.endings) EXPECT_THAT(manual, testing::HasSubstr("`" + ending + "`"));
    for (const Field& option : type.options) EXPECT_THAT(manual, testing::ContainsRegex("`" + option.name + "[`:]"));
  }
}

TEST_F(TableFormats, SayWhichEndingsThereAre) {
  EXPECT_EQ(TableOutputAt("out.doc").error().Message(),
            "cannot tell the format of out.doc; its name must end in one of '.csv', '.tsv', '.jsonl', '.ndjson', "
            "'.json', '.sql', '.xml', '.md', '.xlsx'");
}

}  // namespace
}  // namespace harness
