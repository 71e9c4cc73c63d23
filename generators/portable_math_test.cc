#include "generators/portable_math.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/base/rng.h"

namespace harness {
namespace {

// The C library's are right to a unit in the last place here.
TEST(PortableMath, AgreesWithTheLibrary) {
  Rng rng(5, "math");
  for (int i = 0; i < 20'000; ++i) {
    const double x = std::ldexp(rng.Unit() + 0.5, static_cast<int>(rng.Uniform(200)) - 100);
    EXPECT_NEAR(PortableLog(x), std::log(x), 4 * 0x1p-52 * std::max(std::fabs(std::log(x)), 0x1p-8)) << x;
    const double y = (rng.Unit() - 0.5) * 1400;
    EXPECT_NEAR(PortableExp(y) / std::exp(y), 1, 4 * 0x1p-52) << y;
  }
}

TEST(PortableMath, KnowsWhatIsExact) {
  EXPECT_EQ(PortableLog(1), 0);
  EXPECT_EQ(PortableExp(0), 1);
  EXPECT_EQ(NormalQuantile(0.5), 0);
}

// Table 1 of Wichura's paper has the first three; the others are from statistical tables of 15 digits.
TEST(NormalQuantile, HasTheKnownValues) {
  EXPECT_NEAR(NormalQuantile(0.25), -0.6744897501960817, 1e-15);
  EXPECT_NEAR(NormalQuantile(0.001), -3.090232306167814, 1e-14);
  EXPECT_NEAR(NormalQuantile(1e-20), -9.262340089798408, 1e-14);
  EXPECT_NEAR(NormalQuantile(0.975), 1.959963984540054, 1e-15);
  EXPECT_NEAR(NormalQuantile(0.995), 2.575829303548901, 1e-14);
}

}  // namespace
}  // namespace harness
