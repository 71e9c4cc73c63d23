#include "harness/store/schema.h"

#include <gtest/gtest.h>

#include <vector>

namespace harness {
namespace {

TEST(AttemptKeys, AreReadBackAndInTheOrderOfCaseTargetRepeat) {
  const AttemptKeys keys{5, 3, 4};
  int64_t last = keys.first() - 1;
  for (uint32_t number : {0u, 1u, 4'000'000'000u})
    for (uint16_t target = 0; target < 3; ++target)
      for (uint16_t repeat = 0; repeat < 4; ++repeat) {
        const AttemptKey attempt{number, target, repeat};
        const auto key = keys.Of(attempt);
        ASSERT_TRUE(key.has_value());
        EXPECT_GT(*key, last);
        EXPECT_LT(*key, keys.end());
        EXPECT_EQ(keys.Parse(*key), attempt);
        last = *key;
      }
}

TEST(AttemptKeys, RefuseTargetsAndRepeatsOutsideTheRun) {
  const AttemptKeys keys{1, 3, 4};
  EXPECT_EQ(keys.Of({0, 3, 0}), std::nullopt);
  EXPECT_EQ(keys.Of({0, 0, 4}), std::nullopt);
}

TEST(AttemptKeys, NeverReachTheNextRun) {
  const AttemptKeys keys{1, 1024, 1024};  // 2^20 for each case
  EXPECT_LT(keys.Of({(1u << 20) - 2, 1023, 1023}), keys.end());
  EXPECT_EQ(keys.Of({1u << 20, 0, 0}), std::nullopt);
  const AttemptKeys widest{kMaxRunNumber, 65536, 65536};
  EXPECT_LT(widest.Of({254, 65535, 65535}), INT64_MAX);
  EXPECT_EQ(widest.Of({256, 0, 0}), std::nullopt);
}

}  // namespace
}  // namespace harness
