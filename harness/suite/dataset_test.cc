#include "harness/suite/dataset.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/suite/yaml.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_http.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class DatasetTest : public testing::Test {
 protected:
  DatasetTest() {
    folder_.Put("suites/suite.yaml", "");
    std::filesystem::current_path(folder_.path());
  }
  ~DatasetTest() override { std::filesystem::current_path(before_); }

  // The entry as it would stand in suites/suite.yaml.
  static Node Entry(const std::string& yaml) {
    Diagnostics diagnostics;
    auto node = ParseYaml(std::make_shared<const Source>(Source{"suites/suite.yaml", yaml}), diagnostics);
    EXPECT_TRUE(diagnostics.empty());
    return *node;
  }
  Result<std::unique_ptr<CaseSource>> Make(const std::string& yaml, uint64_t seed = 0) {
    const Node entry = Entry(yaml);
    services_.seed = seed;
    const bool file = entry.Find("file") != nullptr;
    Diagnostics diagnostics;
    const bool benchmark = entry.Find("benchmark") != nullptr;
    if (file || benchmark)
      CheckShape(entry, file ? FileSourceShape() : BenchmarkSourceShape(), diagnostics);
    else
      CheckInlineSource(entry, diagnostics);
    if (!diagnostics.empty()) return Unexpected(std::move(diagnostics).ToError());
    if (benchmark) return MakeBenchmarkSource(entry, extras_, services_);
    return file ? MakeFileSource(entry, extras_, services_) : MakeInlineSource(entry, {extras_}, services_);
  }
  std::string MakeError(const std::string& yaml) {
    const auto source = Make(yaml);
    return source ? "no error" : source.error().Message();
  }
  // "id:input" of every case, and errors as their message.
  static std::vector<std::string> Read(const CaseSource& source) {
    std::vector<std::string> cases;
    const auto reader = source.Open().value();
    while (cases.size() < 10'000) {
      const auto test = reader->Next();
      if (test && !*test) break;
      cases.push_back(test ? fmt::format("{}:{}", (*test)->id, JsonText((*test)->input)) : test.error().Message());
    }
    return cases;
  }
  std::vector<std::string> Cases(const std::string& yaml, uint64_t seed = 0) { return Read(*Make(yaml, seed).value()); }
  static Case First(const CaseSource& source) { return source.Open().value()->Next().value().value(); }

  // data/n.csv with columns id and input, rows 1 to `count`.
  void PutNumbers(int count) {
    std::string table = "id,input\n";
    for (int i = 1; i <= count; ++i) table += fmt::format("{},x{}\n", i, i);
    folder_.Put("data/n.csv", table);
  }

  // A benchmark of one question for each title.
  void PutBenchmark(const std::string& path, const std::vector<std::string>& titles) {
    std::string text = "# Figures\n";
    for (const std::string& title : titles)
      text += fmt::format("## {}\nQuestion: {}?\n질문: {}인가요?\n```sql\nSELECT 1\n```\n", title, title, title);
    folder_.Put(path, text);
  }

  std::filesystem::path before_ = std::filesystem::current_path();
  TemporaryFolder folder_;
  std::unique_ptr<Files> files_ = MakeFiles();
  std::unique_ptr<Processes> processes_ = MakeProcesses("");
  FakeClock clock_;
  MemoryLog log_;
  std::map<std::string, std::string> environment_;
  FakeHttp http_;
  Services services_{clock_, *files_, *processes_, http_, log_, environment_};
  std::shared_ptr<const CaseExtras> extras_;
};

TEST_F(DatasetTest, ReadsAFileFromTheFolderOfTheSuite) {
  folder_.Put("data/t.csv", "number,text,team\n1,\"VPN\ndown\",Access\n2,Disk,Hardware\n");
  const auto source =
      Make("file: ../data/t.csv\nmap: {id: number, input: text, expected: {group: team}}\ntags: [real]").value();
  EXPECT_THAT(Read(*source), ElementsAre("1:VPN\ndown", "2:Disk"));
  const Case first = First(*source);
  EXPECT_EQ(first.expected, Json({{"group", "Access"}}));
  EXPECT_THAT(first.tags, ElementsAre("real"));
  EXPECT_EQ(ToString(first.place), "data/t.csv:2");
}

TEST_F(DatasetTest, ReadsTheSameAgain) {
  PutNumbers(10);
  const auto source = Make("{file: ../data/n.csv, sample: 3}").value();
  EXPECT_EQ(Read(*source), Read(*source));
}

TEST_F(DatasetTest, ReadsFilesOfAPatternInOrder) {
  folder_.Put("data/b.jsonl", "{\"id\": \"b\", \"input\": 1}\n");
  folder_.Put("data/a.yaml", "- {id: a, input: 2}\n");
  folder_.Put("data/sub/c.json", "[{\"id\": \"c\", \"input\": [3]}]");
  EXPECT_THAT(Cases("file: ../data/**/*"), ElementsAre("a:2", "b:1", "c:[3]"));
}

TEST_F(DatasetTest, ReadsInlineCases) {
  const auto source =
      Make("inline:\n  - {id: vpn-1, input: VPN drops, expected: {group: Access}}\n  - {input: {q: 1}}").value();
  EXPECT_THAT(Read(*source), ElementsAre("vpn-1:VPN drops", ":{\"q\":1}"));
  EXPECT_EQ(First(*source).vars, Json::object());
  EXPECT_EQ(ToString(First(*source).place), "suites/suite.yaml:2");
}

TEST_F(DatasetTest, SelectsByAnExpression) {
  folder_.Put("data/t.jsonl", R"({"id": "1", "input": "a", "year": 2024}
{"id": "2", "input": "b", "year": 2025, "tags": "x"}
{"id": "3", "input": "c", "year": 2026, "category": "HR"}
)");
  EXPECT_THAT(Cases("{file: ../data/t.jsonl, where: \"vars.year >= 2025 and category != 'HR'\"}"), ElementsAre("2:b"));
  EXPECT_THAT(Cases("{file: ../data/t.jsonl, where: \"'x' in tags\"}"), ElementsAre("2:b"));
  EXPECT_THAT(Cases("{file: ../data/t.jsonl, where: \"false\"}"), IsEmpty());
}

TEST_F(DatasetTest, LimitTakesTheFirstThatAreSelected) {
  PutNumbers(10);
  EXPECT_THAT(Cases("{file: ../data/n.csv, where: \"id != '2'\", limit: 3}"), ElementsAre("1:x1", "3:x3", "4:x4"));
}

TEST_F(DatasetTest, ASampleHasItsSizeAndTheOrderOfTheFile) {
  PutNumbers(1000);
  const auto sample = Cases("{file: ../data/n.csv, sample: 100}");
  EXPECT_THAT(sample, SizeIs(100));
  int last = 0;
  for (const std::string& test : sample) {
    EXPECT_GT(std::stoi(test), last);
    last = std::stoi(test);
  }
}

TEST_F(DatasetTest, ASampleDependsOnTheSeedAlone) {
  PutNumbers(1000);
  const std::string entry = "{file: ../data/n.csv, sample: 20}";
  EXPECT_EQ(Cases(entry, 1), Cases(entry, 1));
  EXPECT_NE(Cases(entry, 1), Cases(entry, 2));
}

TEST_F(DatasetTest, ALargerSampleHoldsTheSmallerOne) {
  PutNumbers(200);
  const auto small = Cases("{file: ../data/n.csv, sample: 10}");
  EXPECT_THAT(Cases("{file: ../data/n.csv, sample: 50}"), testing::IsSupersetOf(small));
}

TEST_F(DatasetTest, ASampleIsTakenFromWhatIsSelected) {
  PutNumbers(100);
  const auto sample = Cases("{file: ../data/n.csv, where: \"(id | int) > 90\", sample: 5}");
  EXPECT_THAT(sample, SizeIs(5));
  for (const std::string& test : sample) EXPECT_GT(std::stoi(test), 90);
}

TEST_F(DatasetTest, ASampleOfMoreThanThereIsTakesAll) {
  PutNumbers(5);
  EXPECT_THAT(Cases("{file: ../data/n.csv, sample: 9}"), SizeIs(5));
}

TEST_F(DatasetTest, ReportsEveryMalformedRow) {
  folder_.Put("data/t.csv", "id,input\n1,a\n2\n3,c,d\n4,e\n");
  EXPECT_THAT(Cases("file: ../data/t.csv"), ElementsAre("1:a", "data/t.csv:3: 1 field where the header has 2",
                                                        "data/t.csv:4: 3 fields where the header has 2", "4:e"));
  EXPECT_THAT(Cases("{file: ../data/t.csv, sample: 2}"), SizeIs(4));
}

TEST_F(DatasetTest, GivesExtrasToCasesThatHaveNone) {
  extras_ = std::make_shared<const CaseExtras>(CaseExtras{{7}, {}});
  PutNumbers(1);
  EXPECT_EQ(First(*Make("file: ../data/n.csv").value()).extras, extras_);
}

TEST_F(DatasetTest, TellsOnceOfRepairedRecords) {
  folder_.Put("data/t.csv", "id,input\n1,\xFF\n2,b\n");
  const auto source = Make("file: ../data/t.csv").value();
  EXPECT_THAT(Read(*source), ElementsAre("1:\xEF\xBF\xBD", "2:b"));
  Read(*source);
  EXPECT_THAT(log_.messages(), ElementsAre("data/t.csv: 1 record held bytes that are not UTF-8; they became U+FFFD"));
}

TEST_F(DatasetTest, RefusesFilesThatAreNotThere) {
  folder_.Put("data/t.txt", "");
  EXPECT_EQ(MakeError("file: none.csv"), "suites/suite.yaml:1:7: no such file: suites/none.csv");
  EXPECT_EQ(MakeError("file: ../data/*.csv"), "suites/suite.yaml:1:7: no file matches '../data/*.csv'");
  EXPECT_EQ(MakeError("file: ../data"),
            "suites/suite.yaml:1:7: data is a folder; name its files, for example ../data/*.csv");
  EXPECT_EQ(MakeError("file: ../data/t.txt"),
            "suites/suite.yaml:1:7: cannot tell the format of data/t.txt; its name must end in '.csv', '.tsv', "
            "'.jsonl', '.ndjson', '.json', '.yaml', '.yml'");
}

TEST_F(DatasetTest, ReportsAllMistakesOfAnEntryAtOnce) {
  folder_.Put("data/t.csv", "text,team\na,b\n");
  const auto source = Make(
      "file: ../data/t.csv\n"
      "map: {input: txt}\n"
      "where: year > 5\n"
      "limit: 0\n"
      "sample: 5\n");
  ASSERT_FALSE(source);
  EXPECT_EQ(
      source.error().Render(),
      "suites/suite.yaml:2:14: unknown column 'txt'; did you mean 'text'? (data/t.csv)\n"
      "map: {input: txt}\n"
      "             ^\n"
      "suites/suite.yaml:3:8: unknown name 'year'; known here: 'id', 'input', 'expected', 'category', 'tags', 'vars' "
      "(other columns are in vars)\n"
      "where: year > 5\n"
      "       ^\n"
      "suites/suite.yaml:4:8: 'limit' must be at least 1\n"
      "limit: 0\n"
      "       ^\n"
      "suites/suite.yaml:5:9: 'limit' and 'sample' exclude each other\n"
      "sample: 5\n"
      "        ^\n");
}

TEST_F(DatasetTest, RefusesATableWithoutInput) {
  folder_.Put("data/t.csv", "text,team\na,b\n");
  EXPECT_EQ(MakeError("file: ../data/t.csv"),
            "data/t.csv:1: there is no 'input'; name what holds it with map: { input: NAME }; columns here: "
            "'text', 'team'");
}

TEST_F(DatasetTest, NamesAKeyThatNoRecordHad) {
  folder_.Put("data/t.jsonl", "{\"input\": 1, \"team\": 2}\n");
  EXPECT_THAT(Cases("{file: ../data/t.jsonl, map: {expected: taem}}"),
              ElementsAre(":1", "suites/suite.yaml:1:41: unknown key 'taem'; did you mean 'team'? (no record has it)"));
}

TEST_F(DatasetTest, ReadsBenchmarks) {
  PutBenchmark("data/kpi.md", {"Churn", "Sales"});
  const auto source = Make("benchmark: ../data/kpi.md\ntags: [sql]").value();
  EXPECT_THAT(Read(*source), ElementsAre("kpi-churn:Churn?", "kpi-sales:Sales?"));
  EXPECT_THAT(First(*source).tags, ElementsAre("sql"));
  EXPECT_EQ(First(*source).category, "Figures");
  EXPECT_EQ(ToString(First(*source).place), "data/kpi.md:2");
}

TEST_F(DatasetTest, AsksBenchmarksInTheLanguageThatIsWanted) {
  PutBenchmark("data/kpi.md", {"Churn"});
  EXPECT_THAT(Cases("{benchmark: ../data/kpi.md, language: ko}"), ElementsAre("kpi-churn:Churn인가요?"));
  EXPECT_THAT(Cases("{benchmark: ../data/kpi.md, language: both}"),
              ElementsAre("kpi-churn-en:Churn?", "kpi-churn-ko:Churn인가요?"));
  EXPECT_EQ(MakeError("{benchmark: ../data/kpi.md, language: de}"),
            "suites/suite.yaml:1:39: 'language' must be one of 'en', 'ko', 'both', found 'de'");
}

TEST_F(DatasetTest, ReadsBenchmarksOfFoldersPatternsAndLists) {
  PutBenchmark("data/b.md", {"x"});
  PutBenchmark("data/a.md", {"x"});
  PutBenchmark("data/sub/c.markdown", {"x"});
  folder_.Put("data/README.md", "# For people\n");
  EXPECT_THAT(Cases("benchmark: ../data"), ElementsAre("a-x:x?", "b-x:x?"));
  EXPECT_THAT(Cases("benchmark: ../data/**/*.m*"), ElementsAre("a-x:x?", "b-x:x?", "c-x:x?"));
  EXPECT_THAT(Cases("benchmark: [../data/sub/c.markdown, ../data/a.md]"), ElementsAre("c-x:x?", "a-x:x?"));
}

TEST_F(DatasetTest, SelectsFromBenchmarks) {
  PutBenchmark("data/a.md", {"x", "y"});
  PutBenchmark("data/b.md", {"x", "y"});
  EXPECT_THAT(Cases("{benchmark: ../data, where: \"vars.source == 'b.md'\", limit: 1}"), ElementsAre("b-x:x?"));
}

TEST_F(DatasetTest, ReportsTheMistakesOfAllBenchmarks) {
  folder_.Put("data/a.md", "# x\nQuestion: x?\n");
  folder_.Put("data/b.md", "# x\nQuestion: x?\n```sql\nSELECT 1\n");
  folder_.Put("data/c.txt", "");
  EXPECT_EQ(MakeError("benchmark: [../data, ../data/c.txt, none.md]"),
            "data/a.md:1: 'x' has a question but no SQL; add the gold SQL in a block below a line ```sql; "
            "data/b.md:3: the block that begins here is never closed; add a line ``` below it; "
            "suites/suite.yaml:1:22: a benchmark is a Markdown file, whose name ends in .md or .markdown; found "
            "data/c.txt; "
            "suites/suite.yaml:1:37: no such file: suites/none.md");
}

TEST_F(DatasetTest, RefusesBenchmarksWithoutAQuestion) {
  folder_.Put("data/a.md", "# x\nprose\n");
  folder_.Put("empty/a.txt", "");
  EXPECT_EQ(
      MakeError("benchmark: ../data"),
      "suites/suite.yaml:1:12: no question is in there; a question is a heading with a line 'Question: …' and SQL "
      "in a block marked sql");
  EXPECT_EQ(MakeError("benchmark: ../empty"), "suites/suite.yaml:1:12: no file matches '../empty'");
}

TEST_F(DatasetTest, TellsOfRepairedBenchmarks) {
  folder_.Put("data/a.md", "# x\nQuestion: \xFF?\n```sql\nSELECT 1\n```\n");
  EXPECT_THAT(Cases("benchmark: ../data/a.md"), ElementsAre("a-x:\xEF\xBF\xBD?"));
  EXPECT_THAT(log_.messages(), ElementsAre("data/a.md held bytes that are not UTF-8; they became U+FFFD"));
}

TEST_F(DatasetTest, PointsAtAnInlineCaseThatIsWrong) {
  EXPECT_EQ(MakeError("inline:\n  - {id: x}\n  - 5\n"),
            "suites/suite.yaml:2:5: 'input' is missing; "
            "suites/suite.yaml:3:5: an entry of 'inline' must be a map, found a whole number");
  EXPECT_EQ(MakeError("inline:\n  - {input: x, a: 1, vars: {a: 2}}\n"),
            "suites/suite.yaml:2:5: 'a' is both in the record and in its vars");
}

TEST_F(DatasetTest, ReadsTheRealTickets) {
  const char* given = std::getenv("HARNESS_DATA");
  const std::string data = given != nullptr ? std::string(given) : HARNESS_SOURCE_DIR "/../shared/data";
  const std::string path = data + "/it-tickets/tickets.csv";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is absent";
  const auto source = Make(fmt::format("file: {}\nmap: {{input: Document, expected: Topic_group}}\n", path)).value();
  const auto reader = source->Open().value();
  int count = 0;
  while (reader->Next().value()) ++count;
  EXPECT_EQ(count, 47'837);
}

}  // namespace
}  // namespace harness
