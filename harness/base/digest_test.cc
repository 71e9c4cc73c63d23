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
  EXPECT_EQ(Sha256().Hash64("abc"), 0xba7816bf8f01cfeaull);
}

}  // namespace
}  // namespace harness
