// What is written is read back by somebody else's reader, or by this program's own, and is the same.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <charconv>
#include <pugixml.hpp>

#include "generators/xml_text.h"
#include "harness/base/csv.h"
#include "harness/base/sqlite.h"
#include "harness/sql/parse_tree.h"
#include "harness/sql/tokens.h"
#include "tests/fakes/spec_rig.h"
#include "tests/fakes/string_file.h"

namespace harness {
namespace {

// Twelve values a column, each in some record, beside all others in the end.
constexpr const char* kNasty =
    "count: 240\nseed: 3\ncolumns:\n"
    "  - { name: id, sequence: {} }\n"
    "  - name: a, \"text\"\n"
    "    category: [\"\", null, \"say \\\"hi\\\"\", \"it's; -- not\", \"two\\nlines\", \"cr\\rlf\\r\\nend\\n\", "
    "\"tab\\t,;|\",\n"
    "               \"back\\\\slash \\\\' $${x}\", \"\\U0001F600 e\\u0301\", \"\\x01\\x1B\\x7F\\x85\", \" blanks \",\n"
    "               \"]]> <b>&amp; _x0041_\"]\n"
    "  - { name: whole, category: [9223372036854775807, -9223372036854775808, 0, -1, null, 9007199254740993] }\n"
    "  - { name: number, category: [-0.0, 1e300, -1e-300, 0.1, 0.30000000000000004, 5e-324, null, 3.0] }\n"
    "  - { name: truth, bernoulli: { p: 0.5 }, nulls: 0.1 }\n"
    "  - { name: day, datetime: { start: 1850-01-01, end: 2100-01-01, unit: D } }\n"
    "  - { name: moment, datetime: { start: 1850-01-01, end: 2100-01-01, unit: m }, nulls: 0.1 }\n"
    "  - { name: list, expression: \"{{ [id, 'it''s \\\"'] }}\" }\n";

class RoundTrips : public testing::Test {
 protected:
  void Write(const std::string& output, const std::string& columns = kNasty) {
    auto spec = rig_.Load(columns + ("output: { file: " + output + " }\n"));
    ASSERT_TRUE(spec) << spec.error().Render();
    text_ = SpecRig::Write(*spec, spec->outputs[0], 7);
    ASSERT_TRUE(MakeRecords(*spec, 0, spec->count, records_));
    spec_ = *std::move(spec);
  }
  size_t columns() const { return records_.columns.size(); }
  const Datum& Cell(size_t record, size_t column) const { return records_.columns[column][record]; }
  std::string Text(size_t record, size_t column) const {
    std::string text;
    Cell(record, column).AppendText(text);
    return text;
  }

  SpecRig rig_;
  DataSpec spec_;
  Records records_;
  std::string text_;
};

TEST_F(RoundTrips, OfDelimitedTables) {
  for (const char* output : {"x.csv", "x.csv, delimiter: ;", "x.csv, delimiter: ' '", "x.tsv, encoding: utf-8-bom"}) {
    Write(std::string(output) + ", null: none");
    const std::string_view name = output;
    const char delimiter = name.starts_with("x.tsv") ? '\t'
                           : name == "x.csv"         ? ','
                                                     : name[name.size() - (name.back() == '\'' ? 2 : 1)];
    auto reader = CsvReader::Open(std::make_unique<StringFile>(text_), {.delimiter = delimiter});
    ASSERT_TRUE(reader) << reader.error().Message();
    EXPECT_EQ((*reader)->columns()[1], "a, \"text\"");
    for (size_t i = 0; i < records_.size; ++i) {
      const auto row = (*reader)->Next();
      ASSERT_TRUE(row && *row) << output;
      for (size_t c = 0; c < columns(); ++c)
        EXPECT_EQ((*row)->fields[c], Cell(i, c).IsNull() ? "none" : Text(i, c)) << output;
    }
    EXPECT_FALSE((*reader)->Next()->has_value());
  }
}

TEST_F(RoundTrips, OfNullsBesideEmptyTexts) {
  Write("x.csv", "count: 2\ncolumns: [ { name: n, sequence: {} }, { name: a, category: [null, ''] } ]\n");
  EXPECT_THAT(text_, testing::AnyOf("n,a\n1,\n2,\"\"\n", "n,a\n1,\"\"\n2,\n"));
  Write("x.csv, null: NA", "count: 2\ncolumns: [ { name: a, category: [null, NA] } ]\n");
  EXPECT_THAT(text_, testing::AnyOf("a\nNA\n\"NA\"\n", "a\n\"NA\"\nNA\n"));
}

TEST_F(RoundTrips, OfJson) {
  for (const char* output :
       {"x.json", "x.json, indent: 2", "x.json, orient: columns", "x.json, orient: columns, indent: 1",
        "x.json, orient: split", "x.json, orient: split, indent: 3"}) {
    Write(output);
    const auto read = ParseJson(text_);
    ASSERT_TRUE(read) << read.error().Message();
    for (size_t i = 0; i < records_.size; ++i)
      for (size_t c = 0; c < columns(); ++c) {
        const std::string& name = spec_.columns[c].name;
        const Json& value = read->is_array()         ? (*read)[i][name]
                            : read->contains("data") ? (*read)["data"][i][c]
                                                     : (*read)[name][i];
        EXPECT_TRUE(JsonEqual(value, Cell(i, c).ToJson())) << output << ": " << value << " for " << Text(i, c);
      }
  }
}

TEST_F(RoundTrips, OfXml) {
  Write("x.xml");
  pugi::xml_document document;
  ASSERT_TRUE(document.load_string(text_.c_str(), pugi::parse_default | pugi::parse_ws_pcdata_single));
  size_t i = 0;
  for (const pugi::xml_node& record : document.child("records").children("record")) {
    size_t c = 0;
    for (const pugi::xml_node& cell : record.children()) {
      std::string text = Text(i, c);
      ReplaceForbidden(text);
      EXPECT_EQ(cell.text().get(), text);
      EXPECT_EQ(cell.attribute("xsi:nil").as_bool(), Cell(i, c).IsNull());
      EXPECT_EQ(cell.name(), XmlName(spec_.columns[c++].name));
    }
    EXPECT_EQ(c, columns());
    ++i;
  }
  EXPECT_EQ(i, records_.size);
}

TEST_F(RoundTrips, OfSqlite) {
  Write("x.sql, batch: 7, table: it's \"mine\"",
        kNasty + std::string("  - { name: nul, category: [\"a\\0b'\\0\", plain] }\n"));
  auto database = Database::Open(":memory:");
  ASSERT_TRUE(database);
  const auto loaded = database->Exec(text_);
  ASSERT_TRUE(loaded) << loaded.error().Message();
  auto rows = database->Prepare("SELECT * FROM \"it's \"\"mine\"\"\"");
  ASSERT_TRUE(rows);
  for (size_t i = 0; i < records_.size; ++i) {
    ASSERT_TRUE(rows->Step().value());
    for (size_t c = 0; c < columns(); ++c) {
      const Datum& cell = Cell(i, c);
      ASSERT_EQ(rows->IsNull(static_cast<int>(c)), cell.IsNull());
      if (cell.kind() == Datum::Kind::kNumber) {
        EXPECT_EQ(rows->Number(static_cast<int>(c)), cell.ToJson().get<double>());
      } else if (cell.kind() == Datum::Kind::kBool) {
        EXPECT_EQ(rows->Integer(static_cast<int>(c)), cell.AsBool() ? 1 : 0);
      } else {
        EXPECT_EQ(rows->Text(static_cast<int>(c)), Text(i, c));
      }
    }
  }
  EXPECT_FALSE(rows->Step().value());
}

// What stands between the semicolons outside of texts.
std::vector<std::string> Statements(const std::string& sql, SqlDialect dialect) {
  std::vector<std::string> statements;
  size_t begin = 0;
  const auto tokens = Tokenize(sql, dialect);
  for (const SqlToken& token : *tokens) {
    if (!token.Is(";")) continue;
    statements.push_back(sql.substr(begin, token.begin - begin));
    begin = token.end();
  }
  return statements;
}

// A constant of PostgreSQL's parse tree as this program writes it; null: it is null.
std::optional<std::string> ConstantOf(const Json& tree) {
  if (tree.contains("TypeCast")) return ConstantOf(tree["TypeCast"]["arg"]);
  if (tree.contains("A_Expr")) return "-" + ConstantOf(tree["A_Expr"]["rexpr"]).value_or("");
  const Json& constant = tree["A_Const"];
  if (constant.value("isnull", false)) return std::nullopt;
  if (constant.contains("sval")) return constant["sval"].value("sval", "");
  if (constant.contains("fval")) return constant["fval"]["fval"].get<std::string>();
  if (constant.contains("boolval")) return constant["boolval"].value("boolval", false) ? "true" : "false";
  return std::to_string(constant["ival"].value("ival", 0));
}

TEST_F(RoundTrips, OfPostgresql) {
  Write("x.sql, dialect: postgresql, batch: 1, table: \"s'a.it's\"");
  const std::vector<std::string> statements = Statements(text_, SqlDialect::kPostgresql);
  ASSERT_EQ(statements.size(), records_.size + 3);
  const auto create = ParseTree(statements[1], SqlDialect::kPostgresql);
  ASSERT_TRUE(create) << create.error().Message();
  EXPECT_EQ((*create)["CreateStmt"]["relation"]["relname"], "it's");
  for (size_t i = 0; i < records_.size; ++i) {
    const auto insert = ParseTree(statements[i + 2], SqlDialect::kPostgresql);
    ASSERT_TRUE(insert) << insert.error().Message() << "\n" << statements[i + 2];
    const Json& row = (*insert)["InsertStmt"]["selectStmt"]["SelectStmt"]["valuesLists"][0]["List"]["items"];
    ASSERT_EQ(row.size(), columns());
    for (size_t c = 0; c < columns(); ++c) {
      const auto constant = ConstantOf(row[c]);
      ASSERT_EQ(!constant.has_value(), Cell(i, c).IsNull()) << row[c];
      const bool time = Cell(i, c).kind() == Datum::Kind::kTime;  // with seconds, here
      if (constant) {
        EXPECT_EQ(constant->substr(0, time ? Text(i, c).size() : std::string::npos), Text(i, c));
      }
    }
  }
}

TEST_F(RoundTrips, OfDatabricksTexts) {
  Write("x.sql, dialect: databricks",
        "count: 4\ncolumns:\n  - name: a\n    category: [\"a\\0\\\\'\", \"$${env:X}\", \"two\\r\\nlines\", 'it''s']\n");
  for (const char* text : {R"('a\u0000\\\'')", R"('$\{env:X}')", R"('two\r\nlines')", R"('it\'s')"})
    EXPECT_THAT(text_, testing::HasSubstr(text));
}

TEST(XmlNames, AreEscapedAsInSqlXml) {
  EXPECT_EQ(XmlName("Größe_1.a-b"), "Größe_1.a-b");
  EXPECT_EQ(XmlName("1st"), "_x0031_st");
  EXPECT_EQ(XmlName("a:b c"), "a_x003A_b_x0020_c");
  EXPECT_EQ(XmlName("_x0020_"), "_x005F_x0020_");
  EXPECT_EQ(XmlName("XMLfile"), "_x0058_MLfile");
  EXPECT_EQ(XmlName("\U0001F600\U000F0000"), "😀_xF0000_");
}

TEST(MarkdownCells, ShowWhatTheyHold) {
  SpecRig rig;
  const auto spec = rig.Load(
      "count: 1\ncolumns:\n  - name: a|b\n    category: [\"*x* \\\\|\\r\\n<b>&amp;`_\"]\n"
      "  - { name: n, category: [null] }\noutput: { file: x.md, null: 'NULL' }\n");
  EXPECT_EQ(SpecRig::Write(*spec, spec->outputs[0]),
            "| a\\|b | n |\n| --- | --- |\n| \\*x\\* \\\\\\|<br>\\<b\\>\\&amp;\\`\\_ | NULL |\n");
}

}  // namespace
}  // namespace harness
