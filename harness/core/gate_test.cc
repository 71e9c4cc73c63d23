#include "harness/core/gate.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(Holds, ComparesOnBothSidesOfTheBoundAndOnIt) {
  struct Row {
    Comparison comparison;
    bool below, on, above;
  };
  for (const Row& row :
       {Row{Comparison::kLess, true, false, false}, Row{Comparison::kLessEqual, true, true, false},
        Row{Comparison::kGreater, false, false, true}, Row{Comparison::kGreaterEqual, false, true, true},
        Row{Comparison::kEqual, false, true, false}, Row{Comparison::kNotEqual, true, false, true}}) {
    EXPECT_EQ(Holds(0.4, row.comparison, 0.5), row.below) << ToString(row.comparison);
    EXPECT_EQ(Holds(0.5, row.comparison, 0.5), row.on) << ToString(row.comparison);
    EXPECT_EQ(Holds(0.6, row.comparison, 0.5), row.above) << ToString(row.comparison);
  }
}

TEST(Holds, ARateEqualToItsBoundInPercentIsOnIt) {
  for (int percent = 0; percent <= 100; ++percent)
    EXPECT_TRUE(Holds(percent * 7 / 700.0, Comparison::kEqual, percent / 100.0)) << percent;
}

TEST(Comparison, IsWrittenAsInAGate) {
  EXPECT_EQ(ToString(Comparison::kLess), "<");
  EXPECT_EQ(ToString(Comparison::kLessEqual), "<=");
  EXPECT_EQ(ToString(Comparison::kGreater), ">");
  EXPECT_EQ(ToString(Comparison::kGreaterEqual), ">=");
  EXPECT_EQ(ToString(Comparison::kEqual), "==");
  EXPECT_EQ(ToString(Comparison::kNotEqual), "!=");
}

}  // namespace
}  // namespace harness
