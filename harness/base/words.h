// Eight bytes of a text at a time, in one integer: for loops that look at every byte.
//
// The tests are those of "Bit Twiddling Hacks" (S. E. Anderson); each says whether any byte has the property, not
// which.
#pragma once

#include <cstdint>
#include <cstring>

namespace harness::words {

inline constexpr size_t kSize = 8;

inline uint64_t Load(const char* bytes) {
  uint64_t word = 0;
  std::memcpy(&word, bytes, kSize);
  return word;
}

constexpr uint64_t Repeat(unsigned char byte) {
  return uint64_t{0x0101010101010101} * byte;
}

constexpr bool HasHighBit(uint64_t word) {
  return (word & Repeat(0x80)) != 0;
}

// `limit` at most 128.
constexpr bool HasBelow(uint64_t word, unsigned char limit) {
  return ((word - Repeat(limit)) & ~word & Repeat(0x80)) != 0;
}

constexpr bool Has(uint64_t word, unsigned char byte) {
  return HasBelow(word ^ Repeat(byte), 1);
}

}  // namespace harness::words
