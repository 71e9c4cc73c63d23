// Shards are disjoint and complete, and merged they are the unsharded run.
#include <gtest/gtest.h>

#include <set>

#include "tests/program/program.h"

namespace harness {
namespace {

class Shards : public testing::Test {
 protected:
  Shards() {
    program_.folder().Put("cases.csv", EchoCases(100));
    program_.folder().Put("suite.yaml", EchoSuite("[" + Program::HostileTarget() + ", ok]",
                                                  "score: [equals]\nmetrics: [classification]\nrun: { repeat: 2 "
                                                  "}\ngates: [pass_rate >= 80%, accuracy >= 80%]\n"));
  }

  static std::string Store(int index, int count) {
    return "s" + std::to_string(index) + "of" + std::to_string(count) + ".db";
  }

  std::vector<Json> RunShard(int index, int count) {
    const ProgramResult result = program_.Run({"run", "suite.yaml", "--quiet", "--no-gates", "--shard",
                                               std::to_string(index) + "/" + std::to_string(count), "--store",
                                               Store(index, count), "--jsonl", "shard.jsonl"});
    EXPECT_EQ(result.code, 0) << result.err;
    return program_.ReadJsonLines("shard.jsonl");
  }

  ProgramResult Merge(int count, std::vector<std::string> more, int without = 0) {
    std::vector<std::string> arguments = {"merge", "--quiet", "--store", "merged.db"};
    for (int index = 1; index <= count; ++index)
      if (index != without) arguments.push_back(Store(index, count));
    arguments.insert(arguments.end(), more.begin(), more.end());
    return program_.Run(arguments);
  }

  Program program_;
};

TEST_F(Shards, AreDisjointCompleteAndMergeToTheWhole) {
  ASSERT_EQ(program_.Run({"run", "suite.yaml", "--quiet", "--json", "whole.json"}).code, 0);
  for (int count = 1; count <= 7; ++count) {
    std::set<std::string> seen;
    for (int index = 1; index <= count; ++index)
      for (const Json& attempt : RunShard(index, count))
        EXPECT_TRUE(seen.insert(attempt["case"].dump() + attempt["repeat"].dump()).second) << attempt["case"];
    EXPECT_EQ(seen.size(), 200u);
    EXPECT_EQ(Merge(count, {"--json", "merged.json"}).code, 0);
    EXPECT_EQ(Timeless(program_.ReadJson("merged.json")), Timeless(program_.ReadJson("whole.json"))) << count;
  }
}

TEST_F(Shards, MergeRefusesAMissingOneUnlessPartial) {
  for (const int index : {1, 2, 3}) RunShard(index, 3);
  const ProgramResult refused = Merge(3, {}, 2);
  EXPECT_EQ(refused.code, 3);
  EXPECT_EQ(refused.err, "harness: shards are missing: 2/3; --partial merges what is there\n");
  const ProgramResult partial = Merge(3, {"--partial", "--json", "partial.json"}, 2);
  EXPECT_EQ(partial.code, 3);
  EXPECT_LT(program_.ReadJson("partial.json")["summary"]["coverage"].get<double>(), 1);
}

TEST_F(Shards, FollowGoogleTestsVariables) {
  program_.SetEnvironment("GTEST_TOTAL_SHARDS", "4");
  program_.SetEnvironment("GTEST_SHARD_INDEX", "1");
  program_.SetEnvironment("GTEST_SHARD_STATUS_FILE", "status");
  ASSERT_EQ(program_.Run({"run", "suite.yaml", "--quiet", "--jsonl", "by-variable.jsonl"}).code, 0);
  EXPECT_TRUE(std::filesystem::exists(program_.folder() / "status"));
  program_.SetEnvironment("GTEST_TOTAL_SHARDS", "9");
  const std::vector<Json> by_flag = RunShard(2, 4);  // flags win over the environment
  const std::vector<Json> by_variable = program_.ReadJsonLines("by-variable.jsonl");
  ASSERT_EQ(by_flag.size(), by_variable.size());
  for (size_t i = 0; i < by_flag.size(); ++i) EXPECT_EQ(by_flag[i]["case"], by_variable[i]["case"]);
}

TEST_F(Shards, RefuseHalfAProtocol) {
  program_.SetEnvironment("GTEST_TOTAL_SHARDS", "4");
  EXPECT_EQ(program_.Run({"run", "suite.yaml"}).code, 2);
  program_.SetEnvironment("GTEST_SHARD_INDEX", "4");
  EXPECT_EQ(program_.Run({"run", "suite.yaml"}).code, 2);
}

}  // namespace
}  // namespace harness
