// A shuffle of the numbers below `size` that is worked out one number at a time: in any order, by any thread, without
// memory. A Feistel network over the smallest even number of bits that holds them, walked until the number is below
// `size` (Black and Rogaway, "Ciphers with arbitrary finite domains", 2002). Equal keys shuffle alike; not for secrets.
#pragma once

#include <array>
#include <cstdint>

#include "harness/base/rng.h"

namespace harness {

class Permutation {
 public:
  // `size` is at least 1.
  Permutation(Rng key, uint64_t size);

  // Where `number`, below size, goes: below size, and no other goes there.
  uint64_t Of(uint64_t number) const;
  uint64_t size() const { return size_; }

 private:
  static constexpr int kRounds = 12;  // with 4 a shuffle of 1,000 is visibly uneven, with 8 one of 10

  uint64_t Step(uint64_t number) const;

  uint64_t size_;
  int half_ = 0;  // bits
  std::array<uint64_t, kRounds> keys_{};
};

}  // namespace harness
