// What is wrong with an entry of `output`, and what a format can't hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/spec_rig.h"

namespace harness {
namespace {

using testing::HasSubstr;

struct Wrong {
  const char* output;   // behind "output: " on line 3
  const char* mistake;  // with its place
};

class OutputMistakes : public testing::TestWithParam<Wrong> {};

TEST_P(OutputMistakes, AreToldAtTheirPlaces) {
  SpecRig rig;
  EXPECT_EQ(rig.Mistakes(std::string("count: 5\ncolumns: [ { name: a, sequence: {} } ]\noutput: ") + GetParam().output +
                         "\n"),
            std::string(GetParam().mistake) + "\n");
}

INSTANTIATE_TEST_SUITE_P(
    All, OutputMistakes,
    testing::Values(
        Wrong{"x.doc",
              "3:9: cannot tell the format of x.doc; its name must end in one of '.csv', '.tsv', '.jsonl', '.ndjson', "
              "'.json', '.sql', '.xml', '.md', '.xlsx'"},
        Wrong{"[ [a.csv] ]", "3:11: 'output' must be text or a map, found a list"},
        Wrong{"{ delimiter: ; }", "3:9: 'file' is missing"},
        Wrong{"{ file: x.csv, delimeter: ; }", "3:24: unknown key 'delimeter'; did you mean 'delimiter'?"},
        Wrong{"{ file: x.tsv, delimiter: ; }",
              "3:24: unknown key 'delimiter'; known here: 'file', 'header', 'encoding', 'null', 'formulas'"},
        Wrong{"{ file: x.md, indent: 2 }", "3:23: unknown key 'indent'; known here: 'file', 'null'"},
        Wrong{"{ file: x.csv, delimiter: ab }",
              "3:35: a delimiter is one character such as ',', ';', '|' or a tab; found 'ab'"},
        Wrong{"{ file: x.csv, delimiter: '-' }",
              "3:35: a delimiter is one character such as ',', ';', '|' or a tab; found '-'"},
        Wrong{"{ file: x.csv, encoding: latin1 }",
              "3:34: 'encoding' must be one of 'utf-8', 'utf-8-bom', 'utf-16le', 'latin-1', found 'latin1'; did you "
              "mean 'latin-1'?"},
        Wrong{"{ file: x.csv, null: 'a,b' }", "3:30: 'null' must be without delimiters, quotes and ends of lines"},
        Wrong{"{ file: x.json, indent: 99 }", "3:33: 'indent' must be between 0 and 16, found 99"},
        Wrong{"{ file: x.sql, table: a..b }",
              "3:31: a table is a name, or names between dots such as main.sales.tickets"},
        Wrong{"{ file: x.sql, batch: 0 }", "3:31: 'batch' must be between 1 and 10000, found 0"},
        Wrong{"{ file: x.sql, types: { a: int } }",
              "3:36: 'a' must be one of 'boolean', 'integer', 'number', 'date', 'timestamp', 'text', found 'int'"},
        Wrong{"{ file: x.xml, root: 'a b' }",
              "3:30: 'root' must be a name in XML, of letters, digits, '_', '-' and '.'; found 'a b'"},
        Wrong{"{ file: x.xlsx, sheet: 'a/b' }",
              "3:32: the name of a sheet has 1 to 31 characters, none of []:*?/\\ among them, and no ' at its ends"}));

class TableLimits : public testing::Test {
 protected:
  // What comes of `columns` (flow maps) in a format; a failure is its message.
  std::string Write(const std::string& columns, const std::string& output, uint64_t count = 5) {
    const auto spec = rig_.Load(fmt::format("count: {}\ncolumns: [ {} ]\noutput: {}\n", count, columns, output));
    return spec ? SpecRig::Write(*spec, spec->outputs[0]) : spec.error().Message();
  }
  SpecRig rig_;
};

TEST_F(TableLimits, AreToldBeforeTheFirstRecord) {
  const std::string column = "{ name: a, sequence: {} }";
  EXPECT_THAT(Write(column, "x.xlsx", 1'048'576),
              HasSubstr("spec.yaml:3:9: an Excel sheet has room for 1048575 records, found 1048576; write another"));
  EXPECT_THAT(Write(column, "{ file: x.json, orient: columns }", 1'000'001),
              HasSubstr("spec.yaml:3:17: JSON by columns is held in memory and takes at most 1000000 records"));
  EXPECT_THAT(Write("{ name: a, uuid: {} }, { name: A, uuid: {} }", "x.sql"),
              HasSubstr("'a' and 'A' are one name in sqlite"));
  EXPECT_THAT(Write("{ name: " + std::string(64, 'a') + ", uuid: {} }", "{ file: x.sql, dialect: postgresql }"),
              HasSubstr("PostgreSQL cuts names behind 63 bytes, found 64"));
  EXPECT_THAT(Write(column, "{ file: x.sql, types: { b: text } }"), HasSubstr("3:33: there is no column 'b'"));
  EXPECT_THAT(Write("{ name: 'ł', uuid: {} }", "{ file: x.csv, encoding: latin-1 }"),
              HasSubstr("the name has a character that latin-1 has not; use utf-8"));
}

TEST_F(TableLimits, AreToldAtTheRecord) {
  EXPECT_THAT(Write("{ name: a, category: ['10 €'] }", "{ file: x.csv, encoding: latin-1 }"),
              HasSubstr("record 1: column 'a' holds '€', which latin-1 has not; use utf-8"));
  EXPECT_THAT(Write(R"({ name: a, category: ["\0"] })", "{ file: x.sql, dialect: postgresql }"),
              HasSubstr("record 1: column 'a' holds a NUL character, which PostgreSQL has not"));
  EXPECT_THAT(Write("{ name: a, expression: \"{{ 'x' * 32768 }}\" }", "x.xlsx"),
              HasSubstr("record 1: column 'a' is longer than the 32767 characters that Excel has room for"));
  EXPECT_THAT(Write("{ name: n, sequence: {}, drop: true }, "
                    "{ name: a, expression: \"{{ 'late' if n == 1100 else n }}\" }",
                    "x.sql", 9000),
              HasSubstr("record 1100: column 'a' holds a value of the kind text, and its type is integer; give "
                        "'types: { a: text }'"));
}

TEST_F(TableLimits, EndWhereTheFormatEnds) {
  EXPECT_THAT(Write("{ name: a, expression: \"{{ 'x' * 32767 }}\" }", "x.xlsx"), testing::StartsWith("PK"));
  EXPECT_EQ(Write("{ name: ü, category: ['é'] }", "{ file: x.csv, encoding: latin-1 }", 1), "\xFC\n\xE9\n");
}

}  // namespace
}  // namespace harness
