#include "harness/suite/yaml.h"

#include <gtest/gtest.h>

#include "tests/fakes/string_file.h"

namespace harness {
namespace {

std::shared_ptr<const Source> SourceOf(std::string text) {
  return std::make_shared<const Source>(Source{"s.yaml", std::move(text)});
}

Node Parse(std::string text) {
  Diagnostics diagnostics;
  const auto node = ParseYaml(SourceOf(std::move(text)), diagnostics);
  EXPECT_TRUE(diagnostics.empty()) << std::move(diagnostics).ToError().Render();
  return node ? *node : Node();
}

Json Read(std::string text) {
  return Parse(std::move(text)).ToJson();
}

std::string Mistakes(std::string text) {
  Diagnostics diagnostics;
  (void)ParseYaml(SourceOf(std::move(text)), diagnostics);
  return diagnostics.empty() ? "" : std::move(diagnostics).ToError().Render();
}

Json J(const char* text) {
  return Json::parse(text);
}

TEST(ParseYaml, ReadsPlainScalarsByTheCoreSchema) {
  EXPECT_EQ(Read("[~, null, Null, NULL, '']"), J(R"([null, null, null, null, ""])"));
  EXPECT_EQ(Read("[true, True, FALSE]"), J("[true, true, false]"));
  EXPECT_EQ(Read("[1, -2, +3, 007, 0x1F, 0o17]"), J("[1, -2, 3, 7, 31, 15]"));
  EXPECT_EQ(Read("[1.5, .5, 5., -1e3, 1E-2]"), J("[1.5, 0.5, 5.0, -1000.0, 0.01]"));
}

TEST(ParseYaml, KeepsWhatOlderYamlTookForSomethingElseAsText) {
  EXPECT_EQ(Read("[yes, no, on, off, y, 0b1, 1_000, 12:30:45, 2025-01-01]"),
            J(R"(["yes", "no", "on", "off", "y", "0b1", "1_000", "12:30:45", "2025-01-01"])"));
}

TEST(ParseYaml, KeepsInfinityAndNumbersThatNoDoubleHoldsAsText) {
  EXPECT_EQ(Read("[.inf, -.inf, .nan, 1e400, tRUE, 0x, 0xG, +-1, 1e, '+', .]"),
            J(R"([".inf", "-.inf", ".nan", "1e400", "tRUE", "0x", "0xG", "+-1", "1e", "+", "."])"));
}

TEST(ParseYaml, KeepsQuotedScalarsAndBlocksAsText) {
  EXPECT_EQ(Read("['1', \"true\", \"a\\tb\"]"), J(R"(["1", "true", "a\tb"])"));
  EXPECT_EQ(Read("a: |\n  5\nb: >-\n  6\n"), J(R"({"a": "5\n", "b": "6"})"));
  EXPECT_TRUE(Parse("a: '5'").Find("a")->IsQuoted());
  EXPECT_FALSE(Parse("a: 5x").Find("a")->IsQuoted());
}

TEST(ParseYaml, FollowsTheTagsOfTheCoreSchema) {
  EXPECT_EQ(Read("[!!str 5, !!int '5', !!float 5, !!bool true, !!null '', ! 5, !!seq [], !!map {}]"),
            J(R"(["5", 5, 5.0, true, null, "5", [], {}])"));
}

TEST(ParseYaml, ReadsNothingAsNull) {
  EXPECT_TRUE(Parse("").IsNull());
  EXPECT_TRUE(Parse("# only a comment\n").IsNull());
}

TEST(ParseYaml, KnowsThePlaceOfEveryValueInBytes) {
  const Node node = Parse("a: 1\nb:\n  - x\n  - {grün: y, c: [z]}\n");
  EXPECT_EQ(node.place(), (Place{"s.yaml", 1, 1}));
  EXPECT_EQ(node.entries()[0].key.place(), (Place{"s.yaml", 1, 1}));
  EXPECT_EQ(node.Find("a")->place(), (Place{"s.yaml", 1, 4}));
  const Node& list = *node.Find("b");
  EXPECT_EQ(list.place(), (Place{"s.yaml", 3, 3}));
  EXPECT_EQ(list.items()[1].Find("grün")->place(), (Place{"s.yaml", 4, 13}));
  EXPECT_EQ(list.items()[1].Find("c")->items()[0].place(), (Place{"s.yaml", 4, 20}));
}

TEST(ParseYaml, CountsLinesAsEditorsDo) {
  EXPECT_EQ(Parse("a: \"x\xE2\x80\xA8y\"\r\nb: 2\r\n").Find("b")->place(), (Place{"s.yaml", 2, 4}));
}

TEST(ParseYaml, LetsKeysThatAreWrittenOutWinOverMergedOnes) {
  EXPECT_EQ(Read("base: &b {x: 1, y: 2}\nmine:\n  <<: *b\n  y: 3\n")["mine"], J(R"({"x": 1, "y": 3})"));
  EXPECT_EQ(Read("base: &b {x: 1, y: 2}\nmine:\n  y: 3\n  <<: *b\n")["mine"], J(R"({"x": 1, "y": 3})"));
}

TEST(ParseYaml, LetsTheEarlierOfSeveralMergedMapsWin) {
  EXPECT_EQ(Read("[&a {x: 1}, &b {x: 2, y: 2}, {<<: [*a, *b]}]")[2], J(R"({"x": 1, "y": 2})"));
}

TEST(ParseYaml, TakesAQuotedMergeKeyAsAnyKey) {
  EXPECT_EQ(Read("{'<<': 1}"), J(R"({"<<": 1})"));
}

TEST(ParseYaml, RefusesToMergeWhatIsNoMap) {
  EXPECT_EQ(Mistakes("<<: 5\n"),
            "s.yaml:1:5: '<<' takes a map or a list of maps, found a whole number\n<<: 5\n    ^\n");
}

TEST(ParseYaml, RefusesDuplicateKeysAndNamesTheFirst) {
  EXPECT_EQ(Mistakes("a: 1\nb: 2\n'a': 3\n"), "s.yaml:3:1: the key 'a' is already on line 1, column 1\n'a': 3\n^\n");
}

TEST(ParseYaml, FindsDuplicatesAmongManyKeys) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += fmt::format("k{}: 1\n", i);
  EXPECT_EQ(Mistakes(text + "k500: 2\n"),
            "s.yaml:1001:1: the key 'k500' is already on line 501, column 1\nk500: 2\n^\n");
}

TEST(ParseYaml, RefusesKeysThatAreNoText) {
  EXPECT_EQ(Mistakes("{[a]: 1}"), "s.yaml:1:2: a key must be text, found a list\n{[a]: 1}\n ^\n");
  EXPECT_EQ(Mistakes("? \n: 1\n"), "s.yaml:1:2: a key is missing before ':'\n? \n ^\n");
}

TEST(ParseYaml, RefusesUnknownTags) {
  EXPECT_EQ(Mistakes("a: !!binary aGk=\n"), "s.yaml:1:4: unknown tag !!binary\na: !!binary aGk=\n   ^\n");
  EXPECT_EQ(Mistakes("a: !include x\n"), "s.yaml:1:4: unknown tag !include\na: !include x\n   ^\n");
  EXPECT_EQ(Mistakes("a: !!seq {}\n"), "s.yaml:1:4: !!seq stands before a map\na: !!seq {}\n   ^\n");
}

TEST(ParseYaml, RefusesATagThatTheTextDoesNotFit) {
  EXPECT_EQ(Mistakes("a: !!int x\n"), "s.yaml:1:4: !!int stands before 'x', which is text\na: !!int x\n   ^\n");
}

TEST(ParseYaml, RefusesUndefinedAliases) {
  EXPECT_EQ(Mistakes("a: &common 1\nb: *comon\n"),
            "s.yaml:2:4: the alias '*comon' names nothing: no '&comon' stands before it; did you mean '*common'?\n"
            "b: *comon\n   ^\n");
}

TEST(ParseYaml, RefusesRecursiveAliases) {
  EXPECT_EQ(Mistakes("a: &x\n  b: *x\n"),
            "s.yaml:2:6: the alias '*x' stands within the value that it names, which begins on line 1\n"
            "  b: *x\n     ^\n");
}

TEST(ParseYaml, GoesOnAfterAMildMistake) {
  EXPECT_EQ(Mistakes("a: 1\na: 2\nb: *x\n"),
            "s.yaml:2:1: the key 'a' is already on line 1, column 1\na: 2\n^\n"
            "s.yaml:3:4: the alias '*x' names nothing: no '&x' stands before it\nb: *x\n   ^\n");
}

TEST(ParseYaml, RefusesASecondDocument) {
  EXPECT_EQ(Mistakes("a: 1\n---\nb: 2\n"), "s.yaml:2:1: a second document begins here; one file holds one\n---\n^\n");
}

TEST(ParseYaml, RefusesBytesThatAreNoUtf8) {
  EXPECT_EQ(Mistakes("a: caf\xE9\n"),
            "s.yaml:1:7: byte 0xE9 is not UTF-8; save the file as UTF-8\na: caf\xEF\xBF\xBD\n      ^\n");
}

TEST(ParseYaml, PointsAtTheByteThatBeginsABrokenCharacter) {
  EXPECT_EQ(Mistakes("a: caf\xE9\nb: some more text\n"),
            "s.yaml:1:7: byte 0xE9 is not UTF-8; save the file as UTF-8\na: caf\xEF\xBF\xBD\n      ^\n");
}

TEST(ParseYaml, RefusesNulBytes) {
  EXPECT_EQ(Mistakes(std::string("a: 1\nb: \0x\n", 11)),
            "s.yaml:2:4: a NUL byte: this is not a text file\n" + std::string("b: ?x") + "\n   ^\n");
}

TEST(ParseYaml, RefusesControlCharacters) {
  EXPECT_EQ(Mistakes("a: x\x01y\n"),
            "s.yaml:1:5: the control character U+0001 is not allowed; it can be written as \"\\x01\" in double quotes\n"
            "a: x?y\n    ^\n");
}

TEST(ParseYaml, ExplainsTabs) {
  EXPECT_EQ(Mistakes("a:\n\tb: 1\n"), "s.yaml:2:1: a tab can't indent; use blanks\n\tb: 1\n^\n");
}

TEST(ParseYaml, ExplainsAQuoteThatIsNotClosed) {
  EXPECT_EQ(Mistakes("a: 1\nb: \"x\nc: 2\n"), "s.yaml:2:4: the quote that opens here is never closed\nb: \"x\n   ^\n");
}

TEST(ParseYaml, ExplainsAListThatIsNotClosed) {
  EXPECT_EQ(Mistakes("a: [1, 2\nb: 3\n"),
            "s.yaml:2:2: ',' or ']' is expected here (in the list that begins on line 1)\nb: 3\n ^\n");
}

TEST(ParseYaml, ExplainsAVariableThatMustBeQuoted) {
  EXPECT_EQ(Mistakes("a: {b: ${C}}\n"),
            "s.yaml:1:9: within [ ] and { } a ${…} must be quoted (in the map that begins on line 1)\na: {b: ${C}}\n   "
            "     ^\n");
}

TEST(ParseYaml, ExplainsAColonWithinAText) {
  EXPECT_EQ(Mistakes("a: b: c\n"),
            "s.yaml:1:5: ':' is not expected here; check the indentation, and quote a text that holds ': '\na: b: c\n  "
            "  ^\n");
}

TEST(ParseYaml, ExplainsAKeyWithoutColon) {
  EXPECT_EQ(Mistakes("a: 1\nbcd\ne: 2\n"),
            "s.yaml:2:1: this is not a key, since no ':' follows; check the indentation\nbcd\n^\n");
}

TEST(ParseYaml, ExplainsAWrongIndentation) {
  EXPECT_EQ(
      Mistakes("a:\n  b: 1\n c: 2\n"),
      "s.yaml:3:2: a key is expected here; check the indentation (in the map that begins on line 1)\n c: 2\n ^\n");
}

TEST(ParseYaml, ExplainsACharacterThatMustBeQuoted) {
  EXPECT_EQ(Mistakes("a: @b\n"), "s.yaml:1:4: a text that begins with '@' must be quoted\na: @b\n   ^\n");
  EXPECT_EQ(Mistakes("a: *\n"), "s.yaml:1:4: a text that begins with '*' or '&' must be quoted\na: *\n   ^\n");
}

TEST(ParseYaml, ExplainsAnUnknownEscape) {
  EXPECT_EQ(Mistakes("a: \"\\d\"\n"),
            "s.yaml:1:5: unknown escape; in double quotes write \\\\ for a backslash, or use single quotes\na: "
            "\"\\d\"\n    ^\n");
}

TEST(ParseYaml, RefusesDeepNesting) {
  EXPECT_EQ(Mistakes(std::string(101, '[') + std::string(101, ']')),
            "s.yaml:1:101: lists and maps stand in one another more than 100 deep\n" + std::string(101, '[') +
                std::string(99, ']') + "…\n" + std::string(100, ' ') + "^\n");
  EXPECT_EQ(Mistakes(std::string(100, '[') + std::string(100, ']')), "");
}

TEST(ParseYaml, CountsTheDepthOfWhatAliasesStandFor) {
  const std::string deep = std::string(60, '[') + "x" + std::string(60, ']');
  EXPECT_EQ(Mistakes("a: &a " + deep + "\nb: [[*a]]\n"), "");
  EXPECT_EQ(Mistakes("a: &a " + deep + "\nb: " + std::string(50, '[') + "*a" + std::string(50, ']') + "\n"),
            "s.yaml:2:54: lists and maps stand in one another more than 100 deep\nb: " + std::string(50, '[') + "*a" +
                std::string(50, ']') + "\n" + std::string(53, ' ') + "^\n");
}

TEST(ParseYaml, RefusesBillionLaughs) {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    text += fmt::format("a{}: &a{} [", i, i);
    for (int k = 0; k < 10; ++k) text += fmt::format("*a{},", i - 1);
    text += "]\n";
  }
  EXPECT_EQ(Mistakes(text),
            "s.yaml:5:38: aliases stand for more than 100000 values in all\n"
            "a4: &a4 [*a3,*a3,*a3,*a3,*a3,*a3,*a3,*a3,*a3,*a3,]\n" +
                std::string(37, ' ') + "^\n");
}

TEST(ParseYaml, RefusesTooManyValues) {
  std::string text = "[";
  for (int i = 0; i < 500'000; ++i) text += "1,";
  EXPECT_EQ(Mistakes(text + "]"), "s.yaml:1:1000000: more than 500000 values; put many cases in a file of their own\n");
}

TEST(ParseYaml, GivesUpAfterAHundredMistakes) {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "a: 1\n";
  Diagnostics diagnostics;
  EXPECT_FALSE(ParseYaml(SourceOf(text), diagnostics));
  EXPECT_EQ(std::move(diagnostics).ToError().diagnostics().size(), 101u);
}

TEST(ReadYaml, RefusesWhatIsTooLarge) {
  // The bound is ReadWholeFile's; here: that it is passed on.
  class OneFile final : public Files {
   public:
    Result<std::unique_ptr<InputFile>> OpenRead(const std::string&) override {
      return std::make_unique<StringFile>("a: 12345678\n");
    }
    Result<std::unique_ptr<OutputFile>> Create(const std::string&) override { return Fail("not here"); }
    Result<std::vector<std::string>> Glob(const std::string&) override { return Fail("not here"); }
    Result<FileInfo> Stat(const std::string&) override { return FileInfo{FileInfo::Kind::kFile, 12, 0}; }
  } files;
  Diagnostics diagnostics;
  EXPECT_FALSE(ReadYaml(files, "s.yaml", diagnostics, 5));
  EXPECT_FALSE(diagnostics.empty());
}

// ---- YamlSequence

std::string All(std::string text) {
  std::string all;
  auto sequence = YamlSequence::Open(std::make_unique<StringFile>(std::move(text), "cases.yaml", 7));
  if (!sequence) return sequence.error().Render();
  for (int i = 0; i < 100; ++i) {
    auto item = (*sequence)->Next();
    if (!item) {
      all += item.error().Render();
      continue;
    }
    if (!*item) return all + "end";
    all += fmt::format("{} {}\n", (*item)->place().line, (*item)->ToJson().dump());
  }
  return all + "never ends";
}

TEST(YamlSequence, GivesTheItemsOfATopLevelList) {
  EXPECT_EQ(All("- a: 1\n- [b]\n- c\n"), "1 {\"a\":1}\n2 [\"b\"]\n3 \"c\"\nend");
}

TEST(YamlSequence, GivesTheItemsUnderTheKeyCases) {
  EXPECT_EQ(All("cases:\n- a: 1\n- b\n"), "2 {\"a\":1}\n3 \"b\"\nend");
}

TEST(YamlSequence, GivesNothingForAnEmptyFileOrList) {
  EXPECT_EQ(All(""), "end");
  EXPECT_EQ(All("[]"), "end");
  EXPECT_EQ(All("cases:\n"), "end");
}

TEST(YamlSequence, LeavesOutAByteOrderMark) {
  EXPECT_EQ(All("\xEF\xBB\xBF- a\n"), "1 \"a\"\nend");
}

TEST(YamlSequence, KnowsAnchorsOfEarlierItems) {
  EXPECT_EQ(All("- &x {a: 1}\n- *x\n"), "1 {\"a\":1}\n1 {\"a\":1}\nend");
}

TEST(YamlSequence, GoesOnBehindAnItemWithAMistake) {
  EXPECT_EQ(All("- {a: 1, a: 2}\n- b\n"), "cases.yaml:1:10: the key 'a' is already on line 1, column 4\n2 \"b\"\nend");
}

TEST(YamlSequence, EndsAtAMistakeThatHidesTheRest) {
  EXPECT_EQ(All("- a\n- [b\n- c\n"),
            "1 \"a\"\ncases.yaml:4:1: ',' or ']' is expected here (in the list that begins on line 2)\nend");
}

TEST(YamlSequence, RefusesOtherTopLevels) {
  EXPECT_EQ(All("5"), "cases.yaml:1:1: a list of cases is expected here\n");
  EXPECT_EQ(All("x: 5"),
            "cases.yaml:1:1: unknown key 'x'; a file of cases is a list, or a map with the one key 'cases'\n");
  EXPECT_EQ(All("{}"), "cases.yaml:1:2: the key 'cases' is missing\n");
  EXPECT_EQ(All("cases: 5"), "cases.yaml:1:8: 'cases' must be a list\n");
}

TEST(YamlSequence, RefusesWhatFollowsTheList) {
  EXPECT_EQ(
      All("cases: [a]\nx: 1\n"),
      "1 \"a\"\ncases.yaml:2:1: unknown key 'x'; a file of cases is a list, or a map with the one key 'cases'\nend");
  EXPECT_EQ(All("- a\n---\n- b\n"), "1 \"a\"\ncases.yaml:2:1: a second document begins here; one file holds one\nend");
}

TEST(YamlSequence, RefusesASingleValueThatIsTooLong) {
  EXPECT_EQ(All("- a\n- '" + std::string(17 << 20, 'x') + "'\n"),
            "1 \"a\"\ncases.yaml:1:3: a single value behind this place is longer than 16 MiB\nend");
}

TEST(YamlSequence, KeepsPlacesOverMoreTextThanItHolds) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += "- {id: \"grün\", input: \"some longer text that fills the window\"}\n";
  auto sequence = YamlSequence::Open(std::make_unique<StringFile>(text, "cases.yaml", 1000));
  ASSERT_TRUE(sequence);
  int line = 0;
  while (true) {
    auto item = (*sequence)->Next();
    ASSERT_TRUE(item);
    if (!*item) break;
    ASSERT_EQ((*item)->Find("input")->place(), (Place{"cases.yaml", ++line, 24}));
  }
  EXPECT_EQ(line, 20'000);
}

}  // namespace
}  // namespace harness
