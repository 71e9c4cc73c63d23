#include "harness/stats/krippendorff.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "harness/base/csv.h"
#include "harness/base/rng.h"

namespace harness {
namespace {

// A row a unit: how often the labels 1, 2, 3, 4 were given. The example of Wikipedia's "Krippendorff's alpha".
std::vector<UnitLabels> Example() {
  return UnitsOfTable({{1, 0, 0, 0},
                       {0, 0, 0, 0},
                       {0, 2, 0, 0},
                       {2, 0, 0, 0},
                       {0, 0, 2, 0},
                       {0, 0, 2, 1},
                       {0, 0, 0, 3},
                       {1, 0, 1, 0},
                       {0, 2, 0, 0},
                       {2, 0, 0, 0},
                       {2, 0, 0, 0},
                       {0, 0, 2, 0},
                       {0, 0, 2, 0},
                       {0, 0, 0, 0},
                       {0, 0, 1, 1}});
}

const std::vector<double> kOneToFour = {1, 2, 3, 4};

Result<Alpha> AlphaOf(const std::vector<UnitLabels>& units, size_t labels, Level level,
                      std::span<const double> values = {}) {
  return ComputeAlpha(units, labels, {.level = level, .values = values});
}

TEST(Alpha, AgreesWithPublishedValues) {
  EXPECT_NEAR(AlphaOf(Example(), 4, Level::kNominal)->alpha, .691358, 5e-7);
  EXPECT_NEAR(AlphaOf(Example(), 4, Level::kOrdinal)->alpha, .806721, 5e-7);
  EXPECT_NEAR(AlphaOf(Example(), 4, Level::kInterval, kOneToFour)->alpha, .810845, 5e-7);
}

TEST(Alpha, IsBelowZeroWhereRatersOppose) {
  EXPECT_NEAR(AlphaOf(UnitsOfTable({{1, 1}, {1, 1}, {1, 1}, {1, 1}}), 2, Level::kNominal)->alpha, -.75, 1e-15);
}

TEST(Alpha, CountsOnlyUnitsWithTwoLabels) {
  const auto alpha = AlphaOf(Example(), 4, Level::kNominal);
  EXPECT_EQ(alpha->units, 12);
  EXPECT_EQ(alpha->labels, 26);
}

// The squared distance as Krippendorff defines it.
double SlowDistance(Level level, size_t a, size_t b, const std::vector<double>& values,
                    const std::vector<int64_t>& totals) {
  if (a == b) return 0;
  if (level == Level::kNominal) return 1;
  if (level == Level::kInterval) return (values[a] - values[b]) * (values[a] - values[b]);
  if (level == Level::kRatio) return std::pow((values[a] - values[b]) / (values[a] + values[b]), 2);
  double between = -static_cast<double>(totals[a] + totals[b]) / 2;
  for (size_t i = std::min(a, b); i <= std::max(a, b); ++i) between += static_cast<double>(totals[i]);
  return between * between;
}

// Over all pairs of labels, as it is defined. A list of labels a unit.
double SlowAlpha(const std::vector<std::vector<size_t>>& units, Level level, const std::vector<double>& values) {
  std::vector<int64_t> totals(values.size());
  double all = 0, observed = 0, expected = 0;
  for (const auto& unit : units)
    for (const size_t label : unit)
      if (unit.size() > 1) ++totals[label], ++all;
  for (const auto& unit : units)
    for (size_t i = 0; i < unit.size(); ++i)
      for (size_t j = 0; j < i; ++j)
        observed += 2 * SlowDistance(level, unit[i], unit[j], values, totals) / static_cast<double>(unit.size() - 1);
  for (size_t a = 0; a < totals.size(); ++a)
    for (size_t b = 0; b < totals.size(); ++b)
      expected += static_cast<double>(totals[a] * totals[b]) * SlowDistance(level, a, b, values, totals);
  return 1 - (all - 1) * observed / expected;
}

std::vector<UnitLabels> Counted(const std::vector<std::vector<size_t>>& units, size_t labels) {
  std::vector<std::vector<int64_t>> table;
  for (const auto& unit : units) {
    table.emplace_back(labels);
    for (const size_t label : unit) ++table.back()[label];
  }
  return UnitsOfTable(table);
}

TEST(Alpha, AgreesWithItsDefinitionOnRaggedUnitsAtEveryLevel) {
  Rng rng(1, "units");
  for (int round = 0; round < 100; ++round) {
    const size_t labels = 2 + rng.Uniform(5);
    std::vector<double> values;
    for (size_t i = 0; i < labels; ++i) values.push_back((i == 0 ? 0 : values.back()) + rng.Unit());
    std::vector<std::vector<size_t>> units(2 + rng.Uniform(12));
    for (auto& unit : units)
      for (size_t size = rng.Uniform(6); size > 0; --size) unit.push_back(rng.Uniform(labels));
    for (const Level level : {Level::kNominal, Level::kOrdinal, Level::kInterval, Level::kRatio}) {
      const auto alpha = AlphaOf(Counted(units, labels), labels, level, values);
      if (alpha) {
        EXPECT_NEAR(alpha->alpha, SlowAlpha(units, level, values), 1e-11) << ToString(level);
      }
    }
  }
}

TEST(Alpha, HasAnIntervalThatHoldsItAndDependsOnTheSeedAlone) {
  const auto units = Example();
  const auto one = ComputeAlpha(units, 4, {.seed = 1}), again = ComputeAlpha(units, 4, {.seed = 1}),
             other = ComputeAlpha(units, 4, {.seed = 2});
  ASSERT_TRUE(one->interval);
  EXPECT_LT(one->interval->at(0), one->alpha);
  EXPECT_GT(one->interval->at(1), one->alpha);
  EXPECT_EQ(one->interval, again->interval);
  EXPECT_NE(one->interval, other->interval);
}

TEST(Alpha, HasNoIntervalWhereResamplesOftenHoldOneValue) {
  EXPECT_EQ(ComputeAlpha(UnitsOfTable({{2, 0}, {2, 0}, {2, 0}, {1, 1}}), 2, {})->interval, std::nullopt);
}

TEST(Alpha, RefusesASingleValue) {
  EXPECT_EQ(AlphaOf(UnitsOfTable({{2, 0}, {3, 0}}), 2, Level::kNominal).error().Message(),
            "all labels are equal, so chance agreement is complete");
}

TEST(Alpha, RefusesUnitsOfOneLabel) {
  EXPECT_EQ(AlphaOf(UnitsOfTable({{1, 0}, {0, 1}}), 2, Level::kNominal).error().Message(),
            "no unit has two labels or more");
}

TEST(Alpha, RefusesNegativeRatios) {
  EXPECT_EQ(AlphaOf(UnitsOfTable({{1, 1}}), 2, Level::kRatio, std::vector<double>{-1, 1}).error().Message(),
            "on a ratio scale no value is below 0; found -1");
}

TEST(Alpha, RefusesNumbersThatAreTooLarge) {
  EXPECT_EQ(AlphaOf(UnitsOfTable({{1, 1}, {1, 1}}), 2, Level::kInterval, std::vector<double>{-1e300, 1e300})
                .error()
                .Message(),
            "the values are too large: their squares are no longer numbers");
}

// The labels of 123 raters on 350 dialogues.
class Dices : public testing::Test {
 protected:
  void SetUp() override {
    const char* given = std::getenv("HARNESS_DATA");
    const std::string data = given ? given : std::string(HARNESS_SOURCE_DIR) + "/../shared/data";
    const std::string path = data + "/judge-labels/dices350_labels.csv";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "there is no " << path << "; set HARNESS_DATA";
    auto file = MakeFiles()->OpenRead(path);
    ASSERT_TRUE(file);
    auto reader = CsvReader::Open(std::move(*file));
    ASSERT_TRUE(reader);
    const std::map<std::string_view, size_t> labels = {{"N", 0}, {"Y", 1}, {"U", 2}};
    for (auto row = (*reader)->Next(); row && *row; row = (*reader)->Next()) {
      auto& unit = units_.emplace_back();
      for (const std::string_view label : (*row)->fields.subspan(3)) unit.push_back(labels.at(label));
    }
    ASSERT_EQ(units_.size(), 350u);
  }
  std::vector<std::vector<size_t>> units_;
};

TEST_F(Dices, HasThePublishedAlpha) {
  const auto alpha = AlphaOf(Counted(units_, 3), 3, Level::kNominal);
  EXPECT_EQ(alpha->labels, 43050);
  EXPECT_NEAR(alpha->alpha, .16086021565770, 1e-13);
}

TEST_F(Dices, HasThePublishedAlphaWithoutUnsure) {
  for (auto& unit : units_) std::erase(unit, 2u);
  const double alpha = AlphaOf(Counted(units_, 2), 2, Level::kNominal)->alpha;
  EXPECT_NEAR(alpha, .200800, 5e-7);
  EXPECT_NEAR(alpha, SlowAlpha(units_, Level::kNominal, {0, 1}), 1e-10);
}

}  // namespace
}  // namespace harness
