// harness convert, end to end, and benchmarks as sources of a suite.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "tests/program/program.h"

namespace harness {
namespace {

class Convert : public testing::Test {
 protected:
  std::string Read(const std::string& name) const {
    std::ifstream file(program_.folder() / name);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
  }
  void PutSuite(const std::string& source) {
    program_.folder().Put("suite.yaml", "cases: [{" + source + "}]\ntargets: [{command: [cat]}]\n");
  }
  // What the target and the scorers get of every case, by id.
  std::map<std::string, Json> CasesOf(const std::string& source) {
    PutSuite(source);
    EXPECT_EQ(program_.Run({"run", "suite.yaml", "--quiet", "--jsonl", "out.jsonl"}).code, 0);
    std::map<std::string, Json> cases;
    for (const Json& attempt : program_.ReadJsonLines("out.jsonl")) {
      Json sent = Json::parse(attempt["output"]["text"].get<std::string>());
      cases[attempt["case"].get<std::string>()] = {std::move(sent), attempt["expected"]};
    }
    return cases;
  }
  Program program_;
};

const std::string kBenchmarks = HARNESS_SOURCE_DIR "/fixtures/benchmarks";

TEST_F(Convert, LosesNothingOnTheWayThereAndBack) {
  for (const std::string name : {"kpi", "social"}) {
    ASSERT_EQ(program_.Run({"convert", kBenchmarks + "/" + name + ".md", name + ".jsonl"}).code, 0);
    ASSERT_EQ(program_.Run({"convert", name + ".jsonl", "again.md", "--force"}).code, 0);
    ASSERT_EQ(program_.Run({"convert", "again.md", "again.jsonl", "--force"}).code, 0);
    EXPECT_EQ(program_.ReadJsonLines("again.jsonl").size(), 10u);
    EXPECT_EQ(Read("again.jsonl"), Read(name + ".jsonl"));
  }
}

TEST_F(Convert, WritesLinesThatAreTheSameCases) {
  ASSERT_EQ(program_.Run({"convert", kBenchmarks + "/kpi.md", "kpi.jsonl"}).code, 0);
  const auto from_markdown = CasesOf("benchmark: " + kBenchmarks + "/kpi.md");
  EXPECT_EQ(from_markdown.size(), 10u);
  EXPECT_EQ(from_markdown, CasesOf("file: kpi.jsonl"));
}

TEST_F(Convert, WritesToStandardOutputWhatTheFileIsNot) {
  program_.folder().Put("a.md", "# Sum\nQuestion: Why?\n```sql\nSELECT 1\n```\n");
  const ProgramResult lines = program_.Run({"convert", "a.md", "-"});
  EXPECT_EQ(lines.out,
            "{\"expected\":{\"sql\":\"SELECT 1\"},\"id\":\"a-sum\",\"input\":\"Why?\",\"vars\":{\"language\":\"en\","
            "\"question_en\":\"Why?\",\"source\":\"a.md\",\"title\":\"Sum\"}}\n");
  program_.folder().Put("a.jsonl", lines.out);
  EXPECT_EQ(program_.Run({"convert", "a.jsonl", "-"}).out,
            "### Sum\n\n- id: a-sum\n- source: a.md\n\n**Question (EN):** Why?\n\n```sql\nSELECT 1\n```\n");
}

TEST_F(Convert, WritesOtherCaseFilesAsLines) {
  program_.folder().Put("a.csv", "id,input,year\n1,\"a\nb\",2025\n");
  EXPECT_EQ(program_.Run({"convert", "a.csv", "-"}).out, "{\"id\":\"1\",\"input\":\"a\\nb\",\"year\":\"2025\"}\n");
  program_.folder().Put("a.yaml", "- {input: a, tags: [x]}\n- {input: 2}\n");
  EXPECT_EQ(program_.Run({"convert", "a.yaml", "-"}).out, "{\"input\":\"a\",\"tags\":[\"x\"]}\n{\"input\":2}\n");
}

TEST_F(Convert, LeavesAFileThatIsThere) {
  program_.folder().Put("a.csv", "id,input\n1,a\n");
  program_.folder().Put("b.jsonl", "precious");
  const ProgramResult result = program_.Run({"convert", "a.csv", "b.jsonl"});
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(result.err, "harness: b.jsonl is there already; --force replaces it\n");
  EXPECT_EQ(Read("b.jsonl"), "precious");
}

TEST_F(Convert, SaysAllThatIsWrongAndWritesNothing) {
  program_.folder().Put("a.md", "# A\n```sql\nSELECT 1\n```\n# B\nQuestion: Why?\n");
  const ProgramResult result = program_.Run({"convert", "a.md", "b.jsonl"});
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(
      result.err,
      "a.md:1: 'A' has SQL but no question; add a line 'Question: …', or mark the block otherwise than sql if it is no "
      "gold SQL\n"
      "a.md:5: 'B' has a question but no SQL; add the gold SQL in a block below a line ```sql\n");
  EXPECT_FALSE(std::filesystem::exists(program_.folder() / "b.jsonl"));
}

TEST_F(Convert, RefusesWhatABenchmarkCantHold) {
  program_.folder().Put("a.jsonl", "{\"input\": \"Why?\"}\n{\"input\": [1], \"expected\": {\"sql\": \"x\"}}\n");
  const ProgramResult result = program_.Run({"convert", "a.jsonl", "a.md"});
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(
      result.err,
      "a.jsonl:1: a benchmark needs the gold SQL, and nothing else, as expected: {\"sql\": a text or a list of texts}\n"
      "a.jsonl:2: a benchmark needs an input that is a text: the question\n");
}

TEST_F(Convert, RefusesFormatsThatItDoesNotKnow) {
  program_.folder().Put("a.md", "");
  EXPECT_EQ(
      program_.Run({"convert", "a.txt", "b.md"}).err,
      "harness: cannot tell the format of a.txt; its name must end in '.md', '.markdown', '.csv', '.tsv', '.jsonl', "
      "'.ndjson', '.json', '.yaml', '.yml'\n");
  EXPECT_EQ(program_.Run({"convert", "a.md", "b.csv"}).err,
            "harness: cannot write b.csv; its name must end in '.md', '.markdown', '.jsonl', '.ndjson', or be -\n");
  EXPECT_EQ(program_.Run({"convert", "a.md", "b.md"}).err, "harness: a.md is Markdown already\n");
  EXPECT_EQ(program_.Run({"convert", "a.md"}).err,
            "harness: from which file, and into which? harness convert IN OUT\n");
}

TEST_F(Convert, ChecksTheMistakesOfABenchmarkWithTheSuite) {
  program_.folder().Put("a.md", "# A\nQuestion: Why?\n```sql\nSELECT 1\n");
  PutSuite("benchmark: a.md");
  const ProgramResult result = program_.Run({"check", "suite.yaml"});
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(result.err, "a.md:3: the block that begins here is never closed; add a line ``` below it\n");
}

TEST_F(Convert, RefusesAFileWithoutCases) {
  program_.folder().Put("empty.jsonl", "");
  const ProgramResult result = program_.Run({"convert", "empty.jsonl", "empty.md"});
  EXPECT_EQ(result.code, 2);
  EXPECT_EQ(result.err, "harness: empty.jsonl: no case is in there\n");
  EXPECT_FALSE(std::filesystem::exists(program_.folder() / "empty.md"));
}

}  // namespace
}  // namespace harness
