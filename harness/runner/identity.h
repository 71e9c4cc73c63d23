// Who a case is: its id and the digest of everything that decides its verdict.
#pragma once

#include <cstdint>
#include <string>

#include "harness/base/digest.h"
#include "harness/core/case.h"

namespace harness {

inline constexpr int kDerivedIdDigits = 12;

struct Identity {
  uint64_t key = 0;  // equal for equal ids: of a derived id its 48 bits, of an author's a 64-bit hash
  bool derived = false;
  uint64_t digest = 0;
};

// Gives a case without an id the first 12 hex digits of SHA-256 over the canonical JSON of {"input", "vars"}; never the expected answer,
// never the position. The caller tells repeated identical cases apart (~2, ~3).
Identity Identify(Case& test, Sha256& hash);

}  // namespace harness
