#include "generators/semantic/bitcoin.h"

#include <array>
#include <cstring>

namespace harness {
namespace {

constexpr size_t kChecked = 1 + kHashSize;
constexpr size_t kWords = (kHashSize + 4) / 4;  // of 32 bits; the version is 0 and adds nothing
constexpr size_t kSteps = 7;                    // of five digits: 58^35 > 2^192
constexpr uint64_t kStep = uint64_t{58} * 58 * 58 * 58 * 58;

using Number = std::array<uint32_t, kWords>;  // the highest word first

// What is left of a division by kStep, which `number` becomes the result of.
uint64_t Divide(Number& number) {
  uint64_t rest = 0;
  for (uint32_t& word : number) {
    const uint64_t part = rest << 32 | word;
    word = static_cast<uint32_t>(part / kStep);
    rest = part % kStep;
  }
  return rest;
}

Number NumberOf(const unsigned char* bytes) {
  Number number{};
  for (size_t i = 0; i < 4 * kWords; ++i) number[i / 4] = number[i / 4] << 8 | bytes[i];
  return number;
}

}  // namespace

size_t WriteBitcoinAddress(const unsigned char (&hash)[kHashSize], Sha256& sha256, char* to) {
  constexpr char kAlphabet[] = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  unsigned char bytes[kChecked + 4] = {0};
  std::memcpy(bytes + 1, hash, kHashSize);
  const Digest once = sha256.Of({reinterpret_cast<const char*>(bytes), kChecked});
  const Digest twice = sha256.Of({reinterpret_cast<const char*>(once.data()), once.size()});
  std::memcpy(bytes + kChecked, twice.data(), 4);
  Number number = NumberOf(bytes + 1);
  char digits[5 * kSteps];
  for (size_t step = kSteps; step-- > 0;) {
    uint64_t rest = Divide(number);
    for (size_t i = 5; i-- > 0; rest /= 58) digits[5 * step + i] = kAlphabet[rest % 58];
  }
  size_t size = 0, first = 0;
  for (size_t i = 0; i < kChecked && bytes[i] == 0; ++i) to[size++] = '1';  // a leading zero each
  while (digits[first] == '1') ++first;
  std::memcpy(to + size, digits + first, sizeof digits - first);
  return size + sizeof digits - first;
}

}  // namespace harness
