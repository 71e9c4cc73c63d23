// Addresses of Bitcoin as they are written.
#pragma once

#include <string_view>

#include "harness/base/digest.h"

namespace harness {

inline constexpr size_t kHashSize = 20;
inline constexpr size_t kMaxBitcoinSize = 34;

// The address (version 0, Base58Check: with the first four bytes of SHA-256 twice) of the hash of a key. Writes at most
// kMaxBitcoinSize bytes and tells how many.
size_t WriteBitcoinAddress(const unsigned char (&hash)[kHashSize], Sha256& sha256, char* to);

}  // namespace harness
