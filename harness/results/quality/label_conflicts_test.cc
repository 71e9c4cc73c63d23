#include "harness/results/quality/label_conflicts.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

ValueColumn ColumnOf(const std::vector<std::string>& texts) {
  ValueColumn column("c");
  for (const std::string& text : texts) {
    if (text.empty())
      column.AddNull();
    else
      column.Add(text);
  }
  return column;
}

TEST(LabelConflicts, AreRowsWhoseTextHasAnotherLabelToo) {
  EXPECT_DOUBLE_EQ(*LabelConflicts(ColumnOf({"a", "b", "a", "b", "c"}), ColumnOf({"x", "x", "y", "x", "y"})).value,
                   0.4);
}

TEST(LabelConflicts, LeaveOutRowsWithoutTextOrLabel) {
  EXPECT_DOUBLE_EQ(*LabelConflicts(ColumnOf({"a", "a", "", "b"}), ColumnOf({"x", "", "y", "x"})).value, 0);
  EXPECT_EQ(LabelConflicts(ColumnOf({"a", "a"}), ColumnOf({"x", ""})).lack, "fewer than 2 documents with a label");
}

}  // namespace
}  // namespace harness
