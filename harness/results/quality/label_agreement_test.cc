#include "harness/results/quality/label_agreement.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

ValueColumn Column(const char* name, const std::vector<const char*>& cells) {
  ValueColumn column(name);
  for (const char* cell : cells) cell ? column.Add(cell) : column.AddNull();
  return column;
}

TEST(LabelAgreement, IsCohensKappaOfTheRowsWithBoth) {
  const LabelAgreement found = CompareLabels(Column("label", {"a", "a", "b", "b", "c", nullptr}),
                                             Column("guess", {"a", "b", "b", "b", "c", "c"}));
  EXPECT_EQ(found.rows, 5U);
  EXPECT_EQ(found.unlabelled, 1U);
  EXPECT_DOUBLE_EQ(*found.agreement.value, 0.8);
  // Chance: 2/5 * 1/5 + 2/5 * 3/5 + 1/5 * 1/5 = 9/25.
  EXPECT_NEAR(*found.kappa.value, (0.8 - 0.36) / (1 - 0.36), 1e-12);
  EXPECT_LT(found.kappa_interval[0], *found.kappa.value);
}

TEST(LabelAgreement, SaysWhyThereIsNone) {
  EXPECT_EQ(CompareLabels(Column("l", {"a", "a"}), Column("g", {"a", "a"})).kappa.lack,
            "both gave one and the same label only");
  EXPECT_EQ(CompareLabels(Column("l", {nullptr}), Column("g", {"a"})).agreement.lack, "no record with both labels");
}

}  // namespace
}  // namespace harness
