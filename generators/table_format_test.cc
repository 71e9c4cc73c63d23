#include "generators/table_format.h"

#include <gtest/gtest.h>

#include "tests/fakes/spec_rig.h"

namespace harness {
namespace {

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
  EXPECT_EQ(Write(".json", 1), Write(".json")) << "in parts too";
}

TEST_F(TableFormats, SayWhichEndingsThereAre) {
  const auto spec = rig_.Load(kSpec);
  EXPECT_EQ(TableFormatOf("out.doc", *spec).error().Message(),
            "cannot tell the format of out.doc; its name must end in '.csv', '.tsv', '.jsonl', '.ndjson' or '.json'");
}

}  // namespace
}  // namespace harness
