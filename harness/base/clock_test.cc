#include "harness/base/clock.h"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.h"

namespace harness {
namespace {

TEST(Timestamp, IsWrittenInUtcWithMilliseconds) {
  EXPECT_EQ(FormatTimestamp(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(FormatTimestamp(1'763'630'930'123'999), "2025-11-20T09:28:50.123Z");
  EXPECT_EQ(FormatTimestamp(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(FormatTimestamp(INT64_MAX), "9999-12-31T23:59:59.999Z");
}

TEST(Timestamp, IsReadBackAsItWasWritten) {
  EXPECT_EQ(ParseTimestamp("2025-11-20T09:28:50.123Z").value(), 1'763'630'930'123'000);
  EXPECT_EQ(ParseTimestamp("0001-01-01").value(), -62'135'596'800'000'000);
}

TEST(Timestamp, MayBeShortOrHaveAnOffset) {
  EXPECT_EQ(ParseTimestamp("1970-01-02").value(), 86'400'000'000);
  EXPECT_EQ(ParseTimestamp("1970-01-01 00:01").value(), 60'000'000);
  EXPECT_EQ(ParseTimestamp("1970-01-01T02:00:00+01:30").value(), 1'800'000'000);
  EXPECT_EQ(ParseTimestamp("1970-01-01T00:00:00.5-0030").value(), 1'800'500'000);
}

TEST(Timestamp, IsRefusedWhenItIsNone) {
  for (const char* text : {"", "2025-02-30", "2025-13-01", "0000-01-01", "2025-01-01T24:00", "2025-01-01T10:00:00.",
                           "2025-01-01Z", "2025-01-01T10:00:00Zz", "2025-01-01T10:00:00.1234567"}) {
    EXPECT_FALSE(ParseTimestamp(text).has_value()) << text;
  }
  EXPECT_EQ(ParseTimestamp("soon").error().Message(), "'soon' is not a moment; write for example 2025-11-20T09:28:50Z");
}

TEST(SystemClock, SteadyTimeDoesNotGoBack) {
  const auto clock = MakeSystemClock();
  const auto before = clock->SteadyNow();
  EXPECT_LE(before, clock->SteadyNow());
}

TEST(SystemClock, WallTimeIsOfThisCentury) {
  EXPECT_GT(MakeSystemClock()->WallMicros(), 1'700'000'000'000'000);
}

TEST(FakeClock, MovesOnlyWhenTold) {
  FakeClock clock;
  const int64_t wall = clock.WallMicros();
  const auto steady = clock.SteadyNow();
  clock.Advance(std::chrono::milliseconds(5));
  EXPECT_EQ(clock.WallMicros() - wall, 5000);
  EXPECT_EQ(clock.SteadyNow() - steady, std::chrono::milliseconds(5));
}

}  // namespace
}  // namespace harness
