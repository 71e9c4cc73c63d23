#include "harness/base/key_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/base/rng.h"

namespace harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(KeyIndex, FindsAllOffsetsOfAHash) {
  KeyIndex index;
  index.Add(5, 30);
  index.Add(7, 10);
  index.Add(5, 20);
  index.Sort();
  EXPECT_THAT(index.Find(5), ElementsAre(20, 30));
  EXPECT_THAT(index.Find(7), ElementsAre(10));
  EXPECT_THAT(index.Find(6), IsEmpty());
  EXPECT_THAT(index.Find(8), IsEmpty());
}

TEST(KeyIndex, AnEmptyIndexFindsNothing) {
  KeyIndex index;
  index.Sort();
  EXPECT_THAT(index.Find(0), IsEmpty());
}

TEST(KeyIndex, VisitsEveryHashOnce) {
  KeyIndex index;
  for (const uint64_t hash : {3, 1, 3, 2, 3, 1}) index.Add(hash, 0);
  index.Sort();
  std::vector<std::pair<uint64_t, size_t>> groups;
  for (size_t i = 0, end = 0; i < index.size(); i = end) {
    end = index.GroupEnd(i);
    groups.emplace_back(index[i].hash, end - i);
  }
  EXPECT_THAT(groups, ElementsAre(std::pair(1, 2), std::pair(2, 1), std::pair(3, 3)));
}

TEST(KeyIndex, SortsAcrossChunks) {
  constexpr uint64_t kCount = 200'000;
  KeyIndex index;
  Rng rng(1, "keys");
  std::vector<uint64_t> hashes;
  for (uint64_t i = 0; i < kCount; ++i) {
    hashes.push_back(rng.Next64());
    index.Add(hashes.back(), i);
  }
  index.Sort();
  for (size_t i = 1; i < index.size(); ++i) ASSERT_LT(index[i - 1], index[i]);
  for (uint64_t i = 0; i < kCount; i += 997) ASSERT_THAT(index.Find(hashes[i]), ElementsAre(i));
}

}  // namespace
}  // namespace harness
