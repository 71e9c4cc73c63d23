#include "harness/suite/benchmark.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/suite/case_map.h"

namespace harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<BenchmarkQuestion> Read(const std::string& text) {
  auto questions = ReadBenchmark(text, "data/kpi.md");
  EXPECT_TRUE(questions) << questions.error().Message();
  return questions.value_or(std::vector<BenchmarkQuestion>());
}
std::string ReadError(const std::string& text) {
  const auto questions = ReadBenchmark(text, "k.md");
  return questions ? "no error" : questions.error().Message();
}
std::vector<std::string> Ids(const std::string& text) {
  std::vector<std::string> ids;
  for (const BenchmarkQuestion& question : Read(text)) ids.push_back(question.id);
  return ids;
}
// A question of four lines.
std::string Ask(const std::string& title, const std::string& more = "", const std::string& sql = "SELECT 1") {
  return "### " + title + "\n" + more + "Question: Why?\n```sql\n" + sql + "\n```\n";
}

const char kWhole[] = R"(# KPI questions
The company's figures.

```text
not SQL
```
## Revenue
Revenue is what was paid.

### Revenue by region

- **id:** `kpi-1`
- tags: revenue; join
- Difficulty: hard

**Question (EN):** Which region brought in
the most?
**Question (KO):** 매출이 가장 많은 지역은 어디인가요?

It must be paid.

**Expected SQL:**
```sql
SELECT region
FROM orders;
```
or
```SQL
SELECT 2
```
)";

TEST(ReadBenchmark, ReadsAWholeQuestion) {
  const auto questions = Read(kWhole);
  ASSERT_THAT(questions, SizeIs(1));
  const BenchmarkQuestion& question = questions[0];
  EXPECT_EQ(question.id, "kpi-1");
  EXPECT_EQ(question.title, "Revenue by region");
  EXPECT_EQ(question.question_en, "Which region brought in the most?");
  EXPECT_EQ(question.question_ko, "매출이 가장 많은 지역은 어디인가요?");
  EXPECT_THAT(question.sql, ElementsAre("SELECT region\nFROM orders;", "SELECT 2"));
  EXPECT_EQ(question.category, "Revenue");
  EXPECT_THAT(question.tags, ElementsAre("revenue", "join"));
  EXPECT_EQ(question.source, "kpi.md");
  EXPECT_THAT(question.metadata, ElementsAre(std::pair<const std::string, std::string>("difficulty", "hard")));
  EXPECT_EQ(ToString(question.place), "data/kpi.md:10");
}

TEST(ReadBenchmark, ReadsWindowsLineEndsAndAByteOrderMark) {
  std::string text = "\xEF\xBB\xBF";
  for (const char c : std::string(kWhole)) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const auto questions = Read(text);
  ASSERT_THAT(questions, SizeIs(1));
  EXPECT_EQ(questions[0].sql[0], "SELECT region\nFROM orders;");
  EXPECT_EQ(questions[0].question_en, "Which region brought in the most?");
}

TEST(ReadBenchmark, ReadsTheLanguageFromTheText) {
  const auto questions = Read("# a\n질문: 왜?\nQuestion: Why?\n```sql\nSELECT 1\n```\n");
  EXPECT_EQ(questions[0].question_ko, "왜?");
  EXPECT_EQ(questions[0].question_en, "Why?");
}

TEST(ReadBenchmark, TakesAHeadingThatAsks) {
  const auto questions = Read("## 1. How many?\n```sql\nSELECT 1\n```\n## 몇 개인가요？\n```sql\nSELECT 2\n```\n");
  EXPECT_EQ(questions[0].question_en, "1. How many?");
  EXPECT_EQ(questions[1].question_ko, "몇 개인가요？");
}

TEST(ReadBenchmark, TakesLabelsThatAreHeadings) {
  const auto questions =
      Read("## Revenue\n### Total\n#### Question (EN)\n\nHow much?\n\n#### SQL\n\n```sql\nSELECT 1\n```\n");
  ASSERT_THAT(questions, SizeIs(1));
  EXPECT_EQ(questions[0].title, "Total");
  EXPECT_EQ(questions[0].question_en, "How much?");
}

TEST(ReadBenchmark, TakesAQuestionBelowItsLabel) {
  EXPECT_EQ(Read("# a\n**Question**:\n\n> Why\n> not?\n\nprose\n```sql\nSELECT 1\n```\n")[0].question_en, "Why not?");
}

TEST(ReadBenchmark, TakesTheNearestHeadingAboveThatIsNoQuestionAsCategory) {
  const auto questions =
      Read("# Top\n" + Ask("a") + "## Mid\n" + Ask("b") + "#" + Ask("c") + Ask("d", "- category: own\n"));
  std::vector<std::string> categories;
  for (const auto& question : questions) categories.push_back(question.category);
  EXPECT_THAT(categories, ElementsAre("Top", "Mid", "Mid", "own"));
}

TEST(ReadBenchmark, PassesOverProse) {
  EXPECT_THAT(Read("# Intro\n- owner: Kim\n\n```json\n{}\n```\n## Why do we do this?\ntext: more\n"), IsEmpty());
}

TEST(ReadBenchmark, PassesOverWhatIsCommentedOut) {
  EXPECT_THAT(Ids("<!--\n" + Ask("a") + "-->\n" + Ask("b")), ElementsAre("kpi-b"));
}

TEST(ReadBenchmark, DerivesIdsFromHeadingsAndNotFromPositions) {
  EXPECT_THAT(Ids(Ask("1. Churn rate") + Ask("2. 이탈률")), ElementsAre("kpi-churn-rate", "kpi-이탈률"));
  EXPECT_THAT(Ids(Ask("7. 이탈률") + Ask("8. Churn rate")), ElementsAre("kpi-이탈률", "kpi-churn-rate"));
  EXPECT_THAT(Ids(Ask("Question 1")), ElementsAre("kpi-why"));
}

TEST(ReadBenchmark, TellsDerivedIdsApart) {
  EXPECT_THAT(Ids(Ask("a") + Ask("A") + Ask("b", "- id: kpi-a~2\n") + Ask("a!")),
              ElementsAre("kpi-a", "kpi-a~3", "kpi-a~2", "kpi-a~4"));
}

TEST(ReadBenchmark, NamesEveryMistakeAtItsLine) {
  EXPECT_EQ(
      ReadError("```sql\nSELECT 0\n```\n"
                "# No SQL\nQuestion: Why?\n```\nSELECT 1\n```\n"
                "# No question\n```sql\nSELECT 1\n```\n"
                "# Empty\nQuestion:\n\n```sql\n\n```\n"
                "# Twice\nQuestion: Why?\nQuestion: Who?\nSQL: SELECT 1\n```sql\nSELECT 1\n```\n"),
      "k.md:1: this SQL belongs to no question; begin the question with a heading; "
      "k.md:4: 'No SQL' has a question but no SQL; add the gold SQL in a block below a line ```sql (a block here is "
      "not marked sql); "
      "k.md:9: 'No question' has SQL but no question; add a line 'Question: …', or mark the block otherwise than sql "
      "if it is no gold SQL; "
      "k.md:13: 'Empty' has a label for its question, but no text behind it; "
      "k.md:16: this SQL block is empty; write the gold SQL into it, or take it away; "
      "k.md:21: a second English question; the first is on line 20; a question of its own needs a heading of its own; "
      "k.md:22: gold SQL stands in a block of its own below a line ```sql, not behind a colon");
}

TEST(ReadBenchmark, RefusesMetadataThatCantBeMeant) {
  EXPECT_EQ(ReadError(Ask("a", "- id: x\n- catgory: y\n- level: 1\n- level: 2\n- language: ko\n") +
                      Ask("b", "- id: x\n") + Ask("c", "- id:\n")),
            "k.md:3: unknown metadata 'catgory'; did you mean 'category'?; "
            "k.md:5: 'level' was given on line 4 already; "
            "k.md:6: 'language' can't be metadata: it is read from elsewhere; give it another name; "
            "k.md:12: the id 'x' is taken by the question with it on line 2; "
            "k.md:18: the id is empty; write one, or take the line away to have it derived");
}

TEST(ReadBenchmark, ReportsAnUnclosedFenceAndWhatFollows) {
  EXPECT_EQ(ReadError("# a\nQuestion: Why?\n```sql\nSELECT 1\n# b\nQuestion: Who?\n"),
            "k.md:3: the block that begins here is never closed; add a line ``` below it; "
            "k.md:5: 'b' has a question but no SQL; add the gold SQL in a block below a line ```sql");
}

TEST(CasesOf, AsksInTheLanguageOrTheOther) {
  const auto whole = Read(kWhole)[0];
  EXPECT_EQ(CasesOf(whole, BenchmarkLanguage::kEnglish)[0].input, "Which region brought in the most?");
  EXPECT_EQ(CasesOf(whole, BenchmarkLanguage::kKorean)[0].input, "매출이 가장 많은 지역은 어디인가요?");
  const auto english = Read(Ask("a"))[0];
  EXPECT_EQ(CasesOf(english, BenchmarkLanguage::kKorean)[0].input, "Why?");
  EXPECT_EQ(CasesOf(english, BenchmarkLanguage::kKorean)[0].vars["language"], "en");
}

TEST(CasesOf, MakesACaseForEachLanguageInOneCluster) {
  const auto cases = CasesOf(Read(kWhole)[0], BenchmarkLanguage::kBoth);
  ASSERT_THAT(cases, SizeIs(2));
  EXPECT_EQ(cases[0].id, "kpi-1-en");
  EXPECT_EQ(cases[1].id, "kpi-1-ko");
  EXPECT_EQ(cases[0].cluster, "kpi-1");
  EXPECT_EQ(cases[1].cluster, "kpi-1");
}

TEST(CasesOf, FillsEveryPartOfACase) {
  const Case test = CasesOf(Read(kWhole)[0], BenchmarkLanguage::kEnglish)[0];
  EXPECT_EQ(test.expected, Json({{"sql", {"SELECT region\nFROM orders;", "SELECT 2"}}}));
  EXPECT_EQ(test.vars, Json({{"difficulty", "hard"},
                             {"language", "en"},
                             {"question_en", "Which region brought in the most?"},
                             {"question_ko", "매출이 가장 많은 지역은 어디인가요?"},
                             {"source", "kpi.md"},
                             {"title", "Revenue by region"}}));
  EXPECT_EQ(CasesOf(Read(Ask("a"))[0], BenchmarkLanguage::kEnglish)[0].expected, Json({{"sql", "SELECT 1"}}));
}

// From Markdown to records, and back.
std::vector<Json> Records(const std::vector<BenchmarkQuestion>& questions) {
  std::vector<Json> records;
  for (const auto& question : questions) records.push_back(RecordOf(CasesOf(question, BenchmarkLanguage::kEnglish)[0]));
  return records;
}
Result<std::string> Write(const std::vector<Json>& records) {
  std::vector<BenchmarkQuestion> questions;
  int line = 0;
  for (const Json& record : records) {
    CaseMap::Seen seen;
    auto question = QuestionOf(CaseMap().Apply({record, {"r.jsonl", ++line, 0}}, seen).value());
    if (!question) return Unexpected(question.error());
    questions.push_back(std::move(*question));
  }
  return WriteBenchmark(questions);
}
std::string WriteError(const Json& record) {
  const auto written = Write({record});
  return written ? "no error" : written.error().Message();
}

TEST(WriteBenchmark, LosesNothing) {
  const auto records =
      Records(Read(kWhole + Ask("한국어 제목", "- cluster: c\n- category:\n", "SELECT '```'") +
                   Ask("A", "- source: other.md\n") + "# Last\n" + Ask("A") + "### 왜?\n~~~sql\nx\n~~~\n"));
  ASSERT_THAT(records, SizeIs(5));
  const auto written = Write(records);
  ASSERT_TRUE(written) << written.error().Message();
  EXPECT_EQ(Records(ReadBenchmark(*written, "x/another.md").value()), records);
}

TEST(WriteBenchmark, WritesWhatPeopleRead) {
  EXPECT_EQ(Write(Records(Read(Ask("a", "- tags: x,y\n- level: 1\n") + "## B\n" + Ask("c")))).value(),
            "### a\n\n- id: kpi-a\n- tags: x, y\n- source: kpi.md\n- level: 1\n\n"
            "**Question (EN):** Why?\n\n```sql\nSELECT 1\n```\n\n"
            "## B\n\n### c\n\n- id: kpi-c\n- source: kpi.md\n\n**Question (EN):** Why?\n\n```sql\nSELECT 1\n```\n");
}

TEST(WriteBenchmark, TakesRecordsThatWereNoBenchmark) {
  EXPECT_EQ(Write({Json{{"input", "몇 개?"}, {"expected", {{"sql", "SELECT 1"}}}, {"year", 2025}}}).value(),
            "### 몇 개?\n\n- year: 2025\n\n**Question (KO):** 몇 개?\n\n```sql\nSELECT 1\n```\n");
}

TEST(WriteBenchmark, RefusesWhatItWouldChange) {
  const Json expected = {{"sql", "SELECT 1"}};
  EXPECT_EQ(
      WriteError({{"input", "a"}, {"expected", "SELECT 1"}}),
      "r.jsonl:1: a benchmark needs the gold SQL, and nothing else, as expected: {\"sql\": a text or a list of texts}");
  EXPECT_EQ(WriteError({{"input", {1}}, {"expected", expected}}),
            "r.jsonl:1: a benchmark needs an input that is a text: the question");
  EXPECT_EQ(WriteError({{"input", "a"}, {"expected", expected}, {"x", {1}}}),
            "r.jsonl:1: vars.x is no text, number or boolean: metadata of a benchmark can't hold it");
  EXPECT_EQ(WriteError({{"input", "a"}, {"expected", expected}, {"question_en", "b"}}),
            "r.jsonl:1: the input is not vars.question_en (nor, without one, vars.question_ko): a benchmark would ask "
            "another question");
  EXPECT_EQ(WriteError({{"input", "a\n# b"}, {"expected", expected}, {"id", "x"}}),
            "r.jsonl:1: this can't be a question in Markdown: "
            "'x' has a question but no SQL; add the gold SQL in a block below a line ```sql");
  EXPECT_EQ(
      WriteError({{"input", "a"}, {"expected", expected}, {"tags", {"x;y"}}}),
      "r.jsonl:1: the tags can't be written in Markdown without changing it (line breaks, blanks around it, or marks "
      "of Markdown)");
}

}  // namespace
}  // namespace harness
