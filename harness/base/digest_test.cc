#include "harness/base/digest.h"

#include <gtest/gtest.h>

namespace harness {
namespace {

// FIPS 180-2, appendix B.
TEST(Sha256, GivesTheDigestsOfTheStandard) {
  EXPECT_EQ(Hex(Sha256Of("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(Hex(Sha256Of("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256, IsTheSameInParts) {
  Sha256 sha;
  sha.Update("a");
  sha.Update("");
  sha.Update("bc");
  EXPECT_EQ(sha.Finish(), Sha256Of("abc"));
}

TEST(Sha256, StartsAnewAfterFinish) {
  Sha256 sha;
  EXPECT_EQ(sha.Of("one"), Sha256Of("one"));
  EXPECT_EQ(sha.Of("abc"), Sha256Of("abc"));
}

TEST(Sha256, HashesToTheFirstEightBytes) {
  EXPECT_EQ(First64(Sha256Of("abc")), 0xba7816bf8f01cfeaull);
}

TEST(Hash64, IsXxh3) {
  EXPECT_EQ(Hash64(""), 0x2d06800538d394c2ull);  // the reference implementation's own check value
  EXPECT_NE(Hash64("abc"), Hash64("abd"));
}

}  // namespace
}  // namespace harness
