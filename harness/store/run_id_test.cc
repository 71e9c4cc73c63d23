#include "harness/store/run_id.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"

namespace harness {
namespace {

TEST(MakeRunId, NamesTheSecondAndTheRandomBits) {
  FakeClock clock;
  EXPECT_EQ(MakeRunId(clock, 0x1a2b3c), "20250615-150640-1a2b3c");
}

TEST(MakeRunId, KeepsItsLengthWhateverTheRandomNumber) {
  FakeClock clock;
  EXPECT_EQ(MakeRunId(clock, 7), "20250615-150640-000007");
  EXPECT_EQ(MakeRunId(clock, ~uint64_t{0}), "20250615-150640-ffffff");
}

TEST(MakeRunId, SortsByTime) {
  FakeClock clock;
  const std::string first = MakeRunId(clock, 0xffffff);
  clock.Advance(std::chrono::seconds(1));
  EXPECT_LT(first, MakeRunId(clock, 0));
}

}  // namespace
}  // namespace harness
