#include "scorers/registry.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(ScorerTypes, AreDescribedAndInOrder) {
  std::string last;
  for (const ScorerType& type : ScorerTypes()) {
    EXPECT_LT(last, type.name);
    EXPECT_TRUE(type.doc.ends_with('.')) << type.name;
    const int ways = (type.make ? 1 : 0) + (type.make_comparer ? 1 : 0) + (type.combination != Combination::kNone);
    EXPECT_EQ(ways, 1) << type.name;
    last = type.name;
  }
}

TEST(ScorerTypes, DoNotBeginWithNot) {
  for (const ScorerType& type : ScorerTypes()) EXPECT_FALSE(type.name.starts_with("not-")) << type.name;
}

}  // namespace
}  // namespace harness
