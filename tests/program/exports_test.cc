// harness generate in formats that other programs read: workbooks, as Python sees them, and all formats beside one
// another.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/program/program.h"

namespace harness {
namespace {

using testing::HasSubstr;

// Prints the cells of a workbook's sheet, a row a line, as JSON: [type, style, text] for each.
constexpr const char* kReadWorkbook = R"(
import json, sys, zipfile, xml.etree.ElementTree as tree
book = zipfile.ZipFile(sys.argv[1])
assert book.testzip() is None
ns = {'m': 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'}
print(json.dumps(tree.fromstring(book.read('xl/workbook.xml')).find('m:sheets/m:sheet', ns).get('name')))
for row in tree.fromstring(book.read('xl/worksheets/sheet1.xml')).iterfind('m:sheetData/m:row', ns):
    cells = {}
    for c in row:
        assert c.find('m:f', ns) is None, 'a formula'
        text = c.find('m:is/m:t', ns) if c.get('t') == 'inlineStr' else c.find('m:v', ns)
        cells[c.get('r').rstrip('0123456789')] = [c.get('t', 'n'), c.get('s', '0'), text.text]
    print(json.dumps(cells))
)";

class Exports : public testing::Test {
 protected:
  std::string Contents(std::string_view name) { return TemporaryFolder::Contents(program_.folder() / name); }
  // The name of the sheet, and then its rows.
  std::vector<Json> Rows(const std::string& name) {
    program_.folder().Put("read.py", kReadWorkbook);
    const ProgramResult read = program_.Shell("python3 read.py " + name + " > rows.jsonl");
    EXPECT_EQ(read.code, 0) << read.err;
    return program_.ReadJsonLines("rows.jsonl");
  }
  Program program_;
};

TEST_F(Exports, WriteWorkbooksWithValuesOfTheirTypes) {
  program_.folder().Put("s.yaml", R"(
count: 1
columns:
  - { name: text, category: ["=1+1 _x0041_\0\r\n😀 "] }
  - { name: whole, category: [-123456789012345] }
  - { name: big, category: [9007199254740993] }
  - { name: number, category: [1e300] }
  - { name: cents, uniform: { low: 12.34, high: 12.34, decimals: 2 } }
  - { name: truth, bernoulli: { p: 1 } }
  - { name: 'null', category: [null] }
  - { name: day, datetime: { start: 2025-01-31, end: 2025-02-01, unit: D } }
  - { name: moment, datetime: { start: 2025-01-31T18:00:00Z, end: 2025-01-31T18:00:01Z } }
  - { name: old, datetime: { start: 1900-02-28, end: 1900-03-01, unit: D } }
output: { file: x.xlsx, sheet: Tickets }
)");
  const ProgramResult result = program_.Run({"generate", "s.yaml"});
  ASSERT_EQ(result.code, 0) << result.err;
  const std::vector<Json> rows = Rows("x.xlsx");
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0], "Tickets");
  EXPECT_EQ(rows[1]["A"], (Json{"inlineStr", "0", "text"}));
  const Json& row = rows[2];
  EXPECT_EQ(row["A"], (Json{"inlineStr", "0", "=1+1 _x005F_x0041__x0000__x000D_\n😀 "}));
  EXPECT_EQ(row["B"], (Json{"n", "0", "-123456789012345"}));
  EXPECT_EQ(row["C"], (Json{"inlineStr", "0", "9007199254740993"}));
  EXPECT_EQ(std::stod(row["D"][2].get<std::string>()), 1e300);
  EXPECT_EQ(row["E"][2], "12.34");
  EXPECT_EQ(row["F"], (Json{"b", "0", "1"}));
  EXPECT_FALSE(row.contains("G"));
  EXPECT_EQ(row["H"][2], "45688");
  EXPECT_EQ(row["I"][2], "45688.75");
  EXPECT_NE(row["H"][1], "0") << "a date has a format";
  EXPECT_EQ(row["J"][0], "inlineStr") << "Excel counts a 29th of February in 1900";
}

TEST_F(Exports, WriteTheSameWorkbookAgain) {
  program_.folder().Put("s.yaml", "count: 3000\ncolumns: [ { name: id, uuid: {} } ]\n");
  for (const char* name : {"a.xlsx", "b.xlsx"}) EXPECT_EQ(program_.Run({"generate", "s.yaml", "--out", name}).code, 0);
  EXPECT_EQ(Contents("a.xlsx"), Contents("b.xlsx"));
  EXPECT_EQ(Rows("a.xlsx").size(), 3002u);
}

TEST_F(Exports, LoadIntoPythonsSqlite) {
  program_.folder().Put("s.yaml", R"(
count: 500
columns:
  - { name: n, sequence: {} }
  - { name: 'a "b"', category: ["it's", "", null, "two\nlines", "\0"] }
output: [ { file: x.sql, table: t }, x.json ]
)");
  ASSERT_EQ(program_.Run({"generate", "s.yaml"}).code, 0);
  const ProgramResult read = program_.Shell(
      "python3 -c \"import sqlite3, json; d = sqlite3.connect(':memory:'); d.executescript(open('x.sql').read());"
      "print([list(r) for r in d.execute('SELECT * FROM t')] == [list(r.values()) for r in "
      "json.load(open('x.json'))])\"");
  EXPECT_EQ(read.out, "True\n") << read.err;
}

TEST_F(Exports, LeaveNothingWhenOneOfThemCannotBeWritten) {
  program_.folder().Put("s.yaml",
                        "count: 1048576\ncolumns: [ { name: n, sequence: {} } ]\noutput: [ x.csv, x.xlsx ]\n");
  const ProgramResult result = program_.Run({"generate", "s.yaml"});
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("s.yaml:3:18: an Excel sheet has room for 1048575 records, found 1048576"));
  EXPECT_FALSE(std::filesystem::exists(program_.folder() / "x.csv"));
  EXPECT_FALSE(std::filesystem::exists(program_.folder() / "x.xlsx"));
}

}  // namespace
}  // namespace harness
