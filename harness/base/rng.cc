#include "harness/base/rng.h"

#include <cassert>

#include "harness/base/digest.h"

namespace harness {
namespace {

constexpr uint64_t kGolden = 0x9E3779B97F4A7C15ull;

}  // namespace

// The finalizer of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014; constants by
// Stafford).
uint64_t Rng::Mixed(uint64_t z) {
  z += kGolden;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

void Rng::AddNumber(uint64_t part) {
  key_ = Mixed(Mixed(key_ ^ 1) + Mixed(part));
}

void Rng::AddText(std::string_view part) {
  key_ = Mixed(Mixed(key_ ^ 2) + Hash64(part));
}

uint64_t Rng::Next64() {
  return Mixed(key_ + kGolden * counter_++);
}

// Lemire: Fast random integer generation in an interval, 2019.
uint64_t Rng::Uniform(uint64_t n) {
  assert(n >= 1);
  __extension__ using Wide = unsigned __int128;
  Wide product = static_cast<Wide>(Next64()) * n;
  if (static_cast<uint64_t>(product) < n) {
    const uint64_t threshold = -n % n;
    while (static_cast<uint64_t>(product) < threshold) product = static_cast<Wide>(Next64()) * n;
  }
  return static_cast<uint64_t>(product >> 64);
}

double Rng::Unit() {
  return static_cast<double>(Next64() >> 11) * 0x1.0p-53;
}

}  // namespace harness
