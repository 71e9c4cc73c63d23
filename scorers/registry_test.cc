#include "scorers/registry.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(ScorerTypes, AreDescribedAndInOrder) {
  std::string last;
  for (const ScorerType& type : ScorerTypes()) {
    EXPECT_LT(last, type.name);
    EXPECT_TRUE(type.doc.ends_with('.')) << type.name;
    EXPECT_NE(static_cast<bool>(type.make), type.combination != Combination::kNone) << type.name;
    last = type.name;
  }
}

TEST(ScorerTypes, DoNotBeginWithNot) {
  for (const ScorerType& type : ScorerTypes()) EXPECT_FALSE(type.name.starts_with("not-")) << type.name;
}

}  // namespace
}  // namespace harness
