// Data sets that ask models or validate their records, which are runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/program/model_suite.h"

namespace harness {
namespace {

using testing::HasSubstr;

constexpr const char* kSpec = R"(dataset: tickets
count: 3
per: kind
columns:
  - { name: number, sequence: { prefix: INC, width: 3 } }
  - { name: kind, category: [easy, hard] }
  - name: text
    text: { model: writer, prompt: "ticket {{ number }} is {{ kind }}" }
  - name: facts
    structured: { model: writer, prompt: "facts of {{ text }}", schema: { type: object, required: [ok] } }
    skip: "kind == 'hard'"
  - { name: size, expression: "{{ text | length }}" }
validate:
  - contains: { at: /text, value: ticket }
    name: about
models:
  writer: { provider: openai, base_url: "${MODEL_URL}/v1", model: echo-1, api_key_env: MODEL_KEY }
output: [ out.csv ]
)";
constexpr const char* kFacts = R"({"match": "^facts", "reply": "{\"ok\": true}"})";
constexpr const char* kTable =
    "number,kind,text,facts,size\n"
    "INC001,easy,ticket INC001 is easy,\"{\"\"ok\"\":true}\",21\n"
    "INC002,easy,ticket INC002 is easy,\"{\"\"ok\"\":true}\",21\n"
    "INC003,easy,ticket INC003 is easy,\"{\"\"ok\"\":true}\",21\n"
    "INC004,hard,ticket INC004 is hard,,21\n"
    "INC005,hard,ticket INC005 is hard,,21\n"
    "INC006,hard,ticket INC006 is hard,,21\n";

class GenerateRun : public ModelSuite {
 protected:
  void StartSpec(const std::string& rules, int latency_ms = 0) {
    Start(0, rules, latency_ms);
    program_.folder().Put("spec.yaml", kSpec);
  }
  std::string Contents(std::string_view name) { return TemporaryFolder::Contents(program_.folder() / name); }
};

TEST_F(GenerateRun, AsksModelsForWhatIsNotSkipped) {
  StartSpec(kFacts);
  const ProgramResult result = program_.Run({"generate", "spec.yaml", "--json", "report.json"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_THAT(result.err, HasSubstr("tickets: 6 of 6 records -> "));
  EXPECT_EQ(Contents("out.csv"), kTable);
  EXPECT_EQ(Stats()["billed"], 9);
  const Json report = program_.ReadJson("report.json");
  EXPECT_EQ(report["run"]["kind"], "generate");
  EXPECT_EQ(report["categories"][0]["attempts"], 3);
  EXPECT_GT(report["summary"]["usage"]["input_tokens"], 0);
}

TEST_F(GenerateRun, GivesTheSameAtAnyConcurrency) {
  StartSpec(kFacts, 5);
  for (const char* concurrency : {"1", "64"}) {
    const std::string file = std::string(concurrency) + ".csv";
    EXPECT_EQ(program_.Run({"generate", "spec.yaml", "--concurrency", concurrency, "--out", file}).code, 0);
    EXPECT_EQ(Contents(file), kTable);
  }
}

TEST_F(GenerateRun, PaysOnceHoweverOftenItIsKilled) {
  StartSpec(kFacts, 30);
  for (int i = 0; i < 4; ++i)
    program_.RunAndKill(i == 0 ? std::vector<std::string>{"generate", "spec.yaml", "--count", "200"}
                               : std::vector<std::string>{"generate", "--resume", "last"},
                        std::chrono::milliseconds(350));
  const ProgramResult result = program_.Run({"generate", "--resume", "last"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_THAT(result.err, HasSubstr("tickets: 200 of 200 records -> "));
  const std::string killed = Contents("out.csv");
  // What was on its way when it was killed is asked again, at most eight calls a time.
  EXPECT_LE(Stats()["billed"].get<int>(), 300 + 4 * 8);
  EXPECT_EQ(program_.Run({"generate", "spec.yaml", "--count", "200", "--out", "whole.csv"}).code, 0);
  EXPECT_EQ(killed, Contents("whole.csv"));
}

TEST_F(GenerateRun, AsksOnceMoreForWhatDoesNotFitItsSchema) {
  StartSpec(
      R"({"match": "^facts", "times": 1, "reply": "ok"}, {"match": "^That can't be used", "reply": "{\"ok\": true}"}, )" +
      std::string(kFacts));
  const ProgramResult result = program_.Run({"generate", "spec.yaml"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_EQ(Contents("out.csv"), kTable);
  EXPECT_EQ(Stats()["billed"], 10);
}

TEST_F(GenerateRun, LeavesOutWhatItsValidatorsReject) {
  StartSpec(R"({"match": "INC00[25]", "reply": "nothing"}, )" + std::string(kFacts));
  const ProgramResult result = program_.Run({"generate", "spec.yaml"});
  EXPECT_EQ(result.code, 1) << result.out << result.err;
  EXPECT_THAT(result.err, HasSubstr("tickets: 4 of 6 records -> "));
  EXPECT_THAT(Contents("out.csv"), testing::Not(HasSubstr("INC002")));
  EXPECT_THAT(Contents("out.csv"), HasSubstr("INC006"));
}

TEST_F(GenerateRun, GoesOnWithWhatFailed) {
  StartSpec(R"({"match": "INC004", "times": 1, "status": 400, "message": "not now"}, )" + std::string(kFacts));
  const ProgramResult failed = program_.Run({"generate", "spec.yaml"});
  EXPECT_EQ(failed.code, 3) << failed.out << failed.err;
  EXPECT_THAT(failed.out, HasSubstr("text: ")) << "the column that failed is named";
  EXPECT_THAT(Contents("out.csv"), testing::Not(HasSubstr("INC004")));
  EXPECT_THAT(program_.Run({"run", "--resume", "last"}).err,
              HasSubstr("generates a data set: harness generate --resume"));
  const ProgramResult resumed = program_.Run({"generate", "--resume", "last"});
  EXPECT_EQ(resumed.code, 0) << resumed.out << resumed.err;
  EXPECT_EQ(Contents("out.csv"), kTable);
  EXPECT_EQ(Stats()["billed"], 9);
}

TEST_F(GenerateRun, IsCheckedAndTriedAsASuiteIs) {
  StartSpec(kFacts);
  EXPECT_EQ(program_.Run({"check", "spec.yaml"}).code, 0);
  const ProgramResult tried = program_.Run({"try", "spec.yaml", "2"});
  EXPECT_EQ(tried.code, 0) << tried.out << tried.err;
  EXPECT_THAT(tried.out, HasSubstr(R"("text":"ticket INC002 is easy")"));
  EXPECT_EQ(Stats()["billed"], 2);
  const ProgramResult wrong = program_.Run({"check", "spec.yaml", "--set", "columns.2.text.model=reader"});
  EXPECT_EQ(wrong.code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("unknown model 'reader'; known here: 'writer'"));
}

TEST_F(GenerateRun, ShowsRecordsWithTheirPromptsAndStoresNothing) {
  StartSpec(kFacts);
  const ProgramResult result = program_.Run({"generate", "spec.yaml", "--preview", "1"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, testing::StartsWith("> text · user: ticket INC001 is easy\n"
                                              "> facts · user: facts of ticket INC001 is easy\n{\n"));
  EXPECT_THAT(result.out, HasSubstr("\"text\": \"ticket INC001 is easy\""));
  EXPECT_THAT(result.err, testing::MatchesRegex("2 calls, [0-9]+ \\+ [0-9]+ tokens, cost unknown\n"));
  EXPECT_FALSE(std::filesystem::exists(program_.folder() / ".harness"));
  EXPECT_FALSE(std::filesystem::exists(program_.folder() / "out.csv"));
}

TEST_F(GenerateRun, JudgesItsRecordsTogether) {
  const std::string spec =
      "count: 40\ncolumns: [ { name: n, sequence: {} }, { name: text, expression: 'the same words are in every one of "
      "them {{ n % 2 }}' } ]\noutput: [ out.csv ]\nquality: [ near_twins <= 5%, nulls(text) == 0 ]\n";
  program_.folder().Put("same.yaml", spec);
  const ProgramResult result = program_.Run({"generate", "same.yaml"});
  EXPECT_EQ(result.code, 1) << result.out << result.err;
  EXPECT_THAT(result.err, HasSubstr("near_twins <= 5%"));
  EXPECT_THAT(Contents("out.csv"), HasSubstr("40,the same words")) << "the records are there all the same";
  program_.folder().Put("same.yaml", spec + "validate: [ { contains: { at: /text, value: them } } ]\n");
  EXPECT_EQ(program_.Run({"generate", "same.yaml"}).code, 1);
  program_.folder().Put("wrong.yaml",
                        "count: 1\ncolumns: [ { name: n, sequence: {} } ]\nquality: [ near_twin <= 5% ]\n");
  EXPECT_THAT(program_.Run({"generate", "wrong.yaml", "--out", "x.csv"}).err, HasSubstr("wrong.yaml:3:12: "));
}

TEST_F(GenerateRun, WritesTheRecordsThatWereJudged) {
  program_.folder().Put("seeds.yaml",
                        "count: 5\nseed: 1\nrun: { seed: 2 }\ncolumns: [ { name: id, uuid: {} } ]\n"
                        "validate: [ { regex: { at: /id, value: '-4' } } ]\n");
  const ProgramResult result =
      program_.Run({"generate", "seeds.yaml", "--out", "out.jsonl", "--jsonl", "judged.jsonl"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  const std::vector<Json> written = program_.ReadJsonLines("out.jsonl"),
                          judged = program_.ReadJsonLines("judged.jsonl");
  ASSERT_EQ(written.size(), 5u);
  for (size_t i = 0; i < 5; ++i) EXPECT_EQ(written[i], judged[i]["output"]["json"]);
  const ProgramResult twice = program_.Run({"generate", "seeds.yaml", "--out", "out.jsonl", "--repeat", "2"});
  EXPECT_EQ(twice.code, 2);
  EXPECT_THAT(twice.err, HasSubstr("'repeat' must be 1: a record is made once"));
}

TEST_F(GenerateRun, TellsWhatBelongsToRunsAlone) {
  program_.folder().Put("plain.yaml", "dataset: plain\ncount: 2\ncolumns: [ { name: n, sequence: {} } ]\n");
  const ProgramResult result = program_.Run({"generate", "plain.yaml", "--out", "n.csv", "--max-cost", "1"});
  EXPECT_EQ(result.code, 2);
  EXPECT_THAT(result.err, HasSubstr("--max-cost is for data sets that ask a model or validate their records"));
  program_.folder().Put("mixed.yaml", "count: 2\ncolumns: [ { name: n, sequence: {} } ]\ncases: []\n");
  EXPECT_THAT(program_.Run({"check", "mixed.yaml"}).err, HasSubstr("mixed.yaml:3:8: 'cases' belongs to a suite"));
}

TEST_F(GenerateRun, MakesTicketsThatAreVariedAndFitTheirCategories) {
  const ProgramResult result = program_.Run(
      {"generate", HARNESS_SOURCE_DIR "/fixtures/generators/tickets.yaml", "--count", "1500", "--out", "tickets.csv"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("PASS"));
}

TEST_F(GenerateRun, MakesTicketsThatAreTestCases) {
  program_.SetEnvironment("HARNESS_TRIAGE", Program::Triage());
  const ProgramResult result = program_.Run({"run", HARNESS_SOURCE_DIR "/fixtures/suites/synthetic-tickets.yaml"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
}

}  // namespace
}  // namespace harness
