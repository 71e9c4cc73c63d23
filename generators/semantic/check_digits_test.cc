#include "generators/semantic/check_digits.h"

#include <gtest/gtest.h>

#include "generators/semantic/bitcoin.h"
#include "generators/semantic/fold.h"

namespace harness {
namespace {

TEST(CheckDigits, AreThoseOfPublishedNumbers) {
  EXPECT_EQ(LuhnDigit("7992739871"), '3');
  EXPECT_EQ(LuhnDigit("37828224631000"), '5');
  EXPECT_EQ(RoutingDigit("11100002"), '5');
  EXPECT_EQ(EanDigit("400638133393"), '1');
  EXPECT_EQ(EanDigit("978030640615"), '7');
  EXPECT_EQ(IbanDigits("DE", "370400440532013000"), 89u);
  EXPECT_EQ(IbanDigits("GB", "WEST12345698765432"), 82u);
}

std::string AddressOf(const unsigned char (&hash)[kHashSize]) {
  Sha256 sha256;
  char text[kMaxBitcoinSize];
  return {text, WriteBitcoinAddress(hash, sha256, text)};
}

TEST(Bitcoin, WritesTheAddressOfTheFirstBlock) {
  EXPECT_EQ(AddressOf({0x62, 0xe9, 0x07, 0xb1, 0x5c, 0xbf, 0x27, 0xd5, 0x42, 0x53,
                       0x99, 0xeb, 0xf6, 0xf0, 0xfb, 0x50, 0xeb, 0xb8, 0x8f, 0x18}),
            "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa");
}

TEST(Bitcoin, WritesAOneForEveryZeroInFront) {
  EXPECT_EQ(AddressOf({}), "1111111111111111111114oLvT2");
}

std::string Folded(std::string_view text, char separator, size_t room = 80) {
  char bytes[80];
  return {bytes, FoldInto(text, separator, bytes, room)};
}

TEST(Fold, KeepsLettersAndDigits) {
  EXPECT_EQ(Folded("  Hello, W\u00f6rld! (42)  ", '-'), "hello-world-42");
  EXPECT_EQ(Folded("Jos\u00e9 O'Brien", '.'), "jose.obrien");
  EXPECT_EQ(Folded("van den Berg", 0), "vandenberg");
  EXPECT_EQ(Folded("\u738b", '-'), "");
}

TEST(Fold, StopsWhereThereIsNoMoreRoom) {
  EXPECT_EQ(Folded("abc def", '-', 4), "abc");
  EXPECT_EQ(Folded("abc def", '-', 5), "abc-d");
}

}  // namespace
}  // namespace harness
