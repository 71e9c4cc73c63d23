#include "harness/base/rate.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

double PerSecond(std::string_view text) {
  const Result<Rate> rate = ParseRate(text);
  return rate ? rate->per_second : -1;
}

TEST(Rate, IsSoManyInATime) {
  EXPECT_DOUBLE_EQ(PerSecond("10/s"), 10);
  EXPECT_DOUBLE_EQ(PerSecond("5/min"), 5.0 / 60);
  EXPECT_DOUBLE_EQ(PerSecond("5/m"), 5.0 / 60);
  EXPECT_DOUBLE_EQ(PerSecond("100/h"), 100.0 / 3600);
  EXPECT_DOUBLE_EQ(PerSecond("0.5 / minute"), 0.5 / 60);
  EXPECT_DOUBLE_EQ(PerSecond("1/week"), 1.0 / 604'800);
}

TEST(Rate, RefusesWhatIsNone) {
  for (const char* text :
       {"", "5", "/min", "5/", "five/min", "5/fortnight", "5/min/s", "nan/s", "inf/s", "5e3/s", "-1/s"})
    EXPECT_FALSE(ParseRate(text)) << text;
  EXPECT_EQ(ParseRate("5").error().Message(), "'5' is not a rate; write for example 5/min, 10/s or 100/h");
}

TEST(Rate, RefusesNothingAndTooMuch) {
  EXPECT_EQ(ParseRate("0/s").error().Message(), "a rate is from 1/week to 100000/s, found '0/s'");
  EXPECT_FALSE(ParseRate("0.1/week"));
  EXPECT_FALSE(ParseRate("1000000/s"));
}

}  // namespace
}  // namespace harness
