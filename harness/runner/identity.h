// Who a case is: its id, and its row, whose digest stands for everything that decides its verdict.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/base/digest.h"
#include "harness/core/attempt.h"
#include "harness/core/case.h"

namespace harness {

inline constexpr int kDerivedIdDigits = 12;

// Of id, input, vars, expected, category, tags and cluster: everything that decides a case's verdict. `id` stands for
// the case's own.
uint64_t DigestOf(const Case& test, std::string_view id);
// The case as the store keeps it.
CaseRow MakeCaseRow(const Case& test);

// Gives a case without an id the first 12 hex digits of SHA-256 over the canonical JSON of {"input", "vars"}; never the
// expected answer, never the position. The caller tells repeated identical cases apart (~2, ~3). Does nothing to a case
// with an id; says whether it gave one.
bool DeriveId(Case& test, Sha256& hash);

// For finding equal ids: of a derived id its 48 bits, of an author's a 64-bit hash.
uint64_t IdKey(const std::string& id, bool derived);

}  // namespace harness
