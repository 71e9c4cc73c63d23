#include "harness/suite/case_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace harness {
namespace {

using testing::ElementsAre;
using Kind = Node::Kind;

Node Text(std::string text, int line = 1) {
  return Node::Scalar(Kind::kString, std::move(text), nullptr, line, 1);
}

// A node from JSON, without places.
Node NodeOf(const Json& json) {
  if (json.is_object()) {
    std::vector<Node::Entry> entries;
    for (const auto& [key, value] : json.items()) entries.push_back({Text(key), NodeOf(value)});
    return Node::Map(std::move(entries), nullptr, 1, 1);
  }
  if (json.is_array()) {
    std::vector<Node> items;
    for (const Json& item : json) items.push_back(NodeOf(item));
    return Node::List(std::move(items), nullptr, 1, 1);
  }
  return json.is_null() ? Node() : Text(json.get<std::string>());
}

CaseMap MapOf(const std::string& json) {
  return CaseMap::Read(NodeOf(ParseJson(json).value())).value();
}
std::string MapError(const std::string& json) {
  const auto map = CaseMap::Read(NodeOf(ParseJson(json).value()));
  return map ? "no error" : map.error().diagnostics()[0].message;
}

Result<Case> Apply(const CaseMap& map, const std::string& json) {
  CaseMap::Seen seen;
  return map.Apply({ParseJson(json).value(), {"f", 3, 0}}, seen);
}

std::string ApplyError(const CaseMap& map, const std::string& json) {
  const auto test = Apply(map, json);
  return test ? "no error" : test.error().Message();
}

TEST(CaseMap, WithoutAMapKeysKeepTheirNames) {
  const Case test =
      Apply(CaseMap(), R"({"id": 7, "input": {"q": 1}, "expected": null, "category": "A", "tags": "x; y,,z ",
                                        "vars": {"a": 1}, "cluster": "c", "year": 2025})")
          .value();
  EXPECT_EQ(test.id, "7");
  EXPECT_EQ(test.input, Json({{"q", 1}}));
  EXPECT_EQ(test.expected, Json());
  EXPECT_EQ(test.category, "A");
  EXPECT_THAT(test.tags, ElementsAre("x", "y", "z"));
  EXPECT_EQ(test.vars, Json({{"a", 1}, {"year", 2025}}));
  EXPECT_EQ(test.cluster, "c");
  EXPECT_EQ(ToString(test.place), "f:3");
}

TEST(CaseMap, WhatIsAbsentStaysEmpty) {
  const Case test = Apply(CaseMap(), R"({"input": "x"})").value();
  EXPECT_EQ(test.id, "");
  EXPECT_FALSE(test.expected.has_value());
  EXPECT_EQ(test.vars, Json::object());
}

TEST(CaseMap, RenamesColumnsAndBuildsStructure) {
  const CaseMap map = MapOf(
      R"({"id": "number", "input": "text", "expected": {"group": "team", "all": ["team", "prio"]}, "category": "team"})");
  const Case test =
      Apply(map, R"({"number": "INC1", "text": "VPN", "team": "Access", "prio": "P1", "year": "2025"})").value();
  EXPECT_EQ(test.id, "INC1");
  EXPECT_EQ(test.input, "VPN");
  EXPECT_EQ(test.expected, ParseJson(R"({"group": "Access", "all": ["Access", "P1"]})").value());
  EXPECT_EQ(test.category, "Access");
  EXPECT_EQ(test.vars, Json({{"year", "2025"}}));
}

TEST(CaseMap, APointerReachesIntoTheRecordAndKeepsItOutOfTheVars) {
  const CaseMap map = MapOf(R"({"input": "q", "expected": "/gold/sql", "vars": {"db": "/meta~1x/db"}})");
  const Case test =
      Apply(map, R"({"q": "?", "gold": {"sql": "SELECT 1", "rows": [1]}, "meta/x": {"db": "kpi"}, "n": 1})").value();
  EXPECT_EQ(test.expected, "SELECT 1");
  EXPECT_EQ(test.vars, Json({{"db", "kpi"}, {"n", 1}}));
}

TEST(CaseMap, AKeyThatIsUsedElsewhereLosesItsOwnMeaning) {
  const Case test = Apply(MapOf(R"({"input": "text", "expected": "category"})"),
                          R"({"text": "x", "category": "A", "input": "other"})")
                        .value();
  EXPECT_EQ(test.category, "");
  EXPECT_EQ(test.expected, "A");
  EXPECT_EQ(test.input, "x");
  EXPECT_EQ(test.vars, Json({{"input", "other"}}));
}

TEST(CaseMap, LeavesOutWhatARecordLacks) {
  const CaseMap map = MapOf(R"({"input": "q", "expected": {"a": "x", "b": "y"}})");
  EXPECT_EQ(Apply(map, R"({"q": 1, "y": 2})")->expected, Json({{"b", 2}}));
  EXPECT_FALSE(Apply(map, R"({"q": 1})")->expected.has_value());
}

TEST(CaseMap, SaysWhatARecordLacksOrHoldsWrongly) {
  EXPECT_EQ(ApplyError(CaseMap(), "{}"), "f:3: there is no 'input'; name what holds it with map: { input: NAME }");
  EXPECT_EQ(ApplyError(MapOf(R"({"input": "q"})"), "{}"), "f:3: the record has no 'q', which map.input names");
  EXPECT_EQ(ApplyError(CaseMap(), R"({"input": 1, "id": [1]})"), "f:3: the id must be a text");
  EXPECT_EQ(ApplyError(CaseMap(), R"({"input": 1, "category": {}})"), "f:3: the category must be a text");
  EXPECT_EQ(ApplyError(CaseMap(), R"({"input": 1, "tags": [[]]})"), "f:3: tags must be a text or a list of texts");
  EXPECT_EQ(ApplyError(CaseMap(), R"({"input": 1, "vars": "x"})"), "f:3: vars must be a map");
  EXPECT_EQ(ApplyError(CaseMap(), R"({"input": 1, "a": 2, "vars": {"a": 1}})"),
            "f:3: 'a' is both in the record and in its vars");
}

// A row of a table is a record of texts: both ways to a case end in the same one, or in the same mistake.
TEST(CaseMap, ARowBecomesTheCaseThatItsRecordBecomes) {
  const std::vector<std::string> columns = {"id", "input", "text", "a/b", "tags", "year", "vars"};
  const std::vector<std::string_view> row = {"7", "x", "a long text, longer than a short one", "y", "p; q", "2025", ""};
  const CaseMap maps[] = {
      CaseMap(),
      MapOf(R"({"input": "text"})"),
      MapOf(R"({"input": {"q": "text", "other": ["year", "none"]}, "vars": {"y": "/year"}})"),
      MapOf(R"({"id": "year", "input": "/a~1b", "expected": "/text/deeper", "category": "text", "cluster": "input"})"),
      MapOf(R"({"vars": {"text": "id"}})"),
  };
  for (const CaseMap& map : maps) {
    for (size_t width : {columns.size() - 1, columns.size()}) {
      const std::vector<std::string> names(columns.begin(), columns.begin() + static_cast<ptrdiff_t>(width));
      Record record{Json::object(), {"f", 3, 0}};
      for (size_t i = 0; i < width; ++i) record.fields[columns[i]] = row[i];
      CaseMap::Seen of_record, of_row;
      const Result<Case> wanted = map.Apply(record, of_record);
      const Result<Case> test = map.Apply(map.Bind(names), row, {"f", 3, 0}, of_row);
      ASSERT_EQ(test.has_value(), wanted.has_value());
      EXPECT_EQ(of_row, of_record);
      if (!test) {
        EXPECT_EQ(test.error().Message(), wanted.error().Message());
        continue;
      }
      EXPECT_EQ(CaseNames(*test), CaseNames(*wanted));
      EXPECT_EQ(test->cluster, wanted->cluster);
      EXPECT_EQ(ToString(test->place), ToString(wanted->place));
    }
  }
}

TEST(CaseMap, RefusesWhatNamesNoColumn) {
  EXPECT_EQ(MapError(R"({"inptu": "text"})"), "unknown part of a case 'inptu'; did you mean 'input'?");
  EXPECT_EQ(MapError(R"({"input": null})"), "the name of a column is expected here");
  EXPECT_EQ(MapError(R"({"vars": "year"})"),
            "vars must be a map; columns that are not mapped become vars by themselves");
  EXPECT_EQ(MapError(R"(["text"])"), "'map' must be a map from id, input, expected, … to columns, found a list");
}

TEST(CaseMap, NamesColumnsThatATableLacks) {
  Diagnostics diagnostics;
  MapOf(R"({"input": "txt", "expected": {"group": "/team"}})").CheckColumns({"text", "team"}, "t.csv", diagnostics);
  ASSERT_EQ(diagnostics.all().size(), 1u);
  EXPECT_EQ(diagnostics.all()[0].message, "unknown column 'txt'; did you mean 'text'? (t.csv)");
}

TEST(CaseMap, NamesTheTableThatHasNoInput) {
  Diagnostics diagnostics;
  CaseMap().CheckColumns({"text", "team"}, "t.csv", diagnostics);
  EXPECT_EQ(std::move(diagnostics).ToError().Message(),
            "t.csv:1: there is no 'input'; name what holds it with map: { input: NAME }; columns here: 'text', 'team'");
}

TEST(CaseMap, NamesColumnsThatNoRecordHad) {
  const CaseMap map = MapOf(R"({"expected": "gold", "id": "nubmer", "input": "/q/text"})");
  CaseMap::Seen seen;
  ASSERT_TRUE(map.Apply({ParseJson(R"({"gold": 1, "number": 2, "q": {"text": "x"}})").value(), {}}, seen));
  Diagnostics diagnostics;
  map.CheckSeen(seen, {"gold", "number", "q"}, diagnostics);
  EXPECT_EQ(std::move(diagnostics).ToError().Message(),
            ":1:1: unknown key 'nubmer'; did you mean 'number'? (no record has it)");
}

}  // namespace
}  // namespace harness
