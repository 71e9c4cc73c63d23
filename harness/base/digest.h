// SHA-256, and a 64-bit hash of bytes for indexes.
//
// OpenSSL's algorithm is fetched once per object, which is what makes short texts cheap (0.2 µs for 300 bytes): keep a
// Sha256 for many texts. An object belongs to one thread at a time.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace harness {

using Digest = std::array<unsigned char, 32>;

// Two lower-case hex digits a byte: 64 of a digest.
std::string Hex(std::span<const uint8_t> bytes);

// The first 8 bytes, big-endian: the same on every machine.
uint64_t First64(const Digest& digest);

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void Update(std::string_view bytes);
  // The digest of all bytes since the last Finish; then the object is as new.
  Digest Finish();

  // One-shot, on an object with no Update pending.
  Digest Of(std::string_view bytes);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// XXH3, for indexes and for noticing changes: a few bytes a nanosecond, the same on every machine. Whoever wants to can
// find two texts with one hash, so what an index finds is compared.
// `seed` makes a chain: the hash of several texts, in their order and with their lengths told apart.
uint64_t Hash64(std::string_view bytes, uint64_t seed = 0);

// One-shot with an object of its own: for the few, not for loops.
Digest Sha256Of(std::string_view bytes);

}  // namespace harness
