#include "harness/runner/in_order.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace harness {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Finished AttemptOf(uint32_t number) {
  AttemptRow row;
  row.key.case_number = number;
  return {std::make_shared<const CaseRow>(), std::make_shared<const AttemptRow>(std::move(row))};
}

class InOrderTest : public testing::Test {
 protected:
  void Expect(std::vector<uint32_t> numbers) {
    for (const uint32_t number : numbers) order_.Expect({number, 0, 0});
  }
  void Add(uint32_t number) { order_.Add(AttemptOf(number)); }

  std::vector<uint32_t> TakeAll() {
    std::vector<uint32_t> numbers;
    while (true) {
      const Finished next = order_.Take();
      if (!next.attempt) return numbers;
      numbers.push_back(next.attempt->key.case_number);
    }
  }

  InOrder order_;
};

TEST_F(InOrderTest, HandsOnWhatHasNothingBeforeIt) {
  Expect({0, 1, 2, 5});
  Add(1);
  Add(5);
  EXPECT_THAT(TakeAll(), IsEmpty());
  EXPECT_EQ(order_.bytes(), 2 * AttemptOf(0).bytes);
  Add(0);
  EXPECT_THAT(TakeAll(), ElementsAre(0, 1));
  Add(2);
  EXPECT_THAT(TakeAll(), ElementsAre(2, 5));
  EXPECT_EQ(order_.bytes(), 0u);
}

TEST_F(InOrderTest, MoreMayBeExpectedWhileSomeAreHeld) {
  Expect({3});
  Expect({4});
  Add(4);
  Expect({7});
  Add(3);
  EXPECT_THAT(TakeAll(), ElementsAre(3, 4));
}

TEST_F(InOrderTest, WhatNeverComesIsPassedOver) {
  Expect({0, 1, 2, 3});
  Add(1);
  Add(3);
  order_.GiveUpMissing();
  EXPECT_THAT(TakeAll(), ElementsAre(1, 3));
}

}  // namespace
}  // namespace harness
