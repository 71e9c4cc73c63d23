// What the repeats of a case on one target come to, by run.require: the one fold that figures and reports share.
#pragma once

#include <array>
#include <cstdint>

#include "harness/core/run.h"
#include "harness/core/verdict.h"

namespace harness {

// How the repeats of one case on one target went.
struct Repeats {
  std::array<uint32_t, std::size(kVerdicts)> of{};  // by verdict

  void Add(Verdict verdict) { ++of[static_cast<size_t>(verdict)]; }
  uint32_t operator[](Verdict verdict) const { return of[static_cast<size_t>(verdict)]; }
  uint32_t stored() const;
};

// `planned` is run.repeat. Repeats that are unknown, in error or not stored are undecided: the case passes or fails
// once they could no longer change it. An undecided case is unknown if it lacks nothing but unknown repeats, else
// error. Skipped repeats don't count with `all`, and a case with no other repeats is skipped.
Verdict CaseVerdict(const Repeats& repeats, uint32_t planned, const Require& require);

}  // namespace harness
