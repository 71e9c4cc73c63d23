#include "harness/base/percent.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

TEST(Percent, EncodesAllThatHasAMeaningInAUrl) {
  EXPECT_EQ(PercentEncode("a b/c?d=e&f#g%h\r\n"), "a%20b%2Fc%3Fd%3De%26f%23g%25h%0D%0A");
  EXPECT_EQ(PercentEncode("aZ0-._~"), "aZ0-._~");
  EXPECT_EQ(PercentEncode("ü"), "%C3%BC");
}

TEST(Percent, DecodesWhatItEncoded) {
  EXPECT_EQ(PercentDecode(PercentEncode("a b/ü%\n")), "a b/ü%\n");
  EXPECT_EQ(PercentDecode("%2f%zz%4"), "/%zz%4");
  EXPECT_EQ(PercentDecode("%"), "%");
}

}  // namespace
}  // namespace harness
