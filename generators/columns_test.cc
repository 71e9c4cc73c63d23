#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "generators/category.h"
#include "harness/base/clock.h"
#include "harness/base/digest.h"
#include "harness/base/text.h"
#include "tests/fakes/spec_rig.h"

namespace harness {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr uint64_t kMany = 20'000;

class Columns : public testing::Test {
 protected:
  // The mean and the variance of a column of numbers; true counts as 1.
  std::pair<double, double> MomentsOf(const std::string& column) {
    double sum = 0, squares = 0;
    for (const Json& value : rig_.Draw(column, kMany)) {
      const double number = value.is_boolean() ? (value.get<bool>() ? 1 : 0) : value.get<double>();
      sum += number;
      squares += number * number;
    }
    const double mean = sum / kMany;
    return {mean, squares / kMany - mean * mean};
  }
  // Within five standard errors of the mean, and a tenth of the variance.
  void ExpectMoments(const std::string& column, double mean, double variance) {
    const auto [found_mean, found_variance] = MomentsOf(column);
    EXPECT_NEAR(found_mean, mean, 5 * std::sqrt(variance / kMany)) << column;
    EXPECT_NEAR(found_variance, variance, 0.1 * variance) << column;
  }

  SpecRig rig_;
};

TEST_F(Columns, HaveTheMomentsOfTheirDistributions) {
  ExpectMoments("uniform: { low: -1, high: 3 }", 1, 16.0 / 12);
  ExpectMoments("uniform: { low: 1, high: 6, decimals: 0 }", 3.5, 35.0 / 12);
  ExpectMoments("gaussian: { mean: 50, stddev: 4 }", 50, 16);
  ExpectMoments("lognormal: { mu: 1, sigma: 0.25 }", std::exp(1 + 0.03125),
                (std::exp(0.0625) - 1) * std::exp(2 + 0.0625));
  ExpectMoments("exponential: { mean: 12 }", 12, 144);
  ExpectMoments("bernoulli: { p: 0.3 }", 0.3, 0.21);
  ExpectMoments("binomial: { n: 40, p: 0.2 }", 8, 6.4);
  ExpectMoments("binomial: { n: 40, p: 0.9 }", 36, 3.6);
  ExpectMoments("poisson: { mean: 4 }", 4, 4);
  ExpectMoments("poisson: { mean: 1200 }", 1200, 1200);
}

TEST_F(Columns, ReachBothEndsOfRoundedNumbers) {
  std::set<double> seen;
  for (const Json& value : rig_.Draw("uniform: { low: 0.1, high: 0.4, decimals: 1 }", 200))
    seen.insert(value.get<double>());
  EXPECT_THAT(seen, ElementsAre(0.1, 0.2, 0.3, 0.4));
}

TEST_F(Columns, MeetTheQuotasOfCategoriesExactly) {
  std::map<std::string, int> seen;
  for (const Json& value : rig_.Draw("category: { values: [a, b, c, d], weights: [4, 3, 2, 1] }", 1000))
    ++seen[value.get<std::string>()];
  EXPECT_EQ(seen, (std::map<std::string, int>{{"a", 400}, {"b", 300}, {"c", 200}, {"d", 100}}));
}

TEST_F(Columns, KeepTheTypesOfCategories) {
  const std::vector<Json> drawn = rig_.Draw("category: [ 1, 2.5, true, null, '1' ]", 5);
  EXPECT_THAT(drawn, testing::UnorderedElementsAre(1, 2.5, true, nullptr, "1"));
}

TEST_F(Columns, ChooseSubcategoriesOfTheirParents) {
  const auto spec = rig_.Load(
      "count: 300\ncolumns:\n"
      "  - { name: child, subcategory: { of: parent, values: { Access: [Reset, Unlock], Network: [VPN] } } }\n"
      "  - { name: parent, category: [Access, Network] }\n");
  std::map<std::string, int> seen;
  const std::string table = SpecRig::Write(*spec, ".csv");
  for (const std::string_view line : Split(table, "\n")) ++seen[std::string(line)];
  EXPECT_EQ(seen["VPN,Network"], 150);
  EXPECT_EQ(seen["Reset,Access"] + seen["Unlock,Access"], 150);
  EXPECT_GT(seen["Reset,Access"], 40);
  EXPECT_GT(seen["Unlock,Access"], 40);
}

TEST_F(Columns, AreNullBelowAParentThatIsNull) {
  const std::vector<Json> drawn = rig_.Draw("subcategory: { of: parent, values: { 2.50: [x] } }", 10,
                                            "  - { name: parent, category: [2.5], nulls: 0.3 }\n");
  EXPECT_EQ(std::count(drawn.begin(), drawn.end(), nullptr), 3);
  EXPECT_EQ(std::count(drawn.begin(), drawn.end(), "x"), 7);
}

TEST_F(Columns, SayWhichParentHasNoValues) {
  EXPECT_THAT(rig_.Draw("subcategory: { of: parent, values: { Access: [Reset] } }", 3,
                        "  - { name: parent, category: [Access, Print] }\n"),
              ElementsAre(HasSubstr("there are no values for parent 'Print'")));
}

TEST_F(Columns, DrawMomentsInTheirUnits) {
  for (const Json& value : rig_.Draw("datetime: { start: 2025-01-30, end: 2025-02-02, unit: D }", 50))
    EXPECT_THAT((std::set<std::string>{"2025-01-30", "2025-01-31", "2025-02-01"}), testing::Contains(value));
  for (const Json& value : rig_.Draw("datetime: { start: 2024-12-15, end: 2025-02-02, unit: M }", 50))
    EXPECT_THAT((std::set<std::string>{"2025-01", "2025-02"}), testing::Contains(value));
  EXPECT_THAT(rig_.Draw("datetime: { start: '2025-01-01T10:00', end: '2025-01-01T10:01', unit: m }", 1),
              ElementsAre("2025-01-01T10:00"));
}

TEST_F(Columns, DrawMomentsAfterOthers) {
  const auto spec = rig_.Load(
      "count: 200\ncolumns:\n"
      "  - { name: opened, datetime: { start: 2025-01-01, end: 2025-02-01, unit: m } }\n"
      "  - { name: closed, timedelta: { from: opened, min: 10m, max: 5d } }\n");
  const std::string lines = SpecRig::Write(*spec, ".jsonl");
  for (const std::string_view line : Split(lines, "\n")) {
    if (line.empty()) continue;
    const Json record = *ParseJson(line);
    const int64_t apart =
        *ParseTimestamp(record["closed"].get<std::string>()) - *ParseTimestamp(record["opened"].get<std::string>());
    EXPECT_GE(apart, 600'000'000) << line;
    EXPECT_LE(apart, int64_t{5} * 86'400'000'000) << line;
  }
}

TEST_F(Columns, NeverCountLessThanTheShortestTimeBetween) {
  const std::string opened = "  - { name: opened, datetime: { start: 2025-01-01, end: 2025-02-01, unit: h } }\n";
  const auto spec = rig_.Load("count: 300\ncolumns:\n" + opened +
                              "  - { name: x, timedelta: { from: opened, min: 90m, max: 5h } }\n");
  Records records;
  ASSERT_TRUE(MakeRecords(*spec, 0, 300, records));
  for (size_t i = 0; i < 300; ++i)
    EXPECT_GE(records.columns[1][i].AsInteger() - records.columns[0][i].AsInteger(), int64_t{2} * 3'600'000'000);
  EXPECT_THAT(rig_.Draw("timedelta: { from: opened, min: 10m, max: 50m, unit: h }", 1, opened),
              ElementsAre(HasSubstr("there is no whole hour between 'min' and 'max'")));
}

TEST_F(Columns, EndWithTheYear9999) {
  EXPECT_THAT(rig_.Draw("timedelta: { from: last, min: 2d, max: 2d }", 1,
                        "  - { name: last, datetime: { start: 9999-12-31, end: '9999-12-31T00:00:01' } }\n"),
              ElementsAre(HasSubstr("the moment after 9999-12-31T00:00:00 lies behind the year 9999")));
}

TEST_F(Columns, DrawSeldomSuccesses) {
  for (const char* p : {"1.0e-17", "1.0e-300", "0"})
    EXPECT_THAT(rig_.Draw(fmt::format("binomial: {{ n: 10, p: {} }}", p), 50), testing::Each(0)) << p;
  EXPECT_THAT(rig_.Draw("binomial: { n: 10, p: 1 }", 5), testing::Each(10));
  ExpectMoments("binomial: { n: 1000000, p: 0.000001 }", 1, 1);
}

TEST_F(Columns, StayBelowTheirUpperEnd) {
  for (const Json& value : rig_.Draw("uniform: { low: 999999999999999, high: 1000000000000000 }", 2000))
    EXPECT_LT(value.get<double>(), 1e15);
}

TEST_F(Columns, MakeRandomUuids) {
  std::set<std::string> seen;
  for (const Json& value : rig_.Draw("uuid: { prefix: T- }", 500)) {
    EXPECT_THAT(value.get<std::string>(),
                testing::MatchesRegex("T-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    seen.insert(value.get<std::string>());
  }
  EXPECT_EQ(seen.size(), 500u);
}

TEST_F(Columns, CountOn) {
  EXPECT_THAT(rig_.Draw("sequence: {}", 3), ElementsAre(1, 2, 3));
  EXPECT_THAT(rig_.Draw("sequence: { start: 5, step: 5, prefix: INC, width: 7 }", 2),
              ElementsAre("INC0000005", "INC0000010"));
}

TEST_F(Columns, AreWorkedOutFromOthers) {
  const std::string others = "  - { name: a, sequence: {} }\n";
  EXPECT_THAT(rig_.Draw("expression: '{{ a * 10 }}'", 2, others), ElementsAre(10, 20));
  EXPECT_THAT(rig_.Draw("expression: '#{{ a }}'", 2, others), ElementsAre("#1", "#2"));
  EXPECT_THAT(rig_.Draw("expression: '{{ [a, none] }}'", 1, others), ElementsAre(Json::array({1, nullptr})));
  EXPECT_THAT(rig_.Draw("expression: '{{ 1 // (a - 2) }}'", 2, others),
              ElementsAre(HasSubstr("record 2: division by zero")));
  for (const char* text : {"{{ ''inf'' | float }}", "{{ [''nan'' | float] }}"})
    EXPECT_THAT(rig_.Draw(fmt::format("expression: '{}'", text), 1),
                ElementsAre(HasSubstr("record 1: the result is not a finite number")));
}

TEST_F(Columns, AreNullWhereTheyAreSkipped) {
  EXPECT_THAT(rig_.Draw("sequence: {}, skip: 'a == 2'", 3, "  - { name: a, sequence: {} }\n"),
              ElementsAre(1, nullptr, 3));
}

TEST_F(Columns, AreNullInTheirPartExactly) {
  const std::vector<Json> drawn = rig_.Draw("sequence: {}, nulls: 0.25", 1000);
  EXPECT_EQ(std::count(drawn.begin(), drawn.end(), nullptr), 250);
}

// Every kind at once; what is written never changes for one seed, on any machine.
constexpr const char* kAll =
    "count: 4\nseed: 42\ncolumns:\n"
    "  - { name: id, uuid: {} }\n"
    "  - { name: kind, category: { values: [a, b], weights: [3, 1] } }\n"
    "  - { name: size, lognormal: { mu: 2, sigma: 1, decimals: 3 } }\n"
    "  - { name: height, gaussian: { mean: 0, stddev: 1 } }\n"
    "  - { name: wait, exponential: { mean: 10 } }\n"
    "  - { name: hits, poisson: { mean: 3 } }\n"
    "  - { name: share, uniform: { low: 0, high: 1 } }\n"
    "  - { name: at, datetime: { start: 2025-01-01, end: 2026-01-01 } }\n";

TEST_F(Columns, DependOnNothingButSeedCountAndRecord) {
  DataSpecOptions options;
  options.count = 500;
  const auto spec = rig_.Load(kAll, options);
  const std::string whole = SpecRig::Write(*spec, ".jsonl");
  EXPECT_EQ(SpecRig::Write(*spec, ".jsonl", 1), whole);
  EXPECT_EQ(SpecRig::Write(*spec, ".jsonl", 7), whole);
  EXPECT_EQ(Hex(Sha256Of(whole)).substr(0, 16), "7458ae38397f5096");
  options.seed = 43;
  EXPECT_NE(SpecRig::Write(*rig_.Load(kAll, options), ".jsonl"), whole);
}

TEST(CategoryShares, AreThoseOfTheQuotasOverWhatIsNotNull) {
  SpecRig rig;
  const auto spec = rig.Load(R"(count: 10
columns:
  - { name: kind, category: { values: [a, b, null], weights: [5, 3, 2] } }
  - { name: some, category: [x, y], skip: "kind == 'a'" }
  - { name: n, sequence: {} }
)");
  ASSERT_TRUE(spec) << spec.error().Message();
  EXPECT_EQ(SharesOf(spec->columns[0].node, 10), (std::map<std::string, double>{{"a", 0.625}, {"b", 0.375}}));
  EXPECT_FALSE(SharesOf(spec->columns[1].node, 10)) << "only some records have one";
  EXPECT_FALSE(SharesOf(spec->columns[2].node, 10));
}

}  // namespace
}  // namespace harness
