// Randomness that depends on nothing but its key: the n-th number of a key is the same on every machine, in any order
// of work.
//
// An Rng is a counter behind a key; the key is derived from a seed and the parts that name what the numbers are for,
// say Rng(seed, case_id, "judge", repeat). Equal keys give equal numbers; the parts are separated, so ("ab", "c") is
// not ("a", "bc"). Not for secrets. A value, used by one thread at a time.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>

namespace harness {

class Rng {
 public:
  template <typename... Parts>
  explicit Rng(uint64_t seed, const Parts&... parts) : key_(Mixed(seed)) {
    (Add(parts), ...);
  }

  // The numbers of a narrower key; independent of how many were taken from this one.
  template <typename... Parts>
  Rng With(const Parts&... parts) const {
    Rng narrower = *this;
    narrower.counter_ = 0;
    (narrower.Add(parts), ...);
    return narrower;
  }

  uint64_t Next64();
  // Unbiased in [0, n); n is at least 1.
  uint64_t Uniform(uint64_t n);
  // In [0, 1), a multiple of 2^-53.
  double Unit();

 private:
  static uint64_t Mixed(uint64_t value);
  void Add(std::integral auto part) { AddNumber(static_cast<uint64_t>(part)); }
  void Add(std::string_view part) { AddText(part); }
  void AddNumber(uint64_t part);
  void AddText(std::string_view part);

  uint64_t key_;
  uint64_t counter_ = 0;
};

}  // namespace harness
