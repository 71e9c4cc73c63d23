#include "harness/base/json_schema_decimal.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace harness {
namespace {

bool Divides(const char* divisor, const char* number) {
  return IsMultipleOf(*ParseJson(number), *ParseJson(divisor));
}

TEST(IsMultipleOf, CountsInDecimals) {
  EXPECT_TRUE(Divides("0.1", "0.3"));
  EXPECT_TRUE(Divides("0.01", "4.35"));
  EXPECT_TRUE(Divides("0.01", "19.99"));
  EXPECT_TRUE(Divides("0.0001", "-0.0075"));
  EXPECT_FALSE(Divides("0.01", "0.0075"));
  EXPECT_FALSE(Divides("0.3", "1"));
}

TEST(IsMultipleOf, TakesZeroForAMultipleOfAll) {
  EXPECT_TRUE(Divides("0.01", "0"));
  EXPECT_TRUE(Divides("7", "-0.0"));
}

TEST(IsMultipleOf, OverflowsNowhere) {
  EXPECT_FALSE(Divides("0.123456789", "1e308"));
  EXPECT_TRUE(Divides("1e-8", "12391239123"));
  EXPECT_TRUE(Divides("5e-324", "1.7976931348623157e308"));
  EXPECT_FALSE(Divides("1e308", "5e-324"));
  EXPECT_TRUE(Divides("1e300", "1e308"));
  EXPECT_FALSE(Divides("3", "1e308"));
}

TEST(IsMultipleOf, KeepsAllBitsOfIntegers) {
  EXPECT_TRUE(Divides("5", "18446744073709551615"));
  EXPECT_FALSE(Divides("2", "18446744073709551615"));
  EXPECT_TRUE(Divides("18446744073709551615", "18446744073709551615"));
  EXPECT_FALSE(Divides("18446744073709551615", "1e300"));
  EXPECT_TRUE(IsMultipleOf(Json(std::numeric_limits<int64_t>::min()), Json(2)));
  EXPECT_FALSE(IsMultipleOf(Json(std::numeric_limits<int64_t>::min()), Json(3)));
}

}  // namespace
}  // namespace harness
