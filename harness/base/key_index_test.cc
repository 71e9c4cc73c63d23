#include "harness/base/key_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "harness/base/rng.h"

namespace harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<uint64_t> OffsetsOf(const KeyIndex& index, uint64_t hash) {
  std::vector<uint64_t> offsets;
  for (size_t i = index.Find(hash); i < index.size() && index[i].hash == hash; ++i) offsets.push_back(index[i].offset);
  return offsets;
}

TEST(KeyIndex, FindsAllOffsetsOfAHash) {
  KeyIndex index;
  index.Add(5, 30);
  index.Add(7, 10);
  index.Add(5, 20);
  index.Sort();
  EXPECT_THAT(OffsetsOf(index, 5), ElementsAre(20, 30));
  EXPECT_THAT(OffsetsOf(index, 7), ElementsAre(10));
  EXPECT_THAT(OffsetsOf(index, 6), IsEmpty());
  EXPECT_THAT(OffsetsOf(index, 8), IsEmpty());
}

TEST(KeyIndex, AnEmptyIndexFindsNothing) {
  KeyIndex index;
  index.Sort();
  EXPECT_THAT(OffsetsOf(index, 0), IsEmpty());
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
  for (uint64_t i = 0; i < kCount; i += 997) ASSERT_THAT(OffsetsOf(index, hashes[i]), ElementsAre(i));
}

// However the hashes are spread, the position is that of a plain search.
TEST(KeyIndex, FindsThePositionOfEveryHash) {
  Rng rng(2, "keys");
  for (const uint64_t spread : {uint64_t{10}, uint64_t{1000}, uint64_t{1} << 40, ~uint64_t{0}}) {
    KeyIndex index;
    std::vector<uint64_t> hashes;
    for (int i = 0; i < 500; ++i) {
      hashes.push_back(rng.Next64() % spread);
      index.Add(hashes.back(), 0);
    }
    index.Sort();
    std::sort(hashes.begin(), hashes.end());
    std::vector<uint64_t> wanted = hashes;
    for (const uint64_t hash : hashes) wanted.insert(wanted.end(), {hash - 1, hash + 1});
    wanted.insert(wanted.end(), {0, ~uint64_t{0}});
    for (const uint64_t hash : wanted) {
      const auto place = std::lower_bound(hashes.begin(), hashes.end(), hash);
      ASSERT_EQ(index.Find(hash), static_cast<size_t>(place - hashes.begin())) << hash << " of " << spread;
    }
  }
}

}  // namespace
}  // namespace harness
