#include "generators/permutation.h"

#include <bit>

namespace harness {
namespace {

// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014).
uint64_t Mix(uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

}  // namespace

Permutation::Permutation(Rng key, uint64_t size) : size_(size), half_((std::bit_width(size - 1) + 1) / 2) {
  for (uint64_t& round : keys_) round = key.Next64();
}

uint64_t Permutation::Of(uint64_t number) const {
  if (size_ < 2) return number;
  do number = Step(number);
  while (number >= size_);
  return number;
}

uint64_t Permutation::Step(uint64_t number) const {
  const uint64_t mask = (uint64_t{1} << half_) - 1;
  uint64_t left = number >> half_, right = number & mask;
  for (const uint64_t key : keys_) {
    const uint64_t mixed = (left ^ Mix(right + key)) & mask;
    left = right;
    right = mixed;
  }
  return (left << half_) | right;
}

}  // namespace harness
