// The exit codes, and which wins.
#pragma once

#include <span>

#include "harness/base/error.h"

namespace harness {

inline constexpr int kExitHolds = 0;       // every gate holds
inline constexpr int kExitGateFailed = 1;  // a gate failed, or --fail-fast stopped
inline constexpr int kExitMistake = 2;     // the command line, suite or spec is wrong; nothing ran
inline constexpr int kExitIncomplete =
    3;  // coverage below the minimum, a gate over nothing, the store or target could not be used
inline constexpr int kExitInterrupted = 130;

// Of what kept a command from its work: kExitIncomplete if it may pass by itself, else kExitMistake.
int ExitCodeOf(const Error& error);

// Of several runs' codes the one to exit with: 2, 130, 1, 3, 4, 0 in this order.
int WorstExitCode(std::span<const int> codes);

}  // namespace harness
