#include "generators/seed_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fakes/spec_rig.h"

namespace harness {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr const char* kRows = "topic,kind\nreset,easy\nunlock,easy\nmove,hard\ntrain,hard\nrepair,hard\n";

std::vector<Json> Topics(SpecRig& rig, int count, const std::string& rows, const std::string& columns = "") {
  rig.Put("rows.csv", kRows);
  return rig.DrawSpec(
      fmt::format("count: {}\nseed: 5\nrows: {{ file: rows.csv{} }}\ncolumns:\n{}"
                  "  - {{ name: x, expression: '{{{{ topic }}}}' }}\n",
                  count, rows, columns));
}

// The drawn column stands before those of the rows.
TEST(SeedRows, FollowOneAnotherAndBeginAgain) {
  SpecRig rig;
  EXPECT_THAT(Topics(rig, 7, ""), ElementsAre("reset", "unlock", "move", "train", "repair", "reset", "unlock"));
}

TEST(SeedRows, AreShuffledAnewInEachRound) {
  SpecRig rig;
  const std::vector<Json> topics = Topics(rig, 200, ", order: shuffle");
  std::set<std::vector<Json>> orders;
  for (size_t round = 0; round < 40; ++round) {
    const std::vector<Json> order(topics.begin() + static_cast<ptrdiff_t>(round * 5),
                                  topics.begin() + static_cast<ptrdiff_t>(round * 5 + 5));
    EXPECT_THAT(order, UnorderedElementsAre("reset", "unlock", "move", "train", "repair"));
    orders.insert(order);
  }
  EXPECT_GT(orders.size(), 20U);
}

TEST(SeedRows, AreTakenInParts) {
  SpecRig rig;
  EXPECT_THAT(Topics(rig, 2, ", part: 1/2"), ElementsAre("reset", "unlock"));
  EXPECT_THAT(Topics(rig, 3, ", part: 2/2"), ElementsAre("move", "train", "repair"));
}

TEST(SeedRows, FitTheColumnThatTheyMatch) {
  SpecRig rig;
  const std::string kind = "  - { name: kind, category: [hard, easy] }\n";
  const std::vector<Json> pairs = Topics(rig, 40, ", match: kind", kind);
  EXPECT_EQ(std::count_if(pairs.begin(), pairs.end(), [](const Json& t) { return t == "reset" || t == "unlock"; }), 20);
}

TEST(SeedRows, HaveNoneForAValue) {
  SpecRig rig;
  EXPECT_THAT(Topics(rig, 4, ", match: kind", "  - { name: kind, category: [odd] }\n").at(0).get<std::string>(),
              testing::EndsWith("spec.yaml:3:32: record 1: no row has the kind 'odd'"));
}

TEST(SeedRows, MistakesAreToldAtTheirPlaces) {
  SpecRig rig;
  rig.Put("rows.csv", kRows);
  rig.Put("none.csv", "a,b\n");
  const auto of = [&](const std::string& rows, const std::string& name = "x") {
    return rig.Mistakes(fmt::format("count: 1\nrows: {}\ncolumns: [ {{ name: {}, uuid: {{}} }} ]\n", rows, name));
  };
  EXPECT_EQ(of("{ file: rows.csv, part: 3/2 }"), "2:31: a part is I/N, such as 2/5 for the second fifth; found 3/2\n");
  EXPECT_EQ(of("{ file: none.csv }"), "2:15: there is no row in it\n");
  EXPECT_EQ(of("{ file: rows.csv, match: kin }"), "2:32: unknown column of the rows 'kin'; did you mean 'kind'?\n");
  EXPECT_EQ(of("{ file: rows.csv, match: kind }"), "2:32: unknown column 'kind'; known here: 'x'\n");
  EXPECT_EQ(of("{ file: rows.csv, order: random }"),
            "2:32: 'order' must be one of 'file', 'shuffle', found 'random'\n");
  EXPECT_EQ(of("{ file: rows.csv }", "topic"),
            "3:20: 'topic' is a column of the rows too; give this one another name\n");
}

TEST(Per, MakesSoManyOfEachValueOneAfterAnother) {
  SpecRig rig;
  EXPECT_THAT(rig.DrawSpec("count: 2\nper: kind\ncolumns: [ { name: kind, category: [b, a, c] } ]\n"),
              ElementsAre("b", "b", "a", "a", "c", "c"));
}

TEST(Per, SharesATotalThatTheCommandLineGives) {
  SpecRig rig;
  DataSpecOptions options;
  options.count = 4;
  const auto spec = rig.Load("count: 2\nper: kind\ncolumns: [ { name: kind, category: [b, a, c] } ]\n", options);
  EXPECT_EQ(SpecRig::Write(*spec, ".csv"), "kind\nb\nb\na\nc\n");
}

TEST(Per, NeedsACategoryWithoutWeights) {
  SpecRig rig;
  EXPECT_EQ(rig.Mistakes("count: 2\nper: kind\ncolumns: [ { name: kind, uuid: {} } ]\n"),
            "2:6: 'kind' must be a category without weights, which counts its values\n");
  EXPECT_EQ(rig.Mistakes("count: 2\nper: kynd\ncolumns: [ { name: kind, category: [a] } ]\n"),
            "2:6: unknown column 'kynd'; did you mean 'kind'?\n");
  EXPECT_EQ(rig.Mistakes("count: 900000000\nper: kind\ncolumns: [ { name: kind, category: [a, b] } ]\n"),
            "2:6: that makes more than 1000000000 records\n");
}

}  // namespace
}  // namespace harness
