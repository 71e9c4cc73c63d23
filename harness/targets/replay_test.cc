#include "harness/targets/replay.h"

#include <gtest/gtest.h>

#include "harness/suite/yaml.h"
#include "tests/fakes/fake_clock.h"
#include "tests/fakes/fake_http.h"
#include "tests/fakes/memory_log.h"
#include "tests/fakes/temporary_folder.h"

namespace harness {
namespace {

class ReplayTest : public testing::Test {
 protected:
  // The target of "replay: NAME" with `options` beside it.
  Result<std::unique_ptr<Target>> Make(const std::string& name, const std::string& contents,
                                       const std::string& options = "") {
    folder_.Put(name, contents);
    Diagnostics mistakes;
    auto source = std::make_shared<const Source>(Source{folder_ / "suite.yaml", "replay: " + name + "\n" + options});
    const std::optional<Node> node = ParseYaml(source, mistakes);
    return ReplayTargetType().make(*node, services_);
  }
  Output Call(Target& target, const std::string& id) {
    Case test;
    test.id = id;
    return target.Call(test, {clock_, clock_.SteadyNow(), {}, {}});
  }
  std::string Mistake(const std::string& name, const std::string& contents) {
    std::string message = Make(name, contents).error().Message();
    for (size_t at = 0; (at = message.find(folder_.path() + "/")) != std::string::npos;)
      message.erase(at, folder_.path().size() + 1);
    return message;
  }

  TemporaryFolder folder_;
  FakeClock clock_;
  MemoryLog log_;
  std::unique_ptr<Files> files_ = MakeFiles();
  std::unique_ptr<Processes> processes_ = MakeProcesses("unused");
  std::map<std::string, std::string> environment_;
  FakeHttp http_;
  Services services_{clock_, *files_, *processes_, http_, log_, environment_};
};

TEST_F(ReplayTest, FindsTextsAndStructureById) {
  const auto target =
      *Make("o.jsonl", "{\"id\": \"a\", \"output\": \"one\"}\n\n{\"id\": \"b\", \"output\": {\"n\": 2}}\n");
  EXPECT_EQ(Call(*target, "b").json, Json({{"n", 2}}));
  EXPECT_EQ(Call(*target, "a").text, "one");
  EXPECT_FALSE(target->Waits());
}

TEST_F(ReplayTest, ReadsTables) {
  const auto target = *Make("o.csv", "output,id\n\"two\nlines\",a\nx,b\n");
  EXPECT_EQ(Call(*target, "a").text, "two\nlines");
  EXPECT_EQ(Call(*target, "b").text, "x");
}

TEST_F(ReplayTest, RenamesFields) {
  const auto target = *Make("o.csv", "ticket,answer\na,x\n", "map: { id: ticket, output: answer }\n");
  EXPECT_EQ(Call(*target, "a").text, "x");
}

TEST_F(ReplayTest, ParsesTextsWhereTheFormatIsJson) {
  const auto target = *Make("o.csv", "id,output\na,\"{\"\"n\"\": 1}\"\nb,none\n", "format: json\n");
  EXPECT_EQ(Call(*target, "a").json, Json({{"n", 1}}));
  EXPECT_EQ(Call(*target, "b").failure->kind, FailureKind::kInvalidOutput);
}

TEST_F(ReplayTest, FailsACaseThatWasNotRecorded) {
  const auto target = *Make("o.jsonl", "{\"id\": \"a\", \"output\": \"one\"}\n");
  const Output output = Call(*target, "z");
  EXPECT_EQ(output.failure->kind, FailureKind::kInvalidOutput);
  EXPECT_TRUE(output.failure->message.ends_with("o.jsonl has no output for the case 'z'"));
}

TEST_F(ReplayTest, TakesOverLatencyUsageCostAndErrors) {
  const auto target = *Make(
      "o.jsonl",
      "{\"id\": \"a\", \"output\": \"x\", \"latency_ms\": 12.5, \"usage\": {\"input_tokens\": 3}, \"cost_usd\": 0.01}\n"
      "{\"id\": \"b\", \"error\": \"it broke\"}\n");
  const Output a = Call(*target, "a");
  EXPECT_EQ(a.latency, std::chrono::microseconds(12500));
  EXPECT_EQ(a.usage, (Usage{3, 0, 0}));
  EXPECT_EQ(a.cost_usd, 0.01);
  EXPECT_EQ(Call(*target, "b").failure->kind, FailureKind::kReported);
}

TEST_F(ReplayTest, TakesOverLatencyCostAndErrorsOfTables) {
  const auto target = *Make("o.csv", "id,output,error,latency_ms,cost_usd\na,x,,12.5,0.01\nb,,it broke,,free\n");
  const Output a = Call(*target, "a");
  EXPECT_EQ(a.text, "x");
  EXPECT_FALSE(a.failure);
  EXPECT_EQ(a.latency, std::chrono::microseconds(12500));
  EXPECT_EQ(a.cost_usd, 0.01);
  const Output b = Call(*target, "b");
  EXPECT_EQ(b.failure->message, "it broke");
  EXPECT_FALSE(b.latency_recorded);
  EXPECT_FALSE(b.cost_usd);
}

TEST_F(ReplayTest, TakesOverTheFinishReason) {
  const auto lines = *Make(
      "o.jsonl", "{\"id\": \"a\", \"output\": \"x\", \"finish_reason\": \"length\"}\n" +
                     ("{\"id\": \"b\", \"output\": \"x\", \"finish_reason\": \"" + std::string(101, 'x')) + "\"}\n");
  EXPECT_EQ(Call(*lines, "a").finish_reason, "length");
  EXPECT_EQ(Call(*lines, "b").finish_reason, "");
  const auto table = *Make("o.csv", "id,output,finish_reason\na,x,stop\nb,y,\n");
  EXPECT_EQ(Call(*table, "a").finish_reason, "stop");
  EXPECT_EQ(Call(*table, "b").finish_reason, "");
}

TEST_F(ReplayTest, ReadsWhatJsonLinesReportsHold) {
  const auto target = *Make(
      "o.jsonl",
      "{\"case\": \"a\", \"verdict\": \"pass\", \"output\": {\"text\": \"x\", \"json\": null}, \"failure\": null}\n"
      "{\"case\": \"b\", \"verdict\": \"fail\", \"output\": {\"text\": \"\", \"json\": null}, "
      "\"failure\": {\"kind\": \"timeout\", \"message\": \"late\"}}\n");
  EXPECT_EQ(Call(*target, "a").text, "x");
  EXPECT_EQ(Call(*target, "b").failure->kind, FailureKind::kTimeout);
}

TEST_F(ReplayTest, NamesTheLineOfAMistake) {
  EXPECT_EQ(Mistake("o.jsonl", "{\"id\": \"a\"}\n{\"id\": \n"),
            "suite.yaml:1:9: o.jsonl:2: line 1, column 8: expected a value, found the end of the text");
  EXPECT_EQ(Mistake("o.jsonl", "{\"output\": 1}\n"), "suite.yaml:1:9: o.jsonl:1: the record has no 'id'");
  EXPECT_EQ(Mistake("o.jsonl", "{\"id\": 1}\n{\"id\": \"1\"}\n"),
            "suite.yaml:1:9: o.jsonl: there is more than one record for the id '1'");
  EXPECT_EQ(Mistake("o.jsonl", "[]\n"), "suite.yaml:1:9: o.jsonl:1: a JSON object is expected, found array");
}

TEST_F(ReplayTest, NamesTheColumnThatATableLacks) {
  EXPECT_EQ(Mistake("o.csv", "number,output\n1,x\n"),
            "suite.yaml:1:9: o.csv: there is no column 'id'; columns here: 'number', 'output'");
  EXPECT_EQ(Mistake("o.csv", "id,answer\n1,x\n"),
            "suite.yaml:1:9: o.csv: there is no column 'output'; columns here: 'id', 'answer'");
}

}  // namespace
}  // namespace harness
